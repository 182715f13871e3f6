/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-compare-table.h"
#include "app/widgets/mf-compare.h"
#include "app/widgets/mf-ladder.h"

#include "fixture.h"
#include "harness.h"
#include "sides.h"

typedef struct
{
  MfApplication *application;
  GtkWidget *window;
  GtkWidget *compare;
  MfPlayback *playback;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();

  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->playback = mf_playback_new (NULL);
  fixture->compare = g_object_new (MF_TYPE_COMPARE, "playback", fixture->playback, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->compare);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 768, 640);
  gtk_window_present (GTK_WINDOW (fixture->window));
  mf_playback_set_timeline (fixture->playback, timeline);
  harness_settle (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->compare), (gpointer *) &fixture->compare);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  harness_drain ();
  g_assert_null (fixture->compare);
  g_assert_finalize_object (fixture->playback);
  harness_finish (fixture->application);
}

static void
find_faces (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_faces (child, type, found);
}

static GPtrArray *
get_faces (Fixture *fixture, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  find_faces (fixture->compare, type, found);
  return found;
}

typedef struct
{
  guint n;
  guint kind;
  guint index;
} Activation;

static void
activated_cb (MfCompare *compare, guint kind, guint index, const char *item, Activation *activation)
{
  activation->n++;
  activation->kind = kind;
  activation->index = index;
}

/* Both halves stand where the one playhead stands. */
static void
test_one_playhead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ladders = get_faces (fixture, MF_TYPE_LADDER);
  MfPlayback *push = mf_face_get_playback (g_ptr_array_index (ladders, 0));
  MfPlayback *pull = mf_face_get_playback (g_ptr_array_index (ladders, 1));
  guint n = mf_playback_get_n_steps (fixture->playback);

  g_assert_cmpuint (ladders->len, ==, 2);
  g_assert_true (mf_compare_is_divided (MF_COMPARE (fixture->compare)));
  g_assert_cmpuint (mf_playback_get_n_steps (push) + mf_playback_get_n_steps (pull), ==, n);

  for (guint i = 0; i <= n; i++)
    {
      mf_playback_seek (fixture->playback, i);
      g_assert_cmpuint ((guint) mf_playback_get_playhead (push) +
                            (guint) mf_playback_get_playhead (pull),
                        ==, i);
    }
  for (guint i = n; i > 0; i--)
    mf_playback_step_back (fixture->playback);
  g_assert_cmpfloat (mf_playback_get_playhead (push), <, 1);
}

/* What is clicked on one side is meant on the whole stage. */
static void
test_activation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ladders = get_faces (fixture, MF_TYPE_LADDER);
  Activation activation = { 0 };

  g_signal_connect (fixture->compare, "activated", G_CALLBACK (activated_cb), &activation);
  g_signal_emit_by_name (g_ptr_array_index (ladders, 1), "activated", MF_HIT_HOST, 1, NULL);
  g_assert_cmpuint (activation.n, ==, 1);
  g_assert_cmpuint (activation.index, ==, SIDES_WEB);
  g_signal_emit_by_name (g_ptr_array_index (ladders, 1), "activated", MF_HIT_RECORD, 0, NULL);
  g_assert_cmpuint (activation.index, ==, 1);
  g_signal_emit_by_name (g_ptr_array_index (ladders, 0), "activated", MF_HIT_LINK, 9, NULL);
  g_assert_cmpuint (activation.n, ==, 2);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tables = get_faces (fixture, MF_TYPE_COMPARE_TABLE);

  g_assert_cmpuint (tables->len, ==, 2);
  for (guint i = 0; i < tables->len; i++)
    {
      gtk_test_accessible_assert_role (GTK_WIDGET (g_ptr_array_index (tables, i)),
                                       GTK_ACCESSIBLE_ROLE_IMG);
      g_assert_true (gtk_test_accessible_has_property (g_ptr_array_index (tables, i),
                                                       GTK_ACCESSIBLE_PROPERTY_LABEL));
      g_assert_true (gtk_widget_get_focusable (g_ptr_array_index (tables, i)));
    }
  g_assert_true (gtk_test_accessible_has_property (g_ptr_array_index (tables, 0),
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static void
count_cb (MfCompare *compare, guint *n)
{
  (*n)++;
}

static void
test_controls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) spins = get_faces (fixture, GTK_TYPE_SPIN_BUTTON);
  g_autoptr (GPtrArray) switches = get_faces (fixture, GTK_TYPE_SWITCH);
  MfLessonVariation variation;
  guint n = 0;

  g_signal_connect (fixture->compare, "varied", G_CALLBACK (count_cb), &n);
  gtk_spin_button_set_value (g_ptr_array_index (spins, 0), 7);
  g_assert_cmpuint (n, ==, 1);
  gtk_switch_set_active (g_ptr_array_index (switches, 0), TRUE);
  g_assert_cmpuint (n, ==, 2);
  mf_compare_get_variation (MF_COMPARE (fixture->compare), &variation);
  g_assert_cmpint (variation.pictures, ==, 7);
  g_assert_cmpint (variation.persistent, ==, 1);
  gtk_spin_button_set_value (g_ptr_array_index (spins, 0), 99);
  mf_compare_get_variation (MF_COMPARE (fixture->compare), &variation);
  g_assert_cmpint (variation.pictures, ==, 10);
}

