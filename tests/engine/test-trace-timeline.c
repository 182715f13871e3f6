/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "records.h"
#include "trace/mf-timeline.h"

#include "base/mf-clock.h"

#include <math.h>

#define START MF_LESSON_EPOCH_US

static MfTimeline *
make_timeline (GPtrArray *records)
{
  g_autoptr (MfStage) stage = records_make_stage ();
  MfTimeline *timeline = mf_timeline_new (stage, START);

  if (records)
    mf_timeline_append (timeline, (MfRecord **) records->pdata, records->len);
  return timeline;
}

/* Compares the scene that a seek finds with the one folded from the start. */
static void
check_scene (MfTimeline *timeline, GPtrArray *records, guint n)
{
  g_autoptr (MfScene) start = mf_scene_new (mf_timeline_get_stage (timeline), START);
  g_autoptr (MfScene) expected = mf_scene_fold (start, (MfRecord **) records->pdata, n);
  g_autoptr (MfScene) found = mf_timeline_get_scene (timeline, n);

  g_assert_cmpuint (found->n_records, ==, n);
  g_assert_true (mf_scene_equal (found, expected));
}

/* A list that spans several checkpoints, walked forward, backward and at random. */
static void
test_seek (void)
{
  g_autoptr (GPtrArray) records =
      records_make_random_list (3 * MF_TIMELINE_MAX_FOLD, (guint32) g_test_rand_int ());
  g_autoptr (MfTimeline) timeline = make_timeline (records);

  for (guint n = 0; n <= records->len; n += 7)
    check_scene (timeline, records, n);
  for (guint n = records->len; n >= 7; n -= 7)
    check_scene (timeline, records, n);
  for (guint i = 0; i < 200; i++)
    check_scene (timeline, records, (guint) g_test_rand_int_range (0, (gint32) records->len + 1));
}

/* Batches, truncations and other futures make the timeline that one append does. */
static void
test_diverge (void)
{
  for (int round = 0; round < 20; round++)
    {
      guint32 seed = (guint32) g_test_rand_int ();
      g_autoptr (GPtrArray) records = records_make_random_list (MF_TIMELINE_MAX_FOLD * 2, seed);
      g_autoptr (GPtrArray) others = records_make_random_list (MF_TIMELINE_MAX_FOLD * 2, seed ^ 1);
      g_autoptr (MfTimeline) timeline = make_timeline (others);
      guint n = (guint) g_test_rand_int_range (0, (gint32) others->len);

      mf_timeline_truncate (timeline, n);
      g_assert_cmpuint (mf_timeline_get_n_records (timeline), ==, n);
      check_scene (timeline, others, n);
      g_ptr_array_set_size (others, (int) n);

      while (others->len < records->len)
        {
          guint at = others->len;
          guint wanted = (guint) g_test_rand_int_range (1, 200);
          guint batch = MIN (wanted, records->len - at);

          for (guint i = 0; i < batch; i++)
            g_ptr_array_add (others, mf_record_ref (records->pdata[at + i]));
          mf_timeline_append (timeline, (MfRecord **) &others->pdata[at], batch);
          check_scene (timeline, others, at);
          check_scene (timeline, others,
                       (guint) g_test_rand_int_range (0, (gint32) others->len + 1));
        }
    }
}

/* What makes a seek quick, counted and not timed: however long the timeline and
 * wherever the playhead, only so many records are folded. */
static void
test_seek_is_bounded (void)
{
  g_autoptr (GPtrArray) records = records_make_random_list (40 * MF_TIMELINE_MAX_FOLD, 3);
  g_autoptr (MfTimeline) timeline = make_timeline (records);

  for (guint i = 0; i < 500; i++)
    {
      guint n = (guint) g_test_rand_int_range (0, (gint32) records->len + 1);
      guint64 before = mf_timeline_get_n_folded (timeline);
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, n);
      g_autoptr (MfScene) next = NULL;

      g_assert_cmpuint (mf_timeline_get_n_folded (timeline) - before, <=, MF_TIMELINE_MAX_FOLD);

      before = mf_timeline_get_n_folded (timeline);
      next = mf_timeline_get_scene (timeline, n + 1);
      g_assert_cmpuint (mf_timeline_get_n_folded (timeline) - before, <=, 1);
    }
}

