/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-connections.h"

#include "net/mf-channel-stream.h"
#include "net/mf-network.h"
#include "net/mf-timers.h"

#define READ_SIZE (16 * 1024)

/* How long to wait for the peer's close after our own, and how much of what it
 * still says is read meanwhile. */
#define LINGER_US (10 * G_TIME_SPAN_SECOND)
#define LINGER_MAX (1024 * 1024)

/* How long a peer may take over one request, however many bytes it sends now and
 * then: long enough for an attachment over a slow line. */
#define REQUEST_US (10 * G_TIME_SPAN_MINUTE)

typedef struct
{
  MfHttpConnections *connections;
  MfChannelStream *stream; /* NULL while lingering; not owned */
  MfChannel *channel;      /* NULL while open: then it is the stream's */
  MfTimer *timer;
  gsize wasted;
  guint64 n_read;  /* since something was written last */
  gint64 began_us; /* when the first of these came */
  GList link;
} Connection;

struct _MfHttpConnections
{
  const MfSite *site;
  gint64 idle_us;
  guint64 max_bytes;
  GQueue all; /* of Connection, oldest first */
};

static void
connection_free (Connection *self)
{
  g_queue_unlink (&self->connections->all, &self->link);
  if (self->stream)
    self->channel = mf_channel_stream_take_channel (self->stream);
  mf_channel_free (self->channel);
  mf_timer_free (self->timer);
  g_free (self);
}

static void
set_timer (Connection *self, gint64 after_us)
{
  mf_timer_set (self->timer, mf_clock_now (self->connections->site->clock) + after_us);
}

static void
lingering_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  Connection *self = user_data;
  guint8 buffer[READ_SIZE];
  gsize n = 0;

  switch (mf_channel_read (channel, buffer, sizeof buffer, &n))
    {
    case MF_CHANNEL_OK:
      if ((self->wasted += n) <= LINGER_MAX)
        return;
      break;
    case MF_CHANNEL_WAIT:
      return;
    default:
      break;
    }
  connection_free (self);
}

static void
stream_moved_cb (MfChannelStream *stream, gsize n_read, gpointer user_data)
{
  Connection *self = user_data;
  guint64 limit = self->connections->max_bytes;
  gint64 now_us = mf_clock_now (self->connections->site->clock);

  if (self->n_read == 0)
    self->began_us = now_us;
  self->n_read = n_read > 0 ? self->n_read + n_read : 0;
  if (limit > 0 && (self->n_read > limit || now_us - self->began_us > REQUEST_US))
    {
      connection_free (self);
      return;
    }
  if (self->connections->idle_us > 0)
    set_timer (self, self->connections->idle_us);
}

static void
stream_closed_cb (MfChannelStream *stream, MfChannel *channel, gpointer user_data)
{
  Connection *self = user_data;

  self->stream = NULL;
  self->channel = channel;
  mf_channel_shutdown (channel);
  mf_channel_set_ready_func (channel, lingering_cb, self);
  mf_channel_watch (channel, G_IO_IN);
  set_timer (self, LINGER_US);
}

static const MfChannelStreamOwner stream_owner = { .moved = stream_moved_cb,
                                                   .closed = stream_closed_cb };

static void
timer_cb (gpointer user_data)
{
  connection_free (user_data);
}

/**
 * mf_http_connections_new:
 * @site: (transfer none): where they are
 * @idle_us: how long nothing may move on a connection before it is dropped; 0 for ever
 * @max_bytes: how much may be read from one before something is written; 0 for any
 *
 * Returns: (transfer full): none yet
 */
MfHttpConnections *
mf_http_connections_new (const MfSite *site, gint64 idle_us, guint64 max_bytes)
{
  MfHttpConnections *self = g_new0 (MfHttpConnections, 1);

  self->site = site;
  self->idle_us = idle_us;
  self->max_bytes = max_bytes;
  g_queue_init (&self->all);
  if (site->network)
    mf_network_add_guest (site->network);
  return self;
}

/**
 * mf_http_connections_free:
 * @self: (nullable): connections; those that are open are dropped
 */
void
mf_http_connections_free (MfHttpConnections *self)
{
  if (self == NULL)
    return;

  while (self->all.head)
    connection_free (self->all.head->data);
  if (self->site->network)
    mf_network_remove_guest (self->site->network);
  g_free (self);
}

/**
 * mf_http_connections_open:
 * @self: connections
 * @channel: (transfer full): our end of a new one
 *
 * Returns: (transfer full): what is to be spoken over
 */
GIOStream *
mf_http_connections_open (MfHttpConnections *self, MfChannel *channel)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->connections = self;
  connection->link.data = connection;
  connection->timer = mf_timers_add (self->site->timers, timer_cb, connection);
  connection->stream = mf_channel_stream_new (channel, &stream_owner, connection);
  g_queue_push_tail_link (&self->all, &connection->link);
  if (self->idle_us > 0)
    set_timer (connection, self->idle_us);
  return G_IO_STREAM (connection->stream);
}

/**
 * mf_http_connections_get_n:
 * @self: connections
 *
 * Returns: how many there are, those that linger included
 */
guint
mf_http_connections_get_n (const MfHttpConnections *self)
{
  return self->all.length;
}
