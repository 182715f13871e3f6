/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-syntax.h"

#include "base/mf-error.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/**
 * VerbInfo:
 * @min_arguments, @max_arguments: how many arguments it takes
 * @multi_line: its +OK is followed by lines up to the termination octet
 * @multi_line_bare: only if no argument was given
 */
typedef struct
{
  const char *name;
  guint min_arguments;
  guint max_arguments;
  MfPop3ArgumentKind kinds[MF_POP3_MAX_ARGUMENTS];
  gboolean multi_line;
  gboolean multi_line_bare;
  const char *rfc;
} VerbInfo;

#define NUMBER MF_POP3_ARGUMENT_MESSAGE_NUMBER
#define NAME MF_POP3_ARGUMENT_USERNAME

static const VerbInfo verbs[MF_POP3_N_VERBS] = {
  [MF_POP3_NONE] = { "", 0, 0, .rfc = "RFC 1939 section 3" },
  [MF_POP3_APOP] = { "APOP", 2, 2, { NAME, MF_POP3_ARGUMENT_DIGEST }, .rfc = "RFC 1939 section 7" },
  [MF_POP3_AUTH] = { "AUTH",
                     1,
                     2,
                     { MF_POP3_ARGUMENT_MECHANISM, MF_POP3_ARGUMENT_INITIAL_RESPONSE },
                     .multi_line_bare = TRUE,
                     .rfc = "RFC 5034 section 4" },
  [MF_POP3_CAPA] = { "CAPA", 0, 0, .multi_line = TRUE, .rfc = "RFC 2449 section 5" },
  [MF_POP3_DELE] = { "DELE", 1, 1, { NUMBER }, .rfc = "RFC 1939 section 5" },
  [MF_POP3_LIST] = { "LIST",
                     0,
                     1,
                     { NUMBER },
                     .multi_line_bare = TRUE,
                     .rfc = "RFC 1939 section 5" },
  [MF_POP3_NOOP] = { "NOOP", 0, 0, .rfc = "RFC 1939 section 5" },
  [MF_POP3_PASS] = { "PASS", 1, 1, { MF_POP3_ARGUMENT_PASSWORD }, .rfc = "RFC 1939 section 7" },
  [MF_POP3_QUIT] = { "QUIT", 0, 0, .rfc = "RFC 1939 section 6" },
  [MF_POP3_RETR] = { "RETR", 1, 1, { NUMBER }, .multi_line = TRUE, .rfc = "RFC 1939 section 5" },
  [MF_POP3_RSET] = { "RSET", 0, 0, .rfc = "RFC 1939 section 5" },
  [MF_POP3_STAT] = { "STAT", 0, 0, .rfc = "RFC 1939 section 5" },
  [MF_POP3_STLS] = { "STLS", 0, 0, .rfc = "RFC 2595 section 4" },
  [MF_POP3_TOP] = { "TOP",
                    2,
                    2,
                    { NUMBER, MF_POP3_ARGUMENT_LINE_COUNT },
                    .multi_line = TRUE,
                    .rfc = "RFC 1939 section 7" },
  [MF_POP3_UIDL] = { "UIDL",
                     0,
                     1,
                     { NUMBER },
                     .multi_line_bare = TRUE,
                     .rfc = "RFC 1939 section 7" },
  [MF_POP3_USER] = { "USER", 1, 1, { NAME }, .rfc = "RFC 1939 section 7" },
};

/* "Keywords and arguments consist of printable ASCII characters" (RFC 1939
 * section 3); VCHAR in RFC 2449 section 3. */
static gboolean
is_word (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] < 0x21 || text[i] > 0x7e)
      return FALSE;

  return length > 0;
}

static gboolean
is_printable (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] < 0x20 || text[i] > 0x7e)
      return FALSE;

  return length > 0;
}

static gboolean
parse_number (const char *text, gsize length, guint64 *number)
{
  *number = 0;
  for (gsize i = 0; i < length; i++)
    {
      guint digit;

      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      digit = (guint) (text[i] - '0');
      *number = *number > (G_MAXUINT64 - digit) / 10 ? G_MAXUINT64 : *number * 10 + digit;
    }

  return length > 0;
}

