/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-syntax.h"

#include "base/mf-address.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.3, punctuation included. */
#define MAX_PATH 256

static gboolean
set_fault (MfSmtpCommand *command, MfSmtpFault fault, gsize start, gsize end)
{
  command->fault = fault;
  command->fault_span = MF_SPAN (start, end - start);
  return FALSE;
}

/* ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
 * helo = "HELO" SP Domain CRLF
 * Words behind a literal are let pass, as RFC 5321 section 4.1.1.1 advises; so
 * is a literal behind HELO, which old clients without a name must send. An
 * underscore is not (section 4.1.2). */
static gboolean
parse_domain (const char *line, MfSmtpCommand *command)
{
  MfSpan argument = command->argument;
  const char *text = line + argument.start;
  const char *space = memchr (text, ' ', argument.length);
  gsize length = space ? (gsize) (space - text) : argument.length;

  command->domain = MF_SPAN (argument.start, length);
  if (!mf_domain_is_valid (text, length) || (space && text[0] != '['))
    return set_fault (command, MF_SMTP_FAULT_DOMAIN, argument.start,
                      argument.start + argument.length);

  return TRUE;
}

/* The end of a path that starts at @start with "<": the offset behind its ">",
 * which may not be one inside a quoted string. 0 if it has none. */
static gsize
find_path_end (const char *line, gsize start, gsize end)
{
  gboolean quoted = FALSE;

  for (gsize i = start + 1; i < end; i++)
    {
      if (line[i] == '\\' && quoted)
        i++;
      else if (line[i] == '"')
        quoted = !quoted;
      else if (line[i] == '>' && !quoted)
        return i + 1;
    }

  return 0;
}

/* A-d-l ":" where A-d-l = At-domain *( "," At-domain ): recognized and ignored
 * (RFC 5321 section 4.1.1.3 and appendix C). Returns its length, 0 if there is
 * none, or -1 if it is a bad one. */
static gssize
skip_source_route (const char *text, gsize length)
{
  gsize at = 0;

  if (length == 0 || text[0] != '@')
    return 0;

  while (at < length && text[at] == '@')
    {
      gsize end = ++at;

      /* The colons of an IPv6 literal end nothing. */
      if (end < length && text[end] == '[')
        while (end < length && text[end] != ']')
          end++;
      while (end < length && text[end] != ',' && text[end] != ':')
        end++;
      if (end == length || !mf_domain_is_valid (text + at, end - at))
        return -1;
      if (text[end] == ':')
        return (gssize) end + 1;
      at = end + 1;
    }

  return -1;
}

/* Reverse-path = Path / "<>"
 * Forward-path = Path / "<Postmaster>"
 * Path = "<" [ A-d-l ":" ] Mailbox ">" */
static gboolean
parse_path (const char *line, gsize start, gsize end, MfSmtpCommand *command)
{
  gboolean sender = command->verb == MF_SMTP_VERB_MAIL;
  MfSmtpFault fault = sender ? MF_SMTP_FAULT_SENDER : MF_SMTP_FAULT_RECIPIENT;
  gsize path_end;
  gssize route;

  if (start == end || line[start] != '<' || !(path_end = find_path_end (line, start, end)))
    return set_fault (command, fault, start, end);

  command->path = MF_SPAN (start, path_end - start);
  if (command->path.length > MAX_PATH)
    return set_fault (command, MF_SMTP_FAULT_PATH_TOO_LONG, start, path_end);

  route = skip_source_route (line + start + 1, path_end - start - 2);
  if (route < 0)
    return set_fault (command, fault, start, path_end);

  command->mailbox = MF_SPAN (start + 1 + (gsize) route, path_end - start - 2 - (gsize) route);
  if (command->mailbox.length == 0 && route == 0 && sender)
    return TRUE;

  /* "Postmaster" without a domain must be taken (RFC 5321 section 4.5.1). */
  if (!sender && route == 0 && command->mailbox.length == 10 &&
      g_ascii_strncasecmp (line + start + 1, "postmaster", 10) == 0)
    {
      command->address = mf_address_new ("postmaster", NULL);
      return TRUE;
    }

  command->address =
      mf_address_parse (line + command->mailbox.start, (gssize) command->mailbox.length, NULL);
  return command->address || set_fault (command, fault, start, path_end);
}

/* esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-") */
static gsize
scan_keyword (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && (g_ascii_isalnum (text[n]) || (text[n] == '-' && n > 0)))
    n++;
  return n;
}

/* esmtp-value = 1*(%d33-60 / %d62-126) */
static gsize
scan_value (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && text[n] > ' ' && text[n] < 0x7f && text[n] != '=')
    n++;
  return n;
}

