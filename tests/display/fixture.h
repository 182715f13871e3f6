/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/* A short conversation laid by hand, for tests of single widgets. */
MfTimeline *fixture_timeline_new (void);
MfUnit *fixture_unit_new (void);

/* One record more: a NOOP at the end. */
void fixture_append_noop (MfTimeline *timeline);

G_END_DECLS
