/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfTranscript:
 *
 * The records as lines, filtered by protocol, connection and text. The line
 * under the playhead is selected; selecting another one seeks to it.
 */
#define MF_TYPE_TRANSCRIPT (mf_transcript_get_type ())
G_DECLARE_FINAL_TYPE (MfTranscript, mf_transcript, MF, TRANSCRIPT, GtkBox)

MfPlayback *mf_transcript_get_playback (MfTranscript *self);
void mf_transcript_set_playback (MfTranscript *self, MfPlayback *playback);
void
mf_transcript_filter (MfTranscript *self, MfProtocol protocol, guint connection, const char *text);
guint mf_transcript_get_n_lines (MfTranscript *self);
void mf_transcript_find (MfTranscript *self);

G_END_DECLS
