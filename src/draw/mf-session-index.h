/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfPhaseBand:
 * @connection: whose
 * @protocol: what it speaks
 * @phase: which phase of its session
 * @client: index of the host that opened the connection
 * @server: index of the other
 * @port: the server's port
 * @first: seq of its first record
 * @last: seq of its last record
 *
 * A phase of a session as a stretch of the timeline. The connection's opening
 * and closing belong to its first and its last one.
 */
typedef struct
{
  guint connection;
  MfProtocol protocol;
  MfPhase phase;
  int client;
  int server;
  guint16 port;
  guint first;
  guint last;
} MfPhaseBand;

/**
 * MfStepMark:
 * @number: 1 … 6
 * @seq: the record that reached it
 */
typedef struct
{
  guint number;
  guint seq;
} MfStepMark;

/**
 * MfSessionIndex:
 *
 * What the ladder and the scrubber must know of a timeline without reading all
 * of it again for every frame: its bands, its steps, and which hosts take part.
 */
typedef struct _MfSessionIndex MfSessionIndex;

typedef void (*MfPhaseBandFunc) (const MfPhaseBand *band, gpointer data);

MfSessionIndex *mf_session_index_new (guint n_hosts);
void mf_session_index_free (MfSessionIndex *self);

gboolean mf_session_index_append (MfSessionIndex *self, const MfRecord *record);
void mf_session_index_clear (MfSessionIndex *self);

guint mf_session_index_get_n_bands (const MfSessionIndex *self);
const MfPhaseBand *mf_session_index_get_band (const MfSessionIndex *self, guint index);
void mf_session_index_foreach (
    const MfSessionIndex *self, guint first, guint last, MfPhaseBandFunc func, gpointer data);
guint mf_session_index_get_n_steps (const MfSessionIndex *self);
const MfStepMark *mf_session_index_get_step (const MfSessionIndex *self, guint index);
gboolean mf_session_index_is_used (const MfSessionIndex *self, guint host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSessionIndex, mf_session_index_free)

G_END_DECLS
