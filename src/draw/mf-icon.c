/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/mf-icon.h"

#include <math.h>

/* Each glyph is drawn in a square of 16 by 16 and scaled to its box. */
typedef struct
{
  MfDrawing *drawing;
  MfPoint origin;
  double scale;
  double line_width;
  int fill;
  int stroke;
} Pen;

static MfPoint
at (const Pen *pen, double x, double y)
{
  return (MfPoint) { pen->origin.x + x * pen->scale, pen->origin.y + y * pen->scale };
}

static void
box (const Pen *pen, double x, double y, double width, double height, double radius)
{
  MfPoint corner = at (pen, x, y);
  MfRect bounds = { corner.x, corner.y, width * pen->scale, height * pen->scale };
  MfPrimitive *primitive =
      mf_drawing_add_box (pen->drawing, bounds, radius * pen->scale, pen->fill);

  primitive->stroke = pen->stroke;
  primitive->line_width = pen->line_width;
}

static void
line (const Pen *pen, double x0, double y0, double x1, double y1)
{
  mf_drawing_add_line (pen->drawing, at (pen, x0, y0), at (pen, x1, y1), pen->line_width,
                       pen->stroke);
}

static void
dot (const Pen *pen, double x, double y, double radius)
{
  mf_drawing_add_circle (pen->drawing, at (pen, x, y), radius * pen->scale, pen->stroke);
}

static void
draw_agent (const Pen *pen)
{
  box (pen, 2.5, 2.5, 11, 8.5, 1.5);
  line (pen, 1, 13.2, 15, 13.2);
}

static void
draw_server (const Pen *pen)
{
  box (pen, 2, 1.8, 12, 5.6, 1.5);
  box (pen, 2, 8.6, 12, 5.6, 1.5);
  dot (pen, 4.8, 4.6, 0.9);
  dot (pen, 4.8, 11.4, 0.9);
  line (pen, 8, 4.6, 11.4, 4.6);
  line (pen, 8, 11.4, 11.4, 11.4);
}

static void
draw_name_server (const Pen *pen)
{
  box (pen, 1.8, 1.8, 12.4, 12.4, 6.2);
  box (pen, 5, 1.8, 6, 12.4, 3);
  line (pen, 2, 8, 14, 8);
}

/* A server whose upper half is a page. */
static void
draw_web_server (const Pen *pen)
{
  box (pen, 2, 1.8, 12, 6.6, 1.5);
  line (pen, 2, 4.2, 14, 4.2);
  box (pen, 2, 9.6, 12, 4.6, 1.5);
  dot (pen, 4.8, 11.9, 0.9);
  line (pen, 8, 11.9, 11.4, 11.9);
}

/* A screen with the tab and the address line of a browser. */
static void
draw_browser (const Pen *pen)
{
  box (pen, 1.8, 2.2, 12.4, 11.6, 1.5);
  line (pen, 1.8, 5.6, 14.2, 5.6);
  dot (pen, 3.9, 3.9, 0.7);
  dot (pen, 6, 3.9, 0.7);
  line (pen, 8.2, 3.9, 12, 3.9);
}

static void
draw_stroke (const Pen *pen, const double (*points)[2], guint n_points)
{
  MfPathElement elements[4];

  g_return_if_fail (n_points <= G_N_ELEMENTS (elements));

  for (guint i = 0; i < n_points; i++)
    {
      elements[i].op = i == 0 ? MF_PATH_MOVE : MF_PATH_LINE;
      elements[i].points[0] = at (pen, points[i][0], points[i][1]);
    }
  mf_drawing_add_path (pen->drawing, elements, n_points, MF_STYLE_NONE, pen->stroke)->line_width =
      pen->line_width;
}

static void
draw_flag (const Pen *pen)
{
  const MfPathElement cloth[] = {
    { MF_PATH_MOVE, { at (pen, 4, 2.5) } },
    { MF_PATH_LINE, { at (pen, 13.5, 5.5) } },
    { MF_PATH_LINE, { at (pen, 4, 8.8) } },
    { MF_PATH_CLOSE, { { 0, 0 } } },
  };

  mf_drawing_add_path (pen->drawing, cloth, G_N_ELEMENTS (cloth), pen->fill, pen->stroke)
      ->line_width = pen->line_width;
  line (pen, 4, 2, 4, 14);
}

/**
 * mf_drawing_add_icon:
 * @self: a drawing
 * @icon: which glyph
 * @box: a square that it fills
 * @line_width: in pixels
 * @fill: a style for its areas, or %MF_STYLE_NONE
 * @stroke: a style for its lines
 */
