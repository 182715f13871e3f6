/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-lesson-sidebar.h"

#include <glib/gi18n.h>

struct _MfLessonSidebar
{
  AdwBin parent_instance;

  GListModel *lessons;
  GtkListBox *list;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfLessonSidebar, mf_lesson_sidebar, ADW_TYPE_BIN)

static MfLesson *
get_lesson (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "mf-lesson");
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *topic = mf_lesson_get_topic (get_lesson (row));
  GtkWidget *label;

  if (before != NULL && g_strcmp0 (topic, mf_lesson_get_topic (get_lesson (before))) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (mf_lesson_get_topic_title (get_lesson (row)));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "topic");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  MfLesson *lesson = item;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (_ (mf_lesson_get_title (lesson)));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "lesson");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  if (mf_lesson_get_goal (lesson) != NULL)
    gtk_widget_set_tooltip_text (row, _ (mf_lesson_get_goal (lesson)));
  g_object_set_data_full (G_OBJECT (row), "mf-lesson", g_object_ref (lesson), g_object_unref);
  return row;
}

static void
row_activated_cb (MfLessonSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, get_lesson (row));
}

/**
 * mf_lesson_sidebar_choose:
 * @self: a sidebar
 * @id: (nullable): the lesson to choose; the first one if it is not there
 *
 * Returns: whether there is any lesson
 */
gboolean
mf_lesson_sidebar_choose (MfLessonSidebar *self, const char *id)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);
  GtkListBoxRow *other;

  g_return_val_if_fail (MF_IS_LESSON_SIDEBAR (self), FALSE);

  for (int i = 0; (other = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (mf_lesson_get_id (get_lesson (other)), id) == 0)
      row = other;
  if (row == NULL)
    return FALSE;
  gtk_list_box_select_row (self->list, row);
  row_activated_cb (self, row);
  return TRUE;
}

guint
mf_lesson_sidebar_get_n_lessons (MfLessonSidebar *self)
{
  g_return_val_if_fail (MF_IS_LESSON_SIDEBAR (self), 0);

  return g_list_model_get_n_items (self->lessons);
}

static void
mf_lesson_sidebar_finalize (GObject *object)
{
  g_clear_object (&MF_LESSON_SIDEBAR (object)->lessons);

  G_OBJECT_CLASS (mf_lesson_sidebar_parent_class)->finalize (object);
}

static void
mf_lesson_sidebar_class_init (MfLessonSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_lesson_sidebar_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_LESSON);
}

static void
mf_lesson_sidebar_init (MfLessonSidebar *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->lessons = mf_lesson_list ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  gtk_list_box_bind_model (self->list, self->lessons, make_row_cb, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Lessons"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
mf_lesson_sidebar_new (void)
{
  return g_object_new (MF_TYPE_LESSON_SIDEBAR, NULL);
}
