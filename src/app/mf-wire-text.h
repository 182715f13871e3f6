/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Digits alone belong to no script: under a Korean language they would be set in
 * another font than letters, and the columns would not stand under each other. */
#define MF_WIRE_TEXT_LANGUAGE "en"

void mf_wire_text_add_attributes (PangoAttrList *list);
void mf_wire_text_set (GtkLabel *label, gboolean wire);
void mf_wire_text_mark (GtkWidget *widget);

G_END_DECLS
