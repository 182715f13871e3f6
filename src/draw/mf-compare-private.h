/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-compare-layout.h"
#include "draw/mf-text.h"

G_BEGIN_DECLS

#define MF_COMPARE_SMALL 0.82
#define MF_COMPARE_CARD 0.86

struct _MfCompareLayout
{
  PangoContext *context;
  double width;
  double unit;      /* one pixel of the design, at 18 pixels a line */
  double numeral;   /* size of the numerals, relative to the context's font */
  double big;       /* height of a row with numerals */
  double small;     /* height of a row with words */
  double middle;    /* width of the labels between the two columns */
  gboolean upright; /* the labels of moves stand over them, not between them */
  double cell;      /* height of a move's cell */
  double label;     /* height of a label of moves */
};

double mf_compare_px (const MfCompareLayout *self, double design);
int mf_compare_get_ink (MfSide side);

G_END_DECLS
