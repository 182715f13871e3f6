/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-name.h"

#include <string.h>

/* Modified base64: "," stands for "/", and nothing pads (RFC 3501 section 5.1.3). */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static void
encode_run (const gunichar2 *units, glong n_units, GString *out)
{
  guint32 bits = 0;
  guint n_bits = 0;

  g_string_append_c (out, '&');
  for (glong i = 0; i < n_units; i++)
    {
      bits = (bits << 16) | units[i];
      n_bits += 16;
      while (n_bits >= 6)
        {
          n_bits -= 6;
          g_string_append_c (out, alphabet[(bits >> n_bits) & 0x3f]);
        }
      bits &= (1u << n_bits) - 1;
    }
  if (n_bits > 0)
    g_string_append_c (out, alphabet[(bits << (6 - n_bits)) & 0x3f]);
  g_string_append_c (out, '-');
}

static gboolean
is_direct (char c)
{
  return c >= 0x20 && c < 0x7f;
}

/**
 * mf_imap_utf7_encode:
 * @text: UTF-8
 *
 * Returns: (transfer full): the same as modified UTF-7, as mailbox names cross the wire (RFC
 *   3501 section 5.1.3)
 */
char *
mf_imap_utf7_encode (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text)
    {
      const char *end = text;

      if (is_direct (*text))
        {
          g_string_append_c (out, *text);
          if (*text == '&')
            g_string_append_c (out, '-');
          text++;
          continue;
        }

      while (*end && !is_direct (*end))
        end++;

      {
        glong n_units = 0;
        g_autofree gunichar2 *units = g_utf8_to_utf16 (text, end - text, NULL, &n_units, NULL);

        if (units)
          encode_run (units, n_units, out);
      }
      text = end;
    }

  return g_string_free_and_steal (out);
}

/* What stands between "&" and "-". Returns whether it is what encode_run() would
 * have made: other writings of the same name are no names. */
static gboolean
decode_run (const char *text, gsize length, GString *out)
{
  g_autofree gunichar2 *units = g_new (gunichar2, length + 1);
  g_autofree char *utf8 = NULL;
  g_autoptr (GString) again = g_string_new (NULL);
  guint32 bits = 0;
  guint n_bits = 0;
  glong n_units = 0;

  for (gsize i = 0; i < length; i++)
    {
      const char *digit = text[i] ? strchr (alphabet, text[i]) : NULL;

      if (digit == NULL)
        return FALSE;
      bits = (bits << 6) | (guint32) (digit - alphabet);
      n_bits += 6;
      if (n_bits >= 16)
        {
          n_bits -= 16;
          units[n_units++] = (gunichar2) (bits >> n_bits);
          bits &= (1u << n_bits) - 1;
        }
    }

  for (glong i = 0; i < n_units; i++)
    if (units[i] < 0x80 && is_direct ((char) units[i]))
      return FALSE;
  utf8 = g_utf16_to_utf8 (units, n_units, NULL, NULL, NULL);
  if (utf8 == NULL || n_units == 0 || strlen (utf8) == 0)
    return FALSE;

  encode_run (units, n_units, again);
  if (again->len != length + 2 || memcmp (again->str + 1, text, length) != 0)
    return FALSE;

  g_string_append (out, utf8);
  return TRUE;
}

/**
 * mf_imap_utf7_decode:
 * @text: modified UTF-7; UTF-8 is let through
 * @length: its length in bytes
 *
 * Returns: (nullable) (transfer full): the same as UTF-8; %NULL if it is not well-formed: each
 *   name has one writing only (RFC 3501 section 5.1.3)
 */
char *
mf_imap_utf7_decode (const char *text, gsize length)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize run = 0; /* where the last run ended, that nothing stands behind yet */

  for (gsize i = 0; i < length; i++)
    {
      const char *end;

      if (text[i] != '&')
        {
          if (text[i] == '\0')
            return NULL;
          g_string_append_c (out, text[i]);
          continue;
        }

      end = memchr (text + i, '-', length - i);
      if (end == NULL)
        return NULL;
      if (end == text + i + 1)
        g_string_append_c (out, '&');
      else if ((run > 0 && run == i) ||
               !decode_run (text + i + 1, (gsize) (end - text) - i - 1, out))
        return NULL;
      else
        run = (gsize) (end - text) + 1;
      i = (gsize) (end - text);
    }

  if (!g_utf8_validate (out->str, (gssize) out->len, NULL))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* INBOX is the one name whose case does not matter (RFC 3501 section 5.1). */
gboolean
mf_imap_name_is_inbox (const char *name)
{
  return g_ascii_strcasecmp (name, "INBOX") == 0;
}

/**
 * mf_imap_name_is_valid:
 * @name: UTF-8
 *
 * Returns: whether a mailbox may be made with that name: no empty level, none that is "." or
 *   "..", no control characters, no wildcards, which LIST could not tell from others
 */
gboolean
mf_imap_name_is_valid (const char *name)
{
  guint levels = 0;

  if (strlen (name) > MF_IMAP_NAME_MAX)
    return FALSE;

  while (TRUE)
    {
      gsize length = strcspn (name, "/");

      if (length == 0 || (length == 1 && name[0] == '.') ||
          (length == 2 && name[0] == '.' && name[1] == '.') || ++levels > MF_IMAP_NAME_LEVELS_MAX)
        return FALSE;
      for (gsize i = 0; i < length; i++)
        if ((name[i] > 0 && name[i] < 0x20) || name[i] == 0x7f || name[i] == '%' || name[i] == '*')
          return FALSE;
      if (name[length] == '\0')
        return TRUE;
      name += length + 1;
    }
}

/**
 * mf_imap_name_matches:
 * @name: a mailbox's name, UTF-8
 * @pattern: a pattern: "*" is anything, "%" is anything without a delimiter (RFC 3501 section
 *   6.3.8); "INBOX" at its start, as a level of its own, in any case
 *
 * Takes at most the product of the two lengths.
 *
 * Returns: whether they match
 */
gboolean
mf_imap_name_matches (const char *name, const char *pattern)
{
  gsize n = strlen (name);
  g_autofree gboolean *before = g_new0 (gboolean, n + 1); /* may end at offset i */
  g_autofree gboolean *after = g_new0 (gboolean, n + 1);
  gboolean inbox =
      g_ascii_strncasecmp (pattern, "INBOX", 5) == 0 && (pattern[5] == '\0' || pattern[5] == '/');

  before[0] = TRUE;
  for (gsize p = 0; pattern[p]; p++)
    {
      gboolean *swap;

      for (gsize i = 0; i <= n; i++)
        {
          if (pattern[p] == '*')
            after[i] = before[i] || (i > 0 && after[i - 1]);
          else if (pattern[p] == '%')
            after[i] = before[i] || (i > 0 && after[i - 1] && name[i - 1] != MF_IMAP_DELIMITER);
          else if (i > 0 && inbox && p < 5)
            after[i] =
                before[i - 1] && g_ascii_toupper (pattern[p]) == g_ascii_toupper (name[i - 1]);
          else
            after[i] = i > 0 && before[i - 1] && pattern[p] == name[i - 1];
        }
      swap = before;
      before = after;
      after = swap;
    }

  return before[n];
}
