/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "scratch.h"
#include "store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define LETTER "Subject: a letter\r\n\r\nhello\r\n"

static char *
print_array (GArray *array, gboolean items)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < array->len; i++)
    {
      const MfFolderItem *item = items ? &g_array_index (array, MfFolderItem, i) : NULL;

      if (i > 0)
        g_string_append_c (text, ' ');
      if (item)
        g_string_append_printf (text, "%u:%x", item->uid, item->flags);
      else
        g_string_append_printf (text, "%u", g_array_index (array, guint32, i));
    }
  return g_string_free_and_steal (text);
}

/* "arrived; changed; expunged", an item as UID:flags. Moves *@serial on. */
static char *
print_changes (MfFolder *folder, guint64 *serial)
{
  g_autoptr (MfFolderChanges) changes = mf_folder_get_changes (folder, *serial);
  g_autofree char *arrived = print_array (changes->arrived, TRUE);
  g_autofree char *changed = print_array (changes->changed, TRUE);
  g_autofree char *expunged = print_array (changes->expunged, FALSE);

  g_assert_false (changes->lost);
  *serial = changes->serial;
  return g_strdup_printf ("%s; %s; %s", arrived, changed, expunged);
}

#define assert_changes(folder, serial, expected)                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *changes_ = print_changes (folder, serial);                                    \
    g_assert_cmpstr (changes_, ==, expected);                                                      \
  }                                                                                                \
  G_STMT_END

static void
set_flags (MfFolder *folder, guint32 uid, MfFlagsChange change, guint32 flags)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mf_folder_store_flags (folder, &uid, 1, change, flags, NULL, &error));
  g_assert_no_error (error);
}

static void
count_cb (MfFolder *folder, gpointer count)
{
  (*(guint *) count)++;
}

static void
test_life (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  guint told = 0;
  g_autoptr (MfFolderWatch) watch = mf_folder_watch (inbox, count_cb, &told);
  g_autofree char *first = store_deliver (fixture, LETTER);
  g_autofree char *id = mf_folder_dup_unique_id (inbox, 1);
  g_autoptr (GArray) gone = NULL;
  const guint32 both[] = { 1, 2, 99, 1 };
  guint64 serial = 0;

  g_assert_cmpstr (id, ==, first);
  g_assert_cmpuint (told, ==, 1);
  assert_changes (inbox, &serial, "1:0; ; ");
  g_assert_cmpuint (store_append (fixture, inbox, LETTER, MF_MAIL_DRAFT), ==, 2);
  assert_changes (inbox, &serial, "2:10; ; ");
  set_flags (inbox, 1, MF_FLAGS_ADD, MF_MAIL_SEEN | MF_MAIL_DELETED);
  set_flags (inbox, 2, MF_FLAGS_SET, MF_MAIL_FLAGGED);
  set_flags (inbox, 1, MF_FLAGS_REMOVE, MF_MAIL_DELETED);
  assert_changes (inbox, &serial, "; 1:1 2:4; ");
  assert_changes (inbox, &serial, "; ; ");
  g_assert_cmpuint (told, ==, 5);

  store_append (fixture, inbox, LETTER, 0);
  gone = mf_folder_expunge (inbox, both, G_N_ELEMENTS (both), NULL);
  g_assert_cmpuint (gone->len, ==, 2);
  assert_changes (inbox, &serial, "3:0; ; 1 2");
  g_assert_cmpuint (told, ==, 7);
}

static void
test_restart (StoreFixture *fixture, gconstpointer data)
{
  MfFolder *inbox = store_open_folder (fixture, "INBOX");
  MfFolderStatus before, after;
  guint64 serial = 0;
  const guint32 second = 2, last = 4;
  g_autofree char *id = NULL;

  for (guint i = 0; i < 4; i++)
    store_append (fixture, inbox, LETTER, i);
  g_array_unref (mf_folder_expunge (inbox, &second, 1, NULL));
  g_array_unref (mf_folder_expunge (inbox, &last, 1, NULL));
  mf_folder_get_status (inbox, &before);
  mf_folder_unref (inbox);

  store_close (fixture);
  store_reopen (fixture);
  inbox = store_open_folder (fixture, "INBOX");
  mf_folder_get_status (inbox, &after);
  g_assert_cmpuint (after.uid_validity, ==, before.uid_validity);
  g_assert_cmpuint (after.uid_next, ==, 5);
  assert_changes (inbox, &serial, "1:0 3:2; ; ");
  id = store_deliver (fixture, LETTER);
  assert_changes (inbox, &serial, "5:0; ; ");
  mf_folder_unref (inbox);
}

