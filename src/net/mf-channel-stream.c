/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-channel-stream.h"

/* The streams of one channel; each holds on to it, so that it lives as long as
 * any of them. */
typedef struct
{
  gatomicrefcount refs;
  MfChannel *channel; /* NULL: given back, everything fails from now on */
  MfChannelStream *stream;
  GPtrArray *sources; /* of ReadySource, not owned: those that wait, oldest first */
  const MfChannelStreamOwner *owner;
  gpointer user_data;
} Core;

struct _MfChannelStream
{
  GIOStream parent_instance;
  Core *core;
  GInputStream *input;
  GOutputStream *output;
};

typedef struct
{
  GSource source;
  Core *core;
  GIOCondition condition;
} ReadySource;

#define MF_TYPE_CHANNEL_INPUT (mf_channel_input_get_type ())
G_DECLARE_FINAL_TYPE (MfChannelInput, mf_channel_input, MF, CHANNEL_INPUT, GInputStream)

struct _MfChannelInput
{
  GInputStream parent_instance;
  Core *core;
};

#define MF_TYPE_CHANNEL_OUTPUT (mf_channel_output_get_type ())
G_DECLARE_FINAL_TYPE (MfChannelOutput, mf_channel_output, MF, CHANNEL_OUTPUT, GOutputStream)

struct _MfChannelOutput
{
  GOutputStream parent_instance;
  Core *core;
};

static void input_iface_init (GPollableInputStreamInterface *iface);
static void output_iface_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE (MfChannelStream, mf_channel_stream, G_TYPE_IO_STREAM)
G_DEFINE_FINAL_TYPE_WITH_CODE (MfChannelInput,
                               mf_channel_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      input_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (MfChannelOutput,
                               mf_channel_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      output_iface_init))

static Core *
core_ref (Core *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
core_unref (Core *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  mf_channel_free (self->channel);
  g_ptr_array_unref (self->sources);
  g_free (self);
}

/* Watches for what the waiting sources wait for, and have not been told yet. */
static void
core_watch (Core *self)
{
  GIOCondition condition = 0;

  if (self->channel == NULL)
    return;

  for (guint i = 0; i < self->sources->len; i++)
    {
      ReadySource *source = g_ptr_array_index (self->sources, i);

      if (g_source_get_ready_time (&source->source) < 0)
        condition |= source->condition;
    }
  mf_channel_watch (self->channel, condition);
}

static void
wake (Core *self, GIOCondition condition)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      ReadySource *source = g_ptr_array_index (self->sources, i);

      if (source->condition & condition)
        g_source_set_ready_time (&source->source, 0);
    }
}

static void
ready_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  wake (user_data, condition);
  core_watch (user_data);
}

/* Whoever waits finds out by trying that there is nothing to wait for. */
static MfChannel *
core_take_channel (Core *self)
{
  MfChannel *channel = g_steal_pointer (&self->channel);

  if (channel)
    {
      mf_channel_watch (channel, 0);
      mf_channel_set_ready_func (channel, NULL, NULL);
      wake (self, G_IO_IN | G_IO_OUT);
    }
  return channel;
}

/* sources */

static gboolean
ready_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  core_watch (((ReadySource *) source)->core);
  return G_SOURCE_CONTINUE;
}

static void
ready_source_dispose (GSource *source)
{
  Core *core = ((ReadySource *) source)->core;

  if (g_ptr_array_remove (core->sources, source))
    core_watch (core);
}

static void
ready_source_finalize (GSource *source)
{
  core_unref (((ReadySource *) source)->core);
}

/* Never called: what is dispatched is the source that this one is a child of. */
static gboolean
ready_source_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs ready_source_funcs = { .dispatch = ready_source_dispatch,
                                           .finalize = ready_source_finalize,
                                           .closure_callback = ready_source_cb };

/* A source that goes off as often as @condition can be tried. */
static GSource *
create_source (Core *core, GObject *stream, GIOCondition condition, GCancellable *cancellable)
{
  GSource *child = g_source_new (&ready_source_funcs, sizeof (ReadySource));
  ReadySource *self = (ReadySource *) child;
  GSource *source;

  self->core = core_ref (core);
  self->condition = condition;
  g_source_set_dispose_function (child, ready_source_dispose);
  g_source_set_static_name (child, "[mailflow] channel");
  g_ptr_array_add (core->sources, self);
  if (core->channel)
    core_watch (core);
  else
    g_source_set_ready_time (child, 0);

  source = g_pollable_source_new_full (stream, child, cancellable);
  g_source_unref (child);
  return source;
}

/* what both directions share */

static gssize
finish (Core *core, MfChannelStatus status, gsize n, gboolean reading, GError **error)
{
  switch (status)
    {
    case MF_CHANNEL_OK:
      if (core->owner->moved && core->stream)
        core->owner->moved (core->stream, reading ? n : 0, core->user_data);
      return (gssize) n;
    case MF_CHANNEL_END:
      return 0;
    case MF_CHANNEL_WAIT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Nothing can be done yet");
      return -1;
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                           "The connection is closed");
      return -1;
    }
}

static gssize
core_read (Core *core, void *buffer, gsize count, GError **error)
{
  gsize n = 0;
  MfChannelStatus status = MF_CHANNEL_BROKEN;

  if (count == 0)
    return 0;
  if (core->channel)
    status = mf_channel_read (core->channel, buffer, count, &n);
  return finish (core, status, n, TRUE, error);
}

static gssize
core_write (Core *core, const void *buffer, gsize count, GError **error)
{
  gsize n = 0;
  MfChannelStatus status = MF_CHANNEL_BROKEN;

  if (count == 0)
    return 0;
  if (core->channel)
    status = mf_channel_write (core->channel, buffer, count, &n);
  return finish (core, status, n, FALSE, error);
}

