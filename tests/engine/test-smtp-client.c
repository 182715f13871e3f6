/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-address.h"
#include "base/mf-clock.h"
#include "base/mf-error.h"
#include "proto/smtp/mf-smtp-client.h"
#include "proto/smtp/mf-smtp-table.h"
#include "transcript.h"
#include "wire/mf-dot-decoder.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* The client is told by the transcript's directives what to do:
 *
 *   @ auth NAME PASSWORD
 *   @ pipelining                   where it is offered
 *   @ message FROM TO,TO           <> for the null path; M: lines are the letter
 *   @ end                          the peer hangs up at the end
 *
 * and the E: lines say what it reports: one word for each event, and for a
 * result the fate of each recipient. */
typedef struct
{
  MfSmtpClient *client;
  GString *output;
  GString *events;
} Driver;

static MfEnvelope *
make_envelope (const char *sender, const char *recipients)
{
  g_auto (GStrv) names = g_strsplit (recipients, ",", -1);
  g_autoptr (MfAddress) from =
      strcmp (sender, "<>") == 0 ? NULL : mf_address_parse (sender, -1, NULL);
  MfEnvelope *envelope = mf_envelope_new (from);

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (MfAddress) address = mf_address_parse (names[i], -1, NULL);

      g_assert_nonnull (address);
      mf_envelope_add_recipient (envelope, address);
    }

  return envelope;
}

static void
add_messages (Driver *driver, const Transcript *transcript)
{
  guint tag = 0;

  for (guint i = 0; i < transcript->n_lines; i++)
    {
      const TranscriptLine *line = &transcript->lines[i];
      g_auto (GStrv) words = NULL;
      g_autoptr (MfEnvelope) envelope = NULL;
      g_autoptr (GString) letter = g_string_new (NULL);
      g_autoptr (GBytes) bytes = NULL;

      if (line->who != '@' || !g_str_has_prefix (line->text, "message "))
        continue;

      words = g_strsplit (line->text, " ", 3);
      envelope = make_envelope (words[1], words[2]);
      for (guint j = i + 1; j < transcript->n_lines && transcript->lines[j].who == 'M'; j++)
        g_string_append_printf (letter, "%s\r\n", transcript->lines[j].text);
      bytes = g_bytes_new (letter->str, letter->len);
      mf_smtp_client_add_message (driver->client, envelope, bytes, GUINT_TO_POINTER (++tag));
    }

  mf_smtp_client_finish (driver->client);
}

static void
write_event (Driver *driver, const MfSmtpClientEvent *event)
{
  switch (event->kind)
    {
    case MF_SMTP_CLIENT_RESULT:
      for (guint i = 0; i < event->n_outcomes; i++)
        g_string_append_printf (driver->events, "result %u %s %u %s %s\n",
                                GPOINTER_TO_UINT (event->tag), event->outcomes[i].command,
                                event->outcomes[i].code,
                                event->outcomes[i].enhanced ? event->outcomes[i].enhanced : "-",
                                event->outcomes[i].text);
      break;
    case MF_SMTP_CLIENT_FAILED:
      g_assert_true (event->error->domain == MF_PROTOCOL_ERROR);
      g_string_append_printf (driver->events, "failed %s\n", event->error->message);
      break;
    case MF_SMTP_CLIENT_IDLE:
      g_string_append (driver->events, "idle\n");
      break;
    case MF_SMTP_CLIENT_CLOSE:
    default:
      g_string_append (driver->events, "close\n");
      break;
    }
}

