/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-table.h"

/* Short names, so that a row fits a line. */
#define AUTHORIZATION MF_POP3_STATE_AUTHORIZATION
#define TRANSACTION MF_POP3_STATE_TRANSACTION
#define UPDATE MF_POP3_STATE_UPDATE
#define CLOSED MF_POP3_STATE_CLOSED
#define ANY MF_POP3_STATE_ANY
#define G(name) MF_POP3_GUARD_##name
#define C(name) MF_POP3_CLIENT_GUARD_##name
#define DO(name) MF_POP3_ACTION_##name
#define SECTION(n) "RFC 1939 section " #n

static const char after_user[] = "after USER only PASS or QUIT may come";
static const char deleted[] = "that message is marked as deleted";
static const char no_message[] = "no such message";

/* clang-format off */
const MfPop3Transition mf_pop3_table[] = {
  /* state         command       guard         action             next */
  { ANY,           MF_POP3_NONE, G(MALFORMED), DO(REFUSE),        ANY, NULL, SECTION (3) },

  { AUTHORIZATION, MF_POP3_USER, G(NAMED),     DO(REFUSE),        AUTHORIZATION, after_user, SECTION (7) },
  { AUTHORIZATION, MF_POP3_USER, G(NONE),      DO(NAME),          AUTHORIZATION, "name taken, PASS comes next", SECTION (7) },
  { AUTHORIZATION, MF_POP3_PASS, G(NAMED),     DO(LOGIN),         TRANSACTION, NULL, SECTION (7) },
  { AUTHORIZATION, MF_POP3_PASS, G(NONE),      DO(REFUSE),        AUTHORIZATION, "PASS comes right after USER", SECTION (7) },
  { AUTHORIZATION, MF_POP3_APOP, G(NAMED),     DO(REFUSE),        AUTHORIZATION, after_user, SECTION (7) },
  { AUTHORIZATION, MF_POP3_APOP, G(TIMESTAMP), DO(LOGIN),         TRANSACTION, NULL, SECTION (7) },
  { AUTHORIZATION, MF_POP3_APOP, G(NONE),      DO(REFUSE),        AUTHORIZATION, "APOP is not offered", SECTION (7) },
  { AUTHORIZATION, MF_POP3_CAPA, G(NONE),      DO(CAPABILITIES),  AUTHORIZATION, "capability list follows", "RFC 2449 section 5" },
  { AUTHORIZATION, MF_POP3_QUIT, G(NONE),      DO(GOODBYE),       CLOSED, NULL, SECTION (4) },

  { TRANSACTION,   MF_POP3_STAT, G(NONE),      DO(DROP_LISTING),  TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_LIST, G(MESSAGE),   DO(SCAN_LISTING),  TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_LIST, G(DELETED),   DO(REFUSE),        TRANSACTION, deleted, SECTION (5) },
  { TRANSACTION,   MF_POP3_LIST, G(NUMBER),    DO(REFUSE),        TRANSACTION, no_message, SECTION (5) },
  { TRANSACTION,   MF_POP3_LIST, G(NONE),      DO(SCAN_LISTINGS), TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_RETR, G(MESSAGE),   DO(MESSAGE),       TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_RETR, G(DELETED),   DO(REFUSE),        TRANSACTION, deleted, SECTION (5) },
  { TRANSACTION,   MF_POP3_RETR, G(NONE),      DO(REFUSE),        TRANSACTION, no_message, SECTION (5) },
  { TRANSACTION,   MF_POP3_DELE, G(MESSAGE),   DO(MARK),          TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_DELE, G(DELETED),   DO(REFUSE),        TRANSACTION, deleted, SECTION (5) },
  { TRANSACTION,   MF_POP3_DELE, G(NONE),      DO(REFUSE),        TRANSACTION, no_message, SECTION (5) },
  { TRANSACTION,   MF_POP3_NOOP, G(NONE),      DO(CONFIRM),       TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_RSET, G(NONE),      DO(UNMARK),        TRANSACTION, NULL, SECTION (5) },
  { TRANSACTION,   MF_POP3_TOP,  G(MESSAGE),   DO(MESSAGE),       TRANSACTION, "top of message follows", SECTION (7) },
  { TRANSACTION,   MF_POP3_TOP,  G(DELETED),   DO(REFUSE),        TRANSACTION, deleted, SECTION (7) },
  { TRANSACTION,   MF_POP3_TOP,  G(NONE),      DO(REFUSE),        TRANSACTION, no_message, SECTION (7) },
  { TRANSACTION,   MF_POP3_UIDL, G(MESSAGE),   DO(UNIQUE_ID),     TRANSACTION, NULL, SECTION (7) },
  { TRANSACTION,   MF_POP3_UIDL, G(DELETED),   DO(REFUSE),        TRANSACTION, deleted, SECTION (7) },
  { TRANSACTION,   MF_POP3_UIDL, G(NUMBER),    DO(REFUSE),        TRANSACTION, no_message, SECTION (7) },
  { TRANSACTION,   MF_POP3_UIDL, G(NONE),      DO(UNIQUE_IDS),    TRANSACTION, "unique-id listing follows", SECTION (7) },
  { TRANSACTION,   MF_POP3_CAPA, G(NONE),      DO(CAPABILITIES),  TRANSACTION, "capability list follows", "RFC 2449 section 5" },
  { TRANSACTION,   MF_POP3_QUIT, G(NONE),      DO(REMOVE),        UPDATE, NULL, SECTION (6) },

  { ANY,           MF_POP3_AUTH, G(NONE),      DO(REFUSE),        ANY, "command not implemented", SECTION (3) },
  { ANY,           MF_POP3_STLS, G(NONE),      DO(REFUSE),        ANY, "command not implemented", SECTION (3) },
  { ANY,           MF_POP3_NONE, G(NONE),      DO(REFUSE),        ANY, "command not valid in this state", SECTION (3) },
};

