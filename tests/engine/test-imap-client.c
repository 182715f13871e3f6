/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-client.h"

#include "base/mf-error.h"
#include "imap-owner.h"
#include "proto/imap/mf-imap-client-table.h"
#include "transcript.h"

#include <string.h>

/* Plays all lines; what the server says comes in pieces of @step bytes and, if
 * @cut is not 0, is cut at that byte too. */
static void
play (const Transcript *transcript, gsize step, gsize cut)
{
  g_autoptr (GString) events = transcript_get_texts (transcript, 'E');
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  gsize position = 0;
  ImapOwner owner;

  imap_owner_init (&owner, transcript_get_directive (transcript, "user"),
                   transcript_get_directive (transcript, "sasl") != NULL);
  for (guint i = 0; i <= transcript->n_lines; i++)
    {
      const TranscriptLine *line = i < transcript->n_lines ? &transcript->lines[i] : NULL;
      char who = line ? line->who : '\0';

      if (who == '@' || who == 'E')
        continue;
      if (who != 'S' && heard->len > 0)
        {
          position = imap_owner_feed_cut (&owner, heard, step, position, cut);
          g_string_truncate (heard, 0);
        }
      if (who == 'S' || who == '\0')
        {
          imap_owner_pump (&owner);
          g_assert_cmpstr (owner.output->str, ==, said->str);
          g_string_truncate (owner.output, 0);
          g_string_truncate (said, 0);
        }

      if (who == 'C')
        g_string_append_len (said, line->text, (gssize) line->length);
      else if (who == 'S')
        g_string_append_len (heard, line->text, (gssize) line->length);
      else if (who == 'G')
        imap_owner_want (&owner, line->text);
    }

  if (!transcript_get_directive (transcript, "open"))
    mf_imap_client_feed_end (owner.client);
  imap_owner_pump (&owner);
  g_assert_cmpstr (owner.output->str, ==, "");
  g_assert_cmpstr (owner.events->str, ==, events->str);
  imap_owner_clear (&owner);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) input = transcript_get_bytes (transcript, 'S');

  play (transcript, G_MAXSIZE, 0);
  play (transcript, 1, 0);
  for (gsize cut = 1; cut < input->len; cut++)
    play (transcript, G_MAXSIZE, cut);
}

/* Each row of the table is reached by some facts: none stands behind one that
 * always fits before it. */
static void
test_table (void)
{
  for (guint i = 0; i < mf_imap_client_table_length; i++)
    {
      const MfImapClientTransition *row = &mf_imap_client_table[i];
      MfImapGoalKind goal = row->goal == MF_IMAP_GOAL_ANY ? MF_IMAP_GOAL_COPY : row->goal;
      MfImapStep step = row->step == MF_IMAP_STEP_ANY ? MF_IMAP_STEP_CREATE : row->step;

      g_assert_true (mf_imap_client_table_find (goal, step, row->ok, row->guard) == row);
      g_assert_nonnull (row->rfc);
    }
}

static void
say (ImapOwner *owner, const char *text)
{
  imap_owner_feed (owner, text, strlen (text));
}

static const char signed_in[] = "* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\r\n";

static void
test_timeout (void)
{
  ImapOwner owner;

  imap_owner_init (&owner, NULL, FALSE);
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==,
                   IMAP_OWNER_NOW + MF_IMAP_CLIENT_TIMEOUT_US);
  say (&owner, signed_in);
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==, G_MAXINT64);

  imap_owner_want (&owner, "list");
  imap_owner_pump (&owner);
  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + MF_IMAP_CLIENT_TIMEOUT_US);
  imap_owner_pump (&owner);
  g_assert_cmpstr (owner.events->str, ==, "");

  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + 2 * MF_IMAP_CLIENT_TIMEOUT_US);
  imap_owner_pump (&owner);
  g_assert_cmpstr (owner.events->str, ==,
                   "failed 1 timeout the server has been silent for too long\n"
                   "close timeout the server has been silent for too long\n");
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==, G_MAXINT64);
  imap_owner_clear (&owner);
}

