/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-queue-private.h"

#include "net/mf-mx-lookup.h"
#include "net/mf-smtp-delivery.h"

#include <string.h>

/* The first batch of a destination, and the connection that it makes: look the
 * hosts up, try one after the other until one will talk, and give it what else
 * waits for the same destination while it does. */
struct _MfQueueRun
{
  MfQueue *queue;
  MfQueueDestination *destination;
  MfMxLookup *lookup;
  char **hosts;
  guint host;        /* index of the one that is tried */
  guint n_not_found; /* hosts that do not exist */
  guint n_sent;
  MfSmtpDelivery *delivery;
  GQueue batches; /* of MfQueueBatch: given to the delivery, or next to be */
  GQueue left;    /* of MfQueueBatch: the host would not talk; for the next one */
};

static void
end_batch (MfQueueRun *self, MfQueueBatch *batch)
{
  g_queue_remove (&self->batches, batch);
  g_queue_remove (&self->left, batch);
  mf_queue_batch_free (batch);
}

static void
fail_batch (
    MfQueueRun *self, MfQueueBatch *batch, guint code, const char *enhanced, const char *text)
{
  MfQueueMessage *message = batch->message;

  message->n_holds++;
  for (guint i = 0; i < batch->indexes->len; i++)
    mf_queue_message_add_outcome (message,
                                  mf_queue_outcome_new (g_array_index (batch->indexes, guint, i),
                                                        code, enhanced, text, NULL));
  message->n_holds--;
  end_batch (self, batch);
  mf_queue_message_process (message);
}

/* Hands @outcomes over to the message. */
static void
settle_batch (MfQueueRun *self, MfQueueBatch *batch, GPtrArray *outcomes)
{
  MfQueueMessage *message = batch->message;

  message->n_holds++;
  while (outcomes->len > 0)
    mf_queue_message_add_outcome (message, g_ptr_array_steal_index (outcomes, 0));
  message->n_holds--;
  end_batch (self, batch);
  mf_queue_message_process (message);
}

static GBytes *
take_batch (MfQueueRun *self, MfQueueBatch *batch)
{
  g_autoptr (GError) error = NULL;
  GBytes *content;

  mf_queue_report (self->queue, batch->message, MF_EFFECT_TRIED, batch->attempt, NULL);
  g_queue_push_tail (&self->batches, batch);
  content = mf_spool_read (self->queue->spool, batch->message->entry, &error);
  if (content == NULL)
    fail_batch (self, batch, 451, "4.3.0", error->message);
  return content;
}

static gboolean
give_next (MfQueueRun *self)
{
  while (self->n_sent < self->queue->config.max_messages)
    {
      MfQueueBatch *batch = g_queue_pop_head (&self->destination->batches);
      g_autoptr (GBytes) content = NULL;

      if (batch == NULL)
        return FALSE;
      content = take_batch (self, batch);
      if (content == NULL)
        continue;
      self->n_sent++;
      mf_smtp_delivery_add_message (self->delivery, batch->envelope, content, batch);
      return TRUE;
    }

  return FALSE;
}

/* Whether the host did not even come to speak about the message: then the next
 * one may (RFC 5321 section 5.1: "until a delivery attempt succeeds"). */
static gboolean
is_about_host (const MfSmtpOutcome *outcome)
{
  return outcome->code == 0 || (outcome->code >= 400 && (*outcome->command == '\0' ||
                                                         strcmp (outcome->command, "EHLO") == 0 ||
                                                         strcmp (outcome->command, "HELO") == 0));
}

static void
result_cb (MfSmtpDelivery *delivery,
           gpointer tag,
           const MfSmtpOutcome *outcomes,
           guint n_outcomes,
           gpointer user_data)
{
  MfQueueRun *self = user_data;
  MfQueueBatch *batch = tag;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (mf_queue_outcome_free);

  for (guint i = 0; i < batch->indexes->len && i < n_outcomes; i++)
    g_ptr_array_add (all, mf_queue_outcome_new (g_array_index (batch->indexes, guint, i),
                                                outcomes[i].code, outcomes[i].enhanced,
                                                outcomes[i].text, self->hosts[self->host]));

  if (n_outcomes > 0 && is_about_host (&outcomes[0]))
    {
      g_clear_pointer (&batch->failed, g_ptr_array_unref);
      batch->failed = g_steal_pointer (&all);
      g_queue_remove (&self->batches, batch);
      g_queue_push_tail (&self->left, batch);
      return;
    }

  settle_batch (self, batch, all);
}

static void
idle_cb (MfSmtpDelivery *delivery, gpointer user_data)
{
  MfQueueRun *self = user_data;

  if (!give_next (self))
    mf_smtp_delivery_finish (delivery);
}

