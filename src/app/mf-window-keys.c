/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-window-private.h"

static const struct
{
  guint key;
  const char *action;
} keys[] = {
  { GDK_KEY_Right, "win.step-forward" }, { GDK_KEY_KP_Right, "win.step-forward" },
  { GDK_KEY_Left, "win.step-back" },     { GDK_KEY_KP_Left, "win.step-back" },
  { GDK_KEY_space, "win.play" },         { GDK_KEY_KP_Space, "win.play" },
  { GDK_KEY_Home, "win.first" },         { GDK_KEY_KP_Home, "win.first" },
  { GDK_KEY_End, "win.last" },           { GDK_KEY_KP_End, "win.last" },
};

static gboolean
is_typing (GtkWidget *focus)
{
  if (GTK_IS_TEXT_VIEW (focus))
    return gtk_text_view_get_editable (GTK_TEXT_VIEW (focus));
  return GTK_IS_EDITABLE (focus);
}

/* Space presses a button that has the focus, but the one that has it when a
 * lesson begins is the step button, and whoever presses Space there wants to play. */
static gboolean
wants_key (MfWindow *self, GtkWidget *focus, guint key)
{
  if (focus == NULL || focus == mf_transport_bar_get_step_button (self->transport_bar))
    return FALSE;
  if (is_typing (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
    return TRUE;
  return (key == GDK_KEY_space || key == GDK_KEY_KP_Space) &&
         (GTK_IS_BUTTON (focus) || GTK_IS_SWITCH (focus) || GTK_IS_TOGGLE_BUTTON (focus) ||
          GTK_IS_MENU_BUTTON (focus) || GTK_IS_DROP_DOWN (gtk_widget_get_parent (focus)));
}

static gboolean
key_pressed_cb (MfWindow *self, guint key, guint code, GdkModifierType state)
{
  const GdkModifierType mask = gtk_accelerator_get_default_mod_mask ();

  if ((state & mask) != 0)
    return GDK_EVENT_PROPAGATE;
  if (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) != NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && self->projector)
    {
      mf_window_set_projector (self, FALSE);
      return GDK_EVENT_STOP;
    }
  if (wants_key (self, gtk_window_get_focus (GTK_WINDOW (self)), key))
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == key)
      {
        gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

/**
 * mf_window_init_keys:
 * @self: a window
 *
 * The keys of a media player. They are no accelerators, as those would take
 * the arrows and the space bar from an entry.
 */
void
mf_window_init_keys (MfWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
