/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-error.h"
#include "proto/smtp/mf-smtp-client.h"
#include "proto/smtp/mf-smtp-table.h"
#include "wire/mf-dot-encoder.h"
#include "wire/mf-line-framer.h"

G_BEGIN_DECLS

/* One message on its way, and how its recipients fare. */
typedef struct
{
  MfEnvelope *envelope;
  GBytes *bytes;
  gpointer tag;
  MfSmtpOutcome *outcomes; /* one for each recipient; decided where command is set */
  guint n_outcomes;
  guint n_accepted; /* recipients that the peer took */
  guint n_asked;    /* recipients that RCPT was said for */
  gboolean has_8bit;
  gsize sent; /* octets of the message that are in the output */
  MfDotEncoder encoder;
} MfSmtpOutgoing;

MfSmtpOutgoing *mf_smtp_outgoing_new (MfEnvelope *envelope, GBytes *bytes, gpointer tag);
void mf_smtp_outgoing_free (MfSmtpOutgoing *self);
gboolean mf_smtp_outgoing_is_decided (const MfSmtpOutgoing *self, guint recipient);
void mf_smtp_outgoing_decide (MfSmtpOutgoing *self,
                              guint recipient,
                              guint code,
                              const char *enhanced,
                              const char *text,
                              const char *command);
void mf_smtp_outgoing_decide_all (
    MfSmtpOutgoing *self, guint code, const char *enhanced, const char *text, const char *command);
gboolean mf_smtp_outgoing_has_bare_line_end (const MfSmtpOutgoing *self);
void mf_smtp_outgoing_check_addresses (MfSmtpOutgoing *self);
GBytes *mf_smtp_outgoing_take (MfSmtpOutgoing *self, gboolean *done);

/* A reply that is awaited, and for RCPT whose. */
typedef struct
{
  MfSmtpAwait await;
  guint recipient;
} MfSmtpExpected;

struct _MfSmtpClient
{
  char *helo_name;
  char *username;
  MfSecret *password;
  gboolean pipelining;

  MfLineFramer *framer;
  GByteArray *output;
  gboolean ended; /* the peer has closed its side */
  gint64 now_us;
  gint64 progress_us; /* when something was last sent or received */
  MfPhase phase;

  GArray *expected; /* MfSmtpExpected, the first one first */

  /* The reply that is being read. */
  guint reply_code;
  guint reply_lines;
  char *reply_enhanced;
  GString *reply_text;

  /* What the peer offers. */
  gboolean offers_pipelining;
  gboolean offers_8bitmime;
  gboolean offers_size;
  gboolean offers_plain;
  gboolean offers_login;
  guint64 max_size; /* 0 for no limit */

  GQueue waiting;          /* MfSmtpOutgoing, not begun */
  MfSmtpOutgoing *current; /* the one of the transaction */
  gboolean sending;        /* its data goes out */
  gboolean needs_reset;    /* the peer may still hold a transaction */
  GQueue done;             /* MfSmtpOutgoing, results to tell */
  MfSmtpOutgoing *told;    /* the one that the last event borrowed from */

  gboolean finishing; /* mf_smtp_client_finish() was called */
  gboolean idle_told;
  gboolean quitting; /* QUIT was said */
  GError *error;     /* why the session failed */
  gboolean error_told;
  MfSmtpOutcome failure; /* what a message fares that comes too late */
  gboolean closing;
  gboolean closed;
};

void
mf_smtp_client_say (MfSmtpClient *self, MfSmtpVerb verb, const char *argument, MfSmtpAwait await);
void mf_smtp_client_expect (MfSmtpClient *self, MfSmtpAwait await, guint recipient);
void mf_smtp_client_begin_message (MfSmtpClient *self);
void mf_smtp_client_quit (MfSmtpClient *self);
void mf_smtp_client_fail (MfSmtpClient *self,
                          GError *error,
                          guint code,
                          const char *enhanced,
                          const char *text,
                          const char *command);
void mf_smtp_client_read_line (MfSmtpClient *self, const MfLine *line);

G_END_DECLS
