/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-relay.h"

#include "net/mf-outbox.h"

#define READ_SIZE (64 * 1024)

/* Direction d comes from channels[d] and goes to channels[1 - d]:
 *
 *     client = channels[MF_TO_SERVER] ──▶ gate ──▶ outbox ──▶ channels[MF_TO_CLIENT] = server
 */
struct _MfRelay
{
  MfGate *gate;
  MfChannel *channels[2];
  MfOutbox outboxes[2];
  gboolean input_ended[2];
  gboolean output_ended[2]; /* the end was released … */
  gboolean shut[2];         /* … and said to the receiver */
  guint64 n_bytes[2];
  gboolean free_running;
  const MfClock *clock;
  const MfRelayListener *listener;
  gpointer user_data;
};

static void
watch (MfRelay *self)
{
  for (guint c = 0; c < 2; c++)
    {
      GIOCondition condition = 0;
      gsize fill = mf_gate_get_fill (self->gate, c) + mf_outbox_get_size (&self->outboxes[c]);

      if (!self->input_ended[c] && fill < MF_GATE_CAPACITY)
        condition |= G_IO_IN;
      if (!mf_outbox_is_empty (&self->outboxes[1 - c]))
        condition |= G_IO_OUT;
      mf_channel_watch (self->channels[c], condition);
    }
}

/* Writes what is due to the receiver of @direction. Returns FALSE if the
 * receiver is gone. */
static gboolean
flush (MfRelay *self, MfDirection direction)
{
  MfChannel *receiver = self->channels[1 - direction];

  if (mf_outbox_write (&self->outboxes[direction], receiver) == MF_CHANNEL_BROKEN)
    return FALSE;

  if (self->output_ended[direction] && !self->shut[direction] &&
      mf_outbox_is_empty (&self->outboxes[direction]))
    {
      self->shut[direction] = TRUE;
      mf_channel_shutdown (receiver);
    }
  return TRUE;
}

/* Returns FALSE if the sender is gone. */
static gboolean
take_in (MfRelay *self, MfDirection direction)
{
  guint8 buffer[READ_SIZE];
  gsize n = 0;
  gint64 now_us = mf_clock_now (self->clock);

  switch (mf_channel_read (self->channels[direction], buffer, sizeof buffer, &n))
    {
    case MF_CHANNEL_OK:
      {
        g_autoptr (GBytes) bytes = g_bytes_new (buffer, n);

        self->n_bytes[direction] += n;
        mf_gate_feed (self->gate, direction, bytes, now_us);
        return TRUE;
      }
    case MF_CHANNEL_END:
      self->input_ended[direction] = TRUE;
      mf_gate_end (self->gate, direction, now_us);
      return TRUE;
    case MF_CHANNEL_WAIT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Returns FALSE if the receiver is gone. */
static gboolean
release (MfRelay *self, MfDirection direction, MfUnit **unit)
{
  MfHeld held;

  if (!mf_gate_release (self->gate, direction, &held))
    g_return_val_if_reached (FALSE);

  if (held.unit)
    mf_outbox_add (&self->outboxes[direction], held.unit->bytes);
  else
    self->output_ended[direction] = TRUE;
  *unit = held.unit;
  return flush (self, direction);
}

static gboolean
release_all (MfRelay *self)
{
  for (guint d = 0; d < 2; d++)
    while (mf_gate_peek (self->gate, d))
      {
        g_autoptr (MfUnit) unit = NULL;
        gboolean alive = release (self, d, &unit);

        if (self->listener->passed)
          self->listener->passed (self, d, unit, self->user_data);
        if (!alive)
          return FALSE;
      }

  return TRUE;
}

/* The last thing a caller does: the relay may be gone afterwards. */
static void
settle (MfRelay *self, gboolean alive)
{
  if (alive && !(self->shut[0] && self->shut[1]))
    {
      watch (self);
      return;
    }

  mf_channel_watch (self->channels[0], 0);
  mf_channel_watch (self->channels[1], 0);
  self->listener->finished (self, !alive, self->user_data);
}

static void
ready_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  MfRelay *self = user_data;
  MfDirection in = channel == self->channels[0] ? 0 : 1;
  gboolean alive = TRUE;

  if (condition & G_IO_OUT)
    alive = flush (self, 1 - in);
  if (alive && (condition & G_IO_IN))
    alive = take_in (self, in);
  if (alive && self->free_running)
    alive = release_all (self);
  settle (self, alive);
}

/**
 * mf_relay_new:
 * @gate: (transfer full): the connection's tap and gate
 * @client: (transfer full): the relay's end of the connection that the client opened
 * @server: (transfer full): the relay's end of the connection that it opened to the server
 * @clock: the time
 * @listener: (transfer none): who is told; must live as long
 * @user_data: for @listener
 *
 * Returns: (transfer full): a relay that waits for mf_relay_start()
 */
MfRelay *
mf_relay_new (MfGate *gate,
              MfChannel *client,
              MfChannel *server,
              const MfClock *clock,
              const MfRelayListener *listener,
              gpointer user_data)
{
  MfRelay *self = g_new0 (MfRelay, 1);

  self->gate = gate;
  self->channels[MF_TO_SERVER] = client;
  self->channels[MF_TO_CLIENT] = server;
  self->clock = clock;
  self->listener = listener;
  self->user_data = user_data;
  for (guint c = 0; c < 2; c++)
    {
      mf_outbox_init (&self->outboxes[c]);
      mf_channel_set_ready_func (self->channels[c], ready_cb, self);
    }
  return self;
}

void
mf_relay_free (MfRelay *self)
{
  if (self == NULL)
    return;

  for (guint c = 0; c < 2; c++)
    {
      mf_channel_free (self->channels[c]);
      mf_outbox_clear (&self->outboxes[c]);
    }
  mf_gate_free (self->gate);
  g_free (self);
}

/**
 * mf_relay_start:
 * @self: a relay
 * @free_running: whether to release everything at once, as it comes
 *
 * Begins to read.
 */
void
mf_relay_start (MfRelay *self, gboolean free_running)
{
  self->free_running = free_running;
  watch (self);
}

/**
 * mf_relay_peek:
 * @self: a relay
 * @direction: a direction
 *
 * Returns: (transfer none) (nullable): what stands first at the gate
 */
const MfHeld *
mf_relay_peek (const MfRelay *self, MfDirection direction)
{
  return mf_gate_peek (self->gate, direction);
}

/**
 * mf_relay_release:
 * @self: a relay
 * @direction: a direction in which something is held
 *
 * Sends what stands first at the gate on to its receiver, byte for byte. May
 * call the listener's @finished.
 *
 * Returns: (transfer full) (nullable): the unit; %NULL for the end
 */
MfUnit *
mf_relay_release (MfRelay *self, MfDirection direction)
{
  MfUnit *unit = NULL;
  gboolean alive = release (self, direction, &unit);

  settle (self, alive);
  return unit;
}

/**
 * mf_relay_reset:
 * @self: a relay
 *
 * Cuts both connections; the relay can only be freed afterwards.
 */
void
mf_relay_reset (MfRelay *self)
{
  mf_channel_reset (self->channels[0]);
  mf_channel_reset (self->channels[1]);
}

/**
 * mf_relay_get_n_bytes:
 * @self: a relay
 * @direction: a direction
 *
 * Returns: how many bytes it has read of that direction
 */
guint64
mf_relay_get_n_bytes (const MfRelay *self, MfDirection direction)
{
  return self->n_bytes[direction];
}