/* IDLE is said again before half an hour is over, and nobody is told. */
static void
test_idle_is_renewed (void)
{
  ImapOwner owner;

  imap_owner_init (&owner, NULL, FALSE);
  say (&owner, signed_in);
  imap_owner_want (&owner, "wait INBOX");
  imap_owner_pump (&owner);
  say (&owner, "* 1 EXISTS\r\na1 OK open\r\n+ idling\r\n");
  g_assert_cmpstr (owner.output->str, ==, "a1 SELECT INBOX\r\na2 IDLE\r\n");
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==,
                   IMAP_OWNER_NOW + MF_IMAP_CLIENT_IDLE_US);
  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + MF_IMAP_CLIENT_IDLE_US);
  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + MF_IMAP_CLIENT_IDLE_US);
  imap_owner_pump (&owner);
  g_string_truncate (owner.output, 0);
  say (&owner, "a2 OK terminated\r\n");
  g_assert_cmpstr (owner.output->str, ==, "a3 IDLE\r\n");
  say (&owner, "+ idling\r\n");
  g_assert_cmpstr (owner.events->str, ==, "opened INBOX 1 0\nwaiting INBOX\n");

  mf_imap_client_stop_waiting (owner.client);
  imap_owner_pump (&owner);
  say (&owner, "a3 OK terminated\r\n");
  g_assert_true (g_str_has_suffix (owner.events->str, "waiting INBOX\ndone 1\n"));
  imap_owner_clear (&owner);
}

/* A server without IDLE is asked every minute. */
static void
test_poll (void)
{
  ImapOwner owner;

  imap_owner_init (&owner, NULL, FALSE);
  say (&owner, "* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n");
  imap_owner_want (&owner, "wait INBOX");
  imap_owner_pump (&owner);
  say (&owner, "a1 OK open\r\n");
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==,
                   IMAP_OWNER_NOW + MF_IMAP_CLIENT_POLL_US);
  g_string_truncate (owner.output, 0);
  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + 1);
  mf_imap_client_advance (owner.client, IMAP_OWNER_NOW + MF_IMAP_CLIENT_POLL_US);
  imap_owner_pump (&owner);
  g_assert_cmpstr (owner.output->str, ==, "a2 NOOP\r\n");
  say (&owner, "* 1 EXISTS\r\na2 OK\r\n");
  mf_imap_client_stop_waiting (owner.client);
  imap_owner_pump (&owner);
  g_assert_cmpstr (owner.events->str, ==, "opened INBOX 0 0\nnews INBOX 1\ndone 1\n");
  g_assert_cmpint (mf_imap_client_get_deadline (owner.client), ==, G_MAXINT64);
  imap_owner_clear (&owner);
}

/* What has no end is given up at its limit, whatever it is made of. */
static void
test_endless (void)
{
  static const struct
  {
    const char *start;
    const char *events;
  } rows[] = {
    { "* 1 FETCH (BODY[] {67108865}\r\n",
      "close limit the server sends a larger literal than this client takes\n" },
    { "* 1 FETCH (BODY[] {99999999999999999999}\r\n",
      "close limit the server sends a larger literal than this client takes\n" },
    { "* SEARCH", "close limit the server sends a longer line than this client takes\n" },
    { "* OK ", "close limit the server sends a longer line than this client takes\n" },
  };
  g_autofree char *chunk = g_strnfill (64 * 1024, '1');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ImapOwner owner;

      imap_owner_init (&owner, NULL, FALSE);
      say (&owner, signed_in);
      say (&owner, rows[i].start);
      for (guint j = 0; j < 16; j++)
        imap_owner_feed (&owner, chunk, 64 * 1024);
      g_assert_cmpstr (owner.events->str, ==, rows[i].events);
      imap_owner_feed (&owner, chunk, 1024);
      imap_owner_clear (&owner);
    }
}

