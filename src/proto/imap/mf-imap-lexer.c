/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-lexer.h"

#include "base/mf-error.h"

#include <string.h>

/* atom-specials = "(" / ")" / "{" / SP / CTL / list-wildcards / quoted-specials
 *               / resp-specials                              (RFC 3501 section 9) */
gboolean
mf_imap_is_atom_char (char c)
{
  return c > 0x20 && c < 0x7f && strchr ("(){%*\"\\]", c) == NULL;
}

/**
 * mf_imap_lexer_init:
 * @self: a lexer
 * @data: a command or a response, without the CRLF at its end; borrowed
 * @length: its length in bytes
 */
void
mf_imap_lexer_init (MfImapLexer *self, const char *data, gsize length)
{
  *self = (MfImapLexer) { .data = data, .length = length };
}

/**
 * mf_imap_lexer_fail:
 * @self: a lexer
 * @expected: what should have stood here: "a number"; static
 *
 * Returns: %FALSE
 */
gboolean
mf_imap_lexer_fail (MfImapLexer *self, const char *expected)
{
  if (self->error == NULL)
    {
      self->error = expected;
      self->error_at = self->position;
    }
  return FALSE;
}

/**
 * mf_imap_lexer_dup_error:
 * @self: a lexer that failed
 * @rfc: where the grammar is written; static
 *
 * Returns: (transfer full): an %MF_PROTOCOL_ERROR with what was expected, and where
 */
GError *
mf_imap_lexer_dup_error (const MfImapLexer *self, const char *rfc)
{
  gsize length = self->error_at < self->length ? 1 : 0;

  return mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, rfc, MF_SPAN (self->error_at, length),
                                "%s expected", self->error ? self->error : "something else");
}

gboolean
mf_imap_lexer_is_at_end (const MfImapLexer *self)
{
  return self->position >= self->length;
}

/* Fails unless everything has been read. */
gboolean
mf_imap_lexer_end (MfImapLexer *self)
{
  return mf_imap_lexer_is_at_end (self) || mf_imap_lexer_fail (self, "the end of the line");
}

/**
 * mf_imap_lexer_peek:
 * @self: a lexer
 *
 * Returns: the next byte; NUL at the end, where none may stand
 */
char
mf_imap_lexer_peek (const MfImapLexer *self)
{
  return mf_imap_lexer_is_at_end (self) ? '\0' : self->data[self->position];
}

/* Takes @c if it is next; that it is not is no error. */
gboolean
mf_imap_lexer_try (MfImapLexer *self, char c)
{
  if (mf_imap_lexer_is_at_end (self) || self->data[self->position] != c)
    return FALSE;

  self->position++;
  return TRUE;
}

gboolean
mf_imap_lexer_expect (MfImapLexer *self, char c)
{
  static const struct
  {
    char c;
    const char *name;
  } names[] = { { ' ', "a space" }, { '(', "(" }, { ')', ")" }, { '[', "[" }, { ']', "]" },
                { '<', "<" },       { '>', ">" }, { '.', "." }, { ':', ":" }, { '-', "-" },
                { '"', "a quote" }, { '+', "+" }, { '*', "*" } };

  if (mf_imap_lexer_try (self, c))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].c == c)
      return mf_imap_lexer_fail (self, names[i].name);
  return mf_imap_lexer_fail (self, "another character");
}

gboolean
mf_imap_lexer_space (MfImapLexer *self)
{
  return mf_imap_lexer_expect (self, ' ');
}

/* An opening parenthesis, no deeper than MF_IMAP_MAX_DEPTH. */
gboolean
mf_imap_lexer_open (MfImapLexer *self)
{
  if (self->depth >= MF_IMAP_MAX_DEPTH)
    return mf_imap_lexer_fail (self, "fewer parentheses");
  if (!mf_imap_lexer_expect (self, '('))
    return FALSE;

  self->depth++;
  return TRUE;
}

gboolean
mf_imap_lexer_close (MfImapLexer *self)
{
  if (self->depth == 0 || !mf_imap_lexer_expect (self, ')'))
    return mf_imap_lexer_fail (self, ")");

  self->depth--;
  return TRUE;
}

static gboolean
is_astring_char (char c)
{
  return mf_imap_is_atom_char (c) || c == ']';
}

static gboolean
is_list_char (char c)
{
  return is_astring_char (c) || c == '%' || c == '*';
}

/* tag = 1*<any ASTRING-CHAR except "+"> */
static gboolean
is_tag_char (char c)
{
  return is_astring_char (c) && c != '+';
}

/* The names of FETCH items and sections, as far as a bracket. */
static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_';
}

