/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mail-store.h"
#include "scratch.h"

#include <string.h>

/* Several threads at one folder, as the sessions of `serve`: whatever order
 * their work is done in, each sees the same in the end, and nothing is lost. */

#define N_THREADS 4
#define N_ROUNDS 60

typedef struct
{
  MfFolder *folder;
  MfFolder *other;
  guint number;
  guint n_kept; /* in both folders together */
  int *n_running;
} User;

static guint32
append (User *user, MfIdSource *ids, const MfClock *clock)
{
  g_autoptr (MfSpoolFile) file = mf_folder_begin (user->folder, clock, ids);
  g_autofree char *text = g_strdup_printf ("Subject: of %u\r\n\r\nx\r\n", user->number);
  g_autoptr (GError) error = NULL;
  guint32 uid = 0;

  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  mf_folder_append (user->folder, file, MF_MAIL_SEEN, mf_clock_now (clock), &uid, &error);
  g_assert_no_error (error);
  return uid;
}

static gpointer
use_thread (gpointer data)
{
  User *user = data;
  MfClock clock = mf_clock_real ();
  g_autoptr (MfIdSource) ids = mf_id_source_new_unpredictable ();

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      guint32 uid = append (user, ids, &clock);
      g_autoptr (GArray) done = NULL;
      g_autoptr (MfFolderChanges) changes = mf_folder_get_changes (user->folder, 0);
      g_autoptr (MfMessageDigest) digest = mf_folder_get_digest (user->folder, uid, NULL);

      user->n_kept++;
      g_assert_nonnull (digest);
      g_assert_true (
          mf_folder_store_flags (user->folder, &uid, 1, MF_FLAGS_ADD, MF_MAIL_FLAGGED, NULL, NULL));
      if (i % 3 == 0)
        {
          done = mf_folder_move (user->folder, &uid, 1, user->other, NULL);
          g_assert_cmpuint (done->len, ==, 1);
        }
      else if (i % 3 == 1)
        {
          done = mf_folder_expunge (user->folder, &uid, 1, NULL);
          g_assert_cmpuint (done->len, ==, 1);
          user->n_kept--;
        }
      else
        {
          done = mf_folder_copy (user->folder, &uid, 1, user->other, NULL);
          g_assert_cmpuint (done->len, ==, 1);
          user->n_kept++;
        }
    }

  g_atomic_int_add (user->n_running, -1);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* A session's picture of the folder, kept by what it is told alone. */
typedef struct
{
  GHashTable *uids;
  guint64 serial;
} Picture;

static void
changed_cb (MfFolder *folder, gpointer data)
{
  Picture *picture = data;
  g_autoptr (MfFolderChanges) changes = mf_folder_get_changes (folder, picture->serial);

  g_assert_false (changes->lost);
  picture->serial = changes->serial;
  for (guint i = 0; i < changes->expunged->len; i++)
    g_hash_table_remove (picture->uids,
                         GUINT_TO_POINTER (g_array_index (changes->expunged, guint32, i)));
  for (guint i = 0; i < changes->arrived->len; i++)
    g_assert_true (g_hash_table_add (
        picture->uids, GUINT_TO_POINTER (g_array_index (changes->arrived, MfFolderItem, i).uid)));
}

static void
assert_same (MfFolder *folder, Picture *picture)
{
  g_autoptr (MfFolderChanges) all = mf_folder_get_changes (folder, 0);

  g_assert_cmpuint (all->arrived->len, ==, g_hash_table_size (picture->uids));
  for (guint i = 0; i < all->arrived->len; i++)
    {
      const MfFolderItem *item = &g_array_index (all->arrived, MfFolderItem, i);

      g_assert_true (g_hash_table_contains (picture->uids, GUINT_TO_POINTER (item->uid)));
      g_assert_cmpuint (item->flags, ==, MF_MAIL_SEEN | MF_MAIL_FLAGGED);
    }
}

static void
test_threads (void)
{
  g_autofree char *scratch = scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "bob", NULL);
  g_autoptr (MfIdSource) ids = mf_id_source_new_unpredictable ();
  MfMaildir *inbox = mf_maildir_open (path, "h", MF_DURABILITY_KEPT, NULL);
  MfClock clock = mf_clock_real ();
  MfMailStore *store = mf_mail_store_open (inbox, &clock, ids, NULL);
  g_autoptr (GHashTable) uids = g_hash_table_new (NULL, NULL);
  Picture picture = { uids, 0 };
  MfFolderWatch *watch;
  MfFolder *folder, *other;
  User users[N_THREADS];
  GThread *threads[N_THREADS];
  MfFolderStatus here, there;
  guint n_kept = 0;
  int n_running = N_THREADS;

  g_assert_true (mf_mail_store_create (store, "other", MF_MAIL_ROLE_NONE, NULL));
  folder = mf_mail_store_open_folder (store, "INBOX", NULL);
  other = mf_mail_store_open_folder (store, "other", NULL);
  watch = mf_folder_watch (folder, changed_cb, &picture);
  for (guint i = 0; i < N_THREADS; i++)
    {
      users[i] = (User) { folder, other, i, 0, &n_running };
      threads[i] = g_thread_new ("user", use_thread, &users[i]);
    }
  while (g_atomic_int_get (&n_running) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      n_kept += users[i].n_kept;
    }

  g_assert_true (mf_folder_refresh (folder, NULL));
  changed_cb (folder, &picture);
  assert_same (folder, &picture);
  mf_folder_get_status (folder, &here);
  mf_folder_get_status (other, &there);
  g_assert_cmpuint (here.n_messages + there.n_messages, ==, n_kept);
  g_assert_cmpuint (here.uid_next, ==, N_THREADS * N_ROUNDS + 1);

  mf_folder_watch_free (watch);
  mf_folder_unref (folder);
  mf_folder_unref (other);
  mf_mail_store_unref (store);
  mf_maildir_unref (inbox);
  scratch_remove (scratch);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/folder/threads", test_threads);
  return g_test_run ();
}
