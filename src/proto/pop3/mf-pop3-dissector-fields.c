/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-dissector-fields.h"

#include <string.h>

/* The names of what a POP3 unit's bytes mean: rules of RFC 1939 and RFC 2449. */

static const char *const argument_names[] = {
  [MF_POP3_ARGUMENT_TEXT] = "argument",
  [MF_POP3_ARGUMENT_USERNAME] = "username",
  [MF_POP3_ARGUMENT_PASSWORD] = "password",
  [MF_POP3_ARGUMENT_DIGEST] = "digest",
  [MF_POP3_ARGUMENT_MESSAGE_NUMBER] = "message-number",
  [MF_POP3_ARGUMENT_LINE_COUNT] = "line-count",
  [MF_POP3_ARGUMENT_MECHANISM] = "mechanism",
  [MF_POP3_ARGUMENT_INITIAL_RESPONSE] = "initial-response",
};

static MfSpan
shift (MfSpan span, gsize by)
{
  return MF_SPAN (span.start + by, span.length);
}

static void
add_field (MfUnitBuilder *builder, const char *name, MfSpan span)
{
  if (span.length > 0)
    mf_unit_builder_add_field (builder, name, span, NULL);
}

/**
 * mf_pop3_add_base64_field:
 * @builder: of a unit
 * @name: a static string
 * @data: the unit's bytes
 * @span: where the base64 stands (RFC 5034 section 4)
 *
 * Adds a field whose value is what the base64 says, NULs as U+2400, if it says
 * anything.
 */
void
mf_pop3_add_base64_field (MfUnitBuilder *builder, const char *name, const char *data, MfSpan span)
{
  g_autofree char *text = g_strndup (data + span.start, span.length);
  g_autofree guchar *decoded = NULL;
  GString *value;
  gsize length;

  if (span.length == 0)
    return;

  decoded = g_base64_decode (text, &length);
  value = g_string_new_len ((const char *) decoded, (gssize) length);
  for (gsize i = 0; i < value->len; i++)
    if (value->str[i] == '\0')
      {
        g_string_erase (value, (gssize) i, 1);
        g_string_insert (value, (gssize) i, "␀");
      }

  mf_unit_builder_add_field (builder, name, span,
                             length > 0 ? g_utf8_make_valid (value->str, (gssize) value->len)
                                        : NULL);
  g_string_free (value, TRUE);
}

/**
 * mf_pop3_add_command_fields:
 * @builder: of a unit that begins with the command
 * @line: the unit's bytes
 * @command: the command
 */
void
mf_pop3_add_command_fields (MfUnitBuilder *builder, const char *line, const MfPop3Command *command)
{
  add_field (builder, "verb", command->keyword);
  for (guint i = 0; i < command->n_arguments; i++)
    {
      MfPop3ArgumentKind kind = mf_pop3_verb_get_argument_kind (command->verb, i);

      if (kind == MF_POP3_ARGUMENT_INITIAL_RESPONSE)
        mf_pop3_add_base64_field (builder, argument_names[kind], line, command->arguments[i]);
      else
        add_field (builder, argument_names[kind], command->arguments[i]);
    }
}

/**
 * mf_pop3_add_status_fields:
 * @builder: of a unit that begins with the response
 * @line: the unit's bytes
 * @status: its first line
 */
void
mf_pop3_add_status_fields (MfUnitBuilder *builder, const char *line, const MfPop3Status *status)
{
  add_field (builder, "status", status->indicator);
  add_field (builder, "text", status->text);
  add_field (builder, "response-code", status->code);
}

/**
 * mf_pop3_add_greeting_fields:
 * @builder: of a unit that begins with the greeting
 * @line: the unit's bytes
 * @length: up to the line end
 */
void
mf_pop3_add_greeting_fields (MfUnitBuilder *builder, const char *line, gsize length)
{
  MfSpan timestamp;

  if (mf_pop3_find_timestamp (line, length, &timestamp))
    add_field (builder, "timestamp", timestamp);
}

