/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-rows.h"
#include "proto/imap/mf-imap-date.h"
#include "proto/imap/mf-imap-flags.h"
#include "proto/imap/mf-imap-name.h"
#include "proto/imap/mf-imap-set.h"
#include "proto/imap/mf-imap-writer.h"

#include <string.h>

static gboolean
astring_again (MfImapLexer *lexer, GString *out)
{
  g_autofree char *text = NULL;
  MfImapString string;
  gsize length;

  if (!mf_imap_lexer_astring (lexer, &string))
    return FALSE;
  text = mf_imap_lexer_dup_string (lexer, &string, &length);
  mf_imap_write_astring (out, text, (gssize) length);
  return TRUE;
}

/* RFC 3501 section 9: astring, string, quoted, literal */
static const ImapRow astrings[] = {
  { "bob", "bob" },
  { "a]b", "\"a]b\"" },
  { "\"\"", "\"\"" },
  { "\"a b\"", "\"a b\"" },
  { "\"a\\\\\\\"b\"", "\"a\\\\\\\"b\"" },
  { "{3}\r\na b", "\"a b\"" },
  { "{3+}\r\nbob", "bob" },
  { "{0}\r\n", "\"\"" },
  { "{3}\r\n\r\nx", "{3}\r\n\r\nx" },
  { "\"\xed\x95\x9c\"", "{3}\r\n\xed\x95\x9c" },
  { "\"nil\"", "\"nil\"" },
  { "", "0: an atom or a string" },
  { "(", "0: an atom or a string" },
  { "\xed\x95\x9c", "0: an atom or a string" },
  { "a%", "1: the end of the line" },
  { "\"a", "0: a closing quote" },
  { "\"\\a\"", "0: a string in which \\ stands before \" or \\ only" },
  { "\"a\\", "0: a string in which \\ stands before \" or \\ only" },
  { "\"a\r\nb\"", "0: a string without CR, LF and NUL" },
  { "{4}\r\nbob", "0: a literal" },
  { "{4294967296}\r\nbob", "0: a literal" },
  { "{3}bob", "0: a literal" },
  { "{-1}\r\nbob", "0: a literal" },
};

static void
test_astring (void)
{
  imap_check_rows (astrings, G_N_ELEMENTS (astrings), astring_again);
}

static gboolean
set_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapSet) set = NULL;

  if (!mf_imap_set_read (lexer, &set))
    return FALSE;
  mf_imap_set_write (set, out);
  return TRUE;
}

static const ImapRow sets[] = {
  { "1", "1" },
  { "*", "*" },
  { "1:*", "1:*" },
  { "*:4", "*:4" },
  { "2,4:7,9,12:*", "2,4:7,9,12:*" },
  { "4294967295", "4294967295" },
  { "5:5", "5" },
  { "0", "0: a number other than 0" },
  { "4294967296", "0: a smaller number" },
  { "1,", "2: a number or *" },
  { "1:", "2: a number or *" },
  { "1:2:3", "3: the end of the line" },
  { ",1", "0: a number or *" },
  { "-1", "0: a number or *" },
};

static void
test_set (void)
{
  imap_check_rows (sets, G_N_ELEMENTS (sets), set_again);
}

static const struct
{
  const char *text;
  guint32 largest;
  const char *resolved;
} resolutions[] = {
  { "1:*", 5, "1:5" },       { "*:1", 5, "1:5" },     { "7:*", 5, "5:7" },
  { "*", 5, "5" },           { "1:*", 0, "" },        { "3,1,2", 9, "1:3" },
  { "4:2,3:8,9", 9, "2:9" }, { "1,3,5", 9, "1,3,5" }, { "1:4294967295,*", 9, "1:4294967295" },
};

static void
test_resolve (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (resolutions); i++)
    {
      g_autoptr (MfImapSet) set = NULL;
      g_autoptr (GString) out = g_string_new (NULL);
      MfImapLexer lexer;

      mf_imap_lexer_init (&lexer, resolutions[i].text, strlen (resolutions[i].text));
      g_assert_true (mf_imap_set_read (&lexer, &set));
      mf_imap_set_resolve (set, resolutions[i].largest);
      mf_imap_set_write (set, out);
      g_assert_cmpstr (out->str, ==, resolutions[i].resolved);
    }
}

/* Against the plain way of doing it: a bit for each number. */
static void
test_set_property (void)
{
  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (MfImapSet) set = mf_imap_set_new ();
      gboolean expected[64] = { FALSE };
      guint n = (guint) g_test_rand_int_range (1, 12);

      for (guint i = 0; i < n; i++)
        {
          guint32 first = (guint32) g_test_rand_int_range (1, 60);
          guint32 last = (guint32) g_test_rand_int_range (1, 60);

          mf_imap_set_append (set, first, last);
          for (guint j = MIN (first, last); j <= MAX (first, last); j++)
            expected[j] = TRUE;
        }
      mf_imap_set_resolve (set, 60);
      for (guint j = 1; j < 64; j++)
        g_assert_true (mf_imap_set_contains (set, j) == expected[j]);
    }
}