/* Every width from a telephone's on: nothing warns, everything is in the window. */
static void
test_widths (Fixture *fixture, gconstpointer data)
{
  for (int width = 360; width <= 1400; width += 130)
    {
      harness_resize (GTK_WINDOW (fixture->window), width, 640);
      mf_compare_show (MF_COMPARE (fixture->compare), width % 260 == 0 ? "moves" : "ladders");
      harness_settle (fixture->window);
      g_assert_cmpint (gtk_widget_get_width (fixture->compare), <=, width);
    }
}

static GtkAdjustment *
get_scroll (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
}

/* What is opened anew is seen from its beginning, however far down the last one was left. */
static void
test_opened_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ladders = get_faces (fixture, MF_TYPE_LADDER);
  g_autoptr (GPtrArray) switches = get_faces (fixture, GTK_TYPE_SWITCH);
  g_autoptr (MfTimeline) other = sides_make_timeline ();
  GtkAdjustment *whole = get_scroll (g_ptr_array_index (switches, 0));

  harness_resize (GTK_WINDOW (fixture->window), 360, 400);
  harness_settle (fixture->window);
  for (guint i = 0; i < ladders->len; i++)
    {
      GtkAdjustment *scroll = get_scroll (g_ptr_array_index (ladders, i));

      gtk_adjustment_set_value (scroll, gtk_adjustment_get_upper (scroll));
      g_assert_cmpfloat (gtk_adjustment_get_value (scroll), >, 0);
    }
  gtk_adjustment_set_value (whole, gtk_adjustment_get_upper (whole));
  g_assert_cmpfloat (gtk_adjustment_get_value (whole), >, 0);
  harness_settle (fixture->window);

  mf_playback_set_timeline (fixture->playback, other);
  harness_settle (fixture->window);
  for (guint i = 0; i < ladders->len; i++)
    g_assert_cmpfloat (gtk_adjustment_get_value (get_scroll (g_ptr_array_index (ladders, i))), ==,
                       0);
  g_assert_cmpfloat (gtk_adjustment_get_value (whole), ==, 0);
}

/* For a whole room: tallies that are less high, and a bar that says that there is more. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tables = get_faces (fixture, MF_TYPE_COMPARE_TABLE);
  g_autoptr (GPtrArray) switches = get_faces (fixture, GTK_TYPE_SWITCH);
  GtkWidget *tallies = g_ptr_array_index (tables, 0);
  GtkWidget *scroller =
      gtk_widget_get_ancestor (g_ptr_array_index (switches, 0), GTK_TYPE_SCROLLED_WINDOW);
  int before, after;

  gtk_widget_measure (tallies, GTK_ORIENTATION_VERTICAL, 400, &before, NULL, NULL, NULL);
  mf_compare_set_large (MF_COMPARE (fixture->compare), TRUE);
  harness_settle (fixture->window);
  gtk_widget_measure (tallies, GTK_ORIENTATION_VERTICAL, 400, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, <, before * 0.8);
  g_assert_false (gtk_scrolled_window_get_overlay_scrolling (GTK_SCROLLED_WINDOW (scroller)));
  mf_compare_set_large (MF_COMPARE (fixture->compare), FALSE);
  gtk_widget_measure (tallies, GTK_ORIENTATION_VERTICAL, 400, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, ==, before);
}

static void
test_undivided (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfTimeline) other = fixture_timeline_new ();

  mf_playback_set_timeline (fixture->playback, other);
  g_assert_false (mf_compare_is_divided (MF_COMPARE (fixture->compare)));
  mf_playback_seek (fixture->playback, 1);
  harness_settle (fixture->window);
  mf_playback_set_timeline (fixture->playback, NULL);
  g_assert_false (mf_compare_is_divided (MF_COMPARE (fixture->compare)));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add ("/compare/one playhead", Fixture, NULL, set_up, test_one_playhead, tear_down);
  g_test_add ("/compare/activation", Fixture, NULL, set_up, test_activation, tear_down);
  g_test_add ("/compare/accessible", Fixture, NULL, set_up, test_accessible, tear_down);
  g_test_add ("/compare/controls", Fixture, NULL, set_up, test_controls, tear_down);
  g_test_add ("/compare/widths", Fixture, NULL, set_up, test_widths, tear_down);
  g_test_add ("/compare/opened anew", Fixture, NULL, set_up, test_opened_anew, tear_down);
  g_test_add ("/compare/large", Fixture, NULL, set_up, test_large, tear_down);
  g_test_add ("/compare/undivided", Fixture, NULL, set_up, test_undivided, tear_down);
  return g_test_run ();
}
