/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What ends dot-stuffed data, after a CRLF. */
#define MF_DOT_END_MARK ".\r\n"

/**
 * MfDotEncoder:
 * @in_line: how much of the current line's content is out, none of it if %FALSE
 * @after_cr: the last byte was a CR
 *
 * Doubles the dot that starts a line. Begins as `{ 0 }`.
 */
typedef struct
{
  gboolean in_line;
  gboolean after_cr;
} MfDotEncoder;

gsize mf_dot_encoder_take (MfDotEncoder *self, const guint8 *data, gsize length, gboolean *stuffed);
gsize mf_dot_encoder_encode (
    MfDotEncoder *self, const guint8 *data, gsize length, GByteArray *output, gsize max_size);
const char *mf_dot_encoder_end (MfDotEncoder *self);

G_END_DECLS
