/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfTranscriptRow:
 *
 * One record as a line of the transcript. Dimmed while it has not happened yet.
 */
#define MF_TYPE_TRANSCRIPT_ROW (mf_transcript_row_get_type ())
G_DECLARE_FINAL_TYPE (MfTranscriptRow, mf_transcript_row, MF, TRANSCRIPT_ROW, GtkBox)

GtkWidget *mf_transcript_row_new (void);
void mf_transcript_row_bind (MfTranscriptRow *self, MfPlayback *playback, MfStep *step);
guint mf_transcript_row_get_step (MfTranscriptRow *self);

G_END_DECLS
