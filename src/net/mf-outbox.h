/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-channel.h"

G_BEGIN_DECLS

/**
 * MfOutbox:
 *
 * Bytes that wait to be written to a channel. A plain struct, to be embedded.
 */
typedef struct
{
  GQueue blocks; /* of GBytes */
  gsize offset;  /* how much of the first block is written */
  gsize size;
} MfOutbox;

void mf_outbox_init (MfOutbox *self);
void mf_outbox_clear (MfOutbox *self);
void mf_outbox_add (MfOutbox *self, GBytes *bytes);
gboolean mf_outbox_is_empty (const MfOutbox *self);
gsize mf_outbox_get_size (const MfOutbox *self);
MfChannelStatus mf_outbox_write (MfOutbox *self, MfChannel *channel);

G_END_DECLS
