/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-variation.h"
#include "play.h"

#include <string.h>

static const char lesson_text[] =
    "<lesson id='web' topic='push-and-pull' order='1' concepts='C17'>"
    "<title>A page</title><goal>A page.</goal><stage>"
    "<browser id='carol' name='carol.a.example' address='192.0.2.10' column='0'/>"
    "<web-server id='www' name='www.b.example' address='198.51.100.80' column='1'>"
    "<page title='The river' missing='lost.png'><text>Some &lt;words&gt;.</text>"
    "<pictures count='3'/></page></web-server>"
    "<link from='carol' to='www' protocol='http' latency='20ms'/>"
    "</stage><zone/>"
    "<script><browse by='carol' url='http://www.b.example/'/></script>"
    "<captions><caption on='shown' at='carol'>There.</caption></captions></lesson>";

static GPtrArray *
browse (const MfLessonVariation *variation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson =
      mf_lesson_new_from_data (lesson_text, strlen (lesson_text), "web.xml", &error);
  g_autoptr (MfLesson) varied = NULL;
  g_autoptr (MfWorld) world = NULL;

  g_assert_no_error (error);
  varied = mf_lesson_vary (lesson, variation);
  world = mf_world_new (varied, 1, &error);
  g_assert_no_error (error);
  return play_world (world);
}

static guint
count_records (GPtrArray *records, MfRecordKind kind)
{
  guint n = 0;

  for (guint i = 0; i < records->len; i++)
    n += play_get_record (records, i)->kind == kind;
  return n;
}

/* Every object is asked for by itself, in the order of the page, and answered by
 * itself; all over one connection. */
static void
test_persistent (void)
{
  static const char *const requests[] = { "GET / ", "GET /picture-1.png ", "GET /picture-2.png ",
                                          "GET /picture-3.png ", "GET /lost.png " };
  MfLessonVariation variation = MF_LESSON_VARIATION_INIT;
  g_autoptr (GPtrArray) records = browse (&variation);
  g_autofree char *asked = play_collect (records, MF_PROTOCOL_HTTP, MF_TO_SERVER, "http.GET");
  g_autofree char *answered = play_collect (records, MF_PROTOCOL_HTTP, MF_TO_CLIENT, "http.200");
  g_autofree char *refused = play_collect (records, MF_PROTOCOL_HTTP, MF_TO_CLIENT, "http.404");
  g_autofree char *bodies = play_collect (records, MF_PROTOCOL_HTTP, MF_TO_CLIENT, "http.data");
  const MfEffect *shown = play_find_effect (records, MF_EFFECT_SHOWN, 0, NULL);
  const char *at = asked;

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      at = strstr (at, requests[i]);
      g_assert_nonnull (at);
    }
  g_assert_nonnull (strstr (answered, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (refused, "HTTP/1.1 404 Not Found\r\n"));
  g_assert_nonnull (strstr (bodies, "Some &lt;words&gt;."));
  g_assert_nonnull (shown);
  /* The one that is lost is not shown. */
  g_assert_cmpint (shown->number, ==, 4);
  g_assert_cmpstr (shown->subject, ==, "The river");
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_FETCHED), ==, 5);
  g_assert_cmpuint (count_records (records, MF_RECORD_OPEN), ==, 1);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_CLOSED), ==, 1);
}

static void
test_not_persistent (void)
{
  MfLessonVariation variation = MF_LESSON_VARIATION_INIT;
  g_autoptr (GPtrArray) records = NULL;

  variation.persistent = 0;
  variation.pictures = 7;
  records = browse (&variation);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_FETCHED), ==, 9);
  g_assert_cmpuint (count_records (records, MF_RECORD_OPEN), ==, 9);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_CLOSED), ==, 9);
}

static void
test_same_bytes (void)
{
  for (int persistent = 0; persistent < 2; persistent++)
    {
      MfLessonVariation variation = MF_LESSON_VARIATION_INIT;
      g_autoptr (GPtrArray) first = NULL;
      g_autoptr (GPtrArray) second = NULL;

      variation.persistent = persistent;
      first = browse (&variation);
      second = browse (&variation);
      g_assert_cmpuint (first->len, ==, second->len);
      play_assert_same (first, second, first->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/browse/persistent", test_persistent);
  g_test_add_func ("/browse/not-persistent", test_not_persistent);
  g_test_add_func ("/browse/same-bytes", test_same_bytes);
  return g_test_run ();
}
