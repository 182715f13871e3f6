/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfClock:
 *
 * An injected clock. Nothing in the engine reads the machine's time except
 * through one of these, so a lesson's time can be virtual.
 */
struct _MfClock
{
  gint64 (*now) (gpointer data);
  gpointer data;
};

/**
 * MfVirtualClock:
 * @now_us: µs since 1970-01-01T00:00:00Z
 *
 * A clock that stands still until it is told to advance.
 */
struct _MfVirtualClock
{
  gint64 now_us;
};

/* A lesson begins at this moment: Monday, 2 March 2026, 09:00:00 UTC. */
#define MF_LESSON_EPOCH_US (G_GINT64_CONSTANT (1772442000) * G_USEC_PER_SEC)

MfClock mf_clock_real (void);
gint64 mf_clock_now (const MfClock *clock);

MfClock mf_virtual_clock_clock (MfVirtualClock *self);
void mf_virtual_clock_advance_to (MfVirtualClock *self, gint64 now_us);

char *mf_format_date (gint64 time_us);

G_END_DECLS
