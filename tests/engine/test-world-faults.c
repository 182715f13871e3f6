/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

/* What a learner may break in "alice-to-bob", at any moment: no letter is lost (C4, C6). */

#define SEED 1

static GPtrArray *
play_with (MfIntent *intent, guint at)
{
  const MfConductorInput input = { at, intent };

  return play_lesson (SEED, &input, 1);
}

/* Somebody has the letter: Bob's mailbox, or Alice, who got a report. */
static void
assert_not_lost (GPtrArray *records, guint at)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  g_autoptr (MfScene) scene = play_fold (records, mf_lesson_get_stage (lesson), records->len);

  g_test_message ("at %u", at);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_DELIVERED), >=, 1);
  g_assert_cmpuint (mf_scene_list_get_n (scene->connections), ==, 0);

  for (guint i = 0; i < scene->n_hosts; i++)
    g_assert_cmpuint (mf_scene_list_get_n (scene->hosts[i].queue), ==, 0);
}

/* Cut between the servers at every step: it is tried again, and arrives. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint n_deferred = 0;

  for (guint at = 0; at <= records->len; at++)
    {
      g_autoptr (MfIntent) cut = mf_intent_new_cut ("mail-a", "mail-b", MF_PROTOCOL_SMTP);
      g_autoptr (GPtrArray) branch = play_with (cut, at);

      play_assert_same (records, branch, at);
      assert_not_lost (branch, at);
      n_deferred += play_count_effects (branch, MF_EFFECT_DEFERRED) > 0;
    }

  /* From the connection's opening to the last reply but QUIT's. */
  g_assert_cmpuint (n_deferred, >, 8);
}

/* Down at every step, and never up again: at last the queue gives up, and says so. */
static void
test_down_anywhere (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint submitted = 0;

  play_find_effect (records, MF_EFFECT_SUBMITTED, 0, &submitted);

  for (guint at = submitted; at <= records->len; at += 3)
    {
      g_autoptr (MfIntent) down = mf_intent_new_down ("mail-b");
      g_autoptr (GPtrArray) branch = play_with (down, at);

      play_assert_same (records, branch, at);
      assert_not_lost (branch, at);
      g_assert_cmpuint (play_count_effects (branch, MF_EFFECT_DOWN), ==, 1);
    }
}

/* What is down can be brought up: a second act of the learner's. */
static void
test_down_and_up (void)
{
  g_autoptr (MfIntent) down = mf_intent_new_down ("mail-b");
  g_autoptr (MfIntent) up = mf_intent_new_up ("mail-b");
  g_autoptr (GPtrArray) held = play_with (down, 2);
  MfConductorInput inputs[] = { { 2, down }, { 0, up } };
  g_autoptr (GPtrArray) drained = NULL;

  play_find_effect (held, MF_EFFECT_DEFERRED, 0, &inputs[1].at);
  inputs[1].at++;
  drained = play_lesson (SEED, inputs, G_N_ELEMENTS (inputs));

  g_assert_cmpuint (play_count_effects (held, MF_EFFECT_BOUNCED), ==, 1);
  g_assert_cmpuint (play_count_effects (drained, MF_EFFECT_BOUNCED), ==, 0);
  g_assert_cmpuint (play_count_effects (drained, MF_EFFECT_DEFERRED), ==, 1);
  g_assert_cmpuint (play_count_effects (drained, MF_EFFECT_DELIVERED), ==, 1);
}

/* An agent that is switched off at any step has either handed its letter in or still has it, and
 * the mailbox keeps what was not deleted with QUIT. */
static void
test_stop_anywhere (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint fetched = 0;

  play_find_effect (records, MF_EFFECT_RETRIEVED, 0, &fetched);

  for (guint at = fetched; at <= records->len; at++)
    {
      g_autoptr (MfIntent) stop = mf_intent_new_stop ("bob");
      g_autoptr (GPtrArray) branch = play_with (stop, at);
      gboolean quit = play_find_topic (branch, "pop3.QUIT", 0) != G_MAXUINT;

      g_assert_cmpuint (play_count_effects (branch, MF_EFFECT_EXPUNGED), ==, quit ? 1 : 0);
    }
}

static void
test_refused (void)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  MfIntent *intents[] = {
    mf_intent_new_down ("alice"),
    mf_intent_new_up ("mail-c"),
    mf_intent_new_stop ("mail-a"),
    mf_intent_new_cut ("alice", "bob", MF_PROTOCOL_NONE),
    mf_intent_new_cut ("mail-a", "mail-b", MF_PROTOCOL_POP3),
  };

  for (guint i = 0; i < G_N_ELEMENTS (intents); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mf_lesson_check_intent (lesson, intents[i], &error));
      g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
      mf_intent_unref (intents[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/faults/C6-cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/world/faults/C4-down-anywhere", test_down_anywhere);
  g_test_add_func ("/world/faults/C4-down-and-up", test_down_and_up);
  g_test_add_func ("/world/faults/C22-stop-anywhere", test_stop_anywhere);
  g_test_add_func ("/world/faults/refused", test_refused);

  return g_test_run ();
}
