/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#include "lab/mf-pictures.h"
#include "mail/mf-named-address.h"

#define MAX_ACTS 256
#define MAX_CUES 256
#define MAX_STEP 6 /* the lecture's scenario has six (C11) */

/* script */

gboolean
mf_lesson_start_act (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLesson *lesson = parser->lesson;
  const char *with = mf_lesson_parser_get_attribute (attributes, "with");
  guint64 step;
  int host;

  if (!mf_lesson_parser_has_room (parser, lesson->acts->len, MAX_ACTS, "acts", error) ||
      !mf_lesson_parser_get_host (parser, attributes, "by", &host, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "step", MAX_STEP, &step, error))
    return FALSE;

  if (mf_stage_get_host (lesson->stage, host)->kind != MF_HOST_AGENT)
    return mf_lesson_parser_fail (parser, error, "“%s” is not an agent",
                                  mf_lesson_parser_get_attribute (attributes, "by"));

  if (with != NULL && (!g_str_equal (with, "previous") || lesson->acts->len == 0))
    return mf_lesson_parser_fail (parser, error, "it can only begin with the “previous” act");

  parser->act.with_previous = with != NULL;
  parser->agent = g_strdup (mf_stage_get_host (lesson->stage, host)->id);
  parser->act.step = step;
  return TRUE;
}

static void
end_act (MfLessonParser *parser, MfIntent *intent)
{
  parser->act.intent = intent;
  g_array_append_val (parser->lesson->acts, parser->act);
  parser->act = (MfLessonAct) { 0 };
  g_clear_pointer (&parser->agent, g_free);
}

/* How many of the lab's pictures go with a letter or a page. */
gboolean
mf_lesson_start_pictures (MfLessonParser *parser,
                          const MfLessonAttributes *attributes,
                          GError **error)
{
  guint64 count;

  if (!mf_lesson_parser_get_number (parser, attributes, "count", MF_PICTURES_MAX, &count, error))
    return FALSE;

  parser->n_pictures = count;
  parser->act.pictured = TRUE;
  parser->lesson->n_pictures = MAX (parser->lesson->n_pictures, (int) count);
  return TRUE;
}

gboolean
mf_lesson_end_compose (MfLessonParser *parser, const char *text, GError **error)
{
  const MfIntentLetter letter = {
    .to = parser->to,
    .cc = parser->cc,
    .bcc = parser->bcc,
    .subject = parser->subject,
    .body = parser->body,
  };

  if (parser->to == NULL && parser->cc == NULL && parser->bcc == NULL)
    return mf_lesson_parser_fail (parser, error, "the letter is for nobody");

  end_act (parser, mf_lesson_letter_with_pictures (&letter, parser->agent, parser->n_pictures));
  parser->n_pictures = 0;
  g_clear_pointer (&parser->to, g_free);
  g_clear_pointer (&parser->cc, g_free);
  g_clear_pointer (&parser->bcc, g_free);
  g_clear_pointer (&parser->subject, g_free);
  g_clear_pointer (&parser->body, g_free);
  return TRUE;
}

gboolean
mf_lesson_end_send (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, mf_intent_new_send (parser->agent));
  return TRUE;
}

gboolean
mf_lesson_start_fetch (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  const char *mode = mf_lesson_parser_get_attribute (attributes, "mode");

  if (!mf_lesson_start_act (parser, attributes, error))
    return FALSE;
  if (!g_str_equal (mode, "keep") && !g_str_equal (mode, "delete"))
    return mf_lesson_parser_fail (parser, error, "“%s” is neither “keep” nor “delete”", mode);

  parser->act.intent = mf_intent_new_fetch (parser->agent, g_str_equal (mode, "delete"));
  return TRUE;
}

gboolean
mf_lesson_end_fetch (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, g_steal_pointer (&parser->act.intent));
  return TRUE;
}

static gboolean
take_once (MfLessonParser *parser, char **slot, char *value, GError **error)
{
  if (*slot != NULL)
    {
      g_free (value);
      return mf_lesson_parser_fail (parser, error, "<%s> comes twice",
                                    parser->stack[parser->depth - 1]->name);
    }

  *slot = value;
  return TRUE;
}

/* Whatever @text is that people may be written to; who reads the lesson wants
 * to know the line now, not an error when the letter is sent. */
static gboolean
take_recipients (MfLessonParser *parser, char **slot, const char *text, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autofree char *list = mf_lesson_parser_collapse (text);
  g_autoptr (GPtrArray) addresses = mf_named_address_parse_list (list, &own_error);

  if (addresses == NULL)
    return mf_lesson_parser_fail (parser, error, "%s", own_error->message);

  return take_once (parser, slot, g_steal_pointer (&list), error);
}

gboolean
mf_lesson_end_to (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->to, text, error);
}

gboolean
mf_lesson_end_cc (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->cc, text, error);
}

gboolean
mf_lesson_end_bcc (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->bcc, text, error);
}

gboolean
mf_lesson_end_subject (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->subject, mf_lesson_parser_collapse (text), error);
}

gboolean
mf_lesson_end_body (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->body, mf_lesson_parser_dedent (text), error);
}

gboolean
mf_lesson_end_act_caption (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->act.caption, mf_lesson_parser_collapse (text), error);
}

/* captions */

static gboolean
set_cue_event (MfLessonParser *parser, MfLessonCue *cue, const char *on, GError **error)
{
  if (strchr (on, '.') != NULL)
    {
      cue->topic = g_intern_string (on);
      return TRUE;
    }

  for (guint i = MF_EFFECT_ACTED; i <= MF_EFFECT_EXPUNGED; i++)
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

gboolean
mf_lesson_start_cue (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLessonCue cue = { 0 };
  GArray *cues = parser->lesson->cues;
  guint64 step;

  if (!mf_lesson_parser_has_room (parser, cues->len, MAX_CUES, "captions", error) ||
      !set_cue_event (parser, &cue, mf_lesson_parser_get_attribute (attributes, "on"), error) ||
      !set_cue_phase (parser, &cue, mf_lesson_parser_get_attribute (attributes, "phase"), error) ||
      !mf_lesson_parser_get_protocol (parser, attributes, "protocol", &cue.protocol, error) ||
      !mf_lesson_parser_get_host (parser, attributes, "at", &cue.host, error) ||
      !mf_lesson_parser_get_boolean (parser, attributes, "once", &cue.once, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "step", MAX_STEP, &step, error))
    return FALSE;

  cue.about = g_strdup (mf_lesson_parser_get_attribute (attributes, "about"));
  cue.step = step;
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
