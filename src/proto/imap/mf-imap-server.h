/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "proto/imap/mf-imap-request.h"
#include "proto/imap/mf-imap-table.h"

G_BEGIN_DECLS

typedef struct _MfImapServer MfImapServer;

/* After so many log-ins that failed, the connection is closed. */
#define MF_IMAP_MAX_FAILED_LOGINS 5

/* "The duration of that timer MUST be at least 30 minutes" (RFC 3501 section 5.4). */
#define MF_IMAP_AUTOLOGOUT_US (30 * 60 * G_TIME_SPAN_SECOND)

/**
 * MfImapServerConfig:
 * @host_name: the name in the greeting
 * @max_size: the largest message that APPEND takes, in octets; 0 for 64 MiB
 * @autologout_us: how long a client may be silent; 0 for %MF_IMAP_AUTOLOGOUT_US, %G_MAXINT64 for
 *   ever
 */
typedef struct
{
  const char *host_name;
  guint64 max_size;
  gint64 autologout_us;
} MfImapServerConfig;

/**
 * MfImapServerEventKind:
 * @MF_IMAP_SERVER_ASK_LOGIN: may @username in with @password? Answer with
 *   mf_imap_server_answer_login() or _refuse().
 * @MF_IMAP_SERVER_ASK: @request; see #MfImapRequestKind for its answer
 * @MF_IMAP_SERVER_APPEND_DATA: the next bytes of the message that APPEND was allowed for. No
 *   answer.
 * @MF_IMAP_SERVER_APPEND_ABORTED: it will not be complete; forget it. No answer. Does not come if
 *   COMMIT was asked, or if the session is freed.
 * @MF_IMAP_SERVER_UNSELECTED: the selected mailbox is left; comes before CLOSE. No answer.
 * @MF_IMAP_SERVER_CLOSE: take the last output, send it, then close
 */
typedef enum
{
  MF_IMAP_SERVER_ASK_LOGIN,
  MF_IMAP_SERVER_ASK,
  MF_IMAP_SERVER_APPEND_DATA,
  MF_IMAP_SERVER_APPEND_ABORTED,
  MF_IMAP_SERVER_UNSELECTED,
  MF_IMAP_SERVER_CLOSE,
} MfImapServerEventKind;

/* Borrowed from the machine: @request until it is answered, the others until the next call. */
typedef struct
{
  MfImapServerEventKind kind;
  const char *username;
  MfSecret *password;
  const MfImapRequest *request;
  const guint8 *data;
  gsize length;
} MfImapServerEvent;

MfImapServer *mf_imap_server_new (const MfImapServerConfig *config, gint64 now_us);
void mf_imap_server_free (MfImapServer *self);

void mf_imap_server_feed (MfImapServer *self, const guint8 *data, gsize length);
void mf_imap_server_feed_end (MfImapServer *self);
gboolean mf_imap_server_next (MfImapServer *self, MfImapServerEvent *event);
GBytes *mf_imap_server_take_output (MfImapServer *self);
gboolean mf_imap_server_wants_input (const MfImapServer *self);
gint64 mf_imap_server_get_deadline (const MfImapServer *self);
void mf_imap_server_advance (MfImapServer *self, gint64 now_us);
void mf_imap_server_shut_down (MfImapServer *self);
void mf_imap_server_notify (MfImapServer *self);

void mf_imap_server_answer_login (MfImapServer *self);
void mf_imap_server_answer_done (MfImapServer *self);
void mf_imap_server_answer_list (MfImapServer *self, const MfImapMailbox *mailboxes, guint n);
void mf_imap_server_answer_select (MfImapServer *self, const MfImapFolder *folder);
void mf_imap_server_answer_status (MfImapServer *self, const MfImapStatus *status);
void mf_imap_server_answer_uids (
    MfImapServer *self, guint32 uid_validity, const guint32 *from, const guint32 *to, guint n_uids);
void mf_imap_server_answer_fetch (MfImapServer *self, GPtrArray *fetched);
void mf_imap_server_answer_flags (MfImapServer *self,
                                  const MfImapItem *items,
                                  guint n_items,
                                  const char *const *keywords);
void mf_imap_server_answer_search (MfImapServer *self, const guint32 *uids, guint n_uids);
void mf_imap_server_answer_changes (MfImapServer *self, const MfImapChanges *changes);
void mf_imap_server_refuse (MfImapServer *self, const char *code, const char *text);

MfPhase mf_imap_server_get_phase (const MfImapServer *self);
guint mf_imap_server_get_legal_commands (const MfImapServer *self,
                                         const MfImapTransition *rows[MF_IMAP_N_VERBS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapServer, mf_imap_server_free)

G_END_DECLS
