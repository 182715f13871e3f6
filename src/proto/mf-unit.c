/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-unit.h"

#include <string.h>

struct _MfUnitBuilder
{
  MfUnit *unit;
  GArray *fields;
};

static const char *const kinds[] = {
  [MF_UNIT_COMMAND] = "command",     [MF_UNIT_REPLY] = "reply",       [MF_UNIT_DATA] = "data",
  [MF_UNIT_CHALLENGE] = "challenge", [MF_UNIT_RESPONSE] = "response", [MF_UNIT_OPAQUE] = "opaque",
};

/**
 * mf_unit_builder_new:
 * @protocol: whose unit
 * @kind: what it is
 * @direction: which way it goes
 * @bytes: its bytes; a reference is taken
 *
 * Returns: (transfer full): a builder; end it with mf_unit_builder_end()
 */
MfUnitBuilder *
mf_unit_builder_new (MfProtocol protocol, MfUnitKind kind, MfDirection direction, GBytes *bytes)
{
  MfUnitBuilder *self = g_new0 (MfUnitBuilder, 1);

  self->unit = g_new0 (MfUnit, 1);
  g_atomic_ref_count_init (&self->unit->refs);
  self->unit->protocol = protocol;
  self->unit->kind = kind;
  self->unit->direction = direction;
  self->unit->topic = "";
  self->unit->bytes = g_bytes_ref (bytes);
  self->unit->complete = TRUE;
  self->fields = g_array_new (FALSE, TRUE, sizeof (MfField));
  return self;
}

/**
 * mf_unit_builder_set_topic:
 * @self: a builder
 * @format: printf() format of the topic
 *
 * The topic is interned, so it must be drawn from a bounded set: known
 * commands and reply codes, never the peer's own words.
 */
void
mf_unit_builder_set_topic (MfUnitBuilder *self, const char *format, ...)
{
  char topic[64];
  va_list args;

  va_start (args, format);
  g_vsnprintf (topic, sizeof topic, format, args);
  va_end (args);
  self->unit->topic = g_intern_string (topic);
}

/**
 * mf_unit_builder_set_phase:
 * @self: a builder
 * @phase: in which phase of its session the unit is said
 */
void
mf_unit_builder_set_phase (MfUnitBuilder *self, MfPhase phase)
{
  self->unit->phase = phase;
}

/**
 * mf_unit_builder_set_incomplete:
 * @self: a builder
 *
 * Says that the stream ended in the middle of the unit.
 */
void
mf_unit_builder_set_incomplete (MfUnitBuilder *self)
{
  self->unit->complete = FALSE;
}

/**
 * mf_unit_builder_add_field:
 * @self: a builder
 * @name: a static string
 * @span: bytes inside the unit
 * @value: (nullable) (transfer full): the decoded meaning
 */
void
mf_unit_builder_add_field (MfUnitBuilder *self, const char *name, MfSpan span, char *value)
{
  MfField field = { .name = name, .span = span, .value = value };
  gsize size = g_bytes_get_size (self->unit->bytes);

  g_return_if_fail (span.start <= size && span.length <= size - span.start);

  g_array_append_val (self->fields, field);
}

/**
 * mf_unit_builder_add_repeated_field:
 * @self: a builder
 * @name: a static string
 * @span: bytes inside the unit
 * @value: (nullable) (transfer full): the decoded meaning
 *
 * Adds a field of which the peer can make any number: a header field, a line
 * of a listing. It is left out if the unit holds MF_UNIT_FIELDS_MAX already, so
 * what cannot repeat is added by mf_unit_builder_add_field() and is always there.
 */
void
mf_unit_builder_add_repeated_field (MfUnitBuilder *self, const char *name, MfSpan span, char *value)
{
  if (self->fields->len < MF_UNIT_FIELDS_MAX)
    mf_unit_builder_add_field (self, name, span, value);
  else
    g_free (value);
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const MfField *x = a;
  const MfField *y = b;

  if (x->span.start != y->span.start)
    return x->span.start < y->span.start ? -1 : 1;
  return (x->span.length < y->span.length) - (x->span.length > y->span.length);
}

/**
 * mf_unit_builder_end:
 * @self: (transfer full): a builder
 *
 * Returns: (transfer full): the unit, immutable from now on
 */
MfUnit *
mf_unit_builder_end (MfUnitBuilder *self)
{
  MfUnit *unit = g_steal_pointer (&self->unit);

  g_array_sort (self->fields, compare_fields);
  unit->n_fields = self->fields->len;
  unit->fields = (MfField *) g_array_free (self->fields, FALSE);
  g_free (self);
  return unit;
}

MfUnit *
mf_unit_ref (MfUnit *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_unit_unref (MfUnit *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < self->n_fields; i++)
    g_free (self->fields[i].value);
  g_free (self->fields);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * mf_unit_find_field:
 * @self: a unit
 * @name: a field's name
 *
 * Returns: (nullable) (transfer none): the first field of that name
 */
const MfField *
mf_unit_find_field (const MfUnit *self, const char *name)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (strcmp (self->fields[i].name, name) == 0)
      return &self->fields[i];

  return NULL;
}

static char *
make_readable (const char *data, gsize length)
{
  g_autofree char *text = g_utf8_make_valid (data, (gssize) length);
  GString *readable = g_string_sized_new (length);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* U+2400 … U+241F are the pictures of the control characters. */
      g_string_append_unichar (readable, c < 0x20 ? 0x2400 + c : c == 0x7f ? 0x2421 : c);
    }

  return g_string_free_and_steal (readable);
}

/**
 * mf_unit_get_field_text:
 * @self: a unit
 * @field: one of its fields
 *
 * Returns: (transfer full): the field's bytes as valid UTF-8 with visible
 *   control characters
 */
char *
mf_unit_get_field_text (const MfUnit *self, const MfField *field)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);

  return make_readable (data + field->span.start, field->span.length);
}

/**
 * mf_unit_get_first_line:
 * @self: a unit
 *
 * Returns: (transfer full): what stands before the first CRLF, at most 512
 *   bytes of it, as valid UTF-8 with visible control characters
 */
char *
mf_unit_get_first_line (const MfUnit *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->bytes, &size);
  const char *end = size ? memchr (data, '\n', size) : NULL;
  gsize length = end ? (gsize) (end - data) : size;

  if (end && length > 0 && data[length - 1] == '\r')
    length--;

  return make_readable (data, MIN (length, 512));
}

/**
 * mf_unit_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in files
 */
const char *
mf_unit_kind_get_nick (MfUnitKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "opaque");

  return kinds[kind];
}
