/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-maildir.h"

#include "base/mf-error.h"
#include "mail/mf-maildir-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

/* What comes after the digits, the id and their signs in a name of 70 bytes. */
#define HOST_MAX 36

/* How a message comes in:
 *
 *   tmp/NAME ── fsync ── rename ──▶ new/NAME,S=…,W=… ── fsync new/ ──▶ "250"
 *
 * and out of the queue, which said "250" before:
 *
 *   tmp/NAME ── fsync ── rename ──▶ waiting/NAME,… ── the queue's entry names it, fsync
 *                                        └── rename ──▶ new/NAME,… ── fsync new/
 *
 * In the second case the entry in the queue is the decision, and the rename
 * may be repeated after a crash as often as one likes: a file that is no longer
 * in waiting/ has been delivered, even if its reader has already deleted it.
 */

static char *
make_host_name (const char *host_name)
{
  char *result = g_strndup (host_name, HOST_MAX);

  g_strcanon (result, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-", '_');
  return result;
}

static MfDirectory *
open_inside (MfMaildir *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  return mf_directory_open (path, mf_directory_get_durability (self->root), error);
}

/**
 * mf_maildir_open:
 * @path: its directory; it and cur/, new/ and tmp/ in it are made if they are missing
 * @host_name: what the names of its files end with
 * @durability: whether deliveries wait for the disk
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Opens a mailbox. The format is that of qmail's Maildir, which mutt, Dovecot
 * and others read while we deliver into it.
 *
 * Messages are stored exactly as they came over the wire, with CRLF at the end
 * of each line. So what POP3 and IMAP fetch is the file to the byte, its length
 * is the size in octets that they announce, and no conversion can damage a
 * message whose lines end oddly; mutt and Dovecot read such files too. Of files
 * that others put there with LF alone, sizes and bytes are converted when read.
 *
 * All functions may be called from several threads at once.
 *
 * Returns: (transfer full): the mailbox, or %NULL with @error set
 */
MfMaildir *
mf_maildir_open (const char *path, const char *host_name, MfDurability durability, GError **error)
{
  g_autoptr (MfMaildir) self = g_new0 (MfMaildir, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->changed_mutex);
  self->path = g_strdup (path);
  self->host_name = make_host_name (host_name);

  self->root = mf_directory_open (path, durability, error);
  if (!self->root || !(self->tmp = open_inside (self, "tmp", error)) ||
      !(self->fresh = open_inside (self, "new", error)) ||
      !(self->cur = open_inside (self, "cur", error)))
    return NULL;

  return g_steal_pointer (&self);
}

/*< private >
 * mf_maildir_open_folder:
 * @inbox: a user's inbox
 * @file_name: of a directory in it: ".Archive"
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Opens a folder beside the inbox, as Maildir++ has it; what it holds counts
 * against the inbox's quota.
 *
 * Returns: (transfer full): the folder, made if it is missing; or %NULL with @error set
 */
MfMaildir *
mf_maildir_open_folder (MfMaildir *inbox, const char *file_name, GError **error)
{
  g_autofree char *path = g_build_filename (inbox->path, file_name, NULL);
  MfMaildir *self =
      mf_maildir_open (path, inbox->host_name, mf_directory_get_durability (inbox->root), error);

  if (self)
    self->inbox = mf_maildir_ref (inbox);
  return self;
}

/*< private >
 * mf_maildir_set_changed_func:
 * @self: a mailbox
 * @changed: (nullable): told each delivery and removal of this process
 * @data: for @changed
 */
void
mf_maildir_set_changed_func (MfMaildir *self, MfMaildirFunc changed, gpointer data)
{
  g_mutex_lock (&self->changed_mutex);
  self->changed = changed;
  self->changed_data = data;
  g_mutex_unlock (&self->changed_mutex);
}

void
mf_maildir_report_changed (MfMaildir *self)
{
  g_mutex_lock (&self->changed_mutex);
  if (self->changed)
    self->changed (self->changed_data);
  g_mutex_unlock (&self->changed_mutex);
}

MfMaildir *
mf_maildir_ref (MfMaildir *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_maildir_unref (MfMaildir *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->root, mf_directory_unref);
  g_clear_pointer (&self->tmp, mf_directory_unref);
  g_clear_pointer (&self->fresh, mf_directory_unref);
  g_clear_pointer (&self->cur, mf_directory_unref);
  g_clear_pointer (&self->waiting, mf_directory_unref);
  g_clear_pointer (&self->inbox, mf_maildir_unref);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->changed_mutex);
  g_free (self->host_name);
  g_free (self->path);
  g_free (self);
}

