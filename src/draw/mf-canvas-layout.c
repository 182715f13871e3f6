/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-private.h"
#include "draw/mf-wording.h"

/* The design is made for a line of type 18 pixels high, in a picture of this
 * size; another size of type or of picture scales all of it. */
#define DESIGN_LINE 18.0
#define DESIGN_WIDTH 690.0
#define DESIGN_COLUMN 250.0
#define DESIGN_HEIGHT 420.0
#define DESIGN_NARROW 356.0
#define DESIGN_NARROW_HEIGHT 424.0
#define DESIGN_SIDE 300.0 /* one side of a divided stage: two hosts, no steps, no caption */
#define DESIGN_SIDE_HEIGHT 216.0

/* Below this much of the design's width the hosts stand under each other; up to
 * that much they do in a viewport that is higher than wide by so much. */
#define LEAST_WIDE 0.78
#define MOST_UPRIGHT 1.2
#define UPRIGHT 1.15
#define LEAST_SCALE 0.8
#define LEAST_SCALE_LARGE 0.62
#define MOST_SCALE 3.0
#define LEAST_NARROW_SCALE 0.88
#define LEAST_SIDE_SCALE 0.55
#define MOST_NARROW_SCALE 1.4

#define MARGIN 12.0
#define STEPS_HEIGHT 24.0
#define STEPS_HEIGHT_NARROW 36.0
#define HEAD_HEIGHT 36.0
#define FLAT_HEIGHT 58.0
#define TALL_LEAST 188.0
#define TALL_MOST 300.0
#define TALL_WIDTH 140.0
#define TALL_WIDTH_MOST 176.0
#define FLAT_WIDTH 244.0
#define GAP_LEAST 72.0
#define GAP_WIDE_MOST 280.0
#define GAP_WIDE_LEAST 90.0

double
mf_canvas_px (const MfCanvasLayout *self, double design)
{
  return round (design * self->unit);
}

/* Whether something may lie at a host: letters, or the objects of a page. */
gboolean
mf_canvas_holds (const MfStageHost *host)
{
  return host->kind != MF_HOST_NAME_SERVER;
}

/* Whether an agent is a browser: whether it speaks HTTP with somebody. */
gboolean
mf_canvas_browses (const MfStage *stage, guint host)
{
  for (guint i = 0; i < stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (stage->links, MfStageLink, i);

      if (link->from == host && link->protocol == MF_PROTOCOL_HTTP)
        return TRUE;
    }

  return FALSE;
}

const char *
mf_canvas_get_host_kind (const MfStage *stage, guint host)
{
  switch (mf_stage_get_host (stage, host)->kind)
    {
    case MF_HOST_AGENT:
      return mf_canvas_browses (stage, host) ? _ ("browser") : _ ("user agent");
    case MF_HOST_WEB_SERVER:
      return _ ("web server");
    case MF_HOST_NAME_SERVER:
      return _ ("name server");
    case MF_HOST_SERVER:
    default:
      return _ ("mail server");
    }
}

MfPrimitive *
mf_canvas_add_text (const MfCanvasLayout *self,
                    MfDrawing *drawing,
                    const char *text,
                    MfTextSpec spec,
                    MfRect box,
                    double align,
                    int style)
{
  spec.size = (spec.size > 0 ? spec.size : 1) * self->type;
  return mf_drawing_add_text_in (drawing, self->context, text, &spec, box, align, style);
}

static double
text_width (const MfCanvasLayout *self, const char *text, double size, gboolean bold)
{
  MfTextSpec spec = { .size = size * self->type, .bold = bold };
  g_autoptr (PangoLayout) layout = mf_text_new (self->context, text, &spec);

  return ceil (mf_text_get_width (layout));
}

double
mf_canvas_get_badge_width (const MfCanvasLayout *self, gboolean client)
{
  return text_width (self, client ? _ ("client") : _ ("server"), MF_SIZE_BADGE, TRUE) +
         mf_canvas_px (self, 12);
}

static const MfStageHost *
get_host (const MfCanvasLayout *self, guint index)
{
  return mf_stage_get_host (self->stage, index);
}

/* The design is for three columns; each more takes as much as a host and a gap. */
static double
get_design_width (const MfCanvasLayout *self)
{
  guint64 used = 0;
  guint n = 0;

  for (guint i = 0; i < self->n_hosts; i++)
    if (get_host (self, i)->kind != MF_HOST_NAME_SERVER)
      used |= G_GUINT64_CONSTANT (1) << MIN (get_host (self, i)->column, 63);
  for (; used != 0; used &= used - 1)
    n++;

  return DESIGN_WIDTH + (n > 3 ? n - 3 : 0) * DESIGN_COLUMN;
}

