/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-writer.h"

#include "proto/imap/mf-imap-lexer.h"

#include <string.h>

/* What is longer goes as a literal: no reader has to take so long a line. */
#define QUOTED_MAX 1024

/**
 * mf_imap_is_quotable:
 * @text: any bytes
 * @length: their number
 *
 * Returns: whether they may stand between quotes: no CR, LF, NUL, nothing above
 *   127 (RFC 3501 section 9, QUOTED-CHAR), and not too long
 */
gboolean
mf_imap_is_quotable (const char *text, gsize length)
{
  if (length > QUOTED_MAX)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (text[i] <= 0 || text[i] == '\r' || text[i] == '\n')
      return FALSE;

  return TRUE;
}

static gsize
count_nuls (const char *text, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += text[i] == '\0';
  return n;
}

/**
 * mf_imap_write_string:
 * @out: where to
 * @text: any bytes
 * @length: their number, -1 if NUL ends them
 *
 * Writes a quoted string, or a literal if it must be one. A NUL may stand in
 * neither and is left out.
 */
void
mf_imap_write_string (GString *out, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gsize written = 0;

  if (!mf_imap_is_quotable (text, n))
    {
      gsize nuls = count_nuls (text, n);

      g_string_append_printf (out, "{%" G_GSIZE_FORMAT "}\r\n", n - nuls);
      for (gsize i = 0; nuls > 0 && i < n; i++)
        if (text[i] != '\0')
          g_string_append_c (out, text[i]);
      if (nuls == 0)
        g_string_append_len (out, text, (gssize) n);
      return;
    }

  g_string_append_c (out, '"');
  for (gsize i = 0; i < n; i++)
    if (text[i] == '"' || text[i] == '\\')
      {
        g_string_append_len (out, text + written, (gssize) (i - written));
        g_string_append_c (out, '\\');
        written = i;
      }
  g_string_append_len (out, text + written, (gssize) (n - written));
  g_string_append_c (out, '"');
}

/**
 * mf_imap_write_number:
 * @out: where to
 * @number: any number
 *
 * Writes it without asking a format string what it is: a FETCH or SEARCH of many messages is
 * made of numbers.
 */
void
mf_imap_write_number (GString *out, guint32 number)
{
  char digits[10];
  gsize start = sizeof digits;

  do
    digits[--start] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);

  g_string_append_len (out, digits + start, (gssize) (sizeof digits - start));
}

/**
 * mf_imap_write_nstring:
 * @out: where to
 * @text: (nullable): any text; %NULL writes NIL
 */
void
mf_imap_write_nstring (GString *out, const char *text)
{
  if (text)
    mf_imap_write_string (out, text, -1);
  else
    g_string_append (out, "NIL");
}

/**
 * mf_imap_write_astring:
 * @out: where to
 * @text: any bytes
 * @length: their number, -1 if NUL ends them
 *
 * Writes an atom where it can be one. NIL is quoted: it would be read as none.
 */
void
mf_imap_write_astring (GString *out, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gboolean atom = n > 0 && !(n == 3 && g_ascii_strncasecmp (text, "NIL", 3) == 0);

  for (gsize i = 0; atom && i < n; i++)
    atom = mf_imap_is_atom_char (text[i]);

  if (atom)
    g_string_append_len (out, text, (gssize) n);
  else
    mf_imap_write_string (out, text, (gssize) n);
}
