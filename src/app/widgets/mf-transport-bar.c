/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-transport-bar.h"

#include <glib/gi18n.h>

#include "app/mf-resources.h"
#include "app/widgets/mf-scrubber.h"

struct _MfTransportBar
{
  AdwBreakpointBin parent_instance;

  MfPlayback *playback;
  GtkWidget *step_button;
  GtkWidget *play_button;
  GtkWidget *speed_button;
  GtkLabel *step_label;
  GtkLabel *time_label;
  GtkLabel *last_step_label;
  GtkLabel *last_time_label;
  GtkWidget *scrubber;
};

enum
{
  PROP_PLAYBACK = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfTransportBar, mf_transport_bar, ADW_TYPE_BREAKPOINT_BIN)

static void
update_play_button (MfTransportBar *self)
{
  gboolean playing = mf_playback_get_playing (self->playback);
  const char *tooltip = playing ? _ ("Pause (Space)") : _ ("Play (Space)");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause") : _ ("Play"), -1);
}

static void
update_speed (MfTransportBar *self)
{
  g_autofree char *text = NULL;

  /* Translators: how fast it plays: 0.25×, 1×, 4× */
  text = g_strdup_printf (_ ("%g×"), mf_playback_get_speed (self->playback));
  g_object_set (self->speed_button, "label", text, NULL);
}

static void
show_place (
    MfTransportBar *self, GtkLabel *step_label, GtkLabel *time_label, guint step, double playhead)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  guint n_steps = mf_playback_get_n_steps (self->playback);
  g_autofree char *where = NULL;
  g_autofree char *time = NULL;
  double seconds = 0;

  if (timeline != NULL)
    seconds =
        (double) (mf_timeline_get_time_at (timeline, playhead) - mf_timeline_get_start (timeline)) /
        G_USEC_PER_SEC;
  /* Translators: the first number counts up to the second */
  where = g_strdup_printf (_ ("Step %1$u of %2$u"), step, n_steps);
  /* Translators: seconds since the lesson began */
  time = g_strdup_printf (_ ("%.3f s"), seconds);
  gtk_label_set_label (step_label, where);
  gtk_label_set_label (time_label, time);
}

static void
update_labels (MfTransportBar *self)
{
  show_place (self, self->step_label, self->time_label, mf_playback_get_step (self->playback),
              mf_playback_get_playhead (self->playback));
}

/* The digits are all as wide, so nothing is wider than the end: the buttons keep their
 * places while the numbers grow. */
static void
update_last_labels (MfTransportBar *self)
{
  guint n_steps = mf_playback_get_n_steps (self->playback);

  show_place (self, self->last_step_label, self->last_time_label, n_steps, n_steps);
  update_labels (self);
}

static void
disconnect_playback (MfTransportBar *self)
{
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
}

MfPlayback *
mf_transport_bar_get_playback (MfTransportBar *self)
{
  g_return_val_if_fail (MF_IS_TRANSPORT_BAR (self), NULL);

  return self->playback;
}

void
mf_transport_bar_set_playback (MfTransportBar *self, MfPlayback *playback)
{
  g_return_if_fail (MF_IS_TRANSPORT_BAR (self));

  if (self->playback == playback)
    return;

  disconnect_playback (self);
  if (playback != NULL)
    {
      self->playback = g_object_ref (playback);
      g_signal_connect_swapped (playback, "notify::playing", G_CALLBACK (update_play_button), self);
      g_signal_connect_swapped (playback, "notify::speed", G_CALLBACK (update_speed), self);
      g_signal_connect_swapped (playback, "notify::playhead", G_CALLBACK (update_labels), self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (update_last_labels), self);
      update_play_button (self);
      update_speed (self);
      update_last_labels (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

/**
 * mf_transport_bar_get_step_button:
 * @self: a transport bar
 *
 * Returns: (transfer none): the button that has the focus when a lesson begins
 */
GtkWidget *
mf_transport_bar_get_step_button (MfTransportBar *self)
{
  g_return_val_if_fail (MF_IS_TRANSPORT_BAR (self), NULL);

  return self->step_button;
}

static void
mf_transport_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, MF_TRANSPORT_BAR (object)->playback);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_transport_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      mf_transport_bar_set_playback (MF_TRANSPORT_BAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_transport_bar_dispose (GObject *object)
{
  MfTransportBar *self = MF_TRANSPORT_BAR (object);

  /* GTK may keep it: a widget that is hidden while the focus is in it, as the layouts are where
   * the width changes, is left with a reference too many. */
  if (self->scrubber != NULL)
    g_object_set (self->scrubber, "playback", NULL, NULL);
  disconnect_playback (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), MF_TYPE_TRANSPORT_BAR);

  G_OBJECT_CLASS (mf_transport_bar_parent_class)->dispose (object);
}

static void
mf_transport_bar_class_init (MfTransportBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mf_transport_bar_get_property;
  object_class->set_property = mf_transport_bar_set_property;
  object_class->dispose = mf_transport_bar_dispose;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MF_TYPE_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-transport-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, step_button);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, play_button);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, speed_button);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, step_label);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, time_label);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, last_step_label);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, last_time_label);
  gtk_widget_class_bind_template_child (widget_class, MfTransportBar, scrubber);
}

static void
mf_transport_bar_init (MfTransportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
