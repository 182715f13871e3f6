/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-protocol.h"
#include "proto/pop3/mf-pop3-syntax.h"

G_BEGIN_DECLS

/**
 * MfPop3State:
 * @MF_POP3_STATE_AUTHORIZATION: the client must say who it is (RFC 1939 section 4)
 * @MF_POP3_STATE_TRANSACTION: the maildrop is open (section 5)
 * @MF_POP3_STATE_UPDATE: what was marked is being removed (section 6)
 * @MF_POP3_STATE_CLOSED: the session is over
 * @MF_POP3_STATE_ANY: in the table only: every state
 */
typedef enum
{
  MF_POP3_STATE_AUTHORIZATION,
  MF_POP3_STATE_TRANSACTION,
  MF_POP3_STATE_UPDATE,
  MF_POP3_STATE_CLOSED,
  MF_POP3_STATE_ANY,
} MfPop3State;

/**
 * MfPop3Guard:
 * @MF_POP3_GUARD_MALFORMED: the command does not follow the grammar
 * @MF_POP3_GUARD_NAMED: the command comes immediately after a successful USER
 * @MF_POP3_GUARD_TIMESTAMP: the greeting held a timestamp
 * @MF_POP3_GUARD_NUMBER: the command holds a message-number
 * @MF_POP3_GUARD_MESSAGE: which is that of a message
 * @MF_POP3_GUARD_DELETED: which is that of a message marked as deleted; @MESSAGE is not set
 *
 * What must be so for a row of the table to apply.
 */
typedef enum
{
  MF_POP3_GUARD_NONE = 0,
  MF_POP3_GUARD_MALFORMED = 1 << 0,
  MF_POP3_GUARD_NAMED = 1 << 1,
  MF_POP3_GUARD_TIMESTAMP = 1 << 2,
  MF_POP3_GUARD_NUMBER = 1 << 3,
  MF_POP3_GUARD_MESSAGE = 1 << 4,
  MF_POP3_GUARD_DELETED = 1 << 5,
} MfPop3Guard;

/**
 * MfPop3Action:
 * @MF_POP3_ACTION_REFUSE: -ERR with the row's text
 * @MF_POP3_ACTION_CONFIRM: +OK with the row's text
 * @MF_POP3_ACTION_NAME: remember the name
 * @MF_POP3_ACTION_LOGIN: ask the driver whether the client may in
 * @MF_POP3_ACTION_CAPABILITIES: list what the server can do
 * @MF_POP3_ACTION_DROP_LISTING: count the messages and their octets
 * @MF_POP3_ACTION_SCAN_LISTING: one message and its size
 * @MF_POP3_ACTION_SCAN_LISTINGS: all messages and their sizes
 * @MF_POP3_ACTION_UNIQUE_ID: one message and its unique-id
 * @MF_POP3_ACTION_UNIQUE_IDS: all messages and their unique-ids
 * @MF_POP3_ACTION_MESSAGE: ask the driver for a message and send it, or the top of it
 * @MF_POP3_ACTION_MARK: mark a message as deleted
 * @MF_POP3_ACTION_UNMARK: take all marks away
 * @MF_POP3_ACTION_REMOVE: ask the driver to remove the marked messages
 * @MF_POP3_ACTION_GOODBYE: end the session
 *
 * What the server does with a command.
 */
typedef enum
{
  MF_POP3_ACTION_REFUSE,
  MF_POP3_ACTION_CONFIRM,
  MF_POP3_ACTION_NAME,
  MF_POP3_ACTION_LOGIN,
  MF_POP3_ACTION_CAPABILITIES,
  MF_POP3_ACTION_DROP_LISTING,
  MF_POP3_ACTION_SCAN_LISTING,
  MF_POP3_ACTION_SCAN_LISTINGS,
  MF_POP3_ACTION_UNIQUE_ID,
  MF_POP3_ACTION_UNIQUE_IDS,
  MF_POP3_ACTION_MESSAGE,
  MF_POP3_ACTION_MARK,
  MF_POP3_ACTION_UNMARK,
  MF_POP3_ACTION_REMOVE,
  MF_POP3_ACTION_GOODBYE,
} MfPop3Action;

/**
 * MfPop3Transition:
 * @state: the state that the row is about
 * @verb: the command that it is about; %MF_POP3_NONE for every command
 * @guard: what must be so, all of it
 * @action: what is done
 * @next: the state after it; of a login, only if the driver lets the client in
 * @text: (nullable): what the reply says, where that is the same each time
 * @rfc: where it is written
 *
 * One row: the first that fits a command decides.
 */
typedef struct
{
  MfPop3State state;
  MfPop3Verb verb;
  MfPop3Guard guard;
  MfPop3Action action;
  MfPop3State next;
  const char *text;
  const char *rfc;
} MfPop3Transition;

extern const MfPop3Transition mf_pop3_table[];
extern const guint mf_pop3_table_length;

const MfPop3Transition *mf_pop3_table_find (MfPop3State state, MfPop3Verb verb, MfPop3Guard facts);
guint mf_pop3_table_get_legal (MfPop3State state,
                               MfPop3Guard facts,
                               const MfPop3Transition *rows[MF_POP3_N_VERBS]);
MfPhase mf_pop3_state_get_phase (MfPop3State state);

/**
 * MfPop3ClientGuard:
 * @MF_POP3_CLIENT_GUARD_APOP: the greeting offers APOP, and the goal wants it
 * @MF_POP3_CLIENT_GUARD_UIDS: the goal tells what is known already
 * @MF_POP3_CLIENT_GUARD_MESSAGES: a message is left that is to be fetched
 * @MF_POP3_CLIENT_GUARD_REMOVE: the goal wants fetched messages removed
 */
typedef enum
{
  MF_POP3_CLIENT_GUARD_NONE = 0,
  MF_POP3_CLIENT_GUARD_APOP = 1 << 0,
  MF_POP3_CLIENT_GUARD_UIDS = 1 << 1,
  MF_POP3_CLIENT_GUARD_MESSAGES = 1 << 2,
  MF_POP3_CLIENT_GUARD_REMOVE = 1 << 3,
} MfPop3ClientGuard;

/**
 * MfPop3ClientTransition:
 * @awaited: the command whose reply has come; %MF_POP3_NONE for the greeting
 * @ok: whether that was +OK
 * @guard: what must be so, all of it
 * @next: the command that is said now; %MF_POP3_NONE to close
 * @failure: whether the goal is missed by this
 * @rfc: where it is written
 *
 * One row of the client's half: the first that fits a reply decides.
 */
typedef struct
{
  MfPop3Verb awaited;
  gboolean ok;
  MfPop3ClientGuard guard;
  MfPop3Verb next;
  gboolean failure;
  const char *rfc;
} MfPop3ClientTransition;

extern const MfPop3ClientTransition mf_pop3_client_table[];
extern const guint mf_pop3_client_table_length;

const MfPop3ClientTransition *
mf_pop3_client_table_find (MfPop3Verb awaited, gboolean ok, MfPop3ClientGuard facts);

G_END_DECLS
