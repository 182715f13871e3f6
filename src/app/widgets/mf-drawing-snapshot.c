/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-drawing-snapshot.h"

#include <math.h>

static gboolean
get_color (const MfPalette *palette, int style, double opacity, GdkRGBA *color)
{
  const MfColor *found;

  if (style == MF_STYLE_NONE)
    return FALSE;

  found = mf_palette_get (palette, style);
  *color = (GdkRGBA) { found->red, found->green, found->blue, found->alpha * (float) opacity };
  return color->alpha > 0;
}

static void
init_rounded (GskRoundedRect *rounded, const MfRect *bounds, double radius)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) bounds->x, (float) bounds->y,
                                             (float) bounds->width, (float) bounds->height);

  gsk_rounded_rect_init_from_rect (rounded, &rect, (float) radius);
}

static void
add_dashed_outline (GtkSnapshot *snapshot,
                    const GskRoundedRect *outline,
                    double line_width,
                    double dash,
                    const GdkRGBA *color)
{
  const float half = (float) (line_width / 2);
  const float dashes[] = { (float) dash };
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  GskStroke *stroke = gsk_stroke_new ((float) line_width);
  GskRoundedRect middle = *outline;

  gsk_rounded_rect_shrink (&middle, half, half, half, half);
  gsk_path_builder_add_rounded_rect (builder, &middle);
  path = gsk_path_builder_free_to_path (g_steal_pointer (&builder));
  gsk_stroke_set_dash (stroke, dashes, 1);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
  gsk_stroke_free (stroke);
}

/* In whole pixels inside the box, of an even height, and never quite round: where two round corners
 * meet, the renderer draws the ends of both, a hairline. */
static void
add_shadow (GtkSnapshot *snapshot, const MfPrimitive *box, const GdkRGBA *color)
{
  MfRect bounds = { ceil (box->bounds.x), ceil (box->bounds.y) };
  GskRoundedRect outline;

  bounds.width = floor (box->bounds.x + box->bounds.width) - bounds.x;
  bounds.height = 2 * floor ((box->bounds.y + box->bounds.height - bounds.y) / 2);
  init_rounded (&outline, &bounds, MIN (box->radius, bounds.height / 2 - 1));
  gtk_snapshot_append_outset_shadow (snapshot, &outline, color, 0, (float) round (box->shadow / 3),
                                     0, (float) box->shadow);
}

static void
add_box (GtkSnapshot *snapshot, const MfPrimitive *box, const MfPalette *palette)
{
  GskRoundedRect outline;
  GdkRGBA color;

  init_rounded (&outline, &box->bounds, box->radius);
  if (box->shadow > 0 && get_color (palette, MF_STYLE_SHADOW, box->opacity, &color))
    add_shadow (snapshot, box, &color);
  if (get_color (palette, box->fill, box->opacity, &color))
    {
      if (box->radius > 0)
        gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &color, &outline.bounds);
      if (box->radius > 0)
        gtk_snapshot_pop (snapshot);
    }
  if (box->line_width > 0 && get_color (palette, box->stroke, box->opacity, &color))
    {
      const float width = (float) box->line_width;

      if (box->dash > 0)
        add_dashed_outline (snapshot, &outline, box->line_width, box->dash, &color);
      else
        gtk_snapshot_append_border (snapshot, &outline, (float[4]) { width, width, width, width },
                                    (GdkRGBA[4]) { color, color, color, color });
    }
}

static GskPath *
make_path (const MfPrimitive *primitive)
{
  GskPathBuilder *builder = gsk_path_builder_new ();

  for (guint i = 0; i < primitive->n_elements; i++)
    {
      const MfPathElement *element = &primitive->elements[i];
      const MfPoint *p = element->points;

      switch (element->op)
        {
        case MF_PATH_MOVE:
          gsk_path_builder_move_to (builder, (float) p[0].x, (float) p[0].y);
          break;
        case MF_PATH_LINE:
          gsk_path_builder_line_to (builder, (float) p[0].x, (float) p[0].y);
          break;
        case MF_PATH_CURVE:
          gsk_path_builder_cubic_to (builder, (float) p[0].x, (float) p[0].y, (float) p[1].x,
                                     (float) p[1].y, (float) p[2].x, (float) p[2].y);
          break;
        case MF_PATH_CLOSE:
        default:
          gsk_path_builder_close (builder);
          break;
        }
    }
  return gsk_path_builder_free_to_path (builder);
}

