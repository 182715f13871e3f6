/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "wire/mf-dot-decoder.h"
#include "wire/mf-dot-encoder.h"
#include "wire/mf-line-framer.h"

#include <string.h>

#define LIMIT 64

/* The lines of @data, pushed in pieces of @step bytes, as text. */
static char *
frame (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (MfLineFramer) framer = mf_line_framer_new ();
  GString *result = g_string_new (NULL);
  guint64 taken = 0;
  MfLine line;

  for (gsize at = 0; at < size; at += step)
    {
      mf_line_framer_push (framer, data + at, MIN (step, size - at));
      while (mf_line_framer_next (framer, LIMIT, &line))
        {
          g_assert_cmpuint (line.length, <, LIMIT);
          g_string_append_printf (result, "\n%d %" G_GUINT64_FORMAT " ", line.faults, line.size);
          g_string_append_len (result, line.text, (gssize) line.length);
          taken += line.size;
        }
      g_assert_cmpuint (mf_line_framer_get_pending (framer), <=, LIMIT);
      g_assert_cmpuint (taken + mf_line_framer_get_pending (framer), <=, size);
    }

  return g_string_free_and_steal (result);
}

/* The data that @data decodes to, taken in pieces of @step bytes, and where it
 * ended. */
static GString *
decode (const guint8 *data, gsize size, gsize step, MfDotDecoder *decoder, gsize *end)
{
  GString *result = g_string_new (NULL);
  gsize at = 0;

  while (at < size && decoder->state != MF_DOT_END)
    {
      gsize until = MIN (at + step, size);

      while (at < until && decoder->state != MF_DOT_END)
        {
          const guint8 *piece;
          gsize length;
          gsize n = mf_dot_decoder_take (decoder, data + at, until - at, &piece, &length);

          g_assert_true (n > 0 || length > 0);
          g_assert_cmpuint (n, <=, until - at);
          g_string_append_len (result, (const char *) piece, (gssize) length);
          at += n;
        }
    }

  *end = at;
  return result;
}

static GString *
encode (const guint8 *data, gsize size, gsize step)
{
  MfDotEncoder encoder = { 0 };
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  GString *result = g_string_new (NULL);

  for (gsize at = 0; at < size;)
    {
      g_byte_array_set_size (piece, 0);
      at += mf_dot_encoder_encode (&encoder, data + at, MIN (step, size - at), piece, 100);
      g_assert_cmpuint (piece->len, <=, 100);
      g_string_append_len (result, (const char *) piece->data, piece->len);
    }

  g_string_append (result, mf_dot_encoder_end (&encoder));
  return result;
}

static void
check_lines (const guint8 *data, gsize size)
{
  g_autofree char *whole = frame (data, size, MAX (size, 1));
  g_autofree char *bytewise = frame (data, size, 1);
  g_autofree char *sevens = frame (data, size, 7);

  g_assert_cmpstr (whole, ==, bytewise);
  g_assert_cmpstr (whole, ==, sevens);
}

static void
check_decoding (const guint8 *data, gsize size)
{
  MfDotDecoder a = { 0 }, b = { 0 };
  gsize end_a, end_b;
  g_autoptr (GString) whole = decode (data, size, MAX (size, 1), &a, &end_a);
  g_autoptr (GString) bytewise = decode (data, size, 1, &b, &end_b);

  g_assert_true (g_string_equal (whole, bytewise));
  g_assert_cmpuint (end_a, ==, end_b);
  g_assert_true (a.state == b.state && a.faults == b.faults);
  if (a.state == MF_DOT_END)
    {
      g_assert_cmpuint (end_a, >=, 3);
      g_assert_true (memcmp (data + end_a - 3, MF_DOT_END_MARK, 3) == 0);
      g_assert_true (end_a == 3 || memcmp (data + end_a - 5, "\r\n", 2) == 0);
    }
}

/* Whatever is encoded comes out again, with a CRLF at its end. */
static void
check_round_trip (const guint8 *data, gsize size)
{
  MfDotDecoder decoder = { 0 };
  g_autoptr (GString) encoded = encode (data, size, MAX (size, 1));
  g_autoptr (GString) fives = encode (data, size, 5);
  g_autoptr (GString) decoded = NULL;
  gsize end;

  g_assert_true (g_string_equal (encoded, fives));
  decoded = decode ((const guint8 *) encoded->str, encoded->len, 3, &decoder, &end);
  g_assert_cmpint (decoder.state, ==, MF_DOT_END);
  g_assert_cmpuint (end, ==, encoded->len);
  g_assert_cmpuint (decoded->len, >=, size);
  g_assert_true (size == 0 || memcmp (decoded->str, data, size) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  check_lines (data, size);
  check_decoding (data, size);
  check_round_trip (data, size);
  return 0;
}
