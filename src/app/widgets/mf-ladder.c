/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-ladder.h"

#include <glib/gi18n.h>

#include "app/widgets/mf-drawing-snapshot.h"
#include "draw/mf-ladder-layout.h"

/* Rows are drawn a stretch at a time, so that scrolling seldom draws anything. */
#define STRETCH 1024.0
#define MARGIN 120.0
/* Between the hosts' names and the first row, where the playhead begins. */
#define GAP 3.0

struct _MfLadder
{
  MfFace parent_instance;

  MfLadderLayout *layout;
  MfTimeline *timeline; /* what the layout is of */
  guint first_stale;    /* record that the layout does not know yet, or wrongly */
  MfDrawing *rows;
  double rows_top;
  double rows_bottom;
  GskRenderNode *rows_node;
  GskRenderNode *header_node;
};

G_DEFINE_FINAL_TYPE (MfLadder, mf_ladder, MF_TYPE_FACE)

static void
forget_drawings (MfLadder *self)
{
  g_clear_pointer (&self->rows, mf_drawing_unref);
  g_clear_pointer (&self->rows_node, gsk_render_node_unref);
  g_clear_pointer (&self->header_node, gsk_render_node_unref);
}

static void
items_changed_cb (MfLadder *self, guint position)
{
  self->first_stale = MIN (self->first_stale, position);
}

static void
forget_layout (MfLadder *self)
{
  forget_drawings (self);
  g_clear_pointer (&self->layout, mf_ladder_layout_free);
  if (self->timeline != NULL)
    g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_object (&self->timeline);
}

static void
mf_ladder_arrange (MfFace *face, double width, double height, MfRect *picture)
{
  MfLadder *self = MF_LADDER (face);
  MfTimeline *timeline = mf_playback_get_timeline (mf_face_get_playback (face));

  if (self->timeline != timeline)
    forget_layout (self);
  if (self->layout == NULL)
    {
      PangoContext *context = mf_drawing_create_context (GTK_WIDGET (self));

      self->timeline = g_object_ref (timeline);
      self->first_stale = 0;
      g_signal_connect_swapped (timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
      self->layout = mf_ladder_layout_new (timeline, context);
      g_object_unref (context);
    }
  forget_drawings (self);
  mf_ladder_layout_sync (self->layout, self->first_stale);
  self->first_stale = mf_timeline_get_n_records (self->timeline);
  picture->width = MAX (width, mf_ladder_layout_get_min_width (self->layout));
  mf_ladder_layout_set_width (self->layout, picture->width);
  mf_ladder_layout_set_top (self->layout, mf_ladder_layout_get_header_height (self->layout) + GAP);
  picture->height = mf_ladder_layout_get_height (self->layout);
}

static GskRenderNode *
make_node (const MfDrawing *drawing, const MfPalette *palette)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  mf_drawing_snapshot (drawing, snapshot, palette);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
update_rows (MfLadder *self, const MfPalette *palette, const MfRect *visible)
{
  double bottom = visible->y + visible->height;

  if (self->rows != NULL && visible->y >= self->rows_top && bottom <= self->rows_bottom)
    return;

  g_clear_pointer (&self->rows, mf_drawing_unref);
  g_clear_pointer (&self->rows_node, gsk_render_node_unref);
  self->rows_top = visible->y - STRETCH;
  self->rows_bottom = bottom + STRETCH;
  self->rows = mf_ladder_layout_draw_rows (self->layout, self->rows_top, self->rows_bottom);
  self->rows_node = make_node (self->rows, palette);
}

static void
mf_ladder_paint (MfFace *face,
                 GtkSnapshot *snapshot,
                 const MfPalette *palette,
                 const MfRect *visible)
{
  MfLadder *self = MF_LADDER (face);
  double playhead = mf_playback_get_playhead (mf_face_get_playback (face));
  g_autoptr (MfDrawing) line = NULL;
  double covered;

  if (self->layout == NULL)
    return;

  update_rows (self, palette, visible);
  /* Where the window does not begin at a whole pixel, what is only painted over shines through. */
  covered = mf_ladder_layout_get_header_height (self->layout) - 1;
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT ((float) visible->x, (float) (visible->y + covered),
                                               (float) visible->width,
                                               (float) MAX (0, visible->height - covered)));
  if (self->rows_node != NULL)
    gtk_snapshot_append_node (snapshot, self->rows_node);
  line = mf_ladder_layout_draw_playhead (self->layout, playhead);
  mf_drawing_snapshot (line, snapshot, palette);
  gtk_snapshot_pop (snapshot);

  /* The hosts' names stay in sight while the rows scroll under them. */
  if (self->header_node == NULL)
    {
      g_autoptr (MfDrawing) header = mf_ladder_layout_draw_header (self->layout);

      self->header_node = make_node (header, palette);
    }
  if (self->header_node != NULL)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) visible->y));
      gtk_snapshot_append_node (snapshot, self->header_node);
      gtk_snapshot_restore (snapshot);
    }
}

static void
mf_ladder_moved (MfFace *face)
{
  MfLadder *self = MF_LADDER (face);
  MfRect visible;
  double header, margin, y;

  gtk_widget_queue_draw (GTK_WIDGET (face));
  if (self->layout == NULL)
    return;

  mf_face_get_visible (face, &visible);
  header = mf_ladder_layout_get_header_height (self->layout);
  margin = CLAMP ((visible.height - header) / 2, 0, MARGIN);
  y = mf_ladder_layout_get_y (self->layout, mf_playback_get_playhead (mf_face_get_playback (face)));
  mf_face_scroll_to (face, &(MfRect) { visible.x, y - margin - header, visible.width,
                                       2 * margin + header });
}

static const MfDrawing *
mf_ladder_get_drawing (MfFace *face)
{
  MfLadder *self = MF_LADDER (face);
  MfRect visible;

  if (self->layout == NULL)
    return NULL;
  mf_face_get_visible (face, &visible);
  update_rows (self, mf_face_get_palette (face), &visible);
  return self->rows;
}

static const MfHit *
mf_ladder_hit_test (MfFace *face, double x, double y)
{
  MfLadder *self = MF_LADDER (face);
  const MfDrawing *drawing = mf_ladder_get_drawing (face);
  MfRect visible;

  mf_face_get_visible (face, &visible);
  if (self->layout == NULL || y < visible.y + mf_ladder_layout_get_header_height (self->layout))
    return NULL;
  return drawing != NULL ? mf_drawing_hit_test (drawing, x, y) : NULL;
}

/* A changed font changes the heights of all rows. */
static void
mf_ladder_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  forget_layout (MF_LADDER (widget));
  GTK_WIDGET_CLASS (mf_ladder_parent_class)->css_changed (widget, change);
}

static void
mf_ladder_dispose (GObject *object)
{
  forget_layout (MF_LADDER (object));

  G_OBJECT_CLASS (mf_ladder_parent_class)->dispose (object);
}

static void
mf_ladder_class_init (MfLadderClass *klass)
{
  MfFaceClass *face_class = MF_FACE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_ladder_dispose;
  widget_class->css_changed = mf_ladder_css_changed;
  face_class->arrange = mf_ladder_arrange;
  face_class->paint = mf_ladder_paint;
  face_class->moved = mf_ladder_moved;
  face_class->hit_test = mf_ladder_hit_test;
  face_class->get_drawing = mf_ladder_get_drawing;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mf_ladder_init (MfLadder *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ladder"), -1);
}

GtkWidget *
mf_ladder_new (void)
{
  return g_object_new (MF_TYPE_LADDER, NULL);
}
