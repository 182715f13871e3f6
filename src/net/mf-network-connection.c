/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-hop.h"
#include "net/mf-network-private.h"
#include "proto/http/mf-http-dissector.h"
#include "proto/imap/mf-imap-dissector.h"
#include "proto/pop3/mf-pop3-dissector.h"
#include "proto/smtp/mf-smtp-dissector.h"

#include <glib/gi18n-lib.h>

static MfDissector *
make_dissector (MfProtocol protocol)
{
  switch (protocol)
    {
    case MF_PROTOCOL_SMTP:
    case MF_PROTOCOL_SUBMISSION:
      return mf_smtp_dissector_new (protocol);
    case MF_PROTOCOL_POP3:
      return mf_pop3_dissector_new ();
    case MF_PROTOCOL_IMAP:
      return mf_imap_dissector_new ();
    case MF_PROTOCOL_HTTP:
      return mf_http_dissector_new ();
    default:
      return NULL;
    }
}

static MfProtocol
guess_protocol (guint16 port)
{
  for (MfProtocol p = MF_PROTOCOL_SMTP; p <= MF_PROTOCOL_DNS; p++)
    if (mf_protocol_get_port (p) == port)
      return p;

  return MF_PROTOCOL_NONE;
}

static gboolean
can_reach (const MfNetworkConnection *self)
{
  return mf_network_is_reachable (self->network, (int) self->from) &&
         mf_network_is_reachable (self->network, self->to);
}

/* Opening takes three crossings: SYN, SYN+ACK, ACK. A refusal is two: SYN, RST.
 * From a host that is not there, nothing ever comes. */
static gint64
plan_opening (const MfNetworkConnection *self, const MfPace *pace)
{
  if (!can_reach (self))
    return MF_NETWORK_CONNECT_TIMEOUT_US;
  if (mf_network_find_listener (self->network, self->to, self->port) == NULL)
    return 2 * pace->latency_us;
  return 3 * pace->latency_us;
}

/* mf_network_connection_new:
 * @network: the network
 * @id: the connection's number
 * @from: who connects
 * @to: to whom, or -1
 * @port: the port there
 *
 * Returns: (transfer full): a connection whose opening is under way */
MfNetworkConnection *
mf_network_connection_new (MfNetwork *network, guint id, guint from, int to, guint16 port)
{
  MfNetworkConnection *self = g_new0 (MfNetworkConnection, 1);
  const MfNetworkListener *listener = mf_network_find_listener (network, to, port);
  MfPace pace;

  self->network = network;
  self->id = id;
  self->from = from;
  self->to = to;
  self->port = port;
  self->protocol = listener ? listener->protocol : guess_protocol (port);
  pace = mf_network_get_pace (network, from, to, self->protocol);
  self->departure_us = mf_network_now (network);
  self->arrival_us = self->departure_us + plan_opening (self, &pace);
  return self;
}

void
mf_network_connection_free (MfNetworkConnection *self)
{
  mf_relay_free (self->relay);
  g_free (self);
}

static void
tell_opener (MfNetworkConnection *self, MfChannel *channel, const GError *error)
{
  MfConnectFunc func = g_steal_pointer (&self->func);

  if (func)
    func (channel, error, self->user_data);
  else
    mf_channel_free (channel);
}

static void
fail_opening (MfNetworkConnection *self, GIOErrorEnum code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, (int) code, why);
  MfConnectFunc func = g_steal_pointer (&self->func);
  gpointer user_data = self->user_data;

  mf_network_report (self->network, MF_EFFECT_BROKEN, self->to, self->id, why);
  mf_network_drop (self->network, self);
  if (func)
    func (NULL, error, user_data);
}

/* Lost without a FIN: who is left learns it by a reset (RFC 9293 section
 * 3.5.2), which crosses the link like everything else. */
