/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "sides.h"

#include "base/mf-clock.h"
#include "trace/mf-side-timeline.h"
#include "trace/mf-tally.h"

#include <math.h>

static const MfSide sides[] = { MF_SIDE_PUSH, MF_SIDE_PULL };

static MfTimeline *
make_random (guint n_records)
{
  g_autoptr (MfStage) stage = sides_make_stage ();
  g_autoptr (GPtrArray) records = sides_make_random_list (n_records, g_test_rand_int ());
  MfTimeline *timeline = mf_timeline_new (stage, MF_LESSON_EPOCH_US);

  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, records->len);
  return timeline;
}

static void
test_stage (void)
{
  g_autoptr (MfStage) stage = sides_make_stage ();
  g_autoptr (MfStage) empty = mf_stage_new (NULL);

  g_assert_true (mf_stage_has_sides (stage));
  g_assert_false (mf_stage_has_sides (empty));
  g_assert_cmpint (mf_stage_get_side (stage, SIDES_WEB), ==, MF_SIDE_PULL);
  g_assert_cmpint (mf_stage_get_side (stage, -1), ==, MF_SIDE_NONE);
  g_assert_cmpint (mf_stage_get_side (stage, 99), ==, MF_SIDE_NONE);
}

/* Every record lies on one side, in order, and says the same there. */
static void
check_sides (MfTimeline *whole, MfSideTimeline *const *parts)
{
  MfStage *stage = mf_timeline_get_stage (whole);
  guint next[2] = { 0, 0 };

  for (guint seq = 0; seq < mf_timeline_get_n_records (whole); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (whole, seq);
      guint which = mf_record_get_side (record, stage) == MF_SIDE_PULL;
      const MfRecord *copy =
          mf_timeline_get_record (mf_side_timeline_get_timeline (parts[which]), next[which]);

      g_assert_nonnull (copy);
      g_assert_cmpuint (copy->seq, ==, next[which]);
      g_assert_cmpint (mf_side_timeline_get_whole_seq (parts[which], copy->seq), ==, seq);
      g_assert_cmpint (mf_side_timeline_get_whole_host (parts[which], (guint) copy->from), ==,
                       record->from);
      g_assert_true (copy->unit == record->unit);
      g_assert_cmpuint (copy->n_effects, ==, record->n_effects);
      next[which]++;
    }

  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (mf_timeline_get_n_records (mf_side_timeline_get_timeline (parts[i])), ==,
                      next[i]);
}

static void
test_side_timelines (void)
{
  g_autoptr (MfTimeline) whole = make_random (400);
  g_autoptr (MfSideTimeline) push = mf_side_timeline_new (whole, MF_SIDE_PUSH);
  g_autoptr (MfSideTimeline) pull = mf_side_timeline_new (whole, MF_SIDE_PULL);
  MfSideTimeline *const parts[] = { push, pull };
  MfStage *stage = mf_timeline_get_stage (mf_side_timeline_get_timeline (pull));
  g_autoptr (MfRecord) again = NULL;

  g_assert_cmpuint (stage->hosts->len, ==, 2);
  g_assert_cmpuint (stage->links->len, ==, 1);
  g_assert_cmpstr (mf_stage_get_host (stage, 1)->id, ==, "web");
  g_assert_cmpint (mf_side_timeline_get_whole_link (pull, 0), ==, 1);
  g_assert_cmpint (mf_side_timeline_get_whole_link (pull, 1), ==, -1);
  check_sides (whole, parts);

  again = mf_record_ref (mf_timeline_get_record (whole, 150));
  mf_timeline_truncate (whole, 150);
  check_sides (whole, parts);
  mf_timeline_append (whole, &again, 1);
  check_sides (whole, parts);
  mf_timeline_truncate (whole, 0);
  check_sides (whole, parts);
}

/* What the whole has told is told on the side, and nothing else; it never runs back. */
static void
test_playhead (void)
{
  g_autoptr (MfTimeline) whole = make_random (300);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (MfSideTimeline) side = mf_side_timeline_new (whole, sides[i]);
      double last = 0;

      for (guint tenth = 0; tenth <= 3000; tenth++)
        {
          double playhead = mf_side_timeline_get_playhead (side, tenth / 10.0);
          guint n = 0;

          while (mf_side_timeline_get_whole_seq (side, n) >= 0 &&
                 mf_side_timeline_get_whole_seq (side, n) < (int) (tenth / 10))
            n++;

          g_assert_cmpfloat (floor (playhead), ==, n);
          g_assert_cmpfloat (playhead, >=, last);
          last = playhead;
        }

      g_assert_cmpfloat (last, ==,
                         mf_timeline_get_n_records (mf_side_timeline_get_timeline (side)));
    }
}

/* While one side's unit is under way, so is the other's. */
static void
test_in_step (void)
{
  g_autoptr (MfTimeline) whole = sides_make_timeline ();
  g_autoptr (MfSideTimeline) push = mf_side_timeline_new (whole, MF_SIDE_PUSH);
  g_autoptr (MfSideTimeline) pull = mf_side_timeline_new (whole, MF_SIDE_PULL);

  /* Both call at the same moment. */
  g_assert_cmpfloat_with_epsilon (mf_side_timeline_get_playhead (push, 0.5), 0.5, 0.01);
  g_assert_cmpfloat_with_epsilon (mf_side_timeline_get_playhead (pull, 0.5), 0.5, 0.01);
  g_assert_cmpfloat (mf_side_timeline_get_playhead (push, 2), ==, 1);
  g_assert_cmpfloat (mf_side_timeline_get_playhead (pull, 2), ==, 1);
}

