/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-command.h"

#include "proto/imap/mf-imap-name.h"

#include <string.h>

/* The most capabilities that one ENABLE names, the most pairs of one ID (RFC
 * 2971 section 3.3). */
#define MAX_ENABLED 100
#define MAX_ID_PAIRS 30

typedef gboolean (*ReadArguments) (MfImapLexer *lexer, MfImapCommand *command);

/* A name as UTF-8. One that is no modified UTF-7 is taken as it stands; returns
 * whether it is one. */
static gboolean
decode_name (const MfImapLexer *lexer, const MfImapString *string, char **name)
{
  gsize length;
  g_autofree char *text = mf_imap_lexer_dup_string (lexer, string, &length);

  *name = mf_imap_utf7_decode (text, length);
  if (*name)
    return TRUE;

  *name = g_utf8_make_valid (text, (gssize) length);
  return FALSE;
}

/* A space and mailbox = "INBOX" / astring, in modified UTF-7. */
static gboolean
read_mailbox_name (MfImapLexer *lexer, MfImapCommand *command, char **name)
{
  MfImapString string;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_astring (lexer, &string))
    return FALSE;

  if (!decode_name (lexer, &string, name))
    command->bad_name = TRUE;
  if (mf_imap_name_is_inbox (*name))
    {
      g_free (*name);
      *name = g_strdup ("INBOX");
    }
  return TRUE;
}

static gboolean
read_astring (MfImapLexer *lexer, char **text)
{
  MfImapString string;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_astring (lexer, &string))
    return FALSE;

  *text = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return TRUE;
}

static gboolean
read_atom (MfImapLexer *lexer, char **text)
{
  MfSpan span;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_atom (lexer, &span))
    return FALSE;

  *text = mf_imap_lexer_dup_span (lexer, span);
  return TRUE;
}

static gboolean
read_nothing (MfImapLexer *lexer, MfImapCommand *command)
{
  return TRUE;
}

/* login = "LOGIN" SP userid SP password */
static gboolean
read_login (MfImapLexer *lexer, MfImapCommand *command)
{
  g_autofree char *password = NULL;

  if (!read_astring (lexer, &command->username) || !read_astring (lexer, &password))
    return FALSE;

  command->password = mf_secret_new (password, -1);
  explicit_bzero (password, strlen (password));
  return TRUE;
}

/* authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]; initial-resp = base64 / "="
 * (RFC 4959 section 7) */
static gboolean
read_authenticate (MfImapLexer *lexer, MfImapCommand *command)
{
  gsize start;

  if (!read_atom (lexer, &command->mechanism))
    return FALSE;
  if (mf_imap_lexer_is_at_end (lexer))
    return TRUE;
  if (!mf_imap_lexer_space (lexer))
    return FALSE;

  start = lexer->position;
  while (g_ascii_isalnum (mf_imap_lexer_peek (lexer)) ||
         (mf_imap_lexer_peek (lexer) && strchr ("+/=", mf_imap_lexer_peek (lexer))))
    lexer->position++;
  if (lexer->position == start)
    return mf_imap_lexer_fail (lexer, "base64");

  command->initial = mf_imap_lexer_dup_span (lexer, MF_SPAN (start, lexer->position - start));
  return TRUE;
}

static gboolean
read_mailbox (MfImapLexer *lexer, MfImapCommand *command)
{
  return read_mailbox_name (lexer, command, &command->mailbox);
}

/* rename = "RENAME" SP mailbox SP mailbox */
static gboolean
read_rename (MfImapLexer *lexer, MfImapCommand *command)
{
  return read_mailbox_name (lexer, command, &command->mailbox) &&
         read_mailbox_name (lexer, command, &command->other);
}

