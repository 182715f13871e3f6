/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "pictures-in-seven-bits" (C10, C18), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
  char *sent;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("pictures-in-seven-bits", &self->stage);
  self->sent = play_collect (self->records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->sent);
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

static GBytes *
get_picture (void)
{
  g_autoptr (MfLesson) lesson = mf_lesson_find ("pictures-in-seven-bits", NULL);
  guint n;
  const MfLessonAct *acts = mf_lesson_get_acts (lesson, &n);
  const MfIntentLetter *letter = mf_intent_get_letter (acts[0].intent);

  g_assert_cmpuint (letter->n_attachments, ==, 1);
  return g_bytes_ref (letter->attachments[0].content);
}

/* Not one byte of any connection is above 127. */
static void
test_seven_bits (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);
      gsize size;
      const guint8 *bytes;

      if (record->unit == NULL)
        continue;

      bytes = g_bytes_get_data (record->unit->bytes, &size);

      for (gsize j = 0; j < size; j++)
        g_assert_cmpuint (bytes[j], <, 0x80);
    }
}

/* The base64 of a part: what lies between the blank line behind its header and the next boundary.
 */
static char *
get_base64 (const char *message)
{
  const char *header = strstr (message, "Content-Type: image/png");
  const char *start = strstr (header, "\r\n\r\n") + 4;

  g_assert_nonnull (strstr (header, "Content-Transfer-Encoding: base64\r\n"));
  return g_strndup (start, strstr (start, "\r\n--") - start);
}

/* RFC 2045 section 6.8: four characters for three bytes, and a line break after 76 of them. */
static void
test_base64 (Fixture *self, gconstpointer data)
{
  g_autofree char *base64 = get_base64 (self->sent);
  g_autoptr (GBytes) picture = get_picture ();
  gsize before = g_bytes_get_size (picture);
  gsize characters = (before + 2) / 3 * 4;
  gsize lines = (characters + 75) / 76;
  gsize length;
  g_autofree guchar *decoded = g_base64_decode (base64, &length);

  g_assert_cmpmem (decoded, length, g_bytes_get_data (picture, NULL), before);
  g_assert_cmpuint (strlen (base64), ==, characters + 2 * lines);

  /* A third more, and two bytes for each line. */
  g_assert_cmpuint (strlen (base64) * 100 / before, >=, 133);
  g_assert_cmpuint (strlen (base64) * 100 / before, <=, 138);
}

/* RFC 2047: the subject is ASCII on the wire, and Korean for whoever reads it. */
static void
test_encoded_words (Fixture *self, gconstpointer data)
{
  const MfEffect *retrieved = play_find_effect (self->records, MF_EFFECT_RETRIEVED, 0, NULL);

  g_assert_nonnull (strstr (self->sent, "Subject: =?UTF-8?"));
  g_assert_cmpstr (retrieved->subject, ==, "금요일 점심");
}

/* RFC 2045 section 6.7 */
static void
test_quoted_printable (Fixture *self, gconstpointer data)
{
  g_assert_nonnull (strstr (self->sent, "Content-Transfer-Encoding: quoted-printable\r\n"));
  g_assert_nonnull (strstr (self->sent, "Caf=C3=A9 Zo=C3=AB"));
  g_assert_nonnull (strstr (self->sent, "8 =E2=82=AC"));
}

/* C18: the declared size is that of the letter as it travels. */
static void
test_size (Fixture *self, gconstpointer data)
{
  const MfEffect *composed = play_find_effect (self->records, MF_EFFECT_COMPOSED, 0, NULL);
  g_autofree char *expected =
      g_strdup_printf ("MAIL FROM:<alice@a.example> SIZE=%" G_GSIZE_FORMAT "\r\n",
                       g_bytes_get_size (composed->content));
  g_autofree char *mail =
      play_dup_unit (self->records, play_find_topic (self->records, "smtp.MAIL", 0));

  g_assert_cmpstr (mail, ==, expected);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/lesson-pictures/C10-seven-bits", test_seven_bits);
  ADD ("/lesson-pictures/C10-base64", test_base64);
  ADD ("/lesson-pictures/C10-encoded-words", test_encoded_words);
  ADD ("/lesson-pictures/C10-quoted-printable", test_quoted_printable);
  ADD ("/lesson-pictures/C18-size", test_size);

  return g_test_run ();
}
