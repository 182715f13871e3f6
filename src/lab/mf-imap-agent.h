/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "lab/mf-intent.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfImapAgent:
 *
 * The half of a user agent that reads mail where it lies, on the server: it
 * knows the folders and what their letters are about, fetches what its person
 * opens, and keeps one session open from the first wish until it is signed out.
 * It reports FOLDER_SEEN, RETRIEVED, READ, FLAGGED, EXPUNGED, FOUND, WAITING,
 * and REFUSED where a wish could not be fulfilled.
 */
typedef struct _MfImapAgent MfImapAgent;

MfImapAgent *mf_imap_agent_new (const MfSite *site,
                                const char *server,
                                const char *user,
                                const char *username,
                                MfSecret *password);
void mf_imap_agent_free (MfImapAgent *self);

void mf_imap_agent_act (MfImapAgent *self, const MfIntent *intent);
void mf_imap_agent_stop (MfImapAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapAgent, mf_imap_agent_free)

G_END_DECLS
