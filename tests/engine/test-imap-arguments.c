/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-rows.h"
#include "proto/imap/mf-imap-body.h"
#include "proto/imap/mf-imap-fetch.h"
#include "proto/imap/mf-imap-search.h"

#include <string.h>

static gboolean
fetch_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapFetch) fetch = NULL;

  if (!mf_imap_fetch_read (lexer, &fetch))
    return FALSE;
  for (guint i = 0; i < fetch->n_items; i++)
    {
      g_string_append (out, i > 0 ? " " : "");
      mf_imap_fetch_item_write (&fetch->items[i], TRUE, out);
    }
  g_string_append (out, fetch->marks_seen ? " !" : "");
  return TRUE;
}

/* Every fetch-att and every section of RFC 3501 section 9. */
static const ImapRow fetches[] = {
  { "ALL", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE" },
  { "fast", "FLAGS INTERNALDATE RFC822.SIZE" },
  { "FULL", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY" },
  { "ENVELOPE", "ENVELOPE" },
  { "flags", "FLAGS" },
  { "INTERNALDATE", "INTERNALDATE" },
  { "RFC822", "RFC822 !" },
  { "RFC822.HEADER", "RFC822.HEADER" },
  { "RFC822.SIZE", "RFC822.SIZE" },
  { "RFC822.TEXT", "RFC822.TEXT !" },
  { "BODY", "BODY" },
  { "BODYSTRUCTURE", "BODYSTRUCTURE" },
  { "UID", "UID" },
  { "BODY[]", "BODY[] !" },
  { "body.peek[]", "BODY.PEEK[]" },
  { "BODY[HEADER]", "BODY[HEADER] !" },
  { "BODY[TEXT]<0.100>", "BODY[TEXT]<0.100> !" },
  { "BODY[1]", "BODY[1] !" },
  { "BODY[1.2.3]", "BODY[1.2.3] !" },
  { "BODY[4.2.HEADER]", "BODY[4.2.HEADER] !" },
  { "BODY[4.2.MIME]", "BODY[4.2.MIME] !" },
  { "BODY[3.TEXT]", "BODY[3.TEXT] !" },
  { "BODY.PEEK[HEADER.FIELDS (From \"To\" {2}\r\nCc)]", "BODY.PEEK[HEADER.FIELDS (From To Cc)]" },
  { "BODY.PEEK[1.HEADER.FIELDS.NOT (x)]<5.6>", "BODY.PEEK[1.HEADER.FIELDS.NOT (x)]<5.6>" },
  { "(FLAGS BODY[HEADER.FIELDS (DATE FROM)])", "FLAGS BODY[HEADER.FIELDS (DATE FROM)] !" },
  { "(FLAGS FLAGS UID)", "FLAGS UID" },
  { "()", "1: a word" },
  { "(ALL)", "1: the name of a data item" },
  { "BODY.PEEK", "0: the name of a data item" },
  { "FLAGS[]", "0: the name of a data item" },
  { "BODY[MIME]", "5: HEADER, HEADER.FIELDS, TEXT or MIME" },
  { "BODY[0]", "5: a number other than 0" },
  { "BODY[1.]", "7: a word" },
  { "BODY[1..2]", "7: HEADER, HEADER.FIELDS, TEXT or MIME" },
  { "BODY[HEADER.FIELDS]", "18: a space" },
  { "BODY[HEADER.FIELDS ()]", "20: an atom or a string" },
  { "BODY[]<1>", "8: ." },
  { "BODY[]<1.0>", "9: a number other than 0" },
  { "BODY[", "5: a word" },
  { "NONSENSE", "0: the name of a data item" },
  { "FLAGS UID", "5: the end of the line" },
};

static void
test_fetch (void)
{
  imap_check_rows (fetches, G_N_ELEMENTS (fetches), fetch_again);
}

static gboolean
search_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapSearch) search = NULL;

  if (!mf_imap_search_read (lexer, &search))
    return FALSE;
  if (search->extended)
    g_string_append_printf (out, "%u ", search->returns);
  if (search->bad_charset)
    g_string_append (out, "bad ");
  mf_imap_search_key_write (search->key, out);
  return TRUE;
}

