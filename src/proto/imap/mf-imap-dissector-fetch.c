/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector-fields.h"
#include "proto/mf-encoded-words.h"

#include <string.h>

/* The fields of a FETCH response (RFC 3501 section 7.4.2). */

/* As many addresses of one field as are put into words. */
#define ADDRESSES_MAX 32

static void
add (MfUnitBuilder *builder, const char *name, MfSpan span, char *value)
{
  if (span.length > 0)
    mf_unit_builder_add_repeated_field (builder, name, span, value);
  else
    g_free (value);
}

static char *
decode_string (const MfImapCursor *cursor, const MfImapToken *token)
{
  g_autofree char *text = mf_imap_token_dup (cursor, token);

  return mf_encoded_words_decode (text, strlen (text));
}

/* address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"; appended
 * as people write it. */
static void
append_address (GString *text, const MfImapCursor *cursor, const MfImapToken parts[4])
{
  g_autofree char *raw = mf_imap_token_dup (cursor, &parts[0]);
  g_autofree char *decoded = mf_encoded_words_decode (raw, strlen (raw));
  g_autofree char *mailbox = mf_imap_token_dup (cursor, &parts[2]);
  g_autofree char *host = mf_imap_token_dup (cursor, &parts[3]);
  gboolean named = parts[0].kind == MF_IMAP_TOKEN_STRING;

  if (text->len > 0)
    g_string_append (text, ", ");
  if (named)
    g_string_append_printf (text, "%s <", decoded ? decoded : raw);
  g_string_append (text, mailbox);
  if (parts[3].kind == MF_IMAP_TOKEN_STRING)
    g_string_append_printf (text, "@%s", host);
  if (named)
    g_string_append_c (text, '>');
}

/* The addresses of one field of the envelope. */
static char *
read_addresses (const MfImapCursor *cursor, gsize end)
{
  MfImapCursor inner = { cursor->data, cursor->at, end };
  GString *text = g_string_new (NULL);
  MfImapToken parts[4] = { 0 };
  MfImapToken token;
  guint n = 0;
  guint n_addresses = 0;

  while (mf_imap_cursor_next (&inner, &token) && n_addresses < ADDRESSES_MAX)
    if (token.kind == MF_IMAP_TOKEN_OPEN)
      n = 0;
    else if (token.kind == MF_IMAP_TOKEN_CLOSE)
      n = 0;
    else if (n < 4)
      {
        parts[n++] = token;
        if (n == 4)
          {
            append_address (text, &inner, parts);
            n_addresses++;
          }
      }

  if (text->len == 0)
    return g_string_free (text, TRUE);
  return g_string_free_and_steal (text);
}

/* envelope, RFC 3501 section 9; @state->index counts its elements. */
static void
add_envelope_element (MfUnitBuilder *builder,
                      MfImapCursor *cursor,
                      const MfImapToken *token,
                      MfImapUntagged *state)
{
  static const char *const elements[] = {
    "env-date", "env-subject", "env-from", "env-sender",      "env-reply-to",
    "env-to",   "env-cc",      "env-bcc",  "env-in-reply-to", "env-message-id",
  };
  const char *name = elements[MIN (state->index, G_N_ELEMENTS (elements) - 1)];

  if (token->kind == MF_IMAP_TOKEN_OPEN)
    {
      MfImapCursor group = { cursor->data, token->whole.start, cursor->end };
      gsize end = mf_imap_skip_group (&group);

      add (builder, name, MF_SPAN (group.at, end - group.at), read_addresses (&group, end));
      cursor->at = end;
    }
  else if (token->kind == MF_IMAP_TOKEN_WORD)
    add (builder, name, token->whole, NULL);
  else
    mf_imap_add_string (builder, name, cursor, token, decode_string (cursor, token));
  if (token->kind != MF_IMAP_TOKEN_ANNOUNCED && state->index < 16)
    state->index++;
}

static gboolean
is_any (const MfImapCursor *cursor, const MfImapToken *token, const char *const *words)
{
  for (; *words; words++)
    if (token->content.length == strlen (*words) &&
        g_ascii_strncasecmp (cursor->data + token->content.start, *words, token->content.length) ==
            0)
      return TRUE;

  return FALSE;
}

/* Of a body structure the types of its parts are named; what else a string in it
 * is depends on the type, and servers differ. @state->index: 1 behind a "(", 2
 * behind a type, 3 behind a ")". */
static void
add_body_element (MfUnitBuilder *builder,
                  const MfImapCursor *cursor,
                  const MfImapToken *token,
                  MfImapUntagged *state)
{
  static const char *const types[] = { "text",  "multipart",   "message", "image", "audio",
                                       "video", "application", "font",    "model", NULL };
  static const char *const subtypes[] = { "mixed",  "alternative", "related",  "report",
                                          "signed", "digest",      "parallel", NULL };
  guint before = state->index;

  state->index = 0;
  if (token->kind == MF_IMAP_TOKEN_OPEN)
    state->index = 1;
  else if (token->kind == MF_IMAP_TOKEN_CLOSE)
    state->index = 3;
  else if (token->kind != MF_IMAP_TOKEN_STRING)
    return;
  else if (before == 1 && is_any (cursor, token, types))
    {
      add (builder, "media-type", token->content, NULL);
      state->index = 2;
    }
  else if (before == 2 || (before == 3 && is_any (cursor, token, subtypes)))
    add (builder, "media-subtype", token->content, NULL);
}

