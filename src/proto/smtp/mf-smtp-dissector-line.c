/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector-private.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-auth.h"
#include "proto/smtp/mf-smtp-reply.h"

#include <string.h>

/* The fields of commands, responses and replies. */

/* What a learner can read: printable ASCII, and line ends. */
gboolean
mf_smtp_is_text (const guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((data[i] < ' ' || data[i] > '~') && data[i] != '\t' && data[i] != '\r' && data[i] != '\n')
      return FALSE;

  return TRUE;
}

static char *
make_value (const char *text, gsize length)
{
  return g_utf8_make_valid (text, (gssize) length);
}

static void
add_span (MfUnitBuilder *builder, const char *name, MfSpan span)
{
  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, NULL);
}

/* The line's length without its line end; marks what is wrong with that. */
static gsize
strip_line_end (MfUnitBuilder *builder, const char *line, gsize length)
{
  const char *cr;

  if (length > 0 && line[length - 1] == '\n')
    {
      length--;
      if (length > 0 && line[length - 1] == '\r')
        length--;
      else
        mf_unit_builder_add_field (builder, "bare-lf", MF_SPAN (length, 1), NULL);
    }

  cr = length > 0 ? memchr (line, '\r', length) : NULL;
  if (cr)
    mf_unit_builder_add_field (builder, "bare-cr", MF_SPAN ((gsize) (cr - line), 1), NULL);
  return length;
}

/* [authzid] NUL authcid NUL passwd: whatever an eavesdropper can make of it. */
static void
add_plain (MfUnitBuilder *builder, const char *decoded, gsize length, MfSpan span)
{
  const char *end = decoded + length;
  const char *first = memchr (decoded, '\0', length);
  const char *second = first ? memchr (first + 1, '\0', (gsize) (end - first - 1)) : NULL;

  if (second == NULL)
    return;

  mf_unit_builder_add_field (builder, "username", span,
                             make_value (first + 1, (gsize) (second - first - 1)));
  mf_unit_builder_add_field (builder, "password", span,
                             make_value (second + 1, (gsize) (end - second - 1)));
}

static void
add_secret (MfUnitBuilder *builder, const char *line, MfSpan span, MfSmtpSecretKind kind)
{
  gsize length;
  g_autofree char *decoded = mf_smtp_base64_decode (line + span.start, span.length, &length);

  if (decoded == NULL)
    return;

  if (kind == MF_SMTP_SECRET_PLAIN)
    add_plain (builder, decoded, length, span);
  else if (kind == MF_SMTP_SECRET_USERNAME)
    mf_unit_builder_add_field (builder, "username", span, make_value (decoded, length));
  else if (kind == MF_SMTP_SECRET_PASSWORD)
    mf_unit_builder_add_field (builder, "password", span, make_value (decoded, length));
}

static void
add_auth (MfUnitBuilder *builder, const char *line, MfSpan argument, MfSmtpSecretKind *secret)
{
  const char *text = line + argument.start;
  const char *space = argument.length > 0 ? memchr (text, ' ', argument.length) : NULL;
  gsize mechanism = space ? (gsize) (space - text) : argument.length;
  MfSpan response = MF_SPAN (argument.start + mechanism, 0);

  if (space)
    response = MF_SPAN (response.start + 1, argument.length - mechanism - 1);

  if (mechanism == 5 && g_ascii_strncasecmp (text, "PLAIN", 5) == 0)
    *secret = MF_SMTP_SECRET_PLAIN;
  else if (mechanism == 5 && g_ascii_strncasecmp (text, "LOGIN", 5) == 0)
    *secret = MF_SMTP_SECRET_USERNAME;
  else
    *secret = MF_SMTP_SECRET_NONE;

  add_span (builder, "mechanism", MF_SPAN (argument.start, mechanism));
  add_span (builder, "initial-response", response);
  if (response.length > 0)
    {
      add_secret (builder, line, response, *secret);
      if (*secret == MF_SMTP_SECRET_USERNAME)
        *secret = MF_SMTP_SECRET_PASSWORD;
    }
}

/* The path even where our own server would refuse the line: others take it. */
static void
add_path (MfUnitBuilder *builder, const char *line, const MfSmtpCommand *command)
{
  MfSpan path = command->path;
  MfSpan argument = command->argument;
  const char *open = NULL;
  const char *close = NULL;
  char *value = NULL;

  if (path.length == 0 && argument.length > 0)
    open = memchr (line + argument.start, '<', argument.length);
  if (open)
    close = memchr (open, '>', (gsize) (line + argument.start + argument.length - open));
  if (close)
    path = MF_SPAN ((gsize) (open - line), (gsize) (close - open) + 1);
  if (path.length < 2)
    return;

  if (command->mailbox.length > 0)
    value = make_value (line + command->mailbox.start, command->mailbox.length);
  else
    value = make_value (line + path.start + 1, path.length - 2);
  mf_unit_builder_add_field (builder,
                             command->verb == MF_SMTP_VERB_MAIL ? "reverse-path" : "forward-path",
                             path, value);
}

static void
add_parameters (MfUnitBuilder *builder, const MfSmtpCommand *command)
{
  for (guint i = 0; i < command->n_parameters; i++)
    {
      MfSpan keyword = command->parameters[i].keyword;
      MfSpan value = command->parameters[i].value;
      gsize end = value.length ? value.start + value.length : keyword.start + keyword.length;

      add_span (builder, "esmtp-param", MF_SPAN (keyword.start, end - keyword.start));
      add_span (builder, "esmtp-keyword", keyword);
      add_span (builder, "esmtp-value", value);
    }
}

