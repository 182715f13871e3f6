/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "base/mf-envelope.h"
#include "mail/mf-message.h"

G_BEGIN_DECLS

/**
 * MfEnvelopeList:
 *
 * The envelope drawn around the letter, what is written on which of them, and
 * where they differ (C18, C19).
 */
#define MF_TYPE_ENVELOPE_LIST (mf_envelope_list_get_type ())
G_DECLARE_FINAL_TYPE (MfEnvelopeList, mf_envelope_list, MF, ENVELOPE_LIST, AdwBin)

GtkWidget *mf_envelope_list_new (void);
void
mf_envelope_list_set_letter (MfEnvelopeList *self, const MfEnvelope *envelope, MfMessage *message);

G_END_DECLS
