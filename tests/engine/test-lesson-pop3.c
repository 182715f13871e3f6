/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "pop3-keep-or-delete" (C20 to C23), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("pop3-keep-or-delete", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

/* What one POP3 session's client said, without arguments: "USER PASS UIDL QUIT". */
static char *
list_commands (Fixture *self, guint connection)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);

      if (record->connection == connection && record->unit != NULL &&
          record->unit->direction == MF_TO_SERVER)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                                record->unit->topic + strlen ("pop3."));
    }

  return g_string_free_and_steal (text);
}

static guint
count_bobs_letters (Fixture *self, guint n_records)
{
  g_autoptr (MfScene) scene = play_fold (self->records, self->stage, n_records);
  const MfSceneMailbox *mailbox =
      mf_scene_find_mailbox (scene, mf_stage_find_host (self->stage, "mail-a"), "bob");

  return mailbox != NULL ? mf_scene_list_get_n (mailbox->items) : 0;
}

/* How many letters lie there when a session is over. */
static guint
count_after (Fixture *self, guint connection)
{
  guint last = 0;

  for (guint i = 0; i < self->records->len; i++)
    if (play_get_record (self->records, i)->connection == connection)
      last = i;

  return count_bobs_letters (self, last + 1);
}

/* C22: RETR alone keeps; RETR, DELE and QUIT empty the mailbox; without QUIT nothing is deleted. */
static void
test_sessions (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint connection;
    const char *commands;
    guint n_left;
  } sessions[] = {
    { 2, "USER PASS UIDL RETR RETR QUIT", 2 },
    { 3, "USER PASS QUIT", 2 },
    { 4, "USER PASS UIDL QUIT", 2 },
    { 5, "USER PASS UIDL RETR RETR QUIT", 2 },
    { 6, "USER PASS LIST RETR DELE RETR DELE", 2 },
    { 7, "USER PASS LIST RETR DELE RETR DELE QUIT", 0 },
    { 8, "USER PASS UIDL QUIT", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
    {
      g_autofree char *commands = list_commands (self, sessions[i].connection);

      g_assert_cmpstr (commands, ==, sessions[i].commands);
      g_assert_cmpuint (count_after (self, sessions[i].connection), ==, sessions[i].n_left);
    }
}

/* C22: the marks are there before the battery is empty, and gone after it. */
static void
test_no_quit (Fixture *self, gconstpointer data)
{
  guint first = 0, expunged = 0;

  play_find_effect (self->records, MF_EFFECT_UNMARKED, 0, &first);
  play_find_effect (self->records, MF_EFFECT_EXPUNGED, 0, &expunged);
  g_assert_cmpuint (play_count_effects (self->records, MF_EFFECT_UNMARKED), ==, 2);
  g_assert_cmpuint (first, <, expunged);
  g_assert_cmpstr (play_get_record (self->records, expunged)->unit->topic, ==, "pop3.QUIT");
}

/* C21: the phases in their order; +OK and -ERR. */
static void
test_phases (Fixture *self, gconstpointer data)
{
  static const MfPhase phases[] = { MF_PHASE_AUTHORIZATION, MF_PHASE_TRANSACTION, MF_PHASE_UPDATE };
  guint refused = play_find_topic (self->records, "pop3.-ERR.PASS", 0);
  g_autofree char *reply = play_dup_unit (self->records, refused);
  guint n = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);

      for (guint j = 0; j < record->n_effects && record->connection == 2; j++)
        if (record->effects[j]->kind == MF_EFFECT_PHASE &&
            record->effects[j]->number != MF_PHASE_NONE)
          g_assert_cmpint (record->effects[j]->number, ==, phases[n++]);
    }

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (phases));
  g_assert_true (g_str_has_prefix (reply, "-ERR [IN-USE] "));
  g_assert_cmpint (play_get_record (self->records, refused)->to, ==,
                   mf_stage_find_host (self->stage, "phone"));
}

/* C23: the unique ids are the same in each session and for each agent, the server remembers
 * nothing else. */
static void
test_uidl (Fixture *self, gconstpointer data)
{
  guint seq = play_find_topic (self->records, "pop3.+OK.UIDL", 0);
  g_autofree char *first = play_dup_unit (self->records, seq);
  guint n = 0;

  while ((seq = play_find_topic (self->records, "pop3.+OK.UIDL", seq + 1)) != G_MAXUINT)
    {
      g_autofree char *again = play_dup_unit (self->records, seq);

      if (++n < 3)
        g_assert_cmpstr (again, ==, first);
      else
        g_assert_cmpstr (again, ==, "+OK unique-id listing follows\r\n.\r\n");
    }

  g_assert_cmpuint (n, ==, 3);
}

/* C20: the server never calls: each POP3 connection is opened by a reader. */
static void
test_pull (Fixture *self, gconstpointer data)
{
  int server = mf_stage_find_host (self->stage, "mail-a");

  for (guint i = 0; i < self->records->len; i++)
    g_assert_cmpint (play_get_record (self->records, i)->client, !=, server);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/lesson-pop3/C22-sessions", test_sessions);
  ADD ("/lesson-pop3/C22-no-quit", test_no_quit);
  ADD ("/lesson-pop3/C21-phases", test_phases);
  ADD ("/lesson-pop3/C23-uidl", test_uidl);
  ADD ("/lesson-pop3/C20-pull", test_pull);

  return g_test_run ();
}
