/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <pango/pangocairo.h>

#include "draw/mf-drawing-cairo.h"

/* A blur is not something that cairo does: the shadow is a few outlines, each
 * fainter, that add up to the same. */
#define SHADOW_STEPS 6

static void
set_color (cairo_t *cr, const MfPalette *palette, int style, double opacity)
{
  const MfColor *color = mf_palette_get (palette, style);

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * opacity);
}

static void
add_rounded (cairo_t *cr, MfRect rect, double radius)
{
  double r = MIN (radius, MIN (rect.width, rect.height) / 2);

  if (r <= 0)
    {
      cairo_rectangle (cr, rect.x, rect.y, rect.width, rect.height);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, rect.x + rect.width - r, rect.y + r, r, -G_PI_2, 0);
  cairo_arc (cr, rect.x + rect.width - r, rect.y + rect.height - r, r, 0, G_PI_2);
  cairo_arc (cr, rect.x + r, rect.y + rect.height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, rect.x + r, rect.y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
paint_shadow (cairo_t *cr, const MfPrimitive *box, const MfPalette *palette)
{
  MfRect rect = box->bounds;

  if (mf_palette_get (palette, MF_STYLE_SHADOW)->alpha <= 0)
    return;

  rect.y += box->shadow / 3;
  for (int i = 0; i < SHADOW_STEPS; i++)
    {
      double grow = box->shadow * (i + 1) / SHADOW_STEPS - box->shadow / 3;

      add_rounded (cr, mf_rect_inset (rect, -grow), box->radius + grow);
      set_color (cr, palette, MF_STYLE_SHADOW, box->opacity / SHADOW_STEPS);
      cairo_fill (cr);
    }
}

static void
set_line (cairo_t *cr, const MfPrimitive *primitive)
{
  cairo_set_line_width (cr, primitive->line_width);
  cairo_set_line_cap (cr, primitive->dash > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (primitive->dash > 0)
    cairo_set_dash (cr, &primitive->dash, 1, 0);
  else
    cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_box (cairo_t *cr, const MfPrimitive *box, const MfPalette *palette)
{
  if (box->shadow > 0)
    paint_shadow (cr, box, palette);
  if (box->fill != MF_STYLE_NONE)
    {
      add_rounded (cr, box->bounds, box->radius);
      set_color (cr, palette, box->fill, box->opacity);
      cairo_fill (cr);
    }
  if (box->stroke != MF_STYLE_NONE && box->line_width > 0)
    {
      double half = box->line_width / 2;

      add_rounded (cr, mf_rect_inset (box->bounds, half), MAX (0, box->radius - half));
      set_color (cr, palette, box->stroke, box->opacity);
      set_line (cr, box);
      cairo_stroke (cr);
    }
}

static void
paint_path (cairo_t *cr, const MfPrimitive *path, const MfPalette *palette)
{
  cairo_new_path (cr);
  for (guint i = 0; i < path->n_elements; i++)
    {
      const MfPoint *p = path->elements[i].points;

      switch (path->elements[i].op)
        {
        case MF_PATH_MOVE:
          cairo_move_to (cr, p[0].x, p[0].y);
          break;
        case MF_PATH_LINE:
          cairo_line_to (cr, p[0].x, p[0].y);
          break;
        case MF_PATH_CURVE:
          cairo_curve_to (cr, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
          break;
        case MF_PATH_CLOSE:
          cairo_close_path (cr);
          break;
        }
    }
  if (path->fill != MF_STYLE_NONE)
    {
      set_color (cr, palette, path->fill, path->opacity);
      cairo_fill_preserve (cr);
    }
  if (path->stroke != MF_STYLE_NONE)
    {
      set_color (cr, palette, path->stroke, path->opacity);
      set_line (cr, path);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
}

static void
paint_text (cairo_t *cr, const MfPrimitive *text, const MfPalette *palette)
{
  PangoRectangle logical;

  pango_layout_get_extents (text->layout, NULL, &logical);
  set_color (cr, palette, text->fill, text->opacity);
  cairo_move_to (cr, text->bounds.x - pango_units_to_double (logical.x),
                 text->bounds.y - pango_units_to_double (logical.y));
  pango_cairo_show_layout (cr, text->layout);
  cairo_new_path (cr);
}

/**
 * mf_drawing_paint_cairo:
 * @self: a drawing
 * @cr: where to paint it, one unit a pixel
 * @palette: its colours
 *
 * Paints all of it, the lowest first. The background is the caller's.
 */
void
mf_drawing_paint_cairo (const MfDrawing *self, cairo_t *cr, const MfPalette *palette)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (self); i++)
    {
      const MfPrimitive *primitive = mf_drawing_get_primitive (self, i);

      switch (primitive->kind)
        {
        case MF_PRIMITIVE_BOX:
          paint_box (cr, primitive, palette);
          break;
        case MF_PRIMITIVE_PATH:
          paint_path (cr, primitive, palette);
          break;
        case MF_PRIMITIVE_TEXT:
          paint_text (cr, primitive, palette);
          break;
        case MF_PRIMITIVE_PUSH_CLIP:
          cairo_save (cr);
          add_rounded (cr, primitive->bounds, primitive->radius);
          cairo_clip (cr);
          break;
        case MF_PRIMITIVE_POP_CLIP:
          cairo_restore (cr);
          break;
        }
    }
}
