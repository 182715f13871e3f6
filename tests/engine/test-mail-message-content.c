/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message.h"

#include <string.h>

/* What a part says, once its transfer encoding and its charset are undone. */

static void
test_content (void)
{
  static const struct
  {
    const char *encoding;
    const char *body;
    const char *content;
  } rows[] = {
    { "7bit", "a=3Db", "a=3Db" },
    { "", "abc", "abc" },
    { "x-unknown", "abc", "abc" },
    { "base64", "SGVs\r\nbG8=", "Hello" },
    { "BASE64 ", "SGVs bG8=", "Hello" },
    { "base64", "!!SGVs!!bG8=!!", "Hello" },
    { "base64 (comment)", "SGVsbG8=", "Hello" },
    { "quoted-printable", "a=3Db=\r\nc =20\r\n", "a=bc  \r\n" },
    { "Quoted-Printable", "a=ZZb=", "a=ZZb" },
    { "base64", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Content-Transfer-Encoding: %s\r\n\r\n%s",
                                               rows[i].encoding, rows[i].body);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (MfMessage) message = mf_message_parse (bytes);
      g_autoptr (GBytes) content = mf_message_get_content (message, mf_message_get_root (message));

      g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                       rows[i].content, strlen (rows[i].content));
    }
}

static void
test_text (void)
{
  static const struct
  {
    const char *charset;
    const char *body;
    gsize length;
    const char *text;
  } rows[] = {
    { "us-ascii", "abc\r\n", 5, "abc\n" },
    { "utf-8", "\xec\xa0\x90\xff", 4, "점\xef\xbf\xbd" },
    { "us-ascii", "\xec\xa0\x90", 3, "점" },
    { "us-ascii", "\xe9t\xe9", 3, "été" },
    { "euc-kr", "\xc1\xa1\xbd\xc9\xff!", 6, "점심\xef\xbf\xbd!" },
    { "iso-2022-kr",
      "\x1b$)C\x0e"
      "A!=I\x0f.",
      11, "점심." },
    { "no-such-charset", "\xe9", 1, "é" },
    { "../../etc/passwd", "\xe9", 1, "é" },
    { "utf-16be", "\xc8\x10\x00!\x00", 5, "점!\xef\xbf\xbd" },
    { "utf-8", "a\0b", 3,
      "a\xef\xbf\xbd"
      "b" },
    { "us-ascii", "\xec\xa0\x90\0b", 5,
      "점\xef\xbf\xbd"
      "b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *header = g_strdup_printf (
          "Content-Type: text/plain; charset=\"%s\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
          rows[i].charset);
      g_autoptr (GByteArray) raw = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MfMessage) message = NULL;
      g_autofree char *text = NULL;

      g_byte_array_append (raw, (const guint8 *) header, (guint) strlen (header));
      g_byte_array_append (raw, (const guint8 *) rows[i].body, (guint) rows[i].length);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&raw));
      message = mf_message_parse (bytes);
      text = mf_message_get_text (message, mf_message_get_root (message));
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/message/content", test_content);
  g_test_add_func ("/mail/message/text", test_text);

  return g_test_run ();
}
