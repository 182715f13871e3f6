/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfImapTokenKind:
 * @MF_IMAP_TOKEN_END: there is nothing more
 * @MF_IMAP_TOKEN_OPEN: "("
 * @MF_IMAP_TOKEN_CLOSE: ")"
 * @MF_IMAP_TOKEN_WORD: an atom, a number, a flag, a sequence set, NIL
 * @MF_IMAP_TOKEN_STRING: a quoted string, or a literal that is there
 * @MF_IMAP_TOKEN_ANNOUNCED: {N} at the end: the literal comes behind
 */
typedef enum
{
  MF_IMAP_TOKEN_END,
  MF_IMAP_TOKEN_OPEN,
  MF_IMAP_TOKEN_CLOSE,
  MF_IMAP_TOKEN_WORD,
  MF_IMAP_TOKEN_STRING,
  MF_IMAP_TOKEN_ANNOUNCED,
} MfImapTokenKind;

/**
 * MfImapToken:
 * @kind: what it is
 * @whole: where it stands
 * @content: without quotes, or the octets of the literal; @whole for anything else
 * @quoted: there may be backslashes in @content
 */
typedef struct
{
  MfImapTokenKind kind;
  MfSpan whole;
  MfSpan content;
  gboolean quoted;
} MfImapToken;

/**
 * MfImapCursor:
 * @data: bytes
 * @at: where the next token begins
 * @end: where what is read ends
 *
 * Reads the tokens of a command or a response that someone else wrote, and of
 * any other bytes: where MfImapLexer says what is wrong, this goes on.
 */
typedef struct
{
  const char *data;
  gsize at;
  gsize end;
} MfImapCursor;

gboolean mf_imap_cursor_next (MfImapCursor *self, MfImapToken *token);
gboolean mf_imap_cursor_peek (const MfImapCursor *self, MfImapToken *token);
gboolean mf_imap_token_is (const MfImapCursor *self, const MfImapToken *token, const char *word);
char *mf_imap_token_dup (const MfImapCursor *self, const MfImapToken *token);
gsize mf_imap_skip_group (const MfImapCursor *self);

gsize mf_imap_find_announcement (const char *line, gsize length, guint64 *size, gboolean *waits);

G_END_DECLS
