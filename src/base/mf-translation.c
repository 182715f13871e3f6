/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-translation.h"

#include <libintl.h>
#include <string.h>

/* gettext speaks the language of the process; a server answers each of its
 * users in one of their own, whatever the machine is set to. So the catalogues
 * (the GNU .mo format) are read here, each once. */

#define MAGIC 0x950412deu
#define MAX_STRINGS 100000
#define MAX_LANGUAGE 8

static GMutex mutex;
static GHashTable *catalogues; /* language → msgid → msgstr; the value NULL if there is none */

static guint32
get (const guint8 *data, gsize offset)
{
  guint32 value;

  memcpy (&value, data + offset, sizeof value);
  return value;
}

/* (nullable): the string that is described at @offset: its length, then where it is */
static const char *
get_string (const guint8 *data, gsize size, gsize offset)
{
  guint32 length;
  guint32 at;

  if (offset + 8 > size)
    return NULL;

  length = get (data, offset);
  at = get (data, offset + 4);
  if (at >= size || length >= size - at || data[at + length] != '\0')
    return NULL;
  return (const char *) data + at;
}

static GHashTable *
read_catalogue (const guint8 *data, gsize size)
{
  GHashTable *catalogue;
  guint32 n;

  if (size < 28 || get (data, 0) != MAGIC || (n = get (data, 8)) > MAX_STRINGS)
    return NULL;

  catalogue = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint32 i = 0; i < n; i++)
    {
      const char *msgid = get_string (data, size, (gsize) get (data, 12) + 8 * (gsize) i);
      const char *msgstr = get_string (data, size, (gsize) get (data, 16) + 8 * (gsize) i);

      if (msgid && msgstr && *msgid && *msgstr && g_utf8_validate (msgstr, -1, NULL))
        g_hash_table_insert (catalogue, g_strdup (msgid), g_strdup (msgstr));
    }
  return catalogue;
}

static GHashTable *
load (const char *language)
{
  const char *directory = bindtextdomain (GETTEXT_PACKAGE, NULL);
  g_autofree char *path = g_build_filename (directory ? directory : MF_LOCALEDIR, language,
                                            "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  return read_catalogue ((const guint8 *) data, size);
}

static GHashTable *
find_catalogue (const char *language)
{
  gpointer found = NULL;

  g_mutex_lock (&mutex);
  if (catalogues == NULL)
    catalogues = g_hash_table_new (g_str_hash, g_str_equal);
  if (!g_hash_table_lookup_extended (catalogues, language, NULL, &found))
    {
      found = load (language);
      g_hash_table_insert (catalogues, g_strdup (language), found);
    }
  g_mutex_unlock (&mutex);
  return found;
}

/**
 * mf_translate:
 * @language: "ko"; "en" for the texts as they are in the source
 * @msgid: a text
 *
 * Returns: (transfer none): @msgid in @language, or itself if it is not translated
 */
const char *
mf_translate (const char *language, const char *msgid)
{
  GHashTable *catalogue = g_str_equal (language, "en") ? NULL : find_catalogue (language);
  const char *msgstr = catalogue ? g_hash_table_lookup (catalogue, msgid) : NULL;

  return msgstr ? msgstr : msgid;
}

/* Languages that the program is translated into; whoever asks for another one is
 * not to make us look for files by a name of his choice. */
static gboolean
is_known (const char *language)
{
  static const char *const known[] = { "en", "ko" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i], language))
      return TRUE;

  return FALSE;
}

/**
 * mf_translation_choose:
 * @accept_language: (nullable): what a browser's user reads: "ko-KR,ko;q=0.9,en;q=0.8" (RFC 9110
 *   section 12.5.4)
 *
 * Returns: (transfer full): the language of the highest weight that there is: "en" or "ko"
 */
char *
mf_translation_choose (const char *accept_language)
{
  g_auto (GStrv) ranges = g_strsplit (accept_language ? accept_language : "", ",", 32);
  char best[MAX_LANGUAGE + 1] = "en";
  double best_weight = 0;

  for (char **range = ranges; *range; range++)
    {
      const char *text = g_strstrip (*range);
      const char *weight_text = strstr (text, "q=");
      double weight = weight_text ? g_ascii_strtod (weight_text + 2, NULL) : 1;
      gsize length = strcspn (text, "-;_ ");
      char language[MAX_LANGUAGE + 1];

      if (length == 0 || length > MAX_LANGUAGE)
        continue;
      for (gsize i = 0; i < length; i++)
        language[i] = g_ascii_tolower (text[i]);
      language[length] = '\0';
      if (weight > best_weight && is_known (language))
        {
          best_weight = weight;
          g_strlcpy (best, language, sizeof best);
        }
    }

  return g_strdup (best);
}
