/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-dissector.h"

/**
 * mf_dissector_new:
 * @klass: what it reads; must live longer
 *
 * Returns: (transfer full): a dissector to which nothing was fed yet, its own fields zero
 */
gpointer
mf_dissector_new (const MfDissectorClass *klass)
{
  MfDissector *self = g_malloc0 (klass->size);

  self->klass = klass;
  for (guint i = 0; i < G_N_ELEMENTS (self->inputs); i++)
    self->inputs[i].stream = mf_byte_stream_new ();
  return self;
}

/**
 * mf_dissector_feed:
 * @self: a dissector
 * @direction: who said it
 * @bytes: any bytes, cut anywhere
 */
void
mf_dissector_feed (MfDissector *self, MfDirection direction, GBytes *bytes)
{
  mf_byte_stream_push (self->inputs[direction].stream, bytes);
}

static void
read_ahead (MfDissector *self)
{
  MfUnit *unit;

  while ((unit = self->klass->next (self, MF_TO_SERVER)))
    g_queue_push_tail (&self->ahead, unit);
}

/**
 * mf_dissector_next:
 * @self: a dissector
 * @direction: whose units are asked for
 *
 * Returns: (nullable) (transfer full): the next whole unit of that direction,
 *   or %NULL if more bytes are needed
 */
MfUnit *
mf_dissector_next (MfDissector *self, MfDirection direction)
{
  if (direction == MF_TO_SERVER && !g_queue_is_empty (&self->ahead))
    return g_queue_pop_head (&self->ahead);
  if (direction == MF_TO_CLIENT && self->klass->reads_ahead &&
      mf_byte_stream_get_pending (self->inputs[MF_TO_CLIENT].stream) > 0)
    read_ahead (self);
  return self->klass->next (self, direction);
}

/**
 * mf_dissector_end:
 * @self: a dissector
 * @direction: the side that has closed
 *
 * What is left over comes out of mf_dissector_next() as an incomplete unit.
 */
void
mf_dissector_end (MfDissector *self, MfDirection direction)
{
  self->inputs[direction].ended = TRUE;
}

/**
 * mf_dissector_get_pending:
 * @self: a dissector
 * @direction: a side
 *
 * Returns: how many bytes of that side were fed and have not come out yet;
 *   bounded by MF_UNIT_DATA_MAX and the largest single feed
 */
gsize
mf_dissector_get_pending (MfDissector *self, MfDirection direction)
{
  gsize length = mf_byte_stream_get_pending (self->inputs[direction].stream);

  if (direction == MF_TO_SERVER)
    for (GList *l = self->ahead.head; l; l = l->next)
      length += g_bytes_get_size (((MfUnit *) l->data)->bytes);
  return length;
}

void
mf_dissector_free (MfDissector *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->ahead, (GDestroyNotify) mf_unit_unref);
  if (self->klass->clear)
    self->klass->clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->inputs); i++)
    mf_byte_stream_free (self->inputs[i].stream);
  g_free (self);
}
