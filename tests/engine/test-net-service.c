/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-pop3-fetch.h"
#include "net/mf-pop3-service.h"
#include "net/mf-smtp-delivery.h"
#include "net/mf-smtp-service.h"
#include "playground.h"

#include <string.h>

#define SECOND_US G_USEC_PER_SEC

/* A policy that takes everything, and can be told to think about the end of a
 * message until it is asked to answer. */
typedef struct
{
  GString *log;
  GString *message;
  GSourceFunc later; /* nullable: called from the main loop to answer @question */
  gpointer later_data;
  MfSmtpQuestion *question;
} Post;

static void
say_yes (MfSmtpQuestion *question)
{
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { 0 });
}

static void
authenticate_cb (MfSmtpQuestion *question,
                 MfSmtpSession *session,
                 const char *username,
                 MfSecret *password,
                 gpointer user_data)
{
  say_yes (question);
}

static void
accept_sender_cb (MfSmtpQuestion *question,
                  MfSmtpSession *session,
                  MfEnvelope *envelope,
                  gpointer user_data)
{
  say_yes (question);
}

static void
accept_recipient_cb (MfSmtpQuestion *question,
                     MfSmtpSession *session,
                     MfEnvelope *envelope,
                     MfAddress *recipient,
                     gpointer user_data)
{
  if (g_str_equal (mf_address_get_local_part (recipient), "nobody"))
    mf_smtp_question_answer (question, &(MfSmtpVerdict) { 550, "5.1.1", "No such user here" });
  else
    say_yes (question);
}

static void
verify_cb (MfSmtpQuestion *question,
           MfSmtpSession *session,
           const char *text,
           gboolean expand,
           gpointer user_data)
{
  say_yes (question);
}

static gpointer
begin_message_cb (MfSmtpSession *session, MfEnvelope *envelope, gpointer user_data)
{
  Post *self = user_data;

  g_string_append_printf (self->log, "begin from %s\n", mf_smtp_session_get_peer (session));
  g_string_truncate (self->message, 0);
  return self;
}

static void
message_data_cb (gpointer message, const guint8 *data, gsize length, gpointer user_data)
{
  g_string_append_len (((Post *) message)->message, (const char *) data, (gssize) length);
}

static void
end_message_cb (MfSmtpQuestion *question,
                MfSmtpSession *session,
                gpointer message,
                gpointer user_data)
{
  Post *self = user_data;

  g_string_append (self->log, "end\n");
  self->question = question;
  if (self->later)
    g_idle_add (self->later, self->later_data);
  else
    say_yes (question);
}

static void
abort_message_cb (gpointer message, gpointer user_data)
{
  g_string_append (((Post *) user_data)->log, "abort\n");
}

static void
session_closed_cb (MfSmtpSession *session, gpointer user_data)
{
  g_string_append (((Post *) user_data)->log, "closed\n");
}

static const MfSmtpPolicy policy = {
  .authenticate = authenticate_cb,
  .accept_sender = accept_sender_cb,
  .accept_recipient = accept_recipient_cb,
  .verify = verify_cb,
  .begin_message = begin_message_cb,
  .message_data = message_data_cb,
  .end_message = end_message_cb,
  .abort_message = abort_message_cb,
  .session_closed = session_closed_cb,
};

static void
result_cb (MfSmtpDelivery *delivery,
           gpointer tag,
           const MfSmtpOutcome *outcomes,
           guint n_outcomes,
           gpointer user_data)
{
  for (guint i = 0; i < n_outcomes; i++)
    g_string_append_printf (user_data, "%s %u %s\n", (char *) tag, outcomes[i].code,
                            outcomes[i].command);
}

static void
delivery_closed_cb (MfSmtpDelivery *delivery, const GError *error, gpointer user_data)
{
  g_string_append (user_data, error ? "failed\n" : "done\n");
}

static void
idle_cb (MfSmtpDelivery *delivery, gpointer user_data)
{
}

static const MfSmtpDeliveryListener delivery_listener = {
  .result = result_cb,
  .idle = idle_cb,
  .closed = delivery_closed_cb,
};

typedef struct
{
  Playground ground;
  Post post;
  MfService *service;
  GString *results;
  MfSmtpDelivery *delivery;
} Office;

