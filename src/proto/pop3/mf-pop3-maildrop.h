/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/pop3/mf-pop3-server.h"
#include "proto/pop3/mf-pop3-table.h"

G_BEGIN_DECLS

/**
 * MfPop3Maildrop:
 *
 * The messages of a maildrop as a session sees them: numbered from 1 when it
 * was opened, some of them marked as deleted.
 */
typedef struct _MfPop3Maildrop MfPop3Maildrop;

MfPop3Maildrop *mf_pop3_maildrop_new (void);
void mf_pop3_maildrop_free (MfPop3Maildrop *self);

void mf_pop3_maildrop_open (MfPop3Maildrop *self, const MfPop3Item *items, guint n_items);
guint mf_pop3_maildrop_get_length (const MfPop3Maildrop *self);
const MfPop3Item *mf_pop3_maildrop_get_item (const MfPop3Maildrop *self, guint index);
guint mf_pop3_maildrop_get_n_left (const MfPop3Maildrop *self);
guint64 mf_pop3_maildrop_get_octets_left (const MfPop3Maildrop *self);
MfPop3Guard mf_pop3_maildrop_find_facts (const MfPop3Maildrop *self, guint64 number);

void mf_pop3_maildrop_mark (MfPop3Maildrop *self, guint index);
void mf_pop3_maildrop_unmark_all (MfPop3Maildrop *self);
GArray *mf_pop3_maildrop_list_marked (const MfPop3Maildrop *self);

void mf_pop3_maildrop_write_scan_listing (gconstpointer self, guint index, GString *line);
void mf_pop3_maildrop_write_unique_id (gconstpointer self, guint index, GString *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPop3Maildrop, mf_pop3_maildrop_free)

G_END_DECLS
