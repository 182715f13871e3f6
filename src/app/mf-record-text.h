/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-record.h"

G_BEGIN_DECLS

const char *mf_record_get_prefix (const MfRecord *record);
char *mf_record_get_line (const MfRecord *record);
char *mf_record_get_route (const MfRecord *record, const MfStage *stage);
char *mf_record_get_sentence (const MfRecord *record, const MfStage *stage);
char *mf_record_get_announcement (const MfRecord *record, const MfStage *stage, guint n_steps);
char *mf_host_get_label (const MfStageHost *host);

G_END_DECLS
