/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "lab/mf-lesson-variation.h"

G_BEGIN_DECLS

struct _MfLesson
{
  GObject parent_instance;
  char *id;
  const char *topic;
  char *title;
  char *goal;
  guint order;
  char **concepts;
  MfStage *stage;
  GArray *users;
  GArray *agents;
  GArray *mx;
  GArray *pages;
  GArray *acts;
  GPtrArray *waits; /* of MfLessonCue: what acts wait for */
  GArray *cues;
  GBytes *source;              /* what it was read from */
  MfLessonVariation variation; /* how it was turned */
  int n_pictures;              /* that go with its letters and pages, or -1 */
};

MfIntent *
mf_lesson_letter_with_pictures (const MfIntentLetter *letter, const char *agent, guint n_pictures);

const char *mf_lesson_find_topic (const char *id);
GBytes *mf_lesson_find_attachment (const char *name);
void mf_lesson_cue_free (MfLessonCue *cue);

gboolean
mf_lesson_parse (MfLesson *self, const char *data, gsize length, const char *name, GError **error);

G_END_DECLS
