/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-channel.h"
#include "playground.h"

#include <string.h>

#define SECOND_US G_USEC_PER_SEC

/* Somebody who says things over a channel and keeps what he hears. */
typedef struct
{
  MfChannel *channel;
  GString *heard;
  gboolean ended;
  gboolean broken;
  char *peer;
  char *error;
} Talker;

static void
ready_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  Talker *self = user_data;
  guint8 buffer[1024];
  gsize n = 0;

  switch (mf_channel_read (channel, buffer, sizeof buffer, &n))
    {
    case MF_CHANNEL_OK:
      g_string_append_len (self->heard, (char *) buffer, (gssize) n);
      break;
    case MF_CHANNEL_END:
      self->ended = TRUE;
      mf_channel_watch (channel, 0);
      break;
    case MF_CHANNEL_BROKEN:
      self->broken = TRUE;
      mf_channel_watch (channel, 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
take_channel (Talker *self, MfChannel *channel)
{
  self->channel = channel;
  mf_channel_set_ready_func (channel, ready_cb, self);
  mf_channel_watch (channel, G_IO_IN);
}

static void
accept_cb (MfChannel *channel, const char *peer, gpointer user_data)
{
  Talker *self = user_data;

  self->peer = g_strdup (peer);
  take_channel (self, channel);
}

static void
connect_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  Talker *self = user_data;

  if (channel)
    take_channel (self, channel);
  else
    self->error = g_strdup (error->message);
}

static void
say (Talker *self, const char *text)
{
  gsize n = 0;

  g_assert_cmpint (mf_channel_write (self->channel, (const guint8 *) text, strlen (text), &n), ==,
                   MF_CHANNEL_OK);
  g_assert_cmpuint (n, ==, strlen (text));
}

static void
talker_clear (Talker *self)
{
  mf_channel_free (self->channel);
  g_string_free (self->heard, TRUE);
  g_free (self->peer);
  g_free (self->error);
}

typedef struct
{
  Playground ground;
  Talker client;
  Talker server;
  guint connection;
} Scene;

static void
scene_init (Scene *self)
{
  g_autoptr (GError) error = NULL;

  playground_init (&self->ground);
  self->client = (Talker) { .heard = g_string_new (NULL) };
  self->server = (Talker) { .heard = g_string_new (NULL) };
  /* A port of no protocol that is known here: units are opaque. */
  mf_network_listen (self->ground.network, PLAYGROUND_MAIL_B, 7, MF_PROTOCOL_NONE, accept_cb,
                     &self->server, &error);
  g_assert_no_error (error);
  self->connection = mf_network_connect (self->ground.network, PLAYGROUND_MAIL_A, "198.51.100.25",
                                         7, connect_cb, &self->client);
}

static void
scene_clear (Scene *self)
{
  talker_clear (&self->client);
  talker_clear (&self->server);
  playground_clear (&self->ground);
}

/* Opening takes three crossings, each direction's close one. */
static void
test_open_and_close (void)
{
  Scene scene;
  g_autofree char *log = NULL;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  g_assert_cmpstr (scene.server.peer, ==, "192.0.2.25");
  say (&scene.client, "hello");
  playground_run (&scene.ground, SECOND_US);
  g_assert_cmpstr (scene.server.heard->str, ==, "hello");
  say (&scene.server, "welcome");
  mf_channel_shutdown (scene.server.channel);
  playground_run (&scene.ground, SECOND_US);
  g_assert_cmpstr (scene.client.heard->str, ==, "welcome");
  g_assert_true (scene.client.ended);
  mf_channel_shutdown (scene.client.channel);
  playground_run (&scene.ground, SECOND_US);
  g_assert_true (scene.server.ended);

  log = playground_take_log (&scene.ground);
  g_assert_cmpstr (log, ==, "0.030 opened\n3.010 closed\n");
  g_assert_null (mf_network_peek (scene.ground.network));
  scene_clear (&scene);
}

/* What was written and has not arrived is not at rest; what is held is. */
static void
test_rest (void)
{
  Scene scene;
  const MfRecord *due;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  g_assert_true (mf_network_is_at_rest (scene.ground.network));
  say (&scene.client, "one");
  g_assert_false (mf_network_is_at_rest (scene.ground.network));
  g_assert_true (mf_network_settle (scene.ground.network, NULL));
  g_assert_true (mf_network_is_at_rest (scene.ground.network));
  g_assert_cmpstr (scene.server.heard->str, ==, "");

  due = mf_network_peek (scene.ground.network);
  g_assert_cmpint (due->kind, ==, MF_RECORD_UNIT);
  g_assert_cmpuint (due->connection, ==, scene.connection);
  g_assert_cmpint (due->from, ==, PLAYGROUND_MAIL_A);
  g_assert_cmpint (due->to, ==, PLAYGROUND_MAIL_B);
  g_assert_cmpuint (due->port, ==, 7);
  g_assert_cmpint (due->arrival_us - due->time_us, ==, PLAYGROUND_LATENCY_US);

  mf_network_begin_wait (scene.ground.network);
  g_assert_false (mf_network_is_at_rest (scene.ground.network));
  mf_network_end_wait (scene.ground.network);
  g_assert_true (mf_network_is_at_rest (scene.ground.network));
  scene_clear (&scene);
}

/* What arrives at the same time arrives in the order of connections, then to
 * the server before to the client. */
static void
test_order (void)
{
  Scene scene;
  Talker second = { .heard = g_string_new (NULL) };
  guint expected[] = { 1, 1, 2 };
  int to[] = { PLAYGROUND_MAIL_B, PLAYGROUND_MAIL_A, PLAYGROUND_MAIL_B };
  Talker first_server;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  first_server = scene.server;
  scene.server = (Talker) { .heard = g_string_new (NULL) };
  mf_channel_set_ready_func (first_server.channel, ready_cb, &first_server);
  mf_network_connect (scene.ground.network, PLAYGROUND_ALICE, "198.51.100.25", 7, connect_cb,
                      &second);
  playground_run (&scene.ground, SECOND_US);

  say (&second, "third");
  say (&first_server, "second");
  say (&scene.client, "first");
  for (guint i = 0; i < 3; i++)
    {
      const MfRecord *due;

      g_assert_true (mf_network_settle (scene.ground.network, NULL));
      due = mf_network_peek (scene.ground.network);
      g_assert_cmpuint (due->connection, ==, expected[i]);
      g_assert_cmpint (due->to, ==, to[i]);
      g_assert_true (playground_step (&scene.ground, G_MAXINT64 - 1));
    }
  talker_clear (&second);
  talker_clear (&first_server);
  scene_clear (&scene);
}

static void
test_refused (void)
{
  Scene scene;
  Talker other = { .heard = g_string_new (NULL) };
  g_autofree char *log = NULL;

  scene_init (&scene);
  mf_network_unlisten (scene.ground.network, PLAYGROUND_MAIL_B, 7);
  mf_network_connect (scene.ground.network, PLAYGROUND_ALICE, "203.0.113.99", 25, connect_cb,
                      &other);
  playground_run (&scene.ground, 60 * SECOND_US);
  g_assert_cmpstr (scene.client.error, ==, "Connection refused");
  g_assert_cmpstr (other.error, ==, "Connection timed out");
  log = playground_take_log (&scene.ground);
  g_assert_cmpstr (log, ==,
                   "0.030 broken 1 Connection refused\n30.000 broken 2 Connection timed out\n");
  talker_clear (&other);
  scene_clear (&scene);
}

static void
test_cut (void)
{
  Scene scene;
  g_autofree char *log = NULL;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  say (&scene.client, "never arrives");
  mf_network_settle (scene.ground.network, NULL);
  g_assert_true (mf_network_cut (scene.ground.network, scene.connection));
  g_assert_false (mf_network_cut (scene.ground.network, scene.connection));
  playground_run (&scene.ground, SECOND_US);
  g_assert_true (scene.client.broken);
  g_assert_true (scene.server.broken);
  g_assert_cmpstr (scene.server.heard->str, ==, "");
  log = playground_take_log (&scene.ground);
  g_assert_cmpstr (log, ==, "0.030 opened\n1.000 broken 1 Connection cut\n");
  scene_clear (&scene);
}

static void
test_plug (void)
{
  Scene scene;
  Talker later = { .heard = g_string_new (NULL) };
  g_autofree char *log = NULL;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  mf_network_set_reachable (scene.ground.network, PLAYGROUND_MAIL_B, FALSE);
  playground_run (&scene.ground, SECOND_US);
  g_assert_true (scene.client.broken);
  mf_network_connect (scene.ground.network, PLAYGROUND_ALICE, "198.51.100.25", 7, connect_cb,
                      &later);
  playground_run (&scene.ground, 60 * SECOND_US);
  g_assert_cmpstr (later.error, ==, "Connection timed out");
  mf_network_set_reachable (scene.ground.network, PLAYGROUND_MAIL_B, TRUE);
  g_clear_pointer (&scene.server.channel, mf_channel_free);
  g_clear_pointer (&scene.server.peer, g_free);
  mf_network_connect (scene.ground.network, PLAYGROUND_ALICE, "198.51.100.25", 7, connect_cb,
                      &later);
  playground_run (&scene.ground, SECOND_US);
  g_assert_nonnull (later.channel);
  log = playground_take_log (&scene.ground);
  g_assert_cmpstr (log, ==,
                   "0.030 opened\n1.000 down\n1.000 broken 1 Host unreachable\n"
                   "32.000 broken 2 Connection timed out\n62.000 up\n62.030 opened\n");
  talker_clear (&later);
  scene_clear (&scene);
}

/* An end that disappears without a word: the other one learns it by a reset. */
static void
test_abandoned (void)
{
  Scene scene;
  g_autofree char *log = NULL;

  scene_init (&scene);
  playground_run (&scene.ground, SECOND_US);
  mf_channel_reset (scene.client.channel);
  g_clear_pointer (&scene.client.channel, mf_channel_free);
  playground_run (&scene.ground, SECOND_US);
  g_assert_true (scene.server.broken);
  log = playground_take_log (&scene.ground);
  g_assert_cmpstr (log, ==, "0.030 opened\n1.010 broken 1 Connection reset by peer\n");
  scene_clear (&scene);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GList **) user_data = g_resolver_lookup_records_finish (G_RESOLVER (source), result, NULL);
}

