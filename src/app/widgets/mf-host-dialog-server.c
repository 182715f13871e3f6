/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog-private.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"
#include "app/mf-wire-text.h"
#include "app/widgets/mf-plain-row.h"
#include "lab/mf-pictures.h"
#include "lab/mf-web-server.h"
#include "trace/mf-scene-list.h"

/* What lies on a server: its queue and mailboxes, or the objects and records that
 * it has; and its plug. */

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

static gboolean
emit_power_cb (gpointer user_data)
{
  MfHostDialog *self = user_data;
  g_autoptr (MfIntent) intent = NULL;

  self->power_id = 0;
  intent = mf_host_dialog_get_power (self) ? mf_intent_new_up (self->host->id)
                                           : mf_intent_new_down (self->host->id);
  mf_host_dialog_wish (self, intent);
  return G_SOURCE_REMOVE;
}

static void
describe_power (MfHostDialog *self)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->power_row),
                               adw_switch_row_get_active (self->power_row)
                                   ? _ ("Switch it off, and nobody can reach it from here on")
                                   : _ ("Nobody can reach it until you switch it on"));
}

/* What follows takes the row away, which is still busy with switching. */
static void
power_changed_cb (MfHostDialog *self)
{
  describe_power (self);
  if (self->power_id == 0)
    self->power_id = g_idle_add (emit_power_cb, self);
}

/* What can go wrong with it, for whoever wants to see what happens then. */
static void
add_faults (MfHostDialog *self)
{
  AdwPreferencesGroup *group;
  GtkWidget *row;

  /* A recording shows what was. */
  if (self->lesson == NULL)
    return;

  group = mf_host_dialog_add_group (self, _ ("Network"), NULL);
  row = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Switched On"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), !self->scene->hosts[self->index].down);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (power_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  self->power_row = ADW_SWITCH_ROW (row);
  describe_power (self);
}

/* POP3 knows neither folders nor flags, so they are only shown where somebody sets them. */
static gboolean
keeps_flags (MfHostDialog *self)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);

      if (link->to == self->index &&
          (link->protocol == MF_PROTOCOL_IMAP || link->protocol == MF_PROTOCOL_HTTP))
        return TRUE;
    }
  return FALSE;
}

static void
add_mailbox (MfHostDialog *self, const char *user)
{
  const MfSceneMailbox *inbox = mf_scene_find_mailbox (self->scene, self->index, user);
  /* Translators: whose mailbox it is: “Mailbox of bob” */
  g_autofree char *title = g_strdup_printf (_ ("Mailbox of %s"), user);
  AdwPreferencesGroup *group = mf_host_dialog_add_group (self, title, NULL);

  if (keeps_flags (self))
    mf_host_dialog_add_folders (self, group, self->index, user);
  else
    mf_host_dialog_add_items (self, group, _ ("The mailbox is empty"),
                              inbox != NULL ? inbox->items : NULL, MF_ITEM_DELIVERED);
}

void
mf_host_dialog_show_server (MfHostDialog *self)
{
  const MfSceneHost *lies = &self->scene->hosts[self->index];
  g_autoptr (GPtrArray) users = mf_folders_list_users (lies->mailboxes);
  AdwPreferencesGroup *group =
      mf_host_dialog_add_group (self, _ ("Queue"), _ ("Mail that is still to be sent on"));

  mf_host_dialog_add_items (self, group, _ ("The queue is empty"), lies->queue, MF_ITEM_QUEUED);
  for (guint i = 0; i < users->len; i++)
    add_mailbox (self, g_ptr_array_index (users, i));
  if (users->len == 0)
    mf_host_dialog_add_note (mf_host_dialog_add_group (self, _ ("Mailboxes"), NULL),
                             _ ("Nothing delivered yet"));
  add_faults (self);
}

static GtkWidget *
add_fact (AdwPreferencesGroup *group, const char *name, const char *value)
{
  GtkWidget *row = mf_plain_row_new (name, value);

  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
  return row;
}

/* As it is written in a zone. */
static void
add_dns_record (AdwPreferencesGroup *group, const char *question, const char *answer)
{
  GtkWidget *row = add_fact (group, question, answer);

  gtk_widget_add_css_class (row, "monospace");
  mf_wire_text_mark (row);
}

void
mf_host_dialog_show_web_server (MfHostDialog *self)
{
  const MfLessonPage *page =
      self->lesson != NULL ? mf_lesson_find_page (self->lesson, self->index) : NULL;
  AdwPreferencesGroup *group =
      mf_host_dialog_add_group (self, _ ("Objects"), _ ("What a browser can ask for here"));

  g_autofree char *described = NULL;

  if (page == NULL)
    return;
  described = g_strdup_printf ("%s · %s", MF_WEB_SERVER_PAGE_TYPE, page->title);
  add_fact (group, "/", described);
  for (guint i = 1; i <= page->n_pictures; i++)
    {
      g_autofree char *path = g_strconcat ("/", mf_picture_get_name (i), NULL);

      add_fact (group, path, MF_PICTURES_TYPE);
    }
}

void
mf_host_dialog_show_name_server (MfHostDialog *self)
{
  AdwPreferencesGroup *group;
  guint n_mx = 0;
  const MfLessonMx *mx = self->lesson != NULL ? mf_lesson_get_mx (self->lesson, &n_mx) : NULL;

  group = mf_host_dialog_add_group (self, _ ("Which server takes mail for a domain"), NULL);
  for (guint i = 0; i < n_mx; i++)
    {
      g_autofree char *question = g_strdup_printf ("%s MX", mx[i].domain);
      g_autofree char *answer = g_strdup_printf ("%u %s", mx[i].preference, mx[i].exchange);

      add_dns_record (group, question, answer);
    }
  group = mf_host_dialog_add_group (self, _ ("Which address a name has"), NULL);
  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      const MfStageHost *host = mf_stage_get_host (self->stage, i);
      g_autofree char *question = g_strdup_printf ("%s A", host->name);

      add_dns_record (group, question, host->address);
    }
}
