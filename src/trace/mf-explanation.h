/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-record.h"

G_BEGIN_DECLS

/**
 * MfExplanation:
 * @title: "354: start mail input"
 * @meaning: what it means, a sentence or two
 * @why: (nullable): why it is said now
 * @rfc: (nullable): "RFC 5321 § 4.1.1.4"
 *
 * What a learner is told about a unit, a field or another record. All texts
 * are static and already in the reader's language.
 */
typedef struct
{
  const char *title;
  const char *meaning;
  const char *why;
  const char *rfc;
} MfExplanation;

gboolean mf_explain_topic (const char *topic, MfExplanation *explanation);
gboolean mf_explain_unit (const MfUnit *unit, MfExplanation *explanation);
gboolean mf_explain_field (const MfUnit *unit, const MfField *field, MfExplanation *explanation);
gboolean mf_explain_effect (const MfEffect *effect, MfExplanation *explanation);
gboolean mf_explain_record (const MfRecord *record, MfExplanation *explanation);

G_END_DECLS
