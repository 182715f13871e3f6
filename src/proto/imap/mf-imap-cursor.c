/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-cursor.h"

#include <string.h>

/* number64 (RFC 9051 section 9); what is larger is no literal. */
#define LITERAL_DIGITS_MAX 18

/**
 * mf_imap_find_announcement:
 * @line: (array length=length): a line, without its line end
 * @length: its length
 * @size: (out): how many octets follow the line
 * @waits: (out): whether they follow only when the other side has said "+"
 *
 * literal = "{" number ["+"] "}" (RFC 3501 section 9, RFC 7888 section 8).
 *
 * Returns: where in the line it begins; @length if it does not end with one
 */
gsize
mf_imap_find_announcement (const char *line, gsize length, guint64 *size, gboolean *waits)
{
  gsize end = length;
  gsize start;

  if (end < 3 || line[end - 1] != '}')
    return length;

  end--;
  *waits = line[end - 1] != '+';
  if (!*waits)
    end--;
  start = end;
  while (start > 0 && end - start <= LITERAL_DIGITS_MAX && g_ascii_isdigit (line[start - 1]))
    start--;
  if (start == end || end - start > LITERAL_DIGITS_MAX || start == 0 || line[start - 1] != '{')
    return length;

  *size = 0;
  for (gsize i = start; i < end; i++)
    *size = *size * 10 + (guint64) (line[i] - '0');
  return start - 1;
}

static void
read_quoted (MfImapCursor *self, MfImapToken *token)
{
  gsize start = self->at++;

  while (self->at < self->end && self->data[self->at] != '"' && self->data[self->at] != '\r' &&
         self->data[self->at] != '\n')
    self->at += self->data[self->at] == '\\' && self->at + 1 < self->end ? 2 : 1;

  token->kind = MF_IMAP_TOKEN_STRING;
  token->quoted = TRUE;
  token->content = MF_SPAN (start + 1, self->at - start - 1);
  if (self->at < self->end && self->data[self->at] == '"')
    self->at++;
  token->whole = MF_SPAN (start, self->at - start);
}

/* {N} CRLF and what is there of N octets. */
static gboolean
read_literal (MfImapCursor *self, MfImapToken *token)
{
  gsize start = self->at;
  const char *text = self->data + start;
  const char *lf = memchr (text, '\n', self->end - start);
  gsize length = lf ? (gsize) (lf - text) : self->end - start;
  gsize line = lf ? length + 1 : length;
  guint64 size = 0;
  gboolean waits;

  if (lf && length > 0 && text[length - 1] == '\r')
    length--;
  if (mf_imap_find_announcement (text, length, &size, &waits) != 0 || length == 0)
    return FALSE;

  token->whole = MF_SPAN (start, length);
  token->content = token->whole;
  token->kind = MF_IMAP_TOKEN_ANNOUNCED;
  self->at = start + line;
  if (self->at == self->end)
    return TRUE;

  size = MIN (size, self->end - self->at);
  token->kind = MF_IMAP_TOKEN_STRING;
  token->content = MF_SPAN (self->at, (gsize) size);
  self->at += (gsize) size;
  token->whole = MF_SPAN (start, self->at - start);
  return TRUE;
}

/* Up to a space or a parenthesis; what stands in brackets belongs to the word:
 * BODY[HEADER.FIELDS (SUBJECT)]<0.100>. */
static void
read_word (MfImapCursor *self, MfImapToken *token)
{
  gsize start = self->at;
  gboolean bracket = FALSE;

  for (; self->at < self->end; self->at++)
    {
      char c = self->data[self->at];

      if (c == '[')
        bracket = TRUE;
      else if (c == ']')
        bracket = FALSE;
      else if (c == '\r' || c == '\n')
        break;
      else if (!bracket && (c == ' ' || c == '(' || c == ')' || (c == '"' && self->at > start)))
        break;
    }

  token->kind = MF_IMAP_TOKEN_WORD;
  token->whole = token->content = MF_SPAN (start, self->at - start);
}

/**
 * mf_imap_cursor_next:
 * @self: a cursor
 * @token: (out): the next token
 *
 * Returns: %FALSE at the end
 */
gboolean
mf_imap_cursor_next (MfImapCursor *self, MfImapToken *token)
{
  *token = (MfImapToken) { 0 };
  while (self->at < self->end && g_ascii_isspace (self->data[self->at]))
    self->at++;
  token->whole = token->content = MF_SPAN (self->at, 0);
  if (self->at >= self->end)
    return FALSE;

  switch (self->data[self->at])
    {
    case '(':
    case ')':
      token->kind = self->data[self->at] == '(' ? MF_IMAP_TOKEN_OPEN : MF_IMAP_TOKEN_CLOSE;
      token->whole = token->content = MF_SPAN (self->at++, 1);
      return TRUE;
    case '"':
      read_quoted (self, token);
      return TRUE;
    case '~': /* literal8, RFC 3516 section 4.3 */
      if (self->at + 1 < self->end && self->data[self->at + 1] == '{')
        {
          self->at++;
          if (read_literal (self, token))
            return TRUE;
          self->at--;
        }
      break;
    case '{':
      if (read_literal (self, token))
        return TRUE;
      break;
    default:
      break;
    }

  read_word (self, token);
  return TRUE;
}

/**
 * mf_imap_cursor_peek:
 * @self: a cursor
 * @token: (out): the next token, which is the next one again afterwards
 *
 * Returns: %FALSE at the end
 */
gboolean
mf_imap_cursor_peek (const MfImapCursor *self, MfImapToken *token)
{
  MfImapCursor copy = *self;

  return mf_imap_cursor_next (&copy, token);
}

/**
 * mf_imap_token_is:
 * @self: the cursor that read it
 * @token: a token
 * @word: a word
 *
 * Returns: whether it is that word, in capital letters or small
 */
gboolean
mf_imap_token_is (const MfImapCursor *self, const MfImapToken *token, const char *word)
{
  return token->kind == MF_IMAP_TOKEN_WORD && token->whole.length == strlen (word) &&
         g_ascii_strncasecmp (self->data + token->whole.start, word, token->whole.length) == 0;
}

/**
 * mf_imap_token_dup:
 * @self: the cursor that read it
 * @token: a token
 *
 * Returns: (transfer full): its content without backslashes, as valid UTF-8
 */
char *
mf_imap_token_dup (const MfImapCursor *self, const MfImapToken *token)
{
  g_autoptr (GString) text = g_string_sized_new (token->content.length);
  gsize end = token->content.start + token->content.length;

  for (gsize i = token->content.start; i < end; i++)
    {
      if (token->quoted && self->data[i] == '\\' && i + 1 < end)
        i++;
      g_string_append_c (text, self->data[i]);
    }

  return g_utf8_make_valid (text->str, (gssize) text->len);
}

/**
 * mf_imap_skip_group:
 * @self: a cursor in front of a token
 *
 * Returns: where that token ends, or the parenthesis that closes what it opens
 */
gsize
mf_imap_skip_group (const MfImapCursor *self)
{
  MfImapCursor copy = *self;
  MfImapToken token;
  gsize depth = 0;

  while (mf_imap_cursor_next (&copy, &token))
    {
      if (token.kind == MF_IMAP_TOKEN_OPEN)
        depth++;
      else if (token.kind == MF_IMAP_TOKEN_CLOSE && depth > 0)
        depth--;
      if (depth == 0)
        return token.whole.start + token.whole.length;
    }

  return copy.at;
}
