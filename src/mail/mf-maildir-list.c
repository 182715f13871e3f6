/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-maildir-private.h"

#include "base/mf-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _MfMaildirLock
{
  int fd;
};

void
mf_maildir_item_free (MfMaildirItem *item)
{
  if (item == NULL)
    return;

  g_free (item->uid);
  g_free (item->file_name);
  g_free (item->flags);
  g_free (item);
}

static gsize
count_bare_line_feeds (GBytes *bytes)
{
  gsize length, count = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end = data + length;

  for (const char *p = data; p < end && (p = memchr (p, '\n', (gsize) (end - p))); p++)
    count += p == data || p[-1] != '\r';
  return count;
}

/*< private >
 * mf_maildir_with_crlf:
 * @bytes: a message as its file has it
 *
 * Returns: (transfer full): it with CRLF at the end of each line; @bytes themselves, if they are so
 */
GBytes *
mf_maildir_with_crlf (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GByteArray *result;
  gsize start = 0;

  if (count_bare_line_feeds (bytes) == 0)
    return g_bytes_ref (bytes);

  result = g_byte_array_new ();
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\n' || (i > 0 && data[i - 1] == '\r'))
        continue;
      g_byte_array_append (result, (const guint8 *) data + start, (guint) (i - start));
      g_byte_array_append (result, (const guint8 *) "\r\n", 2);
      start = i + 1;
    }
  if (start < length)
    g_byte_array_append (result, (const guint8 *) data + start, (guint) (length - start));

  return g_byte_array_free_to_bytes (result);
}

/* "…:2,RS" → "RS": the info suffix of the Maildir convention. */
static char *
dup_flags (const char *name)
{
  const char *info = strstr (name, ":2,");
  GString *flags = g_string_new (NULL);

  for (const char *p = info ? info + 3 : ""; g_ascii_isalpha (*p); p++)
    g_string_append_c (flags, *p);
  return g_string_free_and_steal (flags);
}

static gint64
read_delivery_time (const char *name, const struct stat *info)
{
  guint64 seconds = g_ascii_strtoull (name, NULL, 10);

  if (mf_maildir_name_is_own (name))
    return (gint64) seconds * G_USEC_PER_SEC + g_ascii_strtoll (strchr (name, 'M') + 1, NULL, 10);
  if (seconds > 0 && seconds < G_MAXINT32)
    return (gint64) seconds * G_USEC_PER_SEC;
  return (gint64) info->st_mtime * G_USEC_PER_SEC;
}

/* Files of ours say in their name that they hold no LF without CR; those of
 * others have to be looked through. */
static gboolean
read_size (MfDirectory *directory, const char *name, guint64 file_size, guint64 *size)
{
  g_autoptr (GBytes) bytes = NULL;

  *size = file_size;
  if (mf_maildir_name_get_size (name, ",W=") == file_size)
    return TRUE;

  bytes = mf_directory_map (directory, name, NULL);
  if (!bytes)
    return FALSE;
  *size = g_bytes_get_size (bytes) + count_bare_line_feeds (bytes);
  return TRUE;
}

/*< private >
 * mf_maildir_item_new:
 * @directory: new/ or cur/
 * @name: a file in it
 * @is_new: whether it is new/
 *
 * Returns: (transfer full) (nullable): the message, or %NULL if the file is not there any more:
 *   its reader was quicker
 */
MfMaildirItem *
mf_maildir_item_new (MfDirectory *directory, const char *name, gboolean is_new)
{
  MfMaildirItem *item;
  struct stat info;
  guint64 size;

  if (fstatat (mf_directory_get_fd (directory), name, &info, 0) < 0 || !S_ISREG (info.st_mode) ||
      !read_size (directory, name, (guint64) info.st_size, &size))
    return NULL;

  item = g_new0 (MfMaildirItem, 1);
  item->uid = mf_maildir_name_dup_uid (name);
  item->file_name = g_strdup (name);
  item->is_new = is_new;
  item->flags = dup_flags (name);
  item->size = size;
  item->delivered_us = read_delivery_time (name, &info);
  return item;
}

static gboolean
collect (MfDirectory *directory, gboolean is_new, GHashTable *by_uid, GError **error)
{
  g_autoptr (GPtrArray) names = mf_directory_list (directory, error);

  for (guint i = 0; names && i < names->len; i++)
    {
      MfMaildirItem *item = mf_maildir_item_new (directory, g_ptr_array_index (names, i), is_new);

      if (item)
        g_hash_table_replace (by_uid, item->uid, item);
    }

  return names != NULL;
}

/*< private >
 * mf_maildir_item_compare:
 * @a: a #MfMaildirItem
 * @b: another one
 *
 * Returns: less than 0 if @a came first
 */
int
mf_maildir_item_compare (gconstpointer a, gconstpointer b)
{
  const MfMaildirItem *left = a, *right = b;

  if (left->delivered_us != right->delivered_us)
    return left->delivered_us < right->delivered_us ? -1 : 1;
  return strcmp (left->file_name, right->file_name);
}

/**
 * mf_maildir_list:
 * @self: a mailbox
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Lists the messages that are in the mailbox now, whoever delivered them, in
 * the order they came.
 *
 * Returns: (transfer full) (element-type MfMaildirItem): the messages, or %NULL with @error set
 */
