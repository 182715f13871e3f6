/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-address.h"
#include "base/mf-clock.h"
#include "proto/smtp/mf-smtp-server.h"
#include "transcript.h"

#include <string.h>

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* A driver of the machine that decides by the transcript's directives:
 *
 *   @ submission                            AUTH is offered, and needed
 *   @ max-size N, @ max-recipients N        limits
 *   @ refuse TEXT                           greets with 554
 *   @ answer KIND WHAT CODE ENHANCED TEXT   the verdict where KIND (sender, rcpt,
 *                                           verify, auth, message) is asked about WHAT;
 *                                           without one, all is well
 *
 * and writes down what happens in the words of the E: lines. */
typedef struct
{
  const Transcript *transcript;
  MfSmtpServer *server;
  GString *output;
  GString *events;
  GString *message;
} Driver;

static void
answer (Driver *driver, const char *kind, const char *what)
{
  g_autofree char *prefix = g_strdup_printf ("answer %s %s ", kind, what);
  MfSmtpVerdict verdict = { 0 };
  g_autofree char *enhanced = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < driver->transcript->n_lines; i++)
    {
      const TranscriptLine *line = &driver->transcript->lines[i];
      g_auto (GStrv) words = NULL;

      if (line->who != '@' || !g_str_has_prefix (line->text, prefix))
        continue;

      words = g_strsplit (line->text + strlen (prefix), " ", 3);
      verdict.code = (guint) g_ascii_strtoull (words[0], NULL, 10);
      if (words[1])
        verdict.enhanced = enhanced = g_strdup (words[1]);
      if (words[1] && words[2])
        verdict.text = text = g_strcompress (words[2]);
      break;
    }

  mf_smtp_server_answer (driver->server, &verdict);
}

static void
handle_question (Driver *driver, const MfSmtpServerEvent *event)
{
  const MfEnvelope *envelope = event->envelope;
  const char *what;

  switch (event->kind)
    {
    case MF_SMTP_SERVER_ASK_AUTH:
      g_string_append_printf (driver->events, "auth %s %s\n", event->username,
                              mf_secret_reveal (event->password));
      answer (driver, "auth", event->username);
      break;
    case MF_SMTP_SERVER_ASK_SENDER:
      what = envelope->sender ? mf_address_get_text (envelope->sender) : "<>";
      g_string_append_printf (driver->events, "sender %s %s %u\n", what,
                              envelope->body == MF_BODY_8BITMIME ? "8bit" : "7bit",
                              (guint) envelope->declared_size);
      answer (driver, "sender", what);
      break;
    case MF_SMTP_SERVER_ASK_RECIPIENT:
      what = mf_address_get_text (event->recipient);
      g_string_append_printf (driver->events, "rcpt %s\n", what);
      answer (driver, "rcpt", what);
      break;
    case MF_SMTP_SERVER_ASK_VERIFY:
      g_string_append_printf (driver->events, "%s %s\n", event->expand ? "expand" : "verify",
                              event->text);
      answer (driver, event->expand ? "expand" : "verify", event->text);
      break;
    case MF_SMTP_SERVER_ASK_MESSAGE:
    default:
      what = envelope->recipients->len ? mf_address_get_text (envelope->recipients->pdata[0]) : "-";
      g_string_append_printf (driver->events, "message %u\n", envelope->recipients->len);
      answer (driver, "message", what);
      break;
    }
}

static void
handle_event (Driver *driver, const MfSmtpServerEvent *event)
{
  g_autofree char *escaped = NULL;

  switch (event->kind)
    {
    case MF_SMTP_SERVER_MESSAGE_BEGIN:
      g_string_append (driver->events, "begin\n");
      g_string_truncate (driver->message, 0);
      break;
    case MF_SMTP_SERVER_MESSAGE_DATA:
      g_string_append_len (driver->message, (const char *) event->data, (gssize) event->length);
      break;
    case MF_SMTP_SERVER_MESSAGE_ABORTED:
      g_string_append (driver->events, "aborted\n");
      break;
    case MF_SMTP_SERVER_RESET:
      g_string_append (driver->events, "reset\n");
      break;
    case MF_SMTP_SERVER_CLOSE:
      g_string_append (driver->events, "close\n");
      break;
    case MF_SMTP_SERVER_ASK_MESSAGE:
      escaped = g_strescape (driver->message->str, NULL);
      g_string_append_printf (driver->events, "data %s\n", escaped);
      G_GNUC_FALLTHROUGH;
    default:
      g_assert_false (mf_smtp_server_wants_input (driver->server));
      handle_question (driver, event);
    }
}

