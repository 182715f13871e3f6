/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-hop.h"
#include "net/mf-relay.h"

#include <glib/gstdio.h>
#include <string.h>

/* client ── near ⇄ relay ⇄ far ── server, all on real loopback sockets. */
typedef struct
{
  MfPump *pump;
  MfVirtualClock time;
  MfClock clock;
  MfChannel *client;
  MfChannel *server;
  MfRelay *relay;
  gboolean finished;
  gboolean broken;
  GString *received; /* by the server */
  gboolean server_reads;
  gboolean server_ended;
} Wire;

static void
finished_cb (MfRelay *relay, gboolean broken, gpointer user_data)
{
  Wire *self = user_data;

  self->finished = TRUE;
  self->broken = broken;
}

static const MfRelayListener listener = { .finished = finished_cb };

/* Cuts at LF: the simplest protocol that has units. */
static MfUnit *
line_next (MfDissector *self, MfDirection direction)
{
  const MfDissectorInput *input = &self->inputs[direction];
  gsize length = mf_byte_stream_find_line (input->stream, 0);
  g_autoptr (GBytes) bytes = NULL;

  if (length == 0 && input->ended)
    length = mf_byte_stream_get_pending (input->stream);
  if (length == 0)
    return NULL;

  bytes = mf_byte_stream_take (input->stream, length);
  return mf_unit_builder_end (
      mf_unit_builder_new (MF_PROTOCOL_NONE, MF_UNIT_COMMAND, direction, bytes));
}

static MfDissector *
line_dissector_new (void)
{
  static const MfDissectorClass klass = { .size = sizeof (MfDissector), .next = line_next };

  return mf_dissector_new (&klass);
}

