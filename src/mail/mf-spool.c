/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-spool.h"

#include "base/mf-error.h"
#include "mail/mf-directory.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The queue on the disk:
 *
 *   tmp/ID        a message that is being received
 *   messages/ID   a message that was acknowledged: its bytes, then its entry as it was
 *                 when it came, then a fixed-length trailer that says where the entry begins
 *   states/ID     the entry as it is now, once anything has happened to it
 *   damaged/ID    what could not be read; kept for a person to look at
 *   lock          held by the one process that works on it
 *
 * Bytes and entry come in one file, so that one fsync() and one rename() take
 * responsibility for both. A state is replaced by a rename() too. Removal takes
 * the message first: a state without a message means nothing, while a message
 * whose state were gone would be sent to everybody again.
 *
 * What a crash leaves, and what the next start makes of it:
 *
 *   killed while …                    on the disk                 next start
 *   receiving, before the rename      tmp/ID                      removed; nobody was told 250
 *   … after it                        messages/ID                 pending
 *   replacing a state                 the old state and tmp/ID    the old state
 *   removing, half way                states/ID alone             removed
 *   a remote delivery, reply not yet  messages/ID, pending        sent again: RFC 5321 section
 *     noted                                                       6.1 rather doubles than loses
 *   a local delivery                  an entry with a prepared    mf_maildir_finish() does the
 *                                     name                        rest, if there is any: once
 *
 * A report (bounce) is kept from doubling by order: store the report's entry
 * under an id derived from this one's, then set the recipient to
 * MF_SPOOL_REPORTED and update, then only let the report be sent. If the start
 * finds a MF_SPOOL_FAILED recipient whose report's entry exists, the report has
 * not been sent, and only the update is missing.
 */

#define TRAILER_FORMAT "\nmailflow-spool %020" G_GUINT64_FORMAT "\n"
#define TRAILER_LENGTH 37

struct _MfSpool
{
  gatomicrefcount refs;
  int lock;
  MfDirectory *root;
  MfDirectory *tmp;
  MfDirectory *messages;
  MfDirectory *states;
};

static MfDirectory *
open_inside (MfSpool *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (mf_directory_get_path (self->root), name, NULL);

  return mf_directory_open (path, mf_directory_get_durability (self->root), error);
}

/**
 * mf_spool_open:
 * @path: its directory, made if it is missing; on the file system of the mailboxes
 * @durability: whether a commit waits for the disk
 * @error: return location for an %MF_STORAGE_ERROR, _LOCKED if another process works on it
 *
 * Opens the queue's storage. Functions that say that they block may be called
 * from several threads at once, for different entries.
 *
 * Returns: (transfer full): the spool, or %NULL with @error set
 */
MfSpool *
mf_spool_open (const char *path, MfDurability durability, GError **error)
{
  g_autoptr (MfSpool) self = g_new0 (MfSpool, 1);

  g_atomic_ref_count_init (&self->refs);
  self->lock = -1;
  self->root = mf_directory_open (path, durability, error);
  if (!self->root || (self->lock = mf_directory_lock (self->root, "lock", error)) < 0 ||
      !(self->tmp = open_inside (self, "tmp", error)) ||
      !(self->messages = open_inside (self, "messages", error)) ||
      !(self->states = open_inside (self, "states", error)))
    return NULL;

  return g_steal_pointer (&self);
}

MfSpool *
mf_spool_ref (MfSpool *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_spool_unref (MfSpool *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->root, mf_directory_unref);
  g_clear_pointer (&self->tmp, mf_directory_unref);
  g_clear_pointer (&self->messages, mf_directory_unref);
  g_clear_pointer (&self->states, mf_directory_unref);
  g_clear_fd (&self->lock, NULL);
  g_free (self);
}

