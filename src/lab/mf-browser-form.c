/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-browser-form.h"

#include <string.h>

/* What a form field is sent with: what was written, or what it held. */
static const char *
get_value (const MfHtmlInput *input, const MfBrowserField *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].name, input->name))
      return fields[i].value;

  return input->value;
}

/* A button counts when it is pressed, which nobody does here; files come apart. */
static gboolean
is_sent (const MfHtmlInput *input)
{
  return !g_str_equal (input->type, "submit") && !g_str_equal (input->type, "file") &&
         !g_str_equal (input->type, "checkbox");
}

/* Line ends are CRLF in what is sent (HTML Living Standard, 4.10.22.4). */
static char *
normalize (const char *value)
{
  GString *out = g_string_new (NULL);

  for (const char *p = value; *p; p++)
    if (*p == '\n' && (p == value || p[-1] != '\r'))
      g_string_append (out, "\r\n");
    else
      g_string_append_c (out, *p);
  return g_string_free_and_steal (out);
}

static void
append_encoded (GString *out, const char *text)
{
  for (const guchar *p = (const guchar *) text; *p; p++)
    if (g_ascii_isalnum (*p) || strchr ("*-._", *p))
      g_string_append_c (out, (char) *p);
    else if (*p == ' ')
      g_string_append_c (out, '+');
    else
      g_string_append_printf (out, "%%%02X", *p);
}

static GBytes *
encode_simple (const MfHtmlForm *form, const MfBrowserField *fields, guint n_fields)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < form->inputs->len; i++)
    {
      const MfHtmlInput *input = g_ptr_array_index (form->inputs, i);
      g_autofree char *value = NULL;

      if (!is_sent (input))
        continue;
      value = normalize (get_value (input, fields, n_fields));
      if (out->len)
        g_string_append_c (out, '&');
      append_encoded (out, input->name);
      g_string_append_c (out, '=');
      append_encoded (out, value);
    }

  return g_string_free_to_bytes (out);
}

/* A name between quotes, as browsers write it (RFC 7578 section 4.2 leaves it open). */
static void
append_quoted (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "; %s=\"", key);
  for (const char *p = text; *p; p++)
    if (*p == '"')
      g_string_append (out, "%22");
    else if (*p == '\r' || *p == '\n')
      g_string_append_printf (out, "%%%02X", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
append_part (GString *out,
             const char *boundary,
             const char *name,
             const char *file_name,
             const char *content_type)
{
  g_string_append_printf (out, "--%s\r\nContent-Disposition: form-data", boundary);
  append_quoted (out, "name", name);
  if (file_name)
    append_quoted (out, "filename", file_name);
  g_string_append (out, "\r\n");
  if (file_name)
    g_string_append_printf (out, "Content-Type: %s\r\n",
                            content_type ? content_type : "application/octet-stream");
  g_string_append (out, "\r\n");
}

/* multipart/form-data (RFC 7578) */
static GBytes *
encode_multipart (const MfHtmlForm *form,
                  const MfBrowserField *fields,
                  guint n_fields,
                  const MfBrowserFile *files,
                  guint n_files,
                  const char *boundary)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < form->inputs->len; i++)
    {
      const MfHtmlInput *input = g_ptr_array_index (form->inputs, i);
      g_autofree char *value = NULL;

      if (!is_sent (input))
        continue;
      value = normalize (get_value (input, fields, n_fields));
      append_part (out, boundary, input->name, NULL, NULL);
      g_string_append_printf (out, "%s\r\n", value);
    }

  for (guint i = 0; i < n_files; i++)
    {
      gsize length;
      const char *data = g_bytes_get_data (files[i].content, &length);

      append_part (out, boundary, files[i].field, files[i].name, files[i].content_type);
      g_string_append_len (out, data, (gssize) length);
      g_string_append (out, "\r\n");
    }

  g_string_append_printf (out, "--%s--\r\n", boundary);
  return g_string_free_to_bytes (out);
}

/**
 * mf_browser_form_encode:
 * @form: a form
 * @fields: (array length=n_fields): what is written into it
 * @n_fields: how many
 * @files: (nullable) (array length=n_files): files that go with it, if it takes any
 * @n_files: how many
 * @ids: for the boundary between parts
 * @content_type: (out): of what is returned
 *
 * Returns: (transfer full): the body of the request
 */
GBytes *
mf_browser_form_encode (const MfHtmlForm *form,
                        const MfBrowserField *fields,
                        guint n_fields,
                        const MfBrowserFile *files,
                        guint n_files,
                        MfIdSource *ids,
                        char **content_type)
{
  g_autofree char *id = NULL;
  g_autofree char *boundary = NULL;

  if (!form->multipart)
    {
      *content_type = g_strdup ("application/x-www-form-urlencoded");
      return encode_simple (form, fields, n_fields);
    }

  id = mf_id_source_next_id (ids);
  boundary = g_strconcat ("----form-", id, NULL);
  *content_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
  return encode_multipart (form, fields, n_fields, files, n_files, boundary);
}
