/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "draw/mf-drawing.h"

struct _MfDrawing
{
  gatomicrefcount refs;
  GArray *primitives; /* of MfPrimitive */
  GArray *hits;       /* of MfHit */
  GStringChunk *texts;
};

static void
clear_primitive (MfPrimitive *primitive)
{
  g_clear_pointer (&primitive->elements, g_free);
  g_clear_object (&primitive->layout);
}

/**
 * mf_drawing_new:
 *
 * Returns: (transfer full): an empty drawing
 */
MfDrawing *
mf_drawing_new (void)
{
  MfDrawing *self = g_new0 (MfDrawing, 1);

  g_atomic_ref_count_init (&self->refs);
  self->primitives = g_array_new (FALSE, FALSE, sizeof (MfPrimitive));
  g_array_set_clear_func (self->primitives, (GDestroyNotify) clear_primitive);
  self->hits = g_array_new (FALSE, FALSE, sizeof (MfHit));
  self->texts = g_string_chunk_new (256);
  return self;
}

MfDrawing *
mf_drawing_ref (MfDrawing *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_drawing_unref (MfDrawing *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->primitives, g_array_unref);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_free (self);
}

guint
mf_drawing_get_n_primitives (const MfDrawing *self)
{
  return self->primitives->len;
}

/**
 * mf_drawing_get_primitive:
 * @self: a drawing
 * @index: 0 is the lowest
 *
 * Returns: (transfer none): the primitive
 */
const MfPrimitive *
mf_drawing_get_primitive (const MfDrawing *self, guint index)
{
  g_return_val_if_fail (index < self->primitives->len, NULL);

  return &g_array_index (self->primitives, MfPrimitive, index);
}

guint
mf_drawing_get_n_hits (const MfDrawing *self)
{
  return self->hits->len;
}

/**
 * mf_drawing_get_hit:
 * @self: a drawing
 * @index: less than mf_drawing_get_n_hits(); later ones lie above earlier ones
 *
 * Returns: (transfer none): an area that means something
 */
const MfHit *
mf_drawing_get_hit (const MfDrawing *self, guint index)
{
  g_return_val_if_fail (index < self->hits->len, NULL);

  return &g_array_index (self->hits, MfHit, index);
}

/**
 * mf_drawing_hit_test:
 * @self: a drawing
 * @x: in pixels
 * @y: in pixels
 *
 * Returns: (transfer none) (nullable): the uppermost thing there
 */
const MfHit *
mf_drawing_hit_test (const MfDrawing *self, double x, double y)
{
  for (guint i = self->hits->len; i > 0; i--)
    {
      const MfHit *hit = &g_array_index (self->hits, MfHit, i - 1);

      if (mf_rect_contains (hit->area, x, y))
        return hit;
    }
  return NULL;
}

/**
 * mf_drawing_find_hit:
 * @self: a drawing
 * @kind: what is looked for
 * @index: which of them
 *
 * Returns: (transfer none) (nullable): the first such area: where to put the focus or a popover
 */
const MfHit *
mf_drawing_find_hit (const MfDrawing *self, MfHitKind kind, guint index)
{
  for (guint i = 0; i < self->hits->len; i++)
    {
      const MfHit *hit = &g_array_index (self->hits, MfHit, i);

      if (hit->kind == kind && hit->index == index)
        return hit;
    }
  return NULL;
}

static MfPrimitive *
add (MfDrawing *self, MfPrimitiveKind kind, MfRect bounds)
{
  MfPrimitive primitive = { .kind = kind, .bounds = bounds, .opacity = 1 };

  g_array_append_val (self->primitives, primitive);
  return &g_array_index (self->primitives, MfPrimitive, self->primitives->len - 1);
}

/**
 * mf_drawing_add_box:
 * @self: a drawing that is being made
 * @bounds: where
 * @radius: of the corners; cut down to half the shorter side
 * @fill: a style, or %MF_STYLE_NONE
 *
 * Returns: (transfer none): the box, to be changed before anything else is added; so do the
 *   other functions here
 */
MfPrimitive *
mf_drawing_add_box (MfDrawing *self, MfRect bounds, double radius, int fill)
{
  MfPrimitive *box = add (self, MF_PRIMITIVE_BOX, bounds);

  box->radius = MIN (radius, MIN (bounds.width, bounds.height) / 2);
  box->fill = fill;
  box->line_width = 1;
  return box;
}

/**
 * mf_drawing_add_circle:
 * @self: a drawing
 * @center: in pixels
 * @radius: in pixels
 * @fill: a style
 *
 * Returns: (transfer none): the circle, a box of that radius, to be changed further
 */
MfPrimitive *
mf_drawing_add_circle (MfDrawing *self, MfPoint center, double radius, int fill)
{
  MfRect bounds = { center.x - radius, center.y - radius, 2 * radius, 2 * radius };

  return mf_drawing_add_box (self, bounds, radius, fill);
}

static guint
count_points (MfPathOp op)
{
  return op == MF_PATH_CURVE ? 3 : op == MF_PATH_CLOSE ? 0 : 1;
}

static MfRect
path_bounds (const MfPathElement *elements, guint n_elements)
{
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;

  for (guint i = 0; i < n_elements; i++)
    for (guint p = 0; p < count_points (elements[i].op); p++)
      {
        MfPoint point = elements[i].points[p];

        x0 = MIN (x0, point.x);
        y0 = MIN (y0, point.y);
        x1 = MAX (x1, point.x);
        y1 = MAX (y1, point.y);
      }
  return x0 <= x1 ? (MfRect) { x0, y0, x1 - x0, y1 - y0 } : (MfRect) { 0 };
}

