/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector.h"

#include "tap.h"

#include <string.h>

static void
test_transcript (const Transcript *transcript)
{
  tap_check_transcript (transcript, mf_imap_dissector_new);
}

/* The letter, the line or the list that no unit can hold is cut at the same
 * places whatever the reads. */
static void
test_long (void)
{
  static const TapLong rows[] = {
    { MF_TO_CLIENT, "* 1 FETCH (BODY[] {70002}\r\nSubject: x\r\n\r\n", 69988, ")\r\n",
      "S reply imap.*.FETCH not-authenticated untagged=* message-number=1 response-name=FETCH "
      "fetch-att=BODY[] section=[] literal={70002}\n"
      "S data imap.data not-authenticated header-field=Subject: x␍␊ field-name=Subject "
      "field-body=x blank-line=␍␊\n"
      "S data imap.data not-authenticated body(65534)\n"
      "S data imap.data not-authenticated body(4454)\n"
      "S reply imap.rest not-authenticated\n" },
    { MF_TO_SERVER, "a LOGIN ", 70000, " secret\r\nb NOOP\r\n",
      "C command imap.LOGIN not-authenticated tag=a command=LOGIN\n"
      "C command imap.rest not-authenticated username(65536)\n"
      "C command imap.rest not-authenticated password(4464) argument=secret\n"
      "C command imap.NOOP not-authenticated tag=b command=NOOP\n" },
    { MF_TO_SERVER, "a APPEND INBOX {70000+}\r\n", 70000, "\r\nb NOOP\r\n",
      "C command imap.APPEND not-authenticated tag=a command=APPEND mailbox=INBOX "
      "literal={70000+}\n"
      "C data imap.data not-authenticated body(65534)\n"
      "C data imap.data not-authenticated body(4466)\n"
      "C command imap.NOOP not-authenticated tag=b command=NOOP\n" },
  };

  tap_check_long (rows, G_N_ELEMENTS (rows), mf_imap_dissector_new);
}

/* A SEARCH that finds everything is one line, longer than a unit. */
static void
test_long_search (void)
{
  g_autoptr (GString) found = g_string_new ("* SEARCH");
  Tap tap;

  for (guint i = 1; i <= 20000; i++)
    g_string_append_printf (found, " %u", i);
  g_string_append (found, "\r\n");
  tap_init (&tap, mf_imap_dissector_new ());
  tap_say (&tap, MF_TO_SERVER, "a UID SEARCH ALL\r\n");
  tap_say (&tap, MF_TO_CLIENT, found->str);
  g_assert_true (g_str_has_prefix (tap.units[MF_TO_CLIENT]->str,
                                   "S reply imap.*.SEARCH not-authenticated untagged=* "
                                   "response-name=SEARCH uid=1 uid=2 "));
  g_assert_nonnull (
      strstr (tap.units[MF_TO_CLIENT]->str, "\nS reply imap.rest not-authenticated uid=1"));
  g_string_truncate (tap.units[MF_TO_CLIENT], 0);
  tap_say (&tap, MF_TO_CLIENT, "a OK\r\n");
  tap_check_units (&tap, MF_TO_CLIENT,
                   "S reply imap.OK.UID-SEARCH not-authenticated tag=a status=OK\n");
  tap_clear (&tap);
}

/* Literals that are never sent cost nothing. */
static void
test_huge_literals (void)
{
  Tap tap;

  tap_init (&tap, mf_imap_dissector_new ());
  tap_say (&tap, MF_TO_SERVER, "a APPEND INBOX {4294967296}\r\n");
  tap_check_units (&tap, MF_TO_SERVER,
                   "C command imap.APPEND not-authenticated tag=a command=APPEND mailbox=INBOX "
                   "literal={4294967296}\n");
  tap_say (&tap, MF_TO_CLIENT, "a NO too large\r\n");
  tap_say (&tap, MF_TO_SERVER, "b LOGIN {999999999999999999999}\r\nc NOOP\r\n");
  tap_check_units (&tap, MF_TO_SERVER,
                   "C command imap.LOGIN not-authenticated tag=b command=LOGIN "
                   "username={999999999999999999999}\n"
                   "C command imap.NOOP not-authenticated tag=c command=NOOP\n");
  tap_say (&tap, MF_TO_CLIENT, "* 1 FETCH (BODY[] {999999999999999999}\r\nabc");
  tap_end (&tap);
  g_assert_true (g_str_has_suffix (tap.units[MF_TO_CLIENT]->str,
                                   "S data imap.data not-authenticated incomplete body=abc\n"));
  tap_clear (&tap);
}

