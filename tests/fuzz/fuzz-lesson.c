/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "lab/mf-lesson.h"

/* What is read has everything that a world relies on; what is not says why. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson =
      mf_lesson_new_from_data ((const char *) data, size, "fuzz.xml", &error);
  const MfLessonAct *acts;
  guint n_acts;

  if (lesson == NULL)
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.xml:"));
      return 0;
    }

  g_assert_no_error (error);
  acts = mf_lesson_get_acts (lesson, &n_acts);

  for (guint i = 0; i < n_acts; i++)
    {
      g_assert_true (mf_lesson_check_intent (lesson, acts[i].intent, NULL));
      g_assert_true (acts[i].when == NULL || acts[i].count > 0);
    }

  return 0;
}
