/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-network.h"

G_BEGIN_DECLS

/**
 * MfListener:
 *
 * A listening socket: on the lab's network if the site has one, else on a real
 * address of the machine.
 */
typedef struct _MfListener MfListener;

MfListener *mf_listener_new (const MfSite *site,
                             const char *address,
                             guint16 port,
                             MfProtocol protocol,
                             MfAcceptFunc func,
                             gpointer user_data,
                             GError **error);
void mf_listener_free (MfListener *self);

guint16 mf_listener_get_port (const MfListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfListener, mf_listener_free)

G_END_DECLS
