/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/widgets/mf-face.h"

G_BEGIN_DECLS

/**
 * MfLadder:
 *
 * The sequence diagram: a lane for each host, time downwards, the playhead a line.
 */
#define MF_TYPE_LADDER (mf_ladder_get_type ())
G_DECLARE_FINAL_TYPE (MfLadder, mf_ladder, MF, LADDER, MfFace)

GtkWidget *mf_ladder_new (void);

G_END_DECLS
