/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mf_imap_is_quotable (const char *text, gsize length);

void mf_imap_write_string (GString *out, const char *text, gssize length);
void mf_imap_write_number (GString *out, guint32 number);
void mf_imap_write_nstring (GString *out, const char *text);
void mf_imap_write_astring (GString *out, const char *text, gssize length);

G_END_DECLS
