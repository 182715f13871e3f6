/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "draw/mf-wording.h"
#include "trace/mf-scene-list.h"

/* The canvas in every size that a window may give it, with small and large type,
 * through whole timelines: what must hold of each picture. */

typedef struct
{
  const char *name;
  double width;
  double height;
  const char *font;
} View;

static const View views[] = {
  { "in a window of 1280 by 800", 700, 420, "Sans 11" },
  { "wide and low", 1280, 360, "Sans 11" },
  { "a projector", 1920, 1080, "Sans 11" },
  { "a telephone", 360, 400, "Sans 11" },
  { "a telephone, held upright", 360, 640, "Sans 11" },
  { "a tablet", 600, 800, "Sans 11" },
  { "half a screen", 540, 420, "Sans 11" },
  { "large type", 900, 600, "Sans 20" },
  { "large type on a telephone", 360, 640, "Sans 16" },
  { "small type", 700, 420, "Sans 7" },
  { "another face", 800, 500, "Serif 12" },
};

typedef MfTimeline *(*ScenarioFunc) (void);

static const ScenarioFunc scenarios[] = { draw_scenario_letter, draw_scenario_crowd,
                                          draw_scenario_faults };

/* One picture, its two parts as one list. */
typedef struct
{
  const View *view;
  double playhead;
  MfCanvasLayout *layout;
  MfScene *scene;
  MfFlight flight;
  guint n_flights;
  MfDrawing *parts[2];
} Picture;

typedef void (*PictureFunc) (const Picture *picture);

static guint
count (const Picture *picture)
{
  return mf_drawing_get_n_primitives (picture->parts[0]) +
         mf_drawing_get_n_primitives (picture->parts[1]);
}

static const MfPrimitive *
get (const Picture *picture, guint index)
{
  guint n = mf_drawing_get_n_primitives (picture->parts[0]);

  return index < n ? mf_drawing_get_primitive (picture->parts[0], index)
                   : mf_drawing_get_primitive (picture->parts[1], index - n);
}

static const char *
text_of (const MfPrimitive *primitive)
{
  return primitive->layout ? pango_layout_get_text (primitive->layout) : "-";
}

static char *
where (const Picture *picture, const char *what, const MfPrimitive *a, const MfPrimitive *b)
{
  return g_strdup_printf ("%s at %g: %s: “%s” %g,%g %gx%g and “%s” %g,%g %gx%g",
                          picture->view->name, picture->playhead, what, text_of (a), a->bounds.x,
                          a->bounds.y, a->bounds.width, a->bounds.height, text_of (b), b->bounds.x,
                          b->bounds.y, b->bounds.width, b->bounds.height);
}

static void
check_picture (const View *view,
               MfTimeline *timeline,
               MfCanvasLayout *layout,
               double playhead,
               PictureFunc func)
{
  guint seq = (guint) MAX (0, ceil (playhead) - 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, (guint) floor (playhead));
  Picture picture = { .view = view, .playhead = playhead, .layout = layout, .scene = scene };

  picture.flight = (MfFlight) { mf_timeline_get_record (timeline, seq), playhead - seq };
  picture.n_flights = playhead > 0 ? 1 : 0;
  picture.parts[0] =
      mf_canvas_layout_draw_scene (layout, scene, &picture.flight, picture.n_flights);
  picture.parts[1] =
      mf_canvas_layout_draw_flights (layout, scene, &picture.flight, picture.n_flights);
  func (&picture);
  mf_drawing_unref (picture.parts[0]);
  mf_drawing_unref (picture.parts[1]);
}

static void
check_pictures (PictureFunc func)
{
  static const double fractions[] = { 0.02, 0.31, 0.5, 0.77, 1 };

  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    for (guint s = 0; s < G_N_ELEMENTS (scenarios); s++)
      {
        g_autoptr (MfTimeline) timeline = scenarios[s]();
        g_autoptr (PangoContext) context = draw_scenario_context (views[v].font);
        g_autoptr (MfCanvasLayout) layout =
            mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, views[v].width,
                                  views[v].height, 1);

        check_picture (&views[v], timeline, layout, 0, func);
        for (guint i = 0; i < mf_timeline_get_n_records (timeline); i++)
          check_picture (&views[v], timeline, layout,
                         i + fractions[(i + v) % G_N_ELEMENTS (fractions)], func);
      }
}

