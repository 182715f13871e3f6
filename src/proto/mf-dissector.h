/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-byte-stream.h"
#include "proto/mf-unit.h"

G_BEGIN_DECLS

/**
 * MfDissector:
 *
 * A passive observer of both directions of one connection. It cuts each
 * stream into units and names their fields; it never changes a byte, and it
 * believes no one: whatever it cannot read becomes an opaque unit. Where a
 * unit ends depends on the bytes alone, never on how they were cut into reads.
 *
 *     feed (direction, bytes) … next (direction) → unit or NULL … end (direction)
 *
 * Bytes of one direction come out in the order they went in, none lost and
 * none twice: the concatenation of the units is the stream. A unit's meaning
 * may depend on the other direction (message data follows a 354), so the two
 * directions must be fed in an order that could have happened: the answer
 * after what it answers. next() for one direction must be called before that
 * unit is released, and what the other side says to it is fed after.
 */
typedef struct _MfDissector MfDissector;

/**
 * MfDissectorClass:
 * @size: of the struct that begins with #MfDissector
 * @reads_ahead: whether what a reply answers may have to be read before it was asked for,
 *   because it was held until the reply before: all that the client has said is then read
 *   before what the server says
 * @next: cuts the next unit from the input of that direction; see mf_dissector_next()
 * @clear: (nullable): frees what the struct holds besides
 */
typedef struct
{
  gsize size;
  gboolean reads_ahead;
  MfUnit *(*next) (MfDissector *self, MfDirection direction);
  void (*clear) (MfDissector *self);
} MfDissectorClass;

/* What one side has said that is not cut into units yet. */
typedef struct
{
  MfByteStream *stream;
  gboolean ended;
} MfDissectorInput;

struct _MfDissector
{
  const MfDissectorClass *klass;
  MfDissectorInput inputs[2]; /* by direction */
  GQueue ahead;               /* MfUnit of the client, read before it was asked for */
};

gpointer mf_dissector_new (const MfDissectorClass *klass);
void mf_dissector_feed (MfDissector *self, MfDirection direction, GBytes *bytes);
MfUnit *mf_dissector_next (MfDissector *self, MfDirection direction);
void mf_dissector_end (MfDissector *self, MfDirection direction);
gsize mf_dissector_get_pending (MfDissector *self, MfDirection direction);
void mf_dissector_free (MfDissector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfDissector, mf_dissector_free)

G_END_DECLS
