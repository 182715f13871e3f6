/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "net/mf-http-connections.h"

G_BEGIN_DECLS

/**
 * MfHttpRoute:
 *
 * The way from a host of a lab to a server on its network, for #GSocketClient,
 * which knows real sockets only. It takes the lab for a proxy: having connected
 * to that, it asks it for the destination, and gets whatever stream the proxy
 * has. Here that is one over a connection of the simulated network; the real
 * socket to the "proxy" never carries a byte.
 *
 *   GSocketClient ── enumerate ──▶ route: an address of the proxy
 *                 ── connect ────▶ a silent loopback socket
 *                 ── proxy ──────▶ mf_connector_new(): DNS, opening, stream
 *
 * The kernel may take its time with the silent sockets, so the connections are
 * opened in the order in which they were asked for, and the world waits.
 */
typedef struct _MfHttpRoutes MfHttpRoutes;

MfHttpRoutes *mf_http_routes_new (const MfSite *site,
                                  MfHttpConnections *connections,
                                  gboolean knows_hosts,
                                  GError **error);
void mf_http_routes_free (MfHttpRoutes *self);

GSocketConnectable *mf_http_routes_make (MfHttpRoutes *self, const char *host, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHttpRoutes, mf_http_routes_free)

G_END_DECLS