/* @verb and @secret say what was said, and what a response to it would hold. */
void
mf_smtp_add_command_fields (MfUnitBuilder *builder,
                            GBytes *bytes,
                            MfSmtpVerb *verb,
                            MfSmtpSecretKind *secret)
{
  g_auto (MfSmtpCommand) command;
  gsize size;
  const char *line = g_bytes_get_data (bytes, &size);
  gsize length = strip_line_end (builder, line, size);

  mf_smtp_command_parse (line, length, &command);
  *verb = command.verb;
  add_span (builder, "verb", command.word);

  switch (command.verb)
    {
    case MF_SMTP_VERB_EHLO:
    case MF_SMTP_VERB_HELO:
      add_span (builder, "domain", command.domain.length ? command.domain : command.argument);
      break;
    case MF_SMTP_VERB_MAIL:
    case MF_SMTP_VERB_RCPT:
      add_path (builder, line, &command);
      add_parameters (builder, &command);
      break;
    case MF_SMTP_VERB_AUTH:
      add_auth (builder, line, command.argument, secret);
      break;
    default:
      add_span (builder, "string", command.argument);
      break;
    }
}

/* A line of the client inside AUTH. @secret moves on to what the next one holds. */
void
mf_smtp_add_response_fields (MfUnitBuilder *builder, GBytes *bytes, MfSmtpSecretKind *secret)
{
  gsize size;
  const char *line = g_bytes_get_data (bytes, &size);
  MfSpan response = MF_SPAN (0, strip_line_end (builder, line, size));

  add_span (builder, "response", response);
  add_secret (builder, line, response, *secret);
  if (*secret == MF_SMTP_SECRET_USERNAME)
    *secret = MF_SMTP_SECRET_PASSWORD;
}

static void
add_challenge (MfUnitBuilder *builder, const char *line, MfSpan text)
{
  gsize length;
  g_autofree char *decoded = mf_smtp_base64_decode (line + text.start, text.length, &length);

  if (text.length > 0)
    mf_unit_builder_add_repeated_field (builder, "challenge", text,
                                        decoded ? make_value (decoded, length) : NULL);
}

/* ehlo-line = ehlo-keyword *( SP ehlo-param ) */
static void
add_extension (MfUnitBuilder *builder, const char *line, MfSpan text)
{
  gsize end = text.start + text.length;
  const char *name = "ehlo-keyword";

  for (gsize at = text.start, next; at < end; at = next + 1)
    {
      const char *space = memchr (line + at, ' ', end - at);

      next = space ? (gsize) (space - line) : end;
      add_span (builder, name, MF_SPAN (at, next - at));
      name = "ehlo-param";
    }
}

/* Greetings, and replies to EHLO, HELO and QUIT, begin with the host's name
 * (RFC 5321 section 4.3.1); so does 421. */
static void
add_text (MfUnitBuilder *builder, const char *line, MfSpan text, gboolean begins_with_domain)
{
  const char *start = line + text.start;
  const char *space = text.length > 0 ? memchr (start, ' ', text.length) : NULL;
  gsize word = space ? (gsize) (space - start) : text.length;

  if (begins_with_domain && mf_domain_is_valid (start, word))
    {
      gsize rest = MIN (word + 1, text.length);

      add_span (builder, "domain", MF_SPAN (text.start, word));
      text = MF_SPAN (text.start + rest, text.length - rest);
    }
  add_span (builder, "text", text);
}

static void
add_reply_line (
    MfUnitBuilder *builder, const char *line, MfSpan span, guint answers, gboolean first)
{
  MfSmtpReplyLine reply;
  MfSpan text;

  if (!mf_smtp_reply_line_parse (line + span.start, span.length, &reply))
    return;

  add_span (builder, "reply-line", span);
  add_span (builder, "reply-code", MF_SPAN (span.start, 3));
  add_span (builder, "enhanced-status-code",
            MF_SPAN (span.start + reply.enhanced.start, reply.enhanced.length));
  text = MF_SPAN (span.start + reply.text.start, reply.text.length);

  if (reply.code == 334)
    add_challenge (builder, line, text);
  else if (answers == MF_SMTP_VERB_EHLO && reply.code == 250 && !first)
    add_extension (builder, line, text);
  else
    add_text (builder, line, text,
              first && (reply.code == 220 || reply.code == 221 || reply.code == 421 ||
                        answers == MF_SMTP_VERB_EHLO || answers == MF_SMTP_VERB_HELO));
}

/* @answers is the verb that the reply is to, or MF_SMTP_EXPECT_MESSAGE. */
void
mf_smtp_add_reply_fields (MfUnitBuilder *builder, GBytes *bytes, guint answers)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  for (gsize at = 0, next; at < size; at = next)
    {
      const char *lf = memchr (text + at, '\n', size - at);
      gsize end = lf ? (gsize) (lf - text) : size;

      next = lf ? end + 1 : size;
      if (end > at && text[end - 1] == '\r')
        end--;
      else if (lf)
        add_span (builder, "bare-lf", MF_SPAN (end, 1));
      add_reply_line (builder, text, MF_SPAN (at, end - at), answers, at == 0);
    }
}
