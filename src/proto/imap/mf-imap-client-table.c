/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-client-table.h"

/* Short names, so that a row fits a line. */
#define ANY MF_IMAP_GOAL_ANY
#define GOAL(name) MF_IMAP_GOAL_##name
#define S(name) MF_IMAP_STEP_##name
#define G(name) MF_IMAP_CLIENT_GUARD_##name
#define SECTION(n) "RFC 3501 section " #n

/* clang-format off */
const MfImapClientTransition mf_imap_client_table[] = {
  /* goal             after               ok     guard                             next                failure */
  { ANY,              S(GREETING),        TRUE,  G(SIGNED_IN) | G(CAPABILITIES),   S(READY),           FALSE, SECTION (7.1.4) },
  { ANY,              S(GREETING),        TRUE,  G(CAPABILITIES) | G(PLAIN),       S(AUTHENTICATE),    FALSE, SECTION (6.2.2) },
  { ANY,              S(GREETING),        TRUE,  G(CAPABILITIES) | G(LOGIN),       S(LOGIN),           FALSE, SECTION (6.2.3) },
  { ANY,              S(GREETING),        TRUE,  G(NONE),                          S(CAPABILITY),      FALSE, SECTION (6.1.1) },
  { ANY,              S(GREETING),        FALSE, G(NONE),                          S(CLOSE),           TRUE,  SECTION (7.1) },
  { ANY,              S(CAPABILITY),      TRUE,  G(SIGNED_IN),                     S(READY),           FALSE, SECTION (6.1.1) },
  { ANY,              S(CAPABILITY),      TRUE,  G(PLAIN),                         S(AUTHENTICATE),    FALSE, SECTION (6.2.2) },
  { ANY,              S(CAPABILITY),      TRUE,  G(LOGIN),                         S(LOGIN),           FALSE, SECTION (6.2.3) },
  { ANY,              S(CAPABILITY),      TRUE,  G(NONE),                          S(LOGOUT),          TRUE,  SECTION (6.2.3) },
  { ANY,              S(CAPABILITY),      FALSE, G(NONE),                          S(LOGOUT),          TRUE,  SECTION (6.1.1) },
  { ANY,              S(AUTHENTICATE),    TRUE,  G(CAPABILITIES),                  S(READY),           FALSE, SECTION (6.2.2) },
  { ANY,              S(AUTHENTICATE),    TRUE,  G(NONE),                          S(CAPABILITY),      FALSE, SECTION (6.2.2) },
  { ANY,              S(AUTHENTICATE),    FALSE, G(NONE),                          S(LOGOUT),          TRUE,  SECTION (6.2.2) },
  { ANY,              S(LOGIN),           TRUE,  G(CAPABILITIES),                  S(READY),           FALSE, SECTION (6.2.3) },
  { ANY,              S(LOGIN),           TRUE,  G(NONE),                          S(CAPABILITY),      FALSE, SECTION (6.2.3) },
  { ANY,              S(LOGIN),           FALSE, G(NONE),                          S(LOGOUT),          TRUE,  SECTION (6.2.3) },

  { GOAL(LIST),       S(READY),           TRUE,  G(NONE),                          S(LIST),            FALSE, SECTION (6.3.8) },

  { GOAL(SYNCHRONISE), S(READY),          TRUE,  G(SELECTED) | G(KNOWN),           S(FETCH_FLAGS),     FALSE, SECTION (6.4.8) },
  { GOAL(SYNCHRONISE), S(READY),          TRUE,  G(SELECTED),                      S(NOOP),            FALSE, SECTION (6.1.2) },
  { GOAL(SYNCHRONISE), S(READY),          TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(SYNCHRONISE), S(SELECT),         TRUE,  G(KNOWN),                         S(FETCH_FLAGS),     FALSE, SECTION (6.4.8) },
  { GOAL(SYNCHRONISE), S(SELECT),         TRUE,  G(NEW),                           S(FETCH_NEW),       FALSE, SECTION (6.4.8) },
  { GOAL(SYNCHRONISE), S(NOOP),           TRUE,  G(NEW),                           S(FETCH_NEW),       FALSE, SECTION (6.4.8) },
  { GOAL(SYNCHRONISE), S(FETCH_FLAGS),    TRUE,  G(NEW),                           S(FETCH_NEW),       FALSE, SECTION (6.4.8) },

  { GOAL(READ),       S(READY),           TRUE,  G(SELECTED) | G(PART),            S(FETCH_STRUCTURE), FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(READY),           TRUE,  G(SELECTED),                      S(FETCH_CONTENT),   FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(READ),       S(SELECT),          TRUE,  G(PART),                          S(FETCH_STRUCTURE), FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(SELECT),          TRUE,  G(NONE),                          S(FETCH_CONTENT),   FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(FETCH_STRUCTURE), TRUE,  G(FOUND),                         S(FETCH_CONTENT),   FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(FETCH_STRUCTURE), TRUE,  G(NONE),                          S(READY),           TRUE,  SECTION (6.4.5) },
  { GOAL(READ),       S(FETCH_CONTENT),   TRUE,  G(FOUND),                         S(READY),           FALSE, SECTION (6.4.5) },
  { GOAL(READ),       S(FETCH_CONTENT),   TRUE,  G(NONE),                          S(READY),           TRUE,  SECTION (6.4.8) },

  { GOAL(FLAG),       S(READY),           TRUE,  G(SELECTED),                      S(STORE),           FALSE, SECTION (6.4.6) },
  { GOAL(FLAG),       S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(FLAG),       S(SELECT),          TRUE,  G(NONE),                          S(STORE),           FALSE, SECTION (6.4.6) },

  { GOAL(MOVE),       S(READY),           TRUE,  G(SELECTED) | G(MOVE),            S(MOVE),            FALSE, "RFC 6851 section 3.2" },
  { GOAL(MOVE),       S(READY),           TRUE,  G(SELECTED),                      S(COPY),            FALSE, SECTION (6.4.7) },
  { GOAL(MOVE),       S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(MOVE),       S(SELECT),          TRUE,  G(MOVE),                          S(MOVE),            FALSE, "RFC 6851 section 3.2" },
  { GOAL(MOVE),       S(SELECT),          TRUE,  G(NONE),                          S(COPY),            FALSE, SECTION (6.4.7) },
  /* What RFC 6851 section 1 says is done without MOVE; UID EXPUNGE spares what others deleted. */
  { GOAL(MOVE),       S(COPY),            TRUE,  G(NONE),                          S(STORE_DELETED),   FALSE, SECTION (6.4.6) },
  { GOAL(MOVE),       S(STORE_DELETED),   TRUE,  G(UIDPLUS),                       S(UID_EXPUNGE),     FALSE, "RFC 4315 section 2.1" },
  { GOAL(MOVE),       S(STORE_DELETED),   TRUE,  G(NONE),                          S(EXPUNGE),         FALSE, SECTION (6.4.3) },

  { GOAL(COPY),       S(READY),           TRUE,  G(SELECTED),                      S(COPY),            FALSE, SECTION (6.4.7) },
  { GOAL(COPY),       S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(COPY),       S(SELECT),          TRUE,  G(NONE),                          S(COPY),            FALSE, SECTION (6.4.7) },

  { GOAL(REMOVE),     S(READY),           TRUE,  G(SELECTED),                      S(STORE_DELETED),   FALSE, SECTION (6.4.6) },
  { GOAL(REMOVE),     S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(REMOVE),     S(SELECT),          TRUE,  G(NONE),                          S(STORE_DELETED),   FALSE, SECTION (6.4.6) },
  { GOAL(REMOVE),     S(STORE_DELETED),   TRUE,  G(UIDPLUS),                       S(UID_EXPUNGE),     FALSE, "RFC 4315 section 2.1" },
  { GOAL(REMOVE),     S(STORE_DELETED),   TRUE,  G(NONE),                          S(EXPUNGE),         FALSE, SECTION (6.4.3) },

  { GOAL(CREATE),     S(READY),           TRUE,  G(NONE),                          S(CREATE),          FALSE, SECTION (6.3.3) },
  { GOAL(RENAME),     S(READY),           TRUE,  G(NONE),                          S(RENAME),          FALSE, SECTION (6.3.5) },
  { GOAL(DELETE),     S(READY),           TRUE,  G(NONE),                          S(DELETE),          FALSE, SECTION (6.3.4) },

  { GOAL(SEARCH),     S(READY),           TRUE,  G(SELECTED),                      S(SEARCH),          FALSE, SECTION (6.4.4) },
  { GOAL(SEARCH),     S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(SEARCH),     S(SELECT),          TRUE,  G(NONE),                          S(SEARCH),          FALSE, SECTION (6.4.4) },

  { GOAL(APPEND),     S(READY),           TRUE,  G(NONE),                          S(APPEND),          FALSE, SECTION (6.3.11) },

  { GOAL(WAIT),       S(READY),           TRUE,  G(SELECTED) | G(IDLE),            S(IDLE),            FALSE, "RFC 2177 section 3" },
  { GOAL(WAIT),       S(READY),           TRUE,  G(SELECTED),                      S(POLL),            FALSE, SECTION (6.1.2) },
  { GOAL(WAIT),       S(READY),           TRUE,  G(NONE),                          S(SELECT),          FALSE, SECTION (6.3.1) },
  { GOAL(WAIT),       S(SELECT),          TRUE,  G(IDLE),                          S(IDLE),            FALSE, "RFC 2177 section 3" },
  { GOAL(WAIT),       S(SELECT),          TRUE,  G(NONE),                          S(POLL),            FALSE, SECTION (6.1.2) },
  { GOAL(WAIT),       S(IDLE),            TRUE,  G(MORE),                          S(IDLE),            FALSE, "RFC 2177 section 3" },
  { GOAL(WAIT),       S(POLL),            TRUE,  G(MORE),                          S(POLL),            FALSE, SECTION (6.1.2) },

  { GOAL(LOGOUT),     S(READY),           TRUE,  G(NONE),                          S(LOGOUT),          FALSE, SECTION (6.1.3) },
  { ANY,              S(LOGOUT),          TRUE,  G(NONE),                          S(CLOSE),           FALSE, SECTION (6.1.3) },
  { ANY,              S(LOGOUT),          FALSE, G(NONE),                          S(CLOSE),           TRUE,  SECTION (6.1.3) },

  /* A goal is over when nothing is left to be said for it, or when the server refuses. */
  { ANY,              S(ANY),             TRUE,  G(NONE),                          S(READY),           FALSE, SECTION (7.1.1) },
  { ANY,              S(ANY),             FALSE, G(NONE),                          S(READY),           TRUE,  SECTION (7.1.2) },
};
/* clang-format on */

