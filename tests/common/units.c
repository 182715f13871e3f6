/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "units.h"

/* Longer than this a field's bytes are not shown, only counted. */
#define SHOWN 60

/* What a unit may hold beside the fields that repeat: the blank line, the body
 * and the end mark of message data, and what a reply's first line says once. */
#define SINGLE_FIELDS_MAX 8

/* Deeper than this no field nests. */
#define DEPTH_MAX 8

/* All fields lie inside the unit, in order; two may nest but never cross. */
static void
check_fields (const MfUnit *unit)
{
  gsize size = g_bytes_get_size (unit->bytes);
  gsize ends[DEPTH_MAX];
  gsize last = 0;
  guint depth = 0;

  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];
      gsize start = field->span.start;
      gsize end = start + field->span.length;

      g_assert_cmpuint (start, >=, last);
      g_assert_cmpuint (start, <=, size);
      g_assert_cmpuint (field->span.length, <=, size - start);
      g_assert_true (field->value == NULL || g_utf8_validate (field->value, -1, NULL));
      while (depth > 0 && ends[depth - 1] <= start)
        depth--;
      if (depth > 0)
        g_assert_cmpuint (end, <=, ends[depth - 1]);
      g_assert_cmpuint (depth, <, DEPTH_MAX);
      ends[depth++] = end;
      last = start;
    }
}

/**
 * check_unit:
 * @unit: what a dissector made of any bytes
 * @direction: which way they went
 *
 * Asserts what holds for every unit of every protocol.
 */
void
check_unit (const MfUnit *unit, MfDirection direction)
{
  gsize size = g_bytes_get_size (unit->bytes);

  g_assert_cmpuint (size, >, 0);
  g_assert_cmpuint (size, <=, MF_UNIT_DATA_MAX);
  g_assert_cmpint (unit->direction, ==, direction);
  g_assert_cmpuint (unit->n_fields, <=, MF_UNIT_FIELDS_MAX + SINGLE_FIELDS_MAX);
  check_fields (unit);
}

/**
 * describe_unit:
 * @unit: a unit
 * @text: where its line goes
 *
 * Writes a unit as the U: lines of the transcripts have it: C or S, kind,
 * topic, phase, then the fields, a decoded value behind an arrow.
 */
void
describe_unit (const MfUnit *unit, GString *text)
{
  g_string_append_printf (text, "%c %s %s %s%s", unit->direction == MF_TO_SERVER ? 'C' : 'S',
                          mf_unit_kind_get_nick (unit->kind), unit->topic,
                          mf_phase_get_nick (unit->phase), unit->complete ? "" : " incomplete");

  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];
      g_autofree char *bytes = mf_unit_get_field_text (unit, field);

      if (field->span.length > SHOWN)
        g_string_append_printf (text, " %s(%" G_GSIZE_FORMAT ")", field->name, field->span.length);
      else
        g_string_append_printf (text, " %s=%s", field->name, bytes);
      if (field->value)
        g_string_append_printf (text, "→%s", field->value);
    }

  g_string_append_c (text, '\n');
}
