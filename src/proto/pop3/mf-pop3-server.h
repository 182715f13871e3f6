/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "proto/mf-protocol.h"
#include "proto/pop3/mf-pop3-table.h"

G_BEGIN_DECLS

typedef struct _MfPop3Server MfPop3Server;

/* The autologout timer "MUST be of at least 10 minutes' duration" (RFC 1939
 * section 3). */
#define MF_POP3_AUTOLOGOUT_US (10 * 60 * G_USEC_PER_SEC)

/**
 * MfPop3ServerConfig:
 * @host_name: the name in the greeting
 * @timestamp: (nullable): the msg-id of the greeting, angle brackets included, unique for each
 *   connection; %NULL offers no APOP (RFC 1939 section 7)
 */
typedef struct
{
  const char *host_name;
  const char *timestamp;
} MfPop3ServerConfig;

/**
 * MfPop3Item:
 * @uid: what UIDL says, 1 to 70 bytes of 0x21 … 0x7e (RFC 1939 section 7)
 * @size: in octets, line ends counted as CRLF
 *
 * One message of a maildrop, as it was when the session began.
 */
typedef struct
{
  const char *uid;
  guint64 size;
} MfPop3Item;

/**
 * MfPop3ServerEventKind:
 * @MF_POP3_SERVER_ASK_LOGIN: may @username in with @password (or, if that is %NULL, with the
 *   APOP @digest over the timestamp)? Answer with mf_pop3_server_answer_login() or _refuse().
 * @MF_POP3_SERVER_ASK_MESSAGE: the bytes of message @index (0-based) are needed, for RETR or TOP.
 *   Answer with mf_pop3_server_answer_message() or _refuse().
 * @MF_POP3_SERVER_MARK: message @index (0-based) is now marked as deleted, by DELE, or, if @marked
 *   is %FALSE, no longer, by RSET. No answer.
 * @MF_POP3_SERVER_ASK_UPDATE: QUIT in the transaction state: remove the @deleted messages, then
 *   mf_pop3_server_answer_update() or _refuse(). Never comes if the connection just breaks.
 * @MF_POP3_SERVER_CLOSE: take the last output, send it, then close; give up the lock
 */
typedef enum
{
  MF_POP3_SERVER_ASK_LOGIN,
  MF_POP3_SERVER_ASK_MESSAGE,
  MF_POP3_SERVER_MARK,
  MF_POP3_SERVER_ASK_UPDATE,
  MF_POP3_SERVER_CLOSE,
} MfPop3ServerEventKind;

/* Everything is borrowed from the machine until the next call on it. */
typedef struct
{
  MfPop3ServerEventKind kind;
  const char *username;
  MfSecret *password;
  const char *digest;
  guint index;
  gboolean marked;
  const guint *deleted;
  guint n_deleted;
} MfPop3ServerEvent;

MfPop3Server *mf_pop3_server_new (const MfPop3ServerConfig *config, gint64 now_us);
void mf_pop3_server_free (MfPop3Server *self);

void mf_pop3_server_feed (MfPop3Server *self, const guint8 *data, gsize length);
void mf_pop3_server_feed_end (MfPop3Server *self);
gboolean mf_pop3_server_next (MfPop3Server *self, MfPop3ServerEvent *event);
void mf_pop3_server_answer_login (MfPop3Server *self, const MfPop3Item *items, guint n_items);
void mf_pop3_server_answer_message (MfPop3Server *self, GBytes *message);
void mf_pop3_server_answer_update (MfPop3Server *self);
void mf_pop3_server_refuse (MfPop3Server *self, const char *code, const char *text);
GBytes *mf_pop3_server_take_output (MfPop3Server *self);
gboolean mf_pop3_server_wants_input (const MfPop3Server *self);
gint64 mf_pop3_server_get_deadline (const MfPop3Server *self);
void mf_pop3_server_advance (MfPop3Server *self, gint64 now_us);
void mf_pop3_server_shut_down (MfPop3Server *self);

MfPhase mf_pop3_server_get_phase (const MfPop3Server *self);
guint mf_pop3_server_get_legal_commands (const MfPop3Server *self,
                                         const MfPop3Transition *rows[MF_POP3_N_VERBS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPop3Server, mf_pop3_server_free)

G_END_DECLS