static gboolean
take_run (MfImapLexer *self, gboolean (*belongs) (char), const char *expected, MfSpan *span)
{
  gsize end = self->position;

  while (end < self->length && belongs (self->data[end]))
    end++;
  if (end == self->position)
    return mf_imap_lexer_fail (self, expected);

  *span = MF_SPAN (self->position, end - self->position);
  self->position = end;
  return TRUE;
}

gboolean
mf_imap_lexer_atom (MfImapLexer *self, MfSpan *span)
{
  return take_run (self, mf_imap_is_atom_char, "an atom", span);
}

/**
 * mf_imap_lexer_word:
 * @self: a lexer
 * @span: (out): letters, digits, dots and hyphens: what ends at a bracket is no atom to them
 *
 * Returns: whether there were any
 */
gboolean
mf_imap_lexer_word (MfImapLexer *self, MfSpan *span)
{
  return take_run (self, is_word_char, "a word", span);
}

gboolean
mf_imap_lexer_tag (MfImapLexer *self, MfSpan *span)
{
  return take_run (self, is_tag_char, "a tag", span);
}

/**
 * mf_imap_lexer_try_keyword:
 * @self: a lexer
 * @keyword: an atom, in any case
 *
 * Returns: whether it was next, as a whole atom, and is taken; it is no error if not
 */
gboolean
mf_imap_lexer_try_keyword (MfImapLexer *self, const char *keyword)
{
  gsize length = strlen (keyword);
  gsize end = self->position + length;

  if (length > self->length - MIN (self->position, self->length) ||
      g_ascii_strncasecmp (self->data + self->position, keyword, length) != 0 ||
      (end < self->length && mf_imap_is_atom_char (self->data[end])))
    return FALSE;

  self->position = end;
  return TRUE;
}

/**
 * mf_imap_lexer_keywords:
 * @self: a lexer
 * @keywords: (array zero-terminated=1): at most 32 atoms, in any case
 * @expected: what to say if something else stands there
 * @mask: (out): a bit for each of them that is there; 0 for "()"
 *
 * "(" [keyword *(SP keyword)] ")"
 *
 * Returns: whether it was next, and is taken
 */
gboolean
mf_imap_lexer_keywords (MfImapLexer *self,
                        const char *const *keywords,
                        const char *expected,
                        guint *mask)
{
  *mask = 0;
  if (!mf_imap_lexer_open (self))
    return FALSE;

  while (mf_imap_lexer_peek (self) != ')')
    {
      guint i = 0;

      if (*mask != 0 && !mf_imap_lexer_space (self))
        return FALSE;
      while (keywords[i] && !mf_imap_lexer_try_keyword (self, keywords[i]))
        i++;
      if (keywords[i] == NULL)
        return mf_imap_lexer_fail (self, expected);
      *mask |= 1u << i;
    }

  return mf_imap_lexer_close (self);
}

static gboolean
take_number (MfImapLexer *self, guint64 max, guint64 *value)
{
  gsize end = self->position;
  guint64 number = 0;

  for (; end < self->length && g_ascii_isdigit (self->data[end]); end++)
    {
      guint64 digit = (guint64) (self->data[end] - '0');

      if (number > (max - digit) / 10)
        return mf_imap_lexer_fail (self, "a smaller number");
      number = number * 10 + digit;
    }
  if (end == self->position)
    return mf_imap_lexer_fail (self, "a number");

  self->position = end;
  *value = number;
  return TRUE;
}

gboolean
mf_imap_lexer_number (MfImapLexer *self, guint32 *value)
{
  guint64 number;

  if (!take_number (self, G_MAXUINT32, &number))
    return FALSE;

  *value = (guint32) number;
  return TRUE;
}

/* nz-number: "non-zero unsigned 32-bit integer", which no zero begins. */
gboolean
mf_imap_lexer_nz_number (MfImapLexer *self, guint32 *value)
{
  if (mf_imap_lexer_peek (self) == '0')
    return mf_imap_lexer_fail (self, "a number other than 0");

  return mf_imap_lexer_number (self, value);
}

gboolean
mf_imap_lexer_number64 (MfImapLexer *self, guint64 *value)
{
  return take_number (self, G_MAXINT64, value);
}

/* quoted = DQUOTE *QUOTED-CHAR DQUOTE. Octets above 127 are let through: clients
 * send passwords so, servers names. */
static gboolean
take_quoted (MfImapLexer *self, MfImapString *string)
{
  gsize start = self->position;
  gsize at = start + 1;

  for (; at < self->length && self->data[at] != '"'; at++)
    {
      if (self->data[at] == '\\')
        {
          at++;
          if (at >= self->length || (self->data[at] != '"' && self->data[at] != '\\'))
            return mf_imap_lexer_fail (self, "a string in which \\ stands before \" or \\ only");
        }
      else if (self->data[at] == '\0' || self->data[at] == '\r' || self->data[at] == '\n')
        return mf_imap_lexer_fail (self, "a string without CR, LF and NUL");
    }
  if (at >= self->length)
    return mf_imap_lexer_fail (self, "a closing quote");

  *string = (MfImapString) { MF_IMAP_STRING_QUOTED, MF_SPAN (start, at + 1 - start),
                             MF_SPAN (start + 1, at - start - 1) };
  self->position = at + 1;
  return TRUE;
}

