/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"
#include "mail/mf-folder-name.h"

#include <string.h>

/* Whole folders: LIST, STATUS, CREATE and the like. */

void
mf_mail_server_imap_work_list (gpointer data)
{
  MfImapJob *job = data;

  job->entries = mf_mail_store_list (job->account->store, &job->error);
}

static MfImapMailboxAttributes
get_attributes (const MfMailStoreEntry *entry)
{
  static const MfImapMailboxAttributes roles[] = {
    [MF_MAIL_ROLE_NONE] = 0,
    [MF_MAIL_ROLE_ARCHIVE] = MF_IMAP_MAILBOX_ARCHIVE,
    [MF_MAIL_ROLE_DRAFTS] = MF_IMAP_MAILBOX_DRAFTS,
    [MF_MAIL_ROLE_JUNK] = MF_IMAP_MAILBOX_JUNK,
    [MF_MAIL_ROLE_SENT] = MF_IMAP_MAILBOX_SENT,
    [MF_MAIL_ROLE_TRASH] = MF_IMAP_MAILBOX_TRASH,
  };

  return roles[entry->role] | (entry->exists ? 0 : MF_IMAP_MAILBOX_NOSELECT);
}

void
mf_mail_server_imap_answer_list (gpointer data)
{
  MfImapJob *job = data;
  g_autoptr (GArray) mailboxes = g_array_new (FALSE, FALSE, sizeof (MfImapMailbox));

  for (guint i = 0; i < job->entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (job->entries, i);
      MfImapMailbox mailbox = { entry->name, get_attributes (entry) };

      if (job->request->subscribed ? entry->subscribed : entry->exists)
        g_array_append_val (mailboxes, mailbox);
    }
  mf_imap_question_answer_list (job->question, (MfImapMailbox *) (void *) mailboxes->data,
                                mailboxes->len);
}

void
mf_mail_server_imap_work_status (gpointer data)
{
  MfImapJob *job = data;

  job->folder = mf_mail_store_open_folder (job->account->store, job->request->mailbox, &job->error);
}

void
mf_mail_server_imap_answer_status (gpointer data)
{
  MfImapJob *job = data;
  MfFolderStatus status;

  mf_folder_get_status (job->folder, &status);
  mf_imap_question_answer_status (job->question, &(MfImapStatus) {
                                                     .messages = status.n_messages,
                                                     .recent = status.n_recent,
                                                     .uid_next = status.uid_next,
                                                     .uid_validity = status.uid_validity,
                                                     .unseen = status.n_unseen,
                                                 });
}

/* By name, so that in a lesson they are told in the same order each time. */
static GPtrArray *
list_existing (MfImapJob *job)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (job->account->store, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; entries && i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (entry->exists)
        g_ptr_array_add (names, g_strdup (entry->name));
    }
  return names;
}

/* What was not there @before; those above what is made are made too. */
static void
note_made (MfImapJob *job, GPtrArray *before)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (job->account->store, NULL);

  for (guint i = 0; entries && i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *mailbox = mf_imap_job_make_mailbox_name (job, entry->name);

      if (entry->exists &&
          !g_ptr_array_find_with_equal_func (before, entry->name, g_str_equal, NULL))
        mf_imap_job_note_effect (job,
                                 &(MfEffect) { .kind = MF_EFFECT_FOLDER_MADE, .mailbox = mailbox });
    }
}

void
mf_mail_server_imap_work_create (gpointer data)
{
  MfImapJob *job = data;
  g_autoptr (GPtrArray) before = mf_imap_job_is_watched (job) ? list_existing (job) : NULL;

  if (mf_mail_store_create (job->account->store, job->request->mailbox, MF_MAIL_ROLE_NONE,
                            &job->error) &&
      before)
    note_made (job, before);
}

void
mf_mail_server_imap_work_delete (gpointer data)
{
  MfImapJob *job = data;
  g_autofree char *mailbox = mf_imap_job_make_mailbox_name (job, job->request->mailbox);

  if (mf_mail_store_delete (job->account->store, job->request->mailbox, &job->error))
    mf_imap_job_note_effect (job,
                             &(MfEffect) { .kind = MF_EFFECT_FOLDER_DELETED, .mailbox = mailbox });
}

/* RFC 3501 section 6.3.5: INBOX itself stays, its messages move into a new folder. */
static void
note_inbox_moved (MfImapJob *job, GPtrArray *before)
{
  g_autoptr (MfFolder) to =
      mf_mail_store_open_folder (job->account->store, job->request->other, NULL);
  g_autofree char *mailbox = mf_imap_job_make_mailbox_name (job, "INBOX");
  g_autofree char *target = mf_imap_job_make_mailbox_name (job, job->request->other);
  g_autoptr (MfFolderChanges) all = NULL;

  note_made (job, before);
  if (to == NULL)
    return;

  all = mf_folder_get_changes (to, 0);
  for (guint i = 0; i < all->arrived->len; i++)
    {
      guint32 uid = g_array_index (all->arrived, MfFolderItem, i).uid;
      g_autofree char *id = mf_folder_dup_unique_id (to, uid);

      if (id)
        mf_imap_job_note_effect (job, &(MfEffect) { .kind = MF_EFFECT_MOVED,
                                                    .item = id,
                                                    .mailbox = mailbox,
                                                    .text = target });
    }
}

/* The folders below it are renamed with it, and those above the new name are made. */
static void
note_renamed (MfImapJob *job, GPtrArray *before)
{
  g_autofree char *old = mf_folder_name_fold (job->request->mailbox, NULL);
  g_autofree char *other = mf_folder_name_fold (job->request->other, NULL);
  gsize length = old != NULL ? strlen (old) : 0;
  guint n = before->len;

  if (old == NULL || other == NULL)
    return;

  for (guint i = 0; i < n; i++)
    {
      const char *name = g_ptr_array_index (before, i);
      const char *rest = name + MIN (length, strlen (name));
      g_autofree char *mailbox = NULL;
      g_autofree char *renamed = NULL;
      g_autofree char *target = NULL;

      if (strncmp (name, old, length) != 0 || (*rest != '\0' && *rest != '/'))
        continue;
      renamed = g_strconcat (other, rest, NULL);
      mailbox = mf_imap_job_make_mailbox_name (job, name);
      target = mf_imap_job_make_mailbox_name (job, renamed);
      mf_imap_job_note_effect (job, &(MfEffect) { .kind = MF_EFFECT_FOLDER_RENAMED,
                                                  .mailbox = mailbox,
                                                  .text = target });
      g_ptr_array_add (before, g_steal_pointer (&renamed));
    }
  note_made (job, before);
}

void
mf_mail_server_imap_work_rename (gpointer data)
{
  MfImapJob *job = data;
  g_autoptr (GPtrArray) before = mf_imap_job_is_watched (job) ? list_existing (job) : NULL;

  if (!mf_mail_store_rename (job->account->store, job->request->mailbox, job->request->other,
                             &job->error) ||
      !before)
    return;
  if (g_str_equal (job->request->mailbox, "INBOX"))
    note_inbox_moved (job, before);
  else
    note_renamed (job, before);
}

void
mf_mail_server_imap_work_subscribe (gpointer data)
{
  MfImapJob *job = data;

  mf_mail_store_subscribe (job->account->store, job->request->mailbox,
                           job->request->kind == MF_IMAP_REQUEST_SUBSCRIBE, &job->error);
}
