/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-maildir.h"
#include "mail/mf-spool.h"
#include "scratch.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A child process takes messages in, for a recipient elsewhere and for one of
 * its own, as a server does; a reader deletes some of the latter. It says what
 * it is about to do and what is done, and is killed again and again, also while
 * it recovers. Whenever that is, nothing that it called done may be lost, torn,
 * doubled or undone. */

#define N_KILLS 60

typedef enum
{
  DONE_COMMIT = 1 << 0,    /* "250" was said */
  BEGUN_REMOVAL = 1 << 1,  /* the remote recipient has it */
  DONE_REMOVAL = 1 << 2,   /* and the queue has forgotten it */
  BEGUN_DELETION = 1 << 3, /* the local recipient deletes it */
  DONE_DELETION = 1 << 4,  /* and was told so */
} Progress;

static const struct
{
  const char *word;
  Progress progress;
} words[] = {
  { "committed", DONE_COMMIT },   { "removing", BEGUN_REMOVAL }, { "removed", DONE_REMOVAL },
  { "deleting", BEGUN_DELETION }, { "deleted", DONE_DELETION },
};

typedef struct
{
  MfSpool *spool;
  MfMaildir *maildir;
  MfClock clock;
  MfIdSource *ids;
} Server;

static void
say (const char *word, const char *id)
{
  g_autofree char *line = g_strdup_printf ("%s %s\n", word, id);

  g_assert_cmpint (write (STDOUT_FILENO, line, strlen (line)), ==, (gssize) strlen (line));
}

/* As long as its id says, so that a torn one is noticed. */
static char *
make_message (const char *id)
{
  GString *text = g_string_new (NULL);
  guint n = g_str_hash (id) % 60;

  g_string_append_printf (text, "X-Id: %s\r\n\r\n", id);
  for (guint i = 0; i < n * n; i++)
    g_string_append_printf (text, "line %u of %s\r\n", i, id);
  return g_string_free_and_steal (text);
}

static char *
find_id (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *field = g_strstr_len (data, (gssize) length, "X-Id: ");

  g_assert_nonnull (field);
  return g_strndup (field + 6, strcspn (field + 6, "\r"));
}

static GPtrArray *
recover (Server *server, const char *folder)
{
  g_autofree char *spool_path = g_build_filename (folder, "spool", NULL);
  g_autofree char *maildir_path = g_build_filename (folder, "bob", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) prepared = g_strv_builder_new ();
  g_auto (GStrv) keep = NULL;
  GPtrArray *entries;
  guint n_damaged;

  server->clock = mf_clock_real ();
  server->ids = mf_id_source_new_unpredictable ();
  server->spool = mf_spool_open (spool_path, MF_DURABILITY_VOLATILE, &error);
  g_assert_no_error (error);
  server->maildir = mf_maildir_open (maildir_path, "h", MF_DURABILITY_VOLATILE, &error);
  g_assert_no_error (error);

  entries = mf_spool_load (server->spool, &n_damaged, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_damaged, ==, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      const MfSpoolRecipient *local =
          mf_spool_entry_get_recipient (g_ptr_array_index (entries, i), 1);

      if (local->state != MF_SPOOL_PENDING)
        continue;
      g_assert_true (mf_maildir_finish (server->maildir, local->prepared, &error));
      g_strv_builder_add (prepared, local->prepared);
    }

  keep = g_strv_builder_end (prepared);
  g_assert_true (mf_maildir_clean (server->maildir, (const char *const *) keep, &error));
  return entries;
}

static void
stop (Server *server)
{
  mf_spool_unref (server->spool);
  mf_maildir_unref (server->maildir);
  mf_id_source_free (server->ids);
}

static void
take_one (Server *server)
{
  g_autofree char *id = mf_id_source_next_id (server->ids);
  g_autofree char *name = mf_maildir_make_name (server->maildir, &server->clock, server->ids);
  g_autofree char *text = make_message (id);
  g_autoptr (MfAddress) remote = mf_address_new ("alice", "a.example");
  g_autoptr (MfAddress) local = mf_address_new ("bob", "b.example");
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (remote);
  g_autoptr (MfSpoolFile) file = mf_spool_begin (server->spool, id);
  g_autoptr (GBytes) prefix = g_bytes_new_static ("Return-Path: <a@a.example>\r\n", 28);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (MfSpoolEntry) entry = NULL;
  MfSpoolRecipient *own;

  mf_envelope_add_recipient (envelope, remote);
  mf_envelope_add_recipient (envelope, local);
  entry = mf_spool_entry_new (id, envelope);
  own = mf_spool_entry_get_recipient (entry, 1);

  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  message = mf_spool_file_map (file, NULL);
  own->prepared = mf_maildir_prepare (server->maildir, name, prefix, message, NULL);
  g_assert_nonnull (own->prepared);
  g_assert_true (mf_spool_commit (server->spool, entry, file, NULL));
  say ("committed", id);

  g_assert_true (mf_maildir_finish (server->maildir, own->prepared, NULL));
  own->state = MF_SPOOL_DELIVERED;
  g_assert_true (mf_spool_update (server->spool, entry, NULL));
  if (g_str_hash (id) % 2)
    {
      say ("removing", id);
      g_assert_true (mf_spool_remove (server->spool, entry, NULL));
      say ("removed", id);
    }
}

