/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-scrubber.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/mf-palette-css.h"
#include "app/widgets/mf-drawing-snapshot.h"
#include "app/widgets/mf-face.h"
#include "draw/mf-scrubber-layout.h"

struct _MfScrubber
{
  GtkWidget parent_instance;

  MfPlayback *playback;
  MfTimeline *timeline; /* what the layout is of */
  MfScrubberLayout *layout;
  guint first_stale; /* record that the layout does not know yet, or wrongly */
  MfDrawing *track;
  GskRenderNode *track_node;
  MfPalette palette;
  double drag_start;
  gboolean was_playing;
};

enum
{
  PROP_PLAYBACK = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfScrubber, mf_scrubber, GTK_TYPE_WIDGET)

static void
forget_track (MfScrubber *self)
{
  g_clear_pointer (&self->track, mf_drawing_unref);
  g_clear_pointer (&self->track_node, gsk_render_node_unref);
}

static void
items_changed_cb (MfScrubber *self, guint position)
{
  self->first_stale = MIN (self->first_stale, position);
}

static void
forget_layout (MfScrubber *self)
{
  forget_track (self);
  g_clear_pointer (&self->layout, mf_scrubber_layout_free);
  if (self->timeline != NULL)
    g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_object (&self->timeline);
}

static gboolean
ensure_layout (MfScrubber *self)
{
  MfTimeline *timeline = self->playback != NULL ? mf_playback_get_timeline (self->playback) : NULL;

  if (self->timeline != timeline)
    forget_layout (self);
  if (timeline == NULL)
    return FALSE;
  if (self->layout == NULL)
    {
      PangoContext *context = mf_drawing_create_context (GTK_WIDGET (self));

      self->timeline = g_object_ref (timeline);
      self->first_stale = 0;
      g_signal_connect_swapped (timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
      self->layout = mf_scrubber_layout_new (timeline, context);
      g_object_unref (context);
    }
  return TRUE;
}

static gboolean
ensure_track (MfScrubber *self)
{
  GtkSnapshot *snapshot;

  if (!ensure_layout (self))
    return FALSE;
  if (self->track != NULL)
    return TRUE;

  mf_scrubber_layout_sync (self->layout, self->first_stale);
  self->first_stale = mf_timeline_get_n_records (self->timeline);
  mf_scrubber_layout_set_width (self->layout, gtk_widget_get_width (GTK_WIDGET (self)));
  self->track = mf_scrubber_layout_draw_track (self->layout);
  snapshot = gtk_snapshot_new ();
  mf_drawing_snapshot (self->track, snapshot, &self->palette);
  self->track_node = gtk_snapshot_free_to_node (snapshot);
  return TRUE;
}

static void
mf_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MfScrubber *self = MF_SCRUBBER (widget);
  g_autoptr (MfDrawing) playhead = NULL;

  if (!ensure_track (self))
    return;

  if (self->track_node != NULL)
    gtk_snapshot_append_node (snapshot, self->track_node);
  playhead =
      mf_scrubber_layout_draw_playhead (self->layout, mf_playback_get_playhead (self->playback));
  mf_drawing_snapshot (playhead, snapshot, &self->palette);
}

static void
mf_scrubber_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  MfScrubber *self = MF_SCRUBBER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 100;
      *natural = 360;
    }
  else
    *minimum = *natural =
        ensure_layout (self) ? (int) ceil (mf_scrubber_layout_get_height (self->layout)) : 36;
}

static void
mf_scrubber_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_track (MF_SCRUBBER (widget));
}

