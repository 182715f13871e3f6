/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

#include "app/mf-known-letter.h"
#include "lab/mf-intent.h"

G_BEGIN_DECLS

/**
 * MfLetterMenu:
 *
 * What somebody can do with a letter that stays on its server: flag it, mark it
 * read, put it elsewhere, read it. Its actions are "letter.…"; the signal
 * "intent" (#MfIntent) is what was chosen.
 */
#define MF_TYPE_LETTER_MENU (mf_letter_menu_get_type ())
G_DECLARE_FINAL_TYPE (MfLetterMenu, mf_letter_menu, MF, LETTER_MENU, AdwBin)

GtkWidget *
mf_letter_menu_new (const char *agent, const MfKnownPlace *place, const GPtrArray *mailboxes);
void mf_letter_menu_read (MfLetterMenu *self, const char *part);

G_END_DECLS
