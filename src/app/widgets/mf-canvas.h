/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/widgets/mf-face.h"

G_BEGIN_DECLS

/**
 * MfCanvas:
 *
 * The network: hosts, links, queues and mailboxes, and the card that travels.
 */
#define MF_TYPE_CANVAS (mf_canvas_get_type ())
G_DECLARE_FINAL_TYPE (MfCanvas, mf_canvas, MF, CANVAS, MfFace)

GtkWidget *mf_canvas_new (void);

G_END_DECLS
