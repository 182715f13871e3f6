/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-syntax.h"

#include <string.h>

/* chunk-size = 1*HEXDIG (RFC 9112 section 7.1): more than that no one can send,
 * and it still leaves room for adding the lines around. */
#define CHUNK_SIZE_MAX (G_GUINT64_CONSTANT (1) << 62)

static const char *const methods[MF_HTTP_N_METHODS] = {
  [MF_HTTP_METHOD_UNKNOWN] = "unknown", [MF_HTTP_METHOD_GET] = "GET",
  [MF_HTTP_METHOD_HEAD] = "HEAD",       [MF_HTTP_METHOD_POST] = "POST",
  [MF_HTTP_METHOD_PUT] = "PUT",         [MF_HTTP_METHOD_DELETE] = "DELETE",
  [MF_HTTP_METHOD_CONNECT] = "CONNECT", [MF_HTTP_METHOD_OPTIONS] = "OPTIONS",
  [MF_HTTP_METHOD_TRACE] = "TRACE",     [MF_HTTP_METHOD_PATCH] = "PATCH",
};

/**
 * mf_http_method_get_name:
 * @method: a method
 *
 * Returns: (transfer none): as it stands in a request line; "unknown" for
 *   %MF_HTTP_METHOD_UNKNOWN
 */
const char *
mf_http_method_get_name (MfHttpMethod method)
{
  g_return_val_if_fail ((guint) method < MF_HTTP_N_METHODS, "unknown");

  return methods[method];
}

static gboolean
is_wsp (char c)
{
  return c == ' ' || c == '\t';
}

/**
 * mf_http_is_token:
 * @text: (array length=length): bytes
 * @length: their number
 *
 * Returns: whether they are a token = 1*tchar (RFC 9110 section 5.6.2)
 */
gboolean
mf_http_is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) &&
        (text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL))
      return FALSE;

  return length > 0;
}

/**
 * mf_http_span_equals:
 * @data: bytes
 * @span: some of them
 * @word: a word
 *
 * Returns: whether they are the word, in capital letters or small
 */
gboolean
mf_http_span_equals (const char *data, MfSpan span, const char *word)
{
  return span.length == strlen (word) &&
         g_ascii_strncasecmp (data + span.start, word, span.length) == 0;
}

/**
 * mf_http_span_trim:
 * @data: bytes
 * @span: some of them
 *
 * Returns: them without the white space at both ends
 */
MfSpan
mf_http_span_trim (const char *data, MfSpan span)
{
  while (span.length > 0 && g_ascii_isspace (data[span.start + span.length - 1]))
    span.length--;
  while (span.length > 0 && g_ascii_isspace (data[span.start]))
    {
      span.start++;
      span.length--;
    }
  return span;
}

/**
 * mf_http_next_element:
 * @data: bytes
 * @list: those of a list
 * @separator: what stands between two elements: ',' (RFC 9110 section 5.6.1), ';' or '&'
 * @at: (inout): where to go on in the list; 0 to begin with
 * @element: (out): the next element without the white space around it; empty ones are skipped
 *
 * Returns: %FALSE if there is none any more
 */
gboolean
mf_http_next_element (const char *data, MfSpan list, char separator, gsize *at, MfSpan *element)
{
  while (*at < list.length)
    {
      const char *text = data + list.start + *at;
      const char *end = memchr (text, separator, list.length - *at);
      gsize length = end ? (gsize) (end - text) : list.length - *at;

      *element = mf_http_span_trim (data, MF_SPAN (list.start + *at, length));
      *at += length + 1;
      if (element->length > 0)
        return TRUE;
    }

  return FALSE;
}

/* HTTP-version = "HTTP/" DIGIT "." DIGIT; only major version 1 has this syntax
 * (RFC 9112 section 2.3). */
static gboolean
read_version (const char *text, gsize length, guint *minor)
{
  if (length != 8 || memcmp (text, "HTTP/1.", 7) != 0 || !g_ascii_isdigit (text[7]))
    return FALSE;

  *minor = (guint) (text[7] - '0');
  return TRUE;
}

/**
 * mf_http_request_line_parse:
 * @data: bytes
 * @start: where the line begins in them
 * @length: its length, without the line end
 * @request: (out): what stands where
 *
 * Reads request-line = method SP request-target SP HTTP-version (RFC 9112
 * section 3). A target with spaces in it, which is invalid, is still one.
 *
 * Returns: whether it is a request line
 */
