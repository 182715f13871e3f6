/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "trace/mf-scene-list.h"

/* What changes in the canvas while the playhead moves, and what must not. */

/* A card goes from its sender to its receiver, without a step back. */
static void
test_direction (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 700, 420, 1);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    {
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, seq);
      MfRecord *record = mf_timeline_get_record (timeline, seq);
      MfRect from, to;
      double last = -1, sign;
      gboolean level;

      if (record->kind != MF_RECORD_UNIT)
        continue;
      from = mf_canvas_layout_get_host_box (layout, (guint) record->from);
      to = mf_canvas_layout_get_host_box (layout, (guint) record->to);
      level = fabs (from.y - to.y) < 1;
      sign = level ? to.x - from.x : to.y - from.y;
      for (int i = 0; i <= 10; i++)
        {
          MfFlight flight = { record, i / 10.0 };
          g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_flights (layout, scene, &flight, 1);
          const MfHit *card = mf_drawing_find_hit (drawing, MF_HIT_RECORD, seq);
          double at = (level ? card->area.x : card->area.y) * (sign > 0 ? 1 : -1);

          if (i > 0)
            g_assert_cmpfloat (at, >, last);
          last = at;
        }
    }
}

/* Nothing that stands still depends on the playhead. */
static void
test_still (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 700, 420, 1);
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, 13);
  MfFlight flight = { mf_timeline_get_record (timeline, 13), 0.1 };
  g_autoptr (MfDrawing) early = mf_canvas_layout_draw_scene (layout, scene, &flight, 1);
  g_autoptr (MfDrawing) late = NULL;

  flight.fraction = 0.9;
  late = mf_canvas_layout_draw_scene (layout, scene, &flight, 1);
  g_assert_cmpuint (mf_drawing_get_n_primitives (early), ==, mf_drawing_get_n_primitives (late));
  for (guint i = 0; i < mf_drawing_get_n_primitives (early); i++)
    {
      const MfPrimitive *a = mf_drawing_get_primitive (early, i);
      const MfPrimitive *b = mf_drawing_get_primitive (late, i);

      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpint (a->fill, ==, b->fill);
      g_assert_cmpint (a->stroke, ==, b->stroke);
      g_assert_cmpfloat (a->bounds.x, ==, b->bounds.x);
      g_assert_cmpfloat (a->bounds.y, ==, b->bounds.y);
      g_assert_cmpint (a->layout == NULL, ==, b->layout == NULL);
      if (a->layout != NULL)
        g_assert_cmpstr (pango_layout_get_text (a->layout), ==, pango_layout_get_text (b->layout));
    }
}

static guint
count_fills (const MfDrawing *drawing, int fill)
{
  guint n = 0;

  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    n += mf_drawing_get_primitive (drawing, i)->fill == fill;
  return n;
}

static guint
count_changed (MfSceneList *items, guint seq)
{
  guint n = 0;

  for (guint i = 0; i < mf_scene_list_get_n (items); i++)
    n += ((const MfSceneItem *) mf_scene_list_get (items, i))->last_seq == seq;
  return n;
}

/* What an arrival changed stands out, and nothing else does. */
static void
test_changed (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout =
      mf_canvas_layout_new (mf_timeline_get_stage (timeline), context, 1000, 600, 1);
  guint n_records = mf_timeline_get_n_records (timeline), n_changes = 0;

  for (guint n = 1; n <= n_records; n++)
    {
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, n);
      g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
      guint changed = 0;

      for (guint h = 0; h < scene->n_hosts; h++)
        {
          const MfSceneHost *host = &scene->hosts[h];

          changed += count_changed (host->queue, n - 1) + count_changed (host->outgoing, n - 1) +
                     count_changed (host->incoming, n - 1);
          for (guint i = 0; i < mf_scene_list_get_n (host->mailboxes); i++)
            changed += count_changed (
                ((const MfSceneMailbox *) mf_scene_list_get (host->mailboxes, i))->items, n - 1);
        }
      g_assert_cmpuint (count_fills (drawing, MF_STYLE_LETTER_NEW), ==, changed);
      n_changes += changed;
    }
  g_assert_cmpuint (n_changes, >=, 6);
}

/* One server, and two devices that read there. */
static MfStage *
make_stage (void)
{
  static const MfStageHost hosts[] = {
    { (char *) "mail", MF_HOST_SERVER, (char *) "mail.a.example", (char *) "192.0.2.25", NULL,
      (char *) "a.example", 0, 0 },
    { (char *) "laptop", MF_HOST_AGENT, (char *) "laptop.a.example", (char *) "192.0.2.11",
      (char *) "bob@a.example", NULL, 0, 1 },
    { (char *) "phone", MF_HOST_AGENT, (char *) "phone.a.example", (char *) "192.0.2.12",
      (char *) "bob@a.example", NULL, 1, 0 },
  };
  MfStage *stage = mf_stage_new ("Two devices");

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    mf_stage_add_host (stage, &hosts[i]);
  for (guint i = 1; i < G_N_ELEMENTS (hosts); i++)
    mf_stage_add_link (stage, &(MfStageLink) { i, 0, MF_PROTOCOL_IMAP, 10000, 0 });
  return stage;
}

