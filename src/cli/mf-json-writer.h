/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfJsonWriter:
 *
 * Writes JSON (RFC 8259) into a string, one value after the other, so that a
 * long timeline never is a tree in memory. The same calls give the same bytes.
 */
typedef struct
{
  GString *text;
  gboolean needs_comma;
} MfJsonWriter;

#define MF_JSON_WRITER_INIT(string) { .text = (string) }

void mf_json_writer_begin (MfJsonWriter *self, const char *name, char bracket);
void mf_json_writer_end (MfJsonWriter *self, char bracket);
void mf_json_writer_string (MfJsonWriter *self, const char *name, const char *value);
void mf_json_writer_number (MfJsonWriter *self, const char *name, gint64 value);
void mf_json_writer_bytes (MfJsonWriter *self, const char *name, GBytes *value);

G_END_DECLS
