/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfConductorInput:
 * @at: how many records stood when it came
 * @intent: what the learner did then
 *
 * One of the learner's own acts. Lesson, seed and inputs give the timeline, to the byte.
 */
typedef struct
{
  guint at;
  MfIntent *intent;
} MfConductorInput;

/**
 * MfConductor:
 *
 * Plays a lesson on a thread of its own and lays the records into a timeline
 * that belongs to the thread where the conductor was made (its thread-default
 * main context must be running). The whole lesson is played ahead to its end,
 * as fast as the machine can; the playhead moves over it as it likes.
 *
 * The learner's own acts branch it: records from there on are dropped, the
 * world is played anew up to there (the same inputs give the same bytes), the
 * act is carried out, and the lesson runs on.
 *
 * Properties, all read-only after construction and notified in the owner's
 * thread: "lesson" (#MfLesson), "seed" (guint64), "timeline" (#MfTimeline, the
 * same object for life), "busy" (gboolean: the engine is still playing),
 * "error" (#GError, boxed, or %NULL: why it could not play on).
 */
#define MF_TYPE_CONDUCTOR (mf_conductor_get_type ())
G_DECLARE_FINAL_TYPE (MfConductor, mf_conductor, MF, CONDUCTOR, GObject)

MfConductor *mf_conductor_new (MfLesson *lesson, guint64 seed);

MfLesson *mf_conductor_get_lesson (MfConductor *self);
guint64 mf_conductor_get_seed (MfConductor *self);
MfTimeline *mf_conductor_get_timeline (MfConductor *self);
gboolean mf_conductor_get_busy (MfConductor *self);
const GError *mf_conductor_get_error (MfConductor *self);

/* Plays the lesson from its beginning, without the learner's acts. */
void mf_conductor_run (MfConductor *self);

/* The learner does @intent when @at records stand (0 … the timeline's length).
 *
 * A letter (%MF_INTENT_COMPOSE) takes the place of the letter that the script
 * lets the same person write, if that is still to come; else it is one more
 * letter. Either way it is sent without a further act, and if nobody in the
 * script would fetch after it, the script's last fetch is done again, so that
 * it is read. %MF_INTENT_SEND and %MF_INTENT_FETCH are done on the spot.
 * Earlier acts at or before @at stay; later ones are dropped with their records.
 * What mf_lesson_check_intent() refuses changes nothing but "error". */
void mf_conductor_act (MfConductor *self, guint at, MfIntent *intent);

/* (transfer none) (array length=n_inputs): the acts in force, in order */
const MfConductorInput *mf_conductor_get_inputs (MfConductor *self, guint *n_inputs);

G_END_DECLS
