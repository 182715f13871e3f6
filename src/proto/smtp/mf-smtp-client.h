/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"
#include "base/mf-secret.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

typedef struct _MfSmtpClient MfSmtpClient;

/**
 * MfSmtpClientConfig:
 * @helo_name: what EHLO says
 * @username: (nullable): authenticate as this, before the first MAIL
 * @password: (nullable): with this
 * @pipelining: whether to use PIPELINING where it is offered (RFC 2920)
 */
typedef struct
{
  const char *helo_name;
  const char *username;
  MfSecret *password;
  gboolean pipelining;
} MfSmtpClientConfig;

/**
 * MfSmtpOutcome:
 * @code: the reply code that decided; 0 if the connection was lost before
 * @enhanced: (nullable): its enhanced status code
 * @text: its text, lines joined by a space
 * @command: the command it answered, static: "RCPT", "DATA", …; "" for the greeting
 *
 * How one recipient fared. 2yz: the peer is responsible now. 4yz or 0: try
 * again later. 5yz: give up.
 */
typedef struct
{
  guint code;
  char *enhanced;
  char *text;
  const char *command;
} MfSmtpOutcome;

/**
 * MfSmtpClientEventKind:
 * @MF_SMTP_CLIENT_RESULT: @tag is done: @outcomes has one row for each recipient
 * @MF_SMTP_CLIENT_IDLE: no message is left; add one, or call mf_smtp_client_finish()
 * @MF_SMTP_CLIENT_FAILED: @error ended the session; results for all messages came before
 * @MF_SMTP_CLIENT_CLOSE: the dialogue is over; close
 */
typedef enum
{
  MF_SMTP_CLIENT_RESULT,
  MF_SMTP_CLIENT_IDLE,
  MF_SMTP_CLIENT_FAILED,
  MF_SMTP_CLIENT_CLOSE,
} MfSmtpClientEventKind;

/* Everything is borrowed from the machine until the next call on it. */
typedef struct
{
  MfSmtpClientEventKind kind;
  gpointer tag;
  const MfSmtpOutcome *outcomes;
  guint n_outcomes;
  const GError *error;
} MfSmtpClientEvent;

MfSmtpClient *mf_smtp_client_new (const MfSmtpClientConfig *config, gint64 now_us);
void mf_smtp_client_free (MfSmtpClient *self);

void mf_smtp_client_add_message (MfSmtpClient *self,
                                 MfEnvelope *envelope,
                                 GBytes *message,
                                 gpointer tag);
void mf_smtp_client_finish (MfSmtpClient *self);

void mf_smtp_client_feed (MfSmtpClient *self, const guint8 *data, gsize length);
void mf_smtp_client_feed_end (MfSmtpClient *self);
gboolean mf_smtp_client_next (MfSmtpClient *self, MfSmtpClientEvent *event);
GBytes *mf_smtp_client_take_output (MfSmtpClient *self);
gint64 mf_smtp_client_get_deadline (const MfSmtpClient *self);
void mf_smtp_client_advance (MfSmtpClient *self, gint64 now_us);

MfPhase mf_smtp_client_get_phase (const MfSmtpClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSmtpClient, mf_smtp_client_free)

G_END_DECLS
