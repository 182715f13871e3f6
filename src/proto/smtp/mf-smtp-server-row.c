/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-server-private.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-auth.h"
#include "proto/smtp/mf-smtp-reply.h"

#include <string.h>

/* How a row of the table is chosen and carried out. */

static gboolean
argument_is (const MfSmtpServer *self, MfSpan span, const char *word)
{
  return self->line && strlen (word) == span.length &&
         g_ascii_strncasecmp (self->line + span.start, word, span.length) == 0;
}

static gboolean
is_initial (const MfSmtpServer *self, const char *mechanism, gboolean with_response)
{
  gboolean has_response = self->command.argument.length > self->mechanism.length;

  return argument_is (self, self->mechanism, mechanism) && has_response == with_response;
}

static gboolean
check_auth_guard (MfSmtpServer *self, MfSmtpServerGuard guard)
{
  switch (guard)
    {
    case MF_SMTP_GUARD_MECHANISM:
      return self->line && !argument_is (self, self->mechanism, "PLAIN") &&
             !argument_is (self, self->mechanism, "LOGIN");
    case MF_SMTP_GUARD_PLAIN:
      return is_initial (self, "PLAIN", FALSE);
    case MF_SMTP_GUARD_LOGIN:
      return is_initial (self, "LOGIN", FALSE);
    case MF_SMTP_GUARD_LOGIN_NAME:
      return is_initial (self, "LOGIN", TRUE);
    case MF_SMTP_GUARD_CANCEL:
      return self->cancelled;
    case MF_SMTP_GUARD_BASE64:
      return self->line && self->response == NULL;
    case MF_SMTP_GUARD_CREDENTIALS:
      return self->line && self->auth_password == NULL;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Without a line, a guard on the line does not hold: so asks
 * mf_smtp_server_get_legal_commands(). */
gboolean
mf_smtp_server_check_guard (MfSmtpServer *self, MfSmtpServerGuard guard)
{
  switch (guard)
    {
    case MF_SMTP_GUARD_ALWAYS:
      return TRUE;
    case MF_SMTP_GUARD_FAULT:
      return self->line && self->command.fault != MF_SMTP_FAULT_NONE;
    case MF_SMTP_GUARD_TOO_LONG:
      return self->line && self->command.fault == MF_SMTP_FAULT_LINE_TOO_LONG;
    case MF_SMTP_GUARD_NEEDS_AUTH:
      return self->submission && self->username == NULL;
    case MF_SMTP_GUARD_NO_AUTH:
      return !self->submission;
    case MF_SMTP_GUARD_AUTHENTICATED:
      return self->username != NULL;
    case MF_SMTP_GUARD_NO_EHLO:
      return !self->esmtp;
    case MF_SMTP_GUARD_SIZE:
      return self->line && self->max_size > 0 && self->parameters.size > self->max_size;
    case MF_SMTP_GUARD_RECIPIENTS:
      return self->envelope->recipients->len >= self->max_recipients;
    case MF_SMTP_GUARD_ALL_REFUSED:
      return self->n_refused > 0;
    case MF_SMTP_GUARD_BARE:
      return self->decoder.faults != 0;
    case MF_SMTP_GUARD_DATA_SIZE:
      return self->max_size > 0 && self->data_size > self->max_size;
    case MF_SMTP_GUARD_HELP_TOPIC:
      return self->line && self->command.argument.length > 0 &&
             mf_smtp_verb_find (self->line + self->command.argument.start,
                                self->command.argument.length) == MF_SMTP_VERB_UNKNOWN;
    default:
      return check_auth_guard (self, guard);
    }
}

static const MfSmtpServerRow *
find_row (MfSmtpServer *self, guint input)
{
  guint n_rows;
  const MfSmtpServerRow *rows = mf_smtp_server_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    if ((rows[i].states & self->state) && rows[i].input == input &&
        mf_smtp_server_check_guard (self, rows[i].guard))
      return &rows[i];

  return NULL;
}

/**
 * mf_smtp_server_get_legal_commands:
 * @self: a session
 * @rows: (out caller-allocates) (array length=MF_SMTP_N_VERBS): for each verb, the row that a
 *   well-formed command of it would meet now, or %NULL if that row would refuse it
 *
 * What a client may say next, why, and to which effect.
 *
 * Returns: how many verbs are legal; none while it is not the client's turn to
 *   say a command
 */
guint
mf_smtp_server_get_legal_commands (const MfSmtpServer *self,
                                   const MfSmtpServerRow *rows[MF_SMTP_N_VERBS])
{
  /* Guards only read; without a line they judge the session alone. */
  MfSmtpServer session = *self;
  guint n_legal = 0;

  session.line = NULL;
  for (guint verb = 0; verb < MF_SMTP_N_VERBS; verb++)
    {
      const MfSmtpServerRow *row = self->question ? NULL : find_row (&session, verb);

      rows[verb] = row && row->code > 0 && row->code < 400 ? row : NULL;
      n_legal += rows[verb] != NULL;
    }

  return n_legal;
}

void
mf_smtp_server_run (MfSmtpServer *self, guint input)
{
  const MfSmtpServerRow *row;

  if (input < MF_SMTP_N_VERBS)
    self->phase = mf_smtp_verb_get_phase (input, self->phase);
  if (self->state == MF_SMTP_SERVER_REFUSING && input < MF_SMTP_N_VERBS &&
      input != MF_SMTP_VERB_QUIT)
    input = MF_SMTP_VERB_UNKNOWN;

  row = find_row (self, input);
  g_return_if_fail (row != NULL);

  mf_smtp_server_act (self, row);
}

/* Parameters are for those who said EHLO; AUTH is one where AUTH is offered
 * (RFC 4954 section 3), and RCPT has none here. */
static void
check_parameters (MfSmtpServer *self)
{
  MfSmtpCommand *command = &self->command;

  self->parameters = (MfSmtpMailParameters) { 0 };
  if (command->fault != MF_SMTP_FAULT_NONE || command->n_parameters == 0)
    return;

  if (!self->esmtp || command->verb == MF_SMTP_VERB_RCPT)
    command->fault = MF_SMTP_FAULT_PARAMETER_UNKNOWN;
  else
    command->fault = mf_smtp_command_read_mail_parameters (command, self->line, &self->parameters,
                                                           &command->fault_span);

  if (self->parameters.auth.length > 0 && !self->submission)
    command->fault = MF_SMTP_FAULT_PARAMETER_UNKNOWN;
}

static void
decode_response (MfSmtpServer *self, const char *text, gsize length)
{
  g_clear_pointer (&self->response, g_free);
  self->response = mf_smtp_base64_decode (text, length, &self->response_length);
}

/* PLAIN's response holds both; LOGIN's password meets the username of before. */
static void
read_credentials (MfSmtpServer *self, gboolean plain)
{
  if (self->response == NULL)
    return;

  if (plain)
    mf_smtp_plain_parse (self->response, self->response_length, &self->auth_username,
                         &self->auth_password);
  else if (self->auth_username && self->auth_username[0] && self->response_length > 0 &&
           strlen (self->response) == self->response_length)
    self->auth_password = mf_secret_new (self->response, (gssize) self->response_length);
}

/* auth-command = "AUTH" SP sasl-mech [SP initial-response]
 * initial-response = base64 / "=" (RFC 4954 section 8) */
static void
read_auth_command (MfSmtpServer *self)
{
  MfSpan argument = self->command.argument;
  const char *text = self->line + argument.start;
  const char *space = memchr (text, ' ', argument.length);
  gsize mechanism = space ? (gsize) (space - text) : argument.length;

  mf_smtp_server_clear_auth (self);
  self->mechanism = MF_SPAN (argument.start, mechanism);
  if (space == NULL)
    return;

  if (argument.length == mechanism + 2 && space[1] == '=')
    decode_response (self, "", 0);
  else if (argument.length > mechanism + 1)
    decode_response (self, space + 1, argument.length - mechanism - 1);
  read_credentials (self, argument_is (self, self->mechanism, "PLAIN"));
}

static void
run_auth_line (MfSmtpServer *self, const MfLine *line)
{
  self->command.fault =
      line->faults & MF_LINE_TOO_LONG ? MF_SMTP_FAULT_LINE_TOO_LONG : MF_SMTP_FAULT_NONE;
  self->cancelled = line->faults == 0 && line->length == 1 && line->text[0] == '*';

  g_clear_pointer (&self->response, g_free);
  if (line->faults == 0)
    decode_response (self, line->text, line->length);
  if (self->state != MF_SMTP_SERVER_AUTH_USERNAME)
    read_credentials (self, self->state == MF_SMTP_SERVER_AUTH_PLAIN);
  mf_smtp_server_run (self, MF_SMTP_INPUT_AUTH_LINE);
}

static void
run_command (MfSmtpServer *self, const MfLine *line)
{
  MfSmtpCommand *command = &self->command;

  mf_smtp_command_parse (line->text, line->length, command);
  if (line->faults & MF_LINE_TOO_LONG)
    command->fault = MF_SMTP_FAULT_LINE_TOO_LONG;
  else if (line->faults & (MF_LINE_BARE_LF | MF_LINE_AFTER_BARE_LF))
    command->fault = MF_SMTP_FAULT_BARE_LF;
  else if (line->faults)
    command->fault = MF_SMTP_FAULT_CHARACTER;

  /* A line that is none is no command, whatever its first word. */
  if (line->faults)
    command->verb = MF_SMTP_VERB_UNKNOWN;
  if (command->verb == MF_SMTP_VERB_MAIL || command->verb == MF_SMTP_VERB_RCPT)
    check_parameters (self);
  else if (command->verb == MF_SMTP_VERB_AUTH)
    read_auth_command (self);

  mf_smtp_server_run (self, command->verb);
}

/* One line of the client: a command, or a response inside AUTH. */
void
mf_smtp_server_run_line (MfSmtpServer *self, const MfLine *line)
{
  mf_smtp_command_clear (&self->command);
  self->line = line->text;

  if (self->state &
      (MF_SMTP_SERVER_AUTH_PLAIN | MF_SMTP_SERVER_AUTH_USERNAME | MF_SMTP_SERVER_AUTH_PASSWORD))
    run_auth_line (self, line);
  else
    run_command (self, line);

  self->line = NULL;
}

/* ehlo-ok-rsp of RFC 5321 section 4.1.1.1. */
static void
say_extensions (MfSmtpServer *self)
{
  char size[32];

  /* 0 means that there is no fixed limit (RFC 1870 section 4). */
  g_snprintf (size, sizeof size, "SIZE %" G_GUINT64_FORMAT, self->max_size);

  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, self->host_name);
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, size);
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "8BITMIME");
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "PIPELINING");
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "ENHANCEDSTATUSCODES");
  if (self->submission)
    mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "AUTH PLAIN LOGIN");
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "VRFY");
  mf_smtp_reply_append_line (self->output, 250, FALSE, NULL, "EXPN");
  mf_smtp_reply_append_line (self->output, 250, TRUE, NULL, "HELP");
}

