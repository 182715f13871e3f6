/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfByteStream:
 *
 * One direction of a connection as a dissector sees it: bytes that came in
 * pieces and go out in units, in order, none lost. A unit that came in one
 * piece shares its bytes.
 */
typedef struct _MfByteStream MfByteStream;

MfByteStream *mf_byte_stream_new (void);
void mf_byte_stream_free (MfByteStream *self);

void mf_byte_stream_push (MfByteStream *self, GBytes *bytes);
const guint8 *mf_byte_stream_peek (MfByteStream *self, gsize *length);
gsize mf_byte_stream_find_line (MfByteStream *self, gsize start);
GBytes *mf_byte_stream_take (MfByteStream *self, gsize length);
gsize mf_byte_stream_get_pending (const MfByteStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfByteStream, mf_byte_stream_free)

G_END_DECLS
