/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "lab/mf-intent.h"
#include "mail/mf-message.h"
#include "trace/mf-stage.h"

G_BEGIN_DECLS

/**
 * MfComposer:
 *
 * Where a person writes a letter. The signal "intent" (#MfIntent) is the wish to
 * send it.
 */
#define MF_TYPE_COMPOSER (mf_composer_get_type ())
G_DECLARE_FINAL_TYPE (MfComposer, mf_composer, MF, COMPOSER, AdwNavigationPage)

GtkWidget *mf_composer_new (const MfStageHost *agent);
void
mf_composer_set_letter (MfComposer *self, const char *to, const char *subject, const char *text);
void mf_composer_reply_to (MfComposer *self, MfMessage *message);
void mf_composer_add_attachment (MfComposer *self,
                                 const char *name,
                                 const char *content_type,
                                 GBytes *content);

G_END_DECLS
