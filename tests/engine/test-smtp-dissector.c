/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector.h"
#include "transcript.h"
#include "units.h"

#include <string.h>

/* The units of each side, one a line. */
typedef struct
{
  MfDissector *dissector;
  GString *units[2];
  GString *bytes[2];
} Observer;

static Observer
observer_new (void)
{
  return (Observer) {
    .dissector = mf_smtp_dissector_new (MF_PROTOCOL_SMTP),
    .units = { g_string_new (NULL), g_string_new (NULL) },
    .bytes = { g_string_new (NULL), g_string_new (NULL) },
  };
}

static void
observer_clear (Observer *observer)
{
  mf_dissector_free (observer->dissector);
  for (guint i = 0; i < 2; i++)
    {
      g_string_free (observer->units[i], TRUE);
      g_string_free (observer->bytes[i], TRUE);
    }
}

static void
take_units (Observer *observer)
{
  gboolean more = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
        {
          g_autoptr (MfUnit) unit = mf_dissector_next (observer->dissector, direction);

          if (unit == NULL)
            continue;
          more = TRUE;
          check_unit (unit, direction);
          describe_unit (unit, observer->units[direction]);
          g_string_append_len (observer->bytes[direction], g_bytes_get_data (unit->bytes, NULL),
                               (gssize) g_bytes_get_size (unit->bytes));
        }
    }
}

static void
feed (Observer *observer, MfDirection direction, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  mf_dissector_feed (observer->dissector, direction, bytes);
  take_units (observer);
}

static void
end (Observer *observer)
{
  mf_dissector_end (observer->dissector, MF_TO_SERVER);
  take_units (observer);
  mf_dissector_end (observer->dissector, MF_TO_CLIENT);
  take_units (observer);
  g_assert_cmpuint (mf_dissector_get_pending (observer->dissector, MF_TO_SERVER), ==, 0);
  g_assert_cmpuint (mf_dissector_get_pending (observer->dissector, MF_TO_CLIENT), ==, 0);
}

/* Feeds a side's turn cut at @cut of the whole dialogue, or in pieces. */
static void
feed_turn (Observer *observer,
           MfDirection direction,
           const GString *text,
           gsize cut,
           gsize step,
           gsize *said)
{
  for (gsize at = 0; at < text->len;)
    {
      gsize left = text->len - at;
      gsize n = step ? MIN (step, left) : *said < cut ? MIN (cut - *said, left) : left;

      feed (observer, direction, text->str + at, n);
      at += n;
      *said += n;
    }
}

static char *
get_expected (const Transcript *transcript, const char *side)
{
  g_autoptr (GString) all = transcript_get_texts (transcript, 'U');
  g_auto (GStrv) lines = g_strsplit (all->str, "\n", -1);
  GString *expected = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], side))
      g_string_append_printf (expected, "%s\n", lines[i]);
  return g_string_free_and_steal (expected);
}

static gsize
check_pieces (const Transcript *transcript, gsize cut, gsize step)
{
  Observer observer = observer_new ();
  g_autoptr (GString) all_client = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) all_server = transcript_get_bytes (transcript, 'S');
  g_autofree char *from_client = get_expected (transcript, "C ");
  g_autofree char *from_server = get_expected (transcript, "S ");
  gsize said = 0;

  for (guint i = 0; i < transcript->n_lines;)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      i = transcript_get_turn (transcript, i, client, server);
      feed_turn (&observer, MF_TO_SERVER, client, cut, step, &said);
      feed_turn (&observer, MF_TO_CLIENT, server, cut, step, &said);
    }
  end (&observer);

  g_assert_true (g_string_equal (observer.bytes[MF_TO_SERVER], all_client));
  g_assert_true (g_string_equal (observer.bytes[MF_TO_CLIENT], all_server));
  g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==, from_client);
  g_assert_cmpstr (observer.units[MF_TO_CLIENT]->str, ==, from_server);
  observer_clear (&observer);
  return said;
}