static void
check_inside (const Picture *picture)
{
  double width = mf_canvas_layout_get_width (picture->layout);
  double height = mf_canvas_layout_get_height (picture->layout);

  for (guint i = 0; i < count (picture); i++)
    {
      const MfPrimitive *each = get (picture, i);
      MfRect b = each->bounds;
      g_autofree char *message = where (picture, "outside", each, each);

      if (each->kind != MF_PRIMITIVE_POP_CLIP &&
          (b.x < -0.5 || b.y < -0.5 || b.x + b.width > width + 0.5 ||
           b.y + b.height > height + 0.5))
        g_error ("%s", message);
    }
}

/* Nothing leaves the viewport. */
static void
test_inside (void)
{
  check_pictures (check_inside);
}

static void
check_overlap (const Picture *picture)
{
  for (guint i = 0; i < count (picture); i++)
    {
      const MfPrimitive *text = get (picture, i);

      if (text->kind != MF_PRIMITIVE_TEXT)
        continue;
      for (guint j = i + 1; j < count (picture); j++)
        {
          const MfPrimitive *other = get (picture, j);
          gboolean covers = other->kind == MF_PRIMITIVE_TEXT ||
                            (other->kind == MF_PRIMITIVE_BOX && other->fill != MF_STYLE_NONE) ||
                            (other->kind == MF_PRIMITIVE_PATH && other->fill != MF_STYLE_NONE);

          if (covers && mf_rect_intersects (mf_rect_inset (text->bounds, 1.5), other->bounds))
            {
              g_autofree char *message = where (picture, "covered", text, other);

              g_error ("%s", message);
            }
        }
    }
}

/* No text lies under anything: not under a text, a card, a host or an arrow. */
static void
test_overlap (void)
{
  check_pictures (check_overlap);
}

static void
check_hosts (const Picture *picture)
{
  for (guint h = 0; h < picture->scene->n_hosts; h++)
    {
      MfRect box = mf_canvas_layout_get_host_box (picture->layout, h);

      for (guint i = 0; i < mf_drawing_get_n_primitives (picture->parts[0]); i++)
        {
          const MfPrimitive *text = mf_drawing_get_primitive (picture->parts[0], i);
          MfRect b = text->bounds;

          if (text->kind != MF_PRIMITIVE_TEXT || !mf_rect_intersects (b, box))
            continue;
          g_assert_cmpfloat (b.x, >=, box.x);
          g_assert_cmpfloat (b.y, >=, box.y - 1);
          g_assert_cmpfloat (b.x + b.width, <=, box.x + box.width);
          g_assert_cmpfloat (b.y + b.height, <=, box.y + box.height + 1);
        }
      for (guint other = h + 1; other < picture->scene->n_hosts; other++)
        g_assert_false (
            mf_rect_intersects (box, mf_canvas_layout_get_host_box (picture->layout, other)));
    }
}

/* Hosts keep apart, and their texts stay in them. */
static void
test_hosts (void)
{
  check_pictures (check_hosts);
}

static void
check_card (const Picture *picture)
{
  const MfRecord *record = picture->flight.record;
  const MfHit *card;
  MfRect a, b;

  if (picture->n_flights == 0)
    return;

  card = mf_drawing_find_hit (picture->parts[1], MF_HIT_RECORD, record->seq);
  g_assert_nonnull (card);
  g_assert_cmpfloat (card->area.width, >, 0);
  g_assert_cmpfloat (card->area.height, >, 0);
  g_assert_true (mf_drawing_hit_test (picture->parts[1], card->area.x + card->area.width / 2,
                                      card->area.y + card->area.height / 2) == card);
  if (record->from < 0 || record->to < 0 || mf_canvas_layout_is_vertical (picture->layout))
    return;

  a = mf_canvas_layout_get_host_box (picture->layout, (guint) record->from);
  b = mf_canvas_layout_get_host_box (picture->layout, (guint) record->to);
  if (fabs (a.y - b.y) < 1)
    {
      g_assert_cmpfloat (card->area.x, >=, MIN (a.x, b.x));
      g_assert_cmpfloat (card->area.x + card->area.width, <=, MAX (a.x + a.width, b.x + b.width));
    }
  else
    {
      g_assert_cmpfloat (card->area.y, >=, MIN (a.y, b.y));
      g_assert_cmpfloat (card->area.y + card->area.height, <=,
                         MAX (a.y + a.height, b.y + b.height));
    }
}

