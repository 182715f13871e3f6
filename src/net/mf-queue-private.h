/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-queue.h"

#include "net/mf-timers.h"
#include "proto/smtp/mf-smtp-client.h"

G_BEGIN_DECLS

/* What the files of the queue share.
 *
 *   message ── its due recipients, by destination ──▶ batches ── a run each ──▶ outcomes
 *      ▲                                                                           │
 *      └── timer ◀── stored in the spool: pending again, delivered, or reported ◀──┘
 */

typedef struct _MfQueueDestination MfQueueDestination;
typedef struct _MfQueueJob MfQueueJob;
typedef struct _MfQueueRun MfQueueRun;

/* How one recipient fared. */
typedef struct
{
  guint index;  /* of the recipient in its entry */
  guint code;   /* as in MfSmtpOutcome */
  char *reply;  /* code and text */
  char *remote; /* nullable */
  gboolean local;
  MfQueueLocal *prepared; /* nullable: not decided yet, but its name is to be stored */
} MfQueueOutcome;

typedef struct
{
  MfQueue *queue;
  MfSpoolEntry *entry;
  MfTimer *timer;
  gboolean *busy;     /* one for each recipient: an attempt is under way */
  GQueue outcomes;    /* of MfQueueOutcome, not yet stored */
  gboolean store_now; /* something is owed to the spool, though no outcome is new */
  guint n_holds;      /* outcomes are collected until nobody holds */
  MfQueueJob *job;    /* being stored; then the entry is not ours to change */
  GList link;         /* in the queue's list; data is the message */
} MfQueueMessage;

/* The recipients of one message that go to one destination. */
typedef struct
{
  MfQueueMessage *message;
  GArray *indexes; /* of guint: the recipients in the message's entry */
  MfEnvelope *envelope;
  guint attempt;     /* its number */
  GPtrArray *failed; /* of MfQueueOutcome: how the last host failed us, if it did */
} MfQueueBatch;

struct _MfQueueDestination
{
  char *key;  /* the domain in small letters */
  char *host; /* nullable: the route */
  guint16 port;
  GQueue batches; /* of MfQueueBatch, waiting */
  guint n_runs;
  gboolean waiting; /* in the queue's list */
};

struct _MfQueue
{
  const MfSite *site;
  MfSpool *spool;
  MfQueueConfig config; /* everything in it is ours */
  const MfQueuePolicy *policy;
  gpointer user_data;

  GQueue messages;          /* of MfQueueMessage, by their link */
  GHashTable *destinations; /* key → MfQueueDestination */
  GQueue waiting;           /* of MfQueueDestination, first come first served */
  GQueue runs;              /* of MfQueueRun */
  GQueue locals;            /* of MfQueueLocal */
  GQueue jobs;              /* of MfQueueJob */
};

/* mf-queue.c */
void mf_queue_report (MfQueue *self,
                      const MfQueueMessage *message,
                      MfEffectKind kind,
                      guint number,
                      const char *text);
void mf_queue_schedule (MfQueue *self);
void mf_queue_message_free (MfQueueMessage *self);
void mf_queue_message_set_timer (MfQueueMessage *self);
void mf_queue_batch_free (MfQueueBatch *self);

/* mf-queue-run.c */
MfQueueRun *mf_queue_run_new (MfQueue *queue, MfQueueDestination *destination);
void mf_queue_run_free (MfQueueRun *self);
void mf_queue_end_run (MfQueue *self, MfQueueRun *run, MfQueueDestination *destination);

/* mf-queue-local.c */
void mf_queue_deliver_locally (MfQueueBatch *batch);
const char *mf_queue_local_get_prepared (const MfQueueLocal *self);
void mf_queue_local_finish (MfQueueLocal *self, const GError *error);
void mf_queue_local_free (MfQueueLocal *self);
void mf_queue_forget_locals (MfQueue *self);

/* mf-queue-store.c */
void mf_queue_message_add_outcome (MfQueueMessage *self, MfQueueOutcome *outcome);
void mf_queue_message_process (MfQueueMessage *self);
MfQueueOutcome *mf_queue_outcome_new (
    guint index, guint code, const char *enhanced, const char *text, const char *remote);
void mf_queue_outcome_free (gpointer outcome);
void mf_queue_forget_jobs (MfQueue *self);

G_END_DECLS
