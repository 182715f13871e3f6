/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

MfDirectory *mf_directory_open (const char *path, MfDurability durability, GError **error);
MfDirectory *mf_directory_ref (MfDirectory *self);
void mf_directory_unref (MfDirectory *self);

const char *mf_directory_get_path (const MfDirectory *self);
MfDurability mf_directory_get_durability (const MfDirectory *self);
int mf_directory_get_fd (const MfDirectory *self);

/**
 * MfDirectoryFunc:
 * @name: of a file or directory, never "." or ".."
 * @user_data: as given to mf_directory_each()
 */
typedef void (*MfDirectoryFunc) (const char *name, gpointer user_data);

gboolean
mf_directory_each (MfDirectory *self, MfDirectoryFunc func, gpointer user_data, GError **error);
GPtrArray *mf_directory_list (MfDirectory *self, GError **error);
gboolean mf_directory_move (
    MfDirectory *self, const char *name, MfDirectory *to, const char *new_name, GError **error);
gboolean mf_directory_link (
    MfDirectory *self, const char *name, MfDirectory *to, const char *new_name, GError **error);
gboolean mf_directory_remove (MfDirectory *self, const char *name, GError **error);
GBytes *mf_directory_map (MfDirectory *self, const char *name, GError **error);
int mf_directory_lock (MfDirectory *self, const char *name, GError **error);
gboolean mf_directory_sync (MfDirectory *self, GError **error);

void
mf_storage_error_set_errno (GError **error, int errno_value, const char *what, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfDirectory, mf_directory_unref)

G_END_DECLS
