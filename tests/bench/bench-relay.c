/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-smtp-delivery.h"
#include "net/mf-smtp-service.h"
#include "playground.h"

#include <string.h>

#define N_MESSAGES 20000

/* How many units cross a relay in a second: an SMTP client gives a server many
 * short letters over one connection, each unit is dissected, held, released
 * when its virtual time has come, and recorded. */

static const char letter[] = "From: a@a.example\r\nSubject: x\r\n\r\nhello\r\n";

typedef struct
{
  Playground ground;
  MfEnvelope *envelope;
  GBytes *message;
  guint n_left;
} Bench;

static void
accept_sender_cb (MfSmtpQuestion *question,
                  MfSmtpSession *session,
                  MfEnvelope *envelope,
                  gpointer user_data)
{
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { 0 });
}

static void
accept_recipient_cb (MfSmtpQuestion *question,
                     MfSmtpSession *session,
                     MfEnvelope *envelope,
                     MfAddress *recipient,
                     gpointer user_data)
{
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { 0 });
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
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { 0 });
}

static void
abort_message_cb (gpointer message, gpointer user_data)
{
}

static const MfSmtpPolicy policy = {
  .accept_sender = accept_sender_cb,
  .accept_recipient = accept_recipient_cb,
  .begin_message = begin_message_cb,
  .message_data = message_data_cb,
  .end_message = end_message_cb,
  .abort_message = abort_message_cb,
};

static void
result_cb (MfSmtpDelivery *delivery,
           gpointer tag,
           const MfSmtpOutcome *outcomes,
           guint n_outcomes,
           gpointer user_data)
{
  g_assert_cmpuint (outcomes[0].code, ==, 250);
}

static void
idle_cb (MfSmtpDelivery *delivery, gpointer user_data)
{
  Bench *self = user_data;

  if (self->n_left-- > 0)
    mf_smtp_delivery_add_message (delivery, self->envelope, self->message, NULL);
  else
    mf_smtp_delivery_finish (delivery);
}

static void
closed_cb (MfSmtpDelivery *delivery, const GError *error, gpointer user_data)
{
  g_assert_no_error (error);
}

static const MfSmtpDeliveryListener listener = { result_cb, idle_cb, closed_cb };

static guint
run (Bench *self)
{
  guint n = 0;

  while (mf_network_settle (self->ground.network, NULL) && mf_network_peek (self->ground.network))
    {
      const MfRecord *due = mf_network_peek (self->ground.network);
      g_autoptr (MfRecord) record = NULL;
      GPtrArray *effects = g_ptr_array_new ();

      mf_virtual_clock_advance_to (&self->ground.time, due->arrival_us);
      due = mf_network_pass (self->ground.network);
      mf_network_settle (self->ground.network, NULL);
      record = mf_record_new (due, effects);
      n += record->unit != NULL;
    }
  return n;
}

static double
measure (gboolean pipelining)
{
  MfSmtpServiceConfig config = { .host_name = "mail.b.example", .protocol = MF_PROTOCOL_SMTP };
  MfSmtpDeliveryConfig delivery_config = { .client.helo_name = "mail.a.example",
                                           .client.pipelining = pipelining,
                                           .host = "198.51.100.25",
                                           .port = 25 };
  g_autoptr (MfAddress) from = mf_address_new ("alice", "a.example");
  g_autoptr (MfAddress) to = mf_address_new ("bob", "b.example");
  Bench bench = { .n_left = N_MESSAGES, .envelope = mf_envelope_new (from) };
  MfService *service;
  MfSmtpDelivery *delivery;
  gint64 start_us;
  double seconds;
  guint n;

  playground_init (&bench.ground);
  bench.message = g_bytes_new_static (letter, strlen (letter));
  mf_envelope_add_recipient (bench.envelope, to);
  service = mf_smtp_service_new (&bench.ground.sites[PLAYGROUND_MAIL_B], &config, &policy, &bench);
  mf_service_listen (service, NULL, 25, NULL);
  delivery = mf_smtp_delivery_new (&bench.ground.sites[PLAYGROUND_MAIL_A], &delivery_config,
                                   &listener, &bench);

  start_us = g_get_monotonic_time ();
  n = run (&bench);
  seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;

  mf_smtp_delivery_free (delivery);
  mf_service_free (service);
  playground_clear (&bench.ground);
  mf_envelope_unref (bench.envelope);
  g_bytes_unref (bench.message);
  return n / seconds;
}

int
main (void)
{
  g_print ("relay, one unit at a time: %.0f units/s\n", measure (FALSE));
  g_print ("relay, pipelined: %.0f units/s\n", measure (TRUE));
  return 0;
}
