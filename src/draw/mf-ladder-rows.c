/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-icon.h"
#include "draw/mf-ladder-private.h"
#include "draw/mf-wording.h"

#define BAND_PAD 10.0
#define ARROW_SIZE 8.0

typedef struct
{
  MfLadderLayout *layout;
  MfDrawing *drawing;
  double top;
  double bottom;
} Brush;

/* A label's parts, in one line. */
typedef struct
{
  PangoLayout *mark;
  PangoLayout *code;
  PangoLayout *text;
  PangoLayout *detail;
  double width;
  gboolean envelope;
  int level;
  int ink;
  MfRect area;
} Label;

static double
px (const Brush *brush, double design)
{
  return mf_ladder_px (brush->layout, design);
}

static void
label_clear (Label *label)
{
  g_clear_object (&label->mark);
  g_clear_object (&label->code);
  g_clear_object (&label->text);
  g_clear_object (&label->detail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Label, label_clear)

static PangoLayout *
set_text (
    const Brush *brush, const char *text, double size, gboolean mono, gboolean bold, double width)
{
  MfTextSpec spec = { .size = size, .mono = mono, .bold = bold, .width = width };

  return mf_text_new (brush->layout->context, text, &spec);
}

static double
lane_x (const Brush *brush, int host)
{
  return host >= 0 ? brush->layout->x[host] : -1;
}

/* Time since the beginning, as short as it can be said. */
static char *
format_time (gint64 us)
{
  gint64 ms = us / 1000;

  if (ms < 60000)
    return g_strdup_printf (_ ("%.3f s"), (double) ms / 1000);
  if (ms < 3600000)
    return g_strdup_printf ("%d:%02d.%03d", (int) (ms / 60000), (int) (ms / 1000 % 60),
                            (int) (ms % 1000));
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", ms / 3600000, (int) (ms / 60000 % 60),
                          (int) (ms / 1000 % 60));
}

static void
draw_time (const Brush *brush, const MfRecord *record, double y)
{
  MfLadderLayout *layout = brush->layout;
  g_autofree char *text =
      format_time (MAX (0, record->time_us - mf_timeline_get_start (layout->timeline)));
  MfRect box = { px (brush, 4), y, layout->gutter - px (brush, 34), layout->label };

  mf_drawing_add_text_in (brush->drawing, layout->context, text,
                          &(MfTextSpec) { .size = MF_LADDER_SMALL }, box, 1, MF_STYLE_TEXT_DIM);
}

static void
draw_step (const Brush *brush, const MfRecord *record, double y)
{
  const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_STEP);
  double radius = px (brush, 9);
  MfPoint center = { brush->layout->gutter - px (brush, 16), y + brush->layout->label / 2 };
  g_autofree char *number = NULL;

  if (effect == NULL)
    return;

  number = g_strdup_printf ("%u", (guint) effect->number);
  mf_drawing_add_circle (brush->drawing, center, radius, MF_STYLE_STEP_CURRENT);
  mf_drawing_add_text_in (brush->drawing, brush->layout->context, number,
                          &(MfTextSpec) { .size = MF_LADDER_SMALL, .bold = TRUE },
                          (MfRect) { center.x - radius, center.y - radius, 2 * radius, 2 * radius },
                          0.5, MF_STYLE_STEP_CURRENT_TEXT);
}

/* Of one session, or of any. */
typedef struct
{
  guint connection;
  guint seq;
  const MfPhaseBand *begins;
  const MfPhaseBand *ends;
} BandSearch;

static void
find_band_cb (const MfPhaseBand *band, gpointer data)
{
  BandSearch *search = data;

  if (search->connection != 0 && band->connection != search->connection)
    return;
  if (band->first == search->seq)
    search->begins = band;
  if (band->last == search->seq)
    search->ends = band;
}