/* The pattern of LIST and LSUB: mailbox SP list-mailbox */
static gboolean
read_pattern (MfImapLexer *lexer, MfImapCommand *command)
{
  MfImapString reference;
  MfImapString pattern;

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_astring (lexer, &reference) ||
      !mf_imap_lexer_space (lexer) || !mf_imap_lexer_list_mailbox (lexer, &pattern))
    return FALSE;

  decode_name (lexer, &reference, &command->mailbox);
  decode_name (lexer, &pattern, &command->other);
  return TRUE;
}

/* list = "LIST" [SP list-select-opts] SP mailbox SP list-mailbox [SP list-return-opts]
 * (RFC 5258 section 6), with the options that SPECIAL-USE brings (RFC 6154 section 2).
 * What may be asked to be returned is told in any case. */
static gboolean
read_list (MfImapLexer *lexer, MfImapCommand *command)
{
  static const char *const selections[] = { "SPECIAL-USE", NULL };
  static const char *const returns[] = { "SPECIAL-USE", "CHILDREN", NULL };
  guint mask = 0;

  if (lexer->position + 1 < lexer->length && lexer->data[lexer->position + 1] == '(' &&
      (!mf_imap_lexer_space (lexer) ||
       !mf_imap_lexer_keywords (lexer, selections, "SPECIAL-USE", &mask)))
    return FALSE;
  command->special_use = mask != 0;
  if (!read_pattern (lexer, command))
    return FALSE;
  if (mf_imap_lexer_is_at_end (lexer))
    return TRUE;

  if (!mf_imap_lexer_space (lexer))
    return FALSE;
  if (!mf_imap_lexer_try_keyword (lexer, "RETURN"))
    return mf_imap_lexer_fail (lexer, "RETURN");
  return mf_imap_lexer_space (lexer) &&
         mf_imap_lexer_keywords (lexer, returns, "SPECIAL-USE or CHILDREN", &mask);
}

/* status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")" */
static gboolean
read_status (MfImapLexer *lexer, MfImapCommand *command)
{
  static const char *const names[] = { "MESSAGES",    "RECENT", "UIDNEXT",
                                       "UIDVALIDITY", "UNSEEN", NULL };
  static const char expected[] = "MESSAGES, RECENT, UIDNEXT, UIDVALIDITY or UNSEEN";

  if (!read_mailbox_name (lexer, command, &command->mailbox) || !mf_imap_lexer_space (lexer) ||
      !mf_imap_lexer_keywords (lexer, names, expected, &command->items))
    return FALSE;

  if (command->items != 0)
    return TRUE;
  lexer->position--;
  return mf_imap_lexer_fail (lexer, expected);
}

/* enable = "ENABLE" 1*(SP capability) (RFC 5161 section 4). There is nothing to
 * enable: what the names are does not matter. */
static gboolean
read_enable (MfImapLexer *lexer, MfImapCommand *command)
{
  guint n = 0;
  MfSpan span;

  do
    if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_atom (lexer, &span))
      return FALSE;
  while (mf_imap_lexer_peek (lexer) == ' ' && ++n < MAX_ENABLED);

  return TRUE;
}

/* id = "ID" SP id_params_list; id_params_list = "(" #(string SPACE nstring) ")" / nil
 * (RFC 2971 section 4) */
static gboolean
read_id (MfImapLexer *lexer, MfImapCommand *command)
{
  MfImapString string;
  guint n = 0;

  if (!mf_imap_lexer_space (lexer))
    return FALSE;
  if (mf_imap_lexer_try_keyword (lexer, "NIL"))
    return TRUE;
  if (!mf_imap_lexer_open (lexer))
    return FALSE;

  while (mf_imap_lexer_peek (lexer) != ')')
    {
      if (n++ >= MAX_ID_PAIRS)
        return mf_imap_lexer_fail (lexer, "at most 30 fields");
      if ((n > 1 && !mf_imap_lexer_space (lexer)) || !mf_imap_lexer_string (lexer, &string) ||
          !mf_imap_lexer_space (lexer) || !mf_imap_lexer_nstring (lexer, &string))
        return FALSE;
    }

  return mf_imap_lexer_close (lexer);
}

