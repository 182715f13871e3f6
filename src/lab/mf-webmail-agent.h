/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "lab/mf-browser.h"
#include "lab/mf-intent.h"

G_BEGIN_DECLS

typedef struct _MfWebmailAgent MfWebmailAgent;

/**
 * MfWebmailAgentConfig:
 * @name: (nullable): the person's name, UTF-8: "Alice"
 * @address: the person's mail address: "alice@a.example"
 * @url: the first page of the webmail: "http://mail.a.example/"
 * @username: what the person types there
 * @password: and this
 *
 * The account that a person reads and writes with a browser. All is copied.
 */
typedef struct
{
  const char *name;
  const char *address;
  const char *url;
  const char *username;
  MfSecret *password;
} MfWebmailAgentConfig;

/**
 * MfWebmailAgent:
 *
 * A person at a browser who uses webmail: signs in, follows links, fills in forms
 * and presses buttons, as they stand on the pages. To fetch mail is to look at
 * the inbox and open what is new; nothing of it stays on the person's computer.
 * It reports COMPOSED for what the person has in mind, SUBMITTED once the
 * server has it, and BOUNCED if the server would not take it.
 */
MfWebmailAgent *
mf_webmail_agent_new (const MfSite *site, MfBrowser *browser, const MfWebmailAgentConfig *config);
void mf_webmail_agent_free (MfWebmailAgent *self);

gboolean mf_webmail_agent_act (MfWebmailAgent *self, const MfIntent *intent, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfWebmailAgent, mf_webmail_agent_free)

G_END_DECLS
