/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-letter.h"
#include "mail/mf-message.h"
#include "mail/mf-named-address.h"

#include <string.h>

typedef struct
{
  GBytes *bytes;
  MfEnvelope *envelope;
  MfMessage *message;
} Sent;

static void
sent_clear (Sent *sent)
{
  g_clear_pointer (&sent->bytes, g_bytes_unref);
  g_clear_pointer (&sent->envelope, mf_envelope_unref);
  g_clear_pointer (&sent->message, mf_message_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sent, sent_clear)

static const char *
text_of (GBytes *bytes)
{
  return g_bytes_get_data (bytes, NULL);
}

/* Every line ends with CRLF and is short ASCII: it can go anywhere. */
static void
assert_portable (GBytes *bytes)
{
  gsize length, line = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >=, 2);
  g_assert_cmpmem (data + length - 2, 2, "\r\n", 2);
  for (gsize i = 0; i < length; i++)
    {
      g_assert_cmpuint (data[i], <, 0x80);
      g_assert_cmpuint (data[i], !=, 0);
      if (data[i] == '\r')
        g_assert_cmpuint (data[i + 1], ==, '\n');
      if (data[i] == '\n')
        g_assert_cmpuint (data[i - 1], ==, '\r');
      line = data[i] == '\n' ? 0 : line + 1;
      g_assert_cmpuint (line, <=, 999);
    }
}

static Sent
compose (const MfLetter *letter, guint64 seed)
{
  MfVirtualClock virtual_clock = { .now_us = MF_LESSON_EPOCH_US };
  MfClock clock = mf_virtual_clock_clock (&virtual_clock);
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (seed);
  g_autoptr (GError) error = NULL;
  Sent sent = { 0 };

  sent.bytes = mf_letter_compose (letter, &clock, ids, &sent.envelope, &error);
  g_assert_no_error (error);
  assert_portable (sent.bytes);
  g_assert_cmpuint (sent.envelope->declared_size, ==, g_bytes_get_size (sent.bytes));
  sent.message = mf_message_parse (sent.bytes);
  g_assert_true (mf_message_is_whole (sent.message));
  return sent;
}

static MfLetter *
new_letter (void)
{
  MfLetter *letter = mf_letter_new ();

  g_assert_true (mf_letter_set_from (letter, "Alice <alice@a.example>", NULL));
  g_assert_true (mf_letter_set_recipients (letter, MF_LETTER_TO, "bob@b.example", NULL));
  return letter;
}

static void
test_plain (void)
{
  static const char expected[] = "From: Alice <alice@a.example>\r\n"
                                 "To: bob@b.example\r\n"
                                 "Subject: Lunch\r\n"
                                 "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
                                 "Message-ID: <E485875XHVKDF@a.example>\r\n"
                                 "MIME-Version: 1.0\r\n"
                                 "Content-Type: text/plain; charset=us-ascii\r\n"
                                 "Content-Transfer-Encoding: 7bit\r\n"
                                 "\r\n"
                                 "Hello\r\n.\r\nBye\r\n";
  g_autoptr (MfLetter) letter = new_letter ();
  g_auto (Sent) sent = { 0 };

  mf_letter_set_subject (letter, "Lunch");
  mf_letter_set_text (letter, "Hello\n.\r\nBye");
  sent = compose (letter, 0);
  g_assert_cmpmem (text_of (sent.bytes), g_bytes_get_size (sent.bytes), expected,
                   strlen (expected));
  g_assert_cmpstr (mf_address_get_text (sent.envelope->sender), ==, "alice@a.example");
  g_assert_cmpuint (sent.envelope->recipients->len, ==, 1);
  g_assert_cmpint (sent.envelope->body, ==, MF_BODY_7BIT);
}

/* The same time and ids give the same bytes, other ids others. */
static void
test_deterministic (void)
{
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_auto (Sent) one = { 0 };
  g_auto (Sent) two = { 0 };
  g_auto (Sent) three = { 0 };

  mf_letter_add_attachment (letter, "x.bin", "application/octet-stream", content);
  one = compose (letter, 5);
  two = compose (letter, 5);
  three = compose (letter, 6);
  g_assert_true (g_bytes_equal (one.bytes, two.bytes));
  g_assert_false (g_bytes_equal (one.bytes, three.bytes));
}

/* Encoded words of RFC 2047 section 2: at most 75 characters, each of them
 * whole characters; lines of at most 76. */
