/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-directory.h"

#include "base/mf-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is as short as most messages is sooner read than mapped. */
#define MAX_READ (32 * 1024)

/* An open directory. Several threads may use it at once. */
struct _MfDirectory
{
  gatomicrefcount refs;
  char *path;
  int fd;
  MfDurability durability;

  /* Threads that wait for the same directory to reach the disk share one
   * fsync(): who asks while one runs is served by the next. */
  GMutex sync_mutex;
  GCond sync_cond;
  guint64 sync_asked;
  guint64 sync_done;
  gboolean syncing;
  int sync_errno; /* sticky: after a failed fsync() nothing is known to be on the disk */
};

/*< private >
 * mf_storage_error_set_errno:
 * @error: return location for an %MF_STORAGE_ERROR
 * @errno_value: what the system call gave
 * @what: what was tried, in the imperative: "write"
 * @path: to which file
 */
void
mf_storage_error_set_errno (GError **error, int errno_value, const char *what, const char *path)
{
  MfStorageErrorCode code = MF_STORAGE_ERROR_FAILED;

  if (errno_value == ENOSPC || errno_value == EDQUOT || errno_value == EFBIG)
    code = MF_STORAGE_ERROR_FULL;
  else if (errno_value == ENOENT)
    code = MF_STORAGE_ERROR_MISSING;
  else if (errno_value == EWOULDBLOCK)
    code = MF_STORAGE_ERROR_LOCKED;

  g_set_error (error, MF_STORAGE_ERROR, (int) code, "Cannot %s %s: %s", what, path,
               g_strerror (errno_value));
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result = fd < 0 ? -1 : fsync (fd);
  int saved = errno;

  if (fd >= 0)
    g_close (fd, NULL);
  if (result < 0)
    mf_storage_error_set_errno (error, saved, "write", path);
  return result == 0;
}

/* Makes @path and what is missing above it. Each new name is in its parent,
 * so it is the parent that must reach the disk. */
static gboolean
make_path (const char *path, MfDurability durability, GError **error)
{
  g_autofree char *parent = NULL;

  if (g_mkdir (path, 0700) < 0)
    {
      if (errno == EEXIST)
        return TRUE;
      parent = g_path_get_dirname (path);
      if (errno != ENOENT || strcmp (parent, path) == 0)
        {
          mf_storage_error_set_errno (error, errno, "make", path);
          return FALSE;
        }
      if (!make_path (parent, durability, error))
        return FALSE;
      if (g_mkdir (path, 0700) < 0 && errno != EEXIST)
        {
          mf_storage_error_set_errno (error, errno, "make", path);
          return FALSE;
        }
    }

  if (durability == MF_DURABILITY_VOLATILE)
    return TRUE;
  if (!parent)
    parent = g_path_get_dirname (path);
  return sync_path (parent, error);
}

/*< private >
 * mf_directory_open:
 * @path: a directory; it and what is missing above it are made, for the owner only
 * @durability: whether mf_directory_sync() waits for the disk
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): the open directory, or %NULL with @error set
 */
MfDirectory *
mf_directory_open (const char *path, MfDurability durability, GError **error)
{
  MfDirectory *self;
  int fd;

  if (!make_path (path, durability, error))
    return NULL;

  fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      mf_storage_error_set_errno (error, errno, "open", path);
      return NULL;
    }

  self = g_new0 (MfDirectory, 1);
  g_atomic_ref_count_init (&self->refs);
  self->path = g_strdup (path);
  self->fd = fd;
  self->durability = durability;
  g_mutex_init (&self->sync_mutex);
  g_cond_init (&self->sync_cond);
  return self;
}

