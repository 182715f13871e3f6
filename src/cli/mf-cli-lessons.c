/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli.h"
#include "cli/mf-json-writer.h"
#include "lab/mf-lesson.h"

#include <glib/gi18n-lib.h>

static void
write_json (MfLesson *lesson, MfJsonWriter *writer)
{
  const char *const *concepts = mf_lesson_get_concepts (lesson);

  mf_json_writer_begin (writer, NULL, '{');
  mf_json_writer_string (writer, "id", mf_lesson_get_id (lesson));
  mf_json_writer_string (writer, "topic", mf_lesson_get_topic (lesson));
  mf_json_writer_string (writer, "title", _ (mf_lesson_get_title (lesson)));
  mf_json_writer_string (writer, "goal", _ (mf_lesson_get_goal (lesson)));
  mf_json_writer_begin (writer, "concepts", '[');

  for (guint i = 0; concepts[i] != NULL; i++)
    mf_json_writer_string (writer, NULL, concepts[i]);

  mf_json_writer_end (writer, ']');
  mf_json_writer_end (writer, '}');
}

/* A line for each lesson; under a heading for each topic. */
static void
write_text (GListModel *lessons, GString *text)
{
  const char *topic = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
    {
      g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);

      if (topic != mf_lesson_get_topic (lesson))
        g_string_append_printf (text, "%s%s\n", topic != NULL ? "\n" : "",
                                mf_lesson_get_topic_title (lesson));

      topic = mf_lesson_get_topic (lesson);
      g_string_append_printf (text, "  %-22s %s\n", mf_lesson_get_id (lesson),
                              _ (mf_lesson_get_title (lesson)));
    }
}

/* mailflow-cli lessons [--json] */
int
mf_cli_lessons (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Write JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GListModel) lessons = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  MfJsonWriter writer = MF_JSON_WRITER_INIT (text);
  int exit_code;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!mf_cli_parse (context, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1)
    return mf_cli_fail (MF_CLI_USAGE, _ ("“%s” is one argument too many"), argv[1]);

  lessons = mf_lesson_list ();

  if (json)
    {
      mf_json_writer_begin (&writer, NULL, '[');

      for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
        {
          g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);

          write_json (lesson, &writer);
        }

      mf_json_writer_end (&writer, ']');
      g_string_append_c (text, '\n');
    }
  else
    write_text (lessons, text);

  if (!mf_cli_write ("-", text->str, text->len, &error))
    return mf_cli_fail (MF_CLI_FAILURE, "%s", error->message);

  return MF_CLI_OK;
}
