/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "pop3-post.h"

#include <string.h>

static void
check (Pop3Post *self)
{
  g_autoptr (GString) output = transcript_get_bytes (self->transcript, 'S');
  g_autoptr (GString) events = transcript_get_texts (self->transcript, 'E');

  if (!transcript_get_directive (self->transcript, "open"))
    {
      mf_pop3_server_feed_end (self->server);
      pop3_post_pump (self);
    }
  g_assert_cmpstr (self->output->str, ==, output->str);
  g_assert_cmpuint (self->output->len, ==, output->len);
  g_assert_cmpstr (self->events->str, ==, events->str);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) input = transcript_get_bytes (transcript, 'C');
  Pop3Post post;

  /* Whole: as if the client had pipelined everything. */
  pop3_post_init (&post, transcript);
  pop3_post_feed (&post, input->str, input->len);
  check (&post);
  pop3_post_clear (&post);

  pop3_post_init (&post, transcript);
  for (gsize i = 0; i < input->len; i++)
    pop3_post_feed (&post, input->str + i, 1);
  check (&post);
  pop3_post_clear (&post);

  for (gsize cut = 1; cut < input->len; cut++)
    {
      pop3_post_init (&post, transcript);
      pop3_post_feed (&post, input->str, cut);
      pop3_post_feed (&post, input->str + cut, input->len - cut);
      check (&post);
      pop3_post_clear (&post);
    }
}

static const Transcript *
logged_in (Transcript *transcript)
{
  static TranscriptLine lines[] = {
    { .who = '@', .text = (char *) "user bob s3cret" },
    { .who = '@', .text = (char *) "message u1" },
    { .who = 'M', .text = (char *) "Subject: one" },
  };

  *transcript = (Transcript) { .lines = lines, .n_lines = G_N_ELEMENTS (lines) };
  return transcript;
}

static void
test_autologout (void)
{
  Transcript transcript;
  Pop3Post post;
  MfPop3ServerEvent event;

  pop3_post_init (&post, logged_in (&transcript));
  pop3_post_pump (&post);
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==,
                   POP3_POST_NOW_US + MF_POP3_AUTOLOGOUT_US);

  /* A driver that advances only when something is due hears of the command late. */
  pop3_post_feed (&post, "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", 31);
  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + MF_POP3_AUTOLOGOUT_US);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_TRANSACTION);
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==,
                   POP3_POST_NOW_US + 2 * MF_POP3_AUTOLOGOUT_US);

  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + 2 * MF_POP3_AUTOLOGOUT_US - 1);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_string_truncate (post.output, 0);

  /* Half a command is no command. */
  pop3_post_feed (&post, "NO", 2);

  /* No answer, no removal: RFC 1939 section 3. */
  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + 2 * MF_POP3_AUTOLOGOUT_US);
  pop3_post_pump (&post);
  g_assert_cmpstr (post.output->str, ==, "");
  g_assert_cmpstr (post.events->str, ==, "login bob\nmark 1\nclose\n");
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, G_MAXINT64);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_NONE);
  pop3_post_clear (&post);
}

/* The server stops: what is marked stays, unless QUIT was said already. */
static void
test_shut_down (void)
{
  static const struct
  {
    const char *input;
    const char *output;
    const char *events;
  } rows[] = {
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", "", "login bob\nmark 1\nclose\n" },
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\nNOO", "", "login bob\nmark 1\nclose\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Transcript transcript;
      Pop3Post post;

      pop3_post_init (&post, logged_in (&transcript));
      pop3_post_feed (&post, rows[i].input, strlen (rows[i].input));
      g_string_truncate (post.output, 0);
      mf_pop3_server_shut_down (post.server);
      pop3_post_pump (&post);
      g_assert_cmpstr (post.output->str, ==, rows[i].output);
      g_assert_cmpstr (post.events->str, ==, rows[i].events);
      pop3_post_clear (&post);
    }
}

/* A question that stands is answered before the end. */
static void
test_shut_down_in_question (void)
{
  Transcript transcript;
  Pop3Post post;
  MfPop3ServerEvent event;

  pop3_post_init (&post, logged_in (&transcript));
  pop3_post_feed (&post, "USER bob\r\nPASS s3cret\r\n", 23);
  g_string_truncate (post.output, 0);
  mf_pop3_server_feed (post.server, (const guint8 *) "QUIT\r\nNOOP\r\n", 12);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_UPDATE);
  mf_pop3_server_shut_down (post.server);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_update (post.server);
  pop3_post_pump (&post);
  g_assert_true (g_str_has_prefix (post.output->str, "+OK "));
  g_assert_cmpstr (post.events->str, ==, "login bob\nclose\n");
  pop3_post_clear (&post);
}

