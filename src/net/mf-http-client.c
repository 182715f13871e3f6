/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-client.h"

#include "net/mf-http-route.h"
#include "net/mf-timers.h"

#include <libsoup/soup.h>
#include <string.h>

/* How long a connection is kept after the last response. Browsers keep theirs
 * for minutes; this is longer than a person of a lesson thinks. */
#define KEEP_US (5 * G_TIME_SPAN_SECOND)

struct _MfHttpClient
{
  const MfSite *site;
  char *user_agent;
  char *language;
  gboolean close;
  guint max_connections;

  MfHttpConnections *connections;
  MfHttpRoutes *routes;
  GHashTable *sessions; /* "host:port" → SoupSession */
  SoupCookieJar *cookies;
  GCancellable *cancellable;
  GMainContext *context;
  MfTimer *timer;
  guint n_pending;
};

typedef struct
{
  MfHttpClient *client;
  SoupMessage *message;
  MfHttpResponseFunc func;
  gpointer user_data;
} Request;

static void
close_idle_cb (gpointer user_data)
{
  MfHttpClient *self = user_data;
  GHashTableIter iter;
  gpointer session;

  if (self->n_pending > 0)
    return;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    soup_session_abort (session);
}

/**
 * mf_http_client_new:
 * @site: (transfer none): where it is, in a lab
 * @config: how it behaves; copied
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: (transfer full): a client without connections and cookies
 */
MfHttpClient *
mf_http_client_new (const MfSite *site, const MfHttpClientConfig *config, GError **error)
{
  g_autoptr (MfHttpConnections) connections = NULL;
  MfHttpRoutes *routes;
  MfHttpClient *self;

  g_return_val_if_fail (site->network != NULL, NULL);

  connections = mf_http_connections_new (site, 0, 0);
  routes = mf_http_routes_new (site, connections, config->knows_hosts, error);
  if (routes == NULL)
    return NULL;

  self = g_new0 (MfHttpClient, 1);
  self->site = site;
  self->user_agent = g_strdup (config->user_agent);
  self->language = g_strdup (config->language);
  self->close = config->close;
  self->max_connections =
      config->max_connections ? config->max_connections : MF_HTTP_CLIENT_CONNECTIONS;
  self->connections = g_steal_pointer (&connections);
  self->routes = routes;
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->cookies = soup_cookie_jar_new ();
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->timer = mf_timers_add (site->timers, close_idle_cb, self);
  return self;
}

/**
 * mf_http_client_free:
 * @self: (nullable): a client; what it waits for is given up, and nobody is told
 */
void
mf_http_client_free (MfHttpClient *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  mf_http_routes_free (self->routes);
  /* libsoup tells each request in a turn of the main context that it was cancelled. */
  while (self->n_pending > 0 && g_main_context_iteration (self->context, FALSE))
    ;
  g_hash_table_unref (self->sessions);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  mf_http_connections_free (self->connections);
  mf_timer_free (self->timer);
  g_object_unref (self->cookies);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_free (self->user_agent);
  g_free (self->language);
  g_free (self);
}

/* libsoup compares what its connections are asked for by host, but finds the way
 * to it once for a session: so each server gets one of its own. */
static SoupSession *
get_session (MfHttpClient *self, GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  guint16 port = (guint16) (g_uri_get_port (uri) > 0 ? g_uri_get_port (uri)
                                                     : mf_protocol_get_port (MF_PROTOCOL_HTTP));
  g_autofree char *key = g_strdup_printf ("%s:%u", host, port);
  SoupSession *session = g_hash_table_lookup (self->sessions, key);
  g_autoptr (GSocketConnectable) route = NULL;
  g_autoptr (GProxyResolver) resolver = NULL;

  if (session)
    return session;

  /* The route is a proxy to GSocketClient, see there; a resolver lets it have one. */
  route = mf_http_routes_make (self->routes, host, port);
  resolver = g_simple_proxy_resolver_new (NULL, NULL);
  session =
      soup_session_new_with_options ("remote-connectable", route, "proxy-resolver", resolver,
                                     "max-conns", (int) self->max_connections, "max-conns-per-host",
                                     (int) self->max_connections, "idle-timeout", 0, "timeout", 0,
                                     "user-agent", self->user_agent, NULL);
  if (self->language)
    soup_session_set_accept_language (session, self->language);
  /* Pages of a lesson are read on the wire, not only in the browser. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_add_feature (session, SOUP_SESSION_FEATURE (self->cookies));
  g_hash_table_insert (self->sessions, g_steal_pointer (&key), session);
  return session;
}

static void
tell (Request *request, GBytes *body)
{
  g_autofree char *url = g_uri_to_string (soup_message_get_uri (request->message));
  const char *caching =
      soup_message_headers_get_list (soup_message_get_response_headers (request->message),
                                     "Cache-Control");
  const MfHttpResponse response = {
    .fresh = caching && strstr (caching, "max-age=") && !strstr (caching, "max-age=0"),
    .url = url,
    .status = soup_message_get_status (request->message),
    .content_type =
        soup_message_headers_get_content_type (soup_message_get_response_headers (request->message),
                                               NULL),
    .body = body,
  };

  request->func (&response, NULL, request->user_data);
}

static void
response_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  MfHttpClient *client = request->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  client->n_pending--;
  if (!g_cancellable_is_cancelled (client->cancellable))
    {
      mf_timer_set (client->timer, mf_clock_now (client->site->clock) + KEEP_US);
      if (body)
        tell (request, body);
      else
        request->func (NULL, error, request->user_data);
    }

  g_object_unref (request->message);
  g_free (request);
}

static void
add_header (SoupMessage *message, const char *name, const char *value)
{
  if (value)
    soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
}

/**
 * mf_http_client_send:
 * @self: a client
 * @request: what is asked for; copied
 * @func: told what came, once, never before this returns
 * @user_data: for @func
 *
 * Sends a request, when its turn comes.
 */
void
mf_http_client_send (MfHttpClient *self,
                     const MfHttpClientRequest *request,
                     MfHttpResponseFunc func,
                     gpointer user_data)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  Request *pending;

  g_return_if_fail (uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "http") == 0);
  g_return_if_fail (g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0');

  pending = g_new0 (Request, 1);
  pending->client = self;
  pending->func = func;
  pending->user_data = user_data;
  pending->message = soup_message_new_from_uri (request->method, uri);
  /* Else libsoup opens one connection at a time, as it may turn out to be HTTP/2. */
  soup_message_set_force_http1 (pending->message, TRUE);
  /* Else a form is never sent over a connection that is open already. */
  soup_message_add_flags (pending->message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_set_site_for_cookies (pending->message, uri);
  soup_message_set_is_top_level_navigation (pending->message, TRUE);
  add_header (pending->message, "Accept", request->accept);
  add_header (pending->message, "Referer", request->referrer);
  if (self->close)
    add_header (pending->message, "Connection", "close");
  if (request->body)
    soup_message_set_request_body_from_bytes (pending->message, request->content_type,
                                              request->body);

  self->n_pending++;
  soup_session_send_and_read_async (get_session (self, uri), pending->message, G_PRIORITY_DEFAULT,
                                    self->cancellable, response_cb, pending);
}
