/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-channel.h"
#include "net/mf-gate.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfRelayListener:
 * @passed: (nullable): @unit was sent on; %NULL is the end of that direction. Only told by a
 *   relay that runs free; it must not be freed in it.
 * @finished: both sides are done with, or, if @broken, one of them was lost. Comes once, last;
 *   the relay may be freed in it.
 */
typedef struct
{
  void (*passed) (MfRelay *relay, MfDirection direction, MfUnit *unit, gpointer user_data);
  void (*finished) (MfRelay *relay, gboolean broken, gpointer user_data);
} MfRelayListener;

/**
 * MfRelay:
 *
 * The wire that everyone can see: client ⇄ relay ⇄ server. It reads from both
 * sides into the gate, as long as there is room, and writes what is released to
 * the other side. Which channels it runs over, and so who drives it, is not its
 * business: hops in a lab, sockets with their sources elsewhere.
 */
MfRelay *mf_relay_new (MfGate *gate,
                       MfChannel *client,
                       MfChannel *server,
                       const MfClock *clock,
                       const MfRelayListener *listener,
                       gpointer user_data);
void mf_relay_free (MfRelay *self);

void mf_relay_start (MfRelay *self, gboolean free_running);
const MfHeld *mf_relay_peek (const MfRelay *self, MfDirection direction);
MfUnit *mf_relay_release (MfRelay *self, MfDirection direction);
void mf_relay_reset (MfRelay *self);
guint64 mf_relay_get_n_bytes (const MfRelay *self, MfDirection direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfRelay, mf_relay_free)

G_END_DECLS
