/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "base/mf-address.h"
#include "base/mf-envelope.h"
#include "proto/smtp/mf-smtp-reply.h"
#include "proto/smtp/mf-smtp-server.h"

#include <string.h>

/* The first byte says what kind of server; the rest is what a client says. */
#define SUBMISSION 1
#define SMALL 2
#define REFUSING 4
#define OBSTINATE 8

typedef struct
{
  MfSmtpServer *server;
  guint8 flags;
  GString *events;
  GString *message;
  GString *output;
  gboolean closed;
} Session;

/* An obstinate driver refuses by what is asked, so that all ways are gone. */
static void
answer (Session *session, const char *what)
{
  static const guint codes[] = { 0, 250, 251, 450, 451, 550, 552, 421 };
  MfSmtpVerdict verdict = { 0 };

  if (session->flags & OBSTINATE)
    verdict.code = codes[g_str_hash (what) % G_N_ELEMENTS (codes)];
  mf_smtp_server_answer (session->server, &verdict);
}

/* What was taken for a message has clean line ends. */
static void
check_message (const GString *message)
{
  for (gsize i = 0; i < message->len; i++)
    {
      if (message->str[i] == '\n')
        g_assert_true (i > 0 && message->str[i - 1] == '\r');
      if (message->str[i] == '\r')
        g_assert_true (i + 1 < message->len && message->str[i + 1] == '\n');
    }
  g_assert_true (message->len == 0 || message->str[message->len - 1] == '\n');
}

static void
ask (Session *session, const MfSmtpServerEvent *event)
{
  g_assert_false (mf_smtp_server_wants_input (session->server));

  switch (event->kind)
    {
    case MF_SMTP_SERVER_ASK_AUTH:
      g_assert_true (session->flags & SUBMISSION);
      g_assert_true (g_utf8_validate (event->username, -1, NULL) && event->username[0]);
      g_string_append_printf (session->events, "%s %s\n", event->username,
                              mf_secret_reveal (event->password));
      answer (session, event->username);
      break;
    case MF_SMTP_SERVER_ASK_RECIPIENT:
      g_string_append_printf (session->events, "%s\n", mf_address_get_text (event->recipient));
      answer (session, mf_address_get_text (event->recipient));
      break;
    case MF_SMTP_SERVER_ASK_VERIFY:
      g_string_append_printf (session->events, "%s\n", event->text);
      answer (session, event->text);
      break;
    case MF_SMTP_SERVER_ASK_MESSAGE:
      g_assert_cmpuint (event->envelope->recipients->len, >, 0);
      check_message (session->message);
      g_string_append_len (session->events, session->message->str, (gssize) session->message->len);
      answer (session, session->message->str);
      break;
    case MF_SMTP_SERVER_ASK_SENDER:
    default:
      g_assert_true (!(session->flags & SUBMISSION) ||
                     mf_smtp_server_get_username (session->server));
      answer (session,
              event->envelope->sender ? mf_address_get_text (event->envelope->sender) : "");
      break;
    }
}

static void
drain (Session *session)
{
  MfSmtpServerEvent event;
  g_autoptr (GBytes) bytes = NULL;

  while (mf_smtp_server_next (session->server, &event))
    {
      g_assert_false (session->closed);
      if (event.kind != MF_SMTP_SERVER_MESSAGE_DATA)
        g_string_append_printf (session->events, "%d ", event.kind);

      if (event.kind < MF_SMTP_SERVER_MESSAGE_BEGIN || event.kind == MF_SMTP_SERVER_ASK_MESSAGE)
        ask (session, &event);
      else if (event.kind == MF_SMTP_SERVER_MESSAGE_BEGIN)
        g_string_truncate (session->message, 0);
      else if (event.kind == MF_SMTP_SERVER_MESSAGE_DATA)
        g_string_append_len (session->message, (const char *) event.data, (gssize) event.length);
      else if (event.kind == MF_SMTP_SERVER_CLOSE)
        session->closed = TRUE;
    }

  bytes = mf_smtp_server_take_output (session->server);
  if (bytes)
    g_string_append_len (session->output, g_bytes_get_data (bytes, NULL),
                         (gssize) g_bytes_get_size (bytes));
}

/* All that a server says is replies. */
static void
check_output (const GString *output)
{
  for (gsize at = 0; at < output->len;)
    {
      const char *end = strstr (output->str + at, "\r\n");
      MfSmtpReplyLine reply;
      gsize length;

      g_assert_nonnull (end);
      length = (gsize) (end - output->str) - at;
      g_assert_cmpuint (length, <=, 510);
      g_assert_true (mf_smtp_reply_line_parse (output->str + at, length, &reply));
      at += length + 2;
    }
}

/* Plays the dialogue in pieces of @step bytes; returns all that happened. */
static char *
play (guint8 flags, const guint8 *data, gsize size, gsize step)
{
  MfSmtpServerConfig config = {
    .host_name = "b.example",
    .submission = (flags & SUBMISSION) != 0,
    .max_size = flags & SMALL ? 50 : 0,
    .max_recipients = flags & SMALL ? 2 : 0,
    .refuse = flags & REFUSING ? "No SMTP service here" : NULL,
  };
  Session session = {
    .server = mf_smtp_server_new (&config, 0),
    .flags = flags,
    .events = g_string_new (NULL),
    .message = g_string_new (NULL),
    .output = g_string_new (NULL),
  };

  for (gsize at = 0; at < size; at += step)
    {
      mf_smtp_server_feed (session.server, data + at, MIN (step, size - at));
      drain (&session);
    }
  mf_smtp_server_feed_end (session.server);
  drain (&session);

  g_assert_true (session.closed);
  g_assert_cmpuint (session.message->len, <=, size);
  check_output (session.output);
  g_string_append_len (session.events, session.output->str, (gssize) session.output->len);

  mf_smtp_server_free (session.server);
  g_string_free (session.message, TRUE);
  g_string_free (session.output, TRUE);
  return g_string_free_and_steal (session.events);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = NULL;
  g_autofree char *bytewise = NULL;
  g_autofree char *fives = NULL;

  if (size < 2)
    return 0;

  whole = play (data[0], data + 1, size - 1, size);
  bytewise = play (data[0], data + 1, size - 1, 1);
  fives = play (data[0], data + 1, size - 1, 5);
  g_assert_cmpstr (whole, ==, bytewise);
  g_assert_cmpstr (whole, ==, fives);
  return 0;
}