/**
 * mf_pop3_verb_parse:
 * @text: a keyword, in upper or lower case (RFC 1939 section 3)
 * @length: its length in bytes
 *
 * Returns: the verb, or %MF_POP3_NONE
 */
MfPop3Verb
mf_pop3_verb_parse (const char *text, gsize length)
{
  for (guint i = MF_POP3_NONE + 1; i < MF_POP3_N_VERBS; i++)
    if (strlen (verbs[i].name) == length && g_ascii_strncasecmp (verbs[i].name, text, length) == 0)
      return (MfPop3Verb) i;

  return MF_POP3_NONE;
}

/**
 * mf_pop3_verb_get_name:
 * @verb: a verb
 *
 * Returns: (transfer none): its keyword; "" for %MF_POP3_NONE
 */
const char *
mf_pop3_verb_get_name (MfPop3Verb verb)
{
  g_return_val_if_fail ((guint) verb < MF_POP3_N_VERBS, "");

  return verbs[verb].name;
}

/**
 * mf_pop3_verb_get_argument_kind:
 * @verb: a verb
 * @index: an argument, counted from 0
 *
 * Returns: what it is
 */
MfPop3ArgumentKind
mf_pop3_verb_get_argument_kind (MfPop3Verb verb, guint index)
{
  g_return_val_if_fail ((guint) verb < MF_POP3_N_VERBS, MF_POP3_ARGUMENT_TEXT);

  return index < verbs[verb].max_arguments ? verbs[verb].kinds[index] : MF_POP3_ARGUMENT_TEXT;
}

/**
 * mf_pop3_verb_is_multi_line:
 * @verb: a verb
 * @n_arguments: how many arguments came with it
 *
 * LIST and UIDL are multi-line only without an argument (RFC 1939 sections 5
 * and 7). A bare AUTH is not in RFC 5034; servers that take it list their
 * mechanisms.
 *
 * Returns: whether a +OK to it goes on until the termination octet
 */
gboolean
mf_pop3_verb_is_multi_line (MfPop3Verb verb, guint n_arguments)
{
  g_return_val_if_fail ((guint) verb < MF_POP3_N_VERBS, FALSE);

  return verbs[verb].multi_line || (verbs[verb].multi_line_bare && n_arguments == 0);
}

/**
 * mf_pop3_command_split:
 * @line: any bytes, without the line end
 * @length: their number
 * @command: (out caller-allocates): what was found
 *
 * Takes a line apart as well as it goes, without judging it: for those who
 * only look on. What stands behind the last argument that the keyword takes
 * belongs to that argument.
 */
void
mf_pop3_command_split (const char *line, gsize length, MfPop3Command *command)
{
  const char *space = length ? memchr (line, ' ', length) : NULL;
  gsize position = space ? (gsize) (space - line) : length;
  guint limit;

  *command = (MfPop3Command) { .keyword = MF_SPAN (0, position) };
  command->verb = mf_pop3_verb_parse (line, position);
  limit = command->verb == MF_POP3_NONE ? 1 : verbs[command->verb].max_arguments;

  while (position < length && command->n_arguments < limit)
    {
      gsize start = position + 1;
      gboolean last = command->n_arguments + 1 == limit;

      space = last || start == length ? NULL : memchr (line + start, ' ', length - start);
      position = space ? (gsize) (space - line) : length;
      command->arguments[command->n_arguments] = MF_SPAN (start, position - start);
      parse_number (line + start, position - start, &command->numbers[command->n_arguments]);
      command->n_arguments++;
    }
}

static gboolean
refuse_span (GError **error, MfPop3Verb verb, MfSpan span, const char *what)
{
  g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, verbs[verb].rfc, span,
                                                   "%s", what));
  return FALSE;
}

