/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "draw/mf-compare-layout.h"
#include "draw/mf-drawing-cairo.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-svg.h"
#include "draw/mf-text.h"
#include "trace/mf-side-timeline.h"

/* As the ladder on paper is set. */
#define FONT "Sans 10"
#define LANE_WIDTH 270.0
#define TITLE_SIZE 1.4
#define MARGIN 12.0
#define TALLIES_WIDTH 420.0
#define N_HALVES 2

typedef struct
{
  MfTimeline *timeline;
  PangoContext *context;
  MfPalette palette;
  PangoLayout *title;
  MfCompareLayout *tallies;
  MfCompareLayout *moves;
  MfSideTimeline *sides[N_HALVES];
  MfLadderLayout *ladders[N_HALVES];
  double half;   /* width of a ladder */
  double top;    /* of the tallies */
  double middle; /* of the moves */
  double lower;  /* of the ladders */
  double height; /* of all of it */
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  for (guint i = 0; i < N_HALVES; i++)
    {
      g_clear_pointer (&sheet->ladders[i], mf_ladder_layout_free);
      g_clear_pointer (&sheet->sides[i], mf_side_timeline_free);
    }
  g_clear_pointer (&sheet->tallies, mf_compare_layout_free);
  g_clear_pointer (&sheet->moves, mf_compare_layout_free);
  g_clear_object (&sheet->title);
  g_clear_object (&sheet->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static void
add_ladders (Sheet *sheet)
{
  static const MfSide sides[N_HALVES] = { MF_SIDE_PUSH, MF_SIDE_PULL };

  for (guint i = 0; i < N_HALVES; i++)
    {
      MfLadderLayout *ladder;

      sheet->sides[i] = mf_side_timeline_new (sheet->timeline, sides[i]);
      ladder =
          mf_ladder_layout_new (mf_side_timeline_get_timeline (sheet->sides[i]), sheet->context);
      sheet->ladders[i] = ladder;
      sheet->half = MAX (sheet->half, mf_ladder_layout_get_n_lanes (ladder) * LANE_WIDTH + 100);
    }

  for (guint i = 0; i < N_HALVES; i++)
    {
      mf_ladder_layout_set_width (sheet->ladders[i], sheet->half);
      sheet->height = MAX (sheet->height, mf_ladder_layout_get_header_height (sheet->ladders[i]) +
                                              mf_ladder_layout_get_height (sheet->ladders[i]));
    }
}

static void
sheet_init (Sheet *sheet, MfTimeline *timeline)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);
  const char *title = mf_timeline_get_stage (timeline)->title;

  sheet->timeline = timeline;
  sheet->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_font_description (sheet->context, font);
  mf_palette_init (&sheet->palette, MF_PALETTE_PRINT);
  sheet->title = mf_text_new (sheet->context, title != NULL && *title ? _ (title) : "",
                              &(MfTextSpec) { .size = TITLE_SIZE, .bold = TRUE });
  add_ladders (sheet);
  sheet->tallies = mf_compare_layout_new (sheet->context, TALLIES_WIDTH);
  sheet->moves = mf_compare_layout_new (sheet->context, 2 * sheet->half);

  sheet->top = ceil (mf_text_get_height (sheet->title)) + 2 * MARGIN;
  sheet->middle = sheet->top + mf_compare_layout_get_tallies_height (sheet->tallies);
  sheet->lower = sheet->middle + mf_compare_layout_get_moves_height (sheet->moves);
  sheet->height += sheet->lower;
}

static void
paint_at (const Sheet *sheet, cairo_t *cr, MfDrawing *drawing, double x, double y)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  mf_drawing_paint_cairo (drawing, cr, &sheet->palette);
  cairo_restore (cr);
  mf_drawing_unref (drawing);
}

static void
paint_ladder (const Sheet *sheet, cairo_t *cr, guint half)
{
  MfLadderLayout *ladder = sheet->ladders[half];
  double header = mf_ladder_layout_get_header_height (ladder);
  double height = mf_ladder_layout_get_height (ladder);

  paint_at (sheet, cr, mf_ladder_layout_draw_header (ladder), half * sheet->half, sheet->lower);
  cairo_save (cr);
  cairo_rectangle (cr, half * sheet->half, sheet->lower + header, sheet->half, height);
  cairo_clip (cr);
  paint_at (sheet, cr, mf_ladder_layout_draw_rows (ladder, 0, height), half * sheet->half,
            sheet->lower + header);
  cairo_restore (cr);
}

static void
paint_cb (cairo_t *cr, gpointer data)
{
  const Sheet *sheet = data;
  const MfColor *paper = mf_palette_get (&sheet->palette, MF_STYLE_BACKGROUND);
  g_autoptr (MfTallies) tallies = mf_tallies_new (sheet->timeline);
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (sheet->timeline);
  guint n = mf_timeline_get_n_records (sheet->timeline);
  MfDrawing *title = mf_drawing_new ();
  MfTally push, pull;

  cairo_set_source_rgb (cr, paper->red, paper->green, paper->blue);
  cairo_paint (cr);
  mf_drawing_add_layout (title, sheet->title, (MfPoint) { 0, 0 }, MF_STYLE_TEXT);
  paint_at (sheet, cr, title, MARGIN, MARGIN);
  mf_tallies_get (tallies, MF_SIDE_PUSH, n, &push);
  mf_tallies_get (tallies, MF_SIDE_PULL, n, &pull);
  paint_at (sheet, cr,
            mf_compare_layout_draw_tallies (sheet->tallies, mf_timeline_get_stage (sheet->timeline),
                                            &push, &pull),
            sheet->half - TALLIES_WIDTH / 2, sheet->top);
  paint_at (sheet, cr, mf_compare_layout_draw_moves (sheet->moves, dialogue, n), 0, sheet->middle);
  for (guint i = 0; i < N_HALVES; i++)
    paint_ladder (sheet, cr, i);
}

/**
 * mf_compare_write_svg:
 * @timeline: what to draw, all of it; its stage has two sides
 * @stream: where to; not closed
 * @error: of #GIOErrorEnum
 *
 * Writes the comparison for paper: the tallies at the end, the dialogues line by line, and both
 * ladders.
 *
 * Returns: whether all of it was written
 */
gboolean
mf_compare_write_svg (MfTimeline *timeline, GOutputStream *stream, GError **error)
{
  g_auto (Sheet) sheet = { 0 };

  g_return_val_if_fail (MF_IS_TIMELINE (timeline) && G_IS_OUTPUT_STREAM (stream), FALSE);

  sheet_init (&sheet, timeline);
  return mf_svg_write (stream, 2 * sheet.half, sheet.height, paint_cb, &sheet, error);
}
