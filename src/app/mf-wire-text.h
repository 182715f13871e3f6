/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mf_wire_text_add_attributes (PangoAttrList *list);
void mf_wire_text_set (GtkLabel *label, gboolean wire);
void mf_wire_text_mark (GtkWidget *widget);

G_END_DECLS