static void
office_init (Office *self, guint max_connections)
{
  MfSmtpServiceConfig config = { .host_name = "mail.b.example",
                                 .protocol = MF_PROTOCOL_SMTP,
                                 .max_connections = max_connections };
  MfSmtpDeliveryConfig delivery = { .client.helo_name = "mail.a.example",
                                    .client.pipelining = TRUE,
                                    .host = "mail.b.example",
                                    .port = 25 };
  g_autoptr (GError) error = NULL;

  playground_init (&self->ground);
  self->post = (Post) { .log = g_string_new (NULL), .message = g_string_new (NULL) };
  self->service =
      mf_smtp_service_new (&self->ground.sites[PLAYGROUND_MAIL_B], &config, &policy, &self->post);
  mf_service_listen (self->service, NULL, 25, &error);
  g_assert_no_error (error);
  self->results = g_string_new (NULL);
  self->delivery = mf_smtp_delivery_new (&self->ground.sites[PLAYGROUND_MAIL_A], &delivery,
                                         &delivery_listener, self->results);
}

static void
office_clear (Office *self)
{
  mf_smtp_delivery_free (self->delivery);
  mf_service_free (self->service);
  playground_clear (&self->ground);
  g_string_free (self->results, TRUE);
  g_string_free (self->post.log, TRUE);
  g_string_free (self->post.message, TRUE);
}

static void
send (Office *self, const char *tag, const char *recipient, const char *text)
{
  g_autoptr (MfAddress) from = mf_address_new ("alice", "a.example");
  g_autoptr (MfAddress) to = mf_address_new (recipient, "b.example");
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (from);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  mf_envelope_add_recipient (envelope, to);
  mf_smtp_delivery_add_message (self->delivery, envelope, bytes, (gpointer) tag);
}

static const char letter[] = "Subject: x\r\n\r\n.\r\nhello\r\n";

static void
test_delivery (void)
{
  Office office;

  office_init (&office, 0);
  send (&office, "one", "bob", letter);
  send (&office, "two", "nobody", letter);
  send (&office, "three", "bob", letter);
  mf_smtp_delivery_finish (office.delivery);
  playground_run (&office.ground, 10 * SECOND_US);

  g_assert_cmpstr (office.results->str, ==, "one 250 DATA\ntwo 550 RCPT\nthree 250 DATA\ndone\n");
  g_assert_cmpstr (office.post.log->str, ==,
                   "begin from 192.0.2.25\nend\nbegin from 192.0.2.25\nend\nclosed\n");
  g_assert_cmpstr (office.post.message->str, ==, letter);
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 0);
  office_clear (&office);
}

static gboolean
answer_cb (gpointer user_data)
{
  Office *office = user_data;

  g_assert_false (mf_network_is_at_rest (office->ground.network));
  g_assert_cmpstr (office->results->str, ==, "");
  say_yes (office->post.question);
  return G_SOURCE_REMOVE;
}

/* The answer comes later: the world waits for it, and nothing else happens. */
static void
test_late_answer (void)
{
  Office office;

  office_init (&office, 0);
  office.post.later = answer_cb;
  office.post.later_data = &office;
  send (&office, "one", "bob", letter);
  mf_smtp_delivery_finish (office.delivery);
  playground_run (&office.ground, 10 * SECOND_US);
  g_assert_cmpstr (office.results->str, ==, "one 250 DATA\ndone\n");
  office_clear (&office);
}

static gboolean
close_and_answer_cb (gpointer user_data)
{
  Office *office = user_data;

  g_clear_pointer (&office->service, mf_service_free);
  say_yes (office->post.question);
  return G_SOURCE_REMOVE;
}

/* The connection is gone before the answer: nothing breaks, the answer is lost. */
static void
test_answer_to_nobody (void)
{
  Office office;

  office_init (&office, 0);
  office.post.later = close_and_answer_cb;
  office.post.later_data = &office;
  send (&office, "one", "bob", letter);
  playground_run (&office.ground, 10 * SECOND_US);
  g_assert_cmpstr (office.results->str, ==, "one 0 DATA\nfailed\n");
  office_clear (&office);
}

