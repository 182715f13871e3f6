/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-folder-page.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"
#include "app/widgets/mf-item-row.h"
#include "app/widgets/mf-plain-row.h"

/* A folder may hold a hundred thousand letters; the newest are enough to look at. */
#define MAX_ROWS 100

struct _MfFolderPage
{
  AdwNavigationPage parent_instance;

  MfScene *scene; /* the rows' letters are in it */
  char *mailbox;
  char *agent; /* (nullable) */
  guint n_items;

  AdwToolbarView *view;
  AdwHeaderBar *header_bar;
};

enum
{
  OPENED,
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfFolderPage, mf_folder_page, ADW_TYPE_NAVIGATION_PAGE)

static void
wish (MfFolderPage *self, MfIntentKind kind, const char *text)
{
  const MfIntentMail mail = { .folder = mf_folder_get_name (self->mailbox), .text = text };
  g_autoptr (MfIntent) intent = mf_intent_new_mail (kind, self->agent, &mail);

  g_signal_emit (self, signals[INTENT], 0, intent);
}

static void
look_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wish (MF_FOLDER_PAGE (widget), MF_INTENT_SYNC, NULL);
}

/**
 * mf_folder_page_search:
 * @self: a page of a folder that can be searched
 * @text: what is looked for; nothing happens if that is empty
 */
void
mf_folder_page_search (MfFolderPage *self, const char *text)
{
  g_return_if_fail (MF_IS_FOLDER_PAGE (self) && self->agent != NULL);

  if (*text != '\0')
    wish (self, MF_INTENT_SEARCH, text);
}

static void
search_cb (MfFolderPage *self, GtkEditable *entry)
{
  mf_folder_page_search (self, gtk_editable_get_text (entry));
}

static void
activated_cb (MfFolderPage *self, MfItemRow *row)
{
  g_signal_emit (self, signals[OPENED], 0, self->mailbox, mf_item_row_get_item (row));
}

static GtkWidget *
make_row (MfFolderPage *self, const MfFolderPlace *place, const MfSceneItem *item)
{
  const MfKnownPlace letter = { place->mailbox, item };
  /* Nothing was read of it if nothing has changed. */
  guint until = item->last_seq > item->seq ? item->last_seq + 1 : 0;
  g_autoptr (MfKnownLetter) known =
      place->known ? mf_known_letter_new (place->timeline, place->host, &letter, until) : NULL;
  GtkWidget *row =
      known != NULL ? mf_item_row_new_known (item, known) : mf_item_row_new (item, MF_ITEM_FLAGGED);

  g_signal_connect_swapped (row, "activated", G_CALLBACK (activated_cb), self);
  return row;
}

static AdwPreferencesGroup *
make_letters (MfFolderPage *self, const MfFolderPlace *place, const MfSceneList *items)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (guint i = 0; i < MIN (self->n_items, MAX_ROWS); i++)
    adw_preferences_group_add (group, make_row (self, place,
                                                mf_scene_list_get (items, self->n_items - 1 - i)));
  if (self->n_items > MAX_ROWS)
    {
      guint n_older = self->n_items - MAX_ROWS;
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u older letter",
                                                            "and %u older letters", n_older),
                                               n_older);
      GtkWidget *row = mf_plain_row_new (more, NULL);

      gtk_widget_add_css_class (row, "dimmed");
      adw_preferences_group_add (group, row);
    }
  return group;
}

/* (nullable): what the last search in here has found. */
static char *
describe_found (const MfFolderPlace *place)
{
  for (guint seq = place->scene->n_records; seq > 0; seq--)
    {
      const MfEffect *found =
          mf_record_find_effect (mf_timeline_get_record (place->timeline, seq - 1),
                                 MF_EFFECT_FOUND);

      if (found != NULL && found->host == (int) place->host && found->text != NULL &&
          g_strcmp0 (found->mailbox, place->mailbox) == 0)
        /* Translators: what was looked for, and how many letters were found */
        return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "“%1$s” is in %2$u letter",
                                             "“%1$s” is in %2$u letters", (gulong) found->number),
                                found->text, (guint) found->number);
    }
  return NULL;
}