static const struct
{
  const char *utf8;
  const char *utf7;
} names[] = {
  { "INBOX", "INBOX" },
  { "Entw\xc3\xbcrfe", "Entw&APw-rfe" },
  /* RFC 3501 section 5.1.3 */
  { "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
    "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
  { "\xeb\xb0\x9b\xec\x9d\x80 \xed\x8e\xb8\xec\xa7\x80\xed\x95\xa8", "&vBvHQA- &07jJwNVo-" },
  { "A&B", "A&-B" },
  { "\xf0\x9f\x93\xac", "&2D3c7A-" },
};

/* Not well-formed, or another writing of a name that has one already. */
static const char *const bad_names[] = {
  "&",   "&U,BTFw", "&U,BTFw-&ZeVnLIqe-", "&AGE-", "&AAA-", "&U,BTFw=-", "&U/BT-", "a\xff", "&2D0-",
  "&A-", "&AP-",
};

static void
test_utf7 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *encoded = mf_imap_utf7_encode (names[i].utf8);
      g_autofree char *decoded = mf_imap_utf7_decode (encoded, strlen (encoded));

      g_assert_cmpstr (encoded, ==, names[i].utf7);
      g_assert_cmpstr (decoded, ==, names[i].utf8);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      g_autofree char *decoded = mf_imap_utf7_decode (bad_names[i], strlen (bad_names[i]));

      g_assert_null (decoded);
    }
}

static void
test_utf7_property (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *encoded = NULL;
      g_autofree char *decoded = NULL;
      guint n = (guint) g_test_rand_int_range (0, 12);

      while (n-- > 0)
        {
          gunichar c = (gunichar) g_test_rand_int_range (1, g_test_rand_bit () ? 0x80 : 0x11000);

          if (g_unichar_validate (c))
            g_string_append_unichar (text, c);
        }
      encoded = mf_imap_utf7_encode (text->str);
      decoded = mf_imap_utf7_decode (encoded, strlen (encoded));
      g_assert_true (g_str_is_ascii (encoded));
      g_assert_cmpstr (decoded, ==, text->str);
    }
}

static const struct
{
  const char *name;
  const char *pattern;
  gboolean matches;
} patterns[] = {
  { "INBOX", "*", TRUE },     { "INBOX", "%", TRUE },
  { "a/b", "%", FALSE },      { "a/b", "*", TRUE },
  { "a/b", "a/%", TRUE },     { "a/b/c", "a/%", FALSE },
  { "a/b/c", "a/%/%", TRUE }, { "a/b/c", "a*c", TRUE },
  { "INBOX", "inbox", TRUE }, { "INBOX/x", "inBox/%", TRUE },
  { "INBOX", "inb%", FALSE }, { "foo", "FOO", FALSE },
  { "", "", TRUE },           { "a", "", FALSE },
  { "", "*", TRUE },          { "aaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*a*a*c", FALSE },
  { "a%b", "a%b", TRUE },
};

static void
test_pattern (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_test_message ("%s ~ %s", patterns[i].name, patterns[i].pattern);
      g_assert_true (mf_imap_name_matches (patterns[i].name, patterns[i].pattern) ==
                     patterns[i].matches);
    }
}

