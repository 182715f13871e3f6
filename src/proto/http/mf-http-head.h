/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/http/mf-http-syntax.h"

G_BEGIN_DECLS

/**
 * MfHttpBody:
 * @MF_HTTP_BODY_NONE: the message ends with its head
 * @MF_HTTP_BODY_LENGTH: it has as many octets as Content-Length says
 * @MF_HTTP_BODY_CHUNKED: it comes in chunks
 * @MF_HTTP_BODY_UNTIL_CLOSE: it goes on until the server closes the connection
 * @MF_HTTP_BODY_FAULTY: no one can know where it ends
 *
 * How long a message's body is (RFC 9112 section 6.3).
 */
typedef enum
{
  MF_HTTP_BODY_NONE,
  MF_HTTP_BODY_LENGTH,
  MF_HTTP_BODY_CHUNKED,
  MF_HTTP_BODY_UNTIL_CLOSE,
  MF_HTTP_BODY_FAULTY,
} MfHttpBody;

/**
 * MfHttpForm:
 * @MF_HTTP_FORM_NONE: something else
 * @MF_HTTP_FORM_URLENCODED: application/x-www-form-urlencoded
 * @MF_HTTP_FORM_MULTIPART: multipart/form-data (RFC 7578)
 *
 * How a request's body holds what was filled in.
 */
typedef enum
{
  MF_HTTP_FORM_NONE,
  MF_HTTP_FORM_URLENCODED,
  MF_HTTP_FORM_MULTIPART,
} MfHttpForm;

/**
 * MfHttpHead:
 * @start: the start line
 * @size: the head's size, its blank line included
 * @is_request: what the start line is
 * @has_length: there is a Content-Length
 * @length: what it says
 * @length_faulty: it says nothing, or two different things
 * @has_coding: there is a Transfer-Encoding
 * @chunked: whose last coding is chunked
 * @upgrade: there is an Upgrade: what follows may be another protocol
 * @form: what the body is
 * @boundary: what parts it, for %MF_HTTP_FORM_MULTIPART
 *
 * What a head says about what comes behind it.
 */
typedef struct
{
  MfHttpStart start;
  gsize size;
  gboolean is_request;
  gboolean has_length;
  guint64 length;
  gboolean length_faulty;
  gboolean has_coding;
  gboolean chunked;
  gboolean upgrade;
  MfHttpForm form;
  MfSpan boundary;
} MfHttpHead;

gboolean mf_http_head_read (const char *data, gsize size, gboolean is_request, MfHttpHead *head);
MfHttpBody mf_http_head_get_body (const MfHttpHead *head, MfHttpMethod answered);
gboolean mf_http_head_has_conflict (const MfHttpHead *head);

G_END_DECLS
