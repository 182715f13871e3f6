/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

#include "base/mf-error.h"

#include <glib/gstdio.h>

/* One folder, shared by all sessions of the process. Nothing that waits for the
 * disk happens with the mutex held, save for reading directories: several
 * appends wait for the same fsync, and who only asks never waits. */

MfFolderNaming *
mf_folder_naming_new (MfIdSource *ids)
{
  MfFolderNaming *self = g_new0 (MfFolderNaming, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->ids = ids;
  return self;
}

MfFolderNaming *
mf_folder_naming_ref (MfFolderNaming *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_folder_naming_unref (MfFolderNaming *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  mf_id_source_free (self->ids);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/*< private >
 * mf_folder_naming_make:
 * @self: where names come from
 * @maildir: where the file is to be
 * @date_us: the message's internal date
 *
 * Returns: (transfer full): a name that no other message has, and that tells its date
 */
char *
mf_folder_naming_make (MfFolderNaming *self, MfMaildir *maildir, gint64 date_us)
{
  MfVirtualClock then = { MAX (date_us, 0) };
  MfClock clock = mf_virtual_clock_clock (&then);
  char *name;

  g_mutex_lock (&self->mutex);
  name = mf_maildir_make_name (maildir, &clock, self->ids);
  g_mutex_unlock (&self->mutex);
  return name;
}

static void
maildir_changed_cb (gpointer data)
{
  mf_folder_refresh (data, NULL);
}

/* What the index says about digests that are not there is found out one by one;
 * a file that holds little else than what nobody looks for any more is left
 * behind whole. */
static gboolean
open_digests (MfFolder *self, GError **error)
{
  guint64 used = 0;
  g_autoptr (MfDigestCache) smaller = NULL;

  self->digests = mf_digest_cache_open (self->maildir->root, error);
  if (!self->digests)
    return FALSE;

  for (guint i = 0; i < self->index.entries->len; i++)
    used += ((MfFolderEntry *) g_ptr_array_index (self->index.entries, i))->digest_length;
  if (mf_digest_cache_get_length (self->digests) < 4 * used + 1024 * 1024)
    return TRUE;

  smaller = mf_digest_cache_begin (self->maildir->root, error);
  for (guint i = 0; smaller && i < self->index.entries->len; i++)
    {
      MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);
      g_autoptr (GBytes) digest = mf_digest_cache_get (self->digests, entry->key,
                                                       entry->digest_offset, entry->digest_length);

      entry->digest_length = 0;
      if (digest)
        mf_digest_cache_add (smaller, entry->key, digest, &entry->digest_offset,
                             &entry->digest_length);
    }
  if (!smaller || !mf_digest_cache_replace (smaller, error))
    return FALSE;

  g_clear_pointer (&self->digests, mf_digest_cache_free);
  self->digests = g_steal_pointer (&smaller);
  return mf_folder_index_checkpoint (&self->index, self->maildir->root, error);
}

static gboolean
open_index (MfFolder *self, MfFolderValidityFunc validity, gpointer validity_data, GError **error)
{
  MfDirectory *root = self->maildir->root;
  guint32 uid_validity;

  if (!mf_folder_index_load (&self->index, root, error))
    return FALSE;
  if (self->index.uid_validity == 0)
    {
      uid_validity = validity (validity_data, error);
      if (uid_validity == 0 || !mf_folder_index_reset (&self->index, root, uid_validity, error))
        return FALSE;
    }
  return !mf_folder_index_wants_checkpoint (&self->index) ||
         mf_folder_index_checkpoint (&self->index, root, error);
}

/*< private >
 * mf_folder_open:
 * @maildir: its files
 * @name: what it is called
 * @naming: where names of files come from
 * @validity: asked for a UIDVALIDITY if it has none
 * @validity_data: for @validity
 * @error: return location for an %MF_STORAGE_ERROR, _LOCKED if another process has it open
 *
 * Returns: (transfer full): the folder, or %NULL with @error set
 */
MfFolder *
mf_folder_open (MfMaildir *maildir,
                const char *name,
                MfFolderNaming *naming,
                MfFolderValidityFunc validity,
                gpointer validity_data,
                GError **error)
{
  g_autoptr (MfFolder) self = g_new0 (MfFolder, 1);
  gboolean changed;

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->maildir = mf_maildir_ref (maildir);
  self->naming = mf_folder_naming_ref (naming);
  self->durability = mf_directory_get_durability (maildir->root);
  self->name = g_strdup (name);
  self->keywords = g_ptr_array_new_with_free_func (g_free);
  self->losses = g_array_new (FALSE, FALSE, sizeof (MfFolderLoss));
  self->watches = g_ptr_array_new ();
  self->fresh_stamp.changed_ns = self->cur_stamp.changed_ns = -2;
  mf_folder_index_init (&self->index);

  self->lock = mf_directory_lock (maildir->root, "mailflow.index.lock", error);
  if (self->lock < 0 || !open_index (self, validity, validity_data, error) ||
      !open_digests (self, error) || !mf_folder_load_keywords (self, error) ||
      !mf_folder_scan (self, &changed, error) || !mf_log_sync (self->index.log, error))
    return NULL;

  /* What was there at the beginning is older than everything that happens. */
  self->serial = MAX (self->serial, 1);
  for (guint i = 0; i < self->index.entries->len; i++)
    {
      MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);

      entry->arrived = entry->serial = 1;
    }
  g_array_set_size (self->losses, 0);
  self->losses_complete = self->serial;
  mf_maildir_set_changed_func (maildir, maildir_changed_cb, self);
  return g_steal_pointer (&self);
}

MfFolder *
mf_folder_ref (MfFolder *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_folder_unref (MfFolder *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  if (self->maildir)
    mf_maildir_set_changed_func (self->maildir, NULL, NULL);
  mf_folder_index_clear (&self->index);
  g_clear_pointer (&self->digests, mf_digest_cache_free);
  g_clear_pointer (&self->maildir, mf_maildir_unref);
  g_clear_pointer (&self->naming, mf_folder_naming_unref);
  if (self->lock >= 0)
    g_close (self->lock, NULL);
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->watches);
  g_array_unref (self->losses);
  g_mutex_clear (&self->mutex);
  g_free (self->name);
  g_free (self);
}

/*< private >
 * mf_folder_set_name:
 * @self: a folder whose directory was renamed
 * @name: what it is called now
 */
void
mf_folder_set_name (MfFolder *self, const char *name)
{
  g_mutex_lock (&self->mutex);
  g_free (self->name);
  self->name = g_strdup (name);
  g_mutex_unlock (&self->mutex);
}

/*< private >
 * mf_folder_set_gone:
 * @self: a folder that was deleted
 *
 * Everything that asks the disk fails from now on.
 */
void
mf_folder_set_gone (MfFolder *self)
{
  g_mutex_lock (&self->mutex);
  self->gone = TRUE;
  g_mutex_unlock (&self->mutex);
  mf_folder_notify (self);
}

gboolean
mf_folder_check (MfFolder *self, GError **error)
{
  if (!self->gone)
    return TRUE;

  g_set_error_literal (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING,
                       "The folder does not exist any more");
  return FALSE;
}

/**
 * mf_folder_dup_name:
 * @self: a folder
 *
 * Returns: (transfer full): what it is called now: it may have been renamed
 */
char *
mf_folder_dup_name (MfFolder *self)
{
  char *name;

  g_mutex_lock (&self->mutex);
  name = g_strdup (self->name);
  g_mutex_unlock (&self->mutex);
  return name;
}

/**
 * mf_folder_is_gone:
 * @self: a folder
 *
 * Returns: whether it was deleted since it was opened
 */
gboolean
mf_folder_is_gone (MfFolder *self)
{
  gboolean gone;

  g_mutex_lock (&self->mutex);
  gone = self->gone;
  g_mutex_unlock (&self->mutex);
  return gone;
}

static void
get_numbers (MfFolder *self, MfFolderStatus *status)
{
  *status = (MfFolderStatus) { .uid_validity = self->index.uid_validity,
                               .uid_next = self->index.uid_next,
                               .first_recent = self->index.first_recent,
                               .n_messages = self->index.entries->len,
                               .serial = self->serial };
}

/**
 * mf_folder_get_numbers:
 * @self: a folder
 * @status: (out): its numbers; @n_recent, @n_unseen and @size are 0, since they take a look at
 *   every message: see mf_folder_get_status()
 */
void
mf_folder_get_numbers (MfFolder *self, MfFolderStatus *status)
{
  g_mutex_lock (&self->mutex);
  get_numbers (self, status);
  g_mutex_unlock (&self->mutex);
}

/**
 * mf_folder_get_status:
 * @self: a folder
 * @status: (out): its numbers
 */
void
mf_folder_get_status (MfFolder *self, MfFolderStatus *status)
{
  g_mutex_lock (&self->mutex);
  get_numbers (self, status);
  for (guint i = 0; i < self->index.entries->len; i++)
    {
      const MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);

      status->n_recent += entry->uid >= self->index.first_recent;
      status->n_unseen += !(entry->flags & MF_MAIL_SEEN);
      status->size += entry->size;
    }
  g_mutex_unlock (&self->mutex);
}

