/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-needle.h"

#include "mail/mf-header-value.h"

#include <string.h>

/* SEARCH (RFC 3501 section 6.4.4): "messages that contain the specified string",
 * in any case, in the text that a person reads: encoded words, transfer
 * encodings and charsets are undone first. Most of what is looked through needs
 * none of that, and 100,000 headers are to take less than a second; so what is
 * plain ASCII is compared where it lies. */
struct _MfNeedle
{
  char *folded;
  gboolean ascii;
};

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  return g_utf8_casefold (normal ? normal : text, -1);
}

/**
 * mf_needle_new:
 * @text: valid UTF-8; "" is in everything
 *
 * Returns: (transfer full): it, prepared to be looked for many times
 */
MfNeedle *
mf_needle_new (const char *text)
{
  MfNeedle *self = g_new0 (MfNeedle, 1);

  self->folded = fold (text);
  self->ascii = g_str_is_ascii (self->folded);
  return self;
}

void
mf_needle_free (MfNeedle *self)
{
  if (self == NULL)
    return;

  g_free (self->folded);
  g_free (self);
}

/**
 * mf_needle_is_in_text:
 * @self: a needle
 * @text: valid UTF-8
 *
 * Returns: whether it is somewhere in @text
 */
gboolean
mf_needle_is_in_text (const MfNeedle *self, const char *text)
{
  g_autofree char *folded = NULL;

  if (strcasestr (text, self->folded) != NULL)
    return TRUE;
  /* No letter beyond ASCII folds to letters of it, save for a few signs such as
   * the Kelvin; those are worth a second look only where there are any. */
  if (g_str_is_ascii (text))
    return FALSE;
  folded = fold (text);
  return strstr (folded, self->folded) != NULL;
}

static gboolean
is_plain (const char *value)
{
  return strstr (value, "=?") == NULL && g_str_is_ascii (value);
}

static gboolean
is_in_value (const MfNeedle *self, const char *value)
{
  g_autofree char *decoded = NULL;

  if (is_plain (value))
    return mf_needle_is_in_text (self, value);
  decoded = mf_header_decode (value);
  return mf_needle_is_in_text (self, decoded);
}

/* The end of the field that begins at @line: after its last folded line. */
static const char *
find_end (const char *line, const char *end)
{
  do
    {
      const char *next = memchr (line, '\n', (gsize) (end - line));

      line = next ? next + 1 : end;
    }
  while (line < end && (*line == ' ' || *line == '\t'));
  return line;
}

static void
unfold (GString *to, const char *p, const char *end)
{
  g_string_truncate (to, 0);
  for (; p < end; p++)
    {
      if (*p != '\r' && *p != '\n' && *p != '\0')
        g_string_append_c (to, *p);
    }
}

/* %NULL if it is no field of that name. */
static const char *
find_value (const char *line, const char *end, const char *field, gsize field_length)
{
  const char *p = line + field_length;

  if (end - line <= (gssize) field_length || g_ascii_strncasecmp (line, field, field_length) != 0)
    return NULL;
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  return p < end && *p == ':' ? p + 1 : NULL;
}

/**
 * mf_needle_is_in_header:
 * @self: a needle
 * @header: (array length=length): a raw header
 * @length: its length in bytes
 * @field: (nullable): the name of the field that is meant; %NULL for the whole header, names
 *   included
 *
 * Returns: whether the needle is in the decoded value of such a field; "" is in every one that
 *   there is
 */
gboolean
mf_needle_is_in_header (const MfNeedle *self, const char *header, gsize length, const char *field)
{
  g_autoptr (GString) value = g_string_sized_new (256);
  gsize field_length = field ? strlen (field) : 0;
  const char *end = header + length;
  const char *next;

  for (const char *line = header; line < end; line = next)
    {
      const char *start = line;

      next = find_end (line, end);
      if (field && !(start = find_value (line, next, field, field_length)))
        continue;
      unfold (value, start, next);
      if (is_in_value (self, value->str))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_part (const MfNeedle *self, const MfMessage *message, const MfPart *part)
{
  const char *data = g_bytes_get_data (mf_message_get_bytes (message), NULL);

  if (g_str_has_prefix (part->media_type, "text/"))
    {
      g_autofree char *text = mf_message_get_text (message, part);

      return text && mf_needle_is_in_text (self, text);
    }

  for (guint i = 0; i < part->children->len; i++)
    {
      const MfPart *child = g_ptr_array_index (part->children, i);

      /* The header of a message in the message is part of its text. */
      if (mf_needle_is_in_header (self, data + child->header.start, child->header.length, NULL) ||
          is_in_part (self, message, child))
        return TRUE;
    }
  return FALSE;
}

/**
 * mf_needle_is_in_body:
 * @self: a needle
 * @message: a message
 *
 * Looks through what can be read: text parts, decoded, and the headers of parts.
 * As deep as a message is taken apart: %MF_MESSAGE_MAX_DEPTH.
 *
 * Returns: whether it is somewhere in them
 */
gboolean
mf_needle_is_in_body (const MfNeedle *self, const MfMessage *message)
{
  return is_in_part (self, message, mf_message_get_root (message));
}
