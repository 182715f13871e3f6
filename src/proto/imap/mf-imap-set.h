/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

/**
 * MfImapRange:
 * @first: a number, %MF_IMAP_STAR for "*"
 * @last: as well; may be less than @first, since "4:2" means "2:4"
 */
typedef struct
{
  guint32 first;
  guint32 last;
} MfImapRange;

/* "*", the largest number in use. No number is 0. */
#define MF_IMAP_STAR 0

/**
 * MfImapSet:
 *
 * A set of sequence numbers or UIDs, as ranges; never expanded (RFC 3501
 * section 9, sequence-set).
 */
typedef struct
{
  MfImapRange *ranges;
  guint n_ranges;
} MfImapSet;

MfImapSet *mf_imap_set_new (void);
MfImapSet *mf_imap_set_new_from_numbers (const guint32 *numbers, guint n_numbers);
void mf_imap_set_free (MfImapSet *self);

gboolean mf_imap_set_read (MfImapLexer *lexer, MfImapSet **set);
void mf_imap_set_write (const MfImapSet *self, GString *out);
void mf_imap_set_append (MfImapSet *self, guint32 first, guint32 last);
void mf_imap_set_resolve (MfImapSet *self, guint32 largest);
gboolean mf_imap_set_contains (const MfImapSet *self, guint32 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapSet, mf_imap_set_free)

G_END_DECLS
