/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include "base/mf-clock.h"
#include "lab/mf-lesson-variation.h"
#include "lab/mf-pictures.h"
#include "trace/mf-dialogue.h"
#include "trace/mf-side-timeline.h"
#include "trace/mf-tally.h"

#include <string.h>

#define SEED 1
#define N_PICTURES 3

/* "push-or-pull", played with other numbers, and what it has cost. */
typedef struct
{
  MfLesson *lesson;
  MfTimeline *timeline;
  MfTally push;
  MfTally pull;
} Run;

static void
run_clear (Run *self)
{
  g_object_unref (self->lesson);
  g_object_unref (self->timeline);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static Run
run (int pictures, gint64 latency_us, gint64 bandwidth, int persistent)
{
  const MfLessonVariation variation = { pictures, latency_us, bandwidth, persistent };
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find ("push-or-pull", &error);
  g_autoptr (MfWorld) world = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (MfTallies) tallies = NULL;
  Run self;

  g_assert_no_error (error);
  self.lesson = mf_lesson_vary (lesson, &variation);
  world = mf_world_new (self.lesson, SEED, &error);
  g_assert_no_error (error);
  records = play_world (world);
  self.timeline = mf_timeline_new (mf_lesson_get_stage (self.lesson), MF_LESSON_EPOCH_US);
  mf_timeline_append (self.timeline, (MfRecord *const *) records->pdata, records->len);
  tallies = mf_tallies_new (self.timeline);
  mf_tallies_get (tallies, MF_SIDE_PUSH, G_MAXUINT, &self.push);
  mf_tallies_get (tallies, MF_SIDE_PULL, G_MAXUINT, &self.pull);
  return self;
}

static int
find_host (const Run *self, const char *id)
{
  return mf_stage_find_host (mf_timeline_get_stage (self->timeline), id);
}

static guint
count_topic (const Run *self, const char *topic)
{
  guint n = 0;

  for (guint i = 0; i < mf_timeline_get_n_records (self->timeline); i++)
    {
      const MfUnit *unit = mf_timeline_get_record (self->timeline, i)->unit;

      n += unit != NULL && g_str_equal (unit->topic, topic);
    }

  return n;
}

/* All that was said of one topic. */
static GByteArray *
collect (const Run *self, const char *topic)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < mf_timeline_get_n_records (self->timeline); i++)
    {
      const MfUnit *unit = mf_timeline_get_record (self->timeline, i)->unit;

      if (unit != NULL && g_str_equal (unit->topic, topic))
        g_byte_array_append (bytes, g_bytes_get_data (unit->bytes, NULL),
                             (guint) g_bytes_get_size (unit->bytes));
    }

  return bytes;
}

/* Same numbers, same bytes, to the microsecond. */
static void
test_twice (void)
{
  static const int numbers[][2] = { { -1, -1 }, { 10, 0 }, { 0, 1 } };

  for (guint v = 0; v < G_N_ELEMENTS (numbers); v++)
    {
      g_auto (Run) a = run (numbers[v][0], -1, -1, numbers[v][1]);
      g_auto (Run) b = run (numbers[v][0], -1, -1, numbers[v][1]);
      guint n = mf_timeline_get_n_records (a.timeline);

      g_assert_cmpuint (n, ==, mf_timeline_get_n_records (b.timeline));
      for (guint i = 0; i < n; i++)
        {
          const MfRecord *x = mf_timeline_get_record (a.timeline, i);
          const MfRecord *y = mf_timeline_get_record (b.timeline, i);

          g_assert_cmpint (x->time_us, ==, y->time_us);
          g_assert_cmpint (x->arrival_us, ==, y->arrival_us);
          g_assert_cmpuint (x->connection, ==, y->connection);
          g_assert_true ((x->unit == NULL) == (y->unit == NULL));
          g_assert_true (x->unit == NULL || g_bytes_equal (x->unit->bytes, y->unit->bytes));
        }
    }
}

/* C15: who has the data calls and asks, or who wants it does; both with the same
 * content, begun in the same moment. */
static void
test_push_and_pull (void)
{
  g_auto (Run) self = run (-1, -1, -1, -1);
  gint64 begun[MF_N_SIDES] = { 0 };

  g_assert_cmpint (self.push.connected, ==, find_host (&self, "alice"));
  g_assert_cmpint (self.push.asked, ==, find_host (&self, "alice"));
  g_assert_cmpint (self.push.received, ==, find_host (&self, "mail"));
  g_assert_cmpint (self.pull.connected, ==, find_host (&self, "carol"));
  g_assert_cmpint (self.pull.asked, ==, find_host (&self, "carol"));
  g_assert_cmpint (self.pull.received, ==, find_host (&self, "carol"));

  /* The data goes up on one side, down on the other. */
  g_assert_cmpuint (self.push.to_server, >, 10 * self.push.to_client);
  g_assert_cmpuint (self.pull.to_client, >, 5 * self.pull.to_server);

  for (guint i = mf_timeline_get_n_records (self.timeline); i > 0; i--)
    {
      const MfRecord *record = mf_timeline_get_record (self.timeline, i - 1);

      if (record->kind == MF_RECORD_OPEN)
        begun[mf_record_get_side (record, mf_timeline_get_stage (self.timeline))] = record->time_us;
    }
  g_assert_cmpint (begun[MF_SIDE_PUSH], >, 0);
  g_assert_cmpint (begun[MF_SIDE_PUSH], ==, begun[MF_SIDE_PULL]);
}

