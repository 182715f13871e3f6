/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-spool.h"
#include "net/mf-queue.h"
#include "net/mf-smtp-service.h"
#include "playground.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <string.h>

#define MINUTE_US (60 * G_TIME_SPAN_SECOND)
#define DAY_US (24 * 60 * MINUTE_US)

static const char letter[] = "From: alice@a.example\r\nSubject: Hi\r\n\r\nhello\r\n";

/* mail-a has a queue and the mailbox of alice; mail-b takes mail for anybody
 * whose name says that it should. */
typedef struct
{
  Playground ground;
  char *path;
  MfSpool *spool;
  MfQueue *queue;
  MfQueueConfig config;
  MfService *service;
  GString *delivered; /* to alice */
  guint n_taken;      /* by mail-b */
} Post;

static void
yes (MfSmtpQuestion *question)
{
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { 0 });
}

static void
accept_sender_cb (MfSmtpQuestion *question,
                  MfSmtpSession *session,
                  MfEnvelope *envelope,
                  gpointer user_data)
{
  yes (question);
}

static void
accept_recipient_cb (MfSmtpQuestion *question,
                     MfSmtpSession *session,
                     MfEnvelope *envelope,
                     MfAddress *recipient,
                     gpointer user_data)
{
  const char *name = mf_address_get_local_part (recipient);

  if (g_str_has_prefix (name, "nobody"))
    mf_smtp_question_answer (question, &(MfSmtpVerdict) { 550, "5.1.1", "No such user here" });
  else if (g_str_has_prefix (name, "later"))
    mf_smtp_question_answer (question, &(MfSmtpVerdict) { 450, "4.2.1", "Not now" });
  else
    yes (question);
}

static gpointer
begin_message_cb (MfSmtpSession *session, MfEnvelope *envelope, gpointer user_data)
{
  return user_data;
}

static void
message_data_cb (gpointer message, const guint8 *data, gsize length, gpointer user_data)
{
}

static void
end_message_cb (MfSmtpQuestion *question,
                MfSmtpSession *session,
                gpointer message,
                gpointer user_data)
{
  ((Post *) user_data)->n_taken++;
  yes (question);
}

static void
abort_message_cb (gpointer message, gpointer user_data)
{
}

static const MfSmtpPolicy smtp_policy = {
  .accept_sender = accept_sender_cb,
  .accept_recipient = accept_recipient_cb,
  .begin_message = begin_message_cb,
  .message_data = message_data_cb,
  .end_message = end_message_cb,
  .abort_message = abort_message_cb,
};

static gboolean
is_local_cb (const char *domain, gpointer user_data)
{
  return g_ascii_strcasecmp (domain, "a.example") == 0;
}

static void
deliver_cb (MfQueueLocal *local,
            const char *id,
            MfEnvelope *envelope,
            MfAddress *recipient,
            GBytes *message,
            gpointer user_data)
{
  Post *self = user_data;

  g_string_append_len (self->delivered, g_bytes_get_data (message, NULL),
                       (gssize) g_bytes_get_size (message));
  mf_queue_local_done (local, &(MfSmtpVerdict) { 0 });
}

static const MfQueuePolicy queue_policy = { .is_local = is_local_cb, .deliver = deliver_cb };

static void
make_queue (Post *self)
{
  g_autoptr (GError) error = NULL;

  self->spool = mf_spool_open (self->path, MF_DURABILITY_VOLATILE, &error);
  g_assert_no_error (error);
  self->config.host_name = "mail.a.example";
  self->queue = mf_queue_new (&self->ground.sites[PLAYGROUND_MAIL_A], self->spool, &self->config,
                              &queue_policy, self);
  g_assert_true (mf_queue_load (self->queue, &error));
}

