/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector-fields.h"
#include "proto/imap/mf-imap-name.h"

#include <string.h>

/* The fields of commands. */

typedef enum
{
  ARGUMENT_ANY,
  ARGUMENT_USERNAME,
  ARGUMENT_PASSWORD,
  ARGUMENT_MECHANISM,
  ARGUMENT_INITIAL_RESPONSE,
  ARGUMENT_MAILBOX,
  ARGUMENT_LIST_MAILBOX,
  ARGUMENT_OPTION,
  ARGUMENT_STATUS,
  ARGUMENT_SEQUENCE_SET,
  ARGUMENT_FETCH,
  ARGUMENT_STORE,
  ARGUMENT_SEARCH,
  ARGUMENT_APPEND,
  ARGUMENT_CAPABILITY,
  ARGUMENT_ID,
} Argument;

#define N_ARGUMENTS 3

/* The last argument may come any number of times. */
static const struct
{
  const char *name;
  guint8 n_arguments;
  Argument arguments[N_ARGUMENTS];
} commands[] = {
  { "unknown", 1, { ARGUMENT_ANY } },
  { "CAPABILITY", 1, { ARGUMENT_ANY } },
  { "NOOP", 1, { ARGUMENT_ANY } },
  { "LOGOUT", 1, { ARGUMENT_ANY } },
  { "STARTTLS", 1, { ARGUMENT_ANY } },
  { "AUTHENTICATE", 2, { ARGUMENT_MECHANISM, ARGUMENT_INITIAL_RESPONSE } },
  { "LOGIN", 3, { ARGUMENT_USERNAME, ARGUMENT_PASSWORD, ARGUMENT_ANY } },
  { "SELECT", 2, { ARGUMENT_MAILBOX, ARGUMENT_OPTION } },
  { "EXAMINE", 2, { ARGUMENT_MAILBOX, ARGUMENT_OPTION } },
  { "CREATE", 2, { ARGUMENT_MAILBOX, ARGUMENT_OPTION } },
  { "DELETE", 1, { ARGUMENT_MAILBOX } },
  { "RENAME", 1, { ARGUMENT_MAILBOX } },
  { "SUBSCRIBE", 1, { ARGUMENT_MAILBOX } },
  { "UNSUBSCRIBE", 1, { ARGUMENT_MAILBOX } },
  { "LIST", 3, { ARGUMENT_MAILBOX, ARGUMENT_LIST_MAILBOX, ARGUMENT_OPTION } },
  { "LSUB", 2, { ARGUMENT_MAILBOX, ARGUMENT_LIST_MAILBOX } },
  { "STATUS", 2, { ARGUMENT_MAILBOX, ARGUMENT_STATUS } },
  { "APPEND", 2, { ARGUMENT_MAILBOX, ARGUMENT_APPEND } },
  { "CHECK", 1, { ARGUMENT_ANY } },
  { "CLOSE", 1, { ARGUMENT_ANY } },
  { "UNSELECT", 1, { ARGUMENT_ANY } },
  { "EXPUNGE", 1, { ARGUMENT_ANY } },
  { "SEARCH", 1, { ARGUMENT_SEARCH } },
  { "FETCH", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_FETCH } },
  { "STORE", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_STORE } },
  { "COPY", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_MAILBOX } },
  { "MOVE", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_MAILBOX } },
  { "UID-SEARCH", 1, { ARGUMENT_SEARCH } },
  { "UID-FETCH", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_FETCH } },
  { "UID-STORE", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_STORE } },
  { "UID-COPY", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_MAILBOX } },
  { "UID-MOVE", 2, { ARGUMENT_SEQUENCE_SET, ARGUMENT_MAILBOX } },
  { "UID-EXPUNGE", 1, { ARGUMENT_SEQUENCE_SET } },
  { "IDLE", 1, { ARGUMENT_ANY } },
  { "NAMESPACE", 1, { ARGUMENT_ANY } },
  { "ID", 1, { ARGUMENT_ID } },
  { "ENABLE", 1, { ARGUMENT_CAPABILITY } },
  { "COMPRESS", 1, { ARGUMENT_ANY } },
};

