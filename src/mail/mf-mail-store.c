/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mail-store.h"

#include "base/mf-error.h"
#include "mail/mf-folder-name.h"
#include "mail/mf-mail-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One user's folders: the inbox's Maildir, and Maildir++ directories in it. A
 * folder that is deleted is first renamed to a name that is no folder's, in one
 * step, and then taken apart; what a killed process left of it goes when the
 * store is opened next. */
#define INBOX "INBOX"
#define REMOVED "mailflow.removed."
#define MARKER "maildirfolder"

static void
find_removed_cb (const char *name, gpointer names)
{
  if (g_str_has_prefix (name, REMOVED))
    g_ptr_array_add (names, g_strdup (name));
}

static void
note_cb (const char *name, gpointer names)
{
  g_ptr_array_add (names, g_strdup (name));
}

/* A Maildir is two levels deep; what else somebody put into it stays, and so
 * does the directory. */
static void
remove_tree (MfDirectory *above, const char *name, guint depth)
{
  g_autofree char *path = g_build_filename (mf_directory_get_path (above), name, NULL);
  g_autoptr (MfDirectory) directory = mf_directory_open (path, MF_DURABILITY_VOLATILE, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!directory || !mf_directory_each (directory, note_cb, names, NULL))
    return;

  for (guint i = 0; i < names->len; i++)
    {
      const char *inner = g_ptr_array_index (names, i);

      if (unlinkat (mf_directory_get_fd (directory), inner, 0) < 0 && errno == EISDIR && depth > 0)
        remove_tree (directory, inner, depth - 1);
    }
  unlinkat (mf_directory_get_fd (above), name, AT_REMOVEDIR);
}

static void
clean (MfMailStore *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  mf_directory_each (self->inbox->root, find_removed_cb, names, NULL);
  for (guint i = 0; i < names->len; i++)
    remove_tree (self->inbox->root, g_ptr_array_index (names, i), 1);
}

/**
 * mf_mail_store_open:
 * @inbox: the user's Maildir; the one that deliveries and POP3 use
 * @clock: for UIDVALIDITY; must outlive the store
 * @ids: asked once, for where the names of copied messages come from
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * There must be one store for an inbox. All of its functions may be called from
 * several threads at once.
 *
 * Returns: (transfer full): the user's folders, or %NULL with @error set
 */
MfMailStore *
mf_mail_store_open (MfMaildir *inbox, const MfClock *clock, MfIdSource *ids, GError **error)
{
  g_autoptr (MfMailStore) self = g_new0 (MfMailStore, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->inbox = mf_maildir_ref (inbox);
  self->clock = clock;
  self->naming = mf_folder_naming_new (mf_id_source_new_seeded (mf_id_source_next (ids)));
  self->open =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mf_folder_unref);
  mf_store_notes_init (&self->notes);
  clean (self);
  return mf_store_notes_load (&self->notes, inbox->root, error) ? g_steal_pointer (&self) : NULL;
}

