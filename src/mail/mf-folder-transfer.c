/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

#include "base/mf-error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How messages come into a folder, go from one to another, and leave.
 *
 *   APPEND  tmp/NAME ─ fsync ─ rename ─▶ cur/NAME,S=…,W=…:2,FLAGS ─ UID into the index
 *   COPY    cur/OLD ─ link ─▶ cur/NEW of the other folder ─ UID into its index
 *   MOVE    cur/OLD ─ rename ─▶ cur/NEW of the other folder ─ UID into its index
 *
 * then both the directory and the index are fsynced, and then the client is
 * told. Whoever dies on the way leaves a file that is in one of the folders,
 * and the next scan gives it the UID that it lacks. A file is not written a
 * second time: messages never change. */

/* What a message's file is called, apart from its flags. */
static char *
make_base (const char *unique, guint64 file_size, guint64 size)
{
  return g_strdup_printf ("%s,S=%" G_GUINT64_FORMAT ",W=%" G_GUINT64_FORMAT, unique, file_size,
                          size);
}

/* The time in a name of ours is the internal date, so it lives as long as the file. */
static char *
put_date (const char *unique, gint64 date_us)
{
  const char *rest = strchr (unique, 'Q');

  date_us = MAX (date_us, 0);
  return g_strdup_printf ("%" G_GINT64_FORMAT ".M%06d%s", date_us / G_USEC_PER_SEC,
                          (int) (date_us % G_USEC_PER_SEC), rest);
}

static MfFolderEntry *
entry_new (MfFolder *self, const char *name, guint32 flags, guint64 size, gint64 date_us)
{
  MfFolderEntry *entry = g_new0 (MfFolderEntry, 1);

  entry->flags = flags;
  entry->size = size;
  entry->date_us = MAX (date_us, 0);
  entry->arrived = entry->serial = self->serial + 1;
  entry->key = mf_maildir_name_dup_uid (name);
  entry->name = g_strdup (name);
  entry->scan = self->scan;
  return entry;
}

/**
 * mf_folder_begin:
 * @self: a folder
 * @clock: what time it is
 * @ids: where the unique part of the name comes from
 *
 * Begins a message that mf_folder_append() will take; as mf_maildir_begin().
 *
 * Returns: (transfer full): an empty file in tmp/
 */
MfSpoolFile *
mf_folder_begin (MfFolder *self, const MfClock *clock, MfIdSource *ids)
{
  return mf_maildir_begin (self->maildir, clock, ids);
}

typedef struct
{
  guint64 size; /* with CRLF */
  GBytes *digest;
} Appended;

/* A message with line ends of LF alone is stored as it came, and counted and
 * read as if they were CRLF, as mf_maildir_read() does. */
static gboolean
study (MfSpoolFile *file, Appended *appended, GError **error)
{
  g_autoptr (GBytes) raw = mf_spool_file_map (file, error);
  g_autoptr (GBytes) message = raw ? mf_maildir_with_crlf (raw) : NULL;
  g_autoptr (MfMessageDigest) digest = NULL;

  if (!message)
    return FALSE;

  digest = mf_message_digest_new (message);
  appended->size = g_bytes_get_size (message);
  appended->digest = mf_message_digest_write (digest);
  return TRUE;
}

static gboolean
take_in (MfFolder *self,
         MfSpoolFile *file,
         const Appended *appended,
         guint32 flags,
         gint64 date_us,
         guint32 *uid,
         GError **error)
{
  g_autofree char *unique = put_date (mf_spool_file_get_name (file), date_us);
  g_autofree char *base = make_base (unique, mf_spool_file_get_size (file), appended->size);
  g_autofree char *name = mf_folder_make_file_name (self, base, flags);
  gboolean clean = mf_folder_begin_own (self);
  MfFolderEntry *entry = entry_new (self, name, flags, appended->size, date_us);

  mf_digest_cache_add (self->digests, entry->key, appended->digest, &entry->digest_offset,
                       &entry->digest_length);
  if (!mf_spool_file_move (file, self->maildir->cur, name, error))
    {
      mf_folder_entry_free (entry);
      return FALSE;
    }
  mf_folder_end_own (self, clean);

  if (!mf_folder_index_add (&self->index, entry, error) || !mf_log_flush (self->index.log, error))
    {
      mf_directory_remove (self->maildir->cur, name, NULL);
      self->cur_stamp.changed_ns = -2;
      return FALSE;
    }

  *uid = entry->uid;
  self->serial++;
  return TRUE;
}

