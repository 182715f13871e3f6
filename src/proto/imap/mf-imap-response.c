/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-response.h"

#include "proto/imap/mf-imap-body-reader.h"
#include "proto/imap/mf-imap-response-private.h"

#include <string.h>

void
mf_imap_response_free (MfImapResponse *self)
{
  if (self == NULL)
    return;

  g_free (self->tag);
  g_free (self->code);
  g_free (self->argument);
  g_free (self->text);
  g_strfreev (self->words);
  g_free (self->mailbox);
  g_clear_pointer (&self->numbers, mf_imap_set_free);
  g_clear_pointer (&self->message, mf_imap_message_data_free);
  g_free (self);
}

/* What is left, for a person to read. */
static char *
take_text (MfImapLexer *lexer)
{
  gsize start = MIN (lexer->position, lexer->length);
  char *text = g_utf8_make_valid (lexer->data + start, (gssize) (lexer->length - start));

  for (char *p = text; *p; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      *p = '?';

  lexer->position = lexer->length;
  return text;
}

/* resp-text = ["[" resp-text-code "]" SP] text; no code holds a "]" of its own */
static void
read_text (MfImapLexer *lexer, MfImapResponse *self)
{
  const char *start = lexer->data + lexer->position;
  const char *end = NULL;
  const char *space;

  if (mf_imap_lexer_peek (lexer) == '[')
    end = memchr (start, ']', lexer->length - lexer->position);
  if (end == NULL)
    {
      self->text = take_text (lexer);
      return;
    }

  space = memchr (start, ' ', (gsize) (end - start));
  self->code = g_ascii_strup (start + 1, (space ? space : end) - start - 1);
  if (space)
    self->argument = g_strndup (space + 1, (gsize) (end - space) - 1);
  lexer->position += (gsize) (end - start) + 1;
  mf_imap_lexer_try (lexer, ' ');
  self->text = take_text (lexer);
}

static gboolean
read_condition (MfImapLexer *lexer, MfImapResponse *self)
{
  if (!mf_imap_lexer_is_at_end (lexer) && !mf_imap_lexer_space (lexer))
    return FALSE;

  read_text (lexer, self);
  return TRUE;
}

/* An atom, or a flag: "\Seen", "\*" */
static gboolean
read_word (MfImapLexer *lexer, GPtrArray *words)
{
  gsize start = lexer->position;
  MfSpan span;

  if (words->len == MF_IMAP_RESPONSE_MAX_WORDS)
    return mf_imap_lexer_fail (lexer, "fewer words");
  if (!(mf_imap_lexer_try (lexer, '\\') && mf_imap_lexer_try (lexer, '*')) &&
      !mf_imap_lexer_atom (lexer, &span))
    return FALSE;

  g_ptr_array_add (words, g_strndup (lexer->data + start, lexer->position - start));
  return TRUE;
}

/* "(" [word *(SP word)] ")" */
char **
mf_imap_response_read_words (MfImapLexer *lexer)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  if (!mf_imap_lexer_open (lexer))
    return NULL;
  if (mf_imap_lexer_peek (lexer) != ')')
    do
      if (!read_word (lexer, words))
        return NULL;
    while (mf_imap_lexer_try (lexer, ' '));

  return mf_imap_lexer_close (lexer) ? (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE)
                                     : NULL;
}

/* *(SP word) to the end */
static gboolean
read_words (MfImapLexer *lexer, MfImapResponse *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  while (mf_imap_lexer_try (lexer, ' ') && !mf_imap_lexer_is_at_end (lexer))
    if (!read_word (lexer, words))
      return FALSE;

  self->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  return TRUE;
}

static gboolean
read_flags (MfImapLexer *lexer, MfImapResponse *self)
{
  if (!mf_imap_lexer_space (lexer))
    return FALSE;

  self->words = mf_imap_response_read_words (lexer);
  return self->words != NULL;
}

static gboolean
read_mailbox (MfImapLexer *lexer, MfImapResponse *self)
{
  MfImapString string;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_list_mailbox (lexer, &string))
    return FALSE;

  self->mailbox = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return TRUE;
}

/* mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox;
 * what RFC 5258 puts behind it is passed over */
static gboolean
read_folder (MfImapLexer *lexer, MfImapResponse *self)
{
  g_autofree char *delimiter = NULL;
  MfImapString string;

  if (!read_flags (lexer, self) || !mf_imap_lexer_space (lexer) ||
      !mf_imap_lexer_nstring (lexer, &string))
    return FALSE;

  delimiter = mf_imap_lexer_dup_string (lexer, &string, NULL);
  self->delimiter = delimiter ? *delimiter : '\0';
  return read_mailbox (lexer, self) &&
         (!mf_imap_lexer_try (lexer, ' ') || mf_imap_lexer_skip_value (lexer));
}

