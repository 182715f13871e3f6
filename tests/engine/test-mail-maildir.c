/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-maildir.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* A mailbox in a folder of its own, with a clock that stands still. */
typedef struct
{
  char *folder;
  MfVirtualClock virtual_clock;
  MfClock clock;
  MfIdSource *ids;
  MfMaildir *maildir;
} Fixture;

static MfMaildir *
open_maildir (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  MfMaildir *maildir = mf_maildir_open (path, "mail.b.example", MF_DURABILITY_KEPT, &error);

  g_assert_no_error (error);
  return maildir;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = scratch_new ();
  fixture->virtual_clock.now_us = MF_LESSON_EPOCH_US;
  fixture->clock = mf_virtual_clock_clock (&fixture->virtual_clock);
  fixture->ids = mf_id_source_new_seeded (1);
  fixture->maildir = open_maildir (fixture, "bob");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mf_maildir_unref (fixture->maildir);
  mf_id_source_free (fixture->ids);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
}

static char *
path_in (Fixture *fixture, const char *folder, const char *name)
{
  return g_build_filename (mf_maildir_get_path (fixture->maildir), folder, name, NULL);
}

static void
put (Fixture *fixture, const char *folder, const char *name, const char *text)
{
  g_autofree char *path = path_in (fixture, folder, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static guint
count_in (MfMaildir *maildir, const char *folder)
{
  g_autofree char *path = g_build_filename (mf_maildir_get_path (maildir), folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static guint
count (Fixture *fixture, const char *folder)
{
  return count_in (fixture->maildir, folder);
}

static char *
deliver_to (Fixture *fixture, MfMaildir *const *maildirs, guint n, const char *text, GError **error)
{
  g_autoptr (MfSpoolFile) file = mf_maildir_begin (maildirs[0], &fixture->clock, fixture->ids);

  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  return mf_maildir_deliver (maildirs, n, file, error);
}

static char *
deliver (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *uid = deliver_to (fixture, &fixture->maildir, 1, text, &error);

  g_assert_no_error (error);
  return uid;
}

static GPtrArray *
list (MfMaildir *maildir)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = mf_maildir_list (maildir, &error);

  g_assert_no_error (error);
  return items;
}

static void
assert_content (MfMaildir *maildir, const MfMaildirItem *item, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mf_maildir_read (maildir, item, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
  g_assert_cmpuint (item->size, ==, strlen (text));
}

static void
test_deliver (Fixture *fixture, gconstpointer data)
{
  const char *text = "Subject: one\r\n\r\nHello\r\n";
  g_autofree char *uid = deliver (fixture, text);
  g_autoptr (GPtrArray) items = list (fixture->maildir);
  MfMaildirItem *item = g_ptr_array_index (items, 0);

  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (item->uid, ==, uid);
  g_assert_cmpstr (item->flags, ==, "");
  g_assert_true (item->is_new);
  g_assert_cmpint (item->delivered_us, ==, MF_LESSON_EPOCH_US);
  g_assert_true (g_str_has_suffix (item->file_name, ".mail.b.example,S=23,W=23"));
  assert_content (fixture->maildir, item, text);
  g_assert_cmpuint (count (fixture, "tmp"), ==, 0);
}

/* The same clock and ids give the same names: a lesson's bytes do not vary. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfMaildir) other = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *host = g_strnfill (255, 'h');
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (1);
  g_autoptr (MfIdSource) again = mf_id_source_new_seeded (1);
  g_autofree char *name = mf_maildir_make_name (fixture->maildir, &fixture->clock, ids);
  g_autofree char *same = mf_maildir_make_name (fixture->maildir, &fixture->clock, again);
  g_autofree char *long_name = NULL;

  g_assert_cmpstr (name, ==, same);
  g_assert_true (g_str_has_prefix (name, "1772442000.M000000Q"));

  other = mf_maildir_open (path, host, MF_DURABILITY_VOLATILE, NULL);
  long_name = mf_maildir_make_name (other, &fixture->clock, ids);
  g_assert_cmpuint (strlen (long_name), <=, MF_MAILDIR_UID_MAX);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolFile) file = mf_maildir_begin (fixture->maildir, &fixture->clock, fixture->ids);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *uid = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u %.*s\r\n", i, (int) (i % 900), expected->str);

      g_strdelimit (line, "\r\n", ' ');
      memcpy (line + strlen (line) - 2, "\r\n", 2);
      g_string_append (expected, line);
      mf_spool_file_append (file, (const guint8 *) line, strlen (line), NULL);
    }
  uid = mf_maildir_deliver (&fixture->maildir, 1, file, &error);
  g_assert_no_error (error);

  items = list (fixture->maildir);
  assert_content (fixture->maildir, g_ptr_array_index (items, 0), expected->str);
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  MfSpoolFile *file = mf_maildir_begin (fixture->maildir, &fixture->clock, fixture->ids);
  g_autofree char *text = g_strnfill (100000, 'x');

  g_assert_true (mf_spool_file_append (file, (const guint8 *) text, 100000, NULL));
  g_assert_cmpuint (count (fixture, "tmp"), ==, 1);
  mf_spool_file_free (file);
  g_assert_cmpuint (count (fixture, "tmp"), ==, 0);
  g_assert_cmpuint (count (fixture, "new"), ==, 0);
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfMaildir) carol = open_maildir (fixture, "carol");
  g_autoptr (MfMaildir) dave = open_maildir (fixture, "dave");
  MfMaildir *const maildirs[] = { fixture->maildir, carol, fixture->maildir, dave };
  g_autoptr (GError) error = NULL;
  g_autofree char *uid = deliver_to (fixture, maildirs, 4, "A: b\r\n\r\n", &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (maildirs); i++)
    {
      g_autoptr (GPtrArray) items = list (maildirs[i]);

      g_assert_cmpuint (items->len, ==, 1);
      g_assert_cmpstr (((MfMaildirItem *) g_ptr_array_index (items, 0))->uid, ==, uid);
    }

  /* One of them is full: none has it. */
  mf_maildir_set_quota (dave, 10);
  g_clear_pointer (&uid, g_free);
  uid = deliver_to (fixture, maildirs, 4, "A: c\r\n\r\n", &error);
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL);
  g_assert_null (uid);
  for (guint i = 0; i < G_N_ELEMENTS (maildirs); i++)
    {
      g_autoptr (GPtrArray) items = list (maildirs[i]);

      g_assert_cmpuint (items->len, ==, 1);
      g_assert_cmpuint (count_in (maildirs[i], "tmp"), ==, 0);
    }
}

/* Files as other programs leave them. */
static void
test_list_foreign (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *folder;
    const char *name;
    const char *stored;
    const char *uid;
    const char *flags;
    const char *fetched;
  } rows[] = {
    { "new", "1000.P1.host", "A: b\n\nc\n", "1000.P1.host", "", "A: b\r\n\r\nc\r\n" },
    { "cur", "1001.P2.host:2,", "A: b\r\n\r\nc\r\n", "1001.P2.host", "", "A: b\r\n\r\nc\r\n" },
    { "cur", "1002.P3.host,S=8:2,FRS", "A: b\n\r\nc", "1002.P3.host,S=8", "FRS", "A: b\r\n\r\nc" },
    { "cur", "1003.P4.host,W=999:2,S", "\n", "1003.P4.host,W=999", "S", "\r\n" },
    { "cur", "1004.P5.host:2,S2,W=1", "\r\n", "1004.P5.host", "S", "\r\n" },
    { "new", "1005.a b", "x", "53e3d482ce75ae81c4b8e550e9fe6b50c7df4f901b39d36a3a2f8d783eaa5d21",
      "", "x" },
    { "new", "1006.M000007Q0123456789ABC.host,S=3", "a\nb", "1006.M000007Q0123456789ABC.host", "",
      "a\r\nb" },
  };
  g_autoptr (GPtrArray) items = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    put (fixture, rows[i].folder, rows[i].name, rows[i].stored);
  put (fixture, "new", ".hidden", "x");

  items = list (fixture->maildir);
  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MfMaildirItem *item = g_ptr_array_index (items, i);

      g_assert_cmpstr (item->file_name, ==, rows[i].name);
      g_assert_cmpstr (item->uid, ==, rows[i].uid);
      g_assert_cmpstr (item->flags, ==, rows[i].flags);
      g_assert_cmpint (item->delivered_us / G_USEC_PER_SEC, ==, 1000 + (gint64) i);
      g_assert_cmpint (item->is_new, ==, strcmp (rows[i].folder, "new") == 0);
      assert_content (fixture->maildir, item, rows[i].fetched);
    }
}

