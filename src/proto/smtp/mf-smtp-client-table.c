/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-table.h"

#define MINUTES(n) ((n) * G_GINT64_CONSTANT (60000000))
#define A(name) MF_SMTP_AWAIT_##name
#define IF(name) MF_SMTP_CLIENT_IF_##name
#define DO(name) MF_SMTP_CLIENT_##name

/* RFC 5321 section 4.5.3.2. What it does not name waits as long as a server
 * does, five minutes. */
static const MfSmtpAwaitInfo awaits[] = {
  [A (NOTHING)] = { "", 0, "RFC 5321 section 4.5.3.2" },
  [A (GREETING)] = { "", MINUTES (5), "RFC 5321 section 4.5.3.2.1" },
  [A (EHLO)] = { "EHLO", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (HELO)] = { "HELO", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (AUTH_PLAIN)] = { "AUTH", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (AUTH_LOGIN)] = { "AUTH", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (AUTH_USERNAME)] = { "AUTH", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (AUTH_RESULT)] = { "AUTH", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (MAIL)] = { "MAIL", MINUTES (5), "RFC 5321 section 4.5.3.2.2" },
  [A (RCPT)] = { "RCPT", MINUTES (5), "RFC 5321 section 4.5.3.2.3" },
  [A (DATA)] = { "DATA", MINUTES (2), "RFC 5321 section 4.5.3.2.4" },
  [A (MESSAGE)] = { "DATA", MINUTES (10), "RFC 5321 section 4.5.3.2.6" },
  [A (RSET)] = { "RSET", MINUTES (5), "RFC 5321 section 4.5.3.2" },
  [A (QUIT)] = { "QUIT", MINUTES (5), "RFC 5321 section 4.5.3.2" },
};

/* What each reply makes the client do: by its first digit alone (RFC 5321
 * section 4.3.2), but for 421, 334 and 552 to RCPT. */
static const MfSmtpClientRow rows[] = {
  { A (QUIT), 200, 599, IF (ANY), DO (LEAVE), "RFC 5321 section 4.1.1.10" },
  { A (NOTHING), 421, 421, IF (ANY), DO (LEAVE), "RFC 5321 section 3.8" },

  { A (GREETING), 200, 299, IF (ANY), DO (SAY_EHLO), "RFC 5321 section 3.2" },
  { A (GREETING), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 5321 section 3.1" },
  { A (EHLO), 200, 299, IF (ANY), DO (ENTER), "RFC 5321 section 4.1.1.1" },
  { A (EHLO), 400, 499, IF (ANY), DO (GIVE_UP), "RFC 5321 section 4.2.1" },
  { A (EHLO), 500, 599, IF (ANY), DO (SAY_HELO), "RFC 5321 section 3.2" },
  { A (HELO), 200, 299, IF (ANY), DO (ENTER), "RFC 5321 section 4.1.1.1" },
  { A (HELO), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 5321 section 4.2.1" },

  { A (AUTH_PLAIN), 334, 334, IF (ANY), DO (SAY_PLAIN), "RFC 4954 section 4" },
  { A (AUTH_PLAIN), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 4954 section 6" },
  { A (AUTH_LOGIN), 334, 334, IF (ANY), DO (SAY_USERNAME), "RFC 4954 section 4" },
  { A (AUTH_LOGIN), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 4954 section 6" },
  { A (AUTH_USERNAME), 334, 334, IF (ANY), DO (SAY_PASSWORD), "RFC 4954 section 4" },
  { A (AUTH_USERNAME), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 4954 section 6" },
  { A (AUTH_RESULT), 200, 299, IF (ANY), DO (GO_ON), "RFC 4954 section 6" },
  { A (AUTH_RESULT), 334, 334, IF (ANY), DO (SAY_CANCEL), "RFC 4954 section 4" },
  { A (AUTH_RESULT), 400, 599, IF (ANY), DO (GIVE_UP), "RFC 4954 section 6" },

  { A (MAIL), 200, 299, IF (ANY), DO (ACCEPT_SENDER), "RFC 5321 section 3.3" },
  { A (MAIL), 400, 599, IF (ANY), DO (REFUSE_SENDER), "RFC 5321 section 4.2.1" },
  { A (RCPT), 200, 299, IF (ANY), DO (ACCEPT_RECIPIENT), "RFC 5321 section 3.3" },
  { A (RCPT), 552, 552, IF (TOO_MANY), DO (DEFER_RECIPIENT), "RFC 5321 section 4.5.3.1.10" },
  { A (RCPT), 400, 599, IF (ANY), DO (REFUSE_RECIPIENT), "RFC 5321 section 4.2.1" },
  { A (DATA), 300, 399, IF (ANY), DO (SEND_MESSAGE), "RFC 5321 section 4.1.1.4" },
  { A (DATA), 400, 599, IF (ANY), DO (REFUSE_DATA), "RFC 5321 section 3.3" },
  { A (MESSAGE), 200, 299, IF (ANY), DO (DELIVER), "RFC 5321 section 4.2.5" },
  { A (MESSAGE), 400, 599, IF (ANY), DO (DELIVER), "RFC 5321 section 4.2.5" },
  { A (RSET), 200, 299, IF (ANY), DO (GO_ON), "RFC 5321 section 4.1.1.5" },
};

/**
 * mf_smtp_client_get_rows:
 * @n_rows: (out): their number
 *
 * Returns: (transfer none) (array length=n_rows): the client's whole table
 */
const MfSmtpClientRow *
mf_smtp_client_get_rows (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}

/**
 * mf_smtp_client_find_row:
 * @await: the reply that is awaited
 * @code: the code that came
 * @too_many: whether it can be about the number of recipients
 *
 * Returns: (nullable) (transfer none): the row that applies, or %NULL if no such
 *   reply may come there
 */
const MfSmtpClientRow *
mf_smtp_client_find_row (MfSmtpAwait await, guint code, gboolean too_many)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((rows[i].await == await || rows[i].await == MF_SMTP_AWAIT_NOTHING) &&
        code >= rows[i].first && code <= rows[i].last &&
        (rows[i].guard != MF_SMTP_CLIENT_IF_TOO_MANY || too_many))
      return &rows[i];

  return NULL;
}

/**
 * mf_smtp_await_get_info:
 * @await: a reply that is awaited
 *
 * Returns: (transfer none): what is known about it
 */
const MfSmtpAwaitInfo *
mf_smtp_await_get_info (MfSmtpAwait await)
{
  g_return_val_if_fail ((guint) await < G_N_ELEMENTS (awaits), &awaits[0]);

  return &awaits[await];
}