static char *
build_path (StoreFixture *fixture, const char *name)
{
  return g_build_filename (fixture->path, name, NULL);
}

/* How much of the index is damaged decides what is known afterwards; never does
 * a UID come to mean another message. */
static void
test_damaged_index (StoreFixture *fixture, gconstpointer data)
{
  MfFolder *inbox = store_open_folder (fixture, "INBOX");
  g_autofree char *path = build_path (fixture, "mailflow.index");
  g_autofree char *contents = NULL;
  gsize length;

  for (guint i = 0; i < 5; i++)
    store_append (fixture, inbox, LETTER, 0);
  mf_folder_unref (inbox);
  store_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));

  for (gsize i = 0; i < length; i += 3)
    {
      g_autoptr (GHashTable) uids = g_hash_table_new (NULL, NULL);
      g_autofree char *damaged = g_memdup2 (contents, length);
      g_autoptr (MfFolderChanges) changes = NULL;
      MfFolderStatus status;
      guint32 most = 0;

      damaged[i] ^= 0x55;
      g_assert_true (g_file_set_contents (path, damaged, (gssize) length, NULL));
      store_reopen (fixture);
      inbox = store_open_folder (fixture, "INBOX");
      changes = mf_folder_get_changes (inbox, 0);
      mf_folder_get_status (inbox, &status);
      g_assert_cmpuint (changes->arrived->len, ==, 5);
      for (guint k = 0; k < 5; k++)
        {
          guint32 uid = g_array_index (changes->arrived, MfFolderItem, k).uid;

          /* A UID that was given before means the same message, or none. */
          if (status.uid_validity == MF_LESSON_EPOCH_US / G_USEC_PER_SEC)
            g_assert_true (uid == k + 1 || uid > 5);
          g_assert_true (g_hash_table_add (uids, GUINT_TO_POINTER (uid)));
          most = MAX (most, uid);
        }
      g_assert_cmpuint (status.uid_next, >, most);
      mf_folder_unref (inbox);
      store_close (fixture);
    }
  store_reopen (fixture);
}

static void
test_lost_index (StoreFixture *fixture, gconstpointer data)
{
  MfFolder *inbox = store_open_folder (fixture, "INBOX");
  g_autofree char *path = build_path (fixture, "mailflow.index");
  const char *const names[] = { "$Forwarded", "\\flagged", NULL };
  MfFolderStatus before, after;
  guint64 serial = 0;
  guint32 flags;

  g_assert_true (mf_folder_find_keywords (inbox, names, TRUE, &flags, NULL));
  store_append (fixture, inbox, LETTER, flags);
  mf_folder_get_status (inbox, &before);
  mf_folder_unref (inbox);
  store_close (fixture);
  g_assert_cmpint (g_remove (path), ==, 0);

  store_reopen (fixture);
  inbox = store_open_folder (fixture, "INBOX");
  mf_folder_get_status (inbox, &after);
  g_assert_cmpuint (after.uid_validity, >, before.uid_validity);
  assert_changes (inbox, &serial, "1:24; ; ");
  mf_folder_unref (inbox);
}

