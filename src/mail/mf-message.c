/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message.h"

#include "mail/mf-gmime.h"
#include "mail/mf-message-private.h"
#include "mail/mf-named-address.h"

#include <string.h>

/* Of a longer value the rest is not looked at: no reader shows as much. */
#define MAX_VALUE (64 * 1024)

/* The value on one line: line ends taken out (RFC 5322 section 2.2.3), NUL
 * replaced, as everything behind works on C strings. */
static char *
unfold (const MfMessageScan *scan, MfSpan span, gsize limit)
{
  const char *data = scan->data + span.start;
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < MIN (span.length, limit); i++)
    {
      if (data[i] == '\0')
        g_string_append_unichar (text, 0xfffd);
      else if (data[i] != '\r' && data[i] != '\n')
        g_string_append_c (text, data[i]);
    }

  return g_string_free_and_steal (text);
}

static char *
decode_value (const char *unfolded)
{
  g_autofree char *decoded =
      g_mime_utils_header_decode_text (mf_gmime_get_parser_options (), unfolded);

  return g_utf8_make_valid (decoded ? decoded : unfolded, -1);
}

static char *
dup_word (const char *text)
{
  return g_strstrip (g_ascii_strdown (text, (gssize) strcspn (text, ";( \t")));
}

/* A name that is safe to show and to propose for saving. */
static char *
clean_file_name (const char *name)
{
  GString *clean;
  g_autofree char *valid = NULL;

  if (!name || !*name)
    return NULL;

  valid = g_utf8_make_valid (name, -1);
  clean = g_string_new (NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, c == '/' || c == '\\' || g_unichar_iscntrl (c) ? '_' : c);
    }
  return g_string_free_and_steal (clean);
}

static void
read_content_type (MfPart *part, const char *unfolded, char **boundary)
{
  g_autoptr (GMimeContentType) type =
      g_mime_content_type_parse (mf_gmime_get_parser_options (), unfolded);
  const char *main_type = type ? g_mime_content_type_get_media_type (type) : NULL;
  const char *sub_type = type ? g_mime_content_type_get_media_subtype (type) : NULL;
  const char *charset, *name, *limit;

  if (!main_type || !sub_type)
    return;

  g_free (part->media_type);
  part->media_type = g_strconcat (main_type, "/", sub_type, NULL);
  for (char *p = part->media_type; *p; p++)
    *p = g_ascii_isgraph (*p) ? g_ascii_tolower (*p) : '_';

  charset = g_mime_content_type_get_parameter (type, "charset");
  if (charset)
    {
      g_free (part->charset);
      part->charset = dup_word (charset);
    }
  name = g_mime_content_type_get_parameter (type, "name");
  if (name && !part->file_name)
    part->file_name = clean_file_name (name);
  limit = g_mime_content_type_get_parameter (type, "boundary");
  if (limit && *limit)
    {
      g_free (*boundary);
      *boundary = g_strdup (limit);
    }
}

static void
read_disposition (MfPart *part, const char *unfolded)
{
  g_autoptr (GMimeContentDisposition) disposition =
      g_mime_content_disposition_parse (mf_gmime_get_parser_options (), unfolded);
  char *name;

  if (!disposition)
    return;

  g_free (part->disposition);
  part->disposition = dup_word (g_mime_content_disposition_get_disposition (disposition));
  name = clean_file_name (g_mime_content_disposition_get_parameter (disposition, "filename"));
  if (name)
    {
      g_free (part->file_name);
      part->file_name = name;
    }
}

/*< private >
 * mf_part_read_fields:
 * @part: a part whose fields were found
 * @scan: the scan
 * @boundary: (out): the boundary parameter of Content-Type, if there is one
 *
 * Decodes the header's values and what MIME says in them.
 */
void
mf_part_read_fields (MfPart *part, const MfMessageScan *scan, char **boundary)
{
  for (guint i = 0; i < part->n_fields; i++)
    {
      MfHeaderField *field = &part->fields[i];
      g_autofree char *unfolded = unfold (scan, field->value_span, MAX_VALUE);

      field->value = decode_value (unfolded);
      if (g_ascii_strcasecmp (field->name, "Content-Type") == 0)
        read_content_type (part, unfolded, boundary);
      else if (g_ascii_strcasecmp (field->name, "Content-Disposition") == 0)
        read_disposition (part, unfolded);
      else if (g_ascii_strcasecmp (field->name, "Content-Transfer-Encoding") == 0 &&
               !part->encoding)
        part->encoding = dup_word (field->value);
    }

  if (!part->encoding || !*part->encoding)
    {
      g_free (part->encoding);
      part->encoding = g_strdup ("7bit");
    }
}

