/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MfAddress MfAddress;
typedef struct _MfClock MfClock;
typedef struct _MfEnvelope MfEnvelope;
typedef struct _MfIdSource MfIdSource;
typedef struct _MfSecret MfSecret;
typedef struct _MfVirtualClock MfVirtualClock;

/**
 * MfSpan:
 * @start: offset of the first byte, counted from the start of the bytes it belongs to
 * @length: number of bytes; may be 0
 *
 * A range of bytes.
 */
typedef struct
{
  gsize start;
  gsize length;
} MfSpan;

#define MF_SPAN(s, l) ((MfSpan) { .start = (s), .length = (l) })

G_END_DECLS
