/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-mail-store.h"
#include "scratch.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A child takes messages into a folder, flags, moves and expunges them, says each
 * time what it has done, and is killed again and again. Whenever that is, no
 * message and no flag that it told of may be lost, and no UID may ever mean
 * another message than it meant before. */

#define N_KILLS 40

static void
say (const char *word, guint32 uid, const char *id)
{
  g_autofree char *line = g_strdup_printf ("%s %u %s\n", word, uid, id);

  g_assert_cmpint (write (STDOUT_FILENO, line, strlen (line)), ==, (gssize) strlen (line));
}

typedef struct
{
  MfClock clock;
  MfIdSource *ids;
  MfMaildir *inbox;
  MfMailStore *store;
  MfFolder *folder;
  MfFolder *other;
} Server;

static void
start (Server *server, const char *path)
{
  g_autoptr (GError) error = NULL;

  server->clock = mf_clock_real ();
  server->ids = mf_id_source_new_unpredictable ();
  server->inbox = mf_maildir_open (path, "h", MF_DURABILITY_VOLATILE, &error);
  g_assert_no_error (error);
  server->store = mf_mail_store_open (server->inbox, &server->clock, server->ids, &error);
  g_assert_no_error (error);
  mf_mail_store_create (server->store, "other", MF_MAIL_ROLE_NONE, NULL);
  server->folder = mf_mail_store_open_folder (server->store, "INBOX", &error);
  g_assert_no_error (error);
  server->other = mf_mail_store_open_folder (server->store, "other", &error);
  g_assert_no_error (error);
}

static void
stop (Server *server)
{
  mf_folder_unref (server->folder);
  mf_folder_unref (server->other);
  mf_mail_store_unref (server->store);
  mf_maildir_unref (server->inbox);
  mf_id_source_free (server->ids);
}

static guint32
take_one (Server *server, char **id)
{
  g_autoptr (MfSpoolFile) file = mf_folder_begin (server->folder, &server->clock, server->ids);
  g_autofree char *text = NULL;
  guint32 uid = 0;

  *id = mf_id_source_next_id (server->ids);
  text = g_strdup_printf ("X-Id: %s\r\n\r\n%s\r\n", *id, *id);
  mf_spool_file_append (file, (const guint8 *) text, strlen (text), NULL);
  g_assert_true (mf_folder_append (server->folder, file, 0, 0, &uid, NULL));
  say ("took", uid, *id);
  return uid;
}

G_NORETURN static void
run_child (const char *path)
{
  Server server;

  start (&server, path);
  for (guint i = 0;; i++)
    {
      g_autofree char *id = NULL;
      guint32 uid = take_one (&server, &id);
      g_autoptr (GArray) result = NULL;

      if (i % 2 == 0)
        {
          mf_folder_store_flags (server.folder, &uid, 1, MF_FLAGS_ADD, MF_MAIL_FLAGGED, NULL, NULL);
          say ("flagged", uid, id);
        }
      if (i % 3 == 0)
        {
          say ("moving", uid, id);
          result = mf_folder_move (server.folder, &uid, 1, server.other, NULL);
          say ("moved", g_array_index (result, MfFolderCopy, 0).to, id);
        }
      else if (i % 5 == 0)
        {
          say ("expunging", uid, id);
          result = mf_folder_expunge (server.folder, &uid, 1, NULL);
          say ("expunged", uid, id);
        }
    }
}

typedef struct
{
  GHashTable *meanings; /* "INBOX 7" → id, for ever */
  GHashTable *told;     /* id → the last word */
  GHashTable *flagged;
} Memory;

static void
learn_meaning (Memory *memory, const char *folder, guint32 uid, const char *id)
{
  g_autofree char *key = g_strdup_printf ("%s %u", folder, uid);
  const char *known = g_hash_table_lookup (memory->meanings, key);

  if (known)
    g_assert_cmpstr (known, ==, id);
  else
    g_hash_table_insert (memory->meanings, g_steal_pointer (&key), g_strdup (id));
}

static void
note (Memory *memory, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint32 uid = (guint32) g_ascii_strtoull (words[1], NULL, 10);

  if (strcmp (words[0], "flagged") == 0)
    g_hash_table_add (memory->flagged, g_strdup (words[2]));
  else
    g_hash_table_insert (memory->told, g_strdup (words[2]), g_strdup (words[0]));
  learn_meaning (memory, strcmp (words[0], "moved") == 0 ? "other" : "INBOX", uid, words[2]);
}

static void
run_and_kill (const char *program, const char *path, guint n_lines, Memory *memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", path, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  char *line;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)); i++)
    {
      if (i == n_lines)
        g_subprocess_send_signal (child, SIGKILL);
      note (memory, line);
      g_free (line);
    }
  g_subprocess_wait (child, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
}

/* Which ids are in a folder, and whether each UID means what it meant. */
static GHashTable *
read_folder (MfFolder *folder, Memory *memory)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (MfFolderChanges) all = mf_folder_get_changes (folder, 0);
  g_autofree char *name = mf_folder_dup_name (folder);

  for (guint i = 0; i < all->arrived->len; i++)
    {
      const MfFolderItem *item = &g_array_index (all->arrived, MfFolderItem, i);
      g_autoptr (MfMessageDigest) digest = mf_folder_get_digest (folder, item->uid, NULL);
      const MfDigestPart *root = mf_message_digest_get_root (digest);
      char *id = mf_message_digest_dup_field (digest, root, "X-Id");

      g_assert_nonnull (id);
      learn_meaning (memory, name, item->uid, id);
      if (g_hash_table_contains (memory->flagged, id))
        g_assert_cmpuint (item->flags, ==, MF_MAIL_FLAGGED);
      g_assert_true (g_hash_table_add (ids, id));
    }
  return ids;
}

static void
check (const char *path, Memory *memory)
{
  Server server;
  g_autoptr (GHashTable) here = NULL;
  g_autoptr (GHashTable) there = NULL;
  GHashTableIter iter;
  gpointer id, word;

  start (&server, path);
  here = read_folder (server.folder, memory);
  there = read_folder (server.other, memory);
  g_hash_table_iter_init (&iter, memory->told);
  while (g_hash_table_iter_next (&iter, &id, &word))
    {
      gboolean in_here = g_hash_table_contains (here, id);
      gboolean in_there = g_hash_table_contains (there, id);

      if (strcmp (word, "took") == 0)
        g_assert_true (in_here && !in_there);
      else if (strcmp (word, "moving") == 0)
        g_assert_true (in_here != in_there);
      else if (strcmp (word, "moved") == 0)
        g_assert_true (in_there && !in_here);
      else if (strcmp (word, "expunged") == 0)
        g_assert_false (in_here || in_there);
    }
  stop (&server);
}

static void
test_killed (gconstpointer program)
{
  g_autofree char *folder = scratch_new ();
  g_autofree char *path = g_build_filename (folder, "bob", NULL);
  Memory memory = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  for (guint i = 0; i < N_KILLS; i++)
    {
      run_and_kill (program, path, (i * 7) % 23, &memory);
      /* What was being moved or expunged when it died may be so or not, from now on. */
      check (path, &memory);
    }
  g_test_message ("%u messages", g_hash_table_size (memory.told));
  g_assert_cmpuint (g_hash_table_size (memory.told), >=, N_KILLS);
  g_hash_table_unref (memory.meanings);
  g_hash_table_unref (memory.told);
  g_hash_table_unref (memory.flagged);
  scratch_remove (folder);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/mail/folder-crash/killed", argv[0], test_killed);
  return g_test_run ();
}
