/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-index.h"

#include "base/mf-error.h"

#include <string.h>

/* Flags are in the names of the files, messages in the files; what only the
 * index knows is which UID was given to which of them. It is a log, folded when
 * the folder is opened:
 *
 *   'H' u32 UIDVALIDITY, u32 UIDNEXT, u32 first recent UID
 *   'A' u32 UID, u64 size, u64 date in µs, u64 and u32 place of the digest, key
 *   'X' u32 UID of a message that is gone, and so on
 *   'C' u32 first recent UID
 *   'D' u32 UID, u64 and u32 place of the digest
 *
 * An 'A' is on the disk before anybody is told the UID. If the end of the log
 * is lost, the UIDs that it may have given are passed over, so that none of
 * them is ever given to another message: as many as records fit into it.
 */
#define NAME "mailflow.index"
#define NEW_NAME "mailflow.index.new"
#define MAGIC "MFINDEX1"

#define MIN_ADD (MF_LOG_RECORD_HEAD + 34)
#define MAX_KEY MF_MAILDIR_UID_MAX

/* A log has a record for each message and some for what became of it; rewriting
 * it pays when there are more of the latter. */
#define MIN_RECORDS 1000

typedef struct
{
  const guint8 *p;
  gsize left;
} Fields;

void
mf_folder_entry_free (MfFolderEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->key);
  g_free (entry->name);
  g_free (entry);
}

/*< private >
 * mf_folder_index_init:
 * @self: uninitialised memory
 *
 * Makes it an index that knows nothing.
 */
void
mf_folder_index_init (MfFolderIndex *self)
{
  *self = (MfFolderIndex) { .uid_next = 1, .first_recent = 1 };
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_folder_entry_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
}

void
mf_folder_index_clear (MfFolderIndex *self)
{
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->log, mf_log_free);
}

static guint32
take_u32 (Fields *from)
{
  guint32 value = 0;

  if (from->left >= sizeof value)
    {
      memcpy (&value, from->p, sizeof value);
      from->p += sizeof value;
      from->left -= sizeof value;
    }
  return GUINT32_FROM_LE (value);
}

static guint64
take_u64 (Fields *from)
{
  guint64 low = take_u32 (from);

  return low | (guint64) take_u32 (from) << 32;
}

static gboolean
read_head (MfFolderIndex *self, Fields *from)
{
  if (from->left != 12 || self->uid_validity != 0)
    return FALSE;

  self->uid_validity = take_u32 (from);
  self->uid_next = take_u32 (from);
  self->first_recent = take_u32 (from);
  return self->uid_validity > 0 && self->uid_next > 0;
}

static void
insert (MfFolderIndex *self, MfFolderEntry *entry)
{
  g_ptr_array_add (self->entries, entry);
  g_hash_table_insert (self->by_key, entry->key, entry);
  if (entry->uid >= self->uid_next)
    self->uid_next = entry->uid + 1;
}

static gboolean
read_add (MfFolderIndex *self, Fields *from)
{
  MfFolderEntry *last =
      self->entries->len > 0 ? g_ptr_array_index (self->entries, self->entries->len - 1) : NULL;
  MfFolderEntry *entry;

  if (from->left <= 32 || from->left > 32 + MAX_KEY || memchr (from->p + 32, '\0', from->left - 32))
    return FALSE;

  entry = g_new0 (MfFolderEntry, 1);
  entry->uid = take_u32 (from);
  entry->size = take_u64 (from);
  entry->date_us = (gint64) take_u64 (from);
  entry->digest_offset = take_u64 (from);
  entry->digest_length = take_u32 (from);
  entry->key = g_strndup ((const char *) from->p, from->left);

  if (entry->uid == 0 || entry->uid == G_MAXUINT32 || (last && entry->uid <= last->uid) ||
      g_hash_table_contains (self->by_key, entry->key))
    {
      mf_folder_entry_free (entry);
      return FALSE;
    }
  insert (self, entry);
  return TRUE;
}

