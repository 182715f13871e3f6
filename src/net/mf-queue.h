/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-spool.h"
#include "net/mf-site.h"
#include "proto/smtp/mf-smtp-server.h"

G_BEGIN_DECLS

/**
 * MfQueueRoute:
 * @domain: mail for this domain, or "*" for all that has no route of its own, …
 * @host: … goes to this host name or address, whatever the DNS says
 * @port: and this port
 */
typedef struct
{
  const char *domain;
  const char *host;
  guint16 port;
} MfQueueRoute;

/**
 * MfQueueConfig:
 * @host_name: the server's own name, in EHLO and in delivery status reports
 * @delays_us: (nullable) (array length=n_delays): how long to wait after the first, second, …
 *   failed attempt; the last one is repeated. %NULL for 5, 10, 20, 40, 80, 160 min, then 4 h
 *   (RFC 5321 section 4.5.4.1 asks for 30 min or more once the first attempts have failed)
 * @lifetime_us: how long after its arrival a message is given up; 0 for 5 days
 * @routes: (nullable) (array length=n_routes): exceptions to the DNS
 * @max_connections: the most connections at one time, 0 for 1: one after the other, as a lab
 *   needs it
 * @max_per_destination: the most of them to one destination, 0 for 1
 * @max_messages: the most messages over one connection, 0 for 100
 * @no_pipelining: one command at a time, even where PIPELINING is offered: slower, and easier to
 *   follow
 */
typedef struct
{
  const char *host_name;
  const gint64 *delays_us;
  guint n_delays;
  gint64 lifetime_us;
  const MfQueueRoute *routes;
  guint n_routes;
  guint max_connections;
  guint max_per_destination;
  guint max_messages;
  gboolean no_pipelining;
} MfQueueConfig;

/**
 * MfQueueLocal:
 *
 * A delivery to a mailbox of the server's own; exactly one call of
 * mf_queue_local_done(), now or later, in the queue's thread. A crash between
 * the delivery and the queue's note of it must not double the message, so it
 * goes in two steps, with the note between them:
 *
 *   deliver() ── mf_queue_local_prepared() ── the spool has the name ── finish() ──▶ done
 */
typedef struct _MfQueueLocal MfQueueLocal;

/**
 * MfQueueJobFunc:
 * @job: what is worked on
 */
typedef void (*MfQueueJobFunc) (gpointer job);

/**
 * MfQueuePolicy:
 * @is_local: (nullable): whether the mailboxes of @domain are the server's own; %NULL if it has
 *   none
 * @is_same_mailbox: (nullable): whether two local addresses mean one mailbox, which then gets
 *   the message once
 * @deliver: (nullable): lay @message of @envelope (whose sender goes into Return-Path) beside the
 *   mailbox of @recipient, durably, then mf_queue_local_prepared(); or mf_queue_local_done() if
 *   that failed, or if the mailbox need not survive a crash
 * @finish: (nullable): show what was laid there as @prepared to the mailbox's readers, durably,
 *   once, however often it is asked for, in this life of the process or another, then
 *   mf_queue_local_done()
 * @recover: (nullable): before anything of @entries (of MfSpoolEntry), which is all that the spool
 *   holds, is carried on: finish what is pending and prepared, and remove what nobody knows
 * @run: (nullable): do @work, which waits for the disk, then call @done in the queue's thread;
 *   %NULL does both on the spot
 *
 * Whose mail stays here, and who waits for the disk.
 */
typedef struct
{
  gboolean (*is_local) (const char *domain, gpointer user_data);
  gboolean (*is_same_mailbox) (MfAddress *left, MfAddress *right, gpointer user_data);
  void (*deliver) (MfQueueLocal *local,
                   const char *id,
                   MfEnvelope *envelope,
                   MfAddress *recipient,
                   GBytes *message,
                   gpointer user_data);
  void (*finish) (MfQueueLocal *local,
                  MfEnvelope *envelope,
                  MfAddress *recipient,
                  GBytes *message,
                  const char *prepared,
                  gpointer user_data);
  gboolean (*recover) (GPtrArray *entries, gpointer user_data, GError **error);
  void (*run) (MfQueueJobFunc work, MfQueueJobFunc done, gpointer job, gpointer user_data);
} MfQueuePolicy;

/**
 * MfQueue:
 *
 * The mail server's queue of outgoing mail: what lies in the spool is carried
 * on until somebody else is responsible for it. Each recipient is tried until
 * a 2yz (relayed), a 5yz (bounced now) or the end of the lifetime (bounced
 * then); recipients of one domain share a transaction, messages to one server
 * a connection. The state of each message is in the spool before it is acted
 * upon, so a queue opened anew goes on where the last one died.
 *
 * Reports QUEUED, TRIED, DEFERRED, RELAYED, BOUNCED and DEQUEUED.
 */
MfQueue *mf_queue_new (const MfSite *site,
                       MfSpool *spool,
                       const MfQueueConfig *config,
                       const MfQueuePolicy *policy,
                       gpointer user_data);
void mf_queue_free (MfQueue *self);

gboolean mf_queue_load (MfQueue *self, GError **error);
void mf_queue_add (MfQueue *self, MfSpoolEntry *entry);
void mf_queue_flush (MfQueue *self);
guint mf_queue_get_n_messages (const MfQueue *self);

void mf_queue_local_prepared (MfQueueLocal *local, const char *prepared);
void mf_queue_local_done (MfQueueLocal *local, const MfSmtpVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfQueue, mf_queue_free)

G_END_DECLS