void
mf_drawing_add_icon (
    MfDrawing *self, MfIcon icon, MfRect area, double line_width, int fill, int stroke)
{
  static const double check[][2] = { { 3, 8.5 }, { 6.5, 12 }, { 13, 4.5 } };
  Pen pen = { self, { area.x, area.y }, area.width / 16, line_width, fill, stroke };

  switch (icon)
    {
    case MF_ICON_AGENT:
      draw_agent (&pen);
      break;
    case MF_ICON_SERVER:
      draw_server (&pen);
      break;
    case MF_ICON_NAME_SERVER:
      draw_name_server (&pen);
      break;
    case MF_ICON_WEB_SERVER:
      draw_web_server (&pen);
      break;
    case MF_ICON_BROWSER:
      draw_browser (&pen);
      break;
    case MF_ICON_ENVELOPE:
      mf_drawing_add_envelope (self, area, 0, line_width, fill, MF_STYLE_NONE, stroke);
      break;
    case MF_ICON_CHECK:
      draw_stroke (&pen, check, G_N_ELEMENTS (check));
      break;
    case MF_ICON_CROSS:
      line (&pen, 3.5, 3.5, 12.5, 12.5);
      line (&pen, 12.5, 3.5, 3.5, 12.5);
      break;
    case MF_ICON_FLAG:
      draw_flag (&pen);
      break;
    }
}

/**
 * mf_drawing_add_envelope:
 * @self: a drawing
 * @area: where; about three wide to two high looks like one
 * @filled: how much of it is full, from the bottom, 0 … 1
 * @line_width: in pixels
 * @fill: the paper
 * @filling: what fills it
 * @stroke: its outline and flap
 */
void
mf_drawing_add_envelope (MfDrawing *self,
                         MfRect area,
                         double filled,
                         double line_width,
                         int fill,
                         int filling,
                         int stroke)
{
  double radius = area.height * 0.12;
  double half = line_width / 2;
  MfPoint middle = { area.x + area.width / 2, area.y + area.height * 0.58 };
  MfPathElement flap[] = {
    { MF_PATH_MOVE, { { area.x + half + radius * 0.5, area.y + half + radius * 0.5 } } },
    { MF_PATH_LINE, { middle } },
    { MF_PATH_LINE,
      { { area.x + area.width - half - radius * 0.5, area.y + half + radius * 0.5 } } },
  };
  MfPrimitive *outline;

  mf_drawing_add_box (self, area, radius, fill);
  if (filled > 0)
    {
      MfRect part = area;

      part.height = area.height * CLAMP (filled, 0, 1);
      part.y = area.y + area.height - part.height;
      mf_drawing_push_clip (self, area, radius);
      mf_drawing_add_box (self, part, 0, filling);
      mf_drawing_pop_clip (self);
    }
  mf_drawing_add_path (self, flap, G_N_ELEMENTS (flap), MF_STYLE_NONE, stroke)->line_width =
      line_width;
  outline = mf_drawing_add_box (self, area, radius, MF_STYLE_NONE);
  outline->stroke = stroke;
  outline->line_width = line_width;
}

/**
 * mf_drawing_add_page:
 * @self: a drawing
 * @area: where; the page stands in its middle, upright
 * @filled: how much of it is full, from the bottom, 0 … 1
 * @line_width: in pixels
 * @fill: the paper
 * @filling: what fills it
 * @stroke: its outline
 *
 * What travels in no envelope: a page of the web, a picture on it.
 */
void
mf_drawing_add_page (MfDrawing *self,
                     MfRect area,
                     double filled,
                     double line_width,
                     int fill,
                     int filling,
                     int stroke)
{
  double width = MIN (area.width, round (area.height * 0.8));
  MfRect page = { area.x + round ((area.width - width) / 2), area.y, width, area.height };
  double ear = round (width * 0.36);
  double right = page.x + page.width, radius = area.height * 0.08;
  const MfPathElement corner[] = {
    { MF_PATH_MOVE, { { right - ear, page.y } } },
    { MF_PATH_LINE, { { right - ear, page.y + ear } } },
    { MF_PATH_LINE, { { right, page.y + ear } } },
    { MF_PATH_CLOSE, { { 0, 0 } } },
  };
  MfPrimitive *outline;

  mf_drawing_add_box (self, page, radius, fill);
  if (filled > 0)
    {
      MfRect part = page;

      part.height = page.height * CLAMP (filled, 0, 1);
      part.y = page.y + page.height - part.height;
      mf_drawing_push_clip (self, page, radius);
      mf_drawing_add_box (self, part, 0, filling);
      mf_drawing_pop_clip (self);
    }
  outline = mf_drawing_add_box (self, page, radius, MF_STYLE_NONE);
  outline->stroke = stroke;
  outline->line_width = line_width;
  mf_drawing_add_path (self, corner, G_N_ELEMENTS (corner), fill, stroke)->line_width = line_width;
}
