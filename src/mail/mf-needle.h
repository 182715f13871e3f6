/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-message.h"

G_BEGIN_DECLS

/**
 * MfNeedle:
 *
 * A text that is looked for in messages, in any case of its letters.
 */
typedef struct _MfNeedle MfNeedle;

MfNeedle *mf_needle_new (const char *text);
void mf_needle_free (MfNeedle *self);

gboolean mf_needle_is_in_text (const MfNeedle *self, const char *text);
gboolean
mf_needle_is_in_header (const MfNeedle *self, const char *header, gsize length, const char *field);
gboolean mf_needle_is_in_body (const MfNeedle *self, const MfMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfNeedle, mf_needle_free)

G_END_DECLS
