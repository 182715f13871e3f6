/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest name of a folder's directory: file systems take 255 bytes, and
 * what lies beside it while it is made or removed has a longer one. */
#define MF_FOLDER_NAME_MAX_FILE 200

char *mf_folder_name_fold (const char *name, GError **error);
char *mf_folder_name_to_file (const char *name);
char *mf_folder_name_from_file (const char *file_name);

G_END_DECLS
