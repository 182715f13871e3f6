/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfServeTap:
 *
 * Looks on at the connections of `serve` and prints what is said on standard
 * error, one line of the dialogue a line:
 *
 *     3 192.0.2.7 smtp C: MAIL FROM:<alice@a.example>
 *
 * Passwords are masked, and letters are only counted: unlike a lesson's, they
 * are somebody's.
 */
typedef struct _MfServeTap MfServeTap;

MfServeTap *mf_serve_tap_new (void);
void mf_serve_tap_free (MfServeTap *self);

MfChannel *mf_serve_tap_wrap (MfChannel *channel,
                              MfProtocol protocol,
                              gboolean outgoing,
                              const char *peer,
                              gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfServeTap, mf_serve_tap_free)

G_END_DECLS
