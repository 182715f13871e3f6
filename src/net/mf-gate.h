/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

/**
 * MfGate:
 *
 * The tap and the gate of one relayed connection, without its sockets: bytes
 * go in, are cut into units, and every unit is held until it is released.
 */
typedef struct _MfGate MfGate;

/* A gate that holds this many bytes in one direction is full: nothing more is
 * read, and TCP's back-pressure makes the sender wait. */
#define MF_GATE_CAPACITY (256 * 1024)

/**
 * MfHeld:
 * @unit: (nullable): what is held; %NULL is the end of that direction
 * @departure_us: when it leaves
 * @arrival_us: when it arrives
 */
typedef struct
{
  MfUnit *unit;
  gint64 departure_us;
  gint64 arrival_us;
} MfHeld;

/**
 * MfPace:
 * @latency_us: how long a byte is on its way, in µs
 * @bandwidth: how many bytes leave in a second; 0 for no limit
 */
typedef struct
{
  gint64 latency_us;
  guint64 bandwidth;
} MfPace;

MfGate *mf_gate_new (MfDissector *dissector, MfProtocol protocol, const MfPace *pace);
void mf_gate_free (MfGate *self);

void mf_gate_feed (MfGate *self, MfDirection direction, GBytes *bytes, gint64 now_us);
void mf_gate_end (MfGate *self, MfDirection direction, gint64 now_us);
gsize mf_gate_get_fill (const MfGate *self, MfDirection direction);
const MfHeld *mf_gate_peek (const MfGate *self, MfDirection direction);
gboolean mf_gate_release (MfGate *self, MfDirection direction, MfHeld *held);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfGate, mf_gate_free)

G_END_DECLS
