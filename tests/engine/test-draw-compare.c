/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "draw/mf-compare-layout.h"
#include "sides.h"
#include "trace/mf-side-timeline.h"

#include <string.h>

static const struct
{
  double width;
  const char *font;
} views[] = {
  { 264, "Sans 11" },  { 340, "Sans 11" }, { 768, "Sans 11" },
  { 1400, "Sans 11" }, { 768, "Sans 18" }, { 340, "Sans 14" },
};

static const MfPrimitive *
get_text (const MfDrawing *drawing, guint index)
{
  const MfPrimitive *primitive = mf_drawing_get_primitive (drawing, index);

  return primitive->kind == MF_PRIMITIVE_TEXT ? primitive : NULL;
}

/* Every text is inside the picture, and none lies on another. */
static void
check_texts (const MfDrawing *drawing, double width, double height)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *a = get_text (drawing, i);

      if (a == NULL)
        continue;
      g_assert_cmpfloat (a->bounds.x, >=, 0);
      g_assert_cmpfloat (a->bounds.y, >=, 0);
      g_assert_cmpfloat (a->bounds.x + a->bounds.width, <=, width + 0.01);
      g_assert_cmpfloat (a->bounds.y + a->bounds.height, <=, height + 0.01);

      for (guint j = 0; j < i; j++)
        {
          const MfPrimitive *b = get_text (drawing, j);

          if (b != NULL && mf_rect_intersects (a->bounds, b->bounds))
            g_error ("“%s” lies on “%s” in a width of %g", pango_layout_get_text (a->layout),
                     pango_layout_get_text (b->layout), width);
        }
    }
}

static const MfPrimitive *
find_text (const MfDrawing *drawing, const char *text)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *primitive = get_text (drawing, i);

      if (primitive != NULL && g_str_equal (pango_layout_get_text (primitive->layout), text))
        return primitive;
    }

  return NULL;
}

static void
test_tallies (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfTallies) tallies = mf_tallies_new (timeline);

  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (PangoContext) context = draw_scenario_context (views[v].font);
      g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, views[v].width);

      for (guint n = 0; n <= mf_timeline_get_n_records (timeline); n++)
        {
          g_autoptr (MfDrawing) drawing = NULL;
          MfTally push, pull;

          mf_tallies_get (tallies, MF_SIDE_PUSH, n, &push);
          mf_tallies_get (tallies, MF_SIDE_PULL, n, &pull);
          push.to_server *= 5000; /* as many digits as there may be */
          drawing = mf_compare_layout_draw_tallies (layout, mf_timeline_get_stage (timeline), &push,
                                                    &pull);
          check_texts (drawing, views[v].width, mf_compare_layout_get_tallies_height (layout));
        }
    }
}

/* Large type in little room: lower, and still nothing lies on anything else. */
static void
test_compact (void)
{
  g_autoptr (MfStage) stage = sides_make_stage ();
  const MfTally tally = { 11, 88, 888800, 888800, 88880000, 12, SIDES_AGENT, SIDES_MAIL, -1 };

  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (PangoContext) context = draw_scenario_context (views[v].font);
      g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, views[v].width);
      double before = mf_compare_layout_get_tallies_height (layout);
      g_autoptr (MfDrawing) drawing = NULL;

      mf_compare_layout_make_compact (layout);
      g_assert_cmpfloat (mf_compare_layout_get_tallies_height (layout), <, 0.8 * before);
      drawing = mf_compare_layout_draw_tallies (layout, stage, &tally, &tally);
      check_texts (drawing, views[v].width, mf_compare_layout_get_tallies_height (layout));
    }
}

static void
test_moves (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (timeline);
  guint n = mf_timeline_get_n_records (timeline);

  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (PangoContext) context = draw_scenario_context (views[v].font);
      g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, views[v].width);

      for (guint half = 0; half <= 2 * n; half++)
        {
          g_autoptr (MfDrawing) drawing =
              mf_compare_layout_draw_moves (layout, dialogue, half / 2.0);

          check_texts (drawing, views[v].width, mf_compare_layout_get_moves_height (layout));
        }
    }
}

/* At the width that it asks for, nothing is cut, whatever the type. */
static void
test_best_width (void)
{
  static const char *const fonts[] = { "Sans 8", "Sans 11", "Sans 22" };
  g_autoptr (MfStage) stage = sides_make_stage ();
  const MfTally tally = { 11, 88, 888800, 888800, 88880000, 12, SIDES_AGENT, SIDES_MAIL, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (fonts); i++)
    {
      g_autoptr (PangoContext) context = draw_scenario_context (fonts[i]);
      double width = mf_compare_get_tallies_width (context);
      g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, width);
      g_autoptr (MfDrawing) drawing =
          mf_compare_layout_draw_tallies (layout, stage, &tally, &tally);

      check_texts (drawing, width, mf_compare_layout_get_tallies_height (layout));
      for (guint p = 0; p < mf_drawing_get_n_primitives (drawing); p++)
        g_assert_false (pango_layout_is_ellipsized (get_text (drawing, p)->layout));
    }
}

