/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "draw/draw-scenario.h"
#include "draw/mf-ladder-layout.h"
#include "draw/mf-session-index.h"

static const struct
{
  double width;
  const char *font;
} views[] = {
  { 360, "Sans 11" }, { 700, "Sans 11" }, { 1600, "Sans 11" },
  { 900, "Sans 20" }, { 420, "Serif 8" },
};

static MfLadderLayout *
layout_new (MfTimeline *timeline, guint view)
{
  g_autoptr (PangoContext) context = draw_scenario_context (views[view].font);
  MfLadderLayout *layout = mf_ladder_layout_new (timeline, context);

  mf_ladder_layout_set_width (layout, views[view].width);
  return layout;
}

/* One row after another, none missing, none twice. */
static void
test_order (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
      g_autoptr (MfLadderLayout) layout = layout_new (timeline, v);
      double height = mf_ladder_layout_get_height (layout);
      g_autoptr (MfDrawing) drawing = mf_ladder_layout_draw_rows (layout, 0, height);
      double bottom = 0;
      guint seq = 0;

      for (guint i = 0; i < mf_drawing_get_n_hits (drawing); i++)
        {
          const MfHit *hit = mf_drawing_get_hit (drawing, i);

          if (hit->kind != MF_HIT_RECORD)
            continue;
          g_assert_cmpuint (hit->index, ==, seq++);
          g_assert_cmpfloat_with_epsilon (hit->area.y, bottom, 0.01);
          g_assert_cmpfloat (hit->area.height, >, 12);
          bottom = hit->area.y + hit->area.height;
          g_assert_true (mf_drawing_hit_test (drawing, 4, hit->area.y + 4) == hit);
        }
      g_assert_cmpuint (seq, ==, mf_timeline_get_n_records (timeline));
      g_assert_cmpfloat (bottom, <=, height);
    }
}

/* No text is outside, none lies on another. */
static void
test_overlap (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
      g_autoptr (MfLadderLayout) layout = layout_new (timeline, v);
      g_autoptr (MfDrawing) rows =
          mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));
      guint n = mf_drawing_get_n_primitives (rows);

      for (guint i = 0; i < n; i++)
        {
          const MfPrimitive *a = mf_drawing_get_primitive (rows, i);

          if (a->kind != MF_PRIMITIVE_TEXT)
            continue;
          g_assert_cmpfloat (a->bounds.x, >=, 0);
          g_assert_cmpfloat (a->bounds.x + a->bounds.width, <=,
                             mf_ladder_layout_get_width (layout) + 0.5);
          for (guint j = i + 1; j < n; j++)
            {
              const MfPrimitive *b = mf_drawing_get_primitive (rows, j);
              gboolean covers = b->kind == MF_PRIMITIVE_TEXT ||
                                (b->kind == MF_PRIMITIVE_BOX && b->fill != MF_STYLE_NONE);

              if (covers && mf_rect_intersects (mf_rect_inset (a->bounds, 1.5), b->bounds))
                g_error ("%g wide: “%s” lies under “%s”", views[v].width,
                         pango_layout_get_text (a->layout),
                         b->layout ? pango_layout_get_text (b->layout) : "a box");
            }
        }
    }
}

/* No lane runs through a word. */
static void
test_lanes (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
      g_autoptr (MfLadderLayout) layout = layout_new (timeline, v);
      g_autoptr (MfDrawing) rows =
          mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));
      guint n = mf_drawing_get_n_primitives (rows);

      for (guint i = 0; i < n; i++)
        {
          const MfPrimitive *lane = mf_drawing_get_primitive (rows, i);

          for (guint j = 0; j < n && lane->stroke == MF_STYLE_LANE; j++)
            {
              const MfPrimitive *text = mf_drawing_get_primitive (rows, j);
              MfRect inner = mf_rect_inset (text->bounds, 1.5);

              /* A slip of paper lies over its lane: it has a ground of its own. */
              if (text->kind != MF_PRIMITIVE_TEXT ||
                  mf_drawing_get_primitive (rows, j - 1)->kind == MF_PRIMITIVE_BOX)
                continue;
              if (lane->bounds.x > inner.x && lane->bounds.x < inner.x + inner.width &&
                  lane->bounds.y < inner.y + inner.height &&
                  lane->bounds.y + lane->bounds.height > inner.y)
                g_error ("%g wide: a lane runs through “%s”", views[v].width,
                         pango_layout_get_text (text->layout));
            }
        }
    }
}

