/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-message-data.h"

#include "proto/mf-encoded-words.h"

#include <string.h>

/**
 * mf_message_data_find_last_line:
 * @data: (array length=length): bytes of a message
 * @length: their number
 *
 * Returns: where the last line that is whole within them ends; 0 if none does
 */
gsize
mf_message_data_find_last_line (const guint8 *data, gsize length)
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

  end = mf_message_data_find_last_line (data, limit);
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

/* A unit whose fields are being named. */
typedef struct
{
  MfMessageData *state;
  MfUnitBuilder *builder;
  const char *data;
  gsize size;
  gsize offset;    /* of the data in the unit */
  gsize lines_end; /* where the message's lines end: before the last line of the end mark */
  gsize mark;      /* where the end mark starts; @size if there is none */
} Reader;

static void
add_field (Reader *self, const char *name, gsize start, gsize end, char *value)
{
  if (end > start)
    mf_unit_builder_add_repeated_field (self->builder, name,
                                        MF_SPAN (self->offset + start, end - start), value);
  else
    g_free (value);
}

/* What dot-stuffed data has once; a unit may hold several messages that are counted. */
static void
add_single_field (Reader *self, const char *name, gsize start, gsize end)
{
  MfSpan span = MF_SPAN (self->offset + start, end - start);

  if (self->state->counted)
    mf_unit_builder_add_repeated_field (self->builder, name, span, NULL);
  else
    mf_unit_builder_add_field (self->builder, name, span, NULL);
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
read_line (const Reader *self, gsize start, Line *line)
{
  const char *data = self->data;
  const char *crlf;

  *line = (Line) { .start = start, .text = start, .end = self->size, .whole = TRUE };
  if (start == 0 && self->state->in_line)
    {
      line->whole = FALSE;
      if (self->state->after_cr && data[0] == '\n')
        {
          line->end = 1;
          return;
        }
    }

  crlf = memmem (data + start, self->size - start, "\r\n", 2);
  if (crlf)
    line->end = (gsize) (crlf - data) + 2;
  if (line->whole && data[start] == '.' && !self->state->counted)
    line->text++;
  line->length = (crlf ? line->end - 2 : self->size) - line->text;
}

static gboolean
is_end_mark (const Reader *self, const char *data, const Line *line)
{
  return !self->state->counted && line->whole && line->end - line->start == 3 &&
         memcmp (data + line->start, ".\r\n", 3) == 0;
}

static gboolean
is_wsp (char c)
{
  return c == ' ' || c == '\t';
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

/* RFC 5322 section 2.2.3: unfolding takes the CRLFs out; then the encoded words
 * can be read. */
static char *
decode (const char *data, gsize start, gsize end)
{
  g_autoptr (GString) text = NULL;
  char *decoded;

  if (memmem (data + start, end - start, "\r\n", 2) == NULL)
    return mf_encoded_words_decode (data + start, end - start);
  if (memchr (data + start, '\0', end - start))
    return NULL;

  text = g_string_new_len (data + start, (gssize) (end - start));
  g_string_replace (text, "\r\n", "", 0);
  decoded = mf_encoded_words_decode (text->str, text->len);
  return decoded ? decoded : g_utf8_make_valid (text->str, (gssize) text->len);
}

static void
add_header_field (Reader *self, const Line *first, gsize name, gsize text_end, gsize end)
{
  gsize body = first->text + name + 1;

  while (body < text_end && is_wsp (self->data[body]))
    body++;

  /* The last field's line end may be the end mark's, and fields must not cross. */
  add_field (self, "header-field", first->start, MIN (end, self->mark), NULL);
  add_field (self, "field-name", first->text, first->text + name, NULL);
  add_field (self, "field-body", body, text_end, decode (self->data, body, text_end));
}

/* Reads one header field with its continuation lines, or what is left of one
 * that began in the unit before. Returns where it ends; @start if there is none. */
static gsize
read_header_field (Reader *self, gsize start)
{
  const char *data = self->data;
  Line first, next;
  gboolean continued;
  gsize name, text_end, end;

  read_line (self, start, &first);
  name = measure_field_name (data + first.text, first.length);
  continued = start == 0 && self->state->begun && (!first.whole || is_wsp (data[0]));
  if (name == 0 && !continued)
    return start;

  text_end = first.text + first.length;
  end = first.end;
  while (end < self->lines_end && is_wsp (data[end]))
    {
      read_line (self, end, &next);
      text_end = next.text + next.length;
      end = next.end;
    }

  if (!continued)
    add_header_field (self, &first, name, text_end, end);
  else if (text_end > 0)
    add_field (self, "field-body", 0, text_end, decode (data, 0, text_end));
  return end;
}

/* Returns where the body starts, if it does in this unit. */
static gsize
read_header (Reader *self)
{
  gsize position = 0;

  while (position < self->lines_end)
    {
      gsize end = read_header_field (self, position);
      Line line;

      if (end > position)
        {
          position = end;
          continue;
        }

      /* The blank line, or something that is no header field at all. */
      self->state->in_body = TRUE;
      read_line (self, position, &line);
      if (line.end - line.start != 2 || line.length != 0)
        break;
      add_single_field (self, "blank-line", position, position + 2);
      return line.end;
    }

  return position;
}

/* Runs of CR or of LF that are no line ends. */
static void
read_bare (Reader *self, gsize start, gsize end)
{
  while (start < end)
    {
      char c = self->data[start];
      gsize run = 1;

      if (c == '\r' || c == '\n')
        {
          while (start + run < end && self->data[start + run] == c)
            run++;
          add_field (self, c == '\r' ? "bare-cr" : "bare-lf", start, start + run, NULL);
        }
      start += run;
    }
}

/* "The first <CRLF> is actually the terminator of the previous line" (RFC 5321
 * section 4.1.1.4); it may have gone out with the unit before. */
static void
add_end_mark (Reader *self, gsize dot)
{
  self->lines_end = dot;
  self->mark = dot;
  if (self->state->crlf_in_end_mark && dot >= 2)
    self->mark -= 2;
  add_single_field (self, "end-mark", self->mark, self->size);
}

/* The stuffed dots, what is no line end, and the end mark. */
static void
read_dots (Reader *self)
{
  const char *data = self->data;
  Line line;

  for (gsize position = 0; position < self->size; position = line.end)
    {
      gsize text_end;

      read_line (self, position, &line);
      if (is_end_mark (self, data, &line))
        {
          add_end_mark (self, line.start);
          return;
        }
      if (line.text > line.start)
        add_field (self, "dot-stuffing", line.start, line.start + 1, NULL);

      /* A CR at the end of the unit may still become a line end. */
      text_end = line.text + line.length;
      if (line.length > 0 && text_end == self->size && data[text_end - 1] == '\r')
        text_end--;
      if (memchr (data + line.text, '\r', text_end - line.text) ||
          memchr (data + line.text, '\n', text_end - line.text))
        read_bare (self, line.text, text_end);
    }
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

  mf_message_data_add_fields_at (self, builder, data, MF_SPAN (0, size));
}

/**
 * mf_message_data_add_fields_at:
 * @self: the state of the data
 * @builder: of a unit
 * @bytes: the unit's bytes
 * @span: where in them the data stands
 *
 * The same for data that is only a part of a unit.
 */
void
mf_message_data_add_fields_at (MfMessageData *self,
                               MfUnitBuilder *builder,
                               const char *bytes,
                               MfSpan span)
{
  gsize size = span.length;
  const char *data = bytes + span.start;
  Reader reader = { self, builder, data, size, span.start, size, size };
  gsize body = 0;

  if (size == 0)
    return;

  read_dots (&reader);
  if (!self->in_body)
    body = read_header (&reader);
  if (self->in_body && body < reader.mark)
    add_single_field (&reader, "body", body, reader.mark);

  self->begun = TRUE;
  self->in_line = size < 2 || memcmp (data + size - 2, "\r\n", 2) != 0;
  if (size == 1 && self->after_cr && data[0] == '\n')
    self->in_line = FALSE;
  self->after_cr = data[size - 1] == '\r';
}