static void
drain (Driver *driver)
{
  MfSmtpClientEvent event;
  GBytes *bytes;

  while (mf_smtp_client_next (driver->client, &event))
    write_event (driver, &event);

  while ((bytes = mf_smtp_client_take_output (driver->client)))
    {
      g_string_append_len (driver->output, g_bytes_get_data (bytes, NULL),
                           (gssize) g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }

  while (mf_smtp_client_next (driver->client, &event))
    write_event (driver, &event);
}

static Driver
driver_new (const Transcript *transcript)
{
  const char *auth = transcript_get_directive (transcript, "auth");
  g_auto (GStrv) words = auth ? g_strsplit (auth, " ", 2) : NULL;
  g_autoptr (MfSecret) password = words ? mf_secret_new (words[1], -1) : NULL;
  MfSmtpClientConfig config = {
    .helo_name = "a.example",
    .username = words ? words[0] : NULL,
    .password = password,
    .pipelining = transcript_get_directive (transcript, "pipelining") != NULL,
  };

  return (Driver) {
    .client = mf_smtp_client_new (&config, MF_LESSON_EPOCH_US),
    .output = g_string_new (NULL),
    .events = g_string_new (NULL),
  };
}

static void
driver_clear (Driver *driver)
{
  mf_smtp_client_free (driver->client);
  g_string_free (driver->output, TRUE);
  g_string_free (driver->events, TRUE);
}

static void
feed (Driver *driver, const char *text, gsize length)
{
  mf_smtp_client_feed (driver->client, (const guint8 *) text, length);
  drain (driver);
}

/* Plays the server's side, cut once at @cut of all it says, or into pieces of
 * @step bytes, and sees that the client answers each turn as written. */
static void
check_pieces (const Transcript *transcript, gsize cut, gsize step)
{
  Driver driver = driver_new (transcript);
  g_autoptr (GString) expected = transcript_get_texts (transcript, 'E');
  gsize said = 0;

  add_messages (&driver, transcript);
  drain (&driver);

  for (guint i = 0; i < transcript->n_lines;)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      i = transcript_get_turn (transcript, i, client, server);
      g_assert_cmpstr (driver.output->str, ==, client->str);
      g_string_truncate (driver.output, 0);

      for (gsize at = 0; at < server->len;)
        {
          gsize left = server->len - at;
          gsize n = step ? MIN (step, left) : said < cut ? MIN (cut - said, left) : left;

          feed (&driver, server->str + at, n);
          at += n;
          said += n;
        }
    }

  g_assert_cmpstr (driver.output->str, ==, "");
  if (transcript_get_directive (transcript, "end"))
    {
      mf_smtp_client_feed_end (driver.client);
      drain (&driver);
    }
  g_assert_cmpstr (driver.events->str, ==, expected->str);
  driver_clear (&driver);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) server = transcript_get_bytes (transcript, 'S');

  for (gsize cut = 0; cut < server->len; cut++)
    check_pieces (transcript, cut, 0);
  for (gsize step = 1; step < 5; step++)
    check_pieces (transcript, 0, step);
}

static Driver
open_session (void)
{
  MfSmtpClientConfig config = { .helo_name = "a.example" };

  return (Driver) {
    .client = mf_smtp_client_new (&config, MF_LESSON_EPOCH_US),
    .output = g_string_new (NULL),
    .events = g_string_new (NULL),
  };
}

static void
add (Driver *driver, const char *text, gsize length)
{
  g_autoptr (MfEnvelope) envelope = make_envelope ("a@a.example", "b@b.example");
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  mf_smtp_client_add_message (driver->client, envelope, bytes, GUINT_TO_POINTER (1));
}

static void
say (Driver *driver, const char *text)
{
  feed (driver, text, strlen (text));
}

static void
test_idle (void)
{
  Driver driver = open_session ();

  say (&driver, "220 b.example\r\n");
  g_assert_cmpstr (driver.events->str, ==, "");
  say (&driver, "250 b.example\r\n");
  g_assert_cmpstr (driver.events->str, ==, "idle\n");
  g_assert_cmpint (mf_smtp_client_get_deadline (driver.client), ==, G_MAXINT64);

  add (&driver, "x\r\n", 3);
  drain (&driver);
  say (&driver, "250 ok\r\n");
  say (&driver, "250 ok\r\n");
  say (&driver, "354 go\r\n");
  say (&driver, "250 2.0.0 done\r\n");
  g_assert_cmpstr (driver.events->str, ==, "idle\nresult 1 DATA 250 2.0.0 done\nidle\n");
  g_assert_cmpint (mf_smtp_client_get_phase (driver.client), ==, MF_PHASE_TRANSFER);

  mf_smtp_client_finish (driver.client);
  drain (&driver);
  g_assert_true (g_str_has_suffix (driver.output->str, ".\r\nQUIT\r\n"));
  say (&driver, "221 bye\r\n");
  g_assert_true (g_str_has_suffix (driver.events->str, "idle\nclose\n"));
  driver_clear (&driver);
}

