/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-playback.h"
#include "lab/mf-lesson-variation.h"

G_BEGIN_DECLS

/**
 * MfCompare:
 *
 * The two sides of a divided stage under one playhead: two networks with the
 * tallies between them, and two ladders, or both dialogues line by line. Above
 * them is what can be turned at the lesson.
 *
 * Its property is "playback". The signal "activated" is a face's, in terms of
 * the whole timeline; "varied" says that the learner has turned something: see
 * mf_compare_get_variation().
 */
#define MF_TYPE_COMPARE (mf_compare_get_type ())
G_DECLARE_FINAL_TYPE (MfCompare, mf_compare, MF, COMPARE, AdwBreakpointBin)

void mf_compare_set_playback (MfCompare *self, MfPlayback *playback);
void mf_compare_set_lesson (MfCompare *self, MfLesson *lesson);
void mf_compare_get_variation (MfCompare *self, MfLessonVariation *variation);
gboolean mf_compare_is_divided (MfCompare *self);
void mf_compare_show (MfCompare *self, const char *name);
void mf_compare_set_large (MfCompare *self, gboolean large);

G_END_DECLS
