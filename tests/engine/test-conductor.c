/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-conductor.h"
#include "lab/mf-world.h"

#define SEED 1

static MfConductor *
conductor_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find ("alice-to-bob", &error);

  g_assert_no_error (error);
  return mf_conductor_new (lesson, SEED);
}

static void
wait_until_idle (MfConductor *conductor)
{
  while (mf_conductor_get_busy (conductor))
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (mf_conductor_get_error (conductor));
}

static MfIntent *
new_letter (const char *to, const char *subject)
{
  return mf_intent_new_compose ("alice", &(MfIntentLetter) {
                                             .to = to, .subject = subject, .body = "Hello.\n" });
}

/* What the timeline must hold: the world's records, played here and now. */
static void
assert_like_world (MfConductor *conductor)
{
  MfTimeline *timeline = mf_conductor_get_timeline (conductor);
  g_autoptr (GError) error = NULL;
  g_autoptr (MfWorld) world =
      mf_world_new (mf_conductor_get_lesson (conductor), mf_conductor_get_seed (conductor), &error);
  guint n_inputs;
  const MfConductorInput *inputs = mf_conductor_get_inputs (conductor, &n_inputs);
  MfRecord *next = NULL;
  guint n = 0;

  g_assert_no_error (error);

  for (guint i = 0; i < n_inputs; i++)
    mf_world_add_input (world, inputs[i].at, inputs[i].intent);

  while (mf_world_next (world, &next, &error) && next != NULL)
    {
      g_autoptr (MfRecord) expected = next;
      MfRecord *record;

      g_assert_cmpuint (n, <, mf_timeline_get_n_records (timeline));
      record = mf_timeline_get_record (timeline, n++);
      g_assert_cmpuint (record->seq, ==, expected->seq);
      g_assert_cmpint (record->kind, ==, expected->kind);
      g_assert_cmpint (record->time_us, ==, expected->time_us);
      g_assert_cmpuint (record->n_effects, ==, expected->n_effects);

      if (expected->unit != NULL)
        g_assert_true (g_bytes_equal (record->unit->bytes, expected->unit->bytes));
    }

  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, mf_timeline_get_n_records (timeline));
}

static void
test_run (void)
{
  g_autoptr (MfConductor) conductor = conductor_new ();
  MfTimeline *timeline = mf_conductor_get_timeline (conductor);

  g_assert_false (mf_conductor_get_busy (conductor));
  g_assert_cmpuint (mf_timeline_get_n_records (timeline), ==, 0);

  for (guint i = 0; i < 2; i++)
    {
      mf_conductor_run (conductor);
      g_assert_true (mf_conductor_get_busy (conductor));
      wait_until_idle (conductor);
      g_assert_true (mf_conductor_get_timeline (conductor) == timeline);
      assert_like_world (conductor);
    }
}

/* Acts branch the lesson: earlier ones stay, later ones go. */
static void
test_act (void)
{
  g_autoptr (MfConductor) conductor = conductor_new ();
  g_autoptr (MfIntent) first = new_letter ("bob@b.example", "One");
  g_autoptr (MfIntent) second = new_letter ("bob@b.example", "Two");
  const MfConductorInput *inputs;
  guint n_inputs;

  mf_conductor_run (conductor);
  wait_until_idle (conductor);
  mf_conductor_act (conductor, 10, first);
  g_assert_cmpuint (mf_timeline_get_n_records (mf_conductor_get_timeline (conductor)), ==, 10);
  wait_until_idle (conductor);
  assert_like_world (conductor);

  mf_conductor_act (conductor, 20, second);
  wait_until_idle (conductor);
  inputs = mf_conductor_get_inputs (conductor, &n_inputs);
  g_assert_cmpuint (n_inputs, ==, 2);
  g_assert_cmpuint (inputs[0].at, ==, 10);
  g_assert_true (inputs[1].intent == second);
  assert_like_world (conductor);

  mf_conductor_act (conductor, 5, second);
  wait_until_idle (conductor);
  inputs = mf_conductor_get_inputs (conductor, &n_inputs);
  g_assert_cmpuint (n_inputs, ==, 1);
  g_assert_cmpuint (inputs[0].at, ==, 5);
  assert_like_world (conductor);

  mf_conductor_run (conductor);
  wait_until_idle (conductor);
  mf_conductor_get_inputs (conductor, &n_inputs);
  g_assert_cmpuint (n_inputs, ==, 0);
  assert_like_world (conductor);
}

/* Acts that come faster than they can be played: the last one counts. */
static void
test_hurry (void)
{
  g_autoptr (MfConductor) conductor = conductor_new ();
  g_autoptr (MfIntent) intent = new_letter ("bob@b.example", "One");

  for (guint i = 0; i < 20; i++)
    {
      mf_conductor_run (conductor);
      mf_conductor_act (conductor, 0, intent);
    }

  wait_until_idle (conductor);
  assert_like_world (conductor);
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

static void
test_notify (void)
{
  g_autoptr (MfConductor) conductor = conductor_new ();
  g_autoptr (GString) notified = g_string_new (NULL);

  g_signal_connect (conductor, "notify", G_CALLBACK (notify_cb), notified);
  mf_conductor_run (conductor);
  wait_until_idle (conductor);
  g_assert_cmpstr (notified->str, ==, "busy busy ");
}

/* A letter for nobody changes nothing but the error, which goes with the next act. */
static void
test_refused (void)
{
  g_autoptr (MfConductor) conductor = conductor_new ();
  g_autoptr (MfIntent) letter = new_letter ("bob", "One");
  g_autoptr (MfIntent) nobody = mf_intent_new_send ("carol");
  MfIntent *const intents[] = { letter, nobody };
  MfTimeline *timeline = mf_conductor_get_timeline (conductor);
  guint n_records;

  mf_conductor_run (conductor);
  wait_until_idle (conductor);
  n_records = mf_timeline_get_n_records (timeline);

  for (guint i = 0; i < G_N_ELEMENTS (intents); i++)
    {
      mf_conductor_act (conductor, 3, intents[i]);
      g_assert_nonnull (mf_conductor_get_error (conductor));
      g_assert_false (mf_conductor_get_busy (conductor));
      g_assert_cmpuint (mf_timeline_get_n_records (timeline), ==, n_records);

      mf_conductor_run (conductor);
      g_assert_null (mf_conductor_get_error (conductor));
      wait_until_idle (conductor);
    }
}

/* Gone in the middle of it: the thread ends, and nothing is told to nobody. */
static void
test_dispose (void)
{
  for (guint i = 0; i < 20; i++)
    {
      MfConductor *conductor = conductor_new ();

      mf_conductor_run (conductor);

      for (guint j = 0; j < i; j++)
        g_main_context_iteration (NULL, FALSE);

      g_assert_finalize_object (conductor);
    }

  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conductor/run", test_run);
  g_test_add_func ("/conductor/act", test_act);
  g_test_add_func ("/conductor/hurry", test_hurry);
  g_test_add_func ("/conductor/notify", test_notify);
  g_test_add_func ("/conductor/refused", test_refused);
  g_test_add_func ("/conductor/dispose", test_dispose);

  return g_test_run ();
}
