/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mf_whole_words_install (void);

G_END_DECLS
