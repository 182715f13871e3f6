/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-service.h"

#include "net/mf-channel.h"
#include "net/mf-http-connections.h"
#include "net/mf-listener.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_CONNECTIONS 256
#define DEFAULT_IDLE_US (60 * G_TIME_SPAN_SECOND)

/* Beside its body, a request takes a head, which libsoup limits to 100 KiB, and
 * the framing of chunks. What is larger than twice that is not read to its end. */
#define FRAMING_SIZE (256 * 1024)

struct _MfHttpService
{
  const MfSite *site;
  gsize max_body;
  guint max_connections;
  MfHttpRequestFunc func;
  gpointer user_data;

  SoupServer *server;
  MfListener *listener;
  MfHttpConnections *connections;
  int silent_fd;   /* see keep_alive() */
  GQueue requests; /* of MfHttpRequest, that are not answered */
};

struct _MfHttpRequest
{
  MfHttpService *service; /* NULL: it is gone */
  SoupServerMessage *message;
  GBytes *body;
  gboolean paused;
  GList link;
};

/* How a message is marked whose body was thrown away. */
#define TOO_LARGE "mailflow-too-large"
#define N_BYTES "mailflow-n-bytes"

static void
request_free (MfHttpRequest *self)
{
  if (self->service)
    g_queue_unlink (&self->service->requests, &self->link);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_object_unref (self->message);
  g_free (self);
}

/* The wall clock is not in a lesson's bytes: Date is the time of the site (RFC
 * 9110 section 6.6.1). */
static void
set_date (MfHttpService *self, SoupServerMessage *message)
{
  g_autoptr (GDateTime) date =
      g_date_time_new_from_unix_utc (mf_clock_now (self->site->clock) / G_USEC_PER_SEC);
  g_autofree char *text = soup_date_time_to_string (date, SOUP_DATE_HTTP);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", text);
}

static void
throw_away (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_object_set_data (G_OBJECT (message), TOO_LARGE, GINT_TO_POINTER (TRUE));
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  MfHttpService *self = user_data;
  gsize n = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), N_BYTES));

  n += g_bytes_get_size (chunk);
  g_object_set_data (G_OBJECT (message), N_BYTES, GSIZE_TO_POINTER (n));
  if (n > self->max_body)
    throw_away (message);
}

/* Where such a request ends, others may see differently: "the server MUST close the
 * connection after responding" (RFC 9112 section 6.1; 6.3 for two Content-Length). */
static gboolean
has_two_lengths (SoupMessageHeaders *headers)
{
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  return length && (strchr (length, ',') ||
                    soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL);
}

/* The head is here, the body is not. */
static void
early_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  MfHttpService *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > (goffset) self->max_body)
    throw_away (message);
  if (has_two_lengths (headers))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  MfHttpService *self = user_data;
  MfHttpRequest *request = g_new0 (MfHttpRequest, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_signal_handlers_disconnect_by_func (message, got_chunk_cb, self);
  request->service = self;
  request->message = g_object_ref (message);
  request->link.data = request;
  if (mf_http_request_is_too_large (request))
    request->body = g_bytes_new (NULL, 0);
  else
    request->body = soup_message_body_flatten (body);
  g_queue_push_tail_link (&self->requests, &request->link);

  soup_server_message_pause (message);
  request->paused = TRUE;
  self->func (request, self->user_data);
}

/* libsoup closes a connection after its first response, unless the server has a
 * listener of its own. It gets one that nobody can connect to: one end of a pair
 * of sockets whose other end says nothing. */
static void
keep_alive (MfHttpService *self)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
    {
      g_warning ("Connections will not persist: %s", g_strerror (errno));
      return;
    }

  self->silent_fd = fds[1];
  socket = g_socket_new_from_fd (fds[0], &error);
  if (socket == NULL || !soup_server_listen_socket (self->server, socket, 0, &error))
    g_warning ("Connections will not persist: %s", error->message);
  if (socket == NULL)
    close (fds[0]);
}

/**
 * mf_http_service_new:
 * @site: (transfer none): where it is
 * @config: what it is told; copied
 * @func: given each request
 * @user_data: for @func
 *
 * Returns: (transfer full): a service that listens nowhere yet
 */