static void
server_ready_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  Wire *self = user_data;
  guint8 buffer[4096];
  gsize n = 0;

  switch (mf_channel_read (channel, buffer, sizeof buffer, &n))
    {
    case MF_CHANNEL_OK:
      g_string_append_len (self->received, (char *) buffer, (gssize) n);
      break;
    case MF_CHANNEL_END:
      self->server_ended = TRUE;
      mf_channel_watch (channel, 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
wire_init (Wire *self, const MfPace *pace, MfDissector *dissector)
{
  MfChannel *near[2], *far[2];
  g_autoptr (GError) error = NULL;
  guint16 port;
  int fds[2];
  int fd;

  *self = (Wire) { .pump = mf_pump_new (), .received = g_string_new (NULL) };
  self->time.now_us = MF_LESSON_EPOCH_US;
  self->clock = mf_virtual_clock_clock (&self->time);
  fd = mf_hop_listen (&port, &error);
  g_assert_no_error (error);
  g_assert_true (mf_hop_connect (fd, port, fds, &error));
  mf_hop_new (self->pump, fds[0], fds[1], near);
  g_assert_true (mf_hop_connect (fd, port, fds, &error));
  mf_hop_new (self->pump, fds[0], fds[1], far);
  g_close (fd, NULL);

  self->client = near[0];
  self->server = far[1];
  self->relay = mf_relay_new (mf_gate_new (dissector, MF_PROTOCOL_NONE, pace), near[1], far[0],
                              &self->clock, &listener, self);
  mf_relay_start (self->relay, FALSE);
  mf_channel_set_ready_func (self->server, server_ready_cb, self);
  mf_channel_watch (self->server, G_IO_IN);
}

static void
wire_clear (Wire *self)
{
  mf_channel_free (self->client);
  mf_channel_free (self->server);
  mf_relay_free (self->relay);
  g_string_free (self->received, TRUE);
  mf_pump_free (self->pump);
}

static void
say (Wire *self, const char *text, gsize length)
{
  while (length > 0)
    {
      gsize n = 0;
      MfChannelStatus status = mf_channel_write (self->client, (const guint8 *) text, length, &n);

      g_assert_cmpint (status, ==, MF_CHANNEL_OK);
      text += n;
      length -= n;
    }
}

static guint
release_all (Wire *self, MfDirection direction)
{
  guint n = 0;

  mf_pump_run (self->pump);
  while (!self->finished && mf_relay_peek (self->relay, direction))
    {
      g_autoptr (MfUnit) unit = mf_relay_release (self->relay, direction);

      n += unit != NULL;
      mf_pump_run (self->pump);
    }
  return n;
}

/* However the stream is cut into writes, the same units come out, and every
 * byte arrives once and in order. */
static void
test_conservation (void)
{
  static const char text[] = "EHLO a\nMAIL FROM:<x>\n\nRCPT TO:<y>\nDATA\nhalf a line";
  gsize length = strlen (text);
  MfPace pace = { 0 };

  for (gsize cut = 0; cut <= length; cut++)
    for (gsize step = 1; step <= length; step += length - 1)
      {
        Wire wire;
        guint n;

        wire_init (&wire, &pace, line_dissector_new ());
        for (gsize at = 0; at < cut; at += step)
          {
            say (&wire, text + at, MIN (step, cut - at));
            mf_pump_run (wire.pump);
          }
        n = release_all (&wire, MF_TO_SERVER);
        say (&wire, text + cut, length - cut);
        mf_channel_shutdown (wire.client);
        n += release_all (&wire, MF_TO_SERVER);

        g_assert_cmpuint (n, ==, 6);
        g_assert_cmpstr (wire.received->str, ==, text);
        g_assert_true (wire.server_ended);
        g_assert_false (wire.finished);
        wire_clear (&wire);
      }
}

/* Nothing passes a gate by itself, and half a line does not even stand at it. */
static void
test_held (void)
{
  MfPace pace = { 0 };
  Wire wire;

  wire_init (&wire, &pace, line_dissector_new ());
  say (&wire, "one\ntw", 6);
  mf_pump_run (wire.pump);
  g_assert_true (mf_pump_is_idle (wire.pump));
  g_assert_cmpstr (wire.received->str, ==, "");
  g_assert_cmpuint (release_all (&wire, MF_TO_SERVER), ==, 1);
  g_assert_cmpstr (wire.received->str, ==, "one\n");
  say (&wire, "o\n", 2);
  g_assert_cmpuint (release_all (&wire, MF_TO_SERVER), ==, 1);
  g_assert_cmpstr (wire.received->str, ==, "one\ntwo\n");
  g_assert_cmpuint (mf_relay_get_n_bytes (wire.relay, MF_TO_SERVER), ==, 8);
  wire_clear (&wire);
}

/* A gate that nobody opens fills up and stops reading; then the hop fills up,
 * and the sender waits. The same bytes fit in every time. */
static void
test_back_pressure (void)
{
  g_autofree char *block = g_strnfill (1000, 'x');
  MfPace pace = { 0 };
  Wire wire;
  gsize sent = 0, n = 0;

  wire_init (&wire, &pace, NULL);
  for (;;)
    {
      if (mf_channel_write (wire.client, (guint8 *) block, 1000, &n) != MF_CHANNEL_OK)
        break;
      sent += n;
      mf_pump_run (wire.pump);
    }
  g_assert_cmpuint (sent, >=, MF_GATE_CAPACITY + MF_HOP_WINDOW);
  g_assert_cmpuint (sent, <=, MF_GATE_CAPACITY + MF_HOP_WINDOW + 1000);

  release_all (&wire, MF_TO_SERVER);
  g_assert_cmpuint (wire.received->len, ==, sent);
  g_assert_cmpint (mf_channel_write (wire.client, (guint8 *) block, 1000, &n), ==, MF_CHANNEL_OK);
  wire_clear (&wire);
}

/* A receiver that does not read holds up what was released, not the world. */
static void
test_slow_receiver (void)
{
  g_autofree char *block = g_strnfill (1000, 'x');
  MfPace pace = { 0 };
  gsize sent = 0, n = 0;
  Wire wire;

  wire_init (&wire, &pace, NULL);
  mf_channel_watch (wire.server, 0);
  while (mf_channel_write (wire.client, (guint8 *) block, 1000, &n) == MF_CHANNEL_OK)
    {
      sent += n;
      release_all (&wire, MF_TO_SERVER);
    }
  g_assert_true (mf_pump_is_idle (wire.pump));
  g_assert_cmpuint (wire.received->len, ==, 0);
  g_assert_cmpuint (sent, <, 2 * MF_HOP_WINDOW + MF_GATE_CAPACITY + 2000);

  mf_channel_watch (wire.server, G_IO_IN);
  release_all (&wire, MF_TO_SERVER);
  g_assert_cmpuint (wire.received->len, ==, sent);
  wire_clear (&wire);
}

static const struct
{
  const char *what;
  MfPace pace;
  gsize sizes[3];
  gint64 departures[3]; /* µs after the beginning */
  gint64 arrivals[3];
} paces[] = {
  { "latency alone", { 1000, 0 }, { 10, 10, 10 }, { 0, 0, 0 }, { 1000, 1000, 1000 } },
  { "bandwidth alone", { 0, 1000000 }, { 10, 20, 5 }, { 0, 10, 30 }, { 10, 30, 35 } },
  { "both", { 1000, 1000000 }, { 10, 20, 5 }, { 0, 10, 30 }, { 1010, 1030, 1035 } },
};

static void
test_pace (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      g_autoptr (MfGate) gate = mf_gate_new (NULL, MF_PROTOCOL_NONE, &paces[i].pace);

      for (guint k = 0; k < 3; k++)
        {
          g_autofree guint8 *data = g_malloc0 (paces[i].sizes[k]);
          g_autoptr (GBytes) bytes = g_bytes_new (data, paces[i].sizes[k]);

          mf_gate_feed (gate, MF_TO_CLIENT, bytes, 0);
        }
      mf_gate_end (gate, MF_TO_CLIENT, 0);

      g_test_message ("%s", paces[i].what);
      for (guint k = 0; k < 3; k++)
        {
          MfHeld held;

          g_assert_true (mf_gate_release (gate, MF_TO_CLIENT, &held));
          g_assert_cmpint (held.departure_us, ==, paces[i].departures[k]);
          g_assert_cmpint (held.arrival_us, ==, paces[i].arrivals[k]);
          mf_unit_unref (held.unit);
        }
      g_assert_null (mf_gate_peek (gate, MF_TO_CLIENT)->unit);
      g_assert_cmpint (mf_gate_peek (gate, MF_TO_CLIENT)->arrival_us, ==, paces[i].arrivals[2]);
      g_assert_cmpuint (mf_gate_get_fill (gate, MF_TO_CLIENT), ==, 0);
    }
}

static void
test_both_ends_close (void)
{
  MfPace pace = { 0 };
  Wire wire;

  wire_init (&wire, &pace, line_dissector_new ());
  say (&wire, "QUIT\n", 5);
  mf_channel_shutdown (wire.client);
  release_all (&wire, MF_TO_SERVER);
  g_assert_false (wire.finished);
  mf_channel_shutdown (wire.server);
  release_all (&wire, MF_TO_CLIENT);
  g_assert_true (wire.finished);
  g_assert_false (wire.broken);
  wire_clear (&wire);
}

static void
test_receiver_lost (void)
{
  MfPace pace = { 0 };
  Wire wire;

  wire_init (&wire, &pace, line_dissector_new ());
  say (&wire, "lost\n", 5);
  mf_pump_run (wire.pump);
  mf_channel_reset (wire.server);
  mf_channel_watch (wire.server, 0);
  release_all (&wire, MF_TO_SERVER);
  g_assert_true (wire.finished);
  g_assert_true (wire.broken);
  wire_clear (&wire);
}

/* What was sent to an end that is freed unread must not become a reset: the
 * other end still reads all that was sent to it, then the end. */
static void
test_free_unread (void)
{
  MfPace pace = { 0 };
  Wire wire;
  guint8 buffer[16];
  gsize n = 0;

  wire_init (&wire, &pace, NULL);
  say (&wire, "bye", 3);
  mf_pump_run (wire.pump);
  mf_channel_watch (wire.server, 0);
  g_assert_cmpuint (release_all (&wire, MF_TO_SERVER), ==, 1);
  g_assert_cmpint (mf_channel_write (wire.server, (guint8 *) "221", 3, &n), ==, MF_CHANNEL_OK);
  g_clear_pointer (&wire.server, mf_channel_free);
  g_assert_cmpuint (release_all (&wire, MF_TO_CLIENT), ==, 1);
  g_assert_cmpint (mf_channel_read (wire.client, buffer, sizeof buffer, &n), ==, MF_CHANNEL_OK);
  g_assert_cmpmem (buffer, n, "221", 3);
  g_assert_cmpint (mf_channel_read (wire.client, buffer, sizeof buffer, &n), ==, MF_CHANNEL_END);
  wire_clear (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/conservation", test_conservation);
  g_test_add_func ("/relay/held", test_held);
  g_test_add_func ("/relay/back-pressure", test_back_pressure);
  g_test_add_func ("/relay/slow-receiver", test_slow_receiver);
  g_test_add_func ("/relay/pace", test_pace);
  g_test_add_func ("/relay/both-ends-close", test_both_ends_close);
  g_test_add_func ("/relay/receiver-lost", test_receiver_lost);
  g_test_add_func ("/relay/free-unread", test_free_unread);
  return g_test_run ();
}
