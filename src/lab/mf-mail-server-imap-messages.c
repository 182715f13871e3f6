/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"

#include "lab/mf-subject.h"

/* What is done to messages: APPEND, STORE, COPY, MOVE, EXPUNGE. */

static guint32
to_mail_flags (MfImapFlags system)
{
  guint32 flags = 0;

  if (system & MF_IMAP_FLAG_SEEN)
    flags |= MF_MAIL_SEEN;
  if (system & MF_IMAP_FLAG_ANSWERED)
    flags |= MF_MAIL_ANSWERED;
  if (system & MF_IMAP_FLAG_FLAGGED)
    flags |= MF_MAIL_FLAGGED;
  if (system & MF_IMAP_FLAG_DELETED)
    flags |= MF_MAIL_DELETED;
  if (system & MF_IMAP_FLAG_DRAFT)
    flags |= MF_MAIL_DRAFT;
  return flags;
}

/* "\Seen $Label": the flags as effects tell them. */
char *
mf_mail_server_print_flags (MfFolder *folder, guint32 flags)
{
  g_auto (GStrv) keywords = mf_folder_dup_keywords (folder);
  GString *text = g_string_new (NULL);

  mf_imap_flags_write (mf_mail_server_imap_flags (flags), (const char *const *) keywords, text);
  /* "(\Seen)": without what IMAP puts around. */
  if (text->len >= 2 && text->str[0] == '(')
    {
      g_string_truncate (text, text->len - 1);
      g_string_erase (text, 0, 1);
    }
  return g_string_free_and_steal (text);
}

void
mf_imap_job_note_flags (MfImapJob *job, MfFolder *folder, GArray *items)
{
  g_autofree char *name = NULL;
  g_autofree char *mailbox = NULL;

  if (!mf_imap_job_is_watched (job) || !items)
    return;

  name = mf_folder_dup_name (folder);
  mailbox = mf_imap_job_make_mailbox_name (job, name);
  for (guint i = 0; i < items->len; i++)
    {
      const MfFolderItem *item = &g_array_index (items, MfFolderItem, i);
      g_autofree char *id = mf_folder_dup_unique_id (folder, item->uid);
      g_autofree char *flags = mf_mail_server_print_flags (folder, item->flags);

      if (id)
        mf_imap_job_note_effect (job, &(MfEffect) { .kind = MF_EFFECT_FLAGGED,
                                                    .item = id,
                                                    .mailbox = mailbox,
                                                    .text = flags });
    }
}

/* A message that came to lie in @folder without being delivered. */
static void
note_arrival (MfImapJob *job, MfEffectKind kind, MfFolder *folder, guint32 uid)
{
  g_autofree char *name = NULL;
  g_autofree char *mailbox = NULL;
  g_autofree char *id = NULL;
  g_autofree char *flags = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GBytes) content = NULL;
  MfFolderItem item;

  if (!mf_imap_job_is_watched (job) || !mf_folder_get_item (folder, uid, &item))
    return;

  name = mf_folder_dup_name (folder);
  mailbox = mf_imap_job_make_mailbox_name (job, name);
  id = mf_folder_dup_unique_id (folder, uid);
  flags = mf_mail_server_print_flags (folder, item.flags);
  content = mf_folder_read (folder, uid, NULL);
  subject = content ? mf_dup_subject (content) : NULL;
  mf_imap_job_note_effect (job, &(MfEffect) { .kind = kind,
                                              .item = id,
                                              .mailbox = mailbox,
                                              .subject = subject,
                                              .text = flags,
                                              .content = content });
}

/* Before they go: afterwards nobody knows their unique ids. */
static void
keep_ids (MfImapJob *job, MfFolder *folder, const guint32 *uids, guint n_uids)
{
  job->kept = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_uids && mf_imap_job_is_watched (job); i++)
    g_ptr_array_add (job->kept, mf_folder_dup_unique_id (folder, uids[i]));
}

static const char *
find_kept (const MfImapJob *job, const guint32 *uids, guint n_uids, guint32 uid)
{
  for (guint i = 0; i < n_uids && i < job->kept->len; i++)
    {
      if (uids[i] == uid)
        return g_ptr_array_index (job->kept, i);
    }
  return NULL;
}

