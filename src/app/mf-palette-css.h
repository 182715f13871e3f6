/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "draw/mf-palette.h"

G_BEGIN_DECLS

#define MF_N_FIELD_COLORS 5

void mf_palette_init_for_display (MfPalette *palette);
void mf_palette_css_install (GdkDisplay *display);
char *mf_palette_css_get_class (MfProtocol protocol);
void mf_palette_get_field_color (guint index, GdkRGBA *color);

G_END_DECLS
