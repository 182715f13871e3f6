/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

/* Every limit that the framing of a protocol needs, with its reason. All count
 * octets and include the CRLF. What a peer sends beyond them costs no memory. */

/* A command line with its verb: RFC 5321 section 4.5.3.1.4. */
#define MF_LIMIT_SMTP_COMMAND 512

/* MAIL may be longer once extensions are offered: SIZE adds 26 (RFC 1870
 * section 3), BODY 17 (RFC 6152 section 2), AUTH 500 (RFC 4954 section 3). */
#define MF_LIMIT_SMTP_MAIL (MF_LIMIT_SMTP_COMMAND + 26 + 17 + 500)

/* A line of an AUTH exchange: "12288 octets is considered to be a sufficient
 * line length limit" (RFC 4954 section 4). */
#define MF_LIMIT_SMTP_AUTH_LINE 12288

/* A reply line is at most 512 (RFC 5321 section 4.5.3.1.5), but a 334 challenge
 * may be as long as an answer to it (RFC 4954 section 4). */
#define MF_LIMIT_SMTP_REPLY_LINE MF_LIMIT_SMTP_AUTH_LINE

/* How many lines of one reply are read. The RFC sets no limit; the longest
 * replies in use, to EHLO and HELP, have some thirty lines. */
#define MF_LIMIT_SMTP_REPLY_LINES 128

/* A text line of message data: RFC 5321 section 4.5.3.1.6. */
#define MF_LIMIT_TEXT_LINE 1000

/* A command line with its keyword: RFC 2449 section 4. */
#define MF_LIMIT_POP3_COMMAND 255

/* The first line of a response, and each line of CAPA: RFC 2449 section 4. */
#define MF_LIMIT_POP3_RESPONSE 512

/* A line of an IMAP command. RFC 2683 section 3.2.1.5 asks for at least 8000
 * octets; clients that name many messages send longer ones. */
#define MF_LIMIT_IMAP_LINE (64 * 1024)

/* An IMAP command with its literals, what APPEND brings not counted. */
#define MF_LIMIT_IMAP_COMMAND (128 * 1024)

/* A literal that nobody waited for and that is too large is read and thrown
 * away up to here; beyond, closing the connection is cheaper for both (RFC 7888
 * section 4). */
#define MF_LIMIT_IMAP_SKIPPED (64 * 1024 * 1024)

/* What a machine puts into one piece of output. Sixteen of these are what a
 * loopback socket takes in one go, and a held one costs little. */
#define MF_LIMIT_OUTPUT_CHUNK (64 * 1024)
