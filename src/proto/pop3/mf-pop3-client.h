/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

typedef struct _MfPop3Client MfPop3Client;

/* RFC 1939 names no time after which a silent server is given up; this is what
 * RFC 5321 section 4.5.3.2 gives for the replies of SMTP. */
#define MF_POP3_CLIENT_TIMEOUT_US (5 * 60 * G_USEC_PER_SEC)

/* What a lying server can make the client hold: one message of this size, more
 * than any mail server takes in, and a listing of this length. */
#define MF_POP3_CLIENT_MESSAGE_MAX (64 * 1024 * 1024)
#define MF_POP3_CLIENT_MESSAGES_MAX 100000

/**
 * MfPop3ClientGoal:
 * @username: whose maildrop
 * @password: with which password
 * @apop: use APOP if the greeting offers it
 * @remove: delete what was fetched (download and delete); else keep it
 * @known_uids: (nullable) (element-type utf8 utf8): what need not be fetched again; with it the
 *   client asks UIDL first (RFC 1939 section 7)
 *
 * "Fetch the new mail, and keep it or delete it."
 */
typedef struct
{
  const char *username;
  MfSecret *password;
  gboolean apop;
  gboolean remove;
  GHashTable *known_uids;
} MfPop3ClientGoal;

/**
 * MfPop3ClientEventKind:
 * @MF_POP3_CLIENT_MESSAGE: a message has been fetched: @message, unstuffed, and its @uid
 * @MF_POP3_CLIENT_DONE: the goal is reached; the server said +OK to QUIT
 * @MF_POP3_CLIENT_FAILED: it is not: @error
 * @MF_POP3_CLIENT_CLOSE: the dialogue is over; close
 */
typedef enum
{
  MF_POP3_CLIENT_MESSAGE,
  MF_POP3_CLIENT_DONE,
  MF_POP3_CLIENT_FAILED,
  MF_POP3_CLIENT_CLOSE,
} MfPop3ClientEventKind;

/* Everything is borrowed from the machine until the next call on it. */
typedef struct
{
  MfPop3ClientEventKind kind;
  GBytes *message;
  const char *uid;
  const GError *error;
} MfPop3ClientEvent;

MfPop3Client *mf_pop3_client_new (const MfPop3ClientGoal *goal, gint64 now_us);
void mf_pop3_client_free (MfPop3Client *self);

void mf_pop3_client_feed (MfPop3Client *self, const guint8 *data, gsize length);
void mf_pop3_client_feed_end (MfPop3Client *self);
gboolean mf_pop3_client_next (MfPop3Client *self, MfPop3ClientEvent *event);
GBytes *mf_pop3_client_take_output (MfPop3Client *self);
gint64 mf_pop3_client_get_deadline (const MfPop3Client *self);
void mf_pop3_client_advance (MfPop3Client *self, gint64 now_us);

MfPhase mf_pop3_client_get_phase (const MfPop3Client *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPop3Client, mf_pop3_client_free)

G_END_DECLS
