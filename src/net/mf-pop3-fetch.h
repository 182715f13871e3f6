/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"
#include "proto/pop3/mf-pop3-client.h"

G_BEGIN_DECLS

/**
 * MfPop3FetchConfig:
 * @goal: what is wanted; copied, @known_uids by reference
 * @host: where to connect: a host name, which is looked up (A), or an address
 * @port: the port, 110
 */
typedef struct
{
  MfPop3ClientGoal goal;
  const char *host;
  guint16 port;
} MfPop3FetchConfig;

/**
 * MfPop3FetchListener:
 * @message: a message was fetched: its bytes, and its unique id (nullable)
 * @closed: the session is over; @error is %NULL if the goal was reached. Comes once, last; the
 *   fetch may be freed in it.
 */
typedef struct
{
  void (*message) (MfPop3Fetch *fetch, GBytes *message, const char *uid, gpointer user_data);
  void (*closed) (MfPop3Fetch *fetch, const GError *error, gpointer user_data);
} MfPop3FetchListener;

/**
 * MfPop3Fetch:
 *
 * One POP3 session: fetches the new mail, and keeps it on the server or removes it.
 */
MfPop3Fetch *mf_pop3_fetch_new (const MfSite *site,
                                const MfPop3FetchConfig *config,
                                const MfPop3FetchListener *listener,
                                gpointer user_data);
void mf_pop3_fetch_free (MfPop3Fetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPop3Fetch, mf_pop3_fetch_free)

G_END_DECLS
