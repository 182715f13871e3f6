/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-table.h"

/* Short names, so that a row fits a line. */
#define OUTSIDE MF_IMAP_STATE_NOT_AUTHENTICATED
#define AUTHENTICATED MF_IMAP_STATE_AUTHENTICATED
#define SELECTED MF_IMAP_STATE_SELECTED
#define LOGOUT MF_IMAP_STATE_LOGOUT
#define ENTERED MF_IMAP_STATE_ENTERED
#define ANY MF_IMAP_STATE_ANY
#define V(name) MF_IMAP_##name
#define G(name) MF_IMAP_GUARD_##name
#define DO(name) MF_IMAP_ACTION_##name
#define SECTION(n) "RFC 3501 section " #n

static const char no_utf7[] = "that is no name in modified UTF-7";
static const char logged_in[] = "you are logged in already";
static const char read_only[] = "the mailbox is open for reading only";
static const char bad_name[] = "a mailbox may not have that name";
static const char no_message[] = "there is no message with that number";

/* clang-format off */
const MfImapTransition mf_imap_table[] = {
  /* state         command          guard          action              next */
  { ANY,           V(NONE),         G(MALFORMED),  DO(MALFORMED),      ANY, NULL, NULL, SECTION (2.2.2) },

  { ANY,           V(CAPABILITY),   G(NONE),       DO(CAPABILITY),     ANY, NULL, "that is what the server can do", SECTION (6.1.1) },
  { ANY,           V(NOOP),         G(NONE),       DO(CONFIRM),        ANY, NULL, "nothing done", SECTION (6.1.2) },
  { ANY,           V(LOGOUT),       G(NONE),       DO(LOGOUT),         LOGOUT, NULL, "goodbye", SECTION (6.1.3) },
  { ANY,           V(ID),           G(NONE),       DO(ID),             ANY, NULL, "pleased to meet you", "RFC 2971 section 3.1" },
  { ANY,           V(STARTTLS),     G(NONE),       DO(REFUSE_BAD),     ANY, NULL, "TLS is not offered", SECTION (6.2.1) },

  { OUTSIDE,       V(LOGIN),        G(NONE),       DO(LOGIN),          AUTHENTICATED, NULL, "logged in", SECTION (6.2.3) },
  { OUTSIDE,       V(AUTHENTICATE), G(PLAIN),      DO(AUTHENTICATE),   AUTHENTICATED, NULL, "logged in", SECTION (6.2.2) },
  { OUTSIDE,       V(AUTHENTICATE), G(NONE),       DO(REFUSE_NO),      OUTSIDE, "CANNOT", "that mechanism is not offered", SECTION (6.2.2) },

  { ENTERED,       V(SELECT),       G(NOT_UTF7),   DO(REFUSE_NO),      AUTHENTICATED, "CANNOT", no_utf7, SECTION (5.1.3) },
  { ENTERED,       V(EXAMINE),      G(NOT_UTF7),   DO(REFUSE_NO),      AUTHENTICATED, "CANNOT", no_utf7, SECTION (5.1.3) },
  { ENTERED,       V(NONE),         G(NOT_UTF7),   DO(REFUSE_NO),      ENTERED, "CANNOT", no_utf7, SECTION (5.1.3) },
  { ENTERED,       V(LOGIN),        G(NONE),       DO(REFUSE_BAD),     ENTERED, NULL, logged_in, SECTION (3.1) },
  { ENTERED,       V(AUTHENTICATE), G(NONE),       DO(REFUSE_BAD),     ENTERED, NULL, logged_in, SECTION (3.1) },
  { SELECTED,      V(ENABLE),       G(NONE),       DO(REFUSE_BAD),     SELECTED, NULL, "that must be said before a mailbox is selected", "RFC 5161 section 3.1" },
  { AUTHENTICATED, V(ENABLE),       G(NONE),       DO(ENABLE),         AUTHENTICATED, NULL, "what there is to enable is enabled", "RFC 5161 section 3.1" },
  { ENTERED,       V(NAMESPACE),    G(NONE),       DO(NAMESPACE),      ENTERED, NULL, "those are the namespaces", "RFC 2342 section 5" },
  { ENTERED,       V(IDLE),         G(NONE),       DO(IDLE),           ENTERED, NULL, "no longer idling", "RFC 2177 section 3" },
  { ENTERED,       V(SELECT),       G(NONE),       DO(SELECT),         SELECTED, NULL, "mailbox selected", SECTION (6.3.1) },
  { ENTERED,       V(EXAMINE),      G(NONE),       DO(SELECT),         SELECTED, NULL, "mailbox selected for reading", SECTION (6.3.2) },
  { ENTERED,       V(CREATE),       G(INBOX),      DO(REFUSE_NO),      ENTERED, "ALREADYEXISTS", "INBOX is always there", SECTION (6.3.3) },
  { ENTERED,       V(CREATE),       G(BAD_NAME),   DO(REFUSE_NO),      ENTERED, "CANNOT", bad_name, SECTION (6.3.3) },
  { ENTERED,       V(CREATE),       G(NONE),       DO(MAILBOX),        ENTERED, NULL, "mailbox created", SECTION (6.3.3) },
  { ENTERED,       V(DELETE),       G(INBOX),      DO(REFUSE_NO),      ENTERED, "CANNOT", "INBOX cannot be deleted", SECTION (6.3.4) },
  { ENTERED,       V(DELETE),       G(NONE),       DO(MAILBOX),        ENTERED, NULL, "mailbox deleted", SECTION (6.3.4) },
  { ENTERED,       V(RENAME),       G(BAD_NAME),   DO(REFUSE_NO),      ENTERED, "CANNOT", bad_name, SECTION (6.3.5) },
  { ENTERED,       V(RENAME),       G(NONE),       DO(MAILBOX),        ENTERED, NULL, "mailbox renamed", SECTION (6.3.5) },
  { ENTERED,       V(SUBSCRIBE),    G(BAD_NAME),   DO(REFUSE_NO),      ENTERED, "CANNOT", bad_name, SECTION (6.3.6) },
  { ENTERED,       V(SUBSCRIBE),    G(NONE),       DO(MAILBOX),        ENTERED, NULL, "subscribed", SECTION (6.3.6) },
  { ENTERED,       V(UNSUBSCRIBE),  G(NONE),       DO(MAILBOX),        ENTERED, NULL, "no longer subscribed", SECTION (6.3.7) },
  { ENTERED,       V(LIST),         G(NONE),       DO(LIST),           ENTERED, NULL, "that is the list", SECTION (6.3.8) },
  { ENTERED,       V(LSUB),         G(NONE),       DO(LIST),           ENTERED, NULL, "that is the list", SECTION (6.3.9) },
  { ENTERED,       V(STATUS),       G(NONE),       DO(STATUS),         ENTERED, NULL, "that is the status", SECTION (6.3.10) },
  { ENTERED,       V(APPEND),       G(NONE),       DO(APPEND),         ENTERED, NULL, "message appended", SECTION (6.3.11) },

  { SELECTED,      V(CHECK),        G(NONE),       DO(CONFIRM),        SELECTED, NULL, "everything is on the disk", SECTION (6.4.1) },
  { SELECTED,      V(CLOSE),        G(READ_ONLY),  DO(UNSELECT),       AUTHENTICATED, NULL, "mailbox closed", SECTION (6.4.2) },
  { SELECTED,      V(CLOSE),        G(NONE),       DO(CLOSE),          AUTHENTICATED, NULL, "mailbox closed", SECTION (6.4.2) },
  { SELECTED,      V(UNSELECT),     G(NONE),       DO(UNSELECT),       AUTHENTICATED, NULL, "mailbox left", "RFC 3691 section 2" },
  { SELECTED,      V(EXPUNGE),      G(READ_ONLY),  DO(REFUSE_NO),      SELECTED, "READ-ONLY", read_only, SECTION (6.4.3) },
  { SELECTED,      V(EXPUNGE),      G(NONE),       DO(EXPUNGE),        SELECTED, NULL, "expunged", SECTION (6.4.3) },
  { SELECTED,      V(SEARCH),       G(CHARSET),    DO(REFUSE_NO),      SELECTED, "BADCHARSET (US-ASCII UTF-8)", "that charset is not known", SECTION (6.4.4) },
  { SELECTED,      V(SEARCH),       G(NONE),       DO(SEARCH),         SELECTED, NULL, "searched", SECTION (6.4.4) },
  { SELECTED,      V(FETCH),        G(NO_MESSAGE), DO(REFUSE_BAD),     SELECTED, NULL, no_message, SECTION (6.4.5) },
  { SELECTED,      V(FETCH),        G(NONE),       DO(FETCH),          SELECTED, NULL, "fetched", SECTION (6.4.5) },
  { SELECTED,      V(STORE),        G(NO_MESSAGE), DO(REFUSE_BAD),     SELECTED, NULL, no_message, SECTION (6.4.6) },
  { SELECTED,      V(STORE),        G(READ_ONLY),  DO(REFUSE_NO),      SELECTED, "READ-ONLY", read_only, SECTION (6.4.6) },
  { SELECTED,      V(STORE),        G(NONE),       DO(STORE),          SELECTED, NULL, "flags stored", SECTION (6.4.6) },
  { SELECTED,      V(COPY),         G(NO_MESSAGE), DO(REFUSE_BAD),     SELECTED, NULL, no_message, SECTION (6.4.7) },
  { SELECTED,      V(COPY),         G(NONE),       DO(COPY),           SELECTED, NULL, "copied", SECTION (6.4.7) },
  { SELECTED,      V(MOVE),         G(NO_MESSAGE), DO(REFUSE_BAD),     SELECTED, NULL, no_message, "RFC 6851 section 3.1" },
  { SELECTED,      V(MOVE),         G(READ_ONLY),  DO(REFUSE_NO),      SELECTED, "READ-ONLY", read_only, "RFC 6851 section 3.1" },
  { SELECTED,      V(MOVE),         G(NONE),       DO(COPY),           SELECTED, NULL, "moved", "RFC 6851 section 3.1" },

  { OUTSIDE,       V(NONE),         G(NONE),       DO(REFUSE_BAD),     OUTSIDE, NULL, "log in first", SECTION (3.1) },
  { AUTHENTICATED, V(NONE),         G(NONE),       DO(REFUSE_BAD),     AUTHENTICATED, NULL, "select a mailbox first", SECTION (3.2) },
  { ANY,           V(NONE),         G(NONE),       DO(REFUSE_BAD),     ANY, NULL, "not in this state", SECTION (3.3) },
};
/* clang-format on */

