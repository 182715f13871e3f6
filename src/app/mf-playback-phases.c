/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-playback.h"

static gboolean
starts_phase (MfTimeline *timeline, guint seq)
{
  MfRecord *record = mf_timeline_get_record (timeline, seq);

  return mf_record_find_effect (record, MF_EFFECT_PHASE) != NULL ||
         mf_record_find_effect (record, MF_EFFECT_STEP) != NULL;
}

/**
 * mf_playback_next_phase:
 * @self: a playback
 *
 * Goes to where the next phase of a session, or the next of the six steps, has begun.
 */
void
mf_playback_next_phase (MfPlayback *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self);
  guint n_steps = mf_playback_get_n_steps (self);
  guint seq;

  g_return_if_fail (MF_IS_PLAYBACK (self));

  for (seq = mf_playback_get_step (self); seq < n_steps; seq++)
    if (starts_phase (timeline, seq))
      break;
  mf_playback_seek (self, MIN (seq + 1, n_steps));
}

/**
 * mf_playback_previous_phase:
 * @self: a playback
 *
 * Goes back to where the phase before this point has begun.
 */
void
mf_playback_previous_phase (MfPlayback *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self);

  g_return_if_fail (MF_IS_PLAYBACK (self));

  for (guint step = mf_playback_get_step (self); step > 1; step--)
    if (starts_phase (timeline, step - 2))
      {
        mf_playback_seek (self, step - 1);
        return;
      }
  mf_playback_seek (self, 0);
}