static AdwPreferencesGroup *
make_search (MfFolderPage *self, const MfFolderPlace *place)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *found = describe_found (place);
  g_autofree char *escaped = found != NULL ? g_markup_escape_text (found, -1) : NULL;

  adw_preferences_group_set_description (group, escaped);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Search on the Server"));
  adw_entry_row_add_prefix (ADW_ENTRY_ROW (row),
                            gtk_image_new_from_icon_name ("edit-find-symbolic"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (search_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  return group;
}

static GtkWidget *
make_look_button (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Look for New Mail"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "folder.look");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  return button;
}

static GtkWidget *
make_empty (MfFolderPage *self, const MfFolderPlace *place)
{
  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status),
                                 mf_folder_get_icon_name (place->mailbox));
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("No Letters"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      place->known ? _ ("This agent knows of no letter in here. Only the server knows all of them.")
                   : _ ("There is no letter in this folder."));
  gtk_widget_add_css_class (status, "compact");
  if (self->agent != NULL)
    adw_status_page_set_child (ADW_STATUS_PAGE (status), make_look_button ());
  return status;
}

static void
add_header_button (MfFolderPage *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("view-refresh-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "folder.look");
  gtk_widget_set_tooltip_text (button, _ ("Look for New Mail"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Look for New Mail"), -1);
  adw_header_bar_pack_end (self->header_bar, button);
}

/**
 * mf_folder_page_new:
 * @place: a folder; copied
 *
 * Returns: (transfer floating): a page that shows it as it is then
 */
GtkWidget *
mf_folder_page_new (const MfFolderPlace *place)
{
  MfFolderPage *self = g_object_new (MF_TYPE_FOLDER_PAGE, NULL);
  const MfSceneMailbox *mailbox = mf_scene_find_mailbox (place->scene, place->host, place->mailbox);
  const MfSceneList *items = mailbox != NULL ? mailbox->items : NULL;
  AdwPreferencesPage *page;

  self->scene = mf_scene_ref (place->scene);
  self->mailbox = g_strdup (place->mailbox);
  self->agent = g_strdup (place->agent);
  self->n_items = mf_scene_list_get_n (items);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), mf_folder_get_label (place->mailbox));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.look", self->agent != NULL);
  if (self->n_items == 0)
    {
      adw_toolbar_view_set_content (self->view, make_empty (self, place));
      return GTK_WIDGET (self);
    }

  page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  if (self->agent != NULL)
    {
      add_header_button (self);
      adw_preferences_page_add (page, make_search (self, place));
    }
  adw_preferences_page_add (page, make_letters (self, place, items));
  adw_toolbar_view_set_content (self->view, GTK_WIDGET (page));
  return GTK_WIDGET (self);
}

guint
mf_folder_page_get_n_items (MfFolderPage *self)
{
  g_return_val_if_fail (MF_IS_FOLDER_PAGE (self), 0);

  return self->n_items;
}

static void
mf_folder_page_finalize (GObject *object)
{
  MfFolderPage *self = MF_FOLDER_PAGE (object);

  g_clear_pointer (&self->scene, mf_scene_unref);
  g_free (self->mailbox);
  g_free (self->agent);

  G_OBJECT_CLASS (mf_folder_page_parent_class)->finalize (object);
}

static void
mf_folder_page_class_init (MfFolderPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_folder_page_finalize;

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[INTENT] = g_signal_new ("intent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_INTENT);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "folder.look", NULL, look_action);
}

static void
mf_folder_page_init (MfFolderPage *self)
{
  self->view = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  self->header_bar = ADW_HEADER_BAR (adw_header_bar_new ());
  adw_toolbar_view_add_top_bar (self->view, GTK_WIDGET (self->header_bar));
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), GTK_WIDGET (self->view));
}
