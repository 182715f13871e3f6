/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MfZone:
 *
 * What the DNS of a lab knows: A, PTR, MX and TXT records (RFC 1035, RFC 5321
 * section 5.1). Names compare without regard to case.
 */
typedef struct _MfZone MfZone;

/**
 * MfZoneMx:
 * @preference: the lower is tried first
 * @exchange: the mail server's name; "" is the null MX: this domain takes no mail (RFC 7505)
 */
typedef struct
{
  guint16 preference;
  char *exchange;
} MfZoneMx;

MfZone *mf_zone_new (void);
void mf_zone_free (MfZone *self);

void mf_zone_add_address (MfZone *self, const char *name, const char *address);
void mf_zone_add_mx (MfZone *self, const char *domain, guint16 preference, const char *exchange);
void mf_zone_add_text (MfZone *self, const char *name, const char *text);
void mf_zone_remove (MfZone *self, const char *name);

gboolean mf_zone_has_name (const MfZone *self, const char *name);
const char *const *mf_zone_get_addresses (const MfZone *self, const char *name);
const MfZoneMx *mf_zone_get_mx (const MfZone *self, const char *domain, guint *n_mx);
const char *const *mf_zone_get_texts (const MfZone *self, const char *name);
const char *mf_zone_get_name_of (const MfZone *self, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfZone, mf_zone_free)

G_END_DECLS