/* mutt opens the mailbox while a POP3 session has it listed. */
static void
test_moved_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uid = deliver (fixture, "A: b\r\n\r\n");
  g_autoptr (GPtrArray) items = list (fixture->maildir);
  g_autoptr (GPtrArray) later = NULL;
  const MfMaildirItem *item = g_ptr_array_index (items, 0);
  g_autofree char *old_path = path_in (fixture, "new", item->file_name);
  g_autofree char *new_name = g_strconcat (item->file_name, ":2,S", NULL);
  g_autofree char *new_path = path_in (fixture, "cur", new_name);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (old_path, new_path), ==, 0);
  assert_content (fixture->maildir, item, "A: b\r\n\r\n");
  later = list (fixture->maildir);
  g_assert_cmpstr (((MfMaildirItem *) g_ptr_array_index (later, 0))->uid, ==, uid);
  g_assert_cmpstr (((MfMaildirItem *) g_ptr_array_index (later, 0))->flags, ==, "S");

  g_assert_true (mf_maildir_remove (fixture->maildir, &item, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, "cur"), ==, 0);
  g_assert_true (mf_maildir_remove (fixture->maildir, &item, 1, &error));
  g_assert_null (mf_maildir_read (fixture->maildir, item, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING);
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = deliver (fixture, "12345678\r\n");
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) items = list (fixture->maildir);
  const MfMaildirItem *item = g_ptr_array_index (items, 0);
  g_autoptr (GError) error = NULL;

  mf_maildir_set_quota (fixture->maildir, 20);
  g_assert_true (mf_maildir_check_room (fixture->maildir, 10, NULL));
  g_assert_false (mf_maildir_check_room (fixture->maildir, 11, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL);
  g_clear_error (&error);

  second = deliver (fixture, "abcdefgh\r\n");
  g_assert_null (deliver_to (fixture, &fixture->maildir, 1, "x", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (mf_maildir_check_room (fixture->maildir, 0, NULL));

  g_assert_true (mf_maildir_remove (fixture->maildir, &item, 1, NULL));
  g_assert_true (mf_maildir_check_room (fixture->maildir, 10, &error));
  g_assert_no_error (error);
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfMaildir) again = open_maildir (fixture, "bob");
  g_autoptr (GError) error = NULL;
  MfMaildirLock *lock = mf_maildir_lock (fixture->maildir, &error);

  g_assert_no_error (error);
  g_assert_null (mf_maildir_lock (again, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LOCKED);
  g_clear_error (&error);

  mf_maildir_lock_free (lock);
  lock = mf_maildir_lock (again, &error);
  g_assert_no_error (error);
  mf_maildir_lock_free (lock);
}

/* A crash after the queue's entry was stored, before or after the message was
 * shown: finishing again shows it once, and never a deleted one. */
static void
test_prepared (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = mf_maildir_make_name (fixture->maildir, &fixture->clock, fixture->ids);
  g_autoptr (GBytes) prefix = g_bytes_new_static ("Return-Path: <>\r\n", 17);
  g_autoptr (GBytes) message = g_bytes_new_static ("A: b\r\n\r\n", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  const MfMaildirItem *item;
  g_autofree char *prepared = mf_maildir_prepare (fixture->maildir, name, prefix, message, &error);
  const char *const keep[] = { prepared, NULL };

  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, "new"), ==, 0);
  g_assert_cmpuint (count (fixture, "tmp"), ==, 0);
  g_assert_true (mf_maildir_clean (fixture->maildir, keep, &error));

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (mf_maildir_finish (fixture->maildir, prepared, &error));
      g_clear_pointer (&items, g_ptr_array_unref);
      items = list (fixture->maildir);
      g_assert_cmpuint (items->len, ==, 1);
    }

  item = g_ptr_array_index (items, 0);
  assert_content (fixture->maildir, item, "Return-Path: <>\r\nA: b\r\n\r\n");
  g_assert_true (mf_maildir_remove (fixture->maildir, &item, 1, &error));
  g_assert_true (mf_maildir_finish (fixture->maildir, prepared, &error));
  g_assert_cmpuint (count (fixture, "new"), ==, 0);
}

