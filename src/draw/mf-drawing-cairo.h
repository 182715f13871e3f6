/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <cairo.h>

#include "draw/mf-drawing.h"

G_BEGIN_DECLS

void mf_drawing_paint_cairo (const MfDrawing *self, cairo_t *cr, const MfPalette *palette);

G_END_DECLS
