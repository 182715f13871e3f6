/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-channel.h"

/**
 * mf_channel_set_ready_func:
 * @self: a channel
 * @func: (nullable): called when something that is watched for can be tried; may free @self
 * @user_data: for @func
 */
void
mf_channel_set_ready_func (MfChannel *self, MfChannelReadyFunc func, gpointer user_data)
{
  self->ready = func;
  self->ready_data = user_data;
}

/**
 * mf_channel_read:
 * @self: a channel
 * @buffer: (out caller-allocates) (array length=size): where bytes are put
 * @size: how many there is room for, at least 1
 * @n_read: (out): how many came; only with %MF_CHANNEL_OK
 *
 * Returns: what happened
 */
MfChannelStatus
mf_channel_read (MfChannel *self, guint8 *buffer, gsize size, gsize *n_read)
{
  return self->klass->read (self, buffer, size, n_read);
}

/**
 * mf_channel_write:
 * @self: a channel
 * @data: (array length=length): bytes to send
 * @length: how many, at least 1
 * @n_written: (out): how many were taken; only with %MF_CHANNEL_OK
 *
 * Returns: what happened, never %MF_CHANNEL_END
 */
MfChannelStatus
mf_channel_write (MfChannel *self, const guint8 *data, gsize length, gsize *n_written)
{
  return self->klass->write (self, data, length, n_written);
}

/**
 * mf_channel_watch:
 * @self: a channel
 * @condition: %G_IO_IN, %G_IO_OUT, both or 0
 *
 * Says what the ready function is to be called for, again and again as long as
 * it can be tried: so watch only for what will be tried.
 */
void
mf_channel_watch (MfChannel *self, GIOCondition condition)
{
  self->klass->watch (self, condition);
}

/**
 * mf_channel_shutdown:
 * @self: a channel
 *
 * Nothing more will be written: the other side reads %MF_CHANNEL_END after
 * what it was sent. Reading goes on.
 */
void
mf_channel_shutdown (MfChannel *self)
{
  self->klass->shutdown (self);
}

/**
 * mf_channel_reset:
 * @self: a channel
 *
 * Cuts the connection: what is under way is lost, and the other side finds it
 * %MF_CHANNEL_BROKEN. Only freeing is allowed afterwards.
 */
void
mf_channel_reset (MfChannel *self)
{
  self->klass->reset (self);
}

/**
 * mf_channel_free:
 * @self: (nullable) (transfer full): a channel; the connection is closed if it still is open
 */
void
mf_channel_free (MfChannel *self)
{
  if (self)
    self->klass->free (self);
}
