/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* CPU time of one snapshot() of the canvas and of the ladder in the real window. */

#include "config.h"

#include <time.h>

#include "app/mf-window-private.h"

#include "harness.h"

#define ROUNDS 2000

static double
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

/* The playhead goes from @start on, @by each frame. */
static void
bench (MfWindow *window, GtkWidget *face, const char *what, double start, double by)
{
  double n = mf_playback_get_n_steps (window->playback);
  double worst = 0;
  double sum = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double playhead = start + by * i;
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      GskRenderNode *node;
      double began;
      double took;

      while (playhead > n)
        playhead -= n;
      mf_playback_seek (window->playback, playhead);
      began = get_cpu_us ();
      GTK_WIDGET_GET_CLASS (face)->snapshot (face, snapshot);
      took = get_cpu_us () - began;
      sum += took;
      worst = MAX (worst, took);
      node = gtk_snapshot_free_to_node (snapshot);
      g_clear_pointer (&node, gsk_render_node_unref);
    }
  g_print ("# %-44s %8.1f µs, at worst %8.1f µs\n", what, sum / ROUNDS, worst);
}

int
main (int argc, char **argv)
{
  MfApplication *application;
  MfWindow *window;

  gtk_test_init (&argc, &argv, NULL);
  application = harness_start ();
  harness_set_animations (FALSE);
  window = mf_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  harness_wait_played (window);
  harness_resize (GTK_WINDOW (window), 1280, 800);

  bench (window, window->canvas, "canvas: a card on its way, each frame", 30, 0.0004);
  bench (window, window->canvas, "canvas: another scene in each frame", 0, 1.3);
  adw_view_stack_set_visible_child_name (window->pages, "ladder");
  harness_settle (GTK_WIDGET (window));
  bench (window, window->ladder, "ladder: the playhead's line, each frame", 30, 0.0004);
  bench (window, window->ladder, "ladder: anywhere in each frame", 0, 1.3);

  harness_finish (application);
  return 0;
}
