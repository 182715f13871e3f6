/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-private.h"

/**
 * mf_lesson_find_page:
 * @self: a lesson
 * @host: index of a host on its stage
 *
 * Returns: (transfer none) (nullable): the page that is served there; %NULL if none is
 */
const MfLessonPage *
mf_lesson_find_page (MfLesson *self, guint host)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  for (guint i = 0; i < self->pages->len; i++)
    {
      const MfLessonPage *page = &g_array_index (self->pages, MfLessonPage, i);

      if (page->host == host)
        return page;
    }

  return NULL;
}

/**
 * mf_lesson_has_link_from:
 * @self: a lesson
 * @host: index of a host on its stage
 * @protocol: a protocol
 *
 * Returns: whether @host opens connections on which @protocol is spoken
 */
gboolean
mf_lesson_has_link_from (MfLesson *self, guint host, MfProtocol protocol)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);

      if (link->from == host && link->protocol == protocol)
        return TRUE;
    }

  return FALSE;
}
