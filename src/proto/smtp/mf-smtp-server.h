/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"
#include "base/mf-secret.h"
#include "proto/smtp/mf-smtp-table.h"

G_BEGIN_DECLS

typedef struct _MfSmtpServer MfSmtpServer;

/**
 * MfSmtpServerConfig:
 * @host_name: the name in the greeting and in Received
 * @submission: a message submission server (RFC 6409): AUTH is offered, and MAIL before it is
 *   refused with 530
 * @max_size: what SIZE announces and MAIL and DATA enforce, in bytes; 0 for no limit
 * @max_recipients: how many recipients one transaction takes; 0 for the least that a server must
 *   take, 100 (RFC 5321 section 4.5.3.1.8)
 * @refuse: (nullable): greet with 554 and this text instead of 220 (RFC 5321 section 3.1)
 */
typedef struct
{
  const char *host_name;
  gboolean submission;
  guint64 max_size;
  guint max_recipients;
  const char *refuse;
} MfSmtpServerConfig;

/**
 * MfSmtpVerdict:
 * @code: the reply code, 0 for the machine's own reply of success
 * @enhanced: (nullable): the enhanced status code such as "5.1.1" (RFC 3463)
 * @text: (nullable): what follows it, printable ASCII; a newline begins another line of the reply
 *
 * What the driver answers to a question of the machine.
 */
typedef struct
{
  guint code;
  const char *enhanced;
  const char *text;
} MfSmtpVerdict;

/**
 * MfSmtpServerEventKind:
 * @MF_SMTP_SERVER_ASK_AUTH: is @username with @password right? Answer it.
 * @MF_SMTP_SERVER_ASK_SENDER: will a message of @envelope be taken? Answer it.
 * @MF_SMTP_SERVER_ASK_RECIPIENT: will a message for @recipient be taken? Answer it.
 * @MF_SMTP_SERVER_ASK_VERIFY: VRFY (or EXPN, if @expand) of @text. Answer it.
 * @MF_SMTP_SERVER_MESSAGE_BEGIN: 354 was said; message data for @envelope follows
 * @MF_SMTP_SERVER_MESSAGE_DATA: @data, unstuffed, without the end mark
 * @MF_SMTP_SERVER_ASK_MESSAGE: the end mark has come. Store the message durably, then answer.
 * @MF_SMTP_SERVER_MESSAGE_ABORTED: throw away what was begun; no answer
 * @MF_SMTP_SERVER_RESET: the transaction is over (RSET, EHLO, or done)
 * @MF_SMTP_SERVER_CLOSE: take the last output, send it, then close
 *
 * A question (ASK_…) stands until mf_smtp_server_answer(); meanwhile nothing
 * else comes and no further input is looked at.
 */
typedef enum
{
  MF_SMTP_SERVER_ASK_AUTH,
  MF_SMTP_SERVER_ASK_SENDER,
  MF_SMTP_SERVER_ASK_RECIPIENT,
  MF_SMTP_SERVER_ASK_VERIFY,
  MF_SMTP_SERVER_MESSAGE_BEGIN,
  MF_SMTP_SERVER_MESSAGE_DATA,
  MF_SMTP_SERVER_ASK_MESSAGE,
  MF_SMTP_SERVER_MESSAGE_ABORTED,
  MF_SMTP_SERVER_RESET,
  MF_SMTP_SERVER_CLOSE,
} MfSmtpServerEventKind;

/* Everything is borrowed from the machine until the next call on it. */
typedef struct
{
  MfSmtpServerEventKind kind;
  const char *username;
  MfSecret *password;
  MfEnvelope *envelope;
  MfAddress *recipient;
  const char *text;
  gboolean expand;
  const guint8 *data;
  gsize length;
} MfSmtpServerEvent;

MfSmtpServer *mf_smtp_server_new (const MfSmtpServerConfig *config, gint64 now_us);
void mf_smtp_server_free (MfSmtpServer *self);

void mf_smtp_server_feed (MfSmtpServer *self, const guint8 *data, gsize length);
void mf_smtp_server_feed_end (MfSmtpServer *self);
gboolean mf_smtp_server_next (MfSmtpServer *self, MfSmtpServerEvent *event);
void mf_smtp_server_answer (MfSmtpServer *self, const MfSmtpVerdict *verdict);
GBytes *mf_smtp_server_take_output (MfSmtpServer *self);
gboolean mf_smtp_server_wants_input (const MfSmtpServer *self);
gint64 mf_smtp_server_get_deadline (const MfSmtpServer *self);
void mf_smtp_server_advance (MfSmtpServer *self, gint64 now_us);
void mf_smtp_server_shut_down (MfSmtpServer *self);

MfPhase mf_smtp_server_get_phase (const MfSmtpServer *self);
guint mf_smtp_server_get_legal_commands (const MfSmtpServer *self,
                                         const MfSmtpServerRow *rows[MF_SMTP_N_VERBS]);
const char *mf_smtp_server_get_username (const MfSmtpServer *self);
char *mf_smtp_server_format_received (const MfSmtpServer *self,
                                      const char *client_address,
                                      const char *id,
                                      gint64 time_us);
char *mf_smtp_format_return_path (const MfEnvelope *envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSmtpServer, mf_smtp_server_free)

G_END_DECLS
