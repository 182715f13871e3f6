/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-client-private.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-auth.h"
#include "proto/smtp/mf-smtp-reply.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* What the client says, and what each reply makes of it.
 *
 *     C: MAIL                S: 250 → RCPT, or the message has failed
 *     C: RCPT … RCPT         S: 250 or not, for each
 *     C: DATA                S: 354 → the message, if anyone will have it
 *     C: message, end mark   S: 250 → the peer is responsible
 *
 * Pipelined, MAIL to DATA are said at once and the replies are counted off
 * (RFC 2920 section 3.1). */

/* How much of a reply's text is kept: far more than a person reads. */
#define MAX_REPLY_TEXT 4096

static void
finish_message (MfSmtpClient *self)
{
  g_queue_push_tail (&self->done, g_steal_pointer (&self->current));
}

static void
say_rcpt (MfSmtpClient *self, guint recipient)
{
  MfSmtpOutgoing *current = self->current;

  mf_smtp_append_rcpt (self->output, g_ptr_array_index (current->envelope->recipients, recipient));
  mf_smtp_client_expect (self, MF_SMTP_AWAIT_RCPT, recipient);
  self->progress_us = self->now_us;
}

/* Says the next RCPT, skipping who cannot be said. Returns whether there was one. */
static gboolean
say_next_rcpt (MfSmtpClient *self)
{
  MfSmtpOutgoing *current = self->current;

  while (current->n_asked < current->n_outcomes)
    {
      guint recipient = current->n_asked++;

      if (!mf_smtp_outgoing_is_decided (current, recipient))
        {
          say_rcpt (self, recipient);
          return TRUE;
        }
    }

  return FALSE;
}

/* What the message itself rules out with this peer. */
static void
check_message (MfSmtpClient *self)
{
  MfSmtpOutgoing *current = self->current;
  gsize size = g_bytes_get_size (current->bytes);

  if (mf_smtp_outgoing_has_bare_line_end (current))
    mf_smtp_outgoing_decide_all (current, 554, "5.6.0", "Message has a bare CR or LF", "MAIL");
  if (current->has_8bit && !self->offers_8bitmime)
    mf_smtp_outgoing_decide_all (current, 554, "5.6.3",
                                 "Message has 8-bit octets, and the peer does not offer 8BITMIME",
                                 "MAIL");
  if (self->max_size > 0 && size > self->max_size)
    mf_smtp_outgoing_decide_all (current, 552, "5.3.4",
                                 "Message is larger than the peer's fixed maximum message size",
                                 "MAIL");
  mf_smtp_outgoing_check_addresses (current);
}

static gboolean
all_decided (const MfSmtpOutgoing *outgoing)
{
  for (guint i = 0; i < outgoing->n_outcomes; i++)
    if (!mf_smtp_outgoing_is_decided (outgoing, i))
      return FALSE;

  return TRUE;
}

void
mf_smtp_client_begin_message (MfSmtpClient *self)
{
  MfSmtpOutgoing *current = self->current;
  gboolean pipelining = self->pipelining && self->offers_pipelining;
  MfSmtpMailParameters parameters = {
    .has_size = self->offers_size,
    .size = g_bytes_get_size (current->bytes),
    .body = current->has_8bit ? MF_BODY_8BITMIME : MF_BODY_7BIT,
  };

  check_message (self);
  if (all_decided (current))
    {
      finish_message (self);
      return;
    }

  if (self->needs_reset)
    {
      self->needs_reset = FALSE;
      mf_smtp_client_say (self, MF_SMTP_VERB_RSET, NULL, MF_SMTP_AWAIT_RSET);
      if (!pipelining)
        return;
    }

  self->phase = mf_smtp_verb_get_phase (MF_SMTP_VERB_MAIL, self->phase);
  self->progress_us = self->now_us;
  mf_smtp_append_mail (self->output, current->envelope->sender, &parameters);
  mf_smtp_client_expect (self, MF_SMTP_AWAIT_MAIL, 0);
  if (!pipelining)
    return;

  while (say_next_rcpt (self))
    ;
  mf_smtp_client_say (self, MF_SMTP_VERB_DATA, NULL, MF_SMTP_AWAIT_DATA);
}

