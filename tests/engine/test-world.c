/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"
#include "play.h"
#include "trace/mf-timeline.h"

#include <string.h>

#define SEED 1

/* Same input, same bytes. */
static void
test_twice (void)
{
  g_autoptr (GPtrArray) first = play_lesson (SEED, NULL, 0);
  g_autoptr (GPtrArray) second = play_lesson (SEED, NULL, 0);
  g_autoptr (GPtrArray) other = play_lesson (SEED + 1, NULL, 0);
  g_autofree char *data = play_collect (first, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");
  g_autofree char *other_data = play_collect (other, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");

  g_assert_cmpuint (first->len, ==, second->len);
  play_assert_same (first, second, first->len);

  /* Another seed gives other ids, in the same conversation. */
  g_assert_cmpuint (first->len, ==, other->len);
  g_assert_cmpstr (data, !=, other_data);
}

/* C11: the six steps, each once, in their order, each with the protocol that it has. */
static void
test_six_steps (void)
{
  static const struct
  {
    MfEffectKind effect; /* what happens in the same record */
    MfProtocol protocol;
    const char *at;
  } steps[] = {
    { MF_EFFECT_COMPOSED, MF_PROTOCOL_NONE, "alice" },
    { MF_EFFECT_ACTED, MF_PROTOCOL_NONE, "alice" },
    { MF_EFFECT_QUEUED, MF_PROTOCOL_SUBMISSION, "mail-a" },
    { MF_EFFECT_OPENED, MF_PROTOCOL_SMTP, "mail-b" },
    { MF_EFFECT_DELIVERED, MF_PROTOCOL_SMTP, "mail-b" },
    { MF_EFFECT_ACTED, MF_PROTOCOL_NONE, "bob" },
  };
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint at = 0;

  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_STEP), ==, G_N_ELEMENTS (steps));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const MfEffect *step = play_find_effect (records, MF_EFFECT_STEP, at, &at);
      const MfEffect *effect =
          mf_record_find_effect (play_get_record (records, at), steps[i].effect);

      g_assert_cmpint (step->number, ==, i + 1);
      g_assert_nonnull (effect);
      g_assert_cmpint (effect->host, ==, play_find_host (steps[i].at));
      g_assert_cmpint (play_get_record (records, at)->protocol, ==, steps[i].protocol);
      at++;
    }

  play_find_effect (records, MF_EFFECT_RETRIEVED, 0, &at);
  g_assert_cmpint (play_get_record (records, at)->protocol, ==, MF_PROTOCOL_POP3);
  g_assert_cmpint (play_get_record (records, at)->to, ==, play_find_host ("bob"));
}

/* C7: the same machine is server in one session and client in another; between
 * the servers nobody else takes part. */
static void
test_roles (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  int mail_a = play_find_host ("mail-a");
  int mail_b = play_find_host ("mail-b");
  gboolean was_server = FALSE;
  gboolean was_client = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = play_get_record (records, i);

      if (record->kind != MF_RECORD_UNIT)
        continue;

      if (record->protocol == MF_PROTOCOL_SUBMISSION)
        {
          g_assert_cmpint (record->client, !=, mail_a);
          g_assert_cmpuint (record->port, ==, 587);
          was_server = TRUE;
        }
      else if (record->protocol == MF_PROTOCOL_SMTP)
        {
          g_assert_cmpint (record->client, ==, mail_a);
          g_assert_true (record->from == mail_a ? record->to == mail_b
                                                : record->from == mail_b && record->to == mail_a);
          g_assert_cmpuint (record->port, ==, 25);
          was_client = TRUE;
        }
    }

  g_assert_true (was_server && was_client);
}