static const char *const argument_names[] = {
  [ARGUMENT_ANY] = "argument",
  [ARGUMENT_USERNAME] = "username",
  [ARGUMENT_PASSWORD] = "password",
  [ARGUMENT_MECHANISM] = "mechanism",
  [ARGUMENT_INITIAL_RESPONSE] = "initial-response",
  [ARGUMENT_MAILBOX] = "mailbox",
  [ARGUMENT_LIST_MAILBOX] = "list-mailbox",
  [ARGUMENT_OPTION] = "option",
  [ARGUMENT_STATUS] = "status-att",
  [ARGUMENT_SEQUENCE_SET] = "sequence-set",
  [ARGUMENT_FETCH] = "fetch-att",
  [ARGUMENT_STORE] = "flag",
  [ARGUMENT_SEARCH] = "search-value",
  [ARGUMENT_APPEND] = "flag",
  [ARGUMENT_CAPABILITY] = "capability",
  [ARGUMENT_ID] = "id-param",
};

/* search-key, RFC 3501 section 9. */
static const char *const search_keys[] = {
  "ALL",       "ANSWERED",  "BCC",    "BEFORE",  "BODY",       "CC",         "DELETED",   "DRAFT",
  "FLAGGED",   "FROM",      "HEADER", "KEYWORD", "LARGER",     "NEW",        "NOT",       "OLD",
  "ON",        "OR",        "RECENT", "SEEN",    "SENTBEFORE", "SENTON",     "SENTSINCE", "SINCE",
  "SMALLER",   "SUBJECT",   "TEXT",   "TO",      "UID",        "UNANSWERED", "UNDELETED", "UNDRAFT",
  "UNFLAGGED", "UNKEYWORD", "UNSEEN", "CHARSET", "RETURN",     "MIN",        "MAX",       "COUNT",
};

/**
 * mf_imap_command_find:
 * @name: a name in capital letters; the second word of UID behind a hyphen
 *
 * Returns: its index, or 0
 */
MfImapCommandIndex
mf_imap_command_find (const char *name)
{
  for (guint i = 1; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return i;

  return 0;
}

/**
 * mf_imap_command_get_name:
 * @command: an index
 *
 * Returns: (transfer none) (nullable): the command's name, "unknown" for 0; %NULL behind the
 *   last one
 */
const char *
mf_imap_command_get_name (MfImapCommandIndex command)
{
  return command < G_N_ELEMENTS (commands) ? commands[command].name : NULL;
}

static void
add (MfUnitBuilder *builder, const char *name, MfSpan span, char *value)
{
  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, value);
  else
    g_free (value);
}

/**
 * mf_imap_add_string:
 * @builder: of a unit
 * @name: a static string
 * @cursor: what read it
 * @token: an atom or a string
 * @value: (transfer full) (nullable): its meaning; %NULL if that is the text itself
 *
 * Adds the field, and the literal around it if it is one.
 */
void
mf_imap_add_string (MfUnitBuilder *builder,
                    const char *name,
                    const MfImapCursor *cursor,
                    const MfImapToken *token,
                    char *value)
{
  char first = token->whole.length > 0 ? cursor->data[token->whole.start] : '\0';

  if (token->kind == MF_IMAP_TOKEN_ANNOUNCED)
    {
      add (builder, "literal", token->whole, NULL);
      g_free (value);
      return;
    }

  if (token->kind == MF_IMAP_TOKEN_STRING && first != '"')
    add (builder, "literal", token->whole, NULL);
  if (value == NULL && token->quoted &&
      memchr (cursor->data + token->content.start, '\\', token->content.length))
    value = mf_imap_token_dup (cursor, token);
  /* "" is something that is said, too. */
  add (builder, name, token->content.length > 0 ? token->content : token->whole, value);
}

/**
 * mf_imap_add_mailbox:
 * @builder: of a unit
 * @name: a static string
 * @cursor: what read it
 * @token: a mailbox name
 *
 * Adds a mailbox's name, decoded (RFC 3501 section 5.1.3).
 */
void
mf_imap_add_mailbox (MfUnitBuilder *builder,
                     const char *name,
                     const MfImapCursor *cursor,
                     const MfImapToken *token)
{
  g_autofree char *text = mf_imap_token_dup (cursor, token);
  char *decoded = strchr (text, '&') ? mf_imap_utf7_decode (text, strlen (text)) : NULL;

  mf_imap_add_string (builder, name, cursor, token, decoded);
}

/* [authzid] NUL authcid NUL passwd (RFC 4616 section 2). */
static void
add_plain (MfUnitBuilder *builder, MfSpan span, const char *decoded, gsize length)
{
  const char *end = decoded + length;
  const char *first = memchr (decoded, '\0', length);
  const char *second = first ? memchr (first + 1, '\0', (gsize) (end - first - 1)) : NULL;

  if (second == NULL)
    return;
  add (builder, "username", span, g_utf8_make_valid (first + 1, second - first - 1));
  add (builder, "password", span, g_utf8_make_valid (second + 1, end - second - 1));
}

