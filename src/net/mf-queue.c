/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-queue.h"

#include "mail/mf-message.h"
#include "net/mf-queue-private.h"

#include <string.h>

#define MINUTE_US (60 * G_TIME_SPAN_SECOND)

#define DEFAULT_LIFETIME_US (5 * G_TIME_SPAN_DAY)
#define DEFAULT_MAX_MESSAGES 100
#define SMTP_PORT 25

/* RFC 5321 section 4.5.4.1 wants at least 30 minutes between attempts, but
 * grants "more sophisticated and variable strategies": as the first failures
 * are often over soon, the first retries come sooner. */
static const gint64 default_delays[] = {
  5 * MINUTE_US,  10 * MINUTE_US,  20 * MINUTE_US,  40 * MINUTE_US,
  80 * MINUTE_US, 160 * MINUTE_US, 240 * MINUTE_US,
};

static void
destination_free (gpointer data)
{
  MfQueueDestination *self = data;

  g_queue_clear_full (&self->batches, (GDestroyNotify) mf_queue_batch_free);
  g_free (self->key);
  g_free (self->host);
  g_free (self);
}

static MfQueueRoute *
copy_routes (const MfQueueRoute *routes, guint n)
{
  MfQueueRoute *copy = g_new0 (MfQueueRoute, n);

  for (guint i = 0; i < n; i++)
    copy[i] = (MfQueueRoute) { .domain = g_strdup (routes[i].domain),
                               .host = g_strdup (routes[i].host),
                               .port = routes[i].port };
  return copy;
}

static void
copy_config (MfQueue *self, const MfQueueConfig *config)
{
  MfQueueConfig *own = &self->config;

  *own = *config;
  own->host_name = g_strdup (config->host_name);
  own->routes = copy_routes (config->routes, config->n_routes);
  if (config->delays_us == NULL || config->n_delays == 0)
    {
      own->delays_us = default_delays;
      own->n_delays = G_N_ELEMENTS (default_delays);
    }
  own->delays_us = g_memdup2 (own->delays_us, own->n_delays * sizeof *own->delays_us);
  if (own->lifetime_us <= 0)
    own->lifetime_us = DEFAULT_LIFETIME_US;
  own->max_connections = MAX (own->max_connections, 1);
  own->max_per_destination = MAX (own->max_per_destination, 1);
  if (own->max_messages == 0)
    own->max_messages = DEFAULT_MAX_MESSAGES;
}

/**
 * mf_queue_new:
 * @site: (transfer none): where it is
 * @spool: its storage; a reference is taken
 * @config: how it tries; copied
 * @policy: (nullable) (transfer none): whose mail stays here; must live longer
 * @user_data: for @policy
 *
 * Returns: (transfer full): an empty queue; mf_queue_load() fills it with what the spool holds
 */
MfQueue *
mf_queue_new (const MfSite *site,
              MfSpool *spool,
              const MfQueueConfig *config,
              const MfQueuePolicy *policy,
              gpointer user_data)
{
  static const MfQueuePolicy no_policy;
  MfQueue *self = g_new0 (MfQueue, 1);

  self->site = site;
  self->spool = mf_spool_ref (spool);
  copy_config (self, config);
  self->policy = policy ? policy : &no_policy;
  self->user_data = user_data;
  g_queue_init (&self->messages);
  self->destinations = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, destination_free);
  g_queue_init (&self->waiting);
  g_queue_init (&self->runs);
  g_queue_init (&self->locals);
  g_queue_init (&self->jobs);
  return self;
}

/**
 * mf_queue_free:
 * @self: (nullable): a queue; connections are dropped. What is not delivered stays in the spool.
 */
void
mf_queue_free (MfQueue *self)
{
  if (self == NULL)
    return;

  mf_queue_forget_locals (self);
  mf_queue_forget_jobs (self);
  g_queue_clear_full (&self->runs, (GDestroyNotify) mf_queue_run_free);
  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->destinations);
  while (self->messages.head)
    mf_queue_message_free (self->messages.head->data);
  for (guint i = 0; i < self->config.n_routes; i++)
    {
      g_free ((char *) self->config.routes[i].domain);
      g_free ((char *) self->config.routes[i].host);
    }
  g_free ((MfQueueRoute *) self->config.routes);
  g_free ((gint64 *) self->config.delays_us);
  g_free ((char *) self->config.host_name);
  mf_spool_unref (self->spool);
  g_free (self);
}

