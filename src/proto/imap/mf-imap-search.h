/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-date.h"
#include "proto/imap/mf-imap-flags.h"
#include "proto/imap/mf-imap-set.h"

G_BEGIN_DECLS

/* The most keys of one SEARCH. */
#define MF_IMAP_SEARCH_KEYS_MAX 1000

/**
 * MfImapSearchKind:
 * @MF_IMAP_SEARCH_ALL: every message
 * @MF_IMAP_SEARCH_AND: all of @children; none of them: every message
 * @MF_IMAP_SEARCH_OR: the first or the second of @children
 * @MF_IMAP_SEARCH_NOT: not the one of @children
 * @MF_IMAP_SEARCH_FLAG: has one of the system flags in @flags; SEEN, UNSEEN is NOT of it
 * @MF_IMAP_SEARCH_KEYWORD: has the keyword @text
 * @MF_IMAP_SEARCH_SEQUENCE: sequence number in @set; never asked of a driver
 * @MF_IMAP_SEARCH_UID: UID in @set
 * @MF_IMAP_SEARCH_BEFORE, @MF_IMAP_SEARCH_ON, @MF_IMAP_SEARCH_SINCE: internal date, its day in its
 *   own zone, against @day
 * @MF_IMAP_SEARCH_SENTBEFORE, @MF_IMAP_SEARCH_SENTON, @MF_IMAP_SEARCH_SENTSINCE: the same of the
 *   Date field
 * @MF_IMAP_SEARCH_LARGER, @MF_IMAP_SEARCH_SMALLER: RFC822.SIZE against @number
 * @MF_IMAP_SEARCH_HEADER: a field named @field holds @text; has the field at all if that is ""
 * @MF_IMAP_SEARCH_BODY: the body holds @text
 * @MF_IMAP_SEARCH_TEXT: the header or the body holds @text
 *
 * BCC, CC, FROM, SUBJECT and TO are HEADER; NEW, OLD and the like are made of others.
 */
typedef enum
{
  MF_IMAP_SEARCH_ALL,
  MF_IMAP_SEARCH_AND,
  MF_IMAP_SEARCH_OR,
  MF_IMAP_SEARCH_NOT,
  MF_IMAP_SEARCH_FLAG,
  MF_IMAP_SEARCH_KEYWORD,
  MF_IMAP_SEARCH_SEQUENCE,
  MF_IMAP_SEARCH_UID,
  MF_IMAP_SEARCH_BEFORE,
  MF_IMAP_SEARCH_ON,
  MF_IMAP_SEARCH_SINCE,
  MF_IMAP_SEARCH_SENTBEFORE,
  MF_IMAP_SEARCH_SENTON,
  MF_IMAP_SEARCH_SENTSINCE,
  MF_IMAP_SEARCH_LARGER,
  MF_IMAP_SEARCH_SMALLER,
  MF_IMAP_SEARCH_HEADER,
  MF_IMAP_SEARCH_BODY,
  MF_IMAP_SEARCH_TEXT,
} MfImapSearchKind;

/**
 * MfImapSearchKey:
 *
 * A node of the tree that a SEARCH asks for; see #MfImapSearchKind for what is set. @text is
 * UTF-8, to be found as a substring in any case (RFC 3501 section 6.4.4).
 */
typedef struct _MfImapSearchKey MfImapSearchKey;

struct _MfImapSearchKey
{
  MfImapSearchKind kind;
  MfImapFlags flags;
  char *field;
  char *text;
  gint64 day;
  guint32 number;
  MfImapSet *set;
  GPtrArray *children; /* of MfImapSearchKey; nullable */
};

/**
 * MfImapSearchReturn:
 *
 * What RETURN asks for (RFC 4731 section 3.1).
 */
typedef enum
{
  MF_IMAP_RETURN_MIN = 1 << 0,
  MF_IMAP_RETURN_MAX = 1 << 1,
  MF_IMAP_RETURN_ALL = 1 << 2,
  MF_IMAP_RETURN_COUNT = 1 << 3,
} MfImapSearchReturn;

/**
 * MfImapSearch:
 * @extended: whether there was a RETURN, so that ESEARCH answers
 * @returns: what it asked for
 * @bad_charset: the charset is none of ours: NO [BADCHARSET]
 * @key: the whole of it
 */
typedef struct
{
  gboolean extended;
  MfImapSearchReturn returns;
  gboolean bad_charset;
  MfImapSearchKey *key;
} MfImapSearch;

void mf_imap_search_free (MfImapSearch *self);
gboolean mf_imap_search_read (MfImapLexer *lexer, MfImapSearch **search);

MfImapSearchKey *mf_imap_search_key_new (MfImapSearchKind kind);
void mf_imap_search_key_free (MfImapSearchKey *self);
void mf_imap_search_key_write (const MfImapSearchKey *self, GString *out);

/**
 * MfImapSearchTest:
 * @key: a key that is no AND, OR, NOT or ALL
 *
 * Returns: whether the message fits it
 */
typedef gboolean (*MfImapSearchTest) (const MfImapSearchKey *key, gpointer message);

gboolean
mf_imap_search_key_matches (const MfImapSearchKey *self, MfImapSearchTest test, gpointer message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapSearch, mf_imap_search_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapSearchKey, mf_imap_search_key_free)

G_END_DECLS
