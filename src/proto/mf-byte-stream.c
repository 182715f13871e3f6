/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-byte-stream.h"

#include <string.h>

/* What is pending is either the rest of one piece, which units can share, or
 * what several pieces left over, copied together. */
struct _MfByteStream
{
  GBytes *piece;    /* nullable */
  GByteArray *rest; /* empty if there is a piece */
  gsize start;      /* of what is pending, in either */
  gsize searched;   /* pending bytes: no LF between the line last asked for and there */
};

MfByteStream *
mf_byte_stream_new (void)
{
  MfByteStream *self = g_new0 (MfByteStream, 1);

  self->rest = g_byte_array_new ();
  return self;
}

void
mf_byte_stream_free (MfByteStream *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->piece, g_bytes_unref);
  g_byte_array_unref (self->rest);
  g_free (self);
}

static void
forget (MfByteStream *self)
{
  g_clear_pointer (&self->piece, g_bytes_unref);
  g_byte_array_set_size (self->rest, 0);
  self->start = 0;
  self->searched = 0;
}

/**
 * mf_byte_stream_push:
 * @self: a stream
 * @bytes: the next bytes; a reference is taken
 */
void
mf_byte_stream_push (MfByteStream *self, GBytes *bytes)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (self, &pending);
  gsize size;
  const guint8 *added = g_bytes_get_data (bytes, &size);

  if (size == 0)
    return;

  if (pending == 0)
    {
      forget (self);
      self->piece = g_bytes_ref (bytes);
      return;
    }

  if (self->piece)
    {
      g_byte_array_append (self->rest, data, (guint) pending);
      g_clear_pointer (&self->piece, g_bytes_unref);
    }
  else if (self->start > 0)
    g_byte_array_remove_range (self->rest, 0, (guint) self->start);
  self->start = 0;
  g_byte_array_append (self->rest, added, (guint) size);
}

/**
 * mf_byte_stream_peek:
 * @self: a stream
 * @length: (out): how many bytes are pending
 *
 * Returns: (nullable) (array length=length): the pending bytes, borrowed until the next
 *   call that changes the stream
 */
const guint8 *
mf_byte_stream_peek (MfByteStream *self, gsize *length)
{
  *length = mf_byte_stream_get_pending (self);
  if (*length == 0)
    return NULL;

  return (self->piece ? (const guint8 *) g_bytes_get_data (self->piece, NULL) : self->rest->data) +
         self->start;
}

/**
 * mf_byte_stream_find_line:
 * @self: a stream
 * @start: where a line begins, counted in pending bytes: 0, or the end of the line
 *   that was found before
 *
 * Searches no byte twice.
 *
 * Returns: where that line ends, LF included, counted in the same way; 0 if its end
 *   is not there yet
 */
gsize
mf_byte_stream_find_line (MfByteStream *self, gsize start)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (self, &pending);
  gsize at = MAX (self->searched, start);
  const guint8 *lf;

  if (at >= pending)
    return 0;

  lf = memchr (data + at, '\n', pending - at);
  self->searched = lf ? (gsize) (lf - data) : pending;
  return lf ? self->searched + 1 : 0;
}

/**
 * mf_byte_stream_take:
 * @self: a stream
 * @length: how many of the pending bytes
 *
 * Returns: (transfer full): the first @length pending bytes
 */
GBytes *
mf_byte_stream_take (MfByteStream *self, gsize length)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (self, &pending);
  GBytes *bytes;

  g_return_val_if_fail (length <= pending, NULL);

  bytes = self->piece ? g_bytes_new_from_bytes (self->piece, self->start, length)
                      : g_bytes_new (data, length);
  self->searched -= MIN (self->searched, length);
  self->start += length;
  if (length == pending)
    forget (self);
  return bytes;
}

/**
 * mf_byte_stream_get_pending:
 * @self: a stream
 *
 * Returns: how many bytes were pushed and not yet taken
 */
gsize
mf_byte_stream_get_pending (const MfByteStream *self)
{
  return (self->piece ? g_bytes_get_size (self->piece) : self->rest->len) - self->start;
}
