/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How deep elements may nest; what is deeper is written at this depth. */
#define MF_HTML_SANITIZER_MAX_DEPTH 100

/**
 * MfHtmlPictureFunc:
 * @content_id: of a picture that the text refers to ("cid:", RFC 2392), without brackets
 *
 * Returns: (transfer full) (nullable): a URL to be put in its place; %NULL if there is none
 */
typedef char *(*MfHtmlPictureFunc) (const char *content_id, gpointer user_data);

GBytes *mf_html_sanitize (const char *html, MfHtmlPictureFunc picture, gpointer user_data);

G_END_DECLS