/* A record with very many effects is folded when it comes and by no seek past it. */
static void
test_heavy_record (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  g_autofree MfEffect *effects = g_new0 (MfEffect, MF_TIMELINE_MAX_FOLD * 8);
  g_autoptr (MfTimeline) timeline = NULL;
  g_autoptr (MfScene) scene = NULL;
  guint64 before;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (records, records_make (i, START, START, effects,
                                            i == 50 ? MF_TIMELINE_MAX_FOLD * 8 : 1));
  timeline = make_timeline (records);
  before = mf_timeline_get_n_folded (timeline);
  scene = mf_timeline_get_scene (timeline, 60);
  g_assert_cmpuint (mf_timeline_get_n_folded (timeline) - before, ==, 60 - 51);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  g_string_append_printf (data, "%u -%u +%u = %u\n", position, removed, added,
                          g_list_model_get_n_items (model));
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  guint n;

  g_object_get (object, "n-items", &n, NULL);
  g_string_append_printf (data, "n-items %u\n", n);
}

static void
test_list_model (void)
{
  g_autoptr (GPtrArray) records = records_make_random_list (10, 4);
  g_autoptr (MfTimeline) timeline = make_timeline (NULL);
  g_autoptr (GString) log = g_string_new (NULL);
  GListModel *model = G_LIST_MODEL (timeline);
  GType type;

  g_signal_connect (timeline, "items-changed", G_CALLBACK (count_cb), log);
  g_signal_connect (timeline, "notify::n-items", G_CALLBACK (notify_cb), log);

  mf_timeline_append (timeline, (MfRecord **) records->pdata, 0);
  mf_timeline_append (timeline, (MfRecord **) records->pdata, 6);
  mf_timeline_append (timeline, (MfRecord **) &records->pdata[6], 4);
  mf_timeline_truncate (timeline, 10);
  mf_timeline_truncate (timeline, 3);
  mf_timeline_truncate (timeline, 0);

  g_assert_cmpstr (log->str, ==,
                   "0 -0 +6 = 6\nn-items 6\n6 -0 +4 = 10\nn-items 10\n"
                   "3 -7 +0 = 3\nn-items 3\n0 -3 +0 = 0\nn-items 0\n");
  g_object_get (timeline, "item-type", &type, NULL);
  g_assert_true (type == MF_TYPE_STEP);
  g_assert_true (g_list_model_get_item_type (model) == MF_TYPE_STEP);
  g_assert_null (g_list_model_get_item (model, 0));
}

/* A step is made when it is asked for, is the same while anybody holds it, and
 * outlives the timeline. */
static void
test_steps (void)
{
  g_autoptr (GPtrArray) records = records_make_random_list (10, 5);
  g_autoptr (MfTimeline) timeline = make_timeline (records);
  GListModel *model = G_LIST_MODEL (timeline);
  g_autoptr (MfStep) first = g_list_model_get_item (model, 2);
  g_autoptr (MfStep) again = g_list_model_get_item (model, 2);
  g_autoptr (MfStep) kept = g_list_model_get_item (model, 7);
  g_autoptr (MfStep) other = NULL;
  MfStep *gone = g_list_model_get_item (model, 4);

  g_assert_true (first == again);
  g_assert_true (mf_step_get_record (first) == records->pdata[2]);
  g_assert_null (g_list_model_get_item (model, 10));
  g_assert_null (g_list_model_get_item (model, G_MAXUINT));
  g_assert_finalize_object (gone);

  /* Another future has other steps, though somebody still holds the old one. */
  mf_timeline_truncate (timeline, 5);
  mf_timeline_append (timeline, (MfRecord **) &records->pdata[5], 5);
  other = g_list_model_get_item (model, 7);
  g_assert_true (other != kept);
  g_clear_object (&kept);
  kept = g_list_model_get_item (model, 7);
  g_assert_true (other == kept);

  g_clear_object (&again);
  g_assert_finalize_object (g_steal_pointer (&timeline));
  g_assert_true (mf_step_get_record (first) == records->pdata[2]);
}

