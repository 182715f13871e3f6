/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-output.h"

#include "wire/mf-dot-encoder.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

struct _MfPop3Output
{
  GByteArray *lines; /* what is ready, in front of the body */

  /* The body of a multi-line response: a message or a listing, or neither. */
  GBytes *message;
  gsize offset; /* into the message */
  MfDotEncoder encoder;

  MfPop3WriteLine write_line;
  gconstpointer data;
  guint index;
  guint n_lines;
};

/**
 * mf_pop3_output_new:
 *
 * What a server still has to send. The body of a multi-line response is made
 * as it is taken, chunk by chunk, so that a large one is never held as a whole
 * beside the message that it is made from.
 *
 * Returns: (transfer full): an empty output
 */
MfPop3Output *
mf_pop3_output_new (void)
{
  MfPop3Output *self = g_new0 (MfPop3Output, 1);

  self->lines = g_byte_array_new ();
  return self;
}

void
mf_pop3_output_free (MfPop3Output *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->lines);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_free (self);
}

static gboolean
has_body (const MfPop3Output *self)
{
  return self->message != NULL || self->write_line != NULL;
}

/**
 * mf_pop3_output_add_line:
 * @self: an output that is not full
 * @line: a line, CRLF included
 */
void
mf_pop3_output_add_line (MfPop3Output *self, const char *line)
{
  g_return_if_fail (!has_body (self));

  g_byte_array_append (self->lines, (const guint8 *) line, (guint) strlen (line));
}

/**
 * mf_pop3_output_add_listing:
 * @self: an output that is not full
 * @write_line: writes one of its lines; none may begin with a dot
 * @data: what @write_line is given; must live until the output is no longer full
 * @n_lines: how many lines there are
 *
 * The rest of a multi-line response: these lines and the termination octet
 * (RFC 1939 section 3).
 */
void
mf_pop3_output_add_listing (MfPop3Output *self,
                            MfPop3WriteLine write_line,
                            gconstpointer data,
                            guint n_lines)
{
  g_return_if_fail (!has_body (self));

  self->write_line = write_line;
  self->data = data;
  self->index = 0;
  self->n_lines = n_lines;
}

/**
 * mf_pop3_output_add_message:
 * @self: an output that is not full
 * @message: a message, in which LF alone may end a line; a reference is taken
 *
 * The rest of a multi-line response: the message, byte-stuffed, and the
 * termination octet (RFC 1939 section 3). Line ends go out as CRLF, whatever the
 * server host uses (section 11).
 */
void
mf_pop3_output_add_message (MfPop3Output *self, GBytes *message)
{
  g_return_if_fail (!has_body (self));

  self->message = g_bytes_ref (message);
  self->offset = 0;
  self->encoder = (MfDotEncoder) { 0 };
}

/**
 * mf_pop3_output_is_full:
 * @self: an output
 *
 * Returns: whether nothing may be added until more has been taken
 */
gboolean
mf_pop3_output_is_full (const MfPop3Output *self)
{
  return has_body (self) || self->lines->len >= MF_LIMIT_OUTPUT_CHUNK;
}

gboolean
mf_pop3_output_is_empty (const MfPop3Output *self)
{
  return !has_body (self) && self->lines->len == 0;
}

/* How many bytes stand before the first LF without a CR, or all of them. */
static gsize
find_bare_lf (const guint8 *data, gsize start, gsize end)
{
  gsize position = start;

  while (position < end)
    {
      const guint8 *lf = memchr (data + position, '\n', end - position);

      if (lf == NULL)
        return end - start;
      position = (gsize) (lf - data);
      if (position == 0 || data[position - 1] != '\r')
        return position - start;
      position++;
    }

  return end - start;
}

static void
end_body (MfPop3Output *self)
{
  g_clear_pointer (&self->message, g_bytes_unref);
  self->write_line = NULL;
  self->data = NULL;
}

static void
fill_from_message (MfPop3Output *self, GByteArray *chunk)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->message, &size);
  const char *end;

  while (self->offset < size)
    {
      gsize room = MF_LIMIT_OUTPUT_CHUNK - chunk->len;
      gsize run = find_bare_lf (data, self->offset, MIN (size, self->offset + room));
      gsize taken = 0;

      if (run > 0)
        taken = mf_dot_encoder_encode (&self->encoder, data + self->offset, run, chunk,
                                       MF_LIMIT_OUTPUT_CHUNK);
      self->offset += taken;
      if (taken < run || chunk->len + 3 > MF_LIMIT_OUTPUT_CHUNK)
        return;

      /* Stopped at an LF alone, or at the edge of the room. */
      if (self->offset < size && data[self->offset] == '\n' &&
          (self->offset == 0 || data[self->offset - 1] != '\r'))
        {
          mf_dot_encoder_encode (&self->encoder, (const guint8 *) "\r\n", 2, chunk,
                                 MF_LIMIT_OUTPUT_CHUNK);
          self->offset++;
        }
    }

  end = mf_dot_encoder_end (&self->encoder);
  if (chunk->len + strlen (end) > MF_LIMIT_OUTPUT_CHUNK)
    return;
  g_byte_array_append (chunk, (const guint8 *) end, (guint) strlen (end));
  end_body (self);
}

static void
fill_from_listing (MfPop3Output *self, GByteArray *chunk)
{
  g_autoptr (GString) line = g_string_sized_new (MF_LIMIT_POP3_RESPONSE);

  while (chunk->len + MF_LIMIT_POP3_RESPONSE <= MF_LIMIT_OUTPUT_CHUNK)
    {
      if (self->index == self->n_lines)
        {
          g_byte_array_append (chunk, (const guint8 *) MF_DOT_END_MARK, strlen (MF_DOT_END_MARK));
          end_body (self);
          return;
        }

      g_string_truncate (line, 0);
      self->write_line (self->data, self->index++, line);
      g_byte_array_append (chunk, (const guint8 *) line->str, (guint) line->len);
    }
}

/**
 * mf_pop3_output_take:
 * @self: an output
 *
 * Returns: (nullable) (transfer full): the next bytes to send, at most
 *   MF_LIMIT_OUTPUT_CHUNK of them, or %NULL if there are none
 */
GBytes *
mf_pop3_output_take (MfPop3Output *self)
{
  g_autoptr (GByteArray) chunk = NULL;

  if (mf_pop3_output_is_empty (self))
    return NULL;

  chunk = g_steal_pointer (&self->lines);
  self->lines = g_byte_array_new ();
  if (chunk->len > MF_LIMIT_OUTPUT_CHUNK)
    {
      g_byte_array_append (self->lines, chunk->data + MF_LIMIT_OUTPUT_CHUNK,
                           chunk->len - MF_LIMIT_OUTPUT_CHUNK);
      g_byte_array_set_size (chunk, MF_LIMIT_OUTPUT_CHUNK);
    }
  else if (self->message)
    fill_from_message (self, chunk);
  else if (self->write_line)
    fill_from_listing (self, chunk);

  return g_byte_array_free_to_bytes (g_steal_pointer (&chunk));
}

/**
 * mf_pop3_output_clear:
 * @self: an output
 *
 * Throws away what has not been taken.
 */
void
mf_pop3_output_clear (MfPop3Output *self)
{
  g_byte_array_set_size (self->lines, 0);
  end_body (self);
}
