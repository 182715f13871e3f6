/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-table.h"

#define S(name) MF_SMTP_SERVER_##name
#define COMMAND (S (GREETED) | S (READY) | S (MAIL) | S (RCPT))
#define NAMED (S (READY) | S (MAIL) | S (RCPT))
#define OPEN (S (MAIL) | S (RCPT))
#define AUTH (S (AUTH_PLAIN) | S (AUTH_USERNAME) | S (AUTH_PASSWORD))
#define ALL (S (REFUSING) | COMMAND | S (DATA) | AUTH)
#define V(name) MF_SMTP_VERB_##name
#define I(name) MF_SMTP_INPUT_##name
#define IF(name) MF_SMTP_GUARD_##name
#define DO(name) MF_SMTP_DO_##name

/* The server's session, RFC 5321 sections 4.1.4 and 4.3.2, with RFC 4954.
 * The first row that fits applies. Order comes before syntax: who says MAIL
 * too early hears 503, however it is spelt. */
static const MfSmtpServerRow rows[] = {
  /* EHLO and HELO may come at any time and reset the session. */
  { COMMAND, V (EHLO), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.4" },
  { COMMAND, V (EHLO), IF (ALWAYS), DO (EHLO), 250, NULL, "%h", S (READY), S (SAME),
    "RFC 5321 section 4.1.1.1" },
  { COMMAND, V (HELO), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.4" },
  { COMMAND, V (HELO), IF (ALWAYS), DO (HELO), 250, NULL, "%h", S (READY), S (SAME),
    "RFC 5321 section 4.1.1.1" },

  /* MAIL opens a transaction. */
  { S (GREETED), V (MAIL), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Send EHLO or HELO first",
    S (SAME), S (SAME), "RFC 5321 section 4.1.4" },
  { OPEN, V (MAIL), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Sender already given", S (SAME),
    S (SAME), "RFC 5321 section 4.1.4" },
  { S (READY), V (MAIL), IF (NEEDS_AUTH), DO (REPLY), 530, "5.7.0", "Authentication required",
    S (SAME), S (SAME), "RFC 4954 section 6" },
  { S (READY), V (MAIL), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.2" },
  { S (READY), V (MAIL), IF (SIZE), DO (REPLY), 552, "5.3.4",
    "Message size exceeds fixed maximum message size", S (SAME), S (SAME), "RFC 1870 section 6.1" },
  { S (READY), V (MAIL), IF (ALWAYS), DO (ASK_SENDER), 250, "2.1.0", "Sender OK", S (MAIL),
    S (SAME), "RFC 5321 section 4.1.1.2" },

  /* RCPT adds a recipient; refused, it changes nothing. */
  { S (READY), V (RCPT), IF (NEEDS_AUTH), DO (REPLY), 530, "5.7.0", "Authentication required",
    S (SAME), S (SAME), "RFC 4954 section 6" },
  { S (GREETED) | S (READY), V (RCPT), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Send MAIL first",
    S (SAME), S (SAME), "RFC 5321 section 3.3" },
  { OPEN, V (RCPT), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.3" },
  { S (RCPT), V (RCPT), IF (RECIPIENTS), DO (REPLY), 452, "4.5.3", "Too many recipients", S (SAME),
    S (SAME), "RFC 5321 section 4.5.3.1.10" },
  { OPEN, V (RCPT), IF (ALWAYS), DO (ASK_RECIPIENT), 250, "2.1.5", "Recipient OK", S (RCPT),
    S (SAME), "RFC 5321 section 4.1.1.3" },

  /* DATA needs a recipient. */
  { S (READY), V (DATA), IF (NEEDS_AUTH), DO (REPLY), 530, "5.7.0", "Authentication required",
    S (SAME), S (SAME), "RFC 4954 section 6" },
  { S (GREETED) | S (READY), V (DATA), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Send MAIL first",
    S (SAME), S (SAME), "RFC 5321 section 3.3" },
  { S (MAIL), V (DATA), IF (ALL_REFUSED), DO (REPLY), 554, "5.5.1", "No valid recipients", S (SAME),
    S (SAME), "RFC 5321 section 3.3" },
  { S (MAIL), V (DATA), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Send RCPT first", S (SAME),
    S (SAME), "RFC 5321 section 3.3" },
  { S (RCPT), V (DATA), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1" },
  { S (RCPT), V (DATA), IF (ALWAYS), DO (BEGIN_DATA), 354, NULL, "End data with <CRLF>.<CRLF>",
    S (DATA), S (SAME), "RFC 5321 section 4.1.1.4" },
  { S (DATA), I (END_OF_DATA), IF (BARE), DO (RESET), 554, "5.6.0",
    "Bare CR or LF in message data; lines end with CRLF", S (READY), S (SAME),
    "RFC 5321 section 2.3.8" },
  { S (DATA), I (END_OF_DATA), IF (DATA_SIZE), DO (RESET), 552, "5.3.4",
    "Message size exceeds fixed maximum message size", S (READY), S (SAME),
    "RFC 1870 section 6.3" },
  { S (DATA), I (END_OF_DATA), IF (ALWAYS), DO (ASK_MESSAGE), 250, "2.0.0", "Message accepted",
    S (READY), S (READY), "RFC 5321 section 4.1.1.4" },

  /* These may come at any time (section 4.1.4). */
  { COMMAND, V (RSET), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1" },
  { S (GREETED), V (RSET), IF (ALWAYS), DO (RESET), 250, "2.0.0", "OK", S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.5" },
  { NAMED, V (RSET), IF (ALWAYS), DO (RESET), 250, "2.0.0", "OK", S (READY), S (SAME),
    "RFC 5321 section 4.1.1.5" },
  { COMMAND, V (NOOP), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.2" },
  { COMMAND, V (NOOP), IF (ALWAYS), DO (REPLY), 250, "2.0.0", "OK", S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.9" },
  { COMMAND, V (VRFY), IF (NEEDS_AUTH), DO (REPLY), 530, "5.7.0", "Authentication required",
    S (SAME), S (SAME), "RFC 4954 section 6" },
  { COMMAND, V (VRFY), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.6" },
  { COMMAND, V (VRFY), IF (ALWAYS), DO (ASK_VERIFY), 252, "2.5.0",
    "Cannot VRFY user, but will accept message and attempt delivery", S (SAME), S (SAME),
    "RFC 5321 section 3.5.3" },
  { COMMAND, V (EXPN), IF (NEEDS_AUTH), DO (REPLY), 530, "5.7.0", "Authentication required",
    S (SAME), S (SAME), "RFC 4954 section 6" },
  { COMMAND, V (EXPN), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.7" },
  { COMMAND, V (EXPN), IF (ALWAYS), DO (ASK_EXPAND), 252, "2.5.0",
    "Cannot EXPN, but will accept message and attempt delivery", S (SAME), S (SAME),
    "RFC 5321 section 3.5.2" },
  { COMMAND, V (HELP), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.2" },
  { COMMAND, V (HELP), IF (HELP_TOPIC), DO (REPLY), 504, "5.5.4", "No help on that", S (SAME),
    S (SAME), "RFC 5321 section 4.3.2" },
  { COMMAND, V (HELP), IF (ALWAYS), DO (HELP), 214, "2.0.0", NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.1.1.8" },
  { S (REFUSING) | COMMAND, V (QUIT), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME),
    S (SAME), "RFC 5321 section 4.1.1" },
  { S (REFUSING) | COMMAND, V (QUIT), IF (ALWAYS), DO (CLOSE), 221, "2.0.0",
    "%h closing connection", S (CLOSED), S (SAME), "RFC 5321 section 4.1.1.10" },

  /* AUTH, once, outside a transaction, after EHLO. */
  { COMMAND, V (AUTH), IF (NO_AUTH), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 section 4.2.4" },
  { S (GREETED), V (AUTH), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Send EHLO first", S (SAME),
    S (SAME), "RFC 4954 section 4" },
  { OPEN, V (AUTH), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "Not during a mail transaction",
    S (SAME), S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (AUTHENTICATED), DO (REPLY), 503, "5.5.1", "Already authenticated",
    S (SAME), S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (NO_EHLO), DO (REPLY), 503, "5.5.1", "Send EHLO first", S (SAME),
    S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (FAULT), DO (REPLY_FAULT), 501, NULL, NULL, S (SAME), S (SAME),
    "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (MECHANISM), DO (REPLY), 504, "5.5.4",
    "Unrecognized authentication type", S (SAME), S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (PLAIN), DO (REPLY), 334, NULL, "", S (AUTH_PLAIN), S (SAME),
    "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (LOGIN), DO (REPLY), 334, NULL, "VXNlcm5hbWU6", S (AUTH_USERNAME),
    S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (BASE64), DO (REPLY), 501, "5.5.2", "Cannot decode BASE64", S (SAME),
    S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (LOGIN_NAME), DO (KEEP_USERNAME), 334, NULL, "UGFzc3dvcmQ6",
    S (AUTH_PASSWORD), S (SAME), "RFC 4954 section 4" },
  { S (READY), V (AUTH), IF (CREDENTIALS), DO (REPLY), 535, "5.7.8",
    "Authentication credentials invalid", S (SAME), S (SAME), "RFC 4954 section 6" },
  { S (READY), V (AUTH), IF (ALWAYS), DO (ASK_AUTH), 235, "2.7.0", "Authentication succeeded",
    S (READY), S (READY), "RFC 4954 section 6" },
  { AUTH, I (AUTH_LINE), IF (TOO_LONG), DO (REPLY), 500, "5.5.6",
    "Authentication exchange line is too long", S (READY), S (SAME), "RFC 4954 section 4" },
  { AUTH, I (AUTH_LINE), IF (CANCEL), DO (REPLY), 501, "5.7.0", "Authentication cancelled",
    S (READY), S (SAME), "RFC 4954 section 4" },
  { AUTH, I (AUTH_LINE), IF (BASE64), DO (REPLY), 501, "5.5.2", "Cannot decode BASE64", S (READY),
    S (SAME), "RFC 4954 section 4" },
  { S (AUTH_USERNAME), I (AUTH_LINE), IF (ALWAYS), DO (KEEP_USERNAME), 334, NULL, "UGFzc3dvcmQ6",
    S (AUTH_PASSWORD), S (SAME), "RFC 4954 section 4" },
  { S (AUTH_PLAIN) | S (AUTH_PASSWORD), I (AUTH_LINE), IF (CREDENTIALS), DO (REPLY), 535, "5.7.8",
    "Authentication credentials invalid", S (READY), S (SAME), "RFC 4954 section 6" },
  { S (AUTH_PLAIN) | S (AUTH_PASSWORD), I (AUTH_LINE), IF (ALWAYS), DO (ASK_AUTH), 235, "2.7.0",
    "Authentication succeeded", S (READY), S (READY), "RFC 4954 section 6" },

  /* Known by name, not offered. */
  { COMMAND, V (STARTTLS), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented",
    S (SAME), S (SAME), "RFC 5321 section 4.2.4" },
  { COMMAND, V (BDAT), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 section 4.2.4" },
  { COMMAND, V (ETRN), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 section 4.2.4" },
  { COMMAND, V (SEND), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 appendix F.6" },
  { COMMAND, V (SOML), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 appendix F.6" },
  { COMMAND, V (SAML), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 appendix F.6" },
  { COMMAND, V (TURN), IF (ALWAYS), DO (REPLY), 502, "5.5.1", "Command not implemented", S (SAME),
    S (SAME), "RFC 5321 appendix F.1" },
  { COMMAND, V (UNKNOWN), IF (ALWAYS), DO (REPLY_FAULT), 500, NULL, NULL, S (SAME), S (SAME),
    "RFC 5321 section 4.2.4" },

  /* A connection that was refused with 554 (section 3.1). */
  { S (REFUSING), V (UNKNOWN), IF (ALWAYS), DO (REPLY), 503, "5.5.1", "No SMTP service here",
    S (SAME), S (SAME), "RFC 5321 section 3.1" },

  /* The end, from whichever side. */
  { ALL, I (TIMEOUT), IF (ALWAYS), DO (CLOSE), 421, "4.4.2", "%h Timeout, closing connection",
    S (CLOSED), S (SAME), "RFC 5321 section 4.5.3.2.7" },
  { ALL, I (SHUT_DOWN), IF (ALWAYS), DO (CLOSE), 421, "4.3.2",
    "%h Service not available, closing connection", S (CLOSED), S (SAME), "RFC 5321 section 3.8" },
  { ALL, I (END), IF (ALWAYS), DO (HANG_UP), 0, NULL, NULL, S (CLOSED), S (SAME),
    "RFC 5321 section 4.1.1.10" },
};

/**
 * mf_smtp_server_get_rows:
 * @n_rows: (out): their number
 *
 * Returns: (transfer none) (array length=n_rows): the server's whole table
 */
const MfSmtpServerRow *
mf_smtp_server_get_rows (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}

/**
 * mf_smtp_input_get_name:
 * @input: an MfSmtpVerb or an MfSmtpServerInput
 *
 * Returns: (transfer none): its name in diagrams: the verb, or words in small letters
 */
const char *
mf_smtp_input_get_name (guint input)
{
  switch (input)
    {
    case MF_SMTP_INPUT_AUTH_LINE:
      return "response";
    case MF_SMTP_INPUT_END_OF_DATA:
      return "end of data";
    case MF_SMTP_INPUT_TIMEOUT:
      return "timeout";
    case MF_SMTP_INPUT_SHUT_DOWN:
      return "shutdown";
    case MF_SMTP_INPUT_END:
      return "connection closed";
    default:
      return mf_smtp_verb_get_info (input)->name;
    }
}
