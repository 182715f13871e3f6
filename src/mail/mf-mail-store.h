/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-folder.h"

G_BEGIN_DECLS

/* The most folders that one user can have, and levels that one can be deep. */
#define MF_MAIL_STORE_MAX_FOLDERS 10000
#define MF_MAIL_STORE_MAX_DEPTH 20

/**
 * MfMailRole:
 * @MF_MAIL_ROLE_NONE: a folder like any other
 * @MF_MAIL_ROLE_ARCHIVE: \Archive
 * @MF_MAIL_ROLE_DRAFTS: \Drafts
 * @MF_MAIL_ROLE_JUNK: \Junk
 * @MF_MAIL_ROLE_SENT: \Sent
 * @MF_MAIL_ROLE_TRASH: \Trash
 *
 * What a folder is for (RFC 6154 section 2).
 */
typedef enum
{
  MF_MAIL_ROLE_NONE,
  MF_MAIL_ROLE_ARCHIVE,
  MF_MAIL_ROLE_DRAFTS,
  MF_MAIL_ROLE_JUNK,
  MF_MAIL_ROLE_SENT,
  MF_MAIL_ROLE_TRASH,
} MfMailRole;

/**
 * MfMailStoreEntry:
 * @name: UTF-8, "/" between the levels; "INBOX" for the inbox
 * @exists: whether it can be opened; %FALSE for one that only has folders below it, or only is
 *   subscribed
 * @subscribed: whether the user subscribed to it
 * @has_children: whether there are folders below it
 * @role: what it is for
 *
 * A row of LIST.
 */
typedef struct
{
  char *name;
  gboolean exists;
  gboolean subscribed;
  gboolean has_children;
  MfMailRole role;
} MfMailStoreEntry;

MfMailStore *
mf_mail_store_open (MfMaildir *inbox, const MfClock *clock, MfIdSource *ids, GError **error);
MfMailStore *mf_mail_store_ref (MfMailStore *self);
void mf_mail_store_unref (MfMailStore *self);

/* All of these ask the disk: for a worker thread. */
GPtrArray *mf_mail_store_list (MfMailStore *self, GError **error);
MfFolder *mf_mail_store_open_folder (MfMailStore *self, const char *name, GError **error);
gboolean
mf_mail_store_create (MfMailStore *self, const char *name, MfMailRole role, GError **error);
gboolean mf_mail_store_delete (MfMailStore *self, const char *name, GError **error);
gboolean
mf_mail_store_rename (MfMailStore *self, const char *name, const char *new_name, GError **error);
gboolean
mf_mail_store_subscribe (MfMailStore *self, const char *name, gboolean subscribed, GError **error);
void mf_mail_store_get_usage (MfMailStore *self, guint64 *used, guint64 *quota);

char *mf_mail_store_fold_name (const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMailStore, mf_mail_store_unref)

G_END_DECLS
