/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message.h"

#include <string.h>

static MfMessage *
parse (const char *text, gssize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return mf_message_parse (bytes);
}

static char *
slice (const MfMessage *message, MfSpan span)
{
  GBytes *bytes = mf_message_get_bytes (message);

  g_assert_cmpuint (span.start + span.length, <=, g_bytes_get_size (bytes));
  return span.length == 0
             ? g_strdup ("")
             : g_strndup ((const char *) g_bytes_get_data (bytes, NULL) + span.start, span.length);
}

static void
assert_slice (const MfMessage *message, MfSpan span, const char *expected)
{
  g_autofree char *text = slice (message, span);

  g_assert_cmpstr (text, ==, expected);
}

static const MfPart *
child (const MfPart *part, guint index)
{
  g_assert_cmpuint (part->children->len, >, index);
  return g_ptr_array_index (part->children, index);
}

/* What holds for the parts of any bytes: fields are inside the header, one
 * after the other; header before body; children inside the body, in order, and
 * between delimiters without a gap. */
static void
assert_sound (const MfMessage *message, const MfPart *part, gsize start, gsize end)
{
  gsize position = part->header.start;
  gboolean is_multipart = g_str_has_prefix (part->media_type, "multipart/");

  g_assert_true (g_utf8_validate (part->media_type, -1, NULL));
  g_assert_cmpuint (part->header.start, >=, start);
  g_assert_cmpuint (part->header.start + part->header.length, <=, part->body.start);
  g_assert_cmpuint (part->body.start + part->body.length, ==, end);
  for (guint i = 0; i < part->n_fields; i++)
    {
      const MfHeaderField *field = &part->fields[i];

      g_assert_cmpuint (field->span.start, ==, position);
      g_assert_cmpuint (field->name_span.start, ==, position);
      g_assert_cmpuint (field->name_span.length, >, 0);
      g_assert_cmpuint (field->value_span.start, >, position);
      position += field->span.length;
      g_assert_cmpuint (field->value_span.start + field->value_span.length, <=, position);
      g_assert_true (g_utf8_validate (field->value, -1, NULL));
    }
  g_assert_cmpuint (position, <=, part->header.start + part->header.length);

  position = part->body.start;
  for (guint i = 0; i < part->children->len; i++)
    {
      const MfPart *inner = child (part, i);
      gsize inner_end = inner->body.start + inner->body.length;

      g_assert_true (inner->parent == part);
      if (is_multipart)
        {
          g_assert_cmpuint (inner->delimiter.start, >=, position);
          if (i > 0)
            g_assert_cmpuint (inner->delimiter.start, ==, position);
          position = inner->delimiter.start + inner->delimiter.length;
        }
      g_assert_cmpuint (inner->header.start, ==, position);
      assert_sound (message, inner, position, inner_end);
      position = inner_end;
    }
  g_assert_cmpuint (position, <=, end);
  if (part->close_delimiter.length > 0 && part->children->len > 0)
    g_assert_cmpuint (part->close_delimiter.start, ==, position);
  g_assert_cmpuint (part->close_delimiter.start + part->close_delimiter.length, <=, end);
}

/* Everything that can be asked of a message is asked. */
static void
exercise (const MfMessage *message, const MfPart *part)
{
  g_autoptr (GBytes) content = mf_message_get_content (message, part);
  g_autofree char *text = mf_message_get_text (message, part);

  g_assert_nonnull (content);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < part->children->len; i++)
    exercise (message, child (part, i));
}

static void
check_any (const char *data, gsize length)
{
  g_autoptr (MfMessage) message = parse (data, (gssize) length);
  const MfPart *root = mf_message_get_root (message);

  assert_sound (message, root, 0, length);
  exercise (message, root);
}

