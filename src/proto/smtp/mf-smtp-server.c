/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-server-private.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-reply.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* "An SMTP server SHOULD have a timeout of at least 5 minutes while it is
 * awaiting the next command from the sender" (RFC 5321 section 4.5.3.2.7). */
#define TIMEOUT_US (5 * 60 * G_USEC_PER_SEC)

#define AUTH_STATES                                                                                \
  (MF_SMTP_SERVER_AUTH_PLAIN | MF_SMTP_SERVER_AUTH_USERNAME | MF_SMTP_SERVER_AUTH_PASSWORD)

/* RFC 5321 section 4.5.3.1.8. */
#define LEAST_MAX_RECIPIENTS 100

/* The one place where the state changes. */
void
mf_smtp_server_set_state (MfSmtpServer *self, MfSmtpServerState state)
{
  if (state != MF_SMTP_SERVER_SAME)
    self->state = state;
}

void
mf_smtp_server_say (MfSmtpServer *self, guint code, const char *enhanced, const char *text)
{
  if (strncmp (text, "%h", 2) == 0)
    {
      g_autofree char *full = g_strconcat (self->host_name, text + 2, NULL);

      /* The name is the first word of such a reply (RFC 5321 section 4.2.3),
       * so the enhanced code stands before it. */
      mf_smtp_reply_append (self->output, code, enhanced, full);
    }
  else
    mf_smtp_reply_append (self->output, code, enhanced, text);
}

void
mf_smtp_server_push_event (MfSmtpServer *self, MfSmtpServerEventKind kind)
{
  g_return_if_fail (self->n_events < MF_SMTP_MAX_EVENTS);

  self->events[self->n_events++] = (MfSmtpServerEvent) { .kind = kind, .envelope = self->envelope };
}

void
mf_smtp_server_clear_auth (MfSmtpServer *self)
{
  g_clear_pointer (&self->response, g_free);
  g_clear_pointer (&self->auth_username, g_free);
  g_clear_pointer (&self->auth_password, mf_secret_unref);
}

/* Clears the buffers of RFC 5321 section 4.1.1. */
void
mf_smtp_server_end_transaction (MfSmtpServer *self)
{
  if (self->state == MF_SMTP_SERVER_DATA && !self->aborted)
    mf_smtp_server_push_event (self, MF_SMTP_SERVER_MESSAGE_ABORTED);
  if (self->envelope)
    mf_smtp_server_push_event (self, MF_SMTP_SERVER_RESET);

  for (guint i = 0; i < self->n_events; i++)
    self->events[i].envelope = NULL;
  g_clear_pointer (&self->envelope, mf_envelope_unref);
  self->n_refused = 0;
  self->decoder = (MfDotDecoder) { 0 };
  self->data_size = 0;
  self->aborted = FALSE;
}

/**
 * mf_smtp_server_new:
 * @config: copied
 * @now_us: µs since the Unix epoch
 *
 * A server's side of one connection, without a socket, a clock or a store:
 *
 *     mf_smtp_server_feed (bytes) … while (mf_smtp_server_next (&event)) … answer …
 *     mf_smtp_server_take_output () → the socket
 *
 * The greeting is in the output at once. The table of mf-smtp-table.h is the
 * engine. One feed's replies come out in one piece (RFC 2920 section 3.2).
 *
 * Returns: (transfer full): a session that was just opened
 */
MfSmtpServer *
mf_smtp_server_new (const MfSmtpServerConfig *config, gint64 now_us)
{
  MfSmtpServer *self = g_new0 (MfSmtpServer, 1);

  self->host_name = g_strdup (config->host_name);
  self->submission = config->submission;
  self->max_size = config->max_size;
  self->max_recipients = config->max_recipients ? config->max_recipients : LEAST_MAX_RECIPIENTS;
  self->framer = mf_line_framer_new ();
  self->output = g_byte_array_new ();
  self->now_us = now_us;
  self->deadline_us = now_us + TIMEOUT_US;
  self->phase = MF_PHASE_HANDSHAKE;

  if (config->refuse)
    mf_smtp_server_say (self, 554, NULL, config->refuse);
  else
    mf_smtp_server_say (self, 220, NULL, "%h ESMTP Mailflow");
  mf_smtp_server_set_state (self,
                            config->refuse ? MF_SMTP_SERVER_REFUSING : MF_SMTP_SERVER_GREETED);
  return self;
}

void
mf_smtp_server_free (MfSmtpServer *self)
{
  if (self == NULL)
    return;

  mf_smtp_server_clear_auth (self);
  mf_smtp_command_clear (&self->command);
  g_clear_pointer (&self->envelope, mf_envelope_unref);
  g_clear_pointer (&self->framer, mf_line_framer_free);
  g_byte_array_unref (self->output);
  g_free (self->text);
  g_free (self->helo);
  g_free (self->username);
  g_free (self->host_name);
  g_free (self);
}