static void
post_init (Post *self, const MfQueueConfig *config)
{
  MfSmtpServiceConfig service = { .host_name = "mail.b.example", .protocol = MF_PROTOCOL_SMTP };
  g_autoptr (GError) error = NULL;

  *self = (Post) { .delivered = g_string_new (NULL) };
  if (config)
    self->config = *config;
  playground_init (&self->ground);
  mf_zone_add_mx (mf_network_get_zone (self->ground.network), "b.example", 10, "mail.b.example");
  self->path = scratch_new ();
  make_queue (self);
  self->service =
      mf_smtp_service_new (&self->ground.sites[PLAYGROUND_MAIL_B], &service, &smtp_policy, self);
  mf_service_listen (self->service, NULL, 25, &error);
  g_assert_no_error (error);
}

static void
close_queue (Post *self)
{
  g_clear_pointer (&self->queue, mf_queue_free);
  g_clear_pointer (&self->spool, mf_spool_unref);
}

static void
post_clear (Post *self)
{
  close_queue (self);
  mf_service_free (self->service);
  playground_clear (&self->ground);
  g_string_free (self->delivered, TRUE);
  scratch_remove (self->path);
  g_free (self->path);
}

/* Lays a letter to @recipients (separated by spaces) into the spool. */
static void
submit (Post *self, const char *sender, const char *recipients)
{
  g_autoptr (MfAddress) from = sender ? mf_address_parse (sender, -1, NULL) : NULL;
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (from);
  g_auto (GStrv) words = g_strsplit (recipients, " ", -1);
  g_autoptr (MfSpoolEntry) entry = NULL;
  g_autoptr (MfSpoolFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = mf_id_source_next_id (self->ground.ids);

  for (guint i = 0; words[i]; i++)
    {
      g_autoptr (MfAddress) to = mf_address_parse (words[i], -1, &error);

      g_assert_no_error (error);
      mf_envelope_add_recipient (envelope, to);
    }
  envelope->arrived_us = self->ground.time.now_us;
  entry = mf_spool_entry_new (id, envelope);
  file = mf_spool_begin (self->spool, id);
  g_assert_true (mf_spool_file_append (file, (const guint8 *) letter, strlen (letter), &error));
  g_assert_true (mf_spool_commit (self->spool, entry, file, &error));
  mf_queue_add (self->queue, entry);
}

static const struct
{
  const char *what;
  const char *sender;
  const char *recipients;
  const char *log;
  guint n_taken;
  guint n_left;
  const char *report; /* a part of what alice gets */
} fates[] = {
  { "relayed", "alice@a.example", "bob@b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.140 relayed bob@b.example\n0.140 dequeued\n0.170 closed\n",
    1, 0, NULL },
  { "two recipients in one transaction", "alice@a.example", "bob@b.example carol@B.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.140 relayed bob@b.example, carol@B.example\n0.140 dequeued\n0.170 closed\n",
    1, 0, NULL },
  { "refused for good: bounced now", "alice@a.example", "nobody@b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.120 bounced nobody@b.example: 550 5.1.1 No such user here\n0.120 dequeued\n"
    "0.120 queued\n0.120 tried 1\n0.120 dequeued\n0.150 closed\n",
    0, 0, "Status: 5.1.1" },
  { "one taken, one refused", "alice@a.example", "bob@b.example nobody@b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.140 bounced nobody@b.example: 550 5.1.1 No such user here\n0.140 relayed bob@b.example\n"
    "0.140 dequeued\n0.140 queued\n0.140 tried 1\n0.140 dequeued\n0.170 closed\n",
    1, 0, "Final-Recipient: rfc822; nobody@b.example" },
  { "one taken, one put off", "alice@a.example", "bob@b.example later@b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.140 relayed bob@b.example\n0.140 deferred 1 450 4.2.1 Not now\n0.170 closed\n",
    1, 1, NULL },
  { "a bounce does not bounce", NULL, "nobody@b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up b.example MX → 10 mail.b.example\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.120 bounced nobody@b.example: 550 5.1.1 No such user here\n0.120 dequeued\n"
    "0.150 closed\n",
    0, 0, NULL },
  { "no such domain", "alice@a.example", "bob@nowhere.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up nowhere.example MX →\n"
    "0.040 looked-up nowhere.example A →\n"
    "0.040 bounced bob@nowhere.example: 550 5.1.2 There is no such host\n0.040 dequeued\n"
    "0.040 queued\n0.040 tried 1\n0.040 dequeued\n",
    0, 0, "Status: 5.1.2" },
  { "a domain that takes no mail", "alice@a.example", "bob@null.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up null.example MX → 0 .\n"
    "0.020 bounced bob@null.example: 556 5.1.10 This domain takes no mail (null MX)\n"
    "0.020 dequeued\n0.020 queued\n0.020 tried 1\n0.020 dequeued\n",
    0, 0, "Status: 5.1.10" },
  { "no MX: the host itself", "alice@a.example", "bob@mail.b.example",
    "0.000 queued\n0.000 tried 1\n0.020 looked-up mail.b.example MX →\n"
    "0.040 looked-up mail.b.example A → 198.51.100.25\n0.070 opened\n"
    "0.140 relayed bob@mail.b.example\n0.140 dequeued\n0.170 closed\n",
    1, 0, NULL },
  { "an address literal", "alice@a.example", "bob@[198.51.100.25]",
    "0.000 queued\n0.000 tried 1\n0.030 opened\n0.100 relayed bob@[198.51.100.25]\n"
    "0.100 dequeued\n0.130 closed\n",
    1, 0, NULL },
  { "the second MX", "alice@a.example", "bob@two.example",
    "0.000 queued\n0.000 tried 1\n"
    "0.020 looked-up two.example MX → 10 pc.a.example, 20 mail.b.example\n"
    "0.040 looked-up pc.a.example A → 192.0.2.10\n0.060 broken 1 Connection refused\n"
    "0.080 looked-up mail.b.example A → 198.51.100.25\n0.110 opened\n"
    "0.180 relayed bob@two.example\n0.180 dequeued\n0.210 closed\n",
    1, 0, NULL },
  { "not to ourselves, nor to who is worse", "alice@a.example", "bob@loop.example",
    "0.000 queued\n0.000 tried 1\n"
    "0.020 looked-up loop.example MX → 10 mail.a.example, 20 mail.b.example\n"
    "0.020 bounced bob@loop.example: 554 5.4.6 Mail for this domain would come back to "
    "ourselves\n0.020 dequeued\n0.020 queued\n0.020 tried 1\n0.020 dequeued\n",
    0, 0, "Status: 5.4.6" },
  { "a mailbox of our own", "bob@b.example", "alice@a.example",
    "0.000 queued\n0.000 tried 1\n0.000 dequeued\n", 0, 0, "hello" },
};

static void
test_fates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    {
      g_autofree char *log = NULL;
      MfZone *zone;
      Post post;

      post_init (&post, NULL);
      zone = mf_network_get_zone (post.ground.network);
      mf_zone_add_mx (zone, "null.example", 0, ".");
      mf_zone_add_mx (zone, "two.example", 20, "mail.b.example");
      mf_zone_add_mx (zone, "two.example", 10, "pc.a.example");
      mf_zone_add_mx (zone, "loop.example", 20, "mail.b.example");
      mf_zone_add_mx (zone, "loop.example", 10, "mail.a.example");
      submit (&post, fates[i].sender, fates[i].recipients);
      playground_run (&post.ground, MINUTE_US);

      g_test_message ("%s", fates[i].what);
      log = playground_take_log (&post.ground);
      g_assert_cmpstr (log, ==, fates[i].log);
      g_assert_cmpuint (post.n_taken, ==, fates[i].n_taken);
      g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, fates[i].n_left);
      if (fates[i].report)
        g_assert_nonnull (strstr (post.delivered->str, fates[i].report));
      else
        g_assert_cmpstr (post.delivered->str, ==, "");
      post_clear (&post);
    }
}

