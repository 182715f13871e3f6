/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson.h"
#include "trace/mf-explanation-private.h"

#include <libintl.h>
#include <locale.h>

/* What the learner reads is found in the catalogue under the very text that
 * the program asks for, line ends and spaces included. */

static gboolean
has_hangul (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HANGUL)
      return TRUE;

  return FALSE;
}

static void
check_text (const char *msgid)
{
  const char *text = g_dgettext (GETTEXT_PACKAGE, msgid);

  g_test_message ("%s: %s", msgid, text);
  g_assert_true (has_hangul (text));
}

static void
test_explanations (void)
{
  gsize n_tables;
  const MfExplanationTable *const *tables = mf_explanation_get_tables (&n_tables);

  for (gsize i = 0; i < n_tables; i++)
    for (gsize j = 0; j < tables[i]->n_rows; j++)
      {
        MfExplanation explanation;

        g_test_message ("%s", tables[i]->rows[j].topic);
        g_assert_true (mf_explain_topic (tables[i]->rows[j].topic, &explanation));
        g_assert_true (has_hangul (explanation.title));
        g_assert_true (has_hangul (explanation.meaning));
        g_assert_true (explanation.why == NULL || has_hangul (explanation.why));
      }
}

static void
check_lesson (MfLesson *lesson)
{
  guint n_acts;
  guint n_cues;
  const MfLessonAct *acts = mf_lesson_get_acts (lesson, &n_acts);
  const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n_cues);

  check_text (mf_lesson_get_title (lesson));
  check_text (mf_lesson_get_goal (lesson));
  for (guint i = 0; i < n_acts; i++)
    if (acts[i].caption)
      check_text (acts[i].caption);
  for (guint i = 0; i < n_cues; i++)
    if (cues[i].caption)
      check_text (cues[i].caption);
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

  if (setlocale (LC_ALL, "ko_KR.UTF-8") == NULL)
    {
      g_print ("1..0 # SKIP the locale ko_KR.UTF-8 is not installed\n");
      return 0;
    }
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("MF_TEST_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  g_test_add_func ("/po/korean/explanations", test_explanations);
  g_test_add_func ("/po/korean/lessons", test_lessons);
  return g_test_run ();
}
