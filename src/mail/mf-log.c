/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-log.h"

#include "base/mf-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A file that only grows: a magic of eight bytes, then records of
 *
 *   u32 length of the payload, u32 checksum of it, the payload      (little endian)
 *
 * A record that was begun when its writer was killed is shorter than it says,
 * or, after a loss of power, is nothing but zeros; it ends the file, and was
 * never acknowledged. A new file takes an old one's place by a rename. */
struct _MfLog
{
  MfDirectory *directory;
  char *name;
  int fd;
  guint64 length; /* what is written, and only that */
  GByteArray *waiting;
  int failed; /* sticky, as with a directory: what follows is not known to be there */

  GMutex mutex; /* guards what follows: several wait for the same fdatasync() */
  GCond cond;
  guint64 asked;
  guint64 done;
  gboolean syncing;
};

static guint32
read_u32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

/* Against torn and overwritten records, not against an enemy: eight bytes at a
 * time, since every digest that is looked at goes through here. */
static guint32
make_checksum (const guint8 *data, gsize length)
{
  const guint64 prime = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 state = length * prime + 1;

  while (length > 0)
    {
      gsize n = MIN (length, sizeof (guint64));
      guint64 word = 0;

      memcpy (&word, data, n);
      state = (state ^ GUINT64_FROM_LE (word)) * prime;
      state ^= state >> 29;
      data += n;
      length -= n;
    }

  return (guint32) (state ^ state >> 32);
}

static gboolean
is_zero (const guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != 0)
        return FALSE;
    }
  return TRUE;
}

/*< private >
 * mf_log_parse:
 * @bytes: a file's, or any
 * @magic: what it has to begin with, %MF_LOG_MAGIC_LENGTH bytes
 * @record: called for each record, in order
 * @user_data: for @record
 * @valid: (out): up to where it can be trusted
 *
 * Returns: what is behind @valid; _DAMAGED too if @record refused one
 */
MfLogState
mf_log_parse (
    GBytes *bytes, const char *magic, MfLogRecordFunc record, gpointer user_data, guint64 *valid)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize position = MF_LOG_MAGIC_LENGTH;

  *valid = 0;
  if (size < MF_LOG_MAGIC_LENGTH || memcmp (data, magic, MF_LOG_MAGIC_LENGTH) != 0)
    return MF_LOG_DAMAGED;

  while (size - position >= MF_LOG_RECORD_HEAD)
    {
      gsize length = read_u32 (data + position);
      const guint8 *payload = data + position + MF_LOG_RECORD_HEAD;

      *valid = position;
      if (length == 0)
        return is_zero (data + position, size - position) ? MF_LOG_TORN : MF_LOG_DAMAGED;
      if (length > MF_LOG_MAX_RECORD)
        return MF_LOG_DAMAGED;
      if (length > size - position - MF_LOG_RECORD_HEAD)
        return MF_LOG_TORN;
      if (make_checksum (payload, length) != read_u32 (data + position + 4))
        return is_zero (payload, length) ? MF_LOG_TORN : MF_LOG_DAMAGED;
      if (!record (payload, length, position, user_data))
        return MF_LOG_DAMAGED;
      position += MF_LOG_RECORD_HEAD + length;
    }

  *valid = position;
  return position == size ? MF_LOG_WHOLE : MF_LOG_TORN;
}

/*< private >
 * mf_log_slice:
 * @bytes: a file's, or any
 * @offset: where a record begins, as far as is known
 * @length: of its payload, as far as is known
 *
 * Returns: (transfer full) (nullable): the payload, or %NULL if no such record is there
 */
GBytes *
mf_log_slice (GBytes *bytes, guint64 offset, gsize length)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (length == 0 || length > MF_LOG_MAX_RECORD || offset < MF_LOG_MAGIC_LENGTH || offset > size ||
      size - offset < MF_LOG_RECORD_HEAD || length > size - offset - MF_LOG_RECORD_HEAD ||
      read_u32 (data + offset) != length ||
      make_checksum (data + offset + MF_LOG_RECORD_HEAD, length) != read_u32 (data + offset + 4))
    return NULL;

  return g_bytes_new_from_bytes (bytes, (gsize) offset + MF_LOG_RECORD_HEAD, length);
}

static gboolean
fail (MfLog *self, int errno_value, const char *what, GError **error)
{
  g_autofree char *path =
      g_build_filename (mf_directory_get_path (self->directory), self->name, NULL);

  mf_storage_error_set_errno (error, errno_value, what, path);
  return FALSE;
}

static MfLog *
log_new (MfDirectory *directory, const char *name, int flags, GError **error)
{
  MfLog *self = g_new0 (MfLog, 1);

  self->directory = mf_directory_ref (directory);
  self->name = g_strdup (name);
  self->waiting = g_byte_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->fd =
      openat (mf_directory_get_fd (directory), name, O_RDWR | O_APPEND | O_CLOEXEC | flags, 0600);
  if (self->fd < 0)
    {
      fail (self, errno, "open", error);
      mf_log_free (self);
      return NULL;
    }
  return self;
}