static MfTally
naive (MfTimeline *timeline, MfSide side, guint n_records)
{
  MfStage *stage = mf_timeline_get_stage (timeline);
  MfTally tally = { .connected = -1, .asked = -1, .received = -1 };
  gint64 first = G_MAXINT64, last = G_MININT64;
  guint64 content[2] = { 0, 0 };

  for (guint i = 0; i < n_records; i++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, i);
      const MfUnit *unit = record->unit;
      gboolean to_client = unit != NULL && unit->direction == MF_TO_CLIENT;

      if (mf_record_get_side (record, stage) != side)
        continue;
      if (record->kind == MF_RECORD_CLOSE)
        continue;
      if (first == G_MAXINT64)
        first = record->time_us;
      last = MAX (last, record->arrival_us);
      if (record->kind == MF_RECORD_OPEN)
        {
          tally.connections++;
          tally.round_trips++;
          tally.connected = record->client;
        }
      if (unit == NULL)
        continue;
      *(to_client ? &tally.to_client : &tally.to_server) += g_bytes_get_size (unit->bytes);
      if (to_client)
        {
          int before = (int) i - 1;

          while (before >= 0)
            {
              const MfRecord *other = mf_timeline_get_record (timeline, (guint) before);

              if (other->connection == record->connection && other->unit != NULL)
                break;
              before--;
            }
          tally.round_trips +=
              before < 0 ||
              mf_timeline_get_record (timeline, (guint) before)->unit->direction == MF_TO_SERVER;
        }
      if (unit->kind == MF_UNIT_COMMAND)
        tally.asked = record->from;
      if (unit->kind == MF_UNIT_DATA)
        {
          content[to_client] += g_bytes_get_size (unit->bytes);
          if (content[to_client] >= content[!to_client])
            tally.received = record->to;
        }
      if (g_str_equal (unit->topic, "http.200"))
        tally.objects++;
      if (mf_record_find_effect (record, MF_EFFECT_DELIVERED) != NULL)
        tally.objects += (guint) mf_record_find_effect (record, MF_EFFECT_DELIVERED)->number;
    }

  tally.elapsed_us = last == G_MININT64 ? 0 : MAX (0, last - first);
  return tally;
}

static void
check_tallies (MfTimeline *timeline, MfTallies *tallies)
{
  for (guint s = 0; s < G_N_ELEMENTS (sides); s++)
    for (guint n = 0; n <= mf_timeline_get_n_records (timeline); n++)
      {
        MfTally expected = naive (timeline, sides[s], n);
        MfTally tally;

        mf_tallies_get (tallies, sides[s], n, &tally);
        g_assert_cmpuint (tally.connections, ==, expected.connections);
        g_assert_cmpuint (tally.round_trips, ==, expected.round_trips);
        g_assert_cmpuint (tally.to_server, ==, expected.to_server);
        g_assert_cmpuint (tally.to_client, ==, expected.to_client);
        g_assert_cmpint (tally.elapsed_us, ==, expected.elapsed_us);
        g_assert_cmpuint (tally.objects, ==, expected.objects);
        g_assert_cmpint (tally.connected, ==, expected.connected);
        g_assert_cmpint (tally.asked, ==, expected.asked);
        g_assert_cmpint (tally.received, ==, expected.received);
      }
}

static void
test_tallies (void)
{
  g_autoptr (MfTimeline) timeline = make_random (250);
  g_autoptr (MfTallies) tallies = mf_tallies_new (timeline);
  g_autoptr (MfRecord) again = mf_record_ref (mf_timeline_get_record (timeline, 90));

  check_tallies (timeline, tallies);
  mf_timeline_truncate (timeline, 90);
  check_tallies (timeline, tallies);
  mf_timeline_append (timeline, &again, 1);
  check_tallies (timeline, tallies);
}

/* Counted by hand in tests/common/sides.c. */
static void
test_tally_by_hand (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfTallies) tallies = mf_tallies_new (timeline);
  MfTally push, pull;

  mf_tallies_get (tallies, MF_SIDE_PUSH, G_MAXUINT, &push);
  mf_tallies_get (tallies, MF_SIDE_PULL, G_MAXUINT, &pull);

  g_assert_cmpuint (push.connections, ==, 1);
  g_assert_cmpuint (pull.connections, ==, 1);
  /* the opening, the greeting, EHLO, MAIL, RCPT, DATA, the letter, MAIL, RCPT, QUIT */
  g_assert_cmpuint (push.round_trips, ==, 10);
  /* the opening, the page, the picture that is missing */
  g_assert_cmpuint (pull.round_trips, ==, 3);
  g_assert_cmpuint (push.objects, ==, 4);
  g_assert_cmpuint (pull.objects, ==, 1);
  g_assert_cmpint (push.elapsed_us, ==, 735000);
  g_assert_cmpint (pull.elapsed_us, ==, 206000);
  g_assert_cmpint (push.connected, ==, SIDES_AGENT);
  g_assert_cmpint (push.asked, ==, SIDES_AGENT);
  g_assert_cmpint (push.received, ==, SIDES_MAIL);
  g_assert_cmpint (pull.connected, ==, SIDES_BROWSER);
  g_assert_cmpint (pull.asked, ==, SIDES_BROWSER);
  g_assert_cmpint (pull.received, ==, SIDES_BROWSER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/sides/stage", test_stage);
  g_test_add_func ("/trace/sides/timelines", test_side_timelines);
  g_test_add_func ("/trace/sides/playhead", test_playhead);
  g_test_add_func ("/trace/sides/in step", test_in_step);
  g_test_add_func ("/trace/sides/tallies", test_tallies);
  g_test_add_func ("/trace/sides/tally by hand", test_tally_by_hand);
  return g_test_run ();
}