/* Chooses arrangement and scale. */
static void
choose_scale (MfCanvasLayout *self, double scale)
{
  double line = mf_text_get_line_height (self->context, 1, FALSE);
  double unit = line / DESIGN_LINE * (scale > 0 ? scale : 1);
  double wide = self->width / (get_design_width (self) * unit);
  double high = self->height / (DESIGN_HEIGHT * unit);
  /* Large type, as on a projector, can be read at less of its size: better that
   * than a part of the network out of sight. */
  double least = CLAMP (LEAST_SCALE / unit, LEAST_SCALE_LARGE, LEAST_SCALE);
  /* One side of a divided stage has half a window at most. */
  double least_narrow =
      self->stage->side != MF_SIDE_NONE
          ? CLAMP (LEAST_NARROW_SCALE / unit, LEAST_SIDE_SCALE, LEAST_NARROW_SCALE)
          : LEAST_NARROW_SCALE;
  double fit;

  self->vertical =
      wide < LEAST_WIDE || (wide < MOST_UPRIGHT && self->height > self->width * UPRIGHT);
  if (self->vertical && self->stage->side != MF_SIDE_NONE)
    fit = MIN (self->width / (DESIGN_SIDE * unit), self->height / (DESIGN_SIDE_HEIGHT * unit));
  else if (self->vertical)
    fit = MIN (self->width / (DESIGN_NARROW * unit), self->height / (DESIGN_NARROW_HEIGHT * unit));
  else
    fit = MIN (wide, high);

  /* A larger picture gives some of its room to the gaps, where cards travel. */
  if (fit > 1)
    fit = pow (fit, 0.88);
  if (self->vertical)
    fit = CLAMP (fit, least_narrow, MOST_NARROW_SCALE);
  else
    fit = CLAMP (fit, least, MOST_SCALE);
  self->type = fit * (scale > 0 ? scale : 1);
  self->unit = unit * fit;
}

/* Glyph, name and kind, or what it is in a conversation, which takes the place of the kind. */
static double
head_width (const MfCanvasLayout *self, guint index)
{
  g_autofree char *title = mf_host_get_title (get_host (self, index));
  double width = text_width (self, title, MF_SIZE_TITLE, TRUE);

  width = MAX (width, text_width (self, mf_canvas_get_host_kind (self->stage, index), MF_SIZE_SMALL,
                                  FALSE));
  if (get_host (self, index)->kind != MF_HOST_NAME_SERVER)
    width =
        MAX (width, text_width (self, _ ("client"), MF_SIZE_BADGE, TRUE) + mf_canvas_px (self, 14));
  return width + mf_canvas_px (self, 24) + mf_canvas_px (self, 8) + 1;
}

double
mf_canvas_get_host_width (const MfCanvasLayout *self, guint index)
{
  gboolean names = get_host (self, index)->kind == MF_HOST_NAME_SERVER;

  return CLAMP (head_width (self, index) + 2 * mf_canvas_px (self, 8),
                mf_canvas_px (self, names ? MF_CANVAS_NAME_SERVER_WIDTH : TALL_WIDTH),
                mf_canvas_px (self, TALL_WIDTH_MOST));
}

/* Heads under each other are as wide as the widest needs. */
static double
widest_head (const MfCanvasLayout *self)
{
  double widest = 0;

  for (guint i = 0; i < self->n_hosts; i++)
    if (get_host (self, i)->kind != MF_HOST_NAME_SERVER &&
        (self->vertical || get_host (self, i)->row > 0))
      widest = MAX (widest, head_width (self, i));
  return widest;
}

/* Splits a host's box into its parts. */
void
mf_canvas_split_host (const MfCanvasLayout *self, guint index)
{
  MfHostPlace *place = &self->hosts[index];
  double pad = mf_canvas_px (self, 8);
  double head = mf_canvas_px (self, HEAD_HEIGHT);
  MfRect inside = mf_rect_inset (place->box, pad);

  place->head = inside;
  if (place->flat)
    {
      /* Whoever shares its row with a name server needs all the room it has. */
      gboolean whole = !self->vertical || inside.width > self->width * 0.75;
      /* A mail server has two lists beside its head, the others one. */
      gboolean two = get_host (self, index)->kind == MF_HOST_SERVER && !place->stacked;
      double most = two ? 0.46 : 0.56;
      double width =
          MIN (whole ? widest_head (self) : head_width (self, index), round (inside.width * most));

      if (!mf_canvas_holds (get_host (self, index)))
        width = inside.width;
      place->head.width = width;
      place->head.height = MIN (head, inside.height);
      place->head.y = inside.y + round ((inside.height - place->head.height) / 2);
      place->body = (MfRect) { inside.x + width + pad, place->box.y + mf_canvas_px (self, 4),
                               MAX (0, inside.width - width - pad),
                               place->box.height - mf_canvas_px (self, 8) };
      return;
    }

  place->head.height = head;
  place->dock = (MfRect) { place->box.x, inside.y + head + mf_canvas_px (self, 6), place->box.width,
                           self->card_height + mf_canvas_px (self, 8) };
  place->body = inside;
  place->body.y = place->dock.y + place->dock.height + mf_canvas_px (self, 6);
  place->body.height = inside.y + inside.height - place->body.y;
}

