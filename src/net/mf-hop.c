/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-hop.h"

#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes that were written on loopback are there at once, or as soon as the
 * kernel's thread for the network gets its turn. Never this late. */
#define ARRIVAL_TIMEOUT_MS 10000

typedef struct _Hop Hop;

typedef struct
{
  MfChannel parent;
  Hop *hop;
  guint side;
  int fd; /* -1: the connection was broken */
  GIOCondition watched;
  gboolean queued;
  GList link; /* in the pump's queue; data is the end itself */
} HopEnd;

/* What goes from side 0 to side 1 is counted at [0], the other way at [1]. */
struct _Hop
{
  MfPump *pump;
  HopEnd *ends[2];      /* NULL: that end has been freed */
  guint64 under_way[2]; /* bytes written and not yet read */
  gboolean shut[2];     /* the writer has closed its direction */
  gboolean stuck[2];    /* the kernel took less than it should have */
  gboolean broken;
};

struct _MfPump
{
  GQueue ready; /* of HopEnd, by their link */
  HopEnd *current;
};

static GIOCondition
get_possible (const HopEnd *end)
{
  const Hop *hop = end->hop;
  guint out = end->side, in = 1 - end->side;
  GIOCondition possible = 0;

  if (hop->broken || hop->under_way[in] > 0 || hop->shut[in])
    possible |= G_IO_IN;
  if (hop->broken || hop->ends[in] == NULL ||
      (hop->under_way[out] < MF_HOP_WINDOW && !hop->stuck[out]))
    possible |= G_IO_OUT;
  return possible & end->watched;
}

static void
check (HopEnd *end)
{
  if (end == NULL || end->queued || get_possible (end) == 0)
    return;

  end->queued = TRUE;
  g_queue_push_tail_link (&end->hop->pump->ready, &end->link);
}

static gboolean
wait_for (int fd, short events)
{
  struct pollfd pollfd = { .fd = fd, .events = events };
  int n;

  do
    n = poll (&pollfd, 1, ARRIVAL_TIMEOUT_MS);
  while (n < 0 && errno == EINTR);

  return n > 0;
}

/* Reads exactly @n bytes, which are known to be under way. */
static gboolean
read_all (int fd, guint8 *buffer, gsize n)
{
  while (n > 0)
    {
      gssize got = recv (fd, buffer, n, MSG_DONTWAIT);

      if (got > 0)
        {
          buffer += got;
          n -= (gsize) got;
        }
      else if (got == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for (fd, POLLIN))
        return FALSE;
    }

  return TRUE;
}

/* What was under way is lost, both ends find the connection broken. */
static void
hop_end_reset (MfChannel *channel)
{
  Hop *hop = ((HopEnd *) channel)->hop;

  if (hop->broken)
    return;

  hop->broken = TRUE;
  for (guint i = 0; i < 2; i++)
    if (hop->ends[i])
      {
        close (hop->ends[i]->fd);
        hop->ends[i]->fd = -1;
        check (hop->ends[i]);
      }
}

static MfChannelStatus
hop_end_read (MfChannel *channel, guint8 *buffer, gsize size, gsize *n_read)
{
  HopEnd *self = (HopEnd *) channel;
  Hop *hop = self->hop;
  guint in = 1 - self->side;
  gsize n = MIN (size, hop->under_way[in]);

  if (hop->broken)
    return MF_CHANNEL_BROKEN;
  if (n == 0)
    return hop->shut[in] ? MF_CHANNEL_END : MF_CHANNEL_WAIT;
  if (!read_all (self->fd, buffer, n))
    {
      hop_end_reset (channel);
      return MF_CHANNEL_BROKEN;
    }

  hop->under_way[in] -= n;
  hop->stuck[in] = FALSE;
  check (hop->ends[in]);
  *n_read = n;
  return MF_CHANNEL_OK;
}

static MfChannelStatus
hop_end_write (MfChannel *channel, const guint8 *data, gsize length, gsize *n_written)
{
  HopEnd *self = (HopEnd *) channel;
  Hop *hop = self->hop;
  guint out = self->side;
  gsize room = MF_HOP_WINDOW - hop->under_way[out];
  gssize n;

  if (hop->broken || hop->ends[1 - out] == NULL || hop->shut[out])
    return MF_CHANNEL_BROKEN;
  if (room == 0 || hop->stuck[out])
    return MF_CHANNEL_WAIT;

  do
    n = send (self->fd, data, MIN (length, room), MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && (errno == EINTR ||
                   (errno == EAGAIN && hop->under_way[out] == 0 && wait_for (self->fd, POLLOUT))));

  if (n < 0 && errno != EAGAIN)
    {
      hop_end_reset (channel);
      return MF_CHANNEL_BROKEN;
    }
  if (n < 0)
    {
      hop->stuck[out] = TRUE;
      return MF_CHANNEL_WAIT;
    }

  hop->under_way[out] += (gsize) n;
  check (hop->ends[1 - out]);
  *n_written = (gsize) n;
  return MF_CHANNEL_OK;
}

static void
hop_end_watch (MfChannel *channel, GIOCondition condition)
{
  HopEnd *self = (HopEnd *) channel;

  self->watched = condition;
  check (self);
}

static void
hop_end_shutdown (MfChannel *channel)
{
  HopEnd *self = (HopEnd *) channel;
  Hop *hop = self->hop;

  if (hop->shut[self->side] || hop->broken)
    return;

  hop->shut[self->side] = TRUE;
  shutdown (self->fd, SHUT_WR);
  check (hop->ends[1 - self->side]);
}

/* Closing a socket with unread bytes in it makes the kernel send a reset, and
 * forget what it had still to send. */
