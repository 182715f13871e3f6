/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

/* Topics. METHOD is GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE,
 * PATCH or unknown; CODE is three digits:
 *
 *   http.METHOD      a request's head
 *   http.CODE        a response's head
 *   http.data        a body or a piece of it; a chunk with its size
 *   http.last-chunk  the chunk of size 0 with the trailer section behind it
 *   http.tunnel      another protocol, behind CONNECT or Upgrade
 *   http.opaque      bytes that are not HTTP
 *
 * Fields:
 *
 *   requests   request-line (around) method, request-target, http-version
 *   responses  status-line (around) http-version, status-code, reason-phrase
 *   both       field-line (around) field-name and field-value, blank-line
 *   in values  auth-scheme and token68 (around username and password); cookie-name,
 *              cookie-value, cookie-av
 *   bodies     message-body; chunk (around) chunk-size, chunk-ext, chunk-data; last-chunk
 *   forms      form-name and form-value, their values decoded (perhaps around username or
 *              password), in a body or behind the target's "?"; boundary (and header-field,
 *              field-name and field-body) of multipart/form-data
 *   faults     obs-fold, bare-lf, bare-cr, bad-line, framing-conflict
 */
MfDissector *mf_http_dissector_new (void);

G_END_DECLS
