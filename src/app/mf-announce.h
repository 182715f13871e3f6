/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mf_announce (GtkWidget *widget, const char *text);
const char *mf_announce_get_last (GtkWidget *widget);

G_END_DECLS