static MfFolderItem
make_item (const MfFolderEntry *entry)
{
  return (MfFolderItem) { .uid = entry->uid,
                          .flags = entry->flags,
                          .size = entry->size,
                          .date_us = entry->date_us,
                          .serial = entry->serial };
}

/* How many entries before its turn one is fetched from memory. */
#define AHEAD 8

/* Those that the asker knew. */
static void
add_losses (MfFolder *self, guint64 since, MfFolderChanges *changes)
{
  guint i = self->losses->len;

  while (i > 0 && g_array_index (self->losses, MfFolderLoss, i - 1).serial > since)
    i--;
  for (; i < self->losses->len && since > 0; i++)
    g_array_append_val (changes->expunged, g_array_index (self->losses, MfFolderLoss, i).uid);
}

/**
 * mf_folder_get_changes:
 * @self: a folder
 * @since: the @serial of earlier changes, or 0 for everything there is
 *
 * Tells what has happened meanwhile. As long as somebody has a
 * mf_folder_watch(), every expunged UID is remembered, up to a million of them;
 * who asks about more than is remembered gets @lost.
 *
 * Returns: (transfer full): the changes, perhaps none
 */
MfFolderChanges *
mf_folder_get_changes (MfFolder *self, guint64 since)
{
  MfFolderChanges *changes = g_new0 (MfFolderChanges, 1);

  g_mutex_lock (&self->mutex);
  changes->arrived = g_array_sized_new (FALSE, FALSE, sizeof (MfFolderItem),
                                        since == 0 ? self->index.entries->len : 0);
  changes->changed = g_array_new (FALSE, FALSE, sizeof (MfFolderItem));
  changes->expunged = g_array_new (FALSE, FALSE, sizeof (guint32));
  changes->serial = self->serial;
  changes->lost = since > 0 && since < self->losses_complete;
  for (guint i = 0; i < self->index.entries->len && since < self->serial; i++)
    {
      const MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);
      MfFolderItem item;

      /* They lie all over the memory, and this loop does little else than wait for it. */
      if (i + AHEAD < self->index.entries->len)
        __builtin_prefetch (g_ptr_array_index (self->index.entries, i + AHEAD));
      item = make_item (entry);

      if (entry->arrived > since)
        g_array_append_val (changes->arrived, item);
      else if (entry->serial > since)
        g_array_append_val (changes->changed, item);
    }
  add_losses (self, since, changes);
  g_mutex_unlock (&self->mutex);
  return changes;
}

