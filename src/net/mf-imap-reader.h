/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"
#include "proto/imap/mf-imap-client.h"

G_BEGIN_DECLS

/**
 * MfImapReaderConfig:
 * @account: who signs in; copied
 * @host: where to connect: a host name, which is looked up (A), or an address; copied
 * @port: the port, 143
 */
typedef struct
{
  MfImapClientAccount account;
  const char *host;
  guint16 port;
} MfImapReaderConfig;

/**
 * MfImapReaderListener:
 * @event: what it has learnt; everything in it is borrowed, and it is never
 *   %MF_IMAP_CLIENT_CLOSE. Goals may be added in it, but it may not be freed.
 * @closed: the session is over; @error is %NULL if it was signed out. Comes once, last; every goal
 *   has been told before to be done or failed. It may be freed in it.
 */
typedef struct
{
  void (*event) (MfImapReader *reader, const MfImapClientEvent *event, gpointer user_data);
  void (*closed) (MfImapReader *reader, const GError *error, gpointer user_data);
} MfImapReaderListener;

/**
 * MfImapReader:
 *
 * One IMAP session: signs in, works through goals, and stays open until one of
 * them is to sign out.
 */
MfImapReader *mf_imap_reader_new (const MfSite *site,
                                  const MfImapReaderConfig *config,
                                  const MfImapReaderListener *listener,
                                  gpointer user_data);
void mf_imap_reader_free (MfImapReader *self);

guint mf_imap_reader_add_goal (MfImapReader *self, const MfImapGoal *goal);
void mf_imap_reader_stop_waiting (MfImapReader *self);
void mf_imap_reader_update (MfImapReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapReader, mf_imap_reader_free)

G_END_DECLS
