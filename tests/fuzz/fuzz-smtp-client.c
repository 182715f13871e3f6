/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-client.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* The first byte says what the client wants; the rest is what a server says. */
#define PIPELINING 1
#define AUTHENTICATE 2
#define EIGHT_BIT 4

#define N_MESSAGES 3
#define N_RECIPIENTS 2

typedef struct
{
  MfSmtpClient *client;
  GString *output;
  GString *events;
  guint n_results;
  gboolean closed;
} Session;

static void
add_messages (Session *session, guint8 flags)
{
  g_autoptr (MfAddress) a = mf_address_new ("a", "a.example");
  g_autoptr (MfAddress) b = mf_address_new ("b c", "b.example");
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (a);
  g_autoptr (GBytes) plain = g_bytes_new_static (".x\r\n.\r\n", 7);
  g_autoptr (GBytes) eight_bit = g_bytes_new_static ("\xc3\xbc", 2);

  mf_envelope_add_recipient (envelope, a);
  mf_envelope_add_recipient (envelope, b);
  for (guint i = 0; i < N_MESSAGES; i++)
    mf_smtp_client_add_message (session->client, envelope,
                                i == 1 && (flags & EIGHT_BIT) ? eight_bit : plain,
                                GUINT_TO_POINTER (i));
  mf_smtp_client_finish (session->client);
}

static void
write_event (Session *session, const MfSmtpClientEvent *event)
{
  g_assert_false (session->closed);
  g_string_append_printf (session->events, "%d", event->kind);

  if (event->kind == MF_SMTP_CLIENT_RESULT)
    {
      g_assert_cmpuint (event->n_outcomes, ==, N_RECIPIENTS);
      session->n_results++;
      for (guint i = 0; i < event->n_outcomes; i++)
        {
          const MfSmtpOutcome *outcome = &event->outcomes[i];

          g_assert_nonnull (outcome->command);
          g_assert_true (outcome->code == 0 || (outcome->code >= 200 && outcome->code < 600));
          g_assert_true (g_utf8_validate (outcome->text, -1, NULL));
          g_string_append_printf (session->events, " %u %s %s %s", outcome->code,
                                  outcome->enhanced ? outcome->enhanced : "-", outcome->text,
                                  outcome->command);
        }
    }
  else if (event->kind == MF_SMTP_CLIENT_FAILED)
    {
      g_assert_cmpuint (session->n_results, ==, N_MESSAGES);
      g_string_append (session->events, event->error->message);
    }
  else if (event->kind == MF_SMTP_CLIENT_CLOSE)
    session->closed = TRUE;

  g_string_append_c (session->events, '\n');
}

static void
drain (Session *session)
{
  MfSmtpClientEvent event;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GBytes) bytes = NULL;

      more = FALSE;
      while (mf_smtp_client_next (session->client, &event))
        write_event (session, &event);

      bytes = mf_smtp_client_take_output (session->client);
      if (bytes)
        {
          g_assert_cmpuint (g_bytes_get_size (bytes), <=, MF_LIMIT_OUTPUT_CHUNK);
          g_string_append_len (session->output, g_bytes_get_data (bytes, NULL),
                               (gssize) g_bytes_get_size (bytes));
          more = TRUE;
        }
    }
}

/* Plays the dialogue in pieces of @step bytes; returns all that happened. */
static char *
play (guint8 flags, const guint8 *data, gsize size, gsize step)
{
  g_autoptr (MfSecret) password = mf_secret_new ("s3cret", -1);
  MfSmtpClientConfig config = {
    .helo_name = "a.example",
    .username = flags & AUTHENTICATE ? "alice" : NULL,
    .password = flags & AUTHENTICATE ? password : NULL,
    .pipelining = (flags & PIPELINING) != 0,
  };
  Session session = {
    .client = mf_smtp_client_new (&config, 0),
    .output = g_string_new (NULL),
    .events = g_string_new (NULL),
  };

  add_messages (&session, flags);
  drain (&session);
  for (gsize at = 0; at < size; at += step)
    {
      mf_smtp_client_feed (session.client, data + at, MIN (step, size - at));
      drain (&session);
    }
  mf_smtp_client_feed_end (session.client);
  drain (&session);

  g_assert_true (session.closed);
  g_assert_cmpuint (session.n_results, ==, N_MESSAGES);
  for (gsize i = 0; i < session.output->len; i++)
    if (session.output->str[i] == '\n')
      g_assert_true (i > 0 && session.output->str[i - 1] == '\r');

  g_string_append (session.events, session.output->str);
  mf_smtp_client_free (session.client);
  g_string_free (session.output, TRUE);
  return g_string_free_and_steal (session.events);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = NULL;
  g_autofree char *bytewise = NULL;
  g_autofree char *fives = NULL;

  if (size < 1)
    return 0;

  whole = play (data[0], data + 1, size - 1, size);
  bytewise = play (data[0], data + 1, size - 1, 1);
  fives = play (data[0], data + 1, size - 1, 5);
  g_assert_cmpstr (whole, ==, bytewise);
  g_assert_cmpstr (whole, ==, fives);
  return 0;
}
