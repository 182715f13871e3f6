/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-canvas.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/widgets/mf-drawing-snapshot.h"
#include "draw/mf-canvas-layout.h"

struct _MfCanvas
{
  MfFace parent_instance;

  MfCanvasLayout *layout;
  MfStage *stage; /* what the layout is of */
  guint shown;    /* the step whose hosts were brought into sight */

  /* What stands still between two records: drawn once for each. */
  MfScene *scene;
  const MfRecord *flying;
  MfDrawing *drawing;
  GskRenderNode *node;
};

G_DEFINE_FINAL_TYPE (MfCanvas, mf_canvas, MF_TYPE_FACE)

static void
forget_scene (MfCanvas *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->drawing, mf_drawing_unref);
  g_clear_pointer (&self->scene, mf_scene_unref);
  self->flying = NULL;
}

static void
mf_canvas_arrange (MfFace *face, double width, double height, MfRect *picture)
{
  MfCanvas *self = MF_CANVAS (face);
  MfTimeline *timeline = mf_playback_get_timeline (mf_face_get_playback (face));
  PangoContext *context = mf_drawing_create_context (GTK_WIDGET (self));

  forget_scene (self);
  g_clear_pointer (&self->layout, mf_canvas_layout_free);
  if (self->stage != mf_timeline_get_stage (timeline))
    self->shown = 0;
  g_clear_pointer (&self->stage, mf_stage_unref);
  self->stage = mf_stage_ref (mf_timeline_get_stage (timeline));
  self->layout = mf_canvas_layout_new (self->stage, context, width, height, 1.0);
  g_object_unref (context);
  picture->width = mf_canvas_layout_get_width (self->layout);
  picture->height = mf_canvas_layout_get_height (self->layout);
}

static guint
get_flight (MfCanvas *self, MfFlight *flight)
{
  MfPlayback *playback = mf_face_get_playback (MF_FACE (self));
  const MfRecord *record = mf_playback_get_record (playback);

  if (record == NULL)
    return 0;
  flight->record = record;
  flight->fraction = mf_playback_get_playhead (playback) - record->seq;
  return 1;
}

/* The scene changes when the playhead passes a whole number, not in between. */
static void
update_scene (MfCanvas *self, const MfPalette *palette)
{
  MfPlayback *playback = mf_face_get_playback (MF_FACE (self));
  MfTimeline *timeline = mf_playback_get_timeline (playback);
  guint n_records = (guint) floor (mf_playback_get_playhead (playback));
  MfFlight flight;
  guint n_flights = get_flight (self, &flight);
  const MfRecord *flying = n_flights > 0 ? flight.record : NULL;
  GtkSnapshot *snapshot;

  if (self->node != NULL && self->scene->n_records == n_records && self->flying == flying)
    return;

  forget_scene (self);
  self->scene = mf_timeline_get_scene (timeline, n_records);
  self->flying = flying;
  self->drawing = mf_canvas_layout_draw_scene (self->layout, self->scene, &flight, n_flights);

  snapshot = gtk_snapshot_new ();
  mf_drawing_snapshot (self->drawing, snapshot, palette);
  self->node = gtk_snapshot_free_to_node (snapshot);
}

static void
mf_canvas_paint (MfFace *face,
                 GtkSnapshot *snapshot,
                 const MfPalette *palette,
                 const MfRect *visible)
{
  MfCanvas *self = MF_CANVAS (face);
  g_autoptr (MfDrawing) drawing = NULL;
  MfFlight flight;
  guint n_flights;

  if (self->layout == NULL)
    return;

  update_scene (self, palette);
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  n_flights = get_flight (self, &flight);
  drawing = mf_canvas_layout_draw_flights (self->layout, self->scene, &flight, n_flights);
  mf_drawing_snapshot (drawing, snapshot, palette);
}

static MfRect
unite (MfRect a, MfRect b)
{
  double x = MIN (a.x, b.x);
  double y = MIN (a.y, b.y);

  return (MfRect) { x, y, MAX (a.x + a.width, b.x + b.width) - x,
                    MAX (a.y + a.height, b.y + b.height) - y };
}

/* Where the picture is larger than its place, what happens is to be seen. */
static void
show_hosts (MfCanvas *self, const MfRecord *record)
{
  int from = record->from >= 0 ? record->from : record->to;
  int to = record->to >= 0 ? record->to : record->from;
  MfRect area;

  if (from < 0)
    return;
  area = unite (mf_canvas_layout_get_host_box (self->layout, (guint) from),
                mf_canvas_layout_get_host_box (self->layout, (guint) to));
  mf_face_scroll_to (MF_FACE (self), &area);
}

static void
mf_canvas_moved (MfFace *face)
{
  MfCanvas *self = MF_CANVAS (face);
  const MfRecord *record = mf_playback_get_record (mf_face_get_playback (face));

  gtk_widget_queue_draw (GTK_WIDGET (face));
  if (self->layout != NULL && record == NULL)
    {
      self->shown = 0;
      mf_face_scroll_to (face, &(MfRect) { 0, 0, 1, 1 });
    }
  if (self->layout == NULL || record == NULL || self->shown == record->seq + 1)
    return;
  self->shown = record->seq + 1;
  show_hosts (self, record);
}

static const MfDrawing *
mf_canvas_get_drawing (MfFace *face)
{
  MfCanvas *self = MF_CANVAS (face);

  if (self->layout == NULL)
    return NULL;
  update_scene (self, mf_face_get_palette (face));
  return self->drawing;
}

static const MfHit *
mf_canvas_hit_test (MfFace *face, double x, double y)
{
  const MfDrawing *drawing = mf_canvas_get_drawing (face);

  return drawing != NULL ? mf_drawing_hit_test (drawing, x, y) : NULL;
}

static void
mf_canvas_dispose (GObject *object)
{
  MfCanvas *self = MF_CANVAS (object);

  forget_scene (self);
  g_clear_pointer (&self->layout, mf_canvas_layout_free);
  g_clear_pointer (&self->stage, mf_stage_unref);

  G_OBJECT_CLASS (mf_canvas_parent_class)->dispose (object);
}

static void
mf_canvas_class_init (MfCanvasClass *klass)
{
  MfFaceClass *face_class = MF_FACE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_canvas_dispose;
  face_class->arrange = mf_canvas_arrange;
  face_class->paint = mf_canvas_paint;
  face_class->moved = mf_canvas_moved;
  face_class->hit_test = mf_canvas_hit_test;
  face_class->get_drawing = mf_canvas_get_drawing;

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mf_canvas_init (MfCanvas *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Network"), -1);
}

GtkWidget *
mf_canvas_new (void)
{
  return g_object_new (MF_TYPE_CANVAS, NULL);
}
