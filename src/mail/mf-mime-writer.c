/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mime-writer.h"

#include "mail/mf-gmime.h"

#include <string.h>

/* RFC 5322 section 2.1.1, without the CRLF. */
#define MAX_LINE 998

/*< private >
 * mf_mime_clean_line:
 * @text: what a person wrote into a field of one line
 *
 * Returns: (transfer full): the same as valid UTF-8 without line ends and other control
 *   characters, so that it cannot begin another field
 */
char *
mf_mime_clean_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  for (char *p = line; *p; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  return g_strstrip (line);
}

/*< private >
 * mf_bytes_are_8bit:
 * @bytes: a message
 *
 * Returns: whether any byte is above 127 (RFC 6152)
 */
gboolean
mf_bytes_are_8bit (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] > 0x7f)
        return TRUE;
    }
  return FALSE;
}

/*< private >
 * mf_mime_add_field:
 * @message: the message
 * @name: the field's name
 * @value: its value, encoded and folded
 *
 * Adds a field as it is.
 */
void
mf_mime_add_field (GMimeMessage *message, const char *name, const char *value)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  g_autofree char *raw = g_strconcat (" ", value, "\r\n", NULL);

  g_mime_header_list_append (headers, name, "", "UTF-8");
  g_mime_header_set_raw_value (
      g_mime_header_list_get_header_at (headers, g_mime_header_list_get_count (headers) - 1), raw);
}

/*< private >
 * mf_mime_add_origin:
 * @message: the message
 * @clock: what Date says
 * @ids: what Message-ID is made of
 * @domain: and where it is unique
 *
 * Adds the two fields that GMime would otherwise take from the machine.
 */
void
mf_mime_add_origin (GMimeMessage *message,
                    const MfClock *clock,
                    MfIdSource *ids,
                    const char *domain)
{
  g_autofree char *date = mf_format_date (mf_clock_now (clock));
  g_autofree char *id = mf_id_source_next_id (ids);
  g_autofree char *message_id = g_strdup_printf ("<%s@%s>", id, domain);

  mf_mime_add_field (message, "Date", date);
  mf_mime_add_field (message, "Message-ID", message_id);
}

/*< private >
 * mf_mime_new_multipart:
 * @sub_type: such as "mixed"
 * @ids: what the boundary is made of
 * @inside: what some part will hold as it is
 * @length: its length in bytes
 *
 * "=_" cannot occur in base64 nor in quoted-printable (RFC 2045 section 6.7);
 * in @inside it is looked for.
 *
 * Returns: (transfer full): an empty multipart
 */
GMimeMultipart *
mf_mime_new_multipart (const char *sub_type, MfIdSource *ids, const char *inside, gsize length)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype (sub_type);
  g_autofree char *boundary = NULL;

  do
    {
      g_autofree char *id = mf_id_source_next_id (ids);

      g_free (boundary);
      boundary = g_strconcat ("=_", id, NULL);
    }
  while (length > 0 && memmem (inside, length, boundary, strlen (boundary)));

  g_mime_multipart_set_boundary (multipart, boundary);
  return multipart;
}

static void
set_content (GMimePart *part,
             GBytes *content,
             GMimeContentEncoding stored,
             GMimeContentEncoding sent)
{
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (data ? data : "", length);
  g_autoptr (GMimeDataWrapper) wrapper = g_mime_data_wrapper_new_with_stream (stream, stored);

  g_mime_part_set_content (part, wrapper);
  g_mime_part_set_content_encoding (part, sent);
}

/* Every line end as CRLF, and one at the end. */
static char *
normalise_text (const char *text)
{
  GString *lines = g_string_new (NULL);

  for (const char *p = text; *p; p++)
    {
      if (*p == '\r' && p[1] == '\n')
        continue;
      if (*p == '\r' || *p == '\n')
        g_string_append (lines, "\r\n");
      else
        g_string_append_c (lines, *p);
    }
  if (lines->len > 0 && !g_str_has_suffix (lines->str, "\r\n"))
    g_string_append (lines, "\r\n");

  return g_string_free_and_steal (lines);
}

/* What a text needs to travel over any path: nothing if it is short lines of
 * ASCII; quoted-printable while most of it stays readable so; else base64,
 * which for letters beyond ASCII is less than half as long. */
