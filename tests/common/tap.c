/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "tap.h"

#include <string.h>

#include "units.h"

void
tap_init (Tap *self, MfDissector *dissector)
{
  *self = (Tap) { .dissector = dissector };
  for (guint i = 0; i < 2; i++)
    {
      self->units[i] = g_string_new (NULL);
      self->bytes[i] = g_string_new (NULL);
    }
}

void
tap_clear (Tap *self)
{
  mf_dissector_free (self->dissector);
  for (guint i = 0; i < 2; i++)
    {
      g_string_free (self->units[i], TRUE);
      g_string_free (self->bytes[i], TRUE);
    }
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
      g_string_append_len (self->bytes[direction], data, (gssize) size);
      describe_unit (unit, self->units[direction]);
      mf_unit_unref (unit);
    }

  g_assert_cmpuint (self->bytes[direction]->len +
                        mf_dissector_get_pending (self->dissector, direction),
                    ==, self->fed[direction]);
}

/* What one side says may tell what the other has said. */
void
tap_feed (Tap *self, MfDirection direction, const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  self->fed[direction] += length;
  mf_dissector_feed (self->dissector, direction, bytes);
  pull (self, direction);
  pull (self, 1 - direction);
}

void
tap_end (Tap *self)
{
  for (MfDirection direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    mf_dissector_end (self->dissector, direction);
  for (MfDirection direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    {
      pull (self, direction);
      g_assert_cmpuint (mf_dissector_get_pending (self->dissector, direction), ==, 0);
    }
}

void
tap_feed_pieces (
    Tap *self, MfDirection direction, const GString *text, gsize step, gsize cut, gsize *position)
{
  for (gsize i = 0, n; i < text->len; i += n)
    {
      n = MIN (step, text->len - i);
      if (*position < cut && cut < *position + n)
        n = cut - *position;
      tap_feed (self, direction, text->str + i, n);
      *position += n;
    }
}

void
tap_say (Tap *self, MfDirection direction, const char *text)
{
  tap_feed (self, direction, text, strlen (text));
}

/* Asserts what has come out of one side since the last time. */
void
tap_check_units (Tap *self, MfDirection direction, const char *expected)
{
  g_assert_cmpstr (self->units[direction]->str, ==, expected);
  g_string_truncate (self->units[direction], 0);
}

/* Feeds a dialogue in its turns, in pieces of @step bytes and cut at @cut. The
 * client's units come first. */
static GString *
dissect (const Transcript *transcript, TapFunc make, gsize step, gsize cut)
{
  g_autoptr (GString) said = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) heard = transcript_get_bytes (transcript, 'S');
  gsize position = 0;
  guint next = 0;
  GString *units;
  Tap tap;

  tap_init (&tap, make ());
  while (next < transcript->n_lines)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      next = transcript_get_turn (transcript, next, client, server);
      tap_feed_pieces (&tap, MF_TO_SERVER, client, step, cut, &position);
      tap_feed_pieces (&tap, MF_TO_CLIENT, server, step, cut, &position);
    }

  tap_end (&tap);
  g_assert_true (g_string_equal (tap.bytes[MF_TO_SERVER], said));
  g_assert_true (g_string_equal (tap.bytes[MF_TO_CLIENT], heard));
  units = g_string_new (tap.units[MF_TO_SERVER]->str);
  g_string_append (units, tap.units[MF_TO_CLIENT]->str);
  tap_clear (&tap);
  return units;
}

/**
 * tap_check_transcript:
 * @transcript: a dialogue with its units in U: lines
 * @make: makes the dissector
 *
 * Feeds it whole, byte by byte and cut at every position.
 */
void
tap_check_transcript (const Transcript *transcript, TapFunc make)
{
  g_autoptr (GString) said = transcript_get_bytes (transcript, 'C');
  g_autoptr (GString) heard = transcript_get_bytes (transcript, 'S');
  g_autoptr (GString) expected = transcript_get_texts (transcript, 'U');
  g_autoptr (GString) whole = dissect (transcript, make, G_MAXSIZE, 0);
  g_autoptr (GString) bytewise = dissect (transcript, make, 1, 0);
  gsize size = said->len + heard->len;

  g_assert_cmpstr (whole->str, ==, expected->str);
  g_assert_cmpstr (bytewise->str, ==, whole->str);

  for (gsize cut = 1; cut < size; cut++)
    {
      g_autoptr (GString) units = dissect (transcript, make, G_MAXSIZE, cut);

      g_assert_cmpstr (units->str, ==, whole->str);
    }
}

/* Whatever a unit cannot hold is cut, at the same places whatever the reads. */
void
tap_check_long (const TapLong *rows, gsize n_rows, TapFunc make)
{
  for (gsize i = 0; i < n_rows; i++)
    for (gsize step = 1; step > 0; step = step == 1 ? G_MAXSIZE : 0)
      {
        g_autofree char *filler = g_strnfill (rows[i].length, 'y');
        g_autoptr (GString) text = g_string_new (rows[i].before);
        gsize position = 0;
        Tap tap;

        g_string_append (text, filler);
        g_string_append (text, rows[i].after);
        tap_init (&tap, make ());
        tap_feed_pieces (&tap, rows[i].direction, text, step, 0, &position);
        g_assert_cmpstr (tap.units[rows[i].direction]->str, ==, rows[i].units);
        tap_end (&tap);
        tap_clear (&tap);
      }
}