/* Every search-key of RFC 3501 section 9, and RETURN of RFC 4731. */
static const ImapRow searches[] = {
  { "ALL", "(ALL)" },
  { "ANSWERED UNANSWERED", "(ANSWERED NOT ANSWERED)" },
  { "BCC a CC b FROM c TO d SUBJECT \"e f\"",
    "(HEADER Bcc a HEADER Cc b HEADER From c HEADER To d HEADER Subject \"e f\")" },
  { "BEFORE 1-Feb-1994 ON \"2-Feb-1994\" SINCE 03-Feb-1994",
    "(BEFORE 1-Feb-1994 ON 2-Feb-1994 SINCE 3-Feb-1994)" },
  { "SENTBEFORE 1-Feb-1994 SENTON 1-Feb-1994 SENTSINCE 1-Feb-1994",
    "(SENTBEFORE 1-Feb-1994 SENTON 1-Feb-1994 SENTSINCE 1-Feb-1994)" },
  { "BODY x TEXT {3}\r\na b", "(BODY x TEXT \"a b\")" },
  { "DELETED DRAFT FLAGGED SEEN", "(DELETED DRAFT FLAGGED SEEN)" },
  { "UNDELETED UNDRAFT UNFLAGGED UNSEEN", "(NOT DELETED NOT DRAFT NOT FLAGGED NOT SEEN)" },
  { "KEYWORD $Junk UNKEYWORD x", "(KEYWORD $Junk NOT KEYWORD x)" },
  { "NEW OLD RECENT", "((RECENT NOT SEEN) NOT RECENT RECENT)" },
  { "LARGER 100 SMALLER 4294967295", "(LARGER 100 SMALLER 4294967295)" },
  { "HEADER Message-ID \"\"", "(HEADER Message-ID \"\")" },
  { "OR SEEN (FLAGGED 1:4)", "(OR SEEN (FLAGGED 1:4))" },
  { "NOT NOT UID 1:*", "(NOT NOT UID 1:*)" },
  { "2,4 *", "(2,4 *)" },
  { "CHARSET utf-8 TEXT \"\xed\x95\x9c\"", "(TEXT {3}\r\n\xed\x95\x9c)" },
  { "CHARSET EUC-KR TEXT \"\xc7\xd1\"", "bad ALL" },
  { "RETURN () ALL", "4 (ALL)" },
  { "RETURN (MIN MAX COUNT) CHARSET us-ascii SEEN", "11 (SEEN)" },
  { "RETURN (SAVE) ALL", "8: MIN, MAX, ALL or COUNT" },
  { "", "0: a search key" },
  { "NOT", "3: a space" },
  { "OR SEEN", "7: a space" },
  { "()", "1: a search key" },
  { "SEEN ", "5: a search key" },
  { "SEENX", "0: a search key" },
  { "KEYWORD \"x\"", "8: an atom" },
  { "TEXT {1}\r\n\xff", "5: a string in that charset" },
  { "UID 0", "4: a number other than 0" },
  { "LARGER -1", "7: a number" },
};

static void
test_search (void)
{
  imap_check_rows (searches, G_N_ELEMENTS (searches), search_again);
}

static void
test_depth (void)
{
  static const char *const openers[] = { "(", "NOT ", "OR SEEN " };

  for (gsize i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *result = NULL;

      for (guint n = 0; n < 100000; n++)
        g_string_append (text, openers[i]);
      result = imap_read_again (text->str, search_again);
      g_assert_true (g_str_has_suffix (result, "fewer search keys") ||
                     g_str_has_suffix (result, "fewer parentheses"));
    }
}

static gboolean
envelope_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapEnvelope) envelope = NULL;

  if (!mf_imap_envelope_read (lexer, &envelope))
    return FALSE;
  mf_imap_envelope_write (envelope, out);
  return TRUE;
}

#define GRAY "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"

static const ImapRow envelopes[] = {
  /* RFC 3501 section 8 */
  { "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" " GRAY
    " " GRAY " " GRAY " ((NIL NIL \"imap\" \"cac.washington.edu\")) NIL NIL NIL "
    "\"<B27397-0100000@cac.washington.edu>\")",
    "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" " GRAY
    " " GRAY " " GRAY " ((NIL NIL \"imap\" \"cac.washington.edu\")) NIL NIL NIL "
    "\"<B27397-0100000@cac.washington.edu>\")" },
  /* A missing Sender is the From; a group; what must be a literal. */
  { "(NIL {2}\r\n\xc3\xbc " GRAY " NIL NIL ((NIL NIL \"friends\" NIL)(NIL NIL NIL NIL)) NIL NIL "
    "NIL NIL)",
    "(NIL {2}\r\n\xc3\xbc " GRAY " " GRAY " " GRAY
    " ((NIL NIL \"friends\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)" },
  { "(NIL NIL)", "8: a space" },
};

