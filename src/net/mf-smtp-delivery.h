/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"
#include "proto/smtp/mf-smtp-client.h"

G_BEGIN_DECLS

/**
 * MfSmtpDeliveryConfig:
 * @client: what the session's machine is told; copied
 * @host: where to connect: a host name, which is looked up (A), or an address
 * @port: the port, 25 or 587
 */
typedef struct
{
  MfSmtpClientConfig client;
  const char *host;
  guint16 port;
} MfSmtpDeliveryConfig;

/**
 * MfSmtpDeliveryListener:
 * @result: the message @tag is done, one outcome for each recipient of its envelope, in order.
 *   Comes exactly once for each message that was added, also when the connection fails (code 0).
 * @idle: (nullable): no message is left: add one, or call mf_smtp_delivery_finish(); doing
 *   neither keeps the connection open. %NULL finishes it.
 * @closed: the connection is over. @error (nullable) says why it went wrong. Comes once, last;
 *   the delivery may be freed in it.
 *
 * Who waits for what becomes of the messages.
 */
typedef struct
{
  void (*result) (MfSmtpDelivery *delivery,
                  gpointer tag,
                  const MfSmtpOutcome *outcomes,
                  guint n_outcomes,
                  gpointer user_data);
  void (*idle) (MfSmtpDelivery *delivery, gpointer user_data);
  void (*closed) (MfSmtpDelivery *delivery, const GError *error, gpointer user_data);
} MfSmtpDeliveryListener;

/**
 * MfSmtpDelivery:
 *
 * One SMTP connection to one server: any number of messages, one after the other.
 */
MfSmtpDelivery *mf_smtp_delivery_new (const MfSite *site,
                                      const MfSmtpDeliveryConfig *config,
                                      const MfSmtpDeliveryListener *listener,
                                      gpointer user_data);
void mf_smtp_delivery_free (MfSmtpDelivery *self);

void mf_smtp_delivery_add_message (MfSmtpDelivery *self,
                                   MfEnvelope *envelope,
                                   GBytes *message,
                                   gpointer tag);
void mf_smtp_delivery_finish (MfSmtpDelivery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSmtpDelivery, mf_smtp_delivery_free)

G_END_DECLS
