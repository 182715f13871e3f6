/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfSmtpReplyLine:
 * @code: 200 … 599
 * @last: whether this line ends its reply: a space or nothing follows the code, not a hyphen
 * @enhanced: the enhanced status code, of length 0 if there is none (RFC 2034)
 * @text: what follows
 *
 * One line of a reply (RFC 5321 section 4.2). Spans count in the line.
 */
typedef struct
{
  guint code;
  gboolean last;
  MfSpan enhanced;
  MfSpan text;
} MfSmtpReplyLine;

gboolean mf_smtp_reply_line_parse (const char *line, gsize length, MfSmtpReplyLine *reply);
void mf_smtp_reply_append_line (
    GByteArray *output, guint code, gboolean last, const char *enhanced, const char *text);
void mf_smtp_reply_append (GByteArray *output, guint code, const char *enhanced, const char *text);

G_END_DECLS