/* RFC 5321 section 4.5.3.2: each command has its own time. */
static void
test_timeouts (void)
{
  static const struct
  {
    const char *replies[6];
    int minutes;
    const char *command;
  } rows[] = {
    { { NULL }, 5, "" },
    { { "220 b\r\n" }, 5, "EHLO" },
    { { "220 b\r\n", "250 b\r\n" }, 5, "MAIL" },
    { { "220 b\r\n", "250 b\r\n", "250 b\r\n" }, 5, "RCPT" },
    { { "220 b\r\n", "250 b\r\n", "250 b\r\n", "250 b\r\n" }, 2, "DATA" },
    { { "220 b\r\n", "250 b\r\n", "250 b\r\n", "250 b\r\n", "354 b\r\n" }, 10, "DATA" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Driver driver = open_session ();
      gint64 deadline = MF_LESSON_EPOCH_US + (1 + rows[i].minutes) * MINUTE;
      g_autofree char *expected =
          g_strdup_printf ("result 1 %s 0 - Timeout\nfailed Timeout\nclose\n", rows[i].command);

      add (&driver, "x\r\n", 3);
      drain (&driver);
      mf_smtp_client_advance (driver.client, MF_LESSON_EPOCH_US + MINUTE);
      for (guint j = 0; rows[i].replies[j]; j++)
        say (&driver, rows[i].replies[j]);
      if (i == 0)
        deadline -= MINUTE;

      g_assert_cmpint (mf_smtp_client_get_deadline (driver.client), ==, deadline);
      mf_smtp_client_advance (driver.client, deadline - 1);
      drain (&driver);
      g_assert_cmpstr (driver.events->str, ==, "");
      mf_smtp_client_advance (driver.client, deadline);
      drain (&driver);
      g_assert_cmpstr (driver.events->str, ==, expected);
      driver_clear (&driver);
    }
}

/* A letter of many lines, some of which begin with a dot. */
static GString *
make_letter (gsize size, guint dots_every)
{
  GString *letter = g_string_sized_new (size);

  for (guint line = 0; letter->len < size; line++)
    g_string_append_printf (letter, "%s%u the quick brown fox jumps over the lazy dog\r\n",
                            dots_every && line % dots_every == 0 ? "." : "", line);
  return letter;
}

static void
check_letter (gsize size, guint dots_every)
{
  Driver driver = open_session ();
  g_autoptr (GString) letter = make_letter (size, dots_every);
  g_autoptr (GString) received = g_string_new (NULL);
  MfDotDecoder decoder = { 0 };
  MfSmtpClientEvent event;
  guint n_chunks = 0;
  GBytes *bytes;

  add (&driver, letter->str, letter->len);
  say (&driver, "220 b\r\n");
  say (&driver, "250 b\r\n");
  say (&driver, "250 b\r\n");
  say (&driver, "250 b\r\n");
  mf_smtp_client_feed (driver.client, (const guint8 *) "354 b\r\n", 7);
  while (mf_smtp_client_next (driver.client, &event))
    ;

  while ((bytes = mf_smtp_client_take_output (driver.client)))
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      g_assert_cmpuint (length, <=, MF_LIMIT_OUTPUT_CHUNK);
      n_chunks++;
      while (length > 0)
        {
          const guint8 *piece;
          gsize piece_length;
          gsize n = mf_dot_decoder_take (&decoder, data, length, &piece, &piece_length);

          g_string_append_len (received, (const char *) piece, (gssize) piece_length);
          data += n;
          length -= n;
        }
      g_bytes_unref (bytes);
    }

  g_assert_cmpint (decoder.state, ==, MF_DOT_END);
  g_assert_cmpint (decoder.faults, ==, 0);
  g_assert_true (g_string_equal (received, letter));
  g_assert_cmpuint (n_chunks, <=, 2 + letter->len / (MF_LIMIT_OUTPUT_CHUNK / 4));
  say (&driver, "250 ok\r\n");
  g_assert_cmpstr (driver.events->str, ==, "result 1 DATA 250 - ok\nidle\n");
  driver_clear (&driver);
}

static void
test_large_letters (void)
{
  check_letter (1000, 0);
  check_letter (1000, 1);
  check_letter (64 * 1024, 0);
  check_letter (64 * 1024, 3);
  check_letter (1024 * 1024, 0);
  check_letter (1024 * 1024, 1);
  check_letter (1024 * 1024, 500);
}