static void
test_too_many (void)
{
  Office office;
  MfSmtpDeliveryConfig config = { .client.helo_name = "mail.a.example",
                                  .host = "198.51.100.25",
                                  .port = 25 };
  MfSmtpDelivery *first;

  office_init (&office, 1);
  first = g_steal_pointer (&office.delivery);
  playground_run (&office.ground, SECOND_US);
  office.delivery = mf_smtp_delivery_new (&office.ground.sites[PLAYGROUND_MAIL_A], &config,
                                          &delivery_listener, office.results);
  send (&office, "second", "bob", letter);
  mf_smtp_delivery_finish (office.delivery);
  playground_run (&office.ground, 60 * SECOND_US);
  g_assert_nonnull (strstr (office.results->str, "second 421 "));
  mf_smtp_delivery_free (first);
  office_clear (&office);
}

/* An idle client is told, and the port takes nobody any more. */
static void
test_shut_down (void)
{
  Office office;

  office_init (&office, 0);
  playground_run (&office.ground, SECOND_US);
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 1);
  office.ground.log_units = TRUE;
  g_free (playground_take_log (&office.ground));

  mf_service_shut_down (office.service);
  playground_run (&office.ground, SECOND_US);

  {
    g_autofree char *log = playground_take_log (&office.ground);

    g_assert_nonnull (strstr (log, "421 4.3.2 mail.b.example Service not available"));
  }
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 0);
  g_assert_cmpstr (office.post.log->str, ==, "closed\n");
  office_clear (&office);
}

static gboolean
shut_down_and_answer_cb (gpointer user_data)
{
  Office *office = user_data;

  mf_service_shut_down (office->service);
  say_yes (office->post.question);
  return G_SOURCE_REMOVE;
}

/* What is being stored gets its reply before the 421. */
static void
test_shut_down_while_storing (void)
{
  Office office;

  office_init (&office, 0);
  office.post.later = shut_down_and_answer_cb;
  office.post.later_data = &office;
  send (&office, "one", "bob", letter);
  playground_run (&office.ground, 10 * SECOND_US);
  g_assert_true (g_str_has_prefix (office.results->str, "one 250 DATA\n"));
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 0);
  office_clear (&office);
}

static void
test_cut_in_data (void)
{
  Office office;

  office_init (&office, 0);
  send (&office, "one", "bob", letter);
  mf_smtp_delivery_finish (office.delivery);
  while (strstr (office.post.log->str, "begin") == NULL)
    g_assert_true (playground_step (&office.ground, G_MAXINT64 - 1));
  g_assert_true (mf_network_cut (office.ground.network, 1));
  playground_run (&office.ground, SECOND_US);
  /* Pipelined: not even the reply to MAIL had come. */
  g_assert_cmpstr (office.results->str, ==, "one 0 MAIL\nfailed\n");
  g_assert_nonnull (strstr (office.post.log->str, "abort\nclosed\n"));
  office_clear (&office);
}

/* Whoever cannot be found or reached: each message still gets its result. */
static void
test_unreachable (void)
{
  static const struct
  {
    const char *host;
    guint16 port;
  } places[] = { { "nowhere.example", 25 }, { "198.51.100.25", 26 }, { "203.0.113.1", 25 } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      Office office;
      MfSmtpDeliveryConfig config = { .client.helo_name = "mail.a.example",
                                      .host = places[i].host,
                                      .port = places[i].port };

      office_init (&office, 0);
      mf_smtp_delivery_free (office.delivery);
      office.delivery = mf_smtp_delivery_new (&office.ground.sites[PLAYGROUND_MAIL_A], &config,
                                              &delivery_listener, office.results);
      send (&office, "one", "bob", letter);
      send (&office, "two", "bob", letter);
      playground_run (&office.ground, 60 * SECOND_US);
      g_assert_cmpstr (office.results->str, ==, "one 0 \ntwo 0 \nfailed\n");
      office_clear (&office);
    }
}

/* POP3: two messages of bob's. */
static const char *const mailbox[] = { "Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\n.two\r\n" };

static void
login_cb (MfPop3Question *question,
          const char *username,
          MfSecret *password,
          const char *timestamp,
          const char *digest,
          gpointer user_data)
{
  MfPop3Item items[] = { { "u1", strlen (mailbox[0]) }, { "u2", strlen (mailbox[1]) } };

  if (password && mf_secret_equal (password, "s3cret", -1))
    mf_pop3_question_answer_login (question, user_data, items, 2);
  else
    mf_pop3_question_refuse (question, "AUTH", "no");
}

