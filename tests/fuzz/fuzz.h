/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* libFuzzer's entry, or the driver's. Returns 0; a broken invariant aborts. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
