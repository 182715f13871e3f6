/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfHtmlWriter:
 *
 * Writes HTML in which nothing but tags of ours is markup: every text and every
 * value goes through an escape, and elements are closed in order. Names are
 * static strings of the caller's, never something that was read.
 */
typedef struct _MfHtmlWriter MfHtmlWriter;

MfHtmlWriter *mf_html_writer_new (void);
void mf_html_writer_free (MfHtmlWriter *self);
GBytes *mf_html_writer_end (MfHtmlWriter *self);

void mf_html_doctype (MfHtmlWriter *self);
void mf_html_open (MfHtmlWriter *self, const char *name, ...) G_GNUC_NULL_TERMINATED;
void mf_html_void (MfHtmlWriter *self, const char *name, ...) G_GNUC_NULL_TERMINATED;
void mf_html_close (MfHtmlWriter *self, const char *name);
void mf_html_text (MfHtmlWriter *self, const char *text);
void mf_html_element (MfHtmlWriter *self, const char *name, const char *text, ...)
    G_GNUC_NULL_TERMINATED;

/* For who has the attributes one by one: begin, attribute …, end. */
void mf_html_begin_tag (MfHtmlWriter *self, const char *name);
void mf_html_attribute (MfHtmlWriter *self, const char *name, const char *value);
void mf_html_end_tag (MfHtmlWriter *self, gboolean is_void);

guint mf_html_get_depth (const MfHtmlWriter *self);
const char *mf_html_peek_open (const MfHtmlWriter *self, guint up);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHtmlWriter, mf_html_writer_free)

G_END_DECLS
