/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"
#include "proto/smtp/mf-smtp-syntax.h"

G_BEGIN_DECLS

/* In the queue of what is awaited: the reply to the end mark. */
#define MF_SMTP_EXPECT_MESSAGE MF_SMTP_N_VERBS

/**
 * MfSmtpMode:
 * @MF_SMTP_MODE_COMMANDS: a command line is next
 * @MF_SMTP_MODE_HOLD_DATA: DATA was said; its reply decides what is next
 * @MF_SMTP_MODE_HOLD_AUTH: AUTH or a response was said; likewise
 * @MF_SMTP_MODE_HOLD_TLS: STARTTLS was said; likewise
 * @MF_SMTP_MODE_AUTH: a response is next
 * @MF_SMTP_MODE_DATA: message data is next
 * @MF_SMTP_MODE_OPAQUE: what comes is not SMTP any more, in both directions
 *
 * What the client's next bytes are.
 */
typedef enum
{
  MF_SMTP_MODE_COMMANDS,
  MF_SMTP_MODE_HOLD_DATA,
  MF_SMTP_MODE_HOLD_AUTH,
  MF_SMTP_MODE_HOLD_TLS,
  MF_SMTP_MODE_AUTH,
  MF_SMTP_MODE_DATA,
  MF_SMTP_MODE_OPAQUE,
} MfSmtpMode;

/* Which credentials the next response holds. */
typedef enum
{
  MF_SMTP_SECRET_NONE,
  MF_SMTP_SECRET_PLAIN,
  MF_SMTP_SECRET_USERNAME,
  MF_SMTP_SECRET_PASSWORD,
} MfSmtpSecretKind;

gboolean mf_smtp_is_text (const guint8 *data, gsize length);
void mf_smtp_add_command_fields (MfUnitBuilder *builder,
                                 GBytes *bytes,
                                 MfSmtpVerb *verb,
                                 MfSmtpSecretKind *secret);
void mf_smtp_add_response_fields (MfUnitBuilder *builder, GBytes *bytes, MfSmtpSecretKind *secret);
void mf_smtp_add_reply_fields (MfUnitBuilder *builder, GBytes *bytes, guint answers);

G_END_DECLS
