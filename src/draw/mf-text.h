/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"

G_BEGIN_DECLS

/* What was said on a wire is set as in this language. Digits alone belong to no script: under a
 * Korean language they would be set in another font than letters, and the columns would not stand
 * under each other. */
#define MF_TEXT_WIRE_LANGUAGE "en"

/**
 * MfTextSpec:
 * @size: relative to the context's font; 0 means 1
 * @mono: in a monospace family
 * @bold: in bold
 * @width: the most it may take, in pixels, or 0; what is longer is ellipsized
 * @lines: the most lines it may take; 0 means 1
 * @align: of the lines among each other
 * @ellipsize: where; %PANGO_ELLIPSIZE_NONE means at the end
 * @words: lines break between words only, see mf_text_keep_words()
 *
 * How a text is set. A @size of 1 is the face's own font, so that a reader who
 * wants it larger gets the whole picture larger.
 */
typedef struct
{
  double size;
  gboolean mono;
  gboolean bold;
  double width;
  guint lines;
  PangoAlignment align;
  PangoEllipsizeMode ellipsize;
  gboolean words;
} MfTextSpec;

PangoAttrList *mf_text_keep_words (const char *text);
PangoLayout *mf_text_new (PangoContext *context, const char *text, const MfTextSpec *spec);
double mf_text_get_width (PangoLayout *layout);
double mf_text_get_height (PangoLayout *layout);
double mf_text_get_line_height (PangoContext *context, double size, gboolean mono);

MfPrimitive *mf_drawing_add_text_in (MfDrawing *self,
                                     PangoContext *context,
                                     const char *text,
                                     const MfTextSpec *spec,
                                     MfRect box,
                                     double align,
                                     int style);

G_END_DECLS
