/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfScrubberLayout:
 *
 * The track of the transport bar: sessions with their phases, the six steps, a
 * tick for each record as long as there is room, and the playhead. Its length
 * is the number of records, not time: waiting takes no room on it.
 */
typedef struct _MfScrubberLayout MfScrubberLayout;

MfScrubberLayout *mf_scrubber_layout_new (MfTimeline *timeline, PangoContext *context);
void mf_scrubber_layout_free (MfScrubberLayout *self);

void mf_scrubber_layout_sync (MfScrubberLayout *self, guint first);
void mf_scrubber_layout_set_width (MfScrubberLayout *self, double width);
double mf_scrubber_layout_get_height (MfScrubberLayout *self);

double mf_scrubber_layout_get_x (MfScrubberLayout *self, double playhead);
double mf_scrubber_layout_get_playhead_at (MfScrubberLayout *self, double x);

MfDrawing *mf_scrubber_layout_draw_track (MfScrubberLayout *self);
MfDrawing *mf_scrubber_layout_draw_playhead (MfScrubberLayout *self, double playhead);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfScrubberLayout, mf_scrubber_layout_free)

G_END_DECLS
