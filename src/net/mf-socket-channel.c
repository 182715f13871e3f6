/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-channel.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* A channel on a real socket, driven by a source of the main context. The
 * system calls are made directly: GSocket makes a GError of every "not now",
 * which is what most reads of a busy server end with. */
typedef struct
{
  MfChannel parent;
  int fd;
  GIOCondition watched;
  GSource *source;
  gpointer tag; /* of @fd in the source; NULL while nothing is watched for */
} SocketChannel;

typedef struct
{
  GSource source;
  SocketChannel *channel;
} SocketSource;

static gboolean
socket_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SocketChannel *self = ((SocketSource *) source)->channel;
  GIOCondition condition = self->tag ? g_source_query_unix_fd (source, self->tag) : 0;

  /* An error or a hang-up is found out by trying what one is waiting for. */
  if (condition & (G_IO_ERR | G_IO_HUP))
    condition |= self->watched;
  condition &= self->watched;
  if (condition && self->parent.ready)
    self->parent.ready (&self->parent, condition, self->parent.ready_data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs socket_source = { .dispatch = socket_source_dispatch };

static MfChannelStatus
classify_errno (void)
{
  return errno == EAGAIN || errno == EWOULDBLOCK ? MF_CHANNEL_WAIT : MF_CHANNEL_BROKEN;
}

static MfChannelStatus
socket_channel_read (MfChannel *channel, guint8 *buffer, gsize size, gsize *n_read)
{
  SocketChannel *self = (SocketChannel *) channel;
  gssize n;

  do
    n = recv (self->fd, buffer, size, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);

  if (n < 0)
    return classify_errno ();
  *n_read = (gsize) n;
  return n == 0 ? MF_CHANNEL_END : MF_CHANNEL_OK;
}

static MfChannelStatus
socket_channel_write (MfChannel *channel, const guint8 *data, gsize length, gsize *n_written)
{
  SocketChannel *self = (SocketChannel *) channel;
  gssize n;

  do
    n = send (self->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);

  if (n < 0)
    return classify_errno ();
  *n_written = (gsize) n;
  return MF_CHANNEL_OK;
}

static void
socket_channel_watch (MfChannel *channel, GIOCondition condition)
{
  SocketChannel *self = (SocketChannel *) channel;

  if (self->watched == condition)
    return;

  self->watched = condition;
  /* poll() reports a hang-up even to those who ask for nothing; a channel that
   * waits for nothing must not be woken again and again. And unlike taking it
   * away and adding it, g_source_modify_unix_fd() wakes the main loop: two
   * system calls. */
  if (self->tag)
    g_source_remove_unix_fd (self->source, g_steal_pointer (&self->tag));
  if (condition)
    self->tag = g_source_add_unix_fd (self->source, self->fd, condition);
}

static void
socket_channel_shutdown (MfChannel *channel)
{
  shutdown (((SocketChannel *) channel)->fd, SHUT_WR);
}

/* Closing a socket that does not linger sends RST (RFC 9293 section 3.10.5). */
static void
socket_channel_reset (MfChannel *channel)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (((SocketChannel *) channel)->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void
socket_channel_free (MfChannel *channel)
{
  SocketChannel *self = (SocketChannel *) channel;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

static const MfChannelClass socket_channel_class = {
  .read = socket_channel_read,
  .write = socket_channel_write,
  .watch = socket_channel_watch,
  .shutdown = socket_channel_shutdown,
  .reset = socket_channel_reset,
  .free = socket_channel_free,
};

/**
 * mf_socket_channel_new:
 * @fd: (transfer full): a connected stream socket
 * @context: (nullable): where the ready function is called; %NULL for the default context
 *
 * Returns: (transfer full): a channel on it
 */
MfChannel *
mf_socket_channel_new (int fd, GMainContext *context)
{
  SocketChannel *self = g_new0 (SocketChannel, 1);
  int on = 1;

  self->parent.klass = &socket_channel_class;
  self->fd = fd;
  /* Commands and replies are short and waited for; they are batched here. */
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  self->source = g_source_new (&socket_source, sizeof (SocketSource));
  ((SocketSource *) self->source)->channel = self;
  g_source_set_static_name (self->source, "[mailflow] connection");
  g_source_attach (self->source, context);
  return &self->parent;
}
