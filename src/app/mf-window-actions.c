/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-window-private.h"

static const double speeds[] = { 0.25, 0.5, 1, 2, 4 };

static void
step_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_playback_step_forward (MF_WINDOW (widget)->playback);
}

static void
step_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_playback_step_back (MF_WINDOW (widget)->playback);
}

static void
play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfPlayback *playback = MF_WINDOW (widget)->playback;

  mf_playback_set_playing (playback, !mf_playback_get_playing (playback));
}

static void
first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfPlayback *playback = MF_WINDOW (widget)->playback;

  mf_playback_set_playing (playback, FALSE);
  mf_playback_seek (playback, 0);
}

static void
last (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfPlayback *playback = MF_WINDOW (widget)->playback;

  mf_playback_set_playing (playback, FALSE);
  mf_playback_seek (playback, mf_playback_get_n_steps (playback));
}

static void
next_phase (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_playback_next_phase (MF_WINDOW (widget)->playback);
}

static void
previous_phase (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_playback_previous_phase (MF_WINDOW (widget)->playback);
}

static void
change_speed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfPlayback *playback = MF_WINDOW (widget)->playback;
  double speed = mf_playback_get_speed (playback);
  double next = speed;

  if (g_str_equal (name, "win.faster"))
    {
      for (guint i = G_N_ELEMENTS (speeds); i-- > 0;)
        if (speeds[i] > speed)
          next = speeds[i];
    }
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
        if (speeds[i] < speed)
          next = speeds[i];
    }
  mf_playback_set_speed (playback, next);
}

static void
find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfWindow *self = MF_WINDOW (widget);

  adw_view_stack_set_visible_child_name (self->pages, "network");
  mf_transcript_find (self->transcript);
}

static void
compose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_window_compose (MF_WINDOW (widget));
}

static void
restart (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_window_restart_lesson (MF_WINDOW (widget));
}

static void
open_host (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_window_open_host (MF_WINDOW (widget), g_variant_get_uint32 (parameter));
}

static void
open_comparison (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_lesson_sidebar_choose (MF_WINDOW (widget)->lesson_sidebar, "push-or-pull");
}

/* Beside the picture where there is room, else a sheet that rises over it. */
static void
show_inspector (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfWindow *self = MF_WINDOW (widget);

  if (mf_window_is_narrow (self))
    adw_bottom_sheet_set_open (self->bottom_sheet, !adw_bottom_sheet_get_open (self->bottom_sheet));
  else
    adw_overlay_split_view_set_show_sidebar (self->inspector_split,
                                             !adw_overlay_split_view_get_show_sidebar (
                                                 self->inspector_split));
}

/**
 * mf_window_install_actions:
 * @widget_class: the window's class
 *
 * Actions without a state; those with one belong to each window.
 */
void
mf_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.step-forward", NULL, step_forward);
  gtk_widget_class_install_action (widget_class, "win.step-back", NULL, step_back);
  gtk_widget_class_install_action (widget_class, "win.play", NULL, play);
  gtk_widget_class_install_action (widget_class, "win.first", NULL, first);
  gtk_widget_class_install_action (widget_class, "win.last", NULL, last);
  gtk_widget_class_install_action (widget_class, "win.next-phase", NULL, next_phase);
  gtk_widget_class_install_action (widget_class, "win.previous-phase", NULL, previous_phase);
  gtk_widget_class_install_action (widget_class, "win.faster", NULL, change_speed);
  gtk_widget_class_install_action (widget_class, "win.slower", NULL, change_speed);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "win.compose", NULL, compose);
  gtk_widget_class_install_action (widget_class, "win.restart", NULL, restart);
  gtk_widget_class_install_action (widget_class, "win.open-host", "u", open_host);
  gtk_widget_class_install_action (widget_class, "win.open-comparison", NULL, open_comparison);
  gtk_widget_class_install_property_action (widget_class, "win.projector", "projector");
  gtk_widget_class_install_action (widget_class, "win.show-inspector", NULL, show_inspector);
}

/**
 * mf_window_init_actions:
 * @self: a window
 *
 * Actions whose state is a property.
 */
void
mf_window_init_actions (MfWindow *self)
{
  const struct
  {
    const char *name;
    gpointer object;
    const char *property;
  } states[] = {
    { "speed", self->playback, "speed" },
    { "show-lessons", self->lessons_split, "show-sidebar" },
    { "show-page", self->pages, "visible-child-name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (states[i].name, states[i].object, states[i].property);

      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
}
