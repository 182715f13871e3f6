/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"

G_BEGIN_DECLS

/**
 * MfChannelStatus:
 * @MF_CHANNEL_OK: something was read or written
 * @MF_CHANNEL_WAIT: nothing can be, for now; the ready function will be called
 * @MF_CHANNEL_END: the other side has closed its direction (reading only)
 * @MF_CHANNEL_BROKEN: the connection is no more
 */
typedef enum
{
  MF_CHANNEL_OK,
  MF_CHANNEL_WAIT,
  MF_CHANNEL_END,
  MF_CHANNEL_BROKEN,
} MfChannelStatus;

/**
 * MfChannelReadyFunc:
 * @condition: %G_IO_IN, %G_IO_OUT or both: what may be tried now
 */
typedef void (*MfChannelReadyFunc) (MfChannel *channel, GIOCondition condition, gpointer user_data);

/**
 * MfChannel:
 *
 * One end of a connection: bytes in, bytes out, never blocking. Who drives it
 * differs: a #GSource on a real socket (mf_socket_channel_new()), the count of
 * bytes under way in a lab (mf_hop_new()), a TLS connection wrapped around
 * either. Whoever uses it cannot tell.
 */
typedef struct
{
  MfChannelStatus (*read) (MfChannel *self, guint8 *buffer, gsize size, gsize *n_read);
  MfChannelStatus (*write) (MfChannel *self, const guint8 *data, gsize length, gsize *n_written);
  void (*watch) (MfChannel *self, GIOCondition condition);
  void (*shutdown) (MfChannel *self);
  void (*reset) (MfChannel *self);
  void (*free) (MfChannel *self);
} MfChannelClass;

struct _MfChannel
{
  const MfChannelClass *klass;
  MfChannelReadyFunc ready;
  gpointer ready_data;
};

void mf_channel_set_ready_func (MfChannel *self, MfChannelReadyFunc func, gpointer user_data);
MfChannelStatus mf_channel_read (MfChannel *self, guint8 *buffer, gsize size, gsize *n_read);
MfChannelStatus
mf_channel_write (MfChannel *self, const guint8 *data, gsize length, gsize *n_written);
void mf_channel_watch (MfChannel *self, GIOCondition condition);
void mf_channel_shutdown (MfChannel *self);
void mf_channel_reset (MfChannel *self);
void mf_channel_free (MfChannel *self);

MfChannel *mf_socket_channel_new (int fd, GMainContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfChannel, mf_channel_free)

G_END_DECLS