/* There is a card for each record, and it stays between its hosts. */
static void
test_cards (void)
{
  check_pictures (check_card);
}

static void
test_hits (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 700, 420, 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, 24);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
  const MfHit *hit;

  for (guint i = 0; i < scene->n_hosts; i++)
    {
      MfRect box = mf_canvas_layout_get_host_box (layout, i);

      hit = mf_drawing_hit_test (drawing, box.x + 12, box.y + 12);
      g_assert_nonnull (hit);
      g_assert_cmpint (hit->kind, ==, MF_HIT_HOST);
      g_assert_cmpuint (hit->index, ==, i);
      g_assert_nonnull (hit->label);
    }
  for (guint i = 1; i <= 6; i++)
    g_assert_nonnull (mf_drawing_find_hit (drawing, MF_HIT_STEP, i));

  hit = mf_drawing_find_hit (drawing, MF_HIT_ITEM, 1);
  g_assert_nonnull (hit);
  g_assert_cmpstr (hit->item, ==, "q1");
  hit = mf_drawing_hit_test (drawing, hit->area.x + 1, hit->area.y + 1);
  g_assert_cmpint (hit->kind, ==, MF_HIT_ITEM);

  hit = mf_drawing_find_hit (drawing, MF_HIT_CONNECTION, 2);
  g_assert_nonnull (hit);
  hit = mf_drawing_hit_test (drawing, hit->area.x + hit->area.width / 2,
                             hit->area.y + hit->area.height / 2);
  g_assert_cmpint (hit->kind, ==, MF_HIT_CONNECTION);
  g_assert_null (mf_drawing_find_hit (drawing, MF_HIT_CONNECTION, 1));
  g_assert_null (mf_drawing_hit_test (drawing, -5, -5));
}

/* Many on one link: only the latest has a text, so none is covered. */
static void
test_crowd (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 700, 420, 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, 10);
  MfFlight flights[] = {
    { mf_timeline_get_record (timeline, 9), 0.8 },
    { mf_timeline_get_record (timeline, 11), 0.5 },
    { mf_timeline_get_record (timeline, 13), 0.3 },
  };
  Picture picture = { .view = &views[0], .layout = layout, .scene = scene };
  g_autoptr (MfDrawing) below =
      mf_canvas_layout_draw_scene (layout, scene, flights, G_N_ELEMENTS (flights));
  g_autoptr (MfDrawing) above =
      mf_canvas_layout_draw_flights (layout, scene, flights, G_N_ELEMENTS (flights));

  picture.parts[0] = below;
  picture.parts[1] = above;
  check_overlap (&picture);
  check_inside (&picture);
  for (guint i = 0; i < G_N_ELEMENTS (flights); i++)
    g_assert_nonnull (mf_drawing_find_hit (above, MF_HIT_RECORD, flights[i].record->seq));
}

/* Whether a text is there, and whole. */
static gboolean
shows (const MfDrawing *drawing, const char *text)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

      if (each->layout != NULL && g_str_equal (text_of (each), text) &&
          !pango_layout_is_ellipsized (each->layout))
        return TRUE;
    }
  return FALSE;
}

static void
check_lookup (const Picture *picture)
{
  const char *lookup = picture->scene->last_lookup;

  if (lookup != NULL && !mf_canvas_layout_is_vertical (picture->layout) &&
      !shows (picture->parts[0], lookup))
    g_error ("%s at %g: “%s” cannot be read", picture->view->name, picture->playhead, lookup);
}

