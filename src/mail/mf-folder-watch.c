/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

/* Expunged UIDs that are remembered for sessions that were not told yet. */
#define MAX_LOSSES (1024 * 1024)

struct _MfFolderWatch
{
  gatomicrefcount refs;
  MfFolder *folder;
  MfFolderFunc changed; /* NULL once it was freed */
  gpointer user_data;
  GSource *source; /* NULL: called on the spot */
};

typedef struct
{
  GSource source;
  MfFolderWatch *watch;
} WatchSource;

static gboolean
watch_dispatch_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  MfFolderWatch *watch = ((WatchSource *) source)->watch;

  g_source_set_ready_time (source, -1);
  if (watch->changed)
    watch->changed (watch->folder, watch->user_data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs watch_funcs = { .dispatch = watch_dispatch_cb };

static void
watch_unref (MfFolderWatch *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->source, g_source_unref);
  mf_folder_unref (self->folder);
  g_free (self);
}

/**
 * mf_folder_watch:
 * @self: a folder
 * @changed: told when it has changed; see #MfFolderFunc
 * @user_data: for @changed
 *
 * Returns: (transfer full): free it in the same thread to hear nothing any more
 */
MfFolderWatch *
mf_folder_watch (MfFolder *self, MfFolderFunc changed, gpointer user_data)
{
  MfFolderWatch *watch = g_new0 (MfFolderWatch, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_atomic_ref_count_init (&watch->refs);
  watch->folder = mf_folder_ref (self);
  watch->changed = changed;
  watch->user_data = user_data;
  if (self->durability == MF_DURABILITY_KEPT)
    {
      watch->source = g_source_new (&watch_funcs, sizeof (WatchSource));
      ((WatchSource *) watch->source)->watch = watch;
      g_source_set_static_name (watch->source, "folder watch");
      g_source_attach (watch->source, context);
    }

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->watches, watch);
  g_mutex_unlock (&self->mutex);
  return watch;
}

/**
 * mf_folder_watch_free:
 * @watch: (nullable): a watch
 *
 * Its function is not called any more, even if something has changed already.
 */
void
mf_folder_watch_free (MfFolderWatch *watch)
{
  MfFolder *folder;

  if (watch == NULL)
    return;

  folder = watch->folder;
  watch->changed = NULL;
  if (watch->source)
    g_source_destroy (watch->source);

  g_mutex_lock (&folder->mutex);
  g_ptr_array_remove (folder->watches, watch);
  if (folder->watches->len == 0 && folder->losses->len > 0)
    {
      g_array_set_size (folder->losses, 0);
      folder->losses_complete = folder->serial;
    }
  g_mutex_unlock (&folder->mutex);
  watch_unref (watch);
}

/*< private >
 * mf_folder_notify:
 * @self: a folder, its mutex not held
 *
 * Tells all who watch.
 */
void
mf_folder_notify (MfFolder *self)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func ((GDestroyNotify) watch_unref);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->watches->len; i++)
    {
      MfFolderWatch *watch = g_ptr_array_index (self->watches, i);

      g_atomic_ref_count_inc (&watch->refs);
      g_ptr_array_add (watches, watch);
    }
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < watches->len; i++)
    {
      MfFolderWatch *watch = g_ptr_array_index (watches, i);

      if (watch->source)
        g_source_set_ready_time (watch->source, 0);
      else if (watch->changed)
        watch->changed (self, watch->user_data);
    }
}

/*< private >
 * mf_folder_lose:
 * @self: a folder, its mutex held, its serial that of the loss
 * @uids: (element-type guint32): messages that are gone, by ascending UID
 *
 * Forgets them, and remembers that it did.
 */
void
mf_folder_lose (MfFolder *self, GArray *uids)
{
  if (uids->len == 0)
    return;

  for (guint i = 0; i < uids->len; i++)
    {
      MfFolderLoss loss = { self->serial, g_array_index (uids, guint32, i) };

      g_array_append_val (self->losses, loss);
    }
  mf_folder_index_drop (&self->index, uids);

  if (self->watches->len == 0)
    {
      g_array_set_size (self->losses, 0);
      self->losses_complete = self->serial;
    }
  else if (self->losses->len > MAX_LOSSES)
    {
      guint half = self->losses->len / 2;

      self->losses_complete = g_array_index (self->losses, MfFolderLoss, half - 1).serial;
      g_array_remove_range (self->losses, 0, half);
    }
}
