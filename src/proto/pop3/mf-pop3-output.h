/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MfPop3Output MfPop3Output;

/**
 * MfPop3WriteLine:
 * @data: what was given with the function
 * @index: which line, counted from 0
 * @line: append the line here, CRLF included, or nothing to leave it out; at most
 *   MF_LIMIT_POP3_RESPONSE bytes
 */
typedef void (*MfPop3WriteLine) (gconstpointer data, guint index, GString *line);

MfPop3Output *mf_pop3_output_new (void);
void mf_pop3_output_free (MfPop3Output *self);

void mf_pop3_output_add_line (MfPop3Output *self, const char *line);
void mf_pop3_output_add_listing (MfPop3Output *self,
                                 MfPop3WriteLine write_line,
                                 gconstpointer data,
                                 guint n_lines);
void mf_pop3_output_add_message (MfPop3Output *self, GBytes *message);
gboolean mf_pop3_output_is_full (const MfPop3Output *self);
gboolean mf_pop3_output_is_empty (const MfPop3Output *self);
GBytes *mf_pop3_output_take (MfPop3Output *self);
void mf_pop3_output_clear (MfPop3Output *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfPop3Output, mf_pop3_output_free)

G_END_DECLS