static MfScene *
make_scene (MfStage *stage)
{
  static const MfEffect happened[] = {
    { .kind = MF_EFFECT_DELIVERED,
      .host = 0,
      .item = (char *) "1",
      .mailbox = (char *) "bob",
      .subject = (char *) "Hills" },
    { .kind = MF_EFFECT_FLAGGED,
      .host = 0,
      .item = (char *) "1",
      .mailbox = (char *) "bob",
      .text = (char *) "\\Flagged" },
    { .kind = MF_EFFECT_MOVED,
      .host = 0,
      .item = (char *) "1",
      .mailbox = (char *) "bob",
      .text = (char *) "bob/Walks" },
    { .kind = MF_EFFECT_FOLDER_MADE, .host = 1, .mailbox = (char *) "bob" },
    { .kind = MF_EFFECT_FOLDER_MADE, .host = 1, .mailbox = (char *) "bob/Walks" },
    { .kind = MF_EFFECT_RETRIEVED,
      .host = 1,
      .item = (char *) "1",
      .mailbox = (char *) "bob/Walks",
      .subject = (char *) "Hills" },
  };
  g_autoptr (MfScene) start = mf_scene_new (stage, 0);
  GPtrArray *effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  MfRecord *record;
  MfScene *scene;

  for (gsize i = 0; i < G_N_ELEMENTS (happened); i++)
    g_ptr_array_add (effects, mf_effect_copy (&happened[i]));
  record = mf_record_new (&(MfRecord) { .kind = MF_RECORD_EVENT, .from = 0, .to = 0, .client = -1 },
                          effects);
  scene = mf_scene_fold (start, &record, 1);
  mf_record_unref (record);
  return scene;
}

static guint
count_texts (const MfDrawing *drawing, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

      n += each->layout != NULL && g_str_equal (pango_layout_get_text (each->layout), text);
    }
  return n;
}

/* A folder says whose it is where several people's are, and a flag is seen. */
static void
test_folders (void)
{
  g_autoptr (MfStage) stage = make_stage ();
  g_autoptr (MfScene) scene = make_scene (stage);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, 500, 600, 1);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);

  g_assert_cmpuint (count_texts (drawing, "bob/Walks"), ==, 1);
  g_assert_cmpuint (count_texts (drawing, "Walks"), ==, 1);
  g_assert_cmpuint (count_texts (drawing, "Mailbox bob"), ==, 0);
  g_assert_cmpuint (count_texts (drawing, "Hills"), ==, 2);
  g_assert_cmpuint (count_fills (drawing, MF_STYLE_LETTER_NEW_LINE), ==, 1);
}

/* Where there is room for one list only, that is one with something in it. */
static void
test_one_list (void)
{
  g_autoptr (MfStage) stage = make_stage ();
  g_autoptr (MfScene) scene = make_scene (stage);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, 360, 500, 1);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);

  g_assert_cmpuint (count_texts (drawing, "bob/Walks"), ==, 1);
  g_assert_cmpuint (count_texts (drawing, "Queue"), ==, 0);
}

/* Under each other, the tube to the phone passes the laptop and does not seem to end there. */
static void
test_passing (void)
{
  g_autoptr (MfStage) stage = make_stage ();
  g_autoptr (MfScene) scene = make_scene (stage);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, 360, 500, 1);
  g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
  const MfHit *laptop = mf_drawing_find_hit (drawing, MF_HIT_LINK, 0);
  const MfHit *phone = mf_drawing_find_hit (drawing, MF_HIT_LINK, 1);

  g_assert_true (mf_canvas_layout_is_vertical (layout));
  g_assert_nonnull (laptop);
  g_assert_nonnull (phone);
  g_assert_cmpfloat (phone->area.x, >=, laptop->area.x + laptop->area.width / 2);
}

/* On a telephone the whole of a letter's way is in sight, and room is left below it. */
static void
test_telephone (void)
{
  g_autoptr (MfTimeline) timeline = draw_scenario_letter ();
  MfStage *stage = mf_timeline_get_stage (timeline);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, 350, 348, 1);
  double bottom = 0;

  g_assert_cmpfloat (mf_canvas_layout_get_height (layout), ==, 348);
  for (guint i = 0; i < stage->hosts->len; i++)
    {
      MfRect box = mf_canvas_layout_get_host_box (layout, i);

      bottom = MAX (bottom, box.y + box.height);
    }
  g_assert_cmpfloat (bottom, <=, 348 - 8);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/canvas/direction", test_direction);
  g_test_add_func ("/draw/canvas/still", test_still);
  g_test_add_func ("/draw/canvas/changed", test_changed);
  g_test_add_func ("/draw/canvas/folders", test_folders);
  g_test_add_func ("/draw/canvas/one-list", test_one_list);
  g_test_add_func ("/draw/canvas/passing", test_passing);
  g_test_add_func ("/draw/canvas/telephone", test_telephone);

  return g_test_run ();
}
