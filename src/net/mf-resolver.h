/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-network.h"

G_BEGIN_DECLS

/**
 * MfResolver:
 *
 * A #GResolver that answers from a zone. One that belongs to a host of a
 * network asks over that network: an asynchronous question takes its virtual
 * time and is recorded. Synchronous ones, for which time stands still, are
 * answered at once.
 */
#define MF_TYPE_RESOLVER (mf_resolver_get_type ())
G_DECLARE_FINAL_TYPE (MfResolver, mf_resolver, MF, RESOLVER, GResolver)

GResolver *mf_resolver_new (MfZone *zone, MfNetwork *network, int host);

G_END_DECLS
