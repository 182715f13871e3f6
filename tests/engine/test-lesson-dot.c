/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "the-lone-dot" (C9, C14), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("the-lone-dot", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

/* RFC 5321 section 4.5.2: one more dot before each line that begins with one. */
static char *
stuff (const char *letter)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (letter, "\r\n", -1);

  for (char **line = lines; *line != NULL && (line[0][0] != '\0' || line[1] != NULL); line++)
    g_string_append_printf (text, "%s%s\r\n", **line == '.' ? "." : "", *line);

  return g_string_free_and_steal (text);
}

/* C14: what is sent is the letter with its dots doubled, and the end mark, which is nowhere else.
 */
static void
test_stuffed (Fixture *self, gconstpointer data)
{
  const MfEffect *composed = play_find_effect (self->records, MF_EFFECT_COMPOSED, 0, NULL);
  g_autofree char *letter = play_dup_content (composed);
  g_autofree char *stuffed = stuff (letter);
  g_autofree char *expected = g_strconcat (stuffed, ".\r\n", NULL);
  g_autofree char *sent =
      play_collect (self->records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");

  g_assert_cmpstr (sent, ==, expected);
  g_assert_nonnull (strstr (letter, "\r\n.\r\n"));
  g_assert_nonnull (strstr (sent, "\r\n..\r\n"));
  g_assert_nonnull (strstr (sent, "\r\n...\r\n"));
  g_assert_nonnull (strstr (sent, "\r\n..hidden"));
  g_assert_true (strstr (sent, "\r\n.\r\n") == sent + strlen (sent) - 5);
}

/* What lies in the mailbox, and what Bob reads, has the dots that Alice wrote. */
static void
test_unstuffed (Fixture *self, gconstpointer data)
{
  g_autofree char *letter =
      play_dup_content (play_find_effect (self->records, MF_EFFECT_COMPOSED, 0, NULL));
  g_autofree char *stored =
      play_dup_content (play_find_effect (self->records, MF_EFFECT_DELIVERED, 0, NULL));
  g_autofree char *read =
      play_dup_content (play_find_effect (self->records, MF_EFFECT_RETRIEVED, 0, NULL));

  g_assert_true (g_str_has_suffix (stored, letter));
  g_assert_cmpstr (read, ==, stored);
}

static guint
count_fields (const MfUnit *unit, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < unit->n_fields; i++)
    n += g_str_equal (unit->fields[i].name, name);

  return n;
}

/* Each added dot and the end mark can be seen in the bytes, in SMTP and in POP3. */
static void
test_marked (Fixture *self, gconstpointer data)
{
  static const char *const topics[] = { "smtp.data", "pop3.data" };

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      guint seq = play_find_topic (self->records, topics[i], 0);
      const MfUnit *unit = play_get_record (self->records, seq)->unit;

      g_assert_cmpuint (count_fields (unit, "dot-stuffing"), ==, 4);
      g_assert_cmpuint (count_fields (unit, "end-mark"), ==, 1);
    }
}

/* C9: commands are words, answers a code and a phrase. */
static void
test_354 (Fixture *self, gconstpointer data)
{
  guint command = play_find_topic (self->records, "smtp.DATA", 0);
  guint reply = play_find_topic (self->records, "smtp.354.DATA", command);
  g_autofree char *sent = play_dup_unit (self->records, command);
  g_autofree char *answered = play_dup_unit (self->records, reply);

  g_assert_cmpuint (reply, ==, command + 1);
  g_assert_cmpstr (sent, ==, "DATA\r\n");
  g_assert_cmpstr (answered, ==, "354 End data with <CRLF>.<CRLF>\r\n");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/lesson-dot/C14-stuffed", test_stuffed);
  ADD ("/lesson-dot/C14-unstuffed", test_unstuffed);
  ADD ("/lesson-dot/C14-marked", test_marked);
  ADD ("/lesson-dot/C9-354", test_354);

  return g_test_run ();
}
