/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-mail-server.h"
#include "lab/mf-storage-jobs.h"
#include "mail/mf-mail-store.h"
#include "mail/mf-maildir.h"
#include "mail/mf-spool.h"
#include "net/mf-imap-service.h"
#include "net/mf-pop3-service.h"
#include "net/mf-smtp-service.h"

G_BEGIN_DECLS

typedef struct _MfWebmail MfWebmail;

typedef struct
{
  char *name;
  MfSecret *password; /* NULL: nobody gets in, as for a postmaster without an account */
  MfMaildir *maildir;
  MfMailStore *store; /* NULL until it is asked for; guarded by the server's stores_mutex */
} MfMailbox;

struct _MfMailServer
{
  const MfSite *site;
  char *host_name;
  char **domains;
  char *directory;
  MfDurability durability;
  guint64 max_size;
  guint max_connections;
  guint64 quota;
  gboolean apop;
  gint64 queue_rest_us;

  GPtrArray *mailboxes; /* of MfMailbox, in the order they were added */
  GHashTable *by_name;  /* folded name → MfMailbox */
  MfStorageJobs *jobs;
  MfSpool *spool;
  MfQueue *queue;
  GPtrArray *services; /* of MfService: all but webmail, in the order they were asked for */
  GMutex stores_mutex;
  MfWebmail *webmail;
};

/**
 * MfMailServerSubmitFunc:
 * @verdict: 250, or why the letter was not taken
 */
typedef void (*MfMailServerSubmitFunc) (const MfSmtpVerdict *verdict, gpointer user_data);

extern const MfSmtpPolicy mf_mail_server_smtp_policy;
extern const MfSmtpPolicy mf_mail_server_submission_policy;
extern const MfPop3Policy mf_mail_server_pop3_policy;
extern const MfImapPolicy mf_mail_server_imap_policy;
extern const MfQueuePolicy mf_mail_server_queue_policy;

void mf_mail_server_submit (MfMailServer *self,
                            const char *peer,
                            MfEnvelope *envelope,
                            GBytes *content,
                            MfMailServerSubmitFunc func,
                            gpointer user_data);
gboolean mf_mail_server_is_local (const MfMailServer *self, const char *domain);
MfMailbox *mf_mail_server_find_mailbox (const MfMailServer *self, const char *local_part);
MfMailbox *mf_mail_server_find_account (const MfMailServer *self, const char *username);
MfMailStore *mf_mail_server_open_store (MfMailServer *self, MfMailbox *mailbox, GError **error);
MfMailStore *mf_mail_server_get_store (MfMailServer *self, MfMailbox *mailbox, GError **error);
gboolean mf_mail_server_is_watched (const MfMailServer *self);
void mf_mail_server_report_delivered (MfMailServer *self,
                                      const MfMailbox *mailbox,
                                      const char *uid,
                                      GBytes *content);

G_END_DECLS
