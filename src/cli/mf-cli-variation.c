/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli-variation.h"

#include "cli/mf-cli.h"
#include "lab/mf-pictures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
mf_cli_variation_clear (MfCliVariation *self)
{
  g_free (self->objects);
  g_free (self->latency);
  g_free (self->bandwidth);
}

/**
 * mf_cli_variation_add_options:
 * @self: where the options are written
 * @context: what reads them
 */
void
mf_cli_variation_add_options (MfCliVariation *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "objects", 0, 0, G_OPTION_ARG_STRING, &self->objects, N_ ("Send and show so many pictures"),
      "N" },
    { "latency", 0, 0, G_OPTION_ARG_STRING, &self->latency,
      N_ ("Let each link take so long one way: 40ms, 1s"), "TIME" },
    { "bandwidth", 0, 0, G_OPTION_ARG_STRING, &self->bandwidth,
      N_ ("Let each link carry so many bytes a second, 0 for any number"), "N" },
    { "non-persistent", 0, 0, G_OPTION_ARG_NONE, &self->non_persistent,
      N_ ("Open a connection for each letter and each object of a page"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* "40ms", "1s", "250us"; a number alone is milliseconds. */
static gboolean
read_latency (const char *text, gint64 *latency_us)
{
  static const struct
  {
    const char *unit;
    gint64 us;
  } units[] = { { "us", 1 }, { "ms", 1000 }, { "s", G_TIME_SPAN_SECOND } };
  gsize digits = strspn (text, "0123456789");
  g_autofree char *number = g_strndup (text, digits);
  gint64 us = text[digits] == '\0' ? 1000 : 0;
  guint64 count;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (text + digits, units[i].unit))
      us = units[i].us;

  if (us == 0 ||
      !g_ascii_string_to_unsigned (number, 10, 0, (guint64) (MF_LESSON_MAX_LATENCY_US / us), &count,
                                   NULL))
    return FALSE;

  *latency_us = (gint64) count * us;
  return TRUE;
}

static gboolean
read_number (const char *text, guint64 most, gint64 *number)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (text, 10, 0, most, &count, NULL))
    return FALSE;

  *number = (gint64) count;
  return TRUE;
}

/**
 * mf_cli_variation_read:
 * @self: the options
 * @variation: (out): what they mean
 * @exit_code: (out): set if one of them means nothing
 *
 * Returns: whether all of them were understood
 */
gboolean
mf_cli_variation_read (const MfCliVariation *self, MfLessonVariation *variation, int *exit_code)
{
  gint64 pictures = -1;

  *variation = (MfLessonVariation) MF_LESSON_VARIATION_INIT;

  if (self->objects != NULL && !read_number (self->objects, MF_PICTURES_MAX, &pictures))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--objects: “%s” is not a number from 0 to %d"),
                                self->objects, MF_PICTURES_MAX);
      return FALSE;
    }
  if (self->latency != NULL && !read_latency (self->latency, &variation->latency_us))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--latency: “%s” is not a time such as 40ms"),
                                self->latency);
      return FALSE;
    }
  if (self->bandwidth != NULL &&
      !read_number (self->bandwidth, MF_LESSON_MAX_BANDWIDTH, &variation->bandwidth))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("%s: “%s” is not a whole number"), "--bandwidth",
                                self->bandwidth);
      return FALSE;
    }

  variation->pictures = (int) pictures;
  if (self->non_persistent)
    variation->persistent = 0;
  return TRUE;
}

/**
 * mf_cli_variation_apply:
 * @variation: what is to be different
 * @lesson: a lesson
 * @error: where to put a %MF_LESSON_ERROR
 *
 * Returns: (transfer full): the lesson with those numbers, or %NULL if it has no pictures that
 *   could be counted
 */
MfLesson *
mf_cli_variation_apply (const MfLessonVariation *variation, MfLesson *lesson, GError **error)
{
  if (variation->pictures >= 0 && !mf_lesson_can_vary (lesson))
    {
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT,
                   _ ("there are no pictures in the lesson “%s”"), mf_lesson_get_id (lesson));
      return NULL;
    }

  return mf_lesson_vary (lesson, variation);
}
