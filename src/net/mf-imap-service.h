/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-service.h"
#include "proto/imap/mf-imap-server.h"

G_BEGIN_DECLS

/**
 * MfImapSession:
 *
 * One connection. Lives from the question that answered its login until the policy's @leave.
 */
typedef struct _MfImapSession MfImapSession;

/**
 * MfImapQuestion:
 *
 * A question that waits for exactly one answer or refusal, now or later, in
 * the service's thread. The connection may be gone by then: then what was
 * opened for it is left at once, and other answers are lost.
 */
typedef struct _MfImapQuestion MfImapQuestion;

/**
 * MfImapPolicy:
 * @login: may @username in with @password? mf_imap_question_answer_login() with what the policy
 *   keeps for the account
 * @ask: one of #MfImapRequestKind; @request lives until the answer, and may be read in another
 *   thread meanwhile. @folder is what SELECT was answered with, %NULL if no mailbox is selected;
 *   @upload what APPEND was answered with, for COMMIT, which takes it over.
 * @append_data: the next bytes of @upload; borrowed
 * @append_abort: it will not be committed: free it
 * @unselect: the selected mailbox is left: free @folder. Comes once for each answered SELECT, with
 *   no question about it open any more.
 * @leave: the session is over. Comes once for each answered login, after everything else.
 *
 * Who knows the accounts and their mailboxes.
 */
typedef struct
{
  void (*login) (MfImapQuestion *question,
                 const char *username,
                 MfSecret *password,
                 gpointer user_data);
  void (*ask) (MfImapQuestion *question,
               const MfImapRequest *request,
               gpointer account,
               gpointer folder,
               gpointer upload,
               gpointer user_data);
  void (*append_data) (gpointer upload, const guint8 *data, gsize length, gpointer user_data);
  void (*append_abort) (gpointer upload, gpointer user_data);
  void (*unselect) (gpointer folder, gpointer account, gpointer user_data);
  void (*leave) (gpointer account, gpointer user_data);
} MfImapPolicy;

/**
 * MfImapServiceConfig:
 * @host_name: the name in the greeting
 * @max_size: the largest message that APPEND takes, in octets; 0 for 64 MiB
 * @autologout_us: how long a client may be silent; 0 for 30 minutes, %G_MAXINT64 for ever, so that
 *   in a lesson nothing is due while a client idles
 * @max_connections: the most connections at one time, 0 for 2048: IMAP clients stay
 */
typedef struct
{
  const char *host_name;
  guint64 max_size;
  gint64 autologout_us;
  guint max_connections;
} MfImapServiceConfig;

MfService *mf_imap_service_new (const MfSite *site,
                                const MfImapServiceConfig *config,
                                const MfImapPolicy *policy,
                                gpointer user_data);

MfImapSession *mf_imap_question_get_session (const MfImapQuestion *question);
void mf_imap_session_notify (MfImapSession *self);

void mf_imap_question_answer_login (MfImapQuestion *question, gpointer account);
void mf_imap_question_answer_done (MfImapQuestion *question);
void mf_imap_question_answer_append (MfImapQuestion *question, gpointer upload);
void mf_imap_question_answer_list (MfImapQuestion *question,
                                   const MfImapMailbox *mailboxes,
                                   guint n_mailboxes);
void mf_imap_question_answer_select (MfImapQuestion *question,
                                     gpointer folder,
                                     const MfImapFolder *contents);
void mf_imap_question_answer_status (MfImapQuestion *question, const MfImapStatus *status);
void mf_imap_question_answer_uids (MfImapQuestion *question,
                                   guint32 uid_validity,
                                   const guint32 *from,
                                   const guint32 *to,
                                   guint n_uids);
void mf_imap_question_answer_fetch (MfImapQuestion *question, GPtrArray *fetched);
void mf_imap_question_answer_flags (MfImapQuestion *question,
                                    const MfImapItem *items,
                                    guint n_items,
                                    const char *const *keywords);
void mf_imap_question_answer_search (MfImapQuestion *question, const guint32 *uids, guint n_uids);
void mf_imap_question_answer_changes (MfImapQuestion *question, const MfImapChanges *changes);
void mf_imap_question_refuse (MfImapQuestion *question, const char *code, const char *text);

G_END_DECLS
