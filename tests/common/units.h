/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-unit.h"

G_BEGIN_DECLS

void check_unit (const MfUnit *unit, MfDirection direction);
void describe_unit (const MfUnit *unit, GString *text);

G_END_DECLS
