/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-scene.h"

G_BEGIN_DECLS

/* The inbox is called so by IMAP, in capitals, in every language (RFC 3501 section 5.1). */
#define MF_FOLDER_INBOX "INBOX"

char *mf_folder_get_user (const char *mailbox);
const char *mf_folder_get_name (const char *mailbox);
const char *mf_folder_get_label (const char *mailbox);
const char *mf_folder_get_icon_name (const char *mailbox);
guint mf_folder_count_unread (const MfSceneList *items);
char *mf_folder_describe (const MfSceneList *items);
GPtrArray *mf_folders_list (const MfSceneList *mailboxes, const char *user);
GPtrArray *mf_folders_list_users (const MfSceneList *mailboxes);

G_END_DECLS
