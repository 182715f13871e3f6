/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mf_translation_choose (const char *accept_language);
const char *mf_translate (const char *language, const char *msgid);

G_END_DECLS