static void
test_transcript (const Transcript *transcript)
{
  gsize length = check_pieces (transcript, 0, 0);

  for (gsize cut = 1; cut < length; cut++)
    check_pieces (transcript, cut, 0);
  for (gsize step = 1; step < 5; step++)
    check_pieces (transcript, 0, step);
}

/* The dialogues of the other tests: no byte is lost, however they are cut. */
static void
check_conservation (const Transcript *transcript, gsize step)
{
  Observer observer = observer_new ();
  g_autoptr (GString) all_client = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) all_server = transcript_get_bytes (transcript, 'S');
  gsize said = 0;

  for (guint i = 0; i < transcript->n_lines;)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      i = transcript_get_turn (transcript, i, client, server);
      feed_turn (&observer, MF_TO_SERVER, client, 0, step, &said);
      feed_turn (&observer, MF_TO_CLIENT, server, 0, step, &said);
    }
  end (&observer);

  g_assert_true (g_string_equal (observer.bytes[MF_TO_SERVER], all_client));
  g_assert_true (g_string_equal (observer.bytes[MF_TO_CLIENT], all_server));
  g_assert_null (strstr (observer.units[MF_TO_CLIENT]->str, "UNKNOWN incomplete"));
  observer_clear (&observer);
}

static void
test_conservation (const Transcript *transcript)
{
  for (gsize step = 1; step < 8; step++)
    check_conservation (transcript, step);
  check_conservation (transcript, G_MAXSIZE);
}

static void
open_data (Observer *observer)
{
  static const char *const dialogue[][2] = {
    { "", "220 b.example\r\n" },          { "HELO a.example\r\n", "250 b.example\r\n" },
    { "MAIL FROM:<>\r\n", "250 ok\r\n" }, { "RCPT TO:<b@b.example>\r\n", "250 ok\r\n" },
    { "DATA\r\n", "354 go\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dialogue); i++)
    {
      feed (observer, MF_TO_SERVER, dialogue[i][0], strlen (dialogue[i][0]));
      feed (observer, MF_TO_CLIENT, dialogue[i][1], strlen (dialogue[i][1]));
    }
}

/* Where a large letter is cut depends on its bytes alone. */
static void
test_large_letter (void)
{
  static const gsize steps[] = { 1, 7, 1000, 65535, 65536, 65537, 1000000 };
  g_autoptr (GString) letter = g_string_new ("Subject: large\r\n\r\n");
  g_autofree char *expected = NULL;

  for (guint line = 0; letter->len < 200000; line++)
    g_string_append_printf (letter, "%s%u the quick brown fox\r\n", line % 1000 ? "" : "..", line);
  g_string_append (letter, ".\r\n");

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Observer observer = observer_new ();
      gsize said = 0;

      open_data (&observer);
      g_string_truncate (observer.units[MF_TO_SERVER], 0);
      g_string_truncate (observer.bytes[MF_TO_SERVER], 0);
      feed_turn (&observer, MF_TO_SERVER, letter, 0, steps[i], &said);
      feed (&observer, MF_TO_CLIENT, "250 ok\r\n", 8);

      g_assert_true (g_string_equal (observer.bytes[MF_TO_SERVER], letter));
      g_assert_true (g_str_has_suffix (observer.units[MF_TO_CLIENT]->str,
                                       "S reply smtp.250.data transfer reply-line=250 ok "
                                       "reply-code=250 text=ok\n"));
      if (expected == NULL)
        expected = g_strdup (observer.units[MF_TO_SERVER]->str);
      g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==, expected);
      observer_clear (&observer);
    }
}

static GString *
repeat (const char *before, const char *text, guint times, const char *after)
{
  GString *all = g_string_new (before);

  for (guint i = 0; i < times; i++)
    g_string_append (all, text);
  g_string_append (all, after);
  return all;
}

/* Fields beyond counting are not counted, but the end is still marked. That no
 * unit holds more is asserted as it comes. */