static void
read_cb (MfPop3Question *question, gpointer maildrop, guint index, gpointer user_data)
{
  g_autoptr (GBytes) message = g_bytes_new (mailbox[index], strlen (mailbox[index]));

  mf_pop3_question_answer_message (question, message);
}

static void
mark_cb (gpointer maildrop, guint index, gboolean marked, gpointer user_data)
{
  g_string_append_printf (maildrop, "mark %u\n", index);
}

static void
update_cb (MfPop3Question *question,
           gpointer maildrop,
           const guint *deleted,
           guint n_deleted,
           gpointer user_data)
{
  g_string_append_printf (maildrop, "remove %u\n", n_deleted);
  mf_pop3_question_answer_update (question);
}

static void
leave_cb (gpointer maildrop, gpointer user_data)
{
  g_string_append (maildrop, "leave\n");
}

static const MfPop3Policy pop3_policy = { login_cb, read_cb, mark_cb, update_cb, leave_cb };

static void
message_cb (MfPop3Fetch *fetch, GBytes *message, const char *uid, gpointer user_data)
{
  g_string_append_len (user_data, g_bytes_get_data (message, NULL),
                       (gssize) g_bytes_get_size (message));
}

static void
fetch_closed_cb (MfPop3Fetch *fetch, const GError *error, gpointer user_data)
{
  g_string_append (user_data, error ? "failed" : "done");
}

static const MfPop3FetchListener fetch_listener = { message_cb, fetch_closed_cb };

static const struct
{
  const char *what;
  const char *password;
  gboolean remove;
  const char *fetched;
  const char *log;
} fetches[] = {
  { "keep", "s3cret", FALSE, "Subject: 1\r\n\r\none\r\nSubject: 2\r\n\r\n.two\r\ndone",
    "remove 0\nleave\n" },
  { "remove", "s3cret", TRUE, "Subject: 1\r\n\r\none\r\nSubject: 2\r\n\r\n.two\r\ndone",
    "mark 0\nmark 1\nremove 2\nleave\n" },
  { "wrong password", "wrong", FALSE, "failed", "" },
};

static void
test_fetch (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      Playground ground;
      g_autoptr (GString) log = g_string_new (NULL);
      g_autoptr (GString) fetched = g_string_new (NULL);
      g_autoptr (MfSecret) password = mf_secret_new (fetches[i].password, -1);
      MfPop3ServiceConfig config = { .host_name = "mail.b.example" };
      MfPop3FetchConfig fetch = { .goal.username = "bob",
                                  .goal.password = password,
                                  .goal.remove = fetches[i].remove,
                                  .host = "mail.b.example",
                                  .port = 110 };
      MfService *service;
      MfPop3Fetch *client;

      playground_init (&ground);
      service = mf_pop3_service_new (&ground.sites[PLAYGROUND_MAIL_B], &config, &pop3_policy, log);
      g_assert_cmpuint (mf_service_listen (service, NULL, 110, NULL), ==, 110);
      client =
          mf_pop3_fetch_new (&ground.sites[PLAYGROUND_ALICE], &fetch, &fetch_listener, fetched);
      playground_run (&ground, 10 * SECOND_US);

      g_test_message ("%s", fetches[i].what);
      g_assert_cmpstr (fetched->str, ==, fetches[i].fetched);
      g_assert_cmpstr (log->str, ==, fetches[i].log);
      g_assert_cmpuint (mf_service_get_n_sessions (service), ==, 0);
      mf_pop3_fetch_free (client);
      mf_service_free (service);
      playground_clear (&ground);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/delivery", test_delivery);
  g_test_add_func ("/service/late-answer", test_late_answer);
  g_test_add_func ("/service/answer-to-nobody", test_answer_to_nobody);
  g_test_add_func ("/service/too-many", test_too_many);
  g_test_add_func ("/service/shut-down", test_shut_down);
  g_test_add_func ("/service/shut-down-while-storing", test_shut_down_while_storing);
  g_test_add_func ("/service/cut-in-data", test_cut_in_data);
  g_test_add_func ("/service/unreachable", test_unreachable);
  g_test_add_func ("/service/fetch", test_fetch);
  return g_test_run ();
}
