/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

/**
 * MfImapFlags:
 *
 * The flags of one message: the system flags of RFC 3501 section 2.3.2 in the
 * low byte, above it a bit for each keyword, by its index in the mailbox's
 * list of keywords, which only ever grows at its end.
 */
typedef guint64 MfImapFlags;

#define MF_IMAP_FLAG_ANSWERED ((MfImapFlags) 1 << 0)
#define MF_IMAP_FLAG_FLAGGED ((MfImapFlags) 1 << 1)
#define MF_IMAP_FLAG_DELETED ((MfImapFlags) 1 << 2)
#define MF_IMAP_FLAG_SEEN ((MfImapFlags) 1 << 3)
#define MF_IMAP_FLAG_DRAFT ((MfImapFlags) 1 << 4)
#define MF_IMAP_FLAG_RECENT ((MfImapFlags) 1 << 5)

/* Those that a client may set. */
#define MF_IMAP_FLAGS_SYSTEM ((MfImapFlags) 0x1f)

#define MF_IMAP_KEYWORDS_MAX 56
#define MF_IMAP_FLAG_KEYWORD(index) ((MfImapFlags) 1 << (8 + (index)))

/* The longest keyword; it must fit into a file beside others. */
#define MF_IMAP_KEYWORD_MAX 100

/**
 * MfImapFlagList:
 * @system: the system flags of the list
 * @keywords: (array zero-terminated=1): its keywords by name, each once
 *
 * Flags as a client names them.
 */
typedef struct
{
  MfImapFlags system;
  char **keywords;
} MfImapFlagList;

void mf_imap_flag_list_clear (MfImapFlagList *self);
gboolean mf_imap_flag_list_read (MfImapLexer *lexer, MfImapFlagList *list);
gboolean mf_imap_flag_list_read_bare (MfImapLexer *lexer, MfImapFlagList *list);

MfImapFlags mf_imap_flag_parse (const char *name, gsize length);
MfImapFlags mf_imap_flags_find_keyword (const char *const *keywords, const char *name);
void mf_imap_flags_write (MfImapFlags flags, const char *const *keywords, GString *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfImapFlagList, mf_imap_flag_list_clear)

G_END_DECLS