/* While the driver is thinking, the client cannot be late. */
static void
test_question_stops_timer (void)
{
  Transcript transcript;
  MfPop3ServerEvent event;
  Pop3Post post;

  pop3_post_init (&post, logged_in (&transcript));
  mf_pop3_server_feed (post.server, (const guint8 *) "USER bob\r\nPASS s3cret\r\n", 23);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_LOGIN);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, G_MAXINT64);
  g_assert_false (mf_pop3_server_wants_input (post.server));
  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + 1);
  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + 3 * MF_POP3_AUTOLOGOUT_US);
  pop3_post_answer (&post, &event);
  mf_pop3_server_advance (post.server, POP3_POST_NOW_US + 3 * MF_POP3_AUTOLOGOUT_US);
  pop3_post_pump (&post);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_TRANSACTION);
  g_assert_true (mf_pop3_server_wants_input (post.server));
  pop3_post_clear (&post);
}

static void
test_legal_commands (void)
{
  static const struct
  {
    const char *commands;
    const char *legal;
  } rows[] = {
    { "", "CAPA QUIT USER" },
    { "USER bob\r\n", "CAPA PASS QUIT" },
    { "USER bob\r\nPASS wrong\r\n", "CAPA QUIT USER" },
    { "USER bob\r\nPASS s3cret\r\n", "CAPA DELE LIST NOOP QUIT RETR RSET STAT TOP UIDL" },
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", "CAPA LIST NOOP QUIT RSET STAT UIDL" },
    { "USER bob\r\nPASS s3cret\r\nQUIT\r\n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Transcript transcript;
      const MfPop3Transition *legal[MF_POP3_N_VERBS];
      g_autoptr (GString) text = g_string_new (NULL);
      guint n_legal;
      Pop3Post post;

      pop3_post_init (&post, logged_in (&transcript));
      pop3_post_feed (&post, rows[i].commands, strlen (rows[i].commands));
      n_legal = mf_pop3_server_get_legal_commands (post.server, legal);
      for (guint j = 0; j < MF_POP3_N_VERBS; j++)
        if (legal[j])
          {
            g_string_append_printf (text, "%s%s", text->len ? " " : "",
                                    mf_pop3_verb_get_name ((MfPop3Verb) j));
            n_legal--;
          }
      g_assert_cmpuint (n_legal, ==, 0);
      g_assert_cmpstr (text->str, ==, rows[i].legal);
      pop3_post_clear (&post);
    }
}

static void
test_phases (void)
{
  static const struct
  {
    const char *command;
    MfPhase phase;
  } rows[] = {
    { "NOOP\r\n", MF_PHASE_AUTHORIZATION },      { "USER bob\r\n", MF_PHASE_AUTHORIZATION },
    { "PASS s3cret\r\n", MF_PHASE_TRANSACTION }, { "NOOP\r\n", MF_PHASE_TRANSACTION },
    { "DELE 1\r\n", MF_PHASE_TRANSACTION },
  };
  Transcript transcript;
  MfPop3ServerEvent event;
  Pop3Post post;

  pop3_post_init (&post, logged_in (&transcript));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      pop3_post_feed (&post, rows[i].command, strlen (rows[i].command));
      g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, rows[i].phase);
    }

  mf_pop3_server_feed (post.server, (const guint8 *) "QUIT\r\n", 6);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_UPDATE);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_UPDATE);
  mf_pop3_server_answer_update (post.server);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_NONE);
  pop3_post_clear (&post);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/pop3/server/transcript", "pop3/server", test_transcript);
  g_test_add_func ("/pop3/server/autologout", test_autologout);
  g_test_add_func ("/pop3/server/shut-down", test_shut_down);
  g_test_add_func ("/pop3/server/shut-down-in-question", test_shut_down_in_question);
  g_test_add_func ("/pop3/server/question-stops-timer", test_question_stops_timer);
  g_test_add_func ("/pop3/server/legal-commands", test_legal_commands);
  g_test_add_func ("/pop3/server/phases", test_phases);

  return g_test_run ();
}