MfHttpService *
mf_http_service_new (const MfSite *site,
                     const MfHttpServiceConfig *config,
                     MfHttpRequestFunc func,
                     gpointer user_data)
{
  MfHttpService *self = g_new0 (MfHttpService, 1);

  self->site = site;
  self->max_body = config->max_body;
  self->max_connections = config->max_connections ? config->max_connections : DEFAULT_CONNECTIONS;
  self->func = func;
  self->user_data = user_data;
  g_queue_init (&self->requests);
  self->connections =
      mf_http_connections_new (site, config->idle_us ? config->idle_us : DEFAULT_IDLE_US,
                               2 * (config->max_body + FRAMING_SIZE));
  self->server = soup_server_new ("server-header", config->server, "raw-paths", TRUE, NULL);
  self->silent_fd = -1;
  keep_alive (self);
  soup_server_add_early_handler (self->server, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  return self;
}

/**
 * mf_http_service_free:
 * @self: (nullable): a service; open connections are dropped
 */
void
mf_http_service_free (MfHttpService *self)
{
  GMainContext *context;

  if (self == NULL)
    return;

  context = g_main_context_ref_thread_default ();
  mf_http_service_stop (self);
  for (GList *l = self->requests.head; l; l = l->next)
    ((MfHttpRequest *) l->data)->service = NULL;
  soup_server_remove_handler (self->server, NULL);
  soup_server_disconnect (self->server);
  mf_http_connections_free (self->connections);
  /* libsoup lets go of its messages in a turn of the main context. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_object_unref (self->server);
  if (self->silent_fd >= 0)
    close (self->silent_fd);
  g_main_context_unref (context);
  g_free (self);
}

static void
refuse (MfChannel *channel)
{
  static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\n"
                             "Content-Length: 0\r\nConnection: close\r\n\r\n";
  gsize n;

  mf_channel_write (channel, (const guint8 *) busy, strlen (busy), &n);
  mf_channel_free (channel);
}

static void
accept_cb (MfChannel *channel, const char *peer, gpointer user_data)
{
  MfHttpService *self = user_data;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GIOStream) stream = NULL;

  if (mf_http_connections_get_n (self->connections) >= self->max_connections)
    {
      refuse (channel);
      return;
    }

  remote = g_inet_socket_address_new_from_string (peer ? peer : "127.0.0.1", 0);
  local =
      g_inet_socket_address_new_from_string ("127.0.0.1", mf_listener_get_port (self->listener));
  stream = mf_http_connections_open (self->connections, channel);
  soup_server_accept_iostream (self->server, stream, local, remote, NULL);
}

/**
 * mf_http_service_listen:
 * @self: a service that does not listen yet
 * @address: (nullable): where, see mf_listener_new()
 * @port: the port, 0 for any that is free
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0
 */
guint16
mf_http_service_listen (MfHttpService *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (self->listener == NULL, 0);

  self->listener =
      mf_listener_new (self->site, address, port, MF_PROTOCOL_HTTP, accept_cb, self, error);
  return self->listener ? mf_listener_get_port (self->listener) : 0;
}

/**
 * mf_http_service_stop:
 * @self: a service
 *
 * Accepts no more connections.
 */
void
mf_http_service_stop (MfHttpService *self)
{
  g_clear_pointer (&self->listener, mf_listener_free);
}

/**
 * mf_http_service_get_n_sessions:
 * @self: a service
 *
 * Returns: how many requests are not answered yet; who waits for no answer needs no goodbye
 */
guint
mf_http_service_get_n_sessions (const MfHttpService *self)
{
  return self->requests.length;
}

const char *
mf_http_request_get_method (const MfHttpRequest *self)
{
  return soup_server_message_get_method (self->message);
}

/**
 * mf_http_request_get_path:
 * @self: a request
 *
 * Returns: (transfer none): the path of its URL as it was sent, percent-encoded
 */
const char *
mf_http_request_get_path (const MfHttpRequest *self)
{
  return g_uri_get_path (soup_server_message_get_uri (self->message));
}

/**
 * mf_http_request_get_query:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what stands after the question mark, percent-encoded
 */
const char *
mf_http_request_get_query (const MfHttpRequest *self)
{
  return g_uri_get_query (soup_server_message_get_uri (self->message));
}

/**
 * mf_http_request_get_header:
 * @self: a request
 * @name: a field of the head
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
mf_http_request_get_header (const MfHttpRequest *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

/**
 * mf_http_request_get_peer:
 * @self: a request
 *
 * Returns: (transfer none): the client's address
 */
const char *
mf_http_request_get_peer (const MfHttpRequest *self)
{
  return soup_server_message_get_remote_host (self->message);
}

/**
 * mf_http_request_get_body:
 * @self: a request
 *
 * Returns: (transfer none): what came with it
 */
GBytes *
mf_http_request_get_body (const MfHttpRequest *self)
{
  return self->body;
}

/**
 * mf_http_request_is_too_large:
 * @self: a request
 *
 * Returns: whether its body was larger than the service takes, and was thrown away
 */
gboolean
mf_http_request_is_too_large (const MfHttpRequest *self)
{
  return g_object_get_data (G_OBJECT (self->message), TOO_LARGE) != NULL;
}

/**
 * mf_http_request_add_header:
 * @self: a request
 * @name: a field of the response's head
 * @value: its value; line ends in it end it
 */
void
mf_http_request_add_header (MfHttpRequest *self, const char *name, const char *value)
{
  g_autofree char *line = g_strndup (value, strcspn (value, "\r\n"));

  soup_message_headers_append (soup_server_message_get_response_headers (self->message), name,
                               line);
}

/**
 * mf_http_request_answer:
 * @self: (transfer full): a request
 * @status: 200
 * @content_type: (nullable): of @body
 * @body: (nullable) (transfer none): the content; its length is said, whatever the method
 */
void
mf_http_request_answer (MfHttpRequest *self, guint status, const char *content_type, GBytes *body)
{
  SoupServerMessage *message = self->message;
  SoupMessageBody *response = soup_server_message_get_response_body (message);

  if (self->service)
    {
      set_date (self->service, message);
      soup_server_message_set_status (message, status, NULL);
      if (content_type)
        soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                               content_type, NULL);
      if (body && g_bytes_get_size (body) > 0)
        soup_message_body_append_bytes (response, body);
      soup_message_body_complete (response);
      soup_server_message_unpause (message);
    }
  request_free (self);
}