static void
test_simple (void)
{
  g_autoptr (MfMessage) message = parse ("From: alice@a.example\r\n"
                                         "Subject:  two\r\n\tlines \r\n"
                                         "X :y\r\n"
                                         "Empty:\r\n"
                                         "\r\n"
                                         "Hello\r\n",
                                         -1);
  const MfPart *root = mf_message_get_root (message);

  g_assert_cmpuint (root->n_fields, ==, 4);
  g_assert_cmpstr (root->fields[1].name, ==, "Subject");
  g_assert_cmpstr (root->fields[1].value, ==, "two\tlines");
  assert_slice (message, root->fields[1].span, "Subject:  two\r\n\tlines \r\n");
  assert_slice (message, root->fields[1].name_span, "Subject");
  assert_slice (message, root->fields[1].value_span, "two\r\n\tlines");
  assert_slice (message, root->fields[2].name_span, "X");
  assert_slice (message, root->fields[2].value_span, "y");
  g_assert_cmpstr (root->fields[3].value, ==, "");
  assert_slice (message, root->body, "Hello\r\n");
  g_assert_cmpstr (root->media_type, ==, "text/plain");
  g_assert_cmpstr (root->encoding, ==, "7bit");
  g_assert_cmpstr (mf_message_get_value (message, "SUBJECT"), ==, "two\tlines");
  g_assert_null (mf_message_get_value (message, "Cc"));
  assert_sound (message, root, 0, g_bytes_get_size (mf_message_get_bytes (message)));
}

/* Where the header ends, however it ends. */
static void
test_boundaries_of_header (void)
{
  static const struct
  {
    const char *text;
    guint n_fields;
    const char *body;
  } rows[] = {
    { "", 0, "" },
    { "\r\n", 0, "" },
    { "\n\n", 0, "\n" },
    { "A: b", 1, "" },
    { "A: b\r\n", 1, "" },
    { "A: b\r\n\r\n", 1, "" },
    { "A: b\n\nc", 1, "c" },
    { "A: b\r\n\r\n\r\n", 1, "\r\n" },
    { "just text\r\n", 0, "just text\r\n" },
    { "A: b\r\nno field\r\nC: d\r\n", 1, "no field\r\nC: d\r\n" },
    { " A: b\r\n", 0, " A: b\r\n" },
    { ": b\r\n", 0, ": b\r\n" },
    { "A b: c\r\n", 0, "A b: c\r\n" },
    { "A\x80: c\r\n", 0, "A\x80: c\r\n" },
    { "A: b\r\n \r\nC: d\r\n\r\ne", 2, "e" },
    { "A: b\r\rC: d\r\n\r\ne", 1, "e" },
    { "\r", 0, "\r" },
    { "A: b\r\n\r", 1, "\r" },
    { "From alice Mon Mar  2\r\nA: b\r\n\r\nc", 1, "c" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfMessage) message = parse (rows[i].text, -1);
      const MfPart *root = mf_message_get_root (message);

      g_assert_cmpuint (root->n_fields, ==, rows[i].n_fields);
      assert_slice (message, root->body, rows[i].body);
    }
}

