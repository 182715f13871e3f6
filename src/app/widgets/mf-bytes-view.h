/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "app/mf-byte-text.h"
#include "proto/mf-unit.h"

G_BEGIN_DECLS

/**
 * MfBytesView:
 *
 * Bytes with a line under each of their fields. "highlight" is the index of the
 * field that is lit, -1 for none: it follows the pointer, and may be set from
 * outside to show where a field stands.
 */
#define MF_TYPE_BYTES_VIEW (mf_bytes_view_get_type ())
G_DECLARE_FINAL_TYPE (MfBytesView, mf_bytes_view, MF, BYTES_VIEW, GtkTextView)

GtkWidget *mf_bytes_view_new (void);
void mf_bytes_view_set_unit (MfBytesView *self, MfUnit *unit);
void mf_bytes_view_set_bytes (MfBytesView *self, GBytes *bytes);
int mf_bytes_view_get_highlight (MfBytesView *self);
void mf_bytes_view_set_highlight (MfBytesView *self, int highlight);
void mf_bytes_view_set_mode (MfBytesView *self, MfByteTextMode mode);
void mf_bytes_view_show_span (MfBytesView *self, MfSpan span);

G_END_DECLS
