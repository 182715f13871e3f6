/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"

G_BEGIN_DECLS

gboolean mf_smtp_base64_is_valid (const char *text, gsize length);
char *mf_smtp_base64_decode (const char *text, gsize length, gsize *decoded_length);
gboolean
mf_smtp_plain_parse (const char *response, gsize length, char **username, MfSecret **password);
char *mf_smtp_plain_format (const char *username, const MfSecret *password);

G_END_DECLS