void
mf_folder_changes_free (MfFolderChanges *changes)
{
  if (changes == NULL)
    return;

  g_array_unref (changes->arrived);
  g_array_unref (changes->changed);
  g_array_unref (changes->expunged);
  g_free (changes);
}

/**
 * mf_folder_get_item:
 * @self: a folder
 * @uid: a UID
 * @item: (out): the message
 *
 * Returns: whether there is such a message
 */
gboolean
mf_folder_get_item (MfFolder *self, guint32 uid, MfFolderItem *item)
{
  const MfFolderEntry *entry;

  g_mutex_lock (&self->mutex);
  entry = mf_folder_index_find (&self->index, uid);
  if (entry)
    *item = make_item (entry);
  g_mutex_unlock (&self->mutex);
  return entry != NULL;
}

/**
 * mf_folder_get_items:
 * @self: a folder
 * @uids: (array length=n_uids): UIDs, ascending
 * @n_uids: how many
 * @items: (out caller-allocates) (array length=n_uids): the messages; UID 0 where there is none
 *
 * Returns: how many of them there are
 */
guint
mf_folder_get_items (MfFolder *self, const guint32 *uids, guint n_uids, MfFolderItem *items)
{
  guint place = 0;
  guint n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < n_uids; i++)
    {
      const MfFolderEntry *entry = NULL;

      /* Most often it is the one behind the last. */
      if (place < self->index.entries->len)
        entry = g_ptr_array_index (self->index.entries, place);
      if (!entry || entry->uid != uids[i])
        {
          place = mf_folder_index_lower_bound (&self->index, uids[i]);
          entry = mf_folder_index_find (&self->index, uids[i]);
        }
      items[i] = entry ? make_item (entry) : (MfFolderItem) { 0 };
      n += entry != NULL;
      place += entry != NULL;
    }
  g_mutex_unlock (&self->mutex);
  return n;
}

/**
 * mf_folder_dup_unique_id:
 * @self: a folder
 * @uid: a UID
 *
 * Returns: (transfer full) (nullable): what #MfMaildirItem calls uid: the message's name in
 *   POP3's UIDL and in effects; %NULL if there is no such message
 */
char *
mf_folder_dup_unique_id (MfFolder *self, guint32 uid)
{
  const MfFolderEntry *entry;
  char *key;

  g_mutex_lock (&self->mutex);
  entry = mf_folder_index_find (&self->index, uid);
  key = entry ? g_strdup (entry->key) : NULL;
  g_mutex_unlock (&self->mutex);
  return key;
}

/**
 * mf_folder_refresh:
 * @self: a folder
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Notices what other programs did to the files. It costs two system calls if
 * they did nothing. What our own deliveries and POP3 sessions do comes here by
 * itself.
 *
 * Returns: whether it could look
 */
gboolean
mf_folder_refresh (MfFolder *self, GError **error)
{
  gboolean changed = FALSE;
  gboolean success;

  g_mutex_lock (&self->mutex);
  success = mf_folder_check (self, error) && mf_folder_scan (self, &changed, error);
  g_mutex_unlock (&self->mutex);

  if (changed)
    {
      success = mf_log_sync (self->index.log, success ? error : NULL) && success;
      mf_folder_notify (self);
    }
  return success;
}
