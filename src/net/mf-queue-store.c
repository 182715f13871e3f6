/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-queue-private.h"

#include "mail/mf-report.h"
#include "net/mf-network.h"

/* What is stored in one go: what became of some recipients, and the report
 * about those that were given up. The report is stored before the message
 * forgets that it owes one: if we die in between, it is sent twice, not never. */
struct _MfQueueJob
{
  MfQueue *queue; /* NULL once it is gone */
  MfQueueMessage *message;
  const MfSite *site;
  MfSpool *spool;
  MfSpoolEntry *entry;
  GPtrArray *prepared;  /* of MfQueueLocal: to be finished once their names are stored */
  MfSpoolEntry *report; /* nullable */
  MfSpoolFile *report_file;
  GBytes *report_content;
  gboolean reported;
  gboolean removed;
  GError *error;
  GList link; /* in the queue's list; data is the job */
};

/* mf_queue_outcome_new:
 * @index: which recipient
 * @code: what decided, 0 if the connection was lost
 * @enhanced: (nullable): the enhanced status code
 * @text: (nullable): the text
 * @remote: (nullable): the host that said it
 *
 * Returns: (transfer full): how a recipient fared */
MfQueueOutcome *
mf_queue_outcome_new (
    guint index, guint code, const char *enhanced, const char *text, const char *remote)
{
  MfQueueOutcome *self = g_new0 (MfQueueOutcome, 1);
  GString *reply = g_string_new (NULL);

  if (code)
    g_string_append_printf (reply, "%u ", code);
  if (enhanced)
    g_string_append_printf (reply, "%s ", enhanced);
  g_string_append (reply, text ? text : "");
  self->index = index;
  self->code = code;
  self->reply = g_strchomp (g_string_free_and_steal (reply));
  self->remote = g_strdup (remote);
  return self;
}

void
mf_queue_outcome_free (gpointer outcome)
{
  MfQueueOutcome *self = outcome;

  g_clear_pointer (&self->prepared, mf_queue_local_free);
  g_free (self->reply);
  g_free (self->remote);
  g_free (self);
}

/* mf_queue_message_add_outcome:
 * @self: a message
 * @outcome: (transfer full): how one of its recipients fared */
void
mf_queue_message_add_outcome (MfQueueMessage *self, MfQueueOutcome *outcome)
{
  g_queue_push_tail (&self->outcomes, outcome);
  mf_queue_message_process (self);
}

static void
postpone (MfQueueMessage *self, MfSpoolRecipient *recipient, gint64 now_us)
{
  const MfQueueConfig *config = &self->queue->config;
  gint64 expires_us = self->entry->arrived_us + config->lifetime_us;
  guint index = MIN (recipient->attempts, config->n_delays) - 1;

  if (now_us >= expires_us)
    {
      recipient->state = MF_SPOOL_FAILED;
      return;
    }

  /* The last attempt is made when the time is over, not before. */
  recipient->next_attempt_us = MIN (now_us + config->delays_us[index], expires_us);
}

/* A report to nobody is none: the sender is not told, but the log is. */
static void
give_up (MfQueueMessage *self, MfSpoolRecipient *recipient, const MfQueueOutcome *outcome)
{
  const char *address = mf_address_get_text (recipient->address);
  g_autofree char *text = g_strdup_printf ("%s: %s", address, outcome->reply);

  mf_queue_report (self->queue, self, MF_EFFECT_BOUNCED, 0, text);
  if (self->entry->sender)
    return;

  recipient->state = MF_SPOOL_REPORTED;
  g_info ("%s: dropped for %s, has no sender to be told: %s", self->entry->id, address,
          outcome->reply);
}

