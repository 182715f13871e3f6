/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "mail/mf-mail-types.h"
#include "net/mf-queue.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

typedef struct _MfMailServer MfMailServer;

/**
 * MfMailServerConfig:
 * @host_name: its own name, in greetings and trace headers: "mail.b.example"
 * @domains: (array zero-terminated=1): the domains whose mailboxes it keeps, at least one
 * @directory: where it keeps everything: queue/ and mail/USER/, a Maildir each
 * @durability: whether "250" waits for the disk
 * @max_size: the largest message in bytes, 0 for no limit
 * @quota: how much one mailbox may hold, in bytes, 0 for no limit
 * @apop: whether POP3 offers APOP
 * @max_connections: the most clients at one time at each port, 0 for the service's own limit
 * @queue_rest_us: how long a message rests in the queue before it is tried first, in µs
 * @queue: how outgoing mail is tried; its host_name is ignored
 *
 * What a mail server is told. All is copied.
 */
typedef struct
{
  const char *host_name;
  const char *const *domains;
  const char *directory;
  MfDurability durability;
  guint64 max_size;
  guint64 quota;
  gboolean apop;
  guint max_connections;
  gint64 queue_rest_us;
  MfQueueConfig queue;
} MfMailServerConfig;

/**
 * MfMailServer:
 *
 * A mail server: it takes mail for its own users on port 25 from anybody, and
 * for anybody on the submission port from its own users; it lays mail into
 * their mailboxes, hands it out by POP3, and carries what is for others on. The
 * same one stands in a lesson and behind `mailflow-cli serve`.
 */
MfMailServer *
mf_mail_server_new (const MfSite *site, const MfMailServerConfig *config, GError **error);
void mf_mail_server_free (MfMailServer *self);

gboolean
mf_mail_server_add_user (MfMailServer *self, const char *name, MfSecret *password, GError **error);
gboolean mf_mail_server_start (MfMailServer *self, GError **error);
guint16 mf_mail_server_listen (
    MfMailServer *self, MfProtocol protocol, const char *address, guint16 port, GError **error);
void mf_mail_server_stop (MfMailServer *self);
void mf_mail_server_shut_down (MfMailServer *self);
guint mf_mail_server_get_n_sessions (const MfMailServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMailServer, mf_mail_server_free)

G_END_DECLS