MfMailStore *
mf_mail_store_ref (MfMailStore *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_mail_store_unref (MfMailStore *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->open);
  mf_store_notes_clear (&self->notes);
  g_clear_pointer (&self->naming, mf_folder_naming_unref);
  g_clear_pointer (&self->inbox, mf_maildir_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * mf_mail_store_fold_name:
 * @name: what a client calls a folder, in UTF-8
 * @error: return location for an %MF_STORAGE_ERROR, _INVALID
 *
 * A name has levels of at least one character with "/" between them, none of
 * them "." or "..", at most %MF_MAIL_STORE_MAX_DEPTH; no control characters and
 * none of LIST's wildcards; and on the disk, where characters beyond ASCII take
 * three bytes and more, at most %MF_FOLDER_NAME_MAX_FILE bytes.
 *
 * Returns: (transfer full): the name as mf_mail_store_list() has it: "INBOX" in capital letters;
 *   %NULL with @error set if no folder can have it
 */
char *
mf_mail_store_fold_name (const char *name, GError **error)
{
  return mf_folder_name_fold (name, error);
}

static guint32
next_validity_cb (gpointer data, GError **error)
{
  MfMailStore *self = data;
  guint32 now = (guint32) CLAMP (mf_clock_now (self->clock) / G_USEC_PER_SEC, 1, G_MAXUINT32 - 2);
  guint32 old = self->notes.validity;

  self->notes.validity = MAX (now, old + 1);
  if (mf_store_notes_save (&self->notes, self->inbox->root, error))
    return self->notes.validity;
  self->notes.validity = old;
  return 0;
}

static gboolean
refuse (GError **error, MfStorageErrorCode code, const char *format, const char *name)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", format, name);

  g_set_error_literal (error, MF_STORAGE_ERROR, (int) code, text);
  return FALSE;
}

/* With the mutex held, as everything below that has no other comment. */
static MfFolder *
open_folder (MfMailStore *self, const char *name, GError **error)
{
  MfFolder *folder = g_hash_table_lookup (self->open, name);
  g_autoptr (MfMaildir) maildir = NULL;

  if (folder)
    return folder;
  if (!mf_mail_store_has (self, name))
    {
      refuse (error, MF_STORAGE_ERROR_MISSING, "There is no such folder", name);
      return NULL;
    }

  if (strcmp (name, INBOX) == 0)
    maildir = mf_maildir_ref (self->inbox);
  else
    {
      g_autofree char *file_name = mf_folder_name_to_file (name);

      maildir = mf_maildir_open_folder (self->inbox, file_name, error);
    }
  if (!maildir)
    return NULL;

  folder = mf_folder_open (maildir, name, self->naming, next_validity_cb, self, error);
  if (folder)
    g_hash_table_insert (self->open, g_strdup (name), folder);
  return folder;
}

/**
 * mf_mail_store_open_folder:
 * @self: a store
 * @name: of a folder
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING or _INVALID
 *
 * Everybody who opens it gets the same one; what other programs did to it
 * meanwhile is known.
 *
 * Returns: (transfer full): the folder, or %NULL with @error set
 */
MfFolder *
mf_mail_store_open_folder (MfMailStore *self, const char *name, GError **error)
{
  g_autofree char *folded = mf_folder_name_fold (name, error);
  g_autoptr (MfFolder) folder = NULL;

  if (!folded)
    return NULL;

  g_mutex_lock (&self->mutex);
  folder = open_folder (self, folded, error);
  if (folder)
    mf_folder_ref (folder);
  g_mutex_unlock (&self->mutex);

  if (!folder || !mf_folder_refresh (folder, error))
    return NULL;
  return g_steal_pointer (&folder);
}

static gboolean
make_one (MfMailStore *self, const char *name, GError **error)
{
  g_autofree char *file_name = mf_folder_name_to_file (name);
  g_autofree char *marker = g_build_filename (file_name, MARKER, NULL);
  g_autoptr (MfMaildir) maildir = NULL;
  int fd;

  maildir = mf_maildir_open_folder (self->inbox, file_name, error);
  if (!maildir)
    return FALSE;

  /* So Maildir++ tells a folder from a mailbox. */
  fd = openat (mf_directory_get_fd (self->inbox->root), marker, O_WRONLY | O_CREAT | O_CLOEXEC,
               0600);
  if (fd >= 0)
    close (fd);
  return open_folder (self, name, error) != NULL;
}

static gboolean
make_with_parents (MfMailStore *self, const char *name, GError **error)
{
  g_autofree char *above = g_strdup (name);

  for (char *slash = strchr (above, '/'); slash; slash = strchr (slash + 1, '/'))
    {
      *slash = '\0';
      if (!mf_mail_store_has (self, above) && !make_one (self, above, error))
        return FALSE;
      *slash = '/';
    }
  return make_one (self, name, error);
}

static gboolean
check_new_name (MfMailStore *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (mf_mail_store_has (self, name))
    return refuse (error, MF_STORAGE_ERROR_EXISTS, "There is such a folder already", name);

  names = mf_mail_store_find_names (self, error);
  if (!names)
    return FALSE;
  if (names->len + MF_MAIL_STORE_MAX_DEPTH > MF_MAIL_STORE_MAX_FOLDERS)
    return refuse (error, MF_STORAGE_ERROR_LIMIT, "There are too many folders", name);
  return TRUE;
}

/**
 * mf_mail_store_create:
 * @self: a store
 * @name: of a folder that does not exist; a "/" at its end is passed over, as it only says that
 *   there will be folders below it (RFC 3501 section 6.3.3)
 * @role: what it shall be for (RFC 6154 section 3)
 * @error: return location for an %MF_STORAGE_ERROR, _EXISTS, _INVALID or _LIMIT
 *
 * Makes a folder, and those above it that are missing.
 *
 * Returns: whether it is there now
 */
gboolean
mf_mail_store_create (MfMailStore *self, const char *name, MfMailRole role, GError **error)
{
  g_autofree char *bare = g_strdup (name);
  g_autofree char *folded = NULL;
  gboolean success;

  if (g_str_has_suffix (bare, "/"))
    bare[strlen (bare) - 1] = '\0';
  folded = mf_folder_name_fold (bare, error);
  if (!folded)
    return FALSE;

  g_mutex_lock (&self->mutex);
  success = check_new_name (self, folded, error) && make_with_parents (self, folded, error);
  if (success && role != MF_MAIL_ROLE_NONE)
    {
      g_hash_table_insert (self->notes.roles, g_strdup (folded), GUINT_TO_POINTER (role));
      success = mf_store_notes_save (&self->notes, self->inbox->root, error);
    }
  g_mutex_unlock (&self->mutex);
  return success;
}

/* Its watchers hear of it when the mutex is free again. */
static MfFolder *
forget (MfMailStore *self, const char *name)
{
  MfFolder *folder = g_hash_table_lookup (self->open, name);

  if (folder)
    mf_folder_ref (folder);
  g_hash_table_remove (self->open, name);
  return folder;
}

static gboolean
delete_folder (MfMailStore *self, const char *name, char **removed, GError **error)
{
  MfDirectory *root = self->inbox->root;
  g_autofree char *file_name = mf_folder_name_to_file (name);
  g_autofree char *new_name = NULL;

  if (strcmp (name, INBOX) == 0)
    return refuse (error, MF_STORAGE_ERROR_INVALID, "It cannot be deleted", name);
  if (!mf_mail_store_has (self, name))
    return refuse (error, MF_STORAGE_ERROR_MISSING, "There is no such folder", name);

  new_name = g_strdup_printf (REMOVED "%u", self->n_removed++);
  if (!mf_directory_move (root, file_name, root, new_name, error) ||
      !mf_directory_sync (root, error))
    return FALSE;
  *removed = g_steal_pointer (&new_name);

  return !g_hash_table_remove (self->notes.roles, name) ||
         mf_store_notes_save (&self->notes, root, error);
}

/**
 * mf_mail_store_delete:
 * @self: a store
 * @name: of a folder, not the inbox
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING or _INVALID
 *
 * Deletes a folder with all its messages. Folders below it stay, and so does
 * its subscription (RFC 3501 sections 6.3.4, 6.3.9). Who has it open finds it gone.
 *
 * Returns: whether it is gone
 */
gboolean
mf_mail_store_delete (MfMailStore *self, const char *name, GError **error)
{
  g_autofree char *folded = mf_folder_name_fold (name, error);
  g_autofree char *removed = NULL;
  g_autoptr (MfFolder) folder = NULL;
  gboolean success;

  if (!folded)
    return FALSE;

  g_mutex_lock (&self->mutex);
  success = delete_folder (self, folded, &removed, error);
  if (removed)
    folder = forget (self, folded);
  g_mutex_unlock (&self->mutex);

  if (folder)
    mf_folder_set_gone (folder);
  if (removed)
    {
      remove_tree (self->inbox->root, removed, 1);
      mf_maildir_forget_used (self->inbox);
    }
  return success;
}

static void
rename_notes (MfMailStore *self, const char *name, const char *new_name)
{
  gpointer role = g_hash_table_lookup (self->notes.roles, name);

  if (!role)
    return;
  g_hash_table_remove (self->notes.roles, name);
  g_hash_table_insert (self->notes.roles, g_strdup (new_name), role);
}

static gboolean
rename_one (MfMailStore *self, const char *name, const char *new_name, GError **error)
{
  MfDirectory *root = self->inbox->root;
  g_autofree char *file_name = mf_folder_name_to_file (name);
  g_autofree char *new_file_name = mf_folder_name_to_file (new_name);
  g_autoptr (MfFolder) folder = NULL;

  if (!mf_directory_move (root, file_name, root, new_file_name, error))
    return FALSE;

  rename_notes (self, name, new_name);
  folder = forget (self, name);
  if (folder)
    {
      mf_folder_set_name (folder, new_name);
      g_hash_table_insert (self->open, g_strdup (new_name), mf_folder_ref (folder));
    }
  return TRUE;
}

/* Those below it come along. Each is renamed in one step; a crash in between
 * leaves some under the old name and loses none. */
static gboolean
rename_all (MfMailStore *self, const char *name, const char *new_name, GError **error)
{
  g_autoptr (GPtrArray) names = mf_mail_store_find_names (self, error);
  gsize length = strlen (name);
  g_autofree char *below = g_strconcat (name, "/", NULL);

  if (!names)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      const char *old = g_ptr_array_index (names, i);
      g_autofree char *renamed = NULL;
      g_autofree char *valid = NULL;

      if (strcmp (old, name) != 0 && !g_str_has_prefix (old, below))
        continue;
      renamed = g_strconcat (new_name, old + length, NULL);
      valid = mf_folder_name_fold (renamed, error);
      if (!valid || !rename_one (self, old, renamed, error))
        return FALSE;
    }
  return mf_store_notes_save (&self->notes, self->inbox->root, error) &&
         mf_directory_sync (self->inbox->root, error);
}