/* ehlo-line = ehlo-keyword *( SP ehlo-param ) */
static void
read_extension (MfSmtpClient *self, const char *text, gsize length)
{
  g_autofree char *line = g_ascii_strup (text, (gssize) length);
  g_auto (GStrv) words = g_strsplit_set (line, " =", -1);

  if (words[0] == NULL)
    return;

  if (strcmp (words[0], "PIPELINING") == 0)
    self->offers_pipelining = TRUE;
  else if (strcmp (words[0], "8BITMIME") == 0)
    self->offers_8bitmime = TRUE;
  else if (strcmp (words[0], "SIZE") == 0)
    {
      self->offers_size = TRUE;
      self->max_size = words[1] ? g_ascii_strtoull (words[1], NULL, 10) : 0;
    }
  else if (strcmp (words[0], "AUTH") == 0)
    {
      self->offers_plain |= g_strv_contains ((const char *const *) words, "PLAIN");
      self->offers_login |= g_strv_contains ((const char *const *) words, "LOGIN");
    }
}

static void
say_plain (MfSmtpClient *self, gboolean initial)
{
  g_autofree char *response = mf_smtp_plain_format (self->username, self->password);
  gsize length = strlen (response);

  if (initial && strlen ("AUTH PLAIN ") + length + 2 > MF_LIMIT_SMTP_COMMAND)
    mf_smtp_client_say (self, MF_SMTP_VERB_AUTH, "PLAIN", MF_SMTP_AWAIT_AUTH_PLAIN);
  else if (initial)
    {
      g_autofree char *argument = g_strconcat ("PLAIN ", response, NULL);

      mf_smtp_client_say (self, MF_SMTP_VERB_AUTH, argument, MF_SMTP_AWAIT_AUTH_RESULT);
      explicit_bzero (argument, strlen (argument));
    }
  else
    {
      g_byte_array_append (self->output, (const guint8 *) response, (guint) length);
      g_byte_array_append (self->output, (const guint8 *) "\r\n", 2);
      mf_smtp_client_expect (self, MF_SMTP_AWAIT_AUTH_RESULT, 0);
    }

  explicit_bzero (response, length);
}

static void
say_encoded (MfSmtpClient *self, const char *text, MfSmtpAwait await)
{
  g_autofree char *response = g_base64_encode ((const guchar *) text, strlen (text));

  g_byte_array_append (self->output, (const guint8 *) response, (guint) strlen (response));
  g_byte_array_append (self->output, (const guint8 *) "\r\n", 2);
  mf_smtp_client_expect (self, await, 0);
}

/* EHLO or HELO was answered. */
static void
enter (MfSmtpClient *self)
{
  static const char *const text = "The peer offers no AUTH that we know";

  if (self->username == NULL || self->password == NULL)
    return;

  if (self->offers_plain)
    say_plain (self, TRUE);
  else if (self->offers_login)
    mf_smtp_client_say (self, MF_SMTP_VERB_AUTH, "LOGIN", MF_SMTP_AWAIT_AUTH_LOGIN);
  else
    mf_smtp_client_fail (self,
                         mf_protocol_error_new (MF_PROTOCOL_ERROR_REFUSED, "RFC 4954 section 3",
                                                MF_SPAN (0, 0), "%s", text),
                         504, "5.7.4", text, "AUTH");
}

/* MAIL was accepted, or a RCPT answered: not pipelined, the next thing is due. */
static void
go_on_with_recipients (MfSmtpClient *self)
{
  if (self->expected->len > 0 || say_next_rcpt (self))
    return;

  if (self->current->n_accepted > 0)
    mf_smtp_client_say (self, MF_SMTP_VERB_DATA, NULL, MF_SMTP_AWAIT_DATA);
  else
    {
      self->needs_reset = TRUE;
      finish_message (self);
    }
}

/* The message has failed, as far as it has not been decided yet. What was
 * pipelined behind the refusal is still counted off. */
static void
refuse_message (MfSmtpClient *self, const char *command)
{
  mf_smtp_outgoing_decide_all (self->current, self->reply_code, self->reply_enhanced,
                               self->reply_text->str, command);
  self->current->n_accepted = 0;
  self->needs_reset = TRUE;
  if (self->expected->len == 0)
    finish_message (self);
}

