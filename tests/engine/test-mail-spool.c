/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-spool.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <string.h>

#define MESSAGE "Subject: one\r\n\r\nHello\r\n"

typedef struct
{
  char *folder;
  MfSpool *spool;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = scratch_new ();
  fixture->spool = mf_spool_open (fixture->folder, MF_DURABILITY_KEPT, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mf_spool_unref (fixture->spool);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
}

/* As a new process finds it. */
static GPtrArray *
restart (Fixture *fixture, guint *n_damaged)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  g_clear_pointer (&fixture->spool, mf_spool_unref);
  fixture->spool = mf_spool_open (fixture->folder, MF_DURABILITY_KEPT, &error);
  g_assert_no_error (error);
  entries = mf_spool_load (fixture->spool, n_damaged, &error);
  g_assert_no_error (error);
  return entries;
}

static MfEnvelope *
make_envelope (void)
{
  g_autoptr (MfAddress) alice = mf_address_new ("alice", "a.example");
  g_autoptr (MfAddress) bob = mf_address_new ("bob", "b.example");
  g_autoptr (MfAddress) odd = mf_address_new ("o' \"dd\\", "[192.0.2.1]");
  MfEnvelope *envelope = mf_envelope_new (alice);

  mf_envelope_add_recipient (envelope, bob);
  mf_envelope_add_recipient (envelope, odd);
  envelope->body = MF_BODY_8BITMIME;
  envelope->arrived_us = 1234567890123456;
  return envelope;
}

static MfSpoolEntry *
commit (Fixture *fixture, const char *id)
{
  g_autoptr (MfEnvelope) envelope = make_envelope ();
  g_autoptr (MfSpoolFile) file = mf_spool_begin (fixture->spool, id);
  g_autoptr (GError) error = NULL;
  MfSpoolEntry *entry = mf_spool_entry_new (id, envelope);

  mf_spool_file_append (file, (const guint8 *) MESSAGE, strlen (MESSAGE), NULL);
  mf_spool_commit (fixture->spool, entry, file, &error);
  g_assert_no_error (error);
  return entry;
}

static void
assert_same (const MfSpoolEntry *a, const MfSpoolEntry *b)
{
  g_autofree char *left = mf_spool_entry_print (a);
  g_autofree char *right = mf_spool_entry_print (b);

  g_assert_cmpstr (left, ==, right);
}

static char *
path_in (Fixture *fixture, const char *folder, const char *name)
{
  return g_build_filename (fixture->folder, folder, name, NULL);
}

static void
test_commit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolEntry) entry = commit (fixture, "Q1");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GBytes) bytes = NULL;
  MfSpoolEntry *loaded;
  guint n_damaged;

  g_assert_cmpuint (entry->size, ==, strlen (MESSAGE));
  entries = restart (fixture, &n_damaged);
  g_assert_cmpuint (n_damaged, ==, 0);
  g_assert_cmpuint (entries->len, ==, 1);

  loaded = g_ptr_array_index (entries, 0);
  assert_same (loaded, entry);
  g_assert_cmpstr (mf_address_get_text (loaded->sender), ==, "alice@a.example");
  g_assert_cmpuint (loaded->recipients->len, ==, 2);
  g_assert_cmpint (loaded->body, ==, MF_BODY_8BITMIME);
  g_assert_cmpint (loaded->arrived_us, ==, 1234567890123456);
  bytes = mf_spool_read (fixture->spool, loaded, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), MESSAGE,
                   strlen (MESSAGE));
}