static gboolean
read_drop (MfFolderIndex *self, Fields *from)
{
  if (from->left == 0 || from->left % 4 != 0)
    return FALSE;

  while (from->left > 0)
    {
      MfFolderEntry *entry = mf_folder_index_find (self, take_u32 (from));

      if (!entry)
        return FALSE;
      /* Taken out together, when all is read: this may be one of very many. */
      g_hash_table_remove (self->by_key, entry->key);
      g_clear_pointer (&entry->key, g_free);
      entry->key = g_strdup ("");
    }

  return TRUE;
}

static gboolean
read_digest (MfFolderIndex *self, Fields *from)
{
  MfFolderEntry *entry;

  if (from->left != 16)
    return FALSE;

  entry = mf_folder_index_find (self, take_u32 (from));
  if (!entry)
    return FALSE;
  entry->digest_offset = take_u64 (from);
  entry->digest_length = take_u32 (from);
  return TRUE;
}

static gboolean
read_record_cb (const guint8 *payload, gsize length, guint64 offset, gpointer user_data)
{
  MfFolderIndex *self = user_data;
  Fields from = { payload + 1, length - 1 };

  self->n_records++;
  if ((self->uid_validity == 0) != (payload[0] == 'H'))
    return FALSE;

  switch (payload[0])
    {
    case 'H':
      return read_head (self, &from);
    case 'A':
      return read_add (self, &from);
    case 'X':
      return read_drop (self, &from);
    case 'C':
      if (from.left != 4)
        return FALSE;
      self->first_recent = take_u32 (&from);
      return TRUE;
    case 'D':
      return read_digest (self, &from);
    default:
      return FALSE;
    }
}

static void
take_out_dropped (MfFolderIndex *self)
{
  g_autoptr (GPtrArray) all = g_steal_pointer (&self->entries);

  self->entries = g_ptr_array_new_full (all->len, (GDestroyNotify) mf_folder_entry_free);
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      MfFolderEntry *entry = g_ptr_array_index (all, i);

      if (*entry->key)
        g_ptr_array_add (self->entries, entry);
      else
        mf_folder_entry_free (entry);
    }
}

/*< private >
 * mf_folder_index_parse:
 * @self: an index that knows nothing
 * @bytes: the log, or anything
 * @valid: (out): up to where the log is good
 *
 * Returns: whether all of it is; if not, UIDs of what is behind @valid were passed over, and it
 *   is time for mf_folder_index_checkpoint(). If not even the head is good, UIDVALIDITY is 0.
 */
gboolean
mf_folder_index_parse (MfFolderIndex *self, GBytes *bytes, guint64 *valid)
{
  MfLogState state = mf_log_parse (bytes, MAGIC, read_record_cb, self, valid);
  guint64 lost = (g_bytes_get_size (bytes) - *valid) / MIN_ADD + 1;

  take_out_dropped (self);
  if (state == MF_LOG_WHOLE && self->uid_validity != 0)
    return TRUE;

  /* When there are no numbers left, all begins anew. */
  if (lost >= G_MAXUINT32 - self->uid_next)
    self->uid_validity = 0;
  else
    self->uid_next += (guint32) lost;
  return FALSE;
}

/*< private >
 * mf_folder_index_load:
 * @self: an index that knows nothing
 * @directory: the folder's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Reads the index. If there is none, or none that could be read, UIDVALIDITY is
 * 0 afterwards: call mf_folder_index_reset().
 *
 * Returns: whether the disk did what was asked
 */
