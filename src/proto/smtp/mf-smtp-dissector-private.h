/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"
#include "proto/smtp/mf-smtp-syntax.h"
#include "wire/mf-dot-decoder.h"

G_BEGIN_DECLS

/* Fields per unit: more than any person reads, and an end to what a hostile
 * peer can make of 64 KiB of dots. */
#define MF_SMTP_MAX_FIELDS 2048

/* In the list of what is awaited: the reply to the end mark. */
#define MF_SMTP_EXPECT_MESSAGE MF_SMTP_N_VERBS

/* One direction: what was fed and is not out yet. */
typedef struct
{
  GBytes *shared;     /* the only read that is pending, or NULL */
  GByteArray *buffer; /* else what several reads left */
  gsize start;
  gsize searched;  /* counted from start: no line end before it */
  gsize line;      /* counted from start: where the line being searched begins */
  gboolean broken; /* inside a line that was too long for a unit */
  gboolean ended;
} MfSmtpStream;

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

/* Where in a message the next block begins. */
typedef struct
{
  MfDotDecoder decoder; /* of what was searched */
  gsize end;            /* counted from the stream's start: behind the end mark, or 0 */
  gboolean in_header;
  gboolean in_line;
} MfSmtpDataState;

/* Which credentials the next response holds. */
typedef enum
{
  MF_SMTP_SECRET_NONE,
  MF_SMTP_SECRET_PLAIN,
  MF_SMTP_SECRET_USERNAME,
  MF_SMTP_SECRET_PASSWORD,
} MfSmtpSecretKind;

void mf_smtp_stream_push (MfSmtpStream *self, GBytes *bytes);
const guint8 *mf_smtp_stream_peek (const MfSmtpStream *self, gsize *length);
GBytes *mf_smtp_stream_take (MfSmtpStream *self, gsize length);
gboolean mf_smtp_stream_find_line (MfSmtpStream *self, gsize limit, gsize *end);
void mf_smtp_stream_clear (MfSmtpStream *self);

gboolean mf_smtp_is_text (const guint8 *data, gsize length);
void mf_smtp_add_command_fields (MfUnitBuilder *builder,
                                 GBytes *bytes,
                                 MfSmtpVerb *verb,
                                 MfSmtpSecretKind *secret);
void mf_smtp_add_response_fields (MfUnitBuilder *builder, GBytes *bytes, MfSmtpSecretKind *secret);
void mf_smtp_add_reply_fields (MfUnitBuilder *builder, GBytes *bytes, guint answers);
void mf_smtp_add_data_fields (MfUnitBuilder *builder,
                              GBytes *bytes,
                              gboolean has_end,
                              MfSmtpDataState *state);

G_END_DECLS
