/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-client.h"

#include "base/mf-error.h"
#include "transcript.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1000000)

/* Plays the owner of a client with a goal as a transcript describes it:
 *
 *     @ user mrose secret
 *     @ apop, @ remove           what the goal wants
 *     @ known UID UID            what it knows already
 *     @ open                     the server does not close
 *     E: message UID             what the machine told
 *     M: Subject: hello          and the message's lines
 *     E: failed refused the server refused PASS: no
 */
typedef struct
{
  MfPop3Client *client;
  GString *output;
  GString *events;
  GString *messages;
} Owner;

static const char *const codes[] = {
  [MF_PROTOCOL_ERROR_SYNTAX] = "syntax",   [MF_PROTOCOL_ERROR_UNKNOWN] = "unknown",
  [MF_PROTOCOL_ERROR_ORDER] = "order",     [MF_PROTOCOL_ERROR_LIMIT] = "limit",
  [MF_PROTOCOL_ERROR_REFUSED] = "refused", [MF_PROTOCOL_ERROR_DEFERRED] = "deferred",
  [MF_PROTOCOL_ERROR_CLOSED] = "closed",   [MF_PROTOCOL_ERROR_TIMEOUT] = "timeout",
};

static void
owner_init (Owner *self, const Transcript *transcript)
{
  const char *user = transcript_get_directive (transcript, "user");
  const char *known = transcript_get_directive (transcript, "known");
  g_auto (GStrv) words = g_strsplit (user ? user : "bob s3cret", " ", 2);
  g_auto (GStrv) uids = g_strsplit (known ? known : "", " ", -1);
  g_autoptr (GHashTable) known_uids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (MfSecret) password = mf_secret_new (words[1], -1);
  MfPop3ClientGoal goal = { .username = words[0],
                            .password = password,
                            .apop = transcript_get_directive (transcript, "apop") != NULL,
                            .remove = transcript_get_directive (transcript, "remove") != NULL,
                            .known_uids = known ? known_uids : NULL };

  for (guint i = 0; uids[i]; i++)
    g_hash_table_add (known_uids, (gpointer) g_intern_string (uids[i]));

  self->client = mf_pop3_client_new (&goal, NOW);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->messages = g_string_new (NULL);
}

static void
owner_clear (Owner *self)
{
  mf_pop3_client_free (self->client);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
  g_string_free (self->messages, TRUE);
}

