/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "net/mf-channel.h"

G_BEGIN_DECLS

/**
 * MfHttpConnections:
 *
 * The open connections of an HTTP server or client: libsoup speaks over them,
 * they are watched and closed here.
 *
 *   OPEN ── libsoup closes its stream ──▶ LINGERING ── the peer closes ──▶ gone
 *
 * A connection in LINGERING has said that nothing more comes, and throws away
 * what the peer still sends, so that the last response is not lost to a reset
 * (RFC 9112 section 9.6). One on which nothing moves for too long is dropped.
 */
typedef struct _MfHttpConnections MfHttpConnections;

MfHttpConnections *mf_http_connections_new (const MfSite *site, gint64 idle_us, guint64 max_bytes);
void mf_http_connections_free (MfHttpConnections *self);

GIOStream *mf_http_connections_open (MfHttpConnections *self, MfChannel *channel);
guint mf_http_connections_get_n (const MfHttpConnections *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHttpConnections, mf_http_connections_free)

G_END_DECLS
