/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "lab/mf-intent.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfFolderPlace:
 * @timeline: what was said
 * @scene: what lies where
 * @host: index on the stage of the host whose mailbox it is
 * @mailbox: "bob", "bob/Family"
 * @known: it is what an agent knows of the server's mailbox, not that itself
 * @agent: (nullable): id of the host from where something can be done with it by IMAP
 *
 * A folder, as it is somewhere at some time.
 */
typedef struct
{
  MfTimeline *timeline;
  MfScene *scene;
  guint host;
  const char *mailbox;
  gboolean known;
  const char *agent;
} MfFolderPlace;

/**
 * MfFolderPage:
 *
 * The letters of a folder, the newest first. The signals are "opened" (const
 * char *mailbox, #MfSceneItem) for a letter, and "intent" (#MfIntent).
 */
#define MF_TYPE_FOLDER_PAGE (mf_folder_page_get_type ())
G_DECLARE_FINAL_TYPE (MfFolderPage, mf_folder_page, MF, FOLDER_PAGE, AdwNavigationPage)

GtkWidget *mf_folder_page_new (const MfFolderPlace *place);
guint mf_folder_page_get_n_items (MfFolderPage *self);
void mf_folder_page_search (MfFolderPage *self, const char *text);

G_END_DECLS
