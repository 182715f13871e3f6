/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-message-data.h"

#include <string.h>

/* Where the last line that is whole within @length bytes ends; 0 if none does. */
static gsize
find_last_line_end (const guint8 *data, gsize length)
{
  const guint8 *end = data + length;
  const guint8 *lf;

  while ((lf = memrchr (data, '\n', (gsize) (end - data))))
    {
      if (lf > data && lf[-1] == '\r')
        return (gsize) (lf - data) + 1;
      end = lf;
    }

  return 0;
}

/**
 * mf_message_data_find_unit:
 * @self: the state of the data
 * @data: (array length=length): the pending bytes: those of the last call, and what has come since
 * @length: their number
 *
 * A unit ends behind the end mark or, if that is further away than
 * MF_UNIT_DATA_MAX, behind the last line end before, or, if there is none
 * either, right there.
 *
 * Returns: the length of the next unit, or 0 if more bytes are needed
 */
gsize
mf_message_data_find_unit (MfMessageData *self, const guint8 *data, gsize length)
{
  gsize limit = MIN (length, MF_UNIT_DATA_MAX);
  gsize end;

  while (self->searched < limit && self->decoder.state != MF_DOT_END)
    {
      const guint8 *piece;
      gsize piece_length;

      self->searched += mf_dot_decoder_take (&self->decoder, data + self->searched,
                                             limit - self->searched, &piece, &piece_length);
    }

  if (self->decoder.state == MF_DOT_END)
    {
      end = self->searched;
      self->searched = 0;
      return end;
    }

  if (limit < MF_UNIT_DATA_MAX)
    return 0;

  end = find_last_line_end (data, limit);
  if (end > 0)
    self->decoder.state = MF_DOT_LINE_START;
  else
    end = limit;
  self->searched = 0;
  return end;
}

/**
 * mf_message_data_has_ended:
 * @self: the state of the data
 *
 * Returns: whether the last unit that was found holds the end mark
 */
gboolean
mf_message_data_has_ended (const MfMessageData *self)
{
  return self->decoder.state == MF_DOT_END;
}

static void
add_field (MfMessageData *self, MfUnitBuilder *builder, const char *name, MfSpan span, char *value)
{
  if (self->n_fields++ < MF_UNIT_FIELDS_MAX)
    mf_unit_builder_add_field (builder, name, span, value);
  else
    g_free (value);
}

/* One line of a unit. */
typedef struct
{
  gsize start;
  gsize text;   /* where it starts without the stuffed dot */
  gsize length; /* of the text, without the line end */
  gsize end;
  gboolean whole; /* it starts in this unit */
} Line;

static void
read_line (const MfMessageData *self, const char *data, gsize size, gsize start, Line *line)
{
  const char *crlf;

  *line = (Line) { .start = start, .text = start, .end = size, .whole = TRUE };
  if (start == 0 && self->in_line)
    {
      line->whole = FALSE;
      if (self->after_cr && data[0] == '\n')
        {
          line->end = 1;
          return;
        }
    }

  crlf = memmem (data + start, size - start, "\r\n", 2);
  if (crlf)
    line->end = (gsize) (crlf - data) + 2;
  if (line->whole && data[start] == '.')
    line->text++;
  line->length = (crlf ? line->end - 2 : size) - line->text;
}

static gboolean
is_end_mark (const char *data, const Line *line)
{
  return line->whole && line->end - line->start == 3 &&
         memcmp (data + line->start, ".\r\n", 3) == 0;
}

/* field-name = 1*ftext, RFC 5322 section 3.6.8. Returns its length, or 0. */
static gsize
measure_field_name (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == ':')
        return i;
      if (text[i] < 0x21 || text[i] > 0x7e)
        return 0;
    }

  return 0;
}

