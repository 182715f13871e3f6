/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/smtp/mf-smtp-server.h"
#include "wire/mf-dot-decoder.h"
#include "wire/mf-line-framer.h"

G_BEGIN_DECLS

/* Events that wait to be taken: at most an abort, a reset and a close. */
#define MF_SMTP_MAX_EVENTS 4

struct _MfSmtpServer
{
  char *host_name;
  gboolean submission;
  guint64 max_size;
  guint max_recipients;

  MfLineFramer *framer;
  GByteArray *output;
  gboolean ended;     /* the client has closed its side */
  gboolean shut_down; /* 421 follows the answer to the question */
  gint64 now_us;
  gint64 deadline_us;

  MfSmtpServerState state;
  MfPhase phase;
  const MfSmtpServerRow *question; /* what the driver has not answered yet */
  MfSmtpServerEvent events[MF_SMTP_MAX_EVENTS];
  guint n_events;

  /* The session. */
  char *helo;
  gboolean esmtp;
  char *username;

  /* The transaction: the buffers of RFC 5321 section 4.1.1. */
  MfEnvelope *envelope;
  guint n_refused;
  MfDotDecoder decoder;
  guint64 data_size;
  gboolean aborted; /* MESSAGE_ABORTED was said; the rest of the data is skipped */

  /* The line that is being answered. */
  MfSmtpCommand command;
  const char *line;
  MfSmtpMailParameters parameters;

  /* The authentication that goes on. */
  MfSpan mechanism;
  gboolean cancelled;
  char *response; /* decoded; NULL if it was not base64 */
  gsize response_length;
  char *auth_username;
  MfSecret *auth_password;
  char *text; /* the argument of VRFY and EXPN */
};

void mf_smtp_server_run (MfSmtpServer *self, guint input);
void mf_smtp_server_run_line (MfSmtpServer *self, const MfLine *line);
void mf_smtp_server_say (MfSmtpServer *self, guint code, const char *enhanced, const char *text);
void mf_smtp_server_set_state (MfSmtpServer *self, MfSmtpServerState state);
void mf_smtp_server_end_transaction (MfSmtpServer *self);
void mf_smtp_server_push_event (MfSmtpServer *self, MfSmtpServerEventKind kind);
void mf_smtp_server_clear_auth (MfSmtpServer *self);

gboolean mf_smtp_server_check_guard (MfSmtpServer *self, MfSmtpServerGuard guard);
void mf_smtp_server_act (MfSmtpServer *self, const MfSmtpServerRow *row);

G_END_DECLS
