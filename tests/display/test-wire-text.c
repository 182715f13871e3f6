/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* What was said on a wire is shown as it was, in any width and any language. */

#include "config.h"

#include "app/mf-wire-text.h"
#include "draw/mf-text.h"
#include "app/widgets/mf-bytes-view.h"
#include "app/widgets/mf-field-row.h"
#include "app/widgets/mf-message-page.h"
#include "app/widgets/mf-part-list.h"

#include "harness.h"

#include <string.h>

/* One word longer than any line here. */
static const char content[] = "<html>\n<p>Pneumonoultramicroscopicsilicovolcanoconiosis"
                              "floccinaucinihilipilificationantidisestablishmentarianism</p>\n"
                              "354 점심 250\r\n";

static MfUnit *
make_unit (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MfUnitBuilder *builder =
      mf_unit_builder_new (MF_PROTOCOL_HTTP, MF_UNIT_DATA, MF_TO_CLIENT, bytes);

  mf_unit_builder_set_topic (builder, "http.content");
  mf_unit_builder_add_field (builder, "content", MF_SPAN (0, strlen (text)), NULL);
  return mf_unit_builder_end (builder);
}

static GtkWidget *
present (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  harness_start ();
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  harness_settle (window);
  return window;
}

static void
close_window (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  harness_drain ();
}

static GtkLabel *
find_label (GtkWidget *widget, const char *style)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, style))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, style);
  return found;
}

/* In a monospace font a letter is a glyph, so one more is a hyphen. */
static guint
count_hyphens (PangoLayout *layout)
{
  guint n = 0;

  for (GSList *l = pango_layout_get_lines_readonly (layout); l != NULL; l = l->next)
    for (GSList *k = ((PangoLayoutLine *) l->data)->runs; k != NULL; k = k->next)
      {
        const PangoLayoutRun *run = k->data;

        n += run->glyphs->num_glyphs > run->item->num_chars;
      }
  return n;
}

static void
assert_marked (GtkLabel *label)
{
  PangoAttrList *attributes = gtk_label_get_attributes (label);
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  g_autoptr (PangoAttrList) wire = pango_attr_list_new ();

  mf_wire_text_add_attributes (wire);
  g_assert_nonnull (attributes);
  g_assert_true (pango_attr_list_equal (attributes, wire));
  g_assert_cmpstr (pango_language_to_string (pango_context_get_language (context)), ==,
                   MF_TEXT_WIRE_LANGUAGE);
}

static void
test_field_row (void)
{
  g_autoptr (MfUnit) unit = make_unit (content);
  GtkWidget *fields = gtk_list_box_new ();
  GtkWidget *window;
  GtkLabel *value;
  const char *text;

  gtk_list_box_append (GTK_LIST_BOX (fields), mf_field_row_new (unit, 0));
  window = present (fields, 240, 300);
  value = find_label (window, "monospace");
  text = gtk_label_get_text (value);
  g_assert_true (g_str_has_prefix (text, "<html><LF><p>"));
  g_assert_true (g_str_has_suffix (text, "250<CRLF>"));
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (value)), >, 1);
  g_assert_cmpuint (count_hyphens (gtk_label_get_layout (value)), ==, 0);
  assert_marked (value);
  close_window (window);
}

/* The test above would see a hyphen if there was one. */
static void
test_hyphens (void)
{
  GtkWidget *label = gtk_label_new (content);
  GtkWidget *window;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_add_css_class (label, "monospace");
  window = present (label, 240, 300);
  g_assert_cmpuint (count_hyphens (gtk_label_get_layout (GTK_LABEL (label))), >, 0);
  mf_wire_text_mark (label);
  g_assert_cmpuint (count_hyphens (gtk_label_get_layout (GTK_LABEL (label))), ==, 0);
  close_window (window);
}

static void
test_part_list (void)
{
  static const char mail[] =
      "X-Word: Pneumonoultramicroscopicsilicovolcanoconiosisfloccinaucinihilipilification\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
  g_autoptr (MfMessage) message = mf_message_parse (bytes);
  GtkWidget *list = mf_part_list_new ();
  GtkWidget *window = present (list, 300, 300);
  GtkLabel *value;

  mf_part_list_set_message (MF_PART_LIST (list), message);
  value = find_label (list, "subtitle");
  while (value != NULL && strstr (gtk_label_get_text (value), "Pneumo") == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (value), "subtitle");
      value = find_label (list, "subtitle");
    }
  g_assert_nonnull (value);
  assert_marked (value);
  close_window (window);
}

/* Asserts that none of the labels below @widget that take several lines has a hyphen. */
static void
count_wrapped (GtkWidget *widget, guint *n_wrapped)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (widget));

      *n_wrapped += pango_layout_get_line_count (layout) > 1;
      g_assert_cmpuint (count_hyphens (layout), ==, 0);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count_wrapped (child, n_wrapped);
}

