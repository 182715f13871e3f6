/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-outbox.h"

/**
 * mf_outbox_init:
 * @self: an outbox that becomes empty
 */
void
mf_outbox_init (MfOutbox *self)
{
  g_queue_init (&self->blocks);
  self->offset = 0;
  self->size = 0;
}

/**
 * mf_outbox_clear:
 * @self: an outbox; what it holds is thrown away
 */
void
mf_outbox_clear (MfOutbox *self)
{
  g_queue_clear_full (&self->blocks, (GDestroyNotify) g_bytes_unref);
  self->offset = 0;
  self->size = 0;
}

/**
 * mf_outbox_add:
 * @self: an outbox
 * @bytes: what is to be written next; a reference is taken
 */
void
mf_outbox_add (MfOutbox *self, GBytes *bytes)
{
  if (g_bytes_get_size (bytes) == 0)
    return;

  g_queue_push_tail (&self->blocks, g_bytes_ref (bytes));
  self->size += g_bytes_get_size (bytes);
}

/**
 * mf_outbox_is_empty:
 * @self: an outbox
 *
 * Returns: whether nothing waits
 */
gboolean
mf_outbox_is_empty (const MfOutbox *self)
{
  return self->size == 0;
}

/**
 * mf_outbox_get_size:
 * @self: an outbox
 *
 * Returns: how many bytes wait
 */
gsize
mf_outbox_get_size (const MfOutbox *self)
{
  return self->size;
}

/**
 * mf_outbox_write:
 * @self: an outbox
 * @channel: where to
 *
 * Writes as much as the channel takes.
 *
 * Returns: %MF_CHANNEL_OK if nothing is left, %MF_CHANNEL_WAIT if something
 *   is, %MF_CHANNEL_BROKEN
 */
MfChannelStatus
mf_outbox_write (MfOutbox *self, MfChannel *channel)
{
  GBytes *block;

  while ((block = g_queue_peek_head (&self->blocks)))
    {
      gsize length, n = 0;
      const guint8 *data = g_bytes_get_data (block, &length);
      MfChannelStatus status =
          mf_channel_write (channel, data + self->offset, length - self->offset, &n);

      if (status != MF_CHANNEL_OK)
        return status;
      self->offset += n;
      self->size -= n;
      if (self->offset == length)
        {
          g_bytes_unref (g_queue_pop_head (&self->blocks));
          self->offset = 0;
        }
    }

  return MF_CHANNEL_OK;
}
