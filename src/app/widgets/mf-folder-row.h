/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "trace/mf-scene.h"

G_BEGIN_DECLS

/**
 * MfFolderRow:
 *
 * A folder: its name, how many letters are in it, and how many of them are
 * unread.
 */
#define MF_TYPE_FOLDER_ROW (mf_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (MfFolderRow, mf_folder_row, MF, FOLDER_ROW, AdwActionRow)

GtkWidget *mf_folder_row_new (const char *mailbox, const MfSceneList *items);
const char *mf_folder_row_get_mailbox (MfFolderRow *self);

G_END_DECLS
