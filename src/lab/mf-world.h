/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "trace/mf-record.h"

G_BEGIN_DECLS

/* How long a person waits after the world has come to rest. */
#define MF_WORLD_PAUSE_US (250 * 1000)

/* A world that has not ended after so many records never does. */
#define MF_WORLD_MAX_RECORDS 1000000

/**
 * MfWorld:
 *
 * A lesson being played: its hosts as actors on a simulated network, in virtual
 * time, on the thread that made it, which must have no other use for its
 * thread-default main context meanwhile.
 *
 *     while it is not over:
 *       choose what is due first: something on the network, a timer,
 *         or, when neither is, the next act of a person
 *       advance the clock, let it happen, bring the world to rest
 *       one record: it, and every effect that it had
 *
 * The same lesson, seed and inputs give the same records, to the byte.
 */
typedef struct _MfWorld MfWorld;

MfWorld *mf_world_new (MfLesson *lesson, guint64 seed, GError **error);
void mf_world_free (MfWorld *self);

void mf_world_replace_letter (MfWorld *self, const MfIntentLetter *letter);
void mf_world_add_input (MfWorld *self, guint at, MfIntent *intent);
gboolean mf_world_next (MfWorld *self, MfRecord **record, GError **error);

guint mf_world_get_n_records (const MfWorld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfWorld, mf_world_free)

G_END_DECLS