static void
test_envelope (void)
{
  imap_check_rows (envelopes, G_N_ELEMENTS (envelopes), envelope_again);
}

/* RFC 3501 section 7.4.2: the examples of BODYSTRUCTURE */
static void
test_body (void)
{
  g_autoptr (MfImapBody) mixed = mf_imap_body_new ("MULTIPART", "MIXED");
  MfImapBody *text = mf_imap_body_new ("TEXT", "PLAIN");
  MfImapBody *diff = mf_imap_body_new ("TEXT", "PLAIN");
  g_autoptr (GString) out = g_string_new (NULL);

  text->parameters = g_strsplit ("CHARSET US-ASCII", " ", 0);
  text->octets = 1152;
  text->lines = 23;
  diff->parameters = g_strsplit ("CHARSET US-ASCII NAME cc.diff", " ", 0);
  diff->id = g_strdup ("<960723163407.20117h@cac.washington.edu>");
  diff->description = g_strdup ("Compiler diff");
  diff->encoding = g_strdup ("BASE64");
  diff->octets = 4554;
  diff->lines = 73;
  g_ptr_array_add (mixed->parts, text);
  g_ptr_array_add (mixed->parts, diff);

  mf_imap_body_write (mixed, FALSE, out);
  g_assert_cmpstr (out->str, ==,
                   "((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23)"
                   "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\" \"NAME\" \"cc.diff\") "
                   "\"<960723163407.20117h@cac.washington.edu>\" \"Compiler diff\" \"BASE64\" 4554 "
                   "73) \"MIXED\")");

  g_string_truncate (out, 0);
  mixed->disposition = g_strdup ("inline");
  mixed->languages = g_strsplit ("ko en", " ", 0);
  g_ptr_array_remove_index (mixed->parts, 1);
  mf_imap_body_write (mixed, TRUE, out);
  g_assert_cmpstr (out->str, ==,
                   "((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23 NIL "
                   "NIL NIL NIL) \"MIXED\" NIL (\"inline\" NIL) (\"ko\" \"en\") NIL)");
}

static void
test_message_body (void)
{
  g_autoptr (MfImapBody) message = mf_imap_body_new ("message", "rfc822");
  g_autoptr (GString) out = g_string_new (NULL);

  message->octets = 10;
  message->lines = 2;
  message->envelope = mf_imap_envelope_new ();
  g_ptr_array_add (message->parts, mf_imap_body_new ("image", "png"));
  mf_imap_body_write (message, FALSE, out);
  g_assert_cmpstr (out->str, ==,
                   "(\"message\" \"rfc822\" NIL NIL NIL \"7BIT\" 10 "
                   "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) "
                   "(\"image\" \"png\" NIL NIL NIL \"7BIT\" 0) 2)");
}

static void
test_pick_fields (void)
{
  static const char header[] = "From: a@a.example\r\nSubject: one\r\n two\r\nTO : b\r\n\r\n";
  static const struct
  {
    const char *section;
    const char *picked;
  } rows[] = {
    { "[HEADER.FIELDS (subject x)]", "Subject: one\r\n two\r\n\r\n" },
    { "[HEADER.FIELDS.NOT (subject)]", "From: a@a.example\r\nTO : b\r\n\r\n" },
    { "[HEADER.FIELDS (to)]", "TO : b\r\n\r\n" },
    { "[HEADER.FIELDS (none)]", "\r\n" },
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (header, strlen (header));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) picked = NULL;
      MfImapSection section;
      MfImapLexer lexer;

      mf_imap_lexer_init (&lexer, rows[i].section, strlen (rows[i].section));
      g_assert_true (mf_imap_section_read (&lexer, &section));
      picked = mf_imap_section_pick_fields (&section, bytes);
      g_assert_cmpmem (g_bytes_get_data (picked, NULL), g_bytes_get_size (picked), rows[i].picked,
                       strlen (rows[i].picked));
      mf_imap_section_clear (&section);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/arguments/fetch", test_fetch);
  g_test_add_func ("/imap/arguments/search", test_search);
  g_test_add_func ("/imap/arguments/depth", test_depth);
  g_test_add_func ("/imap/arguments/envelope", test_envelope);
  g_test_add_func ("/imap/arguments/body", test_body);
  g_test_add_func ("/imap/arguments/message-body", test_message_body);
  g_test_add_func ("/imap/arguments/pick-fields", test_pick_fields);
  return g_test_run ();
}