static void
assert_holds (GByteArray *bytes, const char *text)
{
  g_assert_nonnull (g_strstr_len ((const char *) bytes->data, bytes->len, text));
}

/* C15, C17: the same pictures cross both links: base64 in one message, and as
 * they are in responses of their own. */
static void
test_same_content (void)
{
  g_auto (Run) self = run (-1, -1, -1, -1);
  g_autoptr (GByteArray) pushed = collect (&self, "smtp.data");
  g_autoptr (GByteArray) pulled = collect (&self, "http.data");

  assert_holds (pushed, "multipart/mixed");
  assert_holds (pushed, "This is what it looked like from our boat");
  assert_holds (pulled, "This is what it looked like from our boat");

  for (guint i = 1; i <= N_PICTURES; i++)
    {
      g_autoptr (GBytes) picture = mf_picture_get (i);
      gsize size;
      const guint8 *data = g_bytes_get_data (picture, &size);
      g_autofree char *encoded = g_base64_encode (data, 57);

      assert_holds (pushed, encoded);
      assert_holds (pushed, mf_picture_get_name (i));
      g_assert_nonnull (memmem (pulled->data, pulled->len, data, size));
    }
}

/* C17: one multipart message against a request and a response for each object. */
static void
test_objects (void)
{
  for (int n = 0; n <= MF_PICTURES_MAX; n += 5)
    {
      g_auto (Run) self = run (n, -1, -1, 1);

      /* The letter's text and pictures and the second letter; the page and its pictures. */
      g_assert_cmpuint (self.push.objects, ==, n + 2);
      g_assert_cmpuint (self.pull.objects, ==, n + 1);
      g_assert_cmpuint (count_topic (&self, "http.200"), ==, n + 1);
      g_assert_cmpuint (count_topic (&self, "http.GET"), ==, n + 2);
      g_assert_cmpuint (count_topic (&self, "smtp.354.DATA"), ==, 2);
    }
}

/* Each more object costs the pull a round trip, and the push none. */
static void
test_round_trips (void)
{
  g_auto (Run) few = run (1, -1, -1, 1);
  g_auto (Run) many = run (9, -1, -1, 1);

  g_assert_cmpuint (few.push.round_trips, ==, many.push.round_trips);
  g_assert_cmpuint (few.pull.round_trips + 8, ==, many.pull.round_trips);
}

/* C13: three messages and all objects over one connection, or over as many. */
static void
test_persistence (void)
{
  g_auto (Run) kept = run (-1, -1, -1, 1);
  g_auto (Run) each = run (-1, -1, -1, 0);

  g_assert_cmpuint (kept.push.connections, ==, 1);
  g_assert_cmpuint (kept.pull.connections, ==, 1);
  g_assert_cmpuint (each.push.connections, ==, 3);
  g_assert_cmpuint (each.pull.connections, ==, N_PICTURES + 2);
  g_assert_cmpuint (count_topic (&kept, "smtp.MAIL"), ==, 3);
  g_assert_cmpuint (count_topic (&each, "smtp.MAIL"), ==, 3);

  g_assert_cmpuint (each.push.objects, ==, kept.push.objects);
  g_assert_cmpuint (each.pull.objects, ==, kept.pull.objects);
  g_assert_cmpuint (each.push.round_trips, >, kept.push.round_trips);
  g_assert_cmpuint (each.pull.round_trips, ==, kept.pull.round_trips + N_PICTURES + 1);
  g_assert_cmpint (each.push.elapsed_us, >, kept.push.elapsed_us);
}

/* C16: commands and requests are ASCII lines, replies begin with a code: 250 and
 * 200 say yes, 550 and 404 say no. */
static void
test_codes (void)
{
  static const struct
  {
    MfMove move;
    const char *push;
    const char *pull;
  } rows[] = {
    { MF_MOVE_YES, "250 ", "HTTP/1.1 200 " },
    { MF_MOVE_NO, "550 ", "HTTP/1.1 404 " },
    { MF_MOVE_ASK, "RCPT TO:<", "GET /" },
  };
  g_auto (Run) self = run (-1, -1, -1, -1);
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (self.timeline);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MfRecord *push = mf_dialogue_find (dialogue, MF_SIDE_PUSH, rows[i].move, G_MAXUINT);
      const MfRecord *pull = mf_dialogue_find (dialogue, MF_SIDE_PULL, rows[i].move, G_MAXUINT);
      g_autofree char *left = mf_unit_get_first_line (push->unit);
      g_autofree char *right = mf_unit_get_first_line (pull->unit);

      g_assert_true (g_str_has_prefix (left, rows[i].push));
      g_assert_true (g_str_has_prefix (right, rows[i].pull));
      g_assert_true (g_str_is_ascii (left) && g_str_is_ascii (right));
    }

  g_assert_cmpuint (count_topic (&self, "smtp.550.RCPT"), ==, 1);
  g_assert_cmpuint (count_topic (&self, "http.404"), ==, 1);
}

