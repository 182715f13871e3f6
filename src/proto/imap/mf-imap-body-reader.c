/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-body-reader.h"

#include <string.h>

/* BODY and BODYSTRUCTURE as a server sends them (RFC 3501 section 7.4.2, grammar
 * in section 9). Nesting is bounded by the lexer, the number of parts here. */

/* How many words one part's parameters may have, names and values. */
#define MAX_PARAMETERS 256

typedef struct
{
  MfImapLexer *lexer;
  guint n_parts;
} Reading;

static gboolean
read_nstring (MfImapLexer *lexer, char **text)
{
  MfImapString string;

  if (!mf_imap_lexer_nstring (lexer, &string))
    return FALSE;

  g_free (*text);
  *text = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return TRUE;
}

static gboolean
read_small (MfImapLexer *lexer, char **text)
{
  g_autofree char *read = NULL;

  if (!read_nstring (lexer, &read))
    return FALSE;
  if (read == NULL)
    return mf_imap_lexer_fail (lexer, "a string");

  g_free (*text);
  *text = g_ascii_strdown (read, -1);
  return TRUE;
}

/* "(" string *(SP string) ")" / nil */
static gboolean
read_strings (MfImapLexer *lexer, char ***strings)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  if (mf_imap_lexer_try_keyword (lexer, "NIL"))
    return TRUE;
  if (!mf_imap_lexer_open (lexer))
    return FALSE;

  do
    {
      char *word = NULL;

      if (words->len == MAX_PARAMETERS)
        return mf_imap_lexer_fail (lexer, "fewer parameters");
      if (!read_nstring (lexer, &word))
        return FALSE;
      g_ptr_array_add (words, word ? word : g_strdup (""));
    }
  while (mf_imap_lexer_try (lexer, ' '));

  if (!mf_imap_lexer_close (lexer))
    return FALSE;

  g_strfreev (*strings);
  *strings = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  return TRUE;
}

/* body-fld-dsp = "(" string SP body-fld-param ")" / nil */
static gboolean
read_disposition (MfImapLexer *lexer, MfImapBody *body)
{
  if (mf_imap_lexer_try_keyword (lexer, "NIL"))
    return TRUE;

  return mf_imap_lexer_open (lexer) && read_small (lexer, &body->disposition) &&
         mf_imap_lexer_space (lexer) && read_strings (lexer, &body->disposition_parameters) &&
         mf_imap_lexer_close (lexer);
}

/* body-fld-lang = nstring / "(" string *(SP string) ")" */
static gboolean
read_languages (MfImapLexer *lexer, MfImapBody *body)
{
  char *language = NULL;

  if (mf_imap_lexer_peek (lexer) == '(')
    return read_strings (lexer, &body->languages);
  if (!read_nstring (lexer, &language))
    return FALSE;
  if (language == NULL)
    return TRUE;

  g_strfreev (body->languages);
  body->languages = g_new0 (char *, 2);
  body->languages[0] = language;
  return TRUE;
}

static gboolean
read_first_extension (MfImapLexer *lexer, MfImapBody *body, gboolean multipart)
{
  return multipart ? read_strings (lexer, &body->parameters) : read_nstring (lexer, &body->md5);
}

/* What BODYSTRUCTURE has and BODY has not: body-ext-1part, body-ext-mpart. Each
 * may be the last. */
static gboolean
read_extension (MfImapLexer *lexer, MfImapBody *body, gboolean multipart)
{
  if (mf_imap_lexer_try (lexer, ' ') && !read_first_extension (lexer, body, multipart))
    return FALSE;
  if (mf_imap_lexer_try (lexer, ' ') && !read_disposition (lexer, body))
    return FALSE;
  if (mf_imap_lexer_try (lexer, ' ') && !read_languages (lexer, body))
    return FALSE;
  if (mf_imap_lexer_try (lexer, ' ') && !read_nstring (lexer, &body->location))
    return FALSE;

  while (mf_imap_lexer_try (lexer, ' '))
    if (!mf_imap_lexer_skip_value (lexer))
      return FALSE;

  return mf_imap_lexer_close (lexer);
}

static gboolean read_body (Reading *reading, MfImapBody **body);

static gboolean
read_part (Reading *reading, MfImapBody *body)
{
  MfImapBody *part = NULL;

  if (!read_body (reading, &part))
    return FALSE;

  g_ptr_array_add (body->parts, part);
  return TRUE;
}

static gboolean
read_lines (MfImapLexer *lexer, MfImapBody *body)
{
  return mf_imap_lexer_space (lexer) && mf_imap_lexer_number64 (lexer, &body->lines);
}

/* media-message SP body-fields SP envelope SP body SP body-fld-lines; a server that
 * does not look into the message shows it as a plain part. */
static gboolean
read_message (Reading *reading, MfImapBody *body)
{
  MfImapLexer *lexer = reading->lexer;
  MfImapLexer ahead = *lexer;

  if (!mf_imap_lexer_try (&ahead, ' ') || mf_imap_lexer_peek (&ahead) != '(')
    return TRUE;

  return mf_imap_lexer_space (lexer) && mf_imap_envelope_read (lexer, &body->envelope) &&
         mf_imap_lexer_space (lexer) && read_part (reading, body) && read_lines (lexer, body);
}

