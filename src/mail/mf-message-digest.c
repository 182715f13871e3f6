/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message-digest.h"

#include "mail/mf-header-value.h"
#include "mail/mf-message-digest-private.h"
#include "mail/mf-message.h"

#include <string.h>

MfDigestPart *
mf_digest_part_new (MfDigestPart *parent)
{
  MfDigestPart *self = g_new0 (MfDigestPart, 1);

  self->parent = parent;
  self->children = g_ptr_array_new ();
  self->header_start = G_MAXSIZE;
  if (parent)
    g_ptr_array_add (parent->children, self);
  return self;
}

static void
free_parameters (MfDigestParameter *parameters, guint n_parameters)
{
  for (guint i = 0; i < n_parameters; i++)
    {
      g_free (parameters[i].name);
      g_free (parameters[i].value);
    }
  g_free (parameters);
}

void
mf_digest_part_free (MfDigestPart *part)
{
  g_ptr_array_unref (part->children);
  g_free (part->type);
  g_free (part->subtype);
  free_parameters (part->parameters, part->n_parameters);
  g_free (part->id);
  g_free (part->description);
  g_free (part->encoding);
  g_free (part->md5);
  g_free (part->disposition);
  free_parameters (part->disposition_parameters, part->n_disposition_parameters);
  g_strfreev (part->languages);
  g_free (part->location);
  g_free (part);
}

/* The value on one line (RFC 5322 section 2.2.3), not decoded. NUL cannot be
 * sent in any string of IMAP (RFC 3501 section 9, CHAR8), so it goes. */
static char *
unfold (const char *data, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\r' && data[i] != '\n' && data[i] != '\0')
        g_string_append_c (text, data[i]);
    }

  return g_string_free_and_steal (text);
}

static char *
dup_value (const MfPart *source, const char *data, const char *name)
{
  const MfHeaderField *field = mf_part_find_field (source, name);

  if (!field)
    return NULL;
  return unfold (data + field->value_span.start,
                 MIN (field->value_span.length, (gsize) MF_DIGEST_MAX_HEADER));
}

static gboolean
is_word_character (char c)
{
  return g_ascii_isalnum (c) || c == '-';
}

