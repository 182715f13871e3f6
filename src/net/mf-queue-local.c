/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-network.h"
#include "net/mf-queue-private.h"

struct _MfQueueLocal
{
  MfQueue *queue; /* NULL once it is gone */
  MfQueueMessage *message;
  GArray *indexes; /* of guint: the recipients that mean this mailbox; the first is asked for */
  MfEnvelope *envelope;
  GBytes *content;
  char *prepared; /* nullable */
  const MfSite *site;
  GList link; /* in the queue's list; data is the delivery */
};

static MfSpoolRecipient *
get_recipient (const MfQueueLocal *self)
{
  return mf_spool_entry_get_recipient (self->message->entry,
                                       g_array_index (self->indexes, guint, 0));
}

static MfQueueLocal *
local_new (MfQueueMessage *message, guint index, MfEnvelope *envelope, GBytes *content)
{
  MfQueue *queue = message->queue;
  MfQueueLocal *self = g_new0 (MfQueueLocal, 1);

  self->queue = queue;
  self->message = message;
  self->indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->indexes, index);
  self->envelope = mf_envelope_ref (envelope);
  self->content = g_bytes_ref (content);
  self->site = queue->site;
  self->link.data = self;
  g_queue_push_tail_link (&queue->locals, &self->link);
  if (queue->site->network)
    mf_network_begin_wait (queue->site->network);
  return self;
}

/* mf_queue_local_free:
 * @self: a delivery that nobody else has in hand */
void
mf_queue_local_free (MfQueueLocal *self)
{
  if (self->site->network)
    mf_network_end_wait (self->site->network);
  if (self->queue)
    g_queue_unlink (&self->queue->locals, &self->link);
  g_array_unref (self->indexes);
  mf_envelope_unref (self->envelope);
  g_bytes_unref (self->content);
  g_free (self->prepared);
  g_free (self);
}

const char *
mf_queue_local_get_prepared (const MfQueueLocal *self)
{
  return self->prepared;
}

/* The delivery of @message that is under way to the mailbox of @recipient.
 * Those who share a mailbox share all: they are due, prepared and stored
 * together, so it was begun in the same breath and is among the last. */
static MfQueueLocal *
find_delivery (MfQueueMessage *message, MfAddress *recipient)
{
  MfQueue *queue = message->queue;

  if (!queue->policy->is_same_mailbox)
    return NULL;

  for (GList *l = queue->locals.tail; l; l = l->prev)
    {
      MfQueueLocal *local = l->data;

      if (local->message != message)
        return NULL;
      if (queue->policy->is_same_mailbox (get_recipient (local)->address, recipient,
                                          queue->user_data))
        return local;
    }

  return NULL;
}

static void
deliver (MfQueueMessage *message, guint index, MfEnvelope *envelope, GBytes *content)
{
  MfQueue *queue = message->queue;
  MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (message->entry, index);
  MfQueueLocal *local = find_delivery (message, recipient->address);

  if (local)
    {
      g_array_append_val (local->indexes, index);
      return;
    }

  local = local_new (message, index, envelope, content);
  /* Half of it was done in an earlier attempt, maybe all: a second copy would be one too many. */
  if (recipient->prepared && queue->policy->finish)
    mf_queue_local_prepared (local, recipient->prepared);
  else
    queue->policy->deliver (local, message->entry->id, envelope, recipient->address, content,
                            queue->user_data);
}

/* mf_queue_deliver_locally:
 * @batch: (transfer full): recipients whose mailboxes are the server's own */
void
mf_queue_deliver_locally (MfQueueBatch *batch)
{
  MfQueueMessage *message = batch->message;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = mf_spool_read (message->queue->spool, message->entry, &error);

  mf_queue_report (message->queue, message, MF_EFFECT_TRIED, batch->attempt, NULL);
  for (guint i = 0; i < batch->indexes->len; i++)
    {
      guint index = g_array_index (batch->indexes, guint, i);

      if (content)
        deliver (message, index, batch->envelope, content);
      else
        mf_queue_message_add_outcome (message, mf_queue_outcome_new (index, 451, "4.3.0",
                                                                     error->message, NULL));
    }
  mf_queue_batch_free (batch);
}

void
mf_queue_forget_locals (MfQueue *self)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->locals)))
    ((MfQueueLocal *) link->data)->queue = NULL;
}

/**
 * mf_queue_local_prepared:
 * @local: (transfer full): a delivery to a mailbox
 * @prepared: the name of what lies beside the mailbox, durably
 *
 * Says that a message waits for being shown to the readers of its mailbox: once
 * the spool knows its name, the policy's finish() is called for it.
 */
void
mf_queue_local_prepared (MfQueueLocal *local, const char *prepared)
{
  MfQueueOutcome *outcome;

  if (local->queue == NULL)
    {
      mf_queue_local_free (local);
      return;
    }

  g_set_str (&local->prepared, prepared);
  outcome = g_new0 (MfQueueOutcome, 1);
  outcome->index = g_array_index (local->indexes, guint, 0);
  outcome->prepared = local;
  mf_queue_message_add_outcome (local->message, outcome);
}

/* mf_queue_local_finish:
 * @self: (transfer full): a delivery that was prepared
 * @error: (nullable): why its name could not be stored */
void
mf_queue_local_finish (MfQueueLocal *self, const GError *error)
{
  if (error)
    mf_queue_local_done (self, &(MfSmtpVerdict) { 451, "4.3.0", error->message });
  else
    self->queue->policy->finish (self, self->envelope, get_recipient (self)->address, self->content,
                                 self->prepared, self->queue->user_data);
}

/**
 * mf_queue_local_done:
 * @local: (transfer full): a delivery to a mailbox
 * @verdict: how it went; code 0 or 2yz: the message lies in the mailbox
 */
void
mf_queue_local_done (MfQueueLocal *local, const MfSmtpVerdict *verdict)
{
  MfQueueMessage *message = local->queue ? local->message : NULL;

  for (guint i = 0; message && i < local->indexes->len; i++)
    {
      MfQueueOutcome *outcome = mf_queue_outcome_new (g_array_index (local->indexes, guint, i),
                                                      verdict->code ? verdict->code : 250,
                                                      verdict->enhanced, verdict->text, NULL);

      outcome->local = TRUE;
      g_queue_push_tail (&message->outcomes, outcome);
    }

  mf_queue_local_free (local);
  if (message)
    mf_queue_message_process (message);
}
