/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfSmtpVerb:
 *
 * The commands of SMTP. Those behind %MF_SMTP_VERB_AUTH are known by name, so
 * that a reader can be told what they are and a server can say 502 instead of
 * 500 (RFC 5321 section 4.2.4); nothing here offers them.
 */
typedef enum
{
  MF_SMTP_VERB_UNKNOWN,
  MF_SMTP_VERB_EHLO,
  MF_SMTP_VERB_HELO,
  MF_SMTP_VERB_MAIL,
  MF_SMTP_VERB_RCPT,
  MF_SMTP_VERB_DATA,
  MF_SMTP_VERB_RSET,
  MF_SMTP_VERB_NOOP,
  MF_SMTP_VERB_QUIT,
  MF_SMTP_VERB_VRFY,
  MF_SMTP_VERB_EXPN,
  MF_SMTP_VERB_HELP,
  MF_SMTP_VERB_AUTH,
  MF_SMTP_VERB_STARTTLS,
  MF_SMTP_VERB_BDAT,
  MF_SMTP_VERB_ETRN,
  MF_SMTP_VERB_SEND,
  MF_SMTP_VERB_SOML,
  MF_SMTP_VERB_SAML,
  MF_SMTP_VERB_TURN,
} MfSmtpVerb;

#define MF_SMTP_N_VERBS (MF_SMTP_VERB_TURN + 1)

/**
 * MfSmtpVerbInfo:
 * @name: the verb as it is written, "UNKNOWN" for %MF_SMTP_VERB_UNKNOWN
 * @syntax: the whole command line in one line, for HELP and for the learner
 * @limit: how long the line may be, CRLF included
 * @rfc: where it is defined
 */
typedef struct
{
  const char *name;
  const char *syntax;
  gsize limit;
  const char *rfc;
} MfSmtpVerbInfo;

/**
 * MfSmtpFault:
 *
 * What is wrong with a command line as such, whatever the state.
 */
typedef enum
{
  MF_SMTP_FAULT_NONE,
  MF_SMTP_FAULT_UNKNOWN,
  MF_SMTP_FAULT_LINE_TOO_LONG,
  MF_SMTP_FAULT_BARE_LF,
  MF_SMTP_FAULT_CHARACTER,
  MF_SMTP_FAULT_ARGUMENT_MISSING,
  MF_SMTP_FAULT_ARGUMENT_NOT_ALLOWED,
  MF_SMTP_FAULT_DOMAIN,
  MF_SMTP_FAULT_NO_FROM,
  MF_SMTP_FAULT_NO_TO,
  MF_SMTP_FAULT_SENDER,
  MF_SMTP_FAULT_RECIPIENT,
  MF_SMTP_FAULT_PATH_TOO_LONG,
  MF_SMTP_FAULT_PARAMETER_SYNTAX,
  MF_SMTP_FAULT_PARAMETER_VALUE,
  MF_SMTP_FAULT_PARAMETER_TWICE,
  MF_SMTP_FAULT_PARAMETER_UNKNOWN,
} MfSmtpFault;

/**
 * MfSmtpFaultInfo:
 * @code: the reply code for it
 * @enhanced: its enhanced status code (RFC 3463)
 * @text: what the reply says
 * @rfc: the rule that is broken
 */
typedef struct
{
  guint code;
  const char *enhanced;
  const char *text;
  const char *rfc;
} MfSmtpFaultInfo;

/**
 * MfSmtpParameter:
 * @keyword: the esmtp-keyword
 * @value: the esmtp-value; its length is 0 if there is none
 */
typedef struct
{
  MfSpan keyword;
  MfSpan value;
} MfSmtpParameter;

/* No command in use has more than five. */
#define MF_SMTP_MAX_PARAMETERS 16

/**
 * MfSmtpCommand:
 * @verb: which command
 * @word: its first word
 * @argument: what follows the space behind it, without trailing white space
 * @path: MAIL and RCPT: the path, angle brackets included
 * @mailbox: what stands inside them, without a source route; may be empty
 * @address: (nullable): the mailbox, parsed; %NULL for the null path `<>`
 * @domain: EHLO and HELO: the domain or the address literal
 * @parameters: (array length=n_parameters): MAIL and RCPT
 * @fault: what is wrong with it; the spans up to there are filled in
 * @fault_span: where
 *
 * One command line. Spans count in the line.
 */
typedef struct
{
  MfSmtpVerb verb;
  MfSpan word;
  MfSpan argument;
  MfSpan path;
  MfSpan mailbox;
  MfAddress *address;
  MfSpan domain;
  MfSmtpParameter parameters[MF_SMTP_MAX_PARAMETERS];
  guint n_parameters;
  MfSmtpFault fault;
  MfSpan fault_span;
} MfSmtpCommand;

/**
 * MfSmtpMailParameters:
 * @has_size: whether SIZE was given (RFC 1870)
 * @size: its value, in octets
 * @body: BODY's value, %MF_BODY_7BIT by default (RFC 6152)
 * @auth: where AUTH's value stands, of length 0 if not given (RFC 4954 section 5)
 */
typedef struct
{
  gboolean has_size;
  guint64 size;
  MfBodyType body;
  MfSpan auth;
} MfSmtpMailParameters;

const MfSmtpVerbInfo *mf_smtp_verb_get_info (MfSmtpVerb verb);
MfSmtpVerb mf_smtp_verb_find (const char *word, gsize length);
MfPhase mf_smtp_verb_get_phase (MfSmtpVerb verb, MfPhase current);
const MfSmtpFaultInfo *mf_smtp_fault_get_info (MfSmtpFault fault);

gboolean mf_smtp_command_parse (const char *line, gsize length, MfSmtpCommand *command);
void mf_smtp_command_clear (MfSmtpCommand *command);
MfSmtpFault mf_smtp_command_read_mail_parameters (const MfSmtpCommand *command,
                                                  const char *line,
                                                  MfSmtpMailParameters *parameters,
                                                  MfSpan *fault_span);

void mf_smtp_append_command (GByteArray *output, MfSmtpVerb verb, const char *argument);
void mf_smtp_append_mail (GByteArray *output,
                          const MfAddress *sender,
                          const MfSmtpMailParameters *parameters);
void mf_smtp_append_rcpt (GByteArray *output, const MfAddress *recipient);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfSmtpCommand, mf_smtp_command_clear)

G_END_DECLS