static gboolean
read_set (MfImapLexer *lexer, MfImapCommand *command)
{
  return mf_imap_lexer_space (lexer) && mf_imap_set_read (lexer, &command->set);
}

/* copy = "COPY" SP sequence-set SP mailbox; move the same */
static gboolean
read_copy (MfImapLexer *lexer, MfImapCommand *command)
{
  return read_set (lexer, command) && read_mailbox_name (lexer, command, &command->mailbox);
}

static gboolean
read_fetch (MfImapLexer *lexer, MfImapCommand *command)
{
  if (!read_set (lexer, command) || !mf_imap_lexer_space (lexer) ||
      !mf_imap_fetch_read (lexer, &command->fetch))
    return FALSE;

  /* "the UID … MUST be returned, whether … specified or not" (section 6.4.8) */
  if (command->uid)
    mf_imap_fetch_add (command->fetch, MF_IMAP_FETCH_UID);
  return TRUE;
}

/* store = "STORE" SP sequence-set SP ["+" / "-"] "FLAGS" [".SILENT"] SP
 *         (flag-list / (flag *(SP flag))) */
static gboolean
read_store (MfImapLexer *lexer, MfImapCommand *command)
{
  if (!read_set (lexer, command) || !mf_imap_lexer_space (lexer))
    return FALSE;

  if (mf_imap_lexer_try (lexer, '+'))
    command->mode = MF_IMAP_STORE_ADD;
  else if (mf_imap_lexer_try (lexer, '-'))
    command->mode = MF_IMAP_STORE_REMOVE;
  command->silent = mf_imap_lexer_try_keyword (lexer, "FLAGS.SILENT");
  if (!command->silent && !mf_imap_lexer_try_keyword (lexer, "FLAGS"))
    return mf_imap_lexer_fail (lexer, "FLAGS or FLAGS.SILENT");
  if (!mf_imap_lexer_space (lexer))
    return FALSE;

  return mf_imap_lexer_peek (lexer) == '(' ? mf_imap_flag_list_read (lexer, &command->flags)
                                           : mf_imap_flag_list_read_bare (lexer, &command->flags);
}

static gboolean
read_search (MfImapLexer *lexer, MfImapCommand *command)
{
  return mf_imap_lexer_space (lexer) && mf_imap_search_read (lexer, &command->search);
}

/* uid expunge = "UID" SP "EXPUNGE" SP sequence-set (RFC 4315 section 5) */
static gboolean
read_expunge (MfImapLexer *lexer, MfImapCommand *command)
{
  return !command->uid || read_set (lexer, command);
}

/* append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal. This reads
 * what stands before the literal, and its size; the literal itself is not kept. */
static gboolean
read_append (MfImapLexer *lexer, MfImapCommand *command)
{
  guint64 size;

  if (!read_mailbox_name (lexer, command, &command->mailbox) || !mf_imap_lexer_space (lexer))
    return FALSE;
  if (mf_imap_lexer_peek (lexer) == '(' &&
      (!mf_imap_flag_list_read (lexer, &command->flags) || !mf_imap_lexer_space (lexer)))
    return FALSE;
  if (mf_imap_lexer_peek (lexer) == '"')
    {
      if (!mf_imap_date_time_read (lexer, &command->date) || !mf_imap_lexer_space (lexer))
        return FALSE;
      command->has_date = TRUE;
    }

  if (!mf_imap_lexer_try (lexer, '{') || !mf_imap_lexer_number64 (lexer, &size))
    return mf_imap_lexer_fail (lexer, "a literal");
  mf_imap_lexer_try (lexer, '+');
  if (!mf_imap_lexer_try (lexer, '}') || !mf_imap_lexer_try (lexer, '\r') ||
      !mf_imap_lexer_try (lexer, '\n'))
    return mf_imap_lexer_fail (lexer, "a literal");
  return TRUE;
}

