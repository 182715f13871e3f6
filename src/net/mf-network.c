/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-network.h"

#include "net/mf-hop.h"
#include "net/mf-network-private.h"
#include "net/mf-resolver.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

static void
listener_free (gpointer data)
{
  MfNetworkListener *listener = data;

  close (listener->fd);
  g_free (listener);
}

static void
fill_zone (MfNetwork *self)
{
  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      const MfStageHost *host = mf_stage_get_host (self->stage, i);

      if (host->name && host->address)
        mf_zone_add_address (self->zone, host->name, host->address);
      if (host->kind == MF_HOST_NAME_SERVER && self->name_server < 0)
        self->name_server = (int) i;
    }
}

/**
 * mf_network_new:
 * @stage: the hosts and links; a reference is taken
 * @clock: (transfer none): the virtual time; must live longer
 * @report: (nullable): told what changes on the network; @host is the server's, for LOOKED_UP
 *   who asked
 * @report_data: for @report
 *
 * A network whose zone has the A and PTR records of the stage's hosts; MX
 * records are added with mf_zone_add_mx().
 *
 * Returns: (transfer full): the network
 */
MfNetwork *
mf_network_new (MfStage *stage, const MfClock *clock, MfEffectFunc report, gpointer report_data)
{
  MfNetwork *self = g_new0 (MfNetwork, 1);

  self->stage = mf_stage_ref (stage);
  self->clock = clock;
  self->report = report;
  self->report_data = report_data;
  self->context = g_main_context_ref_thread_default ();
  self->zone = mf_zone_new ();
  self->resolvers = g_ptr_array_new_null_terminated (0, NULL, FALSE);
  g_ptr_array_set_size (self->resolvers, (int) stage->hosts->len);
  self->unreachable = g_new0 (gboolean, stage->hosts->len);
  self->name_server = -1;
  self->pump = mf_pump_new ();
  self->listeners = g_ptr_array_new_with_free_func (listener_free);
  self->front.fd = -1;
  self->connections = g_ptr_array_new ();
  g_queue_init (&self->lookups);
  fill_zone (self);
  return self;
}

/**
 * mf_network_free:
 * @self: (nullable): a network; services and sessions on it have been freed before
 */
void
mf_network_free (MfNetwork *self)
{
  MfNetworkLookup *lookup;

  if (self == NULL)
    return;

  while ((lookup = g_queue_pop_head (&self->lookups)))
    {
      lookup->func (FALSE, lookup->user_data);
      g_free (lookup);
    }
  for (guint i = 0; i < self->connections->len; i++)
    mf_network_connection_free (self->connections->pdata[i]);
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->listeners);
  if (self->front.fd >= 0)
    close (self->front.fd);
  for (guint i = 0; i < self->resolvers->len; i++)
    g_clear_object (&self->resolvers->pdata[i]);
  g_ptr_array_unref (self->resolvers);
  mf_pump_free (self->pump);
  mf_zone_free (self->zone);
  mf_unit_unref (self->passed.unit);
  g_free (self->unreachable);
  g_main_context_unref (self->context);
  mf_stage_unref (self->stage);
  g_free (self);
}

/**
 * mf_network_get_zone:
 * @self: a network
 *
 * Returns: (transfer none): what its DNS knows; records may be added and removed at any time
 */
MfZone *
mf_network_get_zone (const MfNetwork *self)
{
  return self->zone;
}

/**
 * mf_network_get_resolver:
 * @self: a network
 * @host: index on the stage of the host that asks
 *
 * Returns: (transfer none): the resolver of that host
 */
GResolver *
mf_network_get_resolver (MfNetwork *self, guint host)
{
  g_return_val_if_fail (host < self->resolvers->len, NULL);

  if (self->resolvers->pdata[host] == NULL)
    self->resolvers->pdata[host] = mf_resolver_new (self->zone, self, (int) host);
  return self->resolvers->pdata[host];
}

/**
 * mf_network_find_host:
 * @self: a network
 * @address: a documentation address
 *
 * Returns: index on the stage of the host that has it, or -1
 */
int
mf_network_find_host (const MfNetwork *self, const char *address)
{
  for (guint i = 0; i < self->stage->hosts->len; i++)
    if (g_strcmp0 (mf_stage_get_host (self->stage, i)->address, address) == 0)
      return (int) i;

  return -1;
}

/**
 * mf_network_find_address:
 * @self: a network
 * @name: a host name
 *
 * Looks @name up without asking the DNS, as in a table of hosts.
 *
 * Returns: (transfer none) (nullable): the address of the host that is called so
 */
const char *
mf_network_find_address (const MfNetwork *self, const char *name)
{
  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      const MfStageHost *host = mf_stage_get_host (self->stage, i);

      if (host->name && g_ascii_strcasecmp (host->name, name) == 0)
        return host->address;
    }

  return NULL;
}

