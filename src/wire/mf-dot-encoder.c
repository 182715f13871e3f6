/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-dot-encoder.h"

#include <string.h>

/* The start of the next line that begins with a dot, or @end. */
static const guint8 *
find_dot (const guint8 *p, const guint8 *end)
{
  const guint8 *found;

  if (end - p < 3)
    return end;
  found = memmem (p, (gsize) (end - p), "\r\n.", 3);
  return found ? found + 2 : end;
}

/**
 * mf_dot_encoder_take:
 * @self: an encoder
 * @data: (array length=length): the next bytes of the data, cut anywhere
 * @length: their number, at least 1
 * @stuffed: (out): whether a dot must go out before them
 *
 * For those who need not copy: the bytes that were taken go out as they are,
 * after a dot if @stuffed says so (RFC 5321 section 4.5.2).
 *
 * Returns: how many bytes of @data were taken, at least 1
 */
gsize
mf_dot_encoder_take (MfDotEncoder *self, const guint8 *data, gsize length, gboolean *stuffed)
{
  const guint8 *end = data + length;
  const guint8 *next;

  g_return_val_if_fail (length > 0, 0);

  *stuffed = !self->in_line && data[0] == '.';

  /* A line end that was cut between CR and LF. */
  if (self->after_cr && data[0] == '\n' && length > 1 && data[1] == '.')
    next = data + 1;
  else
    next = find_dot (data, end);

  if (next - data >= 2)
    self->in_line = memcmp (next - 2, "\r\n", 2) != 0;
  else
    self->in_line = !(self->after_cr && data[0] == '\n');
  self->after_cr = next[-1] == '\r';
  return (gsize) (next - data);
}

/**
 * mf_dot_encoder_encode:
 * @self: an encoder
 * @data: (array length=length): the next bytes of the data, cut anywhere
 * @length: their number
 * @output: where the encoded bytes are appended
 * @max_size: how large @output may become, in bytes
 *
 * Returns: how many bytes of @data were taken; fewer than @length if @output
 *   is full
 */
gsize
mf_dot_encoder_encode (
    MfDotEncoder *self, const guint8 *data, gsize length, GByteArray *output, gsize max_size)
{
  gsize taken = 0;

  while (taken < length && output->len + 2 <= max_size)
    {
      /* One byte of room is kept for the dot. */
      gsize room = max_size - output->len - 1;
      gboolean stuffed;
      gsize n = mf_dot_encoder_take (self, data + taken, MIN (length - taken, room), &stuffed);

      if (stuffed)
        g_byte_array_append (output, (const guint8 *) ".", 1);
      g_byte_array_append (output, data + taken, (guint) n);
      taken += n;
    }

  return taken;
}

/**
 * mf_dot_encoder_end:
 * @self: an encoder that has had all the data
 *
 * Returns: (transfer none): what ends the data: the end mark, after a CRLF if
 *   the data did not end with one (RFC 5321 section 4.1.1.4)
 */
const char *
mf_dot_encoder_end (MfDotEncoder *self)
{
  return self->in_line ? "\r\n" MF_DOT_END_MARK : MF_DOT_END_MARK;
}