/* What a killed process leaves, beside files that are not ours to remove. */
static void
test_clean (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = mf_maildir_make_name (fixture->maildir, &fixture->clock, fixture->ids);
  g_autoptr (GBytes) message = g_bytes_new_static ("A: b\r\n\r\n", 8);
  g_autofree char *prepared = mf_maildir_prepare (fixture->maildir, name, NULL, message, NULL);
  g_autofree char *other = mf_maildir_make_name (fixture->maildir, &fixture->clock, fixture->ids);
  g_autofree char *uid = deliver (fixture, "A: b\r\n\r\n");
  g_autoptr (GError) error = NULL;

  put (fixture, "tmp", other, "torn");
  put (fixture, "tmp", "1000.P1.host", "another program's");
  g_assert_true (mf_maildir_clean (fixture->maildir, (const char *const[]) { NULL }, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (count (fixture, "tmp"), ==, 1);
  g_assert_cmpuint (count (fixture, "waiting"), ==, 0);
  g_assert_cmpuint (count (fixture, "new"), ==, 1);
}

typedef struct
{
  Fixture *fixture;
  guint worker;
} Job;

static gpointer
deliver_many (gpointer data)
{
  Job *job = data;
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (job->worker * 1000);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MfSpoolFile) file =
          mf_maildir_begin (job->fixture->maildir, &job->fixture->clock, ids);
      g_autofree char *uid = NULL;
      g_autoptr (GError) error = NULL;

      mf_spool_file_append (file, (const guint8 *) "A: b\r\n\r\n", 8, NULL);
      uid = mf_maildir_deliver (&job->fixture->maildir, 1, file, &error);
      g_assert_no_error (error);
    }

  return NULL;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  GThread *threads[8];
  Job jobs[8];
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      jobs[i] = (Job) { fixture, i + 1 };
      threads[i] = g_thread_new ("deliver", deliver_many, &jobs[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  items = list (fixture->maildir);
  g_assert_cmpuint (items->len, ==, 160);
}

/* The first failure is kept: looking at the last result is enough. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  MfSpoolFile *file = mf_maildir_begin (fixture->maildir, &fixture->clock, fixture->ids);
  g_autofree char *path = path_in (fixture, "tmp", NULL);
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *uid = NULL;
  g_autoptr (GError) error = NULL;

  scratch_remove (path);
  g_assert_false (mf_spool_file_append (file, (const guint8 *) text, 100000, NULL));
  g_assert_false (mf_spool_file_append (file, (const guint8 *) text, 10, NULL));
  uid = mf_maildir_deliver (&fixture->maildir, 1, file, &error);
  g_assert_null (uid);
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING);
  mf_spool_file_free (file);
  g_assert_cmpuint (count (fixture, "new"), ==, 0);
}

/* A limit on the size of files stands for a disk without room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  struct rlimit before, limit;
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *uid = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = (struct rlimit) { .rlim_cur = 70000, .rlim_max = before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  uid = deliver_to (fixture, &fixture->maildir, 1, text, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_null (uid);
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL);
  g_assert_cmpuint (count (fixture, "tmp"), ==, 0);
  g_assert_cmpuint (count (fixture, "new"), ==, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } rows[] = {
    { "/mail/maildir/deliver", test_deliver },
    { "/mail/maildir/names", test_names },
    { "/mail/maildir/large", test_large },
    { "/mail/maildir/abort", test_abort },
    { "/mail/maildir/several", test_several },
    { "/mail/maildir/list-foreign", test_list_foreign },
    { "/mail/maildir/moved-meanwhile", test_moved_meanwhile },
    { "/mail/maildir/quota", test_quota },
    { "/mail/maildir/lock", test_lock },
    { "/mail/maildir/prepared", test_prepared },
    { "/mail/maildir/clean", test_clean },
    { "/mail/maildir/threads", test_threads },
    { "/mail/maildir/no-folder", test_no_folder },
    { "/mail/maildir/full-disk", test_full_disk },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
  return g_test_run ();
}