/* reading */

static gssize
mf_channel_input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return core_read (MF_CHANNEL_INPUT (stream)->core, buffer, count, error);
}

static gssize
mf_channel_input_read_nonblocking (GPollableInputStream *stream,
                                   void *buffer,
                                   gsize count,
                                   GError **error)
{
  return core_read (MF_CHANNEL_INPUT (stream)->core, buffer, count, error);
}

/* Whether a byte, the end or a break is there can only be found out by taking it;
 * who asks this wants to know whether an idle connection is still good, and has
 * to be ready to be wrong. */
static gboolean
mf_channel_input_is_readable (GPollableInputStream *stream)
{
  return MF_CHANNEL_INPUT (stream)->core->channel == NULL;
}

static GSource *
mf_channel_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return create_source (MF_CHANNEL_INPUT (stream)->core, G_OBJECT (stream), G_IO_IN, cancellable);
}

static void
mf_channel_input_finalize (GObject *object)
{
  core_unref (MF_CHANNEL_INPUT (object)->core);
  G_OBJECT_CLASS (mf_channel_input_parent_class)->finalize (object);
}

static void
mf_channel_input_class_init (MfChannelInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_channel_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = mf_channel_input_read;
}

static void
mf_channel_input_init (MfChannelInput *self)
{
}

static void
input_iface_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = mf_channel_input_is_readable;
  iface->create_source = mf_channel_input_create_source;
  iface->read_nonblocking = mf_channel_input_read_nonblocking;
}

/* writing */

static gssize
mf_channel_output_write (GOutputStream *stream,
                         const void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  return core_write (MF_CHANNEL_OUTPUT (stream)->core, buffer, count, error);
}

static gssize
mf_channel_output_write_nonblocking (GPollableOutputStream *stream,
                                     const void *buffer,
                                     gsize count,
                                     GError **error)
{
  return core_write (MF_CHANNEL_OUTPUT (stream)->core, buffer, count, error);
}

static gboolean
mf_channel_output_is_writable (GPollableOutputStream *stream)
{
  return TRUE;
}

static GSource *
mf_channel_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return create_source (MF_CHANNEL_OUTPUT (stream)->core, G_OBJECT (stream), G_IO_OUT, cancellable);
}

static void
mf_channel_output_finalize (GObject *object)
{
  core_unref (MF_CHANNEL_OUTPUT (object)->core);
  G_OBJECT_CLASS (mf_channel_output_parent_class)->finalize (object);
}

static void
mf_channel_output_class_init (MfChannelOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_channel_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = mf_channel_output_write;
}

static void
mf_channel_output_init (MfChannelOutput *self)
{
}

static void
output_iface_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = mf_channel_output_is_writable;
  iface->create_source = mf_channel_output_create_source;
  iface->write_nonblocking = mf_channel_output_write_nonblocking;
}

/* the stream */

static GInputStream *
mf_channel_stream_get_input_stream (GIOStream *stream)
{
  return MF_CHANNEL_STREAM (stream)->input;
}

static GOutputStream *
mf_channel_stream_get_output_stream (GIOStream *stream)
{
  return MF_CHANNEL_STREAM (stream)->output;
}

static void
give_back (MfChannelStream *self)
{
  Core *core = self->core;
  MfChannel *channel = core_take_channel (core);

  core->stream = NULL;
  if (channel)
    core->owner->closed (self, channel, core->user_data);
}

static gboolean
mf_channel_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  give_back (MF_CHANNEL_STREAM (stream));
  return TRUE;
}

static void
mf_channel_stream_finalize (GObject *object)
{
  MfChannelStream *self = MF_CHANNEL_STREAM (object);

  give_back (self);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  core_unref (self->core);
  G_OBJECT_CLASS (mf_channel_stream_parent_class)->finalize (object);
}

static void
mf_channel_stream_class_init (MfChannelStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mf_channel_stream_finalize;
  stream_class->get_input_stream = mf_channel_stream_get_input_stream;
  stream_class->get_output_stream = mf_channel_stream_get_output_stream;
  stream_class->close_fn = mf_channel_stream_close;
}

static void
mf_channel_stream_init (MfChannelStream *self)
{
}

/**
 * mf_channel_stream_new:
 * @channel: (transfer full): what it speaks over
 * @owner: (transfer none): who is told; must live as long as the channel is the stream's
 * @user_data: for @owner
 *
 * Returns: (transfer full): a stream
 */
MfChannelStream *
mf_channel_stream_new (MfChannel *channel, const MfChannelStreamOwner *owner, gpointer user_data)
{
  MfChannelStream *self = g_object_new (MF_TYPE_CHANNEL_STREAM, NULL);
  Core *core = g_new0 (Core, 1);

  g_atomic_ref_count_init (&core->refs);
  core->channel = channel;
  core->stream = self;
  core->sources = g_ptr_array_new ();
  core->owner = owner;
  core->user_data = user_data;
  mf_channel_set_ready_func (channel, ready_cb, core);

  self->core = core;
  self->input = g_object_new (MF_TYPE_CHANNEL_INPUT, NULL);
  MF_CHANNEL_INPUT (self->input)->core = core_ref (core);
  self->output = g_object_new (MF_TYPE_CHANNEL_OUTPUT, NULL);
  MF_CHANNEL_OUTPUT (self->output)->core = core_ref (core);
  return self;
}

/**
 * mf_channel_stream_take_channel:
 * @self: a stream
 *
 * From now on its user finds the connection closed.
 *
 * Returns: (transfer full) (nullable): its channel; %NULL if the owner has it already
 */
MfChannel *
mf_channel_stream_take_channel (MfChannelStream *self)
{
  self->core->stream = NULL;
  return core_take_channel (self->core);
}
