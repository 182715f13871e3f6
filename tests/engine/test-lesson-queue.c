/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "the-queue" (C4, C6, C26), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("the-queue", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

/* C4: the entry stays in the queue from one attempt to the next, and each wait is longer. */
static void
test_growing_delay (Fixture *self, gconstpointer data)
{
  int mail_a = mf_stage_find_host (self->stage, "mail-a");
  gint64 last_wait = 0;
  guint seq = 0;
  guint n = 0;
  const MfEffect *effect;

  while ((effect = play_find_effect (self->records, MF_EFFECT_DEFERRED, seq, &seq)) != NULL)
    {
      const MfRecord *record = play_get_record (self->records, seq);
      g_autoptr (MfScene) scene = play_fold (self->records, self->stage, seq + 1);
      const MfSceneItem *item = mf_scene_list_find (scene->hosts[mail_a].queue, effect->item);

      g_assert_nonnull (item);
      g_assert_cmpuint (item->attempts, ==, ++n);
      g_assert_cmpint (effect->time_us - record->arrival_us, >, last_wait);
      last_wait = effect->time_us - record->arrival_us;
      seq++;
    }

  g_assert_cmpuint (n, ==, 4);
}

/* Nobody answers while the server is down, and it can be seen that it is. */
static void
test_down (Fixture *self, gconstpointer data)
{
  int mail_b = mf_stage_find_host (self->stage, "mail-b");
  guint down = 0, up = 0, opened = 0;
  g_autoptr (MfScene) scene = NULL;

  play_find_effect (self->records, MF_EFFECT_DOWN, 0, &down);
  play_find_effect (self->records, MF_EFFECT_UP, down, &up);
  scene = play_fold (self->records, self->stage, up);
  g_assert_true (scene->hosts[mail_b].down);
  g_assert_cmpint (scene->broken_links, !=, 0);

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);

      if (record->protocol == MF_PROTOCOL_SMTP && record->unit != NULL)
        {
          opened = i;
          break;
        }
    }

  g_assert_cmpuint (opened, >, up);
}

/* C6: the first block of the letter has arrived and its end has not; nothing of
 * it is kept, and the whole letter comes with the next attempt, once. */
static void
test_cut (Fixture *self, gconstpointer data)
{
  guint first = play_find_topic (self->records, "smtp.data", 0);
  const MfEffect *composed = play_find_effect (self->records, MF_EFFECT_COMPOSED, 0, NULL);
  const MfEffect *read = play_find_effect (self->records, MF_EFFECT_RETRIEVED, 0, NULL);
  g_autofree char *letter = play_dup_content (composed);
  g_autofree char *copy = play_dup_content (read);
  g_autofree char *part = NULL;
  const MfRecord *cut;
  guint delivered = 0;

  while (play_get_record (self->records, first)->protocol != MF_PROTOCOL_SMTP)
    first = play_find_topic (self->records, "smtp.data", first + 1);

  part = play_dup_unit (self->records, first);
  g_assert_null (strstr (part, "\r\n.\r\n"));

  cut = play_get_record (self->records, first + 1);
  g_assert_cmpstr (mf_record_find_effect (cut, MF_EFFECT_ACTED)->text, ==, "cut");
  g_assert_nonnull (mf_record_find_effect (cut, MF_EFFECT_BROKEN));
  g_assert_nonnull (mf_record_find_effect (cut, MF_EFFECT_DEFERRED));

  play_find_effect (self->records, MF_EFFECT_DELIVERED, 0, &delivered);
  g_assert_cmpuint (delivered, >, first + 1);
  g_assert_true (g_str_has_suffix (copy, letter));

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfEffect *effect =
          mf_record_find_effect (play_get_record (self->records, i), MF_EFFECT_DELIVERED);

      g_assert_true (effect == NULL || i == delivered ||
                     !g_str_equal (effect->subject, "The valley"));
    }
}

/* C4: it leaves the queue after the 250 to its last byte, and not before. */
static void
test_dequeued (Fixture *self, gconstpointer data)
{
  guint dequeued = 0;
  g_autofree char *reply = NULL;

  play_find_effect (self->records, MF_EFFECT_DEQUEUED, 0, &dequeued);
  reply = play_dup_unit (self->records, dequeued);
  g_assert_cmpstr (play_get_record (self->records, dequeued)->unit->topic, ==, "smtp.250.data");
  g_assert_true (g_str_has_prefix (reply, "250 "));
}

/* C26: a 5yz bounces at once; the report (RFC 3464) comes back to the envelope's sender. */
static void
test_bounce (Fixture *self, gconstpointer data)
{
  guint refused = play_find_topic (self->records, "smtp.550.RCPT", 0);
  const MfRecord *record = play_get_record (self->records, refused);
  const MfEffect *delivered;
  const MfEffect *read = NULL;
  g_autofree char *report = NULL;

  g_assert_nonnull (mf_record_find_effect (record, MF_EFFECT_BOUNCED));
  g_assert_nonnull (mf_record_find_effect (record, MF_EFFECT_DEQUEUED));

  delivered = play_find_effect (self->records, MF_EFFECT_DELIVERED, refused, NULL);
  g_assert_cmpstr (delivered->mailbox, ==, "alice");
  g_assert_cmpint (delivered->host, ==, mf_stage_find_host (self->stage, "mail-a"));

  read = play_find_effect (self->records, MF_EFFECT_RETRIEVED, refused, NULL);
  g_assert_cmpint (read->host, ==, mf_stage_find_host (self->stage, "alice"));
  report = play_dup_content (read);
  g_assert_true (g_str_has_prefix (report, "Return-Path: <>\r\n"));
  g_assert_nonnull (strstr (report, "Content-Type: multipart/report;"));
  g_assert_nonnull (strstr (report, "Content-Type: message/delivery-status\r\n"));
  g_assert_nonnull (strstr (report, "Final-Recipient: rfc822; bbo@b.example\r\n"));
  g_assert_nonnull (strstr (report, "Action: failed\r\nStatus: 5.1.1\r\n"));
  g_assert_nonnull (strstr (report, "Diagnostic-Code: smtp; 550 5.1.1 "));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/lesson-queue/C4-growing-delay", test_growing_delay);
  ADD ("/lesson-queue/C4-down", test_down);
  ADD ("/lesson-queue/C6-cut", test_cut);
  ADD ("/lesson-queue/C4-dequeued", test_dequeued);
  ADD ("/lesson-queue/C26-bounce", test_bounce);

  return g_test_run ();
}
