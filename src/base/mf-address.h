/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

MfAddress *mf_address_new (const char *local_part, const char *domain);
MfAddress *mf_address_parse (const char *text, gssize length, GError **error);
MfAddress *mf_address_ref (MfAddress *self);
void mf_address_unref (MfAddress *self);

const char *mf_address_get_local_part (const MfAddress *self);
const char *mf_address_get_domain (const MfAddress *self);
const char *mf_address_get_text (const MfAddress *self);
gboolean mf_address_equal (const MfAddress *a, const MfAddress *b);
guint mf_address_hash (const MfAddress *self);

gboolean mf_domain_is_valid (const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfAddress, mf_address_unref)

G_END_DECLS