/* What a session speaks is said in full, also between the last two lanes. */
static void
test_names (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
      g_autoptr (MfLadderLayout) layout = layout_new (timeline, v);
      g_autoptr (MfDrawing) rows =
          mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));
      guint n_names = 0;

      for (guint i = 0; i < mf_drawing_get_n_primitives (rows); i++)
        {
          const MfPrimitive *text = mf_drawing_get_primitive (rows, i);

          if (text->kind != MF_PRIMITIVE_TEXT ||
              strstr (pango_layout_get_text (text->layout), " :") == NULL)
            continue;
          n_names++;
          g_test_message ("%g wide: %s", views[v].width, pango_layout_get_text (text->layout));
          g_assert_false (pango_layout_is_ellipsized (text->layout));
        }
      g_assert_cmpuint (n_names, >, 0);
    }
}

/* The hosts' names stand apart, in the picture, and in the letter's order. */
static void
test_header (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
      g_autoptr (MfLadderLayout) layout = layout_new (timeline, v);
      g_autoptr (MfDrawing) head = mf_ladder_layout_draw_header (layout);
      double right = 0;

      g_assert_cmpuint (mf_drawing_get_n_hits (head), ==, 5);
      for (guint i = 0; i < 5; i++)
        {
          MfRect area = mf_drawing_get_hit (head, i)->area;

          g_assert_cmpfloat (area.x, >=, right);
          g_assert_cmpfloat (area.width, >, 20);
          right = area.x + area.width;
        }
      g_assert_cmpfloat (right, <=, mf_ladder_layout_get_width (layout));
    }
}

static gboolean
is_same (const MfPrimitive *a, const MfPrimitive *b)
{
  return a->kind == b->kind && a->fill == b->fill && a->stroke == b->stroke &&
         fabs (a->bounds.x - b->bounds.x) < 1e-6 && fabs (a->bounds.y - b->bounds.y) < 1e-6 &&
         fabs (a->bounds.width - b->bounds.width) < 1e-6 &&
         fabs (a->bounds.height - b->bounds.height) < 1e-6 &&
         (a->layout == NULL ||
          g_str_equal (pango_layout_get_text (a->layout), pango_layout_get_text (b->layout)));
}

/* All primitives but the bands, which may be cut beyond the range, that lie
 * between the two, as an array. */
static GPtrArray *
slice (MfDrawing *drawing, double top, double bottom)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);
      gboolean band = each->kind == MF_PRIMITIVE_PUSH_CLIP || each->kind == MF_PRIMITIVE_POP_CLIP ||
                      (each->kind == MF_PRIMITIVE_BOX && each->fill >= MF_STYLE_FIRST_PROTOCOL);

      if (!band && each->bounds.y >= top && each->bounds.y + each->bounds.height <= bottom)
        g_ptr_array_add (found, (gpointer) each);
    }
  return found;
}

/* A part drawn alone is that part of the whole. */
static void
test_ranges (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_long (300);
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  double height = mf_ladder_layout_get_height (layout);
  g_autoptr (MfDrawing) all = mf_ladder_layout_draw_rows (layout, 0, height);

  for (double top = 0; top < height; top += 173)
    {
      double bottom = MIN (height, top + 611);
      g_autoptr (MfDrawing) part = mf_ladder_layout_draw_rows (layout, top, bottom);
      g_autoptr (GPtrArray) wanted = slice (all, top, bottom);
      g_autoptr (GPtrArray) found = slice (part, top, bottom);

      g_assert_cmpuint (found->len, ==, wanted->len);
      g_assert_cmpuint (found->len, >, 0);
      for (guint i = 0; i < found->len; i++)
        g_assert_true (is_same (found->pdata[i], wanted->pdata[i]));
    }
}

