/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "lab/mf-intent.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

typedef struct _MfUserAgent MfUserAgent;

/**
 * MfUserAgentConfig:
 * @name: (nullable): the person's name, UTF-8: "Alice"
 * @address: the person's mail address: "alice@a.example"
 * @host_name: what the agent's computer calls itself in EHLO
 * @server: the mail server's host name, which is looked up, or its address
 * @username: opens the account there
 * @password: with this
 * @reads: how mail is read: %MF_PROTOCOL_POP3, or %MF_PROTOCOL_IMAP
 * @protocol: how letters are handed in: %MF_PROTOCOL_SUBMISSION (RFC 6409), or %MF_PROTOCOL_SMTP as
 *   any client may bring mail for the server's own users, without a password
 * @one_by_one: each letter goes over a connection of its own
 *
 * The account that an agent is set up with. All is copied.
 */
typedef struct
{
  const char *name;
  const char *address;
  const char *host_name;
  const char *server;
  const char *username;
  MfSecret *password;
  MfProtocol reads;
  MfProtocol protocol;
  gboolean one_by_one;
} MfUserAgentConfig;

/**
 * MfUserAgent:
 *
 * A user agent, or mail reader: a person writes and reads in it. It speaks
 * SMTP to its own server to send, whoever the letter is for, and POP3 to fetch.
 * It reports COMPOSED, SUBMITTED, RETRIEVED, and DEFERRED or BOUNCED for a
 * letter that its server did not take.
 */
MfUserAgent *mf_user_agent_new (const MfSite *site, const MfUserAgentConfig *config);
void mf_user_agent_free (MfUserAgent *self);

gboolean mf_user_agent_act (MfUserAgent *self, const MfIntent *intent, GError **error);
guint mf_user_agent_get_n_unsent (const MfUserAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfUserAgent, mf_user_agent_free)

G_END_DECLS
