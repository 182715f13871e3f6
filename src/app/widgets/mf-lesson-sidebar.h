/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "lab/mf-lesson.h"

G_BEGIN_DECLS

/**
 * MfLessonSidebar:
 *
 * The lessons, grouped by topic. The signal "chosen" (#MfLesson) tells which one
 * the learner wants.
 */
#define MF_TYPE_LESSON_SIDEBAR (mf_lesson_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (MfLessonSidebar, mf_lesson_sidebar, MF, LESSON_SIDEBAR, AdwBin)

GtkWidget *mf_lesson_sidebar_new (void);
gboolean mf_lesson_sidebar_choose (MfLessonSidebar *self, const char *id);
guint mf_lesson_sidebar_get_n_lessons (MfLessonSidebar *self);

G_END_DECLS