gboolean
mf_http_request_line_parse (const char *data, gsize start, gsize length, MfHttpStart *request)
{
  const char *line = data + start;
  const char *first = memchr (line, ' ', length);
  const char *last = first ? memrchr (line, ' ', length) : NULL;
  gsize method, version;

  *request = (MfHttpStart) { .line = MF_SPAN (start, length) };
  if (first == NULL || last <= first + 1)
    return FALSE;

  method = (gsize) (first - line);
  version = (gsize) (last - line) + 1;
  if (!mf_http_is_token (line, method) ||
      !read_version (line + version, length - version, &request->minor))
    return FALSE;

  request->method_span = MF_SPAN (start, method);
  request->target = MF_SPAN (start + method + 1, version - method - 2);
  request->version = MF_SPAN (start + version, length - version);
  /* "The method token is case-sensitive" (RFC 9110 section 9.1). */
  for (MfHttpMethod i = MF_HTTP_METHOD_GET; i < MF_HTTP_N_METHODS; i++)
    if (strlen (methods[i]) == method && memcmp (line, methods[i], method) == 0)
      request->method = i;
  return TRUE;
}

/**
 * mf_http_status_line_parse:
 * @data: bytes
 * @start: where the line begins in them
 * @length: its length, without the line end
 * @response: (out): what stands where
 *
 * Reads status-line = HTTP-version SP status-code SP [ reason-phrase ]
 * (RFC 9112 section 4); many servers leave the second space out, too.
 *
 * Returns: whether it is a status line
 */
gboolean
mf_http_status_line_parse (const char *data, gsize start, gsize length, MfHttpStart *response)
{
  const char *line = data + start;

  *response = (MfHttpStart) { .line = MF_SPAN (start, length) };
  if (length < 12 || !read_version (line, 8, &response->minor) || line[8] != ' ' || line[9] < '1' ||
      line[9] > '9' || !g_ascii_isdigit (line[10]) || !g_ascii_isdigit (line[11]) ||
      (length > 12 && line[12] != ' '))
    return FALSE;

  response->version = MF_SPAN (start, 8);
  response->code_span = MF_SPAN (start + 9, 3);
  response->code = (guint) ((line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0'));
  if (length > 13)
    response->reason = MF_SPAN (start + 13, length - 13);
  return TRUE;
}

/* Where the line ends, LF included; its text ends before CRLF or LF. */
static gsize
find_line_end (const char *data, gsize size, gsize start, gsize *text_end)
{
  const char *lf = memchr (data + start, '\n', size - start);
  gsize end = lf ? (gsize) (lf - data) + 1 : size;

  *text_end = lf ? end - 1 : end;
  if (lf && *text_end > start && data[*text_end - 1] == '\r')
    (*text_end)--;
  return end;
}

/**
 * mf_http_next_field:
 * @data: bytes of a head or a trailer section
 * @size: their number
 * @at: (inout): where the next line begins
 * @field: (out): the field there
 *
 * field-line = field-name ":" OWS field-value OWS (RFC 9112 section 5). White
 * space before the colon is a fault that others may overlook, so it is
 * overlooked here.
 *
 * Returns: %FALSE at the blank line or at the end
 */
gboolean
mf_http_next_field (const char *data, gsize size, gsize *at, MfHttpField *field)
{
  gsize start = *at;
  gsize text_end, end;
  const char *colon;
  MfSpan name;

  *field = (MfHttpField) { 0 };
  if (start >= size)
    return FALSE;

  end = find_line_end (data, size, start, &text_end);
  if (text_end == start)
    return FALSE;
  while (end < size && is_wsp (data[end]))
    {
      field->folded = TRUE;
      end = find_line_end (data, size, end, &text_end);
    }

  *at = end;
  field->line = MF_SPAN (start, text_end - start);
  colon = memchr (data + start, ':', text_end - start);
  if (colon == NULL)
    return TRUE;

  name = MF_SPAN (start, (gsize) (colon - data) - start);
  while (name.length > 0 && is_wsp (data[name.start + name.length - 1]))
    name.length--;
  if (!mf_http_is_token (data + name.start, name.length))
    return TRUE;

  field->name = name;
  field->value = mf_http_span_trim (data, MF_SPAN ((gsize) (colon - data) + 1,
                                                   text_end - (gsize) (colon - data) - 1));
  return TRUE;
}

/**
 * mf_http_chunk_size_parse:
 * @line: (array length=length): a line, without its line end
 * @length: its length
 * @digits: (out): the size in it
 * @size: (out): its value
 *
 * Reads chunk-size [ chunk-ext ] (RFC 9112 section 7.1).
 *
 * Returns: whether the line begins with a size that can be
 */
gboolean
mf_http_chunk_size_parse (const char *line, gsize length, MfSpan *digits, guint64 *size)
{
  gsize n = 0;

  *size = 0;
  while (n < length && g_ascii_isxdigit (line[n]))
    {
      *size = *size * 16 + (guint64) g_ascii_xdigit_value (line[n++]);
      if (*size > CHUNK_SIZE_MAX)
        return FALSE;
    }

  *digits = MF_SPAN (0, n);
  return n > 0 && (n == length || line[n] == ';' || is_wsp (line[n]));
}
