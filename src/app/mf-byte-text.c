/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-byte-text.h"

static const char *const names[] = {
  "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "HT",  "LF",
  "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
  "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US",
};

typedef struct
{
  MfByteText *text;
  GString *string;
  guint at; /* characters written */
  gboolean pictures;
} Writer;

static void
write_char (Writer *self, gunichar character)
{
  g_string_append_unichar (self->string, character);
  self->at++;
}

/* Unicode has a picture for each control character (U+2400 …), and one for DEL,
 * but not every font has; then their names of ASCII stand there. */
static void
write_control (Writer *self, guchar byte)
{
  MfByteTextRange range = { .start = self->at };

  if (byte >= 0x80)
    write_char (self, 0xfffd);
  else if (self->pictures)
    write_char (self, byte == 0x7f ? 0x2421u : 0x2400u + byte);
  else
    for (const char *name = byte == 0x7f ? "DEL" : names[byte]; *name != '\0'; name++)
      write_char (self, (gunichar) *name);
  range.end = self->at;
  g_array_append_val (self->text->controls, range);
}

static void
write_plain (Writer *self, const char *data)
{
  MfByteText *text = self->text;

  for (gsize i = 0; i < text->n_bytes;)
    {
      gunichar found = g_utf8_get_char_validated (data + i, (gssize) (text->n_bytes - i));
      gboolean valid =
          found != (gunichar) -1 && found != (gunichar) -2 && g_unichar_isprint (found);
      gsize length = valid ? (gsize) g_unichar_to_utf8 (found, NULL) : 1;

      for (gsize k = 0; k < length; k++)
        text->offsets[i + k] = self->at;
      if (valid)
        write_char (self, found);
      else
        write_control (self, (guchar) data[i]);
      for (gsize k = 0; k < length; k++)
        text->ends[i + k] = self->at;
      if (data[i] == '\n' && i + 1 < text->n_bytes)
        write_char (self, '\n');
      i += length;
    }
  text->offsets[text->n_bytes] = self->at;
}

/* "48 65 6c 6c 6f 20 66 72 Hello fr" */
static void
write_hex (Writer *self, const char *data)
{
  MfByteText *text = self->text;

  for (gsize row = 0; row < text->n_bytes; row += text->row)
    {
      gsize end = MIN (row + text->row, text->n_bytes);

      if (row > 0)
        write_char (self, '\n');
      for (gsize i = row; i < row + text->row; i++)
        {
          char digits[4] = "   ";

          if (i < end)
            {
              text->offsets[i] = self->at;
              g_snprintf (digits, sizeof digits, "%02x ", (guchar) data[i]);
            }
          g_string_append (self->string, digits);
          self->at += 3;
        }
      for (gsize i = row; i < end; i++)
        write_char (self, g_ascii_isprint (data[i]) ? (gunichar) data[i] : '.');
    }
  text->offsets[text->n_bytes] = self->at;
}

/**
 * mf_byte_text_get_row_width:
 * @row: how many bytes a row of hexadecimal digits has
 *
 * Returns: how many characters it takes
 */
guint
mf_byte_text_get_row_width (guint row)
{
  return row * 3 + row;
}

/**
 * mf_byte_text_new:
 * @bytes: any bytes
 * @mode: how they are shown
 * @row: how many bytes a row of hexadecimal digits has
 * @pictures: whether there is a font with pictures of control characters
 *
 * Returns: (transfer full): them as text
 */
MfByteText *
mf_byte_text_new (GBytes *bytes, MfByteTextMode mode, guint row, gboolean pictures)
{
  MfByteText *self = g_new0 (MfByteText, 1);
  g_autoptr (GString) string = g_string_new (NULL);
  const char *data = g_bytes_get_data (bytes, &self->n_bytes);
  Writer writer = { .text = self, .string = string, .pictures = pictures };

  self->mode = mode;
  self->row = MAX (row, 1);
  self->offsets = g_new0 (guint, self->n_bytes + 1);
  self->ends = g_new0 (guint, self->n_bytes);
  self->controls = g_array_new (FALSE, FALSE, sizeof (MfByteTextRange));
  if (mode == MF_BYTE_TEXT_HEX)
    write_hex (&writer, data);
  else
    write_plain (&writer, data);
  self->text = g_strdup (string->str);
  return self;
}

void
mf_byte_text_free (MfByteText *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->offsets);
  g_free (self->ends);
  g_array_unref (self->controls);
  g_free (self);
}

static void
add_range (GArray *ranges, guint start, guint end)
{
  MfByteTextRange range = { start, end };

  if (start < end)
    g_array_append_val (ranges, range);
}

/**
 * mf_byte_text_get_ranges:
 * @self: a text
 * @span: a range of the bytes
 * @ranges: (element-type MfByteTextRange): where it stands in the text is added to these
 *
 * In hexadecimal a span stands twice in each line that it touches.
 *
 * Returns: how many were added
 */
guint
mf_byte_text_get_ranges (const MfByteText *self, MfSpan span, GArray *ranges)
{
  guint before = ranges->len;
  gsize end = MIN (span.start + span.length, self->n_bytes);

  if (span.start >= end)
    return 0;
  if (self->mode == MF_BYTE_TEXT_PLAIN)
    {
      add_range (ranges, self->offsets[span.start], self->ends[end - 1]);
      return ranges->len - before;
    }
  for (gsize at = span.start; at < end;)
    {
      gsize row = at / self->row * self->row;
      gsize last = MIN (row + self->row, end) - 1;
      guint line = self->offsets[row];
      guint column = line + self->row * 3;

      add_range (ranges, self->offsets[at], self->offsets[last] + 2);
      add_range (ranges, column + (guint) (at - row), column + (guint) (last - row) + 1);
      at = last + 1;
    }
  return ranges->len - before;
}