/**
 * mf_pop3_add_text_fields:
 * @builder: of a unit that begins with a +OK
 * @line: the unit's bytes
 * @status: its first line
 * @verb: the command that it answers
 *
 * Names what stands in the text of a one-line response. That of STAT, LIST and
 * UIDL is prescribed (RFC 1939 section 9); of RETR, many servers tell the
 * octets as its example does (section 5).
 */
void
mf_pop3_add_text_fields (MfUnitBuilder *builder,
                         const char *line,
                         const MfPop3Status *status,
                         MfPop3Verb verb)
{
  const char *text = line + status->text.start;
  MfPop3Listing listing;

  switch ((int) verb)
    {
    case MF_POP3_STAT:
    case MF_POP3_LIST:
      if (!mf_pop3_scan_listing_parse (text, status->text.length, &listing))
        break;
      add_field (builder, verb == MF_POP3_STAT ? "message-count" : "message-number",
                 shift (listing.number_span, status->text.start));
      add_field (builder, "octets", shift (listing.value, status->text.start));
      break;

    case MF_POP3_UIDL:
      if (!mf_pop3_unique_id_listing_parse (text, status->text.length, &listing))
        break;
      add_field (builder, "message-number", shift (listing.number_span, status->text.start));
      add_field (builder, "unique-id", shift (listing.value, status->text.start));
      break;

    case MF_POP3_RETR:
      listing.value.length = 0;
      while (listing.value.length < status->text.length &&
             g_ascii_isdigit (text[listing.value.length]))
        listing.value.length++;
      if (status->text.length - listing.value.length >= strlen (" octets") &&
          memcmp (text + listing.value.length, " octets", strlen (" octets")) == 0)
        add_field (builder, "octets", MF_SPAN (status->text.start, listing.value.length));
      break;

    default:
      break;
    }
}

static void
add_line_field (MfUnitBuilder *builder, const char *name, MfSpan span)
{
  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, NULL);
}

/* capability = capa-tag *(SP param) CRLF, RFC 2449 section 3. */
static void
add_capability_fields (MfUnitBuilder *builder, const char *data, gsize start, gsize length)
{
  const char *name = "capability";
  gboolean sasl = length > 5 && g_ascii_strncasecmp (data + start, "SASL ", 5) == 0;
  gsize end = start + length;

  while (start < end)
    {
      const char *space = memchr (data + start, ' ', end - start);
      gsize word = (space ? (gsize) (space - data) : end) - start;

      add_line_field (builder, name, MF_SPAN (start, word));
      name = sasl ? "mechanism" : "param";
      start += word + 1;
    }
}

static void
add_line_fields (
    MfUnitBuilder *builder, const char *data, gsize start, gsize length, MfPop3Verb verb)
{
  const char *line = data + start;
  const char *value = verb == MF_POP3_LIST ? "octets" : "unique-id";
  MfPop3Listing listing;

  if ((verb == MF_POP3_LIST && mf_pop3_scan_listing_parse (line, length, &listing)) ||
      (verb == MF_POP3_UIDL && mf_pop3_unique_id_listing_parse (line, length, &listing)))
    {
      add_line_field (builder, "message-number", shift (listing.number_span, start));
      add_line_field (builder, value, shift (listing.value, start));
    }
  else if (verb == MF_POP3_CAPA)
    add_capability_fields (builder, data, start, length);
  else if (verb == MF_POP3_AUTH)
    add_line_field (builder, "mechanism", MF_SPAN (start, length));
}

/**
 * mf_pop3_add_listing_fields:
 * @builder: of a unit
 * @data: the unit's bytes
 * @start: where lines of a multi-line response begin
 * @size: the unit's size
 * @verb: the command that it answers: CAPA, LIST, UIDL or AUTH
 */
void
mf_pop3_add_listing_fields (
    MfUnitBuilder *builder, const char *data, gsize start, gsize size, MfPop3Verb verb)
{
  while (start < size)
    {
      const char *crlf = memmem (data + start, size - start, "\r\n", 2);
      gsize length = (crlf ? (gsize) (crlf - data) : size) - start;

      if (crlf && length == 1 && data[start] == '.')
        add_field (builder, "end-mark", MF_SPAN (start, 3));
      else
        add_line_fields (builder, data, start, length, verb);
      start += length + (crlf ? 2 : 0);
    }
}
