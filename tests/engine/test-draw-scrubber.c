/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/draw-scenario.h"
#include "draw/mf-scrubber-layout.h"

static MfScrubberLayout *
layout_new (MfTimeline *timeline, double width)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  MfScrubberLayout *layout = mf_scrubber_layout_new (timeline, context);

  mf_scrubber_layout_set_width (layout, width);
  return layout;
}

static void
test_playhead (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 700);
  guint n = mf_timeline_get_n_records (timeline);
  double last = 0;

  for (double playhead = 0; playhead <= n; playhead += 0.25)
    {
      double x = mf_scrubber_layout_get_x (layout, playhead);

      g_assert_cmpfloat (x, >, last);
      g_assert_cmpfloat (x, <, 700);
      g_assert_cmpfloat_with_epsilon (mf_scrubber_layout_get_playhead_at (layout, x), playhead,
                                      1e-6);
      last = x;
    }
  g_assert_cmpfloat (mf_scrubber_layout_get_playhead_at (layout, -50), ==, 0);
  g_assert_cmpfloat (mf_scrubber_layout_get_playhead_at (layout, 5000), ==, n);
}

/* Everything stays inside, no text lies on another, in every width. */
static void
test_inside (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();

  for (double width = 90; width < 2000; width += 83)
    {
      g_autoptr (MfScrubberLayout) layout = layout_new (timeline, width);
      g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
      double height = mf_scrubber_layout_get_height (layout);
      guint n = mf_drawing_get_n_primitives (track);

      for (guint i = 0; i < n; i++)
        {
          const MfPrimitive *a = mf_drawing_get_primitive (track, i);

          g_assert_cmpfloat (a->bounds.x, >=, 0);
          g_assert_cmpfloat (a->bounds.y, >=, 0);
          g_assert_cmpfloat (a->bounds.x + a->bounds.width, <=, width);
          g_assert_cmpfloat (a->bounds.y + a->bounds.height, <=, height);
          for (guint j = i + 1; j < n && a->kind == MF_PRIMITIVE_TEXT; j++)
            {
              const MfPrimitive *b = mf_drawing_get_primitive (track, j);

              g_assert_false (b->kind == MF_PRIMITIVE_TEXT &&
                              mf_rect_intersects (a->bounds, b->bounds));
            }
        }
    }
}

/* Where sessions go on at the same time each phase that has a place on the track has its own: none
 * lies on another, and where a name stands its phase begins. */
static void
test_bands (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_two_at_once ();
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 700);
  g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
  double right = 0;
  guint n_bands = 0;

  for (guint i = 0; i < mf_drawing_get_n_hits (track); i++)
    {
      const MfHit *hit = mf_drawing_get_hit (track, i);

      if (hit->kind != MF_HIT_PHASE)
        continue;
      g_assert_cmpfloat (hit->area.x, >, right);
      right = hit->area.x + hit->area.width;
      n_bands++;
    }
  g_assert_cmpuint (n_bands, ==, 4);
}

/* A phase can be jumped to, and so can a step. */
static void
test_hits (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 900);
  g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
  guint n_phases = 0;

  for (guint i = 0; i < mf_drawing_get_n_hits (track); i++)
    {
      const MfHit *hit = mf_drawing_get_hit (track, i);

      if (hit->kind != MF_HIT_PHASE)
        continue;
      n_phases++;
      g_assert_cmpfloat_with_epsilon (mf_scrubber_layout_get_x (layout, hit->index), hit->area.x,
                                      2);
    }
  g_assert_cmpuint (n_phases, ==, 9);
  for (guint step = 1; step <= 6; step++)
    g_assert_nonnull (mf_drawing_find_hit (track, MF_HIT_STEP, step));
}

/* In the narrowest window too there are all six steps, though two may be reached at once. */
static void
test_steps (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 230);
  g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
  double right = 0;

  for (guint step = 1; step <= 6; step++)
    {
      const MfHit *hit = mf_drawing_find_hit (track, MF_HIT_STEP, step);

      g_assert_nonnull (hit);
      g_assert_cmpfloat (hit->area.x, >=, right);
      right = hit->area.x + hit->area.width;
    }
}

/* However long, there is no more to draw than there are pixels. */
static void
test_long (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_long (50000);
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 500);
  g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);

  g_assert_cmpuint (mf_drawing_get_n_primitives (track), <, 1000);

  mf_timeline_truncate (timeline, 40);
  mf_scrubber_layout_sync (layout, 40);
  g_assert_cmpfloat (mf_scrubber_layout_get_playhead_at (layout, 5000), ==, 40);
}

static void
test_empty (void)
{
  g_autoptr (MfStage) stage = draw_scenario_stage ();
  g_autoptr (MfTimeline) timeline = mf_timeline_new (stage, 0);
  g_autoptr (MfScrubberLayout) layout = layout_new (timeline, 500);
  g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
  g_autoptr (MfDrawing) knob = mf_scrubber_layout_draw_playhead (layout, 0);

  g_assert_cmpuint (mf_drawing_get_n_primitives (track), ==, 1);
  g_assert_cmpuint (mf_drawing_get_n_primitives (knob), ==, 1);
  g_assert_cmpfloat (mf_scrubber_layout_get_playhead_at (layout, 250), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/scrubber/playhead", test_playhead);
  g_test_add_func ("/draw/scrubber/inside", test_inside);
  g_test_add_func ("/draw/scrubber/bands", test_bands);
  g_test_add_func ("/draw/scrubber/hits", test_hits);
  g_test_add_func ("/draw/scrubber/steps", test_steps);
  g_test_add_func ("/draw/scrubber/long", test_long);
  g_test_add_func ("/draw/scrubber/empty", test_empty);

  return g_test_run ();
}
