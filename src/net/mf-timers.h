/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfTimers:
 *
 * What is to happen later: a queue ordered by deadline, and among equal
 * deadlines by the order of setting. It does not know the time: whoever has a
 * clock asks for the next deadline and dispatches. In a lab that is the world;
 * in `serve` a #GSource, see mf_timers_attach().
 */
typedef void (*MfTimerFunc) (gpointer user_data);

MfTimers *mf_timers_new (void);
void mf_timers_free (MfTimers *self);

MfTimer *mf_timers_add (MfTimers *self, MfTimerFunc func, gpointer user_data);
void mf_timer_free (MfTimer *timer);
void mf_timer_set (MfTimer *timer, gint64 deadline_us);
gint64 mf_timer_get (const MfTimer *timer);

gint64 mf_timers_get_next_deadline (const MfTimers *self);
gboolean mf_timers_dispatch_one (MfTimers *self, gint64 now_us);
guint mf_timers_dispatch (MfTimers *self, gint64 now_us);

void mf_timers_attach (MfTimers *self, const MfClock *clock, GMainContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfTimers, mf_timers_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfTimer, mf_timer_free)

G_END_DECLS
