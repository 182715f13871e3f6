/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-envelope.h"
#include "base/mf-id-source.h"
#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

/**
 * MfLetterField:
 * @MF_LETTER_TO: whom it is for
 * @MF_LETTER_CC: who is to know of it
 * @MF_LETTER_BCC: who gets it without the others knowing: in the envelope, never in the letter
 *
 * The fields that name recipients (RFC 5322 section 3.6.3).
 */
typedef enum
{
  MF_LETTER_TO,
  MF_LETTER_CC,
  MF_LETTER_BCC,
} MfLetterField;

MfLetter *mf_letter_new (void);
void mf_letter_free (MfLetter *self);

gboolean mf_letter_set_from (MfLetter *self, const char *text, GError **error);
gboolean
mf_letter_set_recipients (MfLetter *self, MfLetterField field, const char *text, GError **error);
void mf_letter_set_subject (MfLetter *self, const char *subject);
void mf_letter_set_text (MfLetter *self, const char *text);
void mf_letter_add_attachment (MfLetter *self,
                               const char *file_name,
                               const char *media_type,
                               GBytes *content);
void mf_letter_reply_to (MfLetter *self, const MfMessage *message);

GBytes *mf_letter_compose (const MfLetter *self,
                           const MfClock *clock,
                           MfIdSource *ids,
                           MfEnvelope **envelope,
                           GError **error);
GBytes *mf_letter_import (GBytes *eml, MfEnvelope **envelope, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfLetter, mf_letter_free)

G_END_DECLS
