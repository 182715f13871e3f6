/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

#include "base/mf-error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* Others change a Maildir too: a delivery, a POP3 session, mutt. What they did
 * shows in the time of change of new/ and cur/, and only a directory whose time
 * is another one is read again.
 *
 * A directory that changes twice within one tick of the kernel's clock has the
 * same time after both. So a time that was young when it was looked at is not
 * trusted for good: once it must have become old, the directory is read once
 * more. File systems whose times are whole seconds need longer for that. */
#define TICK_NS (20 * 1000 * 1000)
#define COARSE_TICK_NS (G_GINT64_CONSTANT (2) * 1000 * 1000 * 1000)
#define SECOND_NS (G_GINT64_CONSTANT (1000) * 1000 * 1000)

typedef struct
{
  MfFolder *folder;
  MfDirectory *directory;
  gboolean is_new;
  GHashTable *unknown; /* key → MfMaildirItem */
} Scan;

/* The machine's clock, not the injected one: it is compared with times that the
 * kernel has put on files. */
static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (gint64) now.tv_sec * SECOND_NS + now.tv_nsec;
}

static MfFolderStamp
look_at (MfDirectory *directory)
{
  MfFolderStamp stamp = { -1, now_ns () };
  struct stat info;

  if (fstat (mf_directory_get_fd (directory), &info) == 0)
    stamp.changed_ns = (gint64) info.st_mtim.tv_sec * SECOND_NS + info.st_mtim.tv_nsec;
  return stamp;
}

static gboolean
is_outdated (const MfFolderStamp *known, const MfFolderStamp *now)
{
  gint64 tick = now->changed_ns % SECOND_NS == 0 ? COARSE_TICK_NS : TICK_NS;

  if (known->changed_ns != now->changed_ns)
    return TRUE;
  return known->looked_ns - known->changed_ns < tick && now->looked_ns - known->changed_ns >= tick;
}

/*< private >
 * mf_folder_begin_own:
 * @self: a folder
 *
 * To be called before we change new/ or cur/ ourselves.
 *
 * Returns: whether nobody else has changed them since we looked last; for mf_folder_end_own()
 */
gboolean
mf_folder_begin_own (MfFolder *self)
{
  MfFolderStamp fresh = look_at (self->maildir->fresh);
  MfFolderStamp cur = look_at (self->maildir->cur);

  return fresh.changed_ns == self->fresh_stamp.changed_ns &&
         cur.changed_ns == self->cur_stamp.changed_ns;
}

/*< private >
 * mf_folder_end_own:
 * @self: a folder
 * @clean: what mf_folder_begin_own() said
 *
 * What changed since then was our own doing, so there is nothing to read again.
 */
void
mf_folder_end_own (MfFolder *self, gboolean clean)
{
  if (!clean)
    return;

  self->fresh_stamp = look_at (self->maildir->fresh);
  self->cur_stamp = look_at (self->maildir->cur);
}

static void
see_name_cb (const char *name, gpointer data)
{
  Scan *scan = data;
  MfFolder *self = scan->folder;
  g_autofree char *key = mf_maildir_name_dup_uid (name);
  MfFolderEntry *entry = mf_folder_index_find_key (&self->index, key);

  if (*name == '.')
    return;
  if (!entry)
    {
      MfMaildirItem *item = mf_maildir_item_new (scan->directory, name, scan->is_new);

      if (item)
        g_hash_table_replace (scan->unknown, item->uid, item);
      return;
    }

  entry->scan = self->scan;
  entry->is_new = scan->is_new;
  if (g_strcmp0 (entry->name, name) != 0)
    {
      guint32 flags = mf_folder_read_flags (self, name);

      if (entry->name && entry->flags != flags)
        entry->serial = self->serial + 1;
      entry->flags = flags;
      g_free (entry->name);
      entry->name = g_strdup (name);
    }
}

static gboolean
scan_directories (MfFolder *self, gboolean fresh, gboolean cur, GHashTable *unknown, GError **error)
{
  Scan scan = { self, self->maildir->fresh, TRUE, unknown };

  self->scan++;
  if (fresh && !mf_directory_each (scan.directory, see_name_cb, &scan, error))
    return FALSE;

  /* new/ first, as in mf_maildir_list(): what a reader moves meanwhile is seen
   * twice, never missed. */
  scan.directory = self->maildir->cur;
  scan.is_new = FALSE;
  return !cur || mf_directory_each (scan.directory, see_name_cb, &scan, error);
}