/**
 * mf_folder_append:
 * @self: a folder
 * @file: from its mf_folder_begin(), with the whole message
 * @flags: flags and keywords that it shall have
 * @date_us: its internal date, µs since the Unix epoch
 * @uid: (out): its UID
 * @error: return location for an %MF_STORAGE_ERROR, _FULL if the quota does not allow it
 *
 * Takes a message in (RFC 3501 section 6.3.11). Afterwards the disk has it.
 *
 * Returns: whether the message is there; if not, nothing of it is
 */
gboolean
mf_folder_append (
    MfFolder *self, MfSpoolFile *file, guint32 flags, gint64 date_us, guint32 *uid, GError **error)
{
  Appended appended = { 0 };
  guint64 size = mf_spool_file_get_size (file);
  gboolean success;

  if (!mf_maildir_reserve (self->maildir, size, error))
    return FALSE;

  success = mf_spool_file_sync (file, error) && study (file, &appended, error);
  if (success)
    {
      g_mutex_lock (&self->mutex);
      success = mf_folder_check (self, error) &&
                take_in (self, file, &appended, flags, date_us, uid, error);
      g_mutex_unlock (&self->mutex);
      success = success && mf_directory_sync (self->maildir->cur, error) &&
                mf_log_sync (self->index.log, error);
      mf_folder_notify (self);
    }
  if (!success)
    mf_maildir_release (self->maildir, size);

  g_clear_pointer (&appended.digest, g_bytes_unref);
  return success;
}

/* Always in the same order, so that two never wait for each other. */
static void
lock_both (MfFolder *a, MfFolder *b)
{
  g_mutex_lock (a < b ? &a->mutex : &b->mutex);
  if (a != b)
    g_mutex_lock (a < b ? &b->mutex : &a->mutex);
}

static void
unlock_both (MfFolder *a, MfFolder *b)
{
  if (a != b)
    g_mutex_unlock (&b->mutex);
  g_mutex_unlock (&a->mutex);
}

typedef struct
{
  MfFolder *from;
  MfFolder *to;
  gboolean move;
  GArray *copies; /* of MfFolderCopy */
  GArray *gone;   /* of guint32: UIDs that left */
  guint64 size;
} Transfer;

static guint64
get_file_size (MfFolder *self, const MfFolderEntry *entry)
{
  guint64 size = mf_maildir_name_get_size (entry->name, ",S=");
  struct stat info;

  if (size != G_MAXUINT64)
    return size;
  return fstatat (mf_directory_get_fd (entry->is_new ? self->maildir->fresh : self->maildir->cur),
                  entry->name, &info, 0) == 0
             ? (guint64) info.st_size
             : entry->size;
}

/* What is moved keeps the name that is its own in all folders of a user, so that
 * it can be followed; a copy needs another one, and so does what is moved to
 * where it is, as it gets a new UID. */
static char *
make_new_name (Transfer *transfer, const MfFolderEntry *entry, guint32 flags)
{
  g_autofree char *unique = NULL;
  g_autofree char *base = NULL;

  if (transfer->move && transfer->from != transfer->to &&
      !mf_folder_index_find_key (&transfer->to->index, entry->key))
    return mf_folder_make_file_name (transfer->to, entry->name, flags);

  unique = mf_folder_naming_make (transfer->to->naming, transfer->to->maildir, entry->date_us);
  base = make_base (unique, get_file_size (transfer->from, entry), entry->size);
  return mf_folder_make_file_name (transfer->to, base, flags);
}

/* The file is in both folders after it, or in the other one alone. */
static gboolean
put_file (Transfer *transfer, const MfFolderEntry *entry, const char *name, GError **error)
{
  MfMaildir *maildir = transfer->from->maildir;
  MfDirectory *from = entry->is_new ? maildir->fresh : maildir->cur;
  MfDirectory *to = transfer->to->maildir->cur;

  return transfer->move ? mf_directory_move (from, entry->name, to, name, error)
                        : mf_directory_link (from, entry->name, to, name, error);
}

