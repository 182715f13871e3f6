/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"
#include "trace/mf-dialogue.h"
#include "trace/mf-tally.h"

G_BEGIN_DECLS

/**
 * MfCompareLayout:
 *
 * What lies between and below the two sides of a comparison: the tallies in
 * large numerals, and the dialogues line by line. Both depend on a width and on
 * fonts alone, so that nothing jumps while the playhead moves. Immutable.
 */
typedef struct _MfCompareLayout MfCompareLayout;

MfCompareLayout *mf_compare_layout_new (PangoContext *context, double width);
void mf_compare_layout_free (MfCompareLayout *self);
void mf_compare_layout_make_compact (MfCompareLayout *self);

double mf_compare_get_tallies_width (PangoContext *context);
double mf_compare_layout_get_tallies_height (const MfCompareLayout *self);
double mf_compare_layout_get_moves_height (const MfCompareLayout *self);

MfDrawing *mf_compare_layout_draw_tallies (const MfCompareLayout *self,
                                           const MfStage *stage,
                                           const MfTally *push,
                                           const MfTally *pull);
MfDrawing *
mf_compare_layout_draw_moves (const MfCompareLayout *self, MfDialogue *dialogue, double playhead);

gboolean mf_compare_write_svg (MfTimeline *timeline, GOutputStream *stream, GError **error);

char *mf_tally_describe (const MfTally *self, const MfStage *stage, MfSide side);

#define MF_N_TALLY_ROWS 9

const char *mf_tally_get_row_label (guint row);
char *mf_tally_get_row_value (const MfTally *self, const MfStage *stage, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfCompareLayout, mf_compare_layout_free)

G_END_DECLS
