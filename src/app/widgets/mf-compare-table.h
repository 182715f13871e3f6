/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/widgets/mf-face.h"
#include "trace/mf-dialogue.h"
#include "trace/mf-tally.h"

G_BEGIN_DECLS

/**
 * MfCompareTable:
 *
 * What two sides have cost, in large numerals, or, with the property "moves",
 * what they say, line by line.
 */
#define MF_TYPE_COMPARE_TABLE (mf_compare_table_get_type ())
G_DECLARE_FINAL_TYPE (MfCompareTable, mf_compare_table, MF, COMPARE_TABLE, MfFace)

void mf_compare_table_set_sources (MfCompareTable *self, MfTallies *tallies, MfDialogue *dialogue);
void mf_compare_table_set_compact (MfCompareTable *self, gboolean compact);

G_END_DECLS
