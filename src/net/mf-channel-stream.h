/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "net/mf-channel.h"

G_BEGIN_DECLS

/**
 * MfChannelStream:
 *
 * A channel as a #GIOStream, for libraries that speak a protocol over one. Both
 * of its streams can be polled and never block; what makes their sources go off
 * is the channel alone, never a descriptor or the time. So in a lab the count of
 * bytes under way drives libsoup just as it drives our own machines.
 */
#define MF_TYPE_CHANNEL_STREAM (mf_channel_stream_get_type ())
G_DECLARE_FINAL_TYPE (MfChannelStream, mf_channel_stream, MF, CHANNEL_STREAM, GIOStream)

/**
 * MfChannelStreamOwner:
 * @moved: (nullable): @n_read bytes were read, or, if that is 0, some were written; may take the
 *   channel
 * @closed: the stream's user has closed it, or let go of it: @channel (transfer full) is the
 *   owner's again. Comes once, unless mf_channel_stream_take_channel() came first.
 */
typedef struct
{
  void (*moved) (MfChannelStream *stream, gsize n_read, gpointer user_data);
  void (*closed) (MfChannelStream *stream, MfChannel *channel, gpointer user_data);
} MfChannelStreamOwner;

MfChannelStream *
mf_channel_stream_new (MfChannel *channel, const MfChannelStreamOwner *owner, gpointer user_data);
MfChannel *mf_channel_stream_take_channel (MfChannelStream *self);

G_END_DECLS