static void
test_valid_names (void)
{
  static const char *const good[] = { "INBOX", "a", "a/b", "a.b", "...", "\xed\x95\x9c/b", "a b" };
  static const char *const bad[] = { "",   "/",    "/a",   "a/",   "a//b", ".", "a/.",
                                     "..", "a/..", "../b", "a\nb", "a*",   "%", "a\x7f" };
  g_autofree char *deep = g_strnfill (80, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (mf_imap_name_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mf_imap_name_is_valid (bad[i]));
  for (guint i = 1; i < 80; i += 2)
    deep[i] = '/';
  deep[79] = '\0';
  g_assert_false (mf_imap_name_is_valid (deep));
}

static gboolean
date_time_again (MfImapLexer *lexer, GString *out)
{
  MfImapDateTime time;

  if (!mf_imap_date_time_read (lexer, &time))
    return FALSE;
  mf_imap_date_time_write (&time, out);
  return TRUE;
}

static gboolean
date_again (MfImapLexer *lexer, GString *out)
{
  gint64 day;

  if (!mf_imap_date_read (lexer, &day))
    return FALSE;
  mf_imap_date_write (day, out);
  return TRUE;
}

static const ImapRow date_times[] = {
  { "\"17-Jul-1996 02:44:25 -0700\"", "\"17-Jul-1996 02:44:25 -0700\"" },
  { "\" 7-feb-1994 21:52:25 -0800\"", "\" 7-Feb-1994 21:52:25 -0800\"" },
  { "\"01-JAN-1970 00:00:00 +0000\"", "\" 1-Jan-1970 00:00:00 +0000\"" },
  { "\"29-Feb-2024 23:59:59 +1345\"", "\"29-Feb-2024 23:59:59 +1345\"" },
  { "\"31-Dec-1969 23:59:59 -0100\"", "\"31-Dec-1969 23:59:59 -0100\"" },
  { "\"29-Feb-2023 00:00:00 +0000\"", "12: a day of that month" },
  { "\"7-Feb-1994 21:52:25 -0800\"", "2: a digit" },
  { "\"00-Feb-1994 21:52:25 -0800\"", "12: a day of that month" },
  { "\"17-Foo-1996 02:44:25 -0700\"", "4: a month" },
  { "\"17-Jul-1996 24:44:25 -0700\"", "15: a smaller number in a date" },
  { "17-Jul-1996 02:44:25 -0700", "0: a quote" },
};

static const ImapRow dates[] = {
  { "1-Feb-1994", "1-Feb-1994" },  { "\"1-Feb-1994\"", "1-Feb-1994" },
  { "01-Feb-1994", "1-Feb-1994" }, { "31-Dec-9999", "31-Dec-9999" },
  { "1-Jan-0000", "1-Jan-0000" },  { "31-Apr-2000", "11: a day of that month" },
  { "1-Feb-94", "8: a digit" },
};

static void
test_dates (void)
{
  imap_check_rows (date_times, G_N_ELEMENTS (date_times), date_time_again);
  imap_check_rows (dates, G_N_ELEMENTS (dates), date_again);
}

/* Against GLib's calendar. */
static void
test_date_property (void)
{
  for (gint64 day = -800; day < 40000; day += 37)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (day * 86400);
      g_autofree char *expected = g_date_time_format (time, "%-d-%b-%Y");
      g_autoptr (GString) out = g_string_new (NULL);

      mf_imap_date_write (day, out);
      g_assert_cmpstr (out->str, ==, expected);
      g_assert_cmpint (mf_imap_day (g_date_time_get_year (time), g_date_time_get_month (time),
                                    g_date_time_get_day_of_month (time)),
                       ==, day);
    }
}

static gboolean
flags_again (MfImapLexer *lexer, GString *out)
{
  g_auto (MfImapFlagList) list = { 0 };
  MfImapFlags flags;

  if (!mf_imap_flag_list_read (lexer, &list))
    return FALSE;
  flags = list.system;
  for (guint i = 0; list.keywords[i]; i++)
    flags |= mf_imap_flags_find_keyword ((const char *const *) list.keywords, list.keywords[i]);
  mf_imap_flags_write (flags, (const char *const *) list.keywords, out);
  return TRUE;
}

static const ImapRow flag_lists[] = {
  { "()", "()" },
  { "(\\Seen)", "(\\Seen)" },
  { "(\\seen \\ANSWERED $Forwarded x $forwarded)", "(\\Answered \\Seen $Forwarded x)" },
  { "(\\Recent)", "1: a flag that a client may set" },
  { "(\\Foo)", "1: a flag that a client may set" },
  { "(\\)", "2: an atom" },
  { "(a ", "3: an atom" },
  { "(a", "2: )" },
};

static void
test_flags (void)
{
  imap_check_rows (flag_lists, G_N_ELEMENTS (flag_lists), flags_again);
}

static void
test_numbers (void)
{
  static const guint32 numbers[] = { 0, 1, 9, 10, 4294967294, G_MAXUINT32 };
  g_autoptr (GString) written = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u", numbers[i]);

      g_string_truncate (written, 0);
      mf_imap_write_number (written, numbers[i]);
      g_assert_cmpstr (written->str, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/syntax/numbers", test_numbers);
  g_test_add_func ("/imap/syntax/astring", test_astring);
  g_test_add_func ("/imap/syntax/set", test_set);
  g_test_add_func ("/imap/syntax/resolve", test_resolve);
  g_test_add_func ("/imap/syntax/set-property", test_set_property);
  g_test_add_func ("/imap/syntax/utf7", test_utf7);
  g_test_add_func ("/imap/syntax/utf7-property", test_utf7_property);
  g_test_add_func ("/imap/syntax/pattern", test_pattern);
  g_test_add_func ("/imap/syntax/valid-names", test_valid_names);
  g_test_add_func ("/imap/syntax/dates", test_dates);
  g_test_add_func ("/imap/syntax/date-property", test_date_property);
  g_test_add_func ("/imap/syntax/flags", test_flags);
  return g_test_run ();
}