static void
add_path (GtkSnapshot *snapshot, const MfPrimitive *primitive, const MfPalette *palette)
{
  g_autoptr (GskPath) path = make_path (primitive);
  GdkRGBA color;

  if (get_color (palette, primitive->fill, primitive->opacity, &color))
    gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, &color);
  if (primitive->line_width > 0 &&
      get_color (palette, primitive->stroke, primitive->opacity, &color))
    {
      const float dashes[] = { (float) primitive->dash };
      GskStroke *stroke = gsk_stroke_new ((float) primitive->line_width);

      gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
      gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
      if (primitive->dash > 0)
        gsk_stroke_set_dash (stroke, dashes, 1);
      gtk_snapshot_append_stroke (snapshot, path, stroke, &color);
      gsk_stroke_free (stroke);
    }
}

/* The corner of the text's logical rectangle is where the bounds begin; lines that
 * are set to the right or the middle begin further on in their layout. */
static void
add_text (GtkSnapshot *snapshot, const MfPrimitive *text, const MfPalette *palette)
{
  PangoRectangle logical;
  GdkRGBA color;

  if (text->layout == NULL || !get_color (palette, text->fill, text->opacity, &color))
    return;

  pango_layout_get_extents (text->layout, NULL, &logical);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) (text->bounds.x - (double) logical.x / PANGO_SCALE),
                                      (float) (text->bounds.y - (double) logical.y / PANGO_SCALE)));
  gtk_snapshot_append_layout (snapshot, text->layout, &color);
  gtk_snapshot_restore (snapshot);
}

/**
 * mf_drawing_create_context:
 * @widget: where it will be seen
 *
 * A picture's type is small, and hinted Hangul that small loses strokes: one syllable reads as
 * another.
 *
 * Returns: (transfer full): what measures and sets the texts of a picture: the widget's font as it
 *   is drawn, not as it is hinted
 */
PangoContext *
mf_drawing_create_context (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_create_pango_context (widget);
  const cairo_font_options_t *usual = pango_cairo_context_get_font_options (context);
  cairo_font_options_t *options =
      usual != NULL ? cairo_font_options_copy (usual) : cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  return context;
}

/**
 * mf_drawing_snapshot:
 * @self: a picture
 * @snapshot: where to paint it, in pixels of its viewport
 * @palette: the colours of its styles
 *
 * The one painter of every face in the window.
 */
void
mf_drawing_snapshot (const MfDrawing *self, GtkSnapshot *snapshot, const MfPalette *palette)
{
  guint n_primitives = mf_drawing_get_n_primitives (self);
  GskRoundedRect clip;

  for (guint i = 0; i < n_primitives; i++)
    {
      const MfPrimitive *primitive = mf_drawing_get_primitive (self, i);

      switch (primitive->kind)
        {
        case MF_PRIMITIVE_BOX:
          add_box (snapshot, primitive, palette);
          break;
        case MF_PRIMITIVE_PATH:
          add_path (snapshot, primitive, palette);
          break;
        case MF_PRIMITIVE_TEXT:
          add_text (snapshot, primitive, palette);
          break;
        case MF_PRIMITIVE_PUSH_CLIP:
          init_rounded (&clip, &primitive->bounds, primitive->radius);
          gtk_snapshot_push_rounded_clip (snapshot, &clip);
          break;
        case MF_PRIMITIVE_POP_CLIP:
        default:
          gtk_snapshot_pop (snapshot);
          break;
        }
    }
}