static const struct
{
  const char *name;
  ReadArguments read;
  gboolean with_uid;
  const char *rfc;
} verbs[MF_IMAP_N_VERBS] = {
  [MF_IMAP_NONE] = { "", read_nothing, FALSE, "RFC 3501 section 9" },
  [MF_IMAP_APPEND] = { "APPEND", read_append, FALSE, "RFC 3501 section 6.3.11" },
  [MF_IMAP_AUTHENTICATE] = { "AUTHENTICATE", read_authenticate, FALSE, "RFC 3501 section 6.2.2" },
  [MF_IMAP_CAPABILITY] = { "CAPABILITY", read_nothing, FALSE, "RFC 3501 section 6.1.1" },
  [MF_IMAP_CHECK] = { "CHECK", read_nothing, FALSE, "RFC 3501 section 6.4.1" },
  [MF_IMAP_CLOSE] = { "CLOSE", read_nothing, FALSE, "RFC 3501 section 6.4.2" },
  [MF_IMAP_COPY] = { "COPY", read_copy, TRUE, "RFC 3501 section 6.4.7" },
  [MF_IMAP_CREATE] = { "CREATE", read_mailbox, FALSE, "RFC 3501 section 6.3.3" },
  [MF_IMAP_DELETE] = { "DELETE", read_mailbox, FALSE, "RFC 3501 section 6.3.4" },
  [MF_IMAP_ENABLE] = { "ENABLE", read_enable, FALSE, "RFC 5161 section 3.1" },
  [MF_IMAP_EXAMINE] = { "EXAMINE", read_mailbox, FALSE, "RFC 3501 section 6.3.2" },
  [MF_IMAP_EXPUNGE] = { "EXPUNGE", read_expunge, TRUE, "RFC 3501 section 6.4.3" },
  [MF_IMAP_FETCH] = { "FETCH", read_fetch, TRUE, "RFC 3501 section 6.4.5" },
  [MF_IMAP_ID] = { "ID", read_id, FALSE, "RFC 2971 section 3.1" },
  [MF_IMAP_IDLE] = { "IDLE", read_nothing, FALSE, "RFC 2177 section 3" },
  [MF_IMAP_LIST] = { "LIST", read_list, FALSE, "RFC 3501 section 6.3.8" },
  [MF_IMAP_LOGIN] = { "LOGIN", read_login, FALSE, "RFC 3501 section 6.2.3" },
  [MF_IMAP_LOGOUT] = { "LOGOUT", read_nothing, FALSE, "RFC 3501 section 6.1.3" },
  [MF_IMAP_LSUB] = { "LSUB", read_pattern, FALSE, "RFC 3501 section 6.3.9" },
  [MF_IMAP_MOVE] = { "MOVE", read_copy, TRUE, "RFC 6851 section 3.1" },
  [MF_IMAP_NAMESPACE] = { "NAMESPACE", read_nothing, FALSE, "RFC 2342 section 5" },
  [MF_IMAP_NOOP] = { "NOOP", read_nothing, FALSE, "RFC 3501 section 6.1.2" },
  [MF_IMAP_RENAME] = { "RENAME", read_rename, FALSE, "RFC 3501 section 6.3.5" },
  [MF_IMAP_SEARCH] = { "SEARCH", read_search, TRUE, "RFC 3501 section 6.4.4" },
  [MF_IMAP_SELECT] = { "SELECT", read_mailbox, FALSE, "RFC 3501 section 6.3.1" },
  [MF_IMAP_STARTTLS] = { "STARTTLS", read_nothing, FALSE, "RFC 3501 section 6.2.1" },
  [MF_IMAP_STATUS] = { "STATUS", read_status, FALSE, "RFC 3501 section 6.3.10" },
  [MF_IMAP_STORE] = { "STORE", read_store, TRUE, "RFC 3501 section 6.4.6" },
  [MF_IMAP_SUBSCRIBE] = { "SUBSCRIBE", read_mailbox, FALSE, "RFC 3501 section 6.3.6" },
  [MF_IMAP_UNSELECT] = { "UNSELECT", read_nothing, FALSE, "RFC 3691 section 2" },
  [MF_IMAP_UNSUBSCRIBE] = { "UNSUBSCRIBE", read_mailbox, FALSE, "RFC 3501 section 6.3.7" },
};