/* Time follows from round trips and bytes; the same things are said. */
static void
test_links (void)
{
  g_auto (Run) near = run (-1, 1000, 0, -1);
  g_auto (Run) far = run (-1, 200000, 0, -1);
  g_auto (Run) thin = run (-1, 1000, 5000, -1);

  g_assert_cmpint (far.push.elapsed_us, >=, (gint64) far.push.round_trips * 400000);
  g_assert_cmpint (far.pull.elapsed_us, >=, (gint64) far.pull.round_trips * 400000);
  g_assert_cmpint (near.push.elapsed_us, <, far.push.elapsed_us);
  g_assert_cmpint (near.pull.elapsed_us, <, far.pull.elapsed_us);
  g_assert_cmpint (thin.push.elapsed_us, >=, (gint64) thin.push.to_server * 200);
  g_assert_cmpuint (near.push.to_server, ==, thin.push.to_server);
  g_assert_cmpuint (near.pull.to_client, ==, thin.pull.to_client);
  g_assert_cmpuint (near.pull.round_trips, ==, far.pull.round_trips);
}

/* A letter of the learner's own goes with the others; the pull does not notice. */
static void
test_own_letter (void)
{
  g_auto (Run) told = run (-1, -1, -1, -1);
  const MfIntentLetter letter = { .to = "bob@a.example", .subject = "Mine", .body = "Hello" };
  g_autoptr (MfIntent) compose = mf_intent_new_compose ("alice", &letter);
  g_autoptr (MfIntent) send = mf_intent_new_send ("alice");
  g_autoptr (GError) error = NULL;
  g_autoptr (MfWorld) world = mf_world_new (told.lesson, SEED, &error);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (MfTimeline) timeline = NULL;
  g_autoptr (MfSideTimeline) before = NULL;
  g_autoptr (MfSideTimeline) after = NULL;
  MfTimeline *a, *b;
  guint n_letters = 0;

  g_assert_no_error (error);
  mf_world_add_input (world, 10, compose);
  mf_world_add_input (world, 11, send);
  records = play_world (world);
  timeline = mf_timeline_new (mf_lesson_get_stage (told.lesson), MF_LESSON_EPOCH_US);
  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, records->len);

  for (guint i = 0; i < records->len; i++)
    n_letters +=
        mf_record_find_effect (g_ptr_array_index (records, i), MF_EFFECT_DELIVERED) != NULL;
  g_assert_cmpuint (n_letters, ==, 3);

  before = mf_side_timeline_new (told.timeline, MF_SIDE_PULL);
  after = mf_side_timeline_new (timeline, MF_SIDE_PULL);
  a = mf_side_timeline_get_timeline (before);
  b = mf_side_timeline_get_timeline (after);
  g_assert_cmpuint (mf_timeline_get_n_records (a), ==, mf_timeline_get_n_records (b));
  for (guint i = 0; i < mf_timeline_get_n_records (a); i++)
    {
      const MfRecord *x = mf_timeline_get_record (a, i);
      const MfRecord *y = mf_timeline_get_record (b, i);

      g_assert_cmpint (x->arrival_us, ==, y->arrival_us);
      g_assert_true (x->unit == NULL || g_bytes_equal (x->unit->bytes, y->unit->bytes));
    }
}

/* The letters went to Bob's mailbox; the lost one came back. */
static void
test_outcome (void)
{
  g_auto (Run) self = run (-1, -1, -1, -1);
  guint n = mf_timeline_get_n_records (self.timeline);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (self.timeline, n);
  const MfSceneMailbox *mailbox =
      mf_scene_find_mailbox (scene, (guint) find_host (&self, "mail"), "bob");

  g_assert_nonnull (mailbox);
  g_assert_cmpuint (mf_scene_list_get_n (mailbox->items), ==, 2);
  g_assert_cmpuint (mf_scene_list_get_n (scene->connections), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/push-or-pull/twice", test_twice);
  g_test_add_func ("/push-or-pull/push and pull", test_push_and_pull);
  g_test_add_func ("/push-or-pull/same content", test_same_content);
  g_test_add_func ("/push-or-pull/objects", test_objects);
  g_test_add_func ("/push-or-pull/round trips", test_round_trips);
  g_test_add_func ("/push-or-pull/persistence", test_persistence);
  g_test_add_func ("/push-or-pull/codes", test_codes);
  g_test_add_func ("/push-or-pull/links", test_links);
  g_test_add_func ("/push-or-pull/own letter", test_own_letter);
  g_test_add_func ("/push-or-pull/outcome", test_outcome);
  return g_test_run ();
}