GPtrArray *
mf_maildir_list (MfMaildir *self, GError **error)
{
  g_autoptr (GHashTable) by_uid =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mf_maildir_item_free);
  GPtrArray *items;

  /* new/ first: what a reader moves from there to cur/ meanwhile is seen twice,
   * never missed, and the later sighting counts. */
  if (!collect (self->fresh, TRUE, by_uid, error) || !collect (self->cur, FALSE, by_uid, error))
    return NULL;

  items = g_hash_table_steal_all_values (by_uid);
  g_ptr_array_set_free_func (items, (GDestroyNotify) mf_maildir_item_free);
  g_ptr_array_sort_values (items, mf_maildir_item_compare);
  return items;
}

/* Where a message is now: a reader may have moved it to cur/ or changed its
 * flags since it was listed. */
static char *
find_file (MfMaildir *self, const MfMaildirItem *item, MfDirectory **directory, GError **error)
{
  MfDirectory *const places[] = { self->fresh, self->cur };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GPtrArray) names = mf_directory_list (places[i], error);

      for (guint k = 0; names && k < names->len; k++)
        {
          const char *name = g_ptr_array_index (names, k);
          g_autofree char *uid = mf_maildir_name_dup_uid (name);

          if (strcmp (uid, item->uid) == 0)
            {
              *directory = places[i];
              return g_strdup (name);
            }
        }
      if (!names)
        return NULL;
    }

  g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING,
               "The message %s is not in the mailbox any more", item->uid);
  return NULL;
}

/**
 * mf_maildir_read:
 * @self: a mailbox
 * @item: a message of it
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING if it was deleted meanwhile
 *
 * Returns: (transfer full): its bytes with CRLF line ends, @item's size of them, mapped where
 *   the file has them so; or %NULL with @error set
 */
GBytes *
mf_maildir_read (MfMaildir *self, const MfMaildirItem *item, GError **error)
{
  MfDirectory *directory = item->is_new ? self->fresh : self->cur;
  g_autofree char *name = g_strdup (item->file_name);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;

  bytes = mf_directory_map (directory, name, &local);
  if (g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    {
      g_clear_error (&local);
      g_free (name);
      name = find_file (self, item, &directory, &local);
      if (name)
        bytes = mf_directory_map (directory, name, &local);
    }
  if (!bytes)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  if (mf_maildir_name_get_size (name, ",W=") == g_bytes_get_size (bytes))
    return g_steal_pointer (&bytes);
  return mf_maildir_with_crlf (bytes);
}

static gboolean
remove_item (MfMaildir *self, const MfMaildirItem *item, GError **error)
{
  MfDirectory *directory = item->is_new ? self->fresh : self->cur;
  g_autofree char *name = NULL;
  g_autoptr (GError) local = NULL;

  if (unlinkat (mf_directory_get_fd (directory), item->file_name, 0) == 0)
    {
      mf_maildir_release (self, item->size);
      return TRUE;
    }
  if (errno != ENOENT)
    return mf_directory_remove (directory, item->file_name, error);

  name = find_file (self, item, &directory, &local);
  if (name)
    return mf_directory_remove (directory, name, error);
  if (g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * mf_maildir_remove:
 * @self: a mailbox
 * @items: (array length=n_items): messages of it; those that are gone already are no error
 * @n_items: how many
 * @error: return location for the first %MF_STORAGE_ERROR
 *
 * Removes messages for good: as many as possible, even if one resists, as
 * POP3's UPDATE state wants it (RFC 1939 section 6). Blocks until the disk
 * knows: call it from a worker thread.
 *
 * Returns: whether all of them are gone
 */
gboolean
mf_maildir_remove (MfMaildir *self,
                   const MfMaildirItem *const *items,
                   guint n_items,
                   GError **error)
{
  gboolean success = TRUE;

  for (guint i = 0; i < n_items; i++)
    success = remove_item (self, items[i], success ? error : NULL) && success;

  if (n_items > 0)
    {
      success = mf_directory_sync (self->fresh, success ? error : NULL) && success;
      success = mf_directory_sync (self->cur, success ? error : NULL) && success;
      mf_maildir_report_changed (self);
    }
  return success;
}

/**
 * mf_maildir_lock:
 * @self: a mailbox
 * @error: return location for an %MF_STORAGE_ERROR, _LOCKED if another session has it
 *
 * Locks the mailbox for one POP3 session (RFC 1939 section 4: "an exclusive-
 * access lock on the maildrop"), against this and all other processes.
 * Deliveries need no lock and go on.
 *
 * Returns: (transfer full): the lock; freeing it gives it up
 */
MfMaildirLock *
mf_maildir_lock (MfMaildir *self, GError **error)
{
  int fd = mf_directory_lock (self->root, "mailflow.lock", error);
  MfMaildirLock *lock;

  if (fd < 0)
    return NULL;

  lock = g_new0 (MfMaildirLock, 1);
  lock->fd = fd;
  return lock;
}

void
mf_maildir_lock_free (MfMaildirLock *self)
{
  if (self == NULL)
    return;

  g_close (self->fd, NULL);
  g_free (self);
}