/* Of the directories that were read. */
static GArray *
find_missing (MfFolder *self, gboolean fresh, gboolean cur)
{
  GArray *uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->index.entries->len; i++)
    {
      const MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);

      if (entry->scan != self->scan && (entry->is_new ? fresh : cur))
        g_array_append_val (uids, entry->uid);
    }
  return uids;
}

static MfFolderEntry *
entry_new (MfFolder *self, const MfMaildirItem *item)
{
  MfFolderEntry *entry = g_new0 (MfFolderEntry, 1);

  entry->flags = mf_folder_read_flags (self, item->file_name);
  entry->size = item->size;
  entry->date_us = item->delivered_us;
  entry->arrived = entry->serial = self->serial + 1;
  entry->key = g_strdup (item->uid);
  entry->name = g_strdup (item->file_name);
  entry->is_new = item->is_new;
  entry->scan = self->scan;
  return entry;
}

static gboolean
add_unknown (MfFolder *self, GHashTable *unknown, GError **error)
{
  g_autoptr (GPtrArray) items = g_hash_table_steal_all_values (unknown);

  g_ptr_array_set_free_func (items, (GDestroyNotify) mf_maildir_item_free);
  g_ptr_array_sort_values (items, mf_maildir_item_compare);
  for (guint i = 0; i < items->len; i++)
    {
      if (!mf_folder_index_add (&self->index, entry_new (self, g_ptr_array_index (items, i)),
                                error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_changed (MfFolder *self)
{
  for (guint i = 0; i < self->index.entries->len; i++)
    {
      const MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);

      if (entry->serial > self->serial)
        return TRUE;
    }
  return FALSE;
}

/*< private >
 * mf_folder_scan:
 * @self: a folder
 * @changed: (out): whether there is a new serial
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Notices what others did to the files. New UIDs are flushed, not synced.
 *
 * Returns: whether the directories could be read
 */
gboolean
mf_folder_scan (MfFolder *self, gboolean *changed, GError **error)
{
  MfFolderStamp fresh_stamp = look_at (self->maildir->fresh);
  MfFolderStamp cur_stamp = look_at (self->maildir->cur);
  gboolean fresh = is_outdated (&self->fresh_stamp, &fresh_stamp);
  gboolean cur = is_outdated (&self->cur_stamp, &cur_stamp);
  g_autoptr (GHashTable) unknown =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mf_maildir_item_free);
  g_autoptr (GArray) missing = NULL;

  *changed = FALSE;
  if (!fresh && !cur)
    return TRUE;
  if (!scan_directories (self, fresh, cur, unknown, error))
    return FALSE;

  /* A file that is renamed while its directory is read may be in neither place;
   * only what is missed twice is gone. */
  missing = find_missing (self, fresh, cur);
  if (missing->len > 0)
    {
      g_clear_pointer (&missing, g_array_unref);
      fresh_stamp = look_at (self->maildir->fresh);
      cur_stamp = look_at (self->maildir->cur);
      if (!scan_directories (self, TRUE, TRUE, unknown, error))
        return FALSE;
      missing = find_missing (self, TRUE, TRUE);
    }

  if (!add_unknown (self, unknown, error))
    return FALSE;
  *changed = missing->len > 0 || has_changed (self);
  if (*changed)
    self->serial++;
  mf_folder_lose (self, missing);
  if (!mf_log_flush (self->index.log, error))
    return FALSE;

  self->fresh_stamp = fresh_stamp;
  self->cur_stamp = cur_stamp;
  return TRUE;
}

/*< private >
 * mf_folder_relocate:
 * @self: a folder
 * @uid: a message whose file was not where it was thought to be
 *
 * Reads both directories, whatever their times are.
 *
 * Returns: (nullable): the message, if it is still there
 */
MfFolderEntry *
mf_folder_relocate (MfFolder *self, guint32 uid)
{
  gboolean changed;

  self->fresh_stamp.changed_ns = self->cur_stamp.changed_ns = -2;
  mf_folder_scan (self, &changed, NULL);
  return mf_folder_index_find (&self->index, uid);
}