/* The minutes at which the log has a line with @word. */
static char *
find_minutes (const char *log, const char *word)
{
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  GString *minutes = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    {
      const char *space = strchr (lines[i], ' ');

      if (space && g_str_has_prefix (space + 1, word))
        g_string_append_printf (minutes, "%s%d", minutes->len ? " " : "",
                                (int) (g_ascii_strtod (lines[i], NULL) / 60));
    }
  return g_string_free_and_steal (minutes);
}

/* Nobody listens at mail-b: the queue tries again with growing delay, gives up
 * after five days, and tells the sender. */
static void
test_schedule (void)
{
  g_autofree char *log = NULL, *tried = NULL, *bounced = NULL;
  Post post;

  post_init (&post, NULL);
  mf_service_stop (post.service);
  submit (&post, "alice@a.example", "bob@b.example");
  playground_run (&post.ground, 6 * DAY_US);

  log = playground_take_log (&post.ground);
  tried = find_minutes (log, "tried");
  bounced = find_minutes (log, "bounced");
  /* The last one is the delivery of the report to alice. */
  g_assert_cmpstr (tried, ==,
                   "0 5 15 35 75 155 315 555 795 1035 1275 1515 1755 1995 2235 2475 2715 2955 "
                   "3195 3435 3675 3915 4155 4395 4635 4875 5115 5355 5595 5835 6075 6315 6555 "
                   "6795 7035 7200 7200");
  g_assert_cmpstr (bounced, ==, "7200");
  g_assert_nonnull (strstr (post.delivered->str, "Status: 4.4.7"));
  g_assert_nonnull (strstr (post.delivered->str, "bob@b.example"));
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 0);
  post_clear (&post);
}