MfPace
mf_network_get_pace (const MfNetwork *self, guint from, int to, MfProtocol protocol)
{
  MfPace pace = { .latency_us = MF_NETWORK_LATENCY_US };
  int index = to < 0 ? -1 : mf_stage_find_link (self->stage, from, (guint) to, protocol);

  if (index < 0 && to >= 0)
    index = mf_stage_find_link (self->stage, (guint) to, from, protocol);
  if (index >= 0)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, index);

      pace.latency_us = link->latency_us;
      pace.bandwidth = link->bandwidth;
    }
  return pace;
}

const MfNetworkListener *
mf_network_find_listener (const MfNetwork *self, int host, guint16 port)
{
  for (guint i = 0; host >= 0 && i < self->listeners->len; i++)
    {
      const MfNetworkListener *listener = self->listeners->pdata[i];

      if (listener->host == (guint) host && listener->port == port)
        return listener;
    }

  return NULL;
}

gboolean
mf_network_is_reachable (const MfNetwork *self, int host)
{
  return host >= 0 && !self->unreachable[host];
}

gint64
mf_network_now (const MfNetwork *self)
{
  return mf_clock_now (self->clock);
}

void
mf_network_report (MfNetwork *self, MfEffectKind kind, int host, gint64 number, const char *text)
{
  MfEffect effect = { .kind = kind, .host = host, .number = number, .text = (char *) text };

  if (self->report)
    self->report (&effect, self->report_data);
}

void
mf_network_report_lookup (MfNetwork *self, guint host, const char *question, const char *answer)
{
  MfEffect effect = { .kind = MF_EFFECT_LOOKED_UP,
                      .host = (int) host,
                      .subject = (char *) question,
                      .text = (char *) answer };

  if (self->report)
    self->report (&effect, self->report_data);
}

/**
 * mf_network_listen:
 * @self: a network
 * @host: index on the stage of the host that listens
 * @port: the port as the learner sees it
 * @protocol: what will be spoken there
 * @func: given each connection
 * @user_data: for @func
 * @error: return location for a %G_IO_ERROR
 *
 * Opens a real listening socket on loopback that stands for @port of @host.
 *
 * Returns: whether it listens
 */
gboolean
mf_network_listen (MfNetwork *self,
                   guint host,
                   guint16 port,
                   MfProtocol protocol,
                   MfAcceptFunc func,
                   gpointer user_data,
                   GError **error)
{
  MfNetworkListener *listener;
  guint16 real_port;
  int fd;

  if (mf_network_find_listener (self, (int) host, port))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, "Port %u is taken", port);
      return FALSE;
    }

  fd = mf_hop_listen (&real_port, error);
  if (fd < 0)
    return FALSE;

  listener = g_new0 (MfNetworkListener, 1);
  *listener = (MfNetworkListener) { .host = host,
                                    .port = port,
                                    .protocol = protocol,
                                    .func = func,
                                    .user_data = user_data,
                                    .fd = fd,
                                    .real_port = real_port };
  g_ptr_array_add (self->listeners, listener);
  return TRUE;
}

/**
 * mf_network_unlisten:
 * @self: a network
 * @host: index on the stage
 * @port: a port
 *
 * From now on connections are refused there; open ones go on.
 */
void
mf_network_unlisten (MfNetwork *self, guint host, guint16 port)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      const MfNetworkListener *listener = self->listeners->pdata[i];

      if (listener->host == host && listener->port == port)
        {
          g_ptr_array_remove_index (self->listeners, i);
          return;
        }
    }
}

/* mf_network_open_pair:
 * @listener: (nullable): the service that is connected to; %NULL for the relay's own socket
 * @ends: (out): who connected, and who accepted */
gboolean
mf_network_open_pair (MfNetwork *self,
                      const MfNetworkListener *listener,
                      MfChannel **ends,
                      GError **error)
{
  int fds[2];

  if (listener == NULL)
    {
      if (self->front.fd < 0)
        self->front.fd = mf_hop_listen (&self->front.real_port, error);
      if (self->front.fd < 0)
        return FALSE;
      listener = &self->front;
    }

  if (!mf_hop_connect (listener->fd, listener->real_port, fds, error))
    return FALSE;
  mf_hop_new (self->pump, fds[0], fds[1], ends);
  return TRUE;
}

/**
 * mf_network_connect:
 * @self: a network
 * @from: index on the stage of the host that connects
 * @address: a documentation address
 * @port: the port there
 * @func: told when the connection is open, or why it is not; never before this returns
 * @user_data: for @func
 *
 * Starts to open a connection.
 *
 * Returns: its number, as records have it
 */
guint
mf_network_connect (MfNetwork *self,
                    guint from,
                    const char *address,
                    guint16 port,
                    MfConnectFunc func,
                    gpointer user_data)
{
  MfNetworkConnection *connection =
      mf_network_connection_new (self, ++self->n_connections, from,
                                 mf_network_find_host (self, address), port);

  connection->func = func;
  connection->user_data = user_data;
  g_ptr_array_add (self->connections, connection);
  return connection->id;
}