/**
 * mf_smtp_server_feed:
 * @self: a session
 * @data: any bytes of the client, cut anywhere
 * @length: their number
 *
 * Restarts the timeout, at the time that mf_smtp_server_advance() last told.
 * What is fed while a question stands is kept; see mf_smtp_server_wants_input().
 */
void
mf_smtp_server_feed (MfSmtpServer *self, const guint8 *data, gsize length)
{
  g_return_if_fail (!self->ended);

  if (self->state == MF_SMTP_SERVER_CLOSED)
    return;

  mf_line_framer_push (self->framer, data, length);
  self->deadline_us = self->now_us + TIMEOUT_US;
}

/**
 * mf_smtp_server_feed_end:
 * @self: a session
 *
 * The client has closed, or the connection broke. What was fed before is still
 * answered; a transaction that is not complete then is forgotten, "as if a QUIT
 * had been received" (RFC 5321 section 4.1.1.5).
 */
void
mf_smtp_server_feed_end (MfSmtpServer *self)
{
  self->ended = TRUE;
}

static gsize
get_line_limit (const MfSmtpServer *self)
{
  return self->submission ? MF_LIMIT_SMTP_AUTH_LINE : MF_LIMIT_SMTP_MAIL;
}

static gboolean
process_line (MfSmtpServer *self)
{
  MfLine line;

  if (!mf_line_framer_next (self->framer, get_line_limit (self), &line))
    return FALSE;

  mf_smtp_server_run_line (self, &line);
  return TRUE;
}

