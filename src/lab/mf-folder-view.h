/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-intent.h"
#include "net/mf-site.h"
#include "proto/imap/mf-imap-client.h"

G_BEGIN_DECLS

/**
 * MfFolderView:
 *
 * What an IMAP agent knows of the mailbox on its server: folders, and of their
 * letters UID, subject and flags. Whatever changes in it is reported.
 */
typedef struct _MfFolderView MfFolderView;

MfFolderView *mf_folder_view_new (const MfSite *site, const char *user);
void mf_folder_view_free (MfFolderView *self);

void mf_folder_view_add_folder (MfFolderView *self, const char *folder);
void
mf_folder_view_take (MfFolderView *self, const MfImapClientEvent *event, const MfIntentMail *wish);
guint32 mf_folder_view_find (MfFolderView *self, const char *folder, const char *subject);
guint32 mf_folder_view_list (MfFolderView *self, const char *folder, GArray *uids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfFolderView, mf_folder_view_free)

G_END_DECLS
