/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfHttpMethod:
 *
 * The methods of RFC 9110 section 9.3, and PATCH (RFC 5789 section 2).
 */
typedef enum
{
  MF_HTTP_METHOD_UNKNOWN,
  MF_HTTP_METHOD_GET,
  MF_HTTP_METHOD_HEAD,
  MF_HTTP_METHOD_POST,
  MF_HTTP_METHOD_PUT,
  MF_HTTP_METHOD_DELETE,
  MF_HTTP_METHOD_CONNECT,
  MF_HTTP_METHOD_OPTIONS,
  MF_HTTP_METHOD_TRACE,
  MF_HTTP_METHOD_PATCH,
  MF_HTTP_N_METHODS,
} MfHttpMethod;

/**
 * MfHttpStart:
 * @line: the start line without its line end
 * @version: "HTTP/1.1"
 * @minor: the digit behind the dot of that
 * @method_span: of a request: the method
 * @method: which one it is
 * @target: of a request: what is asked for
 * @code_span: of a response: the status code
 * @code: its value
 * @reason: of a response: what stands behind it, perhaps nothing
 *
 * The first line of a message (RFC 9112 sections 3 and 4).
 */
typedef struct
{
  MfSpan line;
  MfSpan version;
  guint minor;
  MfSpan method_span;
  MfHttpMethod method;
  MfSpan target;
  MfSpan code_span;
  guint code;
  MfSpan reason;
} MfHttpStart;

/**
 * MfHttpField:
 * @line: the whole field line, continuation lines included, without the last line end
 * @name: the field's name; empty if the line is none of a field
 * @value: its value without the white space around it; what an obs-fold put in is in there
 * @folded: it goes on in another line (RFC 9112 section 5.2)
 */
typedef struct
{
  MfSpan line;
  MfSpan name;
  MfSpan value;
  gboolean folded;
} MfHttpField;

const char *mf_http_method_get_name (MfHttpMethod method);
gboolean
mf_http_request_line_parse (const char *data, gsize start, gsize length, MfHttpStart *request);
gboolean
mf_http_status_line_parse (const char *data, gsize start, gsize length, MfHttpStart *response);
gboolean mf_http_next_field (const char *data, gsize size, gsize *at, MfHttpField *field);
gboolean mf_http_chunk_size_parse (const char *line, gsize length, MfSpan *digits, guint64 *size);

gboolean mf_http_is_token (const char *text, gsize length);
gboolean mf_http_span_equals (const char *data, MfSpan span, const char *word);
MfSpan mf_http_span_trim (const char *data, MfSpan span);
gboolean
mf_http_next_element (const char *data, MfSpan list, char separator, gsize *at, MfSpan *element);

G_END_DECLS