/* Returns whether the recipient has to wait for another attempt. */
static gboolean
apply_outcome (MfQueueMessage *self, const MfQueueOutcome *outcome, GString *relayed)
{
  MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, outcome->index);
  gint64 now_us = mf_clock_now (self->queue->site->clock);

  self->busy[outcome->index] = FALSE;
  recipient->attempts++;
  recipient->last_attempt_us = now_us;
  mf_spool_recipient_set_reply (recipient, outcome->remote, outcome->reply);

  if (outcome->code / 100 == 2)
    {
      recipient->state = MF_SPOOL_DELIVERED;
      if (!outcome->local)
        g_string_append_printf (relayed, "%s%s", relayed->len ? ", " : "",
                                mf_address_get_text (recipient->address));
    }
  else if (outcome->code / 100 == 5)
    recipient->state = MF_SPOOL_FAILED;
  else
    postpone (self, recipient, now_us);

  if (recipient->state == MF_SPOOL_FAILED)
    give_up (self, recipient, outcome);
  return recipient->state == MF_SPOOL_PENDING;
}

static void
report_deferred (MfQueueMessage *self, guint attempt, gint64 retry_us, const char *reply)
{
  mf_site_report (self->queue->site, &(MfEffect) { .kind = MF_EFFECT_DEFERRED,
                                                   .host = -1,
                                                   .number = attempt,
                                                   .time_us = retry_us,
                                                   .item = self->entry->id,
                                                   .text = (char *) reply });
}

/* Returns whether it only was one half of a delivery; the recipient stays busy. */
static gboolean
apply_prepared (MfQueueMessage *self, MfQueueOutcome *outcome, GPtrArray *prepared)
{
  MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, outcome->index);

  if (outcome->prepared == NULL)
    return FALSE;

  g_set_str (&recipient->prepared, mf_queue_local_get_prepared (outcome->prepared));
  g_ptr_array_add (prepared, g_steal_pointer (&outcome->prepared));
  return TRUE;
}

static void
apply_outcomes (MfQueueMessage *self, GPtrArray *prepared)
{
  g_autoptr (GString) relayed = g_string_new (NULL);
  g_autofree char *deferred = NULL;
  gint64 retry_us = G_MAXINT64;
  guint attempt = 0;
  MfQueueOutcome *outcome;

  while ((outcome = g_queue_pop_head (&self->outcomes)))
    {
      MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, outcome->index);

      if (!apply_prepared (self, outcome, prepared) && apply_outcome (self, outcome, relayed))
        {
          attempt = MAX (attempt, recipient->attempts);
          retry_us = MIN (retry_us, recipient->next_attempt_us);
          g_set_str (&deferred, outcome->reply);
        }
      mf_queue_outcome_free (outcome);
    }

  if (relayed->len > 0)
    mf_queue_report (self->queue, self, MF_EFFECT_RELAYED, 0, relayed->str);
  if (deferred)
    report_deferred (self, attempt, retry_us, deferred);
}

static gboolean
has_recipient (const MfSpoolEntry *entry, MfSpoolState state)
{
  for (guint i = 0; i < entry->recipients->len; i++)
    if (mf_spool_entry_get_recipient (entry, i)->state == state)
      return TRUE;

  return FALSE;
}

static void
write_report (MfQueueJob *self)
{
  MfQueue *queue = self->queue;
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) message = mf_spool_read (self->spool, self->entry, &self->error);
  g_autofree char *id = NULL;

  if (message == NULL)
    return;

  self->report_content = mf_report_compose (self->entry, message, queue->config.host_name,
                                            queue->site->clock, queue->site->ids, &envelope);
  if (self->report_content == NULL)
    return;

  envelope->arrived_us = mf_clock_now (queue->site->clock);
  id = mf_id_source_next_id (queue->site->ids);
  self->report = mf_spool_entry_new (id, envelope);
  self->report_file = mf_spool_begin (self->spool, id);
}

/* In a worker thread, if there is one; the entry is the job's meanwhile. */
static void
store (gpointer data)
{
  MfQueueJob *self = data;

  if (self->report)
    self->reported =
        mf_spool_file_append_bytes (self->report_file, self->report_content, &self->error) &&
        mf_spool_commit (self->spool, self->report, self->report_file, &self->error);

  for (guint i = 0; self->reported && i < self->entry->recipients->len; i++)
    {
      MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, i);

      if (recipient->state == MF_SPOOL_FAILED)
        recipient->state = MF_SPOOL_REPORTED;
    }

  if (has_recipient (self->entry, MF_SPOOL_PENDING) || has_recipient (self->entry, MF_SPOOL_FAILED))
    mf_spool_update (self->spool, self->entry, self->error ? NULL : &self->error);
  else
    self->removed = mf_spool_remove (self->spool, self->entry, self->error ? NULL : &self->error);
}

