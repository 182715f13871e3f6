/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <pango/pango.h>

#include "draw/mf-palette.h"

G_BEGIN_DECLS

typedef struct
{
  double x;
  double y;
} MfPoint;

/* The layout of a graphene_rect_t, but in doubles. */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
} MfRect;

/**
 * MfPathOp:
 * @MF_PATH_MOVE: to points[0]
 * @MF_PATH_LINE: to points[0]
 * @MF_PATH_CURVE: a cubic Bézier curve: two control points, then the end
 * @MF_PATH_CLOSE: uses no point
 */
typedef enum
{
  MF_PATH_MOVE,
  MF_PATH_LINE,
  MF_PATH_CURVE,
  MF_PATH_CLOSE,
} MfPathOp;

typedef struct
{
  MfPathOp op;
  MfPoint points[3];
} MfPathElement;

/**
 * MfPrimitiveKind:
 * @MF_PRIMITIVE_BOX: a rectangle, with corners of @radius, filled, outlined (the line lies
 *   inside its bounds) or both, with a soft shadow beneath. A circle is a box too.
 * @MF_PRIMITIVE_PATH: lines and curves, filled (non-zero winding), stroked or both; ends and
 *   joins are round, the line's middle is on the path
 * @MF_PRIMITIVE_TEXT: @layout, its logical rectangle (which need not begin at 0, 0) at bounds
 * @MF_PRIMITIVE_PUSH_CLIP: what follows is seen inside bounds (with corners of @radius) only
 * @MF_PRIMITIVE_POP_CLIP: ends the last push
 */
typedef enum
{
  MF_PRIMITIVE_BOX,
  MF_PRIMITIVE_PATH,
  MF_PRIMITIVE_TEXT,
  MF_PRIMITIVE_PUSH_CLIP,
  MF_PRIMITIVE_POP_CLIP,
} MfPrimitiveKind;

/**
 * MfPrimitive:
 * @bounds: where it is, in pixels of the viewport (of a path: the box of its points)
 * @fill: a style, or %MF_STYLE_NONE; for text its colour
 * @stroke: a style, or %MF_STYLE_NONE
 * @opacity: 0 … 1, multiplies the colours' own alpha
 * @radius: of the corners; never more than half the shorter side
 * @line_width: of the stroke
 * @dash: length of the dashes and of the gaps between them; 0 for a whole line
 * @shadow: blur radius of the shadow (%MF_STYLE_SHADOW) beneath a box, 0 for none; it lies a
 *   third of that lower
 * @elements: (array length=n_elements) (nullable): of a path
 * @layout: (nullable): of a text
 */
typedef struct
{
  MfPrimitiveKind kind;
  MfRect bounds;
  int fill;
  int stroke;
  double opacity;
  double radius;
  double line_width;
  double dash;
  double shadow;
  MfPathElement *elements;
  guint n_elements;
  PangoLayout *layout;
} MfPrimitive;

/**
 * MfHitKind:
 * @MF_HIT_NONE: nothing is there
 * @MF_HIT_HOST: @index is the host on the stage
 * @MF_HIT_LINK: @index is the link on the stage
 * @MF_HIT_CONNECTION: @index is the connection's id
 * @MF_HIT_ITEM: a letter @item at host @index
 * @MF_HIT_RECORD: @index is the record's seq
 * @MF_HIT_STEP: @index is the step, 1 … 6
 * @MF_HIT_PHASE: @index is the seq of the first record of the phase
 */
typedef enum
{
  MF_HIT_NONE,
  MF_HIT_HOST,
  MF_HIT_LINK,
  MF_HIT_CONNECTION,
  MF_HIT_ITEM,
  MF_HIT_RECORD,
  MF_HIT_STEP,
  MF_HIT_PHASE,
} MfHitKind;

/**
 * MfHit:
 * @kind: what is there
 * @index: which, see the kinds
 * @item: (nullable): id of the letter; belongs to the drawing
 * @label: (nullable): translated, for a tooltip or a screen reader; belongs to the drawing
 * @area: where it is
 */
typedef struct
{
  MfHitKind kind;
  guint index;
  const char *item;
  const char *label;
  MfRect area;
} MfHit;

/**
 * MfDrawing:
 *
 * A picture as a list of primitives, the lowest first, and of areas that mean
 * something, in pixels. It holds no colours and paints nothing: a painter
 * (draw/mf-drawing-cairo.h, or the window's) does, with a palette. Belongs to
 * the thread of the PangoContext that its texts were measured with.
 */
typedef struct _MfDrawing MfDrawing;

MfDrawing *mf_drawing_new (void);
MfDrawing *mf_drawing_ref (MfDrawing *self);
void mf_drawing_unref (MfDrawing *self);

guint mf_drawing_get_n_primitives (const MfDrawing *self);
const MfPrimitive *mf_drawing_get_primitive (const MfDrawing *self, guint index);
guint mf_drawing_get_n_hits (const MfDrawing *self);
const MfHit *mf_drawing_get_hit (const MfDrawing *self, guint index);
const MfHit *mf_drawing_hit_test (const MfDrawing *self, double x, double y);
const MfHit *mf_drawing_find_hit (const MfDrawing *self, MfHitKind kind, guint index);

MfPrimitive *mf_drawing_add_box (MfDrawing *self, MfRect bounds, double radius, int fill);
MfPrimitive *mf_drawing_add_circle (MfDrawing *self, MfPoint center, double radius, int fill);
MfPrimitive *
mf_drawing_add_line (MfDrawing *self, MfPoint from, MfPoint to, double width, int stroke);
MfPrimitive *
mf_drawing_add_arrow_head (MfDrawing *self, MfPoint tip, MfPoint direction, double size, int fill);
MfPrimitive *mf_drawing_add_path (
    MfDrawing *self, const MfPathElement *elements, guint n_elements, int fill, int stroke);
MfPrimitive *mf_drawing_add_layout (MfDrawing *self, PangoLayout *layout, MfPoint at, int style);
void mf_drawing_push_clip (MfDrawing *self, MfRect area, double radius);
void mf_drawing_pop_clip (MfDrawing *self);
void mf_drawing_add_hit (
    MfDrawing *self, MfHitKind kind, guint index, MfRect area, const char *item, const char *label);

MfRect mf_rect_inset (MfRect rect, double by);
gboolean mf_rect_contains (MfRect rect, double x, double y);
gboolean mf_rect_intersects (MfRect a, MfRect b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfDrawing, mf_drawing_unref)

G_END_DECLS
