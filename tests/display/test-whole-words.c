/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-whole-words.h"

#include "harness.h"

#include <string.h>

#define SENTENCE "서버가 편지를 받을 때까지 보내는 쪽은 기다리고, 그동안 아무것도 지우지 않습니다."
#define OTHER "받는 사람의 메일 서버는 편지를 메일함에 넣은 다음에야 그렇게 했다고 대답합니다."
#define LONG_WORD                                                                                  \
  "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"

typedef struct
{
  MfApplication *application;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  mf_whole_words_install ();
  /* Once is enough, and no more. */
  mf_whole_words_install ();
  fixture->window = gtk_window_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  harness_drain ();
  harness_finish (fixture->application);
}

static void
show (Fixture *fixture, GtkWidget *widget)
{
  gtk_widget_set_size_request (widget, 300, -1);
  gtk_widget_set_halign (widget, GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (fixture->window), widget);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 300, 500);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_settle (fixture->window);
}

/* (nullable): the label that shows @text */
static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static gboolean
breaks_inside_word (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = pango_layout_get_text (layout);

  for (int i = 1; i < pango_layout_get_line_count (layout); i++)
    {
      int start = pango_layout_line_get_start_index (pango_layout_get_line_readonly (layout, i));

      if (!g_ascii_isspace (text[start - 1]))
        return TRUE;
    }
  return FALSE;
}

static void
check (Fixture *fixture, const char *text)
{
  GtkLabel *label = find_label (fixture->window, text);

  g_assert_nonnull (label);
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (label)), >, 1);
  g_assert_false (breaks_inside_word (label));
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *list = gtk_list_box_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "<b>" SENTENCE "</b>");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), OTHER);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  show (fixture, list);
  check (fixture, SENTENCE);
  check (fixture, OTHER);

  /* A later text, with its words in other places. */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), SENTENCE " " OTHER);
  harness_settle (fixture->window);
  check (fixture, SENTENCE " " OTHER);
}

static void
test_group (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), SENTENCE);
  show (fixture, group);
  check (fixture, SENTENCE);
}

static void
test_status_page (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_title (ADW_STATUS_PAGE (page), OTHER);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), SENTENCE);
  show (fixture, page);
  check (fixture, OTHER);
  check (fixture, SENTENCE);
}

static guint
count (GtkLabel *label, PangoAttrType type)
{
  PangoAttrList *list = gtk_label_get_attributes (label);
  GSList *all = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
  guint n = 0;

  for (GSList *each = all; each != NULL; each = each->next)
    n += ((PangoAttribute *) each->data)->klass->type == type;
  g_slist_free_full (all, (GDestroyNotify) pango_attribute_destroy);
  return n;
}

/* What somebody else wants of the text stays, and what cannot be kept whole is broken. */
static void
test_attributes (Fixture *fixture, gconstpointer data)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (SENTENCE));
  g_autoptr (PangoAttrList) bold = pango_attr_list_new ();

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (label, bold);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (label, TRUE);
  show (fixture, GTK_WIDGET (label));
  check (fixture, SENTENCE);
  g_assert_cmpuint (count (label, PANGO_ATTR_WEIGHT), ==, 1);
  g_assert_cmpuint (count (label, PANGO_ATTR_ALLOW_BREAKS), ==, 11);
  /* Nothing was put into what can be copied. */
  g_assert_cmpstr (gtk_label_get_text (label), ==, SENTENCE);

  /* Nor does it matter when somebody wants it. */
  gtk_label_set_attributes (label, bold);
  harness_settle (fixture->window);
  check (fixture, SENTENCE);
  g_assert_cmpuint (count (label, PANGO_ATTR_WEIGHT), ==, 1);
  g_assert_cmpuint (count (label, PANGO_ATTR_ALLOW_BREAKS), ==, 11);

  gtk_label_set_text (label, LONG_WORD);
  harness_settle (fixture->window);
  g_assert_cmpuint (count (label, PANGO_ATTR_ALLOW_BREAKS), ==, 0);
  g_assert_true (breaks_inside_word (label));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (label)), <=, 300);

  gtk_label_set_text (label, "English needs nothing, and so it gets nothing at all of that kind.");
  harness_settle (fixture->window);
  g_assert_cmpuint (count (label, PANGO_ATTR_ALLOW_BREAKS), ==, 0);
  g_assert_cmpuint (count (label, PANGO_ATTR_WEIGHT), ==, 1);
}

/* As many words as a letter has. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  static const guint counts[] = { 1, 31, 32, 33, 70, 600, 3000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GString) text = g_string_new ("처음");
      GtkWidget *label = gtk_label_new (NULL);

      for (guint n = 1; n < counts[i]; n++)
        g_string_append_printf (text, " 편지를%u", n);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_label (GTK_LABEL (label), text->str);
      show (fixture, label);
      /* More than a book's page breaks as Pango likes. */
      if (counts[i] > 1 && counts[i] <= 600)
        g_assert_false (breaks_inside_word (GTK_LABEL (label)));
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add ("/whole-words/row", Fixture, NULL, set_up, test_row, tear_down);
  g_test_add ("/whole-words/group", Fixture, NULL, set_up, test_group, tear_down);
  g_test_add ("/whole-words/status-page", Fixture, NULL, set_up, test_status_page, tear_down);
  g_test_add ("/whole-words/attributes", Fixture, NULL, set_up, test_attributes, tear_down);
  g_test_add ("/whole-words/many", Fixture, NULL, set_up, test_many, tear_down);
  return g_test_run ();
}
