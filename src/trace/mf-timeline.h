/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "trace/mf-scene.h"

G_BEGIN_DECLS

/* The scene at any playhead is made of a checkpoint and at most this many
 * records, each with few effects, or one record with many. */
#define MF_TIMELINE_MAX_FOLD 512

/**
 * MfTimeline:
 *
 * The records so far, with checkpoints of their fold. A #GListModel of
 * #MfStep objects that are made when they are asked for. Belongs to one thread;
 * the records and scenes that it hands out may go anywhere.
 */
#define MF_TYPE_TIMELINE (mf_timeline_get_type ())
G_DECLARE_FINAL_TYPE (MfTimeline, mf_timeline, MF, TIMELINE, GObject)

/**
 * MfStep:
 *
 * A record as a list model's item; nothing but a reference to it.
 */
#define MF_TYPE_STEP (mf_step_get_type ())
G_DECLARE_FINAL_TYPE (MfStep, mf_step, MF, STEP, GObject)

MfRecord *mf_step_get_record (MfStep *self);

MfTimeline *mf_timeline_new (MfStage *stage, gint64 start_us);
MfStage *mf_timeline_get_stage (MfTimeline *self);
gint64 mf_timeline_get_start (MfTimeline *self);
guint mf_timeline_get_n_records (MfTimeline *self);
MfRecord *mf_timeline_get_record (MfTimeline *self, guint seq);
void mf_timeline_append (MfTimeline *self, MfRecord *const *records, guint n_records);
void mf_timeline_truncate (MfTimeline *self, guint n_records);
MfScene *mf_timeline_get_scene (MfTimeline *self, guint n_records);
guint64 mf_timeline_get_n_folded (MfTimeline *self);

gint64 mf_timeline_get_time_at (MfTimeline *self, double playhead);
double mf_timeline_get_playhead_at (MfTimeline *self, gint64 time_us);

G_END_DECLS