const guint mf_imap_table_length = G_N_ELEMENTS (mf_imap_table);

static gboolean
state_fits (MfImapState row, MfImapState state)
{
  return row == state || row == ANY ||
         (row == ENTERED && (state == AUTHENTICATED || state == SELECTED));
}

/**
 * mf_imap_table_find:
 * @state: the session's state
 * @verb: the command; %MF_IMAP_NONE if it is none
 * @facts: what is so
 *
 * Returns: (transfer none): the row that decides; there always is one
 */
const MfImapTransition *
mf_imap_table_find (MfImapState state, MfImapVerb verb, MfImapGuard facts)
{
  const MfImapTransition *row = mf_imap_table;

  /* The last row fits everything. */
  while (!state_fits (row->state, state) || (row->verb != verb && row->verb != MF_IMAP_NONE) ||
         (row->guard & ~facts) != 0)
    row++;

  return row;
}

/**
 * mf_imap_table_get_legal:
 * @state: the session's state
 * @facts: what is so: %MF_IMAP_GUARD_READ_ONLY as it is, _PLAIN set
 * @rows: (out caller-allocates) (array length=MF_IMAP_N_VERBS): for each verb the row that
 *   would decide, or %NULL if that refuses
 *
 * Returns: how many commands need not be refused
 */
