/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-message-digest-private.h"
#include "mail/mf-message.h"

#include <string.h>

/* A digest as bytes, numbers in little endian:
 *
 *   u32 version, u32 whole, u64 size, u32 length of the root's header, u32 length
 *   of all headers, headers, u32 parts,
 *   and of each part: u32 parent (its place in the list), strings, numbers
 *
 * A string is u32 length and its bytes, %NO_STRING for none. The headers come
 * first, so that who looks for words in them need not take the tree apart. */
#define VERSION 1
#define HEADERS_START 24
#define NO_STRING 0xffffffffu
#define NO_PARENT 0xffffffffu
#define NO_HEADER G_MAXUINT64
#define MAX_DEPTH (MF_MESSAGE_MAX_DEPTH + 1)

typedef struct
{
  const guint8 *p;
  const guint8 *end;
  gboolean bad;
} Reader;

static void
put_u32 (GByteArray *to, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

static void
put_u64 (GByteArray *to, guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

static void
put_string (GByteArray *to, const char *text)
{
  guint length = text ? (guint) strlen (text) : 0;

  put_u32 (to, text ? length : NO_STRING);
  g_byte_array_append (to, (const guint8 *) (text ? text : ""), length);
}

static guint32
get_u32 (Reader *from)
{
  guint32 value;

  if (from->bad || from->end - from->p < (gssize) sizeof value)
    {
      from->bad = TRUE;
      return 0;
    }
  memcpy (&value, from->p, sizeof value);
  from->p += sizeof value;
  return GUINT32_FROM_LE (value);
}

static guint64
get_u64 (Reader *from)
{
  guint64 low = get_u32 (from);

  return low | (guint64) get_u32 (from) << 32;
}

static char *
get_string (Reader *from)
{
  guint32 length = get_u32 (from);
  char *text;

  if (from->bad || length == NO_STRING)
    return NULL;
  if (length > (gsize) (from->end - from->p) || memchr (from->p, '\0', length))
    {
      from->bad = TRUE;
      return NULL;
    }
  text = g_strndup ((const char *) from->p, length);
  from->p += length;
  return text;
}

static void
put_parameters (GByteArray *to, const MfDigestParameter *parameters, guint n_parameters)
{
  put_u32 (to, n_parameters);
  for (guint i = 0; i < n_parameters; i++)
    {
      put_string (to, parameters[i].name);
      put_string (to, parameters[i].value);
    }
}

static MfDigestParameter *
get_parameters (Reader *from, guint *n_parameters)
{
  guint n = get_u32 (from);
  MfDigestParameter *parameters;

  if (n > MF_DIGEST_MAX_PARAMETERS)
    from->bad = TRUE;
  if (from->bad || n == 0)
    return NULL;

  parameters = g_new0 (MfDigestParameter, n);
  *n_parameters = n;
  for (guint i = 0; i < n; i++)
    {
      parameters[i].name = get_string (from);
      parameters[i].value = get_string (from);
      if (!parameters[i].name || !parameters[i].value)
        from->bad = TRUE;
    }
  return parameters;
}

static void
put_span (GByteArray *to, MfSpan span)
{
  put_u64 (to, span.start);
  put_u64 (to, span.length);
}

static MfSpan
get_span (Reader *from, guint64 size)
{
  guint64 start = get_u64 (from);
  guint64 length = get_u64 (from);

  if (start > size || length > size - start)
    from->bad = TRUE;
  return from->bad ? MF_SPAN (0, 0) : MF_SPAN ((gsize) start, (gsize) length);
}

static void
put_languages (GByteArray *to, char **languages)
{
  g_autofree char *joined = languages ? g_strjoinv (",", languages) : NULL;

  put_string (to, joined);
}

static char **
get_languages (Reader *from)
{
  g_autofree char *joined = get_string (from);

  return joined ? g_strsplit (joined, ",", MF_DIGEST_MAX_PARAMETERS) : NULL;
}

static void
put_part (GByteArray *to, const MfDigestPart *part)
{
  put_string (to, part->type);
  put_string (to, part->subtype);
  put_parameters (to, part->parameters, part->n_parameters);
  put_string (to, part->id);
  put_string (to, part->description);
  put_string (to, part->encoding);
  put_string (to, part->md5);
  put_string (to, part->disposition);
  put_parameters (to, part->disposition_parameters, part->n_disposition_parameters);
  put_languages (to, part->languages);
  put_string (to, part->location);
  put_span (to, part->header);
  put_span (to, part->body);
  put_u32 (to, part->lines);
  put_u64 (to, part->header_start == G_MAXSIZE ? NO_HEADER : part->header_start);
}

static void
get_header_start (Reader *from, MfDigestPart *part, gsize headers_length)
{
  guint64 start = get_u64 (from);

  if (start == NO_HEADER)
    return;
  if (start > headers_length || part->header.length > headers_length - start)
    from->bad = TRUE;
  else
    part->header_start = (gsize) start;
}

static void
get_part (Reader *from, MfDigestPart *part, guint64 size, gsize headers_length)
{
  part->type = get_string (from);
  part->subtype = get_string (from);
  part->parameters = get_parameters (from, &part->n_parameters);
  part->id = get_string (from);
  part->description = get_string (from);
  part->encoding = get_string (from);
  part->md5 = get_string (from);
  part->disposition = get_string (from);
  part->disposition_parameters = get_parameters (from, &part->n_disposition_parameters);
  part->languages = get_languages (from);
  part->location = get_string (from);
  part->header = get_span (from, size);
  part->body = get_span (from, size);
  part->lines = get_u32 (from);
  get_header_start (from, part, headers_length);

  if (!part->type || !part->subtype || !part->encoding)
    from->bad = TRUE;
}

/**
 * mf_message_digest_write:
 * @self: a digest
 *
 * Returns: (transfer full): it as bytes, for mf_message_digest_read()
 */
GBytes *
mf_message_digest_write (const MfMessageDigest *self)
{
  GByteArray *to = g_byte_array_new ();
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  gsize length;
  const guint8 *headers = g_bytes_get_data (self->headers, &length);
  const MfDigestPart *root = mf_message_digest_get_root (self);

  put_u32 (to, VERSION);
  put_u32 (to, self->whole ? 1 : 0);
  put_u64 (to, self->size);
  put_u32 (to, root->header_start == 0 ? (guint32) root->header.length : NO_STRING);
  put_u32 (to, (guint32) length);
  if (length > 0)
    g_byte_array_append (to, headers, (guint) length);
  put_u32 (to, self->parts->len);

  for (guint i = 0; i < self->parts->len; i++)
    {
      MfDigestPart *part = g_ptr_array_index (self->parts, i);

      g_hash_table_insert (places, part, GUINT_TO_POINTER (i));
      put_u32 (to, part->parent ? GPOINTER_TO_UINT (g_hash_table_lookup (places, part->parent))
                                : NO_PARENT);
      put_part (to, part);
    }

  return g_byte_array_free_to_bytes (to);
}

/* Only the first has no parent; every other's came before it. */
static MfDigestPart *
get_parent (Reader *from, const MfMessageDigest *self, guint *depths)
{
  guint32 parent = get_u32 (from);
  guint place = self->parts->len;

  depths[place] = 0;
  if (place == 0)
    {
      from->bad = from->bad || parent != NO_PARENT;
      return NULL;
    }
  if (from->bad || parent >= place || depths[parent] >= MAX_DEPTH)
    {
      from->bad = TRUE;
      return NULL;
    }
  depths[place] = depths[parent] + 1;
  return g_ptr_array_index (self->parts, parent);
}

static void
get_parts (Reader *from, MfMessageDigest *self)
{
  guint32 n = get_u32 (from);
  gsize headers_length = g_bytes_get_size (self->headers);
  g_autofree guint *depths = NULL;

  if (n < 1 || n > MF_MESSAGE_MAX_PARTS)
    from->bad = TRUE;
  if (from->bad)
    return;

  depths = g_new (guint, n);
  for (guint32 i = 0; i < n && !from->bad; i++)
    {
      MfDigestPart *parent = get_parent (from, self, depths);
      MfDigestPart *part = mf_digest_part_new (from->bad ? NULL : parent);

      g_ptr_array_add (self->parts, part);
      get_part (from, part, self->size, headers_length);
    }
}

/**
 * mf_message_digest_read:
 * @bytes: what mf_message_digest_write() wrote, or anything else
 * @error: return location for an %MF_STORAGE_ERROR, _CORRUPT if it is something else
 *
 * Returns: (transfer full): the digest, or %NULL with @error set
 */
MfMessageDigest *
mf_message_digest_read (GBytes *bytes, GError **error)
{
  g_autoptr (MfMessageDigest) self = g_new0 (MfMessageDigest, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  Reader from = { data, data + length, FALSE };
  guint32 headers_length;

  g_atomic_ref_count_init (&self->refs);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_digest_part_free);
  from.bad = get_u32 (&from) != VERSION;
  self->whole = get_u32 (&from) == 1;
  self->size = get_u64 (&from);
  get_u32 (&from);
  headers_length = get_u32 (&from);
  if (!from.bad && headers_length <= (gsize) (from.end - from.p))
    {
      self->headers = g_bytes_new_from_bytes (bytes, (gsize) (from.p - data), headers_length);
      from.p += headers_length;
      get_parts (&from, self);
    }

  if (from.bad || !self->headers || from.p != from.end)
    {
      g_set_error_literal (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT,
                           "This is no digest of a message");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * mf_message_digest_read_header:
 * @bytes: what mf_message_digest_write() wrote, or anything else
 *
 * As mf_message_digest_read() and mf_message_digest_get_header() of the root,
 * but the tree is not taken apart: for who looks through many messages.
 *
 * Returns: (transfer full) (nullable): the root's raw header, or %NULL if it was not kept, or
 *   @bytes are something else
 */
GBytes *
mf_message_digest_read_header (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  Reader from = { data, data + length, FALSE };
  guint32 version = get_u32 (&from);
  guint32 header_length;

  get_u32 (&from);
  get_u64 (&from);
  header_length = get_u32 (&from);
  get_u32 (&from);
  if (from.bad || version != VERSION || header_length > length - HEADERS_START)
    return NULL;
  return g_bytes_new_from_bytes (bytes, HEADERS_START, header_length);
}
