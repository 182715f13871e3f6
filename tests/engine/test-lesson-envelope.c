/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "envelope-and-letter" (C18, C19), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("envelope-and-letter", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

/* C19: the envelope is from Alice, the letter says that it is from the Rector. */
static void
test_forged (Fixture *self, gconstpointer data)
{
  static const MfProtocol protocols[] = { MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_SMTP };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *mail = play_collect (self->records, protocols[i], MF_TO_SERVER, "smtp.MAIL");
      g_autofree char *letter =
          play_collect (self->records, protocols[i], MF_TO_SERVER, "smtp.data");

      g_assert_true (g_str_has_prefix (mail, "MAIL FROM:<alice@a.example>"));
      g_assert_nonnull (strstr (letter, "From: The Rector <rector@university.example>\r\n"));
      g_assert_null (strstr (letter, "From: Alice"));
    }
}

/* C19: Bcc is in the first envelope, and in no letter; Bob's server never hears of it. */
static void
test_bcc (Fixture *self, gconstpointer data)
{
  static const MfProtocol protocols[] = { MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_SMTP };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *rcpt = play_collect (self->records, protocols[i], MF_TO_SERVER, "smtp.RCPT");
      g_autofree char *letter =
          play_collect (self->records, protocols[i], MF_TO_SERVER, "smtp.data");
      g_autofree char *header = g_strndup (letter, strstr (letter, "\r\n\r\n") - letter);

      g_assert_cmpstr (rcpt, ==,
                       protocols[i] == MF_PROTOCOL_SUBMISSION
                           ? "RCPT TO:<bob@b.example>\r\nRCPT TO:<carol@a.example>\r\n"
                           : "RCPT TO:<bob@b.example>\r\n");
      g_assert_null (strstr (header, "carol"));
      g_assert_null (strstr (header, "Bcc"));
    }
}

/* Both read the same letter, which names only Bob; the sender of the envelope
 * survives in Return-Path (RFC 5321 section 4.4). */
static void
test_each_party (Fixture *self, gconstpointer data)
{
  static const char *const readers[] = { "bob", "carol" };
  guint seq = 0;

  g_assert_cmpuint (play_count_effects (self->records, MF_EFFECT_RETRIEVED), ==, 2);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      const MfEffect *effect = play_find_effect (self->records, MF_EFFECT_RETRIEVED, seq, &seq);
      g_autofree char *copy = play_dup_content (effect);

      g_assert_cmpint (effect->host, ==, mf_stage_find_host (self->stage, readers[i]));
      g_assert_true (g_str_has_prefix (copy, "Return-Path: <alice@a.example>\r\n"));
      g_assert_nonnull (strstr (copy, "\r\nTo: Bob <bob@b.example>\r\n"));
      g_assert_null (strstr (copy, "carol"));
      seq++;
    }
}

/* C18: header, blank line, body. */
static void
test_letter (Fixture *self, gconstpointer data)
{
  const MfEffect *composed = play_find_effect (self->records, MF_EFFECT_COMPOSED, 0, NULL);
  g_autofree char *letter = play_dup_content (composed);
  const char *blank = strstr (letter, "\r\n\r\n");

  g_assert_true (g_str_has_prefix (blank, "\r\n\r\nDear Bob,\r\n"));
  g_assert_cmpstr (mf_address_get_text (composed->envelope->sender), ==, "alice@a.example");
  g_assert_cmpuint (composed->envelope->recipients->len, ==, 2);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/lesson-envelope/C19-forged", test_forged);
  ADD ("/lesson-envelope/C19-bcc", test_bcc);
  ADD ("/lesson-envelope/C19-each-party", test_each_party);
  ADD ("/lesson-envelope/C18-letter", test_letter);

  return g_test_run ();
}
