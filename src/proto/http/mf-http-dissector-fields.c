/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-dissector-fields.h"

#include <string.h>

/* What stands in heads, size lines and trailer sections. */

static void
add (MfUnitBuilder *builder, const char *name, MfSpan span)
{
  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, NULL);
}

/* credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ] (RFC 9110
 * section 11.4). What Basic holds is "user-id:password" in base64, and anyone
 * on the way can read it (RFC 7617 section 2). */
static void
add_credentials (MfUnitBuilder *builder, const char *data, MfSpan value)
{
  const char *text = data + value.start;
  const char *space = memchr (text, ' ', value.length);
  gsize scheme = space ? (gsize) (space - text) : value.length;
  MfSpan rest;
  g_autofree char *encoded = NULL;
  g_autofree char *decoded = NULL;
  gsize length;
  char *colon;

  add (builder, "auth-scheme", MF_SPAN (value.start, scheme));
  if (space == NULL)
    return;
  rest = mf_http_span_trim (data, MF_SPAN (value.start + scheme, value.length - scheme));
  if (rest.length == 0)
    return;
  if (!mf_http_span_equals (data, MF_SPAN (value.start, scheme), "basic"))
    {
      add (builder, "token68", rest);
      return;
    }

  encoded = g_strndup (data + rest.start, rest.length);
  decoded = (char *) g_base64_decode (encoded, &length);
  mf_unit_builder_add_repeated_field (builder, "token68", rest,
                                      length > 0 ? g_utf8_make_valid (decoded, (gssize) length)
                                                 : NULL);
  colon = length > 0 ? memchr (decoded, ':', length) : NULL;
  if (colon == NULL)
    return;

  mf_unit_builder_add_repeated_field (builder, "username", rest,
                                      g_utf8_make_valid (decoded, colon - decoded));
  mf_unit_builder_add_repeated_field (builder, "password", rest,
                                      g_utf8_make_valid (colon + 1,
                                                         (gssize) length - (colon + 1 - decoded)));
}

/* cookie-pair = cookie-name "=" cookie-value (RFC 6265 section 4.1.1). */
static void
add_cookie_pair (MfUnitBuilder *builder, const char *data, MfSpan pair)
{
  const char *equals = memchr (data + pair.start, '=', pair.length);
  gsize name = equals ? (gsize) (equals - data) - pair.start : pair.length;

  add (builder, "cookie-name", mf_http_span_trim (data, MF_SPAN (pair.start, name)));
  if (equals)
    add (builder, "cookie-value",
         mf_http_span_trim (data, MF_SPAN (pair.start + name + 1, pair.length - name - 1)));
}

/* Cookie holds pairs; Set-Cookie one, and then what is to be done with it. */
static void
add_cookies (MfUnitBuilder *builder, const char *data, MfSpan value, gboolean set)
{
  MfSpan element;
  gsize at = 0;
  gboolean first = TRUE;

  while (mf_http_next_element (data, value, ';', &at, &element))
    {
      if (first || !set)
        add_cookie_pair (builder, data, element);
      else
        add (builder, "cookie-av", element);
      first = FALSE;
    }
}

/* The CRLF in front of each continuation line and the white space behind it
 * (RFC 9112 section 5.2). */
static void
add_folds (MfUnitBuilder *builder, const char *data, MfSpan line)
{
  gsize end = line.start + line.length;

  for (gsize at = line.start; at < end; at++)
    if (data[at] == '\n')
      {
        gsize start = at > line.start && data[at - 1] == '\r' ? at - 1 : at;

        while (at + 1 < end && (data[at + 1] == ' ' || data[at + 1] == '\t'))
          at++;
        add (builder, "obs-fold", MF_SPAN (start, at + 1 - start));
      }
}

