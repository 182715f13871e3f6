/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "scratch.h"
#include "store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* What a folder knows without opening its messages: their files are emptied
 * behind its back, and nobody is to notice. */

#define N_MANY 100000
#define N_LETTERS 2000

static char *
make_path (StoreFixture *fixture, guint i, guint size)
{
  return g_strdup_printf ("%s/cur/%u.M%06uQ%013u.mail.b.example,S=%u,W=%u:2,%s", fixture->path,
                          1772442000 + i / 10, i, i, size, size, i % 2 ? "S" : "");
}

static void
write_file (StoreFixture *fixture, guint i, const char *text, guint size)
{
  g_autofree char *path = make_path (fixture, i, size);
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* As long as it says, and nothing in it. */
static void
make_hole (StoreFixture *fixture, guint i, guint size)
{
  g_autofree char *path = make_path (fixture, i, size);
  int fd = open (path, O_WRONLY | O_CREAT, 0600);

  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  MfFolder *inbox;
  g_autoptr (MfFolderChanges) all = NULL;
  MfFolderStatus status;
  guint32 uid_validity;

  for (guint i = 0; i < N_MANY; i++)
    make_hole (fixture, i, 1000 + i);
  inbox = store_open_folder (fixture, "INBOX");
  mf_folder_get_status (inbox, &status);
  uid_validity = status.uid_validity;
  mf_folder_unref (inbox);

  store_reopen (fixture);
  g_test_timer_start ();
  inbox = store_open_folder (fixture, "INBOX");
  g_test_message ("opened in %.3f s", g_test_timer_elapsed ());
  mf_folder_get_status (inbox, &status);
  g_assert_cmpuint (status.uid_validity, ==, uid_validity);
  g_assert_cmpuint (status.n_messages, ==, N_MANY);
  g_assert_cmpuint (status.n_unseen, ==, N_MANY / 2);
  all = mf_folder_get_changes (inbox, 0);
  for (guint i = 0; i < N_MANY; i++)
    {
      const MfFolderItem *item = &g_array_index (all->arrived, MfFolderItem, i);

      g_assert_cmpuint (item->uid, ==, i + 1);
      g_assert_cmpuint (item->size, ==, 1000 + i);
      g_assert_cmpuint (item->flags, ==, i % 2 ? MF_MAIL_SEEN : 0);
      g_assert_cmpint (item->date_us / G_USEC_PER_SEC, ==, 1772442000 + i / 10);
    }
  mf_folder_unref (inbox);
}

static void
test_digests (StoreFixture *fixture, gconstpointer data)
{
  MfFolder *inbox;

  for (guint i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: number %u\r\n\r\ntext\r\n", i);

      write_file (fixture, i, text, (guint) strlen (text));
    }
  inbox = store_open_folder (fixture, "INBOX");
  for (guint i = 0; i < N_LETTERS; i++)
    mf_message_digest_unref (mf_folder_get_digest (inbox, i + 1, NULL));
  mf_folder_unref (inbox);

  for (guint i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: number %u\r\n\r\ntext\r\n", i);

      write_file (fixture, i, "", (guint) strlen (text));
    }
  store_reopen (fixture);
  inbox = store_open_folder (fixture, "INBOX");
  for (guint i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *expected = g_strdup_printf ("number %u", i);
      g_autoptr (MfMessageDigest) digest = mf_folder_get_digest (inbox, i + 1, NULL);
      const MfDigestPart *root = mf_message_digest_get_root (digest);
      g_autofree char *subject = mf_message_digest_dup_field (digest, root, "Subject");
      g_autoptr (GBytes) header = mf_folder_read_header (inbox, i + 1, NULL);

      g_assert_cmpstr (subject, ==, expected);
      g_assert_cmpuint (g_bytes_get_size (header), ==, root->header.length);
      g_assert_cmpuint (root->body.length, ==, 6);
    }
  mf_folder_unref (inbox);
}

/* A damaged digest is made again from the message. */
static void
test_damaged_digests (StoreFixture *fixture, gconstpointer data)
{
  const char *text = "Subject: a letter\r\n\r\nhello\r\n";
  MfFolder *inbox = store_open_folder (fixture, "INBOX");
  g_autofree char *path = g_build_filename (fixture->path, "mailflow.digests", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  store_append (fixture, inbox, text, 0);
  mf_folder_unref (inbox);
  store_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize i = 0; i <= length; i += 7)
    {
      g_autofree char *damaged = g_memdup2 (contents, length);
      g_autoptr (MfMessageDigest) digest = NULL;
      g_autofree char *subject = NULL;

      if (i < length)
        damaged[i] ^= 0x21;
      g_assert_true (g_file_set_contents (path, damaged, (gssize) (i % 2 ? length : i), NULL));
      store_reopen (fixture);
      inbox = store_open_folder (fixture, "INBOX");
      digest = mf_folder_get_digest (inbox, 1, NULL);
      subject =
          mf_message_digest_dup_field (digest, mf_message_digest_get_root (digest), "Subject");
      g_assert_cmpstr (subject, ==, "a letter");
      mf_folder_unref (inbox);
      store_close (fixture);
    }
  store_reopen (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                            \
  g_test_add ("/mail/folder-index/" path, StoreFixture, NULL, store_set_up, test, store_tear_down)
  ADD ("many", test_many);
  ADD ("digests", test_digests);
  ADD ("damaged-digests", test_damaged_digests);
  return g_test_run ();
}
