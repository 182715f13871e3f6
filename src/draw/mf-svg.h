/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*MfSvgPaintFunc) (cairo_t *cr, gpointer data);

gboolean mf_svg_write (GOutputStream *stream,
                       double width,
                       double height,
                       MfSvgPaintFunc paint,
                       gpointer data,
                       GError **error);

G_END_DECLS
