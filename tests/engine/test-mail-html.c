/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-html-page.h"
#include "mail/mf-html-sanitizer.h"
#include "mail/mf-html-writer.h"

#include <string.h>

static char *
picture_cb (const char *content_id, gpointer user_data)
{
  return g_str_equal (content_id, "pic@a") ? g_strdup ("data:image/png;base64,AA==") : NULL;
}

/* What stands in the body. */
static char *
sanitize (const char *html)
{
  g_autoptr (GBytes) clean = mf_html_sanitize (html, picture_cb, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean));
  const char *start = strstr (text, "<body>");
  const char *end = g_strrstr (text, "</body>");

  g_assert_true (start && end);
  return g_strndup (start + 6, end - start - 6);
}

static void
test_sanitize (void)
{
  static const struct
  {
    const char *description;
    const char *html;
    const char *clean;
  } rows[] = {
    { "text", "a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c" },
    { "emphasis", "<b>a</b><EM>b</EM>", "<b>a</b><em>b</em>" },
    { "what was not closed is", "<b><i>x", "<b><i>x</i></b>" },
    { "what was not opened is not closed", "x</b></body></html>", "x" },
    { "closed in the wrong order", "<b><i>x</b>y</i>", "<b><i>x</i></b>y" },
    { "a script and its text", "a<script>alert(1)</script>b", "ab" },
    { "a script that is not closed", "a<script>alert(1)", "a" },
    { "a script within a script", "<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)" },
    { "an unknown element", "<blink>x</blink>", "x" },
    { "a handler", "<p onclick=\"x()\" title=\"t\">y</p>", "<p title=\"t\">y</p>\n" },
    { "a handler behind a slash", "<p/onclick=x()>y</p>", "<p>y</p>\n" },
    { "a picture from elsewhere", "<img src=\"http://x/\" alt=\"a\">", "<img alt=\"a\">" },
    { "a picture of the letter's own", "<img src=\"cid:pic@a\">",
      "<img src=\"data:image/png;base64,AA==\">" },
    { "a picture that is missing", "<img src=\"cid:none\">", "<img>" },
    { "a link", "<a href=\"https://x/?a&amp;b\">l</a>",
      "<a href=\"https://x/?a&amp;b\" target=\"_blank\" "
      "rel=\"noopener noreferrer nofollow\">l</a>" },
    { "a link that runs", "<a href=\"javascript:alert(1)\">l</a>", "<a>l</a>" },
    { "a link that runs, in disguise", "<a href=\" &#106;avascript:x\">l</a>", "<a>l</a>" },
    { "a style", "<p style=\"color: red\">x</p>", "<p style=\"color: red\">x</p>\n" },
    { "a style that loads", "<p style=\"background: url(x)\">x</p>", "<p>x</p>\n" },
    { "a style that loads, in disguise", "<p style=\"background: u\\72l(x)\">x</p>", "<p>x</p>\n" },
    { "a style that loads, in another disguise", "<p style=\"background: u\x01rl(x)\">x</p>",
      "<p>x</p>\n" },
    { "a style sheet", "<style>@import 'x'</style>y", "y" },
    { "a frame's end", "</iframe></iframe>x", "x" },
    { "a frame", "<iframe src=x><b>y</b></iframe>z", "z" },
    { "a form", "<form action=x><input name=y><button>z</button></form>", "z" },
    { "a comment", "a<!-- <b> -->b<!--> <i>c</i>", "ab <i>c</i>" },
    { "a refresh", "<meta http-equiv=refresh content='0;url=x'>y", "y" },
    { "a head that is not closed", "<head><title>t</title><body>x", "x" },
    { "a vector graphic", "<svg><script>x</script><a>y</a></svg>z", "z" },
    { "quotes in a value", "<p title='\"><script>x</script>'>y</p>",
      "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">y</p>\n" },
    { "an attribute twice", "<p title=a title=b>x</p>", "<p title=\"a\">x</p>\n" },
    { "a lone less-than sign", "1 < 2 <3", "1 &lt; 2 &lt;3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = sanitize (rows[i].html);

      g_test_message ("%s", rows[i].description);
      g_assert_cmpstr (clean, ==, rows[i].clean);
    }
}

static void
test_depth (void)
{
  GString *html = g_string_new (NULL);
  g_autofree char *clean = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (html, "<div>");
  g_string_append (html, "deep");
  clean = sanitize (html->str);
  g_string_free (html, TRUE);
  g_assert_nonnull (strstr (clean, "deep"));
  g_assert_cmpuint (strlen (clean), <, 20 * MF_HTML_SANITIZER_MAX_DEPTH);
}

static void
test_writer (void)
{
  MfHtmlWriter *writer = mf_html_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  mf_html_open (writer, "p", "title", "\"<'&>", NULL);
  mf_html_text (writer, "<b>\x01\xff");
  mf_html_void (writer, "br", NULL);
  mf_html_element (writer, "a", "&", "href", "/?a&b", "hidden", "", NULL);
  bytes = mf_html_writer_end (writer);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (text, ==,
                   "<p title=\"&quot;&lt;&#39;&amp;&gt;\">&lt;b&gt;\xef\xbf\xbd<br>"
                   "<a href=\"/?a&amp;b\" hidden>&amp;</a></p>\n");
}

static void
test_page (void)
{
  static const char html[] =
      "<title>A &amp; B</title><link rel=stylesheet href=/s.css><img src=1.png><img src=1.png>"
      "<img src=data:x><iframe src=f></iframe><a href=/x class='message unread'>Read <b>me</b>\n</a>"
      "<form id=f action=/go method=POST enctype=multipart/form-data>"
      "<input type=hidden name=token value=1><textarea name=t>a&lt;b</textarea>"
      "<input name=n><button name=act value=x>y</button></form><input name=outside>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (html, strlen (html));
  g_autoptr (MfHtmlPage) page = mf_html_page_read (bytes);
  const MfHtmlForm *form = mf_html_page_find_form (page, "f");
  const MfHtmlInput *input;

  g_assert_cmpstr (page->title, ==, "A & B");
  g_assert_cmpuint (page->objects->len, ==, 3);
  g_assert_cmpstr (((MfHtmlObject *) g_ptr_array_index (page->objects, 0))->url, ==, "/s.css");
  g_assert_cmpstr (((MfHtmlObject *) g_ptr_array_index (page->objects, 1))->url, ==, "1.png");
  g_assert_nonnull (mf_html_page_find_link (page, "unread", "Read me"));
  g_assert_null (mf_html_page_find_link (page, "read", NULL));
  g_assert_cmpuint (mf_html_page_count_links (page, "message"), ==, 1);
  g_assert_nonnull (form);
  g_assert_true (form->post && form->multipart);
  g_assert_cmpuint (form->inputs->len, ==, 4);
  input = g_ptr_array_index (form->inputs, 1);
  g_assert_cmpstr (input->value, ==, "a<b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/html/sanitize", test_sanitize);
  g_test_add_func ("/mail/html/depth", test_depth);
  g_test_add_func ("/mail/html/writer", test_writer);
  g_test_add_func ("/mail/html/page", test_page);
  return g_test_run ();
}
