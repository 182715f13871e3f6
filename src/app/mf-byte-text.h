/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfByteTextMode:
 * @MF_BYTE_TEXT_PLAIN: as text, line ends visible as ␍␊
 * @MF_BYTE_TEXT_HEX: in rows of hexadecimal digits, and beside them as text
 */
typedef enum
{
  MF_BYTE_TEXT_PLAIN,
  MF_BYTE_TEXT_HEX,
} MfByteTextMode;

/* A stretch of the text, in characters. */
typedef struct
{
  guint start;
  guint end;
} MfByteTextRange;

/**
 * MfByteText:
 * @text: valid UTF-8
 * @offsets: where each byte begins in the text, and the end, in characters
 * @ends: where each byte ends in the text, before what only breaks the line
 * @controls: (element-type MfByteTextRange): what stands for control characters
 *
 * Bytes as text that a reader can see.
 */
typedef struct
{
  char *text;
  MfByteTextMode mode;
  guint row; /* bytes in a row of hexadecimal digits */
  gsize n_bytes;
  guint *offsets;
  guint *ends;
  GArray *controls;
} MfByteText;

MfByteText *mf_byte_text_new (GBytes *bytes, MfByteTextMode mode, guint row, gboolean pictures);
guint mf_byte_text_get_row_width (guint row);
void mf_byte_text_free (MfByteText *self);
guint mf_byte_text_get_ranges (const MfByteText *self, MfSpan span, GArray *ranges);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfByteText, mf_byte_text_free)

G_END_DECLS