static gboolean
check_argument (const char *line, const MfPop3Command *command, guint index, GError **error)
{
  const VerbInfo *info = &verbs[command->verb];
  MfSpan span = command->arguments[index];
  const char *text = line + span.start;
  guint64 number;

  switch (info->kinds[index])
    {
    case MF_POP3_ARGUMENT_MESSAGE_NUMBER:
      if (!parse_number (text, span.length, &number))
        return refuse_span (error, command->verb, span, "a message-number is digits");
      break;

    case MF_POP3_ARGUMENT_LINE_COUNT:
      if (!parse_number (text, span.length, &number))
        return refuse_span (error, command->verb, span, "a number of lines is digits");
      break;

    case MF_POP3_ARGUMENT_PASSWORD:
      if (!is_printable (text, span.length))
        return refuse_span (error, command->verb, span, "an argument is printable ASCII");
      break;

    case MF_POP3_ARGUMENT_TEXT:
    case MF_POP3_ARGUMENT_USERNAME:
    case MF_POP3_ARGUMENT_DIGEST:
    case MF_POP3_ARGUMENT_MECHANISM:
    case MF_POP3_ARGUMENT_INITIAL_RESPONSE:
    default:
      if (memchr (text, ' ', span.length))
        return refuse_span (error, command->verb, span, "too many arguments");
      if (!is_word (text, span.length))
        return refuse_span (error, command->verb, span, "an argument is printable ASCII");
      break;
    }

  return TRUE;
}

/**
 * mf_pop3_command_parse:
 * @line: a command line, without the line end
 * @length: its length in bytes
 * @command: (out caller-allocates): what was found, also if there is an error
 * @error: return location for a %MF_PROTOCOL_ERROR_SYNTAX or _UNKNOWN
 *
 *     command = keyword *(SP param) CRLF
 *     keyword = 3*4VCHAR
 *     param   = 1*VCHAR
 *
 * (RFC 2449 section 3). The argument of PASS may hold spaces (RFC 1939 section
 * 7).
 *
 * Returns: whether @line is a command that we know, with the arguments that it takes
 */
gboolean
mf_pop3_command_parse (const char *line, gsize length, MfPop3Command *command, GError **error)
{
  const VerbInfo *info;

  mf_pop3_command_split (line, length, command);
  info = &verbs[command->verb];

  if (command->verb == MF_POP3_NONE)
    {
      g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_UNKNOWN, info->rfc,
                                                       command->keyword, "unknown command"));
      return FALSE;
    }

  if (info->max_arguments == 0 && command->keyword.length < length)
    return refuse_span (error, command->verb,
                        MF_SPAN (command->keyword.length, length - command->keyword.length),
                        "this command takes no argument");
  if (command->n_arguments < info->min_arguments)
    return refuse_span (error, command->verb, MF_SPAN (length, 0), "an argument is missing");

  for (guint i = 0; i < command->n_arguments; i++)
    {
      if (command->arguments[i].length == 0)
        return refuse_span (error, command->verb, command->arguments[i],
                            "one space comes before each argument, and none at the end");
      if (!check_argument (line, command, i, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * mf_pop3_command_format:
 * @verb: a verb
 * @first: (nullable): its first argument
 * @second: (nullable): its second argument
 * @error: return location for a %MF_PROTOCOL_ERROR_SYNTAX or _LIMIT
 *
 * Writes only what mf_pop3_command_parse() takes: an argument cannot smuggle a
 * line end into the dialogue.
 *
 * Returns: (transfer full): the command line, CRLF included, or %NULL with @error set
 */
char *
mf_pop3_command_format (MfPop3Verb verb, const char *first, const char *second, GError **error)
{
  g_autofree char *line = NULL;
  MfPop3Command command;
  gsize length;

  g_return_val_if_fail (verb != MF_POP3_NONE && (guint) verb < MF_POP3_N_VERBS, NULL);
  g_return_val_if_fail (first != NULL || second == NULL, NULL);

  line = g_strjoin (" ", verbs[verb].name, first ? first : second, second, NULL);
  length = strlen (line);
  if (!mf_pop3_command_parse (line, length, &command, error))
    return NULL;

  if (length + 2 > MF_LIMIT_POP3_COMMAND)
    {
      g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_LIMIT,
                                                       "RFC 2449 section 4", MF_SPAN (0, length),
                                                       "the command is longer than %d octets",
                                                       MF_LIMIT_POP3_COMMAND));
      return NULL;
    }

  return g_strconcat (line, "\r\n", NULL);
}

/* resp-code = "[" resp-level *("/" resp-level) "]", RFC 2449 section 3. */
static MfSpan
find_response_code (const char *text, gsize length)
{
  const char *end;

  if (length == 0 || text[0] != '[')
    return MF_SPAN (0, 0);

  end = memchr (text, ']', length);
  if (end == NULL || !is_word (text + 1, (gsize) (end - text - 1)))
    return MF_SPAN (0, 0);

  return MF_SPAN (1, (gsize) (end - text - 1));
}

/**
 * mf_pop3_status_parse:
 * @line: the first line of a response, without the line end
 * @length: its length in bytes
 * @status: (out caller-allocates): what was found
 * @error: return location for a %MF_PROTOCOL_ERROR_SYNTAX
 *
 *     single-line = status [SP text] CRLF
 *     status      = "+OK" / "-ERR"
 *     text        = *schar / resp-code *CHAR
 *
 * (RFC 2449 section 3). The status indicator is in upper case (RFC 1939
 * section 3).
 *
 * Returns: whether @line is such a line
 */
gboolean
mf_pop3_status_parse (const char *line, gsize length, MfPop3Status *status, GError **error)
{
  gsize n = 0;

  *status = (MfPop3Status) { .ok = FALSE };

  if (length >= 3 && memcmp (line, "+OK", 3) == 0)
    n = 3;
  else if (length >= 4 && memcmp (line, "-ERR", 4) == 0)
    n = 4;

  if (n == 0 || (length > n && line[n] != ' '))
    {
      g_propagate_error (error,
                         mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 1939 section 3",
                                                MF_SPAN (0, MIN (length, 4)),
                                                "a response begins with +OK or -ERR"));
      return FALSE;
    }

  status->ok = n == 3;
  status->indicator = MF_SPAN (0, n);
  status->text = length > n ? MF_SPAN (n + 1, length - n - 1) : MF_SPAN (n, 0);
  status->code = find_response_code (line + status->text.start, status->text.length);
  status->code.start += status->text.start;
  return TRUE;
}

