/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "mail/mf-message.h"

G_BEGIN_DECLS

/**
 * MfPartList:
 *
 * A message as the tree of its parts, with the fields of each one's header. The
 * signal "span-activated" (guint64 start, guint64 length) says which bytes of the message
 * the reader wants to see.
 */
#define MF_TYPE_PART_LIST (mf_part_list_get_type ())
G_DECLARE_FINAL_TYPE (MfPartList, mf_part_list, MF, PART_LIST, AdwBin)

GtkWidget *mf_part_list_new (void);
void mf_part_list_set_message (MfPartList *self, MfMessage *message);
void mf_part_list_set_compact (MfPartList *self, gboolean compact);
guint mf_part_list_get_n_rows (MfPartList *self);

char *mf_part_get_label (const MfPart *part);
char *mf_part_get_sizes (MfMessage *message, const MfPart *part);
const char *mf_part_get_icon_name (const MfPart *part);
char *mf_format_bytes (gsize n_bytes);

G_END_DECLS
