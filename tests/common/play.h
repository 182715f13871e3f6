/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-conductor.h"
#include "lab/mf-world.h"

/* The lesson "alice-to-bob", played to its end, and what its records say. */

MfLesson *play_get_lesson (void);

/* Returns: (transfer full) (element-type MfRecord): all that @world has to tell */
GPtrArray *play_world (MfWorld *world);

/* Returns: (transfer full) (element-type MfRecord): the lesson with the learner's @inputs */
GPtrArray *play_lesson (guint64 seed, const MfConductorInput *inputs, guint n_inputs);

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
