/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"
#include "proto/imap/mf-imap-response.h"

G_BEGIN_DECLS

char **mf_imap_response_read_words (MfImapLexer *lexer);
gboolean mf_imap_message_data_read (MfImapLexer *lexer, MfImapMessageData **message);
void mf_imap_message_data_free (MfImapMessageData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapMessageData, mf_imap_message_data_free)

G_END_DECLS