/*< private >
 * mf_log_open:
 * @directory: where it is
 * @name: its name there
 * @magic: what it begins with
 * @length: up to where mf_log_parse() trusted it; the rest is cut off
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): the log, to append to; or %NULL with @error set
 */
MfLog *
mf_log_open (
    MfDirectory *directory, const char *name, const char *magic, guint64 length, GError **error)
{
  g_autoptr (MfLog) self = log_new (directory, name, 0, error);

  if (!self)
    return NULL;
  if (ftruncate (self->fd, (off_t) length) < 0)
    {
      fail (self, errno, "cut", error);
      return NULL;
    }
  self->length = length;
  return g_steal_pointer (&self);
}

/*< private >
 * mf_log_begin:
 * @directory: where it is
 * @name: its name for now; what is there is overwritten
 * @magic: what it begins with
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): a log without records; or %NULL with @error set
 */
MfLog *
mf_log_begin (MfDirectory *directory, const char *name, const char *magic, GError **error)
{
  MfLog *self = log_new (directory, name, O_CREAT | O_TRUNC, error);

  if (self)
    g_byte_array_append (self->waiting, (const guint8 *) magic, MF_LOG_MAGIC_LENGTH);
  return self;
}

void
mf_log_free (MfLog *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    {
      mf_log_flush (self, NULL);
      g_close (self->fd, NULL);
    }
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_byte_array_unref (self->waiting);
  g_clear_pointer (&self->directory, mf_directory_unref);
  g_free (self->name);
  g_free (self);
}

/*< private >
 * mf_log_append:
 * @self: a log
 * @payload: (array length=length): a record
 * @length: 1 … %MF_LOG_MAX_RECORD
 *
 * Adds a record, in memory. One thread at a time may append and flush.
 *
 * Returns: where in the file it will be
 */
guint64
mf_log_append (MfLog *self, const guint8 *payload, gsize length)
{
  guint64 offset = self->length + self->waiting->len;
  guint32 head[2] = { GUINT32_TO_LE ((guint32) length),
                      GUINT32_TO_LE (make_checksum (payload, length)) };

  g_byte_array_append (self->waiting, (const guint8 *) head, sizeof head);
  g_byte_array_append (self->waiting, payload, (guint) length);
  return offset;
}

/*< private >
 * mf_log_flush:
 * @self: a log
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Gives what was appended to the kernel: from now on a killed process has
 * written it. What only went in halfway, as on a full disk, is taken out.
 *
 * Returns: whether that could be done
 */
gboolean
mf_log_flush (MfLog *self, GError **error)
{
  gsize written = 0;

  if (self->failed)
    return fail (self, self->failed, "write", error);

  while (written < self->waiting->len)
    {
      gssize n = write (self->fd, self->waiting->data + written, self->waiting->len - written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int saved = errno;

          if (written > 0 && ftruncate (self->fd, (off_t) self->length) < 0)
            self->failed = errno;
          return fail (self, saved, "write", error);
        }
      written += (gsize) n;
    }

  self->length += written;
  g_byte_array_set_size (self->waiting, 0);
  return TRUE;
}

/*< private >
 * mf_log_sync:
 * @self: a log, flushed
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Waits until what was flushed before the call is on the disk. Any number of
 * threads may wait, also while another one appends.
 *
 * Returns: whether it is
 */
gboolean
mf_log_sync (MfLog *self, GError **error)
{
  guint64 ticket;

  if (mf_directory_get_durability (self->directory) == MF_DURABILITY_VOLATILE)
    return TRUE;

  g_mutex_lock (&self->mutex);
  ticket = ++self->asked;
  while (self->done < ticket && self->failed == 0)
    {
      guint64 covered = self->asked;
      int failed;

      if (self->syncing)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }

      self->syncing = TRUE;
      g_mutex_unlock (&self->mutex);
      failed = fdatasync (self->fd) < 0 ? errno : 0;
      g_mutex_lock (&self->mutex);
      self->syncing = FALSE;
      if (failed)
        self->failed = failed;
      self->done = covered;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);

  return self->failed == 0 || fail (self, self->failed, "write", error);
}

/*< private >
 * mf_log_replace:
 * @self: a log from mf_log_begin(), complete
 * @name: the log whose place it takes
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether @self, and nothing else, is found under @name now, whatever happens
 */
gboolean
mf_log_replace (MfLog *self, const char *name, GError **error)
{
  if (!mf_log_flush (self, error) || !mf_log_sync (self, error) ||
      !mf_directory_move (self->directory, self->name, self->directory, name, error) ||
      !mf_directory_sync (self->directory, error))
    return FALSE;

  g_free (self->name);
  self->name = g_strdup (name);
  return TRUE;
}

/*< private >
 * mf_log_get_length:
 * @self: a log
 *
 * Returns: how many bytes are in the file
 */
guint64
mf_log_get_length (MfLog *self)
{
  return self->length;
}

/*< private >
 * mf_log_map:
 * @self: a log
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): what the file holds now, mapped; or %NULL with @error set
 */
GBytes *
mf_log_map (MfLog *self, GError **error)
{
  return mf_directory_map (self->directory, self->name, error);
}