static void
test_playhead (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  guint n = mf_timeline_get_n_records (timeline);
  double last = -1;

  for (double playhead = 0; playhead <= n; playhead += 0.125)
    {
      double y = mf_ladder_layout_get_y (layout, playhead);
      g_autoptr (MfDrawing) line = mf_ladder_layout_draw_playhead (layout, playhead);

      g_assert_cmpfloat (y, >, last);
      g_assert_cmpfloat_with_epsilon (mf_ladder_layout_get_playhead_at (layout, y), playhead, 1e-6);
      g_assert_cmpuint (mf_drawing_get_n_primitives (line), >, 0);
      last = y;
    }
  g_assert_cmpfloat (mf_ladder_layout_get_playhead_at (layout, -100), ==, 0);
  g_assert_cmpfloat (mf_ladder_layout_get_playhead_at (layout, 1e9), ==, n);
}

/* A timeline that grows, shrinks and grows again looks like one made at once. */
static void
test_sync (void)
{
  g_autoptr (MfTimeline) full = draw_scenario_letter ();
  g_autoptr (MfTimeline) timeline =
      mf_timeline_new (mf_timeline_get_stage (full), mf_timeline_get_start (full));
  g_autoptr (MfLadderLayout) grown = layout_new (timeline, 1);
  g_autoptr (MfLadderLayout) made = layout_new (full, 1);
  g_autoptr (MfDrawing) a = NULL;
  g_autoptr (MfDrawing) b = NULL;
  guint n = mf_timeline_get_n_records (full);

  for (guint round = 0; round < 2; round++)
    {
      for (guint seq = mf_timeline_get_n_records (timeline); seq < n; seq++)
        {
          MfRecord *record = mf_timeline_get_record (full, seq);

          mf_timeline_append (timeline, &record, 1);
          mf_ladder_layout_sync (grown, seq);
        }
      if (round == 0)
        {
          mf_timeline_truncate (timeline, n / 3);
          mf_ladder_layout_sync (grown, n / 3);
          g_assert_cmpfloat (mf_ladder_layout_get_height (grown), <,
                             mf_ladder_layout_get_height (made));
        }
    }

  g_assert_cmpfloat (mf_ladder_layout_get_height (grown), ==, mf_ladder_layout_get_height (made));
  a = mf_ladder_layout_draw_rows (grown, 0, 1e6);
  b = mf_ladder_layout_draw_rows (made, 0, 1e6);
  g_assert_cmpuint (mf_drawing_get_n_primitives (a), ==, mf_drawing_get_n_primitives (b));
  for (guint i = 0; i < mf_drawing_get_n_primitives (a); i++)
    g_assert_true (is_same (mf_drawing_get_primitive (a, i), mf_drawing_get_primitive (b, i)));
}

/* What is drawn depends on what is seen, not on how much there is. */
static void
test_long (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_long (60000);
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  double height = mf_ladder_layout_get_height (layout);

  for (double top = 0; top < height; top += height / 7)
    {
      g_autoptr (MfDrawing) part = mf_ladder_layout_draw_rows (layout, top, top + 600);

      g_assert_cmpuint (mf_drawing_get_n_primitives (part), <, 600);
      g_assert_cmpuint (mf_drawing_get_n_primitives (part), >, 50);
    }
}

