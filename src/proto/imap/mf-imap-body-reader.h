/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-body.h"
#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

/* How many parts a body structure may have in all: far more than any letter has,
 * and an end to what a hostile server can make. */
#define MF_IMAP_BODY_MAX_PARTS 1000

gboolean mf_imap_body_read (MfImapLexer *lexer, MfImapBody **body);
const MfImapBody *mf_imap_body_find (const MfImapBody *self, const char *section);

gboolean mf_imap_lexer_skip_value (MfImapLexer *self);

G_END_DECLS