static BandSearch
find_bands (const Brush *brush, guint connection, guint seq)
{
  BandSearch search = { .connection = connection, .seq = seq };

  if (seq + 1 < brush->layout->lines->len)
    mf_session_index_foreach (brush->layout->index, seq, seq, find_band_cb, &search);
  return search;
}

/* Round and apart where its session begins and ends; where one phase follows another the two
 * touch: another session's band would shine through between them. */
static void
draw_band_cb (const MfPhaseBand *band, gpointer data)
{
  const Brush *brush = data;
  MfLadderLayout *layout = brush->layout;
  double a = lane_x (brush, band->client), b = lane_x (brush, band->server);
  double pad = px (brush, BAND_PAD), gap = px (brush, 2);
  double radius = px (brush, 8);
  gboolean before =
      band->first > 0 && find_bands (brush, band->connection, band->first - 1).ends != NULL;
  gboolean after = find_bands (brush, band->connection, band->last + 1).begins != NULL;
  double top =
      MAX (mf_ladder_get_row_top (layout, band->first) + (before ? 0 : gap), brush->top - 4 * pad);
  double bottom = MIN (mf_ladder_get_row_top (layout, band->last + 1) - (after ? 0 : gap),
                       brush->bottom + 4 * pad);
  gboolean strong = mf_phase_get_place (band->phase) == 1;
  MfRect area = { MIN (a, b) - pad, top, fabs (a - b) + 2 * pad, bottom - top };
  MfRect whole = area;

  if (a < 0 || b < 0 || bottom <= top)
    return;
  whole.y -= before ? radius : 0;
  whole.height += (before ? radius : 0) + (after ? radius : 0);
  mf_drawing_push_clip (brush->drawing, area, 0);
  mf_drawing_add_box (brush->drawing, whole, radius,
                      mf_style_for_protocol (strong ? MF_TONE_BAND : MF_TONE_SOFT, band->protocol));
  mf_drawing_pop_clip (brush->drawing);
  mf_drawing_add_hit (brush->drawing, MF_HIT_PHASE, band->first, area, NULL,
                      mf_phase_get_label (band->phase));
}

static void
draw_band_name (const Brush *brush, const MfPhaseBand *band, const MfRecord *record, MfRect *area)
{
  MfLadderLayout *layout = brush->layout;
  double a = lane_x (brush, band->client), b = lane_x (brush, band->server);
  double margin = px (brush, 6);
  g_autoptr (PangoLayout) text = NULL;
  g_autofree char *name = NULL;

  if (a < 0 || b < 0)
    return;
  if (record->kind == MF_RECORD_OPEN)
    name = g_strdup_printf ("%s :%u%s%s", mf_protocol_get_label (band->protocol), band->port,
                            band->phase ? " · " : "", mf_phase_get_label (band->phase));
  else
    name = g_strdup (mf_phase_get_label (band->phase));

  text = set_text (brush, name, MF_LADDER_SMALL, FALSE, TRUE, layout->width - 2 * margin);
  area->width = ceil (mf_text_get_width (text));
  /* Where the lanes are at the right edge, it begins before them. */
  area->x = MIN (MIN (a, b) + margin, layout->width - margin - area->width);
  area->y += round ((area->height - mf_text_get_height (text)) / 2);
  area->height = ceil (mf_text_get_height (text));
  mf_drawing_add_layout (brush->drawing, text, (MfPoint) { area->x, area->y },
                         mf_style_for_protocol (MF_TONE_INK, band->protocol));
}

