/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A form with more fields is nobody's. */
#define MF_HTTP_FORM_MAX_FIELDS 200

/**
 * MfHttpFormField:
 * @name: of the field
 * @value: what was sent, valid UTF-8; of a file, ""
 * @file_name: (nullable): of a file: how it was called, without a path; %NULL if it is none
 * @content_type: (nullable): of a file
 * @content: (nullable): of a file
 */
typedef struct
{
  char *name;
  char *value;
  char *file_name;
  char *content_type;
  GBytes *content;
} MfHttpFormField;

/**
 * MfHttpForm:
 *
 * A form as a browser sends it: application/x-www-form-urlencoded or
 * multipart/form-data (RFC 7578).
 */
typedef struct _MfHttpForm MfHttpForm;

MfHttpForm *mf_http_form_parse (const char *content_type, GBytes *body);
MfHttpForm *mf_http_form_parse_query (const char *query);
void mf_http_form_free (MfHttpForm *self);

const char *mf_http_form_get (const MfHttpForm *self, const char *name);
const MfHttpFormField *mf_http_form_get_field (const MfHttpForm *self, guint index);
guint mf_http_form_get_n_fields (const MfHttpForm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHttpForm, mf_http_form_free)

G_END_DECLS