/* C8: three phases in each session, in their order. */
static void
test_phases (void)
{
  static const MfPhase first_phase[] = {
    [MF_PROTOCOL_SMTP] = MF_PHASE_HANDSHAKE,
    [MF_PROTOCOL_SUBMISSION] = MF_PHASE_HANDSHAKE,
    [MF_PROTOCOL_POP3] = MF_PHASE_AUTHORIZATION,
  };
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  MfPhase phases[4] = { MF_PHASE_NONE };
  guint n_phases[4] = { 0 };

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = play_get_record (records, i);

      for (guint j = 0; j < record->n_effects; j++)
        {
          guint id = record->connection;
          const MfEffect *effect = record->effects[j];

          if (effect->kind != MF_EFFECT_PHASE || effect->number == MF_PHASE_NONE)
            continue;

          g_assert_cmpuint (id, <, G_N_ELEMENTS (phases));
          g_assert_cmpint (effect->number, ==,
                           phases[id] == MF_PHASE_NONE ? first_phase[record->protocol]
                                                       : phases[id] + 1);
          phases[id] = effect->number;
          n_phases[id]++;
        }

      if (record->unit != NULL)
        g_assert_cmpint (record->unit->phase, >=, first_phase[record->protocol]);
    }

  for (guint id = 1; id < G_N_ELEMENTS (phases); id++)
    g_assert_cmpuint (n_phases[id], ==, 3);
}

/* C14: CRLF.CRLF ends the message, and is nowhere else. */
static void
test_end_mark (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  g_autofree char *submitted =
      play_collect (records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");
  g_autofree char *relayed = play_collect (records, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");

  g_assert_true (g_str_has_suffix (submitted, "\r\n.\r\n"));
  g_assert_true (g_str_has_suffix (relayed, "\r\n.\r\n"));
  g_assert_true (strstr (submitted, "\r\n.\r\n") == submitted + strlen (submitted) - 5);
  g_assert_true (strstr (relayed, "\r\n.\r\n") == relayed + strlen (relayed) - 5);

  /* What is relayed is what was submitted, with one trace header before it. */
  g_assert_true (g_str_has_prefix (relayed, "Received: from "));
  g_assert_true (g_str_has_suffix (relayed, submitted));
}

/* C3: which server takes a domain's mail is looked up before it is called. */
static void
test_lookup (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint at = 0;
  const MfEffect *lookup = play_find_effect (records, MF_EFFECT_LOOKED_UP, 0, &at);

  g_assert_cmpint (play_get_record (records, at)->kind, ==, MF_RECORD_LOOKUP);
  g_assert_cmpint (play_get_record (records, at)->from, ==, play_find_host ("mail-a"));
  g_assert_cmpint (play_get_record (records, at)->to, ==, play_find_host ("dns"));
  g_assert_cmpstr (lookup->subject, ==, "b.example MX");
  g_assert_cmpstr (lookup->text, ==, "10 mail.b.example");

  for (guint i = 0; i < at; i++)
    g_assert_cmpint (play_get_record (records, i)->protocol, !=, MF_PROTOCOL_SMTP);
}

/* C5: what lies in the mailbox is what came; what bob reads is what lies there. */
static void
test_mailbox (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  const MfEffect *delivered = play_find_effect (records, MF_EFFECT_DELIVERED, 0, NULL);
  const MfEffect *retrieved = play_find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
  const MfEffect *expunged = play_find_effect (records, MF_EFFECT_EXPUNGED, 0, NULL);
  const MfEffect *composed = play_find_effect (records, MF_EFFECT_COMPOSED, 0, NULL);
  g_autofree char *letter = play_dup_content (composed);
  g_autofree char *stored = play_dup_content (delivered);

  g_assert_cmpstr (delivered->mailbox, ==, "bob");
  g_assert_cmpstr (delivered->subject, ==, "Lunch on Friday?");
  g_assert_true (g_bytes_equal (delivered->content, retrieved->content));
  g_assert_cmpstr (delivered->item, ==, expunged->item);
  g_assert_true (g_str_has_prefix (stored, "Return-Path: <alice@a.example>\r\nReceived: from "));
  g_assert_true (g_str_has_suffix (stored, letter));
}

/* The queue holds it between the two servers' words, and not longer. */
static void
test_queue (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  guint queued = 0, submitted = 0, delivered = 0, dequeued = 0;
  const MfEffect *entry = play_find_effect (records, MF_EFFECT_QUEUED, 0, &queued);

  g_assert_cmpstr (entry->item, ==,
                   play_find_effect (records, MF_EFFECT_DEQUEUED, 0, &dequeued)->item);
  play_find_effect (records, MF_EFFECT_SUBMITTED, 0, &submitted);
  play_find_effect (records, MF_EFFECT_DELIVERED, 0, &delivered);
  g_assert_cmpuint (queued, <, submitted);
  g_assert_cmpuint (queued, <, delivered);
  g_assert_cmpuint (delivered, <, dequeued);
}

static void
assert_reply (GPtrArray *records, MfProtocol protocol, const char *reply)
{
  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = play_get_record (records, i);
      gsize size;
      const char *data;

      if (record->protocol != protocol || record->unit == NULL)
        continue;
      data = g_bytes_get_data (record->unit->bytes, &size);
      if (size == strlen (reply) && memcmp (data, reply, size) == 0)
        return;
    }

  g_test_message ("never said: %s", reply);
  g_test_fail ();
}

/* The reply calls the letter what the queue calls it. */
static void
test_queue_id (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  const MfEffect *entry = play_find_effect (records, MF_EFFECT_QUEUED, 0, NULL);
  g_autofree char *queued = g_strdup_printf ("250 2.0.0 Queued as %s\r\n", entry->item);

  assert_reply (records, MF_PROTOCOL_SUBMISSION, queued);
  assert_reply (records, MF_PROTOCOL_SMTP, "250 2.0.0 Delivered to the mailbox\r\n");
}

/* Every sentence of the lesson is said, and at the end nothing is left open. */
static void
test_captions (void)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_cues;
  const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n_cues);

  for (guint i = 0; i < records->len; i++)
    {
      const MfEffect *caption =
          mf_record_find_effect (play_get_record (records, i), MF_EFFECT_CAPTION);

      if (caption != NULL)
        g_assert_true (g_hash_table_add (said, caption->text));
    }

  for (guint i = 0; i < n_cues; i++)
    if (cues[i].caption != NULL && !g_hash_table_contains (said, cues[i].caption))
      {
        g_test_message ("never said: %s", cues[i].caption);
        g_test_fail ();
      }
}

