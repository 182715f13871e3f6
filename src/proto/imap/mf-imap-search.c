/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-search.h"

#include "proto/imap/mf-imap-writer.h"

#include <string.h>

/**
 * Argument:
 *
 * What stands behind the name of a key, and which key it makes.
 */
typedef enum
{
  ARGUMENT_NONE,
  ARGUMENT_TEXT,
  ARGUMENT_FIELD_AND_TEXT,
  ARGUMENT_KEYWORD,
  ARGUMENT_DATE,
  ARGUMENT_NUMBER,
  ARGUMENT_UID_SET,
  ARGUMENT_KEY,
  ARGUMENT_TWO_KEYS,
} Argument;

/* Every search-key of RFC 3501 section 9 that begins with a name. */
static const struct
{
  const char *name;
  MfImapSearchKind kind;
  Argument argument;
  MfImapFlags flags;
  gboolean negated;
  const char *field;
} keys[] = {
  { "ALL", MF_IMAP_SEARCH_ALL, ARGUMENT_NONE, 0, FALSE, NULL },
  { "ANSWERED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_ANSWERED, FALSE, NULL },
  { "BCC", MF_IMAP_SEARCH_HEADER, ARGUMENT_TEXT, 0, FALSE, "Bcc" },
  { "BEFORE", MF_IMAP_SEARCH_BEFORE, ARGUMENT_DATE, 0, FALSE, NULL },
  { "BODY", MF_IMAP_SEARCH_BODY, ARGUMENT_TEXT, 0, FALSE, NULL },
  { "CC", MF_IMAP_SEARCH_HEADER, ARGUMENT_TEXT, 0, FALSE, "Cc" },
  { "DELETED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_DELETED, FALSE, NULL },
  { "DRAFT", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_DRAFT, FALSE, NULL },
  { "FLAGGED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_FLAGGED, FALSE, NULL },
  { "FROM", MF_IMAP_SEARCH_HEADER, ARGUMENT_TEXT, 0, FALSE, "From" },
  { "HEADER", MF_IMAP_SEARCH_HEADER, ARGUMENT_FIELD_AND_TEXT, 0, FALSE, NULL },
  { "KEYWORD", MF_IMAP_SEARCH_KEYWORD, ARGUMENT_KEYWORD, 0, FALSE, NULL },
  { "LARGER", MF_IMAP_SEARCH_LARGER, ARGUMENT_NUMBER, 0, FALSE, NULL },
  /* NEW is (RECENT UNSEEN): see read_new(). */
  { "NEW", MF_IMAP_SEARCH_AND, ARGUMENT_NONE, 0, FALSE, NULL },
  { "NOT", MF_IMAP_SEARCH_NOT, ARGUMENT_KEY, 0, FALSE, NULL },
  { "OLD", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_RECENT, TRUE, NULL },
  { "ON", MF_IMAP_SEARCH_ON, ARGUMENT_DATE, 0, FALSE, NULL },
  { "OR", MF_IMAP_SEARCH_OR, ARGUMENT_TWO_KEYS, 0, FALSE, NULL },
  { "RECENT", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_RECENT, FALSE, NULL },
  { "SEEN", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_SEEN, FALSE, NULL },
  { "SENTBEFORE", MF_IMAP_SEARCH_SENTBEFORE, ARGUMENT_DATE, 0, FALSE, NULL },
  { "SENTON", MF_IMAP_SEARCH_SENTON, ARGUMENT_DATE, 0, FALSE, NULL },
  { "SENTSINCE", MF_IMAP_SEARCH_SENTSINCE, ARGUMENT_DATE, 0, FALSE, NULL },
  { "SINCE", MF_IMAP_SEARCH_SINCE, ARGUMENT_DATE, 0, FALSE, NULL },
  { "SMALLER", MF_IMAP_SEARCH_SMALLER, ARGUMENT_NUMBER, 0, FALSE, NULL },
  { "SUBJECT", MF_IMAP_SEARCH_HEADER, ARGUMENT_TEXT, 0, FALSE, "Subject" },
  { "TEXT", MF_IMAP_SEARCH_TEXT, ARGUMENT_TEXT, 0, FALSE, NULL },
  { "TO", MF_IMAP_SEARCH_HEADER, ARGUMENT_TEXT, 0, FALSE, "To" },
  { "UID", MF_IMAP_SEARCH_UID, ARGUMENT_UID_SET, 0, FALSE, NULL },
  { "UNANSWERED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_ANSWERED, TRUE, NULL },
  { "UNDELETED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_DELETED, TRUE, NULL },
  { "UNDRAFT", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_DRAFT, TRUE, NULL },
  { "UNFLAGGED", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_FLAGGED, TRUE, NULL },
  { "UNKEYWORD", MF_IMAP_SEARCH_KEYWORD, ARGUMENT_KEYWORD, 0, TRUE, NULL },
  { "UNSEEN", MF_IMAP_SEARCH_FLAG, ARGUMENT_NONE, MF_IMAP_FLAG_SEEN, TRUE, NULL },
};

typedef struct
{
  MfImapLexer *lexer;
  guint n_keys;
  guint depth;
} Reader;

/**
 * mf_imap_search_key_new:
 * @kind: what it asks
 *
 * Returns: (transfer full): a key; with an array of children if that kind has any
 */
MfImapSearchKey *
mf_imap_search_key_new (MfImapSearchKind kind)
{
  MfImapSearchKey *self = g_new0 (MfImapSearchKey, 1);

  self->kind = kind;
  if (kind == MF_IMAP_SEARCH_AND || kind == MF_IMAP_SEARCH_OR || kind == MF_IMAP_SEARCH_NOT)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_search_key_free);
  return self;
}

void
mf_imap_search_key_free (MfImapSearchKey *self)
{
  if (self == NULL)
    return;

  g_free (self->field);
  g_free (self->text);
  mf_imap_set_free (self->set);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

void
mf_imap_search_free (MfImapSearch *self)
{
  if (self == NULL)
    return;

  mf_imap_search_key_free (self->key);
  g_free (self);
}

static gboolean read_key (Reader *self, MfImapSearchKey *parent);

static gboolean
read_text (Reader *self, char **text)
{
  MfImapString string;

  if (!mf_imap_lexer_space (self->lexer) || !mf_imap_lexer_astring (self->lexer, &string))
    return FALSE;

  *text = mf_imap_lexer_dup_string (self->lexer, &string, NULL);
  if (g_utf8_validate (*text, -1, NULL))
    return TRUE;

  self->lexer->position = string.whole.start;
  return mf_imap_lexer_fail (self->lexer, "a string in that charset");
}

static gboolean
read_keyword (Reader *self, char **text)
{
  MfSpan span;

  if (!mf_imap_lexer_space (self->lexer) || !mf_imap_lexer_atom (self->lexer, &span))
    return FALSE;

  *text = mf_imap_lexer_dup_span (self->lexer, span);
  return TRUE;
}

static gboolean
read_argument (Reader *self, Argument argument, MfImapSearchKey *key)
{
  switch (argument)
    {
    case ARGUMENT_TEXT:
      return read_text (self, &key->text);
    case ARGUMENT_FIELD_AND_TEXT:
      return read_text (self, &key->field) && read_text (self, &key->text);
    case ARGUMENT_KEYWORD:
      return read_keyword (self, &key->text);
    case ARGUMENT_DATE:
      return mf_imap_lexer_space (self->lexer) && mf_imap_date_read (self->lexer, &key->day);
    case ARGUMENT_NUMBER:
      return mf_imap_lexer_space (self->lexer) && mf_imap_lexer_number (self->lexer, &key->number);
    case ARGUMENT_UID_SET:
      return mf_imap_lexer_space (self->lexer) && mf_imap_set_read (self->lexer, &key->set);
    case ARGUMENT_KEY:
      return mf_imap_lexer_space (self->lexer) && read_key (self, key);
    case ARGUMENT_TWO_KEYS:
      return mf_imap_lexer_space (self->lexer) && read_key (self, key) &&
             mf_imap_lexer_space (self->lexer) && read_key (self, key);
    case ARGUMENT_NONE:
    default:
      return TRUE;
    }
}

static MfImapSearchKey *
add_key (MfImapSearchKey *parent, MfImapSearchKind kind)
{
  MfImapSearchKey *key = mf_imap_search_key_new (kind);

  g_ptr_array_add (parent->children, key);
  return key;
}

static void
add_new (MfImapSearchKey *both)
{
  MfImapSearchKey *unseen;

  add_key (both, MF_IMAP_SEARCH_FLAG)->flags = MF_IMAP_FLAG_RECENT;
  unseen = add_key (both, MF_IMAP_SEARCH_NOT);
  add_key (unseen, MF_IMAP_SEARCH_FLAG)->flags = MF_IMAP_FLAG_SEEN;
}

static gboolean
read_named (Reader *self, MfImapSearchKey *parent)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      MfImapSearchKey *key;

      if (!mf_imap_lexer_try_keyword (self->lexer, keys[i].name))
        continue;

      if (keys[i].negated)
        parent = add_key (parent, MF_IMAP_SEARCH_NOT);
      key = add_key (parent, keys[i].kind);
      key->flags = keys[i].flags;
      key->field = g_strdup (keys[i].field);
      if (keys[i].kind == MF_IMAP_SEARCH_AND)
        add_new (key);
      return read_argument (self, keys[i].argument, key);
    }

  return mf_imap_lexer_fail (self->lexer, "a search key");
}

/* search-key = "ALL" / … / sequence-set / "(" search-key *(SP search-key) ")" */
static gboolean
read_any (Reader *self, MfImapSearchKey *parent)
{
  char next = mf_imap_lexer_peek (self->lexer);

  if (g_ascii_isdigit (next) || next == '*')
    return mf_imap_set_read (self->lexer, &add_key (parent, MF_IMAP_SEARCH_SEQUENCE)->set);
  if (next != '(')
    return read_named (self, parent);
  if (!mf_imap_lexer_open (self->lexer))
    return FALSE;

  parent = add_key (parent, MF_IMAP_SEARCH_AND);
  do
    if (!read_key (self, parent))
      return FALSE;
  while (mf_imap_lexer_try (self->lexer, ' '));
  return mf_imap_lexer_close (self->lexer);
}

static gboolean
read_key (Reader *self, MfImapSearchKey *parent)
{
  gboolean read;

  if (++self->n_keys > MF_IMAP_SEARCH_KEYS_MAX || self->depth >= MF_IMAP_MAX_DEPTH)
    return mf_imap_lexer_fail (self->lexer, "fewer search keys");

  self->depth++;
  read = read_any (self, parent);
  self->depth--;
  return read;
}

/* "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")" (RFC 4731 section 5) */
static gboolean
read_return (MfImapLexer *lexer, MfImapSearch *search)
{
  static const char *const options[] = { "MIN", "MAX", "ALL", "COUNT", NULL };
  guint returns;

  search->extended = TRUE;
  if (!mf_imap_lexer_space (lexer) ||
      !mf_imap_lexer_keywords (lexer, options, "MIN, MAX, ALL or COUNT", &returns))
    return FALSE;

  /* "an empty list of options" is ALL (section 3.1). */
  search->returns = returns ? (MfImapSearchReturn) returns : MF_IMAP_RETURN_ALL;
  return mf_imap_lexer_space (lexer);
}

/* "CHARSET" SP astring */
static gboolean
read_charset (MfImapLexer *lexer, MfImapSearch *search)
{
  g_autofree char *charset = NULL;
  MfImapString string;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_astring (lexer, &string))
    return FALSE;

  charset = mf_imap_lexer_dup_string (lexer, &string, NULL);
  search->bad_charset =
      g_ascii_strcasecmp (charset, "UTF-8") != 0 && g_ascii_strcasecmp (charset, "US-ASCII") != 0;
  return mf_imap_lexer_space (lexer);
}

/**
 * mf_imap_search_read:
 * @lexer: where from: behind "SEARCH" SP
 * @search: (out) (transfer full): what is searched. In a charset that is not ours no keys are
 *   read, and the rest of the line is passed over.
 *
 * search = "SEARCH" [SP "RETURN" …] [SP "CHARSET" SP astring] 1*(SP search-key)
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_search_read (MfImapLexer *lexer, MfImapSearch **search)
{
  g_autoptr (MfImapSearch) self = g_new0 (MfImapSearch, 1);
  Reader reader = { .lexer = lexer };

  self->key = mf_imap_search_key_new (MF_IMAP_SEARCH_AND);
  if (mf_imap_lexer_try_keyword (lexer, "RETURN") && !read_return (lexer, self))
    return FALSE;
  if (mf_imap_lexer_try_keyword (lexer, "CHARSET") && !read_charset (lexer, self))
    return FALSE;

  if (self->bad_charset)
    lexer->position = lexer->length;
  else
    do
      if (!read_key (&reader, self->key))
        return FALSE;
    while (mf_imap_lexer_try (lexer, ' '));

  *search = g_steal_pointer (&self);
  return TRUE;
}

/**
 * mf_imap_search_key_matches:
 * @self: a key
 * @test: tries the keys that stand alone
 * @message: for @test
 *
 * Tries no more keys than it must; of an AND, those first that come first.
 *
 * Returns: whether the message fits
 */
gboolean
mf_imap_search_key_matches (const MfImapSearchKey *self, MfImapSearchTest test, gpointer message)
{
  switch (self->kind)
    {
    case MF_IMAP_SEARCH_ALL:
      return TRUE;
    case MF_IMAP_SEARCH_AND:
      for (guint i = 0; i < self->children->len; i++)
        if (!mf_imap_search_key_matches (self->children->pdata[i], test, message))
          return FALSE;
      return TRUE;
    case MF_IMAP_SEARCH_OR:
      for (guint i = 0; i < self->children->len; i++)
        if (mf_imap_search_key_matches (self->children->pdata[i], test, message))
          return TRUE;
      return FALSE;
    case MF_IMAP_SEARCH_NOT:
      return !mf_imap_search_key_matches (self->children->pdata[0], test, message);
    default:
      return test (self, message);
    }
}

static const char *
find_name (const MfImapSearchKey *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].kind == key->kind && keys[i].flags == key->flags && !keys[i].negated &&
        keys[i].kind != MF_IMAP_SEARCH_AND &&
        (keys[i].kind != MF_IMAP_SEARCH_HEADER || keys[i].field == NULL))
      return keys[i].name;

  return "ALL";
}

