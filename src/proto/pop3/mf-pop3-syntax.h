/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"

G_BEGIN_DECLS

/* A unique-id is one to 70 characters of 0x21 … 0x7e (RFC 1939 section 7). */
#define MF_POP3_UNIQUE_ID_MAX 70

/**
 * MfPop3Verb:
 * @MF_POP3_NONE: no keyword that we know; where a reply is awaited, the greeting
 *
 * The keywords of RFC 1939 and RFC 2449; AUTH (RFC 5034) and STLS (RFC 2595)
 * are known so that a dissector can follow a session that uses them.
 */
typedef enum
{
  MF_POP3_NONE,
  MF_POP3_APOP,
  MF_POP3_AUTH,
  MF_POP3_CAPA,
  MF_POP3_DELE,
  MF_POP3_LIST,
  MF_POP3_NOOP,
  MF_POP3_PASS,
  MF_POP3_QUIT,
  MF_POP3_RETR,
  MF_POP3_RSET,
  MF_POP3_STAT,
  MF_POP3_STLS,
  MF_POP3_TOP,
  MF_POP3_UIDL,
  MF_POP3_USER,
} MfPop3Verb;

#define MF_POP3_N_VERBS (MF_POP3_USER + 1)
#define MF_POP3_MAX_ARGUMENTS 2

/**
 * MfPop3ArgumentKind:
 * @MF_POP3_ARGUMENT_TEXT: any printable word
 * @MF_POP3_ARGUMENT_USERNAME: whose maildrop
 * @MF_POP3_ARGUMENT_PASSWORD: the rest of the line, spaces included
 * @MF_POP3_ARGUMENT_DIGEST: what APOP proves the secret with
 * @MF_POP3_ARGUMENT_MESSAGE_NUMBER: digits
 * @MF_POP3_ARGUMENT_LINE_COUNT: digits: how many lines of the body TOP wants
 * @MF_POP3_ARGUMENT_MECHANISM: of SASL (RFC 5034 section 4)
 * @MF_POP3_ARGUMENT_INITIAL_RESPONSE: to it, in base64
 *
 * What an argument of a command is.
 */
typedef enum
{
  MF_POP3_ARGUMENT_TEXT,
  MF_POP3_ARGUMENT_USERNAME,
  MF_POP3_ARGUMENT_PASSWORD,
  MF_POP3_ARGUMENT_DIGEST,
  MF_POP3_ARGUMENT_MESSAGE_NUMBER,
  MF_POP3_ARGUMENT_LINE_COUNT,
  MF_POP3_ARGUMENT_MECHANISM,
  MF_POP3_ARGUMENT_INITIAL_RESPONSE,
} MfPop3ArgumentKind;

/**
 * MfPop3Command:
 * @verb: its keyword, %MF_POP3_NONE if it is none of ours
 * @keyword: where the keyword stands in the line
 * @arguments: where its arguments stand
 * @n_arguments: how many there are
 * @numbers: the value of each argument that is a number; what is larger than
 *   a #guint64 is %G_MAXUINT64
 *
 * One command line, taken apart.
 */
typedef struct
{
  MfPop3Verb verb;
  MfSpan keyword;
  MfSpan arguments[MF_POP3_MAX_ARGUMENTS];
  guint n_arguments;
  guint64 numbers[MF_POP3_MAX_ARGUMENTS];
} MfPop3Command;

/**
 * MfPop3Status:
 * @ok: "+OK", else "-ERR"
 * @indicator: where that stands
 * @code: what stands in the square brackets of a response code (RFC 2449 section 8); else empty
 * @text: what follows the status indicator and its space, response code included
 *
 * The first line of a response, taken apart.
 */
typedef struct
{
  gboolean ok;
  MfSpan indicator;
  MfSpan code;
  MfSpan text;
} MfPop3Status;

/**
 * MfPop3Listing:
 * @number: a message-number
 * @number_span: where it stands
 * @value: where the size or the unique-id stands
 * @octets: the size; 0 in a unique-id listing
 *
 * A scan listing, a unique-id listing, or a drop listing, in which @number is
 * the number of messages (RFC 1939 sections 5 and 7).
 */
typedef struct
{
  guint64 number;
  MfSpan number_span;
  MfSpan value;
  guint64 octets;
} MfPop3Listing;

MfPop3Verb mf_pop3_verb_parse (const char *text, gsize length);
const char *mf_pop3_verb_get_name (MfPop3Verb verb);
MfPop3ArgumentKind mf_pop3_verb_get_argument_kind (MfPop3Verb verb, guint index);
gboolean mf_pop3_verb_is_multi_line (MfPop3Verb verb, guint n_arguments);

void mf_pop3_command_split (const char *line, gsize length, MfPop3Command *command);
gboolean
mf_pop3_command_parse (const char *line, gsize length, MfPop3Command *command, GError **error);
char *
mf_pop3_command_format (MfPop3Verb verb, const char *first, const char *second, GError **error);

gboolean
mf_pop3_status_parse (const char *line, gsize length, MfPop3Status *status, GError **error);
char *mf_pop3_status_format (gboolean ok, const char *code, const char *text);

gboolean mf_pop3_scan_listing_parse (const char *line, gsize length, MfPop3Listing *listing);
gboolean mf_pop3_unique_id_listing_parse (const char *line, gsize length, MfPop3Listing *listing);
gboolean mf_pop3_unique_id_is_valid (const char *text, gsize length);

gboolean mf_pop3_find_timestamp (const char *line, gsize length, MfSpan *timestamp);
char *mf_pop3_digest (const char *timestamp, const MfSecret *secret);
gboolean mf_pop3_digest_matches (const char *timestamp, const MfSecret *secret, const char *digest);

G_END_DECLS