/* mf_queue_report: says what has become of a message */
void
mf_queue_report (
    MfQueue *self, const MfQueueMessage *message, MfEffectKind kind, guint number, const char *text)
{
  mf_site_report (self->site, &(MfEffect) { .kind = kind,
                                            .host = -1,
                                            .number = number,
                                            .item = message->entry->id,
                                            .text = (char *) text });
}

static char *
find_subject (GBytes *content)
{
  g_autoptr (MfMessage) message = NULL;
  g_autoptr (GBytes) header = NULL;
  const MfPart *root;
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  const char *end = g_strstr_len (data, (gssize) size, "\r\n\r\n");

  /* The header alone: a letter of 10 MiB has a subject as short as any. */
  header = g_bytes_new_from_bytes (content, 0, end ? (gsize) (end - data) + 4 : size);
  message = mf_message_parse (header);
  root = mf_message_get_root (message);
  for (guint i = 0; i < root->n_fields; i++)
    if (g_ascii_strcasecmp (root->fields[i].name, "Subject") == 0)
      return g_strdup (root->fields[i].value);

  return NULL;
}

static void
report_queued (MfQueue *self, const MfSpoolEntry *entry)
{
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *subject = NULL;

  if (self->site->report == NULL)
    return;

  envelope = mf_spool_entry_dup_envelope (entry, MF_SPOOL_PENDING);
  content = mf_spool_read (self->spool, entry, NULL);
  subject = content ? find_subject (content) : NULL;
  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_QUEUED,
                                            .host = -1,
                                            .item = entry->id,
                                            .subject = subject,
                                            .envelope = envelope,
                                            .content = content });
}

static const MfQueueRoute *
find_route (const MfQueue *self, const char *domain)
{
  const MfQueueRoute *any = NULL;

  for (guint i = 0; i < self->config.n_routes; i++)
    {
      const MfQueueRoute *route = &self->config.routes[i];

      if (g_ascii_strcasecmp (route->domain, domain) == 0)
        return route;
      if (strcmp (route->domain, "*") == 0)
        any = route;
    }

  return any;
}

/* (nullable) (transfer full): the host that @domain goes to without asking the
 * DNS: its route, or the address that it is (RFC 5321 section 4.1.3). */
static char *
find_host (const char *domain, const MfQueueRoute *route)
{
  const char *address = domain + 1;

  if (route)
    return g_strdup (route->host);
  if (domain[0] != '[')
    return NULL;
  if (g_ascii_strncasecmp (address, "IPv6:", 5) == 0)
    address += 5;
  return g_strndup (address, strcspn (address, "]"));
}

static MfQueueDestination *
need_destination (MfQueue *self, const char *domain)
{
  g_autofree char *key = g_ascii_strdown (domain, -1);
  MfQueueDestination *destination = g_hash_table_lookup (self->destinations, key);
  const MfQueueRoute *route;

  if (destination)
    return destination;

  route = find_route (self, key);
  destination = g_new0 (MfQueueDestination, 1);
  destination->key = g_steal_pointer (&key);
  destination->host = find_host (destination->key, route);
  destination->port = route ? route->port : SMTP_PORT;
  g_queue_init (&destination->batches);
  g_hash_table_insert (self->destinations, destination->key, destination);
  return destination;
}

static gboolean
is_local (MfQueue *self, const char *domain)
{
  return self->policy->is_local && self->policy->is_local (domain, self->user_data);
}

static MfQueueBatch *
batch_new (MfQueueMessage *message)
{
  MfQueueBatch *self = g_new0 (MfQueueBatch, 1);

  self->message = message;
  self->indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->envelope = mf_envelope_new (message->entry->sender);
  self->envelope->body = message->entry->body;
  self->envelope->declared_size = message->entry->size;
  self->envelope->arrived_us = message->entry->arrived_us;
  return self;
}

