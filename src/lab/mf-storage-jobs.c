/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-storage-jobs.h"

/* How many messages may be on their way to the disk at one time. The disk's
 * journal commits those that wait together, so more of them cost hardly more. */
#define MAX_THREADS 64

typedef struct
{
  MfStorageFunc work;
  MfStorageFunc done;
  gpointer data;
} Job;

struct _MfStorageJobs
{
  GMainContext *context;
  GThreadPool *pool; /* NULL: on the spot */
  GAsyncQueue *finished;
  GSource *source;
  guint n_running;
};

typedef struct
{
  GSource source;
  MfStorageJobs *jobs;
} FinishedSource;

static gboolean
finished_dispatch_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  MfStorageJobs *self = ((FinishedSource *) source)->jobs;
  Job *job;

  g_source_set_ready_time (source, -1);

  while ((job = g_async_queue_try_pop (self->finished)) != NULL)
    {
      self->n_running--;
      job->done (job->data);
      g_free (job);
    }

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs finished_funcs = { .dispatch = finished_dispatch_cb };

static void
work_cb (gpointer data, gpointer user_data)
{
  MfStorageJobs *self = user_data;
  Job *job = data;

  job->work (job->data);
  g_async_queue_push (self->finished, job);
  g_source_set_ready_time (self->source, 0);
}

/**
 * mf_storage_jobs_new:
 * @durability: whether there is anything to wait for
 *
 * Returns: (transfer full): jobs of the calling thread, whose thread-default
 *   main context is told when one is done
 */
MfStorageJobs *
mf_storage_jobs_new (MfDurability durability)
{
  MfStorageJobs *self = g_new0 (MfStorageJobs, 1);

  if (durability == MF_DURABILITY_VOLATILE)
    return self;

  self->context = g_main_context_ref_thread_default ();
  self->finished = g_async_queue_new ();
  self->source = g_source_new (&finished_funcs, sizeof (FinishedSource));
  ((FinishedSource *) self->source)->jobs = self;
  g_source_set_static_name (self->source, "storage jobs");
  g_source_attach (self->source, self->context);
  self->pool = g_thread_pool_new (work_cb, self, MAX_THREADS, FALSE, NULL);
  return self;
}

/**
 * mf_storage_jobs_free:
 * @self: jobs; all are done
 */
void
mf_storage_jobs_free (MfStorageJobs *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_running == 0);

  if (self->pool != NULL)
    {
      g_thread_pool_free (self->pool, FALSE, TRUE);
      g_source_destroy (self->source);
      g_source_unref (self->source);
      g_async_queue_unref (self->finished);
      g_main_context_unref (self->context);
    }

  g_free (self);
}

/**
 * mf_storage_jobs_run:
 * @self: jobs
 * @work: does the work, perhaps in a worker thread
 * @done: called afterwards, in the thread of @self
 * @job: for both; only @work touches it until @done is called
 */
void
mf_storage_jobs_run (MfStorageJobs *self, MfStorageFunc work, MfStorageFunc done, gpointer job)
{
  Job *wrapped;

  g_return_if_fail (self != NULL);

  if (self->pool == NULL)
    {
      work (job);
      done (job);
      return;
    }

  wrapped = g_new (Job, 1);
  *wrapped = (Job) { work, done, job };
  self->n_running++;
  g_thread_pool_push (self->pool, wrapped, NULL);
}

/**
 * mf_storage_jobs_drain:
 * @self: jobs
 *
 * Waits until all jobs are done, those included that they start themselves.
 */
void
mf_storage_jobs_drain (MfStorageJobs *self)
{
  g_return_if_fail (self != NULL);

  while (self->n_running > 0)
    g_main_context_iteration (self->context, TRUE);
}
