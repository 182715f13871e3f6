/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "trace/mf-record.h"

G_BEGIN_DECLS

/**
 * MfCues:
 *
 * Says the lesson's sentences when what they wait for has happened.
 */
typedef struct _MfCues MfCues;

MfCues *mf_cues_new (MfLesson *lesson);
void mf_cues_free (MfCues *self);

gboolean mf_cue_matches (const MfLessonCue *cue, const MfRecord *record, const GPtrArray *effects);
void
mf_cues_apply (MfCues *self, const MfRecord *record, GPtrArray *effects, const MfLessonAct *act);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfCues, mf_cues_free)

G_END_DECLS