static void
test_empty (void)
{
  g_autoptr (MfStage) stage = draw_scenario_stage ();
  g_autoptr (MfTimeline) timeline = mf_timeline_new (stage, 0);
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  g_autoptr (MfDrawing) rows = mf_ladder_layout_draw_rows (layout, 0, 500);
  g_autoptr (MfDrawing) head = mf_ladder_layout_draw_header (layout);

  g_assert_cmpuint (mf_drawing_get_n_primitives (rows), ==, 0);
  g_assert_cmpuint (mf_ladder_layout_get_n_lanes (layout), ==, 0);
  g_assert_cmpfloat (mf_ladder_layout_get_y (layout, 3), ==, 0);
  g_assert_cmpfloat (mf_ladder_layout_get_playhead_at (layout, 40), ==, 0);
}

typedef struct
{
  guint first;
  guint last;
  guint n;
  guint previous;
} Search;

static void
count_band_cb (const MfPhaseBand *band, gpointer data)
{
  Search *search = data;

  g_assert_cmpuint (band->first, <=, search->last);
  g_assert_cmpuint (band->last, >=, search->first);
  g_assert_cmpuint (band->first, >=, search->previous);
  search->previous = band->first;
  search->n++;
}

/* The bands of a range are those that a look at all of them finds. */
static void
test_index (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_long (2000);
  g_autoptr (MfSessionIndex) index = mf_session_index_new (5);

  for (guint seq = 0; seq < 2000; seq++)
    mf_session_index_append (index, mf_timeline_get_record (timeline, seq));
  g_assert_cmpuint (mf_session_index_get_n_bands (index), >, 200);
  for (guint first = 0; first < 2000; first += 37)
    {
      Search search = { first, first + first % 90, 0, 0 };
      guint wanted = 0;

      for (guint i = 0; i < mf_session_index_get_n_bands (index); i++)
        {
          const MfPhaseBand *band = mf_session_index_get_band (index, i);

          wanted += band->first <= search.last && band->last >= search.first;
        }
      mf_session_index_foreach (index, search.first, search.last, count_band_cb, &search);
      g_assert_cmpuint (search.n, ==, wanted);
    }
}

static GBytes *
write_svg (MfTimeline *timeline)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (mf_ladder_write_svg (timeline, stream, &error));
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
test_svg (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
  g_autoptr (GBytes) first = write_svg (timeline);
  g_autoptr (GBytes) second = write_svg (timeline);
  g_autofree char *tool = g_find_program_in_path ("xmllint");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int status, fd;

  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpuint (g_bytes_get_size (first), >, 10000);

  fd = g_file_open_tmp ("ladder-XXXXXX.svg", &path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (mf_ladder_save_svg (timeline, path, &error));
  g_assert_no_error (error);
  if (tool != NULL)
    {
      const char *argv[] = { tool, "--noout", "--nonet", path, NULL };

      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                                   NULL, &status, &error));
      g_assert_no_error (error);
      g_assert_true (g_spawn_check_wait_status (status, &error));
      g_assert_no_error (error);
    }
  g_remove (path);
}