static void
job_free (MfQueueJob *self)
{
  g_ptr_array_unref (self->prepared);
  g_clear_pointer (&self->report_file, mf_spool_file_free);
  g_clear_pointer (&self->report_content, g_bytes_unref);
  mf_spool_entry_unref (self->entry);
  g_clear_pointer (&self->report, mf_spool_entry_unref);
  mf_spool_unref (self->spool);
  g_clear_error (&self->error);
  g_free (self);
}

/* What could not be stored is tried again with the next attempt. */
static void
put_off (MfQueueMessage *self)
{
  gint64 next_us = mf_clock_now (self->queue->site->clock) + self->queue->config.delays_us[0];

  for (guint i = 0; i < self->entry->recipients->len; i++)
    {
      MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, i);

      if (recipient->state == MF_SPOOL_FAILED)
        recipient->next_attempt_us = next_us;
    }
  mf_timer_set (self->timer, MIN (mf_timer_get (self->timer), next_us));
}

/* The entry promises now that they are delivered. */
static void
finish_prepared (MfQueueJob *self)
{
  MfQueueMessage *message = self->message;

  message->n_holds++;
  while (self->prepared->len > 0)
    mf_queue_local_finish (g_ptr_array_steal_index (self->prepared, 0), self->error);
  message->n_holds--;
}

static void
stored (gpointer data)
{
  MfQueueJob *self = data;
  MfQueueMessage *message = self->message;
  MfQueue *queue = self->queue;

  if (self->site->network)
    mf_network_end_wait (self->site->network);
  if (queue == NULL)
    {
      job_free (self);
      return;
    }

  g_queue_unlink (&queue->jobs, &self->link);
  message->job = NULL;
  if (self->error)
    g_warning ("%s: cannot be stored: %s", self->entry->id, self->error->message);

  if (self->removed)
    {
      mf_queue_report (queue, message, MF_EFFECT_DEQUEUED, 0, NULL);
      mf_queue_message_free (message);
    }
  else
    {
      mf_queue_message_set_timer (message);
      if (self->error)
        put_off (message);
      finish_prepared (self);
      mf_queue_message_process (message);
    }
  if (self->reported)
    mf_queue_add (queue, self->report);
  job_free (self);
}

static void
start_job (MfQueueMessage *self, GPtrArray *prepared)
{
  MfQueue *queue = self->queue;
  MfQueueJob *job = g_new0 (MfQueueJob, 1);

  job->queue = queue;
  job->message = self;
  job->site = queue->site;
  job->spool = mf_spool_ref (queue->spool);
  job->entry = mf_spool_entry_ref (self->entry);
  job->prepared = g_ptr_array_ref (prepared);
  job->link.data = job;
  if (has_recipient (self->entry, MF_SPOOL_FAILED))
    write_report (job);

  self->job = job;
  g_queue_push_tail_link (&queue->jobs, &job->link);
  mf_timer_set (self->timer, G_MAXINT64);
  if (queue->site->network)
    mf_network_begin_wait (queue->site->network);
  if (queue->policy->run)
    queue->policy->run (store, stored, job, queue->user_data);
  else
    {
      store (job);
      stored (job);
    }
}

/* mf_queue_message_process:
 * @self: a message; gone afterwards if nothing of it is left
 *
 * Takes its outcomes in and stores them. */
void
mf_queue_message_process (MfQueueMessage *self)
{
  g_autoptr (GPtrArray) prepared = NULL;

  if (self->n_holds > 0 || self->job)
    return;
  if (g_queue_is_empty (&self->outcomes) && !self->store_now)
    return;

  self->store_now = FALSE;
  prepared = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_queue_local_free);
  apply_outcomes (self, prepared);
  start_job (self, prepared);
}

void
mf_queue_forget_jobs (MfQueue *self)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->jobs)))
    ((MfQueueJob *) link->data)->queue = NULL;
}
