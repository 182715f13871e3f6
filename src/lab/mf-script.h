/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "trace/mf-record.h"

G_BEGIN_DECLS

/**
 * MfScript:
 *
 * What people are still going to do: the lesson's acts, bent by the learner's own.
 */
typedef struct _MfScript MfScript;

MfScript *mf_script_new (MfLesson *lesson);
void mf_script_free (MfScript *self);

void mf_script_replace_letter (MfScript *self, const MfIntentLetter *letter);
void mf_script_add_input (MfScript *self, guint at, MfIntent *intent);
gboolean mf_script_take_input (MfScript *self, guint n_records, MfLessonAct *act);
gboolean mf_script_take_companion (MfScript *self, MfLessonAct *act);
void mf_script_watch (MfScript *self, const MfRecord *record, const GPtrArray *effects);
gboolean mf_script_take_due (MfScript *self, MfLessonAct *act);
gboolean mf_script_take_act (MfScript *self, gboolean over, MfLessonAct *act);

void mf_lesson_act_clear (MfLessonAct *act);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfScript, mf_script_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfLessonAct, mf_lesson_act_clear)

G_END_DECLS
