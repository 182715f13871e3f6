/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-drawing.h"

G_BEGIN_DECLS

/**
 * MfIcon:
 *
 * The few things that the picture shows as glyphs. They are paths, so that they
 * print, scale and take any colour.
 */
typedef enum
{
  MF_ICON_AGENT,
  MF_ICON_SERVER,
  MF_ICON_NAME_SERVER,
  MF_ICON_WEB_SERVER,
  MF_ICON_BROWSER,
  MF_ICON_ENVELOPE,
  MF_ICON_CHECK,
  MF_ICON_CROSS,
  MF_ICON_FLAG,
} MfIcon;

void mf_drawing_add_icon (
    MfDrawing *self, MfIcon icon, MfRect box, double line_width, int fill, int stroke);
void mf_drawing_add_page (MfDrawing *self,
                          MfRect area,
                          double filled,
                          double line_width,
                          int fill,
                          int filling,
                          int stroke);
void mf_drawing_add_envelope (MfDrawing *self,
                              MfRect box,
                              double filled,
                              double line_width,
                              int fill,
                              int filling,
                              int stroke);

G_END_DECLS
