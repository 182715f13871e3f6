/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfDotState:
 * @MF_DOT_LINE_START: at the start of a line
 * @MF_DOT_IN_LINE: inside a line
 * @MF_DOT_AFTER_CR: after a CR inside a line; an LF would end the line
 * @MF_DOT_AFTER_DOT: after a dot at the start of a line: stuffing, or the end mark
 * @MF_DOT_AFTER_DOT_CR: after such a dot and a CR; an LF would end the data
 * @MF_DOT_END: the end mark has been read
 *
 * Where in dot-stuffed data a decoder stands.
 */
typedef enum
{
  MF_DOT_LINE_START,
  MF_DOT_IN_LINE,
  MF_DOT_AFTER_CR,
  MF_DOT_AFTER_DOT,
  MF_DOT_AFTER_DOT_CR,
  MF_DOT_END,
} MfDotState;

/**
 * MfDotFaults:
 * @MF_DOT_BARE_CR: a CR that no LF follows
 * @MF_DOT_BARE_LF: an LF that no CR precedes
 */
typedef enum
{
  MF_DOT_BARE_CR = 1 << 0,
  MF_DOT_BARE_LF = 1 << 1,
} MfDotFaults;

/**
 * MfDotDecoder:
 * @state: where it stands
 * @faults: what has been wrong so far
 *
 * Takes the dots out of dot-stuffed data and finds its end: CRLF.CRLF and
 * nothing else. Begins as `{ 0 }`, at the start of the first line.
 */
typedef struct
{
  MfDotState state;
  MfDotFaults faults;
} MfDotDecoder;

gsize mf_dot_decoder_take (MfDotDecoder *self,
                           const guint8 *data,
                           gsize length,
                           const guint8 **piece,
                           gsize *piece_length);

G_END_DECLS
