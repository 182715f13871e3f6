/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "base/mf-clock.h"
#include "base/mf-id-source.h"
#include "trace/mf-effect.h"

G_BEGIN_DECLS

typedef struct _MfChannel MfChannel;
typedef struct _MfConnector MfConnector;
typedef struct _MfEndpoint MfEndpoint;
typedef struct _MfHttpClient MfHttpClient;
typedef struct _MfHttpService MfHttpService;
typedef struct _MfImapReader MfImapReader;
typedef struct _MfNetwork MfNetwork;
typedef struct _MfPop3Fetch MfPop3Fetch;
typedef struct _MfQueue MfQueue;
typedef struct _MfRelay MfRelay;
typedef struct _MfSmtpDelivery MfSmtpDelivery;
typedef struct _MfTimer MfTimer;
typedef struct _MfTimers MfTimers;
typedef struct _MfZone MfZone;

/**
 * MfEffectFunc:
 * @effect: (transfer none): what has just changed; copy it to keep it
 *
 * Told at the moment of the change, in the thread that everything here runs on.
 */
typedef void (*MfEffectFunc) (const MfEffect *effect, gpointer user_data);

/**
 * MfTapFunc:
 * @channel: (transfer full): our end of a connection to the outside
 * @protocol: what is spoken on it; %MF_PROTOCOL_NONE if the connection's user has not said
 * @outgoing: whether we opened it
 * @peer: the other side: an address, or the name that was connected to
 *
 * Returns: (transfer full): @channel, or one around it that looks on
 */
typedef MfChannel *(*MfTapFunc) (MfChannel *channel,
                                 MfProtocol protocol,
                                 gboolean outgoing,
                                 const char *peer,
                                 gpointer user_data);

/**
 * MfSite:
 * @clock: the time there: virtual in a lab, the machine's in `serve`
 * @timers: where deadlines are kept; on the same clock
 * @ids: names for messages and connections
 * @resolver: (nullable): who answers its questions to the DNS; %NULL for the machine's own
 *   resolver. In a lab: mf_network_get_resolver() of @host
 * @network: (nullable): the lab's network; %NULL for the machine's real one
 * @host: index on the stage of the host where it stands; -1 in `serve`
 * @report: (nullable): told every change
 * @report_data: for @report
 * @tap: (nullable): given each connection outside of a lab, where there is no relay to look on
 * @tap_data: for @tap
 *
 * The surroundings of a service, a client session or a queue: all that differs
 * between a lab and `serve`. Borrowed by whatever is made with it, so it must
 * live longer. Everything at one site runs in one thread, whose thread-default
 * main context is used.
 */
typedef struct
{
  const MfClock *clock;
  MfTimers *timers;
  MfIdSource *ids;
  GResolver *resolver;
  MfNetwork *network;
  int host;
  MfEffectFunc report;
  gpointer report_data;
  MfTapFunc tap;
  gpointer tap_data;
} MfSite;

MfChannel *mf_site_tap (const MfSite *self,
                        MfChannel *channel,
                        MfProtocol protocol,
                        gboolean outgoing,
                        const char *peer);

void mf_site_report (const MfSite *self, const MfEffect *effect);

G_END_DECLS
