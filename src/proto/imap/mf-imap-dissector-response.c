/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector-fields.h"

#include <string.h>

/* The fields of responses, but for those of FETCH. */

static const char *const names[MF_IMAP_N_UNTAGGED] = {
  [MF_IMAP_UNTAGGED_NONE] = "unknown",
  [MF_IMAP_UNTAGGED_OK] = "OK",
  [MF_IMAP_UNTAGGED_NO] = "NO",
  [MF_IMAP_UNTAGGED_BAD] = "BAD",
  [MF_IMAP_UNTAGGED_PREAUTH] = "PREAUTH",
  [MF_IMAP_UNTAGGED_BYE] = "BYE",
  [MF_IMAP_UNTAGGED_CAPABILITY] = "CAPABILITY",
  [MF_IMAP_UNTAGGED_ENABLED] = "ENABLED",
  [MF_IMAP_UNTAGGED_LIST] = "LIST",
  [MF_IMAP_UNTAGGED_LSUB] = "LSUB",
  [MF_IMAP_UNTAGGED_STATUS] = "STATUS",
  [MF_IMAP_UNTAGGED_SEARCH] = "SEARCH",
  [MF_IMAP_UNTAGGED_ESEARCH] = "ESEARCH",
  [MF_IMAP_UNTAGGED_FLAGS] = "FLAGS",
  [MF_IMAP_UNTAGGED_EXISTS] = "EXISTS",
  [MF_IMAP_UNTAGGED_RECENT] = "RECENT",
  [MF_IMAP_UNTAGGED_EXPUNGE] = "EXPUNGE",
  [MF_IMAP_UNTAGGED_FETCH] = "FETCH",
  [MF_IMAP_UNTAGGED_NAMESPACE] = "NAMESPACE",
  [MF_IMAP_UNTAGGED_ID] = "ID",
};

const char *
mf_imap_untagged_get_name (MfImapUntaggedKind kind)
{
  g_return_val_if_fail ((guint) kind < MF_IMAP_N_UNTAGGED, "unknown");

  return names[kind];
}

/**
 * mf_imap_untagged_is_status:
 * @kind: a response
 *
 * Returns: whether it is one of the status responses, which end in words for
 *   people and hold no literal (RFC 3501 section 7.1)
 */
gboolean
mf_imap_untagged_is_status (MfImapUntaggedKind kind)
{
  return kind >= MF_IMAP_UNTAGGED_OK && kind <= MF_IMAP_UNTAGGED_BYE;
}

static void
add (MfUnitBuilder *builder, const char *name, const MfImapToken *token)
{
  if (token->content.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, token->content, NULL);
}

static gboolean
is_number (const MfImapCursor *cursor, const MfImapToken *token)
{
  for (gsize i = 0; i < token->whole.length; i++)
    if (!g_ascii_isdigit (cursor->data[token->whole.start + i]))
      return FALSE;

  return token->kind == MF_IMAP_TOKEN_WORD;
}

static MfImapUntaggedKind
find_name (const MfImapCursor *cursor, const MfImapToken *token)
{
  for (guint i = MF_IMAP_UNTAGGED_OK; i < MF_IMAP_N_UNTAGGED; i++)
    if (mf_imap_token_is (cursor, token, names[i]))
      return (MfImapUntaggedKind) i;

  return MF_IMAP_UNTAGGED_NONE;
}

/**
 * mf_imap_untagged_find:
 * @data: (array length=length): what stands behind a tag or a "*"
 * @length: in bytes
 *
 * Returns: which response it is
 */
MfImapUntaggedKind
mf_imap_untagged_find (const char *data, gsize length)
{
  MfImapCursor cursor = { data, 0, length };
  MfImapToken token;

  if (!mf_imap_cursor_next (&cursor, &token))
    return MF_IMAP_UNTAGGED_NONE;
  if (is_number (&cursor, &token) && !mf_imap_cursor_next (&cursor, &token))
    return MF_IMAP_UNTAGGED_NONE;
  return find_name (&cursor, &token);
}

