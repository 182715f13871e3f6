/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"

#include "base/mf-error.h"

#include <string.h>

/* What an IMAP session asks of the mailboxes. Each request is worked on where
 * the disk may be waited for, and answered in the server's thread; what it
 * changed is reported then. */

typedef struct
{
  MfStorageFunc work; /* (nullable) */
  MfStorageFunc answer;
} Handler;

MfImapFlags
mf_mail_server_imap_flags (guint32 flags)
{
  MfImapFlags result = 0;

  if (flags & MF_MAIL_SEEN)
    result |= MF_IMAP_FLAG_SEEN;
  if (flags & MF_MAIL_ANSWERED)
    result |= MF_IMAP_FLAG_ANSWERED;
  if (flags & MF_MAIL_FLAGGED)
    result |= MF_IMAP_FLAG_FLAGGED;
  if (flags & MF_MAIL_DELETED)
    result |= MF_IMAP_FLAG_DELETED;
  if (flags & MF_MAIL_DRAFT)
    result |= MF_IMAP_FLAG_DRAFT;
  /* The keywords have the upper bits for themselves in both. */
  return result | (MfImapFlags) (flags / MF_MAIL_KEYWORD (0)) * MF_IMAP_FLAG_KEYWORD (0);
}

static void
job_free (MfImapJob *job)
{
  g_clear_error (&job->error);
  g_clear_pointer (&job->folder, mf_folder_unref);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_clear_pointer (&job->items, g_array_unref);
  g_clear_pointer (&job->copies, g_array_unref);
  g_clear_pointer (&job->uids, g_array_unref);
  g_clear_pointer (&job->fetched, g_ptr_array_unref);
  g_clear_pointer (&job->effects, g_ptr_array_unref);
  g_clear_pointer (&job->kept, g_ptr_array_unref);
  g_free (job);
}

gboolean
mf_imap_job_is_watched (const MfImapJob *job)
{
  return job->account->server->site->report != NULL;
}

/* "bob", or "bob/Archive" for a folder: how effects call it. */
char *
mf_imap_job_make_mailbox_name (const MfImapJob *job, const char *folder_name)
{
  const char *user = job->account->mailbox->name;

  return strcmp (folder_name, "INBOX") == 0 ? g_strdup (user)
                                            : g_strconcat (user, "/", folder_name, NULL);
}

void
mf_imap_job_note_effect (MfImapJob *job, const MfEffect *effect)
{
  MfEffect copy = *effect;

  if (!job->effects)
    job->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  copy.host = job->account->server->site->host;
  g_ptr_array_add (job->effects, mf_effect_copy (&copy));
}

static void
report_effects (MfImapJob *job)
{
  for (guint i = 0; job->effects && i < job->effects->len; i++)
    mf_site_report (job->account->server->site, g_ptr_array_index (job->effects, i));
}

static void
refuse (MfImapJob *job)
{
  MfImapQuestion *question = job->question;
  gboolean storage = job->error->domain == MF_STORAGE_ERROR;

  switch (storage ? (MfStorageErrorCode) job->error->code : MF_STORAGE_ERROR_FAILED)
    {
    case MF_STORAGE_ERROR_FULL:
      mf_imap_question_refuse (question, "OVERQUOTA", "There is no room for it");
      break;
    case MF_STORAGE_ERROR_MISSING:
      mf_imap_question_refuse (question, job->creates ? "TRYCREATE" : "NONEXISTENT",
                               "There is no such mailbox");
      break;
    case MF_STORAGE_ERROR_EXISTS:
      mf_imap_question_refuse (question, "ALREADYEXISTS", "There is such a mailbox already");
      break;
    case MF_STORAGE_ERROR_INVALID:
      mf_imap_question_refuse (question, "CANNOT", "That name, or that change, cannot be");
      break;
    case MF_STORAGE_ERROR_LIMIT:
      mf_imap_question_refuse (question, "LIMIT", "There is one too many already");
      break;
    case MF_STORAGE_ERROR_LOCKED:
      mf_imap_question_refuse (question, "INUSE", "Another program has the mailbox");
      break;
    case MF_STORAGE_ERROR_CORRUPT:
    case MF_STORAGE_ERROR_FAILED:
    default:
      mf_imap_question_refuse (question, "SERVERBUG", "The mailbox cannot be used now");
      break;
    }
}

static void
work_login_cb (gpointer data)
{
  MfImapJob *job = data;

  job->account->store =
      mf_mail_server_open_store (job->account->server, job->account->mailbox, &job->error);
}

static void
done_login_cb (gpointer data)
{
  MfImapJob *job = data;

  if (job->error)
    {
      mf_imap_question_refuse (job->question, "UNAVAILABLE", "The mailbox cannot be used now");
      g_free (job->account);
    }
  else
    mf_imap_question_answer_login (job->question, job->account);
  job_free (job);
}