static void
test_entry_round_trip (void)
{
  g_autoptr (MfEnvelope) envelope = make_envelope ();
  g_autoptr (MfSpoolEntry) entry = mf_spool_entry_new ("Q1", envelope);
  MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (entry, 1);
  g_autofree char *text = NULL;
  g_autoptr (MfSpoolEntry) again = NULL;
  g_autoptr (GError) error = NULL;

  recipient->state = MF_SPOOL_FAILED;
  recipient->attempts = 3;
  recipient->last_attempt_us = -1;
  recipient->next_attempt_us = G_MAXINT64;
  recipient->prepared = g_strdup ("1.M2Q3.host,S=4,W=4");
  mf_spool_recipient_set_reply (recipient, "mail.b.example", "550 \xff\x80 \"quoted\" 'x' \\ \n");

  text = mf_spool_entry_print (entry);
  g_assert_true (g_str_is_ascii (text));
  again = mf_spool_entry_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  assert_same (again, entry);
  recipient = mf_spool_entry_get_recipient (again, 1);
  g_assert_cmpstr (recipient->reply, ==, "550 \xff\x80 \"quoted\" 'x' \\ \n");
  g_assert_cmpstr (mf_address_get_local_part (recipient->address), ==, "o' \"dd\\");
  g_assert_cmpint (recipient->state, ==, MF_SPOOL_FAILED);
  g_assert_cmpuint (recipient->attempts, ==, 3);
  g_assert_cmpint (recipient->next_attempt_us, ==, G_MAXINT64);
}

/* Torn anywhere, changed anywhere: an error or another entry, never a crash. */
static void
test_entry_damage (void)
{
  g_autoptr (MfEnvelope) envelope = make_envelope ();
  g_autoptr (MfSpoolEntry) entry = mf_spool_entry_new ("Q1", envelope);
  g_autofree char *text = mf_spool_entry_print (entry);
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfSpoolEntry) torn = mf_spool_entry_parse (text, i, &error);
      g_autoptr (MfSpoolEntry) changed = NULL;
      char kept = text[i];

      g_assert_null (torn);
      g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT);
      text[i] = '\xff';
      g_clear_error (&error);
      changed = mf_spool_entry_parse (text, length, &error);
      g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT);
      text[i] = kept;
    }
}

static void
test_null_sender (void)
{
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (NULL);
  g_autoptr (MfSpoolEntry) entry = NULL;
  g_autoptr (MfSpoolEntry) again = NULL;
  g_autoptr (MfAddress) postmaster = mf_address_new ("Postmaster", NULL);
  g_autofree char *text = NULL;

  mf_envelope_add_recipient (envelope, postmaster);
  entry = mf_spool_entry_new ("Q1", envelope);
  text = mf_spool_entry_print (entry);
  again = mf_spool_entry_parse (text, strlen (text), NULL);
  g_assert_null (again->sender);
  g_assert_cmpstr (mf_address_get_text (mf_spool_entry_get_recipient (again, 0)->address), ==,
                   "Postmaster");
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolEntry) entry = commit (fixture, "Q1");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (MfEnvelope) pending = NULL;
  MfSpoolEntry *loaded;

  for (guint i = 0; i < 3; i++)
    {
      mf_spool_entry_get_recipient (entry, 0)->attempts++;
      g_assert_true (mf_spool_update (fixture->spool, entry, NULL));
    }
  mf_spool_entry_get_recipient (entry, 1)->state = MF_SPOOL_DELIVERED;
  mf_spool_entry_get_recipient (entry, 0)->next_attempt_us = 77;
  g_assert_true (mf_spool_update (fixture->spool, entry, NULL));

  entries = restart (fixture, NULL);
  loaded = g_ptr_array_index (entries, 0);
  assert_same (loaded, entry);
  g_assert_cmpint (mf_spool_entry_get_next_attempt (loaded), ==, 77);
  pending = mf_spool_entry_dup_envelope (loaded, MF_SPOOL_PENDING);
  g_assert_cmpuint (pending->recipients->len, ==, 1);
  g_assert_true (mf_spool_remove (fixture->spool, loaded, NULL));
  g_ptr_array_unref (g_steal_pointer (&entries));

  entries = restart (fixture, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "Q3", "Q1", "Q2" };
  g_autoptr (GPtrArray) entries = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (MfSpoolEntry) entry = commit (fixture, ids[i]);

      g_assert_nonnull (entry);
    }

  entries = restart (fixture, NULL);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (((MfSpoolEntry *) g_ptr_array_index (entries, i))->id[1], ==, '1' + (char) i);
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mf_spool_open (fixture->folder, MF_DURABILITY_KEPT, &error));
  g_assert_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LOCKED);
}