/* What comes behind an item's name, and whether it is the message or a part. */
static void
begin_item (const MfImapCursor *cursor, const MfImapToken *token, MfImapUntagged *state)
{
  static const struct
  {
    const char *item;
    const char *field;
  } items[] = {
    { "FLAGS", "flag" },
    { "UID", "uid" },
    { "RFC822.SIZE", "octets" },
    { "INTERNALDATE", "date-time" },
    { "ENVELOPE", "envelope" },
    { "BODY", "body-structure" },
    { "BODYSTRUCTURE", "body-structure" },
    { "MODSEQ", "mod-sequence" },
  };
  const char *text = cursor->data + token->whole.start;
  gsize length = token->whole.length;

  state->content = FALSE;
  state->item = "argument";
  state->index = 0;
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (mf_imap_token_is (cursor, token, items[i].item))
      {
        state->item = items[i].field;
        return;
      }

  if (length > 5 && g_ascii_strncasecmp (text, "BODY[", 5) == 0)
    {
      state->content = TRUE;
      state->in_body = text[5] != ']' && memmem (text, length, "HEADER", 6) == NULL &&
                       memmem (text, length, "MIME", 4) == NULL;
      /* <origin octet>: where the partial fetch begins */
      if (memchr (text, '<', length) && memmem (text, length, "<0>", 3) == NULL)
        state->in_body = TRUE;
    }
  else if (length >= 6 && g_ascii_strncasecmp (text, "RFC822", 6) == 0)
    {
      state->content = TRUE;
      state->in_body = length == 11 && g_ascii_strncasecmp (text + 6, ".TEXT", 5) == 0;
    }
}

/* section = "[" [section-spec] "]" ["<" number ">"] */
static void
add_item_name (MfUnitBuilder *builder, const MfImapCursor *cursor, const MfImapToken *token)
{
  const char *text = cursor->data + token->whole.start;
  const char *open = memchr (text, '[', token->whole.length);

  add (builder, "fetch-att", token->whole, NULL);
  if (open)
    add (builder, "section",
         MF_SPAN ((gsize) (open - cursor->data), token->whole.length - (gsize) (open - text)),
         NULL);
}

static void
add_item_value (MfUnitBuilder *builder,
                const MfImapCursor *cursor,
                const MfImapToken *token,
                MfImapUntagged *state)
{
  if (!state->content || token->kind != MF_IMAP_TOKEN_STRING)
    {
      mf_imap_add_string (builder, state->item ? state->item : "argument", cursor, token, NULL);
      return;
    }

  if (token->whole.start != token->content.start)
    {
      MfMessageData data = { .counted = TRUE, .in_body = state->in_body };

      if (cursor->data[token->whole.start] != '"')
        add (builder, "literal", token->whole, NULL);
      mf_message_data_add_fields_at (&data, builder, cursor->data, token->content);
    }
}

/**
 * mf_imap_add_fetch:
 * @builder: of a unit
 * @cursor: behind the word FETCH, or where a literal has cut the response
 * @state: (inout): where the reading stands
 *
 * msg-att = "(" (msg-att-dynamic / msg-att-static) … ")"
 */
void
mf_imap_add_fetch (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapUntagged *state)
{
  MfImapToken token;

  while (mf_imap_cursor_next (cursor, &token))
    {
      gboolean is_envelope = state->item && g_str_equal (state->item, "envelope");
      gboolean is_body = state->item && g_str_equal (state->item, "body-structure");

      if (token.kind == MF_IMAP_TOKEN_OPEN && state->depth == 1 && (is_envelope || is_body))
        {
          MfImapCursor group = { cursor->data, token.whole.start, cursor->end };

          add (builder, state->item, MF_SPAN (group.at, mf_imap_skip_group (&group) - group.at),
               NULL);
        }

      if (state->depth == 2 && is_envelope && token.kind != MF_IMAP_TOKEN_CLOSE)
        {
          add_envelope_element (builder, cursor, &token, state);
          continue;
        }
      if (state->depth >= 1 && is_body)
        add_body_element (builder, cursor, &token, state);

      if (token.kind == MF_IMAP_TOKEN_OPEN)
        state->depth++;
      else if (token.kind == MF_IMAP_TOKEN_CLOSE)
        state->depth -= MIN (state->depth, 1);
      else if (state->depth == 1 && state->item == NULL)
        {
          add_item_name (builder, cursor, &token);
          begin_item (cursor, &token, state);
          continue;
        }
      else if (!is_body)
        add_item_value (builder, cursor, &token, state);

      /* Its value has ended. */
      if (state->depth <= 1 && token.kind != MF_IMAP_TOKEN_ANNOUNCED &&
          !(token.kind == MF_IMAP_TOKEN_OPEN && state->depth == 1))
        state->item = NULL;
    }
}
