/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-scrubber-layout.h"

/* How long the geometry of a picture takes, without painting it. */

#define ROUNDS 2000
#define N_RECORDS 1000000

static void
report (const char *what, gint64 start_us, guint rounds)
{
  g_print ("# %-44s %8.1f µs\n", what, (double) (g_get_monotonic_time () - start_us) / rounds);
}

static void
bench_canvas (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 700, 420, 1);
  guint n = mf_timeline_get_n_records (timeline);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, i % n);
      MfFlight flight = { mf_timeline_get_record (timeline, i % n), (i % 10) / 10.0 };
      g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_flights (layout, scene, &flight, 1);
    }
  report ("canvas: what moves, each frame", start, ROUNDS);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, i % n);
      MfFlight flight = { mf_timeline_get_record (timeline, i % n), 0.5 };
      g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, &flight, 1);
    }
  report ("canvas: what stands, each record", start, ROUNDS);
}

static void
bench_ladder (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = draw_scenario_long (N_RECORDS);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MfLadderLayout) ladder = mf_ladder_layout_new (timeline, context);
  g_autoptr (MfScrubberLayout) scrubber = NULL;
  double height = mf_ladder_layout_get_height (ladder);

  report ("ladder: the index of a million records", start, 1);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < ROUNDS / 10; i++)
    {
      double top = height * i / (ROUNDS / 10);
      g_autoptr (MfDrawing) rows = mf_ladder_layout_draw_rows (ladder, top, top + 600);
    }
  report ("ladder: 600 pixels of a million records", start, ROUNDS / 10);

  scrubber = mf_scrubber_layout_new (timeline, context);
  mf_scrubber_layout_set_width (scrubber, 700);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (scrubber);
    }
  report ("scrubber: the track of a million records", start, 20);
}

int
main (void)
{
  bench_canvas ();
  bench_ladder ();
  return 0;
}
