/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-endpoint.h"

#include "net/mf-outbox.h"
#include "net/mf-timers.h"

#define READ_SIZE (64 * 1024)

/* How long to wait for the peer's close after our own, and how much of what
 * it still says is read meanwhile. */
#define LINGER_US (10 * G_TIME_SPAN_SECOND)
#define LINGER_MAX (1024 * 1024)

/* How long a peer may take over our last words before they are given up. */
#define FLUSH_US (60 * G_TIME_SPAN_SECOND)

/*   OPEN ── mf_endpoint_close() ──▶ FLUSHING ── all is written ──▶ LINGERING ──▶ DONE
 *
 * LINGERING: our direction is shut, the peer's is read and thrown away until it
 * is shut too. Closing a socket with unread bytes in it would send a reset, and
 * the reset would take our last reply from the peer (RFC 9293 section 3.10.5,
 * RFC 9112 section 9.6 tells the story). */
typedef enum
{
  OPEN,
  FLUSHING,
  LINGERING,
  DONE,
} State;

struct _MfEndpoint
{
  const MfSite *site;
  MfChannel *channel;
  const MfMachineClass *klass;
  gpointer machine;
  const MfEndpointOwner *owner;
  gpointer user_data;

  State state;
  gboolean input_ended;
  gboolean broken;
  gboolean updating;
  gboolean again;
  gsize wasted; /* bytes read while lingering */
  MfOutbox outbox;
  MfTimer *timer;
};

static void update (MfEndpoint *self);

static gint64
get_now (const MfEndpoint *self)
{
  return mf_clock_now (self->site->clock);
}

static void
finish (MfEndpoint *self, gboolean broken)
{
  if (self->state == DONE)
    return;

  self->state = DONE;
  self->broken = broken;
  mf_timer_set (self->timer, G_MAXINT64);
  mf_channel_watch (self->channel, 0);
}

static void
shut (MfEndpoint *self)
{
  mf_channel_shutdown (self->channel);
  if (self->input_ended)
    {
      finish (self, FALSE);
      return;
    }

  self->state = LINGERING;
  mf_timer_set (self->timer, get_now (self) + LINGER_US);
}

/* Returns whether the machine gave anything. */
static gboolean
flush (MfEndpoint *self)
{
  gboolean taken = FALSE;

  while (self->state < LINGERING)
    {
      if (mf_outbox_is_empty (&self->outbox))
        {
          g_autoptr (GBytes) output = self->klass->take_output (self->machine);

          if (output == NULL || g_bytes_get_size (output) == 0)
            break;
          mf_outbox_add (&self->outbox, output);
          taken = TRUE;
        }

      switch (mf_outbox_write (&self->outbox, self->channel))
        {
        case MF_CHANNEL_OK:
          continue;
        case MF_CHANNEL_BROKEN:
          finish (self, TRUE);
          return FALSE;
        default:
          return taken;
        }
    }

  if (self->state == FLUSHING)
    shut (self);
  return taken;
}

static gboolean
wants_input (MfEndpoint *self)
{
  if (self->input_ended || self->state == DONE)
    return FALSE;
  if (self->state == LINGERING || self->klass->wants_input == NULL)
    return TRUE;

  /* A peer that does not take what it is told gets nothing more to say. Only a
   * server may be so strict: if both sides waited until the other reads, they
   * would wait for ever (RFC 2920 section 3.1). */
  return mf_outbox_is_empty (&self->outbox) && self->klass->wants_input (self->machine);
}

static void
watch (MfEndpoint *self)
{
  GIOCondition condition = 0;

  if (wants_input (self))
    condition |= G_IO_IN;
  if (!mf_outbox_is_empty (&self->outbox))
    condition |= G_IO_OUT;
  mf_channel_watch (self->channel, condition);
}

static void
set_deadline (MfEndpoint *self)
{
  gint64 deadline_us = self->klass->get_deadline (self->machine);

  mf_timer_set (self->timer, deadline_us > 0 ? deadline_us : G_MAXINT64);
}

/* Events make output, taken output and answers make events: it goes round until
 * there is neither. An owner that answers within its own step comes back here and is
 * told to wait. The last thing a caller does: @self may be gone afterwards. */