static char *
decode_base64 (const char *data, MfSpan span, gsize *length)
{
  g_autofree char *text = g_strndup (data + span.start, span.length);

  *length = 0;
  return *text ? (char *) g_base64_decode (text, length) : NULL;
}

static char *
make_readable (const char *decoded, gsize length)
{
  GString *text = g_string_sized_new (length);
  char *valid;

  for (gsize i = 0; i < length; i++)
    if (decoded[i] == '\0')
      g_string_append (text, "␀");
    else
      g_string_append_c (text, decoded[i]);
  valid = g_utf8_make_valid (text->str, (gssize) text->len);
  g_string_free (text, TRUE);
  return valid;
}

/**
 * mf_imap_add_sasl_response:
 * @builder: of a unit
 * @name: "response" or "initial-response"
 * @data: its bytes
 * @span: where the base64 stands
 * @secret: (inout): what it holds, and then what the next one does
 *
 * Adds what the client says in an authentication, with the name and password
 * that anyone can read in it.
 */
void
mf_imap_add_sasl_response (MfUnitBuilder *builder,
                           const char *name,
                           const char *data,
                           MfSpan span,
                           MfImapSaslSecret *secret)
{
  gsize length;
  g_autofree char *decoded = decode_base64 (data, span, &length);

  add (builder, name, span, length > 0 ? make_readable (decoded, length) : NULL);
  if (length == 0)
    return;

  switch (*secret)
    {
    case MF_IMAP_SECRET_PLAIN:
      add_plain (builder, span, decoded, length);
      break;
    case MF_IMAP_SECRET_USERNAME:
      add (builder, "username", span, make_readable (decoded, length));
      *secret = MF_IMAP_SECRET_PASSWORD;
      break;
    case MF_IMAP_SECRET_PASSWORD:
      add (builder, "password", span, make_readable (decoded, length));
      break;
    case MF_IMAP_SECRET_NONE:
    default:
      break;
    }
}

void
mf_imap_add_challenge (MfUnitBuilder *builder, const char *data, MfSpan span)
{
  gsize length;
  g_autofree char *decoded = decode_base64 (data, span, &length);

  add (builder, "challenge", span, length > 0 ? make_readable (decoded, length) : NULL);
}

/**
 * mf_imap_read_command:
 * @cursor: at the beginning of a command; moves behind its name
 * @tag: (out): its tag
 * @name: (out): its name, both words of UID FETCH
 * @builder: (nullable): of the unit: tag and name become fields of it
 *
 * Returns: which command it is
 */
MfImapCommandIndex
mf_imap_read_command (MfImapCursor *cursor, MfSpan *tag, MfSpan *name, MfUnitBuilder *builder)
{
  MfImapToken token;
  g_autofree char *text = NULL;

  *tag = *name = MF_SPAN (0, 0);
  if (!mf_imap_cursor_next (cursor, &token) || token.kind != MF_IMAP_TOKEN_WORD)
    return 0;
  *tag = token.whole;
  if (!mf_imap_cursor_next (cursor, &token) || token.kind != MF_IMAP_TOKEN_WORD)
    return 0;
  *name = token.whole;

  if (mf_imap_token_is (cursor, &token, "UID"))
    {
      MfImapCursor ahead = *cursor;

      if (mf_imap_cursor_next (&ahead, &token) && token.kind == MF_IMAP_TOKEN_WORD)
        {
          name->length = token.whole.start + token.whole.length - name->start;
          *cursor = ahead;
        }
    }

  if (builder)
    {
      add (builder, "tag", *tag, NULL);
      add (builder, "command", *name, NULL);
    }
  text = g_ascii_strup (cursor->data + name->start, (gssize) MIN (name->length, 32));
  return mf_imap_command_find (g_strdelimit (text, " ", '-'));
}

static void
add_mechanism (MfUnitBuilder *builder,
               const MfImapCursor *cursor,
               const MfImapToken *token,
               MfImapSaslSecret *secret)
{
  *secret = mf_imap_token_is (cursor, token, "PLAIN")   ? MF_IMAP_SECRET_PLAIN
            : mf_imap_token_is (cursor, token, "LOGIN") ? MF_IMAP_SECRET_USERNAME
                                                        : MF_IMAP_SECRET_NONE;
  mf_imap_add_string (builder, "mechanism", cursor, token, NULL);
}

static gboolean
is_sequence_set (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && text[i] != ':' && text[i] != ',' && text[i] != '*')
      return FALSE;

  return TRUE;
}

