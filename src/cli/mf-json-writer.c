/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-json-writer.h"

static void
append_string (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');

  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (text, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (text, "\\n");
      else if (*p == '\r')
        g_string_append (text, "\\r");
      else if ((guchar) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (text, "\\u%04x", (guint) *p);
      else
        g_string_append_c (text, *p);
    }

  g_string_append_c (text, '"');
}

/* What stands before any value: a comma, and in an object the name. */
static void
begin_value (MfJsonWriter *self, const char *name)
{
  if (self->needs_comma)
    g_string_append_c (self->text, ',');

  self->needs_comma = TRUE;

  if (name != NULL)
    {
      append_string (self->text, name);
      g_string_append_c (self->text, ':');
    }
}

/**
 * mf_json_writer_begin:
 * @self: a writer
 * @name: (nullable): its name in the object around it
 * @bracket: '{' for an object, '[' for an array
 */
void
mf_json_writer_begin (MfJsonWriter *self, const char *name, char bracket)
{
  begin_value (self, name);
  g_string_append_c (self->text, bracket);
  self->needs_comma = FALSE;
}

void
mf_json_writer_end (MfJsonWriter *self, char bracket)
{
  g_string_append_c (self->text, bracket);
  self->needs_comma = TRUE;
}

/**
 * mf_json_writer_string:
 * @self: a writer
 * @name: (nullable): its name in the object around it
 * @value: (nullable): text; what is not UTF-8 in it is replaced; %NULL writes null
 */
void
mf_json_writer_string (MfJsonWriter *self, const char *name, const char *value)
{
  begin_value (self, name);

  if (value != NULL)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
mf_json_writer_number (MfJsonWriter *self, const char *name, gint64 value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/**
 * mf_json_writer_bytes:
 * @self: a writer
 * @name: (nullable): its name in the object around it
 * @value: (nullable): bytes, written as base64 (RFC 4648 section 4); %NULL writes null
 */
void
mf_json_writer_bytes (MfJsonWriter *self, const char *name, GBytes *value)
{
  g_autofree char *encoded = NULL;

  if (value != NULL)
    encoded = g_base64_encode (g_bytes_get_data (value, NULL), g_bytes_get_size (value));

  mf_json_writer_string (self, name, encoded);
}
