/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-scrubber-layout.h"
#include "draw/mf-session-index.h"
#include "draw/mf-text.h"
#include "draw/mf-wording.h"

#define DESIGN_LINE 18.0
#define MARGIN 12.0
#define TRACK 14.0
#define STEP_RADIUS 9.0
#define KNOB 8.0
#define TICK_GAP 5.0 /* the least between two ticks */
#define LABEL_SIZE 0.74

struct _MfScrubberLayout
{
  MfTimeline *timeline;
  PangoContext *context;
  MfSessionIndex *index;
  guint n_indexed;
  double width;
  double unit;
  double steps; /* upper edge of the numbers of the six steps */
  double track; /* upper edge of the track */
  double label; /* height of the phases' names below it */
};

typedef struct
{
  MfScrubberLayout *layout;
  MfDrawing *drawing;
  double right;       /* where the last band on the track ends */
  double label_right; /* where the last name ends */
  int fill;           /* of the last band */
} Brush;

static double
px (const MfScrubberLayout *self, double design)
{
  return round (design * self->unit);
}

/**
 * mf_scrubber_layout_new:
 * @timeline: whose records; a reference is taken
 * @context: what measures the texts; a reference is taken
 *
 * Returns: (transfer full): a layout of what the timeline holds now
 */
MfScrubberLayout *
mf_scrubber_layout_new (MfTimeline *timeline, PangoContext *context)
{
  MfScrubberLayout *self = g_new0 (MfScrubberLayout, 1);

  self->timeline = g_object_ref (timeline);
  self->context = g_object_ref (context);
  self->index = mf_session_index_new (mf_timeline_get_stage (timeline)->hosts->len);
  self->unit = mf_text_get_line_height (context, 1, FALSE) / DESIGN_LINE;
  self->label = ceil (mf_text_get_line_height (context, LABEL_SIZE, FALSE));
  self->steps = px (self, 2);
  self->track = self->steps + 2 * px (self, STEP_RADIUS) + px (self, 4);
  self->width = px (self, 400);
  mf_scrubber_layout_sync (self, 0);
  return self;
}

void
mf_scrubber_layout_free (MfScrubberLayout *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->timeline);
  g_object_unref (self->context);
  mf_session_index_free (self->index);
  g_free (self);
}

/**
 * mf_scrubber_layout_sync:
 * @self: a layout
 * @first: the first record that may have changed: the position of items-changed
 *
 * Takes note of what the timeline has gained or lost.
 */
void
mf_scrubber_layout_sync (MfScrubberLayout *self, guint first)
{
  guint n = mf_timeline_get_n_records (self->timeline);

  if (first < self->n_indexed)
    {
      mf_session_index_clear (self->index);
      self->n_indexed = 0;
    }
  for (; self->n_indexed < n; self->n_indexed++)
    mf_session_index_append (self->index, mf_timeline_get_record (self->timeline, self->n_indexed));
}

void
mf_scrubber_layout_set_width (MfScrubberLayout *self, double width)
{
  self->width = MAX (width, px (self, 3 * MARGIN));
}

double
mf_scrubber_layout_get_height (MfScrubberLayout *self)
{
  return self->track + px (self, TRACK) + px (self, 3) + self->label + px (self, 2);
}

/**
 * mf_scrubber_layout_get_x:
 * @self: a layout
 * @playhead: 0 … number of records
 *
 * Returns: where it is, in pixels
 */
double
mf_scrubber_layout_get_x (MfScrubberLayout *self, double playhead)
{
  double margin = px (self, MARGIN);
  double n = MAX (1, self->n_indexed);

  return margin + CLAMP (playhead, 0, n) / n * (self->width - 2 * margin);
}

/**
 * mf_scrubber_layout_get_playhead_at:
 * @self: a layout
 * @x: in pixels; may lie outside
 *
 * Returns: the playhead there, 0 … number of records; the inverse of mf_scrubber_layout_get_x()
 */
double
mf_scrubber_layout_get_playhead_at (MfScrubberLayout *self, double x)
{
  double margin = px (self, MARGIN);
  double fraction = (x - margin) / (self->width - 2 * margin);

  return CLAMP (fraction, 0, 1) * self->n_indexed;
}

/* A phase: a stretch of the track in its protocol's colour, the middle one
 * stronger. So many that each has less than a pixel are drawn as one. Of two that look
 * alike the later one begins where the other ends: each that has a name has a beginning. */
static void
draw_band_cb (const MfPhaseBand *band, gpointer data)
{
  Brush *brush = data;
  MfScrubberLayout *self = brush->layout;
  double left = mf_scrubber_layout_get_x (self, band->first);
  double right = mf_scrubber_layout_get_x (self, band->last + 1);
  double gap = MIN (1, (right - left) / 4);
  gboolean strong = mf_phase_get_place (band->phase) == 1;
  int fill = mf_style_for_protocol (strong ? MF_TONE_SOLID : MF_TONE_BAND, band->protocol);
  MfRect area;
  const char *name;
  MfTextSpec spec = { .size = LABEL_SIZE };
  g_autoptr (PangoLayout) text = NULL;

  if (right <= brush->right + 1)
    return;

  name = mf_phase_get_label (band->phase);
  if (fill == brush->fill)
    left = MAX (left, brush->right);
  area = (MfRect) { left + gap, self->track, MAX (right - left - 2 * gap, 1), px (self, TRACK) };
  brush->fill = fill;
  brush->right = MAX (brush->right, right);
  mf_drawing_add_box (brush->drawing, area, px (self, 3), fill);
  mf_drawing_add_hit (brush->drawing, MF_HIT_PHASE, band->first, area, NULL, name);
  if (*name == '\0' || left < brush->label_right + px (self, 4))
    return;

  text = mf_text_new (self->context, name, &spec);
  if (mf_text_get_width (text) > right - left)
    return;
  brush->label_right = left + mf_text_get_width (text);
  mf_drawing_add_layout (brush->drawing, text,
                         (MfPoint) { round (left + gap), area.y + area.height + px (self, 3) },
                         mf_style_for_protocol (MF_TONE_INK, band->protocol));
}

