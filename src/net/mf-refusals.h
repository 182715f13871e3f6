/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-channel.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfRefusals:
 *
 * Clients for whom a service has no room. Each is told so in one line and then
 * seen to the door: whatever it says first is read until it closes, or the line
 * would be lost with the connection (RFC 9293 section 3.10.5).
 */
typedef struct
{
  const MfSite *site;
  guint max;
  GQueue clients;
} MfRefusals;

void mf_refusals_init (MfRefusals *self, const MfSite *site, guint max);
void mf_refusals_clear (MfRefusals *self);
void mf_refusals_add (MfRefusals *self, MfChannel *channel, const char *line);

G_END_DECLS