const char *
mf_maildir_get_path (const MfMaildir *self)
{
  return self->path;
}

/**
 * mf_maildir_begin:
 * @self: a mailbox
 * @clock: what time it is
 * @ids: where the unique part of the name comes from
 *
 * Begins a message that will go straight into mailboxes: append the trace
 * headers (Return-Path, Received) and the message to it, with CRLF line ends,
 * then hand it to mf_maildir_deliver(). Free it instead, and it never was.
 *
 * Returns: (transfer full): an empty file in tmp/
 */
MfSpoolFile *
mf_maildir_begin (MfMaildir *self, const MfClock *clock, MfIdSource *ids)
{
  g_autofree char *name = mf_maildir_make_name (self, clock, ids);

  return mf_spool_file_new (self->tmp, name);
}

/* One mailbox of several, each once. */
static gboolean
is_repeated (MfMaildir *const *maildirs, guint i)
{
  for (guint k = 0; k < i; k++)
    {
      if (strcmp (maildirs[k]->path, maildirs[i]->path) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
take_back (MfMaildir *const *maildirs, guint n_maildirs, const char *name, guint64 size)
{
  for (guint i = 0; i < n_maildirs; i++)
    {
      if (is_repeated (maildirs, i))
        continue;
      mf_maildir_release (maildirs[i], size);
      if (i > 0)
        mf_directory_remove (maildirs[i]->tmp, name, NULL);
    }
}

/* Everything that may fail for want of room or rights, before any reader sees
 * a thing. */
static gboolean
link_into_all (MfMaildir *const *maildirs, guint n_maildirs, MfSpoolFile *file, GError **error)
{
  MfDirectory *directory = mf_spool_file_get_directory (file);
  const char *name = mf_spool_file_get_name (file);
  guint64 size = mf_spool_file_get_size (file);

  for (guint i = 0; i < n_maildirs; i++)
    {
      if (is_repeated (maildirs, i))
        continue;
      if (!mf_maildir_reserve (maildirs[i], size, error))
        {
          take_back (maildirs, i, name, size);
          return FALSE;
        }
      if (i > 0 && !mf_directory_link (directory, name, maildirs[i]->tmp, name, error))
        {
          take_back (maildirs, i + 1, name, size);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * mf_maildir_deliver:
 * @maildirs: (array length=n_maildirs): where it goes; the first is the one that @file was
 *   begun in, all are on one file system, one may come twice
 * @n_maildirs: at least 1
 * @file: the complete message; it can only be freed afterwards
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Puts a message into mailboxes, its bytes on the disk only once. When this
 * returns, every one of them has it for good, whatever happens to the process
 * or the power; if it fails, none has. Only a crash inside the last few system
 * calls can leave it in some: its sender was not told "250" then, and will come
 * again.
 *
 * Blocks until the disk has it: call it from a worker thread.
 *
 * Returns: (transfer full): the uid of the message, or %NULL with @error set
 */
char *
mf_maildir_deliver (MfMaildir *const *maildirs, guint n_maildirs, MfSpoolFile *file, GError **error)
{
  const char *name = mf_spool_file_get_name (file);
  guint64 size = mf_spool_file_get_size (file);
  g_autofree char *final_name = mf_maildir_name_complete (name, size);
  gboolean moved = TRUE;

  g_return_val_if_fail (n_maildirs > 0, NULL);

  if (!mf_spool_file_sync (file, error) || !link_into_all (maildirs, n_maildirs, file, error))
    return NULL;

  for (guint i = 0; i < n_maildirs && moved; i++)
    {
      if (i == 0)
        moved = mf_spool_file_move (file, maildirs[0]->fresh, final_name, error);
      else if (!is_repeated (maildirs, i))
        moved = mf_directory_move (maildirs[i]->tmp, name, maildirs[i]->fresh, final_name, error);
    }
  for (guint i = 0; i < n_maildirs && moved; i++)
    moved = is_repeated (maildirs, i) || mf_directory_sync (maildirs[i]->fresh, error);

  if (!moved)
    {
      for (guint i = 0; i < n_maildirs; i++)
        mf_directory_remove (maildirs[i]->fresh, final_name, NULL);
      take_back (maildirs, n_maildirs, name, size);
      return NULL;
    }

  for (guint i = 0; i < n_maildirs; i++)
    {
      if (!is_repeated (maildirs, i))
        mf_maildir_report_changed (maildirs[i]);
    }
  return mf_maildir_name_dup_uid (final_name);
}

static MfDirectory *
get_waiting (MfMaildir *self, GError **error)
{
  MfDirectory *waiting;

  g_mutex_lock (&self->mutex);
  if (!self->waiting)
    self->waiting = open_inside (self, "waiting", error);
  waiting = self->waiting;
  g_mutex_unlock (&self->mutex);
  return waiting;
}

/**
 * mf_maildir_prepare:
 * @self: a mailbox
 * @name: from mf_maildir_make_name()
 * @prefix: (nullable): what comes before the message: Return-Path (RFC 5321 section 4.4)
 * @message: the message with CRLF line ends, mapped from the queue's file
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * The first half of a delivery that the queue decides about: a copy of the
 * message is on the disk, inside the mailbox, where no reader looks. Note the
 * returned name in the queue's entry, store the entry, then call
 * mf_maildir_finish(). After a crash call it for every name that an entry
 * holds: what was done is not done again.
 *
 * Blocks until the disk has it: call it from a worker thread.
 *
 * Returns: (transfer full): the name of the file that waits, or %NULL with @error set
 */
char *
mf_maildir_prepare (
    MfMaildir *self, const char *name, GBytes *prefix, GBytes *message, GError **error)
{
  guint64 size = g_bytes_get_size (message) + (prefix ? g_bytes_get_size (prefix) : 0);
  g_autofree char *final_name = mf_maildir_name_complete (name, size);
  g_autoptr (MfSpoolFile) file = mf_spool_file_new (self->tmp, name);
  MfDirectory *waiting = get_waiting (self, error);

  if (!waiting || !mf_maildir_reserve (self, size, error))
    return NULL;

  if ((prefix && !mf_spool_file_append_bytes (file, prefix, error)) ||
      !mf_spool_file_append_bytes (file, message, error) || !mf_spool_file_sync (file, error) ||
      !mf_spool_file_move (file, waiting, final_name, error) || !mf_directory_sync (waiting, error))
    {
      mf_maildir_release (self, size);
      return NULL;
    }

  return g_steal_pointer (&final_name);
}

/**
 * mf_maildir_finish:
 * @self: a mailbox
 * @prepared: what mf_maildir_prepare() returned, maybe in an earlier life of the process
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Shows a prepared message to the readers of the mailbox, once, however often
 * it is called. Blocks as mf_maildir_deliver() does.
 *
 * Returns: whether the message is, or was, in the mailbox
 */
gboolean
mf_maildir_finish (MfMaildir *self, const char *prepared, GError **error)
{
  MfDirectory *waiting = get_waiting (self, error);
  g_autoptr (GError) local = NULL;

  if (!waiting)
    return FALSE;

  if (!mf_directory_move (waiting, prepared, self->fresh, prepared, &local) &&
      !g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (!mf_directory_sync (self->fresh, error))
    return FALSE;
  mf_maildir_report_changed (self);
  return TRUE;
}

/**
 * mf_maildir_clean:
 * @self: a mailbox
 * @keep: (array zero-terminated=1): the prepared names that entries of the queue hold
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Removes what a killed process left half done: our own files in tmp/, and
 * prepared ones that no entry knows, so that nobody was promised them. Call it
 * at the start, after mf_spool_load(), while nothing is being delivered; the
 * spool's lock sees to it that no other server is.
 *
 * Returns: whether it could be done
 */
gboolean
mf_maildir_clean (MfMaildir *self, const char *const *keep, GError **error)
{
  g_autofree char *waiting_path = g_build_filename (self->path, "waiting", NULL);
  g_autoptr (GPtrArray) unfinished = mf_directory_list (self->tmp, error);
  g_autoptr (GPtrArray) prepared = NULL;

  for (guint i = 0; unfinished && i < unfinished->len; i++)
    {
      const char *name = g_ptr_array_index (unfinished, i);

      if (mf_maildir_name_is_own (name) && !mf_directory_remove (self->tmp, name, error))
        return FALSE;
    }

  if (!unfinished || !g_file_test (waiting_path, G_FILE_TEST_IS_DIR))
    return unfinished != NULL;
  if (!get_waiting (self, error) || !(prepared = mf_directory_list (self->waiting, error)))
    return FALSE;

  for (guint i = 0; i < prepared->len; i++)
    {
      const char *name = g_ptr_array_index (prepared, i);

      if (!g_strv_contains (keep, name) && !mf_directory_remove (self->waiting, name, error))
        return FALSE;
    }

  return TRUE;
}
