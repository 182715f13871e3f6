/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfLineFaults:
 * @MF_LINE_BARE_CR: a CR inside the line that no LF follows
 * @MF_LINE_BARE_LF: the line ends with an LF that no CR precedes
 * @MF_LINE_AFTER_BARE_LF: this is what follows a bare LF: the rest of a line, not the start of one
 * @MF_LINE_NUL: a NUL inside the line
 * @MF_LINE_TOO_LONG: longer than the limit; its text is gone
 *
 * What is wrong with a line as bytes, before anyone asks what it means.
 */
typedef enum
{
  MF_LINE_BARE_CR = 1 << 0,
  MF_LINE_BARE_LF = 1 << 1,
  MF_LINE_AFTER_BARE_LF = 1 << 2,
  MF_LINE_NUL = 1 << 3,
  MF_LINE_TOO_LONG = 1 << 4,
} MfLineFaults;

/**
 * MfLine:
 * @text: the bytes before the line end, not NUL-terminated; borrowed from the
 *   framer until its next mf_line_framer_push()
 * @length: how many
 * @size: the bytes that the line took, line end included, even if it was too long to keep
 * @faults: 0 if the line is a clean one that ends with CRLF
 */
typedef struct
{
  const char *text;
  gsize length;
  guint64 size;
  MfLineFaults faults;
} MfLine;

typedef struct _MfLineFramer MfLineFramer;

MfLineFramer *mf_line_framer_new (void);
void mf_line_framer_free (MfLineFramer *self);

void mf_line_framer_push (MfLineFramer *self, const guint8 *data, gsize length);
gboolean mf_line_framer_next (MfLineFramer *self, gsize limit, MfLine *line);
const guint8 *mf_line_framer_peek (MfLineFramer *self, gsize *length);
void mf_line_framer_consume (MfLineFramer *self, gsize length);
gsize mf_line_framer_get_pending (const MfLineFramer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfLineFramer, mf_line_framer_free)

G_END_DECLS