static gboolean
transfer_entry (Transfer *transfer, MfFolderEntry *entry, GError **error)
{
  MfFolder *to = transfer->to;
  guint32 flags = mf_folder_translate_flags (transfer->from, to, entry->flags);
  g_autofree char *name = make_new_name (transfer, entry, flags);
  g_autoptr (GBytes) digest = NULL;
  MfFolderEntry *copy;
  MfFolderCopy pair = { .from = entry->uid };

  if (!put_file (transfer, entry, name, error))
    return FALSE;

  copy = entry_new (to, name, flags, entry->size, entry->date_us);
  digest = mf_digest_cache_get (transfer->from->digests, entry->key, entry->digest_offset,
                                entry->digest_length);
  if (digest)
    mf_digest_cache_add (to->digests, copy->key, digest, &copy->digest_offset,
                         &copy->digest_length);
  if (!mf_folder_index_add (&to->index, copy, error))
    {
      if (!transfer->move)
        mf_directory_remove (to->maildir->cur, name, NULL);
      to->cur_stamp.changed_ns = -2;
      return FALSE;
    }

  pair.to = copy->uid;
  g_array_append_val (transfer->copies, pair);
  if (transfer->move)
    g_array_append_val (transfer->gone, pair.from);
  return TRUE;
}

/* A message that is gone is passed over; one that another program has renamed is
 * found again. */
static gboolean
transfer_one (Transfer *transfer, guint32 uid, GError **error)
{
  MfFolderEntry *entry = mf_folder_index_find (&transfer->from->index, uid);
  g_autoptr (GError) local = NULL;

  for (guint try = 0; entry && try < 2; try++)
    {
      g_clear_error (&local);
      if (transfer_entry (transfer, entry, &local))
        return TRUE;
      if (!g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
        break;
      entry = mf_folder_relocate (transfer->from, uid);
    }

  if (!entry)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return left < right ? -1 : left > right;
}

/* RFC 3501 section 6.4.7: if not all could be copied, none is. */
static void
take_back_copies (Transfer *transfer)
{
  MfFolder *to = transfer->to;
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < transfer->copies->len; i++)
    {
      guint32 uid = g_array_index (transfer->copies, MfFolderCopy, i).to;
      const MfFolderEntry *entry = mf_folder_index_find (&to->index, uid);

      mf_directory_remove (to->maildir->cur, entry->name, NULL);
      g_array_append_val (uids, uid);
    }
  mf_folder_index_drop (&to->index, uids);
  g_array_set_size (transfer->copies, 0);
}

static guint64
measure (MfFolder *self, const guint32 *uids, guint n_uids)
{
  guint64 size = 0;

  for (guint i = 0; i < n_uids; i++)
    {
      const MfFolderEntry *entry = mf_folder_index_find (&self->index, uids[i]);

      if (entry)
        size += get_file_size (self, entry);
    }
  return size;
}

static gboolean
transfer_all (Transfer *transfer, const guint32 *uids, guint n_uids, GError **error)
{
  MfFolder *from = transfer->from, *to = transfer->to;
  gboolean clean_from, clean_to;
  gboolean success = TRUE;

  if (!mf_folder_check (from, error) || !mf_folder_check (to, error))
    return FALSE;
  if (!transfer->move)
    {
      transfer->size = measure (from, uids, n_uids);
      if (!mf_maildir_reserve (to->maildir, transfer->size, error))
        return FALSE;
    }

  clean_from = mf_folder_begin_own (from);
  clean_to = mf_folder_begin_own (to);
  for (guint i = 0; i < n_uids && success; i++)
    success = transfer_one (transfer, uids[i], error);
  if (!success && !transfer->move)
    {
      take_back_copies (transfer);
      mf_maildir_release (to->maildir, transfer->size);
    }
  mf_folder_end_own (to, clean_to);
  mf_folder_end_own (from, clean_from);

  if (transfer->copies->len > 0)
    to->serial++;
  if (transfer->gone->len > 0)
    {
      from->serial += from != to;
      g_array_sort (transfer->gone, compare_uids);
      mf_folder_lose (from, transfer->gone);
    }
  return mf_log_flush (to->index.log, success ? error : NULL) && success;
}

static GArray *
transfer (
    MfFolder *self, const guint32 *uids, guint n_uids, MfFolder *to, gboolean move, GError **error)
{
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (MfFolderCopy));
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint32));
  Transfer work = { .from = self, .to = to, .move = move, .copies = copies, .gone = gone };
  gboolean success;

  lock_both (self, to);
  success = transfer_all (&work, uids, n_uids, error);
  unlock_both (self, to);

  if (copies->len > 0)
    {
      success = mf_directory_sync (to->maildir->cur, success ? error : NULL) && success;
      success = mf_log_sync (to->index.log, success ? error : NULL) && success;
      if (move)
        {
          success = mf_directory_sync (self->maildir->cur, success ? error : NULL) && success;
          success = mf_directory_sync (self->maildir->fresh, success ? error : NULL) && success;
          if (self != to)
            mf_folder_notify (self);
        }
      mf_folder_notify (to);
    }

  /* Some were moved before one could not be: the others are as they were (RFC
   * 6851 section 3.3), and it is told which went. */
  if (success || (move && copies->len > 0))
    {
      if (!success)
        g_clear_error (error);
      return g_steal_pointer (&copies);
    }
  return NULL;
}

