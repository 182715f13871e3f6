/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"
#include "draw/draw-scenario.h"
#include "draw/mf-canvas-layout.h"
#include "trace/mf-scene.h"

/* What lies at a host, in as much room as there may be. */

enum
{
  SERVER,
  READER
};

#define DELIVER(id, title)                                                                         \
  { .kind = MF_EFFECT_DELIVERED,                                                                   \
    .host = SERVER,                                                                                \
    .mailbox = (char *) "bob",                                                                     \
    .item = (char *) (id),                                                                         \
    .subject = (char *) (title) }

static MfStage *
make_stage (MfProtocol protocol)
{
  MfStage *stage = mf_stage_new ("A test");

  mf_stage_add_host (stage, &(MfStageHost) { .id = (char *) "mail",
                                             .kind = MF_HOST_SERVER,
                                             .name = (char *) "mail.b.example" });
  mf_stage_add_host (stage, &(MfStageHost) { .id = (char *) "bob",
                                             .kind = MF_HOST_AGENT,
                                             .name = (char *) "bob.b.example",
                                             .person = (char *) "bob@b.example",
                                             .row = 1 });
  mf_stage_add_link (stage, &(MfStageLink) { READER, SERVER, protocol, 10000, 0 });
  return stage;
}

/* The world after these effects, each of a record of its own. */
static MfScene *
make_scene (MfStage *stage, const MfEffect *effects, guint n)
{
  MfScene *scene = mf_scene_new (stage, MF_LESSON_EPOCH_US);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MfScene) before = scene;
      GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
      MfRecord values = { .seq = i, .kind = MF_RECORD_EVENT, .from = -1, .to = -1, .client = -1 };
      g_autoptr (MfRecord) record = NULL;

      g_ptr_array_add (list, mf_effect_copy (&effects[i]));
      record = mf_record_new (&values, list);
      scene = mf_scene_fold (before, &record, 1);
    }
  return scene;
}

static PangoLayout *
find_text (const MfDrawing *drawing, const char *start)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *primitive = mf_drawing_get_primitive (drawing, i);

      if (primitive->layout != NULL &&
          g_str_has_prefix (pango_layout_get_text (primitive->layout), start))
        return primitive->layout;
    }
  return NULL;
}

/* How many more there are is said so that whose they are can be read. */
static void
test_more (void)
{
  const MfEffect effects[] = {
    DELIVER ("1", "One"),  DELIVER ("2", "Two"),  DELIVER ("3", "Three"),   DELIVER ("4", "Four"),
    DELIVER ("5", "Five"), DELIVER ("6", "Six"),  DELIVER ("7", "Seven"),   DELIVER ("8", "Eight"),
    DELIVER ("9", "Nine"), DELIVER ("10", "Ten"), DELIVER ("11", "Eleven"),
  };
  g_autoptr (MfStage) stage = make_stage (MF_PROTOCOL_POP3);
  g_autoptr (MfScene) scene = make_scene (stage, effects, G_N_ELEMENTS (effects));
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  guint n_short = 0, n_long = 0;

  for (int width = 260; width <= 800; width += 10)
    {
      g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, width, 300, 1);
      g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);
      PangoLayout *name = find_text (drawing, "Mailbox bob");
      PangoLayout *more = find_text (drawing, "+");

      g_assert_nonnull (name);
      g_assert_nonnull (more);
      g_assert_nonnull (find_text (drawing, "Eleven"));
      g_assert_false (pango_layout_is_ellipsized (name));
      g_assert_false (pango_layout_is_ellipsized (more));
      if (g_str_has_suffix (pango_layout_get_text (more), " more"))
        n_long++;
      else
        n_short++;
    }
  g_assert_cmpuint (n_short, >, 0);
  g_assert_cmpuint (n_long, >, 0);
}

/* A browser with room for one list shows the one in which something has happened last. */
static void
test_browser (void)
{
  const MfEffect effects[] = {
    { .kind = MF_EFFECT_COMPOSED,
      .host = READER,
      .item = (char *) "l1",
      .subject = (char *) "Letter" },
    { .kind = MF_EFFECT_SHOWN,
      .host = READER,
      .subject = (char *) "Home",
      .text = (char *) "http://w.example/" },
    { .kind = MF_EFFECT_SUBMITTED, .host = READER, .item = (char *) "l1" },
  };
  static const char *const shown[] = { "Letter", "Home", "Letter" };
  g_autoptr (MfStage) stage = make_stage (MF_PROTOCOL_HTTP);
  g_autoptr (PangoContext) context = draw_scenario_context ("Sans 11");
  gboolean both = FALSE, one = FALSE;

  for (int width = 250; width <= 1000; width += 50)
    for (guint n = 1; n <= G_N_ELEMENTS (effects); n++)
      {
        g_autoptr (MfCanvasLayout) layout = mf_canvas_layout_new (stage, context, width, 320, 1);
        g_autoptr (MfScene) scene = make_scene (stage, effects, n);
        g_autoptr (MfDrawing) drawing = mf_canvas_layout_draw_scene (layout, scene, NULL, 0);

        g_assert_nonnull (find_text (drawing, shown[n - 1]));
        if (n > 1 && find_text (drawing, "Letter") && find_text (drawing, "Home"))
          both = TRUE;
        else if (n > 1)
          one = TRUE;
      }
  g_assert_true (both);
  g_assert_true (one);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/canvas/holdings/more", test_more);
  g_test_add_func ("/draw/canvas/holdings/browser", test_browser);
  return g_test_run ();
}
