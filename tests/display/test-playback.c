/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-playback.h"

#include "fixture.h"
#include "harness.h"

/* The fixture has 12 records: an act, an open, ten units and so on. */
#define N_STEPS 12

typedef struct
{
  MfTimeline *timeline;
  MfPlayback *playback;
  guint n_playhead;
  guint n_step;
} Fixture;

static void
count_cb (GObject *object, GParamSpec *pspec, guint *counter)
{
  (*counter)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->timeline = fixture_timeline_new ();
  fixture->playback = mf_playback_new (NULL);
  mf_playback_set_timeline (fixture->playback, fixture->timeline);
  g_signal_connect (fixture->playback, "notify::playhead", G_CALLBACK (count_cb),
                    &fixture->n_playhead);
  g_signal_connect (fixture->playback, "notify::step", G_CALLBACK (count_cb), &fixture->n_step);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->playback);
  g_assert_finalize_object (fixture->timeline);
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (mf_playback_get_n_steps (fixture->playback), ==, N_STEPS);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0);
  g_assert_cmpuint (mf_playback_get_step (fixture->playback), ==, 0);
  g_assert_null (mf_playback_get_record (fixture->playback));
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *what;
    double from;
    gboolean forward;
    double to;
  } rows[] = {
    { "the first step", 0, TRUE, 1 },           { "a step in the middle", 6, TRUE, 7 },
    { "from a link to its end", 6.4, TRUE, 7 }, { "not past the end", N_STEPS, TRUE, N_STEPS },
    { "back from a whole step", 7, FALSE, 6 },  { "back from a link to its start", 6.4, FALSE, 6 },
    { "back to the start", 0.5, FALSE, 0 },     { "not before the start", 0, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].what);
      mf_playback_seek (fixture->playback, rows[i].from);
      if (rows[i].forward)
        mf_playback_step_forward (fixture->playback);
      else
        mf_playback_step_back (fixture->playback);
      g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, rows[i].to);
    }
}

/* At 6.4 the seventh step is under way; at 7 it was the last to happen. */
static void
test_record (Fixture *fixture, gconstpointer data)
{
  mf_playback_seek (fixture->playback, 6.4);
  g_assert_cmpuint (mf_playback_get_step (fixture->playback), ==, 7);
  g_assert_cmpuint (mf_playback_get_record (fixture->playback)->seq, ==, 6);
  mf_playback_seek (fixture->playback, 7);
  g_assert_cmpuint (mf_playback_get_record (fixture->playback)->seq, ==, 6);
  mf_playback_seek (fixture->playback, 7.01);
  g_assert_cmpuint (mf_playback_get_record (fixture->playback)->seq, ==, 7);
}

static void
test_notify (Fixture *fixture, gconstpointer data)
{
  mf_playback_seek (fixture->playback, 3.2);
  g_assert_cmpuint (fixture->n_playhead, ==, 1);
  g_assert_cmpuint (fixture->n_step, ==, 1);
  mf_playback_seek (fixture->playback, 3.9);
  g_assert_cmpuint (fixture->n_playhead, ==, 2);
  g_assert_cmpuint (fixture->n_step, ==, 1);
  mf_playback_seek (fixture->playback, 3.9);
  g_assert_cmpuint (fixture->n_playhead, ==, 2);
}

static void
test_phases (Fixture *fixture, gconstpointer data)
{
  /* Phases begin with the records 2, 5 and 10. */
  static const double forward[] = { 3, 6, 11, N_STEPS };
  static const double backward[] = { 11, 6, 3, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (forward); i++)
    {
      mf_playback_next_phase (fixture->playback);
      g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, forward[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (backward); i++)
    {
      mf_playback_previous_phase (fixture->playback);
      g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, backward[i]);
    }
}

static gboolean
is_paused (gpointer data)
{
  return !mf_playback_get_playing (data);
}

static void
test_play (Fixture *fixture, gconstpointer data)
{
  mf_playback_set_speed (fixture->playback, MF_PLAYBACK_SPEED_MAX);
  mf_playback_set_playing (fixture->playback, TRUE);
  g_assert_true (mf_playback_is_moving (fixture->playback));
  harness_wait (is_paused, fixture->playback);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, N_STEPS);
  g_assert_cmpuint (fixture->n_step, ==, N_STEPS);

  /* Whoever presses Play at the end wants to see it again. */
  mf_playback_set_playing (fixture->playback, TRUE);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0);
  mf_playback_set_playing (fixture->playback, FALSE);
}

static gboolean
has_seen_all (gpointer data)
{
  return mf_playback_get_step (data) == mf_playback_get_n_steps (data);
}

/* While the engine still plays, the end is not the end. */
static void
test_growing (Fixture *fixture, gconstpointer data)
{
  mf_playback_set_growing (fixture->playback, TRUE);
  mf_playback_set_speed (fixture->playback, MF_PLAYBACK_SPEED_MAX);
  mf_playback_set_playing (fixture->playback, TRUE);
  harness_wait (has_seen_all, fixture->playback);
  g_assert_true (mf_playback_get_playing (fixture->playback));

  fixture_append_noop (fixture->timeline);
  harness_wait (has_seen_all, fixture->playback);
  g_assert_cmpuint (mf_playback_get_step (fixture->playback), ==, N_STEPS + 1);
  mf_playback_set_growing (fixture->playback, FALSE);
  g_assert_false (mf_playback_get_playing (fixture->playback));
}

/* The world went another way: what the playhead stood on is gone. */
static void
test_truncate (Fixture *fixture, gconstpointer data)
{
  mf_playback_seek (fixture->playback, 9.5);
  mf_timeline_truncate (fixture->timeline, 4);
  g_assert_cmpuint (mf_playback_get_n_steps (fixture->playback), ==, 4);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 4);
  g_assert_cmpuint (mf_playback_get_record (fixture->playback)->seq, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/playback/start", test_start);
  ADD ("/playback/steps", test_steps);
  ADD ("/playback/record", test_record);
  ADD ("/playback/notify", test_notify);
  ADD ("/playback/phases", test_phases);
  ADD ("/playback/play", test_play);
  ADD ("/playback/growing", test_growing);
  ADD ("/playback/truncate", test_truncate);
#undef ADD

  return g_test_run ();
}