/* Mail-parameters = esmtp-param *(SP esmtp-param)
 * esmtp-param = esmtp-keyword ["=" esmtp-value] */
static gboolean
parse_parameters (const char *line, gsize start, gsize end, MfSmtpCommand *command)
{
  gsize at = start;

  while (at < end)
    {
      MfSmtpParameter *parameter = &command->parameters[command->n_parameters];
      gsize keyword;
      gsize value = 0;

      if (line[at] != ' ' || command->n_parameters == MF_SMTP_MAX_PARAMETERS)
        return set_fault (command, MF_SMTP_FAULT_PARAMETER_SYNTAX, at, end);

      at++;
      keyword = scan_keyword (line + at, end - at);
      parameter->keyword = MF_SPAN (at, keyword);
      if (keyword == 0)
        return set_fault (command, MF_SMTP_FAULT_PARAMETER_SYNTAX, at - 1, end);

      at += keyword;
      if (at < end && line[at] == '=')
        {
          at++;
          value = scan_value (line + at, end - at);
          if (value == 0)
            return set_fault (command, MF_SMTP_FAULT_PARAMETER_SYNTAX, parameter->keyword.start,
                              end);
        }

      parameter->value = MF_SPAN (at, value);
      at += value;
      command->n_parameters++;
    }

  return TRUE;
}

/* mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
 * rcpt = "RCPT TO:" Forward-path [SP Rcpt-parameters] CRLF
 * No space is allowed around the colon (RFC 5321 section 3.3). */
static gboolean
parse_path_command (const char *line, MfSmtpCommand *command)
{
  gboolean sender = command->verb == MF_SMTP_VERB_MAIL;
  const char *keyword = sender ? "FROM:" : "TO:";
  gsize length = strlen (keyword);
  MfSpan argument = command->argument;
  gsize end = argument.start + argument.length;

  if (argument.length < length || g_ascii_strncasecmp (line + argument.start, keyword, length) != 0)
    return set_fault (command, sender ? MF_SMTP_FAULT_NO_FROM : MF_SMTP_FAULT_NO_TO, argument.start,
                      end);

  return parse_path (line, argument.start + length, end, command) &&
         parse_parameters (line, command->path.start + command->path.length, end, command);
}

/* "SMTP servers that receive a command in which invalid character codes have
 * been employed … MUST reject that command with a 501" (RFC 5321 section 4.1.2). */
static gboolean
check_characters (const char *line, gsize start, gsize end, MfSmtpCommand *command)
{
  for (gsize i = start; i < end; i++)
    if (line[i] < ' ' || line[i] > '~')
      return set_fault (command, MF_SMTP_FAULT_CHARACTER, i, i + 1);

  return TRUE;
}

static gboolean
parse_argument (const char *line, MfSmtpCommand *command)
{
  gsize start = command->argument.start;
  gsize end = start + command->argument.length;

  switch (command->verb)
    {
    case MF_SMTP_VERB_EHLO:
    case MF_SMTP_VERB_HELO:
      if (start == end)
        return set_fault (command, MF_SMTP_FAULT_ARGUMENT_MISSING, 0, command->word.length);
      return parse_domain (line, command);

    case MF_SMTP_VERB_MAIL:
    case MF_SMTP_VERB_RCPT:
      return parse_path_command (line, command);

    case MF_SMTP_VERB_DATA:
    case MF_SMTP_VERB_RSET:
    case MF_SMTP_VERB_QUIT:
    case MF_SMTP_VERB_STARTTLS:
      if (start < end)
        return set_fault (command, MF_SMTP_FAULT_ARGUMENT_NOT_ALLOWED, start, end);
      return TRUE;

    case MF_SMTP_VERB_VRFY:
    case MF_SMTP_VERB_EXPN:
    case MF_SMTP_VERB_AUTH:
      if (start == end)
        return set_fault (command, MF_SMTP_FAULT_ARGUMENT_MISSING, 0, command->word.length);
      return TRUE;

    default:
      return TRUE;
    }
}

/**
 * mf_smtp_command_parse:
 * @line: a command line without its CRLF, not NUL-terminated
 * @length: its length in bytes
 * @command: (out caller-allocates): the command; clear it with mf_smtp_command_clear()
 *   even after a fault
 *
 * Reads one command by the grammar of RFC 5321 section 4.1. Trailing white space
 * is let pass, as section 4.1.1 asks.
 *
 * Returns: whether the line follows the grammar; if not, @fault says why
 */
