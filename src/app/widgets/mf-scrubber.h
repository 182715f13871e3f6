/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "app/mf-playback.h"

G_BEGIN_DECLS

/**
 * MfScrubber:
 *
 * A slider over the records, with the phases of each session and a tick for
 * each record. Dragging is continuous: a card moves on its link by hand.
 */
#define MF_TYPE_SCRUBBER (mf_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (MfScrubber, mf_scrubber, MF, SCRUBBER, GtkWidget)

GtkWidget *mf_scrubber_new (void);

G_END_DECLS