/* Puts words to a record; @most is the room there is for all of them. */
static void
label_init (const Brush *brush, Label *label, const MfRecord *record, double most)
{
  g_auto (MfUnitText) words = { 0 };
  double gap = px (brush, 7);
  gboolean mono = TRUE, bold = FALSE;

  *label = (Label) { .ink = MF_STYLE_TEXT };
  if (record->kind == MF_RECORD_UNIT && record->unit != NULL)
    {
      mf_unit_text_init (&words, record->unit);
      bold = record->unit->kind == MF_UNIT_DATA;
      label->envelope = bold && record->protocol != MF_PROTOCOL_HTTP;
      mono = !bold;
    }
  else
    {
      const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_LOOKED_UP);

      words.text = mf_record_get_summary (record);
      if (effect != NULL)
        words.detail = g_strdup_printf ("→ %s", effect->text && *effect->text ? effect->text
                                                                              : _ ("no such name"));
      mono = record->kind == MF_RECORD_LOOKUP;
      label->ink = mono ? MF_STYLE_TEXT : MF_STYLE_TEXT_DIM;
    }
  label->level = words.level;

  if (label->envelope)
    label->width += px (brush, 20) + gap;
  if (words.mark != NULL)
    {
      label->mark = set_text (brush, words.mark, MF_LADDER_TEXT, TRUE, FALSE, 0);
      label->width += ceil (mf_text_get_width (label->mark)) + gap;
    }
  if (words.code != NULL)
    {
      label->code = set_text (brush, words.code, MF_LADDER_TEXT, TRUE, TRUE, 0);
      label->width += ceil (mf_text_get_width (label->code)) + gap;
    }
  if (words.detail != NULL)
    {
      label->detail = set_text (brush, words.detail, MF_LADDER_SMALL, FALSE, FALSE, most / 2);
      label->width += ceil (mf_text_get_width (label->detail)) + gap;
    }
  if (words.text != NULL && *words.text && most - label->width > px (brush, 12))
    {
      label->text = set_text (brush, words.text, MF_LADDER_TEXT, mono, bold, most - label->width);
      label->width += ceil (mf_text_get_width (label->text)) + gap;
    }
  label->width -= gap;
}

static double
draw_part (const Brush *brush, PangoLayout *text, double x, double y, int style)
{
  if (text == NULL)
    return x;

  mf_drawing_add_layout (
      brush->drawing, text,
      (MfPoint) { x, y + round ((brush->layout->label - mf_text_get_height (text)) / 2) }, style);
  return x + ceil (mf_text_get_width (text)) + px (brush, 7);
}

/* Over its arrow, in the middle; a long one may reach beyond the two lanes. */
static void
place_label (
    const Brush *brush, Label *label, const MfRecord *record, double left, double right, double y)
{
  MfLadderLayout *layout = brush->layout;
  double least = layout->gutter, most = layout->width - px (brush, 6);

  label_init (brush, label, record, most - least);
  label->area.x = round ((left + right - label->width) / 2);
  label->area.x = CLAMP (label->area.x, least, MAX (least, most - label->width));
  label->area.y = y;
  label->area.width = label->width;
  label->area.height = layout->label;
}

static void
draw_label (const Brush *brush, const Label *label, const MfRecord *record)
{
  double x = label->area.x, y = label->area.y;

  if (label->envelope)
    {
      double height = px (brush, 13);
      MfRect area = { x, y + round ((label->area.height - height) / 2), px (brush, 20), height };

      mf_drawing_add_envelope (brush->drawing, area, 0, MAX (1, px (brush, 1.3)), MF_STYLE_LETTER,
                               MF_STYLE_NONE,
                               mf_style_for_protocol (MF_TONE_INK, record->protocol));
      x += area.width + px (brush, 7);
    }
  x = draw_part (brush, label->mark, x, y, label->ink);
  x = draw_part (brush, label->code, x, y,
                 label->level == 2   ? MF_STYLE_ERROR
                 : label->level == 1 ? MF_STYLE_WARNING
                                     : mf_style_for_protocol (MF_TONE_INK, record->protocol));
  x = draw_part (brush, label->text, x, y, label->ink);
  draw_part (brush, label->detail, x, y,
             record->kind == MF_RECORD_LOOKUP ? MF_STYLE_TEXT : MF_STYLE_TEXT_DIM);
}

