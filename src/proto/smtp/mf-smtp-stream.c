/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector-private.h"

#include <string.h>

/* One direction's bytes. A read that holds whole units is shared with them;
 * what is cut by the end of a read is put together in a buffer. */

void
mf_smtp_stream_push (MfSmtpStream *self, GBytes *bytes)
{
  gsize pending;
  const guint8 *data = mf_smtp_stream_peek (self, &pending);
  gsize size;
  const guint8 *more = g_bytes_get_data (bytes, &size);

  if (size == 0)
    return;

  if (pending == 0)
    {
      g_clear_pointer (&self->shared, g_bytes_unref);
      self->shared = g_bytes_ref (bytes);
      self->start = 0;
      return;
    }

  if (self->buffer == NULL)
    self->buffer = g_byte_array_new ();
  if (self->shared)
    {
      g_byte_array_set_size (self->buffer, 0);
      g_byte_array_append (self->buffer, data, (guint) pending);
      g_clear_pointer (&self->shared, g_bytes_unref);
      self->start = 0;
    }
  else if (self->start > pending)
    {
      g_byte_array_remove_range (self->buffer, 0, (guint) self->start);
      self->start = 0;
    }

  g_byte_array_append (self->buffer, more, (guint) size);
}

const guint8 *
mf_smtp_stream_peek (const MfSmtpStream *self, gsize *length)
{
  gsize size = 0;
  const guint8 *data = NULL;

  if (self->shared)
    data = g_bytes_get_data (self->shared, &size);
  else if (self->buffer)
    {
      data = self->buffer->data;
      size = self->buffer->len;
    }

  *length = size - self->start;
  return *length > 0 ? data + self->start : NULL;
}

/* The next @length bytes, at least 1; what was searched of them is forgotten. */
GBytes *
mf_smtp_stream_take (MfSmtpStream *self, gsize length)
{
  gsize pending;
  const guint8 *data = mf_smtp_stream_peek (self, &pending);
  GBytes *bytes;

  g_return_val_if_fail (length > 0 && length <= pending, NULL);

  if (self->shared && length == pending && self->start == 0)
    bytes = g_bytes_ref (self->shared);
  else if (self->shared)
    bytes = g_bytes_new_from_bytes (self->shared, self->start, length);
  else
    bytes = g_bytes_new (data, length);

  self->start += length;
  self->searched -= MIN (self->searched, length);
  self->line -= MIN (self->line, length);
  if (length == pending)
    {
      g_clear_pointer (&self->shared, g_bytes_unref);
      if (self->buffer)
        g_byte_array_set_size (self->buffer, 0);
      self->start = 0;
    }
  return bytes;
}

/* Looks for the next LF within the first @limit bytes, at the place where the
 * last search ended. Returns whether there is one; @end is behind it. */
gboolean
mf_smtp_stream_find_line (MfSmtpStream *self, gsize limit, gsize *end)
{
  gsize length;
  const guint8 *data = mf_smtp_stream_peek (self, &length);
  const guint8 *lf = NULL;

  length = MIN (length, limit);
  if (self->searched < length)
    lf = memchr (data + self->searched, '\n', length - self->searched);

  self->searched = lf ? (gsize) (lf - data) + 1 : MAX (self->searched, length);
  *end = self->searched;
  return lf != NULL;
}

void
mf_smtp_stream_clear (MfSmtpStream *self)
{
  g_clear_pointer (&self->shared, g_bytes_unref);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
}
