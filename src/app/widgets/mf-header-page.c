/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-header-page.h"

#include <glib/gi18n.h>

#include "app/mf-wire-text.h"
#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"

/* As much of a text as anybody reads here. */
#define MAX_TEXT 20000

struct _MfHeaderPage
{
  AdwNavigationPage parent_instance;

  AdwHeaderBar *header_bar;
  AdwPreferencesPage *page;
  gboolean can_read;
};

enum
{
  READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfHeaderPage, mf_header_page, ADW_TYPE_NAVIGATION_PAGE)

static AdwPreferencesGroup *
add_group (MfHeaderPage *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *escaped = title != NULL ? g_markup_escape_text (title, -1) : NULL;

  if (escaped != NULL)
    adw_preferences_group_set_title (group, escaped);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (self->page, group);
  return group;
}

static void
add_field (AdwPreferencesGroup *group, const char *name, const char *value)
{
  GtkWidget *row;

  if (value == NULL)
    return;

  row = mf_plain_row_new (name, value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  mf_wire_text_mark (row);
  adw_preferences_group_add (group, row);
}

static void
add_header (MfHeaderPage *self, const char *subject, const MfKnownLetter *known)
{
  AdwPreferencesGroup *group = add_group (self, subject, NULL);
  g_autofree char *size = known->size >= 0 ? mf_format_bytes ((gsize) known->size) : NULL;

  add_field (group, _ ("From"), known->from);
  add_field (group, _ ("To"), known->to);
  add_field (group, _ ("Date"), known->date);
  add_field (group, _ ("Size"), size);
}

static void
read_all_cb (MfHeaderPage *self)
{
  g_signal_emit (self, signals[READ], 0, NULL);
}

static void
add_read_row (MfHeaderPage *self, gboolean any)
{
  AdwPreferencesGroup *group = add_group (
      self, NULL,
      any ? _ ("Only the header and a part are here so far. The whole letter lies on the server.")
          : _ ("Only the header is here so far. The letter itself lies on the server."));
  GtkWidget *row;

  if (!self->can_read)
    return;

  row = adw_button_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Read the Whole Letter"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_button_row_set_start_icon_name (ADW_BUTTON_ROW (row), "mail-read-symbolic");
  gtk_widget_add_css_class (row, "suggested-action");
  g_signal_connect_object (row, "activated", G_CALLBACK (read_all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static void
read_part_cb (GtkButton *button, MfHeaderPage *self)
{
  g_signal_emit (self, signals[READ], 0, g_object_get_data (G_OBJECT (button), "mf-section"));
}

static GtkWidget *
make_read_button (MfHeaderPage *self, const MfKnownPart *part)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Read"));
  /* Translators: a button's name for who does not see it; %s is a part's number, such as 2.1 */
  g_autofree char *label = g_strdup_printf (_ ("Read Only Part %s"), part->section);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "mf-section", g_strdup (part->section), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (read_part_cb), self, 0);
  return button;
}

static const char *
get_icon_name (const char *media_type)
{
  if (g_str_has_prefix (media_type, "text/"))
    return "text-x-generic-symbolic";
  if (g_str_has_prefix (media_type, "image/"))
    return "image-x-generic-symbolic";
  if (g_str_has_prefix (media_type, "message/"))
    return "mailflow-letter-symbolic";
  return "x-office-document-symbolic";
}

static void
add_text (AdwPreferencesGroup *group, const char *text)
{
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT));
  GtkWidget *label = gtk_label_new (g_strchomp (shown));
  GtkWidget *row = adw_preferences_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  adw_preferences_group_add (group, row);
}

static void
add_part (MfHeaderPage *self, AdwPreferencesGroup *group, const MfKnownPart *part)
{
  g_autofree char *size = mf_format_bytes ((gsize) part->size);
  const char *name = part->file_name != NULL ? part->file_name : part->media_type;
  /* Translators: a part of a letter: its number, its name */
  g_autofree char *title = g_strdup_printf (_ ("%1$s · %2$s"), part->section, name);
  g_autofree char *subtitle = part->file_name != NULL
                                  ? g_strdup_printf (_ ("%1$s, %2$s"), part->media_type, size)
                                  : g_steal_pointer (&size);
  GtkWidget *row = mf_plain_row_new (title, subtitle);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (get_icon_name (part->media_type)));
  if (part->content != NULL)
    {
      GtkWidget *label = gtk_label_new (_ ("is here"));

      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "caption");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  else if (self->can_read)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_read_button (self, part));
  adw_preferences_group_add (group, row);
  if (part->text != NULL)
    add_text (group, part->text);
}

/**
 * mf_header_page_new:
 * @item: a letter
 * @known: what is known of it
 * @can_read: whether more of it can be asked for
 *
 * Returns: (transfer floating): a page that shows it
 */
GtkWidget *
mf_header_page_new (const MfSceneItem *item, const MfKnownLetter *known, gboolean can_read)
{
  MfHeaderPage *self = g_object_new (MF_TYPE_HEADER_PAGE, NULL);
  const char *subject = *item->subject != '\0' ? item->subject : _ ("No Subject");
  AdwPreferencesGroup *group;

  self->can_read = can_read;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), subject);
  add_header (self, subject, known);
  add_read_row (self, mf_known_letter_count_read (known) > 0);
  if (known->parts->len == 0)
    return GTK_WIDGET (self);

  group = add_group (self, _ ("Parts"), _ ("Each can be fetched by itself"));
  for (guint i = 0; i < known->parts->len; i++)
    add_part (self, group, g_ptr_array_index (known->parts, i));
  return GTK_WIDGET (self);
}

/**
 * mf_header_page_add_end:
 * @self: a page
 * @widget: (transfer floating): what stands at the end of its header bar
 */
void
mf_header_page_add_end (MfHeaderPage *self, GtkWidget *widget)
{
  g_return_if_fail (MF_IS_HEADER_PAGE (self));

  adw_header_bar_pack_end (self->header_bar, widget);
}

static void
mf_header_page_class_init (MfHeaderPageClass *klass)
{
  signals[READ] = g_signal_new ("read", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mf_header_page_init (MfHeaderPage *self)
{
  GtkWidget *view = adw_toolbar_view_new ();

  self->header_bar = ADW_HEADER_BAR (adw_header_bar_new ());
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->header_bar));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->page));
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), view);
}
