/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-timers.h"

/* A timer that writes its name down when it goes off. */
typedef struct
{
  const char *name;
  GString *log;
  MfTimer *timer;
  MfTimer *sets; /* another one, set to @again then */
  gint64 again;
} Alarm;

static void
go_off_cb (gpointer user_data)
{
  Alarm *alarm = user_data;

  g_string_append (alarm->log, alarm->name);
  if (alarm->sets)
    mf_timer_set (alarm->sets, alarm->again);
}

static const struct
{
  const char *what;
  const char *script; /* a letter sets that timer to the number; - unsets it; ! dispatches at it */
  const char *expected;
} orders[] = {
  { "by deadline", "a3 b1 c2 !9", "bca" },
  { "equal ones in the order of setting", "c5 a5 b5 !5", "cab" },
  { "setting anew goes behind its equals", "a5 b5 a4 a5 !5", "ba" },
  { "not before the deadline", "a5 b6 !5", "a" },
  { "each goes off once", "a1 !1 !2", "a" },
  { "a later deadline counts", "a1 b2 a3 !9", "ba" },
  { "an earlier deadline counts", "a3 b2 a1 !9", "ab" },
  { "unset does not go off", "a1 b2 a- !9", "b" },
  { "unset in the middle keeps the order", "a1 b2 c3 d4 e5 f6 b- d- !9", "acef" },
  { "many at one time", "h1 g1 f1 e1 d1 c1 b1 a1 !1", "hgfedcba" },
};

static void
test_order (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (MfTimers) timers = mf_timers_new ();
      g_autoptr (GString) log = g_string_new (NULL);
      g_auto (GStrv) words = g_strsplit (orders[i].script, " ", -1);
      Alarm alarms[8];
      const char *names[8] = { "a", "b", "c", "d", "e", "f", "g", "h" };

      for (guint k = 0; k < G_N_ELEMENTS (alarms); k++)
        {
          alarms[k] = (Alarm) { .name = names[k], .log = log };
          alarms[k].timer = mf_timers_add (timers, go_off_cb, &alarms[k]);
        }
      for (guint k = 0; words[k]; k++)
        {
          gint64 time = words[k][1] == '-' ? G_MAXINT64 : words[k][1] - '0';

          if (words[k][0] == '!')
            mf_timers_dispatch (timers, time);
          else
            mf_timer_set (alarms[words[k][0] - 'a'].timer, time);
        }

      g_test_message ("%s", orders[i].what);
      g_assert_cmpstr (log->str, ==, orders[i].expected);
      for (guint k = 0; k < G_N_ELEMENTS (alarms); k++)
        mf_timer_free (alarms[k].timer);
    }
}

/* One that is set while others go off waits for the next call, even if it is
 * due already: else two that set each other would never let go. */
static void
test_set_while_dispatching (void)
{
  g_autoptr (MfTimers) timers = mf_timers_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  Alarm a = { .name = "a", .log = log }, b = { .name = "b", .log = log };

  a.timer = mf_timers_add (timers, go_off_cb, &a);
  b.timer = mf_timers_add (timers, go_off_cb, &b);
  a.sets = b.timer;
  b.sets = a.timer;
  a.again = b.again = 1;
  mf_timer_set (a.timer, 1);

  g_assert_cmpuint (mf_timers_dispatch (timers, 1), ==, 1);
  g_assert_cmpstr (log->str, ==, "a");
  g_assert_cmpint (mf_timers_get_next_deadline (timers), ==, 1);
  g_assert_true (mf_timers_dispatch_one (timers, 1));
  g_assert_cmpstr (log->str, ==, "ab");
  g_assert_false (mf_timers_dispatch_one (timers, 0));

  mf_timer_free (a.timer);
  g_assert_cmpint (mf_timers_get_next_deadline (timers), ==, G_MAXINT64);
  mf_timer_free (b.timer);
}

static gboolean
order_is_kept (guint n)
{
  g_autoptr (MfTimers) timers = mf_timers_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GString) log = g_string_new (NULL);
  Alarm alarm = { .name = "", .log = log };
  g_autofree MfTimer **all = g_new (MfTimer *, n);
  gint64 last = 0;
  guint left = n;

  for (guint i = 0; i < n; i++)
    {
      all[i] = mf_timers_add (timers, go_off_cb, &alarm);
      mf_timer_set (all[i], g_rand_int_range (rand, 1, 1000));
    }
  for (guint i = 0; i < n; i += 3)
    mf_timer_set (all[i], g_rand_int_range (rand, 1, 1000));

  while (left > 0)
    {
      gint64 next = mf_timers_get_next_deadline (timers);

      if (next < last || !mf_timers_dispatch_one (timers, next))
        return FALSE;
      last = next;
      left--;
    }
  for (guint i = 0; i < n; i++)
    mf_timer_free (all[i]);
  return TRUE;
}

static void
test_many (void)
{
  for (guint n = 1; n < 200; n++)
    g_assert_true (order_is_kept (n));
}

static void
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
}

/* On a real clock the source lets them go off, the nearest first though it was
 * set last. */
static void
test_source (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (MfTimers) timers = mf_timers_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  MfClock clock = mf_clock_real ();
  gint64 now = mf_clock_now (&clock);
  Alarm a = { .name = "a", .log = log }, b = { .name = "b", .log = log };
  g_autoptr (MfTimer) quit = NULL;

  mf_timers_attach (timers, &clock, context);
  a.timer = mf_timers_add (timers, go_off_cb, &a);
  b.timer = mf_timers_add (timers, go_off_cb, &b);
  quit = mf_timers_add (timers, quit_cb, loop);
  mf_timer_set (quit, now + 3000);
  mf_timer_set (a.timer, now + 2000);
  mf_timer_set (b.timer, now + 1000);
  g_main_loop_run (loop);

  g_assert_cmpstr (log->str, ==, "ba");
  mf_timer_free (a.timer);
  mf_timer_free (b.timer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timers/order", test_order);
  g_test_add_func ("/timers/set-while-dispatching", test_set_while_dispatching);
  g_test_add_func ("/timers/many", test_many);
  g_test_add_func ("/timers/source", test_source);
  return g_test_run ();
}