static gboolean
find_flags (
    MfFolder *folder, const MfImapFlagList *list, gboolean add, guint32 *flags, GError **error)
{
  static const char *const none[] = { NULL };
  const char *const *names = list->keywords ? (const char *const *) list->keywords : none;

  if (!mf_folder_find_keywords (folder, names, add, flags, error))
    return FALSE;
  *flags |= to_mail_flags (list->system);
  return TRUE;
}

/* Whether it would fit is said before the client sends it. */
void
mf_mail_server_imap_work_append (gpointer data)
{
  MfImapJob *job = data;

  job->creates = TRUE;
  job->folder = mf_mail_store_open_folder (job->account->store, job->request->mailbox, &job->error);
  if (job->folder &&
      mf_maildir_check_room (job->account->mailbox->maildir, job->request->size, &job->error))
    find_flags (job->folder, &job->request->flags, TRUE, &job->flags, &job->error);
}

void
mf_mail_server_imap_answer_append (gpointer data)
{
  MfImapJob *job = data;
  const MfSite *site = job->account->server->site;
  MfImapUpload *upload = g_new0 (MfImapUpload, 1);

  upload->folder = g_steal_pointer (&job->folder);
  upload->file = mf_folder_begin (upload->folder, site->clock, site->ids);
  upload->flags = job->flags;
  upload->date_us = job->request->has_date ? job->request->date.unix_s * G_USEC_PER_SEC
                                           : mf_clock_now (site->clock);
  mf_imap_question_answer_append (job->question, upload);
}

void
mf_imap_upload_free (MfImapUpload *upload)
{
  g_clear_pointer (&upload->file, mf_spool_file_free);
  g_clear_pointer (&upload->folder, mf_folder_unref);
  g_free (upload);
}

void
mf_mail_server_imap_work_commit (gpointer data)
{
  MfImapJob *job = data;
  MfImapUpload *upload = job->upload;

  if (mf_folder_append (upload->folder, upload->file, upload->flags, upload->date_us, &job->uid,
                        &job->error))
    note_arrival (job, MF_EFFECT_STORED, upload->folder, job->uid);
  job->folder = mf_folder_ref (upload->folder);
  mf_imap_upload_free (upload);
}

void
mf_mail_server_imap_answer_commit (gpointer data)
{
  MfImapJob *job = data;
  MfFolderStatus status;

  mf_folder_get_numbers (job->folder, &status);
  mf_imap_question_answer_uids (job->question, status.uid_validity, NULL, &job->uid, 1);
}

void
mf_mail_server_imap_answer_fetch (gpointer data)
{
  MfImapJob *job = data;

  mf_imap_question_answer_fetch (job->question, g_steal_pointer (&job->fetched));
}

void
mf_mail_server_imap_work_store (gpointer data)
{
  MfImapJob *job = data;
  const MfImapRequest *request = job->request;
  MfFolder *folder = job->selection->folder;
  MfFlagsChange change = request->mode == MF_IMAP_STORE_ADD      ? MF_FLAGS_ADD
                         : request->mode == MF_IMAP_STORE_REMOVE ? MF_FLAGS_REMOVE
                                                                 : MF_FLAGS_SET;

  if (!find_flags (folder, &request->flags, request->mode != MF_IMAP_STORE_REMOVE, &job->flags,
                   &job->error))
    return;
  mf_folder_store_flags (folder, request->uids, request->n_uids, change, job->flags, &job->items,
                         &job->error);
  mf_imap_job_note_flags (job, folder, job->items);
}

void
mf_mail_server_imap_answer_store (gpointer data)
{
  MfImapJob *job = data;
  g_auto (GStrv) keywords = mf_folder_dup_keywords (job->selection->folder);
  g_autoptr (GArray) items = mf_mail_server_imap_items (job->items, G_MAXUINT32);

  mf_imap_question_answer_flags (job->question, (MfImapItem *) (void *) items->data, items->len,
                                 (const char *const *) keywords);
}