gboolean
mf_smtp_command_parse (const char *line, gsize length, MfSmtpCommand *command)
{
  const char *space;
  gsize word;

  memset (command, 0, sizeof *command);
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
    length--;

  space = length > 0 ? memchr (line, ' ', length) : NULL;
  word = space ? (gsize) (space - line) : length;
  command->word = MF_SPAN (0, word);
  command->argument = space ? MF_SPAN (word + 1, length - word - 1) : MF_SPAN (length, 0);
  command->verb = mf_smtp_verb_find (line, word);

  /* CRLF counts, trailing space does not. */
  if (length + 2 > mf_smtp_verb_get_info (command->verb)->limit)
    return set_fault (command, MF_SMTP_FAULT_LINE_TOO_LONG, 0, length);

  if (command->verb == MF_SMTP_VERB_UNKNOWN)
    return set_fault (command, MF_SMTP_FAULT_UNKNOWN, 0, word);

  return check_characters (line, word, length, command) && parse_argument (line, command);
}

/**
 * mf_smtp_command_clear:
 * @command: a command
 *
 * Frees what it holds.
 */
void
mf_smtp_command_clear (MfSmtpCommand *command)
{
  g_clear_pointer (&command->address, mf_address_unref);
}

static gboolean
span_equals (const char *line, MfSpan span, const char *word)
{
  return strlen (word) == span.length &&
         g_ascii_strncasecmp (line + span.start, word, span.length) == 0;
}

/* size-value = 1*20DIGIT (RFC 1870 section 3); what does not fit into 64 bits
 * is too large for anyone. */
static gboolean
read_size (const char *line, MfSpan value, guint64 *size)
{
  *size = 0;
  if (value.length == 0 || value.length > 20)
    return FALSE;

  for (gsize i = value.start; i < value.start + value.length; i++)
    {
      if (!g_ascii_isdigit (line[i]))
        return FALSE;
      if (!g_uint64_checked_mul (size, *size, 10) ||
          !g_uint64_checked_add (size, *size, (guint64) (line[i] - '0')))
        *size = G_MAXUINT64;
    }

  return TRUE;
}

/* xtext = *(xchar / hexchar), hexchar = "+" 2HEXDIG in capitals (RFC 3461
 * section 4); "<>" is allowed beside (RFC 4954 section 5). */
static gboolean
is_xtext (const char *line, MfSpan value)
{
  for (gsize i = value.start; i < value.start + value.length; i++)
    if (line[i] == '+')
      {
        if (i + 2 >= value.start + value.length || !g_ascii_isxdigit (line[i + 1]) ||
            !g_ascii_isxdigit (line[i + 2]))
          return FALSE;
        i += 2;
      }

  return value.length > 0;
}

/**
 * mf_smtp_command_read_mail_parameters:
 * @command: a MAIL without a fault
 * @line: the line it was read from
 * @parameters: (out caller-allocates): what its parameters say
 * @fault_span: (out): where the fault is
 *
 * Returns: %MF_SMTP_FAULT_NONE, or what is wrong: an unknown keyword, a value
 *   against its grammar, a keyword given twice
 */
MfSmtpFault
mf_smtp_command_read_mail_parameters (const MfSmtpCommand *command,
                                      const char *line,
                                      MfSmtpMailParameters *parameters,
                                      MfSpan *fault_span)
{
  gboolean has_body = FALSE;

  memset (parameters, 0, sizeof *parameters);

  for (guint i = 0; i < command->n_parameters; i++)
    {
      MfSpan keyword = command->parameters[i].keyword;
      MfSpan value = command->parameters[i].value;
      gboolean twice;
      gboolean valid;

      *fault_span = MF_SPAN (keyword.start, value.start + value.length - keyword.start);
      if (span_equals (line, keyword, "SIZE"))
        {
          twice = parameters->has_size;
          valid = read_size (line, value, &parameters->size);
          parameters->has_size = TRUE;
        }
      else if (span_equals (line, keyword, "BODY"))
        {
          twice = has_body;
          valid = span_equals (line, value, "7BIT") || span_equals (line, value, "8BITMIME");
          parameters->body = valid && value.length == 8 ? MF_BODY_8BITMIME : MF_BODY_7BIT;
          has_body = TRUE;
        }
      else if (span_equals (line, keyword, "AUTH"))
        {
          twice = parameters->auth.length > 0;
          valid = is_xtext (line, value);
          parameters->auth = value;
        }
      else
        return MF_SMTP_FAULT_PARAMETER_UNKNOWN;

      if (twice || !valid)
        return twice ? MF_SMTP_FAULT_PARAMETER_TWICE : MF_SMTP_FAULT_PARAMETER_VALUE;
    }

  return MF_SMTP_FAULT_NONE;
}
