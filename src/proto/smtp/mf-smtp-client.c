/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-client-private.h"

#include "base/mf-address.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* While message data goes out: RFC 5321 section 4.5.3.2.5. */
#define DATA_BLOCK_TIMEOUT_US (3 * 60 * G_GINT64_CONSTANT (1000000))

/**
 * mf_smtp_client_new:
 * @config: copied
 * @now_us: µs since the Unix epoch
 *
 * A client's side of one connection, without a socket or a clock. It is given
 * messages and makes the dialogue: one transaction after another, pipelined
 * where that is wished and offered, with the fate of each recipient.
 *
 *     mf_smtp_client_add_message () … mf_smtp_client_finish ()
 *     mf_smtp_client_feed (bytes) … while (mf_smtp_client_next (&event)) …
 *     while ((bytes = mf_smtp_client_take_output ())) → the socket
 *
 * Returns: (transfer full): a session that waits for the greeting
 */
MfSmtpClient *
mf_smtp_client_new (const MfSmtpClientConfig *config, gint64 now_us)
{
  MfSmtpClient *self = g_new0 (MfSmtpClient, 1);

  self->helo_name = g_strdup (config->helo_name);
  self->username = g_strdup (config->username);
  self->password = config->password ? mf_secret_ref (config->password) : NULL;
  self->pipelining = config->pipelining;
  self->framer = mf_line_framer_new ();
  self->output = g_byte_array_new ();
  self->expected = g_array_new (FALSE, FALSE, sizeof (MfSmtpExpected));
  self->reply_text = g_string_new (NULL);
  self->now_us = self->progress_us = now_us;
  self->phase = MF_PHASE_HANDSHAKE;
  g_queue_init (&self->waiting);
  g_queue_init (&self->done);
  mf_smtp_client_expect (self, MF_SMTP_AWAIT_GREETING, 0);
  return self;
}

void
mf_smtp_client_free (MfSmtpClient *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->waiting, (GDestroyNotify) mf_smtp_outgoing_free);
  g_queue_clear_full (&self->done, (GDestroyNotify) mf_smtp_outgoing_free);
  g_clear_pointer (&self->current, mf_smtp_outgoing_free);
  g_clear_pointer (&self->told, mf_smtp_outgoing_free);
  g_clear_pointer (&self->password, mf_secret_unref);
  g_clear_error (&self->error);
  mf_line_framer_free (self->framer);
  g_byte_array_unref (self->output);
  g_array_unref (self->expected);
  g_string_free (self->reply_text, TRUE);
  g_free (self->reply_enhanced);
  g_free (self->failure.enhanced);
  g_free (self->failure.text);
  g_free (self->helo_name);
  g_free (self->username);
  g_free (self);
}

/**
 * mf_smtp_client_add_message:
 * @self: a session
 * @envelope: whom it comes from and goes to; a reference is taken
 * @message: the letter, header and body, its line ends CRLF; a reference is taken
 * @tag: the caller's name for it, comes back with the result
 *
 * Queues a message for this connection; call mf_smtp_client_next() after it.
 * Nothing in @message is changed but for the dots (RFC 5321 section 4.5.2) and a
 * CRLF if it does not end with one. A message with a bare CR or LF fails with
 * 5.6.0, one with 8-bit octets for a peer without 8BITMIME with 5.6.3, one
 * larger than the peer's SIZE with 5.3.4, and the peer never hears of it. In a
 * session that has failed it fails at once.
 */
void
mf_smtp_client_add_message (MfSmtpClient *self, MfEnvelope *envelope, GBytes *message, gpointer tag)
{
  MfSmtpOutgoing *outgoing = mf_smtp_outgoing_new (envelope, message, tag);

  self->idle_told = FALSE;
  if (self->error || self->quitting || self->closed)
    {
      mf_smtp_outgoing_decide_all (outgoing, self->failure.code, self->failure.enhanced,
                                   self->failure.text ? self->failure.text : "Session is over",
                                   self->failure.command ? self->failure.command : "");
      g_queue_push_tail (&self->done, outgoing);
    }
  else
    g_queue_push_tail (&self->waiting, outgoing);
}

/**
 * mf_smtp_client_finish:
 * @self: a session
 *
 * No message will be added: QUIT when all are done. Call mf_smtp_client_next()
 * after it.
 */
