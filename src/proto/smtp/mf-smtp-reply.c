/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-reply.h"

#include <string.h>

/* CRLF included (RFC 5321 section 4.5.3.1.5). */
#define MAX_REPLY_LINE 512

/* status-code = class "." subject "." detail
 * class = "2" / "4" / "5", subject = 1*3DIGIT, detail = 1*3DIGIT
 * (RFC 3463 section 2). Its class is the reply code's first digit (RFC 2034
 * section 4). Returns its length, or 0. */
static gsize
scan_enhanced (const char *text, gsize length, char class)
{
  gsize at = 1;

  if (length < 5 || text[0] != class || class == '3')
    return 0;

  for (int part = 0; part < 2; part++)
    {
      gsize digits = 0;

      if (at >= length || text[at++] != '.')
        return 0;
      while (at < length && digits < 3 && g_ascii_isdigit (text[at]))
        at++, digits++;
      if (digits == 0)
        return 0;
    }

  return at == length || text[at] == ' ' ? at : 0;
}

/**
 * mf_smtp_reply_line_parse:
 * @line: a line without its CRLF, not NUL-terminated
 * @length: its length in bytes
 * @reply: (out caller-allocates): what it says
 *
 * Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 * (RFC 5321 section 4.2). A code that is in no list is taken, as clients must
 * (section 4.3.2); a first digit other than 2 … 5 is not.
 *
 * Returns: whether it is one
 */
gboolean
mf_smtp_reply_line_parse (const char *line, gsize length, MfSmtpReplyLine *reply)
{
  gsize at = 4;

  if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1]) ||
      !g_ascii_isdigit (line[2]))
    return FALSE;
  if (length > 3 && line[3] != ' ' && line[3] != '-')
    return FALSE;

  *reply = (MfSmtpReplyLine) {
    .code = (guint) ((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0')),
    .last = length == 3 || line[3] == ' ',
    .enhanced = MF_SPAN (MIN (at, length), 0),
  };

  at = MIN (at, length);
  reply->enhanced.length = scan_enhanced (line + at, length - at, line[0]);
  at += reply->enhanced.length;
  if (reply->enhanced.length > 0 && at < length)
    at++;
  reply->text = MF_SPAN (at, length - at);
  return TRUE;
}

static void
append_text (GByteArray *output, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      guint8 c = (guint8) text[i];

      /* textstring = 1*(%d09 / %d32-126): nobody's words may break a line. */
      if (c != '\t' && (c < 0x20 || c > 0x7e))
        c = '?';
      g_byte_array_append (output, &c, 1);
    }
}

static void
append_line (GByteArray *output,
             guint code,
             gboolean last,
             const char *enhanced,
             const char *text,
             gsize length)
{
  char head[32];
  gsize room;
  int n = g_snprintf (head, sizeof head, "%03u%c%s%s", code, last ? ' ' : '-',
                      enhanced ? enhanced : "", enhanced && length > 0 ? " " : "");

  room = MAX_REPLY_LINE - (gsize) n - 2;
  g_byte_array_append (output, (const guint8 *) head, (guint) n);
  append_text (output, text, MIN (length, room));
  g_byte_array_append (output, (const guint8 *) "\r\n", 2);
}

/**
 * mf_smtp_reply_append_line:
 * @output: where the line goes
 * @code: the reply code
 * @last: whether it is the reply's last line
 * @enhanced: (nullable): the enhanced status code
 * @text: the text; what is not printable ASCII becomes a question mark, and what makes the
 *   line longer than 512 octets is left out
 *
 * Writes one line of a reply.
 */
void
mf_smtp_reply_append_line (
    GByteArray *output, guint code, gboolean last, const char *enhanced, const char *text)
{
  append_line (output, code, last, enhanced, text, strlen (text));
}

/**
 * mf_smtp_reply_append:
 * @output: where the reply goes
 * @code: the reply code
 * @enhanced: (nullable): the enhanced status code; it stands on every line (RFC 2034 section 4)
 * @text: the text; a newline in it begins another line of the reply
 *
 * Writes a whole reply.
 */
void
mf_smtp_reply_append (GByteArray *output, guint code, const char *enhanced, const char *text)
{
  const char *newline;

  while ((newline = strchr (text, '\n')))
    {
      append_line (output, code, FALSE, enhanced, text, (gsize) (newline - text));
      text = newline + 1;
    }

  append_line (output, code, TRUE, enhanced, text, strlen (text));
}
