/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfLinkDialog:
 *
 * A connection that is open at the playhead: who talks to whom, and what can be
 * done to the wire. The signal "intent" (#MfIntent) is the wish to cut it.
 */
#define MF_TYPE_LINK_DIALOG (mf_link_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MfLinkDialog, mf_link_dialog, MF, LINK_DIALOG, AdwDialog)

MfLinkDialog *mf_link_dialog_new (MfPlayback *playback, guint connection);
void mf_link_dialog_cut (MfLinkDialog *self);

G_END_DECLS
