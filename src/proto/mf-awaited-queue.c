/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-awaited-queue.h"

/* How many are remembered: clients that pipeline send a hundred, and one that
 * is so far ahead is not a client. */
#define MAX_AWAITED 4096

/**
 * mf_awaited_queue_init:
 * @self: a queue
 * @command_size: bytes of the struct that stands for a command
 */
void
mf_awaited_queue_init (MfAwaitedQueue *self, gsize command_size)
{
  *self = (MfAwaitedQueue) { .commands = g_array_new (FALSE, FALSE, (guint) command_size) };
}

void
mf_awaited_queue_clear (MfAwaitedQueue *self)
{
  g_clear_pointer (&self->commands, g_array_unref);
}

/**
 * mf_awaited_queue_push:
 * @self: a queue
 * @command: the command that was said; copied
 *
 * Returns: whether it is remembered, not just counted
 */
gboolean
mf_awaited_queue_push (MfAwaitedQueue *self, gconstpointer command)
{
  /* The order must hold: behind one that was forgotten, all are. */
  if (self->n_forgotten > 0 || self->commands->len - self->first >= MAX_AWAITED)
    {
      self->n_forgotten++;
      return FALSE;
    }

  if (self->first == self->commands->len || self->first >= MAX_AWAITED)
    {
      g_array_remove_range (self->commands, 0, self->first);
      self->first = 0;
    }
  g_array_append_vals (self->commands, command, 1);
  return TRUE;
}

/**
 * mf_awaited_queue_is_empty:
 * @self: a queue
 *
 * Returns: whether every command has been answered
 */
gboolean
mf_awaited_queue_is_empty (const MfAwaitedQueue *self)
{
  return self->first == self->commands->len && self->n_forgotten == 0;
}

/**
 * mf_awaited_queue_peek:
 * @self: a queue
 *
 * Returns: (nullable) (transfer none): the oldest command until the next push;
 *   %NULL if there is none, or it was only counted
 */
gconstpointer
mf_awaited_queue_peek (const MfAwaitedQueue *self)
{
  if (self->first == self->commands->len)
    return NULL;

  return self->commands->data + (gsize) self->first * g_array_get_element_size (self->commands);
}

/**
 * mf_awaited_queue_pop:
 * @self: a queue
 *
 * The oldest command has been answered.
 */
void
mf_awaited_queue_pop (MfAwaitedQueue *self)
{
  if (self->first < self->commands->len)
    self->first++;
  else if (self->n_forgotten > 0)
    self->n_forgotten--;
}

/**
 * mf_awaited_queue_pop_all:
 * @self: a queue
 *
 * The newest command has been answered, so nothing before it will be.
 */
void
mf_awaited_queue_pop_all (MfAwaitedQueue *self)
{
  self->first = self->commands->len;
  self->n_forgotten = 0;
}
