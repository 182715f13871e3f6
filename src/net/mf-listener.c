/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-listener.h"

#include "net/mf-channel.h"
#include "net/mf-timers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* So many connections are taken at one time before the open ones get a turn. */
#define ACCEPT_BATCH 16

/* How long to leave new connections alone when the process has no descriptor
 * left for them: trying again at once would fail again, for ever. */
#define PAUSE_US (100 * G_TIME_SPAN_MILLISECOND)

struct _MfListener
{
  const MfSite *site;
  guint16 port;
  MfProtocol protocol;
  MfAcceptFunc func;
  gpointer user_data;

  int fd; /* -1 in a lab */
  GMainContext *context;
  GSource *source;
  MfTimer *pause;
};

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Address;

static const char *
print_address (const Address *address, char *buffer, socklen_t size)
{
  if (address->any.sa_family == AF_INET6)
    {
      /* Who comes by IPv4 to a socket for both is named as who comes by IPv4. */
      if (IN6_IS_ADDR_V4MAPPED (&address->v6.sin6_addr))
        return inet_ntop (AF_INET, &address->v6.sin6_addr.s6_addr[12], buffer, size);
      return inet_ntop (AF_INET6, &address->v6.sin6_addr, buffer, size);
    }

  return inet_ntop (AF_INET, &address->v4.sin_addr, buffer, size);
}

static void watch (MfListener *self);

static void
pause_cb (gpointer user_data)
{
  watch (user_data);
}

static gboolean
incoming_cb (int fd, GIOCondition condition, gpointer user_data)
{
  MfListener *self = user_data;

  for (guint i = 0; i < ACCEPT_BATCH; i++)
    {
      Address peer;
      socklen_t size = sizeof peer;
      char text[INET6_ADDRSTRLEN] = "";
      int accepted = accept4 (fd, &peer.any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (accepted < 0 && (errno == EINTR || errno == ECONNABORTED))
        continue;
      if (accepted < 0 && errno != EAGAIN)
        {
          g_source_unref (g_steal_pointer (&self->source));
          mf_timer_set (self->pause, mf_clock_now (self->site->clock) + PAUSE_US);
          return G_SOURCE_REMOVE;
        }
      if (accepted < 0)
        break;

      print_address (&peer, text, sizeof text);
      self->func (mf_site_tap (self->site, mf_socket_channel_new (accepted, self->context),
                               self->protocol, FALSE, text),
                  text, self->user_data);
    }

  return G_SOURCE_CONTINUE;
}

static void
watch (MfListener *self)
{
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (incoming_cb), self, NULL);
  g_source_set_static_name (self->source, "[mailflow] listener");
  g_source_attach (self->source, self->context);
}

static gboolean
fail (int errsv, const char *address, guint16 port, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "Cannot listen on %s port %u: %s",
               address, port, g_strerror (errsv));
  return FALSE;
}

static gboolean
listen_on (MfListener *self, const char *address, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) parsed = g_inet_socket_address_new_from_string (address, port);
  Address native = { 0 };
  socklen_t size = sizeof native;
  int on = 1;

  if (parsed == NULL || !g_socket_address_to_native (parsed, &native, sizeof native, error))
    return fail (EINVAL, address, port, error);

  self->fd = socket (native.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0)
    return fail (errno, address, port, error);

  setsockopt (self->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (self->fd, &native.any, (socklen_t) g_socket_address_get_native_size (parsed)) < 0 ||
      listen (self->fd, SOMAXCONN) < 0 || getsockname (self->fd, &native.any, &size) < 0)
    return fail (errno, address, port, error);

  self->port = ntohs (native.any.sa_family == AF_INET6 ? native.v6.sin6_port : native.v4.sin_port);
  watch (self);
  return TRUE;
}

/**
 * mf_listener_new:
 * @site: (transfer none): where it is
 * @address: (nullable): an IP address of the machine, %NULL for 127.0.0.1; of no meaning in a lab
 * @port: the port; 0 outside of a lab picks a free one
 * @protocol: what will be spoken
 * @func: given each connection
 * @user_data: for @func
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: (transfer full): a listener, or %NULL with @error set
 */
MfListener *
mf_listener_new (const MfSite *site,
                 const char *address,
                 guint16 port,
                 MfProtocol protocol,
                 MfAcceptFunc func,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (MfListener) self = g_new0 (MfListener, 1);

  self->site = site;
  self->port = port;
  self->protocol = protocol;
  self->func = func;
  self->user_data = user_data;
  self->fd = -1;
  self->context = g_main_context_ref_thread_default ();
  self->pause = mf_timers_add (site->timers, pause_cb, self);

  if (site->network)
    {
      if (!mf_network_listen (site->network, (guint) site->host, port, protocol, func, user_data,
                              error))
        {
          self->port = 0;
          return NULL;
        }
    }
  else if (!listen_on (self, address ? address : "127.0.0.1", port, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mf_listener_free:
 * @self: (nullable): a listener; connections are refused from now on
 */
void
mf_listener_free (MfListener *self)
{
  if (self == NULL)
    return;

  if (self->site->network && self->port)
    mf_network_unlisten (self->site->network, (guint) self->site->host, self->port);
  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  mf_timer_free (self->pause);
  if (self->fd >= 0)
    close (self->fd);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * mf_listener_get_port:
 * @self: a listener
 *
 * Returns: the port that it listens on
 */
guint16
mf_listener_get_port (const MfListener *self)
{
  return self->port;
}
