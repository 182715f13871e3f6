/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mf_directory_tree_make_temporary (GError **error);
void mf_directory_tree_remove (const char *path);

G_END_DECLS