/* literal = "{" number ["+"] "}" CRLF *CHAR8, and CHAR8 is no NUL. */
static gboolean
take_literal (MfImapLexer *self, MfImapString *string)
{
  MfImapLexer at = *self;
  guint64 octets;

  at.position++;
  if (!take_number (&at, G_MAXUINT32, &octets))
    return mf_imap_lexer_fail (self, "a literal");
  mf_imap_lexer_try (&at, '+');
  if (!mf_imap_lexer_try (&at, '}') || !mf_imap_lexer_try (&at, '\r') ||
      !mf_imap_lexer_try (&at, '\n') || octets > at.length - at.position)
    return mf_imap_lexer_fail (self, "a literal");
  if (octets > 0 && memchr (at.data + at.position, '\0', octets) != NULL)
    return mf_imap_lexer_fail (self, "a literal without NUL");

  *string = (MfImapString) { MF_IMAP_STRING_LITERAL,
                             MF_SPAN (self->position, at.position + octets - self->position),
                             MF_SPAN (at.position, octets) };
  self->position = at.position + octets;
  return TRUE;
}

/**
 * mf_imap_lexer_string:
 * @self: a lexer
 * @string: (out caller-allocates): a quoted string or a literal
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_lexer_string (MfImapLexer *self, MfImapString *string)
{
  switch (mf_imap_lexer_peek (self))
    {
    case '"':
      return take_quoted (self, string);
    case '{':
      return take_literal (self, string);
    default:
      return mf_imap_lexer_fail (self, "a string");
    }
}

/* nstring = string / nil */
gboolean
mf_imap_lexer_nstring (MfImapLexer *self, MfImapString *string)
{
  gsize start = self->position;

  if (!mf_imap_lexer_try_keyword (self, "NIL"))
    return mf_imap_lexer_string (self, string);

  *string = (MfImapString) { MF_IMAP_STRING_NIL, MF_SPAN (start, 3), MF_SPAN (start, 0) };
  return TRUE;
}

static gboolean
take_run_or_string (MfImapLexer *self, gboolean (*belongs) (char), MfImapString *string)
{
  char next = mf_imap_lexer_peek (self);
  MfSpan span;

  if (next == '"' || next == '{')
    return mf_imap_lexer_string (self, string);
  if (!take_run (self, belongs, "an atom or a string", &span))
    return FALSE;

  *string = (MfImapString) { MF_IMAP_STRING_ATOM, span, span };
  return TRUE;
}

/* astring = 1*ASTRING-CHAR / string */
gboolean
mf_imap_lexer_astring (MfImapLexer *self, MfImapString *string)
{
  return take_run_or_string (self, is_astring_char, string);
}

/* list-mailbox = 1*list-char / string */
gboolean
mf_imap_lexer_list_mailbox (MfImapLexer *self, MfImapString *string)
{
  return take_run_or_string (self, is_list_char, string);
}

/**
 * mf_imap_lexer_span_is:
 * @self: a lexer
 * @span: of its data
 * @word: in any case
 *
 * Returns: whether that stands there
 */
gboolean
mf_imap_lexer_span_is (const MfImapLexer *self, MfSpan span, const char *word)
{
  return strlen (word) == span.length &&
         g_ascii_strncasecmp (self->data + span.start, word, span.length) == 0;
}

char *
mf_imap_lexer_dup_span (const MfImapLexer *self, MfSpan span)
{
  return g_strndup (self->data + span.start, span.length);
}

/**
 * mf_imap_lexer_dup_string:
 * @self: a lexer
 * @string: a string that it has read
 * @length: (out) (optional): its length
 *
 * Returns: (transfer full) (nullable): what the string means, NUL-terminated; %NULL for NIL
 */
char *
mf_imap_lexer_dup_string (const MfImapLexer *self, const MfImapString *string, gsize *length)
{
  const char *content = self->data + string->content.start;
  char *text = g_strndup (content, string->content.length);
  gsize n = string->content.length;

  if (string->form == MF_IMAP_STRING_QUOTED)
    {
      n = 0;
      for (gsize i = 0; i < string->content.length; i++)
        {
          if (content[i] == '\\')
            i++;
          text[n++] = content[i];
        }
      text[n] = '\0';
    }

  if (length)
    *length = n;
  if (string->form == MF_IMAP_STRING_NIL)
    g_clear_pointer (&text, g_free);
  return text;
}
