/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

#define MF_IMAP_SECTION_DEPTH_MAX 32
#define MF_IMAP_FETCH_ITEMS_MAX 64

/**
 * MfImapSectionText:
 * @MF_IMAP_SECTION_ALL: the whole part: its body; of the message itself header and body
 * @MF_IMAP_SECTION_HEADER: HEADER: the header of a message, blank line included
 * @MF_IMAP_SECTION_HEADER_FIELDS: HEADER.FIELDS: some fields of it and the blank line
 * @MF_IMAP_SECTION_HEADER_FIELDS_NOT: HEADER.FIELDS.NOT: the others and the blank line
 * @MF_IMAP_SECTION_TEXT: TEXT: a message's body
 * @MF_IMAP_SECTION_MIME: MIME: a part's own header
 */
typedef enum
{
  MF_IMAP_SECTION_ALL,
  MF_IMAP_SECTION_HEADER,
  MF_IMAP_SECTION_HEADER_FIELDS,
  MF_IMAP_SECTION_HEADER_FIELDS_NOT,
  MF_IMAP_SECTION_TEXT,
  MF_IMAP_SECTION_MIME,
} MfImapSectionText;

/**
 * MfImapSection:
 * @path: (array length=n_path): the part's number, "1.2" is { 1, 2 }; empty for the message
 * @text: what of it
 * @fields: (nullable) (array zero-terminated=1): the field names of HEADER.FIELDS
 *
 * What stands between the brackets of BODY[…] (RFC 3501 section 6.4.5). HEADER,
 * HEADER.FIELDS and TEXT with a path speak of the message inside of a message/rfc822 part.
 */
typedef struct
{
  guint32 path[MF_IMAP_SECTION_DEPTH_MAX];
  guint n_path;
  MfImapSectionText text;
  char **fields;
} MfImapSection;

/**
 * MfImapFetchKind:
 *
 * The data items of FETCH. The RFC822 ones are other names for sections:
 * RFC822 for BODY[], RFC822.HEADER for BODY.PEEK[HEADER], RFC822.TEXT for BODY[TEXT].
 */
typedef enum
{
  MF_IMAP_FETCH_UID = 1 << 0,
  MF_IMAP_FETCH_FLAGS = 1 << 1,
  MF_IMAP_FETCH_INTERNALDATE = 1 << 2,
  MF_IMAP_FETCH_RFC822_SIZE = 1 << 3,
  MF_IMAP_FETCH_ENVELOPE = 1 << 4,
  MF_IMAP_FETCH_BODY = 1 << 5,
  MF_IMAP_FETCH_BODYSTRUCTURE = 1 << 6,
  MF_IMAP_FETCH_SECTION = 1 << 7,
  MF_IMAP_FETCH_RFC822 = 1 << 8,
  MF_IMAP_FETCH_RFC822_HEADER = 1 << 9,
  MF_IMAP_FETCH_RFC822_TEXT = 1 << 10,
} MfImapFetchKind;

/* The items whose answer is a section's bytes. */
#define MF_IMAP_FETCH_SECTIONS                                                                     \
  (MF_IMAP_FETCH_SECTION | MF_IMAP_FETCH_RFC822 | MF_IMAP_FETCH_RFC822_HEADER |                    \
   MF_IMAP_FETCH_RFC822_TEXT)

/**
 * MfImapFetchItem:
 * @kind: which
 * @section: of those in %MF_IMAP_FETCH_SECTIONS: which bytes
 * @peek: whether \Seen stays as it is
 * @partial: whether only a piece is wanted: at most @count octets from octet @start on
 */
typedef struct
{
  MfImapFetchKind kind;
  MfImapSection section;
  gboolean peek;
  gboolean partial;
  guint32 start;
  guint32 count;
} MfImapFetchItem;

/**
 * MfImapFetch:
 * @items: (array length=n_items): in the client's order; of each kind one, but any number of
 *   sections
 * @kinds: all their kinds
 * @marks_seen: whether one of them sets \Seen
 *
 * The arguments of FETCH; macros are taken apart.
 */
typedef struct
{
  MfImapFetchItem *items;
  guint n_items;
  guint kinds;
  gboolean marks_seen;
} MfImapFetch;

void mf_imap_fetch_free (MfImapFetch *self);
gboolean mf_imap_fetch_read (MfImapLexer *lexer, MfImapFetch **fetch);
void mf_imap_fetch_add (MfImapFetch *self, MfImapFetchKind kind);

void mf_imap_section_clear (MfImapSection *self);
gboolean mf_imap_section_read (MfImapLexer *lexer, MfImapSection *section);
void mf_imap_section_write (const MfImapSection *self, GString *out);
void mf_imap_fetch_item_write (const MfImapFetchItem *self, gboolean request, GString *out);

GBytes *mf_imap_section_pick_fields (const MfImapSection *self, GBytes *header);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapFetch, mf_imap_fetch_free)

G_END_DECLS
