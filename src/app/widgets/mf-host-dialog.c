/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog-private.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"
#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/widgets/mf-composer.h"
#include "app/widgets/mf-message-page.h"
#include "app/widgets/mf-plain-row.h"
#include "trace/mf-scene-list.h"

enum
{
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfHostDialog, mf_host_dialog, ADW_TYPE_DIALOG)

void
mf_host_dialog_wish (MfHostDialog *self, MfIntent *intent)
{
  g_signal_emit (self, signals[INTENT], 0, intent);
}

void
mf_host_dialog_wish_mail (MfHostDialog *self, MfIntentKind kind, const MfIntentMail *mail)
{
  g_autoptr (MfIntent) intent = mf_intent_new_mail (kind, self->host->id, mail);

  mf_host_dialog_wish (self, intent);
}

static MfComposer *
push_composer (MfHostDialog *self)
{
  MfComposer *composer = MF_COMPOSER (mf_composer_new (self->host));

  g_signal_connect_swapped (composer, "intent", G_CALLBACK (mf_host_dialog_wish), self);
  adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (composer));
  return composer;
}

/**
 * mf_host_dialog_compose:
 * @self: the dialog of an agent
 *
 * Begins a letter.
 */
void
mf_host_dialog_compose (MfHostDialog *self)
{
  g_return_if_fail (MF_IS_HOST_DIALOG (self));
  g_return_if_fail (self->host->kind == MF_HOST_AGENT);

  push_composer (self);
}

static void
compose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_host_dialog_compose (MF_HOST_DIALOG (widget));
}

static void
fetch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfHostDialog *self = MF_HOST_DIALOG (widget);
  g_autoptr (MfIntent) intent =
      mf_intent_new_fetch (self->host->id, !adw_switch_row_get_active (self->keep_row));

  mf_host_dialog_wish (self, intent);
}

static void
look_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_host_dialog_wish_mail (MF_HOST_DIALOG (widget),
                            g_str_equal (name, "host.wait") ? MF_INTENT_WAIT : MF_INTENT_SYNC,
                            &(MfIntentMail) { .folder = MF_FOLDER_INBOX });
}

static void
session_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfIntentKind kind = g_str_equal (name, "host.stop-waiting") ? MF_INTENT_STOP_WAITING
                      : g_str_equal (name, "host.list")       ? MF_INTENT_LIST
                                                              : MF_INTENT_SIGN_OUT;

  mf_host_dialog_wish_mail (MF_HOST_DIALOG (widget), kind, &(MfIntentMail) { 0 });
}

/* (nullable): what somebody types into an address line, as a URL that a browser here can go to. */
static char *
make_url (const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));
  /* Nobody types this part. */
  g_autofree char *url = strstr (stripped, "://") != NULL ? g_strdup (stripped)
                                                          : g_strconcat ("http://", stripped, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  return g_steal_pointer (&url);
}

/**
 * mf_host_dialog_browse:
 * @self: the dialog of a browser
 * @url: where its person wants to go, as typed; what is no URL of a page is marked as wrong
 */
void
mf_host_dialog_browse (MfHostDialog *self, const char *url)
{
  g_autofree char *whole = NULL;
  g_autoptr (MfIntent) intent = NULL;

  g_return_if_fail (MF_IS_HOST_DIALOG (self) && url != NULL);

  whole = make_url (url);
  if (whole == NULL)
    {
      gtk_widget_add_css_class (self->browse_row, "error");
      return;
    }

  gtk_widget_remove_css_class (self->browse_row, "error");
  intent = mf_intent_new_browse (self->host->id, whole);
  mf_host_dialog_wish (self, intent);
}

static void
browse_cb (MfHostDialog *self, GtkEditable *entry)
{
  mf_host_dialog_browse (self, gtk_editable_get_text (entry));
}

void
mf_host_dialog_reply (MfHostDialog *self, MfMessage *message)
{
  mf_composer_reply_to (push_composer (self), message);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfHostDialog *self = MF_HOST_DIALOG (widget);
  g_autoptr (MfIntent) intent = mf_intent_new_stop (self->host->id);

  mf_host_dialog_wish (self, intent);
}

static void
reply_cb (MfHostDialog *self, MfMessagePage *page)
{
  mf_host_dialog_reply (self, mf_message_page_get_message (page));
}

