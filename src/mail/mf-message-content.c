/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-gmime.h"
#include "mail/mf-message-private.h"

#include <string.h>

/**
 * mf_message_get_content:
 * @self: a message
 * @part: a part of it
 *
 * Undoes the transfer encoding (RFC 2045 section 6). What is not validly
 * encoded is decoded as far as it goes; an unknown encoding is left as it is.
 *
 * Returns: (transfer full): the part's content
 */
GBytes *
mf_message_get_content (const MfMessage *self, const MfPart *part)
{
  GMimeContentEncoding kind = g_mime_content_encoding_from_string (part->encoding);
  const char *data = g_bytes_get_data (self->bytes, NULL);
  GMimeEncoding state;
  gsize size;
  char *content;

  if (part->body.length == 0)
    return g_bytes_new (NULL, 0);
  if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
      kind != GMIME_CONTENT_ENCODING_UUENCODE)
    return g_bytes_new_from_bytes (self->bytes, part->body.start, part->body.length);

  g_mime_encoding_init_decode (&state, kind);
  content = g_malloc (g_mime_encoding_outlen (&state, part->body.length) + 1);
  size = g_mime_encoding_step (&state, data + part->body.start, part->body.length, content);
  size += g_mime_encoding_flush (&state, NULL, 0, content + size);
  return g_bytes_new_take (g_realloc (content, size + 1), size);
}

static gboolean
is_charset_name (const char *charset)
{
  return charset && *charset && strlen (charset) <= 40 &&
         strspn (charset, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.:+") == strlen (charset);
}

/* As g_utf8_validate(), but a NUL is no fault. */
static gboolean
is_utf8 (const char *data, gsize length)
{
  const char *end = data + length;

  while (data < end && !g_utf8_validate (data, end - data, &data) && *data == '\0')
    data++;
  return data == end;
}

/* Bytes that the charset does not know become U+FFFD, one each. */
static GString *
convert (GIConv converter, const char *data, gsize length)
{
  GString *text = g_string_sized_new (length);
  char *in = (char *) data;

  while (length > 0)
    {
      char buffer[4096];
      char *out = buffer;
      gsize room = sizeof buffer;
      gsize before = length;
      gboolean bad = g_iconv (converter, &in, &length, &out, &room) == (gsize) -1;

      g_string_append_len (text, buffer, out - buffer);
      if (bad && out == buffer && length == before)
        {
          g_string_append_unichar (text, 0xfffd);
          g_iconv (converter, NULL, NULL, NULL, NULL);
          in++;
          length--;
        }
    }

  return text;
}

/*< private >
 * mf_text_to_utf8:
 * @data: text
 * @length: its length in bytes
 * @charset: (nullable): what it is said to be in
 *
 * Text without a charset, or in one that does not exist, is taken for UTF-8 if
 * it can be, else for ISO 8859-1, as most such mail is.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
mf_text_to_utf8 (const char *data, gsize length, const char *charset)
{
  GIConv converter = (GIConv) -1;
  g_autoptr (GString) converted = NULL;

  if (charset &&
      (g_ascii_strcasecmp (charset, "utf-8") == 0 || g_ascii_strcasecmp (charset, "utf8") == 0))
    return g_utf8_make_valid (data, (gssize) length);

  if (is_charset_name (charset) && g_ascii_strcasecmp (charset, "us-ascii") != 0)
    converter = g_iconv_open ("UTF-8", charset);
  if (converter == (GIConv) -1)
    {
      if (is_utf8 (data, length))
        return g_utf8_make_valid (data, (gssize) length);
      converter = g_iconv_open ("UTF-8", "ISO-8859-1");
    }
  if (converter == (GIConv) -1)
    return g_utf8_make_valid (data, (gssize) length);

  converted = convert (converter, data, length);
  g_iconv_close (converter);
  return g_utf8_make_valid (converted->str, (gssize) converted->len);
}

/**
 * mf_message_get_text:
 * @self: a message
 * @part: a part of it, of a text type
 *
 * Returns: (transfer full): the part's content as UTF-8, lines ended by LF
 */
char *
mf_message_get_text (const MfMessage *self, const MfPart *part)
{
  g_autoptr (GBytes) content = mf_message_get_content (self, part);
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  g_autofree char *text = mf_text_to_utf8 (data ? data : "", length, part->charset);
  GString *lines = g_string_new (text);

  g_string_replace (lines, "\r\n", "\n", 0);
  return g_string_free_and_steal (lines);
}
