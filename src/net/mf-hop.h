/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-channel.h"

G_BEGIN_DECLS

/* The most bytes that are under way in one direction of a hop: so few that
 * loopback always has room for them, so that what a write takes never depends
 * on the kernel's mood. */
#define MF_HOP_WINDOW (64 * 1024)

/**
 * MfPump:
 *
 * Drives hops by the count of what is under way in them. The ends that have
 * something to do are called in the order in which it came up.
 */
typedef struct _MfPump MfPump;

MfPump *mf_pump_new (void);
void mf_pump_free (MfPump *self);
gboolean mf_pump_is_idle (const MfPump *self);
void mf_pump_run (MfPump *self);

/**
 * MfHop:
 *
 * One TCP connection whose two ends both live in this process, so that every
 * byte written at one end can be counted and waited for at the other.
 */
void mf_hop_new (MfPump *pump, int opener_fd, int accepter_fd, MfChannel **ends);

int mf_hop_listen (guint16 *port, GError **error);
gboolean mf_hop_connect (int listener, guint16 port, int *fds, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPump, mf_pump_free)

G_END_DECLS
