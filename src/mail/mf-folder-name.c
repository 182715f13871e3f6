/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-name.h"

#include "base/mf-error.h"
#include "mail/mf-mail-store.h"

#include <string.h>

/* On the disk a folder is a directory beside the inbox's, as Maildir++ has it:
 *
 *   Archive/2026   .Archive.2026
 *   편지           .&07jJwA-
 *   v1.0           .v1&AC4-0
 *
 * Its name is that of IMAP (modified UTF-7, RFC 3501 section 5.1.3), as Dovecot
 * and Courier read it, so the folders can be taken to those. A dot in a name is
 * written in the same way as what ASCII lacks, because it is what stands
 * between the levels; everything else that a path could trip over is no part
 * of any name. One name has one spelling only: a directory of another spelling
 * is none of ours, and left alone.
 */
#define BASE64_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID,
               "No folder can have this name: %s", why);
  return FALSE;
}

/* One level. "%" and "*" are LIST's wildcards: a folder of that name could
 * never be asked for alone (RFC 3501 section 5.1). */
static gboolean
check_level (const char *level, GError **error)
{
  if (*level == '\0')
    return refuse (error, "a level is empty");
  if (strcmp (level, ".") == 0 || strcmp (level, "..") == 0)
    return refuse (error, "a level is “.” or “..”");

  for (const char *p = level; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        return refuse (error, "it has a control character");
      if (c == '%' || c == '*')
        return refuse (error, "it has a wildcard");
    }

  return TRUE;
}

/*< private >
 * mf_folder_name_fold:
 * @name: any text
 * @error: return location for an %MF_STORAGE_ERROR, _INVALID
 *
 * Returns: (transfer full): the one spelling of a folder's name: @name, with INBOX in capital
 *   letters; or %NULL if no folder can be called so
 */
char *
mf_folder_name_fold (const char *name, GError **error)
{
  g_auto (GStrv) levels = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *file_name = NULL;

  if (!g_utf8_validate (name, -1, NULL))
    {
      refuse (error, "it is not UTF-8");
      return NULL;
    }
  if (strlen (name) > MF_FOLDER_NAME_MAX_FILE)
    {
      refuse (error, "it is too long");
      return NULL;
    }

  levels = g_strsplit (name, "/", -1);
  if (g_strv_length (levels) > MF_MAIL_STORE_MAX_DEPTH)
    {
      refuse (error, "it has too many levels");
      return NULL;
    }
  if (*levels == NULL)
    {
      refuse (error, "a level is empty");
      return NULL;
    }
  for (char **level = levels; *level; level++)
    {
      if (!check_level (*level, error))
        return NULL;
    }

  /* "INBOX" is the inbox in any case of its letters (RFC 3501 section 5.1). */
  if (g_ascii_strcasecmp (levels[0], "INBOX") == 0)
    memcpy (levels[0], "INBOX", strlen ("INBOX"));
  folded = g_strjoinv ("/", levels);
  file_name = mf_folder_name_to_file (folded);
  if (strlen (file_name) > MF_FOLDER_NAME_MAX_FILE)
    {
      refuse (error, "it is too long");
      return NULL;
    }
  return g_steal_pointer (&folded);
}

static gboolean
is_direct (gunichar c)
{
  return c >= 0x20 && c <= 0x7e && c != '&' && c != '.' && c != '/';
}

/* UTF-16 in base64, without padding. */
static void
append_encoded (GString *to, const char *text, gsize length)
{
  g_autofree gunichar2 *utf16 = NULL;
  glong n_items = 0;
  guint32 bits = 0;
  guint n_bits = 0;

  utf16 = g_utf8_to_utf16 (text, (glong) length, NULL, &n_items, NULL);
  g_string_append_c (to, '&');
  for (glong i = 0; i < n_items; i++)
    {
      bits = bits << 16 | utf16[i];
      for (n_bits += 16; n_bits >= 6; n_bits -= 6)
        g_string_append_c (to, BASE64_DIGITS[bits >> (n_bits - 6) & 0x3f]);
      bits &= (1u << n_bits) - 1;
    }
  if (n_bits > 0)
    g_string_append_c (to, BASE64_DIGITS[bits << (6 - n_bits) & 0x3f]);
  g_string_append_c (to, '-');
}

/*< private >
 * mf_folder_name_to_file:
 * @name: from mf_folder_name_fold(), not the inbox
 *
 * Returns: (transfer full): the name of its directory
 */
char *
mf_folder_name_to_file (const char *name)
{
  GString *file_name = g_string_new (".");
  const char *p = name;

  while (*p)
    {
      const char *start = p;

      while (*p && *p != '/' && *p != '&' && !is_direct (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (p > start)
        append_encoded (file_name, start, (gsize) (p - start));
      else if (*p == '&')
        g_string_append (file_name, "&-");
      else
        g_string_append_c (file_name, *p == '/' ? '.' : *p);
      if (p == start)
        p++;
    }

  return g_string_free_and_steal (file_name);
}

/* Up to the "-". %FALSE if that is no base64 of UTF-16. */
static gboolean
append_decoded (GString *to, const char **at)
{
  g_autoptr (GArray) utf16 = g_array_new (FALSE, FALSE, sizeof (gunichar2));
  g_autofree char *text = NULL;
  const char *p = *at;
  guint32 bits = 0;
  guint n_bits = 0;

  for (; *p && *p != '-'; p++)
    {
      const char *digit = strchr (BASE64_DIGITS, *p);

      if (!digit)
        return FALSE;
      bits = bits << 6 | (guint32) (digit - BASE64_DIGITS);
      n_bits += 6;
      if (n_bits >= 16)
        {
          gunichar2 unit = (gunichar2) (bits >> (n_bits - 16));

          g_array_append_val (utf16, unit);
          n_bits -= 16;
          bits &= (1u << n_bits) - 1;
        }
    }

  text = *p == '-' && utf16->len > 0
             ? g_utf16_to_utf8 ((gunichar2 *) (void *) utf16->data, utf16->len, NULL, NULL, NULL)
             : NULL;
  if (!text)
    return FALSE;
  g_string_append (to, text);
  *at = p + 1;
  return TRUE;
}

/*< private >
 * mf_folder_name_from_file:
 * @file_name: of a directory beside the inbox's
 *
 * Returns: (transfer full) (nullable): the folder's name, or %NULL if it is not as
 *   mf_folder_name_to_file() would have it
 */
char *
mf_folder_name_from_file (const char *file_name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;
  g_autofree char *same = NULL;
  const char *p = file_name;

  if (*p++ != '.')
    return NULL;

  while (*p)
    {
      if (*p == '&' && p[1] == '-')
        {
          g_string_append_c (text, '&');
          p += 2;
        }
      else if (*p == '&')
        {
          p++;
          if (!append_decoded (text, &p))
            return NULL;
        }
      else
        {
          g_string_append_c (text, *p == '.' ? '/' : *p);
          p++;
        }
    }

  name = mf_folder_name_fold (text->str, NULL);
  same = name ? mf_folder_name_to_file (name) : NULL;
  return g_strcmp0 (same, file_name) == 0 ? g_steal_pointer (&name) : NULL;
}