static gboolean
read_figure (MfImapLexer *lexer, MfImapFigures *figures)
{
  const struct
  {
    const char *name;
    gint64 *slot;
  } slots[] = {
    { "MESSAGES", &figures->messages }, { "RECENT", &figures->recent },
    { "UIDNEXT", &figures->uid_next },  { "UIDVALIDITY", &figures->uid_validity },
    { "UNSEEN", &figures->unseen },
  };
  guint32 number;
  MfSpan name;

  if (!mf_imap_lexer_word (lexer, &name) || !mf_imap_lexer_space (lexer))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    if (mf_imap_lexer_span_is (lexer, name, slots[i].name))
      {
        if (!mf_imap_lexer_number (lexer, &number))
          return FALSE;
        *slots[i].slot = number;
        return TRUE;
      }

  return mf_imap_lexer_skip_value (lexer);
}

/* mailbox SP "(" [status-att-list] ")" */
static gboolean
read_figures (MfImapLexer *lexer, MfImapResponse *self)
{
  if (!read_mailbox (lexer, self) || !mf_imap_lexer_space (lexer) || !mf_imap_lexer_open (lexer))
    return FALSE;
  if (mf_imap_lexer_peek (lexer) != ')')
    do
      if (!read_figure (lexer, &self->figures))
        return FALSE;
    while (mf_imap_lexer_try (lexer, ' '));

  return mf_imap_lexer_close (lexer);
}

/* *(SP nz-number); CONDSTORE adds "(MODSEQ n)" (RFC 7162 section 3.1.5) */
static gboolean
read_numbers (MfImapLexer *lexer, MfImapResponse *self)
{
  self->numbers = mf_imap_set_new ();
  while (mf_imap_lexer_try (lexer, ' ') && !mf_imap_lexer_is_at_end (lexer))
    {
      guint32 number;

      if (mf_imap_lexer_peek (lexer) == '(')
        return mf_imap_lexer_skip_value (lexer);
      if (!mf_imap_lexer_nz_number (lexer, &number))
        return FALSE;
      mf_imap_set_append (self->numbers, number, number);
    }

  return TRUE;
}

/* search-correlator = SP "(" "TAG" SP tag-string ")" */
static gboolean
read_correlator (MfImapLexer *lexer, MfImapResponse *self)
{
  MfImapString string;

  if (self->tag || !mf_imap_lexer_open (lexer) || !mf_imap_lexer_try_keyword (lexer, "TAG") ||
      !mf_imap_lexer_space (lexer) || !mf_imap_lexer_string (lexer, &string))
    return mf_imap_lexer_fail (lexer, "the tag of a command");

  self->tag = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return mf_imap_lexer_close (lexer);
}

