/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "mail/mf-message.h"

G_BEGIN_DECLS

/**
 * MfAttachmentRow:
 *
 * An attachment of a message, which can be saved; a picture is shown.
 */
#define MF_TYPE_ATTACHMENT_ROW (mf_attachment_row_get_type ())
G_DECLARE_FINAL_TYPE (MfAttachmentRow, mf_attachment_row, MF, ATTACHMENT_ROW, AdwActionRow)

GtkWidget *mf_attachment_row_new (MfMessage *message, const MfPart *part);

G_END_DECLS
