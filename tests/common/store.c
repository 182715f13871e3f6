/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "store.h"

#include "scratch.h"

#include <string.h>

static void
open_store (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->inbox =
      mf_maildir_open (fixture->path, "mail.b.example", MF_DURABILITY_VOLATILE, &error);
  g_assert_no_error (error);
  fixture->store = mf_mail_store_open (fixture->inbox, &fixture->clock, fixture->ids, &error);
  g_assert_no_error (error);
}

void
store_close (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->store, mf_mail_store_unref);
  g_clear_pointer (&fixture->inbox, mf_maildir_unref);
}

/* As after a restart, a second later. */
void
store_reopen (StoreFixture *fixture)
{
  store_close (fixture);
  fixture->time.now_us += G_USEC_PER_SEC;
  open_store (fixture);
}

void
store_set_up (StoreFixture *fixture, gconstpointer data)
{
  fixture->folder = scratch_new ();
  fixture->path = g_build_filename (fixture->folder, "bob", NULL);
  fixture->time.now_us = MF_LESSON_EPOCH_US;
  fixture->clock = mf_virtual_clock_clock (&fixture->time);
  fixture->ids = mf_id_source_new_seeded (1);
  open_store (fixture);
}

void
store_tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_close (fixture);
  mf_id_source_free (fixture->ids);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

MfFolder *
store_open_folder (StoreFixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  MfFolder *folder = mf_mail_store_open_folder (fixture->store, name, &error);

  g_assert_no_error (error);
  return folder;
}

void
store_create (StoreFixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mf_mail_store_create (fixture->store, name, MF_MAIL_ROLE_NONE, &error));
  g_assert_no_error (error);
}

guint32
store_append (StoreFixture *fixture, MfFolder *folder, const char *text, guint32 flags)
{
  g_autoptr (MfSpoolFile) file = mf_folder_begin (folder, &fixture->clock, fixture->ids);
  g_autoptr (GError) error = NULL;
  guint32 uid = 0;

  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  mf_folder_append (folder, file, flags, fixture->time.now_us, &uid, &error);
  g_assert_no_error (error);
  return uid;
}

/* Returns: (transfer full): the message's unique id */
char *
store_deliver (StoreFixture *fixture, const char *text)
{
  g_autoptr (MfSpoolFile) file = mf_maildir_begin (fixture->inbox, &fixture->clock, fixture->ids);
  g_autoptr (GError) error = NULL;
  char *id;

  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  id = mf_maildir_deliver (&fixture->inbox, 1, file, &error);
  g_assert_no_error (error);
  return id;
}