/* A process killed at every byte that it writes while it takes a message in. */
static void
test_killed_while_receiving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolEntry) entry = commit (fixture, "Q1");
  g_autofree char *whole_path = path_in (fixture, "messages", "Q1");
  g_autofree char *torn_path = path_in (fixture, "tmp", "Q2");
  g_autofree char *whole = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (whole_path, &whole, &length, NULL));
  for (gsize i = 0; i <= length; i++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      guint n_damaged;

      g_assert_true (g_file_set_contents (torn_path, whole, (gssize) i, NULL));
      entries = restart (fixture, &n_damaged);
      g_assert_cmpuint (entries->len, ==, 1);
      g_assert_cmpuint (n_damaged, ==, 0);
      g_assert_false (g_file_test (torn_path, G_FILE_TEST_EXISTS));
    }
}

/* A disk that lost bytes of an acknowledged message: set aside, not sent half. */
static void
test_torn_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolEntry) entry = commit (fixture, "Q1");
  g_autofree char *path = path_in (fixture, "messages", "Q1");
  g_autofree char *aside = path_in (fixture, "damaged", "Q1");
  g_autofree char *whole = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      guint n_damaged;

      g_assert_true (g_file_set_contents (path, whole, (gssize) i, NULL));
      entries = restart (fixture, &n_damaged);
      g_assert_cmpuint (entries->len, ==, 0);
      g_assert_cmpuint (n_damaged, ==, 1);
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
    }
}

/* A process killed at every byte that it writes while it replaces a state, and
 * between the steps of a removal. */
static void
test_killed_while_changing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfSpoolEntry) entry = commit (fixture, "Q1");
  g_autofree char *torn_path = path_in (fixture, "tmp", "Q1");
  g_autofree char *state_path = path_in (fixture, "states", "Q1");
  g_autofree char *message_path = path_in (fixture, "messages", "Q1");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  mf_spool_entry_get_recipient (entry, 0)->state = MF_SPOOL_DELIVERED;
  g_assert_true (mf_spool_update (fixture->spool, entry, NULL));
  text = mf_spool_entry_print (entry);

  for (gsize i = 0; i < strlen (text); i++)
    {
      g_assert_true (g_file_set_contents (torn_path, text, (gssize) i, NULL));
      g_clear_pointer (&entries, g_ptr_array_unref);
      entries = restart (fixture, NULL);
      g_assert_cmpuint (entries->len, ==, 1);
      assert_same (g_ptr_array_index (entries, 0), entry);
    }

  g_assert_cmpint (g_remove (message_path), ==, 0);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = restart (fixture, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_false (g_file_test (state_path, G_FILE_TEST_EXISTS));
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  MfSpoolFile *file = mf_spool_begin (fixture->spool, "Q1");
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_true (mf_spool_file_append (file, (const guint8 *) MESSAGE, strlen (MESSAGE), NULL));
  mf_spool_file_free (file);
  entries = restart (fixture, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } rows[] = {
    { "/mail/spool/commit", test_commit },
    { "/mail/spool/update", test_update },
    { "/mail/spool/order", test_order },
    { "/mail/spool/lock", test_lock },
    { "/mail/spool/abort", test_abort },
    { "/mail/spool/killed-while-receiving", test_killed_while_receiving },
    { "/mail/spool/killed-while-changing", test_killed_while_changing },
    { "/mail/spool/torn-message", test_torn_message },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
  g_test_add_func ("/mail/spool/entry/round-trip", test_entry_round_trip);
  g_test_add_func ("/mail/spool/entry/damage", test_entry_damage);
  g_test_add_func ("/mail/spool/entry/null-sender", test_null_sender);
  return g_test_run ();
}
