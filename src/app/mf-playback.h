/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

#define MF_PLAYBACK_SPEED_MIN 0.25
#define MF_PLAYBACK_SPEED_MAX 1000.0

/**
 * MfPlayback:
 *
 * What every face looks at: a timeline and a playhead over it. At 6.4 the
 * records 0 … 5 have happened and record 6 is 40 % on its way. Nothing that is
 * drawn depends on anything else.
 */
#define MF_TYPE_PLAYBACK (mf_playback_get_type ())
G_DECLARE_FINAL_TYPE (MfPlayback, mf_playback, MF, PLAYBACK, GObject)

MfPlayback *mf_playback_new (GtkWidget *widget);

MfTimeline *mf_playback_get_timeline (MfPlayback *self);
void mf_playback_set_timeline (MfPlayback *self, MfTimeline *timeline);
double mf_playback_get_playhead (MfPlayback *self);
guint mf_playback_get_step (MfPlayback *self);
guint mf_playback_get_n_steps (MfPlayback *self);
MfRecord *mf_playback_get_record (MfPlayback *self);
gboolean mf_playback_get_playing (MfPlayback *self);
void mf_playback_set_playing (MfPlayback *self, gboolean playing);
double mf_playback_get_speed (MfPlayback *self);
void mf_playback_set_speed (MfPlayback *self, double speed);
gboolean mf_playback_get_growing (MfPlayback *self);
void mf_playback_set_growing (MfPlayback *self, gboolean growing);

void mf_playback_seek (MfPlayback *self, double playhead);
void mf_playback_step_forward (MfPlayback *self);
void mf_playback_step_back (MfPlayback *self);
void mf_playback_next_phase (MfPlayback *self);
void mf_playback_previous_phase (MfPlayback *self);
gboolean mf_playback_is_moving (MfPlayback *self);

G_END_DECLS
