/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

#define SEED 1

/* A message of the learner's own in place of the scripted one. */
static void
test_own_message (void)
{
  static const char text[] = "From: Alice <alice@a.example>\nTo: all@elsewhere.example\n"
                             "Subject: =?utf-8?q?Caf=C3=A9?=\n\n.\n..\nbye\n";
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  g_autoptr (MfWorld) world = mf_world_new (lesson, SEED, NULL);
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *data = NULL;
  g_autofree char *read = NULL;
  const MfEffect *retrieved;

  mf_world_replace_letter (world, &(MfIntentLetter) { .raw = raw });
  records = play_world (world);
  retrieved = play_find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
  data = play_collect (records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");
  read = play_dup_content (retrieved);

  g_assert_cmpstr (retrieved->subject, ==, "Café");
  g_assert_true (g_str_has_suffix (data, "\r\n\r\n..\r\n...\r\nbye\r\n.\r\n"));
  g_assert_true (g_str_has_suffix (read, "\r\n\r\n.\r\n..\r\nbye\r\n"));
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_STEP), ==, 6);
}

static MfIntent *
new_letter (const char *agent, const char *to, const char *subject)
{
  return mf_intent_new_compose (agent, &(MfIntentLetter) {
                                           .to = to, .subject = subject, .body = "Hello.\n" });
}

static gboolean
was_read (GPtrArray *records, const char *subject)
{
  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < play_get_record (records, i)->n_effects; j++)
      {
        const MfEffect *effect = play_get_record (records, i)->effects[j];

        if (effect->kind == MF_EFFECT_RETRIEVED && g_str_equal (effect->subject, subject))
          return TRUE;
      }

  return FALSE;
}

/* The learner writes at any moment: what was before stays, what comes after has
 * the letter in it, and bob reads it. */
static void
test_own_letter_anywhere (void)
{
  g_autoptr (GPtrArray) plain = play_lesson (SEED, NULL, 0);
  g_autoptr (MfIntent) intent = new_letter ("alice", "bob@b.example", "My own");

  for (guint at = 0; at <= plain->len; at++)
    {
      const MfConductorInput input = { at, intent };
      g_autoptr (GPtrArray) records = play_lesson (SEED, &input, 1);

      play_assert_same (plain, records, at);
      g_assert_cmpint (play_get_record (records, at)->kind, ==, MF_RECORD_ACT);
      g_assert_true (was_read (records, "My own"));
      g_assert_cmpint (was_read (records, "Lunch on Friday?"), ==, at > 0);
      g_assert_cmpuint (play_count_effects (records, MF_EFFECT_OPENED), ==,
                        play_count_effects (records, MF_EFFECT_CLOSED));
    }
}

/* At the beginning it takes the place of the scripted letter, with its step and caption. */
static void
test_own_letter_first (void)
{
  g_autoptr (MfIntent) intent = new_letter ("alice", "bob@b.example", "My own");
  const MfConductorInput input = { 0, intent };
  g_autoptr (GPtrArray) plain = play_lesson (SEED, NULL, 0);
  g_autoptr (GPtrArray) records = play_lesson (SEED, &input, 1);

  g_assert_cmpuint (records->len, ==, plain->len);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_COMPOSED), ==, 1);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_STEP), ==, 6);
  g_assert_cmpstr (mf_record_find_effect (play_get_record (records, 0), MF_EFFECT_CAPTION)->text,
                   ==, mf_record_find_effect (play_get_record (plain, 0), MF_EFFECT_CAPTION)->text);
}

/* Several acts, one after the other, of both people. */
static void
test_several_inputs (void)
{
  g_autoptr (GPtrArray) plain = play_lesson (SEED, NULL, 0);
  g_autoptr (MfIntent) first = new_letter ("alice", "bob@b.example", "One");
  g_autoptr (MfIntent) second = new_letter ("bob", "Alice <alice@a.example>", "Two");
  g_autoptr (MfIntent) fetch = mf_intent_new_fetch ("alice", FALSE);
  const MfConductorInput inputs[] = { { 3, first }, { plain->len, second }, { G_MAXUINT, fetch } };
  g_autoptr (GPtrArray) records = play_lesson (SEED, inputs, G_N_ELEMENTS (inputs));
  g_autoptr (GPtrArray) again = play_lesson (SEED, inputs, G_N_ELEMENTS (inputs));

  g_assert_cmpuint (records->len, ==, again->len);
  play_assert_same (records, again, records->len);
  g_assert_true (was_read (records, "Lunch on Friday?"));
  g_assert_true (was_read (records, "One"));
  g_assert_true (was_read (records, "Two"));
}

/* No such user, no such domain: the letter comes back to its sender. */
static void
test_bounce (void)
{
  static const char *const recipients[] = { "nobody@b.example", "bob@nowhere.example" };

  for (guint i = 0; i < G_N_ELEMENTS (recipients); i++)
    {
      g_autoptr (MfIntent) intent = new_letter ("alice", recipients[i], "Lost");
      g_autoptr (MfIntent) fetch = mf_intent_new_fetch ("alice", FALSE);
      const MfConductorInput inputs[] = { { 0, intent }, { G_MAXUINT, fetch } };
      g_autoptr (GPtrArray) records = play_lesson (SEED, inputs, G_N_ELEMENTS (inputs));
      const MfEffect *bounced = play_find_effect (records, MF_EFFECT_BOUNCED, 0, NULL);
      const MfEffect *retrieved = play_find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
      g_autofree char *report = NULL;

      g_assert_nonnull (bounced);
      g_assert_nonnull (retrieved);
      report = play_dup_content (retrieved);
      g_assert_true (g_str_has_prefix (report, "Return-Path: <>\r\n"));
      g_assert_nonnull (strstr (report, recipients[i]));
      g_assert_nonnull (strstr (report, "multipart/report"));
    }
}

static void
test_unknown_agent (void)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  g_autoptr (MfWorld) world = mf_world_new (lesson, SEED, NULL);
  g_autoptr (MfIntent) intent = mf_intent_new_send ("carol");
  g_autoptr (GError) error = NULL;
  MfRecord *record;

  mf_world_add_input (world, 0, intent);
  g_assert_false (mf_world_next (world, &record, &error));
  g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
}

static void
test_intent_check (void)
{
  static const struct
  {
    const char *to;
    gboolean good;
  } rows[] = {
    { "bob@b.example", TRUE },
    { "Bob <bob@b.example>, carol@c.example", TRUE },
    { "bob", FALSE },
    { "bob@", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfIntent) intent = new_letter ("alice", rows[i].to, "Hi");
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mf_intent_check (intent, &error), ==, rows[i].good);
      g_assert_cmpint (error == NULL, ==, rows[i].good);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/own-message", test_own_message);
  g_test_add_func ("/world/own-letter-anywhere", test_own_letter_anywhere);
  g_test_add_func ("/world/own-letter-first", test_own_letter_first);
  g_test_add_func ("/world/several-inputs", test_several_inputs);
  g_test_add_func ("/world/bounce", test_bounce);
  g_test_add_func ("/world/unknown-agent", test_unknown_agent);
  g_test_add_func ("/world/intent-check", test_intent_check);

  return g_test_run ();
}
