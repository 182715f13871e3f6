/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-record.h"

G_BEGIN_DECLS

/* Two agents, two servers and the DNS: what most tests of the trace play on. */
enum
{
  ALICE,
  MAIL_A,
  MAIL_B,
  BOB,
  DNS,
  N_HOSTS,
};

MfStage *records_make_stage (void);
MfRecord *
records_make (guint seq, gint64 time_us, gint64 arrival_us, const MfEffect *effects, guint n);
MfRecord *records_make_random (guint seq, gint64 *now_us, GRand *rand);
GPtrArray *records_make_random_list (guint n_records, guint32 seed);

G_END_DECLS