/* Where the entry begins in a file of messages/, %G_MAXSIZE if it has no trailer. */
static gsize
find_entry (const char *data, gsize length)
{
  g_autofree char *expected = NULL;
  guint64 start;

  if (length < TRAILER_LENGTH)
    return G_MAXSIZE;

  start = g_ascii_strtoull (data + length - 21, NULL, 10);
  expected = g_strdup_printf (TRAILER_FORMAT, start);
  if (start > length - TRAILER_LENGTH ||
      memcmp (data + length - TRAILER_LENGTH, expected, TRAILER_LENGTH) != 0)
    return G_MAXSIZE;
  return (gsize) start;
}

static MfSpoolEntry *
load_entry (MfSpool *self, const char *id, GError **error)
{
  g_autoptr (GBytes) message = mf_directory_map (self->messages, id, error);
  g_autoptr (GBytes) state = NULL;
  g_autoptr (MfSpoolEntry) entry = NULL;
  const char *data;
  gsize length, start;

  if (!message)
    return NULL;

  data = g_bytes_get_data (message, &length);
  start = find_entry (data, length);
  if (start == G_MAXSIZE)
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT,
                   "The queue's message %s is not complete", id);
      return NULL;
    }

  data += start;
  length -= start + TRAILER_LENGTH;
  state = mf_directory_map (self->states, id, NULL);
  if (state)
    data = g_bytes_get_data (state, &length);

  entry = mf_spool_entry_parse (data, length, error);
  if (entry && (strcmp (entry->id, id) != 0 || entry->size != start))
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT,
                   "The queue's message %s has another's entry", id);
      return NULL;
    }
  return g_steal_pointer (&entry);
}

static gboolean
set_aside (MfSpool *self, const char *id, GError **error)
{
  g_autoptr (MfDirectory) damaged = open_inside (self, "damaged", error);
  g_autofree char *state_name = g_strconcat (id, ".state", NULL);

  if (!damaged || !mf_directory_move (self->messages, id, damaged, id, error))
    return FALSE;

  mf_directory_move (self->states, id, damaged, state_name, NULL);
  return TRUE;
}

