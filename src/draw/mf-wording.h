/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-protocol.h"
#include "trace/mf-record.h"
#include "trace/mf-stage.h"

G_BEGIN_DECLS

const char *mf_phase_get_label (MfPhase phase);
int mf_phase_get_place (MfPhase phase);

/* How many phases a session of any protocol has. */
#define MF_N_PHASE_PLACES 3

/**
 * MfUnitText:
 * @mark: (nullable): what stands before the code of an IMAP response: its tag, or "*"
 * @code: (nullable): a reply's code: "354", "+OK", "NO"
 * @text: the first line, without the code; for message data what it is
 * @detail: (nullable): what else there is: more lines, how many bytes, the end mark
 * @level: 0 for a command or a good reply, 1 for one that says "not now", 2 for "no"
 * @ends: message data ends here, at CRLF.CRLF
 *
 * What a picture says of a unit: @mark, @code and @text follow each other as they do on the wire.
 */
typedef struct
{
  char *mark;
  char *code;
  char *text;
  char *detail;
  int level;
  gboolean ends;
} MfUnitText;

void mf_unit_text_init (MfUnitText *self, const MfUnit *unit);
void mf_unit_text_clear (MfUnitText *self);
char *mf_record_get_summary (const MfRecord *record);
const char *mf_step_get_label (guint step);
char *mf_host_get_title (const MfStageHost *host);
char *mf_host_get_short_title (const MfStageHost *host);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfUnitText, mf_unit_text_clear)

G_END_DECLS
