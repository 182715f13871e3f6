/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfHttpRequest:
 *
 * A request that waits for exactly one answer, now or later, in the service's
 * thread. The connection may be gone by then; the answer is lost, nothing else is.
 */
typedef struct _MfHttpRequest MfHttpRequest;

/**
 * MfHttpRequestFunc:
 * @request: a whole request; mf_http_request_answer() ends its life
 */
typedef void (*MfHttpRequestFunc) (MfHttpRequest *request, gpointer user_data);

/**
 * MfHttpServiceConfig:
 * @server: what it calls itself, for Server
 * @max_body: the largest body of a request; a larger one comes as an empty one, see
 *   mf_http_request_is_too_large()
 * @max_connections: the most connections at one time, 0 for 256; more are answered 503
 * @idle_us: how long nothing may move on a connection, 0 for 60 s
 */
typedef struct
{
  const char *server;
  gsize max_body;
  guint max_connections;
  gint64 idle_us;
} MfHttpServiceConfig;

/**
 * MfHttpService:
 *
 * An HTTP server: libsoup reads requests and writes responses; where
 * connections come from, how long they may take and what time it is, is ours.
 */
MfHttpService *mf_http_service_new (const MfSite *site,
                                    const MfHttpServiceConfig *config,
                                    MfHttpRequestFunc func,
                                    gpointer user_data);
void mf_http_service_free (MfHttpService *self);

guint16
mf_http_service_listen (MfHttpService *self, const char *address, guint16 port, GError **error);
void mf_http_service_stop (MfHttpService *self);
guint mf_http_service_get_n_sessions (const MfHttpService *self);

const char *mf_http_request_get_method (const MfHttpRequest *self);
const char *mf_http_request_get_path (const MfHttpRequest *self);
const char *mf_http_request_get_query (const MfHttpRequest *self);
const char *mf_http_request_get_header (const MfHttpRequest *self, const char *name);
const char *mf_http_request_get_peer (const MfHttpRequest *self);
GBytes *mf_http_request_get_body (const MfHttpRequest *self);
gboolean mf_http_request_is_too_large (const MfHttpRequest *self);

void mf_http_request_add_header (MfHttpRequest *self, const char *name, const char *value);
void
mf_http_request_answer (MfHttpRequest *self, guint status, const char *content_type, GBytes *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHttpService, mf_http_service_free)

G_END_DECLS
