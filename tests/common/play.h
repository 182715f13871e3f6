/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-conductor.h"
#include "lab/mf-world.h"
#include "trace/mf-scene.h"

/* Lessons played to their end, where none is named "alice-to-bob", and what their records say. */

MfLesson *play_get_lesson (void);

/* Returns: (transfer full) (element-type MfRecord): all that @world has to tell */
GPtrArray *play_world (MfWorld *world);

/* Returns: (transfer full) (element-type MfRecord): the lesson with the learner's @inputs */
GPtrArray *play_lesson (guint64 seed, const MfConductorInput *inputs, guint n_inputs);

/* Returns: (transfer full) (element-type MfRecord): any lesson with the learner's @inputs */
GPtrArray *
play_inputs (MfLesson *lesson, guint64 seed, const MfConductorInput *inputs, guint n_inputs);

/* @stage: (out) (transfer full): its stage
 *
 * Returns: (transfer full) (element-type MfRecord): the lesson @id, played to its end */
GPtrArray *play_named (const char *id, MfStage **stage);

/* Returns: the first record at or after @from whose unit has this topic, or %G_MAXUINT */
guint play_find_topic (GPtrArray *records, const char *topic, guint from);

/* Returns: (transfer full): the bytes of a record's unit */
char *play_dup_unit (GPtrArray *records, guint seq);

/* Returns: (transfer full): the world after the first @n records */
MfScene *play_fold (GPtrArray *records, MfStage *stage, guint n);

MfRecord *play_get_record (GPtrArray *records, guint seq);

/* The number of a host of the lesson's stage. */
int play_find_host (const char *id);

/* @seq: (out) (optional): in which record, the first at or after @from */
const MfEffect *play_find_effect (GPtrArray *records, MfEffectKind kind, guint from, guint *seq);
guint play_count_effects (GPtrArray *records, MfEffectKind kind);
char *play_dup_content (const MfEffect *effect);

/* All that went one way on the connections that speak @protocol, of one topic or all. */
char *
play_collect (GPtrArray *records, MfProtocol protocol, MfDirection direction, const char *topic);

/* The first @n records say the same in every respect. */
void play_assert_same (GPtrArray *a, GPtrArray *b, guint n);