static void
test_refused_before_sent (void)
{
  static const struct
  {
    const char *description;
    const char *text;
    gsize length;
    const char *expected;
  } rows[] = {
    { "a bare LF", "a\nb\r\n", 5, "result 1 MAIL 554 5.6.0 Message has a bare CR or LF\nidle\n" },
    { "a bare CR", "a\rb\r\n", 5, "result 1 MAIL 554 5.6.0 Message has a bare CR or LF\nidle\n" },
    { "a bare CR at the end", "a\r", 2,
      "result 1 MAIL 554 5.6.0 Message has a bare CR or LF\nidle\n" },
    { "8-bit octets", "gr\xc3\xbc\xc3\x9f\r\n", 8,
      "result 1 MAIL 554 5.6.3 Message has 8-bit octets, and the peer does not offer 8BITMIME\n"
      "idle\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Driver driver = open_session ();

      g_test_message ("%s", rows[i].description);
      add (&driver, rows[i].text, rows[i].length);
      say (&driver, "220 b\r\n");
      say (&driver, "250 b\r\n");
      g_assert_cmpstr (driver.output->str, ==, "EHLO a.example\r\n");
      g_assert_cmpstr (driver.events->str, ==, rows[i].expected);
      driver_clear (&driver);
    }
}

/* An address that would break the line, or is not ASCII, is never said. */
static void
test_addresses (void)
{
  Driver driver = open_session ();
  g_autoptr (MfAddress) good = mf_address_new ("b", "b.example");
  g_autoptr (MfAddress) evil = mf_address_new ("x\r\nRSET", "b.example");
  g_autoptr (MfAddress) umlaut = mf_address_new ("gr\xc3\xbc\xc3\x9f", "b.example");
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (good);
  g_autoptr (MfEnvelope) from_evil = mf_envelope_new (evil);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\r\n", 3);

  mf_envelope_add_recipient (envelope, evil);
  mf_envelope_add_recipient (envelope, good);
  mf_envelope_add_recipient (envelope, umlaut);
  mf_envelope_add_recipient (from_evil, good);
  mf_smtp_client_add_message (driver.client, from_evil, bytes, GUINT_TO_POINTER (1));
  mf_smtp_client_add_message (driver.client, envelope, bytes, GUINT_TO_POINTER (2));

  say (&driver, "220 b\r\n");
  say (&driver, "250 b\r\n");
  say (&driver, "250 ok\r\n");
  say (&driver, "250 ok\r\n");
  say (&driver, "354 ok\r\n");
  say (&driver, "250 ok\r\n");
  g_assert_cmpstr (driver.output->str, ==,
                   "EHLO a.example\r\nMAIL FROM:<b@b.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n"
                   "x\r\n.\r\n");
  g_assert_cmpstr (driver.events->str, ==,
                   "result 1 MAIL 553 5.6.7 Address is not printable ASCII\n"
                   "result 2 RCPT 553 5.6.7 Address is not printable ASCII\n"
                   "result 2 DATA 250 - ok\n"
                   "result 2 RCPT 553 5.6.7 Address is not printable ASCII\nidle\n");
  driver_clear (&driver);
}

static void
test_early_reply (void)
{
  Driver driver = open_session ();
  g_autoptr (GString) letter = make_letter (256 * 1024, 0);
  g_autoptr (GBytes) first = NULL;
  MfSmtpClientEvent event;

  add (&driver, letter->str, letter->len);
  say (&driver, "220 b\r\n");
  say (&driver, "250 b\r\n");
  say (&driver, "250 b\r\n");
  say (&driver, "250 b\r\n");
  mf_smtp_client_feed (driver.client, (const guint8 *) "354 b\r\n250 done\r\n", 17);
  g_assert_false (mf_smtp_client_next (driver.client, &event));
  first = mf_smtp_client_take_output (driver.client);
  g_assert_nonnull (first);
  g_assert_false (mf_smtp_client_next (driver.client, &event));

  mf_smtp_client_feed_end (driver.client);
  drain (&driver);
  g_assert_true (g_str_has_prefix (driver.events->str, "result 1 DATA 0 - The peer accepted"));
  driver_clear (&driver);
}

static void
test_message_after_failure (void)
{
  Driver driver = open_session ();

  say (&driver, "554 5.3.2 No SMTP service here\r\n");
  add (&driver, "x\r\n", 3);
  drain (&driver);
  g_assert_cmpstr (driver.events->str, ==,
                   "failed 554 No SMTP service here\n"
                   "result 1  554 5.3.2 No SMTP service here\n");
  g_assert_cmpstr (driver.output->str, ==, "QUIT\r\n");
  driver_clear (&driver);
}

static void
test_table (void)
{
  guint n_rows;
  const MfSmtpClientRow *rows = mf_smtp_client_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      g_assert_true (g_str_has_prefix (rows[i].rfc, "RFC "));
      g_assert_cmpuint (rows[i].first, <=, rows[i].last);
    }

  /* 421 ends it wherever it comes, and every wait knows what a refusal means. */
  for (guint await = MF_SMTP_AWAIT_GREETING; await <= MF_SMTP_AWAIT_QUIT; await++)
    {
      g_assert_cmpint (mf_smtp_client_find_row (await, 421, FALSE)->action, ==,
                       MF_SMTP_CLIENT_LEAVE);
      if (await != MF_SMTP_AWAIT_RSET)
        g_assert_nonnull (mf_smtp_client_find_row (await, 599, FALSE));
      g_assert_cmpint (mf_smtp_await_get_info (await)->timeout_us, >, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/smtp/client", "smtp/client", test_transcript);
  g_test_add_func ("/smtp/client/idle", test_idle);
  g_test_add_func ("/smtp/client/timeouts", test_timeouts);
  g_test_add_func ("/smtp/client/large-letters", test_large_letters);
  g_test_add_func ("/smtp/client/refused-before-sent", test_refused_before_sent);
  g_test_add_func ("/smtp/client/addresses", test_addresses);
  g_test_add_func ("/smtp/client/early-reply", test_early_reply);
  g_test_add_func ("/smtp/client/message-after-failure", test_message_after_failure);
  g_test_add_func ("/smtp/client/table", test_table);

  return g_test_run ();
}