static void
finished_cb (MfRelay *relay, gboolean broken, gpointer user_data)
{
  MfNetworkConnection *self = user_data;

  if (!broken)
    {
      mf_network_drop (self->network, self);
      return;
    }

  self->broken = TRUE;
  self->departure_us = mf_network_now (self->network);
  self->arrival_us =
      self->departure_us +
      mf_network_get_pace (self->network, self->from, self->to, self->protocol).latency_us;
}

static const MfRelayListener relay_listener = { .finished = finished_cb };

/* client ── ends[0] ⇄ ends[1] ── relay ── back[0] ⇄ back[1] ── server */
static void
join (MfNetworkConnection *self,
      const MfNetworkListener *listener,
      MfChannel *const *front,
      MfChannel *const *back)
{
  MfNetwork *network = self->network;
  MfPace pace = mf_network_get_pace (network, self->from, self->to, self->protocol);
  const MfStageHost *client = mf_stage_get_host (network->stage, self->from);
  MfGate *gate = mf_gate_new (make_dissector (self->protocol), self->protocol, &pace);

  self->relay = mf_relay_new (gate, front[1], back[0], network->clock, &relay_listener, self);
  mf_relay_start (self->relay, FALSE);
  mf_network_report (network, MF_EFFECT_OPENED, self->to, 0, NULL);
  listener->func (back[1], client->address, listener->user_data);
  tell_opener (self, front[0], NULL);
}

/* mf_network_connection_open:
 * @self: a connection whose opening has arrived; gone afterwards if it fails
 *
 * Opens the two real connections, tells the service, then who asked for it. */
void
mf_network_connection_open (MfNetworkConnection *self)
{
  const MfNetworkListener *listener =
      mf_network_find_listener (self->network, self->to, self->port);
  MfChannel *front[2], *back[2];
  g_autoptr (GError) error = NULL;

  if (!can_reach (self))
    {
      fail_opening (self, G_IO_ERROR_TIMED_OUT, N_ ("Connection timed out"));
      return;
    }
  if (listener == NULL)
    {
      fail_opening (self, G_IO_ERROR_CONNECTION_REFUSED, N_ ("Connection refused"));
      return;
    }
  if (!mf_network_open_pair (self->network, NULL, front, &error))
    {
      fail_opening (self, G_IO_ERROR_FAILED, error->message);
      return;
    }
  if (!mf_network_open_pair (self->network, listener, back, &error))
    {
      mf_channel_free (front[0]);
      mf_channel_free (front[1]);
      fail_opening (self, G_IO_ERROR_FAILED, error->message);
      return;
    }

  join (self, listener, front, back);
}

/* mf_network_connection_pass:
 * @self: an open connection; gone afterwards if that was its end
 * @direction: a direction in which something is held
 *
 * Lets what stands first at the gate arrive. */
void
mf_network_connection_pass (MfNetworkConnection *self, MfDirection direction)
{
  g_autoptr (MfUnit) unit = NULL;
  const MfHeld *held;

  if (self->broken)
    {
      mf_network_connection_break (self, N_ ("Connection reset by peer"));
      return;
    }

  held = mf_relay_peek (self->relay, direction);
  if (held->unit && held->unit->phase != self->phase)
    {
      self->phase = held->unit->phase;
      mf_network_report (self->network, MF_EFFECT_PHASE, self->to, self->phase, NULL);
    }
  else if (held->unit == NULL && ++self->n_ended == 2)
    mf_network_report (self->network, MF_EFFECT_CLOSED, self->to, 0, NULL);
  unit = mf_relay_release (self->relay, direction);
}

/* mf_network_connection_break:
 * @self: a connection; gone afterwards
 * @why: what is recorded
 *
 * Both ends find it broken; what was held is lost. */
void
mf_network_connection_break (MfNetworkConnection *self, const char *why)
{
  if (self->relay == NULL)
    {
      fail_opening (self, G_IO_ERROR_TIMED_OUT, why);
      return;
    }

  mf_relay_reset (self->relay);
  mf_network_report (self->network, MF_EFFECT_BROKEN, self->to, self->id, why);
  mf_network_drop (self->network, self);
}
