/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-dissector-fields.h"

#include <string.h>

/* What was filled in: name and value, as a browser sends them. */

static gboolean
is_any (const char *name, const char *const *names)
{
  for (; *names; names++)
    if (g_ascii_strcasecmp (name, *names) == 0)
      return TRUE;

  return FALSE;
}

/* "+" is a space, "%" and two digits are any byte (URL Standard, section 5.1). */
static char *
decode (const char *data, MfSpan span)
{
  GString *text = g_string_sized_new (span.length);
  char *valid;

  for (gsize i = span.start, end = span.start + span.length; i < end; i++)
    if (data[i] == '%' && end - i > 2 && g_ascii_isxdigit (data[i + 1]) &&
        g_ascii_isxdigit (data[i + 2]))
      {
        g_string_append_c (text, (char) (g_ascii_xdigit_value (data[i + 1]) * 16 +
                                         g_ascii_xdigit_value (data[i + 2])));
        i += 2;
      }
    else
      g_string_append_c (text, data[i] == '+' ? ' ' : data[i]);

  valid = g_utf8_make_valid (text->str, (gssize) text->len);
  g_string_free (text, TRUE);
  return valid;
}

/* A field whose bytes mean @value. */
static void
add_decoded (
    MfUnitBuilder *builder, const char *data, const char *name, MfSpan span, const char *value)
{
  gboolean same =
      strlen (value) == span.length && memcmp (value, data + span.start, span.length) == 0;

  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, same ? NULL : g_strdup (value));
}

/* What is called a password is one. */
static void
add_value (
    MfUnitBuilder *builder, const char *data, const char *name, MfSpan span, const char *value)
{
  static const char *const users[] = { "username", "user", "login", NULL };
  static const char *const passwords[] = { "password", "passwd", "pass", NULL };

  add_decoded (builder, data, "form-value", span, value);
  if (is_any (name, users))
    add_decoded (builder, data, "username", span, value);
  else if (is_any (name, passwords))
    add_decoded (builder, data, "password", span, value);
}

/**
 * mf_http_add_form_fields:
 * @builder: of a unit
 * @data: its bytes
 * @form: where application/x-www-form-urlencoded stands in them
 */
void
mf_http_add_form_fields (MfUnitBuilder *builder, const char *data, MfSpan form)
{
  MfSpan pair;
  gsize at = 0;

  while (mf_http_next_element (data, form, '&', &at, &pair))
    {
      const char *equals = memchr (data + pair.start, '=', pair.length);
      gsize name = equals ? (gsize) (equals - data) - pair.start : pair.length;
      g_autofree char *name_text = decode (data, MF_SPAN (pair.start, name));
      g_autofree char *value_text = NULL;
      MfSpan value;

      add_decoded (builder, data, "form-name", MF_SPAN (pair.start, name), name_text);
      if (equals == NULL)
        continue;
      value = MF_SPAN (pair.start + name + 1, pair.length - name - 1);
      value_text = decode (data, value);
      add_value (builder, data, name_text, value, value_text);
    }
}

/* The name in Content-Disposition: form-data; name="subject" (RFC 7578 section
 * 4.2). */
static char *
add_disposition (MfUnitBuilder *builder, const char *data, MfSpan value)
{
  gsize at = 0;
  MfSpan element;

  while (mf_http_next_element (data, value, ';', &at, &element))
    if (element.length > 7 && memcmp (data + element.start, "name=\"", 6) == 0 &&
        data[element.start + element.length - 1] == '"')
      {
        MfSpan name = MF_SPAN (element.start + 6, element.length - 7);

        mf_unit_builder_add_repeated_field (builder, "form-name", name, NULL);
        return g_utf8_make_valid (data + name.start, (gssize) name.length);
      }

  return NULL;
}

/* One part: its header, and what was filled in or a file. */
static void
add_part (MfUnitBuilder *builder, const char *data, gsize start, gsize end)
{
  g_autofree char *name = NULL;
  gboolean is_file = FALSE;
  MfHttpField field;
  gsize at = start;

  while (mf_http_next_field (data, end, &at, &field))
    {
      if (field.name.length == 0)
        return;
      mf_unit_builder_add_repeated_field (builder, "header-field", field.line, NULL);
      mf_unit_builder_add_repeated_field (builder, "field-name", field.name, NULL);
      if (field.value.length > 0)
        mf_unit_builder_add_repeated_field (builder, "field-body", field.value, NULL);
      if (name == NULL && mf_http_span_equals (data, field.name, "content-disposition"))
        {
          name = add_disposition (builder, data, field.value);
          is_file = memmem (data + field.value.start, field.value.length, "filename", 8) != NULL;
        }
    }

  if (name == NULL || end - at < 2)
    return;
  at += data[at] == '\r' ? 2 : 1;
  if (end <= at)
    return;
  if (is_file)
    mf_unit_builder_add_repeated_field (builder, "form-value", MF_SPAN (at, end - at), NULL);
  else
    {
      g_autofree char *value = g_utf8_make_valid (data + at, (gssize) (end - at));

      add_value (builder, data, name, MF_SPAN (at, end - at), value);
    }
}

/**
 * mf_http_add_multipart_fields:
 * @builder: of a unit
 * @data: its bytes
 * @body: where multipart/form-data stands in them, or a piece of it
 * @boundary: what its parts are set apart with
 *
 * Names the parts that lie in the unit from one delimiter to the next.
 */
void
mf_http_add_multipart_fields (MfUnitBuilder *builder,
                              const char *data,
                              MfSpan body,
                              const char *boundary)
{
  g_autofree char *delimiter = g_strconcat ("--", boundary, NULL);
  gsize length = strlen (delimiter);
  gsize end = body.start + body.length;
  gsize part = 0;

  for (gsize at = body.start; at < end;)
    {
      const char *found = memmem (data + at, end - at, delimiter, length);
      gsize start, line;
      const char *lf;

      if (found == NULL)
        return;
      start = (gsize) (found - data);
      at = start + length;
      if (start > body.start && data[start - 1] != '\n')
        continue;

      if (part > 0)
        {
          gsize part_end = start - (start >= part + 2 && data[start - 2] == '\r' ? 2 : 1);

          if (part_end > part)
            add_part (builder, data, part, part_end);
        }
      lf = memchr (data + at, '\n', end - at);
      line = lf ? (gsize) (lf - data) + 1 : end;
      mf_unit_builder_add_repeated_field (builder, "boundary", MF_SPAN (start, line - start), NULL);
      part = at = line;
    }
}