static GMimeContentEncoding
choose_encoding (const char *text)
{
  gsize line = 0, longest = 0, eight_bit = 0, length = strlen (text);

  for (const char *p = text; *p; p++)
    {
      line = *p == '\n' ? 0 : line + 1;
      longest = MAX (longest, line);
      eight_bit += (guchar) *p > 0x7f;
    }

  if (eight_bit * 6 > length)
    return GMIME_CONTENT_ENCODING_BASE64;
  if (eight_bit > 0 || longest > MAX_LINE + 1)
    return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  return GMIME_CONTENT_ENCODING_7BIT;
}

/*< private >
 * mf_mime_new_text:
 * @text: plain text; what is not UTF-8 in it is replaced
 *
 * Returns: (transfer full): a text/plain part, 7bit, quoted-printable or base64 as fits
 */
GMimeObject *
mf_mime_new_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *lines = normalise_text (valid);
  g_autoptr (GBytes) content = g_bytes_new (lines, strlen (lines));
  GMimeContentEncoding encoding = choose_encoding (lines);
  GMimePart *part = g_mime_part_new_with_type ("text", "plain");

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset",
                                            g_str_is_ascii (lines) ? "us-ascii" : "utf-8");
  set_content (part, content, GMIME_CONTENT_ENCODING_DEFAULT, encoding);
  return GMIME_OBJECT (part);
}

static GMimePart *
new_part (const char *media_type)
{
  g_autoptr (GMimeContentType) type =
      g_mime_content_type_parse (mf_gmime_get_parser_options (), media_type);
  GMimePart *part = g_mime_part_new ();

  g_mime_object_set_content_type (GMIME_OBJECT (part), type);
  return part;
}

/*< private >
 * mf_mime_new_raw:
 * @media_type: such as "message/delivery-status", maybe with parameters
 * @content: lines that end with CRLF
 * @eight_bit: whether bytes above 127 are among them
 *
 * Returns: (transfer full): a part that holds these bytes as they are
 */
GMimeObject *
mf_mime_new_raw (const char *media_type, GBytes *content, gboolean eight_bit)
{
  GMimeContentEncoding encoding =
      eight_bit ? GMIME_CONTENT_ENCODING_8BIT : GMIME_CONTENT_ENCODING_7BIT;
  GMimePart *part = new_part (media_type);

  set_content (part, content, encoding, encoding);
  return GMIME_OBJECT (part);
}

/* "image/png" as it is; what may not be base64 (RFC 2046 sections 5.1 and
 * 5.2.1), or is no media type, as plain bytes. */
static const char *
choose_media_type (const char *media_type)
{
  const char *slash = strchr (media_type, '/');
  const char *token = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "!#$&^_.+-";

  if (!slash || slash == media_type || slash[1] == '\0' ||
      strspn (media_type, token) != (gsize) (slash - media_type) ||
      strspn (slash + 1, token) != strlen (slash + 1) ||
      g_ascii_strncasecmp (media_type, "multipart/", 10) == 0 ||
      g_ascii_strncasecmp (media_type, "message/", 8) == 0)
    return "application/octet-stream";
  return media_type;
}

/*< private >
 * mf_mime_new_attachment:
 * @file_name: what it is called
 * @media_type: what it is
 * @content: its bytes
 *
 * Returns: (transfer full): an attachment in base64
 */
GMimeObject *
mf_mime_new_attachment (const char *file_name, const char *media_type, GBytes *content)
{
  g_autofree char *name = mf_mime_clean_line (file_name);
  GMimePart *part = new_part (choose_media_type (media_type));

  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, name);
  set_content (part, content, GMIME_CONTENT_ENCODING_BINARY, GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT (part);
}

/*< private >
 * mf_mime_write:
 * @message: the message
 *
 * Returns: (transfer full): its bytes, lines ended by CRLF (RFC 5322 section 2.1)
 */
GBytes *
mf_mime_write (GMimeMessage *message)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_byte_array (bytes);

  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), mf_gmime_get_format_options (), stream);
  if (bytes->len < 2 || memcmp (bytes->data + bytes->len - 2, "\r\n", 2) != 0)
    g_byte_array_append (bytes, (const guint8 *) "\r\n", 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
