/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"
#include "trace/mf-scene.h"

G_BEGIN_DECLS

/**
 * MfFlight:
 * @record: a record that is under way, or has just arrived
 * @fraction: how far it has come: 0 as it leaves … 1 as it arrives
 *
 * With the playhead at t, record ceil(t) - 1 has come as far as t - (ceil(t) - 1): at 6.4,
 * record 6 with 0.4; at 7.0, record 6 with 1, still to be read where it has
 * arrived. At 0 there is none. The scene is the fold of floor(t) records.
 */
typedef struct
{
  const MfRecord *record;
  double fraction;
} MfFlight;

/**
 * MfCanvasLayout:
 *
 * Where everything stands that does not move: hosts and links of a stage in a
 * viewport. It depends on neither scene nor playhead, so nothing jumps while the
 * playhead moves. Immutable.
 */
typedef struct _MfCanvasLayout MfCanvasLayout;

MfCanvasLayout *mf_canvas_layout_new (
    MfStage *stage, PangoContext *context, double width, double height, double scale);
void mf_canvas_layout_free (MfCanvasLayout *self);

gboolean mf_canvas_layout_is_vertical (const MfCanvasLayout *self);
double mf_canvas_layout_get_width (const MfCanvasLayout *self);
double mf_canvas_layout_get_height (const MfCanvasLayout *self);
MfRect mf_canvas_layout_get_host_box (const MfCanvasLayout *self, guint host);

MfDrawing *mf_canvas_layout_draw_scene (const MfCanvasLayout *self,
                                        const MfScene *scene,
                                        const MfFlight *flights,
                                        guint n_flights);
MfDrawing *mf_canvas_layout_draw_flights (const MfCanvasLayout *self,
                                          const MfScene *scene,
                                          const MfFlight *flights,
                                          guint n_flights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfCanvasLayout, mf_canvas_layout_free)

G_END_DECLS