/* RFC 5322 section 2.2.3: unfolding takes the CRLFs out. */
static char *
unfold (const char *data, gsize start, gsize end)
{
  g_autoptr (GString) text = g_string_new_len (data + start, (gssize) (end - start));

  if (memmem (data + start, end - start, "\r\n", 2) == NULL)
    return NULL;
  if (memchr (data + start, '\0', end - start))
    return NULL;

  g_string_replace (text, "\r\n", "", 0);
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

static void
add_header_field (MfMessageData *self,
                  MfUnitBuilder *builder,
                  const char *data,
                  const Line *first,
                  gsize name,
                  gsize text_end,
                  gsize end)
{
  gsize body = first->text + name + 1;

  while (body < text_end && (data[body] == ' ' || data[body] == '\t'))
    body++;

  add_field (self, builder, "header-field", MF_SPAN (first->start, end - first->start), NULL);
  add_field (self, builder, "field-name", MF_SPAN (first->text, name), NULL);
  add_field (self, builder, "field-body", MF_SPAN (body, text_end - body),
             unfold (data, body, text_end));
}

/* Reads one header field with its continuation lines, or what is left of one
 * that began in the unit before. Returns where it ends; @start if there is none. */
static gsize
read_header_field (
    MfMessageData *self, MfUnitBuilder *builder, const char *data, gsize size, gsize start)
{
  Line first, next;
  gboolean continued;
  gsize name, text_end, end;

  read_line (self, data, size, start, &first);
  name = measure_field_name (data + first.text, first.length);
  continued = start == 0 && self->begun && (!first.whole || data[0] == ' ' || data[0] == '\t');
  if (name == 0 && !continued)
    return start;

  text_end = first.text + first.length;
  end = first.end;
  while (end < size && (data[end] == ' ' || data[end] == '\t'))
    {
      read_line (self, data, size, end, &next);
      text_end = next.text + next.length;
      end = next.end;
    }

  if (!continued)
    add_header_field (self, builder, data, &first, name, text_end, end);
  else if (text_end > 0)
    add_field (self, builder, "field-body", MF_SPAN (0, text_end), unfold (data, 0, text_end));
  return end;
}

static gsize
read_header (MfMessageData *self, MfUnitBuilder *builder, const char *data, gsize size)
{
  gsize position = 0;

  while (position < size)
    {
      gsize end = read_header_field (self, builder, data, size, position);
      Line line;

      if (end > position)
        {
          position = end;
          continue;
        }

      /* The blank line, or something that is no header field at all. */
      self->in_body = TRUE;
      read_line (self, data, size, position, &line);
      if (line.end - line.start != 2 || line.length != 0)
        break;
      mf_unit_builder_add_field (builder, "blank-line", MF_SPAN (position, 2), NULL);
      return line.end;
    }

  return position;
}

/* Runs of CR or of LF that are no line ends. A CR at the end of the unit may
 * still become one. */
static void
read_bare (MfMessageData *self, MfUnitBuilder *builder, const char *data, gsize start, gsize end)
{
  while (start < end)
    {
      char c = data[start];
      gsize run = 1;

      if (c == '\r' || c == '\n')
        {
          while (start + run < end && data[start + run] == c)
            run++;
          add_field (self, builder, c == '\r' ? "bare-cr" : "bare-lf", MF_SPAN (start, run), NULL);
        }
      start += run;
    }
}

/* The stuffed dots, what is no line end, and the end mark. Returns where the data proper ends. */
static gsize
read_dots (MfMessageData *self, MfUnitBuilder *builder, const char *data, gsize size)
{
  Line line;

  for (gsize position = 0; position < size; position = line.end)
    {
      read_line (self, data, size, position, &line);
      if (is_end_mark (data, &line))
        {
          mf_unit_builder_add_field (builder, "end-mark", MF_SPAN (line.start, 3), NULL);
          return line.start;
        }
      if (line.text > line.start)
        add_field (self, builder, "dot-stuffing", MF_SPAN (line.start, 1), NULL);
      if (memchr (data + line.text, '\r', line.length) ||
          memchr (data + line.text, '\n', line.length))
        read_bare (self, builder, data, line.text,
                   line.text + line.length - (data[size - 1] == '\r' && line.end == size));
    }

  return size;
}

/**
 * mf_message_data_add_fields:
 * @self: the state of the data
 * @builder: of a unit that mf_message_data_find_unit() found, or of what was left at the end
 * @bytes: its bytes
 *
 * Names the header fields (with field-name and field-body, RFC 5322 section
 * 2.2), the blank line, the body, each stuffed dot, each CR and LF that is not
 * part of a CRLF, and the end mark.
 */
void
mf_message_data_add_fields (MfMessageData *self, MfUnitBuilder *builder, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize end;
  gsize body = 0;

  if (size == 0)
    return;

  self->n_fields = 0;
  end = read_dots (self, builder, data, size);
  if (!self->in_body)
    body = read_header (self, builder, data, end);
  if (self->in_body && body < end)
    mf_unit_builder_add_field (builder, "body", MF_SPAN (body, end - body), NULL);

  self->begun = TRUE;
  self->in_line = size < 2 || memcmp (data + size - 2, "\r\n", 2) != 0;
  if (size == 1 && self->after_cr && data[0] == '\n')
    self->in_line = FALSE;
  self->after_cr = data[size - 1] == '\r';
}
