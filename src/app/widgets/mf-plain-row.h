/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void mf_plain_row_set_text (GtkWidget *row, const char *title, const char *subtitle);
GtkWidget *mf_plain_row_new (const char *title, const char *subtitle);

AdwToast *mf_plain_toast_new (const char *message);

G_END_DECLS
