/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include "base/mf-clock.h"
#include "lab/mf-lesson-variation.h"
#include "lab/mf-pictures.h"
#include "trace/mf-tally.h"

#include <string.h>

/* Two letters and one to nobody, pushed by an agent that any server would take mail from. */
#define LESSON(attributes, link)                                                                   \
  "<lesson id='pushed' topic='first-letter' order='1' concepts='C13'>\n"                           \
  "<title>Pushed</title><goal/>\n"                                                                 \
  "<stage>\n"                                                                                      \
  "<agent id='alice' name='alice.a.example' address='192.0.2.10' column='0' side='push'"           \
  " user='alice@a.example'/>\n"                                                                    \
  "<server id='mail' name='mail.a.example' address='192.0.2.25' column='1' side='push'"            \
  " domain='a.example'><user name='alice' password='pw'/><user name='bob' password='pw'/>\n"       \
  "</server>\n"                                                                                    \
  "<server id='other' name='mail.b.example' address='198.51.100.25' column='1' side='pull'"        \
  " domain='b.example'/>\n"                                                                        \
  "<link from='alice' to='" link "' protocol='smtp' latency='40ms' bandwidth='125000'/>\n"         \
  "</stage>\n"                                                                                     \
  "<zone/>\n"                                                                                      \
  "<script>\n"                                                                                     \
  "<compose by='alice'" attributes "><to>bob@a.example</to><subject>Pictures</subject>"            \
  "<body>Hi</body><pictures count='3'/></compose>\n"                                               \
  "<compose by='alice'><to>bob@a.example</to><subject>More</subject><body>Hi</body></compose>\n"   \
  "<compose by='alice'><to>bbo@a.example</to><subject>Lost</subject><body>Hi</body></compose>\n"   \
  "<send by='alice' with='previous'/>\n"                                                           \
  "</script>\n"                                                                                    \
  "<captions/>\n"                                                                                  \
  "</lesson>\n"

static MfLesson *
parse (const char *text, GError **error)
{
  return mf_lesson_new_from_data (text, strlen (text), "pushed.xml", error);
}

static MfTimeline *
play (const MfLessonVariation *variation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = parse (LESSON ("", "mail"), &error);
  g_autoptr (MfLesson) varied = NULL;
  g_autoptr (MfWorld) world = NULL;
  g_autoptr (GPtrArray) records = NULL;
  MfTimeline *timeline;

  g_assert_no_error (error);
  varied = mf_lesson_vary (lesson, variation);
  world = mf_world_new (varied, 1, &error);
  g_assert_no_error (error);
  records = play_world (world);
  timeline = mf_timeline_new (mf_lesson_get_stage (varied), MF_LESSON_EPOCH_US);
  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, records->len);
  return timeline;
}

static MfTally
count (const MfLessonVariation *variation)
{
  g_autoptr (MfTimeline) timeline = play (variation);
  g_autoptr (MfTallies) tallies = mf_tallies_new (timeline);
  MfTally tally;

  mf_tallies_get (tallies, MF_SIDE_PUSH, G_MAXUINT, &tally);
  return tally;
}

