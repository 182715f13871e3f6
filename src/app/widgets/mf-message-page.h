/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "mail/mf-message.h"
#include "trace/mf-scene.h"

G_BEGIN_DECLS

/**
 * MfMessagePage:
 *
 * A message as its reader sees it, as a tree of parts, as bytes, and beside its
 * envelope. The signal "reply" is for those who may.
 */
#define MF_TYPE_MESSAGE_PAGE (mf_message_page_get_type ())
G_DECLARE_FINAL_TYPE (MfMessagePage, mf_message_page, MF, MESSAGE_PAGE, AdwNavigationPage)

GtkWidget *mf_message_page_new (const MfSceneItem *item, gboolean can_reply);
MfMessage *mf_message_page_get_message (MfMessagePage *self);
void mf_message_page_add_end (MfMessagePage *self, GtkWidget *widget);
void mf_message_page_show (MfMessagePage *self, const char *page);

G_END_DECLS
