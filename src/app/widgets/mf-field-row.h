/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "proto/mf-unit.h"

G_BEGIN_DECLS

/**
 * MfFieldRow:
 *
 * One field of a unit: its name, its value, what it means. The swatch has the
 * colour of the line under its bytes.
 */
#define MF_TYPE_FIELD_ROW (mf_field_row_get_type ())
G_DECLARE_FINAL_TYPE (MfFieldRow, mf_field_row, MF, FIELD_ROW, GtkListBoxRow)

GtkWidget *mf_field_row_new (const MfUnit *unit, guint index);
guint mf_field_row_get_index (MfFieldRow *self);
void mf_field_row_set_lit (MfFieldRow *self, gboolean lit);

G_END_DECLS