/* C16: 250 beside 200, 550 beside 404. */
static void
test_codes_beside_each_other (void)
{
  static const char *const pairs[][2] = { { "250", "200" }, { "550", "404" } };
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (timeline);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, 768);
  g_autoptr (MfDrawing) drawing =
      mf_compare_layout_draw_moves (layout, dialogue, mf_timeline_get_n_records (timeline));

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const MfPrimitive *push = find_text (drawing, pairs[i][0]);
      const MfPrimitive *pull = find_text (drawing, pairs[i][1]);

      g_assert_nonnull (push);
      g_assert_nonnull (pull);
      g_assert_cmpfloat (push->bounds.y, ==, pull->bounds.y);
      g_assert_cmpfloat (push->bounds.x, <, 384);
      g_assert_cmpfloat (pull->bounds.x, >, 384);
    }
}

static const char *
find_topic (MfDialogue *dialogue, MfSide side, MfMove move, guint n_records)
{
  const MfRecord *record = mf_dialogue_find (dialogue, side, move, n_records);

  return record != NULL && record->unit != NULL ? record->unit->topic : NULL;
}

static void
test_dialogue (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (timeline);

  /* What is to come, then what was last. */
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_ASK, 0), ==, "smtp.EHLO");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_ASK, 10), ==, "smtp.MAIL");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_YES, 99), ==, "smtp.250.MAIL");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_NO, 99), ==, "smtp.550.RCPT");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_END, 99), ==, "smtp.QUIT");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PULL, MF_MOVE_NO, 99), ==, "http.404");
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PULL, MF_MOVE_CONTENT, 99), ==, "http.data");
  g_assert_null (mf_dialogue_find (dialogue, MF_SIDE_PULL, MF_MOVE_GREETING, 99));
  g_assert_cmpint (mf_dialogue_find (dialogue, MF_SIDE_PULL, MF_MOVE_END, 99)->kind, ==,
                   MF_RECORD_CLOSE);

  mf_timeline_truncate (timeline, 3);
  g_assert_null (mf_dialogue_find (dialogue, MF_SIDE_PUSH, MF_MOVE_ASK, 99));
  g_assert_cmpstr (find_topic (dialogue, MF_SIDE_PUSH, MF_MOVE_GREETING, 99), ==,
                   "smtp.220.greeting");
}

static void
test_hits (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfDialogue) dialogue = mf_dialogue_new (timeline);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCompareLayout) layout = mf_compare_layout_new (context, 768);
  guint n = mf_timeline_get_n_records (timeline);
  g_autoptr (MfDrawing) drawing = mf_compare_layout_draw_moves (layout, dialogue, n);

  g_assert_cmpuint (mf_drawing_get_n_hits (drawing), ==, 2 * MF_N_MOVES - 1);
  for (guint i = 0; i < mf_drawing_get_n_hits (drawing); i++)
    {
      const MfHit *hit = mf_drawing_get_hit (drawing, i);

      g_assert_cmpint (hit->kind, ==, MF_HIT_RECORD);
      g_assert_cmpuint (hit->index, <, n);
      g_assert_true (mf_drawing_hit_test (drawing, hit->area.x + 4, hit->area.y + 4) == hit);
    }
}

static void
test_description (void)
{
  g_autoptr (MfStage) stage = sides_make_stage ();
  const MfTally tally = { 1, 10, 15210, 482, 1290000, 5, SIDES_AGENT, SIDES_AGENT, SIDES_MAIL };
  g_autofree char *text = mf_tally_describe (&tally, stage, MF_SIDE_PUSH);

  g_assert_cmpstr (text, ==,
                   "Push: connections: 1, round trips: 10, to the server: 15.2 kB, "
                   "to the client: 482 B, time: 1.29 s, objects: 5, who connects: alice, "
                   "who asks: alice, who gets the data: mail.b.example");
}

/* In a canvas as small as the comparison's the mailbox is there before anything lies in it. */
static void
test_both_lists (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autoptr (MfSideTimeline) side = mf_side_timeline_new (timeline, MF_SIDE_PUSH);
  MfTimeline *push = mf_side_timeline_get_timeline (side);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (push), context, 250, 285, 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (push, 0);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);

  g_assert_true (mf_canvas_layout_is_vertical (layout));
  g_assert_cmpfloat (mf_canvas_layout_get_height (layout), ==, 285);
  g_assert_nonnull (find_text (drawing, "Queue"));
  g_assert_nonnull (find_text (drawing, "Mailboxes"));
}

static char *
write_svg (MfTimeline *timeline)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (mf_compare_write_svg (timeline, stream, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

static void
test_svg (void)
{
  g_autoptr (MfTimeline) timeline = sides_make_timeline ();
  g_autofree char *first = write_svg (timeline);
  g_autofree char *second = write_svg (timeline);
  g_autoptr (GOutputStream) closed = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (first, "<?xml"));
  g_assert_true (g_str_has_suffix (first, "</svg>\n"));
  g_assert_cmpstr (first, ==, second);

  g_assert_true (g_output_stream_close (closed, NULL, NULL));
  g_assert_false (mf_compare_write_svg (timeline, closed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/compare/tallies", test_tallies);
  g_test_add_func ("/draw/compare/compact", test_compact);
  g_test_add_func ("/draw/compare/moves", test_moves);
  g_test_add_func ("/draw/compare/best width", test_best_width);
  g_test_add_func ("/draw/compare/codes beside each other", test_codes_beside_each_other);
  g_test_add_func ("/draw/compare/dialogue", test_dialogue);
  g_test_add_func ("/draw/compare/hits", test_hits);
  g_test_add_func ("/draw/compare/description", test_description);
  g_test_add_func ("/draw/compare/both-lists", test_both_lists);
  g_test_add_func ("/draw/compare/svg", test_svg);
  return g_test_run ();
}
