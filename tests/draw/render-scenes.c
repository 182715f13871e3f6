/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/mf-clock.h"
#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "draw/mf-drawing-cairo.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-scrubber-layout.h"
#include "lab/mf-world.h"

/* Renders the pictures to PNG files, to be looked at:
 *
 *     render-scenes canvas|ladder|scrubber|export FOLDER WIDTH HEIGHT light|dark PLAYHEAD…
 *
 * Of the environment: SCENARIO is letter, crowd, long or a lesson's id; FONT is
 * the face's font.
 */

/* A lesson of the program's own, played to its end. */
static MfTimeline *
play (const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find (id, &error);
  g_autoptr (MfWorld) world = lesson ? mf_world_new (lesson, 1, &error) : NULL;
  MfTimeline *timeline;

  if (world == NULL)
    g_error ("%s", error->message);

  timeline = mf_timeline_new (mf_lesson_get_stage (lesson), MF_LESSON_EPOCH_US);
  while (mf_timeline_get_n_records (timeline) < MF_WORLD_MAX_RECORDS)
    {
      g_autoptr (MfRecord) record = NULL;

      if (!mf_world_next (world, &record, &error) || record == NULL)
        break;
      mf_timeline_append (timeline, &record, 1);
    }
  if (error != NULL)
    g_error ("%s", error->message);
  return timeline;
}

static MfTimeline *
choose_timeline (void)
{
  const char *scenario = g_getenv ("SCENARIO");

  if (g_strcmp0 (scenario, "crowd") == 0)
    return draw_scenario_crowd ();
  if (g_strcmp0 (scenario, "long") == 0)
    return draw_scenario_long (100000);
  return scenario ? play (scenario) : draw_scenario_letter ();
}

static void
save (const char *folder,
      const char *name,
      double width,
      double height,
      MfPaletteKind kind,
      MfDrawing *const *drawings,
      const double *offsets,
      guint n_drawings)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width), (int) ceil (height));
  cairo_t *cr = cairo_create (surface);
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  MfPalette palette;
  const MfColor *background;

  mf_palette_init (&palette, kind);
  background = mf_palette_get (&palette, MF_STYLE_BACKGROUND);
  cairo_set_source_rgb (cr, background->red, background->green, background->blue);
  cairo_paint (cr);
  for (guint i = 0; i < n_drawings; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, 0, offsets[i]);
      mf_drawing_paint_cairo (drawings[i], cr, &palette);
      cairo_restore (cr);
    }
  if (cairo_surface_write_to_png (surface, path) != CAIRO_STATUS_SUCCESS)
    g_printerr ("cannot write %s\n", path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static PangoContext *
create_context (void)
{
  return draw_scenario_context (g_getenv ("FONT") ? g_getenv ("FONT") : "Cantarell 11");
}

static void
render_canvas (
    const char *folder, double width, double height, MfPaletteKind kind, char **playheads)
{
  g_autoptr (MfTimeline) timeline = choose_timeline ();
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, width, height, 1);

  for (guint i = 0; playheads[i] != NULL; i++)
    {
      double playhead =
          CLAMP (g_ascii_strtod (playheads[i], NULL), 0, mf_timeline_get_n_records (timeline));
      guint seq = (guint) MAX (0, ceil (playhead) - 1);
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, (guint) floor (playhead));
      MfFlight flight = { mf_timeline_get_record (timeline, seq), playhead - seq };
      guint n = playhead > 0 ? 1 : 0;
      g_autoptr (MfDrawing) below = mf_canvas_layout_draw_scene (layout, scene, &flight, n);
      g_autoptr (MfDrawing) above = mf_canvas_layout_draw_flights (layout, scene, &flight, n);
      MfDrawing *drawings[] = { below, above };
      double offsets[] = { 0, 0 };
      g_autofree char *name =
          g_strdup_printf ("canvas-%gx%g-%s-%s", width, height,
                           kind == MF_PALETTE_DARK ? "dark" : "light", playheads[i]);

      save (folder, name, mf_canvas_layout_get_width (layout), mf_canvas_layout_get_height (layout),
            kind, drawings, offsets, G_N_ELEMENTS (drawings));
    }
}

