/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-maildir-private.h"

#include "base/mf-error.h"

#include <sys/stat.h>

/* A user's folders share the quota of the inbox. */
static MfMaildir *
holder (MfMaildir *self)
{
  return self->inbox ? self->inbox : self;
}

/**
 * mf_maildir_set_quota:
 * @self: a mailbox
 * @bytes: how much its messages may take together; 0 for no limit
 */
void
mf_maildir_set_quota (MfMaildir *self, guint64 bytes)
{
  g_mutex_lock (&self->mutex);
  self->quota = bytes;
  g_mutex_unlock (&self->mutex);
}

static gboolean
add_sizes (MfDirectory *directory, guint64 *sum, GError **error)
{
  g_autoptr (GPtrArray) names = mf_directory_list (directory, error);

  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      guint64 size = mf_maildir_name_get_size (name, ",S=");
      struct stat info;

      if (size == G_MAXUINT64)
        size = fstatat (mf_directory_get_fd (directory), name, &info, 0) == 0
                   ? (guint64) info.st_size
                   : 0;
      *sum += size;
    }

  return names != NULL;
}

static void
note_folder_cb (const char *name, gpointer folders)
{
  if (*name == '.')
    g_ptr_array_add (folders, g_strdup (name));
}

/* Not opened by name alone: what is not there any more is not to be made. */
static gboolean
add_folder (MfMaildir *self, const char *name, guint64 *sum, GError **error)
{
  static const char *const places[] = { "new", "cur" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (self->path, name, places[i], NULL);
      g_autoptr (MfDirectory) directory = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      directory = mf_directory_open (path, MF_DURABILITY_VOLATILE, error);
      if (!directory || !add_sizes (directory, sum, error))
        return FALSE;
    }
  return TRUE;
}

/* Counted only when a message would not fit by what was counted before: others
 * may have deleted meanwhile. What others added is seen at the next count. */
static gboolean
count_used (MfMaildir *self, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  guint64 sum = 0;

  if (!add_sizes (self->fresh, &sum, error) || !add_sizes (self->cur, &sum, error) ||
      !mf_directory_each (self->root, note_folder_cb, folders, error))
    return FALSE;
  for (guint i = 0; i < folders->len; i++)
    {
      if (!add_folder (self, g_ptr_array_index (folders, i), &sum, error))
        return FALSE;
    }

  self->used = sum;
  self->used_known = TRUE;
  return TRUE;
}

static gboolean
has_room (const MfMaildir *self, guint64 size)
{
  return self->used_known && self->used <= self->quota && size <= self->quota - self->used;
}

static gboolean
check_room (MfMaildir *self, guint64 size, GError **error)
{
  if (self->quota == 0 || has_room (self, size))
    return TRUE;
  if (!count_used (self, error))
    return FALSE;
  if (has_room (self, size))
    return TRUE;

  g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL,
               "The mailbox is full: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes are used",
               self->used, self->quota);
  return FALSE;
}

/**
 * mf_maildir_check_room:
 * @self: a mailbox
 * @size: of a message, in bytes; 0 if it is not known yet
 * @error: return location for an %MF_STORAGE_ERROR, _FULL if it does not fit
 *
 * Asks whether a message would be taken, as RCPT and SIZE want to know it.
 *
 * Returns: whether there is room for it
 */
gboolean
mf_maildir_check_room (MfMaildir *self, guint64 size, GError **error)
{
  gboolean fits;

  self = holder (self);
  g_mutex_lock (&self->mutex);
  fits = check_room (self, MAX (size, 1), error);
  g_mutex_unlock (&self->mutex);
  return fits;
}

/*< private >
 * mf_maildir_reserve:
 * @self: a mailbox
 * @size: of a message that is about to come
 * @error: return location for an %MF_STORAGE_ERROR, _FULL if it does not fit
 *
 * Returns: whether there was room; it is taken now
 */
gboolean
mf_maildir_reserve (MfMaildir *self, guint64 size, GError **error)
{
  gboolean fits;

  self = holder (self);
  g_mutex_lock (&self->mutex);
  fits = check_room (self, size, error);
  if (fits)
    self->used += size;
  g_mutex_unlock (&self->mutex);
  return fits;
}

/*< private >
 * mf_maildir_release:
 * @self: a mailbox
 * @size: of a message that is gone, or did not come after all
 */
void
mf_maildir_release (MfMaildir *self, guint64 size)
{
  self = holder (self);
  g_mutex_lock (&self->mutex);
  self->used -= MIN (self->used, size);
  g_mutex_unlock (&self->mutex);
}

/*< private >
 * mf_maildir_forget_used:
 * @self: a mailbox
 *
 * A whole folder came or went: what is used is counted when it is asked for.
 */
void
mf_maildir_forget_used (MfMaildir *self)
{
  self = holder (self);
  g_mutex_lock (&self->mutex);
  self->used_known = FALSE;
  g_mutex_unlock (&self->mutex);
}

/*< private >
 * mf_maildir_get_usage:
 * @self: a mailbox
 * @used: (out): what its messages and those of its folders take, in bytes
 * @quota: (out): what they may take, 0 for no limit
 */
void
mf_maildir_get_usage (MfMaildir *self, guint64 *used, guint64 *quota)
{
  self = holder (self);
  g_mutex_lock (&self->mutex);
  if (!self->used_known)
    count_used (self, NULL);
  *used = self->used;
  *quota = self->quota;
  g_mutex_unlock (&self->mutex);
}
