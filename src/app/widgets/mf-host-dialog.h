/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-playback.h"
#include "lab/mf-intent.h"
#include "lab/mf-lesson.h"

G_BEGIN_DECLS

/**
 * MfHostDialog:
 *
 * A host, opened: the letters of an agent, or the folders that it knows of on its
 * server; what a browser has fetched; queue and mailboxes of a server, the
 * records of a name server, all at the playhead. The signal "intent" (#MfIntent)
 * is what its person wishes.
 */
#define MF_TYPE_HOST_DIALOG (mf_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MfHostDialog, mf_host_dialog, MF, HOST_DIALOG, AdwDialog)

MfHostDialog *mf_host_dialog_new (MfPlayback *playback, MfLesson *lesson, guint host);
void mf_host_dialog_compose (MfHostDialog *self);
void mf_host_dialog_browse (MfHostDialog *self, const char *url);
void mf_host_dialog_make_folder (MfHostDialog *self, const char *name);
void mf_host_dialog_open_folder (MfHostDialog *self, const char *mailbox);
gboolean mf_host_dialog_open_item (MfHostDialog *self, const char *id);
AdwNavigationPage *mf_host_dialog_get_visible_page (MfHostDialog *self);
guint mf_host_dialog_get_n_items (MfHostDialog *self);
void mf_host_dialog_set_keep (MfHostDialog *self, gboolean keep);
void mf_host_dialog_set_power (MfHostDialog *self, gboolean on);
gboolean mf_host_dialog_get_power (MfHostDialog *self);

G_END_DECLS
