/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfAwaitedQueue:
 *
 * The commands of one connection that have not been answered, the oldest
 * first, as a dissector remembers them: plain structs of its own. Only so many
 * of them are remembered; the others are counted.
 */
typedef struct
{
  GArray *commands;
  guint first;
  guint64 n_forgotten;
} MfAwaitedQueue;

void mf_awaited_queue_init (MfAwaitedQueue *self, gsize command_size);
void mf_awaited_queue_clear (MfAwaitedQueue *self);
gboolean mf_awaited_queue_push (MfAwaitedQueue *self, gconstpointer command);
gboolean mf_awaited_queue_is_empty (const MfAwaitedQueue *self);
gconstpointer mf_awaited_queue_peek (const MfAwaitedQueue *self);
void mf_awaited_queue_pop (MfAwaitedQueue *self);
void mf_awaited_queue_pop_all (MfAwaitedQueue *self);

G_END_DECLS
