/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "draw/mf-compare-layout.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-scrubber-layout.h"
#include "sides.h"

static const struct
{
  MfPaletteKind kind;
  const char *name;
  double least; /* contrast of a text with what it stands on: WCAG 2.2, AA and AAA */
} palettes[] = {
  { MF_PALETTE_LIGHT, "light", 4.5 },
  { MF_PALETTE_DARK, "dark", 4.5 },
  { MF_PALETTE_HIGH_CONTRAST_LIGHT, "high contrast, light", 7 },
  { MF_PALETTE_HIGH_CONTRAST_DARK, "high contrast, dark", 7 },
  { MF_PALETTE_PRINT, "print", 4.5 },
};

/* What is seen at a point beneath the primitive @below. */
static MfColor
color_at (MfDrawing *const *drawings,
          guint n,
          const MfPrimitive *below,
          MfPoint at,
          const MfPalette *palette)
{
  MfColor color = palette->colors[MF_STYLE_BACKGROUND];

  for (guint d = 0; d < n; d++)
    for (guint i = 0; i < mf_drawing_get_n_primitives (drawings[d]); i++)
      {
        const MfPrimitive *each = mf_drawing_get_primitive (drawings[d], i);

        if (each == below)
          return color;
        if (each->kind == MF_PRIMITIVE_BOX && each->fill != MF_STYLE_NONE &&
            mf_rect_contains (each->bounds, at.x, at.y))
          {
            MfColor fill = palette->colors[each->fill];

            fill.alpha *= (float) each->opacity;
            color = mf_color_over (fill, color);
          }
      }
  g_assert_not_reached ();
}

static void
check_contrast (MfDrawing *const *drawings, guint n)
{
  for (guint p = 0; p < G_N_ELEMENTS (palettes); p++)
    {
      MfPalette palette;

      mf_palette_init (&palette, palettes[p].kind);
      for (guint d = 0; d < n; d++)
        for (guint i = 0; i < mf_drawing_get_n_primitives (drawings[d]); i++)
          {
            const MfPrimitive *text = mf_drawing_get_primitive (drawings[d], i);
            MfRect b = text->bounds;

            if (text->kind != MF_PRIMITIVE_TEXT)
              continue;
            for (int third = 0; third < 3; third++)
              {
                MfPoint at = { b.x + 1 + third * (b.width - 2) / 2, b.y + b.height / 2 };
                MfColor ground = color_at (drawings, n, text, at, &palette);
                double contrast = mf_color_contrast (palette.colors[text->fill], ground);

                if (contrast < palettes[p].least)
                  g_error ("%s: “%s” in style %d has a contrast of %.2f", palettes[p].name,
                           pango_layout_get_text (text->layout), text->fill, contrast);
              }
          }
    }
}

static void
test_canvas_contrast (void)
{
  static const double sizes[][2] = { { 700, 420 }, { 360, 500 } };
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (MfCanvasLayout) layout =
          mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, sizes[s][0], sizes[s][1],
                                1);

      for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
        {
          g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, seq + 1);
          MfFlight flight = { mf_timeline_get_record (timeline, seq), seq % 2 ? 0.4 : 1 };
          g_autoptr (MfDrawing) below = mf_canvas_layout_draw_scene (layout, scene, &flight, 1);
          g_autoptr (MfDrawing) above = mf_canvas_layout_draw_flights (layout, scene, &flight, 1);

          check_contrast ((MfDrawing *[]) { below, above }, 2);
        }
    }
}

static void
test_ladder_contrast (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfLadderLayout) layout = mf_ladder_layout_new (timeline, context);
  g_autoptr (MfDrawing) head = mf_ladder_layout_draw_header (layout);
  g_autoptr (MfDrawing) rows =
      mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));

  check_contrast ((MfDrawing *[]) { rows }, 1);
  check_contrast ((MfDrawing *[]) { head }, 1);
}

static void
test_compare_contrast (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (timeline);
  g_autoptr (MfTallies) tallies = mf_tallies_new (timeline);
  g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, 768);

  for (guint n = 0; n <= mf_timeline_get_n_records (timeline); n++)
    {
      g_autoptr (MfDrawing) moves = mf_compare_layout_draw_moves (layout, dialogue, n);
      g_autoptr (MfDrawing) numerals = NULL;
      MfTally push, pull;

      mf_tallies_get (tallies, MF_SIDE_PUSH, n, &push);
      mf_tallies_get (tallies, MF_SIDE_PULL, n, &pull);
      numerals =
          mf_compare_layout_draw_tallies (layout, mf_timeline_get_stage (timeline), &push, &pull);
      check_contrast ((MfDrawing *[]) { moves }, 1);
      check_contrast ((MfDrawing *[]) { numerals }, 1);
    }
}