static char *
unfold (const char *data, MfSpan value)
{
  g_autoptr (GString) text = g_string_new_len (data + value.start, (gssize) value.length);

  g_string_replace (text, "\r\n", "", 0);
  g_string_replace (text, "\n", "", 0);
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

static gboolean
is_any (const char *data, MfSpan name, const char *const *names)
{
  for (; *names; names++)
    if (mf_http_span_equals (data, name, *names))
      return TRUE;

  return FALSE;
}

static void
add_field_line (MfUnitBuilder *builder,
                const char *data,
                const MfHttpField *field,
                gboolean conflict)
{
  static const char *const framing[] = { "content-length", "transfer-encoding", NULL };
  static const char *const authorization[] = { "authorization", "proxy-authorization", NULL };

  if (field->name.length == 0)
    {
      add (builder, "bad-line", field->line);
      return;
    }

  add (builder, "field-line", field->line);
  if (conflict && is_any (data, field->name, framing))
    add (builder, "framing-conflict", field->line);
  add (builder, "field-name", field->name);
  if (field->value.length > 0)
    mf_unit_builder_add_repeated_field (builder, "field-value", field->value,
                                        field->folded ? unfold (data, field->value) : NULL);

  /* Folded values are not taken apart: nothing sends them any more. */
  if (field->folded)
    add_folds (builder, data, field->line);
  else if (is_any (data, field->name, authorization))
    add_credentials (builder, data, field->value);
  else if (mf_http_span_equals (data, field->name, "cookie"))
    add_cookies (builder, data, field->value, FALSE);
  else if (mf_http_span_equals (data, field->name, "set-cookie"))
    add_cookies (builder, data, field->value, TRUE);
}

/* Marks a line end that is not CRLF, and a CR inside a line ("A recipient of
 * such a bare CR MUST consider that element to be invalid", RFC 9112 section 2.2). */
static void
add_line_faults (MfUnitBuilder *builder, const char *data, MfSpan line, gsize size)
{
  gsize end = line.start + line.length;
  const char *cr;

  if (end < size && data[end] == '\n')
    add (builder, "bare-lf", MF_SPAN (end, 1));
  cr = line.length > 0 ? memchr (data + line.start, '\r', line.length) : NULL;
  if (cr && (cr + 1 == data + end || cr[1] != '\n'))
    add (builder, "bare-cr", MF_SPAN ((gsize) (cr - data), 1));
}

/**
 * mf_http_add_field_lines:
 * @builder: of a unit
 * @data: its bytes
 * @at: where the first field line begins
 * @size: the unit's size
 * @conflict: whether what it says about the body's length contradicts itself
 *
 * Names the field lines and the blank line behind them.
 */
void
mf_http_add_field_lines (
    MfUnitBuilder *builder, const char *data, gsize at, gsize size, gboolean conflict)
{
  MfHttpField field;

  while (mf_http_next_field (data, size, &at, &field))
    {
      add_field_line (builder, data, &field, conflict);
      if (!field.folded)
        add_line_faults (builder, data, field.line, size);
    }
  if (at < size)
    mf_unit_builder_add_field (builder, "blank-line", MF_SPAN (at, size - at), NULL);
}

/* The query is what stands behind the "?" (RFC 3986 section 3.4); forms that are
 * sent by GET put their contents there. */
static void
add_target (MfUnitBuilder *builder, const char *data, MfSpan target)
{
  const char *mark = memchr (data + target.start, '?', target.length);
  gsize path = mark ? (gsize) (mark - data) - target.start : target.length;
  g_autofree char *text = g_strndup (data + target.start, target.length);
  g_autofree char *decoded = strchr (text, '%') ? g_uri_unescape_string (text, NULL) : NULL;

  mf_unit_builder_add_field (builder, "request-target", target,
                             decoded ? g_utf8_make_valid (decoded, -1) : NULL);
  if (mark)
    mf_http_add_form_fields (builder, data,
                             MF_SPAN (target.start + path + 1, target.length - path - 1));
}

static void
add_start_line (MfUnitBuilder *builder, const char *data, const MfHttpHead *head)
{
  const MfHttpStart *start = &head->start;

  if (head->is_request)
    {
      mf_unit_builder_add_field (builder, "request-line", start->line, NULL);
      mf_unit_builder_add_field (builder, "method", start->method_span, NULL);
      add_target (builder, data, start->target);
    }
  else
    {
      mf_unit_builder_add_field (builder, "status-line", start->line, NULL);
      mf_unit_builder_add_field (builder, "status-code", start->code_span, NULL);
      add (builder, "reason-phrase", start->reason);
    }
  mf_unit_builder_add_field (builder, "http-version", start->version, NULL);
  add_line_faults (builder, data, start->line, head->size);
}

/**
 * mf_http_add_head_fields:
 * @builder: of a unit
 * @bytes: its bytes: a head
 * @head: what was read in it
 */
void
mf_http_add_head_fields (MfUnitBuilder *builder, GBytes *bytes, const MfHttpHead *head)
{
  const char *data = g_bytes_get_data (bytes, NULL);
  gsize end = head->start.line.start + head->start.line.length;
  const char *lf = memchr (data + end, '\n', head->size - end);

  if (head->start.line.start > 0)
    mf_unit_builder_add_field (builder, "blank-line", MF_SPAN (0, head->start.line.start), NULL);
  add_start_line (builder, data, head);
  if (lf)
    mf_http_add_field_lines (builder, data, (gsize) (lf - data) + 1, head->size,
                             mf_http_head_has_conflict (head));
}

/**
 * mf_http_add_chunk_size_fields:
 * @builder: of a unit that begins with a chunk's size line
 * @data: its bytes
 * @line: the line's length, its end included
 */
void
mf_http_add_chunk_size_fields (MfUnitBuilder *builder, const char *data, gsize line)
{
  MfSpan text = mf_http_span_trim (data, MF_SPAN (0, line));
  MfSpan digits;
  guint64 size;

  if (!mf_http_chunk_size_parse (data, text.length, &digits, &size))
    return;

  mf_unit_builder_add_field (builder, "chunk-size", digits,
                             size > 9 ? g_strdup_printf ("%" G_GUINT64_FORMAT, size) : NULL);
  add (builder, "chunk-ext",
       mf_http_span_trim (data, MF_SPAN (digits.length, text.length - digits.length)));
}