/* body-type-1part behind its "(" */
static gboolean
read_single (Reading *reading, MfImapBody *body)
{
  MfImapLexer *lexer = reading->lexer;

  if (!read_small (lexer, &body->type) || !mf_imap_lexer_space (lexer) ||
      !read_small (lexer, &body->subtype) || !mf_imap_lexer_space (lexer) ||
      !read_strings (lexer, &body->parameters) || !mf_imap_lexer_space (lexer) ||
      !read_nstring (lexer, &body->id) || !mf_imap_lexer_space (lexer) ||
      !read_nstring (lexer, &body->description) || !mf_imap_lexer_space (lexer) ||
      !read_nstring (lexer, &body->encoding) || !mf_imap_lexer_space (lexer) ||
      !mf_imap_lexer_number64 (lexer, &body->octets))
    return FALSE;

  if (g_str_equal (body->type, "message") && g_str_equal (body->subtype, "rfc822"))
    {
      if (!read_message (reading, body))
        return FALSE;
    }
  else if (g_str_equal (body->type, "text") && !read_lines (lexer, body))
    return FALSE;

  return read_extension (lexer, body, FALSE);
}

/* body-type-mpart behind its "(" */
static gboolean
read_multipart (Reading *reading, MfImapBody *body)
{
  while (mf_imap_lexer_peek (reading->lexer) == '(')
    if (!read_part (reading, body))
      return FALSE;

  return mf_imap_lexer_space (reading->lexer) && read_small (reading->lexer, &body->subtype) &&
         read_extension (reading->lexer, body, TRUE);
}

static gboolean
read_body (Reading *reading, MfImapBody **body)
{
  g_autoptr (MfImapBody) self = mf_imap_body_new ("multipart", "mixed");

  if (++reading->n_parts > MF_IMAP_BODY_MAX_PARTS)
    return mf_imap_lexer_fail (reading->lexer, "fewer parts");
  if (!mf_imap_lexer_open (reading->lexer) ||
      !(mf_imap_lexer_peek (reading->lexer) == '(' ? read_multipart (reading, self)
                                                   : read_single (reading, self)))
    return FALSE;

  *body = g_steal_pointer (&self);
  return TRUE;
}

/**
 * mf_imap_body_read:
 * @lexer: where from
 * @body: (out) (transfer full): the structure; types, subtypes and dispositions in small letters
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_body_read (MfImapLexer *lexer, MfImapBody **body)
{
  Reading reading = { .lexer = lexer };

  return read_body (&reading, body);
}

/* The parts that the numbers behind @self's own name: of a message those of the
 * multipart in it (RFC 3501 section 6.4.5). */
static const MfImapBody *
step_inside (const MfImapBody *self)
{
  return mf_imap_body_is_message (self) && self->parts->len == 1
             ? g_ptr_array_index (self->parts, 0)
             : self;
}

/**
 * mf_imap_body_find:
 * @self: the structure of a whole message
 * @section: "2.1"
 *
 * Returns: (nullable) (transfer none): the part that BODY[@section] names
 */
const MfImapBody *
mf_imap_body_find (const MfImapBody *self, const char *section)
{
  const MfImapBody *body = self;

  while (TRUE)
    {
      char *end;
      guint64 number = g_ascii_isdigit (*section) ? g_ascii_strtoull (section, &end, 10) : 0;

      if (number == 0)
        return NULL;
      if (mf_imap_body_is_multipart (body))
        {
          if (number > body->parts->len)
            return NULL;
          body = g_ptr_array_index (body->parts, number - 1);
        }
      else if (number != 1)
        return NULL;

      if (*end == '\0')
        return body;
      if (*end != '.' || !(mf_imap_body_is_message (body) || mf_imap_body_is_multipart (body)))
        return NULL;
      body = step_inside (body);
      section = end + 1;
    }
}

/* Takes one atom, string or bracket; @opened counts the parentheses that it passes. */
static gboolean
skip_one (MfImapLexer *self, guint *opened)
{
  char next = mf_imap_lexer_peek (self);
  MfImapString string;

  switch (next)
    {
    case '(':
      (*opened)++;
      return mf_imap_lexer_open (self);
    case ')':
      if (*opened == 0)
        return mf_imap_lexer_fail (self, "a value");
      (*opened)--;
      return mf_imap_lexer_close (self);
    case '\\':
    case '*':
      self->position++;
      return TRUE;
    case ' ':
      return *opened > 0 ? mf_imap_lexer_space (self) : mf_imap_lexer_fail (self, "a value");
    default:
      return mf_imap_lexer_astring (self, &string);
    }
}

/**
 * mf_imap_lexer_skip_value:
 * @self: a lexer
 *
 * Passes over one value of any kind: an atom, a string, or a list of such.
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_lexer_skip_value (MfImapLexer *self)
{
  guint opened = 0;

  do
    if (!skip_one (self, &opened))
      return FALSE;
  while (opened > 0);

  return TRUE;
}
