/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

/* A folder of a test's own. */

/* Returns: (transfer full): the path of a new, empty folder */
char *scratch_new (void);

/* Removes @path and all that is in it; a test that left it otherwise than it said fails. */
void scratch_remove (const char *path);
