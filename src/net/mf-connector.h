/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-network.h"

G_BEGIN_DECLS

/**
 * MfConnector:
 *
 * The opening of a connection, from a host name or an address to a channel. A
 * name is looked up, and its addresses are tried in their order.
 */
MfConnector *mf_connector_new (
    const MfSite *site, const char *host, guint16 port, MfConnectFunc func, gpointer user_data);
void mf_connector_free (MfConnector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfConnector, mf_connector_free)

G_END_DECLS
