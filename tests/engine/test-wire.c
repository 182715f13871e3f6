/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-dot-decoder.h"
#include "wire/mf-dot-encoder.h"
#include "wire/mf-line-framer.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

#define LIMIT 16

static void
append_faults (GString *result, MfLineFaults faults)
{
  static const struct
  {
    MfLineFaults fault;
    const char *name;
  } names[] = {
    { MF_LINE_BARE_CR, "cr" }, { MF_LINE_BARE_LF, "lf" },    { MF_LINE_AFTER_BARE_LF, "tail" },
    { MF_LINE_NUL, "nul" },    { MF_LINE_TOO_LONG, "long" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (faults & names[i].fault)
      g_string_append_printf (result, "!%s", names[i].name);
}

static void
take_lines (MfLineFramer *framer, GString *result)
{
  MfLine line;

  while (mf_line_framer_next (framer, LIMIT, &line))
    {
      g_string_append_c (result, '[');
      for (gsize i = 0; i < line.length; i++)
        g_string_append_c (result, line.text[i] ? line.text[i] : '0');
      append_faults (result, line.faults);
      g_string_append_printf (result, "|%u]", (guint) line.size);
    }
}

/* @step 0 cuts once, at @cut; else pieces of @step bytes. */
static char *
frame (const char *bytes, gsize length, gsize cut, gsize step)
{
  g_autoptr (MfLineFramer) framer = mf_line_framer_new ();
  GString *result = g_string_new (NULL);
  const guint8 *data = (const guint8 *) bytes;

  for (gsize at = 0; at < length;)
    {
      gsize n = step ? MIN (step, length - at) : at == 0 && cut > 0 ? cut : length - at;

      mf_line_framer_push (framer, data + at, n);
      take_lines (framer, result);
      at += n;
      g_assert_cmpuint (mf_line_framer_get_pending (framer), <=, LIMIT);
    }

  return g_string_free_and_steal (result);
}

#define ROW(d, b, e) { d, b, sizeof (b) - 1, e }

static void
test_lines (void)
{
  static const struct
  {
    const char *description;
    const char *bytes;
    gsize length;
    const char *expected;
  } rows[] = {
    ROW ("one line", "NOOP\r\n", "[NOOP|6]"),
    ROW ("two lines and the start of a third", "a\r\nb\r\nc", "[a|3][b|3]"),
    ROW ("an empty line", "\r\n", "[|2]"),
    ROW ("a bare LF is a fault, and so is the rest of that line", "a\nb\r\nc\r\n",
         "[a!lf|2][b!tail|3][c|3]"),
    ROW ("bare LFs all along", "a\nb\n\r\n", "[a!lf|2][b!lf!tail|2][!tail|2]"),
    ROW ("a bare CR", "a\rb\r\n", "[a\rb!cr|5]"),
    ROW ("CR CR LF", "a\r\r\n", "[a\r!cr|4]"),
    ROW ("a NUL", "a\0b\r\n", "[a0b!nul|5]"),
    ROW ("just within the limit", "12345678901234\r\n", "[12345678901234|16]"),
    ROW ("one too long", "123456789012345\r\nb\r\n", "[!long|17][b|3]"),
    ROW ("the CR of a long line is its last kept byte", "123456789012345\rx\r\nb\r\n",
         "[!long|19][b|3]"),
    ROW ("a long line that ends with a bare LF", "1234567890123456789012345\nb\r\n",
         "[!lf!long|26][b!tail|3]"),
    ROW ("a very long line costs nothing",
         "1234567890123456789012345678901234567890123456789012345678901234567890\r\nb\r\n",
         "[!long|72][b|3]"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].description);

      for (gsize cut = 0; cut < rows[i].length; cut++)
        {
          g_autofree char *result = frame (rows[i].bytes, rows[i].length, cut, 0);

          g_assert_cmpstr (result, ==, rows[i].expected);
        }

      for (gsize step = 1; step < 4; step++)
        {
          g_autofree char *result = frame (rows[i].bytes, rows[i].length, 0, step);

          g_assert_cmpstr (result, ==, rows[i].expected);
        }
    }
}

static void
test_lines_and_data (void)
{
  g_autoptr (MfLineFramer) framer = mf_line_framer_new ();
  const guint8 *data;
  gsize length;
  MfLine line;

  g_assert_null (mf_line_framer_peek (framer, &length));
  mf_line_framer_push (framer, (const guint8 *) "DATA\r\nx\r\n.\r\nQUIT\r\n", 18);
  g_assert_true (mf_line_framer_next (framer, LIMIT, &line));
  g_assert_cmpmem (line.text, line.length, "DATA", 4);

  data = mf_line_framer_peek (framer, &length);
  g_assert_cmpmem (data, length, "x\r\n.\r\nQUIT\r\n", 12);
  mf_line_framer_consume (framer, 6);
  g_assert_cmpuint (mf_line_framer_get_pending (framer), ==, 6);
  g_assert_true (mf_line_framer_next (framer, LIMIT, &line));
  g_assert_cmpmem (line.text, line.length, "QUIT", 4);
  g_assert_cmpint (line.faults, ==, 0);
}

static char *
decode (const char *bytes, gsize length, gsize cut, gsize step)
{
  MfDotDecoder decoder = { 0 };
  GString *result = g_string_new (NULL);
  gsize at = 0;

  while (at < length && decoder.state != MF_DOT_END)
    {
      gsize until = step ? MIN (at + step, length) : at < cut ? cut : length;

      while (at < until && decoder.state != MF_DOT_END)
        {
          const guint8 *piece;
          gsize n;

          at += mf_dot_decoder_take (&decoder, (const guint8 *) bytes + at, until - at, &piece, &n);
          g_string_append_len (result, (const char *) piece, (gssize) n);
        }
    }

  if (decoder.state == MF_DOT_END)
    g_string_append_printf (result, "|%u", (guint) (length - at));
  if (decoder.faults & MF_DOT_BARE_CR)
    g_string_append (result, "!cr");
  if (decoder.faults & MF_DOT_BARE_LF)
    g_string_append (result, "!lf");

  return g_string_free_and_steal (result);
}

static void
test_dot_decoder (void)
{
  /* Expected: the data, then | and how many bytes stand behind the end mark. */
  static const struct
  {
    const char *description;
    const char *bytes;
    gsize length;
    const char *expected;
  } rows[] = {
    ROW ("a line and the end", "hello\r\n.\r\n", "hello\r\n|0"),
    ROW ("no data at all", ".\r\nQUIT\r\n", "|6"),
    ROW ("a stuffed dot", "..\r\n.\r\n", ".\r\n|0"),
    ROW ("a stuffed line", "a\r\n..b\r\n.\r\n", "a\r\n.b\r\n|0"),
    ROW ("a dot that was not stuffed is dropped", ".b\r\n.\r\n", "b\r\n|0"),
    ROW ("dots inside a line stay", "a..b.\r\n.\r\n", "a..b.\r\n|0"),
    ROW ("LF.LF is no end", "a\n.\n.\r\nb\r\n.\r\n", "a\n.\n.\r\nb\r\n|0!lf"),
    ROW ("LF.CRLF is no end", "a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n|0!lf"),
    ROW ("CRLF.LF is no end", "a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n|0!lf"),
    ROW ("CRLF.CR is no end", "a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n|0!cr"),
    ROW ("CRLF.CRCRLF is no end", "a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\r\nb\r\n|0!cr"),
    ROW ("CR.CR is no end", "a\r.\r\n.\r\n", "a\r.\r\n|0!cr"),
    ROW ("CRCRLF before the end mark", "a\r\r\n.\r\nb", "a\r\r\n|1!cr"),
    ROW ("a NUL is a byte like any other", "a\0b", "a"),
    ROW ("no end yet", "a\r\n.\r", "a\r\n"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].description);

      for (gsize cut = 0; cut < rows[i].length; cut++)
        {
          g_autofree char *result = decode (rows[i].bytes, rows[i].length, cut, 0);

          g_assert_cmpstr (result, ==, rows[i].expected);
        }

      for (gsize step = 1; step < 4; step++)
        {
          g_autofree char *result = decode (rows[i].bytes, rows[i].length, 0, step);

          g_assert_cmpstr (result, ==, rows[i].expected);
        }
    }
}