static void
assert_encoded_words (const char *header)
{
  const char *p = header;

  while ((p = strstr (p, "=?UTF-8?")))
    {
      const char *end = strstr (p + 10, "?=");
      g_autofree char *word = NULL;
      g_autofree char *field = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MfMessage) message = NULL;

      g_assert_nonnull (end);
      g_assert_cmpint (end + 2 - p, <=, 75);
      word = g_strndup (p, (gsize) (end + 2 - p));
      field = g_strconcat ("X: ", word, "\r\n\r\n", NULL);
      bytes = g_bytes_new (field, strlen (field));
      message = mf_message_parse (bytes);
      g_assert_null (strstr (mf_message_get_value (message, "X"), "\xef\xbf\xbd"));
      p = end;
    }
}

static void
test_subjects (void)
{
  g_autofree char *long_word = g_strnfill (2000, 'x');
  g_autofree char *long_gap = g_strdup_printf ("a%*sb", 2000, "");
  const char *const rows[] = {
    "",
    "Lunch at noon",
    "점심 먹자",
    "안녕하세요 여러분, 이것은 아주 긴 제목입니다. 그래서 여러 줄로 접어야 합니다. 정말로 아주 "
    "깁니다.",
    "Mixed 한글 and ASCII, then 더 많은 한글 again",
    "ÄÖÜ äöü ß – “quotes” … 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    "=?UTF-8?B?7KCQ7Ius?= literally",
    "looks =?like?= one",
    "a very long subject that has to be folded somewhere because it does not fit on one line of "
    "seventy-eight characters",
    "double  spaces   stay",
    "中文的主题没有空格所以整个主题就是一个很长的词中文的主题没有空格所以整个主题就是一个很长的词",
    "Unterschiedlichste größere und kleinere Wörter, zumeist lesbar, mit nur wenigen Umlauten",
    long_word,
    long_gap,
    "colon: and \"quotes\" <angle> (comment)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfLetter) letter = new_letter ();
      g_auto (Sent) sent = { 0 };
      g_autofree char *header = NULL;

      mf_letter_set_subject (letter, rows[i]);
      sent = compose (letter, i);
      g_assert_cmpstr (mf_message_get_value (sent.message, "Subject"), ==, rows[i]);
      header = g_strndup (text_of (sent.bytes), mf_message_get_root (sent.message)->header.length);
      assert_encoded_words (header);
    }
}

static void
test_texts (void)
{
  g_autofree char *long_line = g_strnfill (5000, 'x');
  g_autofree char *long_korean = g_strdup_printf ("%s\n%s 한\n", long_line, long_line);
  const struct
  {
    const char *text;
    const char *encoding;
    const char *read; /* if it is not the same */
  } rows[] = {
    { "", "7bit", NULL },
    { "Hello\n", "7bit", NULL },
    { "no line end", "7bit", "no line end\n" },
    { "\n\n\n", "7bit", NULL },
    { "a\r\nb\rc\nd\n", "7bit", "a\nb\nc\nd\n" },
    { "From the start\n.\n..\n", "7bit", NULL },
    { "trailing space \n\ttab\t\n", "7bit", NULL },
    { "caf\xc3\xa9 with = sign, a line that says a little more in plain letters\n",
      "quoted-printable", NULL },
    { "안녕하세요, 밥!\n점심 먹자.\n", "base64", NULL },
    { "broken \xff here, but the rest of this line is plain ASCII text\n", "quoted-printable",
      "broken \xef\xbf\xbd here, but the rest of this line is plain ASCII text\n" },
    { long_line, "quoted-printable", NULL },
    { long_korean, "quoted-printable", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfLetter) letter = new_letter ();
      g_auto (Sent) sent = { 0 };
      const MfPart *part;
      g_autofree char *text = NULL;
      g_autofree char *with_end = g_strconcat (rows[i].text, "\n", NULL);

      mf_letter_set_text (letter, rows[i].text);
      sent = compose (letter, i);
      part = mf_message_find_text (sent.message);
      g_assert_cmpstr (part->encoding, ==, rows[i].encoding);
      text = mf_message_get_text (sent.message, part);
      if (rows[i].text == long_line)
        g_assert_cmpstr (text, ==, with_end);
      else
        g_assert_cmpstr (text, ==, rows[i].read ? rows[i].read : rows[i].text);
    }
}

