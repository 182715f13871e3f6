/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-unit.h"
#include "trace/mf-effect.h"
#include "trace/mf-stage.h"

G_BEGIN_DECLS

/**
 * MfRecordKind:
 * @MF_RECORD_ACT: a person did something
 * @MF_RECORD_LOOKUP: a host asked the DNS and was answered
 * @MF_RECORD_OPEN: a TCP connection was opened
 * @MF_RECORD_UNIT: a unit crossed a link
 * @MF_RECORD_CLOSE: one side closed the connection (both have, if it has a CLOSED effect)
 * @MF_RECORD_EVENT: something fell due by itself: a retry, a bounce, a timeout
 */
typedef enum
{
  MF_RECORD_ACT,
  MF_RECORD_LOOKUP,
  MF_RECORD_OPEN,
  MF_RECORD_UNIT,
  MF_RECORD_CLOSE,
  MF_RECORD_EVENT,
} MfRecordKind;

/**
 * MfRecord:
 * @seq: 0, 1, 2 … without gaps: the step's number is seq + 1
 * @kind: what it records
 * @time_us: when it left, virtual µs since the Unix epoch
 * @arrival_us: when it arrived; equal to @time_us for what does not travel
 * @connection: 1, 2, 3 … in order of opening; 0 for what belongs to none
 * @from: index on the stage of the host that it leaves (for an act: where it happens), or -1
 * @to: index of the host where it arrives, or -1
 * @client: index of the host that opened the connection, or -1
 * @port: the server's port as the learner sees it, or 0
 * @protocol: what the connection speaks
 * @unit: (nullable): for %MF_RECORD_UNIT
 * @effects: (element-type MfEffect) (array length=n_effects): what its arrival changed, in order
 *
 * One step of the timeline. Immutable; may be shared between threads.
 */
typedef struct
{
  gatomicrefcount refs;
  guint seq;
  MfRecordKind kind;
  gint64 time_us;
  gint64 arrival_us;
  guint connection;
  int from;
  int to;
  int client;
  guint16 port;
  MfProtocol protocol;
  MfUnit *unit;
  MfEffect **effects;
  guint n_effects;
} MfRecord;

MfRecord *mf_record_new (const MfRecord *values, GPtrArray *effects);
MfRecord *mf_record_ref (MfRecord *self);
void mf_record_unref (MfRecord *self);
const MfEffect *mf_record_find_effect (const MfRecord *self, MfEffectKind kind);
const char *mf_record_kind_get_nick (MfRecordKind kind);
MfSide mf_record_get_side (const MfRecord *self, const MfStage *stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfRecord, mf_record_unref)

G_END_DECLS
