/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-command.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfImapState:
 * @MF_IMAP_STATE_NOT_AUTHENTICATED: the client must say who it is (RFC 3501 section 3.1)
 * @MF_IMAP_STATE_AUTHENTICATED: it must select a mailbox (section 3.2)
 * @MF_IMAP_STATE_SELECTED: a mailbox is open (section 3.3)
 * @MF_IMAP_STATE_LOGOUT: the session is over (section 3.4)
 * @MF_IMAP_STATE_ENTERED: in the table only: authenticated or selected
 * @MF_IMAP_STATE_ANY: in the table only: every state
 */
typedef enum
{
  MF_IMAP_STATE_NOT_AUTHENTICATED,
  MF_IMAP_STATE_AUTHENTICATED,
  MF_IMAP_STATE_SELECTED,
  MF_IMAP_STATE_LOGOUT,
  MF_IMAP_STATE_ENTERED,
  MF_IMAP_STATE_ANY,
} MfImapState;

/**
 * MfImapGuard:
 * @MF_IMAP_GUARD_MALFORMED: the command does not follow the grammar
 * @MF_IMAP_GUARD_READ_ONLY: the selected mailbox may not be changed
 * @MF_IMAP_GUARD_INBOX: the command is about INBOX
 * @MF_IMAP_GUARD_BAD_NAME: a mailbox may not be called so
 * @MF_IMAP_GUARD_NOT_UTF7: a name in it is no modified UTF-7
 * @MF_IMAP_GUARD_PLAIN: the mechanism is PLAIN
 * @MF_IMAP_GUARD_CHARSET: the charset of SEARCH is none of ours
 * @MF_IMAP_GUARD_NO_MESSAGE: a sequence number is larger than that of any message
 *
 * What must be so for a row of the table to apply.
 */
typedef enum
{
  MF_IMAP_GUARD_NONE = 0,
  MF_IMAP_GUARD_MALFORMED = 1 << 0,
  MF_IMAP_GUARD_READ_ONLY = 1 << 1,
  MF_IMAP_GUARD_INBOX = 1 << 2,
  MF_IMAP_GUARD_BAD_NAME = 1 << 3,
  MF_IMAP_GUARD_PLAIN = 1 << 4,
  MF_IMAP_GUARD_CHARSET = 1 << 5,
  MF_IMAP_GUARD_NO_MESSAGE = 1 << 6,
  MF_IMAP_GUARD_NOT_UTF7 = 1 << 7,
} MfImapGuard;

/**
 * MfImapAction:
 *
 * What the server does with a command: MALFORMED and REFUSE_BAD answer BAD, REFUSE_NO answers NO,
 * CONFIRM answers OK; the others do what is said in the section of the row.
 */
typedef enum
{
  MF_IMAP_ACTION_MALFORMED,
  MF_IMAP_ACTION_REFUSE_BAD,
  MF_IMAP_ACTION_REFUSE_NO,
  MF_IMAP_ACTION_CONFIRM,
  MF_IMAP_ACTION_CAPABILITY,
  MF_IMAP_ACTION_LOGOUT,
  MF_IMAP_ACTION_ID,
  MF_IMAP_ACTION_LOGIN,
  MF_IMAP_ACTION_AUTHENTICATE,
  MF_IMAP_ACTION_ENABLE,
  MF_IMAP_ACTION_NAMESPACE,
  MF_IMAP_ACTION_IDLE,
  MF_IMAP_ACTION_SELECT,
  MF_IMAP_ACTION_LIST,
  MF_IMAP_ACTION_STATUS,
  MF_IMAP_ACTION_MAILBOX,
  MF_IMAP_ACTION_APPEND,
  MF_IMAP_ACTION_CLOSE,
  MF_IMAP_ACTION_UNSELECT,
  MF_IMAP_ACTION_EXPUNGE,
  MF_IMAP_ACTION_SEARCH,
  MF_IMAP_ACTION_FETCH,
  MF_IMAP_ACTION_STORE,
  MF_IMAP_ACTION_COPY,
} MfImapAction;

#define MF_IMAP_N_ACTIONS (MF_IMAP_ACTION_COPY + 1)

/**
 * MfImapTransition:
 * @state: the state that the row is about
 * @verb: the command that it is about; %MF_IMAP_NONE for every command
 * @guard: what must be so, all of it
 * @action: what is done
 * @next: the state after it, if it comes to a good end; of a refusal, after that
 * @code: (nullable): the response code of a refusal, without brackets
 * @text: (nullable): what the tagged response says, where that is the same each time
 * @rfc: where it is written
 *
 * One row: the first that fits a command decides.
 */
typedef struct
{
  MfImapState state;
  MfImapVerb verb;
  MfImapGuard guard;
  MfImapAction action;
  MfImapState next;
  const char *code;
  const char *text;
  const char *rfc;
} MfImapTransition;

extern const MfImapTransition mf_imap_table[];
extern const guint mf_imap_table_length;

const MfImapTransition *mf_imap_table_find (MfImapState state, MfImapVerb verb, MfImapGuard facts);
guint mf_imap_table_get_legal (MfImapState state,
                               MfImapGuard facts,
                               const MfImapTransition *rows[MF_IMAP_N_VERBS]);
MfPhase mf_imap_state_get_phase (MfImapState state);

G_END_DECLS