static void
login_cb (MfImapQuestion *question, const char *username, MfSecret *password, gpointer user_data)
{
  MfMailServer *self = user_data;
  MfMailbox *mailbox = mf_mail_server_find_account (self, username);
  MfImapJob *job;

  if (!mailbox || !mf_secret_equal (mailbox->password, mf_secret_reveal (password), -1))
    {
      mf_imap_question_refuse (question, "AUTHENTICATIONFAILED",
                               "The name or the password is wrong");
      return;
    }

  job = g_new0 (MfImapJob, 1);
  job->question = question;
  job->account = g_new0 (MfImapAccount, 1);
  job->account->server = self;
  job->account->mailbox = mailbox;
  mf_storage_jobs_run (self->jobs, work_login_cb, done_login_cb, job);
}

static void
answer_done_cb (gpointer data)
{
  MfImapJob *job = data;

  mf_imap_question_answer_done (job->question);
}

static const Handler handlers[MF_IMAP_N_REQUESTS] = {
  [MF_IMAP_REQUEST_LIST] = { mf_mail_server_imap_work_list, mf_mail_server_imap_answer_list },
  [MF_IMAP_REQUEST_SELECT] = { mf_mail_server_imap_work_select, mf_mail_server_imap_answer_select },
  [MF_IMAP_REQUEST_STATUS] = { mf_mail_server_imap_work_status, mf_mail_server_imap_answer_status },
  [MF_IMAP_REQUEST_CREATE] = { mf_mail_server_imap_work_create, answer_done_cb },
  [MF_IMAP_REQUEST_DELETE] = { mf_mail_server_imap_work_delete, answer_done_cb },
  [MF_IMAP_REQUEST_RENAME] = { mf_mail_server_imap_work_rename, answer_done_cb },
  [MF_IMAP_REQUEST_SUBSCRIBE] = { mf_mail_server_imap_work_subscribe, answer_done_cb },
  [MF_IMAP_REQUEST_UNSUBSCRIBE] = { mf_mail_server_imap_work_subscribe, answer_done_cb },
  [MF_IMAP_REQUEST_APPEND] = { mf_mail_server_imap_work_append, mf_mail_server_imap_answer_append },
  [MF_IMAP_REQUEST_COMMIT] = { mf_mail_server_imap_work_commit, mf_mail_server_imap_answer_commit },
  [MF_IMAP_REQUEST_FETCH] = { mf_mail_server_imap_work_fetch, mf_mail_server_imap_answer_fetch },
  [MF_IMAP_REQUEST_STORE] = { mf_mail_server_imap_work_store, mf_mail_server_imap_answer_store },
  [MF_IMAP_REQUEST_COPY] = { mf_mail_server_imap_work_copy, mf_mail_server_imap_answer_copy },
  [MF_IMAP_REQUEST_MOVE] = { mf_mail_server_imap_work_copy, mf_mail_server_imap_answer_copy },
  [MF_IMAP_REQUEST_EXPUNGE] = { mf_mail_server_imap_work_expunge, answer_done_cb },
  [MF_IMAP_REQUEST_SEARCH] = { mf_mail_server_imap_work_search, mf_mail_server_imap_answer_search },
  [MF_IMAP_REQUEST_POLL] = { mf_mail_server_imap_work_poll, mf_mail_server_imap_answer_poll },
};

static void
work_cb (gpointer data)
{
  MfImapJob *job = data;

  handlers[job->request->kind].work (job);
}

static void
done_cb (gpointer data)
{
  MfImapJob *job = data;

  report_effects (job);
  if (job->error)
    refuse (job);
  else
    handlers[job->request->kind].answer (job);
  job_free (job);
}

static void
ask_cb (MfImapQuestion *question,
        const MfImapRequest *request,
        gpointer account,
        gpointer folder,
        gpointer upload,
        gpointer user_data)
{
  MfMailServer *self = user_data;
  MfImapJob *job = g_new0 (MfImapJob, 1);

  job->question = question;
  job->request = request;
  job->account = account;
  job->selection = folder;
  job->upload = upload;
  mf_storage_jobs_run (self->jobs, work_cb, done_cb, job);
}

/* A failure is kept in the file, and told by the commit. */
static void
append_data_cb (gpointer upload, const guint8 *data, gsize length, gpointer user_data)
{
  mf_spool_file_append (((MfImapUpload *) upload)->file, data, length, NULL);
}

static void
append_abort_cb (gpointer upload, gpointer user_data)
{
  mf_imap_upload_free (upload);
}

static void
unselect_cb (gpointer folder, gpointer account, gpointer user_data)
{
  MfImapSelection *selection = folder;

  g_clear_pointer (&selection->timer, mf_timer_free);
  g_clear_pointer (&selection->watch, mf_folder_watch_free);
  g_clear_pointer (&selection->folder, mf_folder_unref);
  g_free (selection);
}

static void
leave_cb (gpointer account, gpointer user_data)
{
  g_free (account);
}

const MfImapPolicy mf_mail_server_imap_policy = {
  .login = login_cb,
  .ask = ask_cb,
  .append_data = append_data_cb,
  .append_abort = append_abort_cb,
  .unselect = unselect_cb,
  .leave = leave_cb,
};