void
mf_queue_batch_free (MfQueueBatch *self)
{
  g_array_unref (self->indexes);
  mf_envelope_unref (self->envelope);
  g_clear_pointer (&self->failed, g_ptr_array_unref);
  g_free (self);
}

static void
batch_add (MfQueueBatch *self, guint index)
{
  MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->message->entry, index);

  g_array_append_val (self->indexes, index);
  mf_envelope_add_recipient (self->envelope, recipient->address);
  self->attempt = MAX (self->attempt, recipient->attempts + 1);
  self->message->busy[index] = TRUE;
}

static gboolean
is_due (const MfQueueMessage *self, guint index, gint64 now_us)
{
  const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, index);

  return recipient->state == MF_SPOOL_PENDING && !self->busy[index] &&
         recipient->next_attempt_us <= now_us;
}

/* The due recipients from @first on that share its domain. */
static MfQueueBatch *
gather (MfQueueMessage *self, guint first, gint64 now_us)
{
  MfQueueBatch *batch = batch_new (self);
  const char *domain =
      mf_address_get_domain (mf_spool_entry_get_recipient (self->entry, first)->address);

  for (guint i = first; i < self->entry->recipients->len; i++)
    {
      const MfAddress *address = mf_spool_entry_get_recipient (self->entry, i)->address;

      if (is_due (self, i, now_us) &&
          g_ascii_strcasecmp (mf_address_get_domain (address), domain) == 0)
        batch_add (batch, i);
    }
  return batch;
}

static void
enqueue (MfQueue *self, MfQueueBatch *batch, const char *domain)
{
  MfQueueDestination *destination = need_destination (self, domain);

  g_queue_push_tail (&destination->batches, batch);
  if (!destination->waiting && destination->n_runs < self->config.max_per_destination)
    {
      destination->waiting = TRUE;
      g_queue_push_tail (&self->waiting, destination);
    }
}

/* A report that could not be stored, or a message that could not be removed. */
static gboolean
owes_spool (const MfQueueMessage *self, gint64 now_us)
{
  gboolean pending = FALSE;

  for (guint i = 0; i < self->entry->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, i);

      pending |= recipient->state == MF_SPOOL_PENDING;
      if (recipient->state == MF_SPOOL_FAILED && recipient->next_attempt_us <= now_us)
        return TRUE;
    }

  return !pending;
}

static void
dispatch (MfQueueMessage *self)
{
  MfQueue *queue = self->queue;
  gint64 now_us = mf_clock_now (self->queue->site->clock);

  if (self->job)
    return;

  self->store_now = owes_spool (self, now_us);
  self->n_holds++;
  for (guint i = 0; i < self->entry->recipients->len; i++)
    {
      const char *domain =
          mf_address_get_domain (mf_spool_entry_get_recipient (self->entry, i)->address);
      MfQueueBatch *batch;

      if (!is_due (self, i, now_us))
        continue;
      batch = gather (self, i, now_us);
      if (is_local (queue, domain))
        mf_queue_deliver_locally (batch);
      else
        enqueue (queue, batch, domain);
    }
  self->n_holds--;
  mf_queue_message_process (self);
  mf_queue_schedule (queue);
}

static void
timer_cb (gpointer user_data)
{
  dispatch (user_data);
}

/* mf_queue_message_set_timer: sets it to when the first idle recipient is due */
void
mf_queue_message_set_timer (MfQueueMessage *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->entry->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self->entry, i);

      if (recipient->state == MF_SPOOL_FAILED ||
          (recipient->state == MF_SPOOL_PENDING && !self->busy[i]))
        next = MIN (next, recipient->next_attempt_us);
    }
  mf_timer_set (self->timer, next);
}

void
mf_queue_message_free (MfQueueMessage *self)
{
  g_queue_unlink (&self->queue->messages, &self->link);
  g_queue_clear_full (&self->outcomes, mf_queue_outcome_free);
  mf_timer_free (self->timer);
  mf_spool_entry_unref (self->entry);
  g_free (self->busy);
  g_free (self);
}

