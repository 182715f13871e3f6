/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "harness.h"

#include "app/mf-window-private.h"

/* A process has one application, however many tests there are. */
MfApplication *
harness_start (void)
{
  static MfApplication *application;
  g_autoptr (GError) error = NULL;

  if (application != NULL)
    return application;

  application = mf_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  /* What a GNOME desktop sets; without a settings daemon there would be three buttons. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", "appmenu:close",
                "gtk-font-name", "Cantarell 11", NULL);
  return application;
}

void
harness_finish (MfApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));

  while (windows != NULL)
    {
      gtk_window_destroy (windows->data);
      windows = gtk_application_get_windows (GTK_APPLICATION (application));
    }
  harness_drain ();
}

void
harness_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
harness_wait (HarnessCondition condition, gpointer data)
{
  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_played (gpointer data)
{
  return !mf_conductor_get_busy (MF_WINDOW (data)->conductor);
}

void
harness_wait_played (MfWindow *window)
{
  harness_wait (is_played, window);
}

typedef struct
{
  guint painted;
} Frames;

static void
after_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->painted++;
}

static gboolean
has_painted (gpointer data)
{
  return ((Frames *) data)->painted >= 2;
}

void
harness_settle (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  Frames frames = { 0 };
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &frames);

  harness_drain ();
  gdk_frame_clock_begin_updating (clock);
  harness_wait (has_painted, &frames);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

void
harness_set_animations (gboolean enabled)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", enabled, NULL);
}

typedef struct
{
  GtkWidget *widget;
  int width;
  int height;
} Size;

static gboolean
has_size (gpointer data)
{
  const Size *size = data;

  return gtk_widget_get_width (size->widget) == size->width &&
         gtk_widget_get_height (size->widget) == size->height;
}

/* Where nothing composes the windows, their size includes a frame. */
void
harness_resize (GtkWindow *window, int width, int height)
{
  Size size = { GTK_WIDGET (window), width, height };
  int outer;
  int frame;

  harness_settle (GTK_WIDGET (window));
  gtk_window_get_default_size (window, &outer, NULL);
  frame = outer - gtk_widget_get_width (GTK_WIDGET (window));
  gtk_window_set_default_size (window, width + frame, height + frame);
  harness_wait (has_size, &size);
  harness_settle (GTK_WIDGET (window));
}

GtkWidget *
harness_find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = harness_find_widget (child, type);
  return found;
}

static GskRenderNode *
render (GtkWidget *widget, int width, int height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  return gtk_snapshot_free_to_node (snapshot);
}

GdkTexture *
harness_get_texture (GtkWidget *widget)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (GskRenderNode) node = NULL;

  /* There is nothing to copy while something waits to be drawn. */
  while ((node = render (widget, width, height)) == NULL)
    harness_settle (widget);
  return gsk_renderer_render_texture (renderer, node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

void
harness_save_png (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkTexture) texture = harness_get_texture (widget);

  g_assert_true (gdk_texture_save_to_png (texture, path));
}