void
mf_smtp_client_finish (MfSmtpClient *self)
{
  self->finishing = TRUE;
}

/**
 * mf_smtp_client_feed:
 * @self: a session
 * @data: any bytes of the peer, cut anywhere
 * @length: their number
 */
void
mf_smtp_client_feed (MfSmtpClient *self, const guint8 *data, gsize length)
{
  g_return_if_fail (!self->ended);

  if (self->closed || self->closing)
    return;

  mf_line_framer_push (self->framer, data, length);
  self->progress_us = self->now_us;
}

/**
 * mf_smtp_client_feed_end:
 * @self: a session
 *
 * The peer has closed, or the connection broke. Messages without a reply have
 * failed for now (outcome 0), since nobody took responsibility.
 */
void
mf_smtp_client_feed_end (MfSmtpClient *self)
{
  self->ended = TRUE;
}

void
mf_smtp_client_expect (MfSmtpClient *self, MfSmtpAwait await, guint recipient)
{
  MfSmtpExpected expected = { .await = await, .recipient = recipient };

  g_array_append_val (self->expected, expected);
}

void
mf_smtp_client_say (MfSmtpClient *self, MfSmtpVerb verb, const char *argument, MfSmtpAwait await)
{
  self->phase = mf_smtp_verb_get_phase (verb, self->phase);
  self->progress_us = self->now_us;
  mf_smtp_append_command (self->output, verb, argument);
  mf_smtp_client_expect (self, await, 0);
}

void
mf_smtp_client_quit (MfSmtpClient *self)
{
  self->quitting = TRUE;
  mf_smtp_client_say (self, MF_SMTP_VERB_QUIT, NULL, MF_SMTP_AWAIT_QUIT);
}

static void
fail_message (MfSmtpClient *self, MfSmtpOutgoing *outgoing)
{
  mf_smtp_outgoing_decide_all (outgoing, self->failure.code, self->failure.enhanced,
                               self->failure.text, self->failure.command);
  g_queue_push_tail (&self->done, outgoing);
}

/* Ends the session for all messages. The outcome's parts are what each
 * undecided recipient fares. */
void
mf_smtp_client_fail (MfSmtpClient *self,
                     GError *error,
                     guint code,
                     const char *enhanced,
                     const char *text,
                     const char *command)
{
  MfSmtpOutgoing *outgoing;

  if (self->error)
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  self->failure = (MfSmtpOutcome) {
    .code = code, .enhanced = g_strdup (enhanced), .text = g_strdup (text), .command = command
  };
  self->sending = FALSE;
  if (self->current)
    fail_message (self, g_steal_pointer (&self->current));
  while ((outgoing = g_queue_pop_head (&self->waiting)))
    fail_message (self, outgoing);
}

static void
lose_connection (MfSmtpClient *self, MfProtocolErrorCode code, const char *text)
{
  MfSmtpAwait await = self->expected->len ? g_array_index (self->expected, MfSmtpExpected, 0).await
                                          : MF_SMTP_AWAIT_NOTHING;
  const MfSmtpAwaitInfo *info = mf_smtp_await_get_info (await);

  /* Once QUIT is said nothing can be lost. */
  if (!self->quitting)
    mf_smtp_client_fail (self, mf_protocol_error_new (code, info->rfc, MF_SPAN (0, 0), "%s", text),
                         0, NULL, text, info->name);
  self->closing = TRUE;
}

/* A reply that comes before the message is out must wait for that: the peer
 * hears the whole message in any case. */
static gboolean
may_read (const MfSmtpClient *self)
{
  return !self->closing && (!self->sending || self->ended);
}

/* No reply is awaited: it is the client's turn. */
static gboolean
is_between (const MfSmtpClient *self)
{
  return self->expected->len == 0 && !self->sending && !self->quitting && !self->closing;
}

static gboolean
tell (MfSmtpClient *self, MfSmtpClientEvent *event)
{
  *event = (MfSmtpClientEvent) { 0 };

  if ((self->told = g_queue_pop_head (&self->done)))
    {
      event->kind = MF_SMTP_CLIENT_RESULT;
      event->tag = self->told->tag;
      event->outcomes = self->told->outcomes;
      event->n_outcomes = self->told->n_outcomes;
      return TRUE;
    }

  if (self->error && !self->error_told)
    {
      self->error_told = TRUE;
      event->kind = MF_SMTP_CLIENT_FAILED;
      event->error = self->error;
      return TRUE;
    }

  if (self->closing && !self->closed)
    {
      self->closed = TRUE;
      self->phase = MF_PHASE_CLOSURE;
      event->kind = MF_SMTP_CLIENT_CLOSE;
      return TRUE;
    }

  return FALSE;
}