/* Takes message data up to the next event. Returns whether @event is one. */
static gboolean
process_data (MfSmtpServer *self, MfSmtpServerEvent *event)
{
  gsize length;
  const guint8 *data = mf_line_framer_peek (self->framer, &length);

  while (length > 0 && self->decoder.state != MF_DOT_END)
    {
      const guint8 *piece;
      gsize piece_length;
      gsize taken = mf_dot_decoder_take (&self->decoder, data, length, &piece, &piece_length);

      mf_line_framer_consume (self->framer, taken);
      data += taken;
      length -= taken;
      self->data_size += piece_length;

      if (self->aborted)
        continue;

      if (self->decoder.faults || (self->max_size > 0 && self->data_size > self->max_size))
        {
          self->aborted = TRUE;
          *event = (MfSmtpServerEvent) { .kind = MF_SMTP_SERVER_MESSAGE_ABORTED,
                                         .envelope = self->envelope };
          return TRUE;
        }

      if (piece_length > 0)
        {
          *event = (MfSmtpServerEvent) { .kind = MF_SMTP_SERVER_MESSAGE_DATA,
                                         .envelope = self->envelope,
                                         .data = piece,
                                         .length = piece_length };
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * mf_smtp_server_next:
 * @self: a session
 * @event: (out caller-allocates): what has happened or is asked
 *
 * Returns: whether there was an event; if not, there is nothing to do but to
 *   send the output, answer the question that stands, and feed more
 */
gboolean
mf_smtp_server_next (MfSmtpServer *self, MfSmtpServerEvent *event)
{
  while (TRUE)
    {
      if (self->n_events > 0)
        {
          *event = self->events[0];
          self->n_events--;
          memmove (self->events, self->events + 1, self->n_events * sizeof *event);
          return TRUE;
        }

      if (self->question || self->state == MF_SMTP_SERVER_CLOSED)
        return FALSE;

      if (self->state == MF_SMTP_SERVER_DATA)
        {
          if (process_data (self, event))
            return TRUE;
          if (self->decoder.state == MF_DOT_END)
            {
              mf_smtp_server_run (self, MF_SMTP_INPUT_END_OF_DATA);
              continue;
            }
        }
      else if (process_line (self))
        continue;

      if (!self->ended)
        return FALSE;
      mf_smtp_server_run (self, MF_SMTP_INPUT_END);
    }
}

static void
accept_question (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  switch (row->action)
    {
    case MF_SMTP_DO_ASK_SENDER:
      break;
    case MF_SMTP_DO_ASK_RECIPIENT:
      mf_envelope_add_recipient (self->envelope, self->command.address);
      break;
    case MF_SMTP_DO_ASK_AUTH:
      self->username = g_steal_pointer (&self->auth_username);
      break;
    default:
      break;
    }
}

static void
refuse_question (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  if (row->action == MF_SMTP_DO_ASK_SENDER)
    g_clear_pointer (&self->envelope, mf_envelope_unref);
  else if (row->action == MF_SMTP_DO_ASK_RECIPIENT)
    self->n_refused++;
}

static const char *
get_default_enhanced (guint code)
{
  return code < 300 ? "2.0.0" : code < 500 ? "4.0.0" : "5.0.0";
}

/**
 * mf_smtp_server_answer:
 * @self: a session whose question stands
 * @verdict: 2yz or 0 agrees, 4yz and 5yz refuse; 421 refuses and closes
 *
 * Answers the question that mf_smtp_server_next() asked. What is %NULL in
 * @verdict comes from the machine.
 */
void
mf_smtp_server_answer (MfSmtpServer *self, const MfSmtpVerdict *verdict)
{
  const MfSmtpServerRow *row = self->question;
  guint code = verdict->code;
  gboolean agreed = code == 0 || (code >= 200 && code < 300);

  g_return_if_fail (row != NULL);
  g_return_if_fail (agreed || (code >= 400 && code < 600));

  self->question = NULL;
  self->deadline_us = self->now_us + TIMEOUT_US;

  if (agreed)
    {
      accept_question (self, row);
      mf_smtp_server_say (self, code ? code : row->code,
                          verdict->enhanced ? verdict->enhanced : row->enhanced,
                          verdict->text ? verdict->text : row->text);
    }
  else
    {
      refuse_question (self, row);
      mf_smtp_server_say (self, code,
                          verdict->enhanced ? verdict->enhanced : get_default_enhanced (code),
                          verdict->text ? verdict->text : "Refused");
    }

  /* The message's fate is told: nothing is left to abort. */
  if (row->action == MF_SMTP_DO_ASK_MESSAGE)
    self->aborted = TRUE;
  if (row->action == MF_SMTP_DO_ASK_MESSAGE || code == 421)
    mf_smtp_server_end_transaction (self);
  mf_smtp_server_clear_auth (self);
  g_clear_pointer (&self->text, g_free);

  mf_smtp_server_set_state (self, agreed ? row->next : row->refused);
  if (code == 421)
    {
      self->phase = MF_PHASE_CLOSURE;
      mf_smtp_server_set_state (self, MF_SMTP_SERVER_CLOSED);
      mf_smtp_server_push_event (self, MF_SMTP_SERVER_CLOSE);
    }
  else if (self->shut_down)
    mf_smtp_server_run (self, MF_SMTP_INPUT_SHUT_DOWN);
}

/**
 * mf_smtp_server_take_output:
 * @self: a session
 *
 * Returns: (nullable) (transfer full): what to send now, or %NULL if nothing
 */
GBytes *
mf_smtp_server_take_output (MfSmtpServer *self)
{
  GBytes *bytes;

  if (self->output->len == 0)
    return NULL;

  bytes = g_bytes_new (self->output->data, self->output->len);
  g_byte_array_set_size (self->output, 0);
  return bytes;
}

/**
 * mf_smtp_server_wants_input:
 * @self: a session
 *
 * Returns: whether the driver should read from the client; not while a question
 *   stands, so that what is buffered stays bounded by one read
 */
gboolean
mf_smtp_server_wants_input (const MfSmtpServer *self)
{
  return self->question == NULL && self->n_events == 0 && !self->ended &&
         self->state != MF_SMTP_SERVER_CLOSED;
}

/**
 * mf_smtp_server_get_deadline:
 * @self: a session
 *
 * Returns: when the client's time runs out (RFC 5321 section 4.5.3.2.7), µs since
 *   the Unix epoch; G_MAXINT64 while it is not the client's turn
 */
gint64
mf_smtp_server_get_deadline (const MfSmtpServer *self)
{
  return mf_smtp_server_wants_input (self) ? self->deadline_us : G_MAXINT64;
}

/**
 * mf_smtp_server_advance:
 * @self: a session
 * @now_us: µs since the Unix epoch
 *
 * Tells the time: before each feed and answer, and at the deadline, where it
 * makes the session end with 421.
 */
void
mf_smtp_server_advance (MfSmtpServer *self, gint64 now_us)
{
  self->now_us = MAX (self->now_us, now_us);
  if (self->now_us >= mf_smtp_server_get_deadline (self))
    mf_smtp_server_run (self, MF_SMTP_INPUT_TIMEOUT);
}

/**
 * mf_smtp_server_shut_down:
 * @self: a session
 *
 * The server must stop: 421, as "a reply to any command" (RFC 5321 section
 * 3.8). A question that stands is still to be answered, so that a message that
 * is being stored gets its reply first.
 */
void
mf_smtp_server_shut_down (MfSmtpServer *self)
{
  if (self->state == MF_SMTP_SERVER_CLOSED)
    return;

  if (self->question)
    self->shut_down = TRUE;
  else
    mf_smtp_server_run (self, MF_SMTP_INPUT_SHUT_DOWN);
}

/**
 * mf_smtp_server_get_phase:
 * @self: a session
 *
 * Returns: handshake, transfer or closure
 */
MfPhase
mf_smtp_server_get_phase (const MfSmtpServer *self)
{
  return self->phase;
}

/**
 * mf_smtp_server_get_username:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): who has authenticated
 */
const char *
mf_smtp_server_get_username (const MfSmtpServer *self)
{
  return self->username;
}
