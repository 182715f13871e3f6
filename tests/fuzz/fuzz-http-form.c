/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "net/mf-http-form.h"

#include <string.h>

static void
check_form (const MfHttpForm *form)
{
  g_assert_cmpuint (mf_http_form_get_n_fields (form), <=, MF_HTTP_FORM_MAX_FIELDS);
  for (guint i = 0; i < mf_http_form_get_n_fields (form); i++)
    {
      const MfHttpFormField *field = mf_http_form_get_field (form, i);

      g_assert_nonnull (field->name);
      g_assert_true (g_utf8_validate (field->value, -1, NULL));
      if (field->file_name == NULL)
        continue;
      g_assert_null (strpbrk (field->file_name, "/\\"));
      g_assert_nonnull (field->content);
    }
}

/* The first line is the request's Content-Type, the rest is its body. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = memchr (data, '\n', size);
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (MfHttpForm) form = NULL;

  if (end == NULL)
    return 0;

  content_type = g_strndup ((const char *) data, (gsize) (end - data));
  body = g_bytes_new (end + 1, size - (gsize) (end + 1 - data));
  form = mf_http_form_parse (content_type, body);
  if (form)
    check_form (form);
  return 0;
}
