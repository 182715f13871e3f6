/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

MfIdSource *mf_id_source_new_seeded (guint64 seed);
MfIdSource *mf_id_source_new_unpredictable (void);
void mf_id_source_free (MfIdSource *self);

guint64 mf_id_source_next (MfIdSource *self);
char *mf_id_source_next_id (MfIdSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfIdSource, mf_id_source_free)

G_END_DECLS
