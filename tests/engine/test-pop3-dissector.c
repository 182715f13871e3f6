/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-dissector.h"

#include "transcript.h"
#include "units.h"

#include <string.h>

typedef struct
{
  MfDissector *dissector;
  GString *units;    /* one line each */
  GString *bytes[2]; /* of the units, put together again */
  gsize fed[2];
} Tap;

static void
tap_init (Tap *self)
{
  *self = (Tap) { .dissector = mf_pop3_dissector_new (), .units = g_string_new (NULL) };
  for (guint i = 0; i < 2; i++)
    self->bytes[i] = g_string_new (NULL);
}

static void
tap_clear (Tap *self)
{
  mf_dissector_free (self->dissector);
  g_string_free (self->units, TRUE);
  for (guint i = 0; i < 2; i++)
    g_string_free (self->bytes[i], TRUE);
}

static void
pull (Tap *self, MfDirection direction)
{
  MfUnit *unit;

  while ((unit = mf_dissector_next (self->dissector, direction)))
    {
      gsize size;
      const char *data = g_bytes_get_data (unit->bytes, &size);

      check_unit (unit, direction);
      g_assert_cmpint (unit->protocol, ==, MF_PROTOCOL_POP3);
      g_string_append_len (self->bytes[direction], data, (gssize) size);
      describe_unit (unit, self->units);
      mf_unit_unref (unit);
    }

  g_assert_cmpuint (self->bytes[direction]->len +
                        mf_dissector_get_pending (self->dissector, direction),
                    ==, self->fed[direction]);
}

static void
feed (Tap *self, MfDirection direction, const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  self->fed[direction] += length;
  mf_dissector_feed (self->dissector, direction, bytes);
  pull (self, direction);
}

static void
end (Tap *self)
{
  for (MfDirection direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    {
      mf_dissector_end (self->dissector, direction);
      pull (self, direction);
      g_assert_cmpuint (mf_dissector_get_pending (self->dissector, direction), ==, 0);
    }
}

static void
feed_pieces (
    Tap *self, MfDirection direction, const GString *text, gsize step, gsize cut, gsize *position)
{
  for (gsize i = 0, n; i < text->len; i += n)
    {
      n = MIN (step, text->len - i);
      if (*position < cut && cut < *position + n)
        n = cut - *position;
      feed (self, direction, text->str + i, n);
      *position += n;
    }
}

/* Feeds a dialogue in its turns, in pieces of @step bytes and cut at @cut. */
static GString *
dissect (const Transcript *transcript, gsize step, gsize cut)
{
  g_autoptr (GString) said = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) heard = transcript_get_bytes (transcript, 'S');
  gsize position = 0;
  guint next = 0;
  GString *units;
  Tap tap;

  tap_init (&tap);
  while (next < transcript->n_lines)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      next = transcript_get_turn (transcript, next, client, server);
      feed_pieces (&tap, MF_TO_SERVER, client, step, cut, &position);
      feed_pieces (&tap, MF_TO_CLIENT, server, step, cut, &position);
    }

  end (&tap);
  g_assert_true (g_string_equal (tap.bytes[MF_TO_SERVER], said));
  g_assert_true (g_string_equal (tap.bytes[MF_TO_CLIENT], heard));
  units = g_string_new (tap.units->str);
  tap_clear (&tap);
  return units;
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) said = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) heard = transcript_get_bytes (transcript, 'S');
  g_autoptr (GString) expected = transcript_get_texts (transcript, 'U');
  g_autoptr (GString) whole = dissect (transcript, G_MAXSIZE, 0);
  g_autoptr (GString) bytewise = dissect (transcript, 1, 0);
  gsize size = said->len + heard->len;

  /* The dialogues of the machines' own tests have no units written down. */
  if (expected->len > 0)
    g_assert_cmpstr (whole->str, ==, expected->str);
  g_assert_cmpstr (bytewise->str, ==, whole->str);

  for (gsize cut = 1; cut < MIN (size, 10000); cut++)
    {
      g_autoptr (GString) units = dissect (transcript, G_MAXSIZE, cut);

      g_assert_cmpstr (units->str, ==, whole->str);
    }
}

static void
say (Tap *self, MfDirection direction, const char *text)
{
  feed (self, direction, text, strlen (text));
}