static void
test_keywords (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (MfFolder) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) copies = NULL;
  const char *const known[] = { "One", "Two", NULL };
  const char *const unknown[] = { "two", "Three", NULL };
  const char *const invalid[] = { "sp ace", NULL };
  g_auto (GStrv) table = NULL;
  MfFolderItem item;
  guint32 flags, uid = 1;

  g_assert_true (mf_folder_find_keywords (inbox, known, TRUE, &flags, &error));
  g_assert_cmpuint (flags, ==, MF_MAIL_KEYWORD (0) | MF_MAIL_KEYWORD (1));
  g_assert_true (mf_folder_find_keywords (inbox, unknown, FALSE, &flags, &error));
  g_assert_cmpuint (flags, ==, MF_MAIL_KEYWORD (1));
  g_assert_false (mf_folder_find_keywords (inbox, invalid, TRUE, &flags, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID);
  g_clear_error (&error);

  store_append (fixture, inbox, LETTER, MF_MAIL_KEYWORD (1));
  store_create (fixture, "other");
  other = store_open_folder (fixture, "other");
  copies = mf_folder_copy (inbox, &uid, 1, other, &error);
  g_assert_cmpuint (copies->len, ==, 1);
  table = mf_folder_dup_keywords (other);
  g_assert_cmpuint (g_strv_length (table), ==, 1);
  g_assert_cmpstr (table[0], ==, "Two");
  g_assert_true (mf_folder_get_item (other, 1, &item));
  g_assert_cmpuint (item.flags, ==, MF_MAIL_KEYWORD (0));

  for (guint i = 1; i < MF_FOLDER_MAX_KEYWORDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("k%u", i);
      const char *const more[] = { name, NULL };

      g_assert_true (mf_folder_find_keywords (other, more, TRUE, &flags, &error));
    }
  g_assert_false (mf_folder_find_keywords (other, unknown, TRUE, &flags, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LIMIT);
}

static void
test_recent (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autofree char *first = store_deliver (fixture, LETTER);
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) items = NULL;
  MfFolderStatus status;

  mf_folder_get_status (inbox, &status);
  g_assert_cmpuint (status.n_recent, ==, 1);
  g_assert_cmpuint (mf_folder_claim_recent (inbox), ==, 1);
  g_assert_cmpuint (mf_folder_claim_recent (inbox), ==, 2);
  second = store_deliver (fixture, LETTER);
  mf_folder_get_status (inbox, &status);
  g_assert_cmpuint (status.n_recent, ==, 1);
  items = mf_maildir_list (fixture->inbox, NULL);
  g_assert_false (((MfMaildirItem *) g_ptr_array_index (items, 0))->is_new);
  g_assert_true (((MfMaildirItem *) g_ptr_array_index (items, 1))->is_new);

  g_clear_pointer (&inbox, mf_folder_unref);
  store_reopen (fixture);
  inbox = store_open_folder (fixture, "INBOX");
  g_assert_cmpuint (mf_folder_claim_recent (inbox), ==, 2);
}

static void
test_copy_and_move (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (MfFolder) other = NULL;
  g_autoptr (GArray) copied = NULL;
  g_autoptr (GArray) moved = NULL;
  g_autoptr (GArray) within = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const guint32 uids[] = { 3, 1, 77 };
  guint64 here = 0, there = 0;
  guint told = 0;
  g_autoptr (MfFolderWatch) watch = mf_folder_watch (inbox, count_cb, &told);
  MfFolderItem item;

  store_create (fixture, "other");
  other = store_open_folder (fixture, "other");
  for (guint i = 0; i < 3; i++)
    store_append (fixture, inbox, LETTER, MF_MAIL_SEEN);
  g_free (print_changes (inbox, &here));
  fixture->time.now_us += G_TIME_SPAN_HOUR;

  copied = mf_folder_copy (inbox, uids, 3, other, NULL);
  g_assert_cmpuint (copied->len, ==, 2);
  g_assert_cmpuint (g_array_index (copied, MfFolderCopy, 0).from, ==, 3);
  g_assert_cmpuint (g_array_index (copied, MfFolderCopy, 0).to, ==, 1);
  assert_changes (other, &there, "1:1 2:1; ; ");
  assert_changes (inbox, &here, "; ; ");
  g_assert_true (mf_folder_get_item (other, 1, &item));
  g_assert_cmpint (item.date_us, ==, MF_LESSON_EPOCH_US);

  moved = mf_folder_move (inbox, uids, 3, other, NULL);
  g_assert_cmpuint (moved->len, ==, 2);
  assert_changes (other, &there, "3:1 4:1; ; ");
  assert_changes (inbox, &here, "; ; 1 3");
  bytes = mf_folder_read (other, 4, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), LETTER,
                   strlen (LETTER));

  within = mf_folder_copy (inbox, (const guint32[]) { 2 }, 1, inbox, NULL);
  assert_changes (inbox, &here, "4:1; ; ");
  g_array_unref (mf_folder_move (inbox, (const guint32[]) { 2 }, 1, inbox, NULL));
  assert_changes (inbox, &here, "5:1; ; 2");
}

