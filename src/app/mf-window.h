/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-application.h"
#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfWindow:
 *
 * A lesson in a window: lessons, network or ladder, transcript, inspector and
 * transport bar, all over one #MfPlayback.
 */
#define MF_TYPE_WINDOW (mf_window_get_type ())
G_DECLARE_FINAL_TYPE (MfWindow, mf_window, MF, WINDOW, AdwApplicationWindow)

MfWindow *mf_window_new (MfApplication *application);
MfPlayback *mf_window_get_playback (MfWindow *self);

G_END_DECLS
