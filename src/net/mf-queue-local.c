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
  guint index;
  const MfSite *site;
  GList link; /* in the queue's list; data is the delivery */
};

static void
deliver (MfQueueMessage *message,
         guint index,
         MfEnvelope *envelope,
         MfAddress *recipient,
         GBytes *content)
{
  MfQueue *queue = message->queue;
  MfQueueLocal *local = g_new0 (MfQueueLocal, 1);

  local->queue = queue;
  local->message = message;
  local->index = index;
  local->site = queue->site;
  local->link.data = local;
  g_queue_push_tail_link (&queue->locals, &local->link);
  if (queue->site->network)
    mf_network_begin_wait (queue->site->network);
  queue->policy->deliver (local, message->entry->id, envelope, recipient, content,
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
        deliver (message, index, batch->envelope, batch->envelope->recipients->pdata[i], content);
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
 * mf_queue_local_done:
 * @local: (transfer full): a delivery to a mailbox
 * @verdict: how it went; code 0 or 2yz: the message lies in the mailbox
 */
void
mf_queue_local_done (MfQueueLocal *local, const MfSmtpVerdict *verdict)
{
  MfQueueOutcome *outcome;

  if (local->site->network)
    mf_network_end_wait (local->site->network);
  if (local->queue == NULL)
    {
      g_free (local);
      return;
    }

  g_queue_unlink (&local->queue->locals, &local->link);
  outcome = mf_queue_outcome_new (local->index, verdict->code ? verdict->code : 250,
                                  verdict->enhanced, verdict->text, NULL);
  outcome->local = TRUE;
  mf_queue_message_add_outcome (local->message, outcome);
  g_free (local);
}