static guint
count_columns (const MfCanvasLayout *self)
{
  guint n = 1;

  for (guint i = 0; i < self->n_hosts; i++)
    n = MAX (n, get_host (self, i)->column + 1);
  return MIN (n, 64);
}

/* A name server never stands in the letter's way. */
static gboolean
is_below (const MfCanvasLayout *self, guint index)
{
  const MfStageHost *host = get_host (self, index);

  return host->row > 0 || host->kind == MF_HOST_NAME_SERVER;
}

/* Sets where the upper row's columns begin and how wide they are. */
static void
place_columns (MfCanvasLayout *self, guint n_columns, double *x, double *widths)
{
  double margin = mf_canvas_px (self, MARGIN);
  double total = 0, gap, at;
  guint used = 0;

  for (guint i = 0; i < self->n_hosts; i++)
    {
      guint column = MIN (get_host (self, i)->column, n_columns - 1);

      widths[column] = MAX (widths[column], mf_canvas_get_host_width (self, i));
    }
  for (guint c = 0; c < n_columns; c++)
    {
      total += widths[c];
      used += widths[c] > 0;
    }

  /* What does not fit makes the picture wider: it can be scrolled. */
  if (used > 1)
    self->width =
        MAX (self->width, total + (used - 1) * mf_canvas_px (self, GAP_WIDE_LEAST) + 2 * margin);
  gap = used > 1 ? (self->width - 2 * margin - total) / (used - 1) : 0;
  gap = floor (MIN (gap, mf_canvas_px (self, GAP_WIDE_MOST)));
  at = round ((self->width - total - gap * (used > 0 ? used - 1 : 0)) / 2);
  for (guint c = 0; c < n_columns; c++)
    {
      x[c] = at;
      if (widths[c] > 0)
        at += widths[c] + gap;
    }
}

/* The box of a host in the lower row, which may be wider than its column but
 * must stay over its middle, where its link comes down. */
static MfRect
place_below (const MfCanvasLayout *self, guint index, MfRect column, double bottom)
{
  const MfStageHost *host = get_host (self, index);
  double margin = mf_canvas_px (self, MARGIN);
  gboolean names = host->kind == MF_HOST_NAME_SERVER;
  double least = mf_canvas_get_host_width (self, index);
  double width = MAX (least, mf_canvas_px (self, names ? MF_CANVAS_NAME_SERVER_WIDTH : FLAT_WIDTH));
  double height = mf_canvas_px (self, names ? HEAD_HEIGHT + 12 : FLAT_HEIGHT);
  double x = column.x + round ((column.width - width) / 2);

  x = MIN (x, self->width - margin - width);
  x = MAX (x, margin);
  return (MfRect) { x, bottom - height, width, height };
}

/* Moves one side of a box in the lower row, as far as what it is called leaves room. */
static void
shrink_below (MfCanvasLayout *self, guint index, double by, gboolean on_left)
{
  MfRect *box = &self->hosts[index].box;

  by = CLAMP (by, 0, MAX (0, box->width - mf_canvas_get_host_width (self, index)));
  box->width -= by;
  if (on_left)
    box->x += by;
}

/* Those of the lower row that hang close to each other share the room between them. */
static void
part_below (MfCanvasLayout *self)
{
  double gap = mf_canvas_px (self, 10);

  for (guint i = 0; i < self->n_hosts; i++)
    for (guint j = 0; j < self->n_hosts; j++)
      {
        const MfRect *a = &self->hosts[i].box;
        const MfRect *b = &self->hosts[j].box;
        double overlap = a->x + a->width + gap - b->x;

        if (i == j || !self->hosts[i].flat || !self->hosts[j].flat || a->x > b->x ||
            (a->x == b->x && i > j) || overlap <= 0)
          continue;
        shrink_below (self, i, ceil (overlap / 2), FALSE);
        shrink_below (self, j, ceil (overlap / 2), TRUE);
      }
}

