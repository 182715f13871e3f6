/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-timers.h"

/* A clock can be set while we wait; look at it at least this often. */
#define MAX_SLEEP_US (60 * G_USEC_PER_SEC)
#define NOT_SET G_MAXUINT

struct _MfTimer
{
  MfTimers *timers;
  MfTimerFunc func;
  gpointer user_data;
  gint64 deadline_us;
  guint64 order; /* of setting, so that equal deadlines keep it */
  guint index;   /* its place in the heap, or NOT_SET */
};

typedef struct
{
  GSource source;
  MfTimers *timers;
} TimersSource;

struct _MfTimers
{
  GPtrArray *heap; /* of MfTimer: a binary heap, the next one first */
  guint64 n_set;
  const MfClock *clock;
  GSource *source;
};

static gboolean
is_before (const MfTimer *a, const MfTimer *b)
{
  if (a->deadline_us != b->deadline_us)
    return a->deadline_us < b->deadline_us;
  return a->order < b->order;
}

static void
put (MfTimers *self, guint index, MfTimer *timer)
{
  self->heap->pdata[index] = timer;
  timer->index = index;
}

static void
sift_up (MfTimers *self, MfTimer *timer)
{
  guint i = timer->index;

  while (i > 0 && is_before (timer, self->heap->pdata[(i - 1) / 2]))
    {
      put (self, i, self->heap->pdata[(i - 1) / 2]);
      i = (i - 1) / 2;
    }
  put (self, i, timer);
}

static void
sift_down (MfTimers *self, MfTimer *timer)
{
  guint i = timer->index;
  guint n = self->heap->len;

  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && is_before (self->heap->pdata[child + 1], self->heap->pdata[child]))
        child++;
      if (!is_before (self->heap->pdata[child], timer))
        break;
      put (self, i, self->heap->pdata[child]);
      i = child;
    }
  put (self, i, timer);
}

static void
take_out (MfTimers *self, MfTimer *timer)
{
  guint index = timer->index;
  MfTimer *last = self->heap->pdata[self->heap->len - 1];

  timer->index = NOT_SET;
  g_ptr_array_set_size (self->heap, (int) self->heap->len - 1);
  if (last == timer)
    return;

  put (self, index, last);
  sift_up (self, last);
  sift_down (self, last);
}

/* The source wakes at the first deadline or before: moving a deadline further
 * away, as every command of a session does, costs nothing. */
static void
arm (MfTimers *self, gboolean afresh)
{
  gint64 deadline = mf_timers_get_next_deadline (self);
  gint64 armed, wait;

  if (self->source == NULL)
    return;
  if (deadline == G_MAXINT64)
    {
      if (afresh)
        g_source_set_ready_time (self->source, -1);
      return;
    }

  wait = CLAMP (deadline - mf_clock_now (self->clock), 0, MAX_SLEEP_US);
  armed = g_source_get_ready_time (self->source);
  if (afresh || armed < 0 || g_get_monotonic_time () + wait < armed)
    g_source_set_ready_time (self->source, g_get_monotonic_time () + wait);
}

static gboolean
timers_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  MfTimers *self = ((TimersSource *) source)->timers;

  mf_timers_dispatch (self, mf_clock_now (self->clock));
  if (!g_source_is_destroyed (source))
    arm (self, TRUE);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timers_source = { .dispatch = timers_dispatch };

/**
 * mf_timers_new:
 *
 * Returns: (transfer full): an empty queue
 */
MfTimers *
mf_timers_new (void)
{
  MfTimers *self = g_new0 (MfTimers, 1);

  self->heap = g_ptr_array_new ();
  return self;
}

/**
 * mf_timers_free:
 * @self: (nullable): the queue; its timers have been freed before
 */
void
mf_timers_free (MfTimers *self)
{
  if (self == NULL)
    return;

  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  for (guint i = 0; i < self->heap->len; i++)
    ((MfTimer *) self->heap->pdata[i])->index = NOT_SET;
  g_ptr_array_unref (self->heap);
  g_free (self);
}

/**
 * mf_timers_add:
 * @self: the queue
 * @func: called when the deadline has come; it may set or free the timer
 * @user_data: for @func
 *
 * Returns: (transfer full): a timer that is not set yet
 */
