/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson-variation.h"

G_BEGIN_DECLS

/**
 * MfCliVariation:
 * @objects: (nullable): what was said to --objects
 * @latency: (nullable): to --latency
 * @bandwidth: (nullable): to --bandwidth
 * @non_persistent: whether --non-persistent was given
 *
 * The options that turn a lesson's numbers, as they were written.
 */
typedef struct
{
  char *objects;
  char *latency;
  char *bandwidth;
  gboolean non_persistent;
} MfCliVariation;

void mf_cli_variation_clear (MfCliVariation *self);
void mf_cli_variation_add_options (MfCliVariation *self, GOptionContext *context);
gboolean
mf_cli_variation_read (const MfCliVariation *self, MfLessonVariation *variation, int *exit_code);
MfLesson *
mf_cli_variation_apply (const MfLessonVariation *variation, MfLesson *lesson, GError **error);

G_END_DECLS