/* What stands behind the name of a response code (RFC 3501 section 7.1, RFC
 * 4315 section 3). */
static void
add_code_arguments (MfUnitBuilder *builder, MfImapCursor *cursor, const MfImapToken *code)
{
  static const struct
  {
    const char *code;
    const char *arguments[3]; /* the last may come any number of times */
  } codes[] = {
    { "CAPABILITY", { "capability" } },
    { "PERMANENTFLAGS", { "flag" } },
    { "UIDVALIDITY", { "uid-validity" } },
    { "UIDNEXT", { "uid" } },
    { "UNSEEN", { "message-number" } },
    { "APPENDUID", { "uid-validity", "uid" } },
    { "COPYUID", { "uid-validity", "uid-set", "uid-set" } },
  };
  MfImapToken token;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      guint n = 0;

      if (!mf_imap_token_is (cursor, code, codes[i].code))
        continue;
      while (mf_imap_cursor_next (cursor, &token))
        if (token.kind == MF_IMAP_TOKEN_WORD || token.kind == MF_IMAP_TOKEN_STRING)
          {
            add (builder, codes[i].arguments[n], &token);
            if (n < 2 && codes[i].arguments[n + 1])
              n++;
          }
      return;
    }
}

/**
 * mf_imap_add_status:
 * @builder: of a unit
 * @cursor: in front of OK, NO, BAD, PREAUTH or BYE
 *
 * resp-text = ["[" resp-text-code "]" SP] text (RFC 3501 section 9).
 */
void
mf_imap_add_status (MfUnitBuilder *builder, MfImapCursor *cursor)
{
  MfImapToken token;
  gsize at, end = cursor->end;
  const char *bracket;

  if (!mf_imap_cursor_next (cursor, &token))
    return;
  add (builder, "status", &token);

  while (end > cursor->at && (cursor->data[end - 1] == '\n' || cursor->data[end - 1] == '\r'))
    end--;
  at = cursor->at + (cursor->at < end ? 1 : 0);
  bracket = at < end && cursor->data[at] == '[' ? memchr (cursor->data + at, ']', end - at) : NULL;
  if (bracket)
    {
      MfImapCursor code = { cursor->data, at + 1, (gsize) (bracket - cursor->data) };
      MfSpan span = MF_SPAN (code.at, code.end - code.at);

      if (span.length > 0)
        mf_unit_builder_add_repeated_field (builder, "response-code", span, NULL);
      if (mf_imap_cursor_next (&code, &token))
        add_code_arguments (builder, &code, &token);
      at = (gsize) (bracket - cursor->data) + 1;
      if (at < end && cursor->data[at] == ' ')
        at++;
    }
  if (at < end)
    mf_unit_builder_add_repeated_field (builder, "text", MF_SPAN (at, end - at), NULL);
  cursor->at = cursor->end;
}

/* The flags of a mailbox, the delimiter, its name, and what extensions add
 * (RFC 3501 section 7.2.2, RFC 5258 section 6). */
static void
add_list (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapToken *token, MfImapUntagged *state)
{
  if (state->depth > 0)
    add (builder, state->index == 0 ? "mailbox-flag" : "option", token);
  else if (state->index == 0)
    {
      mf_imap_add_string (builder, "hierarchy-delimiter", cursor, token, NULL);
      state->index = 1;
    }
  else if (state->index == 1)
    {
      mf_imap_add_mailbox (builder, "mailbox", cursor, token);
      state->index = token->kind == MF_IMAP_TOKEN_ANNOUNCED ? 1 : 2;
    }
  else
    add (builder, "option", token);
}

/* STATUS mailbox (MESSAGES 231 UIDNEXT 44292) */
static void
add_mailbox_status (MfUnitBuilder *builder,
                    MfImapCursor *cursor,
                    MfImapToken *token,
                    MfImapUntagged *state)
{
  if (state->depth == 0)
    mf_imap_add_mailbox (builder, "mailbox", cursor, token);
  else
    add (builder, is_number (cursor, token) ? "status-value" : "status-att", token);
}

