/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-address.h"

G_BEGIN_DECLS

/**
 * MfNamedAddress:
 * @name: (nullable) (owned): the display-name, decoded
 * @address: (owned): the addr-spec
 *
 * A mailbox of a header: `Bob <bob@b.example>` (RFC 5322 section 3.4).
 */
typedef struct
{
  char *name;
  MfAddress *address;
} MfNamedAddress;

GPtrArray *mf_named_address_parse_list (const char *text, GError **error);
void mf_named_address_free (MfNamedAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfNamedAddress, mf_named_address_free)

G_END_DECLS