static MfNetworkConnection *
find_connection (MfNetwork *self, guint id)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (((MfNetworkConnection *) self->connections->pdata[i])->id == id)
      return self->connections->pdata[i];

  return NULL;
}

/**
 * mf_network_cancel_connect:
 * @self: a network
 * @connection: a number from mf_network_connect() whose function was not called yet
 *
 * The function will not be called. The opening itself is on its way already;
 * when it arrives, the connection is closed at once.
 */
void
mf_network_cancel_connect (MfNetwork *self, guint connection)
{
  MfNetworkConnection *found = find_connection (self, connection);

  if (found)
    found->func = NULL;
}

void
mf_network_drop (MfNetwork *self, MfNetworkConnection *connection)
{
  g_ptr_array_remove (self->connections, connection);
  mf_network_connection_free (connection);
}

void
mf_network_look_up (MfNetwork *self, guint host, MfLookupFunc func, gpointer user_data)
{
  MfPace pace = mf_network_get_pace (self, host, self->name_server, MF_PROTOCOL_DNS);
  MfNetworkLookup *lookup = g_new0 (MfNetworkLookup, 1);

  lookup->host = host;
  lookup->departure_us = mf_network_now (self);
  lookup->arrival_us = lookup->departure_us + (mf_network_is_reachable (self, (int) host)
                                                   ? 2 * pace.latency_us
                                                   : MF_NETWORK_CONNECT_TIMEOUT_US);
  lookup->func = func;
  lookup->user_data = user_data;
  g_queue_push_tail (&self->lookups, lookup);
}

/**
 * mf_network_begin_wait:
 * @self: a network
 *
 * The world is not at rest until as many mf_network_end_wait() have followed.
 */
void
mf_network_begin_wait (MfNetwork *self)
{
  self->n_waits++;
}

/**
 * mf_network_end_wait:
 * @self: a network
 *
 * An answer has come.
 */
void
mf_network_end_wait (MfNetwork *self)
{
  g_return_if_fail (self->n_waits > 0);

  self->n_waits--;
}

/**
 * mf_network_add_guest:
 * @self: a network
 *
 * From now on mf_network_settle() gives the thread-default main context its
 * turns, too, until as many mf_network_remove_guest() have followed.
 */
void
mf_network_add_guest (MfNetwork *self)
{
  self->n_guests++;
}

/**
 * mf_network_remove_guest:
 * @self: a network
 *
 * A guest is gone.
 */
void
mf_network_remove_guest (MfNetwork *self)
{
  g_return_if_fail (self->n_guests > 0);

  self->n_guests--;
}

/**
 * mf_network_set_reachable:
 * @self: a network
 * @host: index on the stage
 * @reachable: whether it answers
 *
 * Pulls a host's plug, or puts it in again. Its connections break, and who
 * connects to it waits until it gives up.
 */
void
mf_network_set_reachable (MfNetwork *self, guint host, gboolean reachable)
{
  g_autoptr (GPtrArray) connections = NULL;

  g_return_if_fail (host < self->stage->hosts->len);

  if (self->unreachable[host] == !reachable)
    return;

  self->unreachable[host] = !reachable;
  mf_network_report (self, reachable ? MF_EFFECT_UP : MF_EFFECT_DOWN, (int) host, 0, NULL);
  if (reachable)
    return;

  connections = g_ptr_array_copy (self->connections, NULL, NULL);
  for (guint i = 0; i < connections->len; i++)
    {
      MfNetworkConnection *connection = connections->pdata[i];

      if (connection->relay && (connection->from == host || connection->to == (int) host))
        mf_network_connection_break (connection, N_ ("Host unreachable"));
    }
}

/**
 * mf_network_cut:
 * @self: a network
 * @connection: the number of a connection
 *
 * Cuts the wire: both ends find the connection broken, what was under way is lost.
 *
 * Returns: whether there was such a connection
 */
gboolean
mf_network_cut (MfNetwork *self, guint connection)
{
  MfNetworkConnection *found = find_connection (self, connection);

  if (found)
    mf_network_connection_break (found, N_ ("Connection cut"));
  return found != NULL;
}

/**
 * mf_network_cut_link:
 * @self: a network
 * @from: index on the stage of the host that opens connections
 * @to: index of the host that listens
 * @protocol: what is spoken; %MF_PROTOCOL_NONE for anything
 *
 * Cuts every connection that is on a wire.
 *
 * Returns: how many there were
 */
guint
mf_network_cut_link (MfNetwork *self, guint from, guint to, MfProtocol protocol)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_copy (self->connections, NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < connections->len; i++)
    {
      MfNetworkConnection *connection = connections->pdata[i];

      if (connection->from != from || connection->to != (int) to ||
          (protocol != MF_PROTOCOL_NONE && connection->protocol != protocol))
        continue;

      mf_network_connection_break (connection, N_ ("Connection cut"));
      n++;
    }

  return n;
}
