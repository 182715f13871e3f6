/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfImapOutput:
 *
 * What a server still has to send: text, and large pieces of messages that are
 * not copied for it.
 */
typedef struct _MfImapOutput MfImapOutput;

MfImapOutput *mf_imap_output_new (void);
void mf_imap_output_free (MfImapOutput *self);

GString *mf_imap_output_get_text (MfImapOutput *self);
void mf_imap_output_add_bytes (MfImapOutput *self, GBytes *bytes, gsize start, gsize length);
gboolean mf_imap_output_is_full (const MfImapOutput *self);
GBytes *mf_imap_output_take (MfImapOutput *self);
void mf_imap_output_clear (MfImapOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapOutput, mf_imap_output_free)

G_END_DECLS