static void
open_item (MfHostDialog *self, const MfSceneItem *item)
{
  gboolean reader = self->host->kind == MF_HOST_AGENT;
  GtkWidget *page = mf_message_page_new (item, reader && mf_host_dialog_can_send (self));

  g_signal_connect_swapped (page, "reply", G_CALLBACK (reply_cb), self);
  /* Who looks into a server sees bytes first, not a letter that is somebody's. */
  if (!reader)
    mf_message_page_show (MF_MESSAGE_PAGE (page), "source");
  adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (page));
}

static void
item_activated_cb (MfHostDialog *self, MfItemRow *row)
{
  open_item (self, mf_item_row_get_item (row));
}

AdwPreferencesGroup *
mf_host_dialog_add_group (MfHostDialog *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (group, escaped);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (self->page, group);
  g_ptr_array_add (self->groups, group);
  return group;
}

void
mf_host_dialog_add_note (AdwPreferencesGroup *group, const char *text)
{
  GtkWidget *row = mf_plain_row_new (text, NULL);

  gtk_widget_add_css_class (row, "dimmed");
  adw_preferences_group_add (group, row);
}

/* The newest first. */
void
mf_host_dialog_add_items (MfHostDialog *self,
                          AdwPreferencesGroup *group,
                          const char *empty,
                          const MfSceneList *items,
                          MfItemPlace place)
{
  guint n_items = mf_scene_list_get_n (items);

  for (guint i = 0; i < MIN (n_items, MF_HOST_DIALOG_MAX_ROWS); i++)
    {
      GtkWidget *row = mf_item_row_new (mf_scene_list_get (items, n_items - 1 - i), place);

      g_signal_connect_swapped (row, "activated", G_CALLBACK (item_activated_cb), self);
      adw_preferences_group_add (group, row);
    }
  self->n_items += n_items;
  if (n_items == 0)
    mf_host_dialog_add_note (group, empty);
  else if (n_items > MF_HOST_DIALOG_MAX_ROWS)
    {
      guint n_older = n_items - MF_HOST_DIALOG_MAX_ROWS;
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u older letter",
                                                            "and %u older letters", n_older),
                                               n_older);

      mf_host_dialog_add_note (group, more);
    }
}

static void
show_scene (MfHostDialog *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);

  /* Another lesson was opened meanwhile. */
  if (timeline == NULL || mf_timeline_get_stage (timeline) != self->stage)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (self->page, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  self->power_row = NULL;
  self->n_items = 0;
  g_clear_pointer (&self->scene, mf_scene_unref);
  self->scene = mf_timeline_get_scene (timeline, (guint) mf_playback_get_playhead (self->playback));

  switch (self->host->kind)
    {
    case MF_HOST_AGENT:
      mf_host_dialog_show_acts (self);
      mf_host_dialog_show_agent (self);
      break;
    case MF_HOST_WEB_SERVER:
      mf_host_dialog_show_web_server (self);
      break;
    case MF_HOST_SERVER:
      mf_host_dialog_show_server (self);
      break;
    case MF_HOST_NAME_SERVER:
    default:
      mf_host_dialog_show_name_server (self);
      break;
    }
}

static const MfSceneItem *
find_in (const MfSceneList *items, const char *id)
{
  return items != NULL ? mf_scene_list_find (items, id) : NULL;
}

/* An agent knows letters by their numbers, of which each folder has its own: the one where
 * something happened last is the one that the picture shows. */
static gboolean
open_in_folder (MfHostDialog *self, const MfSceneList *mailboxes, const char *id)
{
  const MfSceneMailbox *latest = NULL;
  const MfSceneItem *item = NULL;

  for (guint i = 0; i < mf_scene_list_get_n (mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);
      const MfSceneItem *found = find_in (mailbox->items, id);

      if (found != NULL && (item == NULL || found->last_seq >= item->last_seq))
        {
          latest = mailbox;
          item = found;
        }
    }
  if (latest != NULL)
    mf_host_dialog_open_letter (self, latest->name, item);
  return latest != NULL;
}

/**
 * mf_host_dialog_open_item:
 * @self: a dialog
 * @id: a letter that lies at the host
 *
 * Opens it at once.
 *
 * Returns: whether there is one
 */
gboolean
mf_host_dialog_open_item (MfHostDialog *self, const char *id)
{
  const MfSceneHost *lies = &self->scene->hosts[self->index];
  const MfSceneItem *item;

  g_return_val_if_fail (MF_IS_HOST_DIALOG (self), FALSE);

  item = find_in (lies->queue, id);
  if (item == NULL)
    item = find_in (lies->incoming, id);
  if (item == NULL)
    item = find_in (lies->outgoing, id);
  if (item != NULL)
    {
      open_item (self, item);
      return TRUE;
    }

  return open_in_folder (self, lies->mailboxes, id);
}