/* What other people wrote is kept to one line of printable ASCII. */
static void
append_clean (GString *line, const char *text)
{
  for (const char *p = text; *p; p++)
    g_string_append_c (line, *p >= 0x20 && *p <= 0x7e ? *p : '?');
}

/**
 * mf_pop3_status_format:
 * @ok: "+OK", else "-ERR"
 * @code: (nullable): a response code without its brackets, such as "IN-USE"
 * @text: (nullable): what follows
 *
 * Returns: (transfer full): the first line of a response, CRLF included: at
 *   most 512 octets of printable ASCII (RFC 1939 section 3), the rest is cut off
 */
char *
mf_pop3_status_format (gboolean ok, const char *code, const char *text)
{
  GString *line = g_string_new (ok ? "+OK" : "-ERR");

  if (code)
    {
      g_string_append (line, " [");
      append_clean (line, code);
      g_string_append_c (line, ']');
    }
  if (text && *text)
    {
      g_string_append_c (line, ' ');
      append_clean (line, text);

      /* It would pass for a response code (RFC 2449 section 6.4). */
      if (code == NULL && *text == '[')
        line->str[line->len - strlen (text)] = '(';
    }

  g_string_truncate (line, MIN (line->len, MF_LIMIT_POP3_RESPONSE - 2));
  g_string_append (line, "\r\n");
  return g_string_free_and_steal (line);
}

static gboolean
split_listing (const char *line, gsize length, MfPop3Listing *listing)
{
  const char *space = length ? memchr (line, ' ', length) : NULL;
  const char *end;
  gsize number;

  *listing = (MfPop3Listing) { .number = 0 };
  if (space == NULL)
    return FALSE;

  number = (gsize) (space - line);
  end = memchr (space + 1, ' ', length - number - 1);
  listing->number_span = MF_SPAN (0, number);
  listing->value = MF_SPAN (number + 1, (end ? (gsize) (end - line) : length) - number - 1);
  return parse_number (line, number, &listing->number);
}

