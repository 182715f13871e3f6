/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-request.h"

G_BEGIN_DECLS

/**
 * MfImapView:
 *
 * What the client of one session knows about the mailbox that it has selected:
 * which message has which sequence number, and the flags that it was told.
 * What it may not be told yet, waits here (RFC 3501 section 5.5 and 7.4.1).
 */
typedef struct _MfImapView MfImapView;

MfImapView *mf_imap_view_new (void);
void mf_imap_view_free (MfImapView *self);

void mf_imap_view_open (MfImapView *self, const MfImapFolder *folder, GString *out);
void mf_imap_view_close (MfImapView *self);
gboolean mf_imap_view_is_read_only (const MfImapView *self);

guint mf_imap_view_get_n_items (const MfImapView *self);
guint32 mf_imap_view_get_number (const MfImapView *self, guint32 uid);
guint32 mf_imap_view_get_last_uid (const MfImapView *self);
MfImapFlags mf_imap_view_get_flags (const MfImapView *self, guint32 number);
const char *const *mf_imap_view_get_keywords (const MfImapView *self);
gboolean mf_imap_view_holds (const MfImapView *self, const MfImapSet *set);
guint32 *
mf_imap_view_find_uids (const MfImapView *self, MfImapSet *set, gboolean uid, guint *n_uids);
MfImapSet *mf_imap_view_find_recent (const MfImapView *self);

gboolean mf_imap_view_set_flags (MfImapView *self, guint32 number, MfImapFlags flags);
void mf_imap_view_set_keywords (MfImapView *self, const char *const *keywords, GString *out);
void mf_imap_view_apply (MfImapView *self,
                         const MfImapChanges *changes,
                         gboolean may_expunge,
                         gboolean with_uid,
                         GString *out);
void mf_imap_view_write_flags (const MfImapView *self, guint32 number, gboolean uid, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapView, mf_imap_view_free)

G_END_DECLS