static void
end_destination (MfQueue *self, MfQueueDestination *destination)
{
  if (destination->n_runs == 0 && !destination->waiting && g_queue_is_empty (&destination->batches))
    g_hash_table_remove (self->destinations, destination->key);
}

/* mf_queue_schedule: starts as many runs as are allowed */
void
mf_queue_schedule (MfQueue *self)
{
  while (self->runs.length < self->config.max_connections)
    {
      MfQueueDestination *destination = g_queue_pop_head (&self->waiting);

      if (destination == NULL)
        return;

      destination->waiting = FALSE;
      if (g_queue_is_empty (&destination->batches))
        {
          end_destination (self, destination);
          continue;
        }

      destination->n_runs++;
      g_queue_push_tail (&self->runs, mf_queue_run_new (self, destination));
      if (!g_queue_is_empty (&destination->batches) &&
          destination->n_runs < self->config.max_per_destination)
        {
          destination->waiting = TRUE;
          g_queue_push_tail (&self->waiting, destination);
        }
    }
}

/* mf_queue_end_run: a run is over and gone after this */
void
mf_queue_end_run (MfQueue *self, MfQueueRun *run, MfQueueDestination *destination)
{
  g_queue_remove (&self->runs, run);
  mf_queue_run_free (run);
  destination->n_runs--;
  if (!g_queue_is_empty (&destination->batches) && !destination->waiting)
    {
      destination->waiting = TRUE;
      g_queue_push_tail (&self->waiting, destination);
    }
  end_destination (self, destination);
  mf_queue_schedule (self);
}

/**
 * mf_queue_add:
 * @self: a queue
 * @entry: a message that was committed to the spool; a reference is taken, and the queue alone
 *   changes it from now on
 *
 * Carries a message on. The first attempt is made at once.
 */
void
mf_queue_add (MfQueue *self, MfSpoolEntry *entry)
{
  MfQueueMessage *message = g_new0 (MfQueueMessage, 1);

  message->queue = self;
  message->entry = mf_spool_entry_ref (entry);
  if (entry->arrived_us <= 0)
    entry->arrived_us = mf_clock_now (self->site->clock);
  message->timer = mf_timers_add (self->site->timers, timer_cb, message);
  message->busy = g_new0 (gboolean, entry->recipients->len);
  g_queue_init (&message->outcomes);
  message->link.data = message;
  g_queue_push_tail_link (&self->messages, &message->link);

  report_queued (self, entry);
  mf_queue_message_set_timer (message);
  if (mf_timer_get (message->timer) <= mf_clock_now (self->site->clock))
    dispatch (message);
}

/**
 * mf_queue_load:
 * @self: an empty queue
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Goes on with what the spool holds from an earlier life.
 *
 * Returns: whether the spool could be read, and the mailboxes put in order
 */
gboolean
mf_queue_load (MfQueue *self, GError **error)
{
  guint n_damaged = 0;
  g_autoptr (GPtrArray) entries = mf_spool_load (self->spool, &n_damaged, error);

  if (entries == NULL)
    return FALSE;

  if (n_damaged > 0)
    g_message ("%u messages of the queue could not be read and were set aside", n_damaged);
  if (self->policy->recover && !self->policy->recover (entries, self->user_data, error))
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    mf_queue_add (self, entries->pdata[i]);
  return TRUE;
}

/**
 * mf_queue_flush:
 * @self: a queue
 *
 * Tries every message now, whenever its next attempt was due.
 */
void
mf_queue_flush (MfQueue *self)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();

  for (GList *l = self->messages.head; l; l = l->next)
    {
      MfQueueMessage *message = l->data;

      if (message->job)
        continue;
      for (guint i = 0; i < message->entry->recipients->len; i++)
        mf_spool_entry_get_recipient (message->entry, i)->next_attempt_us = 0;
      mf_timer_set (message->timer, 1);
    }
}

/**
 * mf_queue_get_n_messages:
 * @self: a queue
 *
 * Returns: how many messages are in it
 */
guint
mf_queue_get_n_messages (const MfQueue *self)
{
  return self->messages.length;
}
