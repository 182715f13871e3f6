/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-refusals.h"

#include "net/mf-endpoint.h"

#include <string.h>

/* A machine with one thing to say. */
typedef struct
{
  MfRefusals *owner;
  GBytes *line; /* NULL once it is taken */
  MfEndpoint *endpoint;
  GList link; /* in the owner's list; data is the client */
} Client;

static void
machine_feed (gpointer machine, const guint8 *data, gsize length)
{
}

static void
machine_feed_end (gpointer machine)
{
}

static GBytes *
machine_take_output (gpointer machine)
{
  return g_steal_pointer (&((Client *) machine)->line);
}

static gint64
machine_get_deadline (gpointer machine)
{
  return G_MAXINT64;
}

static void
machine_advance (gpointer machine, gint64 now_us)
{
}

static const MfMachineClass machine_class = {
  .feed = machine_feed,
  .feed_end = machine_feed_end,
  .take_output = machine_take_output,
  .get_deadline = machine_get_deadline,
  .advance = machine_advance,
};

static void
client_free (Client *self)
{
  g_queue_unlink (&self->owner->clients, &self->link);
  mf_endpoint_free (self->endpoint);
  g_clear_pointer (&self->line, g_bytes_unref);
  g_free (self);
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  mf_endpoint_close (endpoint);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  client_free (user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

/**
 * mf_refusals_init:
 * @self: (out caller-allocates): refusals
 * @site: (transfer none): where the service is
 * @max: how many clients may be on their way out; more are dropped without a word
 */
void
mf_refusals_init (MfRefusals *self, const MfSite *site, guint max)
{
  self->site = site;
  self->max = max;
  g_queue_init (&self->clients);
}

/**
 * mf_refusals_clear:
 * @self: refusals; connections that are open still are dropped
 */
void
mf_refusals_clear (MfRefusals *self)
{
  while (self->clients.head)
    client_free (self->clients.head->data);
}

/**
 * mf_refusals_add:
 * @self: refusals
 * @channel: (transfer full): a client that comes too much
 * @line: what it is told, CRLF included
 */
void
mf_refusals_add (MfRefusals *self, MfChannel *channel, const char *line)
{
  Client *client;

  if (self->clients.length >= self->max)
    {
      mf_channel_free (channel);
      return;
    }

  client = g_new0 (Client, 1);
  client->owner = self;
  client->line = g_bytes_new (line, strlen (line));
  client->link.data = client;
  client->endpoint =
      mf_endpoint_new (self->site, channel, &machine_class, client, &endpoint_owner, client);
  g_queue_push_tail_link (&self->clients, &client->link);
  mf_endpoint_update (client->endpoint);
}
