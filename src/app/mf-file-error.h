/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *mf_file_error_get_text (GFile *file, const GError *error);

G_END_DECLS
