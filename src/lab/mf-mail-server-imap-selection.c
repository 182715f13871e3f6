/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"

/* The mailbox that a session has selected: what is in it, and what has changed. */

void
mf_mail_server_imap_work_select (gpointer data)
{
  MfImapJob *job = data;
  MfFolderStatus status;

  job->folder = mf_mail_store_open_folder (job->account->store, job->request->mailbox, &job->error);
  if (!job->folder)
    return;

  mf_folder_get_numbers (job->folder, &status);
  job->first = job->request->read_only ? status.first_recent : mf_folder_claim_recent (job->folder);
}

/* How often a selected mailbox is looked at for what others did: two system calls. */
#define REFRESH_US (5 * G_USEC_PER_SEC)

static void
folder_changed_cb (MfFolder *folder, gpointer data)
{
  MfImapSelection *selection = data;

  mf_imap_session_notify (selection->session);
}

GArray *
mf_mail_server_imap_items (GArray *items, guint32 recent_from)
{
  GArray *result = g_array_sized_new (FALSE, FALSE, sizeof (MfImapItem), items->len);

  for (guint i = 0; i < items->len; i++)
    {
      const MfFolderItem *item = &g_array_index (items, MfFolderItem, i);
      MfImapItem copy = { item->uid, mf_mail_server_imap_flags (item->flags) };

      if (item->uid >= recent_from)
        copy.flags |= MF_IMAP_FLAG_RECENT;
      g_array_append_val (result, copy);
    }
  return result;
}

static void
work_refresh_cb (gpointer folder)
{
  mf_folder_refresh (folder, NULL);
}

static void
done_refresh_cb (gpointer folder)
{
  mf_folder_unref (folder);
}

/* What other programs do to the Maildir is told to who idles, too. */
static void
refresh_cb (gpointer data)
{
  MfImapSelection *selection = data;
  MfMailServer *server = selection->account->server;

  mf_timer_set (selection->timer, mf_clock_now (server->site->clock) + REFRESH_US);
  mf_storage_jobs_run (server->jobs, work_refresh_cb, done_refresh_cb,
                       mf_folder_ref (selection->folder));
}

static void
start_timer (MfImapSelection *selection)
{
  const MfSite *site = selection->account->server->site;

  if (site->network != NULL)
    return;
  selection->timer = mf_timers_add (site->timers, refresh_cb, selection);
  mf_timer_set (selection->timer, mf_clock_now (site->clock) + REFRESH_US);
}

/* Watching comes before looking, so that nothing is missed in between. */
void
mf_mail_server_imap_answer_select (gpointer data)
{
  MfImapJob *job = data;
  MfImapSelection *selection = g_new0 (MfImapSelection, 1);
  g_autoptr (MfFolderChanges) all = NULL;
  g_auto (GStrv) keywords = NULL;
  g_autoptr (GArray) items = NULL;
  MfFolderStatus status;
  MfImapFolder contents;

  selection->account = job->account;
  selection->session = mf_imap_question_get_session (job->question);
  selection->folder = g_steal_pointer (&job->folder);
  selection->read_only = job->request->read_only;
  selection->watch = mf_folder_watch (selection->folder, folder_changed_cb, selection);
  start_timer (selection);

  all = mf_folder_get_changes (selection->folder, 0);
  keywords = mf_folder_dup_keywords (selection->folder);
  items = mf_mail_server_imap_items (all->arrived, job->first);
  mf_folder_get_numbers (selection->folder, &status);
  selection->serial = all->serial;
  selection->n_keywords = g_strv_length (keywords);
  contents = (MfImapFolder) { .uid_validity = status.uid_validity,
                              .uid_next = status.uid_next,
                              .items = (MfImapItem *) (void *) items->data,
                              .n_items = items->len,
                              .keywords = (const char *const *) keywords,
                              .read_only = selection->read_only,
                              .no_new_keywords = selection->n_keywords >= MF_FOLDER_MAX_KEYWORDS };
  mf_imap_question_answer_select (job->question, selection, &contents);
}

void
mf_mail_server_imap_answer_search (gpointer data)
{
  MfImapJob *job = data;

  mf_imap_question_answer_search (job->question, (guint32 *) (void *) job->uids->data,
                                  job->uids->len);
}

void
mf_mail_server_imap_work_poll (gpointer data)
{
  MfImapJob *job = data;
  MfFolder *folder = job->selection->folder;
  MfFolderStatus status;

  mf_folder_refresh (folder, NULL);
  mf_folder_get_numbers (folder, &status);
  job->first = status.first_recent;
  if (!job->selection->read_only && status.first_recent < status.uid_next)
    job->first = mf_folder_claim_recent (folder);
}

void
mf_mail_server_imap_answer_poll (gpointer data)
{
  MfImapJob *job = data;
  MfImapSelection *selection = job->selection;
  g_autoptr (MfFolderChanges) changes =
      mf_folder_get_changes (selection->folder, selection->serial);
  g_auto (GStrv) keywords = mf_folder_dup_keywords (selection->folder);
  g_autoptr (GArray) arrived = mf_mail_server_imap_items (changes->arrived, job->first);
  g_autoptr (GArray) changed = mf_mail_server_imap_items (changes->changed, G_MAXUINT32);
  gboolean more = g_strv_length (keywords) > selection->n_keywords;

  selection->serial = changes->serial;
  selection->n_keywords = g_strv_length (keywords);
  mf_imap_question_answer_changes (job->question,
                                   &(MfImapChanges) {
                                       .expunged = (guint32 *) (void *) changes->expunged->data,
                                       .n_expunged = changes->expunged->len,
                                       .changed = (MfImapItem *) (void *) changed->data,
                                       .n_changed = changed->len,
                                       .arrived = (MfImapItem *) (void *) arrived->data,
                                       .n_arrived = arrived->len,
                                       .keywords = more ? (const char *const *) keywords : NULL,
                                       .gone =
                                           changes->lost || mf_folder_is_gone (selection->folder),
                                   });
}
