/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* What the window's dialogs show, wide and narrow. */

#include "config.h"

#include "app/mf-window-private.h"
#include "app/widgets/mf-composer.h"
#include "trace/mf-scene-list.h"

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

static AdwDialog *
get_dialog (Fixture *fixture)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
}

static void
close_dialog (Fixture *fixture)
{
  adw_dialog_force_close (get_dialog (fixture));
  harness_settle (GTK_WIDGET (fixture->window));
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) type);
}

static gboolean
has_title (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) &&
         g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

/* (nullable): the first one below @widget that is wanted */
static GtkWidget *
find (GtkWidget *widget,
      gboolean (*wanted) (GtkWidget *widget, gconstpointer data),
      gconstpointer data)
{
  GtkWidget *found = wanted (widget, data) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, wanted, data);
  return found;
}

static GtkWidget *
find_row (Fixture *fixture, const char *title)
{
  GtkWidget *row = find (GTK_WIDGET (get_dialog (fixture)), has_title, title);

  g_assert_nonnull (row);
  return row;
}

/* Who writes a letter begins with whom it is for, on a telephone as well. */
static void
test_compose_focus (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 1280, 360 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *row;

      harness_resize (GTK_WINDOW (fixture->window), widths[i], 720);
      mf_window_compose (fixture->window);
      harness_settle (GTK_WIDGET (fixture->window));
      row = find_row (fixture, "To");
      g_assert_true (
          gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), row));
      close_dialog (fixture);
    }
}

static MfHostDialog *
open_read_letter (Fixture *fixture)
{
  MfTimeline *timeline = mf_playback_get_timeline (mf_window_get_playback (fixture->window));
  int bob = mf_stage_find_host (mf_timeline_get_stage (timeline), "bob");
  g_autoptr (MfScene) scene =
      mf_timeline_get_scene (timeline, mf_timeline_get_n_records (timeline));
  const MfSceneItem *item = mf_scene_list_get (scene->hosts[bob].incoming, 0);
  MfHostDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.last", NULL);
  dialog = mf_window_open_host (fixture->window, (guint) bob);
  g_assert_true (mf_host_dialog_open_item (dialog, item->id));
  harness_settle (GTK_WIDGET (fixture->window));
  return dialog;
}

/* Who answers begins above the quotation. */
static void
test_reply_focus (Fixture *fixture, gconstpointer data)
{
  MfHostDialog *dialog = open_read_letter (fixture);

  g_signal_emit_by_name (mf_host_dialog_get_visible_page (dialog), "reply");
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (fixture->window))));
  close_dialog (fixture);
}

static gboolean
is_hint (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "dimmed") &&
         g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), "Text of the Letter");
}

/* An empty text says what it is for. */
static void
test_compose_hint (Fixture *fixture, gconstpointer data)
{
  GType type = GTK_TYPE_TEXT_VIEW;
  GtkWidget *hint;
  GtkWidget *text;

  mf_window_compose (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
  hint = find (GTK_WIDGET (get_dialog (fixture)), is_hint, NULL);
  text = find (GTK_WIDGET (get_dialog (fixture)), is_of_type, &type);
  g_assert_nonnull (hint);
  g_assert_true (gtk_widget_get_mapped (hint));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "Hi Bob", -1);
  g_assert_false (gtk_widget_get_visible (hint));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "", -1);
  g_assert_true (gtk_widget_get_visible (hint));
  /* What an input method composes is no text yet, but stands there. */
  g_signal_emit_by_name (text, "preedit-changed", "ㅎ");
  g_assert_false (gtk_widget_get_visible (hint));
  g_signal_emit_by_name (text, "preedit-changed", "");
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_true (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL));
  close_dialog (fixture);
}

static void
open_lesson (Fixture *fixture, const char *id)
{
  g_assert_true (mf_lesson_sidebar_choose (fixture->window->lesson_sidebar, id));
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
}

static void
open_host (Fixture *fixture, const char *id)
{
  MfTimeline *timeline = mf_playback_get_timeline (mf_window_get_playback (fixture->window));
  int host = mf_stage_find_host (mf_timeline_get_stage (timeline), id);

  g_assert_cmpint (host, >=, 0);
  mf_window_open_host (fixture->window, (guint) host);
  harness_settle (GTK_WIDGET (fixture->window));
}

/* What stands below the switch is true, whichever way it is turned. */
static void
test_power (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  open_host (fixture, "mail-b");
  row = find_row (fixture, "_Switched On");
  g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (row)));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Switch it off, and nobody can reach it from here on");
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), FALSE);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Nobody can reach it until you switch it on");
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
  if (get_dialog (fixture) != NULL)
    close_dialog (fixture);
}

/* Each object says of what kind it is, the page also how it is called. */
static void
test_web_server (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture, "push-or-pull");
  open_host (fixture, "web");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (fixture, "/"))), ==,
                   "text/html · A walk along the river");
  g_assert_cmpstr (adw_action_row_get_subtitle (
                       ADW_ACTION_ROW (find_row (fixture, "/picture-1.png"))),
                   ==, "image/png");
  g_assert_false (gtk_widget_has_css_class (find_row (fixture, "/"), "monospace"));
  close_dialog (fixture);
  open_lesson (fixture, "alice-to-bob");
  open_host (fixture, "dns");
  g_assert_true (gtk_widget_has_css_class (find_row (fixture, "b.example MX"), "monospace"));
  close_dialog (fixture);
}

static gboolean
has_class (GtkWidget *widget, gconstpointer name)
{
  return gtk_widget_has_css_class (widget, name);
}

/* It has the same room on all sides, and a large one does not make the row large. */
static void
test_attachment (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t inside;
  GtkWidget *picture;
  GtkWidget *row;
  MfHostDialog *dialog;

  open_lesson (fixture, "pictures-in-seven-bits");
  dialog = open_read_letter (fixture);
  picture = find (GTK_WIDGET (dialog), has_class, "attachment-picture");
  g_assert_nonnull (picture);
  row = gtk_widget_get_ancestor (picture, ADW_TYPE_ACTION_ROW);
  g_assert_true (gtk_widget_compute_bounds (picture, row, &inside));
  g_assert_cmpfloat (inside.size.width, ==, 64);
  g_assert_cmpfloat (inside.size.height, ==, 64);
  g_assert_cmpfloat_with_epsilon (inside.origin.y, inside.origin.x, 1);
  g_assert_cmpfloat_with_epsilon (gtk_widget_get_height (row) - inside.origin.y - 64,
                                  inside.origin.y, 1);
  close_dialog (fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/dialogs/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("compose/focus", test_compose_focus);
  ADD ("reply/focus", test_reply_focus);
  ADD ("compose/hint", test_compose_hint);
  ADD ("power", test_power);
  ADD ("web-server", test_web_server);
  ADD ("attachment", test_attachment);
#undef ADD

  return g_test_run ();
}