static void
test_closed (void)
{
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);

  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_OPENED), ==, 3);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_CLOSED), ==, 3);
  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_BROKEN), ==, 0);
}

/* Forward, backward and in random jumps: the scene is the fold from the start. */
static void
test_playheads (void)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();
  g_autoptr (GPtrArray) records = play_lesson (SEED, NULL, 0);
  g_autoptr (MfTimeline) timeline =
      mf_timeline_new (mf_lesson_get_stage (lesson), MF_LESSON_EPOCH_US);
  g_autoptr (MfScene) start = mf_scene_new (mf_lesson_get_stage (lesson), MF_LESSON_EPOCH_US);
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  guint n = records->len;

  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, n);

  for (guint i = 0; i < 4 * (n + 1); i++)
    {
      guint at = i <= n           ? i
                 : i <= 2 * n + 1 ? 2 * n + 1 - i
                                  : (guint) g_rand_int_range (random, 0, n + 1);
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, at);
      g_autoptr (MfScene) fold = mf_scene_fold (start, (MfRecord *const *) records->pdata, at);

      g_assert_true (mf_scene_equal (scene, fold));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/twice", test_twice);
  g_test_add_func ("/world/C11-six-steps", test_six_steps);
  g_test_add_func ("/world/C7-roles", test_roles);
  g_test_add_func ("/world/C8-phases", test_phases);
  g_test_add_func ("/world/C14-end-mark", test_end_mark);
  g_test_add_func ("/world/C3-lookup", test_lookup);
  g_test_add_func ("/world/C5-mailbox", test_mailbox);
  g_test_add_func ("/world/C4-queue", test_queue);
  g_test_add_func ("/world/queue-id", test_queue_id);
  g_test_add_func ("/world/captions", test_captions);
  g_test_add_func ("/world/closed", test_closed);
  g_test_add_func ("/world/playheads", test_playheads);

  return g_test_run ();
}
