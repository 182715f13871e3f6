/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfTransportBar:
 *
 * First, back, play, step, last; the scrubber; the speed; where we are. Its
 * buttons are the window's actions.
 */
#define MF_TYPE_TRANSPORT_BAR (mf_transport_bar_get_type ())
G_DECLARE_FINAL_TYPE (MfTransportBar, mf_transport_bar, MF, TRANSPORT_BAR, AdwBreakpointBin)

MfPlayback *mf_transport_bar_get_playback (MfTransportBar *self);
void mf_transport_bar_set_playback (MfTransportBar *self, MfPlayback *playback);
GtkWidget *mf_transport_bar_get_step_button (MfTransportBar *self);

G_END_DECLS
