/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-mail-server-private.h"

G_BEGIN_DECLS

/**
 * MfWebmail:
 *
 * The web pages of a mail server: its users sign in with a browser, read, write,
 * and put their mail in order. Plain HTML that needs no scripts; what is in a
 * letter is shown, but never runs, and nothing is fetched for it.
 */
MfWebmail *mf_webmail_new (MfMailServer *server);
void mf_webmail_free (MfWebmail *self);

guint16 mf_webmail_listen (MfWebmail *self, const char *address, guint16 port, GError **error);
void mf_webmail_stop (MfWebmail *self);
guint mf_webmail_get_n_sessions (const MfWebmail *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfWebmail, mf_webmail_free)

G_END_DECLS
