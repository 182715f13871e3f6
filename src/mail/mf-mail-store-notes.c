/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mail-store-private.h"

#include "base/mf-error.h"
#include "mail/mf-folder-name.h"

#include <string.h>

/* A line each, in the order of their bytes:
 *
 *   validity 1772442000
 *   subscribed Archive/2026
 *   sent Gesendet
 *
 * A line that makes no sense is passed over: a damaged file costs
 * subscriptions, no mail. */
#define NAME "mailflow.folders"
#define NEW_NAME "mailflow.folders.new"
#define MAX_LINES (2 * MF_MAIL_STORE_MAX_FOLDERS)

static const char *const role_words[] = {
  [MF_MAIL_ROLE_NONE] = "none",     [MF_MAIL_ROLE_ARCHIVE] = "archive",
  [MF_MAIL_ROLE_DRAFTS] = "drafts", [MF_MAIL_ROLE_JUNK] = "junk",
  [MF_MAIL_ROLE_SENT] = "sent",     [MF_MAIL_ROLE_TRASH] = "trash",
};

void
mf_store_notes_init (MfStoreNotes *self)
{
  self->validity = 0;
  self->subscribed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
mf_store_notes_clear (MfStoreNotes *self)
{
  g_clear_pointer (&self->subscribed, g_hash_table_unref);
  g_clear_pointer (&self->roles, g_hash_table_unref);
}

static gboolean
parse_line (MfStoreNotes *self, const char *line)
{
  const char *rest = strchr (line, ' ');
  g_autofree char *word = rest ? g_strndup (line, (gsize) (rest - line)) : NULL;
  g_autofree char *name = NULL;

  if (!word)
    return FALSE;
  if (strcmp (word, "validity") == 0)
    {
      guint64 validity = 0;

      g_ascii_string_to_unsigned (rest + 1, 10, 0, G_MAXUINT32 - 1, &validity, NULL);
      self->validity = MAX (self->validity, (guint32) validity);
      return validity > 0;
    }

  name = mf_folder_name_fold (rest + 1, NULL);
  if (!name)
    return FALSE;
  if (strcmp (word, "subscribed") == 0)
    return g_hash_table_add (self->subscribed, g_steal_pointer (&name));
  for (guint role = MF_MAIL_ROLE_ARCHIVE; role < G_N_ELEMENTS (role_words); role++)
    {
      if (strcmp (word, role_words[role]) == 0)
        return g_hash_table_insert (self->roles, g_steal_pointer (&name), GUINT_TO_POINTER (role));
    }
  return FALSE;
}

/*< private >
 * mf_store_notes_parse:
 * @self: empty notes
 * @text: (array length=length): a file's bytes, or any
 * @length: how many
 *
 * Returns: whether every line made sense
 */
gboolean
mf_store_notes_parse (MfStoreNotes *self, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", MAX_LINES);
  gboolean whole = strlen (copy) == length;

  for (guint i = 0; lines[i] && i < MAX_LINES; i++)
    whole = (*lines[i] == '\0' || parse_line (self, lines[i])) && whole;
  return whole;
}

/*< private >
 * mf_store_notes_load:
 * @self: empty notes
 * @directory: the inbox's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether they could be read; if there are none, that is no error
 */
gboolean
mf_store_notes_load (MfStoreNotes *self, MfDirectory *directory, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = mf_directory_map (directory, NAME, &local);

  if (bytes)
    mf_store_notes_parse (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (bytes || g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/*< private >
 * mf_store_notes_save:
 * @self: notes
 * @directory: the inbox's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether the disk has them; if not, it has the old ones
 */
gboolean
mf_store_notes_save (const MfStoreNotes *self, MfDirectory *directory, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MfSpoolFile) file = NULL;
  GHashTableIter iter;
  gpointer name, role;

  g_ptr_array_add (lines, g_strdup_printf ("validity %u\n", self->validity));
  g_hash_table_iter_init (&iter, self->subscribed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (lines, g_strconcat ("subscribed ", name, "\n", NULL));
  g_hash_table_iter_init (&iter, self->roles);
  while (g_hash_table_iter_next (&iter, &name, &role))
    g_ptr_array_add (lines,
                     g_strconcat (role_words[GPOINTER_TO_UINT (role)], " ", name, "\n", NULL));
  g_ptr_array_sort_values (lines, compare_names);

  if (!mf_directory_remove (directory, NEW_NAME, error))
    return FALSE;
  file = mf_spool_file_new (directory, NEW_NAME);
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);

      mf_spool_file_append (file, (const guint8 *) line, strlen (line), NULL);
    }
  return mf_spool_file_sync (file, error) && mf_spool_file_move (file, directory, NAME, error) &&
         mf_directory_sync (directory, error);
}