/* The lanes beside one row. They stop where a text crosses them: a line through
 * a word is hard to read. */
static void
draw_lanes (const Brush *brush, double top, double bottom, const MfRect *holes, guint n_holes)
{
  double width = MAX (1, px (brush, 1.5));
  double pad = px (brush, 3);

  for (guint i = 0; i < brush->layout->n_lanes; i++)
    {
      double x = brush->layout->x[brush->layout->order[i]];
      double y = top;

      for (guint h = 0; h < n_holes; h++)
        if (x > holes[h].x - pad && x < holes[h].x + holes[h].width + pad)
          {
            if (holes[h].y > y)
              mf_drawing_add_line (brush->drawing, (MfPoint) { x, y }, (MfPoint) { x, holes[h].y },
                                   width, MF_STYLE_LANE);
            y = holes[h].y + holes[h].height;
          }
      mf_drawing_add_line (brush->drawing, (MfPoint) { x, y }, (MfPoint) { x, bottom }, width,
                           MF_STYLE_LANE);
    }
}

/* The longer on the way, the steeper; but never into the next row. */
static double
get_slant (const Brush *brush, const MfRecord *record)
{
  double ms = MAX (0, record->arrival_us - record->time_us) / 1000.0;

  return CLAMP (2 + 3 * log10 (1 + ms), 2, 9) * brush->layout->unit;
}

static void
draw_arrow (const Brush *brush, const MfRecord *record, double y)
{
  double from = lane_x (brush, record->from), to = lane_x (brush, record->to);
  double size = px (brush, ARROW_SIZE);
  double slant = record->kind == MF_RECORD_LOOKUP ? 0 : get_slant (brush, record);
  gboolean data = record->kind == MF_RECORD_UNIT && record->unit->kind == MF_UNIT_DATA;
  MfPoint start = { from, y + px (brush, 3) };
  MfPoint end = { to, start.y + slant };
  MfPoint direction = { end.x - start.x, end.y - start.y };
  double length = hypot (direction.x, direction.y);
  MfPoint neck = { end.x - direction.x / length * size * 0.8,
                   end.y - direction.y / length * size * 0.8 };
  int ink = mf_style_for_protocol (MF_TONE_INK, record->protocol);
  MfPrimitive *line =
      mf_drawing_add_line (brush->drawing, start, neck, MAX (1, px (brush, data ? 3 : 1.5)), ink);

  if (record->kind != MF_RECORD_UNIT)
    line->dash = px (brush, 4);
  mf_drawing_add_arrow_head (brush->drawing, end, direction, size, ink);
  if (record->kind == MF_RECORD_LOOKUP)
    mf_drawing_add_arrow_head (brush->drawing, start, (MfPoint) { -direction.x, -direction.y },
                               size, ink);
}

/* A slip of paper on a lane. */
static void
draw_slip (const Brush *brush,
           int host,
           const char *text,
           double y,
           double height,
           int fill,
           int line,
           int ink)
{
  MfLadderLayout *layout = brush->layout;
  double x = lane_x (brush, host);
  double pad = px (brush, 7);
  double most = layout->width - layout->gutter - px (brush, 6);
  g_autoptr (PangoLayout) words = NULL;
  MfPrimitive *box;
  MfRect area;

  if (x < 0)
    return;

  words = set_text (brush, text, MF_LADDER_SMALL, FALSE, FALSE, most - 2 * pad);
  area.width = ceil (mf_text_get_width (words)) + 2 * pad;
  area.height = MIN (height, ceil (mf_text_get_height (words)) + px (brush, 4));
  area.x = CLAMP (round (x - area.width / 2), layout->gutter,
                  layout->width - px (brush, 6) - area.width);
  area.y = y + round ((height - area.height) / 2);
  box = mf_drawing_add_box (brush->drawing, area, px (brush, 5), fill);
  box->stroke = line;
  mf_drawing_add_layout (brush->drawing, words,
                         (MfPoint) { area.x + pad,
                                     area.y + (area.height - mf_text_get_height (words)) / 2 },
                         ink);
}