/* The server comes back: the next attempt succeeds, and nothing is sent twice. */
static void
test_recovery (void)
{
  static const gint64 delays[] = { MINUTE_US, 2 * MINUTE_US };
  g_autofree char *log = NULL, *tried = NULL;
  MfQueueConfig config = { .delays_us = delays, .n_delays = 2 };
  Post post;

  post_init (&post, &config);
  mf_service_stop (post.service);
  submit (&post, "alice@a.example", "bob@b.example");
  playground_run (&post.ground, 4 * MINUTE_US);
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 1);
  mf_service_listen (post.service, NULL, 25, NULL);
  playground_run (&post.ground, 60 * MINUTE_US);

  log = playground_take_log (&post.ground);
  tried = find_minutes (log, "tried");
  g_assert_cmpstr (tried, ==, "0 1 3 5");
  g_assert_cmpuint (post.n_taken, ==, 1);
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 0);
  post_clear (&post);
}

/* A queue that is opened anew goes on where the last one stopped. */
static void
test_reopen (void)
{
  g_autofree char *log = NULL, *tried = NULL;
  Post post;

  post_init (&post, NULL);
  mf_service_stop (post.service);
  submit (&post, "alice@a.example", "bob@b.example nobody@b.example");
  playground_run (&post.ground, 20 * MINUTE_US);
  close_queue (&post);
  mf_service_listen (post.service, NULL, 25, NULL);
  make_queue (&post);
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 1);
  playground_run (&post.ground, 60 * MINUTE_US);

  log = playground_take_log (&post.ground);
  tried = find_minutes (log, "tried");
  g_assert_cmpstr (tried, ==, "0 5 15 35 35");
  g_assert_cmpuint (post.n_taken, ==, 1);
  g_assert_nonnull (strstr (post.delivered->str, "nobody@b.example"));
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 0);
  close_queue (&post);
  make_queue (&post);
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 0);
  post_clear (&post);
}

static guint
count (const char *log, const char *word)
{
  guint n = 0;

  for (const char *p = strstr (log, word); p; p = strstr (p + 1, word))
    n++;
  return n;
}

/* What waits for the same server goes over the same connection. */
static void
test_one_connection (void)
{
  g_autofree char *log = NULL;
  Post post;

  post_init (&post, NULL);
  for (guint i = 0; i < 5; i++)
    submit (&post, "alice@a.example", "bob@b.example");
  playground_run (&post.ground, MINUTE_US);
  log = playground_take_log (&post.ground);
  g_assert_cmpuint (count (log, " opened"), ==, 1);
  g_assert_cmpuint (count (log, " relayed"), ==, 5);
  g_assert_cmpuint (post.n_taken, ==, 5);
  post_clear (&post);
}