gboolean
mf_folder_index_load (MfFolderIndex *self, MfDirectory *directory, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = mf_directory_map (directory, NAME, &local);
  gboolean good;
  guint64 valid;

  if (g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    return TRUE;
  if (!bytes)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  good = mf_folder_index_parse (self, bytes, &valid);
  if (self->uid_validity == 0)
    {
      mf_folder_index_clear (self);
      mf_folder_index_init (self);
      return TRUE;
    }
  if (!good)
    return mf_folder_index_checkpoint (self, directory, error);
  self->log = mf_log_open (directory, NAME, MAGIC, valid, error);
  return self->log != NULL;
}

static void
put_u32 (GByteArray *to, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

static void
put_u64 (GByteArray *to, guint64 value)
{
  put_u32 (to, (guint32) value);
  put_u32 (to, (guint32) (value >> 32));
}

static GByteArray *
record_new (char type)
{
  GByteArray *record = g_byte_array_sized_new (128);

  g_byte_array_append (record, (const guint8 *) &type, 1);
  return record;
}

static void
append (MfFolderIndex *self, MfLog *log, GByteArray *record)
{
  mf_log_append (log, record->data, record->len);
  g_byte_array_unref (record);
  self->n_records++;
}

static void
append_head (MfFolderIndex *self, MfLog *log)
{
  GByteArray *record = record_new ('H');

  put_u32 (record, self->uid_validity);
  put_u32 (record, self->uid_next);
  put_u32 (record, self->first_recent);
  append (self, log, record);
}

static void
append_add (MfFolderIndex *self, MfLog *log, const MfFolderEntry *entry)
{
  GByteArray *record = record_new ('A');

  put_u32 (record, entry->uid);
  put_u64 (record, entry->size);
  put_u64 (record, (guint64) entry->date_us);
  put_u64 (record, entry->digest_offset);
  put_u32 (record, entry->digest_length);
  g_byte_array_append (record, (const guint8 *) entry->key, (guint) strlen (entry->key));
  append (self, log, record);
}

/*< private >
 * mf_folder_index_checkpoint:
 * @self: an index
 * @directory: the folder's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Writes what is known into a new log. Blocks until the disk has it.
 *
 * Returns: whether it is there; if not, the old one still is
 */
gboolean
mf_folder_index_checkpoint (MfFolderIndex *self, MfDirectory *directory, GError **error)
{
  g_autoptr (MfLog) log = mf_log_begin (directory, NEW_NAME, MAGIC, error);
  guint n_records = self->n_records;

  if (!log)
    return FALSE;

  self->n_records = 0;
  append_head (self, log);
  for (guint i = 0; i < self->entries->len; i++)
    append_add (self, log, g_ptr_array_index (self->entries, i));

  if (!mf_log_replace (log, NAME, error))
    {
      self->n_records = n_records;
      return FALSE;
    }
  g_clear_pointer (&self->log, mf_log_free);
  self->log = g_steal_pointer (&log);
  return TRUE;
}

/*< private >
 * mf_folder_index_reset:
 * @self: an index
 * @directory: the folder's
 * @uid_validity: greater than any that the folder of this name had
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Begins anew: no message has a UID any more.
 *
 * Returns: whether the disk knows it
 */
gboolean
mf_folder_index_reset (MfFolderIndex *self,
                       MfDirectory *directory,
                       guint32 uid_validity,
                       GError **error)
{
  mf_folder_index_clear (self);
  mf_folder_index_init (self);
  self->uid_validity = uid_validity;
  return mf_folder_index_checkpoint (self, directory, error);
}

gboolean
mf_folder_index_wants_checkpoint (const MfFolderIndex *self)
{
  return self->n_records > MIN_RECORDS + 3 * self->entries->len;
}

/*< private >
 * mf_folder_index_lower_bound:
 * @self: an index
 * @uid: a UID
 *
 * Returns: the place of the first entry whose UID is @uid or more
 */
guint
mf_folder_index_lower_bound (const MfFolderIndex *self, guint32 uid)
{
  guint low = 0, high = self->entries->len;
  const MfFolderEntry *entry = high > 0 ? g_ptr_array_index (self->entries, 0) : NULL;

  /* UIDs ascend, so it is no further from the first than it is greater; and just
   * there as long as none between them is gone. */
  if (entry && uid >= entry->uid && uid - entry->uid < high)
    {
      high = uid - entry->uid;
      entry = g_ptr_array_index (self->entries, high);
      if (entry->uid == uid)
        return high;
    }

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      entry = g_ptr_array_index (self->entries, middle);
      if (entry->uid < uid)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

MfFolderEntry *
mf_folder_index_find (const MfFolderIndex *self, guint32 uid)
{
  guint place = mf_folder_index_lower_bound (self, uid);
  MfFolderEntry *entry =
      place < self->entries->len ? g_ptr_array_index (self->entries, place) : NULL;

  return entry && entry->uid == uid ? entry : NULL;
}

MfFolderEntry *
mf_folder_index_find_key (const MfFolderIndex *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

/*< private >
 * mf_folder_index_add:
 * @self: an index with a log
 * @entry: (transfer full): a message that has no UID yet
 * @error: return location for an %MF_STORAGE_ERROR, _LIMIT if there are no UIDs left
 *
 * Gives a message its UID. The log is to be flushed and synced before anybody
 * hears of it.
 *
 * Returns: whether it has one
 */
gboolean
mf_folder_index_add (MfFolderIndex *self, MfFolderEntry *entry, GError **error)
{
  if (self->uid_next >= G_MAXUINT32 - 1)
    {
      g_set_error_literal (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LIMIT,
                           "The folder has no number left for another message");
      mf_folder_entry_free (entry);
      return FALSE;
    }

  entry->uid = self->uid_next;
  insert (self, entry);
  append_add (self, self->log, entry);
  return TRUE;
}

/*< private >
 * mf_folder_index_drop:
 * @self: an index with a log
 * @uids: (element-type guint32): messages that are gone, each in the index, by ascending UID
 *
 * Forgets them. The log may be flushed later: who reads it without this finds
 * out that there is no file.
 */
void
mf_folder_index_drop (MfFolderIndex *self, GArray *uids)
{
  /* A record has a limit. */
  const guint most = 10000;
  guint32 *doomed = (guint32 *) (void *) uids->data;
  guint kept = 0, k = 0;

  if (uids->len == 0)
    return;

  for (guint start = 0; start < uids->len; start += most)
    {
      GByteArray *record = record_new ('X');

      for (guint i = start; i < MIN (start + most, uids->len); i++)
        put_u32 (record, doomed[i]);
      append (self, self->log, record);
    }

  for (guint i = 0; i < self->entries->len; i++)
    {
      MfFolderEntry *entry = g_ptr_array_index (self->entries, i);

      if (k < uids->len && entry->uid == doomed[k])
        {
          k++;
          g_hash_table_remove (self->by_key, entry->key);
          mf_folder_entry_free (entry);
        }
      else
        self->entries->pdata[kept++] = entry;
    }

  for (guint i = kept; i < self->entries->len; i++)
    self->entries->pdata[i] = NULL;
  g_ptr_array_set_size (self->entries, (int) kept);
}

/*< private >
 * mf_folder_index_claim:
 * @self: an index with a log
 *
 * Notes that a session was shown every message so far as recent.
 */
void
mf_folder_index_claim (MfFolderIndex *self)
{
  GByteArray *record;

  if (self->first_recent == self->uid_next)
    return;

  self->first_recent = self->uid_next;
  record = record_new ('C');
  put_u32 (record, self->first_recent);
  append (self, self->log, record);
}

/*< private >
 * mf_folder_index_set_digest:
 * @self: an index with a log
 * @entry: a message of it
 * @offset: where its digest is
 * @length: how long it is
 */
void
mf_folder_index_set_digest (MfFolderIndex *self,
                            MfFolderEntry *entry,
                            guint64 offset,
                            guint32 length)
{
  GByteArray *record = record_new ('D');

  entry->digest_offset = offset;
  entry->digest_length = length;
  put_u32 (record, entry->uid);
  put_u64 (record, offset);
  put_u32 (record, length);
  append (self, self->log, record);
}
