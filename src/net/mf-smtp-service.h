/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-service.h"
#include "proto/smtp/mf-smtp-server.h"

G_BEGIN_DECLS

/**
 * MfSmtpSession:
 *
 * One connection to an SMTP service. It lives as long as the connection or an
 * unanswered question, whichever is longer.
 */
typedef struct _MfSmtpSession MfSmtpSession;

/**
 * MfSmtpQuestion:
 *
 * A question that waits for an answer: exactly one call of
 * mf_smtp_question_answer(), now or later, in the service's thread. The
 * connection may be gone by then; the answer is lost, nothing else is.
 */
typedef struct _MfSmtpQuestion MfSmtpQuestion;

/**
 * MfSmtpPolicy:
 * @authenticate: is @username with @password right? A verdict with code 0 says yes, 535 no.
 * @accept_sender: will a message of @envelope be taken? @envelope has no recipients yet.
 * @accept_recipient: will it be taken for @recipient?
 * @verify: VRFY or, if @expand, EXPN of @text
 * @begin_message: the data of a message for @envelope (take a reference) comes now. What is
 *   returned stands for the message in the following three; it belongs to the policy. May be
 *   called again before an earlier message of another session has ended.
 * @message_data: more of it: @length bytes, lines ended with CRLF, dot-unstuffed
 * @end_message: it is whole: store it durably, then answer. 250 means that the message will not
 *   be lost. After this call @message is the policy's own business.
 * @abort_message: it will never be whole: throw it away
 * @session_closed: (nullable): the connection is gone; nothing else comes from @session
 *
 * Who decides and who stores. Trace headers (RFC 5321 section 4.4) are the
 * policy's to write: mf_smtp_session_format_received() gives the text.
 */
typedef struct
{
  void (*authenticate) (MfSmtpQuestion *question,
                        MfSmtpSession *session,
                        const char *username,
                        MfSecret *password,
                        gpointer user_data);
  void (*accept_sender) (MfSmtpQuestion *question,
                         MfSmtpSession *session,
                         MfEnvelope *envelope,
                         gpointer user_data);
  void (*accept_recipient) (MfSmtpQuestion *question,
                            MfSmtpSession *session,
                            MfEnvelope *envelope,
                            MfAddress *recipient,
                            gpointer user_data);
  void (*verify) (MfSmtpQuestion *question,
                  MfSmtpSession *session,
                  const char *text,
                  gboolean expand,
                  gpointer user_data);
  gpointer (*begin_message) (MfSmtpSession *session, MfEnvelope *envelope, gpointer user_data);
  void (*message_data) (gpointer message, const guint8 *data, gsize length, gpointer user_data);
  void (*end_message) (MfSmtpQuestion *question,
                       MfSmtpSession *session,
                       gpointer message,
                       gpointer user_data);
  void (*abort_message) (gpointer message, gpointer user_data);
  void (*session_closed) (MfSmtpSession *session, gpointer user_data);
} MfSmtpPolicy;

/**
 * MfSmtpServiceConfig:
 * @host_name: the name in the greeting and in Received
 * @protocol: %MF_PROTOCOL_SMTP, or %MF_PROTOCOL_SUBMISSION (RFC 6409)
 * @max_size: the largest message in bytes, 0 for no limit
 * @max_recipients: the most recipients of one transaction, 0 for 1000
 * @max_connections: the most connections at one time, 0 for 256; more are answered 421
 */
typedef struct
{
  const char *host_name;
  MfProtocol protocol;
  guint64 max_size;
  guint max_recipients;
  guint max_connections;
} MfSmtpServiceConfig;

MfService *mf_smtp_service_new (const MfSite *site,
                                const MfSmtpServiceConfig *config,
                                const MfSmtpPolicy *policy,
                                gpointer user_data);

void mf_smtp_question_answer (MfSmtpQuestion *question, const MfSmtpVerdict *verdict);

const char *mf_smtp_session_get_peer (const MfSmtpSession *self);
const char *mf_smtp_session_get_username (const MfSmtpSession *self);
char *mf_smtp_session_format_received (const MfSmtpSession *self, const char *id);

G_END_DECLS
