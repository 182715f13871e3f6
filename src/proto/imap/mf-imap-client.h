/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "proto/imap/mf-imap-goal.h"
#include "proto/imap/mf-imap-response.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

typedef struct _MfImapClient MfImapClient;

/* RFC 3501 names no time after which a silent server is given up; this is what
 * RFC 5321 section 4.5.3.2 gives for the replies of SMTP. */
#define MF_IMAP_CLIENT_TIMEOUT_US (5 * 60 * G_USEC_PER_SEC)

/* "clients using IDLE are advised to terminate the IDLE and re-issue it at least
 * every 29 minutes" (RFC 2177 section 3): a minute before that. */
#define MF_IMAP_CLIENT_IDLE_US (28 * 60 * G_USEC_PER_SEC)

/* How often a server that has no IDLE is asked for news. */
#define MF_IMAP_CLIENT_POLL_US (60 * G_USEC_PER_SEC)

/* What a lying server can make the client hold: a response with literals of so
 * many octets, more than any mail server takes in; one with so much besides,
 * which is seven octets for each of 100,000 messages found; the UIDs of so many
 * messages in a folder. */
#define MF_IMAP_CLIENT_MESSAGE_MAX (64 * 1024 * 1024)
#define MF_IMAP_CLIENT_RESPONSE_MAX (1024 * 1024)
#define MF_IMAP_CLIENT_MESSAGES_MAX 1000000

/**
 * MfImapClientAccount:
 * @username: whose mailbox
 * @password: with which password
 * @sasl: use AUTHENTICATE PLAIN where it is offered, not only where LOGIN is disabled
 * @idle_us: when an IDLE is renewed; 0 for %MF_IMAP_CLIENT_IDLE_US, %G_MAXINT64 for never
 */
typedef struct
{
  const char *username;
  MfSecret *password;
  gboolean sasl;
  gint64 idle_us;
} MfImapClientAccount;

/**
 * MfImapClientEventKind:
 * @MF_IMAP_CLIENT_FOLDER: there is @folder: @words are its attributes, and @delimiter
 * @MF_IMAP_CLIENT_OPENED: @folder is open: @number messages, @uid_validity. If that is not the
 *   one that the goal knew, everything known of the folder is void
 * @MF_IMAP_CLIENT_MESSAGE: a message that was not known: @uid, and @message about it
 * @MF_IMAP_CLIENT_CHANGED: message @uid has these flags: @words
 * @MF_IMAP_CLIENT_GONE: message @uid is in @folder no more
 * @MF_IMAP_CLIENT_STRUCTURE: the parts of message @uid: @structure
 * @MF_IMAP_CLIENT_CONTENT: octets of message @uid: @content
 * @MF_IMAP_CLIENT_FOUND: a search is done: @uids
 * @MF_IMAP_CLIENT_STORED: what was moved, copied or appended lies in @folder as @uids, under
 *   @uid_validity; only told by servers that have UIDPLUS
 * @MF_IMAP_CLIENT_WAITING: the server will tell news as they come
 * @MF_IMAP_CLIENT_NEWS: @folder has @number messages now: there are new ones. They are not
 *   known before the folder is synchronised
 * @MF_IMAP_CLIENT_DONE: @goal is reached
 * @MF_IMAP_CLIENT_FAILED: @goal is not: @error
 * @MF_IMAP_CLIENT_CLOSE: the dialogue is over, in order or (@error) not; close
 */
typedef enum
{
  MF_IMAP_CLIENT_FOLDER,
  MF_IMAP_CLIENT_OPENED,
  MF_IMAP_CLIENT_MESSAGE,
  MF_IMAP_CLIENT_CHANGED,
  MF_IMAP_CLIENT_GONE,
  MF_IMAP_CLIENT_STRUCTURE,
  MF_IMAP_CLIENT_CONTENT,
  MF_IMAP_CLIENT_FOUND,
  MF_IMAP_CLIENT_STORED,
  MF_IMAP_CLIENT_WAITING,
  MF_IMAP_CLIENT_NEWS,
  MF_IMAP_CLIENT_DONE,
  MF_IMAP_CLIENT_FAILED,
  MF_IMAP_CLIENT_CLOSE,
} MfImapClientEventKind;

/**
 * MfImapClientEvent:
 * @kind: what happened
 * @goal: the number of the goal that it is about, or 0
 * @folder: (nullable): the folder that it is about, UTF-8
 *
 * Everything is borrowed from the machine until the next call on it.
 */
typedef struct
{
  MfImapClientEventKind kind;
  guint goal;
  const char *folder;
  guint32 uid;
  guint32 uid_validity;
  guint32 number;
  char *const *words;
  char delimiter;
  const MfImapMessageData *message;
  const MfImapBody *structure;
  GBytes *content;
  const MfImapSet *uids;
  const GError *error;
} MfImapClientEvent;

MfImapClient *mf_imap_client_new (const MfImapClientAccount *account, gint64 now_us);
void mf_imap_client_free (MfImapClient *self);

guint mf_imap_client_add_goal (MfImapClient *self, const MfImapGoal *goal);
void mf_imap_client_stop_waiting (MfImapClient *self);

void mf_imap_client_feed (MfImapClient *self, const guint8 *data, gsize length);
void mf_imap_client_feed_end (MfImapClient *self);
gboolean mf_imap_client_next (MfImapClient *self, MfImapClientEvent *event);
GBytes *mf_imap_client_take_output (MfImapClient *self);
gint64 mf_imap_client_get_deadline (const MfImapClient *self);
void mf_imap_client_advance (MfImapClient *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapClient, mf_imap_client_free)

G_END_DECLS
