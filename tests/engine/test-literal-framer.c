/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-literal-framer.h"

#include <string.h>

#define MAX_LINE 40
#define MAX_TOTAL 60

/* What to do with an announced literal. */
typedef enum
{
  KEEP,
  STREAM,
  SKIP,
  REFUSE,
  IGNORE,
} Wish;

static void
note_text (GString *log, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\r')
      g_string_append (log, "\\r");
    else if (text[i] == '\n')
      g_string_append (log, "\\n");
    else
      g_string_append_c (log, text[i] ? text[i] : '0');
}

static void
decide (MfLiteralFramer *framer, const MfLiteralPiece *piece, Wish wish, GString *log)
{
  g_string_append_printf (log, "%" G_GUINT64_FORMAT "%s ", piece->octets, piece->waits ? "" : "+");
  g_assert_cmpuint (piece->line, <=, piece->length);
  if (wish == STREAM)
    mf_literal_framer_stream (framer);
  else if (wish == REFUSE)
    mf_literal_framer_refuse (framer);
  else if (wish == IGNORE)
    mf_literal_framer_ignore (framer);
  else if (wish == SKIP || !mf_literal_framer_can_keep (framer))
    mf_literal_framer_skip (framer);
  else
    mf_literal_framer_keep (framer);
}

static void
pump (MfLiteralFramer *framer, Wish wish, GString *log)
{
  MfLiteralPiece piece;

  while (mf_literal_framer_next (framer, &piece))
    switch (piece.kind)
      {
      case MF_LITERAL_PIECE_ANNOUNCED:
        decide (framer, &piece, wish, log);
        break;
      case MF_LITERAL_PIECE_CHUNK:
        note_text (log, piece.text, piece.length);
        break;
      case MF_LITERAL_PIECE_END:
      default:
        g_string_append_c (log, '[');
        note_text (log, piece.text, piece.length);
        g_string_append_printf (log, "] %" G_GUINT64_FORMAT " %x;", piece.size, piece.faults);
      }
}

static const struct
{
  const char *input;
  Wish wish;
  const char *log;
} rows[] = {
  { "a NOOP\r\nb", KEEP, "[a NOOP] 8 0;" },
  { "a L {3}\r\nbob {2}\r\npw\r\nb\r\n", KEEP, "3 2 [a L {3}\\r\\nbob {2}\\r\\npw] 22 0;[b] 3 0;" },
  { "a L {0}\r\n\r\n", KEEP, "0 [a L {0}\\r\\n] 11 0;" },
  { "a L {3+}\r\n\r\nx y\r\n", KEEP, "3+ [a L {3+}\\r\\n\\r\\nx y] 17 0;" },
  { "a A {3}\r\n{9}\r\n", STREAM, "3 {9}[a A {3}\\r\\n] 14 0;" },
  { "a A {3+}\r\n{9} x\r\n", SKIP, "3+ [a A {3+}\\r\\n x] 17 0;" },
  { "a A {9}\r\nb\r\n", REFUSE, "9 [a A {9}\\r\\n] 9 0;[b] 3 0;" },
  { "* OK {9}\r\n* b\r\n", IGNORE, "9 [* OK {9}] 10 0;[* b] 5 0;" },
  /* The sum of what is kept has a limit. */
  { "a {9+}\r\n123456789{50+}\r\n12345678901234567890123456789012345678901234567890\r\nb\r\n", KEEP,
    "9+ 50+ [a {9+}\\r\\n123456789{50+}\\r\\n] 76 0;[b] 3 0;" },
  { "a {18446744073709551616}\r\n", REFUSE,
    "18446744073709551615 [a {18446744073709551616}\\r\\n] 26 0;" },
  /* Not literals. */
  { "a {}\r\n", KEEP, "[a {}] 6 0;" },
  { "a {1 }\r\n", KEEP, "[a {1 }] 8 0;" },
  { "a {-1}\r\n", KEEP, "[a {-1}] 8 0;" },
  { "a {+}\r\n", KEEP, "[a {+}] 7 0;" },
  { "a 1}\r\n", KEEP, "[a 1}] 6 0;" },
  { "{1+}\r\n", REFUSE, "1+ [{1+}\\r\\n] 6 0;" },
  /* Lines that are none. */
  { "a\nb\r\nc\r\n", KEEP, "[a] 2 2;[b] 3 4;[c] 3 0;" },
  { "a {1}\nb\r\n", KEEP, "[a {1}] 6 2;[b] 3 4;" },
  { "1234567890123456789012345678901234567890{3}\r\nb\r\n", KEEP, "[] 45 10;[b] 3 0;" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].input);

      for (gsize cut = 0; cut <= length + 1; cut++)
        {
          g_autoptr (MfLiteralFramer) framer = mf_literal_framer_new (MAX_LINE, MAX_TOTAL);
          g_autoptr (GString) log = g_string_new (NULL);
          gsize step = cut == length + 1 ? 1 : length;

          /* Byte by byte; else cut once. */
          for (gsize at = 0; at < length; at += step)
            {
              const guint8 *data = (const guint8 *) rows[i].input + at;
              gsize n = MIN (step, length - at);

              if (step > 1)
                {
                  mf_literal_framer_push (framer, data, cut);
                  pump (framer, rows[i].wish, log);
                  data += cut;
                  n -= cut;
                }
              mf_literal_framer_push (framer, data, n);
              pump (framer, rows[i].wish, log);
            }
          if (strcmp (log->str, rows[i].log) != 0)
            g_error ("%s, cut at %zu: %s", rows[i].log, cut, log->str);
        }
    }
}

/* A literal of 4 GiB less one costs nothing when it is skipped or streamed. */
static void
test_large (void)
{
  g_autoptr (MfLiteralFramer) framer = mf_literal_framer_new (MAX_LINE, MAX_TOTAL);
  g_autofree guint8 *block = g_malloc0 (64 * 1024);
  guint64 left = G_MAXUINT32;
  MfLiteralPiece piece;

  mf_literal_framer_push (framer, (const guint8 *) "a A {4294967295+}\r\n", 19);
  g_assert_true (mf_literal_framer_next (framer, &piece));
  mf_literal_framer_skip (framer);
  for (guint i = 0; i < 100; i++, left -= 64 * 1024)
    {
      mf_literal_framer_push (framer, block, 64 * 1024);
      g_assert_false (mf_literal_framer_next (framer, &piece));
      g_assert_cmpuint (mf_literal_framer_get_pending (framer), ==, 0);
    }
  g_assert_cmpuint (left, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/literal-framer/rows", test_rows);
  g_test_add_func ("/literal-framer/large", test_large);
  return g_test_run ();
}
