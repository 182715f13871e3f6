/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"

G_BEGIN_DECLS

/**
 * MfLessonVariation:
 * @pictures: how many pictures go with what the lesson sends and shows, 0 … %MF_PICTURES_MAX;
 *   -1 for as many as it says
 * @latency_us: one-way delay of every link but those to the DNS, virtual µs; -1 as it says
 * @bandwidth: of the same links, bytes a virtual second, 0 for no limit; -1 as it says
 * @persistent: 1 if one connection carries everything, 0 if each letter and each object of a page
 *   gets one of its own, -1 as it says
 *
 * What may be turned at a lesson without writing another one.
 */
typedef struct
{
  int pictures;
  gint64 latency_us;
  gint64 bandwidth;
  int persistent;
} MfLessonVariation;

#define MF_LESSON_VARIATION_INIT { -1, -1, -1, -1 }

/* The longest delay and the widest link that can be asked for. */
#define MF_LESSON_MAX_LATENCY_US (10 * G_TIME_SPAN_SECOND)
#define MF_LESSON_MAX_BANDWIDTH G_MAXUINT32

MfLesson *mf_lesson_vary (MfLesson *self, const MfLessonVariation *variation);
void mf_lesson_describe (MfLesson *self, MfLessonVariation *variation);
gboolean mf_lesson_can_vary (MfLesson *self);

G_END_DECLS
