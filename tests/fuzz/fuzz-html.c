/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "mail/mf-html-page.h"
#include "mail/mf-html-sanitizer.h"
#include "mail/mf-html-tokenizer.h"

#include <string.h>

#define MAX_DEPTH (MF_HTML_SANITIZER_MAX_DEPTH + 1)

static char *
picture_cb (const char *content_id, gpointer user_data)
{
  return g_str_equal (content_id, "a") ? g_strdup ("data:image/png;base64,AA==") : NULL;
}

static void
check_attribute (const MfHtmlToken *token, const MfHtmlAttribute *attribute)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:" };
  gboolean is_url = g_str_equal (attribute->name, "href");
  gboolean good = FALSE;

  g_assert_false (g_str_has_prefix (attribute->name, "on"));
  g_assert_cmpstr (attribute->name, !=, "action");
  g_assert_cmpstr (attribute->name, !=, "srcset");
  g_assert_cmpstr (attribute->name, !=, "background");
  if (g_str_equal (attribute->name, "src"))
    g_assert_true (g_str_has_prefix (attribute->value, "data:image/png;base64,"));
  if (g_str_equal (attribute->name, "style"))
    g_assert_null (strstr (attribute->value, "url"));

  for (guint i = 0; is_url && i < G_N_ELEMENTS (schemes); i++)
    good |= g_ascii_strncasecmp (attribute->value, schemes[i], strlen (schemes[i])) == 0;
  g_assert_true (!is_url || good);
}

/* What was let through has nothing in it that could run or be fetched, is well
 * formed, and is let through again as it is. */
static void
check_clean (const char *html)
{
  g_autoptr (MfHtmlTokenizer) tokenizer = mf_html_tokenizer_new (html, strlen (html));
  const MfHtmlToken *token;
  guint depth = 0;

  g_assert_true (g_utf8_validate (html, -1, NULL));
  while ((token = mf_html_tokenizer_next (tokenizer)))
    {
      gboolean is_void = g_str_equal (token->name, "br") || g_str_equal (token->name, "hr") ||
                         g_str_equal (token->name, "img") || g_str_equal (token->name, "col") ||
                         g_str_equal (token->name, "meta");

      if (token->kind == MF_HTML_TEXT)
        continue;
      g_assert_cmpstr (token->name, !=, "script");
      g_assert_cmpstr (token->name, !=, "iframe");
      g_assert_cmpstr (token->name, !=, "style");
      g_assert_cmpstr (token->name, !=, "form");
      g_assert_cmpstr (token->name, !=, "svg");
      if (token->kind == MF_HTML_START && !is_void)
        g_assert_cmpuint (++depth, <=, MAX_DEPTH);
      if (token->kind == MF_HTML_END)
        g_assert_cmpuint (depth--, >, 0);
      for (guint i = 0; i < token->n_attributes; i++)
        check_attribute (token, &token->attributes[i]);
    }
  g_assert_cmpuint (depth, ==, 0);
}

static void
check_page (GBytes *bytes)
{
  g_autoptr (MfHtmlPage) page = mf_html_page_read (bytes);

  g_assert_true (g_utf8_validate (page->title, -1, NULL));
  g_assert_cmpuint (page->objects->len, <=, MF_HTML_PAGE_MAX_ITEMS);
  g_assert_cmpuint (page->links->len, <=, MF_HTML_PAGE_MAX_ITEMS);
  g_assert_cmpuint (page->forms->len, <=, MF_HTML_PAGE_MAX_ITEMS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *html = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) clean = mf_html_sanitize (html, picture_cb, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean));

  check_clean (text);
  check_page (bytes);
  return 0;
}
