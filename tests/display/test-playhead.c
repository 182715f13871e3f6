/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* What goes with the playhead, and what stays where it is. */

#include "config.h"

#include "app/widgets/mf-scrubber.h"
#include "app/widgets/mf-transcript-row.h"
#include "app/widgets/mf-transcript.h"
#include "app/widgets/mf-transport-bar.h"

#include "fixture.h"
#include "harness.h"

/* How many lines are wholly in sight before and after that of a step, if that is itself. */
static gboolean
count_context (GtkWidget *transcript, guint step, guint *before, guint *after)
{
  GtkWidget *list =
      harness_find_widget (gtk_widget_get_last_child (transcript), GTK_TYPE_LIST_VIEW);
  gboolean found = FALSE;
  graphene_rect_t box;

  *before = *after = 0;
  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);
      guint shown =
          MF_IS_TRANSCRIPT_ROW (row) ? mf_transcript_row_get_step (MF_TRANSCRIPT_ROW (row)) : 0;

      if (shown == 0 || !gtk_widget_get_mapped (item) ||
          !gtk_widget_compute_bounds (item, list, &box) || box.origin.y < 0 ||
          box.origin.y + box.size.height > (float) gtk_widget_get_height (list))
        continue;
      *before += shown < step;
      *after += shown > step;
      found = found || shown == step;
    }
  return found;
}

/* Wherever the playhead went, its line is in sight, and where it comes from and goes to. */
static void
assert_in_sight (WidgetFixture *fixture, guint step)
{
  guint n_steps = mf_playback_get_n_steps (fixture->playback);
  guint before;
  guint after;

  harness_settle (fixture->window);
  g_test_message ("step %u of %u", step, n_steps);
  g_assert_true (count_context (fixture->widget, step, &before, &after));
  g_assert_cmpuint (before, >=, MIN (2, step - 1));
  g_assert_cmpuint (after, >=, MIN (2, n_steps - step));
}

static void
test_transcript_in_sight (WidgetFixture *fixture, gconstpointer data)
{
  static const guint steps[] = { 60, 61, 64, 63, 62, 50, 142, 30, 1, 2, 140, 141, 142, 139, 1, 80 };
  g_autoptr (MfTimeline) another = fixture_timeline_new ();

  for (guint n = mf_playback_get_n_steps (fixture->playback); n < 142; n++)
    fixture_append_noop (another);
  /* At once, before anything was laid out. */
  mf_playback_set_timeline (fixture->playback, another);
  mf_playback_seek (fixture->playback, 72);
  assert_in_sight (fixture, 72);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      mf_playback_seek (fixture->playback, steps[i]);
      assert_in_sight (fixture, steps[i]);
    }

  /* While something else stands in its place, and in less of it afterwards. */
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gtk_widget_set_visible (fixture->widget, FALSE);
      harness_settle (fixture->window);
      mf_playback_seek (fixture->playback, steps[i]);
      harness_settle (fixture->window);
      gtk_widget_set_visible (fixture->widget, TRUE);
      assert_in_sight (fixture, steps[i]);
    }
  harness_resize (GTK_WINDOW (fixture->window), 400, 200);
  assert_in_sight (fixture, 80);
  mf_playback_set_timeline (fixture->playback, fixture->timeline);
}

static int
get_place (GtkWidget *widget, GtkWidget *window, int *width)
{
  graphene_rect_t box;

  g_assert_true (gtk_widget_compute_bounds (widget, window, &box));
  *width = (int) box.size.width;
  return (int) box.origin.x;
}

/* Who presses a button again and again finds it where it was. */
static void
test_transport_bar_still (WidgetFixture *fixture, gconstpointer data)
{
  static const int widths[] = { 700, 1000, 360 };
  GtkWidget *button = mf_transport_bar_get_step_button (MF_TRANSPORT_BAR (fixture->widget));
  g_autoptr (MfTimeline) another = fixture_timeline_new ();

  for (guint n = mf_playback_get_n_steps (fixture->playback); n < 242; n++)
    fixture_append_noop (another);
  mf_playback_set_timeline (fixture->playback, another);
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *scrubber;
      int button_at;
      int scrubber_width;

      harness_resize (GTK_WINDOW (fixture->window), widths[i], 300);
      scrubber = harness_find_widget (fixture->widget, MF_TYPE_SCRUBBER);
      mf_playback_seek (fixture->playback, 1);
      harness_settle (fixture->window);
      button_at = get_place (button, fixture->window, &scrubber_width);
      get_place (scrubber, fixture->window, &scrubber_width);
      for (guint step = 1; step <= 242; step += 11)
        {
          int width;

          mf_playback_seek (fixture->playback, step);
          harness_settle (fixture->window);
          g_assert_cmpint (get_place (button, fixture->window, &width), ==, button_at);
          get_place (scrubber, fixture->window, &width);
          g_assert_cmpint (width, ==, scrubber_width);
        }
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, type, function)                                                                  \
  g_test_add ("/playhead/" name, WidgetFixture, mf_##type##_get_type, widget_fixture_set_up,       \
              function, widget_fixture_tear_down)
  ADD ("transcript", transcript, test_transcript_in_sight);
  ADD ("transport-bar", transport_bar, test_transport_bar_still);
#undef ADD

  return g_test_run ();
}
