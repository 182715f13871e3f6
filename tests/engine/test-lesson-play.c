/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"
#include "play.h"

/* What holds of every lesson that comes with the program. */

static void
test_twice (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find (data, &error);
  g_autoptr (GPtrArray) first = play_inputs (lesson, 1, NULL, 0);
  g_autoptr (GPtrArray) second = play_inputs (lesson, 1, NULL, 0);

  g_assert_cmpuint (first->len, >, 0);
  g_assert_cmpuint (first->len, ==, second->len);
  play_assert_same (first, second, first->len);
}

static GHashTable *
collect_captions (GPtrArray *records)
{
  GHashTable *said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    {
      const MfEffect *caption =
          mf_record_find_effect (play_get_record (records, i), MF_EFFECT_CAPTION);

      if (caption != NULL)
        g_hash_table_add (said, caption->text);
    }

  return said;
}

static void
assert_said (GHashTable *said, const char *caption)
{
  if (caption == NULL || g_hash_table_contains (said, caption))
    return;

  g_test_message ("never said: %s", caption);
  g_test_fail ();
}

/* No sentence is written in vain, and every act of the script is done. */
static void
test_captions (gconstpointer data)
{
  g_autoptr (MfLesson) lesson = mf_lesson_find (data, NULL);
  g_autoptr (GPtrArray) records = play_inputs (lesson, 1, NULL, 0);
  g_autoptr (GHashTable) said = collect_captions (records);
  guint n;
  const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n);
  const MfLessonAct *acts;

  for (guint i = 0; i < n; i++)
    assert_said (said, cues[i].caption);

  acts = mf_lesson_get_acts (lesson, &n);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_ACTED), ==, n);

  for (guint i = 0; i < n; i++)
    assert_said (said, acts[i].caption);
}

/* At the end nobody is on the line, nothing waits, and every server is up. */
static void
test_end (gconstpointer data)
{
  g_autoptr (MfLesson) lesson = mf_lesson_find (data, NULL);
  g_autoptr (GPtrArray) records = play_inputs (lesson, 1, NULL, 0);
  g_autoptr (MfScene) scene = play_fold (records, mf_lesson_get_stage (lesson), records->len);

  g_assert_cmpuint (mf_scene_list_get_n (scene->connections), ==, 0);
  g_assert_cmpint (scene->broken_links, ==, 0);

  for (guint i = 0; i < scene->n_hosts; i++)
    {
      g_assert_cmpuint (mf_scene_list_get_n (scene->hosts[i].queue), ==, 0);
      g_assert_false (scene->hosts[i].down);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
    { "twice", test_twice },
    { "captions", test_captions },
    { "end", test_end },
  };
  g_autoptr (GListModel) lessons = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  lessons = mf_lesson_list ();

  for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
    {
      g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);

      for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
        {
          const char *id = mf_lesson_get_id (lesson);
          g_autofree char *path = g_strdup_printf ("/lesson-play/%s/%s", id, tests[j].name);

          g_test_add_data_func (path, g_intern_string (id), tests[j].func);
        }
    }

  result = g_test_run ();
  return result;
}