/* The last answer of the DNS can be read to its end, as long as there is a place
 * beside the name server. */
static void
test_lookup (void)
{
  check_pictures (check_lookup);
}

/* On a telephone, a list that holds nothing leaves its room to the one that does. */
static void
test_subject (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 420, 440, 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, 24);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
  const MfHit *item = mf_drawing_find_hit (drawing, MF_HIT_ITEM, 1);
  MfRect box = mf_canvas_layout_get_host_box (layout, 1);

  g_assert_true (mf_canvas_layout_is_vertical (layout));
  g_assert_nonnull (item);
  g_assert_cmpfloat (item->area.width, >, 0.35 * box.width);
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

      if (each->layout != NULL && mf_rect_intersects (each->bounds, item->area))
        g_assert_false (pango_layout_is_ellipsized (each->layout));
    }
}

/* Both ends of an open connection are plugged in at the hosts' edges, and a closed
 * one leaves none behind. */
static void
test_sockets (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");

  for (guint v = 0; v < G_N_ELEMENTS (views); v++)
    {
      g_autoptr (MfCanvasLayout) layout =
          mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, views[v].width,
                                views[v].height, 1);
      guint n_records = mf_timeline_get_n_records (timeline);

      for (guint n = 0; n <= n_records; n++)
        {
          g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, n);
          g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
          guint n_ends = 0;

          for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
            {
              const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

              for (guint h = 0; h < scene->n_hosts && each->kind == MF_PRIMITIVE_BOX; h++)
                {
                  MfRect box = mf_canvas_layout_get_host_box (layout, h);

                  n_ends += each->fill >= MF_STYLE_FIRST_PROTOCOL && each->stroke == 0 &&
                            mf_rect_intersects (each->bounds, box) &&
                            !(each->bounds.x >= box.x && each->bounds.y >= box.y &&
                              each->bounds.x + each->bounds.width <= box.x + box.width &&
                              each->bounds.y + each->bounds.height <= box.y + box.height);
                }
            }
          g_assert_cmpuint (n_ends, ==, 2 * mf_scene_list_get_n (scene->connections));
        }
    }
}

static void
check_roles (const Picture *picture)
{
  guint n = mf_scene_list_get_n (picture->scene->connections);

  if (n > 0 && !(shows (picture->parts[0], "client") && shows (picture->parts[0], "server")))
    g_error ("%s at %g: no roles", picture->view->name, picture->playhead);
}

/* Whoever talks is called a client or a server, in words that are not cut. */
static void
test_roles (void)
{
  check_pictures (check_roles);
}

/* On a projector, where type is twice as large, the whole network is in sight. */
static void
test_projector (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 20");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 1280, 555, 1);

  g_assert_cmpfloat (mf_canvas_layout_get_height (layout), ==, 555);
  g_assert_cmpfloat (mf_canvas_layout_get_width (layout), ==, 1280);
}

/* A stage that nobody planned is drawn too. */
static void
test_odd_stages (void)
{
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");

  for (guint n = 0; n < 9; n++)
    for (guint v = 0; v < G_N_ELEMENTS (views); v++)
      {
        g_autoptr (MfStage) stage = mf_stage_new (NULL);
        g_autoptr (MfScene) scene = NULL;
        g_autoptr (MfCanvasLayout) layout = NULL;
        g_autoptr (MfDrawing) drawing = NULL;

        for (guint i = 0; i < n; i++)
          {
            g_autofree char *id = g_strdup_printf ("host-%u", i);
            MfStageHost host = { .id = id, .kind = i % 3, .column = (i * 7) % 11, .row = i % 2 };

            mf_stage_add_host (stage, &host);
            mf_stage_add_link (stage, &(MfStageLink) { .from = i, .to = i / 2 });
          }
        scene = mf_scene_new (stage, 0);
        layout = mf_canvas_layout_new (stage, context, views[v].width, views[v].height, 1);
        drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
        g_assert_cmpuint (mf_drawing_get_n_primitives (drawing), >, 0);
      }
}

