/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "cli/mf-json-writer.h"
#include "trace/mf-record.h"
#include "trace/mf-tally.h"

G_BEGIN_DECLS

void mf_record_write_json (const MfRecord *record,
                           const MfStage *stage,
                           MfTallies *tallies,
                           MfJsonWriter *writer);

G_END_DECLS