/* Language tags between commas (RFC 3282). */
static char **
split_languages (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  while (text && *text && n < MF_DIGEST_MAX_PARAMETERS)
    {
      gsize length = 0;

      while (is_word_character (text[length]))
        length++;
      if (length > 0)
        {
          g_strv_builder_take (builder, g_strndup (text, length));
          n++;
        }
      text += length;
      text += strcspn (text, ",");
      text += strspn (text, ", \t");
    }

  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

static void
set_type (MfDigestPart *part, const char *type, const char *subtype)
{
  free_parameters (g_steal_pointer (&part->parameters), part->n_parameters);
  part->n_parameters = 0;
  g_free (part->type);
  g_free (part->subtype);
  part->type = g_strdup (type);
  part->subtype = g_strdup (subtype);
}

/* What the scan could not take apart must not claim that it has parts: a
 * client would look for them. */
static void
read_type (MfDigestPart *part, const MfPart *source, const char *data)
{
  g_autofree char *value = dup_value (source, data, "Content-Type");
  gboolean is_message = strcmp (source->media_type, "message/rfc822") == 0;

  if (value)
    part->type =
        mf_digest_parse_type (value, &part->subtype, &part->parameters, &part->n_parameters);

  if (!part->type)
    set_type (part, is_message ? "message" : "text", is_message ? "rfc822" : "plain");

  if (source->children->len > 0)
    return;
  if (g_ascii_strcasecmp (part->type, "multipart") == 0)
    set_type (part, "text", "plain");
  else if (g_ascii_strcasecmp (part->type, "message") == 0 &&
           g_ascii_strcasecmp (part->subtype, "rfc822") == 0)
    set_type (part, "application", "octet-stream");
}

static void
read_fields (MfDigestPart *part, const MfPart *source, const char *data)
{
  g_autofree char *disposition = dup_value (source, data, "Content-Disposition");
  g_autofree char *languages = dup_value (source, data, "Content-Language");
  g_autofree char *encoding = dup_value (source, data, "Content-Transfer-Encoding");

  read_type (part, source, data);
  part->id = dup_value (source, data, "Content-ID");
  part->description = dup_value (source, data, "Content-Description");
  part->md5 = dup_value (source, data, "Content-MD5");
  part->location = dup_value (source, data, "Content-Location");
  part->languages = split_languages (languages);

  if (encoding)
    part->encoding = mf_digest_parse_word (encoding, NULL, NULL);
  if (!part->encoding)
    part->encoding = g_strdup ("7bit");
  if (disposition)
    part->disposition = mf_digest_parse_word (disposition, &part->disposition_parameters,
                                              &part->n_disposition_parameters);
}

static guint
count_lines (const char *data, MfSpan span)
{
  const char *p = data + span.start;
  const char *end = p + span.length;
  guint n = 0;

  for (; p < end && (p = memchr (p, '\n', (gsize) (end - p))); p++)
    n++;
  return n;
}

typedef struct
{
  MfMessageDigest *digest;
  const char *data;
  GByteArray *headers;
} Building;

static void
keep_header (Building *building, MfDigestPart *part)
{
  if (building->headers->len + part->header.length > MF_DIGEST_MAX_HEADER)
    {
      building->digest->whole = FALSE;
      return;
    }

  part->header_start = building->headers->len;
  g_byte_array_append (building->headers, (const guint8 *) building->data + part->header.start,
                       (guint) part->header.length);
}

/* As deep as the scan went: MF_MESSAGE_MAX_DEPTH. */
static void
add_part (Building *building, const MfPart *source, MfDigestPart *parent)
{
  MfDigestPart *part = mf_digest_part_new (parent);
  gboolean is_message = !parent || g_ascii_strcasecmp (parent->type, "message") == 0;
  gsize start = parent ? source->header.start : 0;

  g_ptr_array_add (building->digest->parts, part);
  part->header = MF_SPAN (start, source->body.start - start);
  part->body = source->body;
  read_fields (part, source, building->data);
  part->lines = count_lines (building->data, part->body);
  if (is_message)
    keep_header (building, part);

  for (guint i = 0; i < source->children->len; i++)
    add_part (building, g_ptr_array_index (source->children, i), part);
}

/**
 * mf_message_digest_new:
 * @message: a message with CRLF line ends
 *
 * Reads what FETCH and SEARCH ask about a message without its text.
 *
 * Returns: (transfer full): the digest, immutable
 */
MfMessageDigest *
mf_message_digest_new (GBytes *message)
{
  g_autoptr (MfMessage) parsed = mf_message_parse (message);
  MfMessageDigest *self = g_new0 (MfMessageDigest, 1);
  const char *data = g_bytes_get_data (message, NULL);
  Building building = { self, data ? data : "", g_byte_array_new () };

  g_atomic_ref_count_init (&self->refs);
  self->size = g_bytes_get_size (message);
  self->whole = mf_message_is_whole (parsed);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_digest_part_free);
  add_part (&building, mf_message_get_root (parsed), NULL);
  self->headers = g_byte_array_free_to_bytes (building.headers);
  return self;
}

