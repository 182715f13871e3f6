/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-known-letter.h"

G_BEGIN_DECLS

/**
 * MfHeaderPage:
 *
 * A letter of which only the header is here: its fields, its parts, and those of
 * them that were fetched. The signal "read" (const char *part) is the wish for
 * one more part, or (%NULL) for the whole letter.
 */
#define MF_TYPE_HEADER_PAGE (mf_header_page_get_type ())
G_DECLARE_FINAL_TYPE (MfHeaderPage, mf_header_page, MF, HEADER_PAGE, AdwNavigationPage)

GtkWidget *
mf_header_page_new (const MfSceneItem *item, const MfKnownLetter *known, gboolean can_read);
void mf_header_page_add_end (MfHeaderPage *self, GtkWidget *widget);

G_END_DECLS