static void
delete_one (Server *server)
{
  g_autoptr (GPtrArray) items = mf_maildir_list (server->maildir, NULL);
  const MfMaildirItem *item = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  g_autoptr (GBytes) bytes = item ? mf_maildir_read (server->maildir, item, NULL) : NULL;
  g_autofree char *id = bytes ? find_id (bytes) : NULL;

  if (!id)
    return;
  say ("deleting", id);
  g_assert_true (mf_maildir_remove (server->maildir, &item, 1, NULL));
  say ("deleted", id);
}

G_NORETURN static void
run_child (const char *folder)
{
  Server server;
  g_autoptr (GPtrArray) entries = recover (&server, folder);

  for (guint i = 0;; i++)
    {
      take_one (&server);
      if (i % 3 == 0)
        delete_one (&server);
    }
}

static void
note (GHashTable *progress, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 2);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (progress, parts[1]));

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (parts[0], words[i].word) == 0)
        known |= words[i].progress;
    }
  g_hash_table_insert (progress, g_strdup (parts[1]), GUINT_TO_POINTER (known));
}

/* Lets a child say @n_lines, kills it, and hears what it said meanwhile. */
static void
run_and_kill (const char *program, const char *folder, guint n_lines, GHashTable *progress)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", folder, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  char *line;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)); i++)
    {
      if (i == n_lines)
        g_subprocess_send_signal (child, SIGKILL);
      note (progress, line);
      g_free (line);
    }
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
}

static GHashTable *
count_delivered (Server *server)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) items = mf_maildir_list (server->maildir, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (GBytes) bytes =
          mf_maildir_read (server->maildir, g_ptr_array_index (items, i), NULL);
      char *id = find_id (bytes);
      g_autofree char *text = make_message (id);

      g_assert_cmpuint (g_bytes_get_size (bytes), ==, 28 + strlen (text));
      g_assert_true (
          memcmp ((const char *) g_bytes_get_data (bytes, NULL) + 28, text, strlen (text)) == 0);
      g_assert_true (g_hash_table_insert (counts, id, NULL));
    }

  return counts;
}

static GHashTable *
read_queue (Server *server, GPtrArray *entries)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      MfSpoolEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GBytes) bytes = mf_spool_read (server->spool, entry, NULL);
      g_autofree char *text = make_message (entry->id);

      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text,
                       strlen (text));
      g_assert_true (g_hash_table_insert (ids, g_strdup (entry->id), NULL));
    }

  return ids;
}

static void
check (const char *folder, GHashTable *progress)
{
  Server server;
  g_autoptr (GPtrArray) entries = recover (&server, folder);
  g_autoptr (GHashTable) delivered = count_delivered (&server);
  g_autoptr (GHashTable) queued = read_queue (&server, entries);
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, progress);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      guint known = GPOINTER_TO_UINT (value);

      if ((known & DONE_COMMIT) && !(known & BEGUN_DELETION))
        g_assert_true (g_hash_table_contains (delivered, id));
      if (known & DONE_DELETION)
        g_assert_false (g_hash_table_contains (delivered, id));
      if ((known & DONE_COMMIT) && !(known & BEGUN_REMOVAL))
        g_assert_true (g_hash_table_contains (queued, id));
      if (known & DONE_REMOVAL)
        g_assert_false (g_hash_table_contains (queued, id));
    }

  stop (&server);
}

static void
test_killed (gconstpointer program)
{
  g_autofree char *folder = scratch_new ();
  g_autoptr (GHashTable) progress = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_KILLS; i++)
    {
      run_and_kill (program, folder, (i * 7) % 23, progress);
      check (folder, progress);
    }
  g_test_message ("%u messages", g_hash_table_size (progress));
  g_assert_cmpuint (g_hash_table_size (progress), >=, N_KILLS);
  scratch_remove (folder);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/mail/crash/killed", argv[0], test_killed);
  return g_test_run ();
}