static void
test_scrubber_contrast (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfScrubberLayout) layout = mf_scrubber_layout_new (timeline, context);
  g_autoptr (MfDrawing) track = NULL;

  mf_scrubber_layout_set_width (layout, 900);
  track = mf_scrubber_layout_draw_track (layout);
  check_contrast ((MfDrawing *[]) { track }, 1);
}

static void
check_pair (const MfPalette *palette, guint p, int text, int ground)
{
  double contrast = mf_color_contrast (palette->colors[text], palette->colors[ground]);

  if (contrast < palettes[p].least)
    g_test_fail_printf ("%s: style %d on %d has a contrast of %.2f", palettes[p].name, text, ground,
                        contrast);
}

/* Each protocol's texts on each of its grounds, whether a scene shows them or not. */
static void
test_protocols (void)
{
  static const struct
  {
    MfTone text;
    MfTone ground;
  } pairs[] = {
    { MF_TONE_SOLID_TEXT, MF_TONE_SOLID },
    { MF_TONE_INK, MF_TONE_SOFT },
    { MF_TONE_INK, MF_TONE_BAND },
  };

  for (guint p = 0; p < G_N_ELEMENTS (palettes); p++)
    {
      MfPalette palette;

      mf_palette_init (&palette, palettes[p].kind);
      for (int protocol = 0; protocol < MF_N_PROTOCOLS; protocol++)
        {
          int band = mf_style_for_protocol (MF_TONE_BAND, protocol);

          for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
            check_pair (&palette, p, mf_style_for_protocol (pairs[i].text, protocol),
                        mf_style_for_protocol (pairs[i].ground, protocol));
          check_pair (&palette, p, mf_style_for_protocol (MF_TONE_INK, protocol),
                      MF_STYLE_BACKGROUND);
          check_pair (&palette, p, MF_STYLE_WARNING, band);
          check_pair (&palette, p, MF_STYLE_ERROR, band);
          check_pair (&palette, p, MF_STYLE_TEXT, band);
          check_pair (&palette, p, MF_STYLE_TEXT_DIM, band);
        }
    }
}

/* CIE lightness, 0 … 100. */
static double
lightness (MfColor color)
{
  double y = mf_color_luminance (color);

  return y > 216.0 / 24389 ? 116 * cbrt (y) - 16 : y * 24389 / 27;
}

/* The protocols can be told apart in grey. */
static void
test_grey (void)
{
  static const MfProtocol five[] = { MF_PROTOCOL_SMTP, MF_PROTOCOL_POP3, MF_PROTOCOL_IMAP,
                                     MF_PROTOCOL_HTTP, MF_PROTOCOL_DNS };

  for (guint p = 0; p < G_N_ELEMENTS (palettes); p++)
    {
      MfPalette palette;

      mf_palette_init (&palette, palettes[p].kind);
      for (guint i = 0; i < G_N_ELEMENTS (five); i++)
        for (guint j = 0; j < i; j++)
          {
            MfColor a = palette.colors[mf_style_for_protocol (MF_TONE_SOLID, five[i])];
            MfColor b = palette.colors[mf_style_for_protocol (MF_TONE_SOLID, five[j])];

            g_test_message ("%s: %s and %s: %.1f and %.1f", palettes[p].name,
                            mf_protocol_get_nick (five[i]), mf_protocol_get_nick (five[j]),
                            lightness (a), lightness (b));
            g_assert_cmpfloat (fabs (lightness (a) - lightness (b)), >=, 5);
          }
    }
}

static void
test_colors (void)
{
  MfColor black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 }, half = { 0, 0, 0, 0.5 };

  g_assert_cmpfloat_with_epsilon (mf_color_contrast (black, white), 21, 1e-6);
  g_assert_cmpfloat_with_epsilon (mf_color_contrast (white, white), 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (mf_color_over (half, white).red, 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (mf_color_luminance (white), 1, 1e-6);
  g_assert_cmpint (mf_style_for_protocol (MF_TONE_SOLID, 99), ==,
                   mf_style_for_protocol (MF_TONE_SOLID, MF_PROTOCOL_NONE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/palette/colors", test_colors);
  g_test_add_func ("/draw/palette/protocols", test_protocols);
  g_test_add_func ("/draw/palette/grey", test_grey);
  g_test_add_func ("/draw/palette/canvas", test_canvas_contrast);
  g_test_add_func ("/draw/palette/ladder", test_ladder_contrast);
  g_test_add_func ("/draw/palette/scrubber", test_scrubber_contrast);
  g_test_add_func ("/draw/palette/compare", test_compare_contrast);

  return g_test_run ();
}