const MfPop3ClientTransition mf_pop3_client_table[] = {
  /* reply to      ok     guard        next command  failure */
  { MF_POP3_NONE, TRUE,  C(APOP),     MF_POP3_APOP, FALSE, SECTION (7) },
  { MF_POP3_NONE, TRUE,  C(NONE),     MF_POP3_USER, FALSE, SECTION (7) },
  { MF_POP3_NONE, FALSE, C(NONE),     MF_POP3_NONE, TRUE,  SECTION (4) },
  { MF_POP3_USER, TRUE,  C(NONE),     MF_POP3_PASS, FALSE, SECTION (7) },
  { MF_POP3_USER, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (7) },
  { MF_POP3_PASS, TRUE,  C(UIDS),     MF_POP3_UIDL, FALSE, SECTION (7) },
  { MF_POP3_PASS, TRUE,  C(NONE),     MF_POP3_LIST, FALSE, SECTION (5) },
  { MF_POP3_PASS, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (4) },
  { MF_POP3_APOP, TRUE,  C(UIDS),     MF_POP3_UIDL, FALSE, SECTION (7) },
  { MF_POP3_APOP, TRUE,  C(NONE),     MF_POP3_LIST, FALSE, SECTION (5) },
  { MF_POP3_APOP, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (4) },
  { MF_POP3_UIDL, TRUE,  C(MESSAGES), MF_POP3_RETR, FALSE, SECTION (5) },
  { MF_POP3_UIDL, TRUE,  C(NONE),     MF_POP3_QUIT, FALSE, SECTION (6) },
  /* UIDL is optional: without it every message counts as new. */
  { MF_POP3_UIDL, FALSE, C(NONE),     MF_POP3_LIST, FALSE, SECTION (7) },
  { MF_POP3_LIST, TRUE,  C(MESSAGES), MF_POP3_RETR, FALSE, SECTION (5) },
  { MF_POP3_LIST, TRUE,  C(NONE),     MF_POP3_QUIT, FALSE, SECTION (6) },
  { MF_POP3_LIST, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (5) },
  { MF_POP3_RETR, TRUE,  C(REMOVE),   MF_POP3_DELE, FALSE, SECTION (5) },
  { MF_POP3_RETR, TRUE,  C(MESSAGES), MF_POP3_RETR, FALSE, SECTION (5) },
  { MF_POP3_RETR, TRUE,  C(NONE),     MF_POP3_QUIT, FALSE, SECTION (6) },
  { MF_POP3_RETR, FALSE, C(MESSAGES), MF_POP3_RETR, TRUE,  SECTION (5) },
  { MF_POP3_RETR, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (6) },
  { MF_POP3_DELE, TRUE,  C(MESSAGES), MF_POP3_RETR, FALSE, SECTION (5) },
  { MF_POP3_DELE, TRUE,  C(NONE),     MF_POP3_QUIT, FALSE, SECTION (6) },
  { MF_POP3_DELE, FALSE, C(MESSAGES), MF_POP3_RETR, TRUE,  SECTION (5) },
  { MF_POP3_DELE, FALSE, C(NONE),     MF_POP3_QUIT, TRUE,  SECTION (6) },
  { MF_POP3_QUIT, TRUE,  C(NONE),     MF_POP3_NONE, FALSE, SECTION (6) },
  { MF_POP3_QUIT, FALSE, C(NONE),     MF_POP3_NONE, TRUE,  SECTION (6) },
};
/* clang-format on */