guint
mf_imap_table_get_legal (MfImapState state,
                         MfImapGuard facts,
                         const MfImapTransition *rows[MF_IMAP_N_VERBS])
{
  guint n_legal = 0;

  rows[MF_IMAP_NONE] = NULL;
  for (guint i = MF_IMAP_NONE + 1; i < MF_IMAP_N_VERBS; i++)
    {
      const MfImapTransition *row = mf_imap_table_find (state, (MfImapVerb) i, facts);

      rows[i] = row->action <= MF_IMAP_ACTION_REFUSE_NO ? NULL : row;
      n_legal += rows[i] != NULL;
    }

  return n_legal;
}

/**
 * mf_imap_state_get_phase:
 * @state: a state of the session
 *
 * Returns: the phase that the picture shows for it
 */
MfPhase
mf_imap_state_get_phase (MfImapState state)
{
  switch (state)
    {
    case MF_IMAP_STATE_NOT_AUTHENTICATED:
      return MF_PHASE_NOT_AUTHENTICATED;
    case MF_IMAP_STATE_AUTHENTICATED:
    case MF_IMAP_STATE_ENTERED:
      return MF_PHASE_AUTHENTICATED;
    case MF_IMAP_STATE_SELECTED:
      return MF_PHASE_SELECTED;
    case MF_IMAP_STATE_LOGOUT:
      return MF_PHASE_LOGOUT;
    case MF_IMAP_STATE_ANY:
    default:
      return MF_PHASE_NONE;
    }
}
