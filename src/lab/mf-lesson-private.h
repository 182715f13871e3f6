/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"

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
  GArray *acts;
  GArray *cues;
};

const char *mf_lesson_find_topic (const char *id);

gboolean
mf_lesson_parse (MfLesson *self, const char *data, gsize length, const char *name, GError **error);

G_END_DECLS