static void
hear (Owner *self, const MfPop3ClientEvent *event)
{
  gsize size;
  const char *data;

  switch (event->kind)
    {
    case MF_POP3_CLIENT_MESSAGE:
      data = g_bytes_get_data (event->message, &size);
      g_string_append_len (self->messages, data, (gssize) size);
      g_string_append_printf (self->events, "message %s\n", event->uid ? event->uid : "-");
      break;
    case MF_POP3_CLIENT_DONE:
      g_string_append (self->events, "done\n");
      break;
    case MF_POP3_CLIENT_FAILED:
      g_assert_true (event->error->domain == MF_PROTOCOL_ERROR);
      g_assert_nonnull (mf_protocol_error_get_rfc (event->error));
      g_string_append_printf (self->events, "failed %s %s\n", codes[event->error->code],
                              event->error->message);
      break;
    case MF_POP3_CLIENT_CLOSE:
      g_string_append (self->events, "close\n");
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
take_output (Owner *self)
{
  GBytes *bytes = mf_pop3_client_take_output (self->client);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &size);
  g_string_append_len (self->output, data, (gssize) size);
  g_bytes_unref (bytes);
  return TRUE;
}

static void
pump (Owner *self)
{
  MfPop3ClientEvent event;

  do
    while (mf_pop3_client_next (self->client, &event))
      hear (self, &event);
  while (take_output (self));
}

static void
feed (Owner *self, const char *data, gsize length)
{
  mf_pop3_client_feed (self->client, (const guint8 *) data, length);
  pump (self);
}

static GString *
get_messages (const Transcript *transcript)
{
  GString *messages = g_string_new (NULL);

  for (guint i = 0; i < transcript->n_lines; i++)
    if (transcript->lines[i].who == 'M')
      g_string_append_printf (messages, "%s\r\n", transcript->lines[i].text);

  return messages;
}

/* Plays all turns; what the server says comes in pieces of @step bytes and, if
 * @cut is not 0, is cut at that byte too. */
static void
play (const Transcript *transcript, gsize step, gsize cut)
{
  g_autoptr (GString) events = transcript_get_texts (transcript, 'E');
  g_autoptr (GString) messages = get_messages (transcript);
  gsize position = 0;
  guint next = 0;
  Owner owner;

  owner_init (&owner, transcript);
  while (next < transcript->n_lines)
    {
      g_autoptr (GString) said = g_string_new (NULL);
      g_autoptr (GString) heard = g_string_new (NULL);

      next = transcript_get_turn (transcript, next, said, heard);
      pump (&owner);
      g_assert_cmpstr (owner.output->str, ==, said->str);
      g_string_truncate (owner.output, 0);

      for (gsize i = 0, n; i < heard->len; i += n)
        {
          n = MIN (step, heard->len - i);
          if (position < cut && cut < position + n)
            n = cut - position;
          feed (&owner, heard->str + i, n);
          position += n;
        }
    }

  if (!transcript_get_directive (transcript, "open"))
    mf_pop3_client_feed_end (owner.client);
  pump (&owner);
  g_assert_cmpstr (owner.output->str, ==, "");
  g_assert_cmpstr (owner.events->str, ==, events->str);
  g_assert_cmpstr (owner.messages->str, ==, messages->str);
  owner_clear (&owner);
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

static void
say (Owner *owner, const char *text)
{
  feed (owner, text, strlen (text));
}

static void
test_phases (void)
{
  static const struct
  {
    const char *reply;
    MfPhase phase;
  } rows[] = {
    { "", MF_PHASE_AUTHORIZATION },
    { "+OK ready\r\n", MF_PHASE_AUTHORIZATION },
    { "+OK\r\n", MF_PHASE_AUTHORIZATION },
    { "+OK\r\n", MF_PHASE_TRANSACTION },
    { "+OK\r\n1 4\r\n.\r\n", MF_PHASE_TRANSACTION },
    { "+OK\r\na\r\n.\r\n", MF_PHASE_UPDATE },
    { "+OK bye\r\n", MF_PHASE_NONE },
  };
  Transcript transcript = { .n_lines = 0 };
  Owner owner;

  owner_init (&owner, &transcript);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      say (&owner, rows[i].reply);
      g_assert_cmpint (mf_pop3_client_get_phase (owner.client), ==, rows[i].phase);
    }
  owner_clear (&owner);
}

/* Who cannot keep a message can stop before DELE is said. */
static void
test_delete_waits_for_owner (void)
{
  static TranscriptLine lines[] = { { .who = '@', .text = (char *) "remove" } };
  static const char replies[] = "+OK ready\r\n+OK\r\n+OK\r\n+OK\r\n1 4\r\n.\r\n+OK\r\na\r\n.\r\n";
  Transcript transcript = { .lines = lines, .n_lines = 1 };
  MfPop3ClientEvent event;
  Owner owner;

  owner_init (&owner, &transcript);
  mf_pop3_client_feed (owner.client, (const guint8 *) replies, strlen (replies));
  g_assert_true (mf_pop3_client_next (owner.client, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_CLIENT_MESSAGE);
  take_output (&owner);
  g_assert_cmpstr (owner.output->str, ==, "USER bob\r\nPASS s3cret\r\nLIST\r\nRETR 1\r\n");
  g_string_truncate (owner.output, 0);
  g_assert_false (mf_pop3_client_next (owner.client, &event));
  take_output (&owner);
  g_assert_cmpstr (owner.output->str, ==, "DELE 1\r\n");
  owner_clear (&owner);
}

static void
test_timeout (void)
{
  Transcript transcript = { .n_lines = 0 };
  Owner owner;

  owner_init (&owner, &transcript);
  g_assert_cmpint (mf_pop3_client_get_deadline (owner.client), ==, NOW + MF_POP3_CLIENT_TIMEOUT_US);
  say (&owner, "+OK ready\r\n");
  mf_pop3_client_advance (owner.client, NOW + MF_POP3_CLIENT_TIMEOUT_US);
  pump (&owner);
  g_assert_cmpstr (owner.events->str, ==, "");

  mf_pop3_client_advance (owner.client, NOW + 2 * MF_POP3_CLIENT_TIMEOUT_US);
  pump (&owner);
  g_assert_cmpstr (owner.events->str, ==,
                   "failed timeout the server has been silent for too long\nclose\n");
  g_assert_cmpint (mf_pop3_client_get_deadline (owner.client), ==, G_MAXINT64);
  owner_clear (&owner);
}

/* A message without an end is given up at the limit. */
static void
test_endless_message (void)
{
  Transcript transcript = { .n_lines = 0 };
  g_autofree char *chunk = g_strnfill (1024 * 1024, 'x');
  Owner owner;

  owner_init (&owner, &transcript);
  say (&owner, "+OK ready\r\n+OK\r\n+OK\r\n+OK\r\n1 4\r\n.\r\n+OK 4 octets\r\n");
  for (guint i = 0; i < 64; i++)
    feed (&owner, chunk, 1024 * 1024);
  g_assert_cmpstr (owner.events->str, ==, "");
  feed (&owner, chunk, 1);
  g_assert_cmpstr (owner.events->str, ==,
                   "failed limit the server sends a larger message than this client takes\n"
                   "close\n");
  feed (&owner, chunk, 1024);
  owner_clear (&owner);
}

static void
test_endless_listing (void)
{
  Transcript transcript = { .n_lines = 0 };
  Owner owner;

  owner_init (&owner, &transcript);
  say (&owner, "+OK ready\r\n+OK\r\n+OK\r\n+OK\r\n");
  for (guint i = 0; i < MF_POP3_CLIENT_MESSAGES_MAX; i++)
    say (&owner, "7 7\r\n");
  g_assert_cmpstr (owner.events->str, ==, "");
  say (&owner, "7 7\r\n");
  g_assert_cmpstr (owner.events->str, ==,
                   "failed limit the server lists more messages than this client takes\nclose\n");
  owner_clear (&owner);
}

/* A name or password cannot smuggle a command in. */
static void
test_injection (void)
{
  static const struct
  {
    const char *username;
    const char *password;
    const char *output;
  } rows[] = {
    { "bob\r\nDELE 1", "s3cret", "" },
    { "bob smith", "s3cret", "" },
    { "", "s3cret", "" },
    { "bob", "s3cret\r\nDELE 1", "USER bob\r\n" },
    { "bob", "", "USER bob\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfSecret) password = mf_secret_new (rows[i].password, -1);
      MfPop3ClientGoal goal = { .username = rows[i].username, .password = password };
      Owner owner = { .client = mf_pop3_client_new (&goal, NOW),
                      .output = g_string_new (NULL),
                      .events = g_string_new (NULL),
                      .messages = g_string_new (NULL) };

      say (&owner, "+OK ready\r\n");
      say (&owner, "+OK\r\n");
      g_assert_cmpstr (owner.output->str, ==, rows[i].output);
      g_assert_true (g_str_has_prefix (owner.events->str, "failed syntax "));
      g_assert_true (g_str_has_suffix (owner.events->str, "\nclose\n"));
      owner_clear (&owner);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/pop3/client/transcript", "pop3/client", test_transcript);
  g_test_add_func ("/pop3/client/phases", test_phases);
  g_test_add_func ("/pop3/client/delete-waits-for-owner", test_delete_waits_for_owner);
  g_test_add_func ("/pop3/client/timeout", test_timeout);
  g_test_add_func ("/pop3/client/endless-message", test_endless_message);
  g_test_add_func ("/pop3/client/endless-listing", test_endless_listing);
  g_test_add_func ("/pop3/client/injection", test_injection);

  return g_test_run ();
}