/* RFC 3501 section 6.3.5: the messages go, the inbox stays, and so does what is
 * below it. */
static gboolean
move_inbox (MfFolder *inbox, MfFolder *to, GError **error)
{
  g_autoptr (MfFolderChanges) all = mf_folder_get_changes (inbox, 0);
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) moved = NULL;

  for (guint i = 0; i < all->arrived->len; i++)
    g_array_append_val (uids, g_array_index (all->arrived, MfFolderItem, i).uid);
  moved = mf_folder_move (inbox, (guint32 *) (void *) uids->data, uids->len, to, error);
  return moved != NULL;
}

static gboolean
prepare_rename (MfMailStore *self, const char *name, const char *new_name, GError **error)
{
  g_autofree char *below = g_strconcat (name, "/", NULL);
  g_autofree char *above = g_strdup (new_name);
  char *slash = strrchr (above, '/');

  if (!mf_mail_store_has (self, name))
    return refuse (error, MF_STORAGE_ERROR_MISSING, "There is no such folder", name);
  if (strcmp (name, INBOX) != 0 && g_str_has_prefix (new_name, below))
    return refuse (error, MF_STORAGE_ERROR_INVALID, "It cannot be put into itself", new_name);
  if (!check_new_name (self, new_name, error))
    return FALSE;

  if (slash)
    *slash = '\0';
  return !slash || mf_mail_store_has (self, above) || make_with_parents (self, above, error);
}

