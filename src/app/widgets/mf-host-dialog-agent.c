/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog-private.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"
#include "trace/mf-scene-list.h"

/* What lies at an agent, and what its person can do there: only what the lesson's
 * links allow. */

/* Whether somebody writes and reads here; a file that was opened does not say, so
 * there everybody who has an address does. */
static gboolean
has_account (MfHostDialog *self)
{
  return self->lesson != NULL ? mf_lesson_find_agent (self->lesson, self->index) != NULL
                              : self->host->person != NULL;
}

static gboolean
speaks (MfHostDialog *self, MfProtocol protocol)
{
  return mf_host_dialog_find_server (self, protocol) >= 0;
}

static gboolean
has_way_out (MfHostDialog *self)
{
  return has_account (self) && (speaks (self, MF_PROTOCOL_SUBMISSION) ||
                                speaks (self, MF_PROTOCOL_SMTP) || speaks (self, MF_PROTOCOL_HTTP));
}

/**
 * mf_host_dialog_can_send:
 * @self: the dialog of an agent
 *
 * Returns: whether a letter could be written and sent from there now
 */
gboolean
mf_host_dialog_can_send (MfHostDialog *self)
{
  return self->lesson != NULL && has_way_out (self);
}

/* What ended last, waiting or its absence. */
static gboolean
is_waiting (MfHostDialog *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);

  for (guint seq = self->scene->n_records; seq > 0; seq--)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq - 1);
      const MfEffect *acted = mf_record_find_effect (record, MF_EFFECT_ACTED);

      if (record->client == (int) self->index &&
          mf_record_find_effect (record, MF_EFFECT_BROKEN) != NULL)
        return FALSE;
      if (acted == NULL || acted->host != (int) self->index || acted->text == NULL)
        continue;
      if (g_str_equal (acted->text, "wait"))
        return TRUE;
      if (g_str_equal (acted->text, "stop-waiting") || g_str_equal (acted->text, "sign-out") ||
          g_str_equal (acted->text, "stop"))
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_signed_in (MfHostDialog *self)
{
  for (guint i = 0; i < mf_scene_list_get_n (self->scene->connections); i++)
    {
      const MfSceneConnection *connection = mf_scene_list_get (self->scene->connections, i);

      if (connection->client == (int) self->index && connection->protocol == MF_PROTOCOL_IMAP)
        return TRUE;
    }
  return FALSE;
}

/**
 * mf_host_dialog_show_acts:
 * @self: the dialog of an agent
 *
 * Shows what can be done there at the playhead.
 */
void
mf_host_dialog_show_acts (MfHostDialog *self)
{
  gboolean acts = self->lesson != NULL;
  gboolean reads = acts && has_account (self);
  gboolean imap = reads && speaks (self, MF_PROTOCOL_IMAP);
  gboolean web = acts && speaks (self, MF_PROTOCOL_HTTP);
  gboolean pop3 = reads && !imap && !web && speaks (self, MF_PROTOCOL_POP3);
  gboolean waiting = imap && is_waiting (self);

  gtk_widget_set_visible (self->compose_row, mf_host_dialog_can_send (self));
  gtk_widget_set_visible (self->fetch_row, pop3 || (reads && web));
  gtk_widget_set_visible (GTK_WIDGET (self->keep_row), pop3);
  gtk_widget_set_visible (self->look_row, imap);
  gtk_widget_set_visible (self->wait_row, imap && !waiting);
  gtk_widget_set_visible (self->stop_waiting_row, waiting);
  gtk_widget_set_visible (self->sign_out_row, imap && is_signed_in (self));
  gtk_widget_set_visible (self->browse_row, web);
  gtk_widget_set_visible (self->stop_row, acts && has_account (self) && !web);
  if (reads && web)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->fetch_row),
                                   _ ("_Sign In and Read New Letters"));
  gtk_widget_set_visible (GTK_WIDGET (self->agent_group),
                          web || pop3 || imap || mf_host_dialog_can_send (self));
}