/* A letter is shown as it is, too. */
static void
test_letter (void)
{
  static const char mail[] =
      "From: Pneumonoultramicroscopicsilicovolcanoconiosis@floccinaucinihilipilification.example\r\n"
      "Subject: Pneumonoultramicroscopicsilicovolcanoconiosisfloccinaucinihilipilification\r\n\r\n"
      "https://www.example/pneumonoultramicroscopicsilicovolcanoconiosisfloccinaucinihili\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
  MfSceneItem item = { .content = bytes };
  GtkWidget *page = mf_message_page_new (&item, FALSE);
  GtkWidget *view = adw_navigation_view_new ();
  GtkWidget *window;
  guint n_wrapped = 0;

  adw_navigation_view_push (ADW_NAVIGATION_VIEW (view), ADW_NAVIGATION_PAGE (page));
  window = present (view, 360, 500);
  count_wrapped (page, &n_wrapped);
  g_assert_cmpuint (n_wrapped, >=, 3);
  close_window (window);
}

static gboolean
is_hyphenated (const GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      gboolean set;
      gboolean hyphens;

      g_object_get (l->data, "insert-hyphens-set", &set, "insert-hyphens", &hyphens, NULL);
      if (set && !hyphens)
        return FALSE;
    }
  return TRUE;
}

/* Nothing but whole lines is in sight, and all of them if there are few. */
static void
assert_whole_lines (GtkTextView *view)
{
  GtkTextIter iter;
  GdkRectangle sight;
  GdkRectangle line;

  gtk_text_view_get_visible_rect (view, &sight);
  gtk_text_view_get_iter_at_location (view, &iter, 0, sight.y + sight.height - 1);
  gtk_text_view_get_iter_location (view, &iter, &line);
  g_test_message ("%d high, the last line ends at %d", sight.height, line.y + line.height);
  g_assert_cmpint (line.y + line.height, <=, sight.y + sight.height);
  g_assert_cmpint (line.y + line.height + 4, >=, sight.y + sight.height);
}

static void
test_bytes_view (void)
{
  static const int widths[] = { 200, 233, 300, 326, 360, 411, 700 };
  GString *text = g_string_new (NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  MfBytesView *view = MF_BYTES_VIEW (mf_bytes_view_new ());
  GtkWidget *window;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (view));
  gtk_widget_set_valign (scrolled, GTK_ALIGN_START);
  window = present (scrolled, 300, 500);
  for (guint n = 1; n < 7; n++)
    {
      g_autoptr (MfUnit) unit = NULL;

      g_string_append (text, content);
      unit = make_unit (text->str);
      mf_bytes_view_set_unit (view, unit);
      for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
        for (guint mode = MF_BYTE_TEXT_PLAIN; mode <= MF_BYTE_TEXT_HEX; mode++)
          {
            GtkTextIter iter;

            mf_bytes_view_set_mode (view, mode);
            harness_resize (GTK_WINDOW (window), widths[i], 500);
            harness_settle (window);
            assert_whole_lines (GTK_TEXT_VIEW (view));
            gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &iter);
            do
              g_assert_false (is_hyphenated (&iter));
            while (gtk_text_iter_forward_char (&iter) && !gtk_text_iter_is_end (&iter));
          }
    }
  g_string_free (text, TRUE);
  close_window (window);
}

/* As many bytes as there is room for. */
static void
test_hex_rows (void)
{
  MfBytesView *view = MF_BYTES_VIEW (mf_bytes_view_new ());
  g_autoptr (MfUnit) unit = make_unit (content);
  GtkWidget *window = present (GTK_WIDGET (view), 300, 300);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  mf_bytes_view_set_unit (view, unit);
  mf_bytes_view_set_mode (view, MF_BYTE_TEXT_HEX);
  for (int width = 200; width < 600; width += 40)
    {
      g_autofree char *line = NULL;
      g_autoptr (PangoLayout) layout = NULL;
      GtkTextIter start;
      GtkTextIter end;
      int used;

      harness_resize (GTK_WINDOW (window), width, 300);
      harness_settle (window);
      gtk_text_buffer_get_iter_at_line (buffer, &start, 0);
      end = start;
      gtk_text_iter_forward_to_line_end (&end);
      line = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
      layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), line);
      pango_layout_get_pixel_size (layout, &used, NULL);
      g_test_message ("%d of %d: %s", used, width, line);
      g_assert_cmpint (used, <=, width);
      g_assert_cmpint (used, >=, width * 6 / 10);
    }
  close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-text/hyphens", test_hyphens);
  g_test_add_func ("/wire-text/field-row", test_field_row);
  g_test_add_func ("/wire-text/part-list", test_part_list);
  g_test_add_func ("/wire-text/letter", test_letter);
  g_test_add_func ("/wire-text/bytes-view", test_bytes_view);
  g_test_add_func ("/wire-text/hex-rows", test_hex_rows);

  return g_test_run ();
}