/* Numbers that a server makes up cost nothing. */
static void
test_numbers (void)
{
  ImapOwner owner;

  imap_owner_init (&owner, NULL, FALSE);
  say (&owner, signed_in);
  imap_owner_want (&owner, "sync INBOX");
  imap_owner_pump (&owner);
  say (&owner, "* 4294967295 EXISTS\r\na1 OK open\r\n");
  say (&owner, "* 4294967295 FETCH (UID 4294967295 FLAGS ())\r\n");
  say (&owner, "* 4294967295 EXPUNGE\r\n* 0 EXPUNGE\r\n* 0 FETCH (UID 1)\r\n* 0 EXISTS\r\n");
  say (&owner, "* 1 EXPUNGE\r\na2 OK done\r\n");
  g_assert_cmpstr (owner.events->str, ==,
                   "opened INBOX 4294967295 0\nchanged INBOX 4294967295 []\ndone 1\n");
  imap_owner_clear (&owner);
}

/* Whatever a name or password holds, it is one argument. */
static void
test_injection (void)
{
  static const struct
  {
    const char *user;
    const char *output;
  } rows[] = {
    { "bob\r\na2-LOGOUT x", "a1 LOGIN {14}\r\n" }, { "a\"b x", "a1 LOGIN \"a\\\"b\" x\r\n" },
    { "bob ", "a1 LOGIN bob \"\"\r\n" },           { "bob p\xc3\xa4ss", "a1 LOGIN bob {5}\r\n" },
    { "bob a*b", "a1 LOGIN bob \"a*b\"\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ImapOwner owner;

      imap_owner_init (&owner, rows[i].user, FALSE);
      say (&owner, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
      g_assert_cmpstr (owner.output->str, ==, rows[i].output);
      imap_owner_clear (&owner);
    }
}

static void
test_goals (void)
{
  static const guint32 uids[] = { 1 };
  static const guint32 zero[] = { 0 };
  static const struct
  {
    MfImapGoal goal;
    gboolean valid;
  } rows[] = {
    { { MF_IMAP_GOAL_LIST }, TRUE },
    { { MF_IMAP_GOAL_CREATE, .folder = "Familie & Freunde" }, TRUE },
    { { MF_IMAP_GOAL_CREATE, .folder = "" }, FALSE },
    { { MF_IMAP_GOAL_CREATE, .folder = "\xff" }, FALSE },
    { { MF_IMAP_GOAL_CREATE }, FALSE },
    { { MF_IMAP_GOAL_MOVE, .folder = "A", .uids = uids, .n_uids = 1 }, FALSE },
    { { MF_IMAP_GOAL_MOVE, .folder = "A", .target = "B" }, FALSE },
    { { MF_IMAP_GOAL_READ, .folder = "A", .uids = zero, .n_uids = 1 }, FALSE },
    { { MF_IMAP_GOAL_READ, .folder = "A", .uids = uids, .n_uids = 1, .section = "1]" }, FALSE },
    { { MF_IMAP_GOAL_FLAG, .folder = "A", .uids = uids, .n_uids = 1, .flags = "\\Seen)" }, FALSE },
    { { MF_IMAP_GOAL_FLAG, .folder = "A", .uids = uids, .n_uids = 1, .flags = "\\Seen" }, TRUE },
    { { MF_IMAP_GOAL_SEARCH, .folder = "A", .key = "TEXT\r\n" }, FALSE },
    { { MF_IMAP_GOAL_APPEND, .folder = "A" }, FALSE },
    { { MF_IMAP_GOAL_ANY }, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (mf_imap_goal_is_valid (&rows[i].goal), ==, rows[i].valid);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/imap/client/transcript", "imap/client", test_transcript);
  g_test_add_func ("/imap/client/table", test_table);
  g_test_add_func ("/imap/client/timeout", test_timeout);
  g_test_add_func ("/imap/client/idle-is-renewed", test_idle_is_renewed);
  g_test_add_func ("/imap/client/poll", test_poll);
  g_test_add_func ("/imap/client/endless", test_endless);
  g_test_add_func ("/imap/client/numbers", test_numbers);
  g_test_add_func ("/imap/client/injection", test_injection);
  g_test_add_func ("/imap/client/goals", test_goals);

  return g_test_run ();
}