/* 552 to RCPT is an old way to say "too many recipients", and then means
 * later (RFC 5321 section 4.5.3.1.10); but it may be about the size or the
 * mailbox too, for good (RFC 1870 section 6.4). */
static gboolean
is_too_many (const MfSmtpClient *self)
{
  return self->current && self->current->n_accepted > 0 &&
         (self->reply_enhanced == NULL || strcmp (self->reply_enhanced, "5.5.3") == 0);
}

static void
answer_recipient (MfSmtpClient *self, guint recipient, MfSmtpClientAction action)
{
  if (mf_smtp_outgoing_is_decided (self->current, recipient))
    ;
  else if (action == MF_SMTP_CLIENT_ACCEPT_RECIPIENT)
    self->current->n_accepted++;
  else if (action == MF_SMTP_CLIENT_DEFER_RECIPIENT)
    mf_smtp_outgoing_decide (self->current, recipient, 452, "4.5.3", self->reply_text->str, "RCPT");
  else
    mf_smtp_outgoing_decide (self->current, recipient, self->reply_code, self->reply_enhanced,
                             self->reply_text->str, "RCPT");

  go_on_with_recipients (self);
}

/* 354: "if the DATA command was accepted the client SMTP should send a single
 * dot" where no recipient was (RFC 2920 section 3.1). */
static void
send_message (MfSmtpClient *self)
{
  if (self->current->n_accepted > 0)
    self->sending = TRUE;
  else
    g_byte_array_append (self->output, (const guint8 *) MF_DOT_END_MARK, strlen (MF_DOT_END_MARK));

  self->progress_us = self->now_us;
  mf_smtp_client_expect (self, MF_SMTP_AWAIT_MESSAGE, 0);
}

/* The peer does not speak SMTP, or not as we do: nobody took responsibility. */
static void
confuse (MfSmtpClient *self, MfSmtpAwait await, const char *text)
{
  mf_smtp_client_fail (self,
                       mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 5321 section 4.2",
                                              MF_SPAN (0, 0), "%s", text),
                       0, NULL, text, mf_smtp_await_get_info (await)->name);
  g_array_set_size (self->expected, 0);
  self->closing = TRUE;
}

/* The reply to the end mark ends the transaction, whatever it says (RFC 5321
 * section 4.1.1.4). */
static void
deliver (MfSmtpClient *self, MfSmtpAwait await)
{
  /* It came too early and the connection is gone: only a refusal counts. */
  if (self->sending && self->reply_code < 400)
    {
      confuse (self, await, "The peer accepted a message that it has not had");
      return;
    }

  self->sending = FALSE;
  self->needs_reset = FALSE;
  mf_smtp_outgoing_decide_all (self->current, self->reply_code, self->reply_enhanced,
                               self->reply_text->str, "DATA");
  finish_message (self);
}

static void
give_up (MfSmtpClient *self, MfSmtpAwait await, const char *rfc)
{
  MfProtocolErrorCode code =
      self->reply_code < 500 ? MF_PROTOCOL_ERROR_DEFERRED : MF_PROTOCOL_ERROR_REFUSED;

  mf_smtp_client_fail (self,
                       mf_protocol_error_new (code, rfc, MF_SPAN (0, 0), "%u %s", self->reply_code,
                                              self->reply_text->str),
                       self->reply_code, self->reply_enhanced, self->reply_text->str,
                       mf_smtp_await_get_info (await)->name);
}

static void
leave (MfSmtpClient *self, MfSmtpAwait await, const char *rfc)
{
  if (await != MF_SMTP_AWAIT_QUIT)
    give_up (self, await, rfc);
  g_array_set_size (self->expected, 0);
  self->closing = TRUE;
}