static void
check_faults (const Picture *picture)
{
  gboolean down = FALSE;
  gboolean vertical = mf_canvas_layout_is_vertical (picture->layout);
  gboolean broken = picture->scene->broken_links != 0;

  for (guint i = 0; i < picture->scene->n_hosts; i++)
    down |= picture->scene->hosts[i].down;

  if ((shows (picture->parts[0], "switched off") || shows (picture->parts[0], "off")) != down)
    g_error ("%s at %g: down or not?", picture->view->name, picture->playhead);
  if (!vertical && shows (picture->parts[0], "broken") != broken)
    g_error ("%s at %g: broken or not?", picture->view->name, picture->playhead);
}

/* In words: which server is switched off, and which wire is broken; and no longer
 * than they are. */
static void
test_faults (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_faults ();
  guint n_records = mf_timeline_get_n_records (timeline);
  g_autoptr (MfScene) down = mf_timeline_get_scene (timeline, DRAW_SCENARIO_DOWN);
  g_autoptr (MfScene) cut = mf_timeline_get_scene (timeline, DRAW_SCENARIO_CUT);
  g_autoptr (MfScene) end = mf_timeline_get_scene (timeline, n_records);

  g_assert_cmpint (down->broken_links, !=, 0);
  g_assert_cmpint (cut->broken_links, ==, down->broken_links);
  g_assert_cmpuint (mf_scene_list_get_n (cut->connections), ==, 0);
  g_assert_cmpint (end->broken_links, ==, 0);
  check_pictures (check_faults);
}

static void
check_phase (const Picture *picture)
{
  const MfUnit *unit = picture->n_flights > 0 ? picture->flight.record->unit : NULL;

  if (unit != NULL && unit->phase != MF_PHASE_NONE &&
      !shows (picture->parts[0], mf_phase_get_label (unit->phase)))
    g_error ("%s at %g: not in its phase, %s", picture->view->name, picture->playhead,
             mf_phase_get_label (unit->phase));
}

/* While something is under way its tube names the phase that it belongs to. */
static void
test_phase (void)
{
  check_pictures (check_phase);
}

/* On a telephone nothing is left out of a line of ordinary length. */
static void
test_whole_cards (void)
{
  static const char *const lines[] = {
    "S: 354 End data with <CRLF>.<CRLF>",
    "S: 250 2.0.0 Queued as 4F2A9C81",
  };
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (MfTimeline) timeline = draw_scenario_line (lines[i]);
      g_autoptr (MfCanvasLayout) layout =
          mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 350, 348, 1);
      guint n = mf_timeline_get_n_records (timeline);
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, n - 1);
      MfFlight flight = { mf_timeline_get_record (timeline, n - 1), 0.5 };
      g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_flights (layout, scene, &flight, 1);

      g_assert_true (mf_canvas_layout_is_vertical (layout));
      if (!shows (drawing, lines[i] + (lines[i][0] == 'S' ? strlen ("S: 354 ") : strlen ("C: "))))
        g_error ("“%s” is cut", lines[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/canvas/inside", test_inside);
  g_test_add_func ("/draw/canvas/overlap", test_overlap);
  g_test_add_func ("/draw/canvas/hosts", test_hosts);
  g_test_add_func ("/draw/canvas/cards", test_cards);
  g_test_add_func ("/draw/canvas/hits", test_hits);
  g_test_add_func ("/draw/canvas/crowd", test_crowd);
  g_test_add_func ("/draw/canvas/lookup", test_lookup);
  g_test_add_func ("/draw/canvas/subject", test_subject);
  g_test_add_func ("/draw/canvas/sockets", test_sockets);
  g_test_add_func ("/draw/canvas/roles", test_roles);
  g_test_add_func ("/draw/canvas/faults", test_faults);
  g_test_add_func ("/draw/canvas/phase", test_phase);
  g_test_add_func ("/draw/canvas/whole-cards", test_whole_cards);
  g_test_add_func ("/draw/canvas/projector", test_projector);
  g_test_add_func ("/draw/canvas/odd-stages", test_odd_stages);

  return g_test_run ();
}