static void
test_many_fields (void)
{
  static const struct
  {
    const char *before;
    const char *text;
    guint times;
    const char *after;
    const char *last;
  } rows[] = {
    { "", "a:\r\n", 10000, ".\r\n", " header-field=a:␍␊ end-mark=␍␊.␍␊\n" },
    { "", "a:\r\n", 10000, "\r\nx\r\n.\r\n", " blank-line=␍␊ body=x end-mark=␍␊.␍␊\n" },
    { "\r\n", "..\r\n", 10000, ".\r\n", " dot-stuffing=. end-mark=␍␊.␍␊\n" },
    { "\r\n", "\rx\n", 20000, "\r\n.\r\n", " bare-lf=␊ end-mark=␍␊.␍␊\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) data =
          repeat (rows[i].before, rows[i].text, rows[i].times, rows[i].after);
      Observer observer = observer_new ();

      open_data (&observer);
      feed (&observer, MF_TO_SERVER, data->str, data->len);
      g_assert_true (g_str_has_suffix (observer.units[MF_TO_SERVER]->str, rows[i].last));
      observer_clear (&observer);
    }
}

/* Nor are those of a reply. */
static void
test_many_params (void)
{
  g_autoptr (GString) params = repeat ("250-b.example\r\n250-X", " a", 20000, "\r\n250 Y\r\n");
  g_autoptr (GString) lines = repeat ("", "250-X\n", 10000, "250 Y\r\n");
  Observer observer = observer_new ();

  feed (&observer, MF_TO_CLIENT, "220 b.example\r\n", 15);
  feed (&observer, MF_TO_SERVER, "EHLO a.example\r\nEHLO a.example\r\nNOOP\r\n", 38);
  feed (&observer, MF_TO_CLIENT, params->str, params->len);
  g_assert_true (g_str_has_suffix (observer.units[MF_TO_CLIENT]->str, " ehlo-param=a\n"));
  feed (&observer, MF_TO_CLIENT, lines->str, lines->len);
  feed (&observer, MF_TO_CLIENT, "250 ok\r\n", 8);
  g_assert_true (g_str_has_suffix (observer.units[MF_TO_CLIENT]->str,
                                   "S reply smtp.250.NOOP handshake reply-line=250 ok "
                                   "reply-code=250 text=ok\n"));
  observer_clear (&observer);
}

/* Where data is cut in the middle of what is one thing. */
static void
test_cut_data (void)
{
  static const struct
  {
    const char *before;
    gsize length;
    const char *after;
    const char *units;
  } rows[] = {
    { "", MF_UNIT_DATA_MAX - 1, "\r\n.\r\n",
      "C data smtp.data transfer body(65536)\n"
      "C data smtp.data transfer body=␊ end-mark=.␍␊\n" },
    { "", MF_UNIT_DATA_MAX - 2, "\r\n.\r\n",
      "C data smtp.data transfer body(65536)\n"
      "C data smtp.data transfer end-mark=.␍␊\n" },
    { "", MF_UNIT_DATA_MAX, "\r\n.\r\n",
      "C data smtp.data transfer body(65536)\n"
      "C data smtp.data transfer end-mark=␍␊.␍␊\n" },
    { "Subject: ", MF_UNIT_DATA_MAX, "\r\n more\r\n.\r\n",
      "C data smtp.data transfer header-field(65536) field-name=Subject field-body(65527)\n"
      "C data smtp.data transfer field-body=yyyyyyyyy␍␊ more→yyyyyyyyy more end-mark=␍␊.␍␊\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step > 0; step = step == 1 ? G_MAXSIZE : 0)
      {
        g_autofree char *filler = g_strnfill (rows[i].length, 'y');
        g_autoptr (GString) data = g_string_new (rows[i].before);
        Observer observer = observer_new ();
        gsize said = 0;

        g_string_append (data, filler);
        g_string_append (data, rows[i].after);
        open_data (&observer);
        g_string_truncate (observer.units[MF_TO_SERVER], 0);
        feed_turn (&observer, MF_TO_SERVER, data, 0, step, &said);
        g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==, rows[i].units);
        observer_clear (&observer);
      }
}

/* 64 KiB without a line end, and what comes after it. */
static void
test_endless_line (void)
{
  Observer observer = observer_new ();
  g_autofree char *line = g_strnfill (100000, 'x');

  feed (&observer, MF_TO_SERVER, line, 100000);
  g_assert_cmpuint (mf_dissector_get_pending (observer.dissector, MF_TO_SERVER), ==, 34464);
  feed (&observer, MF_TO_SERVER, "\r\nNOOP\r\n", 8);
  g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==,
                   "C opaque smtp.opaque handshake\nC opaque smtp.opaque handshake\n"
                   "C command smtp.NOOP handshake verb=NOOP\n");
  feed (&observer, MF_TO_CLIENT, "220 b\r\n500 what\r\n250 ok\r\n", 25);
  g_assert_nonnull (strstr (observer.units[MF_TO_CLIENT]->str, "smtp.500.UNKNOWN"));
  g_assert_nonnull (strstr (observer.units[MF_TO_CLIENT]->str, "smtp.250.NOOP"));
  observer_clear (&observer);
}

/* Thousands of commands that nobody answers cost little, and the answers that
 * come in the end are still counted right. */
static void
test_many_unanswered (void)
{
  Observer observer = observer_new ();

  feed (&observer, MF_TO_CLIENT, "220 b\r\n", 7);
  for (guint i = 0; i < 10000; i++)
    feed (&observer, MF_TO_SERVER, "NOOP\r\n", 6);
  feed (&observer, MF_TO_SERVER, "DATA\r\nx\r\n.\r\n", 12);
  for (guint i = 0; i < 10000; i++)
    feed (&observer, MF_TO_CLIENT, "250 ok\r\n", 8);
  g_assert_cmpuint (mf_dissector_get_pending (observer.dissector, MF_TO_SERVER), ==, 6);
  feed (&observer, MF_TO_CLIENT, "354 go\r\n", 8);
  g_assert_true (g_str_has_suffix (observer.units[MF_TO_SERVER]->str,
                                   "C data smtp.data transfer body=x end-mark=␍␊.␍␊\n"));
  observer_clear (&observer);
}

/* What follows a DATA that no one answered is a letter if it ends like one. */
static void
test_no_replies (void)
{
  static const char said[] = "DATA\r\nx\r\n.\r\nDATA\r\nNOOP\r\nDATA\r\nRSET\r\n";
  Observer observer = observer_new ();

  feed (&observer, MF_TO_SERVER, said, strlen (said));
  g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==,
                   "C command smtp.DATA transfer verb=DATA\n");
  end (&observer);
  g_assert_cmpstr (observer.units[MF_TO_SERVER]->str, ==,
                   "C command smtp.DATA transfer verb=DATA\n"
                   "C data smtp.data transfer body=x end-mark=␍␊.␍␊\n"
                   "C command smtp.DATA transfer verb=DATA\n"
                   "C command smtp.NOOP transfer verb=NOOP\n"
                   "C command smtp.DATA transfer verb=DATA\n"
                   "C command smtp.RSET transfer verb=RSET\n");
  observer_clear (&observer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/smtp/dissector", "smtp/dissector", test_transcript);
  transcript_add_tests ("/smtp/dissector/server", "smtp/server", test_conservation);
  transcript_add_tests ("/smtp/dissector/client", "smtp/client", test_conservation);
  g_test_add_func ("/smtp/dissector/large-letter", test_large_letter);
  g_test_add_func ("/smtp/dissector/many-fields", test_many_fields);
  g_test_add_func ("/smtp/dissector/many-params", test_many_params);
  g_test_add_func ("/smtp/dissector/cut-data", test_cut_data);
  g_test_add_func ("/smtp/dissector/endless-line", test_endless_line);
  g_test_add_func ("/smtp/dissector/many-unanswered", test_many_unanswered);
  g_test_add_func ("/smtp/dissector/no-replies", test_no_replies);

  return g_test_run ();
}
