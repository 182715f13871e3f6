/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-ladder-layout.h"
#include "draw/mf-session-index.h"
#include "draw/mf-text.h"

G_BEGIN_DECLS

#define MF_LADDER_TEXT 0.86
#define MF_LADDER_SMALL 0.78

struct _MfLadderLayout
{
  MfTimeline *timeline;
  PangoContext *context;
  MfSessionIndex *index;
  GArray *lines; /* of guint: how many extra lines stand above record n, one more than records */

  double width;
  double top;    /* of the first row */
  double unit;   /* one pixel of the design, at 18 pixels a line */
  double row;    /* height of a record's row */
  double line;   /* height of an extra line: a phase's name, a note */
  double label;  /* height of a label's line */
  double gutter; /* where the lanes begin: times and steps stand on the left */

  guint *order; /* hosts from left to right, those that take part */
  guint n_lanes;
  double *x; /* of each host of the stage; below 0 for one without a lane */
};

double mf_ladder_px (const MfLadderLayout *self, double design);
double mf_ladder_get_row_top (const MfLadderLayout *self, guint seq);
guint mf_ladder_get_row_at (const MfLadderLayout *self, double y);
void mf_ladder_place_lanes (MfLadderLayout *self);
double mf_ladder_get_cell_width (const MfLadderLayout *self, guint lane);
const char *mf_ladder_get_note (const MfEffect *effect);
guint mf_ladder_count_notes (const MfRecord *record);

G_END_DECLS