static void
place_wide (MfCanvasLayout *self, double top)
{
  guint n_columns = count_columns (self);
  double *x = g_newa0 (double, n_columns);
  double *widths = g_newa0 (double, n_columns);
  double margin = mf_canvas_px (self, MARGIN);
  double tall = mf_canvas_px (self, TALL_LEAST);
  double gap = mf_canvas_px (self, GAP_LEAST);
  double flat = mf_canvas_px (self, FLAT_HEIGHT);
  gboolean below = FALSE;
  double spare;

  for (guint i = 0; i < self->n_hosts; i++)
    below |= is_below (self, i);

  spare = self->height - margin - top - tall - (below ? gap + flat : 0);
  if (spare < 0)
    self->height -= spare;
  spare = MAX (spare, 0);
  if (below)
    gap = MIN (gap + round (spare * 0.4), mf_canvas_px (self, MF_CANVAS_GAP_MOST));
  tall = MIN (tall + round (spare * 0.45), mf_canvas_px (self, TALL_MOST));
  spare = self->height - margin - top - tall - (below ? gap + flat : 0);
  top += floor (spare / 2);

  place_columns (self, n_columns, x, widths);
  for (guint i = 0; i < self->n_hosts; i++)
    {
      guint column = MIN (get_host (self, i)->column, n_columns - 1);
      MfHostPlace *place = &self->hosts[i];
      MfRect box = { x[column], top, widths[column], tall };

      place->flat = is_below (self, i);
      place->box = place->flat ? place_below (self, i, box, top + tall + gap + flat) : box;
    }
  part_below (self);
  for (guint i = 0; i < self->n_hosts; i++)
    mf_canvas_split_host (self, i);
}

/* Steps and caption stand above the hosts, but not on one side of a divided
 * stage. Returns where the hosts may begin. */
static double
place_words (MfCanvasLayout *self)
{
  double margin = mf_canvas_px (self, self->vertical ? 10 : MARGIN);
  double inner = self->width - 2 * margin;
  double line = mf_text_get_line_height (self->context, self->type, FALSE);

  if (self->stage->side != MF_SIDE_NONE)
    return margin;

  self->caption = (MfRect) { margin, margin, inner, ceil (line * (self->vertical ? 3 : 2)) };
  if (!self->stage->no_steps)
    {
      self->steps =
          (MfRect) { margin, margin, inner,
                     mf_canvas_px (self, self->vertical ? STEPS_HEIGHT_NARROW : STEPS_HEIGHT) };
      self->caption.y += self->steps.height + mf_canvas_px (self, 6);
    }
  return self->caption.y + self->caption.height + mf_canvas_px (self, self->vertical ? 6 : 10);
}

/**
 * mf_canvas_layout_new:
 * @stage: hosts and links; a reference is taken
 * @context: what measures the texts; its font is the face's own. A reference is taken
 * @width: of the viewport, in pixels
 * @height: of the viewport
 * @scale: how much larger than the face's font all is to be, 1 as a rule; the picture grows
 *   with its viewport by itself
 *
 * Returns: (transfer full): where everything stands
 */
MfCanvasLayout *
mf_canvas_layout_new (
    MfStage *stage, PangoContext *context, double width, double height, double scale)
{
  MfCanvasLayout *self = g_new0 (MfCanvasLayout, 1);
  double line, top;

  self->stage = mf_stage_ref (stage);
  self->context = g_object_ref (context);
  self->width = MAX (width, 240);
  self->height = MAX (height, 160);
  self->n_hosts = stage->hosts->len;
  self->hosts = g_new0 (MfHostPlace, self->n_hosts + 1);
  self->tubes = g_array_new (FALSE, TRUE, sizeof (MfTube));
  choose_scale (self, scale);

  line = MAX (mf_text_get_line_height (context, MF_SIZE_CARD * self->type, TRUE),
              mf_text_get_line_height (context, MF_SIZE_CARD * self->type, FALSE));
  self->card_height = ceil (2 * line) + mf_canvas_px (self, 8);
  top = place_words (self);

  if (self->vertical)
    mf_canvas_place_rows (self, top);
  else
    place_wide (self, top);
  mf_canvas_place_tubes (self);
  return self;
}

void
mf_canvas_layout_free (MfCanvasLayout *self)
{
  if (self == NULL)
    return;

  mf_stage_unref (self->stage);
  g_object_unref (self->context);
  g_array_unref (self->tubes);
  g_free (self->hosts);
  g_free (self);
}

gboolean
mf_canvas_layout_is_vertical (const MfCanvasLayout *self)
{
  return self->vertical;
}

double
mf_canvas_layout_get_width (const MfCanvasLayout *self)
{
  return self->width;
}

/**
 * mf_canvas_layout_get_height:
 * @self: a layout
 *
 * Returns: how high the picture is: the viewport's height, or more if that cannot hold it; so is
 *   the width
 */
double
mf_canvas_layout_get_height (const MfCanvasLayout *self)
{
  return self->height;
}

/**
 * mf_canvas_layout_get_host_box:
 * @self: a layout
 * @host: index on the stage
 *
 * Returns: where it stands, in pixels of the viewport
 */
MfRect
mf_canvas_layout_get_host_box (const MfCanvasLayout *self, guint host)
{
  g_return_val_if_fail (host < self->n_hosts, (MfRect) { 0 });

  return self->hosts[host].box;
}
