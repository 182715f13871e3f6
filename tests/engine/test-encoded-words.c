/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-encoded-words.h"

#include <string.h>

/* RFC 2047 sections 2, 4, 6.2 and 8. */
static void
test_decode (void)
{
  static const struct
  {
    const char *text;
    const char *decoded; /* NULL if there is nothing to decode */
  } rows[] = {
    { "", NULL },
    { "plain", NULL },
    { "=?UTF-8?B?7JWI64WV?=", "안녕" },
    { "Re: =?utf-8?q?caf=C3=A9_au_lait?= !", "Re: café au lait !" },
    { "(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)" },
    { "=?ISO-8859-1?Q?a?=\r\n =?ISO-8859-1?Q?b?= c", "ab c" },
    { "=?ISO-8859-1?Q?a_b?=", "a b" },
    { "=?ISO-8859-1*de?Q?=FC?=", "ü" },
    { "=?EUC-KR?B?vsiz5w==?=", "안녕" },
    { "=?no-such-charset?Q?a?=", "=?no-such-charset?Q?a?=" },
    { "=?UTF-8?X?a?=", "=?UTF-8?X?a?=" },
    { "=?UTF-8?Q?a b?=", "=?UTF-8?Q?a b?=" },
    { "=?UTF-8?Q?=FF?=", "\357\277\275" },
    { "=?UTF-8?Q?=F?=", "=F" },
    { "=?UTF-8?B?\?=", "" },
    { "=?UTF-8?Q?a", "=?UTF-8?Q?a" },
    { "=??Q?a?=", "=??Q?a?=" },
    { "=?=?UTF-8?Q?a?=", "=?a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *decoded = mf_encoded_words_decode (rows[i].text, strlen (rows[i].text));

      g_assert_cmpstr (decoded, ==, rows[i].decoded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/encoded-words/decode", test_decode);
  return g_test_run ();
}