/* Behind STARTTLS each TLS record is a unit, behind COMPRESS nothing can be read. */
static void
test_tls (void)
{
  Tap tap;

  tap_init (&tap, mf_imap_dissector_new ());
  tap_say (&tap, MF_TO_SERVER, "a STARTTLS\r\n");
  g_string_truncate (tap.units[MF_TO_SERVER], 0);
  tap_feed (&tap, MF_TO_SERVER, "\x16\x03\x01\x00\x02hi\x17\x03", 9);
  tap_check_units (&tap, MF_TO_SERVER, "");
  tap_say (&tap, MF_TO_CLIENT, "a OK begin\r\n\x16");
  tap_check_units (&tap, MF_TO_SERVER, "C opaque imap.tls not-authenticated\n");
  tap_feed (&tap, MF_TO_SERVER, "\x01\xff\xff", 3);
  tap_check_units (&tap, MF_TO_SERVER, "C opaque imap.opaque not-authenticated\n");
  tap_end (&tap);
  tap_check_units (&tap, MF_TO_SERVER, "");
  tap_clear (&tap);

  tap_init (&tap, mf_imap_dissector_new ());
  tap_say (&tap, MF_TO_SERVER, "a COMPRESS DEFLATE\r\n");
  tap_say (&tap, MF_TO_CLIENT, "a OK\r\nxy");
  g_string_truncate (tap.units[MF_TO_SERVER], 0);
  tap_say (&tap, MF_TO_SERVER, "a NOOP\r\n");
  tap_check_units (&tap, MF_TO_SERVER, "C opaque imap.opaque not-authenticated\n");
  tap_clear (&tap);
}

/* More commands than are remembered: the newest are. */
static void
test_far_ahead (void)
{
  Tap tap;

  tap_init (&tap, mf_imap_dissector_new ());
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *line = g_strdup_printf ("a%u NOOP\r\n", i);

      tap_say (&tap, MF_TO_SERVER, line);
    }
  tap_say (&tap, MF_TO_CLIENT, "a4999 OK\r\na0 OK\r\n");
  tap_check_units (&tap, MF_TO_CLIENT,
                   "S reply imap.OK.NOOP not-authenticated tag=a4999 status=OK\n"
                   "S reply imap.OK not-authenticated tag=a0 status=OK\n");
  tap_clear (&tap);
}

/* Parentheses beyond counting, closed or not. */
static void
test_deep (void)
{
  g_autofree char *open = g_strnfill (20000, '(');
  g_autofree char *close = g_strnfill (20000, ')');
  g_autofree char *line =
      g_strconcat ("* 1 FETCH (ENVELOPE (", open, " BODYSTRUCTURE ", open, close, "\r\n", NULL);
  Tap tap;

  tap_init (&tap, mf_imap_dissector_new ());
  tap_say (&tap, MF_TO_CLIENT, line);
  g_assert_true (g_str_has_prefix (tap.units[MF_TO_CLIENT]->str, "S reply imap.*.FETCH "));
  tap_end (&tap);
  tap_clear (&tap);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/imap/dissector/transcript", "imap/dissector", test_transcript);
  g_test_add_func ("/imap/dissector/long", test_long);
  g_test_add_func ("/imap/dissector/long-search", test_long_search);
  g_test_add_func ("/imap/dissector/huge-literals", test_huge_literals);
  g_test_add_func ("/imap/dissector/tls", test_tls);
  g_test_add_func ("/imap/dissector/far-ahead", test_far_ahead);
  g_test_add_func ("/imap/dissector/deep", test_deep);

  return g_test_run ();
}
