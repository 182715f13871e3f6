/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/http/mf-http-head.h"
#include "proto/mf-unit.h"

G_BEGIN_DECLS

void mf_http_add_head_fields (MfUnitBuilder *builder, GBytes *bytes, const MfHttpHead *head);
void mf_http_add_field_lines (
    MfUnitBuilder *builder, const char *data, gsize at, gsize size, gboolean conflict);
void mf_http_add_chunk_size_fields (MfUnitBuilder *builder, const char *data, gsize line);

void mf_http_add_form_fields (MfUnitBuilder *builder, const char *data, MfSpan form);
void mf_http_add_multipart_fields (MfUnitBuilder *builder,
                                   const char *data,
                                   MfSpan body,
                                   const char *boundary);

G_END_DECLS
