/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

MfSecret *mf_secret_new (const char *text, gssize length);
MfSecret *mf_secret_ref (MfSecret *self);
void mf_secret_unref (MfSecret *self);

const char *mf_secret_reveal (const MfSecret *self);
gboolean mf_secret_equal (const MfSecret *self, const char *text, gssize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSecret, mf_secret_unref)

G_END_DECLS
