/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/* How deep parentheses may be nested: of SEARCH keys, of a body structure that
 * a server reports. No letter that people send comes near. */
#define MF_IMAP_MAX_DEPTH 32

/**
 * MfImapLexer:
 * @data: what is read, borrowed: a whole command or response without its last CRLF, literals
 *   included where they stand
 * @length: in bytes
 * @position: where the next token begins
 * @depth: how many parentheses are open
 * @error: (nullable): what was expected where reading failed; static. The first failure stays.
 * @error_at: where that was
 *
 * A reader of the tokens of RFC 3501 section 9. Lives on the stack. Every
 * mf_imap_lexer function that returns %FALSE has set @error and @error_at, unless it says
 * otherwise.
 */
typedef struct
{
  const char *data;
  gsize length;
  gsize position;
  guint depth;
  const char *error;
  gsize error_at;
} MfImapLexer;

/**
 * MfImapStringForm:
 * @MF_IMAP_STRING_NIL: the atom NIL where a string may stand
 * @MF_IMAP_STRING_ATOM: an atom
 * @MF_IMAP_STRING_QUOTED: in double quotes
 * @MF_IMAP_STRING_LITERAL: a literal
 */
typedef enum
{
  MF_IMAP_STRING_NIL,
  MF_IMAP_STRING_ATOM,
  MF_IMAP_STRING_QUOTED,
  MF_IMAP_STRING_LITERAL,
} MfImapStringForm;

/**
 * MfImapString:
 * @form: how it is written
 * @whole: where it stands, with quotes, or with {N} and its CRLF
 * @content: what is between the quotes, still with its backslashes; the octets of a literal
 */
typedef struct
{
  MfImapStringForm form;
  MfSpan whole;
  MfSpan content;
} MfImapString;

gboolean mf_imap_is_atom_char (char c);

void mf_imap_lexer_init (MfImapLexer *self, const char *data, gsize length);
gboolean mf_imap_lexer_fail (MfImapLexer *self, const char *expected);
GError *mf_imap_lexer_dup_error (const MfImapLexer *self, const char *rfc);

gboolean mf_imap_lexer_is_at_end (const MfImapLexer *self);
gboolean mf_imap_lexer_end (MfImapLexer *self);
char mf_imap_lexer_peek (const MfImapLexer *self);
gboolean mf_imap_lexer_try (MfImapLexer *self, char c);
gboolean mf_imap_lexer_expect (MfImapLexer *self, char c);
gboolean mf_imap_lexer_space (MfImapLexer *self);
gboolean mf_imap_lexer_open (MfImapLexer *self);
gboolean mf_imap_lexer_close (MfImapLexer *self);
gboolean mf_imap_lexer_keywords (MfImapLexer *self,
                                 const char *const *keywords,
                                 const char *expected,
                                 guint *mask);

gboolean mf_imap_lexer_atom (MfImapLexer *self, MfSpan *span);
gboolean mf_imap_lexer_word (MfImapLexer *self, MfSpan *span);
gboolean mf_imap_lexer_tag (MfImapLexer *self, MfSpan *span);
gboolean mf_imap_lexer_try_keyword (MfImapLexer *self, const char *keyword);
gboolean mf_imap_lexer_number (MfImapLexer *self, guint32 *value);
gboolean mf_imap_lexer_nz_number (MfImapLexer *self, guint32 *value);
gboolean mf_imap_lexer_number64 (MfImapLexer *self, guint64 *value);
gboolean mf_imap_lexer_string (MfImapLexer *self, MfImapString *string);
gboolean mf_imap_lexer_nstring (MfImapLexer *self, MfImapString *string);
gboolean mf_imap_lexer_astring (MfImapLexer *self, MfImapString *string);
gboolean mf_imap_lexer_list_mailbox (MfImapLexer *self, MfImapString *string);

gboolean mf_imap_lexer_span_is (const MfImapLexer *self, MfSpan span, const char *word);
char *mf_imap_lexer_dup_span (const MfImapLexer *self, MfSpan span);
char *mf_imap_lexer_dup_string (const MfImapLexer *self, const MfImapString *string, gsize *length);

G_END_DECLS