/**
 * mf_drawing_add_path:
 * @self: a drawing
 * @elements: (array length=n_elements): copied
 * @n_elements: how many
 * @fill: a style, or %MF_STYLE_NONE
 * @stroke: a style, or %MF_STYLE_NONE; the line is 1 wide unless changed
 *
 * Returns: (transfer none): the path
 */
MfPrimitive *
mf_drawing_add_path (
    MfDrawing *self, const MfPathElement *elements, guint n_elements, int fill, int stroke)
{
  MfPrimitive *path = add (self, MF_PRIMITIVE_PATH, path_bounds (elements, n_elements));

  path->elements = g_memdup2 (elements, n_elements * sizeof (MfPathElement));
  path->n_elements = n_elements;
  path->fill = fill;
  path->stroke = stroke;
  path->line_width = 1;
  return path;
}

/**
 * mf_drawing_add_line:
 * @self: a drawing
 * @from: one end, in pixels
 * @to: the other
 * @width: in pixels
 * @stroke: a style
 *
 * Returns: (transfer none): the line, a path, to be changed further
 */
MfPrimitive *
mf_drawing_add_line (MfDrawing *self, MfPoint from, MfPoint to, double width, int stroke)
{
  MfPathElement elements[] = { { MF_PATH_MOVE, { from } }, { MF_PATH_LINE, { to } } };
  MfPrimitive *line =
      mf_drawing_add_path (self, elements, G_N_ELEMENTS (elements), MF_STYLE_NONE, stroke);

  line->line_width = width;
  return line;
}

/**
 * mf_drawing_add_arrow_head:
 * @self: a drawing
 * @tip: where it points
 * @direction: which way; any length but zero
 * @size: how long it is, in pixels
 * @fill: a style
 *
 * Returns: (transfer none): the head, a filled triangle
 */
MfPrimitive *
mf_drawing_add_arrow_head (MfDrawing *self, MfPoint tip, MfPoint direction, double size, int fill)
{
  double length = hypot (direction.x, direction.y);
  double dx = length > 0 ? direction.x / length : 1;
  double dy = length > 0 ? direction.y / length : 0;
  MfPoint back = { tip.x - dx * size, tip.y - dy * size };
  double half = size * 0.5;
  MfPathElement elements[] = {
    { MF_PATH_MOVE, { tip } },
    { MF_PATH_LINE, { { back.x - dy * half, back.y + dx * half } } },
    { MF_PATH_LINE, { { back.x + dy * half, back.y - dx * half } } },
    { MF_PATH_CLOSE },
  };

  return mf_drawing_add_path (self, elements, G_N_ELEMENTS (elements), fill, MF_STYLE_NONE);
}

/**
 * mf_drawing_add_layout:
 * @self: a drawing
 * @layout: (transfer none): a laid-out text; not to be changed any more
 * @at: the upper left corner of its logical rectangle
 * @style: its colour
 *
 * Returns: (transfer none): the text
 */
MfPrimitive *
mf_drawing_add_layout (MfDrawing *self, PangoLayout *layout, MfPoint at, int style)
{
  PangoRectangle logical;
  MfPrimitive *text;

  pango_layout_get_extents (layout, NULL, &logical);
  text = add (self, MF_PRIMITIVE_TEXT,
              (MfRect) { at.x, at.y, pango_units_to_double (logical.width),
                         pango_units_to_double (logical.height) });
  text->layout = g_object_ref (layout);
  text->fill = style;
  return text;
}

/**
 * mf_drawing_push_clip:
 * @self: a drawing
 * @area: in pixels
 * @radius: of its corners
 *
 * What is added until mf_drawing_pop_clip() is seen inside @area only.
 */
void
mf_drawing_push_clip (MfDrawing *self, MfRect area, double radius)
{
  add (self, MF_PRIMITIVE_PUSH_CLIP, area)->radius =
      MIN (radius, MIN (area.width, area.height) / 2);
}

void
mf_drawing_pop_clip (MfDrawing *self)
{
  add (self, MF_PRIMITIVE_POP_CLIP, (MfRect) { 0 });
}

/**
 * mf_drawing_add_hit:
 * @self: a drawing
 * @kind: what lies there
 * @index: which, see #MfHitKind
 * @area: where; a later area lies above an earlier one
 * @item: (nullable): id of a letter, copied
 * @label: (nullable): what to call it, copied
 */
void
mf_drawing_add_hit (
    MfDrawing *self, MfHitKind kind, guint index, MfRect area, const char *item, const char *label)
{
  MfHit hit = { kind, index, NULL, NULL, area };

  if (item != NULL)
    hit.item = g_string_chunk_insert (self->texts, item);
  if (label != NULL)
    hit.label = g_string_chunk_insert (self->texts, label);
  g_array_append_val (self->hits, hit);
}

/**
 * mf_rect_inset:
 * @rect: a rectangle
 * @by: how far each side moves inwards; negative moves it outwards
 *
 * Returns: the smaller rectangle, never of negative size
 */
MfRect
mf_rect_inset (MfRect rect, double by)
{
  return (MfRect) { rect.x + by, rect.y + by, MAX (0, rect.width - 2 * by),
                    MAX (0, rect.height - 2 * by) };
}

gboolean
mf_rect_contains (MfRect rect, double x, double y)
{
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

gboolean
mf_rect_intersects (MfRect a, MfRect b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