static void
add_search_word (MfUnitBuilder *builder, const MfImapCursor *cursor, const MfImapToken *token)
{
  const char *text = cursor->data + token->whole.start;
  const char *name = "search-value";

  for (guint i = 0; i < G_N_ELEMENTS (search_keys); i++)
    if (mf_imap_token_is (cursor, token, search_keys[i]))
      name = "search-key";
  if (is_sequence_set (text, token->whole.length))
    name = "sequence-set";
  mf_imap_add_string (builder, name, cursor, token, NULL);
}

/* store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) … */
static gboolean
is_store_att (const MfImapCursor *cursor, const MfImapToken *token)
{
  static const char *const names[] = { "FLAGS",        "+FLAGS",        "-FLAGS",
                                       "FLAGS.SILENT", "+FLAGS.SILENT", "-FLAGS.SILENT" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (mf_imap_token_is (cursor, token, names[i]))
      return TRUE;

  return FALSE;
}

static Argument
get_argument (const MfImapArguments *state)
{
  guint last = commands[state->command].n_arguments - 1u;

  return commands[state->command].arguments[MIN (state->index, last)];
}

static void
add_argument (MfUnitBuilder *builder,
              const MfImapCursor *cursor,
              const MfImapToken *token,
              const MfImapArguments *state,
              MfImapSaslSecret *secret)
{
  Argument argument = get_argument (state);
  const char *name = argument_names[argument];

  /* LIST (SUBSCRIBED) "" "*" (RFC 5258 section 3) */
  if (state->depth > 0 && argument == ARGUMENT_MAILBOX)
    name = "option";

  switch (argument)
    {
    case ARGUMENT_MECHANISM:
      add_mechanism (builder, cursor, token, secret);
      return;
    case ARGUMENT_INITIAL_RESPONSE:
      mf_imap_add_sasl_response (builder, name, cursor->data, token->content, secret);
      return;
    case ARGUMENT_MAILBOX:
    case ARGUMENT_LIST_MAILBOX:
      mf_imap_add_mailbox (builder, name, cursor, token);
      return;
    case ARGUMENT_SEARCH:
      add_search_word (builder, cursor, token);
      return;
    case ARGUMENT_STORE:
      if (state->depth == 0 && is_store_att (cursor, token))
        name = "store-att";
      break;
    case ARGUMENT_APPEND:
      if (token->kind == MF_IMAP_TOKEN_STRING && cursor->data[token->whole.start] != '"')
        {
          MfMessageData message = { .counted = TRUE };

          add (builder, "literal", token->whole, NULL);
          mf_message_data_add_fields_at (&message, builder, cursor->data, token->content);
          return;
        }
      if (token->kind == MF_IMAP_TOKEN_STRING && state->depth == 0)
        name = "date-time";
      break;
    default:
      break;
    }
  mf_imap_add_string (builder, name, cursor, token, NULL);
}

/**
 * mf_imap_add_arguments:
 * @builder: of a unit
 * @cursor: in front of the arguments that are in it
 * @state: (inout): which argument is next
 * @secret: (inout): what an AUTHENTICATE will hold
 */
void
mf_imap_add_arguments (MfUnitBuilder *builder,
                       MfImapCursor *cursor,
                       MfImapArguments *state,
                       MfImapSaslSecret *secret)
{
  MfImapToken token;

  while (mf_imap_cursor_next (cursor, &token))
    if (token.kind == MF_IMAP_TOKEN_OPEN)
      state->depth++;
    else if (token.kind == MF_IMAP_TOKEN_CLOSE)
      {
        state->depth -= MIN (state->depth, 1);
        /* mbox-or-pat = list-mailbox / patterns (RFC 5258 section 6) */
        if (state->depth == 0 && get_argument (state) == ARGUMENT_LIST_MAILBOX)
          state->index++;
      }
    else
      {
        add_argument (builder, cursor, &token, state, secret);
        if (state->depth == 0 && token.kind != MF_IMAP_TOKEN_ANNOUNCED && state->index < 8)
          state->index++;
      }
}

/**
 * mf_imap_add_argument_literal:
 * @builder: of a unit
 * @data: its bytes
 * @literal: where an argument stands in them, or a piece of it
 * @state: which one it is
 */
void
mf_imap_add_argument_literal (MfUnitBuilder *builder,
                              const char *data,
                              MfSpan literal,
                              const MfImapArguments *state)
{
  MfImapCursor cursor = { data, literal.start, literal.start + literal.length };
  MfImapToken token = { MF_IMAP_TOKEN_WORD, literal, literal, FALSE };
  MfImapSaslSecret secret = MF_IMAP_SECRET_NONE;

  add_argument (builder, &cursor, &token, state, &secret);
}
