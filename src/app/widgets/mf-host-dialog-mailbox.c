/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog-private.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"
#include "app/widgets/mf-folder-page.h"
#include "app/widgets/mf-folder-row.h"
#include "app/widgets/mf-header-page.h"
#include "app/widgets/mf-letter-menu.h"
#include "app/widgets/mf-message-page.h"
#include "trace/mf-scene-list.h"

#include <string.h>

/* Mailboxes that have folders: on their server, or as an agent knows them. */

/**
 * mf_host_dialog_find_server:
 * @self: the dialog of an agent
 * @protocol: a protocol
 *
 * Returns: index on the stage of the host that the agent speaks it with, or -1
 */
int
mf_host_dialog_find_server (MfHostDialog *self, MfProtocol protocol)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);

      if (link->from == self->index && link->protocol == protocol)
        return (int) link->to;
    }
  return -1;
}

/**
 * mf_host_dialog_get_user:
 * @self: the dialog of an agent whose person has an address
 *
 * Returns: (transfer full): the name of the mailbox: the local part of the address
 */
char *
mf_host_dialog_get_user (MfHostDialog *self)
{
  const char *at = strrchr (self->host->person, '@');

  return at != NULL ? g_strndup (self->host->person, (gsize) (at - self->host->person))
                    : g_strdup (self->host->person);
}

static gboolean
is_known (MfHostDialog *self, guint host)
{
  return mf_stage_get_host (self->stage, host)->kind == MF_HOST_AGENT;
}

/* (nullable): who can do something with the letters of a folder by IMAP. */
static const char *
get_agent (MfHostDialog *self, guint host)
{
  return self->lesson != NULL && is_known (self, host) ? self->host->id : NULL;
}

static void
reply_cb (MfHostDialog *self, MfMessagePage *page)
{
  mf_host_dialog_reply (self, mf_message_page_get_message (page));
}

static GtkWidget *
make_menu (MfHostDialog *self, const MfKnownPlace *place)
{
  g_autofree char *user = mf_folder_get_user (place->mailbox);
  g_autoptr (GPtrArray) mailboxes =
      mf_folders_list (self->scene->hosts[self->index].mailboxes, user);
  GtkWidget *menu = mf_letter_menu_new (self->host->id, place, mailboxes);

  g_signal_connect_swapped (menu, "intent", G_CALLBACK (mf_host_dialog_wish), self);
  return menu;
}

/* The agent sees a letter that lies on its server. */
static void
open_known (MfHostDialog *self, const MfKnownPlace *place)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  GtkWidget *menu = self->lesson != NULL ? make_menu (self, place) : NULL;
  GtkWidget *page;

  if (place->item->content != NULL)
    {
      page = mf_message_page_new (place->item, mf_host_dialog_can_send (self));
      g_signal_connect_swapped (page, "reply", G_CALLBACK (reply_cb), self);
      if (menu != NULL)
        mf_message_page_add_end (MF_MESSAGE_PAGE (page), menu);
    }
  else
    {
      g_autoptr (MfKnownLetter) known =
          mf_known_letter_new (timeline, self->index, place, self->scene->n_records);

      page = mf_header_page_new (place->item, known, menu != NULL);
      if (menu != NULL)
        {
          mf_header_page_add_end (MF_HEADER_PAGE (page), menu);
          g_signal_connect_object (page, "read", G_CALLBACK (mf_letter_menu_read), menu,
                                   G_CONNECT_SWAPPED);
        }
    }
  adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (page));
}

/**
 * mf_host_dialog_open_letter:
 * @self: a dialog
 * @mailbox: a mailbox that it shows: "bob", "bob/Family"
 * @item: a letter in it
 *
 * Opens the letter.
 */
void
mf_host_dialog_open_letter (MfHostDialog *self, const char *mailbox, const MfSceneItem *item)
{
  const MfKnownPlace place = { mailbox, item };
  GtkWidget *page;

  if (self->host->kind == MF_HOST_AGENT && mf_host_dialog_find_server (self, MF_PROTOCOL_IMAP) >= 0)
    {
      open_known (self, &place);
      return;
    }

  page = mf_message_page_new (item, FALSE);
  /* Who looks into a server sees bytes first, not a letter that is somebody's. */
  if (self->host->kind != MF_HOST_AGENT)
    mf_message_page_show (MF_MESSAGE_PAGE (page), "source");
  adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (page));
}

static void
opened_cb (MfHostDialog *self, const char *mailbox, const MfSceneItem *item)
{
  mf_host_dialog_open_letter (self, mailbox, item);
}

static void
open_folder (MfHostDialog *self, guint host, const char *mailbox)
{
  const MfFolderPlace place = {
    .timeline = mf_playback_get_timeline (self->playback),
    .scene = self->scene,
    .host = host,
    .mailbox = mailbox,
    .known = is_known (self, host),
    .agent = get_agent (self, host),
  };
  GtkWidget *page = mf_folder_page_new (&place);

  g_signal_connect_swapped (page, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect_swapped (page, "intent", G_CALLBACK (mf_host_dialog_wish), self);
  adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (page));
}

static guint
get_mailbox_host (MfHostDialog *self)
{
  int server =
      self->host->kind == MF_HOST_AGENT ? mf_host_dialog_find_server (self, MF_PROTOCOL_HTTP) : -1;

  return server >= 0 ? (guint) server : self->index;
}

static void
folder_activated_cb (MfHostDialog *self, MfFolderRow *row)
{
  open_folder (self, get_mailbox_host (self), mf_folder_row_get_mailbox (row));
}

/**
 * mf_host_dialog_open_folder:
 * @self: a dialog
 * @mailbox: a mailbox that it shows: "bob", "bob/Family"
 *
 * Opens the folder.
 */
void
mf_host_dialog_open_folder (MfHostDialog *self, const char *mailbox)
{
  g_return_if_fail (MF_IS_HOST_DIALOG (self) && mailbox != NULL);

  open_folder (self, get_mailbox_host (self), mailbox);
}

/**
 * mf_host_dialog_add_folders:
 * @self: a dialog
 * @group: where rows are added
 * @host: index of the host whose mailboxes they are
 * @user: whose
 */
void
mf_host_dialog_add_folders (MfHostDialog *self,
                            AdwPreferencesGroup *group,
                            guint host,
                            const char *user)
{
  g_autoptr (GPtrArray) names = mf_folders_list (self->scene->hosts[host].mailboxes, user);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      const MfSceneMailbox *mailbox = mf_scene_find_mailbox (self->scene, host, name);
      const MfSceneList *items = mailbox != NULL ? mailbox->items : NULL;
      GtkWidget *row = mf_folder_row_new (name, items);

      g_signal_connect_swapped (row, "activated", G_CALLBACK (folder_activated_cb), self);
      adw_preferences_group_add (group, row);
      self->n_items += mf_scene_list_get_n (items);
    }
}
