/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <pango/pango.h>

#include "draw/mf-drawing.h"
#include "trace/mf-timeline.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PangoContext, g_object_unref)

/* Timelines for the tests of the pictures, put together by hand: what stands in
 * them is what such a session would say, but no machine said it. */
MfStage *draw_scenario_stage (void);
MfTimeline *draw_scenario_letter (void);
MfTimeline *draw_scenario_crowd (void);

/* Two sessions between the same two servers: the later one's transfer begins in the other's and
 * ends after it. */
MfTimeline *draw_scenario_two_at_once (void);

/* One server has called the other, and the last that is said is the line: "C: …" or "S: …". */
MfTimeline *draw_scenario_line (const char *line);

/* A server goes down, a call to it is in vain, it is up again, and a wire is cut: at
 * DRAW_SCENARIO_DOWN and DRAW_SCENARIO_CUT records it can be seen. */
#define DRAW_SCENARIO_DOWN 2
#define DRAW_SCENARIO_CUT 6
MfTimeline *draw_scenario_faults (void);

MfTimeline *draw_scenario_long (guint n_records);

PangoContext *draw_scenario_context (const char *font);