/**
 * mf_host_dialog_make_folder:
 * @self: the dialog of an agent that reads by IMAP
 * @name: what a new folder is to be called; nothing happens if no folder can be called so
 */
void
mf_host_dialog_make_folder (MfHostDialog *self, const char *name)
{
  const MfIntentMail mail = { .folder = name };
  g_autoptr (MfIntent) intent = NULL;

  g_return_if_fail (MF_IS_HOST_DIALOG (self) && name != NULL);

  intent = mf_intent_new_mail (MF_INTENT_MAKE_FOLDER, self->host->id, &mail);
  if (mf_intent_check (intent, NULL))
    mf_host_dialog_wish (self, intent);
}

static void
make_folder_cb (MfHostDialog *self, GtkEditable *entry)
{
  mf_host_dialog_make_folder (self, gtk_editable_get_text (entry));
}

static GtkWidget *
make_folder_row (MfHostDialog *self)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("New Folder"));
  adw_entry_row_add_prefix (ADW_ENTRY_ROW (row),
                            gtk_image_new_from_icon_name ("folder-new-symbolic"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (make_folder_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
make_list_button (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("view-refresh-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "host.list");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Ask for the Folders"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ask for the Folders"), -1);
  return button;
}

static void
show_folders (MfHostDialog *self)
{
  g_autofree char *user = mf_host_dialog_get_user (self);
  AdwPreferencesGroup *group = mf_host_dialog_add_group (
      self, _ ("Folders"),
      mf_scene_list_get_n (self->scene->hosts[self->index].mailboxes) > 0
          ? _ ("They lie on the server; this is what the agent knows of them")
          : _ ("They lie on the server; the agent has not looked at them yet"));

  if (self->lesson != NULL)
    adw_preferences_group_set_header_suffix (group, make_list_button ());
  mf_host_dialog_add_folders (self, group, self->index, user);
  if (self->lesson != NULL)
    adw_preferences_group_add (group, make_folder_row (self));
}

static void
show_webmail (MfHostDialog *self, guint server)
{
  g_autofree char *user = mf_host_dialog_get_user (self);
  /* Translators: the name of a server */
  g_autofree char *title =
      g_strdup_printf (_ ("Mailbox at %s"), mf_stage_get_host (self->stage, server)->name);
  AdwPreferencesGroup *group =
      mf_host_dialog_add_group (self, title,
                                _ ("All of it lies on the server; the browser keeps nothing"));

  mf_host_dialog_add_folders (self, group, server, user);
}

static void
show_list (MfHostDialog *self,
           const char *title,
           const char *description,
           const char *empty,
           const MfSceneList *items,
           MfItemPlace place)
{
  AdwPreferencesGroup *group = mf_host_dialog_add_group (self, title, description);

  mf_host_dialog_add_items (self, group, empty, items, place);
}

/**
 * mf_host_dialog_show_agent:
 * @self: the dialog of an agent
 *
 * Shows what lies there, or what it knows of what lies on its server.
 */
void
mf_host_dialog_show_agent (MfHostDialog *self)
{
  const MfSceneHost *lies = &self->scene->hosts[self->index];
  int web = mf_host_dialog_find_server (self, MF_PROTOCOL_HTTP);
  gboolean account = has_account (self);

  if (account && web >= 0)
    show_webmail (self, (guint) web);
  else if (account && speaks (self, MF_PROTOCOL_IMAP))
    show_folders (self);
  else if (account && (speaks (self, MF_PROTOCOL_POP3) || lies->incoming != NULL))
    show_list (self, _ ("Received"), _ ("Letters that this agent has fetched"),
               _ ("Nothing fetched yet"), lies->incoming, MF_ITEM_RECEIVED);

  if (account && (has_way_out (self) || lies->outgoing != NULL))
    show_list (self, _ ("Written"), NULL, _ ("Nothing written yet"), lies->outgoing,
               MF_ITEM_WRITTEN);
  if (web >= 0)
    mf_host_dialog_show_browser (self);
}
