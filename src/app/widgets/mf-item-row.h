/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-known-letter.h"
#include "trace/mf-scene.h"

G_BEGIN_DECLS

/**
 * MfItemPlace:
 * @MF_ITEM_QUEUED: in a server's queue
 * @MF_ITEM_DELIVERED: in a mailbox that is emptied as a whole, or whose flags nobody sets
 * @MF_ITEM_FLAGGED: in a folder on its server, where it has flags
 * @MF_ITEM_KNOWN: in such a folder, as an agent sees it
 * @MF_ITEM_RECEIVED: with the agent that fetched it
 * @MF_ITEM_WRITTEN: with the agent that it was written with
 *
 * Where a letter lies, which decides what is worth saying about it.
 */
typedef enum
{
  MF_ITEM_QUEUED,
  MF_ITEM_DELIVERED,
  MF_ITEM_FLAGGED,
  MF_ITEM_KNOWN,
  MF_ITEM_RECEIVED,
  MF_ITEM_WRITTEN,
} MfItemPlace;

/**
 * MfItemRow:
 *
 * A letter that lies somewhere. The scene that it is of must outlive the row.
 */
#define MF_TYPE_ITEM_ROW (mf_item_row_get_type ())
G_DECLARE_FINAL_TYPE (MfItemRow, mf_item_row, MF, ITEM_ROW, AdwActionRow)

GtkWidget *mf_item_row_new (const MfSceneItem *item, MfItemPlace place);
GtkWidget *mf_item_row_new_known (const MfSceneItem *item, const MfKnownLetter *known);
const MfSceneItem *mf_item_row_get_item (MfItemRow *self);

G_END_DECLS