static void connect_to_host (MfQueueRun *self);

static void
give_up (MfQueueRun *self)
{
  MfQueueBatch *batch;

  while ((batch = g_queue_peek_head (&self->left)))
    if (self->n_not_found == g_strv_length (self->hosts))
      fail_batch (self, batch, 550, "5.1.2", "There is no such host");
    else
      {
        g_autoptr (GPtrArray) failed = g_steal_pointer (&batch->failed);

        settle_batch (self, batch, failed);
      }
}

static void
closed_cb (MfSmtpDelivery *delivery, const GError *error, gpointer user_data)
{
  MfQueueRun *self = user_data;

  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    self->n_not_found++;
  g_clear_pointer (&self->delivery, mf_smtp_delivery_free);

  if (!g_queue_is_empty (&self->left) && self->hosts[self->host + 1])
    {
      self->host++;
      connect_to_host (self);
      return;
    }

  give_up (self);
  mf_queue_end_run (self->queue, self, self->destination);
}

static const MfSmtpDeliveryListener listener = {
  .result = result_cb,
  .idle = idle_cb,
  .closed = closed_cb,
};

static void
connect_to_host (MfQueueRun *self)
{
  MfSmtpDeliveryConfig config = { .client.helo_name = self->queue->config.host_name,
                                  .client.pipelining = !self->queue->config.no_pipelining,
                                  .host = self->hosts[self->host],
                                  .port = self->destination->port };
  MfQueueBatch *batch;

  self->delivery = mf_smtp_delivery_new (self->queue->site, &config, &listener, self);
  while ((batch = g_queue_pop_head (&self->left)))
    {
      g_autoptr (GBytes) content = NULL;

      g_queue_push_tail (&self->batches, batch);
      content = mf_spool_read (self->queue->spool, batch->message->entry, NULL);
      if (content)
        mf_smtp_delivery_add_message (self->delivery, batch->envelope, content, batch);
      else
        fail_batch (self, batch, 451, "4.3.0", "The message cannot be read");
    }
}

static void
begin (MfQueueRun *self, const char *const *hosts)
{
  MfQueueBatch *batch;

  self->hosts = g_strdupv ((char **) hosts);
  while ((batch = g_queue_pop_head (&self->batches)))
    g_queue_push_tail (&self->left, batch);
  connect_to_host (self);
}

static void
looked_up_cb (const char *const *hosts, const MfSmtpVerdict *failure, gpointer user_data)
{
  MfQueueRun *self = user_data;
  MfQueueBatch *batch;

  if (hosts)
    {
      begin (self, hosts);
      return;
    }

  /* All that waits for this destination shares its fate. */
  while ((batch = g_queue_pop_head (&self->destination->batches)))
    {
      mf_queue_report (self->queue, batch->message, MF_EFFECT_TRIED, batch->attempt, NULL);
      g_queue_push_tail (&self->batches, batch);
    }
  while ((batch = g_queue_peek_head (&self->batches)))
    fail_batch (self, batch, failure->code, failure->enhanced, failure->text);
  mf_queue_end_run (self->queue, self, self->destination);
}

/* mf_queue_run_new:
 * @queue: the queue
 * @destination: a destination for which something waits
 *
 * Returns: (transfer full): an attempt that ends with mf_queue_end_run(), never before this returns
 */
MfQueueRun *
mf_queue_run_new (MfQueue *queue, MfQueueDestination *destination)
{
  MfQueueRun *self = g_new0 (MfQueueRun, 1);
  MfQueueBatch *batch = g_queue_pop_head (&destination->batches);
  const char *const route[] = { destination->host, NULL };

  self->queue = queue;
  self->destination = destination;
  g_queue_init (&self->batches);
  g_queue_init (&self->left);
  self->n_sent = 1;
  g_queue_push_tail (&self->batches, batch);
  mf_queue_report (queue, batch->message, MF_EFFECT_TRIED, batch->attempt, NULL);
  if (destination->host)
    begin (self, route);
  else
    self->lookup = mf_mx_lookup_new (queue->site, destination->key, queue->config.host_name,
                                     looked_up_cb, self);
  return self;
}

void
mf_queue_run_free (MfQueueRun *self)
{
  mf_mx_lookup_free (self->lookup);
  mf_smtp_delivery_free (self->delivery);
  g_queue_clear_full (&self->batches, (GDestroyNotify) mf_queue_batch_free);
  g_queue_clear_full (&self->left, (GDestroyNotify) mf_queue_batch_free);
  g_strfreev (self->hosts);
  g_free (self);
}
