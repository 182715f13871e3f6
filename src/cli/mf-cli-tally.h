/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-tally.h"

G_BEGIN_DECLS

char *mf_cli_tally_format (MfTallies *tallies, const MfStage *stage);

G_END_DECLS