static void
say_help (MfSmtpServer *self)
{
  MfSmtpVerb verb =
      mf_smtp_verb_find (self->line + self->command.argument.start, self->command.argument.length);
  g_autoptr (GString) text = g_string_new ("Commands:");

  if (verb != MF_SMTP_VERB_UNKNOWN)
    {
      mf_smtp_server_say (self, 214, "2.0.0", mf_smtp_verb_get_info (verb)->syntax);
      return;
    }

  for (guint i = MF_SMTP_VERB_EHLO; i <= MF_SMTP_VERB_AUTH; i++)
    if (i != MF_SMTP_VERB_AUTH || self->submission)
      g_string_append_printf (text, " %s", mf_smtp_verb_get_info (i)->name);
  mf_smtp_server_say (self, 214, "2.0.0", text->str);
}

static void
ask (MfSmtpServer *self, const MfSmtpServerRow *row, MfSmtpServerEventKind kind)
{
  MfSmtpServerEvent *event;

  self->question = row;
  mf_smtp_server_push_event (self, kind);
  event = &self->events[self->n_events - 1];
  event->recipient = self->command.address;
  event->username = self->auth_username;
  event->password = self->auth_password;
  event->text = self->text;
  event->expand = row->action == MF_SMTP_DO_ASK_EXPAND;
}