/**
 * mf_pop3_scan_listing_parse:
 * @line: a scan listing or, without its "+OK ", a drop listing
 * @length: its length in bytes
 * @listing: (out caller-allocates): what was found
 *
 * RFC 1939 section 5 "makes no requirement on what follows the message size".
 *
 * Returns: whether @line is one
 */
gboolean
mf_pop3_scan_listing_parse (const char *line, gsize length, MfPop3Listing *listing)
{
  return split_listing (line, length, listing) &&
         parse_number (line + listing->value.start, listing->value.length, &listing->octets);
}

/**
 * mf_pop3_unique_id_listing_parse:
 * @line: a unique-id listing (RFC 1939 section 7)
 * @length: its length in bytes
 * @listing: (out caller-allocates): what was found
 *
 * Returns: whether @line is one
 */
gboolean
mf_pop3_unique_id_listing_parse (const char *line, gsize length, MfPop3Listing *listing)
{
  return split_listing (line, length, listing) &&
         listing->value.start + listing->value.length == length &&
         mf_pop3_unique_id_is_valid (line + listing->value.start, listing->value.length);
}

/**
 * mf_pop3_unique_id_is_valid:
 * @text: bytes
 * @length: their number
 *
 * Returns: whether they are a unique-id (RFC 1939 section 7)
 */
gboolean
mf_pop3_unique_id_is_valid (const char *text, gsize length)
{
  return length <= MF_POP3_UNIQUE_ID_MAX && is_word (text, length);
}

/**
 * mf_pop3_find_timestamp:
 * @line: a greeting
 * @length: its length in bytes
 * @timestamp: (out caller-allocates): where the timestamp stands, angle brackets included
 *
 * The timestamp is a msg-id (RFC 1939 section 7, RFC 822 section 4.6.1). Only
 * one that looks like it is taken: a man in the middle who may choose freely
 * what is digested can find out the secret by collisions of MD5
 * (CVE-2007-1558).
 *
 * Returns: whether the greeting offers APOP
 */
gboolean
mf_pop3_find_timestamp (const char *line, gsize length, MfSpan *timestamp)
{
  const char *start = length ? memchr (line, '<', length) : NULL;
  const char *end;
  const char *at;
  gsize inner;

  if (start == NULL)
    return FALSE;
  end = memchr (start, '>', length - (gsize) (start - line));
  if (end == NULL)
    return FALSE;

  inner = (gsize) (end - start - 1);
  if (!is_word (start + 1, inner) || memchr (start + 1, '<', inner))
    return FALSE;
  at = memchr (start, '@', inner + 1);
  if (at == NULL || at == start + 1 || at + 1 == end ||
      memchr (at + 1, '@', (gsize) (end - at - 1)))
    return FALSE;

  *timestamp = MF_SPAN ((gsize) (start - line), inner + 2);
  return TRUE;
}

/**
 * mf_pop3_digest:
 * @timestamp: what the greeting said, angle brackets included
 * @secret: what client and server share
 *
 * Returns: (transfer full): the digest of APOP: MD5 over both, in lower-case
 *   hexadecimal (RFC 1939 section 7)
 */
char *
mf_pop3_digest (const char *timestamp, const MfSecret *secret)
{
  const char *text = mf_secret_reveal (secret);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);

  g_checksum_update (checksum, (const guchar *) timestamp, -1);
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * mf_pop3_digest_matches:
 * @timestamp: what the greeting said, angle brackets included
 * @secret: what client and server share
 * @digest: what the client sent with APOP
 *
 * For a server's driver that is asked about a login. Compares in constant time.
 *
 * Returns: whether @digest proves that the client knows @secret
 */
gboolean
mf_pop3_digest_matches (const char *timestamp, const MfSecret *secret, const char *digest)
{
  g_autofree char *right = mf_pop3_digest (timestamp, secret);
  g_autoptr (MfSecret) expected = mf_secret_new (right, -1);

  return mf_secret_equal (expected, digest, -1);
}
