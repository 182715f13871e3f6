/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "draw/mf-drawing-cairo.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-svg.h"
#include "draw/mf-text.h"

/* On paper the lanes stand wide enough apart for an ordinary line of SMTP. */
#define FONT "Sans 10"
#define LANE_WIDTH 270.0
#define TITLE_SIZE 1.4
#define MARGIN 12.0
#define PAGE_RATIO 1.41421356 /* ISO 216 */
#define MOST_PIXELS 32000     /* cairo's own limit is 32767 */

typedef struct
{
  MfLadderLayout *layout;
  MfPalette palette;
  PangoLayout *title; /* or NULL */
  double width;
  double above;  /* height of the title */
  double header; /* of the title and the hosts' names */
  double height; /* of all of it */
} Sheet;

static PangoContext *
create_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);

  pango_context_set_font_description (context, font);
  return context;
}

static void
sheet_init (Sheet *sheet, MfTimeline *timeline)
{
  PangoContext *context = create_context ();
  const char *title = mf_timeline_get_stage (timeline)->title;

  sheet->layout = mf_ladder_layout_new (timeline, context);
  if (title != NULL && *title)
    {
      sheet->title =
          mf_text_new (context, _ (title), &(MfTextSpec) { .size = TITLE_SIZE, .bold = TRUE });
      sheet->above = ceil (mf_text_get_height (sheet->title)) + 2 * MARGIN;
    }
  g_object_unref (context);
  mf_palette_init (&sheet->palette, MF_PALETTE_PRINT);
  mf_ladder_layout_set_width (sheet->layout,
                              mf_ladder_layout_get_n_lanes (sheet->layout) * LANE_WIDTH + 100);
  sheet->width = mf_ladder_layout_get_width (sheet->layout);
  sheet->header = sheet->above + mf_ladder_layout_get_header_height (sheet->layout);
  sheet->height = sheet->header + mf_ladder_layout_get_height (sheet->layout);
}

static void
sheet_clear (Sheet *sheet)
{
  g_clear_pointer (&sheet->layout, mf_ladder_layout_free);
  g_clear_object (&sheet->title);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* Title and header, and below them the rows from @top to @bottom. */
static void
paint_part (const Sheet *sheet, cairo_t *cr, double top, double bottom)
{
  g_autoptr (MfDrawing) header = mf_ladder_layout_draw_header (sheet->layout);
  g_autoptr (MfDrawing) rows = mf_ladder_layout_draw_rows (sheet->layout, top, bottom);
  const MfColor *paper = mf_palette_get (&sheet->palette, MF_STYLE_BACKGROUND);

  cairo_set_source_rgb (cr, paper->red, paper->green, paper->blue);
  cairo_paint (cr);
  cairo_save (cr);
  cairo_rectangle (cr, 0, sheet->header, sheet->width, bottom - top);
  cairo_clip (cr);
  cairo_translate (cr, 0, sheet->header - top);
  mf_drawing_paint_cairo (rows, cr, &sheet->palette);
  cairo_restore (cr);
  if (sheet->title != NULL)
    mf_drawing_add_layout (header, sheet->title, (MfPoint) { MARGIN, MARGIN - sheet->above },
                           MF_STYLE_TEXT);
  cairo_save (cr);
  cairo_translate (cr, 0, sheet->above);
  mf_drawing_paint_cairo (header, cr, &sheet->palette);
  cairo_restore (cr);
}

static gboolean
finish (cairo_t *cr, cairo_surface_t *surface, GError **error)
{
  cairo_status_t status = cairo_status (cr);

  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return FALSE;
}

static void
paint_cb (cairo_t *cr, gpointer data)
{
  const Sheet *sheet = data;

  paint_part (sheet, cr, 0, sheet->height - sheet->header);
}

/**
 * mf_ladder_write_svg:
 * @timeline: what to draw, all of it
 * @stream: where to; not closed
 * @error: of #GIOErrorEnum
 *
 * Writes the ladder for paper. The same timeline with the same fonts gives the
 * same bytes.
 *
 * Returns: whether all of it was written
 */
gboolean
mf_ladder_write_svg (MfTimeline *timeline, GOutputStream *stream, GError **error)
{
  g_auto (Sheet) sheet = { 0 };

  g_return_val_if_fail (MF_IS_TIMELINE (timeline) && G_IS_OUTPUT_STREAM (stream), FALSE);

  sheet_init (&sheet, timeline);
  return mf_svg_write (stream, sheet.width, sheet.height, paint_cb, &sheet, error);
}

/**
 * mf_ladder_save_svg:
 * @timeline: what is drawn, all of it
 * @path: the file, replaced if it is there
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: whether it is written
 */
gboolean
mf_ladder_save_svg (MfTimeline *timeline, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);

  if (stream == NULL || !mf_ladder_write_svg (timeline, G_OUTPUT_STREAM (stream), error))
    return FALSE;
  return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}

/**
 * mf_ladder_save_pdf:
 * @timeline: what to draw, all of it
 * @path: the file to write
 * @error: of #GIOErrorEnum
 *
 * Writes the ladder as pages in the shape of ISO paper, each with the hosts' names on top.
 * No row is cut in two.
 *
 * Returns: whether all of it was written
 */
gboolean
mf_ladder_save_pdf (MfTimeline *timeline, const char *path, GError **error)
{
  g_auto (Sheet) sheet = { 0 };
  guint n = mf_timeline_get_n_records (timeline), seq = 0;
  cairo_surface_t *surface;
  double page;
  cairo_t *cr;

  sheet_init (&sheet, timeline);
  page = ceil (sheet.width * PAGE_RATIO);
  surface = cairo_pdf_surface_create (path, sheet.width, page);
  cr = cairo_create (surface);
  do
    {
      double top = mf_ladder_layout_get_y (sheet.layout, seq);
      double limit = top + page - sheet.header;
      guint next = seq + 1;

      while (next < n && mf_ladder_layout_get_y (sheet.layout, next + 1) <= limit)
        next++;
      paint_part (&sheet, cr, top, MIN (limit, mf_ladder_layout_get_y (sheet.layout, next)) - 0.01);
      cairo_show_page (cr);
      seq = next;
    }
  while (seq < n);
  return finish (cr, surface, error);
}

/**
 * mf_ladder_save_png:
 * @timeline: what to draw, all of it
 * @path: the file to write
 * @scale: pixels of the file for one of the picture
 * @error: of #GIOErrorEnum; a ladder that is too long for a picture is one
 *
 * Returns: whether all of it was written
 */
gboolean
mf_ladder_save_png (MfTimeline *timeline, const char *path, double scale, GError **error)
{
  g_auto (Sheet) sheet = { 0 };
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  sheet_init (&sheet, timeline);
  if (sheet.height * scale > MOST_PIXELS || sheet.width * scale > MOST_PIXELS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%.0f pixels are too many for one picture", ceil (sheet.height * scale));
      return FALSE;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (sheet.width * scale),
                                        (int) ceil (sheet.height * scale));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  paint_part (&sheet, cr, 0, sheet.height - sheet.header);
  status = cairo_surface_write_to_png (surface, path);
  if (!finish (cr, surface, error))
    return FALSE;
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return FALSE;
}
