/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-protocol.h"

G_BEGIN_DECLS

#define MF_N_PROTOCOLS (MF_PROTOCOL_DNS + 1)

/**
 * MfTone:
 * @MF_TONE_SOLID: strong: the filled link, a command's card
 * @MF_TONE_SOLID_TEXT: text on %MF_TONE_SOLID
 * @MF_TONE_SOFT: a tint: a reply's card, the first and the last phase's band
 * @MF_TONE_BAND: a stronger tint: the middle phase's band
 * @MF_TONE_INK: lines and text in the hue, on the background and on both tints
 *
 * What is said in a protocol's hue.
 */
typedef enum
{
  MF_TONE_SOLID,
  MF_TONE_SOLID_TEXT,
  MF_TONE_SOFT,
  MF_TONE_BAND,
  MF_TONE_INK,
  MF_N_TONES,
} MfTone;

/**
 * MfStyle:
 *
 * What a thing on the picture means. A palette says which colour that is; the
 * geometry knows none. The styles of the protocols follow the named ones: see
 * mf_style_for_protocol().
 */
typedef enum
{
  MF_STYLE_NONE, /* not painted */
  MF_STYLE_BACKGROUND,
  MF_STYLE_TEXT,
  MF_STYLE_TEXT_DIM,
  MF_STYLE_SHADOW,

  MF_STYLE_HOST,
  MF_STYLE_HOST_LINE,
  MF_STYLE_HOST_ACTIVE,
  MF_STYLE_HOST_ACTIVE_LINE,
  MF_STYLE_HOST_ICON,

  MF_STYLE_LETTER,
  MF_STYLE_LETTER_LINE,
  MF_STYLE_LETTER_NEW, /* the one that changed last */
  MF_STYLE_LETTER_NEW_LINE,
  MF_STYLE_LETTER_MARKED,

  MF_STYLE_LINK_IDLE,
  MF_STYLE_LINK_IDLE_LINE,

  MF_STYLE_STEP_IDLE,
  MF_STYLE_STEP_IDLE_TEXT,
  MF_STYLE_STEP_REACHED,
  MF_STYLE_STEP_REACHED_TEXT,
  MF_STYLE_STEP_CURRENT,
  MF_STYLE_STEP_CURRENT_TEXT,

  MF_STYLE_NOTE, /* what happened on a lane, what a person does */
  MF_STYLE_NOTE_LINE,
  MF_STYLE_NOTE_TEXT,
  MF_STYLE_LANE,
  MF_STYLE_ROW_CURRENT,
  MF_STYLE_PLAYHEAD,
  MF_STYLE_TRACK,
  MF_STYLE_TICK,

  MF_STYLE_WARNING, /* text of a 4yz */
  MF_STYLE_ERROR,   /* text of a 5yz or -ERR, the mark of a broken link */

  MF_STYLE_FIRST_PROTOCOL,
} MfStyle;

#define MF_N_STYLES (MF_STYLE_FIRST_PROTOCOL + MF_N_TONES * MF_N_PROTOCOLS)

/**
 * MfColor:
 * @red: 0 … 1, not premultiplied, sRGB; so are the others. The layout of a #GdkRGBA.
 */
typedef struct
{
  float red;
  float green;
  float blue;
  float alpha;
} MfColor;

/**
 * MfPalette:
 * @colors: one for each style, protocols' included
 *
 * Copy one to change some of its colours.
 */
typedef struct
{
  MfColor colors[MF_N_STYLES];
} MfPalette;

/**
 * MfPaletteKind:
 * @MF_PALETTE_PRINT: black on white paper, told apart by lightness too
 */
typedef enum
{
  MF_PALETTE_LIGHT,
  MF_PALETTE_DARK,
  MF_PALETTE_HIGH_CONTRAST_LIGHT,
  MF_PALETTE_HIGH_CONTRAST_DARK,
  MF_PALETTE_PRINT,
  MF_N_PALETTES,
} MfPaletteKind;

int mf_style_for_protocol (MfTone tone, MfProtocol protocol);
void mf_palette_init (MfPalette *self, MfPaletteKind kind);
const MfColor *mf_palette_get (const MfPalette *self, int style);
MfColor mf_color_over (MfColor above, MfColor below);
double mf_color_contrast (MfColor a, MfColor b);
double mf_color_luminance (MfColor color);

G_END_DECLS
