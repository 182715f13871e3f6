/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands between the levels of a mailbox name. */
#define MF_IMAP_DELIMITER '/'

/* The longest name of a mailbox, in bytes of UTF-8, and its most levels. */
#define MF_IMAP_NAME_MAX 1000
#define MF_IMAP_NAME_LEVELS_MAX 32

char *mf_imap_utf7_encode (const char *text);
char *mf_imap_utf7_decode (const char *text, gsize length);

gboolean mf_imap_name_is_inbox (const char *name);
gboolean mf_imap_name_is_valid (const char *name);
gboolean mf_imap_name_matches (const char *name, const char *pattern);

G_END_DECLS
