/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "wire/mf-line-framer.h"

G_BEGIN_DECLS

/**
 * MfLiteralPieceKind:
 * @MF_LITERAL_PIECE_ANNOUNCED: the line ends with "{N}" or "{N+}": a literal of @octets follows.
 *   Say what is to become of it before the next mf_literal_framer_next(): _keep(), _stream(),
 *   _skip(), _refuse() or _ignore()
 * @MF_LITERAL_PIECE_CHUNK: @text is the next piece of a literal that is streamed
 * @MF_LITERAL_PIECE_END: @text is the whole command or response
 *
 * What a framer hands out.
 */
typedef enum
{
  MF_LITERAL_PIECE_ANNOUNCED,
  MF_LITERAL_PIECE_CHUNK,
  MF_LITERAL_PIECE_END,
} MfLiteralPieceKind;

/**
 * MfLiteralPiece:
 * @kind: what it is
 * @text: the bytes, borrowed until the next call on the framer. Of ANNOUNCED and END: everything
 *   since the last END, the CRLF behind each "{N}" and the literals that were kept included, but
 *   of END not the CRLF at its very end. A literal that was not kept leaves no bytes behind its
 *   CRLF.
 * @length: how many
 * @line: of ANNOUNCED and END: how many bytes at the end of @text belong to the last line
 * @octets: of ANNOUNCED: the literal's size; %G_MAXUINT64 for any number that is larger
 * @waits: of ANNOUNCED: whether the sender waits for a continuation before the literal (RFC 3501
 *   section 4.3), or sends it at once (RFC 7888)
 * @size: of END: the bytes it took on the wire, literals and line ends included
 * @faults: of END: what is wrong with any of its lines
 */
typedef struct
{
  MfLiteralPieceKind kind;
  const char *text;
  gsize length;
  gsize line;
  guint64 octets;
  gboolean waits;
  guint64 size;
  MfLineFaults faults;
} MfLiteralPiece;

/**
 * MfLiteralFramer:
 *
 * Cuts what an IMAP client or server says into commands or responses: lines,
 * some of which end with a literal and go on behind it (RFC 3501 section 4.3).
 */
typedef struct _MfLiteralFramer MfLiteralFramer;

MfLiteralFramer *mf_literal_framer_new (gsize max_line, gsize max_total);
void mf_literal_framer_free (MfLiteralFramer *self);

void mf_literal_framer_push (MfLiteralFramer *self, const guint8 *data, gsize length);
gboolean mf_literal_framer_next (MfLiteralFramer *self, MfLiteralPiece *piece);
gboolean mf_literal_framer_can_keep (const MfLiteralFramer *self);
void mf_literal_framer_keep (MfLiteralFramer *self);
void mf_literal_framer_stream (MfLiteralFramer *self);
void mf_literal_framer_skip (MfLiteralFramer *self);
void mf_literal_framer_refuse (MfLiteralFramer *self);
void mf_literal_framer_ignore (MfLiteralFramer *self);
gsize mf_literal_framer_get_pending (const MfLiteralFramer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfLiteralFramer, mf_literal_framer_free)

G_END_DECLS
