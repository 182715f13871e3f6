/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-record.h"

G_BEGIN_DECLS

/**
 * MfTranscript:
 *
 * A timeline as text, one block for each record:
 *
 *     *** 4  alice → mail-a: connection 1, port 587 (SMTP)
 *     S: 220 mail.a.example ESMTP Mailflow
 *     C: EHLO alice.a.example
 *
 * C: is what the client of the connection says, S: the server; *** is what
 * happens beside, and # is the lesson's voice. Bytes that are not text are
 * written as \x1b, so that nothing in a letter reaches the terminal.
 */
typedef struct _MfTranscript MfTranscript;

MfTranscript *mf_transcript_new (MfStage *stage, gboolean explain);
void mf_transcript_free (MfTranscript *self);

void mf_transcript_add (MfTranscript *self, const MfRecord *record, GString *text);
void mf_transcript_append_bytes (GString *text, const char *prefix, const char *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfTranscript, mf_transcript_free)

G_END_DECLS
