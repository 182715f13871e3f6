/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-variation.h"

#include "lab/mf-lesson-private.h"
#include "lab/mf-pictures.h"

/* What can be turned belongs to what a lesson compares; the DNS is its own matter. */
static gboolean
is_turnable (const MfStageLink *link)
{
  return link->protocol != MF_PROTOCOL_DNS;
}

static void
vary_links (MfLesson *self, const MfLessonVariation *variation)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);

      if (!is_turnable (link))
        continue;
      if (variation->latency_us >= 0)
        link->latency_us = variation->latency_us;
      if (variation->bandwidth >= 0)
        link->bandwidth = (guint64) variation->bandwidth;
    }
}

/**
 * mf_lesson_letter_with_pictures:
 * @letter: a letter
 * @agent: who writes it
 * @n_pictures: how many of the lab's pictures go with it, in place of what does
 *
 * Returns: (transfer full): that letter being written
 */
MfIntent *
mf_lesson_letter_with_pictures (const MfIntentLetter *letter, const char *agent, guint n_pictures)
{
  MfIntentLetter copy = *letter;
  MfIntentAttachment attachments[MF_PICTURES_MAX];
  MfIntent *intent;

  n_pictures = MIN (n_pictures, MF_PICTURES_MAX);

  for (guint i = 0; i < n_pictures; i++)
    attachments[i] = (MfIntentAttachment) { .name = mf_picture_get_name (i + 1),
                                            .content_type = MF_PICTURES_TYPE,
                                            .content = mf_picture_get (i + 1) };

  copy.attachments = n_pictures > 0 ? attachments : NULL;
  copy.n_attachments = n_pictures;
  intent = mf_intent_new_compose (agent, &copy);

  for (guint i = 0; i < n_pictures; i++)
    g_bytes_unref (attachments[i].content);

  return intent;
}

static void
vary_letters (MfLesson *self, guint n_pictures)
{
  for (guint i = 0; i < self->acts->len; i++)
    {
      MfLessonAct *act = &g_array_index (self->acts, MfLessonAct, i);
      MfIntent *intent = act->intent;

      if (!act->pictured)
        continue;

      act->intent = mf_lesson_letter_with_pictures (mf_intent_get_letter (intent),
                                                    mf_intent_get_agent (intent), n_pictures);
      mf_intent_unref (intent);
    }
}

static void
vary_pages (MfLesson *self, guint n_pictures)
{
  for (guint i = 0; i < self->pages->len; i++)
    g_array_index (self->pages, MfLessonPage, i).n_pictures = n_pictures;
}

/**
 * mf_lesson_vary:
 * @self: a lesson
 * @variation: what is to be different
 *
 * Returns: (transfer full): the same lesson with other numbers
 */
MfLesson *
mf_lesson_vary (MfLesson *self, const MfLessonVariation *variation)
{
  g_autoptr (GError) error = NULL;
  MfLesson *varied;

  g_return_val_if_fail (MF_IS_LESSON (self) && variation != NULL, NULL);

  varied = mf_lesson_new_from_data (g_bytes_get_data (self->source, NULL),
                                    g_bytes_get_size (self->source), self->id, &error);
  g_assert_no_error (error); /* it was read before */

  varied->variation = self->variation;
  if (variation->pictures >= 0)
    varied->variation.pictures = MIN (variation->pictures, MF_PICTURES_MAX);
  if (variation->latency_us >= 0)
    varied->variation.latency_us = MIN (variation->latency_us, MF_LESSON_MAX_LATENCY_US);
  if (variation->bandwidth >= 0)
    varied->variation.bandwidth = MIN (variation->bandwidth, MF_LESSON_MAX_BANDWIDTH);
  if (variation->persistent >= 0)
    varied->variation.persistent = variation->persistent != 0;

  vary_links (varied, &varied->variation);
  if (varied->variation.pictures >= 0)
    {
      vary_letters (varied, (guint) varied->variation.pictures);
      vary_pages (varied, (guint) varied->variation.pictures);
      varied->n_pictures = varied->variation.pictures;
    }
  return varied;
}

/**
 * mf_lesson_describe:
 * @self: a lesson
 * @variation: (out): the numbers it is played with; -1 for pictures that it has none of. Where
 * links differ, those of the first that can be turned.
 */
void
mf_lesson_describe (MfLesson *self, MfLessonVariation *variation)
{
  g_return_if_fail (MF_IS_LESSON (self) && variation != NULL);

  *variation = (MfLessonVariation) { .pictures = self->n_pictures,
                                     .persistent = mf_lesson_get_persistent (self) };

  for (guint i = self->stage->links->len; i > 0; i--)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i - 1);

      if (!is_turnable (link))
        continue;
      variation->latency_us = link->latency_us;
      variation->bandwidth = (gint64) link->bandwidth;
    }
}

/**
 * mf_lesson_can_vary:
 * @self: a lesson
 *
 * Returns: whether it holds anything that pictures could go with
 */
gboolean
mf_lesson_can_vary (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), FALSE);

  return self->n_pictures >= 0;
}
