/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfInspector:
 *
 * What the step under the playhead is, what it means and why it happens now;
 * its bytes with every field marked, and the fields explained.
 */
#define MF_TYPE_INSPECTOR (mf_inspector_get_type ())
G_DECLARE_FINAL_TYPE (MfInspector, mf_inspector, MF, INSPECTOR, AdwBin)

MfPlayback *mf_inspector_get_playback (MfInspector *self);
void mf_inspector_set_playback (MfInspector *self, MfPlayback *playback);
const char *mf_inspector_get_title (MfInspector *self);
void mf_inspector_show_page (MfInspector *self, const char *page);

G_END_DECLS