/**
 * mf_imap_verb_get_name:
 * @verb: a command
 *
 * Returns: (transfer none): its name, in capitals; "" for %MF_IMAP_NONE
 */
const char *
mf_imap_verb_get_name (MfImapVerb verb)
{
  return verbs[verb].name;
}

/**
 * mf_imap_verb_parse:
 * @name: a word, in any case
 * @length: its length
 *
 * Returns: the command of that name, or %MF_IMAP_NONE
 */
MfImapVerb
mf_imap_verb_parse (const char *name, gsize length)
{
  for (guint i = MF_IMAP_NONE + 1; i < MF_IMAP_N_VERBS; i++)
    if (strlen (verbs[i].name) == length && g_ascii_strncasecmp (verbs[i].name, name, length) == 0)
      return (MfImapVerb) i;

  return MF_IMAP_NONE;
}

void
mf_imap_command_clear (MfImapCommand *self)
{
  g_free (self->tag);
  g_free (self->mailbox);
  g_free (self->other);
  g_free (self->username);
  mf_secret_unref (self->password);
  g_free (self->mechanism);
  g_free (self->initial);
  mf_imap_set_free (self->set);
  mf_imap_fetch_free (self->fetch);
  mf_imap_search_free (self->search);
  mf_imap_flag_list_clear (&self->flags);
  *self = (MfImapCommand) { 0 };
}

/* command = tag SP (command-any / …), as far as its name */
static gboolean
read_head (MfImapLexer *lexer, MfImapCommand *command)
{
  gsize start;
  MfSpan span;

  if (!mf_imap_lexer_tag (lexer, &span))
    return FALSE;
  if (span.length > MF_IMAP_TAG_MAX)
    {
      lexer->position = span.start;
      return mf_imap_lexer_fail (lexer, "a shorter tag");
    }

  command->tag = mf_imap_lexer_dup_span (lexer, span);
  if (!mf_imap_lexer_space (lexer))
    return FALSE;

  start = lexer->position;
  if (!mf_imap_lexer_atom (lexer, &span))
    return FALSE;

  command->uid = mf_imap_lexer_span_is (lexer, span, "UID");
  if (command->uid && (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_atom (lexer, &span)))
    return FALSE;

  command->verb = mf_imap_verb_parse (lexer->data + span.start, span.length);
  if (command->verb != MF_IMAP_NONE && (!command->uid || verbs[command->verb].with_uid))
    return TRUE;

  command->verb = MF_IMAP_NONE;
  lexer->position = start;
  return mf_imap_lexer_fail (lexer, "the name of a command");
}

/**
 * mf_imap_command_parse:
 * @text: a command without its last CRLF, literals included, but not the one of APPEND
 * @length: its length in bytes
 * @command: (out caller-allocates): the command; clear it, whatever is returned
 * @error: return location for an %MF_PROTOCOL_ERROR
 *
 * Returns: whether it follows the grammar; if not, tag and verb are set as far as they are known
 */
gboolean
mf_imap_command_parse (const char *text, gsize length, MfImapCommand *command, GError **error)
{
  MfImapLexer lexer;

  *command = (MfImapCommand) { 0 };
  mf_imap_lexer_init (&lexer, text, length);
  if (read_head (&lexer, command) && verbs[command->verb].read (&lexer, command) &&
      mf_imap_lexer_end (&lexer))
    return TRUE;

  g_propagate_error (error, mf_imap_lexer_dup_error (&lexer, verbs[command->verb].rfc));
  return FALSE;
}
