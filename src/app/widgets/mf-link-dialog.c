/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-link-dialog.h"

#include <glib/gi18n.h>

#include "app/mf-record-text.h"
#include "app/widgets/mf-plain-row.h"
#include "draw/mf-wording.h"
#include "lab/mf-intent.h"

struct _MfLinkDialog
{
  AdwDialog parent_instance;

  char *from;
  char *to;
  MfProtocol protocol;
};

enum
{
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfLinkDialog, mf_link_dialog, ADW_TYPE_DIALOG)

/**
 * mf_link_dialog_cut:
 * @self: a dialog
 *
 * Wishes that the wire be cut.
 */
void
mf_link_dialog_cut (MfLinkDialog *self)
{
  g_autoptr (MfIntent) intent = NULL;

  g_return_if_fail (MF_IS_LINK_DIALOG (self));

  intent = mf_intent_new_cut (self->from, self->to, self->protocol);
  g_signal_emit (self, signals[INTENT], 0, intent);
}

static void
add_fact (AdwPreferencesGroup *group, const char *name, const char *value)
{
  GtkWidget *row = mf_plain_row_new (name, value);

  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
make_facts (const MfStage *stage, const MfSceneConnection *connection)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *client = mf_host_get_label (mf_stage_get_host (stage, connection->client));
  g_autofree char *server = mf_host_get_label (mf_stage_get_host (stage, connection->server));
  const char *phase = mf_phase_get_label (connection->phase);

  add_fact (group, _ ("Client, who called"), client);
  add_fact (group, _ ("Server, who was called"), server);
  if (*phase != '\0')
    add_fact (group, _ ("Phase"), phase);
  return group;
}

static AdwPreferencesGroup *
make_faults (MfLinkDialog *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Cut the Wire"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_button_row_set_start_icon_name (ADW_BUTTON_ROW (row), "edit-cut-symbolic");
  gtk_widget_add_css_class (row, "destructive-action");
  g_signal_connect_object (row, "activated", G_CALLBACK (mf_link_dialog_cut), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_description (
      group, _ ("What is under way is lost, and both ends find the connection broken."));
  adw_preferences_group_add (group, row);
  return group;
}

/**
 * mf_link_dialog_new:
 * @playback: where the connection is open now
 * @connection: its number
 *
 * Returns: (transfer floating) (nullable): the dialog; %NULL if there is no such connection
 */
MfLinkDialog *
mf_link_dialog_new (MfPlayback *playback, guint connection)
{
  MfTimeline *timeline = mf_playback_get_timeline (playback);
  MfStage *stage = mf_timeline_get_stage (timeline);
  g_autoptr (MfScene) scene =
      mf_timeline_get_scene (timeline, (guint) mf_playback_get_playhead (playback));
  const MfSceneConnection *open = mf_scene_find_connection (scene, connection);
  MfLinkDialog *self;
  GtkWidget *view, *page;
  g_autofree char *title = NULL;

  if (open == NULL)
    return NULL;

  self = g_object_new (MF_TYPE_LINK_DIALOG, NULL);
  self->from = g_strdup (mf_stage_get_host (stage, open->client)->id);
  self->to = g_strdup (mf_stage_get_host (stage, open->server)->id);
  self->protocol = open->protocol;

  /* Translators: a protocol and its port, "SMTP :25" */
  title = g_strdup_printf (_ ("%1$s :%2$u"), mf_protocol_get_label (open->protocol), open->port);
  adw_dialog_set_title (ADW_DIALOG (self), title);
  adw_dialog_set_content_width (ADW_DIALOG (self), 420);

  page = adw_preferences_page_new ();
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), make_facts (stage, open));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), make_faults (self));
  view = adw_toolbar_view_new ();
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  return self;
}

static void
mf_link_dialog_finalize (GObject *object)
{
  MfLinkDialog *self = MF_LINK_DIALOG (object);

  g_free (self->from);
  g_free (self->to);

  G_OBJECT_CLASS (mf_link_dialog_parent_class)->finalize (object);
}

static void
mf_link_dialog_class_init (MfLinkDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_link_dialog_finalize;

  signals[INTENT] = g_signal_new ("intent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_INTENT);
}

static void
mf_link_dialog_init (MfLinkDialog *self)
{
}