/**
 * mf_folder_copy:
 * @self: a folder
 * @uids: (array length=n_uids): messages; those that are gone are passed over
 * @n_uids: how many
 * @to: where to, perhaps @self
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Copies messages with their flags and internal dates (RFC 3501 section 6.4.7),
 * all or none.
 *
 * Returns: (transfer full) (element-type MfFolderCopy): what became of them, in the order of
 *   @uids; or %NULL with @error set
 */
GArray *
mf_folder_copy (MfFolder *self, const guint32 *uids, guint n_uids, MfFolder *to, GError **error)
{
  return transfer (self, uids, n_uids, to, FALSE, error);
}

/**
 * mf_folder_move:
 * @self: a folder
 * @uids: (array length=n_uids): messages; those that are gone are passed over
 * @n_uids: how many
 * @to: where to, perhaps @self
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Moves messages (RFC 6851). Each is in one of the folders at any instant. If
 * one of them resists, those before it are moved, and no error is set.
 *
 * Returns: (transfer full) (element-type MfFolderCopy): those that were moved, in the order of
 *   @uids; or %NULL with @error set if there is none because of it
 */
GArray *
mf_folder_move (MfFolder *self, const guint32 *uids, guint n_uids, MfFolder *to, GError **error)
{
  return transfer (self, uids, n_uids, to, TRUE, error);
}

static gboolean
remove_entry (MfFolder *self, MfFolderEntry *entry, GError **error)
{
  guint32 uid = entry->uid;

  for (guint try = 0; entry && try < 2; try++)
    {
      MfDirectory *directory = entry->is_new ? self->maildir->fresh : self->maildir->cur;

      if (unlinkat (mf_directory_get_fd (directory), entry->name, 0) == 0)
        {
          mf_maildir_release (self->maildir, entry->size);
          return TRUE;
        }
      if (errno != ENOENT)
        return mf_directory_remove (directory, entry->name, error);
      entry = mf_folder_relocate (self, uid);
    }
  return TRUE;
}

/**
 * mf_folder_expunge:
 * @self: a folder
 * @uids: (array length=n_uids): messages; those that are gone already are passed over
 * @n_uids: how many
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Removes messages for good, whatever their flags are: which ones are \Deleted
 * is for the caller to know. As many as possible, even if one resists.
 *
 * Returns: (transfer full) (element-type guint32): those that are gone now because of this call,
 *   by ascending UID; with @error set too if one is left
 */
GArray *
mf_folder_expunge (MfFolder *self, const guint32 *uids, guint n_uids, GError **error)
{
  GArray *gone = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean success, clean;

  g_array_append_vals (sorted, uids, n_uids);
  g_array_sort (sorted, compare_uids);

  g_mutex_lock (&self->mutex);
  success = mf_folder_check (self, error);
  clean = mf_folder_begin_own (self);
  for (guint i = 0; i < sorted->len && !self->gone; i++)
    {
      guint32 uid = g_array_index (sorted, guint32, i);
      MfFolderEntry *entry = mf_folder_index_find (&self->index, uid);
      gboolean twice = i > 0 && g_array_index (sorted, guint32, i - 1) == uid;

      if (!entry || twice)
        continue;
      if (!remove_entry (self, entry, success ? error : NULL))
        success = FALSE;
      else if (mf_folder_index_find (&self->index, uid))
        g_array_append_val (gone, uid);
    }
  mf_folder_end_own (self, clean);
  if (gone->len > 0)
    {
      self->serial++;
      mf_folder_lose (self, gone);
      mf_log_flush (self->index.log, NULL);
    }
  g_mutex_unlock (&self->mutex);

  if (gone->len > 0)
    {
      success = mf_directory_sync (self->maildir->cur, success ? error : NULL) && success;
      success = mf_directory_sync (self->maildir->fresh, success ? error : NULL) && success;
      mf_folder_notify (self);
    }
  return gone;
}
