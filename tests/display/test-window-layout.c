/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* What the window shows of its pages, at any size. */

#include "config.h"

#include "app/mf-window-private.h"

#include "harness.h"

typedef struct
{
  MfApplication *application;
  MfWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->window = mf_window_new (fixture->application);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  harness_finish (fixture->application);
}

/* Wherever the playhead went meanwhile: its row is in sight as soon as the ladder is. */
static void
test_ladder_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr (GtkAdjustment) adjustment = NULL;

  gtk_widget_activate_action (window, "win.last", NULL);
  harness_settle (window);
  gtk_widget_activate_action (window, "win.show-page", "s", "ladder");
  harness_settle (window);
  g_object_get (fixture->window->ladder, "vadjustment", &adjustment, NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment) +
                                      gtk_adjustment_get_page_size (adjustment),
                                  gtk_adjustment_get_upper (adjustment), 1);
  gtk_widget_activate_action (window, "win.show-page", "s", "network");
  harness_settle (window);
  gtk_widget_activate_action (window, "win.first", NULL);
  gtk_widget_activate_action (window, "win.show-page", "s", "ladder");
  harness_settle (window);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
}

/* Where there is no room for both, the canvas stays. */
static void
test_low (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int width;
    int height;
    gboolean transcript;
  } cases[] = {
    { 1280, 800, TRUE }, { 1280, 530, TRUE }, { 1280, 480, FALSE },
    { 900, 480, FALSE }, { 700, 420, FALSE }, { 360, 720, TRUE },
    { 360, 610, TRUE },  { 360, 400, FALSE }, { 1280, 800, TRUE },
  };
  GtkWidget *window = GTK_WIDGET (fixture->window);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      harness_resize (GTK_WINDOW (window), cases[i].width, cases[i].height);
      g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (fixture->window->transcript)), ==,
                       cases[i].transcript);
      g_test_message ("%d x %d: %d", cases[i].width, cases[i].height,
                      gtk_widget_get_height (fixture->window->canvas));
      if (cases[i].height >= 480)
        g_assert_cmpint (gtk_widget_get_height (fixture->window->canvas), >=, 300);
    }
}

static GtkWidget *
find_class (GtkWidget *widget, const char *name, const char *text)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, name) && GTK_IS_LABEL (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_class (child, name, text);
  return found;
}

/* A title of two lines has as much room above and below as one of one line has. */
static void
test_sidebar_rows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = GTK_WIDGET (fixture->window->lesson_sidebar);
  GtkWidget *one = find_class (sidebar, "lesson", "Webmail");
  GtkWidget *two = find_class (sidebar, "lesson", "IMAP");

  g_assert_nonnull (one);
  g_assert_nonnull (two);
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (one))), ==, 1);
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (two))), ==, 2);
  g_assert_cmpint (gtk_widget_get_height (gtk_widget_get_parent (two)), >=,
                   gtk_widget_get_height (gtk_widget_get_parent (one)) + 12);
}

/* The longest title keeps away from what stands in the middle. */
static void
test_title (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label = GTK_WIDGET (fixture->window->title_label);
  GtkWidget *header = gtk_widget_get_ancestor (label, ADW_TYPE_HEADER_BAR);
  GtkWidget *switcher = adw_header_bar_get_title_widget (ADW_HEADER_BAR (header));
  graphene_rect_t title, middle;

  harness_resize (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_label_set_label (fixture->window->title_label, "IMAP: one mailbox, two devices");
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_widget_compute_bounds (label, header, &title));
  g_assert_true (gtk_widget_compute_bounds (switcher, header, &middle));
  g_assert_cmpfloat (middle.origin.x - title.origin.x - title.size.width, >=, 18);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/window-layout/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("ladder-shown", test_ladder_shown);
  ADD ("low", test_low);
  ADD ("sidebar-rows", test_sidebar_rows);
  ADD ("title", test_title);
#undef ADD

  return g_test_run ();
}