static void
drain (Driver *driver)
{
  MfSmtpServerEvent event;
  g_autoptr (GBytes) bytes = NULL;

  while (mf_smtp_server_next (driver->server, &event))
    handle_event (driver, &event);

  bytes = mf_smtp_server_take_output (driver->server);
  if (bytes)
    g_string_append_len (driver->output, g_bytes_get_data (bytes, NULL),
                         (gssize) g_bytes_get_size (bytes));
}

static Driver
driver_new (const Transcript *transcript)
{
  const char *max_size = transcript_get_directive (transcript, "max-size");
  const char *max_recipients = transcript_get_directive (transcript, "max-recipients");
  MfSmtpServerConfig config = {
    .host_name = "b.example",
    .submission = transcript_get_directive (transcript, "submission") != NULL,
    .max_size = max_size ? g_ascii_strtoull (max_size, NULL, 10) : 0,
    .max_recipients = max_recipients ? (guint) g_ascii_strtoull (max_recipients, NULL, 10) : 0,
    .refuse = transcript_get_directive (transcript, "refuse"),
  };

  return (Driver) {
    .transcript = transcript,
    .server = mf_smtp_server_new (&config, MF_LESSON_EPOCH_US),
    .output = g_string_new (NULL),
    .events = g_string_new (NULL),
    .message = g_string_new (NULL),
  };
}

static void
driver_clear (Driver *driver)
{
  mf_smtp_server_free (driver->server);
  g_string_free (driver->output, TRUE);
  g_string_free (driver->events, TRUE);
  g_string_free (driver->message, TRUE);
}

static void
feed (Driver *driver, const char *text, gsize length)
{
  mf_smtp_server_feed (driver->server, (const guint8 *) text, length);
  drain (driver);
}

static void
check_events (Driver *driver)
{
  g_autoptr (GString) expected = transcript_get_texts (driver->transcript, 'E');

  if (transcript_get_directive (driver->transcript, "end"))
    {
      mf_smtp_server_feed_end (driver->server);
      drain (driver);
    }
  if (expected->len > 0)
    g_assert_cmpstr (driver->events->str, ==, expected->str);
}

/* Turn by turn, as the transcript reads. */
static void
check_turns (const Transcript *transcript)
{
  Driver driver = driver_new (transcript);

  drain (&driver);
  for (guint i = 0; i < transcript->n_lines;)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      i = transcript_get_turn (transcript, i, client, server);
      feed (&driver, client->str, client->len);
      g_assert_cmpstr (driver.output->str, ==, server->str);
      g_string_truncate (driver.output, 0);
    }

  check_events (&driver);
  driver_clear (&driver);
}

/* All that the client says, cut once at @cut, or into pieces of @step bytes. */
static void
check_pieces (const Transcript *transcript, gsize cut, gsize step)
{
  Driver driver = driver_new (transcript);
  g_autoptr (GString) client = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) server = transcript_get_bytes (transcript, 'S');

  drain (&driver);
  for (gsize at = 0; at < client->len;)
    {
      gsize n = step ? MIN (step, client->len - at) : at < cut ? cut : client->len - at;

      feed (&driver, client->str + at, n);
      at += n;
    }

  g_assert_cmpstr (driver.output->str, ==, server->str);
  check_events (&driver);
  driver_clear (&driver);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) client = transcript_get_bytes (transcript, 'C');

  check_turns (transcript);
  for (gsize cut = 0; cut < client->len; cut++)
    check_pieces (transcript, cut, 0);
  for (gsize step = 1; step < 5; step++)
    check_pieces (transcript, 0, step);
}