const guint mf_pop3_table_length = G_N_ELEMENTS (mf_pop3_table);
const guint mf_pop3_client_table_length = G_N_ELEMENTS (mf_pop3_client_table);

/**
 * mf_pop3_table_find:
 * @state: the session's state
 * @verb: the command; %MF_POP3_NONE if it is none
 * @facts: what is so
 *
 * Returns: (transfer none): the row that decides; there always is one
 */
const MfPop3Transition *
mf_pop3_table_find (MfPop3State state, MfPop3Verb verb, MfPop3Guard facts)
{
  const MfPop3Transition *row = mf_pop3_table;

  /* The last row fits everything. */
  while ((row->state != state && row->state != ANY) ||
         (row->verb != verb && row->verb != MF_POP3_NONE) || (row->guard & ~facts) != 0)
    row++;

  return row;
}

/**
 * mf_pop3_table_get_legal:
 * @state: the session's state
 * @facts: what is so: %MF_POP3_GUARD_NAMED and _TIMESTAMP as they are, _MESSAGE
 *   if there is any message that is not marked as deleted
 * @rows: (out caller-allocates) (array length=MF_POP3_N_VERBS): for each verb the row that
 *   would decide, or %NULL if that refuses
 *
 * Returns: how many commands need not be refused
 */
guint
mf_pop3_table_get_legal (MfPop3State state,
                         MfPop3Guard facts,
                         const MfPop3Transition *rows[MF_POP3_N_VERBS])
{
  guint n_legal = 0;

  rows[MF_POP3_NONE] = NULL;
  for (guint i = MF_POP3_NONE + 1; i < MF_POP3_N_VERBS; i++)
    {
      const MfPop3Transition *row = mf_pop3_table_find (state, (MfPop3Verb) i, facts);

      rows[i] = row->action == MF_POP3_ACTION_REFUSE ? NULL : row;
      n_legal += rows[i] != NULL;
    }

  return n_legal;
}

/**
 * mf_pop3_state_get_phase:
 * @state: a state of the session
 *
 * Returns: the phase that the picture shows for it
 */
MfPhase
mf_pop3_state_get_phase (MfPop3State state)
{
  switch (state)
    {
    case MF_POP3_STATE_AUTHORIZATION:
      return MF_PHASE_AUTHORIZATION;
    case MF_POP3_STATE_TRANSACTION:
      return MF_PHASE_TRANSACTION;
    case MF_POP3_STATE_UPDATE:
      return MF_PHASE_UPDATE;
    case MF_POP3_STATE_CLOSED:
    case MF_POP3_STATE_ANY:
    default:
      return MF_PHASE_NONE;
    }
}

/**
 * mf_pop3_client_table_find:
 * @awaited: the command whose reply has come; %MF_POP3_NONE for the greeting
 * @ok: whether that was +OK
 * @facts: what is so
 *
 * Returns: (nullable) (transfer none): the row that decides; %NULL for a command
 *   that our client never says
 */
const MfPop3ClientTransition *
mf_pop3_client_table_find (MfPop3Verb awaited, gboolean ok, MfPop3ClientGuard facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (mf_pop3_client_table); i++)
    {
      const MfPop3ClientTransition *row = &mf_pop3_client_table[i];

      if (row->awaited == awaited && row->ok == ok && (row->guard & ~facts) == 0)
        return row;
    }

  return NULL;
}