MfDirectory *
mf_directory_ref (MfDirectory *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_directory_unref (MfDirectory *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_close (self->fd, NULL);
  g_mutex_clear (&self->sync_mutex);
  g_cond_clear (&self->sync_cond);
  g_free (self->path);
  g_free (self);
}

const char *
mf_directory_get_path (const MfDirectory *self)
{
  return self->path;
}

MfDurability
mf_directory_get_durability (const MfDirectory *self)
{
  return self->durability;
}

int
mf_directory_get_fd (const MfDirectory *self)
{
  return self->fd;
}

/*< private >
 * mf_directory_each:
 * @self: a directory
 * @func: called for every name in it but "." and "..", in no order
 * @user_data: for @func
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether it could be read to its end
 */
gboolean
mf_directory_each (MfDirectory *self, MfDirectoryFunc func, gpointer user_data, GError **error)
{
  int fd = openat (self->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = fd < 0 ? NULL : fdopendir (fd);
  struct dirent *entry;
  gboolean success = TRUE;

  if (!stream)
    {
      mf_storage_error_set_errno (error, errno, "list", self->path);
      if (fd >= 0)
        g_close (fd, NULL);
      return FALSE;
    }

  while ((errno = 0, entry = readdir (stream)))
    {
      if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
        func (entry->d_name, user_data);
    }
  if (errno != 0)
    {
      mf_storage_error_set_errno (error, errno, "list", self->path);
      success = FALSE;
    }

  closedir (stream);
  return success;
}

static void
note_name_cb (const char *name, gpointer names)
{
  if (*name != '.')
    g_ptr_array_add (names, g_strdup (name));
}

/*< private >
 * mf_directory_list:
 * @self: a directory
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full) (element-type utf8): the names in it that do not
 *   start with a dot, in the order of their bytes; or %NULL with @error set
 */
GPtrArray *
mf_directory_list (MfDirectory *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!mf_directory_each (self, note_name_cb, names, error))
    return NULL;

  g_ptr_array_sort_values (names, (GCompareFunc) strcmp);
  return g_steal_pointer (&names);
}

static void
set_name_error (
    GError **error, int errno_value, const char *what, MfDirectory *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  mf_storage_error_set_errno (error, errno_value, what, path);
}

/*< private >
 * mf_directory_move:
 * @self: a directory
 * @name: a file in it
 * @to: a directory of the same file system
 * @new_name: what it is called there; a file of that name is replaced
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Moves a file in one step: at any instant it is in one of the two places.
 *
 * Returns: whether it was moved
 */
gboolean
mf_directory_move (
    MfDirectory *self, const char *name, MfDirectory *to, const char *new_name, GError **error)
{
  if (renameat (self->fd, name, to->fd, new_name) == 0)
    return TRUE;

  set_name_error (error, errno, "move", self, name);
  return FALSE;
}

/*< private >
 * mf_directory_link:
 * @self: a directory
 * @name: a file in it
 * @to: a directory of the same file system
 * @new_name: what it is called there too
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Gives a file a second name.
 *
 * Returns: whether it was done
 */
gboolean
mf_directory_link (
    MfDirectory *self, const char *name, MfDirectory *to, const char *new_name, GError **error)
{
  if (linkat (self->fd, name, to->fd, new_name, 0) == 0)
    return TRUE;

  set_name_error (error, errno, "link", self, name);
  return FALSE;
}

/*< private >
 * mf_directory_remove:
 * @self: a directory
 * @name: a file in it; that it is gone already is no error
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether the file is gone
 */
gboolean
mf_directory_remove (MfDirectory *self, const char *name, GError **error)
{
  if (unlinkat (self->fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;

  set_name_error (error, errno, "remove", self, name);
  return FALSE;
}

/* All of a small file, NULL if it is none. Less than that came: somebody cuts it. */
static GBytes *
read_small (int fd)
{
  g_autofree guint8 *data = NULL;
  struct stat info;
  gsize length = 0;
  gssize n;

  if (fstat (fd, &info) < 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_READ)
    return NULL;

  data = g_malloc ((gsize) info.st_size + 1);
  while (length < (gsize) info.st_size)
    {
      n = read (fd, data + length, (gsize) info.st_size - length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return NULL;
      length += (gsize) n;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/*< private >
 * mf_directory_map:
 * @self: a directory
 * @name: a file in it that nobody changes, only removes
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): its bytes: mapped, but for a small file, which is read; or %NULL with
 *   @error set
 */
GBytes *
mf_directory_map (MfDirectory *self, const char *name, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) local = NULL;
  int fd = openat (self->fd, name, O_RDONLY | O_CLOEXEC);
  GBytes *bytes;

  if (fd < 0)
    {
      set_name_error (error, errno, "open", self, name);
      return NULL;
    }

  bytes = read_small (fd);
  if (bytes)
    {
      g_close (fd, NULL);
      return bytes;
    }

  file = g_mapped_file_new_from_fd (fd, FALSE, &local);
  g_close (fd, NULL);
  if (!file)
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FAILED, "Cannot read %s: %s", name,
                   local->message);
      return NULL;
    }

  return g_mapped_file_get_bytes (file);
}

/*< private >
 * mf_directory_lock:
 * @self: a directory
 * @name: the lock file in it; it stays there
 * @error: return location for an %MF_STORAGE_ERROR, _LOCKED if somebody holds it
 *
 * The lock belongs to the returned descriptor, so it excludes others of this
 * process as well as other processes, and a killed process leaves none behind.
 *
 * Returns: a descriptor whose g_close() gives up the lock, or -1 with @error set
 */
int
mf_directory_lock (MfDirectory *self, const char *name, GError **error)
{
  int fd = openat (self->fd, name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  set_name_error (error, errno, "lock", self, name);
  if (fd >= 0)
    g_close (fd, NULL);
  return -1;
}

/*< private >
 * mf_directory_sync:
 * @self: a directory
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Waits until every name that was put into @self or taken out before the call
 * is so on the disk. Blocks: call it from a worker thread.
 *
 * Returns: whether it is
 */
gboolean
mf_directory_sync (MfDirectory *self, GError **error)
{
  guint64 ticket;
  int failed;

  if (self->durability == MF_DURABILITY_VOLATILE)
    return TRUE;

  g_mutex_lock (&self->sync_mutex);
  ticket = ++self->sync_asked;
  while (self->sync_done < ticket && self->sync_errno == 0)
    {
      guint64 covered = self->sync_asked;

      if (self->syncing)
        {
          g_cond_wait (&self->sync_cond, &self->sync_mutex);
          continue;
        }

      self->syncing = TRUE;
      g_mutex_unlock (&self->sync_mutex);
      failed = fsync (self->fd) < 0 ? errno : 0;
      g_mutex_lock (&self->sync_mutex);
      self->syncing = FALSE;
      self->sync_errno = failed;
      self->sync_done = covered;
      g_cond_broadcast (&self->sync_cond);
    }
  failed = self->sync_errno;
  g_mutex_unlock (&self->sync_mutex);

  if (failed != 0)
    mf_storage_error_set_errno (error, failed, "write", self->path);
  return failed == 0;
}
