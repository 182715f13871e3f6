/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-dissector-fields.h"
#include "proto/mf-dissector.h"

G_BEGIN_DECLS

/* A literal up to this size stays in the unit it stands in, if nothing has to be
 * waited for: a name, a subject, a few header fields. A letter is a unit of its
 * own. */
#define MF_IMAP_INLINE_MAX 512

/* How many commands are remembered until their tagged response: no client has
 * that many under way. */
#define MF_IMAP_MAX_AWAITED 256

typedef enum
{
  MF_IMAP_READING_LINE,
  MF_IMAP_READING_REST,
  MF_IMAP_READING_LITERAL,
  MF_IMAP_READING_RESPONSE, /* of the client: inside AUTHENTICATE */
  MF_IMAP_READING_TLS,
  MF_IMAP_READING_OPAQUE,
  MF_IMAP_HOLDING_LITERAL, /* these wait for "+" or the tagged response */
  MF_IMAP_HOLDING_RESPONSE,
  MF_IMAP_HOLDING_IDLE,
  MF_IMAP_HOLDING_TLS,
  MF_IMAP_HOLDING_COMPRESS,
} MfImapMode;

/* A command that has not been answered yet. */
typedef struct
{
  guint tag_hash;
  gsize tag_length;
  MfImapCommandIndex command;
} MfImapAwaited;

/* One direction. */
typedef struct
{
  MfDissectorInput *input;
  MfDirection direction;
  MfImapMode mode;
  gsize scanned;     /* pending bytes that belong to the unit whatever comes */
  guint64 remaining; /* of the literal */
  MfMessageData data;
  gboolean is_message; /* that literal is (a part of) a message */
  gboolean is_status;  /* what the rest is the rest of: words, without literals */
  gboolean is_opaque;  /* or nothing that can be read */
} MfImapSide;

/* What a line says once it is cut. */
typedef struct
{
  gsize length;     /* of the unit; 0 if more bytes are needed */
  gsize literal_at; /* where the announcement that ends it begins; @length if none does */
  guint64 literal;
  gboolean waits;
  gboolean whole; /* it ends here, with or without a literal behind it */
} MfImapCut;

typedef struct
{
  MfDissector parent;
  MfImapSide sides[2];
  GArray *awaited; /* of MfImapAwaited */
  MfPhase phase;
  gboolean greeted;

  MfImapAwaited held; /* the command that the client's mode waits for */
  MfImapArguments arguments;
  MfImapSaslSecret secret;
  MfImapUntagged response;
} MfImapDissector;

MfUnitBuilder *
mf_imap_begin_opaque (const MfImapDissector *self, const MfImapSide *side, GBytes *bytes);
MfUnitBuilder *mf_imap_begin_unit (const MfImapDissector *self,
                                   const MfImapSide *side,
                                   MfUnitKind kind,
                                   GBytes *bytes);
MfUnitBuilder *mf_imap_build_command (MfImapDissector *self, GBytes *bytes, MfImapCut *cut);
MfUnitBuilder *mf_imap_build_server_line (MfImapDissector *self, GBytes *bytes, MfImapCut *cut);

G_END_DECLS
