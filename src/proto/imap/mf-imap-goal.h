/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfImapGoalKind:
 * @MF_IMAP_GOAL_LIST: learn which folders there are
 * @MF_IMAP_GOAL_SYNCHRONISE: learn what is new, changed and gone in @folder since @uids were
 *   seen under @uid_validity
 * @MF_IMAP_GOAL_READ: fetch message @uids[0] of @folder, or only its @section, or only some octets
 * @MF_IMAP_GOAL_FLAG: set or take away @flags of @uids in @folder
 * @MF_IMAP_GOAL_MOVE: move @uids from @folder to @target
 * @MF_IMAP_GOAL_COPY: copy them
 * @MF_IMAP_GOAL_REMOVE: remove them for good
 * @MF_IMAP_GOAL_CREATE: make @folder
 * @MF_IMAP_GOAL_RENAME: call it @target
 * @MF_IMAP_GOAL_DELETE: delete it
 * @MF_IMAP_GOAL_SEARCH: which messages of @folder fit @key and @text
 * @MF_IMAP_GOAL_APPEND: lay @content with @flags into @folder
 * @MF_IMAP_GOAL_WAIT: have @folder open and wait for news, until another goal comes or
 *   mf_imap_client_stop_waiting()
 * @MF_IMAP_GOAL_LOGOUT: end the session
 * @MF_IMAP_GOAL_ANY: in the table only: every goal, and none
 */
typedef enum
{
  MF_IMAP_GOAL_LIST,
  MF_IMAP_GOAL_SYNCHRONISE,
  MF_IMAP_GOAL_READ,
  MF_IMAP_GOAL_FLAG,
  MF_IMAP_GOAL_MOVE,
  MF_IMAP_GOAL_COPY,
  MF_IMAP_GOAL_REMOVE,
  MF_IMAP_GOAL_CREATE,
  MF_IMAP_GOAL_RENAME,
  MF_IMAP_GOAL_DELETE,
  MF_IMAP_GOAL_SEARCH,
  MF_IMAP_GOAL_APPEND,
  MF_IMAP_GOAL_WAIT,
  MF_IMAP_GOAL_LOGOUT,
  MF_IMAP_GOAL_ANY,
} MfImapGoalKind;

/**
 * MfImapGoal:
 * @kind: what is wanted
 * @folder: (nullable): a folder's name, UTF-8
 * @target: (nullable): another folder's, or a new name, UTF-8
 * @uids: (nullable) (array length=n_uids): messages, none of them 0; of SYNCHRONISE: those that
 *   are known
 * @n_uids: how many
 * @uid_validity: of SYNCHRONISE: what @uids were valid under (RFC 3501 section 2.3.1.1), or 0
 * @section: (nullable): of READ: a part, "2.1"; %NULL for all of the message
 * @origin: of READ: the first octet that is wanted
 * @length: of READ: how many octets, 0 for all that there are
 * @peek: of READ: do not mark it as seen
 * @flags: (nullable): of FLAG and APPEND: "\\Seen \\Flagged"
 * @remove_flags: of FLAG: take them away
 * @key: (nullable): of SEARCH: a search key, "SUBJECT", "UNSEEN"
 * @text: (nullable): of SEARCH: what that key looks for, UTF-8
 * @content: (nullable): of APPEND: a message
 *
 * What somebody wants of a mailbox.
 */
typedef struct
{
  MfImapGoalKind kind;
  const char *folder;
  const char *target;
  const guint32 *uids;
  guint n_uids;
  guint32 uid_validity;
  const char *section;
  guint32 origin;
  guint32 length;
  gboolean peek;
  const char *flags;
  gboolean remove_flags;
  const char *key;
  const char *text;
  GBytes *content;
} MfImapGoal;

MfImapGoal *mf_imap_goal_copy (const MfImapGoal *goal);
void mf_imap_goal_free (MfImapGoal *self);
gboolean mf_imap_goal_is_valid (const MfImapGoal *goal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapGoal, mf_imap_goal_free)

G_END_DECLS