static void
test_attachments (void)
{
  static const struct
  {
    const char *file_name;
    const char *media_type;
    const char *kept_type;
  } rows[] = {
    { "all.bin", "application/octet-stream", "application/octet-stream" },
    { "picture one.png", "image/png", "image/png" },
    { "그림 그림 그림 그림 그림 그림 그림 그림 그림 그림 그림.png", "image/png", "image/png" },
    { "quote\"and\\slash.txt", "text/plain", "text/plain" },
    { "letter.eml", "message/rfc822", "application/octet-stream" },
    { "odd", "nonsense", "application/octet-stream" },
    { "evil\r\nBcc: eve@e.example", "text/x-y; a=b\r\nBcc: eve@e.example",
      "application/octet-stream" },
  };
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) content = NULL;
  g_auto (Sent) sent = { 0 };
  const MfPart *root;

  for (guint i = 0; i < 256 * 5; i++)
    {
      guint8 byte = (guint8) (i * (1 + i / 256));

      g_byte_array_append (all, &byte, 1);
    }
  content = g_byte_array_free_to_bytes (g_steal_pointer (&all));

  mf_letter_set_text (letter, "See below\n");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    mf_letter_add_attachment (letter, rows[i].file_name, rows[i].media_type, content);
  sent = compose (letter, 1);

  root = mf_message_get_root (sent.message);
  g_assert_cmpstr (root->media_type, ==, "multipart/mixed");
  g_assert_cmpuint (root->children->len, ==, 1 + G_N_ELEMENTS (rows));
  g_assert_null (mf_part_find_field (root, "Bcc"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MfPart *part = g_ptr_array_index (root->children, 1 + i);
      g_autoptr (GBytes) decoded = mf_message_get_content (sent.message, part);
      g_autofree char *name = g_strdelimit (g_strdup (rows[i].file_name), "/\\", '_');

      g_assert_true (g_bytes_equal (decoded, content));
      g_assert_cmpstr (part->media_type, ==, rows[i].kept_type);
      g_assert_cmpstr (part->disposition, ==, "attachment");
      g_assert_cmpstr (part->encoding, ==, "base64");
      g_strdelimit (name, "\r\n", ' ');
      g_assert_cmpstr (part->file_name, ==, name);
      g_assert_null (mf_part_find_field (part, "Bcc"));
    }
}

/* A text that quotes the very boundary that the ids would give. */
static void
test_boundary_in_text (void)
{
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
  g_auto (Sent) first = { 0 };
  g_auto (Sent) second = { 0 };
  const MfPart *root;
  g_autofree char *quoted = NULL;
  g_autofree char *text = NULL;

  mf_letter_add_attachment (letter, "x", "image/png", content);
  first = compose (letter, 1);
  root = mf_message_get_root (first.message);
  quoted = g_strndup (text_of (first.bytes) + root->body.start, root->body.length);
  g_strdelimit (quoted, "\r", ' ');

  mf_letter_set_text (letter, quoted);
  second = compose (letter, 1);
  g_assert_cmpuint (mf_message_get_root (second.message)->children->len, ==, 2);
  text = mf_message_get_text (second.message, mf_message_find_text (second.message));
  g_assert_cmpstr (text, ==, quoted);
}

static void
test_empty_attachment (void)
{
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) decoded = NULL;
  g_auto (Sent) sent = { 0 };

  mf_letter_add_attachment (letter, "empty", "text/plain", nothing);
  sent = compose (letter, 1);
  decoded =
      mf_message_get_content (sent.message,
                              g_ptr_array_index (mf_message_get_root (sent.message)->children, 1));
  g_assert_cmpuint (g_bytes_get_size (decoded), ==, 0);
}

