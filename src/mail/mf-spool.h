/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-spool-entry.h"
#include "mail/mf-spool-file.h"

G_BEGIN_DECLS

MfSpool *mf_spool_open (const char *path, MfDurability durability, GError **error);
MfSpool *mf_spool_ref (MfSpool *self);
void mf_spool_unref (MfSpool *self);

GPtrArray *mf_spool_load (MfSpool *self, guint *n_damaged, GError **error);

MfSpoolFile *mf_spool_begin (MfSpool *self, const char *id);
gboolean mf_spool_commit (MfSpool *self, MfSpoolEntry *entry, MfSpoolFile *file, GError **error);
gboolean mf_spool_update (MfSpool *self, const MfSpoolEntry *entry, GError **error);
gboolean mf_spool_remove (MfSpool *self, const MfSpoolEntry *entry, GError **error);
GBytes *mf_spool_read (MfSpool *self, const MfSpoolEntry *entry, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSpool, mf_spool_unref)

G_END_DECLS
