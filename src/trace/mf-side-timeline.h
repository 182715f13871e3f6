/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfSideTimeline:
 *
 * One of the two sides of a timeline on a divided stage, as a timeline of its
 * own: only that side's hosts, links and records, numbered anew. So whatever
 * draws a timeline draws a side of one. It follows the whole timeline as that
 * grows and shrinks, and turns the whole's playhead into its own. Belongs to
 * the whole timeline's thread.
 */
typedef struct _MfSideTimeline MfSideTimeline;

MfSideTimeline *mf_side_timeline_new (MfTimeline *whole, MfSide side);
void mf_side_timeline_free (MfSideTimeline *self);

MfTimeline *mf_side_timeline_get_timeline (MfSideTimeline *self);
double mf_side_timeline_get_playhead (MfSideTimeline *self, double playhead);
int mf_side_timeline_get_whole_seq (MfSideTimeline *self, guint seq);
int mf_side_timeline_get_whole_host (MfSideTimeline *self, guint host);
int mf_side_timeline_get_whole_link (MfSideTimeline *self, guint link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSideTimeline, mf_side_timeline_free)

G_END_DECLS