static void
act (MfSmtpClient *self, const MfSmtpClientRow *row, MfSmtpExpected expected)
{
  switch (row->action)
    {
    case MF_SMTP_CLIENT_SAY_EHLO:
      mf_smtp_client_say (self, MF_SMTP_VERB_EHLO, self->helo_name, MF_SMTP_AWAIT_EHLO);
      break;
    case MF_SMTP_CLIENT_SAY_HELO:
      mf_smtp_client_say (self, MF_SMTP_VERB_HELO, self->helo_name, MF_SMTP_AWAIT_HELO);
      break;
    case MF_SMTP_CLIENT_ENTER:
      enter (self);
      break;
    case MF_SMTP_CLIENT_SAY_PLAIN:
      say_plain (self, FALSE);
      break;
    case MF_SMTP_CLIENT_SAY_USERNAME:
      say_encoded (self, self->username, MF_SMTP_AWAIT_AUTH_USERNAME);
      break;
    case MF_SMTP_CLIENT_SAY_PASSWORD:
      say_encoded (self, mf_secret_reveal (self->password), MF_SMTP_AWAIT_AUTH_RESULT);
      break;
    case MF_SMTP_CLIENT_SAY_CANCEL:
      g_byte_array_append (self->output, (const guint8 *) "*\r\n", 3);
      mf_smtp_client_expect (self, MF_SMTP_AWAIT_AUTH_RESULT, 0);
      break;
    case MF_SMTP_CLIENT_ACCEPT_SENDER:
      go_on_with_recipients (self);
      break;
    case MF_SMTP_CLIENT_REFUSE_SENDER:
      refuse_message (self, "MAIL");
      break;
    case MF_SMTP_CLIENT_ACCEPT_RECIPIENT:
    case MF_SMTP_CLIENT_REFUSE_RECIPIENT:
    case MF_SMTP_CLIENT_DEFER_RECIPIENT:
      answer_recipient (self, expected.recipient, row->action);
      break;
    case MF_SMTP_CLIENT_SEND_MESSAGE:
      send_message (self);
      break;
    case MF_SMTP_CLIENT_REFUSE_DATA:
      refuse_message (self, "DATA");
      break;
    case MF_SMTP_CLIENT_DELIVER:
      deliver (self, expected.await);
      break;
    case MF_SMTP_CLIENT_GIVE_UP:
      give_up (self, expected.await, row->rfc);
      break;
    case MF_SMTP_CLIENT_LEAVE:
      leave (self, expected.await, row->rfc);
      break;
    case MF_SMTP_CLIENT_GO_ON:
    default:
      break;
    }
}

static void
read_reply (MfSmtpClient *self)
{
  MfSmtpExpected expected = { 0 };
  const MfSmtpClientRow *row;

  if (self->expected->len > 0)
    {
      expected = g_array_index (self->expected, MfSmtpExpected, 0);
      g_array_remove_index (self->expected, 0);
    }

  row = mf_smtp_client_find_row (expected.await, self->reply_code, is_too_many (self));
  if (row)
    act (self, row, expected);
  else
    {
      g_autofree char *text =
          g_strdup_printf ("Unexpected reply: %u %s", self->reply_code, self->reply_text->str);

      confuse (self, expected.await, text);
    }
}

static void
keep_text (MfSmtpClient *self, const char *text, gsize length)
{
  g_autofree char *valid = NULL;

  if (self->reply_text->len + length > MAX_REPLY_TEXT)
    return;

  valid = g_utf8_make_valid (text, (gssize) length);
  if (self->reply_text->len > 0)
    g_string_append_c (self->reply_text, ' ');
  g_string_append (self->reply_text, valid);
}

/* One line of the peer. The last one of a reply makes the client act. */
void
mf_smtp_client_read_line (MfSmtpClient *self, const MfLine *line)
{
  MfSmtpAwait await = self->expected->len ? g_array_index (self->expected, MfSmtpExpected, 0).await
                                          : MF_SMTP_AWAIT_NOTHING;
  MfSmtpReplyLine reply;

  if (line->faults || !mf_smtp_reply_line_parse (line->text, line->length, &reply) ||
      self->reply_lines == MF_LIMIT_SMTP_REPLY_LINES)
    {
      confuse (self, await, "The peer's reply is not one");
      return;
    }

  if (self->reply_lines++ == 0)
    {
      g_string_truncate (self->reply_text, 0);
      g_clear_pointer (&self->reply_enhanced, g_free);
      if (reply.enhanced.length > 0)
        self->reply_enhanced = g_strndup (line->text + reply.enhanced.start, reply.enhanced.length);
    }
  else if (await == MF_SMTP_AWAIT_EHLO && reply.code < 300)
    read_extension (self, line->text + reply.text.start, reply.text.length);

  keep_text (self, line->text + reply.text.start, reply.text.length);
  self->reply_code = reply.code;
  if (reply.last)
    {
      self->reply_lines = 0;
      read_reply (self);
    }
}
