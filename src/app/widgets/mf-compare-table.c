/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-compare-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/widgets/mf-drawing-snapshot.h"
#include "draw/mf-compare-layout.h"

#define LEAST_WIDTH 200

struct _MfCompareTable
{
  MfFace parent_instance;

  gboolean moves;
  gboolean compact;
  MfTallies *tallies;   /* of who shows us; we follow the playhead, they the timeline */
  MfDialogue *dialogue; /* likewise */

  MfCompareLayout *layout;
  MfDrawing *drawing;
  GskRenderNode *node;
  guint told;    /* what the drawing is of */
  guint current; /* likewise */
};

enum
{
  PROP_MOVES = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfCompareTable, mf_compare_table, MF_TYPE_FACE)

static void
forget_drawing (MfCompareTable *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->drawing, mf_drawing_unref);
}

static double
get_height (MfCompareTable *self, const MfCompareLayout *layout)
{
  return self->moves ? mf_compare_layout_get_moves_height (layout)
                     : mf_compare_layout_get_tallies_height (layout);
}

static MfCompareLayout *
make_layout (MfCompareTable *self, double width)
{
  PangoContext *context = mf_drawing_create_context (GTK_WIDGET (self));
  MfCompareLayout *layout = mf_compare_layout_new (context, width);

  g_object_unref (context);
  if (self->compact)
    mf_compare_layout_make_compact (layout);
  return layout;
}

static void
mf_compare_table_arrange (MfFace *face, double width, double height, MfRect *picture)
{
  MfCompareTable *self = MF_COMPARE_TABLE (face);

  forget_drawing (self);
  g_clear_pointer (&self->layout, mf_compare_layout_free);
  self->layout = make_layout (self, width);
  picture->height = MAX (height, get_height (self, self->layout));
}

/* Who cannot see the numerals is told them. */
static void
describe (MfCompareTable *self, const MfStage *stage, const MfTally *push, const MfTally *pull)
{
  g_autofree char *left = mf_tally_describe (push, stage, MF_SIDE_PUSH);
  g_autofree char *right = mf_tally_describe (pull, stage, MF_SIDE_PULL);
  g_autofree char *text = g_strdup_printf ("%s. %s.", left, right);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static MfDrawing *
draw (MfCompareTable *self, double playhead)
{
  MfStage *stage =
      mf_timeline_get_stage (mf_playback_get_timeline (mf_face_get_playback (MF_FACE (self))));
  MfTally push, pull;

  if (self->moves)
    return mf_compare_layout_draw_moves (self->layout, self->dialogue, playhead);

  mf_tallies_get (self->tallies, MF_SIDE_PUSH, self->told, &push);
  mf_tallies_get (self->tallies, MF_SIDE_PULL, self->told, &pull);
  describe (self, stage, &push, &pull);
  return mf_compare_layout_draw_tallies (self->layout, stage, &push, &pull);
}

static void
update (MfCompareTable *self)
{
  double playhead = mf_playback_get_playhead (mf_face_get_playback (MF_FACE (self)));
  guint told = (guint) floor (playhead);
  guint current = (guint) ceil (playhead);

  if (self->layout == NULL || (self->moves ? self->dialogue == NULL : self->tallies == NULL))
    return;
  if (self->drawing != NULL && self->told == told && self->current == current)
    return;

  forget_drawing (self);
  self->told = told;
  self->current = current;
  self->drawing = draw (self, playhead);
}

static const MfDrawing *
mf_compare_table_get_drawing (MfFace *face)
{
  MfCompareTable *self = MF_COMPARE_TABLE (face);

  update (self);
  return self->drawing;
}

static void
mf_compare_table_paint (MfFace *face,
                        GtkSnapshot *snapshot,
                        const MfPalette *palette,
                        const MfRect *visible)
{
  MfCompareTable *self = MF_COMPARE_TABLE (face);

  update (self);

  if (self->node == NULL && self->drawing != NULL)
    {
      GtkSnapshot *own = gtk_snapshot_new ();

      mf_drawing_snapshot (self->drawing, own, palette);
      self->node = gtk_snapshot_free_to_node (own);
    }
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
}

static void
mf_compare_table_moved (MfFace *face)
{
  gtk_widget_queue_draw (GTK_WIDGET (face));
}

static const MfHit *
mf_compare_table_hit_test (MfFace *face, double x, double y)
{
  const MfDrawing *drawing = mf_compare_table_get_drawing (face);

  return drawing != NULL ? mf_drawing_hit_test (drawing, x, y) : NULL;
}

static GtkSizeRequestMode
mf_compare_table_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* It never scrolls by itself: it is as high as its rows are. */
static void
mf_compare_table_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  MfCompareTable *self = MF_COMPARE_TABLE (widget);
  g_autoptr (MfCompareLayout) layout = NULL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      PangoContext *context = mf_drawing_create_context (widget);
      double best = mf_compare_get_tallies_width (context);

      g_object_unref (context);
      *minimum = LEAST_WIDTH;
      *natural = self->moves ? LEAST_WIDTH : MAX (LEAST_WIDTH, (int) ceil (best));
      return;
    }

  layout = make_layout (self, MAX (for_size, LEAST_WIDTH));
  *minimum = *natural = (int) ceil (get_height (self, layout));
}

static void
mf_compare_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MOVES:
      g_value_set_boolean (value, MF_COMPARE_TABLE (object)->moves);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_compare_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MfCompareTable *self = MF_COMPARE_TABLE (object);

  switch (id)
    {
    case PROP_MOVES:
      self->moves = g_value_get_boolean (value);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->moves ? _ ("Line by line") : _ ("Tallies"), -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_compare_table_dispose (GObject *object)
{
  MfCompareTable *self = MF_COMPARE_TABLE (object);

  forget_drawing (self);
  g_clear_pointer (&self->layout, mf_compare_layout_free);

  G_OBJECT_CLASS (mf_compare_table_parent_class)->dispose (object);
}

static void
mf_compare_table_class_init (MfCompareTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  MfFaceClass *face_class = MF_FACE_CLASS (klass);

  object_class->get_property = mf_compare_table_get_property;
  object_class->set_property = mf_compare_table_set_property;
  object_class->dispose = mf_compare_table_dispose;
  widget_class->get_request_mode = mf_compare_table_get_request_mode;
  widget_class->measure = mf_compare_table_measure;
  face_class->arrange = mf_compare_table_arrange;
  face_class->paint = mf_compare_table_paint;
  face_class->moved = mf_compare_table_moved;
  face_class->hit_test = mf_compare_table_hit_test;
  face_class->get_drawing = mf_compare_table_get_drawing;

  properties[PROP_MOVES] =
      g_param_spec_boolean ("moves", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mf_compare_table_init (MfCompareTable *self)
{
}

/**
 * mf_compare_table_set_sources:
 * @self: a table
 * @tallies: (nullable): what both sides have cost; whoever owns it takes it back with %NULL
 * @dialogue: (nullable): what both sides say; likewise
 */
void
mf_compare_table_set_sources (MfCompareTable *self, MfTallies *tallies, MfDialogue *dialogue)
{
  g_return_if_fail (MF_IS_COMPARE_TABLE (self));

  forget_drawing (self);
  self->tallies = tallies;
  self->dialogue = dialogue;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * mf_compare_table_set_compact:
 * @self: a table
 * @compact: whether its rows stand as close to each other as they can
 */
void
mf_compare_table_set_compact (MfCompareTable *self, gboolean compact)
{
  g_return_if_fail (MF_IS_COMPARE_TABLE (self));

  if (self->compact == compact)
    return;
  self->compact = compact;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