static gboolean
remove_leftovers (MfSpool *self, GError **error)
{
  g_autoptr (GPtrArray) unfinished = mf_directory_list (self->tmp, error);
  g_autoptr (GPtrArray) states = mf_directory_list (self->states, error);

  if (!unfinished || !states)
    return FALSE;

  for (guint i = 0; i < unfinished->len; i++)
    {
      if (!mf_directory_remove (self->tmp, g_ptr_array_index (unfinished, i), error))
        return FALSE;
    }
  for (guint i = 0; i < states->len; i++)
    {
      const char *id = g_ptr_array_index (states, i);

      if (faccessat (mf_directory_get_fd (self->messages), id, F_OK, 0) < 0 &&
          !mf_directory_remove (self->states, id, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const MfSpoolEntry *left = a, *right = b;

  if (left->arrived_us != right->arrived_us)
    return left->arrived_us < right->arrived_us ? -1 : 1;
  return strcmp (left->id, right->id);
}

/**
 * mf_spool_load:
 * @self: a spool that nothing was begun in yet
 * @n_damaged: (out) (optional): how many messages could not be read and were set aside
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Finds every message that was acknowledged and is not done with, and removes
 * what a killed process left half written. Then the owner calls
 * mf_maildir_finish() for every prepared name, and mf_maildir_clean() for every
 * mailbox, before it listens.
 *
 * Returns: (transfer full) (element-type MfSpoolEntry): the entries in the
 *   order they arrived, or %NULL with @error set
 */
GPtrArray *
mf_spool_load (MfSpool *self, guint *n_damaged, GError **error)
{
  g_autoptr (GPtrArray) ids = mf_directory_list (self->messages, error);
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mf_spool_entry_unref);
  guint damaged = 0;

  if (!ids)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) local = NULL;
      MfSpoolEntry *entry = load_entry (self, g_ptr_array_index (ids, i), &local);

      if (entry)
        {
          g_ptr_array_add (entries, entry);
          continue;
        }
      if (!g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (!set_aside (self, g_ptr_array_index (ids, i), error))
        return NULL;
      damaged++;
    }

  if (!remove_leftovers (self, error))
    return NULL;
  if (n_damaged)
    *n_damaged = damaged;
  g_ptr_array_sort_values (entries, compare_entries);
  return g_steal_pointer (&entries);
}

/**
 * mf_spool_begin:
 * @self: a spool
 * @id: the queue id
 *
 * Begins a message that will wait in the queue: append the trace header
 * (Received) and the message to it, then hand it to mf_spool_commit(). Free it
 * instead, and it never was.
 *
 * Returns: (transfer full): an empty file
 */
MfSpoolFile *
mf_spool_begin (MfSpool *self, const char *id)
{
  return mf_spool_file_new (self->tmp, id);
}

/**
 * mf_spool_commit:
 * @self: a spool
 * @entry: the message's entry; its size is set
 * @file: the message, from mf_spool_begin(); it can only be freed afterwards
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Takes responsibility for a message (RFC 5321 section 6.1): when this returns,
 * it survives the process and the power. Blocks until the disk has it: call it
 * from a worker thread.
 *
 * Returns: whether "250" may be said
 */
gboolean
mf_spool_commit (MfSpool *self, MfSpoolEntry *entry, MfSpoolFile *file, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *trailer = NULL;

  entry->size = mf_spool_file_get_size (file);
  text = mf_spool_entry_print (entry);
  trailer = g_strdup_printf (TRAILER_FORMAT, entry->size);

  if (!mf_spool_file_append (file, (const guint8 *) text, strlen (text), error) ||
      !mf_spool_file_append (file, (const guint8 *) trailer, TRAILER_LENGTH, error) ||
      !mf_spool_file_sync (file, error) ||
      !mf_spool_file_move (file, self->messages, entry->id, error))
    return FALSE;

  if (!mf_directory_sync (self->messages, error))
    {
      mf_directory_remove (self->messages, entry->id, NULL);
      return FALSE;
    }
  return TRUE;
}

/**
 * mf_spool_update:
 * @self: a spool
 * @entry: an entry that was committed or loaded, changed
 * @error: return location for an %MF_STORAGE_ERROR; the old state is kept then
 *
 * Stores what became of a message's recipients, all of it or nothing. Blocks
 * until the disk has it: call it from a worker thread.
 *
 * Returns: whether it was stored
 */
gboolean
mf_spool_update (MfSpool *self, const MfSpoolEntry *entry, GError **error)
{
  g_autoptr (MfSpoolFile) file = mf_spool_file_new (self->tmp, entry->id);
  g_autofree char *text = mf_spool_entry_print (entry);

  return mf_spool_file_append (file, (const guint8 *) text, strlen (text), error) &&
         mf_spool_file_sync (file, error) &&
         mf_spool_file_move (file, self->states, entry->id, error) &&
         mf_directory_sync (self->states, error);
}

/**
 * mf_spool_remove:
 * @self: a spool
 * @entry: an entry of which no recipient is pending or failed without a report
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Removes a message that is done with. Blocks until the disk knows: call it
 * from a worker thread.
 *
 * Returns: whether it is gone
 */
gboolean
mf_spool_remove (MfSpool *self, const MfSpoolEntry *entry, GError **error)
{
  return mf_directory_remove (self->messages, entry->id, error) &&
         mf_directory_sync (self->messages, error) &&
         mf_directory_remove (self->states, entry->id, error);
}

/**
 * mf_spool_read:
 * @self: a spool
 * @entry: an entry that was committed or loaded
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): the message's bytes, as mf_directory_map() gives them; or %NULL with
 * @error set
 */
GBytes *
mf_spool_read (MfSpool *self, const MfSpoolEntry *entry, GError **error)
{
  g_autoptr (GBytes) bytes = mf_directory_map (self->messages, entry->id, error);

  if (!bytes)
    return NULL;
  if (g_bytes_get_size (bytes) < entry->size)
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT,
                   "The queue's message %s is not complete", entry->id);
      return NULL;
    }
  return g_bytes_new_from_bytes (bytes, 0, entry->size);
}
