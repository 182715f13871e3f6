/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

MfSpoolFile *mf_spool_file_new (MfDirectory *directory, const char *name);
void mf_spool_file_free (MfSpoolFile *self);

gboolean mf_spool_file_append (MfSpoolFile *self, const guint8 *data, gsize length, GError **error);
gboolean mf_spool_file_append_bytes (MfSpoolFile *self, GBytes *bytes, GError **error);
guint64 mf_spool_file_get_size (const MfSpoolFile *self);
const char *mf_spool_file_get_name (const MfSpoolFile *self);
MfDirectory *mf_spool_file_get_directory (MfSpoolFile *self);

gboolean mf_spool_file_sync (MfSpoolFile *self, GError **error);
GBytes *mf_spool_file_map (MfSpoolFile *self, GError **error);
gboolean
mf_spool_file_move (MfSpoolFile *self, MfDirectory *to, const char *new_name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSpoolFile, mf_spool_file_free)

G_END_DECLS
