/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-unit.h"

static void
test_fields_are_ordered (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("250 OK\r\n", 8);
  MfUnitBuilder *builder =
      mf_unit_builder_new (MF_PROTOCOL_SMTP, MF_UNIT_REPLY, MF_TO_CLIENT, bytes);
  g_autoptr (MfUnit) unit = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  mf_unit_builder_set_topic (builder, "smtp.%d", 250);
  mf_unit_builder_add_field (builder, "text", MF_SPAN (4, 2), NULL);
  mf_unit_builder_add_field (builder, "reply-code", MF_SPAN (0, 3), g_strdup ("250"));
  mf_unit_builder_add_field (builder, "reply-line", MF_SPAN (0, 8), NULL);
  unit = mf_unit_builder_end (builder);

  g_assert_cmpuint (unit->n_fields, ==, 3);
  g_assert_cmpstr (unit->fields[0].name, ==, "reply-line");
  g_assert_cmpstr (unit->fields[1].name, ==, "reply-code");
  g_assert_cmpstr (unit->fields[2].name, ==, "text");
  g_assert_true (mf_unit_find_field (unit, "text") == &unit->fields[2]);
  g_assert_null (mf_unit_find_field (unit, "nothing"));
  g_assert_true (unit->topic == g_intern_string ("smtp.250"));

  line = mf_unit_get_first_line (unit);
  g_assert_cmpstr (line, ==, "250 OK");
  text = mf_unit_get_field_text (unit, &unit->fields[0]);
  g_assert_cmpstr (text, ==, "250 OK␍␊");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proto/unit/fields-are-ordered", test_fields_are_ordered);

  return g_test_run ();
}
