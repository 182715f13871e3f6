/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-private.h"

#include "base/mf-error.h"
#include "proto/pop3/mf-pop3-syntax.h"

/* A mailbox while a POP3 session has it for itself (RFC 1939 section 3). */
typedef struct
{
  MfMailServer *server;
  MfMailbox *mailbox;
  MfMaildirLock *lock;
  GPtrArray *items; /* of MfMaildirItem */
  gboolean *marked;
} Maildrop;

/* One question of a session while the disk is asked. */
typedef struct
{
  Maildrop *maildrop;
  MfPop3Question *question;
  guint index;
  GBytes *message;
  const MfMaildirItem **doomed;
  guint n_doomed;
  GError *error;
} Job;

static void
maildrop_free (Maildrop *self)
{
  g_clear_pointer (&self->lock, mf_maildir_lock_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->marked);
  g_free (self);
}

static void
job_free (Job *self)
{
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self->doomed);
  g_free (self);
}

static Job *
job_new (Maildrop *maildrop, MfPop3Question *question)
{
  Job *self = g_new0 (Job, 1);

  self->maildrop = maildrop;
  self->question = question;
  return self;
}

static void
run (Job *job, MfStorageFunc work, MfStorageFunc done)
{
  mf_storage_jobs_run (job->maildrop->server->jobs, work, done, job);
}

static void
report (Maildrop *self, MfEffectKind kind, guint index)
{
  const MfMaildirItem *item = g_ptr_array_index (self->items, index);
  const MfSite *site = self->server->site;

  mf_site_report (site, &(MfEffect) { .kind = kind,
                                      .host = site->host,
                                      .item = item->uid,
                                      .mailbox = self->mailbox->name });
}

static void
work_login_cb (gpointer data)
{
  Job *job = data;
  Maildrop *maildrop = job->maildrop;

  maildrop->lock = mf_maildir_lock (maildrop->mailbox->maildir, &job->error);

  if (maildrop->lock != NULL)
    maildrop->items = mf_maildir_list (maildrop->mailbox->maildir, &job->error);
}

static void
done_login_cb (gpointer data)
{
  Job *job = data;
  Maildrop *maildrop = job->maildrop;
  g_autofree MfPop3Item *items = NULL;

  if (job->error != NULL)
    {
      if (g_error_matches (job->error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LOCKED))
        mf_pop3_question_refuse (job->question, "IN-USE", "Another session has this mailbox open");
      else
        mf_pop3_question_refuse (job->question, "SYS/TEMP", "The mailbox cannot be read now");

      maildrop_free (maildrop);
      job_free (job);
      return;
    }

  items = g_new0 (MfPop3Item, maildrop->items->len);
  maildrop->marked = g_new0 (gboolean, maildrop->items->len);

  for (guint i = 0; i < maildrop->items->len; i++)
    {
      const MfMaildirItem *item = g_ptr_array_index (maildrop->items, i);

      items[i] = (MfPop3Item) { .uid = item->uid, .size = item->size };
    }

  mf_pop3_question_answer_login (job->question, maildrop, items, maildrop->items->len);
  job_free (job);
}

static void
login_cb (MfPop3Question *question,
          const char *username,
          MfSecret *password,
          const char *timestamp,
          const char *digest,
          gpointer user_data)
{
  MfMailServer *self = user_data;
  MfMailbox *mailbox = mf_mail_server_find_account (self, username);
  gboolean right = FALSE;
  Maildrop *maildrop;

  if (mailbox != NULL && password != NULL)
    right = mf_secret_equal (mailbox->password, mf_secret_reveal (password), -1);
  else if (mailbox != NULL && timestamp != NULL && digest != NULL)
    right = mf_pop3_digest_matches (timestamp, mailbox->password, digest);

  if (!right)
    {
      mf_pop3_question_refuse (question, "AUTH", "The name or the password is wrong");
      return;
    }

  maildrop = g_new0 (Maildrop, 1);
  maildrop->server = self;
  maildrop->mailbox = mailbox;
  run (job_new (maildrop, question), work_login_cb, done_login_cb);
}

static void
work_read_cb (gpointer data)
{
  Job *job = data;
  Maildrop *maildrop = job->maildrop;

  job->message = mf_maildir_read (maildrop->mailbox->maildir,
                                  g_ptr_array_index (maildrop->items, job->index), &job->error);
}

static void
done_read_cb (gpointer data)
{
  Job *job = data;

  if (job->message != NULL)
    mf_pop3_question_answer_message (job->question, job->message);
  else
    mf_pop3_question_refuse (job->question, "SYS/TEMP", "The message cannot be read now");

  job_free (job);
}

static void
read_cb (MfPop3Question *question, gpointer maildrop, guint index, gpointer user_data)
{
  Job *job = job_new (maildrop, question);

  job->index = index;
  run (job, work_read_cb, done_read_cb);
}

static void
mark_cb (gpointer data, guint index, gboolean marked, gpointer user_data)
{
  Maildrop *maildrop = data;

  maildrop->marked[index] = marked;
  report (maildrop, marked ? MF_EFFECT_MARKED : MF_EFFECT_UNMARKED, index);
}

static void
work_update_cb (gpointer data)
{
  Job *job = data;

  mf_maildir_remove (job->maildrop->mailbox->maildir, job->doomed, job->n_doomed, &job->error);
}

static void
done_update_cb (gpointer data)
{
  Job *job = data;
  Maildrop *maildrop = job->maildrop;

  if (job->error != NULL)
    {
      mf_pop3_question_refuse (job->question, "SYS/TEMP", "Some messages could not be removed");
      job_free (job);
      return;
    }

  for (guint i = 0; i < maildrop->items->len; i++)
    {
      if (maildrop->marked[i])
        {
          maildrop->marked[i] = FALSE;
          report (maildrop, MF_EFFECT_EXPUNGED, i);
        }
    }

  mf_pop3_question_answer_update (job->question);
  job_free (job);
}

static void
update_cb (MfPop3Question *question,
           gpointer maildrop,
           const guint *deleted,
           guint n_deleted,
           gpointer user_data)
{
  Job *job = job_new (maildrop, question);

  job->doomed = g_new (const MfMaildirItem *, MAX (n_deleted, 1));
  job->n_doomed = n_deleted;

  for (guint i = 0; i < n_deleted; i++)
    {
      job->doomed[i] = g_ptr_array_index (job->maildrop->items, deleted[i]);
      job->maildrop->marked[deleted[i]] = TRUE;
    }

  run (job, work_update_cb, done_update_cb);
}

/* Without QUIT nothing is deleted: what was marked is not, after all. */
static void
leave_cb (gpointer data, gpointer user_data)
{
  Maildrop *maildrop = data;

  for (guint i = 0; i < maildrop->items->len; i++)
    if (maildrop->marked[i])
      report (maildrop, MF_EFFECT_UNMARKED, i);

  maildrop_free (maildrop);
}

const MfPop3Policy mf_mail_server_pop3_policy = {
  .login = login_cb,
  .read = read_cb,
  .mark = mark_cb,
  .update = update_cb,
  .leave = leave_cb,
};
