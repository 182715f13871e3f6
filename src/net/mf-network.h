/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"
#include "net/mf-zone.h"
#include "trace/mf-record.h"

G_BEGIN_DECLS

/**
 * MfAcceptFunc:
 * @channel: (transfer full): the service's end of a new connection
 * @peer: the client's address as the learner sees it, "192.0.2.25"
 */
typedef void (*MfAcceptFunc) (MfChannel *channel, const char *peer, gpointer user_data);

/**
 * MfConnectFunc:
 * @channel: (transfer full) (nullable): the client's end of the connection, or %NULL
 * @error: (nullable): why there is none, a %G_IO_ERROR
 */
typedef void (*MfConnectFunc) (MfChannel *channel, const GError *error, gpointer user_data);

/**
 * MfNetwork:
 *
 * The network of a lab: the hosts of a stage with their documentation
 * addresses, its DNS, and the wires between them. A connection is two real TCP
 * connections on loopback with a relay between them, client ⇄ relay ⇄ server.
 * The relay cuts what goes by into units and holds each until its virtual time
 * has come:
 *
 *     departure = now, but after the previous unit of that direction has left
 *     arrival   = departure + size / bandwidth + latency
 *
 * Opening a connection takes three crossings (SYN, SYN+ACK, ACK), closing one
 * direction takes one (FIN), a question to the DNS two. All of them stand in
 * one order: by arrival, then connection, then direction. The world drives it:
 *
 *     settle → peek: what is due first, and when → advance the clock to its
 *     arrival → pass: it happens → settle → one record with what it caused
 *
 * The network reports OPENED, CLOSED, BROKEN, DOWN, UP, PHASE and LOOKED_UP itself.
 * Everything runs in the thread that made it.
 */
MfNetwork *
mf_network_new (MfStage *stage, const MfClock *clock, MfEffectFunc report, gpointer report_data);
void mf_network_free (MfNetwork *self);

MfZone *mf_network_get_zone (const MfNetwork *self);
GResolver *mf_network_get_resolver (MfNetwork *self, guint host);
int mf_network_find_host (const MfNetwork *self, const char *address);
const char *mf_network_find_address (const MfNetwork *self, const char *name);

gboolean mf_network_listen (MfNetwork *self,
                            guint host,
                            guint16 port,
                            MfProtocol protocol,
                            MfAcceptFunc func,
                            gpointer user_data,
                            GError **error);
void mf_network_unlisten (MfNetwork *self, guint host, guint16 port);
guint mf_network_connect (MfNetwork *self,
                          guint from,
                          const char *address,
                          guint16 port,
                          MfConnectFunc func,
                          gpointer user_data);
void mf_network_cancel_connect (MfNetwork *self, guint connection);

/* What the world drives. */
gboolean mf_network_settle (MfNetwork *self, GError **error);
gboolean mf_network_is_at_rest (const MfNetwork *self);
const MfRecord *mf_network_peek (MfNetwork *self);
const MfRecord *mf_network_pass (MfNetwork *self);

/* A question that is answered outside of the network, by a thread or a source
 * of the main context: the world is not at rest until it is answered. */
void mf_network_begin_wait (MfNetwork *self);
void mf_network_end_wait (MfNetwork *self);

/* Somebody whose sources in the main context are driven by channels of this
 * network: the world is not at rest while one of them is ready. */
void mf_network_add_guest (MfNetwork *self);
void mf_network_remove_guest (MfNetwork *self);

/* What can go wrong with a network. */
void mf_network_set_reachable (MfNetwork *self, guint host, gboolean reachable);
gboolean mf_network_cut (MfNetwork *self, guint connection);
guint mf_network_cut_link (MfNetwork *self, guint from, guint to, MfProtocol protocol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfNetwork, mf_network_free)

G_END_DECLS