static void
write_children (const MfImapSearchKey *self, GString *out)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      mf_imap_search_key_write (self->children->pdata[i], out);
    }
}

/**
 * mf_imap_search_key_write:
 * @self: a key
 * @out: where to: as a client would ask for it
 */
void
mf_imap_search_key_write (const MfImapSearchKey *self, GString *out)
{
  if (self->kind == MF_IMAP_SEARCH_AND && self->children->len > 0)
    {
      g_string_append_c (out, '(');
      write_children (self, out);
      g_string_append_c (out, ')');
      return;
    }
  if (self->kind == MF_IMAP_SEARCH_SEQUENCE)
    {
      mf_imap_set_write (self->set, out);
      return;
    }

  g_string_append (out, find_name (self));
  if (self->children && self->children->len > 0)
    {
      g_string_append_c (out, ' ');
      write_children (self, out);
    }
  if (self->set)
    {
      g_string_append_c (out, ' ');
      mf_imap_set_write (self->set, out);
    }
  if (self->field)
    {
      g_string_append_c (out, ' ');
      mf_imap_write_astring (out, self->field, -1);
    }
  if (self->text)
    {
      g_string_append_c (out, ' ');
      mf_imap_write_astring (out, self->text, -1);
    }
  if (self->kind >= MF_IMAP_SEARCH_BEFORE && self->kind <= MF_IMAP_SEARCH_SENTSINCE)
    {
      g_string_append_c (out, ' ');
      mf_imap_date_write (self->day, out);
    }
  if (self->kind == MF_IMAP_SEARCH_LARGER || self->kind == MF_IMAP_SEARCH_SMALLER)
    g_string_append_printf (out, " %u", self->number);
}
