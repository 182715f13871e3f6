/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-mail-server-private.h"
#include "mail/mf-mail-store.h"
#include "net/mf-imap-service.h"
#include "net/mf-timers.h"

G_BEGIN_DECLS

/* A user who has logged in, on one connection. */
typedef struct
{
  MfMailServer *server;
  MfMailbox *mailbox;
  MfMailStore *store; /* the mailbox's */
} MfImapAccount;

/* The mailbox that a session has selected. */
typedef struct
{
  MfImapAccount *account;
  MfImapSession *session;
  MfFolder *folder;
  MfFolderWatch *watch;
  MfTimer *timer; /* NULL in a lesson, where nobody else writes */
  gboolean read_only;
  guint64 serial;      /* what the session was told last */
  guint n_keywords;    /* that it was told of */
  guint32 recent_from; /* UIDs that came since its last look are \Recent from here on */
} MfImapSelection;

/* A message on its way in. */
typedef struct
{
  MfFolder *folder;
  MfSpoolFile *file;
  guint32 flags;
  gint64 date_us;
} MfImapUpload;

/* One request while the disk is asked. Results belong to it until it is answered. */
typedef struct
{
  MfImapAccount *account;
  MfImapSelection *selection;
  MfImapUpload *upload;
  MfImapQuestion *question;
  const MfImapRequest *request;

  GError *error;
  gboolean creates; /* the client should CREATE what is missing */
  MfFolder *folder;
  GPtrArray *entries; /* of MfMailStoreEntry */
  GArray *items;      /* of MfFolderItem */
  GArray *copies;     /* of MfFolderCopy */
  GArray *uids;       /* of guint32 */
  GPtrArray *fetched; /* of MfImapFetched */
  GPtrArray *effects; /* of MfEffect */
  GPtrArray *kept;    /* of char: unique ids of what is about to go, parallel to uids */
  guint32 first;
  guint32 flags;
  guint32 uid;
  gint64 date_us;
} MfImapJob;

MfImapFlags mf_mail_server_imap_flags (guint32 flags);
char *mf_mail_server_print_flags (MfFolder *folder, guint32 flags);
GArray *mf_mail_server_imap_items (GArray *items, guint32 recent_from);
void mf_imap_upload_free (MfImapUpload *upload);

gboolean mf_imap_job_is_watched (const MfImapJob *job);
char *mf_imap_job_make_mailbox_name (const MfImapJob *job, const char *folder_name);
void mf_imap_job_note_effect (MfImapJob *job, const MfEffect *effect);
void mf_imap_job_note_flags (MfImapJob *job, MfFolder *folder, GArray *items);

/* Each takes a MfImapJob. Those that work may run in any thread; those that
 * answer run in the server's, after the work was done without an error. */
void mf_mail_server_imap_work_list (gpointer data);
void mf_mail_server_imap_answer_list (gpointer data);
void mf_mail_server_imap_work_status (gpointer data);
void mf_mail_server_imap_answer_status (gpointer data);
void mf_mail_server_imap_work_create (gpointer data);
void mf_mail_server_imap_work_delete (gpointer data);
void mf_mail_server_imap_work_rename (gpointer data);
void mf_mail_server_imap_work_subscribe (gpointer data);
void mf_mail_server_imap_work_select (gpointer data);
void mf_mail_server_imap_answer_select (gpointer data);
void mf_mail_server_imap_work_poll (gpointer data);
void mf_mail_server_imap_answer_poll (gpointer data);
void mf_mail_server_imap_work_search (gpointer data);
void mf_mail_server_imap_answer_search (gpointer data);
void mf_mail_server_imap_work_fetch (gpointer data);
void mf_mail_server_imap_answer_fetch (gpointer data);
void mf_mail_server_imap_work_append (gpointer data);
void mf_mail_server_imap_answer_append (gpointer data);
void mf_mail_server_imap_work_commit (gpointer data);
void mf_mail_server_imap_answer_commit (gpointer data);
void mf_mail_server_imap_work_store (gpointer data);
void mf_mail_server_imap_answer_store (gpointer data);
void mf_mail_server_imap_work_copy (gpointer data);
void mf_mail_server_imap_answer_copy (gpointer data);
void mf_mail_server_imap_work_expunge (gpointer data);

G_END_DECLS