static void
test_recipients (void)
{
  g_autoptr (MfLetter) letter = mf_letter_new ();
  g_autoptr (GPtrArray) to = NULL;
  g_auto (Sent) sent = { 0 };
  const MfNamedAddress *named;

  g_assert_true (mf_letter_set_from (letter, "\"김 앨리스\" <alice@a.example>", NULL));
  g_assert_true (mf_letter_set_recipients (
      letter, MF_LETTER_TO, "Bob <bob@b.example>, 캐럴 <carol@c.example>,, dave@d.example", NULL));
  g_assert_true (mf_letter_set_recipients (letter, MF_LETTER_CC,
                                           "friends: eve@e.example, bob@B.example;", NULL));
  g_assert_true (
      mf_letter_set_recipients (letter, MF_LETTER_BCC, "Mallory <mallory@m.example>", NULL));
  sent = compose (letter, 1);

  g_assert_cmpuint (sent.envelope->recipients->len, ==, 5);
  g_assert_cmpstr (mf_address_get_text (g_ptr_array_index (sent.envelope->recipients, 4)), ==,
                   "mallory@m.example");
  g_assert_null (
      g_strstr_len (text_of (sent.bytes), (gssize) g_bytes_get_size (sent.bytes), "allory"));
  g_assert_cmpstr (mf_message_get_value (sent.message, "From"), ==, "김 앨리스 <alice@a.example>");

  to = mf_message_get_addresses (sent.message, "to", NULL);
  g_assert_cmpuint (to->len, ==, 3);
  named = g_ptr_array_index (to, 1);
  g_assert_cmpstr (named->name, ==, "캐럴");
  g_assert_cmpstr (mf_address_get_text (named->address), ==, "carol@c.example");
}

/* Names as people have them, and as nobody should. */
static void
test_names (void)
{
  static const struct
  {
    const char *written;
    const char *sent;
  } rows[] = {
    { "bob@b.example", "bob@b.example" },
    { "Bob <bob@b.example>", "Bob <bob@b.example>" },
    { "\"Bob B. (Bobby)\" <bob@b.example>", "\"Bob B. (Bobby)\" <bob@b.example>" },
    { "\"a \\\"b\\\\\" <bob@b.example>", "\"a \\\"b\\\\\" <bob@b.example>" },
    { "밥 <bob@b.example>", "=?UTF-8?B?67Cl?= <bob@b.example>" },
    { "Bób <bob@b.example>", "=?UTF-8?Q?B=C3=B3b?= <bob@b.example>" },
    { "=?UTF-8?B?YQ0KQmNjOiBl?= <bob@b.example>", "\"a  Bcc: e\" <bob@b.example>" },
    { "\"b b\"@b.example", "\"b b\"@b.example" },
    { "bob@bücher.example", "bob@xn--bcher-kva.example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfLetter) letter = new_letter ();
      g_auto (Sent) sent = { 0 };
      const MfPart *root;
      g_autofree char *raw = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (mf_letter_set_recipients (letter, MF_LETTER_TO, rows[i].written, &error));
      g_assert_no_error (error);
      sent = compose (letter, 1);
      root = mf_message_get_root (sent.message);
      raw = g_strndup (text_of (sent.bytes) + root->fields[1].value_span.start,
                       root->fields[1].value_span.length);
      g_assert_cmpstr (raw, ==, rows[i].sent);
    }
}

static void
test_many_recipients (void)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (GPtrArray) to = NULL;
  g_auto (Sent) sent = { 0 };
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (list,
                            "%s받는 사람 번호 %u번, 부서가 긴 곳에서 일합니다 <r%u@b.example>",
                            i ? "," : "", i, i);
  g_string_replace (list, "번,", "번", 0);
  g_assert_true (mf_letter_set_recipients (letter, MF_LETTER_TO, list->str, NULL));
  sent = compose (letter, 1);
  to = mf_message_get_addresses (sent.message, "To", NULL);
  g_assert_cmpuint (to->len, ==, 500);
  g_assert_cmpuint (sent.envelope->recipients->len, ==, 500);
  g_assert_cmpstr (((MfNamedAddress *) g_ptr_array_index (to, 499))->name, ==,
                   "받는 사람 번호 499번 부서가 긴 곳에서 일합니다");
  lines = g_strsplit (text_of (sent.bytes), "\r\n", 100);
  for (guint i = 0; i < 99; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, 78);
}

static void
test_refusals (void)
{
  static const char *const rows[] = {
    "bob",       "bob@",         "@b.example",        "bob@b..example", "b ob@b.example x",
    "Bob <bob>", "밥@b.example", "ok@b.example, bad",
  };
  g_autoptr (MfLetter) letter = mf_letter_new ();
  MfClock clock = mf_clock_real ();
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (1);
  g_autoptr (GError) error = NULL;
  MfEnvelope *envelope = NULL;

  g_assert_null (mf_letter_compose (letter, &clock, ids, &envelope, &error));
  g_assert_cmpstr (mf_protocol_error_get_rfc (error), ==, "RFC 5322 section 3.6.2");
  g_clear_error (&error);
  g_assert_false (mf_letter_set_from (letter, "", &error));
  g_clear_error (&error);
  g_assert_false (mf_letter_set_from (letter, "a@a.example, b@b.example", &error));
  g_clear_error (&error);
  g_assert_true (mf_letter_set_from (letter, "a@a.example", NULL));
  g_assert_null (mf_letter_compose (letter, &clock, ids, &envelope, &error));
  g_assert_cmpstr (mf_protocol_error_get_rfc (error), ==, "RFC 5322 section 3.6.3");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_clear_error (&error);
      g_assert_false (mf_letter_set_recipients (letter, MF_LETTER_TO, rows[i], &error));
      g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_SYNTAX);
    }
}

