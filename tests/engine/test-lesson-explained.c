/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson.h"
#include "lab/mf-world.h"
#include "trace/mf-explanation.h"

/* Nothing that a lesson shows is left without a word: each step with the
 * reason why it comes now, each field, each change. */
static void
check_record (const MfRecord *record)
{
  MfExplanation explanation = { 0 };

  g_test_message ("step %u: %s %s", record->seq + 1, mf_record_kind_get_nick (record->kind),
                  record->unit ? record->unit->topic : "");
  g_assert_true (mf_explain_record (record, &explanation));
  g_assert_nonnull (explanation.why);

  for (guint i = 0; record->unit && i < record->unit->n_fields; i++)
    {
      g_test_message ("field %s", record->unit->fields[i].name);
      g_assert_true (mf_explain_field (record->unit, &record->unit->fields[i], &explanation));
    }

  for (guint i = 0; i < record->n_effects; i++)
    if (record->effects[i]->kind != MF_EFFECT_CAPTION)
      {
        g_test_message ("effect %s", mf_effect_kind_get_nick (record->effects[i]->kind));
        g_assert_true (mf_explain_effect (record->effects[i], &explanation));
      }
}

static void
check_lesson (MfLesson *lesson)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfWorld) world = mf_world_new (lesson, 1, &error);
  MfRecord *record;

  g_assert_no_error (error);
  while (mf_world_next (world, &record, &error) && record != NULL)
    {
      check_record (record);
      mf_record_unref (record);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (mf_world_get_n_records (world), >, 0);
}

static void
test_lessons (void)
{
  g_autoptr (GListModel) lessons = mf_lesson_list ();

  g_assert_cmpuint (g_list_model_get_n_items (lessons), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
    {
      g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);

      check_lesson (lesson);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lesson/explained", test_lessons);
  return g_test_run ();
}