static void
draw_notes (const Brush *brush, const MfRecord *record, double y)
{
  for (guint i = 0; i < record->n_effects; i++)
    {
      const MfEffect *effect = record->effects[i];
      const char *note = mf_ladder_get_note (effect);
      gboolean broken = effect->kind == MF_EFFECT_BROKEN;
      g_autofree char *text = NULL;

      if (note == NULL)
        continue;
      text = effect->subject && *effect->subject
                 ? g_strdup_printf ("%s · %s", note, effect->subject)
                 : g_strdup (note);
      draw_slip (brush, effect->host >= 0 ? effect->host : record->from, text, y,
                 brush->layout->line, MF_STYLE_LETTER, MF_STYLE_LETTER_LINE,
                 broken ? MF_STYLE_ERROR : MF_STYLE_TEXT);
      y += brush->layout->line;
    }
}

/* What lies on the lanes in a record's row. */
static void
draw_slips (const Brush *brush, guint seq)
{
  MfLadderLayout *layout = brush->layout;
  const MfRecord *record = mf_timeline_get_record (layout->timeline, seq);
  double from = lane_x (brush, record->from), to = lane_x (brush, record->to);
  double bottom = mf_ladder_get_row_top (layout, seq + 1);
  double notes = mf_ladder_count_notes (record) * layout->line;

  if (from < 0 || to < 0 || from == to)
    {
      g_autofree char *summary = mf_record_get_summary (record);

      draw_slip (brush, record->from, summary, bottom - notes - layout->row + px (brush, 3),
                 layout->row - px (brush, 6), MF_STYLE_NOTE, MF_STYLE_NOTE_LINE,
                 MF_STYLE_NOTE_TEXT);
    }
  draw_notes (brush, record, bottom - notes - px (brush, 2));
}

static void
draw_row (const Brush *brush, guint seq)
{
  MfLadderLayout *layout = brush->layout;
  const MfRecord *record = mf_timeline_get_record (layout->timeline, seq);
  double top = mf_ladder_get_row_top (layout, seq);
  double bottom = mf_ladder_get_row_top (layout, seq + 1);
  double from = lane_x (brush, record->from), to = lane_x (brush, record->to);
  double notes = mf_ladder_count_notes (record) * layout->line;
  double y = bottom - notes - layout->row + px (brush, 3);
  gboolean travels = from >= 0 && to >= 0 && from != to;
  g_autofree char *summary = mf_record_get_summary (record);
  g_auto (Label) label = { 0 };
  MfRect holes[2] = { 0 };
  guint n_holes = 0;

  if (bottom - top > layout->row + notes)
    {
      holes[0] = (MfRect) { 0, top + px (brush, 3), 0, layout->line };
      draw_band_name (brush, find_bands (brush, 0, seq).begins, record, &holes[n_holes++]);
    }
  if (travels)
    {
      place_label (brush, &label, record, MIN (from, to), MAX (from, to), y);
      holes[n_holes++] = label.area;
    }
  draw_lanes (brush, top, bottom, holes, n_holes);
  draw_time (brush, record, y);
  draw_step (brush, record, y);
  if (travels)
    {
      draw_label (brush, &label, record);
      draw_arrow (brush, record, y + layout->label);
    }
  draw_slips (brush, seq);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, seq,
                      (MfRect) { 0, top, layout->width, bottom - top }, NULL, summary);
}

/**
 * mf_ladder_layout_draw_rows:
 * @self: a layout
 * @top: among the rows, in pixels
 * @bottom: the lower end of what is wanted
 *
 * Returns: (transfer full): the rows that can be seen between @top and @bottom, each in its own
 *   place: the caller scrolls. A picture of a part is that part of the picture of all.
 */
