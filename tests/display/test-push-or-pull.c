/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* The lesson that compares, in the real window: found from a lesson that does not, stepped through
 * and turned. */

#include "config.h"

#include "app/mf-window-private.h"
#include "app/widgets/mf-compare-table.h"
#include "trace/mf-tally.h"

#include "harness.h"

typedef struct
{
  MfApplication *application;
  MfWindow *window;
  MfPlayback *playback;
} Fixture;

static void
wait_played (Fixture *fixture)
{
  harness_drain ();
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_null (mf_conductor_get_error (fixture->window->conductor));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->window = mf_window_new (fixture->application);
  fixture->playback = mf_window_get_playback (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_played (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-comparison", NULL);
  wait_played (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  harness_finish (fixture->application);
  g_assert_null (fixture->window);
}

static MfTally
get_tally (Fixture *fixture, MfSide side)
{
  g_autoptr (MfTallies) tallies = mf_tallies_new (mf_playback_get_timeline (fixture->playback));
  MfTally tally;

  mf_tallies_get (tallies, side, (guint) mf_playback_get_playhead (fixture->playback), &tally);
  return tally;
}

static const char *
get_page (Fixture *fixture)
{
  return adw_view_stack_get_visible_child_name (fixture->window->pages);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (mf_lesson_get_id (fixture->window->lesson), ==, "push-or-pull");
  g_assert_cmpstr (get_page (fixture), ==, "compare");
  g_assert_true (mf_compare_is_divided (fixture->window->compare));

  /* A lesson without sides has nothing to show there, and says so to whoever looks. */
  g_assert_true (mf_lesson_sidebar_choose (fixture->window->lesson_sidebar, "alice-to-bob"));
  wait_played (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "network");
  g_assert_false (mf_compare_is_divided (fixture->window->compare));
  adw_view_stack_set_visible_child_name (fixture->window->pages, "compare");
  harness_settle (GTK_WIDGET (fixture->window));
}

static void
test_step_through (Fixture *fixture, gconstpointer data)
{
  guint n = mf_playback_get_n_steps (fixture->playback);
  guint round_trips = 0;

  for (guint i = 0; i < n; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.step-forward", NULL);
      g_assert_cmpuint (mf_playback_get_step (fixture->playback), ==, i + 1);
      g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).round_trips, >=, round_trips);
      round_trips = get_tally (fixture, MF_SIDE_PULL).round_trips;
      if (i % 8 == 0)
        harness_settle (GTK_WIDGET (fixture->window));
    }
  for (guint i = n; i > 0; i--)
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.step-back", NULL);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).round_trips, ==, 0);
}

/* At the end, what is turned is compared with what was; elsewhere it begins anew. */
static void
test_turn (Fixture *fixture, gconstpointer data)
{
  GtkWidget *spin =
      harness_find_widget (GTK_WIDGET (fixture->window->compare), GTK_TYPE_SPIN_BUTTON);
  GtkWidget *persistent =
      harness_find_widget (GTK_WIDGET (fixture->window->compare), GTK_TYPE_SWITCH);
  guint requests;

  mf_playback_seek (fixture->playback, mf_playback_get_n_steps (fixture->playback));
  requests = get_tally (fixture, MF_SIDE_PULL).round_trips;
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).connections, ==, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 9);
  wait_played (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "compare");
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==,
                     mf_playback_get_n_steps (fixture->playback));
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).objects, ==, 10);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PUSH).objects, ==, 11);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).round_trips, ==, requests + 6);

  gtk_switch_set_active (GTK_SWITCH (persistent), FALSE);
  wait_played (fixture);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PUSH).connections, ==, 3);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).connections, ==, 11);

  mf_playback_seek (fixture->playback, 5);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 0);
  wait_played (fixture);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0);

  /* Chosen again, it is the lesson as it is told. */
  g_assert_true (mf_lesson_sidebar_choose (fixture->window->lesson_sidebar, "alice-to-bob"));
  wait_played (fixture);
  g_assert_true (mf_lesson_sidebar_choose (fixture->window->lesson_sidebar, "push-or-pull"));
  wait_played (fixture);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin)), ==, 3);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (persistent)));
}

/* Faster than the engine: only the last wish counts. */
static void
test_turn_quickly (Fixture *fixture, gconstpointer data)
{
  GtkWidget *spin =
      harness_find_widget (GTK_WIDGET (fixture->window->compare), GTK_TYPE_SPIN_BUTTON);

  mf_playback_seek (fixture->playback, mf_playback_get_n_steps (fixture->playback));
  for (int n = 0; n <= 10; n++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), n);
  wait_played (fixture);
  g_assert_cmpuint (get_tally (fixture, MF_SIDE_PULL).objects, ==, 11);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==,
                     mf_playback_get_n_steps (fixture->playback));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add ("/push-or-pull/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/push-or-pull/step through", Fixture, NULL, set_up, test_step_through, tear_down);
  g_test_add ("/push-or-pull/turn", Fixture, NULL, set_up, test_turn, tear_down);
  g_test_add ("/push-or-pull/turn quickly", Fixture, NULL, set_up, test_turn_quickly, tear_down);
  return g_test_run ();
}