static void
test_quota (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (MfFolder) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) copies = NULL;
  const guint32 uids[] = { 1, 2, 3 };
  guint64 used, quota;
  MfFolderStatus status;

  mf_maildir_set_quota (fixture->inbox, 5 * strlen (LETTER));
  store_create (fixture, "other");
  other = store_open_folder (fixture, "other");
  for (guint i = 0; i < 3; i++)
    store_append (fixture, inbox, LETTER, 0);
  copies = mf_folder_copy (inbox, uids, 3, other, &error);
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL);
  g_assert_null (copies);
  mf_folder_get_status (other, &status);
  g_assert_cmpuint (status.n_messages, ==, 0);
  g_clear_error (&error);
  copies = mf_folder_copy (inbox, uids, 2, other, &error);
  g_assert_no_error (error);
  mf_mail_store_get_usage (fixture->store, &used, &quota);
  g_assert_cmpuint (used, ==, quota);
  g_assert_true (mf_mail_store_delete (fixture->store, "other", NULL));
  mf_mail_store_get_usage (fixture->store, &used, &quota);
  g_assert_cmpuint (used, ==, 3 * strlen (LETTER));
}

/* What mutt, a POP3 session and another delivery agent do. */
static void
test_others (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  guint told = 0;
  g_autoptr (MfFolderWatch) watch = mf_folder_watch (inbox, count_cb, &told);
  g_autofree char *first = store_deliver (fixture, LETTER);
  g_autoptr (GPtrArray) items = mf_maildir_list (fixture->inbox, NULL);
  const MfMaildirItem *item = g_ptr_array_index (items, 0);
  g_autofree char *old_path = g_build_filename (fixture->path, "new", item->file_name, NULL);
  g_autofree char *name = g_strconcat (item->file_name, ":2,FSZ", NULL);
  g_autofree char *new_path = g_build_filename (fixture->path, "cur", name, NULL);
  g_autofree char *foreign = build_path (fixture, "new/1772442001.7_1.other");
  g_autoptr (GBytes) bytes = NULL;
  guint64 serial = 0;

  assert_changes (inbox, &serial, "1:0; ; ");
  g_assert_cmpint (g_rename (old_path, new_path), ==, 0);
  g_assert_true (mf_folder_refresh (inbox, NULL));
  assert_changes (inbox, &serial, "; 1:5; ");

  g_assert_true (g_file_set_contents (foreign, "Subject: LF\n\nalone\n", -1, NULL));
  g_assert_true (mf_folder_refresh (inbox, NULL));
  assert_changes (inbox, &serial, "2:0; ; ");
  bytes = mf_folder_read (inbox, 2, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   "Subject: LF\r\n\r\nalone\r\n", 22);

  /* A letter that we do not know stays. */
  set_flags (inbox, 1, MF_FLAGS_SET, MF_MAIL_ANSWERED);
  g_free (name);
  g_ptr_array_unref (items);
  items = mf_maildir_list (fixture->inbox, NULL);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->flags, ==, "RZ");
  name = NULL;

  g_assert_true (mf_maildir_remove (fixture->inbox, &item, 1, NULL));
  assert_changes (inbox, &serial, "; ; 1");
  g_assert_cmpint (g_remove (foreign), ==, 0);
  g_assert_true (mf_folder_refresh (inbox, NULL));
  assert_changes (inbox, &serial, "; ; 2");
}

/* Renamed behind our back, between the scan and what we want of it. */
static void
test_surprises (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint told = 0;
  g_autoptr (MfFolderWatch) watch = mf_folder_watch (inbox, count_cb, &told);
  guint64 serial = 0;
  const guint32 uids[] = { 1, 2, 3, 4 };

  for (guint i = 0; i < 4; i++)
    {
      store_append (fixture, inbox, LETTER, 0);
      fixture->time.now_us++;
    }
  g_free (print_changes (inbox, &serial));
  items = mf_maildir_list (fixture->inbox, NULL);
  for (guint i = 0; i < 3; i++)
    {
      const MfMaildirItem *item = g_ptr_array_index (items, i);
      g_autofree char *old_path = g_build_filename (fixture->path, "cur", item->file_name, NULL);
      g_autofree char *new_path = g_strconcat (old_path, "S", NULL);

      g_assert_cmpint (g_rename (old_path, new_path), ==, 0);
      if (i == 2)
        g_assert_cmpint (g_remove (new_path), ==, 0);
    }

  bytes = mf_folder_read (inbox, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, strlen (LETTER));
  g_assert_true (
      mf_folder_store_flags (inbox, uids, 4, MF_FLAGS_ADD, MF_MAIL_FLAGGED, NULL, &error));
  assert_changes (inbox, &serial, "; 1:5 2:5 4:4; 3");
}