MfTimer *
mf_timers_add (MfTimers *self, MfTimerFunc func, gpointer user_data)
{
  MfTimer *timer = g_new0 (MfTimer, 1);

  timer->timers = self;
  timer->func = func;
  timer->user_data = user_data;
  timer->deadline_us = G_MAXINT64;
  timer->index = NOT_SET;
  return timer;
}

void
mf_timer_free (MfTimer *timer)
{
  if (timer == NULL)
    return;

  if (timer->index != NOT_SET)
    take_out (timer->timers, timer);
  g_free (timer);
}

/**
 * mf_timer_set:
 * @timer: a timer
 * @deadline_us: when it is to go off, µs since the Unix epoch; %G_MAXINT64 for never
 *
 * Sets the timer, or sets it anew. It goes off once.
 */
void
mf_timer_set (MfTimer *timer, gint64 deadline_us)
{
  MfTimers *self = timer->timers;

  if (timer->deadline_us == deadline_us)
    return;

  timer->deadline_us = deadline_us;
  timer->order = self->n_set++;
  if (deadline_us == G_MAXINT64)
    {
      if (timer->index != NOT_SET)
        take_out (self, timer);
      return;
    }

  if (timer->index == NOT_SET)
    {
      g_ptr_array_add (self->heap, timer);
      timer->index = self->heap->len - 1;
    }
  sift_up (self, timer);
  sift_down (self, timer);
  if (timer->index == 0)
    arm (self, FALSE);
}

/**
 * mf_timer_get:
 * @timer: a timer
 *
 * Returns: its deadline, %G_MAXINT64 if it is not set
 */
gint64
mf_timer_get (const MfTimer *timer)
{
  return timer->deadline_us;
}

/**
 * mf_timers_get_next_deadline:
 * @self: the queue
 *
 * Returns: the first deadline, %G_MAXINT64 if no timer is set
 */
gint64
mf_timers_get_next_deadline (const MfTimers *self)
{
  return self->heap->len ? ((MfTimer *) self->heap->pdata[0])->deadline_us : G_MAXINT64;
}

static void
go_off (MfTimers *self, MfTimer *timer)
{
  take_out (self, timer);
  timer->deadline_us = G_MAXINT64;
  timer->func (timer->user_data);
}

/**
 * mf_timers_dispatch_one:
 * @self: the queue
 * @now_us: the time
 *
 * Lets the first timer go off if its deadline is not after @now_us.
 *
 * Returns: whether one did
 */
gboolean
mf_timers_dispatch_one (MfTimers *self, gint64 now_us)
{
  if (mf_timers_get_next_deadline (self) > now_us)
    return FALSE;

  go_off (self, self->heap->pdata[0]);
  return TRUE;
}

/**
 * mf_timers_dispatch:
 * @self: the queue
 * @now_us: the time
 *
 * Lets every timer go off whose deadline is not after @now_us. One that is set
 * meanwhile waits for the next call, so that this one ends.
 *
 * Returns: how many did
 */
guint
mf_timers_dispatch (MfTimers *self, gint64 now_us)
{
  guint64 n_set = self->n_set;
  guint n = 0;

  while (self->heap->len > 0)
    {
      MfTimer *first = self->heap->pdata[0];

      if (first->deadline_us > now_us || first->order >= n_set)
        break;
      go_off (self, first);
      n++;
    }

  return n;
}

/**
 * mf_timers_attach:
 * @self: the queue
 * @clock: (transfer none): the clock that its deadlines are on; must advance as real time does
 * @context: (nullable): where timers go off; %NULL for the default context
 *
 * From now on timers go off by themselves.
 */
void
mf_timers_attach (MfTimers *self, const MfClock *clock, GMainContext *context)
{
  g_return_if_fail (self->source == NULL);

  self->clock = clock;
  self->source = g_source_new (&timers_source, sizeof (TimersSource));
  ((TimersSource *) self->source)->timers = self;
  g_source_set_static_name (self->source, "[mailflow] timers");
  g_source_attach (self->source, context);
  arm (self, TRUE);
}
