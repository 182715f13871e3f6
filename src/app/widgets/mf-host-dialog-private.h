/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/widgets/mf-host-dialog.h"
#include "app/widgets/mf-item-row.h"
#include "mail/mf-message.h"

G_BEGIN_DECLS

/* A mailbox may hold a hundred thousand letters; the newest are enough to look at. */
#define MF_HOST_DIALOG_MAX_ROWS 100

struct _MfHostDialog
{
  AdwDialog parent_instance;

  MfPlayback *playback;
  MfLesson *lesson; /* (nullable): nothing can be done in a recording */
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
  GtkWidget *compose_row;
  GtkWidget *fetch_row;
  GtkWidget *look_row;
  GtkWidget *wait_row;
  GtkWidget *stop_waiting_row;
  GtkWidget *sign_out_row;
  GtkWidget *browse_row;
  GtkWidget *stop_row;
  AdwSwitchRow *keep_row;
  AdwSwitchRow *power_row; /* (nullable): of a server, made for the scene */
  guint power_id;
};

/* mf-host-dialog.c */
void mf_host_dialog_wish (MfHostDialog *self, MfIntent *intent);
void mf_host_dialog_wish_mail (MfHostDialog *self, MfIntentKind kind, const MfIntentMail *mail);
AdwPreferencesGroup *
mf_host_dialog_add_group (MfHostDialog *self, const char *title, const char *description);
void mf_host_dialog_add_note (AdwPreferencesGroup *group, const char *text);
void mf_host_dialog_add_items (MfHostDialog *self,
                               AdwPreferencesGroup *group,
                               const char *empty,
                               const MfSceneList *items,
                               MfItemPlace place);
void mf_host_dialog_reply (MfHostDialog *self, MfMessage *message);

/* mf-host-dialog-mailbox.c */
int mf_host_dialog_find_server (MfHostDialog *self, MfProtocol protocol);
char *mf_host_dialog_get_user (MfHostDialog *self);
void mf_host_dialog_add_folders (MfHostDialog *self,
                                 AdwPreferencesGroup *group,
                                 guint host,
                                 const char *user);
void mf_host_dialog_open_letter (MfHostDialog *self, const char *mailbox, const MfSceneItem *item);

/* mf-host-dialog-agent.c */
gboolean mf_host_dialog_can_send (MfHostDialog *self);
void mf_host_dialog_show_acts (MfHostDialog *self);
void mf_host_dialog_show_agent (MfHostDialog *self);

/* mf-host-dialog-browser.c */
void mf_host_dialog_show_browser (MfHostDialog *self);

/* mf-host-dialog-server.c */
void mf_host_dialog_show_server (MfHostDialog *self);
void mf_host_dialog_show_web_server (MfHostDialog *self);
void mf_host_dialog_show_name_server (MfHostDialog *self);

G_END_DECLS