static void
test_reply (void)
{
  static const char original[] = "From: Bob <bob@b.example>\r\n"
                                 "Reply-To: office@b.example\r\n"
                                 "Subject: =?UTF-8?B?7KCQ7Ius?=\r\n"
                                 "Message-ID: <2@b.example>\r\n"
                                 "References: <0@a.example>\r\n <1@b.example>\r\n"
                                 "\r\n"
                                 "Noon?\r\n> earlier\r\n\r\nBob\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (original, strlen (original));
  g_autoptr (MfMessage) message = mf_message_parse (bytes);
  g_autoptr (MfLetter) letter = new_letter ();
  g_autoptr (MfLetter) again = new_letter ();
  g_auto (Sent) sent = { 0 };
  g_auto (Sent) third = { 0 };
  g_autofree char *text = NULL;

  mf_letter_reply_to (letter, message);
  sent = compose (letter, 1);
  g_assert_cmpstr (mf_message_get_value (sent.message, "To"), ==, "office@b.example");
  g_assert_cmpstr (mf_message_get_value (sent.message, "Subject"), ==, "Re: 점심");
  g_assert_cmpstr (mf_message_get_value (sent.message, "In-Reply-To"), ==, "<2@b.example>");
  g_assert_cmpstr (mf_message_get_value (sent.message, "References"), ==,
                   "<0@a.example> <1@b.example> <2@b.example>");
  text = mf_message_get_text (sent.message, mf_message_find_text (sent.message));
  g_assert_cmpstr (text, ==, "> Noon?\n>> earlier\n>\n> Bob\n");

  mf_letter_reply_to (again, sent.message);
  third = compose (again, 2);
  g_assert_cmpstr (mf_message_get_value (third.message, "Subject"), ==, "Re: 점심");
}

static void
test_references_are_bounded (void)
{
  g_autoptr (GString) original = g_string_new ("Message-ID: <last@a.example>\r\nReferences:");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MfMessage) message = NULL;
  g_autoptr (MfLetter) letter = new_letter ();
  g_auto (Sent) sent = { 0 };
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (original, "\r\n <%u@a.example>", i);
  g_string_append (original, "\r\n <bad> <> <also bad@x> <\r\n\r\n");
  bytes = g_bytes_new (original->str, original->len);
  message = mf_message_parse (bytes);
  mf_letter_reply_to (letter, message);
  g_assert_true (mf_letter_set_recipients (letter, MF_LETTER_TO, "bob@b.example", NULL));
  sent = compose (letter, 1);
  ids = g_strsplit (mf_message_get_value (sent.message, "References"), " ", -1);
  g_assert_cmpuint (g_strv_length (ids), ==, 20);
  g_assert_cmpstr (ids[18], ==, "<bad>");
  g_assert_cmpstr (ids[19], ==, "<last@a.example>");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/letter/plain", test_plain);
  g_test_add_func ("/mail/letter/deterministic", test_deterministic);
  g_test_add_func ("/mail/letter/subjects", test_subjects);
  g_test_add_func ("/mail/letter/texts", test_texts);
  g_test_add_func ("/mail/letter/attachments", test_attachments);
  g_test_add_func ("/mail/letter/boundary-in-text", test_boundary_in_text);
  g_test_add_func ("/mail/letter/empty-attachment", test_empty_attachment);
  g_test_add_func ("/mail/letter/recipients", test_recipients);
  g_test_add_func ("/mail/letter/names", test_names);
  g_test_add_func ("/mail/letter/many-recipients", test_many_recipients);
  g_test_add_func ("/mail/letter/refusals", test_refusals);
  g_test_add_func ("/mail/letter/reply", test_reply);
  g_test_add_func ("/mail/letter/references-are-bounded", test_references_are_bounded);

  return g_test_run ();
}