/**
 * mf_mail_store_rename:
 * @self: a store
 * @name: of a folder
 * @new_name: one that does not exist; folders above it are made if they are missing
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING, _EXISTS or _INVALID
 *
 * Renames a folder and those below it (RFC 3501 section 6.3.5). UIDVALIDITY and
 * UIDs stay; who has it open may go on. Renaming the inbox moves its messages
 * into a new folder. Subscriptions stay as they are.
 *
 * Returns: whether that was done
 */
gboolean
mf_mail_store_rename (MfMailStore *self, const char *name, const char *new_name, GError **error)
{
  g_autofree char *old = mf_folder_name_fold (name, error);
  g_autofree char *renamed = old ? mf_folder_name_fold (new_name, error) : NULL;
  g_autoptr (MfFolder) inbox = NULL;
  g_autoptr (MfFolder) to = NULL;
  gboolean success;

  if (!renamed)
    return FALSE;

  g_mutex_lock (&self->mutex);
  success = prepare_rename (self, old, renamed, error);
  if (success && strcmp (old, INBOX) == 0)
    {
      success = make_one (self, renamed, error);
      inbox = success ? open_folder (self, INBOX, error) : NULL;
      to = success ? open_folder (self, renamed, error) : NULL;
      success = inbox && to;
      if (inbox)
        mf_folder_ref (inbox);
      if (to)
        mf_folder_ref (to);
    }
  else if (success)
    success = rename_all (self, old, renamed, error);
  g_mutex_unlock (&self->mutex);

  if (success && inbox)
    success = mf_folder_refresh (inbox, error) && move_inbox (inbox, to, error);
  return success;
}

/**
 * mf_mail_store_subscribe:
 * @self: a store
 * @name: of a folder, whether there is one or not
 * @subscribed: whether the user wants to see it
 * @error: return location for an %MF_STORAGE_ERROR, _INVALID or _LIMIT
 *
 * Returns: whether the disk knows it
 */
gboolean
mf_mail_store_subscribe (MfMailStore *self, const char *name, gboolean subscribed, GError **error)
{
  g_autofree char *folded = mf_folder_name_fold (name, error);
  GHashTable *names = self->notes.subscribed;
  gboolean changed, success;

  if (!folded)
    return FALSE;

  g_mutex_lock (&self->mutex);
  if (!subscribed)
    changed = g_hash_table_remove (names, folded);
  else if (g_hash_table_size (names) < MF_MAIL_STORE_MAX_FOLDERS)
    changed = g_hash_table_add (names, g_strdup (folded));
  else
    changed = !g_hash_table_contains (names, folded);

  if (subscribed && changed && !g_hash_table_contains (names, folded))
    success = refuse (error, MF_STORAGE_ERROR_LIMIT, "There are too many subscriptions", folded);
  else
    success = !changed || mf_store_notes_save (&self->notes, self->inbox->root, error);
  g_mutex_unlock (&self->mutex);
  return success;
}

/**
 * mf_mail_store_get_usage:
 * @self: a store
 * @used: (out): how many bytes the messages of all folders take
 * @quota: (out): how many they may take, 0 for no limit
 */
void
mf_mail_store_get_usage (MfMailStore *self, guint64 *used, guint64 *quota)
{
  mf_maildir_get_usage (self->inbox, used, quota);
}