static void
log_in (Tap *self)
{
  say (self, MF_TO_CLIENT, "+OK ready\r\n");
  say (self, MF_TO_SERVER, "USER bob\r\n");
  say (self, MF_TO_CLIENT, "+OK\r\n");
  say (self, MF_TO_SERVER, "PASS s3cret\r\n");
  say (self, MF_TO_CLIENT, "+OK\r\n");
  g_string_truncate (self->units, 0);
}

/* A message larger than a unit is cut behind line ends, whatever the reads. */
static void
test_large_message (void)
{
  g_autoptr (GString) message = g_string_new ("+OK\r\nSubject: large\r\n\r\n");
  g_autofree char *first = NULL;
  static const gsize steps[] = { G_MAXSIZE, 1, 4096, 65535, 65537 };

  while (message->len < 300 * 1024)
    g_string_append (message, "..a line that starts with a dot, and is long enough for that\r\n");
  g_string_append (message, ".\r\n");

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gsize position = 0;
      Tap tap;

      tap_init (&tap);
      log_in (&tap);
      say (&tap, MF_TO_SERVER, "RETR 1\r\n");
      g_string_truncate (tap.units, 0);
      feed_pieces (&tap, MF_TO_CLIENT, message, steps[i], 0, &position);
      g_assert_cmpuint (mf_dissector_get_pending (tap.dissector, MF_TO_CLIENT), ==, 0);
      g_assert_true (g_str_has_suffix (tap.units->str, " end-mark=.␍␊\n"));
      if (first == NULL)
        first = g_strdup (tap.units->str);
      g_assert_cmpstr (tap.units->str, ==, first);
      tap_clear (&tap);
    }
}

