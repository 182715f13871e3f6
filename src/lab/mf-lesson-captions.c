/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#define MAX_CUES 256
#define MAX_STEP 6 /* the lecture's scenario has six (C11) */

static gboolean
set_cue_event (MfLessonParser *parser, MfLessonCue *cue, const char *on, GError **error)
{
  if (strchr (on, '.') != NULL)
    {
      cue->topic = g_intern_string (on);
      return TRUE;
    }

  for (guint i = MF_EFFECT_ACTED; i < MF_N_EFFECTS; i++)
    {
      if (i != MF_EFFECT_STEP && i != MF_EFFECT_CAPTION &&
          g_str_equal (mf_effect_kind_get_nick (i), on))
        {
          cue->effect = i;
          return TRUE;
        }
    }

  return mf_lesson_parser_fail (parser, error, "“%s” is neither an effect nor the topic of a unit",
                                on);
}

static gboolean
set_cue_phase (MfLessonParser *parser, MfLessonCue *cue, const char *phase, GError **error)
{
  if (phase == NULL)
    return cue->topic != NULL || cue->effect != MF_EFFECT_PHASE ||
           mf_lesson_parser_fail (parser, error, "which phase? there is no attribute “phase”");

  for (guint i = MF_PHASE_HANDSHAKE; i < MF_N_PHASES; i++)
    {
      if (g_str_equal (mf_phase_get_nick (i), phase))
        {
          cue->phase = i;
          return TRUE;
        }
    }

  return mf_lesson_parser_fail (parser, error, "there is no phase “%s”", phase);
}

/* What a sentence or an act waits for. */
gboolean
mf_lesson_read_cue (MfLessonParser *parser,
                    const MfLessonAttributes *attributes,
                    MfLessonCue *cue,
                    GError **error)
{
  if (!set_cue_event (parser, cue, mf_lesson_parser_get_attribute (attributes, "on"), error) ||
      !set_cue_phase (parser, cue, mf_lesson_parser_get_attribute (attributes, "phase"), error) ||
      !mf_lesson_parser_get_protocol (parser, attributes, "protocol", &cue->protocol, error) ||
      !mf_lesson_parser_get_host (parser, attributes, "at", &cue->host, error))
    return FALSE;

  cue->about = g_strdup (mf_lesson_parser_get_attribute (attributes, "about"));
  return TRUE;
}

gboolean
mf_lesson_start_cue (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLessonCue cue = { 0 };
  GArray *cues = parser->lesson->cues;
  guint64 count;
  guint64 step;

  if (!mf_lesson_parser_has_room (parser, cues->len, MAX_CUES, "captions", error) ||
      !mf_lesson_parser_get_boolean (parser, attributes, "once", &cue.once, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "step", MAX_STEP, &step, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "count", MF_LESSON_MAX_COUNT, &count,
                                    error) ||
      !mf_lesson_read_cue (parser, attributes, &cue, error))
    return FALSE;

  cue.step = step;
  cue.count = count;
  g_array_append_val (cues, cue);
  return TRUE;
}

gboolean
mf_lesson_end_cue (MfLessonParser *parser, const char *text, GError **error)
{
  GArray *cues = parser->lesson->cues;
  MfLessonCue *cue = &g_array_index (cues, MfLessonCue, cues->len - 1);
  g_autofree char *caption = mf_lesson_parser_collapse (text);

  if (caption[0] != '\0')
    cue->caption = g_steal_pointer (&caption);
  else if (cue->step == 0)
    return mf_lesson_parser_fail (parser, error, "the caption is empty and reaches no step");

  return TRUE;
}
