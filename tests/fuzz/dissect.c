/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "dissect.h"

#include "units.h"

#define SERVER_SPEAKS 1
#define CLIENT_SPEAKS 2

typedef struct
{
  MfDissector *dissector;
  GString *units[2];
  gsize fed[2];
  gsize taken[2];
  gsize largest;
  gboolean opaque[2];
} Observer;

static void
write_unit (Observer *observer, const MfUnit *unit)
{
  GString *text = observer->units[unit->direction];
  gsize size;
  const char *bytes = g_bytes_get_data (unit->bytes, &size);

  /* Where opaque bytes are cut says nothing. */
  if (unit->kind != MF_UNIT_OPAQUE || !observer->opaque[unit->direction])
    g_string_append_printf (text, "\n%d %s %d %d ", unit->kind,
                            unit->kind == MF_UNIT_OPAQUE ? "" : unit->topic, unit->phase,
                            unit->kind == MF_UNIT_OPAQUE || unit->complete);
  observer->opaque[unit->direction] = unit->kind == MF_UNIT_OPAQUE;

  g_string_append_len (text, bytes, (gssize) size);
  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];

      g_string_append_printf (text, " %s %u %u %s", field->name, (guint) field->span.start,
                              (guint) field->span.length, field->value ? field->value : "-");
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
          observer->taken[direction] += g_bytes_get_size (unit->bytes);
          write_unit (observer, unit);
        }
    }

  for (guint direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    {
      gsize pending = mf_dissector_get_pending (observer->dissector, direction);

      g_assert_cmpuint (pending, ==, observer->fed[direction] - observer->taken[direction]);
      g_assert_cmpuint (pending, <=, MF_UNIT_DATA_MAX + observer->largest);
    }
}

static void
feed (Observer *observer, MfDirection direction, const guint8 *data, gsize size, gsize step)
{
  for (gsize at = 0; at < size; at += step)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (data + at, MIN (step, size - at));

      observer->fed[direction] += g_bytes_get_size (bytes);
      observer->largest = MAX (observer->largest, g_bytes_get_size (bytes));
      mf_dissector_feed (observer->dissector, direction, bytes);
      take_units (observer);
    }
}

static char *
play (MfDissector *dissector, const guint8 *data, gsize size, gsize step)
{
  MfDirection direction = MF_TO_SERVER;
  Observer observer = {
    .dissector = dissector,
    .units = { g_string_new (NULL), g_string_new (NULL) },
  };
  gsize start = 0;

  for (gsize i = 0; i <= size; i++)
    if (i == size || data[i] == SERVER_SPEAKS || data[i] == CLIENT_SPEAKS)
      {
        feed (&observer, direction, data + start, i - start, step);
        start = i + 1;
        if (i < size)
          direction = data[i] == SERVER_SPEAKS ? MF_TO_CLIENT : MF_TO_SERVER;
      }

  mf_dissector_end (observer.dissector, MF_TO_SERVER);
  take_units (&observer);
  mf_dissector_end (observer.dissector, MF_TO_CLIENT);
  take_units (&observer);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (observer.taken[i], ==, observer.fed[i]);

  mf_dissector_free (observer.dissector);
  g_string_append_len (observer.units[0], observer.units[1]->str, (gssize) observer.units[1]->len);
  g_string_free (observer.units[1], TRUE);
  return g_string_free_and_steal (observer.units[0]);
}

/**
 * dissect:
 * @make: makes the dissector that is tried
 * @data: what both sides say: behind a 1 the server, behind a 2 the client, who begins
 * @size: its length
 *
 * However the bytes are cut, they come out in the same units, none is lost, and no
 * more than one unit is kept.
 */
void
dissect (MfDissector *(*make) (void), const guint8 *data, gsize size)
{
  g_autofree char *whole = play (make (), data, size, MAX (size, 1));
  g_autofree char *bytewise = play (make (), data, size, 1);
  g_autofree char *fives = play (make (), data, size, 5);

  g_assert_cmpstr (whole, ==, bytewise);
  g_assert_cmpstr (whole, ==, fives);
}
