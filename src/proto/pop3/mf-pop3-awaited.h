/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/pop3/mf-pop3-syntax.h"

G_BEGIN_DECLS

/**
 * MfPop3Awaited:
 * @verb: the command; %MF_POP3_NONE if that is not known
 * @multi_line: its +OK goes on until the termination octet
 * @login: its +OK opens the maildrop
 *
 * A command that has not been answered yet.
 */
typedef struct
{
  MfPop3Verb verb;
  gboolean multi_line;
  gboolean login;
} MfPop3Awaited;

/**
 * MfPop3AwaitedQueue:
 *
 * The commands that have not been answered, the oldest first. Only so many of
 * them are remembered; the others are counted.
 */
typedef struct
{
  GArray *commands; /* of MfPop3Awaited */
  guint first;
  guint64 n_forgotten;
} MfPop3AwaitedQueue;

void mf_pop3_awaited_queue_init (MfPop3AwaitedQueue *self);
void mf_pop3_awaited_queue_clear (MfPop3AwaitedQueue *self);
gboolean mf_pop3_awaited_queue_push (MfPop3AwaitedQueue *self, const MfPop3Awaited *command);
gboolean mf_pop3_awaited_queue_is_empty (const MfPop3AwaitedQueue *self);
MfPop3Awaited mf_pop3_awaited_queue_peek (const MfPop3AwaitedQueue *self);
void mf_pop3_awaited_queue_pop (MfPop3AwaitedQueue *self);

G_END_DECLS