static void
render_ladder (
    const char *folder, double width, double height, MfPaletteKind kind, char **playheads)
{
  g_autoptr (MfTimeline) timeline = choose_timeline ();
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (MfLadderLayout) layout = mf_ladder_layout_new (timeline, context);

  mf_ladder_layout_set_width (layout, width);
  for (guint i = 0; playheads[i] != NULL; i++)
    {
      double playhead = g_ascii_strtod (playheads[i], NULL);
      double header = mf_ladder_layout_get_header_height (layout);
      double top = MAX (0, mf_ladder_layout_get_y (layout, playhead) - height / 2);
      g_autoptr (MfDrawing) rows = mf_ladder_layout_draw_rows (layout, top, top + height - header);
      g_autoptr (MfDrawing) line = mf_ladder_layout_draw_playhead (layout, playhead);
      g_autoptr (MfDrawing) head = mf_ladder_layout_draw_header (layout);
      MfDrawing *drawings[] = { rows, line, head };
      double offsets[] = { header - top, header - top, 0 };
      g_autofree char *name =
          g_strdup_printf ("ladder-%gx%g-%s-%s", width, height,
                           kind == MF_PALETTE_DARK ? "dark" : "light", playheads[i]);

      save (folder, name, mf_ladder_layout_get_width (layout), height, kind, drawings, offsets,
            G_N_ELEMENTS (drawings));
    }
}

static void
render_scrubber (const char *folder, double width, MfPaletteKind kind, char **playheads)
{
  g_autoptr (MfTimeline) timeline = choose_timeline ();
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (MfScrubberLayout) layout = mf_scrubber_layout_new (timeline, context);

  mf_scrubber_layout_set_width (layout, width);
  for (guint i = 0; playheads[i] != NULL; i++)
    {
      double playhead = g_ascii_strtod (playheads[i], NULL);
      g_autoptr (MfDrawing) track = mf_scrubber_layout_draw_track (layout);
      g_autoptr (MfDrawing) knob = mf_scrubber_layout_draw_playhead (layout, playhead);
      MfDrawing *drawings[] = { track, knob };
      double offsets[] = { 0, 0 };
      g_autofree char *name =
          g_strdup_printf ("scrubber-%g-%s-%s", width, kind == MF_PALETTE_DARK ? "dark" : "light",
                           playheads[i]);

      save (folder, name, width, mf_scrubber_layout_get_height (layout), kind, drawings, offsets,
            G_N_ELEMENTS (drawings));
    }
}

static void
render_export (const char *folder)
{
  g_autoptr (MfTimeline) timeline = choose_timeline ();
  g_autoptr (GError) error = NULL;
  g_autofree char *png = g_build_filename (folder, "ladder.png", NULL);
  g_autofree char *pdf = g_build_filename (folder, "ladder.pdf", NULL);
  g_autofree char *svg = g_build_filename (folder, "ladder.svg", NULL);

  if (!mf_ladder_save_png (timeline, png, 1, &error) ||
      !mf_ladder_save_pdf (timeline, pdf, &error) || !mf_ladder_save_svg (timeline, svg, &error))
    g_printerr ("%s\n", error->message);
}

int
main (int argc, char *argv[])
{
  MfPaletteKind kind;

  if (argc < 7)
    {
      g_printerr (
          "render-scenes canvas|ladder|scrubber|export FOLDER WIDTH HEIGHT light|dark PLAYHEAD…\n");
      return 2;
    }
  kind = g_str_equal (argv[5], "dark") ? MF_PALETTE_DARK : MF_PALETTE_LIGHT;
  g_mkdir_with_parents (argv[2], 0755);
  if (g_str_equal (argv[1], "ladder"))
    render_ladder (argv[2], g_ascii_strtod (argv[3], NULL), g_ascii_strtod (argv[4], NULL), kind,
                   argv + 6);
  else if (g_str_equal (argv[1], "export"))
    render_export (argv[2]);
  else if (g_str_equal (argv[1], "scrubber"))
    render_scrubber (argv[2], g_ascii_strtod (argv[3], NULL), kind, argv + 6);
  else
    render_canvas (argv[2], g_ascii_strtod (argv[3], NULL), g_ascii_strtod (argv[4], NULL), kind,
                   argv + 6);
  return 0;
}
