/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-post.h"
#include "proto/imap/mf-imap-lexer.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* A session in a mailbox of messages of one size. */
static void
open_mailbox (ImapPost *post, guint n_messages, gsize size)
{
  static TranscriptLine lines[] = {
    { .who = '@', .text = (char *) "mailbox INBOX 1" },
  };
  static const Transcript transcript = { .lines = lines, .n_lines = G_N_ELEMENTS (lines) };
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GBytes) content = g_bytes_new_take (g_steal_pointer (&text), size);

  imap_post_init (post, &transcript);
  for (guint i = 1; i <= n_messages; i++)
    imap_box_add (post->boxes->pdata[0], i, 0, content);
  imap_post_feed (post, "a LOGIN bob s3cret\r\nb SELECT INBOX\r\n", 36);
  g_assert_nonnull (strstr (post->output->str, "b OK [READ-WRITE]"));
  g_string_truncate (post->output, 0);
  g_string_truncate (post->events, 0);
}

static void
feed (ImapPost *post, const char *text)
{
  imap_post_feed (post, text, strlen (text));
}

static void
test_autologout (void)
{
  ImapPost post;

  open_mailbox (&post, 1, 10);
  mf_imap_server_advance (post.server, IMAP_POST_NOW_US + 5);
  g_assert_cmpint (mf_imap_server_get_deadline (post.server), ==,
                   IMAP_POST_NOW_US + 5 + MF_IMAP_AUTOLOGOUT_US);
  mf_imap_server_advance (post.server, IMAP_POST_NOW_US + 4 + MF_IMAP_AUTOLOGOUT_US);
  imap_post_pump (&post);
  g_assert_cmpstr (post.output->str, ==, "");

  /* Half a command is no command. */
  feed (&post, "c NO");
  mf_imap_server_advance (post.server, IMAP_POST_NOW_US + 5 + MF_IMAP_AUTOLOGOUT_US);
  imap_post_pump (&post);
  g_assert_cmpstr (post.output->str, ==, "* BYE you have been silent for too long\r\n");
  g_assert_cmpstr (post.events->str, ==, "leave INBOX\nclose\n");
  g_assert_cmpint (mf_imap_server_get_deadline (post.server), ==, G_MAXINT64);
  g_assert_cmpint (mf_imap_server_get_phase (post.server), ==, MF_PHASE_LOGOUT);
  imap_post_clear (&post);
}

/* In the middle of what the client does not take. */
static void
test_autologout_in_fetch (void)
{
  MfImapServerEvent event;
  ImapPost post;

  open_mailbox (&post, 10, 100000);
  mf_imap_server_feed (post.server, (const guint8 *) "c FETCH 1:* BODY[]\r\n", 20);
  while (mf_imap_server_next (post.server, &event))
    imap_post_answer (&post, &event);
  g_assert_false (mf_imap_server_wants_input (post.server));
  mf_imap_server_advance (post.server, IMAP_POST_NOW_US);
  mf_imap_server_advance (post.server, IMAP_POST_NOW_US + 2 * MF_IMAP_AUTOLOGOUT_US);
  while (mf_imap_server_next (post.server, &event))
    imap_post_answer (&post, &event);
  g_assert_cmpstr (post.events->str, ==, "leave INBOX\nclose\n");
  imap_post_clear (&post);
}

