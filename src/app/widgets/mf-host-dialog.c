/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog.h"

#include <glib/gi18n.h>

#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/widgets/mf-composer.h"
#include "app/widgets/mf-item-row.h"
#include "app/widgets/mf-message-page.h"
#include "app/widgets/mf-plain-row.h"
#include "lab/mf-pictures.h"
#include "trace/mf-scene-list.h"

/* A mailbox may hold a hundred thousand letters; the newest are enough to look at. */
#define MAX_ROWS 100

struct _MfHostDialog
{
  AdwDialog parent_instance;

  MfPlayback *playback;
  MfLesson *lesson; /* (nullable) */
  MfStage *stage;
  const MfStageHost *host; /* on the stage */
  guint index;
  MfScene *scene;
  GPtrArray *groups; /* of AdwPreferencesGroup, made for the scene */
  guint n_items;

  AdwNavigationView *navigation;
  AdwWindowTitle *title;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *agent_group;
  AdwSwitchRow *keep_row;
  AdwSwitchRow *power_row; /* (nullable): of a server, made for the scene */
  guint power_id;
};

enum
{
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfHostDialog, mf_host_dialog, ADW_TYPE_DIALOG)

static void
emit_intent (MfHostDialog *self, MfIntent *intent)
{
  g_signal_emit (self, signals[INTENT], 0, intent);
}

static MfComposer *
push_composer (MfHostDialog *self)
{
  MfComposer *composer = MF_COMPOSER (mf_composer_new (self->host));

  g_signal_connect_swapped (composer, "intent", G_CALLBACK (emit_intent), self);
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

  emit_intent (self, intent);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfHostDialog *self = MF_HOST_DIALOG (widget);
  g_autoptr (MfIntent) intent = mf_intent_new_stop (self->host->id);

  emit_intent (self, intent);
}

static void
reply_cb (MfHostDialog *self, MfMessagePage *page)
{
  mf_composer_reply_to (push_composer (self), mf_message_page_get_message (page));
}

static void
open_item (MfHostDialog *self, const MfSceneItem *item)
{
  gboolean reader = self->host->kind == MF_HOST_AGENT;
  GtkWidget *page = mf_message_page_new (item, reader);

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

static AdwPreferencesGroup *
add_group (MfHostDialog *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (group, escaped);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (self->page, group);
  g_ptr_array_add (self->groups, group);
  return group;
}

static void
add_note (AdwPreferencesGroup *group, const char *text)
{
  GtkWidget *row = mf_plain_row_new (text, NULL);

  gtk_widget_add_css_class (row, "dimmed");
  adw_preferences_group_add (group, row);
}

/* The newest first. */
static void
add_items (MfHostDialog *self,
           const char *title,
           const char *description,
           const char *empty,
           const MfSceneList *items,
           MfItemPlace place)
{
  AdwPreferencesGroup *group = add_group (self, title, description);

  guint n_items = mf_scene_list_get_n (items);

  for (guint i = 0; i < MIN (n_items, MAX_ROWS); i++)
    {
      GtkWidget *row = mf_item_row_new (mf_scene_list_get (items, n_items - 1 - i), place);

      g_signal_connect_swapped (row, "activated", G_CALLBACK (item_activated_cb), self);
      adw_preferences_group_add (group, row);
    }
  self->n_items += n_items;
  if (n_items == 0)
    add_note (group, empty);
  else if (n_items > MAX_ROWS)
    {
      g_autofree char *more =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u older letter",
                                        "and %u older letters", n_items - MAX_ROWS),
                           n_items - MAX_ROWS);

      add_note (group, more);
    }
}

/* Whether somebody writes and reads here; a file that was opened does not say, so
 * there everybody who has an address does. */
static gboolean
has_account (MfHostDialog *self)
{
  if (self->host->kind != MF_HOST_AGENT)
    return FALSE;

  return self->lesson != NULL ? mf_lesson_find_agent (self->lesson, self->index) != NULL
                              : self->host->person != NULL;
}

static void
show_agent (MfHostDialog *self, const MfSceneHost *lies)
{
  add_items (self, _ ("Received"), _ ("Letters that this agent has fetched"),
             _ ("Nothing fetched yet"), lies->incoming, MF_ITEM_RECEIVED);
  add_items (self, _ ("Written"), NULL, _ ("Nothing written yet"), lies->outgoing, MF_ITEM_WRITTEN);
}

static gboolean
emit_power_cb (gpointer user_data)
{
  MfHostDialog *self = user_data;
  g_autoptr (MfIntent) intent = NULL;

  self->power_id = 0;
  intent = mf_host_dialog_get_power (self) ? mf_intent_new_up (self->host->id)
                                           : mf_intent_new_down (self->host->id);
  emit_intent (self, intent);
  return G_SOURCE_REMOVE;
}

/* What follows takes the row away, which is still busy with switching. */
static void
power_changed_cb (MfHostDialog *self)
{
  if (self->power_id == 0)
    self->power_id = g_idle_add (emit_power_cb, self);
}

/* What can go wrong with it, for whoever wants to see what happens then. */
static void
add_faults (MfHostDialog *self, const MfSceneHost *lies)
{
  AdwPreferencesGroup *group;
  GtkWidget *row;

  /* A recording shows what was. */
  if (self->lesson == NULL)
    return;

  group = add_group (self, _ ("Network"), NULL);
  row = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Switched On"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Switch it off, and nobody can reach it from here on"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), !lies->down);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (power_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  self->power_row = ADW_SWITCH_ROW (row);
}

