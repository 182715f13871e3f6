/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-cues.h"

struct _MfCues
{
  MfLesson *lesson;
  guint *n_matches; /* of each cue, so far */
};

/**
 * mf_cues_new:
 * @lesson: the lesson
 *
 * Returns: (transfer full): its cues, none of which has come yet
 */
MfCues *
mf_cues_new (MfLesson *lesson)
{
  MfCues *self = g_new0 (MfCues, 1);
  guint n_cues;

  mf_lesson_get_cues (lesson, &n_cues);
  self->lesson = g_object_ref (lesson);
  self->n_matches = g_new0 (guint, n_cues);
  return self;
}

void
mf_cues_free (MfCues *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->lesson);
  g_free (self->n_matches);
  g_free (self);
}

static gboolean
matches_effect (const MfLessonCue *cue, const MfEffect *effect)
{
  return effect->kind == cue->effect && (cue->host < 0 || effect->host == cue->host) &&
         (cue->about == NULL || g_strcmp0 (effect->subject, cue->about) == 0) &&
         (cue->effect != MF_EFFECT_PHASE || effect->number == (gint64) cue->phase);
}

/**
 * mf_cue_matches:
 * @cue: what is waited for
 * @record: what happened, without its effects
 * @effects: (element-type MfEffect): its effects
 *
 * Returns: whether it has happened
 */
gboolean
mf_cue_matches (const MfLessonCue *cue, const MfRecord *record, const GPtrArray *effects)
{
  if (cue->protocol != MF_PROTOCOL_NONE && record->protocol != cue->protocol)
    return FALSE;

  if (cue->topic != NULL)
    return record->unit != NULL && g_str_equal (record->unit->topic, cue->topic) &&
           (cue->host < 0 || record->to == cue->host);

  for (guint i = 0; i < effects->len; i++)
    if (matches_effect (cue, g_ptr_array_index (effects, i)))
      return TRUE;

  return FALSE;
}

static void
add (GPtrArray *effects, MfEffectKind kind, guint number, const char *text)
{
  const MfEffect effect = { .kind = kind, .host = -1, .number = number, .text = (char *) text };

  g_ptr_array_add (effects, mf_effect_copy (&effect));
}

/**
 * mf_cues_apply:
 * @self: cues
 * @record: what happened, without its effects
 * @effects: (element-type MfEffect): its effects; steps that are reached now and the sentence that
 *   is said now are added. Of several sentences the act's comes first, then the lesson's order.
 * @act: (nullable): the act that was carried out
 */
void
mf_cues_apply (MfCues *self, const MfRecord *record, GPtrArray *effects, const MfLessonAct *act)
{
  const char *caption = act != NULL ? act->caption : NULL;
  guint step = act != NULL ? act->step : 0;
  guint n_cues;
  const MfLessonCue *cues = mf_lesson_get_cues (self->lesson, &n_cues);

  for (guint i = 0; i < n_cues; i++)
    {
      if (!mf_cue_matches (&cues[i], record, effects))
        continue;

      self->n_matches[i]++;

      if ((cues[i].once && self->n_matches[i] > 1) ||
          (cues[i].count > 0 && self->n_matches[i] != cues[i].count))
        continue;

      step = MAX (step, cues[i].step);

      if (caption == NULL)
        caption = cues[i].caption;
    }

  if (step > 0)
    add (effects, MF_EFFECT_STEP, step, NULL);
  if (caption != NULL)
    add (effects, MF_EFFECT_CAPTION, 0, caption);
}