static char *
encode (const char *data, gsize step, gsize max_size)
{
  MfDotEncoder encoder = { 0 };
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  GString *result = g_string_new (NULL);
  gsize length = strlen (data);

  for (gsize at = 0; at < length;)
    {
      g_byte_array_set_size (piece, 0);
      at += mf_dot_encoder_encode (&encoder, (const guint8 *) data + at, MIN (step, length - at),
                                   piece, max_size);
      g_assert_cmpuint (piece->len, <=, max_size);
      g_string_append_len (result, (const char *) piece->data, piece->len);
    }

  g_string_append (result, mf_dot_encoder_end (&encoder));
  return g_string_free_and_steal (result);
}

static void
test_dot_encoder (void)
{
  static const struct
  {
    const char *description;
    const char *data;
    const char *expected;
  } rows[] = {
    { "nothing", "", ".\r\n" },
    { "a line", "hello\r\n", "hello\r\n.\r\n" },
    { "no line end at the end", "hello", "hello\r\n.\r\n" },
    { "a dot alone", ".\r\n", "..\r\n.\r\n" },
    { "dots everywhere", "..a\r\n.\r\nb.\r\n.c", "...a\r\n..\r\nb.\r\n..c\r\n.\r\n" },
    { "empty lines", "\r\n\r\n.\r\n", "\r\n\r\n..\r\n.\r\n" },
    { "a dot after a bare LF starts no line", "a\n.b\r\n", "a\n.b\r\n.\r\n" },
    { "ends with a CR", "a\r", "a\r\r\n.\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step < 20; step++)
      for (gsize max_size = 2; max_size < 12; max_size++)
        {
          g_autofree char *result = encode (rows[i].data, step, max_size);

          g_test_message ("%s", rows[i].description);
          g_assert_cmpstr (result, ==, rows[i].expected);
        }
}

/* decode (encode (x)) = x for text whose lines end with CRLF, made of the
 * pieces that could go wrong. */
static void
test_dot_round_trip (void)
{
  static const char *const pieces[] = { ".", "..", "\r\n", "a", ".\r\n", "\r\n.\r\n" };

  for (int round = 0; round < 500; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *encoded = NULL;
      g_autofree char *decoded = NULL;

      for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_string_append (text, "\r\n");

      encoded = encode (text->str, (gsize) g_test_rand_int_range (1, 9), 8);
      decoded = decode (encoded, strlen (encoded), 0, (gsize) g_test_rand_int_range (1, 9));
      g_string_append (text, "|0");
      g_assert_cmpstr (decoded, ==, text->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/lines", test_lines);
  g_test_add_func ("/wire/lines-and-data", test_lines_and_data);
  g_test_add_func ("/wire/dot-decoder", test_dot_decoder);
  g_test_add_func ("/wire/dot-encoder", test_dot_encoder);
  g_test_add_func ("/wire/dot-round-trip", test_dot_round_trip);

  return g_test_run ();
}