/* [search-correlator] [SP "UID"] *(SP name SP value) (RFC 4731 section 3.1) */
static gboolean
read_extended (MfImapLexer *lexer, MfImapResponse *self)
{
  self->numbers = mf_imap_set_new ();
  while (mf_imap_lexer_try (lexer, ' '))
    {
      if (mf_imap_lexer_peek (lexer) == '(')
        {
          if (!read_correlator (lexer, self))
            return FALSE;
        }
      else if (mf_imap_lexer_try_keyword (lexer, "UID"))
        self->uids = TRUE;
      else if (mf_imap_lexer_try_keyword (lexer, "ALL"))
        {
          g_clear_pointer (&self->numbers, mf_imap_set_free);
          if (!mf_imap_lexer_space (lexer) || !mf_imap_set_read (lexer, &self->numbers))
            return FALSE;
        }
      else if (!mf_imap_lexer_skip_value (lexer) || !mf_imap_lexer_space (lexer) ||
               !mf_imap_lexer_skip_value (lexer))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_fetch (MfImapLexer *lexer, MfImapResponse *self)
{
  return mf_imap_lexer_space (lexer) && mf_imap_message_data_read (lexer, &self->message);
}

/* What follows "* " or a tag; @numbered: a number stands before the word. */
static const struct
{
  const char *word;
  MfImapResponseKind kind;
  gboolean tagged;
  gboolean numbered;
  gboolean (*read) (MfImapLexer *lexer, MfImapResponse *self);
} words[] = {
  { "OK", MF_IMAP_RESPONSE_OK, TRUE, FALSE, read_condition },
  { "NO", MF_IMAP_RESPONSE_NO, TRUE, FALSE, read_condition },
  { "BAD", MF_IMAP_RESPONSE_BAD, TRUE, FALSE, read_condition },
  { "PREAUTH", MF_IMAP_RESPONSE_PREAUTH, FALSE, FALSE, read_condition },
  { "BYE", MF_IMAP_RESPONSE_BYE, FALSE, FALSE, read_condition },
  { "CAPABILITY", MF_IMAP_RESPONSE_CAPABILITY, FALSE, FALSE, read_words },
  { "ENABLED", MF_IMAP_RESPONSE_ENABLED, FALSE, FALSE, read_words },
  { "LIST", MF_IMAP_RESPONSE_LIST, FALSE, FALSE, read_folder },
  { "LSUB", MF_IMAP_RESPONSE_LSUB, FALSE, FALSE, read_folder },
  { "STATUS", MF_IMAP_RESPONSE_STATUS, FALSE, FALSE, read_figures },
  { "FLAGS", MF_IMAP_RESPONSE_FLAGS, FALSE, FALSE, read_flags },
  { "SEARCH", MF_IMAP_RESPONSE_SEARCH, FALSE, FALSE, read_numbers },
  { "ESEARCH", MF_IMAP_RESPONSE_ESEARCH, FALSE, FALSE, read_extended },
  { "EXISTS", MF_IMAP_RESPONSE_EXISTS, FALSE, TRUE, NULL },
  { "RECENT", MF_IMAP_RESPONSE_RECENT, FALSE, TRUE, NULL },
  { "EXPUNGE", MF_IMAP_RESPONSE_EXPUNGE, FALSE, TRUE, NULL },
  { "FETCH", MF_IMAP_RESPONSE_FETCH, FALSE, TRUE, read_fetch },
};

static gboolean
read_tag (MfImapLexer *lexer, MfImapResponse *self)
{
  MfSpan span;

  if (!mf_imap_lexer_try (lexer, '*'))
    {
      if (!mf_imap_lexer_tag (lexer, &span))
        return FALSE;
      self->tag = mf_imap_lexer_dup_span (lexer, span);
    }

  return mf_imap_lexer_space (lexer);
}

static gboolean
read_response (MfImapLexer *lexer, MfImapResponse *self)
{
  gboolean numbered;
  MfSpan word;

  if (mf_imap_lexer_try (lexer, '+'))
    {
      self->kind = MF_IMAP_RESPONSE_CONTINUE;
      mf_imap_lexer_try (lexer, ' ');
      read_text (lexer, self);
      return TRUE;
    }
  if (!read_tag (lexer, self))
    return FALSE;

  numbered = self->tag == NULL && g_ascii_isdigit (mf_imap_lexer_peek (lexer));
  if (numbered && (!mf_imap_lexer_number (lexer, &self->number) || !mf_imap_lexer_space (lexer)))
    return FALSE;
  if (!mf_imap_lexer_atom (lexer, &word))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (mf_imap_lexer_span_is (lexer, word, words[i].word) && words[i].numbered == numbered &&
        (self->tag == NULL || words[i].tagged))
      {
        self->kind = words[i].kind;
        if (words[i].read && !words[i].read (lexer, self))
          return FALSE;
        /* Some servers end a list of numbers or capabilities with a space. */
        mf_imap_lexer_try (lexer, ' ');
        return mf_imap_lexer_end (lexer);
      }

  self->kind = MF_IMAP_RESPONSE_OTHER;
  return self->tag == NULL || mf_imap_lexer_fail (lexer, "OK, NO or BAD");
}

/**
 * mf_imap_response_parse:
 * @data: a whole response, literals included, without the CRLF at its end
 * @length: its length
 * @error: where to put a %MF_PROTOCOL_ERROR
 *
 * Returns: (nullable) (transfer full): what it says
 */
MfImapResponse *
mf_imap_response_parse (const char *data, gsize length, GError **error)
{
  g_autoptr (MfImapResponse) self = g_new0 (MfImapResponse, 1);
  MfImapLexer lexer;

  mf_imap_lexer_init (&lexer, data, length);
  self->figures = (MfImapFigures) { -1, -1, -1, -1, -1 };
  if (read_response (&lexer, self))
    return g_steal_pointer (&self);

  if (error)
    *error = mf_imap_lexer_dup_error (&lexer, "RFC 3501 section 7");
  return NULL;
}

/**
 * mf_imap_response_is_text:
 * @line: the first line of a response
 * @length: its length
 *
 * A condition is text to the end of its line, and so is what follows a "+": a
 * literal that seems to be announced there is none (RFC 3501 section 9, resp-text).
 *
 * Returns: whether the response ends with that line
 */
gboolean
mf_imap_response_is_text (const char *line, gsize length)
{
  const char *space = memchr (line, ' ', length);
  MfImapLexer lexer;

  if (length > 0 && line[0] == '+')
    return TRUE;
  if (space == NULL)
    return FALSE;

  mf_imap_lexer_init (&lexer, line, length);
  lexer.position = (gsize) (space + 1 - line);
  for (gsize i = 0; i < G_N_ELEMENTS (words) && words[i].kind <= MF_IMAP_RESPONSE_BYE; i++)
    if (mf_imap_lexer_try_keyword (&lexer, words[i].word))
      return TRUE;

  return FALSE;
}