/* Times in µs after the start. The records 1 and 2 follow without a pause, 3
 * takes no time, 4 leaves before 3 arrives on another link. */
static const struct
{
  gint64 time;
  gint64 arrival;
} times[] = { { 100, 200 }, { 300, 500 }, { 500, 600 }, { 600, 600 }, { 550, 800 } };

static MfTimeline *
make_timed (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    g_ptr_array_add (records,
                     records_make (i, START + times[i].time, START + times[i].arrival, NULL, 0));
  return make_timeline (records);
}

static void
test_time_at (void)
{
  static const struct
  {
    double playhead;
    gint64 time;
  } rows[] = {
    { 0, 100 },   { 0.5, 150 }, { 1, 300 },    { 1.25, 350 },     { 2, 500 },
    { 2.5, 550 }, { 3, 600 },   { 3.9, 600 },  { 4, 600 },        { 4.5, 700 },
    { 5, 800 },   { 6, 800 },   { -3.5, 100 }, { INFINITY, 800 }, { -INFINITY, 100 },
  };
  g_autoptr (MfTimeline) timeline = make_timed ();
  g_autoptr (MfTimeline) empty = make_timeline (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (mf_timeline_get_time_at (timeline, rows[i].playhead) - START, ==,
                     rows[i].time);
  g_assert_cmpint (mf_timeline_get_time_at (timeline, NAN) - START, ==, 800);
  g_assert_cmpint (mf_timeline_get_time_at (empty, 0.5), ==, START);
}

static void
test_playhead_at (void)
{
  static const struct
  {
    gint64 time;
    double playhead;
  } rows[] = {
    { -50, 0 },   { 0, 0 },   { 99, 0 },    { 100, 0 },    { 150, 0.5 },
    { 200, 1 },   { 250, 1 }, { 300, 1 },   { 350, 1.25 }, { 500, 2 },
    { 550, 2.5 }, { 600, 4 }, { 700, 4.5 }, { 800, 5 },    { 9000, 5 },
  };
  g_autoptr (MfTimeline) timeline = make_timed ();
  g_autoptr (MfTimeline) empty = make_timeline (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat_with_epsilon (mf_timeline_get_playhead_at (timeline, START + rows[i].time),
                                    rows[i].playhead, 1e-9);
  g_assert_cmpfloat (mf_timeline_get_playhead_at (timeline, G_MININT64), ==, 0);
  g_assert_cmpfloat (mf_timeline_get_playhead_at (timeline, G_MAXINT64), ==, 5);
  g_assert_cmpfloat (mf_timeline_get_playhead_at (empty, START), ==, 0);
}

/* Times that lie are put in order, and the two functions still agree. */
static void
test_time_is_monotone (void)
{
  g_autoptr (GPtrArray) records = records_make_random_list (500, (guint32) g_test_rand_int ());
  g_autoptr (MfTimeline) timeline = make_timeline (records);
  gint64 last = G_MININT64;

  for (guint i = 0; i <= 10 * records->len; i++)
    {
      gint64 time = mf_timeline_get_time_at (timeline, i / 10.0);
      double playhead = mf_timeline_get_playhead_at (timeline, time);

      g_assert_cmpint (time, >=, last);
      g_assert_cmpfloat (playhead, >=, floor (i / 10.0));
      g_assert_cmpint (mf_timeline_get_time_at (timeline, playhead), >=, time - 1);
      last = time;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/timeline/seek", test_seek);
  g_test_add_func ("/trace/timeline/diverge", test_diverge);
  g_test_add_func ("/trace/timeline/seek is bounded", test_seek_is_bounded);
  g_test_add_func ("/trace/timeline/heavy record", test_heavy_record);
  g_test_add_func ("/trace/timeline/list model", test_list_model);
  g_test_add_func ("/trace/timeline/steps", test_steps);
  g_test_add_func ("/trace/timeline/time at", test_time_at);
  g_test_add_func ("/trace/timeline/playhead at", test_playhead_at);
  g_test_add_func ("/trace/timeline/time is monotone", test_time_is_monotone);
  return g_test_run ();
}