static void
ask_sender (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  self->envelope = mf_envelope_new (self->command.address);
  self->envelope->body = self->parameters.body;
  self->envelope->declared_size = self->parameters.size;
  ask (self, row, MF_SMTP_SERVER_ASK_SENDER);
}

static void
ask_verify (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  g_free (self->text);
  self->text = g_strndup (self->line + self->command.argument.start, self->command.argument.length);
  ask (self, row, MF_SMTP_SERVER_ASK_VERIFY);
}

static void
enter (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  mf_smtp_server_end_transaction (self);
  g_free (self->helo);
  self->helo = g_strndup (self->line + self->command.domain.start, self->command.domain.length);
  self->esmtp = row->action == MF_SMTP_DO_EHLO;
  if (self->esmtp)
    say_extensions (self);
  else
    mf_smtp_server_say (self, row->code, row->enhanced, row->text);
}

static void
hang_up (MfSmtpServer *self)
{
  mf_smtp_server_end_transaction (self);
  self->phase = MF_PHASE_CLOSURE;
  mf_smtp_server_push_event (self, MF_SMTP_SERVER_CLOSE);
}

/* Does what @row says and goes where it says, unless it asks first. */
void
mf_smtp_server_act (MfSmtpServer *self, const MfSmtpServerRow *row)
{
  const MfSmtpFaultInfo *fault;

  switch (row->action)
    {
    case MF_SMTP_DO_REPLY_FAULT:
      fault = mf_smtp_fault_get_info (self->command.fault);
      mf_smtp_server_say (self, fault->code, fault->enhanced, fault->text);
      break;
    case MF_SMTP_DO_EHLO:
    case MF_SMTP_DO_HELO:
      enter (self, row);
      break;
    case MF_SMTP_DO_ASK_SENDER:
      ask_sender (self, row);
      return;
    case MF_SMTP_DO_ASK_RECIPIENT:
      ask (self, row, MF_SMTP_SERVER_ASK_RECIPIENT);
      return;
    case MF_SMTP_DO_ASK_VERIFY:
    case MF_SMTP_DO_ASK_EXPAND:
      ask_verify (self, row);
      return;
    case MF_SMTP_DO_ASK_AUTH:
      ask (self, row, MF_SMTP_SERVER_ASK_AUTH);
      return;
    case MF_SMTP_DO_ASK_MESSAGE:
      ask (self, row, MF_SMTP_SERVER_ASK_MESSAGE);
      return;
    case MF_SMTP_DO_BEGIN_DATA:
      self->envelope->arrived_us = self->now_us;
      mf_smtp_server_say (self, row->code, row->enhanced, row->text);
      mf_smtp_server_push_event (self, MF_SMTP_SERVER_MESSAGE_BEGIN);
      break;
    case MF_SMTP_DO_HELP:
      say_help (self);
      break;
    case MF_SMTP_DO_KEEP_USERNAME:
      g_free (self->auth_username);
      self->auth_username = g_utf8_validate_len (self->response, self->response_length, NULL)
                                ? g_steal_pointer (&self->response)
                                : NULL;
      mf_smtp_server_say (self, row->code, row->enhanced, row->text);
      break;
    case MF_SMTP_DO_RESET:
      mf_smtp_server_end_transaction (self);
      mf_smtp_server_say (self, row->code, row->enhanced, row->text);
      break;
    case MF_SMTP_DO_HANG_UP:
      hang_up (self);
      break;
    case MF_SMTP_DO_CLOSE:
      mf_smtp_server_say (self, row->code, row->enhanced, row->text);
      hang_up (self);
      break;
    case MF_SMTP_DO_REPLY:
    default:
      mf_smtp_server_say (self, row->code, row->enhanced, row->text);
      break;
    }

  mf_smtp_server_set_state (self, row->next);
}
