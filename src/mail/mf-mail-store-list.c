/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mail-store-private.h"

#include "base/mf-error.h"
#include "mail/mf-folder-name.h"

#include <string.h>
#include <sys/stat.h>

#define INBOX "INBOX"

/* Folders that nobody has given a role have the one that their name says. */
static const struct
{
  const char *name;
  MfMailRole role;
} usual_names[] = {
  { "Archive", MF_MAIL_ROLE_ARCHIVE }, { "Drafts", MF_MAIL_ROLE_DRAFTS },
  { "Junk", MF_MAIL_ROLE_JUNK },       { "Sent", MF_MAIL_ROLE_SENT },
  { "Trash", MF_MAIL_ROLE_TRASH },
};

static void
entry_free (MfMailStoreEntry *entry)
{
  g_free (entry->name);
  g_free (entry);
}

typedef struct
{
  MfDirectory *root;
  GPtrArray *names;
} Finding;

static void
find_cb (const char *file_name, gpointer data)
{
  Finding *finding = data;
  g_autofree char *name = *file_name == '.' ? mf_folder_name_from_file (file_name) : NULL;
  g_autofree char *cur = g_build_filename (file_name, "cur", NULL);
  struct stat info;

  if (name && strcmp (name, INBOX) != 0 && finding->names->len < MF_MAIL_STORE_MAX_FOLDERS &&
      fstatat (mf_directory_get_fd (finding->root), cur, &info, 0) == 0 && S_ISDIR (info.st_mode))
    g_ptr_array_add (finding->names, g_steal_pointer (&name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/*< private >
 * mf_mail_store_find_names:
 * @self: a store
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full) (element-type utf8): the folders that there are, without the inbox, in
 *   the order of their bytes; or %NULL with @error set
 */
GPtrArray *
mf_mail_store_find_names (MfMailStore *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Finding finding = { self->inbox->root, names };

  if (!mf_directory_each (self->inbox->root, find_cb, &finding, error))
    return NULL;
  g_ptr_array_sort_values (names, compare_names);
  return g_steal_pointer (&names);
}

/*< private >
 * mf_mail_store_has:
 * @self: a store
 * @name: of a folder
 *
 * Returns: whether there is such a folder
 */
gboolean
mf_mail_store_has (MfMailStore *self, const char *name)
{
  g_autofree char *file_name = NULL;
  g_autofree char *cur = NULL;
  struct stat info;

  if (strcmp (name, INBOX) == 0)
    return TRUE;
  file_name = mf_folder_name_to_file (name);
  cur = g_build_filename (file_name, "cur", NULL);
  return fstatat (mf_directory_get_fd (self->inbox->root), cur, &info, 0) == 0 &&
         S_ISDIR (info.st_mode);
}

static MfMailStoreEntry *
ensure (GHashTable *by_name, const char *name)
{
  MfMailStoreEntry *entry = g_hash_table_lookup (by_name, name);

  if (!entry)
    {
      entry = g_new0 (MfMailStoreEntry, 1);
      entry->name = g_strdup (name);
      g_hash_table_insert (by_name, entry->name, entry);
    }
  return entry;
}

/* What is above a folder is listed too, even if nobody made it (RFC 3501 section
 * 6.3.4). */
static void
add_folder (GHashTable *by_name, const char *name)
{
  g_autofree char *above = g_strdup (name);
  char *slash;

  ensure (by_name, name)->exists = TRUE;
  while ((slash = strrchr (above, '/')))
    {
      *slash = '\0';
      ensure (by_name, above)->has_children = TRUE;
    }
}

static gboolean
is_taken (MfMailStore *self, MfMailRole role)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->notes.roles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (GPOINTER_TO_UINT (value) == role)
        return TRUE;
    }
  return FALSE;
}

static MfMailRole
find_role (MfMailStore *self, const char *name)
{
  MfMailRole role = GPOINTER_TO_UINT (g_hash_table_lookup (self->notes.roles, name));

  for (gsize i = 0; role == MF_MAIL_ROLE_NONE && i < G_N_ELEMENTS (usual_names); i++)
    {
      if (strcmp (usual_names[i].name, name) == 0 && !is_taken (self, usual_names[i].role))
        role = usual_names[i].role;
    }
  return role;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const MfMailStoreEntry *left = a, *right = b;
  gboolean left_first = strcmp (left->name, INBOX) == 0;
  gboolean right_first = strcmp (right->name, INBOX) == 0;

  if (left_first != right_first)
    return left_first ? -1 : 1;
  return strcmp (left->name, right->name);
}

/**
 * mf_mail_store_list:
 * @self: a store
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Lists everything that LIST and LSUB can ask for: the inbox first, then by
 * name; folders, the names above them, and subscribed names. Which of them a
 * pattern matches is for the caller to know.
 *
 * Returns: (transfer full) (element-type MfMailStoreEntry): the rows, or %NULL with @error set
 */
GPtrArray *
mf_mail_store_list (MfMailStore *self, GError **error)
{
  g_autoptr (GHashTable) by_name =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);
  g_autoptr (GPtrArray) names = mf_mail_store_find_names (self, error);
  GPtrArray *entries;
  GHashTableIter iter;
  gpointer name;

  if (!names)
    return NULL;

  add_folder (by_name, INBOX);
  for (guint i = 0; i < names->len; i++)
    add_folder (by_name, g_ptr_array_index (names, i));

  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->notes.subscribed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    ensure (by_name, name)->subscribed = TRUE;
  entries = g_hash_table_steal_all_values (by_name);
  for (guint i = 0; i < entries->len; i++)
    {
      MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (entry->exists)
        entry->role = find_role (self, entry->name);
    }
  g_mutex_unlock (&self->mutex);

  g_ptr_array_set_free_func (entries, (GDestroyNotify) entry_free);
  g_ptr_array_sort_values (entries, compare_entries);
  return entries;
}