/* So is a line that is too long for a unit, in a command, a reply or a message. */
static void
test_long_lines (void)
{
  static const struct
  {
    MfDirection direction;
    const char *before;
    gsize length;
    const char *after;
    const char *units;
  } rows[] = {
    { MF_TO_SERVER, "X", MF_UNIT_DATA_MAX - 3, "\r\n",
      "C command pop3.unknown transaction verb(65534)\n" },
    { MF_TO_SERVER, "NOOP", MF_UNIT_DATA_MAX, "\r\nNOOP\r\n",
      "C opaque pop3.opaque transaction\n"
      "C opaque pop3.opaque transaction\n"
      "C command pop3.NOOP transaction verb=NOOP\n" },
    { MF_TO_CLIENT, "+OK", MF_UNIT_DATA_MAX, "\r\n-ERR no\r\n",
      "S opaque pop3.opaque transaction\n"
      "S opaque pop3.opaque transaction\n"
      "S reply pop3.-ERR.unsolicited transaction status=-ERR text=no\n" },
    { MF_TO_CLIENT, "+OK\r\n", 2 * MF_UNIT_DATA_MAX + 1, "\r\n.\r\n",
      "S reply pop3.+OK.RETR transaction status=+OK\n"
      "S data pop3.data transaction body(65536)\n"
      "S data pop3.data transaction body(65536)\n"
      "S data pop3.data transaction body=y␍␊ end-mark=.␍␊\n" },
    { MF_TO_CLIENT, "+OK\r\n", MF_UNIT_DATA_MAX - 1, "\r\n.\r\n",
      "S reply pop3.+OK.RETR transaction status=+OK\n"
      "S data pop3.data transaction body(65536)\n"
      "S data pop3.data transaction body=␊ end-mark=.␍␊\n" },
    { MF_TO_CLIENT, "+OK\r\nSubject: ", MF_UNIT_DATA_MAX, "\r\n more\r\n\r\nbody\r\n.\r\n",
      "S reply pop3.+OK.RETR transaction status=+OK\n"
      "S data pop3.data transaction header-field(65536) field-name=Subject field-body(65527)\n"
      "S data pop3.data transaction field-body=yyyyyyyyy␍␊ more→yyyyyyyyy more blank-line=␍␊ "
      "body=body␍␊ end-mark=.␍␊\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step > 0; step = step == 1 ? G_MAXSIZE : 0)
      {
        g_autofree char *filler = g_strnfill (rows[i].length, 'y');
        g_autoptr (GString) text = g_string_new (rows[i].before);
        gsize position = 0;
        Tap tap;

        g_string_append (text, filler);
        g_string_append (text, rows[i].after);
        tap_init (&tap);
        log_in (&tap);
        if (rows[i].direction == MF_TO_CLIENT)
          say (&tap, MF_TO_SERVER, "RETR 1\r\n");
        g_string_truncate (tap.units, 0);
        feed_pieces (&tap, rows[i].direction, text, step, 0, &position);
        g_assert_cmpstr (tap.units->str, ==, rows[i].units);
        tap_clear (&tap);
      }
}

/* Dots beyond counting are not counted, but the end is still marked. */
static void
test_many_dots (void)
{
  g_autoptr (GString) message = g_string_new ("+OK\r\n\r\n");
  Tap tap;

  for (guint i = 0; i < 10000; i++)
    g_string_append (message, "..\r\n");
  g_string_append (message, ".\r\n");

  tap_init (&tap);
  log_in (&tap);
  say (&tap, MF_TO_SERVER, "RETR 1\r\n");
  g_string_truncate (tap.units, 0);
  say (&tap, MF_TO_CLIENT, message->str);
  g_assert_nonnull (strstr (tap.units->str, " blank-line=␍␊ body(40000) dot-stuffing=."));
  g_assert_true (g_str_has_suffix (tap.units->str, " dot-stuffing=. end-mark=.␍␊\n"));
  tap_clear (&tap);
}

static void
test_large_listing (void)
{
  Tap tap;
  g_autoptr (GString) listing = g_string_new ("+OK\r\n");

  for (guint i = 1; i <= 10000; i++)
    g_string_append_printf (listing, "%u %u\r\n", i, i);
  g_string_append (listing, ".\r\n");
  g_assert_cmpuint (listing->len, >, MF_UNIT_DATA_MAX);

  tap_init (&tap);
  log_in (&tap);
  say (&tap, MF_TO_SERVER, "LIST\r\nNOOP\r\n");
  g_string_truncate (tap.units, 0);
  say (&tap, MF_TO_CLIENT, listing->str);
  say (&tap, MF_TO_CLIENT, "+OK\r\n");
  g_assert_true (
      g_str_has_prefix (tap.units->str,
                        "S reply pop3.+OK.LIST transaction status=+OK message-number=1 octets=1 "));
  g_assert_nonnull (strstr (tap.units->str, "\nS reply pop3.+OK.LIST transaction message-number="));
  g_assert_true (g_str_has_suffix (tap.units->str,
                                   " end-mark=.␍␊\n"
                                   "S reply pop3.+OK.NOOP transaction status=+OK\n"));
  tap_clear (&tap);
}

/* More commands than are remembered: the replies are still counted. */
static void
test_far_ahead (void)
{
  enum
  {
    N = 10000
  };
  Tap tap;

  tap_init (&tap);
  log_in (&tap);
  for (guint i = 0; i < N; i++)
    say (&tap, MF_TO_SERVER, "NOOP\r\n");
  g_string_truncate (tap.units, 0);
  for (guint i = 0; i < N; i++)
    say (&tap, MF_TO_CLIENT, "+OK\r\n");
  g_assert_true (g_str_has_prefix (tap.units->str, "S reply pop3.+OK.NOOP "));
  g_assert_null (strstr (tap.units->str, "unsolicited"));
  g_string_truncate (tap.units, 0);
  say (&tap, MF_TO_SERVER, "STAT\r\n");
  say (&tap, MF_TO_CLIENT, "+OK 0 0\r\n+OK\r\n");
  g_assert_cmpstr (
      tap.units->str, ==,
      "C command pop3.STAT transaction verb=STAT\n"
      "S reply pop3.+OK.STAT transaction status=+OK text=0 0 message-count=0 octets=0\n"
      "S reply pop3.+OK.unsolicited transaction status=+OK\n");
  tap_clear (&tap);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/pop3/dissector/transcript", "pop3/dissector", test_transcript);
  transcript_add_tests ("/pop3/dissector/server", "pop3/server", test_transcript);
  transcript_add_tests ("/pop3/dissector/client", "pop3/client", test_transcript);
  g_test_add_func ("/pop3/dissector/large-message", test_large_message);
  g_test_add_func ("/pop3/dissector/long-lines", test_long_lines);
  g_test_add_func ("/pop3/dissector/many-dots", test_many_dots);
  g_test_add_func ("/pop3/dissector/large-listing", test_large_listing);
  g_test_add_func ("/pop3/dissector/far-ahead", test_far_ahead);

  return g_test_run ();
}
