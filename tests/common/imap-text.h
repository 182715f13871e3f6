/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-client.h"

G_BEGIN_DECLS

typedef void (*ImapTextFunc) (const MfImapGoal *goal, gpointer user_data);

/* Goals and events of an IMAP client as lines of text, for fixtures and for
 * programs that are driven by a script. */
void imap_text_want (const char *text, ImapTextFunc func, gpointer user_data);
void imap_text_add_event (GString *out, const MfImapClientEvent *event);

G_END_DECLS