static void
test_grammar (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { LESSON (" with='previous'", "mail"), "previous" },
    { LESSON (" with='later'", "mail"), "previous" },
    { LESSON ("", "other"), "no link joins two sides" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = parse (rows[i].text, &error);

      g_assert_null (lesson);
      g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

static void
test_pictures (void)
{
  for (guint i = 1; i <= MF_PICTURES_MAX; i++)
    {
      g_autoptr (GBytes) picture = mf_picture_get (i);

      g_assert_nonnull (picture);
      g_assert_cmpuint (g_bytes_get_size (picture), >, 8);
      g_assert_cmpmem (g_bytes_get_data (picture, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
    }

  g_assert_null (mf_picture_get_name (0));
  g_assert_null (mf_picture_get_name (MF_PICTURES_MAX + 1));
}

static void
test_describe (void)
{
  g_autoptr (MfLesson) lesson = parse (LESSON ("", "mail"), NULL);
  g_autoptr (MfLesson) undivided = play_get_lesson ();
  const MfLessonVariation wish = { .pictures = 7, .latency_us = 5000, .bandwidth = 0 };
  g_autoptr (MfLesson) varied = mf_lesson_vary (lesson, &wish);
  g_autoptr (MfLesson) again = mf_lesson_vary (varied, &(MfLessonVariation) { 2, -1, -1, -1 });
  MfLessonVariation now;

  g_assert_true (mf_lesson_can_vary (lesson));
  g_assert_false (mf_lesson_can_vary (undivided));

  mf_lesson_describe (lesson, &now);
  g_assert_cmpint (now.pictures, ==, 3);
  g_assert_cmpint (now.latency_us, ==, 40000);
  g_assert_cmpint (now.bandwidth, ==, 125000);
  g_assert_cmpint (now.persistent, ==, 1);

  mf_lesson_describe (varied, &now);
  g_assert_cmpint (now.pictures, ==, 7);
  g_assert_cmpint (now.latency_us, ==, 5000);
  g_assert_cmpint (now.bandwidth, ==, 0);
  g_assert_cmpint (now.persistent, ==, 0);

  /* What was turned before stays turned. */
  mf_lesson_describe (again, &now);
  g_assert_cmpint (now.pictures, ==, 2);
  g_assert_cmpint (now.latency_us, ==, 5000);
  g_assert_cmpint (now.persistent, ==, 0);
}

/* C13: three messages in one connection, against three connections. */
static void
test_persistence (void)
{
  MfTally one = count (&(MfLessonVariation) { -1, -1, -1, 1 });
  MfTally three = count (&(MfLessonVariation) { -1, -1, -1, 0 });

  g_assert_cmpuint (one.connections, ==, 1);
  g_assert_cmpuint (three.connections, ==, 3);
  g_assert_cmpuint (one.objects, ==, three.objects);
  g_assert_cmpuint (one.round_trips, <, three.round_trips);
  g_assert_cmpint (one.elapsed_us, <, three.elapsed_us);
}

/* C17: any number of pictures is one multipart message, and no more dialogue. */
static void
test_objects (void)
{
  MfTally none = count (&(MfLessonVariation) { 0, -1, -1, -1 });

  g_assert_cmpuint (none.objects, ==, 2);

  for (int n = 1; n <= MF_PICTURES_MAX; n += 3)
    {
      MfTally some = count (&(MfLessonVariation) { n, -1, -1, -1 });

      g_assert_cmpuint (some.objects, ==, none.objects + (guint) n);
      g_assert_cmpuint (some.round_trips, ==, none.round_trips);
      g_assert_cmpuint (some.connections, ==, 1);
      g_assert_cmpuint (some.to_server, >, none.to_server);
    }
}

static void
test_links (void)
{
  MfTally near = count (&(MfLessonVariation) { -1, 1000, 0, -1 });
  MfTally far = count (&(MfLessonVariation) { -1, 100000, 0, -1 });

  /* Without a limit to the bandwidth, round trips are all that takes time: each
   * there and back, and the close one way. */
  g_assert_cmpuint (near.round_trips, ==, far.round_trips);
  g_assert_cmpint (far.elapsed_us, >=, (gint64) far.round_trips * 2 * 100000);
  g_assert_cmpint (far.elapsed_us, <=, ((gint64) far.round_trips * 2 + 2) * 100000);
  g_assert_cmpint (near.elapsed_us, <, far.elapsed_us);
}

static void
test_together (void)
{
  g_autoptr (MfTimeline) timeline = play (&(MfLessonVariation) MF_LESSON_VARIATION_INIT);
  gint64 times[4];

  for (guint i = 0; i < 4; i++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, i);

      g_assert_cmpint (record->kind, ==, MF_RECORD_ACT);
      times[i] = record->time_us;
    }

  g_assert_cmpint (times[1], >, times[0]);
  g_assert_cmpint (times[3], ==, times[2]);
}

static void
test_same_bytes (void)
{
  const MfLessonVariation wish = { 5, 20000, 50000, 0 };
  g_autoptr (MfTimeline) a = play (&wish);
  g_autoptr (MfTimeline) b = play (&wish);
  guint n = mf_timeline_get_n_records (a);

  g_assert_cmpuint (n, ==, mf_timeline_get_n_records (b));
  for (guint i = 0; i < n; i++)
    {
      const MfRecord *x = mf_timeline_get_record (a, i);
      const MfRecord *y = mf_timeline_get_record (b, i);

      g_assert_cmpint (x->arrival_us, ==, y->arrival_us);
      g_assert_true ((x->unit == NULL) == (y->unit == NULL));
      g_assert_true (x->unit == NULL || g_bytes_equal (x->unit->bytes, y->unit->bytes));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lesson/variation/grammar", test_grammar);
  g_test_add_func ("/lesson/variation/pictures", test_pictures);
  g_test_add_func ("/lesson/variation/describe", test_describe);
  g_test_add_func ("/lesson/variation/persistence", test_persistence);
  g_test_add_func ("/lesson/variation/objects", test_objects);
  g_test_add_func ("/lesson/variation/links", test_links);
  g_test_add_func ("/lesson/variation/together", test_together);
  g_test_add_func ("/lesson/variation/same bytes", test_same_bytes);
  return g_test_run ();
}
