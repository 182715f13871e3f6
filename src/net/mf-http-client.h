/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"

G_BEGIN_DECLS

/* So many connections to one server browsers open at a time. */
#define MF_HTTP_CLIENT_CONNECTIONS 6

/* The largest body that is taken in. */
#define MF_HTTP_CLIENT_MAX_BODY (64 * 1024 * 1024)

/**
 * MfHttpClientConfig:
 * @user_agent: what it calls itself
 * @language: (nullable): what it prefers, for Accept-Language: "en"
 * @close: a connection for each request (RFC 9112 section 9.6); else they persist
 * @max_connections: the most connections to one server, 0 for %MF_HTTP_CLIENT_CONNECTIONS
 * @knows_hosts: whether it has a table of all hosts, and asks no DNS
 */
typedef struct
{
  const char *user_agent;
  const char *language;
  gboolean close;
  guint max_connections;
  gboolean knows_hosts;
} MfHttpClientConfig;

/**
 * MfHttpClientRequest:
 * @method: "GET" or "POST"
 * @url: an absolute URL of scheme http
 * @accept: (nullable): what would be welcome: "text/css"
 * @referrer: (nullable): the page that it is for
 * @content_type: (nullable): of @body
 * @body: (nullable): what is posted
 */
typedef struct
{
  const char *method;
  const char *url;
  const char *accept;
  const char *referrer;
  const char *content_type;
  GBytes *body;
} MfHttpClientRequest;

/**
 * MfHttpResponse:
 * @url: where it came from in the end, redirections followed
 * @status: 200
 * @content_type: (nullable): without its parameters
 * @fresh: whether the server allows that it is kept for a while (RFC 9111 section 4.2)
 * @body: the content
 */
typedef struct
{
  const char *url;
  guint status;
  const char *content_type;
  gboolean fresh;
  GBytes *body;
} MfHttpResponse;

/**
 * MfHttpResponseFunc:
 * @response: (nullable): what came, or %NULL
 * @error: (nullable): why nothing came
 */
typedef void (*MfHttpResponseFunc) (const MfHttpResponse *response,
                                    const GError *error,
                                    gpointer user_data);

/**
 * MfHttpClient:
 *
 * The HTTP side of a browser in a lab: requests go out in the order in which
 * they are made, over as many connections as it may open; cookies are kept.
 * Connections that were not needed for a while are closed.
 */
MfHttpClient *
mf_http_client_new (const MfSite *site, const MfHttpClientConfig *config, GError **error);
void mf_http_client_free (MfHttpClient *self);

void mf_http_client_send (MfHttpClient *self,
                          const MfHttpClientRequest *request,
                          MfHttpResponseFunc func,
                          gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHttpClient, mf_http_client_free)

G_END_DECLS