static void
test_digest (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (MfMessageDigest) digest = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GBytes) header = NULL;

  store_append (fixture, inbox, LETTER, 0);
  digest = mf_folder_get_digest (inbox, 1, NULL);
  subject = mf_message_digest_dup_field (digest, mf_message_digest_get_root (digest), "SUBJECT");
  g_assert_cmpstr (subject, ==, "a letter");
  header = mf_folder_read_header (inbox, 1, NULL);
  g_assert_cmpmem (g_bytes_get_data (header, NULL), g_bytes_get_size (header),
                   "Subject: a letter\r\n\r\n", 21);
}

/* RFC 3501 section 6.4.4, SENTON: the day that is written there, "disregarding time and
 * timezone". */
static void
test_sent_day (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    gboolean found;
    gint64 day;
  } rows[] = {
    { "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\n", TRUE, 0 },
    { "Date: Wed, 31 Dec 1969 23:59:59 +0000\r\n\r\n", TRUE, -1 },
    { "Date: Wed, 31 Dec 1969 00:00:00 +0000\r\n\r\n", TRUE, -1 },
    { "DATE: Mon, 02 Mar 2026 23:30:00 -0500\r\n\r\n", TRUE, 20514 },
    { "Date: Mon, 02 Mar 2026 00:30:00 +0900\r\n\r\n", TRUE, 20514 },
    { "Date: some day\r\n\r\n", FALSE, 0 },
    { LETTER, FALSE, 0 },
  };
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  gint64 day;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint32 uid = store_append (fixture, inbox, rows[i].text, 0);

      /* The second time, from memory. */
      for (guint n = 0; n < 2; n++)
        {
          day = 0;
          g_assert_cmpint (mf_folder_get_sent_day (inbox, uid, &day), ==, rows[i].found);
          g_assert_cmpint (day, ==, rows[i].day);
        }
    }
  g_assert_false (mf_folder_get_sent_day (inbox, 99, &day));
}

static void
test_items (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  const guint32 gone[] = { 3 };
  const guint32 uids[] = { 1, 2, 3, 5, 6, 7, 9 };
  MfFolderItem items[G_N_ELEMENTS (uids)];
  MfFolderStatus numbers, status;

  for (guint i = 0; i < 6; i++)
    store_append (fixture, inbox, LETTER, i);
  g_array_unref (mf_folder_expunge (inbox, gone, 1, NULL));

  g_assert_cmpuint (mf_folder_get_items (inbox, uids, G_N_ELEMENTS (uids), items), ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      gboolean there = uids[i] != 3 && uids[i] < 7;

      g_assert_cmpuint (items[i].uid, ==, there ? uids[i] : 0);
      g_assert_cmpuint (items[i].flags, ==, there ? uids[i] - 1 : 0);
    }

  mf_folder_get_numbers (inbox, &numbers);
  mf_folder_get_status (inbox, &status);
  g_assert_cmpuint (numbers.uid_next, ==, 7);
  g_assert_cmpuint (numbers.n_messages, ==, 5);
  g_assert_cmpuint (numbers.uid_validity, ==, status.uid_validity);
  g_assert_cmpuint (numbers.serial, ==, status.serial);
  g_assert_cmpuint (numbers.n_unseen, ==, 0);
  g_assert_cmpuint (status.n_unseen, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                            \
  g_test_add ("/mail/folder/" path, StoreFixture, NULL, store_set_up, test, store_tear_down)
  ADD ("life", test_life);
  ADD ("restart", test_restart);
  ADD ("damaged-index", test_damaged_index);
  ADD ("lost-index", test_lost_index);
  ADD ("keywords", test_keywords);
  ADD ("recent", test_recent);
  ADD ("copy-and-move", test_copy_and_move);
  ADD ("quota", test_quota);
  ADD ("others", test_others);
  ADD ("surprises", test_surprises);
  ADD ("digest", test_digest);
  ADD ("sent-day", test_sent_day);
  ADD ("items", test_items);
  return g_test_run ();
}