static void
colors_changed_cb (MfScrubber *self)
{
  mf_palette_init_for_display (&self->palette);
  forget_track (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mf_scrubber_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  MfScrubber *self = MF_SCRUBBER (widget);

  GTK_WIDGET_CLASS (mf_scrubber_parent_class)->css_changed (widget, change);
  forget_layout (self);
  colors_changed_cb (self);
  gtk_widget_queue_resize (widget);
}

static gboolean
mf_scrubber_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  MfScrubber *self = MF_SCRUBBER (widget);
  const MfHit *hit = NULL;

  if (!keyboard && ensure_track (self))
    hit = mf_drawing_hit_test (self->track, x, y);
  if (hit == NULL || hit->label == NULL || *hit->label == '\0')
    return FALSE;

  gtk_tooltip_set_text (tooltip, hit->label);
  gtk_tooltip_set_tip_area (tooltip,
                            &(GdkRectangle) { (int) hit->area.x, (int) hit->area.y,
                                              (int) hit->area.width, (int) hit->area.height });
  return TRUE;
}

static void
seek_to_x (MfScrubber *self, double x)
{
  if (ensure_track (self))
    mf_playback_seek (self->playback, mf_scrubber_layout_get_playhead_at (self->layout, x));
}

/* While the pointer holds the playhead, playing waits. */
static void
drag_begin_cb (MfScrubber *self, double x, double y)
{
  if (self->playback == NULL)
    return;

  self->drag_start = x;
  self->was_playing = mf_playback_get_playing (self->playback);
  mf_playback_set_playing (self->playback, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  seek_to_x (self, x);
}

static void
drag_update_cb (MfScrubber *self, double dx, double dy)
{
  seek_to_x (self, self->drag_start + dx);
}

static void
drag_end_cb (MfScrubber *self, double dx, double dy)
{
  if (self->playback != NULL && self->was_playing)
    mf_playback_set_playing (self->playback, TRUE);
}

static void
playhead_changed_cb (MfScrubber *self)
{
  guint n_steps = mf_playback_get_n_steps (self->playback);
  guint step = mf_playback_get_step (self->playback);
  g_autofree char *text = NULL;

  /* Translators: the first number counts up to the second */
  text = g_strdup_printf (_ ("Step %1$u of %2$u"), step, n_steps);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) n_steps,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  mf_playback_get_playhead (self->playback),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
timeline_changed_cb (MfScrubber *self)
{
  forget_track (self);
  playhead_changed_cb (self);
}

static void
disconnect_playback (MfScrubber *self)
{
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
}

static void
set_playback (MfScrubber *self, MfPlayback *playback)
{
  if (self->playback == playback)
    return;

  disconnect_playback (self);
  forget_layout (self);
  if (playback != NULL)
    {
      self->playback = g_object_ref (playback);
      g_signal_connect_swapped (playback, "notify::playhead", G_CALLBACK (playhead_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::timeline", G_CALLBACK (timeline_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (timeline_changed_cb),
                                self);
      timeline_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

static void
mf_scrubber_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, MF_SCRUBBER (object)->playback);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_scrubber_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      set_playback (MF_SCRUBBER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_scrubber_dispose (GObject *object)
{
  MfScrubber *self = MF_SCRUBBER (object);

  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  disconnect_playback (self);
  forget_layout (self);

  G_OBJECT_CLASS (mf_scrubber_parent_class)->dispose (object);
}

static void
mf_scrubber_class_init (MfScrubberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mf_scrubber_get_property;
  object_class->set_property = mf_scrubber_set_property;
  object_class->dispose = mf_scrubber_dispose;
  widget_class->snapshot = mf_scrubber_snapshot;
  widget_class->measure = mf_scrubber_measure;
  widget_class->size_allocate = mf_scrubber_size_allocate;
  widget_class->css_changed = mf_scrubber_css_changed;
  widget_class->query_tooltip = mf_scrubber_query_tooltip;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
mf_scrubber_init (MfScrubber *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  mf_palette_init_for_display (&self->palette);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Playhead"), -1);

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));

  g_signal_connect_swapped (manager, "notify::dark", G_CALLBACK (colors_changed_cb), self);
  g_signal_connect_swapped (manager, "notify::high-contrast", G_CALLBACK (colors_changed_cb), self);
}

GtkWidget *
mf_scrubber_new (void)
{
  return g_object_new (MF_TYPE_SCRUBBER, NULL);
}