static void
note_moved (MfImapJob *job, MfFolder *to)
{
  MfFolder *from = job->selection->folder;
  g_autofree char *from_name = mf_folder_dup_name (from);
  g_autofree char *to_name = mf_folder_dup_name (to);
  g_autofree char *mailbox = mf_imap_job_make_mailbox_name (job, from_name);
  g_autofree char *target = mf_imap_job_make_mailbox_name (job, to_name);

  for (guint i = 0; i < job->copies->len; i++)
    {
      const char *id = find_kept (job, job->request->uids, job->request->n_uids,
                                  g_array_index (job->copies, MfFolderCopy, i).from);

      mf_imap_job_note_effect (job, &(MfEffect) { .kind = MF_EFFECT_MOVED,
                                                  .item = (char *) id,
                                                  .mailbox = mailbox,
                                                  .text = target });
    }
}

void
mf_mail_server_imap_work_copy (gpointer data)
{
  MfImapJob *job = data;
  const MfImapRequest *request = job->request;
  MfFolder *from = job->selection->folder;
  gboolean move = request->kind == MF_IMAP_REQUEST_MOVE;

  job->creates = TRUE;
  job->folder = mf_mail_store_open_folder (job->account->store, request->mailbox, &job->error);
  if (!job->folder)
    return;

  keep_ids (job, from, request->uids, request->n_uids);
  job->copies =
      move ? mf_folder_move (from, request->uids, request->n_uids, job->folder, &job->error)
           : mf_folder_copy (from, request->uids, request->n_uids, job->folder, &job->error);
  if (!job->copies || !mf_imap_job_is_watched (job))
    return;
  if (move)
    note_moved (job, job->folder);
  for (guint i = 0; i < job->copies->len && !move; i++)
    note_arrival (job, MF_EFFECT_COPIED, job->folder,
                  g_array_index (job->copies, MfFolderCopy, i).to);
}

void
mf_mail_server_imap_answer_copy (gpointer data)
{
  MfImapJob *job = data;
  guint n = job->copies->len;
  g_autofree guint32 *from = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *to = g_new (guint32, MAX (n, 1));
  MfFolderStatus status;

  for (guint i = 0; i < n; i++)
    {
      from[i] = g_array_index (job->copies, MfFolderCopy, i).from;
      to[i] = g_array_index (job->copies, MfFolderCopy, i).to;
    }
  mf_folder_get_numbers (job->folder, &status);
  mf_imap_question_answer_uids (job->question, status.uid_validity, from, to, n);
}

static GArray *
find_deleted (MfImapJob *job)
{
  g_autoptr (MfFolderChanges) all = mf_folder_get_changes (job->selection->folder, 0);
  const MfImapRequest *request = job->request;
  GArray *uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint k = 0;

  for (guint i = 0; i < all->arrived->len; i++)
    {
      const MfFolderItem *item = &g_array_index (all->arrived, MfFolderItem, i);

      while (k < request->n_uids && request->uids[k] < item->uid)
        k++;
      if ((item->flags & MF_MAIL_DELETED) &&
          (request->all || (k < request->n_uids && request->uids[k] == item->uid)))
        g_array_append_val (uids, item->uid);
    }
  return uids;
}

void
mf_mail_server_imap_work_expunge (gpointer data)
{
  MfImapJob *job = data;
  MfFolder *folder = job->selection->folder;
  g_autoptr (GArray) doomed = find_deleted (job);
  const guint32 *uids = (const guint32 *) (void *) doomed->data;
  g_autofree char *name = mf_folder_dup_name (folder);
  g_autofree char *mailbox = mf_imap_job_make_mailbox_name (job, name);

  keep_ids (job, folder, uids, doomed->len);
  job->uids = mf_folder_expunge (folder, uids, doomed->len, &job->error);
  for (guint i = 0; i < job->uids->len && mf_imap_job_is_watched (job); i++)
    mf_imap_job_note_effect (job,
                             &(MfEffect) {
                                 .kind = MF_EFFECT_EXPUNGED,
                                 .item = (char *) find_kept (job, uids, doomed->len,
                                                             g_array_index (job->uids, guint32, i)),
                                 .mailbox = mailbox });
}