/* How many messages are asked for at one time depends on whether their text is. */
static void
test_batches (void)
{
  const struct
  {
    const char *command;
    guint n_asked;
  } rows[] = {
    { "c FETCH 1:* FLAGS\r\n", MF_IMAP_FETCH_LARGE_BATCH },
    { "c FETCH 1:* (ENVELOPE BODYSTRUCTURE)\r\n", MF_IMAP_FETCH_LARGE_BATCH },
    { "c FETCH 1:* BODY.PEEK[]\r\n", MF_IMAP_FETCH_BATCH },
    { "c FETCH 1:10 FLAGS\r\n", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MfImapServerEvent event;
      ImapPost post;

      open_mailbox (&post, MF_IMAP_FETCH_LARGE_BATCH + 100, 10);
      mf_imap_server_feed (post.server, (const guint8 *) rows[i].command, strlen (rows[i].command));
      g_assert_true (mf_imap_server_next (post.server, &event));
      g_assert_cmpint (event.kind, ==, MF_IMAP_SERVER_ASK);
      g_assert_cmpuint (event.request->n_uids, ==, rows[i].n_asked);
      imap_post_answer (&post, &event);
      imap_post_pump (&post);
      g_assert_true (g_str_has_suffix (post.output->str, "c OK fetched\r\n"));
      imap_post_clear (&post);
    }
}

static void
test_for_ever (void)
{
  MfImapServerConfig config = { .host_name = "b.example", .autologout_us = G_MAXINT64 };
  g_autoptr (MfImapServer) server = mf_imap_server_new (&config, IMAP_POST_NOW_US);

  g_assert_cmpint (mf_imap_server_get_deadline (server), ==, G_MAXINT64);
}

static void
test_shut_down (void)
{
  ImapPost post;

  open_mailbox (&post, 1, 10);
  feed (&post, "c IDLE\r\n");
  g_string_truncate (post.output, 0);
  mf_imap_server_shut_down (post.server);
  imap_post_pump (&post);
  g_assert_cmpstr (post.output->str, ==, "* BYE the server is shutting down\r\n");
  g_assert_cmpstr (post.events->str, ==, "leave INBOX\nclose\n");
  imap_post_clear (&post);
}

/* A question that stands is answered before the end, a message that is half there forgotten. */
static void
test_shut_down_at_work (void)
{
  MfImapServerEvent event;
  ImapPost post;

  open_mailbox (&post, 1, 10);
  mf_imap_server_feed (post.server, (const guint8 *) "c EXPUNGE\r\nd NOOP\r\n", 19);
  g_assert_true (mf_imap_server_next (post.server, &event));
  mf_imap_server_shut_down (post.server);
  imap_post_answer (&post, &event);
  imap_post_pump (&post);
  g_assert_cmpstr (post.output->str, ==, "c OK expunged\r\n* BYE the server is shutting down\r\n");
  imap_post_clear (&post);

  open_mailbox (&post, 1, 10);
  feed (&post, "c APPEND INBOX {10+}\r\n12345");
  mf_imap_server_shut_down (post.server);
  imap_post_pump (&post);
  g_assert_cmpstr (post.events->str, ==, "abort\nleave INBOX\nclose\n");
  imap_post_clear (&post);
}

/* FETCH of everything, to a client that takes a piece now and then: the machine asks for no more
 * than it can send. */
static void
test_slow_client (void)
{
  const gsize size = 50000;
  const guint n = 1000;
  MfImapServerEvent event;
  guint64 taken = 0;
  guint asked = 0;
  ImapPost post;

  open_mailbox (&post, n, size);
  mf_imap_server_feed (post.server, (const guint8 *) "c FETCH 1:* BODY.PEEK[]\r\nd NOOP\r\n", 33);
  while (TRUE)
    {
      g_autoptr (GBytes) bytes = NULL;

      while (mf_imap_server_next (post.server, &event))
        {
          asked += event.kind == MF_IMAP_SERVER_ASK && event.request->kind == MF_IMAP_REQUEST_FETCH;
          imap_post_answer (&post, &event);
        }
      /* The post answers two messages at a time. */
      g_assert_cmpuint (2 * asked * size, <=, taken + 4 * size + MF_LIMIT_OUTPUT_CHUNK);
      bytes = mf_imap_server_take_output (post.server);
      if (bytes == NULL)
        break;
      g_assert_cmpuint (g_bytes_get_size (bytes), <=, MF_LIMIT_OUTPUT_CHUNK);
      taken += g_bytes_get_size (bytes);
    }
  g_assert_cmpuint (asked, ==, n / 2);
  g_assert_cmpuint (taken, >, n * size);
  imap_post_clear (&post);
}

static void
test_pipelined (void)
{
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  ImapPost post;

  open_mailbox (&post, 3, 10);
  for (guint i = 0; i < 10000; i++)
    {
      g_string_append_printf (input, "t%u FETCH 2 UID\r\n", i);
      g_string_append_printf (expected, "* 2 FETCH (UID 2)\r\nt%u OK fetched\r\n", i);
    }
  imap_post_feed (&post, input->str, input->len);
  g_assert_cmpstr (post.output->str, ==, expected->str);
  imap_post_clear (&post);
}

/* A large literal that nobody waited for is read, thrown away, and then refused. */
static void
test_skipped (void)
{
  g_autofree char *block = g_strnfill (64 * 1024, 'x');
  ImapPost post;

  open_mailbox (&post, 1, 10);
  feed (&post, "c SEARCH TEXT {1048576+}\r\n");
  for (guint i = 0; i < 16; i++)
    {
      imap_post_feed (&post, block, 64 * 1024);
      g_assert_true (mf_imap_server_wants_input (post.server));
    }
  g_assert_cmpstr (post.output->str, ==, "");
  feed (&post, " SEEN\r\nd NOOP\r\n");
  g_assert_cmpstr (post.output->str, ==,
                   "c BAD [TOOBIG] that literal is too large\r\nd OK nothing done\r\n");
  imap_post_clear (&post);
}

/* What is said to lines that no client sends. */
static void
test_hostile_lines (void)
{
  static const struct
  {
    const char *before;
    const char *repeated;
    guint times;
    const char *after;
    const char *answer;
  } rows[] = {
    { "c SEARCH ", "(", 30000, "\r\n", "c BAD fewer search keys expected" },
    { "c SEARCH ", "NOT ", 15000, "ALL\r\n", "c BAD fewer search keys expected" },
    { "c SEARCH ", "ALL ", 15000, "ALL\r\n", "c BAD fewer search keys expected" },
    { "c FETCH 1 BODY[", "1.", 30000, "1]\r\n", "c BAD a part that is less deep expected" },
    { "c FETCH 1 (", "BODY[] ", 9000, "UID)\r\n", "c BAD fewer items expected" },
    { "c NOOP", "x", 70000, "\r\n", "* BAD the command is too long" },
    { "", "c", 1000, " NOOP\r\n", "* BAD a shorter tag expected at octet 1\r\n" },
    { "c FETCH ", "1,", 30000, "1 UID\r\n", "* 1 FETCH (UID 1)\r\nc OK" },
    { "c FETCH ", "1:*,", 15000, "1 UID\r\n", "* 1 FETCH (UID 1)\r\nc OK" },
    { "c UID FETCH ", "1:4294967295,", 5000, "1 UID\r\n", "* 1 FETCH (UID 1)\r\nc OK" },
    { "c LIST \"\" \"", "*a", 30000, "\"\r\n", "c OK" },
    { "c SEARCH ", "TEXT {0+}\r\n ", 5000, "ALL\r\n", "c BAD fewer search keys expected" },
    { "c SELECT ", "{3+}\r\nabc ", 5000, "\r\n", "c BAD" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) input = g_string_new (rows[i].before);
      ImapPost post;

      for (guint n = 0; n < rows[i].times; n++)
        g_string_append (input, rows[i].repeated);
      g_string_append (input, rows[i].after);
      open_mailbox (&post, 1, 10);
      imap_post_feed (&post, input->str, input->len);
      if (!g_str_has_prefix (post.output->str, rows[i].answer))
        g_error ("%s… : %s", rows[i].repeated, post.output->str);
      g_string_truncate (post.output, 0);
      feed (&post, "d NOOP\r\n");
      g_assert_cmpstr (post.output->str, ==, "d OK nothing done\r\n");
      imap_post_clear (&post);
    }
}

/* Every row of the table is reached by something, and its section is named. */
static void
test_table (void)
{
  for (guint i = 0; i < mf_imap_table_length; i++)
    {
      const MfImapTransition *row = &mf_imap_table[i];
      MfImapState state = row->state;

      if (state == MF_IMAP_STATE_ENTERED)
        state = MF_IMAP_STATE_SELECTED;
      else if (state == MF_IMAP_STATE_ANY)
        state = row->verb == MF_IMAP_NONE && row->guard == 0 ? MF_IMAP_STATE_SELECTED
                                                             : MF_IMAP_STATE_NOT_AUTHENTICATED;
      g_assert_true (mf_imap_table_find (state, row->verb, row->guard) == row);
      g_assert_true (g_str_has_prefix (row->rfc, "RFC "));
      g_assert_true (row->text || row->action == MF_IMAP_ACTION_MALFORMED);
    }
}

static const struct
{
  MfImapState state;
  const char *legal;
} legal_rows[] = {
  { MF_IMAP_STATE_NOT_AUTHENTICATED, "AUTHENTICATE CAPABILITY ID LOGIN LOGOUT NOOP " },
  { MF_IMAP_STATE_AUTHENTICATED,
    "APPEND CAPABILITY CREATE DELETE ENABLE EXAMINE ID IDLE LIST LOGOUT LSUB NAMESPACE NOOP RENAME "
    "SELECT STATUS SUBSCRIBE UNSUBSCRIBE " },
  { MF_IMAP_STATE_SELECTED,
    "APPEND CAPABILITY CHECK CLOSE COPY CREATE DELETE EXAMINE EXPUNGE FETCH ID IDLE LIST LOGOUT LSUB "
    "MOVE NAMESPACE NOOP RENAME SEARCH SELECT STATUS STORE SUBSCRIBE UNSELECT UNSUBSCRIBE " },
};

static void
test_legal (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (legal_rows); i++)
    {
      const MfImapTransition *rows[MF_IMAP_N_VERBS];
      g_autoptr (GString) names = g_string_new (NULL);

      mf_imap_table_get_legal (legal_rows[i].state, MF_IMAP_GUARD_PLAIN, rows);
      for (guint verb = 0; verb < MF_IMAP_N_VERBS; verb++)
        if (rows[verb])
          g_string_append_printf (names, "%s ", mf_imap_verb_get_name ((MfImapVerb) verb));
      g_assert_cmpstr (names->str, ==, legal_rows[i].legal);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/server/autologout", test_autologout);
  g_test_add_func ("/imap/server/autologout-in-fetch", test_autologout_in_fetch);
  g_test_add_func ("/imap/server/batches", test_batches);
  g_test_add_func ("/imap/server/for-ever", test_for_ever);
  g_test_add_func ("/imap/server/shut-down", test_shut_down);
  g_test_add_func ("/imap/server/shut-down-at-work", test_shut_down_at_work);
  g_test_add_func ("/imap/server/slow-client", test_slow_client);
  g_test_add_func ("/imap/server/pipelined", test_pipelined);
  g_test_add_func ("/imap/server/skipped", test_skipped);
  g_test_add_func ("/imap/server/hostile-lines", test_hostile_lines);
  g_test_add_func ("/imap/server/table", test_table);
  g_test_add_func ("/imap/server/legal", test_legal);
  return g_test_run ();
}
