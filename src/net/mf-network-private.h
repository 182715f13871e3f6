/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-hop.h"
#include "net/mf-network.h"
#include "net/mf-relay.h"

G_BEGIN_DECLS

/* What the files of the network share. */

/* The latency of a link that the stage does not name. */
#define MF_NETWORK_LATENCY_US (10 * G_TIME_SPAN_MILLISECOND)

/* How long a host waits for one that does not answer. Postfix waits as long
 * (smtp_connect_timeout); RFC 1122 section 4.2.3.5 lets TCP itself take minutes. */
#define MF_NETWORK_CONNECT_TIMEOUT_US (30 * G_TIME_SPAN_SECOND)

/* Told when the question has crossed the network and its answer has come back,
 * or that it never will (@crossed is %FALSE): the network is being freed. */
typedef void (*MfLookupFunc) (gboolean crossed, gpointer user_data);

void mf_network_look_up (MfNetwork *self, guint host, MfLookupFunc func, gpointer user_data);
void
mf_network_report_lookup (MfNetwork *self, guint host, const char *question, const char *answer);

typedef struct
{
  MfNetwork *network;
  guint id;
  guint from;
  int to; /* index on the stage, -1 if the address is nobody's */
  guint16 port;
  MfProtocol protocol;
  gint64 departure_us; /* of its opening */
  gint64 arrival_us;
  MfConnectFunc func; /* NULL once called */
  gpointer user_data;
  MfRelay *relay;  /* NULL while it is being opened, and when it was lost */
  gboolean broken; /* it was lost: by whom, everybody learns at @arrival_us */
  guint n_ended;   /* directions whose end has arrived */
  MfPhase phase;
} MfNetworkConnection;

typedef struct
{
  guint host;
  guint16 port;
  MfProtocol protocol;
  MfAcceptFunc func;
  gpointer user_data;
  int fd;
  guint16 real_port; /* on loopback */
} MfNetworkListener;

typedef struct
{
  guint host;
  gint64 departure_us;
  gint64 arrival_us;
  MfLookupFunc func;
  gpointer user_data;
} MfNetworkLookup;

struct _MfNetwork
{
  MfStage *stage;
  const MfClock *clock;
  MfEffectFunc report;
  gpointer report_data;
  GMainContext *context;

  MfZone *zone;
  GPtrArray *resolvers;  /* of GResolver, one for each host; NULL until asked for */
  gboolean *unreachable; /* one for each host */
  int name_server;       /* index on the stage, or -1 */

  MfPump *pump;
  GPtrArray *listeners;    /* of MfNetworkListener */
  MfNetworkListener front; /* where every client really connects to */
  GPtrArray *connections;  /* of MfNetworkConnection, oldest first */
  GQueue lookups;          /* of MfNetworkLookup, oldest first */
  guint n_connections;     /* ever */
  guint n_waits;
  guint n_guests;

  /* What is due first, as found by mf_network_peek(). */
  MfRecord due;
  MfNetworkConnection *due_connection;
  MfDirection due_direction;
  GList *due_lookup;

  MfRecord passed;
};

MfPace mf_network_get_pace (const MfNetwork *self, guint from, int to, MfProtocol protocol);
const MfNetworkListener *mf_network_find_listener (const MfNetwork *self, int host, guint16 port);
gboolean mf_network_is_reachable (const MfNetwork *self, int host);
gint64 mf_network_now (const MfNetwork *self);
void
mf_network_report (MfNetwork *self, MfEffectKind kind, int host, gint64 number, const char *text);
gboolean mf_network_open_pair (MfNetwork *self,
                               const MfNetworkListener *listener,
                               MfChannel **ends,
                               GError **error);
void mf_network_drop (MfNetwork *self, MfNetworkConnection *connection);

MfNetworkConnection *
mf_network_connection_new (MfNetwork *network, guint id, guint from, int to, guint16 port);
void mf_network_connection_free (MfNetworkConnection *self);
void mf_network_connection_open (MfNetworkConnection *self);
void mf_network_connection_pass (MfNetworkConnection *self, MfDirection direction);
void mf_network_connection_break (MfNetworkConnection *self, const char *why);

G_END_DECLS
