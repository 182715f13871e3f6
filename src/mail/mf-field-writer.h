/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-named-address.h"

G_BEGIN_DECLS

char *mf_field_write_text (const char *name, const char *text);
char *mf_field_write_addresses (const char *name,
                                const MfNamedAddress *const *addresses,
                                guint n_addresses);

G_END_DECLS