static void
show_server (MfHostDialog *self, const MfSceneHost *lies)
{
  add_items (self, _ ("Queue"), _ ("Mail that is still to be sent on"), _ ("The queue is empty"),
             lies->queue, MF_ITEM_QUEUED);
  for (guint i = 0; i < mf_scene_list_get_n (lies->mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (lies->mailboxes, i);
      const char *slash = strchr (mailbox->name, '/');
      g_autofree char *user =
          slash != NULL ? g_strndup (mailbox->name, slash - mailbox->name) : NULL;
      g_autofree char *title = NULL;

      if (slash != NULL)
        /* Translators: a folder and whose it is: “Folder Archive of bob” */
        title = g_strdup_printf (_ ("Folder %1$s of %2$s"), slash + 1, user);
      else
        /* Translators: whose mailbox it is: “Mailbox of bob” */
        title = g_strdup_printf (_ ("Mailbox of %s"), mailbox->name);
      add_items (self, title, NULL, _ ("The mailbox is empty"), mailbox->items, MF_ITEM_DELIVERED);
    }
  if (mf_scene_list_get_n (lies->mailboxes) == 0)
    add_items (self, _ ("Mailboxes"), NULL, _ ("Nothing delivered yet"), NULL, MF_ITEM_DELIVERED);
}

static void
add_fact (AdwPreferencesGroup *group, const char *name, const char *value)
{
  GtkWidget *row = mf_plain_row_new (name, value);

  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  gtk_widget_add_css_class (row, "monospace");
  adw_preferences_group_add (group, row);
}

static void
show_web_server (MfHostDialog *self)
{
  const MfLessonPage *page =
      self->lesson != NULL ? mf_lesson_find_page (self->lesson, self->index) : NULL;
  AdwPreferencesGroup *group =
      add_group (self, _ ("Objects"), _ ("What a browser can ask for here"));

  if (page == NULL)
    return;
  add_fact (group, "/", page->title);
  for (guint i = 1; i <= page->n_pictures; i++)
    {
      g_autofree char *path = g_strconcat ("/", mf_picture_get_name (i), NULL);

      add_fact (group, path, MF_PICTURES_TYPE);
    }
}

static void
show_name_server (MfHostDialog *self)
{
  AdwPreferencesGroup *group;
  guint n_mx = 0;
  const MfLessonMx *mx = self->lesson != NULL ? mf_lesson_get_mx (self->lesson, &n_mx) : NULL;

  group = add_group (self, _ ("Which server takes mail for a domain"), NULL);
  for (guint i = 0; i < n_mx; i++)
    {
      g_autofree char *question = g_strdup_printf ("%s MX", mx[i].domain);
      g_autofree char *answer = g_strdup_printf ("%u %s", mx[i].preference, mx[i].exchange);

      add_fact (group, question, answer);
    }
  group = add_group (self, _ ("Which address a name has"), NULL);
  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      const MfStageHost *host = mf_stage_get_host (self->stage, i);
      g_autofree char *question = g_strdup_printf ("%s A", host->name);

      add_fact (group, question, host->address);
    }
}

static void
show_scene (MfHostDialog *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  const MfSceneHost *lies;

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
  lies = &self->scene->hosts[self->index];

  switch (self->host->kind)
    {
    case MF_HOST_AGENT:
      if (has_account (self))
        show_agent (self, lies);
      break;
    case MF_HOST_WEB_SERVER:
      show_web_server (self);
      break;
    case MF_HOST_SERVER:
      show_server (self, lies);
      add_faults (self, lies);
      break;
    case MF_HOST_NAME_SERVER:
    default:
      show_name_server (self);
      break;
    }
}

static const MfSceneItem *
find_in (const MfSceneList *items, const char *id)
{
  return items != NULL ? mf_scene_list_find (items, id) : NULL;
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
  for (guint i = 0; item == NULL && i < mf_scene_list_get_n (lies->mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (lies->mailboxes, i);

      item = find_in (mailbox->items, id);
    }
  if (item == NULL)
    item = find_in (lies->incoming, id);
  if (item == NULL)
    item = find_in (lies->outgoing, id);
  if (item != NULL)
    open_item (self, item);
  return item != NULL;
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
 * mf_host_dialog_set_power:
 * @self: the dialog of a server in a lesson
 * @on: whether it is to be reached
 */
void
mf_host_dialog_set_power (MfHostDialog *self, gboolean on)
{
  g_return_if_fail (MF_IS_HOST_DIALOG (self) && self->power_row != NULL);

  adw_switch_row_set_active (self->power_row, on);
}

gboolean
mf_host_dialog_get_power (MfHostDialog *self)
{
  g_return_val_if_fail (MF_IS_HOST_DIALOG (self), FALSE);

  return self->power_row != NULL && adw_switch_row_get_active (self->power_row);
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
  gtk_widget_set_visible (GTK_WIDGET (self->agent_group), has_account (self));
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

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-host-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, page);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, agent_group);
  gtk_widget_class_bind_template_child (widget_class, MfHostDialog, keep_row);
}

static void
mf_host_dialog_init (MfHostDialog *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