static void
drain (HopEnd *self)
{
  Hop *hop = self->hop;
  guint8 waste[4096];
  guint in = 1 - self->side;

  while (hop->under_way[in] > 0)
    {
      gsize n = MIN (sizeof waste, hop->under_way[in]);

      if (!read_all (self->fd, waste, n))
        return;
      hop->under_way[in] -= n;
    }
}

static void
hop_end_free (MfChannel *channel)
{
  HopEnd *self = (HopEnd *) channel;
  Hop *hop = self->hop;
  HopEnd *other = hop->ends[1 - self->side];

  if (!hop->broken)
    drain (self);
  if (self->fd >= 0)
    close (self->fd);
  if (self->queued)
    g_queue_unlink (&hop->pump->ready, &self->link);
  if (hop->pump->current == self)
    hop->pump->current = NULL;

  hop->ends[self->side] = NULL;
  hop->shut[self->side] = TRUE;
  if (other)
    check (other);
  else
    g_free (hop);
  g_free (self);
}

static const MfChannelClass hop_end_class = {
  .read = hop_end_read,
  .write = hop_end_write,
  .watch = hop_end_watch,
  .shutdown = hop_end_shutdown,
  .reset = hop_end_reset,
  .free = hop_end_free,
};

/**
 * mf_pump_new:
 *
 * Returns: (transfer full): a pump with nothing to do; it must live longer than its hops
 */
MfPump *
mf_pump_new (void)
{
  MfPump *self = g_new0 (MfPump, 1);

  g_queue_init (&self->ready);
  return self;
}

void
mf_pump_free (MfPump *self)
{
  g_free (self);
}

/**
 * mf_pump_is_idle:
 * @self: a pump
 *
 * Returns: whether no end that wants to read has bytes under way to it, and
 *   none that wants to write has room to
 */
gboolean
mf_pump_is_idle (const MfPump *self)
{
  return g_queue_is_empty ((GQueue *) &self->ready);
}

/**
 * mf_pump_run:
 * @self: a pump
 *
 * Calls the ready functions until nobody has anything to do.
 */
void
mf_pump_run (MfPump *self)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->ready)))
    {
      HopEnd *end = link->data;
      GIOCondition possible = get_possible (end);

      end->queued = FALSE;
      if (possible == 0 || end->parent.ready == NULL)
        continue;

      self->current = end;
      end->parent.ready (&end->parent, possible, end->parent.ready_data);
      if (self->current)
        check (self->current);
      self->current = NULL;
    }
}

static HopEnd *
end_new (Hop *hop, guint side, int fd)
{
  HopEnd *self = g_new0 (HopEnd, 1);
  int on = 1;

  self->parent.klass = &hop_end_class;
  self->hop = hop;
  self->side = side;
  self->fd = fd;
  self->link.data = self;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  /* BBR, the default here and there, paces: it would make us wait for bytes
   * that the kernel holds back on a link that has no bottleneck. */
  setsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, "reno", strlen ("reno"));
  hop->ends[side] = self;
  return self;
}

/**
 * mf_hop_new:
 * @pump: (transfer none): who drives it
 * @opener_fd: (transfer full): the socket that connected …
 * @accepter_fd: (transfer full): … to this one
 * @ends: (out caller-allocates) (array fixed-size=2) (transfer full): the two ends, the opener's
 *   first
 */
void
mf_hop_new (MfPump *pump, int opener_fd, int accepter_fd, MfChannel **ends)
{
  Hop *hop = g_new0 (Hop, 1);

  hop->pump = pump;
  ends[0] = &end_new (hop, 0, opener_fd)->parent;
  ends[1] = &end_new (hop, 1, accepter_fd)->parent;
}

static gboolean
fail (GError **error, int errsv, const char *what)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", what,
               g_strerror (errsv));
  return FALSE;
}

/**
 * mf_hop_listen:
 * @port: (out): the port that the kernel chose
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: a socket that listens on 127.0.0.1, or -1
 */
int
mf_hop_listen (guint16 *port, GError **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, size) < 0 || listen (fd, SOMAXCONN) < 0 ||
      getsockname (fd, (struct sockaddr *) &address, &size) < 0)
    {
      fail (error, errno, "Cannot listen on loopback");
      if (fd >= 0)
        close (fd);
      return -1;
    }

  *port = ntohs (address.sin_port);
  return fd;
}

/* Takes the connection that came from @from; a stranger who found the port is
 * turned away. */
static int
accept_from (int listener, const struct sockaddr_in *from)
{
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;

  while (wait_for (listener, POLLIN))
    {
      int fd = accept4 (listener, (struct sockaddr *) &peer, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd >= 0 && peer.sin_port == from->sin_port &&
          peer.sin_addr.s_addr == from->sin_addr.s_addr)
        return fd;
      if (fd >= 0)
        close (fd);
      else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        return -1;
      size = sizeof peer;
    }

  return -1;
}

/**
 * mf_hop_connect:
 * @listener: a socket of mf_hop_listen()
 * @port: its port
 * @fds: (out caller-allocates) (array fixed-size=2): the socket that connected, and the one that
 *   was accepted
 * @error: return location for a %G_IO_ERROR
 *
 * Opens a TCP connection from this process to itself.
 *
 * Returns: whether it is open
 */
gboolean
mf_hop_connect (int listener, guint16 port, int *fds, GError **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (port) };
  socklen_t size = sizeof address;

  fds[0] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fds[0] < 0)
    return fail (error, errno, "Cannot make a socket");

  if (connect (fds[0], (struct sockaddr *) &address, size) < 0 ||
      getsockname (fds[0], (struct sockaddr *) &address, &size) < 0 ||
      (fds[1] = accept_from (listener, &address)) < 0)
    {
      fail (error, errno, "Cannot connect on loopback");
      close (fds[0]);
      return FALSE;
    }

  return TRUE;
}
