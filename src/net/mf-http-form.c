/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-form.h"

#include <libsoup/soup.h>
#include <string.h>

struct _MfHttpForm
{
  GPtrArray *fields; /* of MfHttpFormField */
};

static void
field_free (gpointer data)
{
  MfHttpFormField *field = data;

  g_free (field->name);
  g_free (field->value);
  g_free (field->file_name);
  g_free (field->content_type);
  g_clear_pointer (&field->content, g_bytes_unref);
  g_free (field);
}

static MfHttpForm *
form_new (void)
{
  MfHttpForm *self = g_new0 (MfHttpForm, 1);

  self->fields = g_ptr_array_new_with_free_func (field_free);
  return self;
}

void
mf_http_form_free (MfHttpForm *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->fields);
  g_free (self);
}

static MfHttpFormField *
add_field (MfHttpForm *self, const char *name)
{
  MfHttpFormField *field = g_new0 (MfHttpFormField, 1);

  field->name = g_strdup (name);
  field->value = g_strdup ("");
  g_ptr_array_add (self->fields, field);
  return field;
}

/* "%41+b" → "A b"; (nullable): what is not UTF-8 then is no value */
static char *
decode (const char *start, gsize length)
{
  g_autofree char *copy = g_strndup (start, length);

  g_strdelimit (copy, "+", ' ');
  return g_uri_unescape_string (copy, NULL);
}

/**
 * mf_http_form_parse_query:
 * @query: (nullable): "a=1&b=two"
 *
 * Returns: (transfer full): its fields, as many as can be read
 */
MfHttpForm *
mf_http_form_parse_query (const char *query)
{
  MfHttpForm *self = form_new ();

  while (query && *query && self->fields->len < MF_HTTP_FORM_MAX_FIELDS)
    {
      gsize length = strcspn (query, "&");
      const char *equals = memchr (query, '=', length);
      g_autofree char *name = decode (query, equals ? (gsize) (equals - query) : length);
      g_autofree char *value =
          equals ? decode (equals + 1, length - (gsize) (equals + 1 - query)) : g_strdup ("");

      if (name && value && g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL))
        {
          MfHttpFormField *field = add_field (self, name);

          g_free (field->value);
          field->value = g_steal_pointer (&value);
        }
      query += length + (query[length] == '&');
    }

  return self;
}

/* "C:\fakepath\a.txt" and "../../a" are "a.txt" and "a". */
static char *
strip_path (const char *name)
{
  const char *last = name;

  for (const char *p = name; *p; p++)
    if (*p == '/' || *p == '\\')
      last = p + 1;
  return g_utf8_make_valid (last, -1);
}

static void
take_part (MfHttpForm *self, SoupMessageHeaders *headers, GBytes *body)
{
  g_autofree char *disposition = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  const char *name;
  const char *file_name;
  MfHttpFormField *field;

  if (!soup_message_headers_get_content_disposition (headers, &disposition, &parameters) ||
      parameters == NULL || g_ascii_strcasecmp (disposition, "form-data") != 0)
    return;

  name = g_hash_table_lookup (parameters, "name");
  file_name = g_hash_table_lookup (parameters, "filename");
  if (name == NULL)
    return;

  field = add_field (self, name);
  if (file_name)
    {
      field->file_name = strip_path (file_name);
      field->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
      field->content = g_bytes_ref (body);
    }
  else
    {
      gsize length;
      const char *data = g_bytes_get_data (body, &length);

      g_free (field->value);
      field->value = g_utf8_make_valid (data ? data : "", data ? (gssize) length : 0);
    }
}

static MfHttpForm *
parse_multipart (const char *content_type, GBytes *body)
{
  g_autoptr (SoupMessageHeaders) headers =
      soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr (SoupMultipart) multipart = NULL;
  MfHttpForm *self;
  int n_parts;

  soup_message_headers_append (headers, "Content-Type", content_type);
  multipart = soup_multipart_new_from_message (headers, body);
  if (multipart == NULL)
    return NULL;

  self = form_new ();
  n_parts = soup_multipart_get_length (multipart);
  for (int i = 0; i < n_parts && self->fields->len < MF_HTTP_FORM_MAX_FIELDS; i++)
    {
      SoupMessageHeaders *part_headers = NULL;
      GBytes *part = NULL;

      if (soup_multipart_get_part (multipart, i, &part_headers, &part))
        take_part (self, part_headers, part);
    }
  return self;
}

/**
 * mf_http_form_parse:
 * @content_type: (nullable): of the request, its parameters included
 * @body: of the request
 *
 * Returns: (transfer full) (nullable): the form; %NULL if it is none
 */
MfHttpForm *
mf_http_form_parse (const char *content_type, GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  if (content_type == NULL)
    return NULL;
  if (g_ascii_strncasecmp (content_type, "multipart/form-data", 19) == 0)
    return parse_multipart (content_type, body);
  if (g_ascii_strncasecmp (content_type, "application/x-www-form-urlencoded", 33) == 0)
    {
      g_autofree char *text = g_strndup (data ? data : "", data ? length : 0);

      return mf_http_form_parse_query (text);
    }

  return NULL;
}

/**
 * mf_http_form_get:
 * @self: a form
 * @name: a field
 *
 * Returns: (transfer none): the value of the first field of that name, "" if there is none
 */
const char *
mf_http_form_get (const MfHttpForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const MfHttpFormField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->name, name))
        return field->value;
    }

  return "";
}

const MfHttpFormField *
mf_http_form_get_field (const MfHttpForm *self, guint index)
{
  return index < self->fields->len ? g_ptr_array_index (self->fields, index) : NULL;
}

guint
mf_http_form_get_n_fields (const MfHttpForm *self)
{
  return self->fields->len;
}
