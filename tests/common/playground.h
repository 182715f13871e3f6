/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-network.h"
#include "net/mf-timers.h"

/* A lab as small as a test needs: four hosts, a network in virtual time, and
 * a log of what happens, a line each. */

enum
{
  PLAYGROUND_ALICE,  /* 192.0.2.10 */
  PLAYGROUND_MAIL_A, /* mail.a.example, 192.0.2.25 */
  PLAYGROUND_MAIL_B, /* mail.b.example, 198.51.100.25 */
  PLAYGROUND_DNS,
  PLAYGROUND_N_HOSTS,
};

/* One way, on every link. */
#define PLAYGROUND_LATENCY_US 10000

typedef struct
{
  MfVirtualClock time;
  MfClock clock;
  MfTimers *timers;
  MfIdSource *ids;
  MfNetwork *network;
  MfSite sites[PLAYGROUND_N_HOSTS];
  GString *log;
  gboolean log_units;
  guint n_units;
} Playground;

void playground_init (Playground *self);
void playground_clear (Playground *self);

/* Lets happen what is due next, if it is not after @until_us. */
gboolean playground_step (Playground *self, gint64 until_us);

/* Lets everything happen that is due before @after_us has passed. */
void playground_run (Playground *self, gint64 after_us);

/* The log so far; it is empty then. */
char *playground_take_log (Playground *self);
