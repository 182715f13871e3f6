/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"
#include "transcript.h"

G_BEGIN_DECLS

/**
 * Tap:
 * @dissector: what is tested
 * @units: what has come out of each side, a line for each unit
 * @bytes: the units of each side, put together again
 * @fed: how much each side was given
 *
 * Feeds a dissector and asserts what must hold for any bytes.
 */
typedef struct
{
  MfDissector *dissector;
  GString *units[2];
  GString *bytes[2];
  gsize fed[2];
} Tap;

typedef MfDissector *(*TapFunc) (void);

/* What one side says: @before, so many times "y", @after; and what it is to be cut into. */
typedef struct
{
  MfDirection direction;
  const char *before;
  gsize length;
  const char *after;
  const char *units;
} TapLong;

void tap_init (Tap *self, MfDissector *dissector);
void tap_clear (Tap *self);
void tap_feed (Tap *self, MfDirection direction, const char *data, gsize length);
void tap_feed_pieces (
    Tap *self, MfDirection direction, const GString *text, gsize step, gsize cut, gsize *position);
void tap_say (Tap *self, MfDirection direction, const char *text);
void tap_check_units (Tap *self, MfDirection direction, const char *expected);
void tap_end (Tap *self);
void tap_check_transcript (const Transcript *transcript, TapFunc make);
void tap_check_long (const TapLong *rows, gsize n_rows, TapFunc make);

G_END_DECLS