/* ESEARCH (TAG "A282") UID MIN 2 COUNT 3 ALL 2,10:11 (RFC 4731 section 3) */
static void
add_esearch (MfUnitBuilder *builder,
             MfImapCursor *cursor,
             MfImapToken *token,
             MfImapUntagged *state)
{
  gboolean word = g_ascii_isalpha (cursor->data[token->whole.start]);

  if (state->depth > 0)
    add (builder, token->kind == MF_IMAP_TOKEN_STRING ? "tag" : "search-return", token);
  else
    add (builder, word ? "search-return" : "sequence-set", token);
}

static void
add_element (MfUnitBuilder *builder,
             MfImapCursor *cursor,
             MfImapToken *token,
             MfImapUntagged *state)
{
  switch (state->kind)
    {
    case MF_IMAP_UNTAGGED_CAPABILITY:
    case MF_IMAP_UNTAGGED_ENABLED:
      add (builder, "capability", token);
      break;
    case MF_IMAP_UNTAGGED_LIST:
    case MF_IMAP_UNTAGGED_LSUB:
      add_list (builder, cursor, token, state);
      break;
    case MF_IMAP_UNTAGGED_STATUS:
      add_mailbox_status (builder, cursor, token, state);
      break;
    case MF_IMAP_UNTAGGED_SEARCH:
      add (builder, state->uids ? "uid" : "message-number", token);
      break;
    case MF_IMAP_UNTAGGED_ESEARCH:
      add_esearch (builder, cursor, token, state);
      break;
    case MF_IMAP_UNTAGGED_FLAGS:
      add (builder, "flag", token);
      break;
    case MF_IMAP_UNTAGGED_NAMESPACE:
      mf_imap_add_string (builder, "namespace", cursor, token, NULL);
      break;
    case MF_IMAP_UNTAGGED_ID:
      mf_imap_add_string (builder, "id-param", cursor, token, NULL);
      break;
    default:
      mf_imap_add_string (builder, "argument", cursor, token, NULL);
      break;
    }
}

/* The number that goes before EXISTS, RECENT, EXPUNGE and FETCH, and the name. */
static void
add_beginning (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapUntagged *state)
{
  MfImapToken number = { 0 };
  MfImapToken token;

  if (!mf_imap_cursor_next (cursor, &token))
    return;
  if (is_number (cursor, &token))
    {
      number = token;
      if (!mf_imap_cursor_next (cursor, &token))
        return;
    }

  state->kind = find_name (cursor, &token);
  if (state->kind == MF_IMAP_UNTAGGED_EXISTS || state->kind == MF_IMAP_UNTAGGED_RECENT)
    add (builder, "message-count", &number);
  else
    add (builder, "message-number", &number);
  add (builder, "response-name", &token);
}

/**
 * mf_imap_add_untagged:
 * @builder: of a unit
 * @cursor: behind the "*", or where a literal has cut the response
 * @state: (inout): all zero at the beginning, but for @uids
 *
 * Names what an untagged response that is no status response tells (RFC 3501
 * sections 7.2 to 7.4).
 */
void
mf_imap_add_untagged (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapUntagged *state)
{
  MfImapToken token;

  if (state->kind == MF_IMAP_UNTAGGED_NONE)
    add_beginning (builder, cursor, state);
  if (state->kind == MF_IMAP_UNTAGGED_FETCH)
    {
      mf_imap_add_fetch (builder, cursor, state);
      return;
    }

  while (mf_imap_cursor_next (cursor, &token))
    if (token.kind == MF_IMAP_TOKEN_OPEN)
      state->depth++;
    else if (token.kind == MF_IMAP_TOKEN_CLOSE)
      state->depth -= MIN (state->depth, 1);
    else
      add_element (builder, cursor, &token, state);
}

/**
 * mf_imap_untagged_end_literal:
 * @state: where the reading of a response stands: at a literal that has passed
 */
void
mf_imap_untagged_end_literal (MfImapUntagged *state)
{
  if (state->kind == MF_IMAP_UNTAGGED_FETCH && state->depth <= 1)
    state->item = NULL;
  else if (state->index < 16)
    state->index++;
}
