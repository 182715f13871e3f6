/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-byte-text.h"
#include "app/mf-rfc.h"

#include <string.h>

static void
test_text (void)
{
  static const struct
  {
    const char *what;
    const char *bytes;
    MfByteTextMode mode;
    gboolean pictures;
    const char *text;
  } rows[] = {
    { "line ends as pictures", "QUIT\r\n", MF_BYTE_TEXT_PLAIN, TRUE, "QUIT␍␊" },
    { "line ends as names", "QUIT\r\n", MF_BYTE_TEXT_PLAIN, FALSE, "QUITCRLF" },
    { "a line each", "a\r\nb\r\n", MF_BYTE_TEXT_PLAIN, TRUE, "a␍␊\nb␍␊" },
    { "letters of any script", "점심", MF_BYTE_TEXT_PLAIN, TRUE, "점심" },
    { "bytes that are no text", "\xff\x01", MF_BYTE_TEXT_PLAIN, TRUE, "\357\277\275␁" },
    { "half a letter", "\xec\xa0", MF_BYTE_TEXT_PLAIN, TRUE, "\357\277\275\357\277\275" },
    { "digits", "QUIT\r\n", MF_BYTE_TEXT_HEX, TRUE, "51 55 49 54 QUIT\n0d 0a       .." },
    { "nothing", "", MF_BYTE_TEXT_PLAIN, TRUE, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, strlen (rows[i].bytes));
      g_autoptr (MfByteText) text = mf_byte_text_new (bytes, rows[i].mode, 4, rows[i].pictures);

      g_test_message ("%s", rows[i].what);
      g_assert_cmpstr (text->text, ==, rows[i].text);
      g_assert_true (g_utf8_validate (text->text, -1, NULL));
      g_assert_cmpuint (text->offsets[text->n_bytes], ==, g_utf8_strlen (text->text, -1));
    }
}

/* What stands in the text where a span's bytes are said to be. */
static void
test_ranges (void)
{
  static const struct
  {
    const char *what;
    MfByteTextMode mode;
    gsize start;
    gsize length;
    const char *texts[6];
  } rows[] = {
    { "a word", MF_BYTE_TEXT_PLAIN, 0, 4, { "MAIL" } },
    { "a line end", MF_BYTE_TEXT_PLAIN, 9, 2, { "␍␊" } },
    { "over a line end", MF_BYTE_TEXT_PLAIN, 7, 6, { "AB␍␊\nOK" } },
    { "beyond the end", MF_BYTE_TEXT_PLAIN, 11, 99, { "OK" } },
    { "nothing", MF_BYTE_TEXT_PLAIN, 3, 0, { NULL } },
    { "digits and letters", MF_BYTE_TEXT_HEX, 0, 2, { "4d 41", "MA" } },
    { "over two rows", MF_BYTE_TEXT_HEX, 2, 4, { "49 4c", "IL", "20 46", " F" } },
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("MAIL F:AB\r\nOK", 13);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfByteText) text = mf_byte_text_new (bytes, rows[i].mode, 4, TRUE);
      g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (MfByteTextRange));
      guint n = 0;

      g_test_message ("%s", rows[i].what);
      mf_byte_text_get_ranges (text, MF_SPAN (rows[i].start, rows[i].length), ranges);
      for (; rows[i].texts[n] != NULL; n++)
        {
          const MfByteTextRange *range = &g_array_index (ranges, MfByteTextRange, n);
          g_autofree char *found = NULL;

          g_assert_cmpuint (n, <, ranges->len);
          found = g_utf8_substring (text->text, range->start, range->end);
          g_assert_cmpstr (found, ==, rows[i].texts[n]);
        }
      g_assert_cmpuint (ranges->len, ==, n);
    }
}

static void
test_rfc (void)
{
  static const struct
  {
    const char *citation;
    const char *uri;
  } rows[] = {
    { "RFC 5321 § 4.1.1.4", "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4" },
    { "RFC 1939 section 5", "https://www.rfc-editor.org/rfc/rfc1939#section-5" },
    { "RFC 5321 § F.6", "https://www.rfc-editor.org/rfc/rfc5321#appendix-F.6" },
    { "RFC 5321 appendix F.1", "https://www.rfc-editor.org/rfc/rfc5321#appendix-F.1" },
    { "RFC 2920", "https://www.rfc-editor.org/rfc/rfc2920" },
    { "no standard", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *uri = mf_rfc_get_uri (rows[i].citation);

      g_assert_cmpstr (uri, ==, rows[i].uri);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/byte-text/text", test_text);
  g_test_add_func ("/byte-text/ranges", test_ranges);
  g_test_add_func ("/byte-text/rfc", test_rfc);

  return g_test_run ();
}
