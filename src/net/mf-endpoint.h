/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-channel.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfMachineClass:
 * @feed: bytes have come
 * @feed_end: the peer will send nothing more
 * @take_output: (transfer full) (nullable): what is to be sent now
 * @wants_input: (nullable): whether bytes would be looked at now; %NULL for always, as a client
 *   must
 * @get_deadline: when @advance must be called, µs since the Unix epoch; %G_MAXINT64 or less than
 *   1 for never
 * @advance: the time
 *
 * What all session machines have in common. The instance is the machine.
 */
typedef struct
{
  void (*feed) (gpointer machine, const guint8 *data, gsize length);
  void (*feed_end) (gpointer machine);
  GBytes *(*take_output) (gpointer machine);
  gboolean (*wants_input) (gpointer machine);
  gint64 (*get_deadline) (gpointer machine);
  void (*advance) (gpointer machine, gint64 now_us);
} MfMachineClass;

/**
 * MF_DEFINE_MACHINE_CLASS:
 * @prefix: what a machine's functions begin with, "mf_smtp_server"
 * @wants: its @wants_input, or %NULL
 *
 * Defines the machine_class of a file whose endpoints all have that machine.
 */
#define MF_DEFINE_MACHINE_CLASS(prefix, wants)                                                     \
  static void machine_feed (gpointer machine, const guint8 *data, gsize length)                    \
  {                                                                                                \
    prefix##_feed (machine, data, length);                                                         \
  }                                                                                                \
  static void machine_feed_end (gpointer machine)                                                  \
  {                                                                                                \
    prefix##_feed_end (machine);                                                                   \
  }                                                                                                \
  static GBytes *machine_take_output (gpointer machine)                                            \
  {                                                                                                \
    return prefix##_take_output (machine);                                                         \
  }                                                                                                \
  static gint64 machine_get_deadline (gpointer machine)                                            \
  {                                                                                                \
    return prefix##_get_deadline (machine);                                                        \
  }                                                                                                \
  static void machine_advance (gpointer machine, gint64 now_us)                                    \
  {                                                                                                \
    prefix##_advance (machine, now_us);                                                            \
  }                                                                                                \
  static const MfMachineClass machine_class = {                                                    \
    .feed = machine_feed,                                                                          \
    .feed_end = machine_feed_end,                                                                  \
    .take_output = machine_take_output,                                                            \
    .wants_input = wants,                                                                          \
    .get_deadline = machine_get_deadline,                                                          \
    .advance = machine_advance,                                                                    \
  };

/**
 * MfEndpointOwner:
 * @step: take every event that the machine has now. When it is the one that ends the dialogue,
 *   call mf_endpoint_close().
 * @closed: the connection is over, in order or (@broken) not. Comes once, last; the endpoint may
 *   be freed in it.
 */
typedef struct
{
  void (*step) (MfEndpoint *endpoint, gpointer user_data);
  void (*closed) (MfEndpoint *endpoint, gboolean broken, gpointer user_data);
} MfEndpointOwner;

/**
 * MfEndpoint:
 *
 * One end of a conversation: a session machine and the channel that it speaks
 * over. Reads while the machine wants input and what it said is being taken
 * by the peer; closes so that the last reply is not lost.
 */
MfEndpoint *mf_endpoint_new (const MfSite *site,
                             MfChannel *channel,
                             const MfMachineClass *klass,
                             gpointer machine,
                             const MfEndpointOwner *owner,
                             gpointer user_data);
void mf_endpoint_free (MfEndpoint *self);

void mf_endpoint_update (MfEndpoint *self);
void mf_endpoint_close (MfEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfEndpoint, mf_endpoint_free)

G_END_DECLS