MfDrawing *
mf_ladder_layout_draw_rows (MfLadderLayout *self, double top, double bottom)
{
  MfDrawing *drawing = mf_drawing_new ();
  guint n = self->lines->len - 1;
  guint first = mf_ladder_get_row_at (self, MAX (0, top));
  guint last = mf_ladder_get_row_at (self, MAX (0, bottom));
  Brush brush = { self, drawing, top, bottom };

  if (n == 0)
    return drawing;

  last = MIN (last, n - 1);
  first = MIN (first, last);
  mf_session_index_foreach (self->index, first, last, draw_band_cb, &brush);
  for (guint seq = first; seq <= last; seq++)
    draw_row (&brush, seq);
  return drawing;
}

/* Where the time and the words of a record stand, from the rows' top. */
static double
get_words_top (const Brush *brush, guint seq)
{
  const MfRecord *record = mf_timeline_get_record (brush->layout->timeline, seq);
  double notes = mf_ladder_count_notes (record) * brush->layout->line;

  return mf_ladder_get_row_top (brush->layout, seq + 1) - notes - brush->layout->row +
         px (brush, 3);
}

/* The words on a record's arrow; of no height where it has none. */
static MfRect
find_words (const Brush *brush, guint seq)
{
  const MfRecord *record = mf_timeline_get_record (brush->layout->timeline, seq);
  double from = lane_x (brush, record->from), to = lane_x (brush, record->to);
  g_auto (Label) label = { 0 };

  if (from >= 0 && to >= 0 && from != to)
    place_label (brush, &label, record, MIN (from, to), MAX (from, to), get_words_top (brush, seq));
  return mf_rect_inset (label.area, -px (brush, 2));
}

static void
draw_line (const Brush *brush, double from, double to, double y)
{
  mf_drawing_add_line (brush->drawing, (MfPoint) { from, y }, (MfPoint) { to, y },
                       MAX (1, px (brush, 1.5)), MF_STYLE_PLAYHEAD)
      ->opacity = 0.7;
}

/**
 * mf_ladder_layout_draw_playhead:
 * @self: a layout
 * @playhead: 0 … number of records
 *
 * Returns: (transfer full): the line of the playhead and the mark of its row, in the rows' pixels;
 *   to be painted over them. Neither a row's time nor its words lie under the line.
 */
MfDrawing *
mf_ladder_layout_draw_playhead (MfLadderLayout *self, double playhead)
{
  MfDrawing *drawing = mf_drawing_new ();
  double y = round (mf_ladder_layout_get_y (self, playhead));
  double size = mf_ladder_px (self, 9);
  guint n = self->lines->len - 1;
  guint seq = playhead > 0 ? (guint) ceil (playhead) - 1 : 0;
  Brush brush = { self, drawing, 0, 0 };
  MfRect words = { 0 };
  double left = 0, top;
  gboolean crosses;

  if (playhead > 0)
    {
      top = mf_ladder_get_row_top (self, seq);
      mf_drawing_add_box (drawing,
                          (MfRect) { 0, top, self->width,
                                     mf_ladder_get_row_top (self, seq + 1) - top },
                          0, MF_STYLE_ROW_CURRENT);
    }
  if (seq < n)
    {
      words = find_words (&brush, seq);
      top = get_words_top (&brush, seq);
      left = y >= top && y < top + self->label ? self->gutter - px (&brush, 28) : 0;
    }
  crosses = y >= words.y && y < words.y + words.height;
  draw_line (&brush, left, crosses ? words.x : self->width, y);
  if (crosses)
    draw_line (&brush, words.x + words.width, self->width, y);
  mf_drawing_add_arrow_head (drawing, (MfPoint) { size, y }, (MfPoint) { 1, 0 }, size,
                             MF_STYLE_PLAYHEAD);
  for (guint i = seq; i < MIN (seq + 2, n); i++)
    draw_slips (&brush, i);
  return drawing;
}
