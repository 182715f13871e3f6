/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

/* Topics. VERB is EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT, VRFY, EXPN,
 * HELP, AUTH, STARTTLS, BDAT, ETRN, SEND, SOML, SAML, TURN or UNKNOWN; CODE is
 * three digits:
 *
 *   smtp.VERB              a command
 *   smtp.AUTH.response     a line of the client inside AUTH
 *   smtp.AUTH.cancel       the line "*" there
 *   smtp.data              message data, up to its end mark
 *   smtp.CODE.greeting     the first reply of a connection
 *   smtp.CODE.VERB         the reply to that command; smtp.334.AUTH is a challenge
 *   smtp.CODE.data         the reply to the end mark
 *   smtp.CODE              a reply that nobody asked for, such as 421 after a timeout
 *   smtp.opaque            bytes that are not SMTP
 *
 * Fields:
 *
 *   commands   verb, domain, reverse-path, forward-path, esmtp-param (around
 *              esmtp-keyword and esmtp-value), string, mechanism, initial-response
 *   AUTH       username, password (their values are the decoded ones), challenge, response
 *   replies    reply-line (around) reply-code, enhanced-status-code, text, domain,
 *              ehlo-keyword, ehlo-param
 *   data       header-field (around) field-name and field-body, blank-line, body,
 *              dot-stuffing, end-mark
 *   faults     bare-cr, bare-lf
 */
MfDissector *mf_smtp_dissector_new (MfProtocol protocol);

G_END_DECLS
