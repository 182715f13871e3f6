/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-goal.h"

G_BEGIN_DECLS

/**
 * MfImapStep:
 * @MF_IMAP_STEP_READY: between two goals
 * @MF_IMAP_STEP_GREETING: the server speaks first
 * @MF_IMAP_STEP_FETCH_FLAGS: UID FETCH: what became of the messages that are known
 * @MF_IMAP_STEP_FETCH_NEW: UID FETCH: what there is besides
 * @MF_IMAP_STEP_FETCH_STRUCTURE: UID FETCH: which parts a message has
 * @MF_IMAP_STEP_FETCH_CONTENT: UID FETCH: a message, a part, or some of it
 * @MF_IMAP_STEP_STORE_DELETED: UID STORE: mark as deleted what was copied elsewhere
 * @MF_IMAP_STEP_POLL: NOOP after a pause: a server without IDLE is asked for news
 * @MF_IMAP_STEP_CLOSE: the session is over
 * @MF_IMAP_STEP_ANY: in the table only: every step
 *
 * What the client has said last, or says next.
 */
typedef enum
{
  MF_IMAP_STEP_READY,
  MF_IMAP_STEP_GREETING,
  MF_IMAP_STEP_CAPABILITY,
  MF_IMAP_STEP_AUTHENTICATE,
  MF_IMAP_STEP_LOGIN,
  MF_IMAP_STEP_SELECT,
  MF_IMAP_STEP_NOOP,
  MF_IMAP_STEP_LIST,
  MF_IMAP_STEP_FETCH_FLAGS,
  MF_IMAP_STEP_FETCH_NEW,
  MF_IMAP_STEP_FETCH_STRUCTURE,
  MF_IMAP_STEP_FETCH_CONTENT,
  MF_IMAP_STEP_STORE,
  MF_IMAP_STEP_MOVE,
  MF_IMAP_STEP_COPY,
  MF_IMAP_STEP_STORE_DELETED,
  MF_IMAP_STEP_UID_EXPUNGE,
  MF_IMAP_STEP_EXPUNGE,
  MF_IMAP_STEP_CREATE,
  MF_IMAP_STEP_RENAME,
  MF_IMAP_STEP_DELETE,
  MF_IMAP_STEP_SEARCH,
  MF_IMAP_STEP_APPEND,
  MF_IMAP_STEP_IDLE,
  MF_IMAP_STEP_POLL,
  MF_IMAP_STEP_LOGOUT,
  MF_IMAP_STEP_CLOSE,
  MF_IMAP_STEP_ANY,
} MfImapStep;

#define MF_IMAP_N_STEPS MF_IMAP_STEP_ANY

/**
 * MfImapClientGuard:
 * @MF_IMAP_CLIENT_GUARD_SIGNED_IN: the server knows who we are
 * @MF_IMAP_CLIENT_GUARD_CAPABILITIES: it has said what it can do, as of now
 * @MF_IMAP_CLIENT_GUARD_PLAIN: AUTHENTICATE PLAIN is offered, and preferred or the only way
 * @MF_IMAP_CLIENT_GUARD_LOGIN: LOGIN is not disabled
 * @MF_IMAP_CLIENT_GUARD_SELECTED: the goal's folder is open
 * @MF_IMAP_CLIENT_GUARD_KNOWN: of some messages that are known it is not clear what became of
 *   them
 * @MF_IMAP_CLIENT_GUARD_NEW: there are messages that are not known
 * @MF_IMAP_CLIENT_GUARD_PART: the goal wants one part only
 * @MF_IMAP_CLIENT_GUARD_FOUND: the server has sent what was asked for
 * @MF_IMAP_CLIENT_GUARD_MOVE: MOVE is offered (RFC 6851)
 * @MF_IMAP_CLIENT_GUARD_UIDPLUS: UID EXPUNGE is offered (RFC 4315)
 * @MF_IMAP_CLIENT_GUARD_IDLE: IDLE is offered (RFC 2177)
 * @MF_IMAP_CLIENT_GUARD_MORE: waiting goes on
 *
 * What must be so for a row of the table to apply.
 */
typedef enum
{
  MF_IMAP_CLIENT_GUARD_NONE = 0,
  MF_IMAP_CLIENT_GUARD_SIGNED_IN = 1 << 0,
  MF_IMAP_CLIENT_GUARD_CAPABILITIES = 1 << 1,
  MF_IMAP_CLIENT_GUARD_PLAIN = 1 << 2,
  MF_IMAP_CLIENT_GUARD_LOGIN = 1 << 3,
  MF_IMAP_CLIENT_GUARD_SELECTED = 1 << 4,
  MF_IMAP_CLIENT_GUARD_KNOWN = 1 << 5,
  MF_IMAP_CLIENT_GUARD_NEW = 1 << 6,
  MF_IMAP_CLIENT_GUARD_PART = 1 << 7,
  MF_IMAP_CLIENT_GUARD_FOUND = 1 << 8,
  MF_IMAP_CLIENT_GUARD_MOVE = 1 << 9,
  MF_IMAP_CLIENT_GUARD_UIDPLUS = 1 << 10,
  MF_IMAP_CLIENT_GUARD_IDLE = 1 << 11,
  MF_IMAP_CLIENT_GUARD_MORE = 1 << 12,
} MfImapClientGuard;

/**
 * MfImapClientTransition:
 * @goal: what is wanted
 * @step: what has been said; %MF_IMAP_STEP_READY where the goal begins
 * @ok: whether the server's answer was OK
 * @guard: what must be so, all of it
 * @next: what is said now; %MF_IMAP_STEP_READY if the goal is over
 * @failure: whether the goal is missed by this
 * @rfc: where it is written
 *
 * One row: the first that fits decides.
 */
typedef struct
{
  MfImapGoalKind goal;
  MfImapStep step;
  gboolean ok;
  MfImapClientGuard guard;
  MfImapStep next;
  gboolean failure;
  const char *rfc;
} MfImapClientTransition;

extern const MfImapClientTransition mf_imap_client_table[];
extern const guint mf_imap_client_table_length;

const MfImapClientTransition *mf_imap_client_table_find (MfImapGoalKind goal,
                                                         MfImapStep step,
                                                         gboolean ok,
                                                         MfImapClientGuard facts);
const char *mf_imap_step_get_command (MfImapStep step);

G_END_DECLS