MfMessageDigest *
mf_message_digest_ref (MfMessageDigest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_message_digest_unref (MfMessageDigest *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->headers, g_bytes_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}

/**
 * mf_message_digest_get_size:
 * @self: a digest
 *
 * Returns: the size of the message in octets
 */
guint64
mf_message_digest_get_size (const MfMessageDigest *self)
{
  return self->size;
}

/**
 * mf_message_digest_is_whole:
 * @self: a digest
 *
 * Returns: whether every header and every part is in it, which a limit may have prevented
 */
gboolean
mf_message_digest_is_whole (const MfMessageDigest *self)
{
  return self->whole;
}

/**
 * mf_message_digest_get_root:
 * @self: a digest
 *
 * Returns: (transfer none): the part that is the whole message
 */
const MfDigestPart *
mf_message_digest_get_root (const MfMessageDigest *self)
{
  return g_ptr_array_index (self->parts, 0);
}

/**
 * mf_message_digest_get_header:
 * @self: a digest
 * @part: the root, or a message/rfc822, whose message's header is meant
 * @length: (out): how many bytes
 *
 * Returns: (transfer none) (nullable): a raw header with the blank line that ends it, not ended
 *   by a NUL; %NULL if it is too long to be kept, or @part is no message: then the span that
 *   mf_message_digest_find_section() gives has to be read from the file
 */
const char *
mf_message_digest_get_header (const MfMessageDigest *self, const MfDigestPart *part, gsize *length)
{
  static const char nothing[] = "";
  const char *data = g_bytes_get_data (self->headers, NULL);

  if (part->header_start == G_MAXSIZE && part->children->len == 1)
    part = g_ptr_array_index (part->children, 0);

  *length = 0;
  if (part->header_start == G_MAXSIZE)
    return NULL;
  *length = part->header.length;
  return data ? data + part->header_start : nothing;
}

static gboolean
is_multipart (const MfDigestPart *part)
{
  return g_ascii_strcasecmp (part->type, "multipart") == 0;
}

/* What part @number of @part is (RFC 3501 section 6.4.5): a message/rfc822's
 * numbers are those of the message in it, and a message that is no multipart
 * has one part, 1: itself. Only the root comes in here as a message; what comes
 * out is a part. */
static const MfDigestPart *
find_child (const MfDigestPart *part, gboolean as_message, guint32 number)
{
  if (!as_message && !is_multipart (part))
    {
      if (part->children->len != 1)
        return NULL;
      part = g_ptr_array_index (part->children, 0);
    }

  if (is_multipart (part))
    return number >= 1 && number <= part->children->len
               ? g_ptr_array_index (part->children, number - 1)
               : NULL;
  return number == 1 ? part : NULL;
}

/**
 * mf_message_digest_find_part:
 * @self: a digest
 * @path: (array length=n_path): part numbers, "4.2.1" as 4, 2, 1
 * @n_path: how many; 0 for the message itself
 *
 * Returns: (transfer none) (nullable): the part, or %NULL if there is none
 */
const MfDigestPart *
mf_message_digest_find_part (const MfMessageDigest *self, const guint32 *path, guint n_path)
{
  const MfDigestPart *part = mf_message_digest_get_root (self);

  for (guint i = 0; i < n_path && part; i++)
    part = find_child (part, i == 0, path[i]);

  return part;
}

/**
 * mf_message_digest_find_section:
 * @self: a digest
 * @path: (array length=n_path): part numbers, as for mf_message_digest_find_part()
 * @n_path: how many
 * @section: which piece of the part
 * @span: (out): where it is in the message
 *
 * Finds what a section of FETCH's BODY[…] means (RFC 3501 section 6.4.5).
 *
 * Returns: whether there is such a section; FETCH answers an empty string or NIL if not
 */
gboolean
mf_message_digest_find_section (const MfMessageDigest *self,
                                const guint32 *path,
                                guint n_path,
                                MfDigestSection section,
                                MfSpan *span)
{
  const MfDigestPart *part = mf_message_digest_find_part (self, path, n_path);
  const MfDigestPart *message = part;

  *span = MF_SPAN (0, 0);
  if (!part)
    return FALSE;
  if (n_path == 0 && section == MF_DIGEST_SECTION_ALL)
    {
      *span = MF_SPAN (0, (gsize) self->size);
      return TRUE;
    }
  if (section == MF_DIGEST_SECTION_ALL || section == MF_DIGEST_SECTION_MIME)
    {
      *span = section == MF_DIGEST_SECTION_ALL ? part->body : part->header;
      return n_path > 0;
    }

  /* HEADER and TEXT of a part mean those of the message that it carries. */
  if (n_path > 0)
    message = !is_multipart (part) && part->children->len == 1
                  ? g_ptr_array_index (part->children, 0)
                  : NULL;
  if (!message)
    return FALSE;
  *span = section == MF_DIGEST_SECTION_HEADER ? message->header : message->body;
  return TRUE;
}

/**
 * mf_message_digest_dup_field:
 * @self: a digest
 * @part: as for mf_message_digest_get_header()
 * @name: of a header field
 *
 * Returns: (transfer full) (nullable): the value of the first one of that name: unfolded, white
 *   space around it taken away, not decoded; %NULL if there is none, or its header was not kept
 */
char *
mf_message_digest_dup_field (const MfMessageDigest *self,
                             const MfDigestPart *part,
                             const char *name)
{
  gsize length;
  const char *header = mf_message_digest_get_header (self, part, &length);

  return header ? mf_header_dup_field (header, length, name) : NULL;
}
