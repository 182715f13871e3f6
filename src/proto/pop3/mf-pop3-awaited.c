/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-awaited.h"

/* How many are remembered. A client that is so far ahead is not a client. */
#define MAX_AWAITED 4096

void
mf_pop3_awaited_queue_init (MfPop3AwaitedQueue *self)
{
  *self = (MfPop3AwaitedQueue) { .commands = g_array_new (FALSE, FALSE, sizeof (MfPop3Awaited)) };
}

void
mf_pop3_awaited_queue_clear (MfPop3AwaitedQueue *self)
{
  g_clear_pointer (&self->commands, g_array_unref);
}

/**
 * mf_pop3_awaited_queue_push:
 * @self: a queue
 * @command: the command that was said; copied
 *
 * Returns: whether it is remembered, not just counted
 */
gboolean
mf_pop3_awaited_queue_push (MfPop3AwaitedQueue *self, const MfPop3Awaited *command)
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
  g_array_append_val (self->commands, *command);
  return TRUE;
}

/**
 * mf_pop3_awaited_queue_is_empty:
 * @self: a queue
 *
 * Returns: whether every command has been answered
 */
gboolean
mf_pop3_awaited_queue_is_empty (const MfPop3AwaitedQueue *self)
{
  return self->first == self->commands->len && self->n_forgotten == 0;
}

/**
 * mf_pop3_awaited_queue_peek:
 * @self: a queue
 *
 * Returns: the oldest command, or one that is not known
 */
MfPop3Awaited
mf_pop3_awaited_queue_peek (const MfPop3AwaitedQueue *self)
{
  if (self->first < self->commands->len)
    return g_array_index (self->commands, MfPop3Awaited, self->first);

  return (MfPop3Awaited) { .verb = MF_POP3_NONE };
}

/**
 * mf_pop3_awaited_queue_pop:
 * @self: a queue
 *
 * The oldest command has been answered.
 */
void
mf_pop3_awaited_queue_pop (MfPop3AwaitedQueue *self)
{
  if (self->first < self->commands->len)
    self->first++;
  else if (self->n_forgotten > 0)
    self->n_forgotten--;
}
