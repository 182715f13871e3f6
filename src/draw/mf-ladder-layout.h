/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfLadderLayout:
 *
 * The sequence diagram of a timeline: a lane for each host that takes part,
 * time downwards, a row for each record. Only the rows' heights are kept, so a
 * million records cost a few megabytes, and any range of rows is drawn without
 * looking at the others.
 */
typedef struct _MfLadderLayout MfLadderLayout;

MfLadderLayout *mf_ladder_layout_new (MfTimeline *timeline, PangoContext *context);
void mf_ladder_layout_free (MfLadderLayout *self);

void mf_ladder_layout_sync (MfLadderLayout *self, guint first);
void mf_ladder_layout_set_width (MfLadderLayout *self, double width);
void mf_ladder_layout_set_top (MfLadderLayout *self, double top);
double mf_ladder_layout_get_min_width (MfLadderLayout *self);
double mf_ladder_layout_get_width (MfLadderLayout *self);
guint mf_ladder_layout_get_n_lanes (MfLadderLayout *self);
double mf_ladder_layout_get_height (MfLadderLayout *self);
double mf_ladder_layout_get_header_height (MfLadderLayout *self);

double mf_ladder_layout_get_y (MfLadderLayout *self, double playhead);
double mf_ladder_layout_get_playhead_at (MfLadderLayout *self, double y);

MfDrawing *mf_ladder_layout_draw_header (MfLadderLayout *self);
MfDrawing *mf_ladder_layout_draw_rows (MfLadderLayout *self, double top, double bottom);
MfDrawing *mf_ladder_layout_draw_playhead (MfLadderLayout *self, double playhead);

gboolean mf_ladder_write_svg (MfTimeline *timeline, GOutputStream *stream, GError **error);
gboolean mf_ladder_save_svg (MfTimeline *timeline, const char *path, GError **error);
gboolean mf_ladder_save_pdf (MfTimeline *timeline, const char *path, GError **error);
gboolean mf_ladder_save_png (MfTimeline *timeline, const char *path, double scale, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfLadderLayout, mf_ladder_layout_free)

G_END_DECLS
