/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "draw/mf-drawing.h"

G_BEGIN_DECLS

PangoContext *mf_drawing_create_context (GtkWidget *widget);
void mf_drawing_snapshot (const MfDrawing *self, GtkSnapshot *snapshot, const MfPalette *palette);

G_END_DECLS
