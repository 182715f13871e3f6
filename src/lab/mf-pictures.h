/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many pictures lie in the lab: what lessons send by mail and show on web pages. */
#define MF_PICTURES_MAX 10
#define MF_PICTURES_TYPE "image/png"

const char *mf_picture_get_name (guint number);
GBytes *mf_picture_get (guint number);

G_END_DECLS
