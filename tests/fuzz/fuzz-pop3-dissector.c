/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/pop3/mf-pop3-dissector.h"
#include "units.h"

#include <string.h>

/* This byte of an input gives the other side the word; the server begins. */
#define TURN 0x01

typedef struct
{
  MfDissector *dissector;
  GByteArray *bytes[2]; /* of the units, put together again */
  GString *units;
} Tap;

static void
pull (Tap *self, MfDirection direction)
{
  MfUnit *unit;

  while ((unit = mf_dissector_next (self->dissector, direction)))
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (unit->bytes, &size);

      check_unit (unit, direction);
      g_byte_array_append (self->bytes[direction], data, (guint) size);
      g_string_append_printf (self->units, "%d %d %d %d %s %u %" G_GSIZE_FORMAT "\n",
                              unit->direction, unit->kind, unit->phase, unit->complete, unit->topic,
                              unit->n_fields, size);
      mf_unit_unref (unit);
    }
}

static void
feed (Tap *self, MfDirection direction, const guint8 *data, gsize size, gsize step)
{
  for (gsize at = 0; at < size; at += step)
    {
      gsize n = MIN (step, size - at);
      g_autoptr (GBytes) bytes = g_bytes_new (data + at, n);

      mf_dissector_feed (self->dissector, direction, bytes);
      pull (self, direction);
      g_assert_cmpuint (mf_dissector_get_pending (self->dissector, direction), <,
                        MF_UNIT_DATA_MAX + n);
    }
}

/* The units as text. They are the fed bytes and nothing else. */
static char *
dissect (const guint8 *data, gsize size, gsize step)
{
  Tap tap = { .dissector = mf_pop3_dissector_new (), .units = g_string_new (NULL) };
  GByteArray *fed[2] = { g_byte_array_new (), g_byte_array_new () };
  MfDirection direction = MF_TO_CLIENT;

  for (guint i = 0; i < 2; i++)
    tap.bytes[i] = g_byte_array_new ();

  for (gsize at = 0; at < size;)
    {
      const guint8 *turn = memchr (data + at, TURN, size - at);
      gsize n = turn ? (gsize) (turn - data) - at : size - at;

      feed (&tap, direction, data + at, n, step);
      g_byte_array_append (fed[direction], data + at, (guint) n);
      direction = direction == MF_TO_CLIENT ? MF_TO_SERVER : MF_TO_CLIENT;
      at += n + 1;
    }

  for (direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    {
      mf_dissector_end (tap.dissector, direction);
      pull (&tap, direction);
      g_assert_cmpuint (mf_dissector_get_pending (tap.dissector, direction), ==, 0);
      g_assert_cmpmem (tap.bytes[direction]->data, tap.bytes[direction]->len, fed[direction]->data,
                       fed[direction]->len);
      g_byte_array_unref (tap.bytes[direction]);
      g_byte_array_unref (fed[direction]);
    }

  mf_dissector_free (tap.dissector);
  return g_string_free_and_steal (tap.units);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = dissect (data, size, G_MAXSIZE / 2);
  g_autofree char *bytewise = dissect (data, size, 1);
  g_autofree char *elevens = dissect (data, size, 11);

  g_assert_cmpstr (bytewise, ==, whole);
  g_assert_cmpstr (elevens, ==, whole);
  return 0;
}