static MfSmtpServer *
open_session (gboolean submission)
{
  MfSmtpServerConfig config = { .host_name = "b.example", .submission = submission };

  return mf_smtp_server_new (&config, MF_LESSON_EPOCH_US);
}

static char *
take (MfSmtpServer *server)
{
  g_autoptr (GBytes) bytes = mf_smtp_server_take_output (server);

  return bytes ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* Says @text and agrees to whatever is asked, up to and without @stop. */
static void
say (MfSmtpServer *server, const char *text, int stop)
{
  MfSmtpVerdict agreed = { 0 };
  MfSmtpServerEvent event;

  mf_smtp_server_feed (server, (const guint8 *) text, strlen (text));
  while (mf_smtp_server_next (server, &event))
    {
      if ((int) event.kind == stop)
        return;
      if (!mf_smtp_server_wants_input (server) && event.kind < MF_SMTP_SERVER_MESSAGE_BEGIN)
        mf_smtp_server_answer (server, &agreed);
    }
}

static void
test_timeout (void)
{
  g_autoptr (MfSmtpServer) server = open_session (FALSE);
  g_autofree char *greeting = take (server);
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  MfSmtpServerEvent event;

  g_assert_cmpint (mf_smtp_server_get_deadline (server), ==, MF_LESSON_EPOCH_US + 5 * MINUTE);
  mf_smtp_server_advance (server, MF_LESSON_EPOCH_US + 4 * MINUTE);
  mf_smtp_server_feed (server, (const guint8 *) "NO", 2);
  g_assert_cmpint (mf_smtp_server_get_deadline (server), ==, MF_LESSON_EPOCH_US + 9 * MINUTE);

  mf_smtp_server_advance (server, MF_LESSON_EPOCH_US + 9 * MINUTE - 1);
  early = take (server);
  g_assert_null (early);
  mf_smtp_server_advance (server, MF_LESSON_EPOCH_US + 9 * MINUTE);
  late = take (server);
  g_assert_cmpstr (late, ==, "421 4.4.2 b.example Timeout, closing connection\r\n");
  g_assert_true (mf_smtp_server_next (server, &event));
  g_assert_cmpint (event.kind, ==, MF_SMTP_SERVER_CLOSE);
  g_assert_cmpint (mf_smtp_server_get_deadline (server), ==, G_MAXINT64);
  g_assert_false (mf_smtp_server_next (server, &event));
}

/* The client's time does not run while it waits for us. */
static void
test_question_stops_the_clock (void)
{
  g_autoptr (MfSmtpServer) server = open_session (FALSE);
  g_autofree char *reply = NULL;
  MfSmtpVerdict agreed = { 0 };

  say (server, "EHLO a.example\r\nMAIL FROM:<a@a.example>\r\nNOOP\r\n", MF_SMTP_SERVER_ASK_SENDER);
  g_assert_cmpint (mf_smtp_server_get_deadline (server), ==, G_MAXINT64);
  mf_smtp_server_advance (server, MF_LESSON_EPOCH_US + 60 * MINUTE);
  mf_smtp_server_answer (server, &agreed);
  say (server, "", -1);
  reply = take (server);
  g_assert_true (g_str_has_suffix (reply, "250 2.1.0 Sender OK\r\n250 2.0.0 OK\r\n"));
  g_assert_cmpint (mf_smtp_server_get_deadline (server), ==, MF_LESSON_EPOCH_US + 65 * MINUTE);
}

static void
test_shut_down (void)
{
  g_autoptr (MfSmtpServer) server = open_session (FALSE);
  g_autofree char *before = NULL;
  g_autofree char *reply = NULL;
  MfSmtpVerdict agreed = { 0 };
  MfSmtpServerEvent event;

  say (server, "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<b@b.example>\r\nDATA\r\nx\r\n.\r\n",
       MF_SMTP_SERVER_ASK_MESSAGE);
  mf_smtp_server_shut_down (server);
  before = take (server);
  g_assert_null (strstr (before, "421"));

  mf_smtp_server_answer (server, &agreed);
  reply = take (server);
  g_assert_cmpstr (reply, ==,
                   "250 2.0.0 Message accepted\r\n"
                   "421 4.3.2 b.example Service not available, closing connection\r\n");
  g_assert_true (mf_smtp_server_next (server, &event));
  g_assert_cmpint (event.kind, ==, MF_SMTP_SERVER_RESET);
  g_assert_true (mf_smtp_server_next (server, &event));
  g_assert_cmpint (event.kind, ==, MF_SMTP_SERVER_CLOSE);
}

static void
test_phases (void)
{
  g_autoptr (MfSmtpServer) server = open_session (FALSE);

  g_assert_cmpint (mf_smtp_server_get_phase (server), ==, MF_PHASE_HANDSHAKE);
  say (server, "EHLO a.example\r\nNOOP\r\n", -1);
  g_assert_cmpint (mf_smtp_server_get_phase (server), ==, MF_PHASE_HANDSHAKE);
  say (server, "MAIL FROM:<>\r\n", -1);
  g_assert_cmpint (mf_smtp_server_get_phase (server), ==, MF_PHASE_TRANSFER);
  say (server, "RSET\r\n", -1);
  g_assert_cmpint (mf_smtp_server_get_phase (server), ==, MF_PHASE_TRANSFER);
  say (server, "QUIT\r\n", -1);
  g_assert_cmpint (mf_smtp_server_get_phase (server), ==, MF_PHASE_CLOSURE);
}

static void
test_received (void)
{
  static const struct
  {
    gboolean submission;
    const char *dialogue;
    const char *address;
    const char *expected;
  } rows[] = {
    { FALSE, "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@b.example>\r\nDATA\r\n", "192.0.2.1",
      "Received: from a.example ([192.0.2.1])\r\n\tby b.example with ESMTP id X1\r\n"
      "\tfor <bob@b.example>;\r\n\tMon, 02 Mar 2026 09:00:00 +0000\r\n" },
    { FALSE, "HELO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@b.example>\r\nDATA\r\n", "2001:db8::1",
      "Received: from a.example ([IPv6:2001:db8::1])\r\n\tby b.example with SMTP id X1\r\n"
      "\tfor <bob@b.example>;\r\n\tMon, 02 Mar 2026 09:00:00 +0000\r\n" },
    { TRUE,
      "EHLO a.example\r\nAUTH PLAIN AGFsaWNlAHMzY3JldA==\r\nMAIL FROM:<>\r\n"
      "RCPT TO:<bob@b.example>\r\nRCPT TO:<c@b.example>\r\nDATA\r\n",
      NULL,
      "Received: from a.example\r\n\tby b.example with ESMTPA id X1;\r\n"
      "\tMon, 02 Mar 2026 09:00:00 +0000\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfSmtpServer) server = open_session (rows[i].submission);
      g_autofree char *received = NULL;

      say (server, rows[i].dialogue, -1);
      received = mf_smtp_server_format_received (server, rows[i].address, "X1", MF_LESSON_EPOCH_US);
      g_assert_cmpstr (received, ==, rows[i].expected);
    }
}

static void
test_return_path (void)
{
  g_autoptr (MfAddress) sender = mf_address_new ("alice", "a.example");
  g_autoptr (MfEnvelope) letter = mf_envelope_new (sender);
  g_autoptr (MfEnvelope) bounce = mf_envelope_new (NULL);
  g_autofree char *full = mf_smtp_format_return_path (letter);
  g_autofree char *null = mf_smtp_format_return_path (bounce);

  g_assert_cmpstr (full, ==, "Return-Path: <alice@a.example>\r\n");
  g_assert_cmpstr (null, ==, "Return-Path: <>\r\n");
}

static void
test_legal_commands (void)
{
  static const struct
  {
    gboolean submission;
    const char *dialogue;
    const char *expected;
  } rows[] = {
    { FALSE, "", "EHLO HELO RSET NOOP QUIT VRFY EXPN HELP" },
    { FALSE, "EHLO a.example\r\n", "EHLO HELO MAIL RSET NOOP QUIT VRFY EXPN HELP" },
    { FALSE, "EHLO a.example\r\nMAIL FROM:<>\r\n", "EHLO HELO RCPT RSET NOOP QUIT VRFY EXPN HELP" },
    { FALSE, "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<b@b.example>\r\n",
      "EHLO HELO RCPT DATA RSET NOOP QUIT VRFY EXPN HELP" },
    { FALSE, "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n", "" },
    { TRUE, "EHLO a.example\r\n", "EHLO HELO RSET NOOP QUIT HELP AUTH" },
    { TRUE, "EHLO a.example\r\nAUTH PLAIN\r\n", "" },
    { TRUE, "EHLO a.example\r\nAUTH PLAIN AGFsaWNlAHMzY3JldA==\r\n",
      "EHLO HELO MAIL RSET NOOP QUIT VRFY EXPN HELP" },
    { FALSE, "QUIT\r\n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfSmtpServer) server = open_session (rows[i].submission);
      g_autoptr (GString) names = g_string_new (NULL);
      const MfSmtpServerRow *legal[MF_SMTP_N_VERBS];
      guint n;

      say (server, rows[i].dialogue, -1);
      n = mf_smtp_server_get_legal_commands (server, legal);
      for (guint verb = 0; verb < MF_SMTP_N_VERBS; verb++)
        if (legal[verb])
          {
            g_string_append_printf (names, "%s%s", names->len ? " " : "",
                                    mf_smtp_verb_get_info (verb)->name);
            n--;
          }
      g_assert_cmpstr (names->str, ==, rows[i].expected);
      g_assert_cmpuint (n, ==, 0);
    }
}

/* Every state answers every input, and no row is hidden by those before it. */
static void
test_table (void)
{
  guint n_rows;
  const MfSmtpServerRow *rows = mf_smtp_server_get_rows (&n_rows);
  guint command_states =
      MF_SMTP_SERVER_GREETED | MF_SMTP_SERVER_READY | MF_SMTP_SERVER_MAIL | MF_SMTP_SERVER_RCPT;

  for (guint verb = 0; verb < MF_SMTP_N_VERBS; verb++)
    {
      guint covered = 0;

      for (guint i = 0; i < n_rows; i++)
        {
          if (rows[i].input != verb)
            continue;
          g_assert_cmpuint (rows[i].states & ~covered, !=, 0);
          if (rows[i].guard == MF_SMTP_GUARD_ALWAYS)
            covered |= rows[i].states;
        }
      g_assert_cmpuint (covered & command_states, ==, command_states);
    }

  for (guint i = 0; i < n_rows; i++)
    {
      g_assert_true (g_str_has_prefix (rows[i].rfc, "RFC "));
      g_assert_true (rows[i].code == 0 || rows[i].code >= 200);
      g_assert_nonnull (mf_smtp_input_get_name (rows[i].input));
      if (rows[i].enhanced)
        g_assert_cmpint (rows[i].enhanced[0], ==, '0' + (int) (rows[i].code / 100));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/smtp/server", "smtp/server", test_transcript);
  g_test_add_func ("/smtp/server/timeout", test_timeout);
  g_test_add_func ("/smtp/server/question-stops-the-clock", test_question_stops_the_clock);
  g_test_add_func ("/smtp/server/shut-down", test_shut_down);
  g_test_add_func ("/smtp/server/phases", test_phases);
  g_test_add_func ("/smtp/server/received", test_received);
  g_test_add_func ("/smtp/server/return-path", test_return_path);
  g_test_add_func ("/smtp/server/legal-commands", test_legal_commands);
  g_test_add_func ("/smtp/server/table", test_table);

  return g_test_run ();
}
