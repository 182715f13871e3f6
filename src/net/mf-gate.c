/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-gate.h"

struct _MfGate
{
  MfDissector *dissector; /* nullable */
  MfProtocol protocol;
  MfPace pace;
  GQueue held[2]; /* of MfHeld */
  gsize held_size[2];
  gint64 free_us[2]; /* when the previous unit of that direction has left */
};

/**
 * mf_gate_new:
 * @dissector: (transfer full) (nullable): who cuts; %NULL for a protocol that nobody here reads:
 *   then every read is an opaque unit
 * @protocol: what is spoken
 * @pace: how fast the link is; both ways
 *
 * Returns: (transfer full): an empty gate
 */
MfGate *
mf_gate_new (MfDissector *dissector, MfProtocol protocol, const MfPace *pace)
{
  MfGate *self = g_new0 (MfGate, 1);

  self->dissector = dissector;
  self->protocol = protocol;
  self->pace = *pace;
  for (guint d = 0; d < 2; d++)
    g_queue_init (&self->held[d]);
  return self;
}

static void
held_free (gpointer data)
{
  MfHeld *held = data;

  mf_unit_unref (held->unit);
  g_free (held);
}

void
mf_gate_free (MfGate *self)
{
  if (self == NULL)
    return;

  for (guint d = 0; d < 2; d++)
    g_queue_clear_full (&self->held[d], held_free);
  mf_dissector_free (self->dissector);
  g_free (self);
}

static void
hold (MfGate *self, MfDirection direction, MfUnit *unit, gint64 now_us)
{
  MfHeld *held = g_new0 (MfHeld, 1);
  gsize size = unit ? g_bytes_get_size (unit->bytes) : 0;
  gint64 duration =
      self->pace.bandwidth ? (gint64) (size * G_USEC_PER_SEC / self->pace.bandwidth) : 0;

  held->unit = unit;
  held->departure_us = MAX (now_us, self->free_us[direction]);
  self->free_us[direction] = held->departure_us + duration;
  held->arrival_us = self->free_us[direction] + self->pace.latency_us;
  self->held_size[direction] += size;
  g_queue_push_tail (&self->held[direction], held);
}

/* What one side says can complete what the other said before, so both are
 * asked. */
static void
collect (MfGate *self, gint64 now_us)
{
  for (guint d = 0; d < 2; d++)
    {
      MfUnit *unit;

      while ((unit = mf_dissector_next (self->dissector, d)))
        hold (self, d, unit, now_us);
    }
}

static MfUnit *
make_opaque (MfGate *self, MfDirection direction, GBytes *bytes)
{
  MfUnitBuilder *builder = mf_unit_builder_new (self->protocol, MF_UNIT_OPAQUE, direction, bytes);

  mf_unit_builder_set_topic (builder, "%s.opaque", mf_protocol_get_nick (self->protocol));
  return mf_unit_builder_end (builder);
}

/**
 * mf_gate_feed:
 * @self: a gate
 * @direction: which way the bytes go
 * @bytes: what was read, cut anywhere
 * @now_us: when
 *
 * What is whole now is held. Half a line stays in the dissector until the rest
 * of it comes, or the end.
 */
void
mf_gate_feed (MfGate *self, MfDirection direction, GBytes *bytes, gint64 now_us)
{
  if (self->dissector == NULL)
    {
      hold (self, direction, make_opaque (self, direction, bytes), now_us);
      return;
    }

  mf_dissector_feed (self->dissector, direction, bytes);
  collect (self, now_us);
}

/**
 * mf_gate_end:
 * @self: a gate
 * @direction: which way nothing more will go
 * @now_us: when
 *
 * What is left over is held as an incomplete unit, then the end itself.
 */
void
mf_gate_end (MfGate *self, MfDirection direction, gint64 now_us)
{
  if (self->dissector)
    {
      mf_dissector_end (self->dissector, direction);
      collect (self, now_us);
    }
  hold (self, direction, NULL, now_us);
}

/**
 * mf_gate_get_fill:
 * @self: a gate
 * @direction: a direction
 *
 * Returns: how many bytes of it are inside
 */
gsize
mf_gate_get_fill (const MfGate *self, MfDirection direction)
{
  gsize pending = self->dissector ? mf_dissector_get_pending (self->dissector, direction) : 0;

  return self->held_size[direction] + pending;
}

/**
 * mf_gate_peek:
 * @self: a gate
 * @direction: a direction
 *
 * Returns: (transfer none) (nullable): what would be released next
 */
const MfHeld *
mf_gate_peek (const MfGate *self, MfDirection direction)
{
  return g_queue_peek_head ((GQueue *) &self->held[direction]);
}

/**
 * mf_gate_release:
 * @self: a gate
 * @direction: a direction
 * @held: (out caller-allocates): what is held no longer; its unit belongs to the caller
 *
 * Returns: whether there was something
 */
gboolean
mf_gate_release (MfGate *self, MfDirection direction, MfHeld *held)
{
  g_autofree MfHeld *first = g_queue_pop_head (&self->held[direction]);

  if (first == NULL)
    return FALSE;

  *held = *first;
  if (held->unit)
    self->held_size[direction] -= g_bytes_get_size (held->unit->bytes);
  return TRUE;
}
