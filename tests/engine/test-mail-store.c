/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-folder-name.h"
#include "mail/mf-mail-store.h"
#include "scratch.h"
#include "store.h"

#include <glib/gstdio.h>
#include <string.h>

/* "INBOX Archive(s) Archive/2026" with marks for what is not plain. */
static char *
print_list (StoreFixture *fixture)
{
  static const char *const roles[] = { "", "A", "D", "J", "S", "T" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mf_mail_store_list (fixture->store, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s%s%s%s%s%s", i > 0 ? "|" : "", entry->name,
                              entry->exists ? "" : "-", entry->has_children ? "+" : "",
                              entry->subscribed ? "*" : "", roles[entry->role]);
    }
  return g_string_free_and_steal (text);
}

#define assert_list(fixture, expected)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *list_ = print_list (fixture);                                                 \
    g_assert_cmpstr (list_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_create (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_list (fixture, "INBOX");
  store_create (fixture, "Archive/2026/3월");
  store_create (fixture, "Sent");
  store_create (fixture, "inbox/beneath");
  store_create (fixture, "later/");
  assert_list (fixture,
               "INBOX+|Archive+A|Archive/2026+|Archive/2026/3월|INBOX/beneath|SentS|later");

  g_assert_false (mf_mail_store_create (fixture->store, "Archive/2026", MF_MAIL_ROLE_NONE, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (mf_mail_store_create (fixture->store, "INBOX", MF_MAIL_ROLE_NONE, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_EXISTS);

  store_reopen (fixture);
  assert_list (fixture,
               "INBOX+|Archive+A|Archive/2026+|Archive/2026/3월|INBOX/beneath|SentS|later");
}

static void
test_delete (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) folder = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;

  store_create (fixture, "a/b");
  folder = store_open_folder (fixture, "a");
  store_append (fixture, folder, "Subject: x\r\n\r\ny\r\n", 0);
  g_assert_true (mf_mail_store_delete (fixture->store, "a", &error));
  assert_list (fixture, "INBOX|a-+|a/b");
  g_assert_true (mf_folder_is_gone (folder));
  g_assert_false (mf_folder_refresh (folder, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING);
  g_clear_error (&error);

  left = g_build_filename (fixture->folder, "bob", "mailflow.removed.0", NULL);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_false (mf_mail_store_delete (fixture->store, "a", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (mf_mail_store_delete (fixture->store, "Inbox", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID);
}

/* A folder of the same name is another one: its UIDVALIDITY is greater. */
static void
test_made_again (StoreFixture *fixture, gconstpointer data)
{
  guint32 last = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MfFolder) folder = NULL;
      MfFolderStatus status;

      store_create (fixture, "again");
      folder = store_open_folder (fixture, "again");
      mf_folder_get_status (folder, &status);
      g_assert_cmpuint (status.uid_validity, >, last);
      g_assert_cmpuint (status.uid_next, ==, 1);
      last = status.uid_validity;
      store_append (fixture, folder, "Subject: x\r\n\r\ny\r\n", 0);
      g_assert_true (mf_mail_store_delete (fixture->store, "again", NULL));
    }
}

static void
test_rename (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) folder = NULL;
  g_autoptr (MfFolder) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  MfFolderStatus before, after;

  store_create (fixture, "a/b/c");
  store_create (fixture, "a.b");
  folder = store_open_folder (fixture, "a/b/c");
  store_append (fixture, folder, "Subject: x\r\n\r\ny\r\n", 0);
  store_append (fixture, folder, "Subject: x\r\n\r\nz\r\n", 0);
  mf_folder_get_status (folder, &before);

  g_assert_true (mf_mail_store_rename (fixture->store, "a", "새 이름/A", &error));
  g_assert_no_error (error);
  assert_list (fixture, "INBOX|a.b|새 이름+|새 이름/A+|새 이름/A/b+|새 이름/A/b/c");
  name = mf_folder_dup_name (folder);
  g_assert_cmpstr (name, ==, "새 이름/A/b/c");
  g_assert_cmpuint (store_append (fixture, folder, "Subject: later\r\n\r\nz\r\n", 0), ==, 3);

  g_clear_pointer (&folder, mf_folder_unref);
  store_reopen (fixture);
  again = store_open_folder (fixture, "새 이름/A/b/c");
  mf_folder_get_status (again, &after);
  g_assert_cmpuint (after.uid_validity, ==, before.uid_validity);
  g_assert_cmpuint (after.n_messages, ==, 3);
  g_assert_cmpuint (after.uid_next, ==, 4);

  g_assert_false (mf_mail_store_rename (fixture->store, "새 이름", "새 이름/A/x", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (mf_mail_store_rename (fixture->store, "none", "x", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (mf_mail_store_rename (fixture->store, "새 이름", "a.b", &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_EXISTS);
}

/* RFC 3501 section 6.3.5. */
static void
test_rename_inbox (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MfFolder) inbox = store_open_folder (fixture, "INBOX");
  g_autoptr (MfFolder) old = NULL;
  g_autoptr (GError) error = NULL;
  MfFolderStatus status;

  store_create (fixture, "INBOX/beneath");
  store_append (fixture, inbox, "Subject: x\r\n\r\ny\r\n", 0);
  store_append (fixture, inbox, "Subject: y\r\n\r\nz\r\n", 0);
  g_assert_true (mf_mail_store_rename (fixture->store, "inbox", "old-mail", &error));
  g_assert_no_error (error);
  assert_list (fixture, "INBOX+|INBOX/beneath|old-mail");
  mf_folder_get_status (inbox, &status);
  g_assert_cmpuint (status.n_messages, ==, 0);
  g_assert_cmpuint (status.uid_next, ==, 3);
  old = store_open_folder (fixture, "old-mail");
  mf_folder_get_status (old, &status);
  g_assert_cmpuint (status.n_messages, ==, 2);
}

static void
test_subscriptions (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_create (fixture, "Gesendet");
  g_assert_true (mf_mail_store_subscribe (fixture->store, "Inbox", TRUE, &error));
  g_assert_true (mf_mail_store_subscribe (fixture->store, "only/a name", TRUE, &error));
  g_assert_true (mf_mail_store_subscribe (fixture->store, "Gesendet", TRUE, &error));
  g_assert_true (mf_mail_store_subscribe (fixture->store, "Gesendet", FALSE, &error));
  g_assert_true (mf_mail_store_create (fixture->store, "보관", MF_MAIL_ROLE_ARCHIVE, &error));
  store_create (fixture, "Archive");
  assert_list (fixture, "INBOX*|Archive|Gesendet|only/a name-*|보관A");
  store_reopen (fixture);
  assert_list (fixture, "INBOX*|Archive|Gesendet|only/a name-*|보관A");
  g_assert_true (mf_mail_store_rename (fixture->store, "보관", "보관함", &error));
  g_assert_true (mf_mail_store_delete (fixture->store, "Archive", &error));
  assert_list (fixture, "INBOX*|Gesendet|only/a name-*|보관함A");
}

static const struct
{
  const char *name;
  const char *file_name; /* NULL: no folder can be called so */
} names[] = {
  { "Archive", ".Archive" },
  { "Archive/2026", ".Archive.2026" },
  { "편지", ".&07jJwA-" },
  { "편지/받은 것", ".&07jJwA-.&vBvHQA- &rIM-" },
  { "v1.0", ".v1&AC4-0" },
  { "a&b", ".a&-b" },
  { "~peter", ".~peter" },
  { "back\\slash", ".back\\slash" },
  { "😀", ".&2D3eAA-" },
  { "...", ".&AC4ALgAu-" },
  { ".hidden", ".&AC4-hidden" },
  { "", NULL },
  { "/", NULL },
  { "a//b", NULL },
  { "/a", NULL },
  { "a/", NULL },
  { "..", NULL },
  { "../etc", NULL },
  { "a/../b", NULL },
  { "a/./b", NULL },
  { "a\nb", NULL },
  { "a\x7f", NULL },
  { "\xc2\x85", NULL },
  { "a\xff", NULL },
  { "100%", NULL },
  { "a*", NULL },
  { "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21", NULL },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folded = mf_mail_store_fold_name (names[i].name, &error);
      g_autofree char *file_name = NULL;
      g_autofree char *back = NULL;

      if (!names[i].file_name)
        {
          g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID);
          g_assert_null (folded);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (folded, ==, names[i].name);
      file_name = mf_folder_name_to_file (folded);
      g_assert_cmpstr (file_name, ==, names[i].file_name);
      back = mf_folder_name_from_file (file_name);
      g_assert_cmpstr (back, ==, names[i].name);
    }
}

static void
test_long_names (void)
{
  g_autofree char *longest = g_strnfill (MF_FOLDER_NAME_MAX_FILE - 1, 'a');
  g_autofree char *longer = g_strnfill (MF_FOLDER_NAME_MAX_FILE, 'a');
  g_autofree char *inbox = mf_mail_store_fold_name ("iNbOx/x", NULL);
  g_autofree char *good = mf_mail_store_fold_name (longest, NULL);
  g_autofree char *bad = mf_mail_store_fold_name (longer, NULL);

  g_assert_nonnull (good);
  g_assert_null (bad);
  g_assert_cmpstr (inbox, ==, "INBOX/x");
}

/* Directories that are none of ours: another spelling, an unfinished escape. */
static void
test_strange_directories (StoreFixture *fixture, gconstpointer data)
{
  static const char *const strange[] = { ".a&AC8-b", ".&AGEAYg-", ".&%%-", ".&07j", ".편지",
                                         ".",        "..a",       ".a.",   "plain" };

  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "bob", strange[i], "cur", NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
    }
  assert_list (fixture, "INBOX");
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "bob", strange[i], NULL);

      if (strcmp (strange[i], ".") != 0)
        scratch_remove (path);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                            \
  g_test_add ("/mail/store/" path, StoreFixture, NULL, store_set_up, test, store_tear_down)
  ADD ("create", test_create);
  ADD ("delete", test_delete);
  ADD ("made-again", test_made_again);
  ADD ("rename", test_rename);
  ADD ("rename-inbox", test_rename_inbox);
  ADD ("subscriptions", test_subscriptions);
  ADD ("strange-directories", test_strange_directories);
  g_test_add_func ("/mail/store/names", test_names);
  g_test_add_func ("/mail/store/long-names", test_long_names);
  return g_test_run ();
}
