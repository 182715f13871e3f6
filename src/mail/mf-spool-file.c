/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-spool-file.h"

#include "base/mf-error.h"
#include "mail/mf-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A message of ordinary length is written by one write(), in the thread that
 * also waits for the disk; of a longer one no more than this is in memory. */
#define BUFFER_SIZE (64 * 1024)

/* A file on its way to where it will be found: written under a name that no
 * reader looks at, then fsynced, then moved. One thread at a time may use it. */
struct _MfSpoolFile
{
  MfDirectory *directory;
  char *name;
  int fd;
  gboolean moved;
  GByteArray *buffer;
  guint64 size;
  GError *failure; /* the first; everything after it fails too */
};

/**
 * mf_spool_file_new:
 * @directory: where it is written; no reader looks there
 * @name: its name there, until mf_spool_file_move()
 *
 * Begins a file. Nothing is on the disk before the first 64 KiB are full or
 * mf_spool_file_sync() is called.
 *
 * Returns: (transfer full): an empty file; freed before it was moved, it is gone
 */
MfSpoolFile *
mf_spool_file_new (MfDirectory *directory, const char *name)
{
  MfSpoolFile *self = g_new0 (MfSpoolFile, 1);

  self->directory = mf_directory_ref (directory);
  self->name = g_strdup (name);
  self->fd = -1;
  self->buffer = g_byte_array_new ();
  return self;
}

void
mf_spool_file_free (MfSpoolFile *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    {
      g_close (self->fd, NULL);
      if (!self->moved)
        mf_directory_remove (self->directory, self->name, NULL);
    }
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->directory, mf_directory_unref);
  g_clear_error (&self->failure);
  g_free (self->name);
  g_free (self);
}

/* Keeps the first failure, so that who appends may look at it only in the end. */
static gboolean
fail (MfSpoolFile *self, int errno_value, const char *what)
{
  g_autofree char *path =
      g_build_filename (mf_directory_get_path (self->directory), self->name, NULL);

  mf_storage_error_set_errno (&self->failure, errno_value, what, path);
  return FALSE;
}

static gboolean
report (MfSpoolFile *self, gboolean success, GError **error)
{
  if (!success && error)
    *error = g_error_copy (self->failure);
  return success;
}

static gboolean
write_out (MfSpoolFile *self, const guint8 *data, gsize length)
{
  if (self->fd < 0)
    {
      self->fd = openat (mf_directory_get_fd (self->directory), self->name,
                         O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (self->fd < 0)
        return fail (self, errno, "make");
    }

  while (length > 0)
    {
      gssize written = write (self->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (self, errno, "write");
      data += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
flush (MfSpoolFile *self)
{
  if (self->fd >= 0 && self->buffer->len == 0)
    return TRUE;
  if (!write_out (self, self->buffer->data, self->buffer->len))
    return FALSE;

  g_byte_array_set_size (self->buffer, 0);
  return TRUE;
}

static gboolean
append (MfSpoolFile *self, const guint8 *data, gsize length)
{
  if (self->failure)
    return FALSE;

  self->size += length;
  if (self->buffer->len + length > BUFFER_SIZE && !flush (self))
    return FALSE;
  if (length > BUFFER_SIZE)
    return write_out (self, data, length);

  g_byte_array_append (self->buffer, data, (guint) length);
  return TRUE;
}

/**
 * mf_spool_file_append:
 * @self: a file that was not synced yet
 * @data: the next bytes
 * @length: how many
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Adds bytes. After a failure every further call fails the same way, so it is
 * enough to look at the last one's result.
 *
 * Returns: whether they were taken
 */
gboolean
mf_spool_file_append (MfSpoolFile *self, const guint8 *data, gsize length, GError **error)
{
  return report (self, append (self, data, length), error);
}

/**
 * mf_spool_file_append_bytes:
 * @self: a file that was not synced yet
 * @bytes: the next bytes
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * As mf_spool_file_append().
 *
 * Returns: whether they were taken
 */
gboolean
mf_spool_file_append_bytes (MfSpoolFile *self, GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return mf_spool_file_append (self, data, length, error);
}

/**
 * mf_spool_file_get_size:
 * @self: a file
 *
 * Returns: how many bytes were appended
 */
guint64
mf_spool_file_get_size (const MfSpoolFile *self)
{
  return self->size;
}

const char *
mf_spool_file_get_name (const MfSpoolFile *self)
{
  return self->name;
}

MfDirectory *
mf_spool_file_get_directory (MfSpoolFile *self)
{
  return self->directory;
}

/**
 * mf_spool_file_sync:
 * @self: a file
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Waits until every byte is on the disk. Its name is not, before it is moved
 * and the directory synced. Blocks: call it from a worker thread.
 *
 * Returns: whether it is
 */
gboolean
mf_spool_file_sync (MfSpoolFile *self, GError **error)
{
  gboolean success = !self->failure && flush (self);

  if (success && mf_directory_get_durability (self->directory) == MF_DURABILITY_KEPT &&
      fdatasync (self->fd) < 0)
    success = fail (self, errno, "write");

  return report (self, success, error);
}

/**
 * mf_spool_file_map:
 * @self: a file
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): what was appended so far, as mf_directory_map() gives it; it outlives
 * @self
 */
GBytes *
mf_spool_file_map (MfSpoolFile *self, GError **error)
{
  if (!report (self, !self->failure && flush (self), error))
    return NULL;

  return mf_directory_map (self->directory, self->name, error);
}

/**
 * mf_spool_file_move:
 * @self: a file that was synced
 * @to: a directory of the same file system
 * @new_name: its name there
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Shows the file to readers, in one step. From now on @self can only be freed.
 *
 * Returns: whether it was moved
 */
gboolean
mf_spool_file_move (MfSpoolFile *self, MfDirectory *to, const char *new_name, GError **error)
{
  self->moved = mf_directory_move (self->directory, self->name, to, new_name, error);
  return self->moved;
}
