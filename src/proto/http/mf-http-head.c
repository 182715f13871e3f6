/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-head.h"

#include <string.h>

/* Content-Length = 1*DIGIT: "a recipient MUST anticipate potentially large
 * decimal numerals and prevent parsing errors due to integer conversion
 * overflows" (RFC 9110 section 8.6). */
#define LENGTH_MAX (G_GUINT64_CONSTANT (1) << 62)

static gboolean
read_length (const char *data, MfSpan span, guint64 *length)
{
  *length = 0;
  for (gsize i = span.start; i < span.start + span.length; i++)
    {
      if (!g_ascii_isdigit (data[i]))
        return FALSE;
      *length = *length * 10 + (guint64) (data[i] - '0');
      if (*length > LENGTH_MAX)
        return FALSE;
    }

  return TRUE;
}

/* "42, 42" is as good as 42; two different lengths are the way to smuggle a
 * request past someone (RFC 9112 section 6.3, rule 5). */
static void
read_content_length (MfHttpHead *self, const char *data, MfSpan value)
{
  MfSpan element;
  gsize at = 0;
  guint64 length;

  if (value.length == 0)
    self->length_faulty = TRUE;
  while (mf_http_next_element (data, value, ',', &at, &element))
    {
      if (!read_length (data, element, &length) || (self->has_length && length != self->length))
        self->length_faulty = TRUE;
      self->length = length;
      self->has_length = TRUE;
    }
  self->has_length = TRUE;
}

/* Several lines are one list; what stands last in it counts. */
static void
read_transfer_encoding (MfHttpHead *self, const char *data, MfSpan value)
{
  MfSpan element;
  gsize at = 0;

  self->has_coding = TRUE;
  while (mf_http_next_element (data, value, ',', &at, &element))
    self->chunked = mf_http_span_equals (data, element, "chunked");
}

/* media-type = type "/" subtype parameters (RFC 9110 section 8.3.1) */
static void
read_content_type (MfHttpHead *self, const char *data, MfSpan value)
{
  MfSpan element;
  gsize at = 0;

  if (!mf_http_next_element (data, value, ';', &at, &element))
    return;

  if (mf_http_span_equals (data, element, "application/x-www-form-urlencoded"))
    self->form = MF_HTTP_FORM_URLENCODED;
  else if (!mf_http_span_equals (data, element, "multipart/form-data"))
    return;

  while (mf_http_next_element (data, value, ';', &at, &element))
    {
      gsize name = strlen ("boundary=");
      MfSpan text;

      if (element.length <= name || g_ascii_strncasecmp (data + element.start, "boundary=", name))
        continue;
      text = MF_SPAN (element.start + name, element.length - name);
      if (text.length >= 2 && data[text.start] == '"' && data[text.start + text.length - 1] == '"')
        text = MF_SPAN (text.start + 1, text.length - 2);
      /* boundary := 0*69<bchars> bcharsnospace (RFC 2046 section 5.1.1) */
      if (self->form == MF_HTTP_FORM_NONE && text.length > 0 && text.length <= 70)
        {
          self->form = MF_HTTP_FORM_MULTIPART;
          self->boundary = text;
        }
    }
}

static void
read_field (MfHttpHead *self, const char *data, const MfHttpField *field)
{
  if (mf_http_span_equals (data, field->name, "content-length"))
    read_content_length (self, data, field->value);
  else if (mf_http_span_equals (data, field->name, "transfer-encoding"))
    read_transfer_encoding (self, data, field->value);
  else if (mf_http_span_equals (data, field->name, "content-type"))
    read_content_type (self, data, field->value);
  else if (mf_http_span_equals (data, field->name, "upgrade"))
    self->upgrade = TRUE;
}

/* The line at @at, without its end, and where the next one begins. */
static gsize
measure_line (const char *data, gsize size, gsize at, gsize *next)
{
  const char *lf = memchr (data + at, '\n', size - at);
  gsize end = lf ? (gsize) (lf - data) : size;

  *next = lf ? end + 1 : size;
  if (lf && end > at && data[end - 1] == '\r')
    end--;
  return end - at;
}

/**
 * mf_http_head_read:
 * @data: (array length=size): a head, up to its blank line or as far as it is there
 * @size: its size
 * @is_request: which kind of start line it must have
 * @head: (out): what it says
 *
 * Returns: whether it begins with such a line; before a request line there may
 *   be empty ones (RFC 9112 section 2.2)
 */
gboolean
mf_http_head_read (const char *data, gsize size, gboolean is_request, MfHttpHead *head)
{
  MfHttpStart start;
  MfHttpField field;
  gsize at = 0;
  gsize next = 0;
  gsize length = measure_line (data, size, 0, &next);
  gboolean valid;

  while (is_request && length == 0 && next < size)
    {
      at = next;
      length = measure_line (data, size, at, &next);
    }

  valid = is_request ? mf_http_request_line_parse (data, at, length, &start)
                     : mf_http_status_line_parse (data, at, length, &start);
  *head = (MfHttpHead) { .start = start, .size = size, .is_request = is_request };
  if (!valid)
    return FALSE;

  while (mf_http_next_field (data, size, &next, &field))
    read_field (head, data, &field);
  return TRUE;
}

/**
 * mf_http_head_has_conflict:
 * @head: a head
 *
 * Returns: whether two recipients may disagree about where its body ends
 */
gboolean
mf_http_head_has_conflict (const MfHttpHead *head)
{
  return head->length_faulty || (head->has_coding && head->has_length) ||
         (head->has_coding && head->start.minor == 0) ||
         (head->has_coding && head->is_request && !head->chunked);
}

/* Rules 3 to 8; 1 and 2 are about responses alone. */
static MfHttpBody
find_body (const MfHttpHead *head)
{
  MfHttpBody otherwise = head->is_request ? MF_HTTP_BODY_FAULTY : MF_HTTP_BODY_UNTIL_CLOSE;

  /* HTTP/1.0 knows no transfer coding: "MUST treat the message as if the
   * framing is faulty" (RFC 9112 section 6.1). */
  if (head->has_coding)
    return head->chunked && head->start.minor > 0 ? MF_HTTP_BODY_CHUNKED : otherwise;
  if (head->length_faulty)
    return MF_HTTP_BODY_FAULTY;
  if (head->has_length)
    return head->length > 0 ? MF_HTTP_BODY_LENGTH : MF_HTTP_BODY_NONE;
  return head->is_request ? MF_HTTP_BODY_NONE : MF_HTTP_BODY_UNTIL_CLOSE;
}

/**
 * mf_http_head_get_body:
 * @head: a head
 * @answered: of a response: the method of what it answers
 *
 * Returns: how the message goes on behind its head (RFC 9112 section 6.3)
 */
MfHttpBody
mf_http_head_get_body (const MfHttpHead *head, MfHttpMethod answered)
{
  guint code = head->start.code;

  if (!head->is_request)
    {
      if (answered == MF_HTTP_METHOD_HEAD || code / 100 == 1 || code == 204 || code == 304)
        return MF_HTTP_BODY_NONE;
      if (answered == MF_HTTP_METHOD_CONNECT && code / 100 == 2)
        return MF_HTTP_BODY_NONE;
    }

  return find_body (head);
}