/* A lab does one thing after the other: a class cannot look at two. */
static void
test_one_at_a_time (void)
{
  g_autofree char *log = NULL;
  const char *relayed, *tried;
  Post post;

  post_init (&post, NULL);
  submit (&post, "alice@a.example", "bob@b.example");
  submit (&post, "alice@a.example", "bob@mail.b.example");
  playground_run (&post.ground, MINUTE_US);
  log = playground_take_log (&post.ground);
  relayed = strstr (log, " relayed");
  tried = strstr (strstr (log, " tried") + 1, " tried");
  g_assert_cmpuint (count (log, " relayed"), ==, 2);
  g_assert_true (relayed < tried);
  post_clear (&post);
}

static void
test_max_messages (void)
{
  g_autofree char *log = NULL;
  MfQueueConfig config = { .max_messages = 2 };
  Post post;

  post_init (&post, &config);
  for (guint i = 0; i < 5; i++)
    submit (&post, "alice@a.example", "bob@b.example");
  playground_run (&post.ground, MINUTE_US);
  log = playground_take_log (&post.ground);
  g_assert_cmpuint (count (log, " opened"), ==, 3);
  g_assert_cmpuint (count (log, " relayed"), ==, 5);
  post_clear (&post);
}

static void
test_route (void)
{
  static const MfQueueRoute routes[] = {
    { "*", "192.0.2.10", 26 },
    { "Odd.example", "mail.b.example", 25 },
  };
  g_autofree char *log = NULL;
  MfQueueConfig config = { .routes = routes, .n_routes = 2 };
  Post post;

  post_init (&post, &config);
  submit (&post, "alice@a.example", "x@odd.example");
  playground_run (&post.ground, MINUTE_US);
  g_assert_cmpuint (post.n_taken, ==, 1);
  log = playground_take_log (&post.ground);
  g_assert_null (strstr (log, "MX"));
  submit (&post, "alice@a.example", "x@other.example");
  playground_run (&post.ground, MINUTE_US);
  g_assert_cmpuint (post.n_taken, ==, 1);
  g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 1);
  post_clear (&post);
}

static void
test_flush (void)
{
  Post post;

  post_init (&post, NULL);
  mf_service_stop (post.service);
  submit (&post, "alice@a.example", "bob@b.example");
  playground_run (&post.ground, MINUTE_US);
  mf_service_listen (post.service, NULL, 25, NULL);
  playground_run (&post.ground, MINUTE_US);
  g_assert_cmpuint (post.n_taken, ==, 0);
  mf_queue_flush (post.queue);
  playground_run (&post.ground, MINUTE_US);
  g_assert_cmpuint (post.n_taken, ==, 1);
  post_clear (&post);
}

/* A wire that is cut in the middle loses nothing: the message is tried again. */
static void
test_cut (void)
{
  gboolean more = TRUE;
  guint n_steps = 0;

  for (guint cut = 1; more; cut++)
    {
      Post post;

      post_init (&post, NULL);
      submit (&post, "alice@a.example", "bob@b.example");
      for (n_steps = 0;
           n_steps < cut && playground_step (&post.ground, MINUTE_US + MF_LESSON_EPOCH_US);
           n_steps++)
        ;
      more = n_steps == cut;
      mf_network_cut (post.ground.network, 1);
      playground_run (&post.ground, 60 * MINUTE_US);
      /* Once, or twice if the cut took the last reply away. */
      g_assert_cmpuint (post.n_taken, >=, 1);
      g_assert_cmpuint (post.n_taken, <=, 2);
      g_assert_cmpuint (mf_queue_get_n_messages (post.queue), ==, 0);
      g_assert_cmpstr (post.delivered->str, ==, "");
      post_clear (&post);
    }
  g_assert_cmpuint (n_steps, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/queue/fates", test_fates);
  g_test_add_func ("/queue/schedule", test_schedule);
  g_test_add_func ("/queue/recovery", test_recovery);
  g_test_add_func ("/queue/reopen", test_reopen);
  g_test_add_func ("/queue/one-connection", test_one_connection);
  g_test_add_func ("/queue/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/queue/max-messages", test_max_messages);
  g_test_add_func ("/queue/route", test_route);
  g_test_add_func ("/queue/flush", test_flush);
  g_test_add_func ("/queue/cut", test_cut);
  return g_test_run ();
}
