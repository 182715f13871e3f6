/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

void dissect (MfDissector *(*make) (void), const guint8 *data, gsize size);

G_END_DECLS