/* Between two transactions. Returns whether there was something to do. */
static gboolean
go_on (MfSmtpClient *self)
{
  if (self->current == NULL)
    self->current = g_queue_pop_head (&self->waiting);

  if (self->current)
    mf_smtp_client_begin_message (self);
  else if (self->finishing || self->error)
    mf_smtp_client_quit (self);
  else
    return FALSE;

  return TRUE;
}

/**
 * mf_smtp_client_next:
 * @self: a session
 * @event: (out caller-allocates): what has happened
 *
 * Returns: whether there was an event; if not, there is nothing to do but to
 *   send the output and feed more
 */
gboolean
mf_smtp_client_next (MfSmtpClient *self, MfSmtpClientEvent *event)
{
  MfLine line;

  g_clear_pointer (&self->told, mf_smtp_outgoing_free);

  while (TRUE)
    {
      if (tell (self, event))
        return TRUE;
      if (self->closed)
        return FALSE;

      if (is_between (self))
        {
          if (go_on (self))
            continue;
          if (!self->idle_told)
            {
              self->idle_told = TRUE;
              *event = (MfSmtpClientEvent) { .kind = MF_SMTP_CLIENT_IDLE };
              return TRUE;
            }
        }

      if (may_read (self) && mf_line_framer_next (self->framer, MF_LIMIT_SMTP_REPLY_LINE, &line))
        mf_smtp_client_read_line (self, &line);
      else if (self->ended && !self->closing)
        lose_connection (self, MF_PROTOCOL_ERROR_CLOSED, "Connection lost");
      else
        return FALSE;
    }
}

/**
 * mf_smtp_client_take_output:
 * @self: a session
 *
 * Returns: (nullable) (transfer full): what to send now, at most
 *   MF_LIMIT_OUTPUT_CHUNK octets, or %NULL if nothing. Call it until it is %NULL,
 *   as fast as the connection takes it: a message is never copied whole.
 */
GBytes *
mf_smtp_client_take_output (MfSmtpClient *self)
{
  guint length = MIN (self->output->len, MF_LIMIT_OUTPUT_CHUNK);
  gboolean done;
  GBytes *bytes;

  if (length > 0)
    {
      bytes = g_bytes_new (self->output->data, length);
      g_byte_array_remove_range (self->output, 0, length);
    }
  else if (self->sending && self->current)
    {
      bytes = mf_smtp_outgoing_take (self->current, &done);
      self->sending = !done;
    }
  else
    return NULL;

  self->progress_us = self->now_us;
  return bytes;
}

/**
 * mf_smtp_client_get_deadline:
 * @self: a session
 *
 * Returns: when the peer's time for the awaited reply runs out (RFC 5321 section
 *   4.5.3.2), µs since the Unix epoch; G_MAXINT64 if none is awaited
 */
gint64
mf_smtp_client_get_deadline (const MfSmtpClient *self)
{
  MfSmtpAwait await;

  if (self->expected->len == 0 || self->closing)
    return G_MAXINT64;
  if (self->sending)
    return self->progress_us + DATA_BLOCK_TIMEOUT_US;

  await = g_array_index (self->expected, MfSmtpExpected, 0).await;
  return self->progress_us + mf_smtp_await_get_info (await)->timeout_us;
}

/**
 * mf_smtp_client_advance:
 * @self: a session
 * @now_us: µs since the Unix epoch
 *
 * Tells the time: before each feed, when output was taken, and at the deadline,
 * where it makes the session fail.
 */
void
mf_smtp_client_advance (MfSmtpClient *self, gint64 now_us)
{
  self->now_us = MAX (self->now_us, now_us);
  if (self->now_us >= mf_smtp_client_get_deadline (self))
    lose_connection (self, MF_PROTOCOL_ERROR_TIMEOUT, "Timeout");
}

/**
 * mf_smtp_client_get_phase:
 * @self: a session
 *
 * Returns: handshake, transfer or closure
 */
MfPhase
mf_smtp_client_get_phase (const MfSmtpClient *self)
{
  return self->phase;
}