/* A stream that fails says why. */
static void
test_svg_failure (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  char buffer[100];
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new (buffer, sizeof buffer, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mf_ladder_write_svg (timeline, stream, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (mf_ladder_save_svg (timeline, "/nonexistent/ladder.svg", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

typedef gboolean (*SaveFunc) (MfTimeline *timeline, const char *path, GError **error);

static gboolean
save_png (MfTimeline *timeline, const char *path, GError **error)
{
  return mf_ladder_save_png (timeline, path, 1.5, error);
}

static void
check_file (SaveFunc save, const char *magic)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("ladder-XXXXXX", &path, &error);
  gsize size;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (save (timeline, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &size, &error));
  g_assert_cmpuint (size, >, 1000);
  g_assert_true (memcmp (contents, magic, strlen (magic)) == 0);
  g_remove (path);

  g_assert_false (save (timeline, "/nonexistent/ladder", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_files (void)
{
  g_autoptr (MfTimeline) endless = draw_scenario_long (3000);
  g_autoptr (GError) error = NULL;

  check_file (mf_ladder_save_pdf, "%PDF");
  check_file (save_png, "\x89PNG");
  g_assert_false (mf_ladder_save_png (endless, "/nonexistent/ladder", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* What lies on a lane lies on the line of the playhead too, wherever that is in the row. */
static void
test_slips (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_crowd ();
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq);
      g_autoptr (MfDrawing) drawing = mf_ladder_layout_draw_playhead (layout, seq + 0.4);
      guint n_lines = 0, n_slips = 0;

      for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
        {
          const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

          n_lines += each->stroke == MF_STYLE_PLAYHEAD;
          n_slips += n_lines > 0 && each->kind == MF_PRIMITIVE_TEXT;
        }
      g_assert_cmpuint (n_lines, >, 0);
      g_assert_cmpuint (n_slips, >=, record->kind == MF_RECORD_ACT);
    }
}

/* The line of the playhead makes way for the words on an arrow. */
static void
test_line (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_line ("S: 250 gladly");
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  g_autoptr (MfDrawing) rows =
      mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));
  guint n = mf_timeline_get_n_records (timeline);
  guint n_split = 0;

  for (double playhead = n - 1; playhead <= n; playhead += 0.05)
    {
      g_autoptr (MfDrawing) drawing = mf_ladder_layout_draw_playhead (layout, playhead);

      for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
        {
          const MfPrimitive *line = mf_drawing_get_primitive (drawing, i);

          n_split += line->stroke == MF_STYLE_PLAYHEAD && line->bounds.x > 0;
          for (guint j = 0; j < mf_drawing_get_n_primitives (rows); j++)
            {
              const MfPrimitive *text = mf_drawing_get_primitive (rows, j);

              if (line->stroke == MF_STYLE_PLAYHEAD && text->kind == MF_PRIMITIVE_TEXT &&
                  g_str_has_suffix (pango_layout_get_text (text->layout), "gladly"))
                g_assert_false (
                    mf_rect_intersects (line->bounds, mf_rect_inset (text->bounds, 1.5)));
            }
        }
    }
  g_assert_cmpuint (n_split, >, 0);
}

/* Phases of one session that follow each other leave no gap between them. */
static void
test_bands (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (MfLadderLayout) layout = layout_new (timeline, 1);
  g_autoptr (MfDrawing) rows =
      mf_ladder_layout_draw_rows (layout, 0, mf_ladder_layout_get_height (layout));
  const MfHit *last = NULL;
  guint n_joined = 0;

  for (guint i = 0; i < mf_drawing_get_n_hits (rows); i++)
    {
      const MfHit *hit = mf_drawing_get_hit (rows, i);

      if (hit->kind != MF_HIT_PHASE)
        continue;
      n_joined += last != NULL && last->area.y + last->area.height == hit->area.y;
      last = hit;
    }
  g_assert_cmpuint (n_joined, ==, 6); /* three sessions of three phases each */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/ladder/order", test_order);
  g_test_add_func ("/draw/ladder/overlap", test_overlap);
  g_test_add_func ("/draw/ladder/lanes", test_lanes);
  g_test_add_func ("/draw/ladder/names", test_names);
  g_test_add_func ("/draw/ladder/header", test_header);
  g_test_add_func ("/draw/ladder/ranges", test_ranges);
  g_test_add_func ("/draw/ladder/playhead", test_playhead);
  g_test_add_func ("/draw/ladder/sync", test_sync);
  g_test_add_func ("/draw/ladder/long", test_long);
  g_test_add_func ("/draw/ladder/empty", test_empty);
  g_test_add_func ("/draw/ladder/index", test_index);
  g_test_add_func ("/draw/ladder/svg", test_svg);
  g_test_add_func ("/draw/ladder/svg-failure", test_svg_failure);
  g_test_add_func ("/draw/ladder/files", test_files);
  g_test_add_func ("/draw/ladder/slips", test_slips);
  g_test_add_func ("/draw/ladder/line", test_line);
  g_test_add_func ("/draw/ladder/bands", test_bands);
  return g_test_run ();
}