static void
update (MfEndpoint *self)
{
  if (self->updating)
    {
      self->again = TRUE;
      return;
    }

  self->updating = TRUE;
  do
    {
      self->again = FALSE;
      if (self->state == OPEN)
        self->owner->step (self, self->user_data);
      if (flush (self))
        {
          self->again = TRUE;
          self->klass->advance (self->machine, get_now (self));
        }
    }
  while (self->again);
  self->updating = FALSE;

  if (self->state == DONE)
    {
      self->owner->closed (self, self->broken, self->user_data);
      return;
    }
  if (self->state == OPEN)
    set_deadline (self);
  watch (self);
}

static void
take_in (MfEndpoint *self)
{
  guint8 buffer[READ_SIZE];
  gsize n = 0;

  switch (mf_channel_read (self->channel, buffer, sizeof buffer, &n))
    {
    case MF_CHANNEL_OK:
      if (self->state == OPEN)
        {
          self->klass->advance (self->machine, get_now (self));
          self->klass->feed (self->machine, buffer, n);
          self->klass->advance (self->machine, get_now (self));
        }
      else if ((self->wasted += n) > LINGER_MAX)
        finish (self, FALSE);
      break;
    case MF_CHANNEL_END:
      self->input_ended = TRUE;
      if (self->state == OPEN)
        self->klass->feed_end (self->machine);
      else if (self->state == LINGERING)
        finish (self, FALSE);
      break;
    case MF_CHANNEL_BROKEN:
      finish (self, self->state != LINGERING);
      break;
    default:
      break;
    }
}

static void
ready_cb (MfChannel *channel, GIOCondition condition, gpointer user_data)
{
  MfEndpoint *self = user_data;

  if ((condition & G_IO_IN) && wants_input (self))
    take_in (self);
  update (self);
}

static void
timer_cb (gpointer user_data)
{
  MfEndpoint *self = user_data;

  if (self->state != OPEN)
    finish (self, self->state == FLUSHING);
  else
    self->klass->advance (self->machine, get_now (self));
  update (self);
}

/**
 * mf_endpoint_new:
 * @site: (transfer none): where it is
 * @channel: (transfer full): what it speaks over
 * @klass: (transfer none): the kind of machine
 * @machine: (transfer none): the machine; must live as long
 * @owner: (transfer none): who takes its events; must live as long
 * @user_data: for @owner
 *
 * Returns: (transfer full): an endpoint that waits for its first mf_endpoint_update()
 */
MfEndpoint *
mf_endpoint_new (const MfSite *site,
                 MfChannel *channel,
                 const MfMachineClass *klass,
                 gpointer machine,
                 const MfEndpointOwner *owner,
                 gpointer user_data)
{
  MfEndpoint *self = g_new0 (MfEndpoint, 1);

  self->site = site;
  self->channel = channel;
  self->klass = klass;
  self->machine = machine;
  self->owner = owner;
  self->user_data = user_data;
  mf_outbox_init (&self->outbox);
  self->timer = mf_timers_add (site->timers, timer_cb, self);
  mf_channel_set_ready_func (channel, ready_cb, self);
  return self;
}

/**
 * mf_endpoint_free:
 * @self: (nullable): an endpoint; if its connection is still open, it is dropped
 */
void
mf_endpoint_free (MfEndpoint *self)
{
  if (self == NULL)
    return;

  mf_timer_free (self->timer);
  mf_channel_free (self->channel);
  mf_outbox_clear (&self->outbox);
  g_free (self);
}

/**
 * mf_endpoint_update:
 * @self: an endpoint whose machine was given something: an answer, a goal
 *
 * Takes the machine's events and output. The endpoint may be gone afterwards:
 * @closed is called here too.
 */
void
mf_endpoint_update (MfEndpoint *self)
{
  update (self);
}

/**
 * mf_endpoint_close:
 * @self: an endpoint whose machine has ended the dialogue
 *
 * What the machine still has to say is sent, then the connection is closed in
 * order. Only from within @step.
 */
void
mf_endpoint_close (MfEndpoint *self)
{
  if (self->state != OPEN)
    return;

  self->state = FLUSHING;
  mf_timer_set (self->timer, get_now (self) + FLUSH_US);
}