/* A question takes its time and is recorded. */
static void
test_lookup (void)
{
  Playground ground;
  GList *records = NULL;
  g_autofree char *log = NULL;
  const MfRecord *due;

  playground_init (&ground);
  mf_zone_add_mx (mf_network_get_zone (ground.network), "b.example", 10, "mail.b.example");
  g_resolver_lookup_records_async (ground.sites[PLAYGROUND_MAIL_A].resolver, "b.example",
                                   G_RESOLVER_RECORD_MX, NULL, looked_up_cb, &records);
  due = mf_network_peek (ground.network);
  g_assert_cmpint (due->kind, ==, MF_RECORD_LOOKUP);
  g_assert_cmpint (due->from, ==, PLAYGROUND_MAIL_A);
  g_assert_cmpint (due->to, ==, PLAYGROUND_DNS);
  g_assert_null (records);
  playground_run (&ground, SECOND_US);
  g_assert_cmpuint (g_list_length (records), ==, 1);
  log = playground_take_log (&ground);
  g_assert_cmpstr (log, ==, "0.020 looked-up b.example MX → 10 mail.b.example\n");
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
  playground_clear (&ground);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/open-and-close", test_open_and_close);
  g_test_add_func ("/network/rest", test_rest);
  g_test_add_func ("/network/order", test_order);
  g_test_add_func ("/network/refused", test_refused);
  g_test_add_func ("/network/cut", test_cut);
  g_test_add_func ("/network/plug", test_plug);
  g_test_add_func ("/network/abandoned", test_abandoned);
  g_test_add_func ("/network/lookup", test_lookup);
  return g_test_run ();
}
