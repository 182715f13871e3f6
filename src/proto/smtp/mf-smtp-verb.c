/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-syntax.h"

#include "wire/mf-wire-limits.h"

#include <string.h>

static const MfSmtpVerbInfo verbs[MF_SMTP_N_VERBS] = {
  { "UNKNOWN", "", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.2.4" },
  { "EHLO", "EHLO domain", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.1" },
  { "HELO", "HELO domain", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.1" },
  { "MAIL", "MAIL FROM:<reverse-path> [SIZE=n] [BODY=7BIT|8BITMIME] [AUTH=mailbox]",
    MF_LIMIT_SMTP_MAIL, "RFC 5321 section 4.1.1.2" },
  { "RCPT", "RCPT TO:<forward-path>", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.3" },
  { "DATA", "DATA", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.4" },
  { "RSET", "RSET", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.5" },
  { "NOOP", "NOOP [string]", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.9" },
  { "QUIT", "QUIT", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.10" },
  { "VRFY", "VRFY string", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.6" },
  { "EXPN", "EXPN string", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.7" },
  { "HELP", "HELP [command]", MF_LIMIT_SMTP_COMMAND, "RFC 5321 section 4.1.1.8" },
  { "AUTH", "AUTH mechanism [initial-response]", MF_LIMIT_SMTP_AUTH_LINE, "RFC 4954 section 4" },
  { "STARTTLS", "STARTTLS", MF_LIMIT_SMTP_COMMAND, "RFC 3207 section 4" },
  { "BDAT", "BDAT size [LAST]", MF_LIMIT_SMTP_COMMAND, "RFC 3030 section 2" },
  { "ETRN", "ETRN node", MF_LIMIT_SMTP_COMMAND, "RFC 1985 section 5" },
  { "SEND", "SEND FROM:<reverse-path>", MF_LIMIT_SMTP_COMMAND, "RFC 5321 appendix F.6" },
  { "SOML", "SOML FROM:<reverse-path>", MF_LIMIT_SMTP_COMMAND, "RFC 5321 appendix F.6" },
  { "SAML", "SAML FROM:<reverse-path>", MF_LIMIT_SMTP_COMMAND, "RFC 5321 appendix F.6" },
  { "TURN", "TURN", MF_LIMIT_SMTP_COMMAND, "RFC 5321 appendix F.1" },
};

static const MfSmtpFaultInfo faults[] = {
  [MF_SMTP_FAULT_NONE] = { 250, "2.0.0", "OK", "RFC 5321 section 4.2.2" },
  [MF_SMTP_FAULT_UNKNOWN] = { 500, "5.5.2", "Command unrecognized", "RFC 5321 section 4.2.4" },
  [MF_SMTP_FAULT_LINE_TOO_LONG] = { 500, "5.5.2", "Line too long", "RFC 5321 section 4.5.3.1.4" },
  [MF_SMTP_FAULT_BARE_LF] = { 500, "5.5.2", "Bare LF; lines end with CRLF",
                              "RFC 5321 section 2.3.8" },
  [MF_SMTP_FAULT_CHARACTER] = { 501, "5.5.2", "Commands are printable ASCII",
                                "RFC 5321 section 4.1.2" },
  [MF_SMTP_FAULT_ARGUMENT_MISSING] = { 501, "5.5.4", "Argument missing", "RFC 5321 section 4.3.2" },
  [MF_SMTP_FAULT_ARGUMENT_NOT_ALLOWED] = { 501, "5.5.4", "No argument allowed",
                                           "RFC 5321 section 4.1.1" },
  [MF_SMTP_FAULT_DOMAIN] = { 501, "5.5.4", "Not a domain or an address literal",
                             "RFC 5321 section 4.1.1.1" },
  [MF_SMTP_FAULT_NO_FROM] = { 501, "5.5.4", "Syntax: MAIL FROM:<address>",
                              "RFC 5321 section 4.1.1.2" },
  [MF_SMTP_FAULT_NO_TO] = { 501, "5.5.4", "Syntax: RCPT TO:<address>", "RFC 5321 section 4.1.1.3" },
  [MF_SMTP_FAULT_SENDER] = { 501, "5.1.7", "Bad sender address syntax", "RFC 5321 section 4.1.2" },
  [MF_SMTP_FAULT_RECIPIENT] = { 501, "5.1.3", "Bad recipient address syntax",
                                "RFC 5321 section 4.1.2" },
  [MF_SMTP_FAULT_PATH_TOO_LONG] = { 501, "5.5.4", "Path too long", "RFC 5321 section 4.5.3.1.3" },
  [MF_SMTP_FAULT_PARAMETER_SYNTAX] = { 501, "5.5.4", "Bad parameter syntax",
                                       "RFC 5321 section 4.1.2" },
  [MF_SMTP_FAULT_PARAMETER_VALUE] = { 501, "5.5.4", "Bad parameter value",
                                      "RFC 5321 section 4.1.1.11" },
  [MF_SMTP_FAULT_PARAMETER_TWICE] = { 501, "5.5.4", "Parameter given twice",
                                      "RFC 5321 section 4.1.1.11" },
  [MF_SMTP_FAULT_PARAMETER_UNKNOWN] = { 555, "5.5.4", "Parameter not recognized or not implemented",
                                        "RFC 5321 section 4.1.1.11" },
};

/**
 * mf_smtp_verb_get_info:
 * @verb: a verb
 *
 * Returns: (transfer none): what is known about it
 */
const MfSmtpVerbInfo *
mf_smtp_verb_get_info (MfSmtpVerb verb)
{
  g_return_val_if_fail ((guint) verb < MF_SMTP_N_VERBS, &verbs[0]);

  return &verbs[verb];
}

/**
 * mf_smtp_verb_find:
 * @word: a word in any case (RFC 5321 section 2.4), not NUL-terminated
 * @length: its length in bytes
 *
 * Returns: the verb, or %MF_SMTP_VERB_UNKNOWN
 */
MfSmtpVerb
mf_smtp_verb_find (const char *word, gsize length)
{
  for (guint i = MF_SMTP_VERB_UNKNOWN + 1; i < MF_SMTP_N_VERBS; i++)
    if (strlen (verbs[i].name) == length && g_ascii_strncasecmp (word, verbs[i].name, length) == 0)
      return (MfSmtpVerb) i;

  return MF_SMTP_VERB_UNKNOWN;
}

/**
 * mf_smtp_verb_get_phase:
 * @verb: what the client says
 * @current: the phase before
 *
 * Returns: the phase that the command and its reply belong to
 */
MfPhase
mf_smtp_verb_get_phase (MfSmtpVerb verb, MfPhase current)
{
  switch (verb)
    {
    case MF_SMTP_VERB_EHLO:
    case MF_SMTP_VERB_HELO:
    case MF_SMTP_VERB_AUTH:
    case MF_SMTP_VERB_STARTTLS:
      return MF_PHASE_HANDSHAKE;
    case MF_SMTP_VERB_MAIL:
    case MF_SMTP_VERB_RCPT:
    case MF_SMTP_VERB_DATA:
    case MF_SMTP_VERB_BDAT:
      return MF_PHASE_TRANSFER;
    case MF_SMTP_VERB_QUIT:
      return MF_PHASE_CLOSURE;
    default:
      return current;
    }
}

/**
 * mf_smtp_fault_get_info:
 * @fault: a fault
 *
 * Returns: (transfer none): how a server answers it, and by which rule
 */
const MfSmtpFaultInfo *
mf_smtp_fault_get_info (MfSmtpFault fault)
{
  g_return_val_if_fail ((guint) fault < G_N_ELEMENTS (faults), &faults[0]);

  return &faults[fault];
}