/**
 * mf_message_parse:
 * @bytes: a message (RFC 5322), maybe with MIME (RFC 2045), with CRLF or LF line ends; or
 *   anything else
 *
 * Reads a message: its header, its blank line, its body, and the tree of its
 * parts, each with the place of its bytes. Any bytes give a message.
 *
 * Returns: (transfer full): the message, immutable
 */
MfMessage *
mf_message_parse (GBytes *bytes)
{
  MfMessage *self = g_new0 (MfMessage, 1);
  MfMessageScan scan = { .whole = TRUE };

  mf_gmime_init ();
  g_atomic_ref_count_init (&self->refs);
  self->bytes = g_bytes_ref (bytes);
  scan.data = g_bytes_get_data (bytes, &scan.length);
  if (!scan.data)
    scan.data = "";
  self->root = mf_message_scan (&scan);
  self->whole = scan.whole;
  return self;
}

MfMessage *
mf_message_ref (MfMessage *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_message_unref (MfMessage *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->root, mf_part_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

GBytes *
mf_message_get_bytes (const MfMessage *self)
{
  return self->bytes;
}

/**
 * mf_message_get_root:
 * @self: a message
 *
 * Returns: (transfer none): the part that is the whole message
 */
const MfPart *
mf_message_get_root (const MfMessage *self)
{
  return self->root;
}

/**
 * mf_message_is_whole:
 * @self: a message
 *
 * Returns: whether no limit kept parts or fields out of the tree
 */
gboolean
mf_message_is_whole (const MfMessage *self)
{
  return self->whole;
}

/**
 * mf_part_find_field:
 * @self: a part
 * @name: a field's name, in any case
 *
 * Returns: (nullable) (transfer none): the first field of that name in its header
 */
const MfHeaderField *
mf_part_find_field (const MfPart *self, const char *name)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      if (g_ascii_strcasecmp (self->fields[i].name, name) == 0)
        return &self->fields[i];
    }

  return NULL;
}

/**
 * mf_message_get_value:
 * @self: a message
 * @name: a field's name, in any case
 *
 * Returns: (nullable) (transfer none): the decoded value of the first field of that name
 */
const char *
mf_message_get_value (const MfMessage *self, const char *name)
{
  const MfHeaderField *field = mf_part_find_field (self->root, name);

  return field ? field->value : NULL;
}

/**
 * mf_message_get_addresses:
 * @self: a message
 * @name: a field's name, such as "To", in any case
 * @error: return location for an %MF_PROTOCOL_ERROR
 *
 * Returns: (transfer full) (element-type MfNamedAddress): the addresses of all fields of that
 *   name, in their order; or %NULL with @error set if one of them is not an address
 */
GPtrArray *
mf_message_get_addresses (const MfMessage *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) addresses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mf_named_address_free);
  MfMessageScan scan = { .data = g_bytes_get_data (self->bytes, &scan.length) };

  for (guint i = 0; i < self->root->n_fields; i++)
    {
      const MfHeaderField *field = &self->root->fields[i];
      g_autofree char *unfolded = NULL;
      GPtrArray *more;

      if (g_ascii_strcasecmp (field->name, name) != 0)
        continue;
      unfolded = unfold (&scan, field->value_span, field->value_span.length);
      more = mf_named_address_parse_list (unfolded, error);
      if (!more)
        return NULL;
      g_ptr_array_extend_and_steal (addresses, more);
    }

  return g_steal_pointer (&addresses);
}

static gboolean
is_readable (const MfPart *part, const char *media_type)
{
  return strcmp (part->media_type, media_type) == 0 &&
         g_strcmp0 (part->disposition, "attachment") != 0;
}

static const MfPart *
find_part (const MfPart *part, const char *media_type)
{
  if (is_readable (part, media_type))
    return part;
  if (!g_str_has_prefix (part->media_type, "multipart/"))
    return NULL;

  for (guint i = 0; i < part->children->len; i++)
    {
      const MfPart *found = find_part (g_ptr_array_index (part->children, i), media_type);

      if (found)
        return found;
    }

  return NULL;
}

/**
 * mf_message_find_text:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): the part that a reader shows first: plain text if there
 *   is any, else HTML
 */
const MfPart *
mf_message_find_text (const MfMessage *self)
{
  const MfPart *plain = find_part (self->root, "text/plain");

  return plain ? plain : find_part (self->root, "text/html");
}