AdwNavigationPage *
mf_host_dialog_get_visible_page (MfHostDialog *self)
{
  g_return_val_if_fail (MF_IS_HOST_DIALOG (self), NULL);

  return adw_navigation_view_get_visible_page (self->navigation);
}

/**
 * mf_host_dialog_get_n_items:
 * @self: a dialog
 *
 * Returns: how many letters lie at the host
 */
guint
mf_host_dialog_get_n_items (MfHostDialog *self)
{
  g_return_val_if_fail (MF_IS_HOST_DIALOG (self), 0);

  return self->n_items;
}

/**
 * mf_host_dialog_set_keep:
 * @self: the dialog of an agent
 * @keep: whether what is fetched stays on the server
 */
void
mf_host_dialog_set_keep (MfHostDialog *self, gboolean keep)
{
  g_return_if_fail (MF_IS_HOST_DIALOG (self));

  adw_switch_row_set_active (self->keep_row, keep);
}

/**
 * mf_host_dialog_new:
 * @playback: what it shows a host of
 * @lesson: (nullable): where the zone is written
 * @host: the host's index on the stage
 *
 * Returns: (transfer floating): the dialog
 */
MfHostDialog *
mf_host_dialog_new (MfPlayback *playback, MfLesson *lesson, guint host)
{
  MfHostDialog *self = g_object_new (MF_TYPE_HOST_DIALOG, NULL);
  MfStage *stage = mf_timeline_get_stage (mf_playback_get_timeline (playback));
  g_autofree char *label = NULL;
  g_autofree char *where = NULL;

  self->playback = g_object_ref (playback);
  self->lesson = lesson != NULL ? g_object_ref (lesson) : NULL;
  self->index = host;
  self->stage = mf_stage_ref (stage);
  self->host = mf_stage_get_host (stage, host);
  label = mf_host_get_label (self->host);
  if (self->host->person != NULL)
    /* Translators: a mail address, then an IP address */
    where = g_strdup_printf (_ ("%1$s, %2$s"), self->host->person, self->host->address);
  adw_dialog_set_title (ADW_DIALOG (self), label);
  adw_window_title_set_title (self->title, label);
  adw_window_title_set_subtitle (self->title, where != NULL ? where : self->host->address);
  gtk_widget_set_visible (GTK_WIDGET (self->agent_group), FALSE);
  show_scene (self);
  g_signal_connect_object (playback, "notify::step", G_CALLBACK (show_scene), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
mf_host_dialog_dispose (GObject *object)
{
  MfHostDialog *self = MF_HOST_DIALOG (object);

  g_clear_handle_id (&self->power_id, g_source_remove);
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MF_TYPE_HOST_DIALOG);

  G_OBJECT_CLASS (mf_host_dialog_parent_class)->dispose (object);
}

static void
mf_host_dialog_finalize (GObject *object)
{
  MfHostDialog *self = MF_HOST_DIALOG (object);

  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->scene, mf_scene_unref);
  g_clear_pointer (&self->stage, mf_stage_unref);
  g_clear_object (&self->playback);
  g_clear_object (&self->lesson);

  G_OBJECT_CLASS (mf_host_dialog_parent_class)->finalize (object);
}

static void
mf_host_dialog_class_init (MfHostDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_host_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = mf_host_dialog_finalize;

  signals[INTENT] = g_signal_new ("intent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_INTENT);
  gtk_widget_class_install_action (widget_class, "host.compose", NULL, compose_action);
  gtk_widget_class_install_action (widget_class, "host.fetch", NULL, fetch_action);
  gtk_widget_class_install_action (widget_class, "host.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "host.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "host.wait", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "host.list", NULL, session_action);
  gtk_widget_class_install_action (widget_class, "host.stop-waiting", NULL, session_action);
  gtk_widget_class_install_action (widget_class, "host.sign-out", NULL, session_action);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-host-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, page);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, agent_group);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, keep_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, compose_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, fetch_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, look_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, wait_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, stop_waiting_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, sign_out_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, stop_row);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, browse_row);
  gtk_widget_class_bind_template_callback (widget_class, browse_cb);
}

static void
mf_host_dialog_init (MfHostDialog *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