/* The values of fields as a reader shows them. */
static void
test_values (void)
{
  static const struct
  {
    const char *raw;
    const char *value;
  } rows[] = {
    { "plain", "plain" },
    { "=?UTF-8?B?7KCQ7IusIOuoueyekA==?=", "점심 먹자" },
    { "=?utf-8?q?caf=C3=A9?= =?utf-8?q?_two?=", "café two" },
    { "=?EUC-KR?B?waG9yQ==?=", "점심" },
    { "=?ISO-2022-KR?B?GyQpQw5BIT1JDw==?=", "점심" },
    { "=?ISO-8859-1?Q?=A1Hola!?=", "¡Hola!" },
    { "=?nonsense?Q?abc?=", "abc" },
    { "=?UTF-8?B?////?= rest", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd rest" },
    { "raw \xec\xa0\x90", "raw 점" },
    { "latin \xe9t\xe9", "latin été" },
    { "=?UTF-8?B?7KCQ", "=?UTF-8?B?7KCQ" },
    { "a\r\n b\r\n\tc", "a b\tc" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("Subject: ", rows[i].raw, "\r\n\r\n", NULL);
      g_autoptr (MfMessage) message = parse (text, -1);

      if (strcmp (rows[i].raw, "=?nonsense?Q?abc?=") == 0 ||
          g_str_has_prefix (rows[i].raw, "=?UTF-8?B?////"))
        g_assert_true (g_utf8_validate (mf_message_get_value (message, "Subject"), -1, NULL));
      else
        g_assert_cmpstr (mf_message_get_value (message, "Subject"), ==, rows[i].value);
    }
}

#define TREE                                                                                       \
  "Content-Type: multipart/mixed; boundary=\"outer one\"\r\n"                                      \
  "\r\n"                                                                                           \
  "preamble\r\n"                                                                                   \
  "--outer one\r\n"                                                                                \
  "Content-Type: multipart/alternative; boundary=in\r\n"                                           \
  "\r\n"                                                                                           \
  "--in\r\n"                                                                                       \
  "\r\n"                                                                                           \
  "plain\r\n"                                                                                      \
  "\r\n"                                                                                           \
  "--in  \t\r\n"                                                                                   \
  "Content-Type: TEXT/HTML; charset=\"EUC-KR\"\r\n"                                                \
  "Content-Transfer-Encoding: Base64\r\n"                                                          \
  "\r\n"                                                                                           \
  "waG9yQ==\r\n"                                                                                   \
  "--in--\r\n"                                                                                     \
  "inner epilogue\r\n"                                                                             \
  "--outer one\r\n"                                                                                \
  "Content-Type: message/rfc822\r\n"                                                               \
  "\r\n"                                                                                           \
  "Subject: inside\r\n"                                                                            \
  "\r\n"                                                                                           \
  "body inside\r\n"                                                                                \
  "--outer one\r\n"                                                                                \
  "Content-Type: image/png; name=x.png\r\n"                                                        \
  "Content-Disposition: ATTACHMENT;\r\n"                                                           \
  " filename*=UTF-8''%EA%B7%B8%EB%A6%BC%2F.png\r\n"                                                \
  "\r\n"                                                                                           \
  "--outer one--x\r\n"                                                                             \
  "x--outer one\r\n"                                                                               \
  "--outer one--\r\n"                                                                              \
  "epilogue\r\n"

static void
test_tree (void)
{
  g_autoptr (MfMessage) message = parse (TREE, -1);
  const MfPart *root = mf_message_get_root (message);
  const MfPart *part;
  g_autofree char *text = NULL;

  assert_sound (message, root, 0, strlen (TREE));
  g_assert_cmpuint (root->children->len, ==, 3);
  assert_slice (message, child (root, 0)->delimiter, "\r\n--outer one\r\n");
  assert_slice (message, root->close_delimiter, "\r\n--outer one--\r\n");

  part = child (child (root, 0), 0);
  assert_slice (message, part->delimiter, "--in\r\n");
  assert_slice (message, part->header, "");
  assert_slice (message, part->body, "plain\r\n");
  g_assert_true (mf_message_find_text (message) == part);

  part = child (child (root, 0), 1);
  assert_slice (message, part->delimiter, "\r\n--in  \t\r\n");
  assert_slice (message, part->body, "waG9yQ==");
  g_assert_cmpstr (part->media_type, ==, "text/html");
  g_assert_cmpstr (part->charset, ==, "euc-kr");
  g_assert_cmpstr (part->encoding, ==, "base64");
  text = mf_message_get_text (message, part);
  g_assert_cmpstr (text, ==, "점심");

  part = child (child (root, 1), 0);
  g_assert_cmpstr (mf_part_find_field (part, "subject")->value, ==, "inside");
  assert_slice (message, part->body, "body inside");
  g_assert_cmpuint (part->delimiter.length, ==, 0);

  part = child (root, 2);
  g_assert_cmpstr (part->disposition, ==, "attachment");
  g_assert_cmpstr (part->file_name, ==, "그림_.png");
  assert_slice (message, part->body, "--outer one--x\r\nx--outer one");
}

/* The same tree whatever the line ends, and never a crash however it is cut. */
static void
test_cut_everywhere (void)
{
  g_autoptr (GString) lf = g_string_new (TREE);
  g_autoptr (MfMessage) message = NULL;

  g_string_replace (lf, "\r\n", "\n", 0);
  message = parse (lf->str, -1);
  assert_sound (message, mf_message_get_root (message), 0, lf->len);
  g_assert_cmpuint (mf_message_get_root (message)->children->len, ==, 3);
  assert_slice (message, child (child (mf_message_get_root (message), 0), 1)->body, "waG9yQ==");

  for (gsize i = 0; i <= strlen (TREE); i++)
    {
      check_any (TREE, i);
      check_any (TREE + i, strlen (TREE) - i);
    }
}

/* Every byte of the tree, one at a time, as another. */
static void
test_changed_everywhere (void)
{
  static const char others[] = { '\0', '\n', '\r', '-', ':', ' ', '"', '\xff' };
  g_autofree char *text = g_strdup (TREE);

  for (gsize i = 0; text[i] || i < strlen (TREE); i++)
    {
      char kept = text[i];

      for (gsize k = 0; k < G_N_ELEMENTS (others); k++)
        {
          text[i] = others[k];
          check_any (text, strlen (TREE));
        }
      text[i] = kept;
    }
}

static void
test_missing_boundary (void)
{
  static const struct
  {
    const char *text;
    guint n_children;
  } rows[] = {
    { "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\na\r\n--x--\r\n", 0 },
    { "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\na\r\n----\r\n", 0 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\nno delimiter\r\n", 0 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n", 0 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x", 1 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nnot closed", 1 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n--x\r\n--x--", 3 },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--xy\r\n--x\r\n\r\na\r\n--x-\r\n--x--", 1 },
    { "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: d\r\n\r\n--x--", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfMessage) message = parse (rows[i].text, -1);
      const MfPart *root = mf_message_get_root (message);

      assert_sound (message, root, 0, strlen (rows[i].text));
      g_assert_cmpuint (root->children->len, ==, rows[i].n_children);
      g_assert_cmpint (root->close_delimiter.length > 0, ==,
                       g_str_has_suffix (rows[i].text, "--x--") ||
                           g_str_has_suffix (rows[i].text, "=x\r\n\r\n--x--\r\n"));
    }
}

/* An inner multipart that never ends stops where the outer one goes on. */
static void
test_inner_not_closed (void)
{
  g_autoptr (MfMessage) message = parse ("Content-Type: multipart/mixed; boundary=out\r\n\r\n"
                                         "--out\r\n"
                                         "Content-Type: multipart/mixed; boundary=in\r\n\r\n"
                                         "--in\r\n\r\none\r\n"
                                         "--out\r\n\r\ntwo\r\n"
                                         "--out--\r\n",
                                         -1);
  const MfPart *root = mf_message_get_root (message);

  g_assert_cmpuint (root->children->len, ==, 2);
  assert_slice (message, child (child (root, 0), 0)->body, "one");
  assert_slice (message, child (root, 1)->body, "two");
}

static void
test_deep (void)
{
  g_autoptr (GString) messages = g_string_new (NULL);
  g_autoptr (GString) multiparts = g_string_new (NULL);
  GString *const rows[] = { messages, multiparts };

  for (guint i = 0; i < 5000; i++)
    {
      g_string_append (messages, "Content-Type: message/rfc822\r\n\r\n");
      g_string_append_printf (multiparts,
                              "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i, i);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfMessage) message = parse (rows[i]->str, (gssize) rows[i]->len);
      const MfPart *part = mf_message_get_root (message);
      guint depth = 0;

      for (; part->children->len > 0; part = child (part, 0))
        depth++;
      g_assert_cmpuint (depth, ==, MF_MESSAGE_MAX_DEPTH);
      g_assert_false (mf_message_is_whole (message));
      assert_sound (message, mf_message_get_root (message), 0, rows[i]->len);
    }
}

static void
test_many (void)
{
  g_autoptr (GString) parts = g_string_new ("Content-Type: multipart/mixed; boundary=x\r\n\r\n");
  g_autoptr (GString) fields = g_string_new (NULL);
  g_autoptr (MfMessage) message = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append (parts, "--x\r\n\r\n\r\n");
      g_string_append (fields, "A: b\r\n");
    }
  g_string_append (fields, "\r\nbody");

  message = parse (parts->str, -1);
  g_assert_cmpuint (mf_message_get_root (message)->children->len, ==, MF_MESSAGE_MAX_PARTS - 1);
  g_assert_false (mf_message_is_whole (message));
  mf_message_unref (message);

  message = parse (fields->str, -1);
  g_assert_cmpuint (mf_message_get_root (message)->n_fields, ==, MF_MESSAGE_MAX_FIELDS);
  assert_slice (message, mf_message_get_root (message)->body, "body");
  g_assert_false (mf_message_is_whole (message));
}

static void
test_huge_header (void)
{
  g_autofree char *filler = g_strnfill (3 * 1024 * 1024, 'x');
  static const char *const fields[] = { "Subject", "Content-Type", "Content-Disposition",
                                        "Content-Transfer-Encoding" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s: a/b; c=%s\r\n\r\nbody", fields[i], filler);
      g_autoptr (MfMessage) message = parse (text, -1);

      g_assert_cmpuint (strlen (mf_message_get_root (message)->fields[0].value), <=, 65536);
      assert_slice (message, mf_message_get_root (message)->body, "body");
    }
}

static gpointer
check_tree_often (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    check_any (TREE, strlen (TREE));
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("parse", check_tree_often, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* Bytes that were never meant to be a message. */
static void
test_noise (void)
{
  static const char *const words[] = { "Content-Type: multipart/mixed; boundary=x\r\n",
                                       "Content-Type: message/rfc822\r\n",
                                       "Content-Transfer-Encoding: base64\r\n",
                                       "--x\r\n",
                                       "--x--\r\n",
                                       "\r\n",
                                       "\r\n\r\n",
                                       "Subject: =?UTF-8?B?",
                                       "; charset=",
                                       "; name*0*=utf-8''%",
                                       "\xff\xfe" };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GByteArray) noise = g_byte_array_new ();

      while (noise->len < 400)
        {
          const char *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
          guint8 byte = (guint8) g_rand_int_range (random, 0, 256);

          if (g_rand_boolean (random))
            g_byte_array_append (noise, (const guint8 *) word, (guint) strlen (word));
          g_byte_array_append (noise, &byte, g_rand_int_range (random, 0, 2) ? 1 : 0);
        }
      check_any ((const char *) noise->data, noise->len);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/message/simple", test_simple);
  g_test_add_func ("/mail/message/boundaries-of-header", test_boundaries_of_header);
  g_test_add_func ("/mail/message/values", test_values);
  g_test_add_func ("/mail/message/tree", test_tree);
  g_test_add_func ("/mail/message/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/mail/message/changed-everywhere", test_changed_everywhere);
  g_test_add_func ("/mail/message/missing-boundary", test_missing_boundary);
  g_test_add_func ("/mail/message/inner-not-closed", test_inner_not_closed);
  g_test_add_func ("/mail/message/deep", test_deep);
  g_test_add_func ("/mail/message/many", test_many);
  g_test_add_func ("/mail/message/huge-header", test_huge_header);
  g_test_add_func ("/mail/message/noise", test_noise);
  g_test_add_func ("/mail/message/threads", test_threads);

  return g_test_run ();
}