const guint mf_imap_client_table_length = G_N_ELEMENTS (mf_imap_client_table);

/**
 * mf_imap_client_table_find:
 * @goal: what is wanted; %MF_IMAP_GOAL_ANY if nothing is, yet
 * @step: what has been said
 * @ok: whether the server's answer was OK
 * @facts: what is so
 *
 * Returns: (transfer none): the row that decides; there always is one
 */
const MfImapClientTransition *
mf_imap_client_table_find (MfImapGoalKind goal,
                           MfImapStep step,
                           gboolean ok,
                           MfImapClientGuard facts)
{
  const MfImapClientTransition *row = mf_imap_client_table;

  /* The last two rows fit everything. */
  while ((row->goal != goal && row->goal != ANY) || (row->step != step && row->step != S (ANY)) ||
         row->ok != ok || (row->guard & ~facts) != 0)
    row++;

  return row;
}

/**
 * mf_imap_step_get_command:
 * @step: a step
 *
 * Returns: (transfer none): what is said in it: "UID FETCH"; "the connection" where that is nothing
 */
const char *
mf_imap_step_get_command (MfImapStep step)
{
  static const char *const commands[] = {
    [MF_IMAP_STEP_CAPABILITY] = "CAPABILITY",
    [MF_IMAP_STEP_AUTHENTICATE] = "AUTHENTICATE",
    [MF_IMAP_STEP_LOGIN] = "LOGIN",
    [MF_IMAP_STEP_SELECT] = "SELECT",
    [MF_IMAP_STEP_NOOP] = "NOOP",
    [MF_IMAP_STEP_LIST] = "LIST",
    [MF_IMAP_STEP_FETCH_FLAGS] = "UID FETCH",
    [MF_IMAP_STEP_FETCH_NEW] = "UID FETCH",
    [MF_IMAP_STEP_FETCH_STRUCTURE] = "UID FETCH",
    [MF_IMAP_STEP_FETCH_CONTENT] = "UID FETCH",
    [MF_IMAP_STEP_STORE] = "UID STORE",
    [MF_IMAP_STEP_MOVE] = "UID MOVE",
    [MF_IMAP_STEP_COPY] = "UID COPY",
    [MF_IMAP_STEP_STORE_DELETED] = "UID STORE",
    [MF_IMAP_STEP_UID_EXPUNGE] = "UID EXPUNGE",
    [MF_IMAP_STEP_EXPUNGE] = "EXPUNGE",
    [MF_IMAP_STEP_CREATE] = "CREATE",
    [MF_IMAP_STEP_RENAME] = "RENAME",
    [MF_IMAP_STEP_DELETE] = "DELETE",
    [MF_IMAP_STEP_SEARCH] = "UID SEARCH",
    [MF_IMAP_STEP_APPEND] = "APPEND",
    [MF_IMAP_STEP_IDLE] = "IDLE",
    [MF_IMAP_STEP_POLL] = "NOOP",
    [MF_IMAP_STEP_LOGOUT] = "LOGOUT",
  };
  const char *command = (guint) step < G_N_ELEMENTS (commands) ? commands[step] : NULL;

  return command ? command : "the connection";
}