/* Every record, or every second, fifth, tenth … as there is room. */
static guint
get_tick_step (MfScrubberLayout *self)
{
  static const guint factors[] = { 2, 5, 10 };
  double each = (self->width - 2 * px (self, MARGIN)) / MAX (1, self->n_indexed);
  double least = px (self, TICK_GAP);

  if (each >= least)
    return 1;
  for (guint decade = 1; decade <= 100000000; decade *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
      if (each * decade * factors[i] >= least)
        return decade * factors[i];
  return G_MAXUINT;
}

static void
draw_ticks (MfScrubberLayout *self, MfDrawing *drawing)
{
  guint step = get_tick_step (self);
  double bottom = self->track;

  for (guint64 i = 0; i <= self->n_indexed; i += step)
    {
      double x = round (mf_scrubber_layout_get_x (self, i)) + 0.5;

      mf_drawing_add_line (drawing, (MfPoint) { x, bottom - px (self, 3) },
                           (MfPoint) { x, bottom - 1 }, 1, MF_STYLE_TICK);
    }
}

/* The six steps, each over the record that reached it; where letters are many,
 * those of the first. */
static void
draw_steps (MfScrubberLayout *self, MfDrawing *drawing)
{
  double radius = px (self, STEP_RADIUS);
  double y = self->steps + radius;
  double right = 0;
  guint n = mf_session_index_get_n_steps (self->index);
  gboolean crowded = n * (2 * radius + 2) > self->width;
  guint seen = 0;

  for (guint i = 0; i < n; i++)
    {
      const MfStepMark *mark = mf_session_index_get_step (self->index, i);
      double x = round (mf_scrubber_layout_get_x (self, mark->seq + 1));
      MfRect disc = { x - radius, y - radius, 2 * radius, 2 * radius };
      g_autofree char *number = g_strdup_printf ("%u", mark->number);

      if (mark->number < 1 || mark->number > 6 || (crowded && mark->number <= seen))
        continue;
      seen = MAX (seen, mark->number);
      if (disc.x < right)
        disc.x = right;
      if (disc.x - (x - radius) > 2.5 * radius || disc.x + disc.width > self->width)
        continue;
      right = disc.x + disc.width + 1;
      mf_drawing_add_box (drawing, disc, radius, MF_STYLE_STEP_REACHED);
      mf_drawing_add_text_in (drawing, self->context, number,
                              &(MfTextSpec) { .size = LABEL_SIZE, .bold = TRUE }, disc, 0.5,
                              MF_STYLE_STEP_REACHED_TEXT);
      mf_drawing_add_hit (drawing, MF_HIT_STEP, mark->number, disc, NULL,
                          mf_step_get_label (mark->number));
    }
}

/**
 * mf_scrubber_layout_draw_track:
 * @self: a layout
 *
 * Returns: (transfer full): all but the playhead
 */
MfDrawing *
mf_scrubber_layout_draw_track (MfScrubberLayout *self)
{
  MfDrawing *drawing = mf_drawing_new ();
  double margin = px (self, MARGIN);
  Brush brush = { self, drawing, -1, -G_MAXINT, MF_STYLE_NONE };

  mf_drawing_add_box (drawing,
                      (MfRect) { margin, self->track, self->width - 2 * margin, px (self, TRACK) },
                      px (self, 4), MF_STYLE_TRACK);
  if (self->n_indexed > 0)
    {
      mf_session_index_foreach (self->index, 0, self->n_indexed - 1, draw_band_cb, &brush);
      draw_ticks (self, drawing);
    }
  draw_steps (self, drawing);
  return drawing;
}

/**
 * mf_scrubber_layout_draw_playhead:
 * @self: a layout
 * @playhead: 0 … number of records
 *
 * Returns: (transfer full): the knob, to be painted over the track
 */
MfDrawing *
mf_scrubber_layout_draw_playhead (MfScrubberLayout *self, double playhead)
{
  MfDrawing *drawing = mf_drawing_new ();
  double x = mf_scrubber_layout_get_x (self, playhead);
  double y = self->track + px (self, TRACK) / 2;
  MfPrimitive *knob;

  knob = mf_drawing_add_circle (drawing, (MfPoint) { x, y }, px (self, KNOB), MF_STYLE_HOST);
  knob->stroke = MF_STYLE_PLAYHEAD;
  knob->line_width = MAX (2, px (self, 3));
  knob->shadow = px (self, 3);
  return drawing;
}
