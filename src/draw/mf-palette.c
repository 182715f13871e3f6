/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-palette.h"

/* A protocol's three own colours; its tints are mixed with the background. The
 * solid ones differ in lightness as well as in hue, so that a print in grey
 * still tells them apart. The hues are those of the GNOME palette. */
typedef struct
{
  guint32 solid;
  guint32 solid_text;
  guint32 ink;
  guint32 tint; /* what the tints are mixed of, if not of the solid colour */
} ProtocolColors;

typedef struct
{
  double soft; /* how much of the solid colour is in the tints, 0 … 1 */
  double band;
  guint32 named[MF_STYLE_FIRST_PROTOCOL]; /* 0xRRGGBBAA */
  ProtocolColors protocols[MF_N_PROTOCOLS];
} PaletteTable;

static const PaletteTable tables[MF_N_PALETTES] = {
  [MF_PALETTE_LIGHT] = {
    .soft = 0.11,
    .band = 0.20,
    .named = {
      [MF_STYLE_BACKGROUND] = 0xfafafbff,
      [MF_STYLE_TEXT] = 0x2e2e33ff,
      [MF_STYLE_TEXT_DIM] = 0x5c5c65ff,
      [MF_STYLE_SHADOW] = 0x00000624,
      [MF_STYLE_HOST] = 0xffffffff,
      [MF_STYLE_HOST_LINE] = 0xdcdce0ff,
      [MF_STYLE_HOST_ACTIVE] = 0xffffffff,
      [MF_STYLE_HOST_ACTIVE_LINE] = 0x3584e4ff,
      [MF_STYLE_HOST_ICON] = 0x5e5c64ff,
      [MF_STYLE_LETTER] = 0xffffffff,
      [MF_STYLE_LETTER_LINE] = 0xb4b3bbff,
      [MF_STYLE_LETTER_NEW] = 0xfdf3c8ff,
      [MF_STYLE_LETTER_NEW_LINE] = 0xc88800ff,
      [MF_STYLE_LETTER_MARKED] = 0x5c5c65ff,
      [MF_STYLE_LINK_IDLE] = 0xf2f2f4ff,
      [MF_STYLE_LINK_IDLE_LINE] = 0xc9c8ceff,
      [MF_STYLE_STEP_IDLE] = 0xe6e6eaff,
      [MF_STYLE_STEP_IDLE_TEXT] = 0x5c5c66ff,
      [MF_STYLE_STEP_REACHED] = 0xcfe1f7ff,
      [MF_STYLE_STEP_REACHED_TEXT] = 0x15539eff,
      [MF_STYLE_STEP_CURRENT] = 0x1c71d8ff,
      [MF_STYLE_STEP_CURRENT_TEXT] = 0xffffffff,
      [MF_STYLE_NOTE] = 0xfdf3c8ff,
      [MF_STYLE_NOTE_LINE] = 0xdcb53cff,
      [MF_STYLE_NOTE_TEXT] = 0x3d3846ff,
      [MF_STYLE_LANE] = 0xd0cfd5ff,
      [MF_STYLE_ROW_CURRENT] = 0x3584e41f,
      [MF_STYLE_PLAYHEAD] = 0x1c71d8ff,
      [MF_STYLE_TRACK] = 0xe3e3e7ff,
      [MF_STYLE_TICK] = 0xa5a4acff,
      [MF_STYLE_WARNING] = 0x8f4b00ff,
      [MF_STYLE_ERROR] = 0xb3131fff,
    },
    .protocols = {
      [MF_PROTOCOL_NONE] = { 0x77767bff, 0xffffffff, 0x4c4a52ff },
      [MF_PROTOCOL_SMTP] = { 0x1c71d8ff, 0xffffffff, 0x1659aeff },
      [MF_PROTOCOL_SUBMISSION] = { 0x1a5fb4ff, 0xffffffff, 0x174f96ff },
      [MF_PROTOCOL_POP3] = { 0x2ec27eff, 0x0b2b1cff, 0x14623fff },
      [MF_PROTOCOL_IMAP] = { 0xffab54ff, 0x3b1d00ff, 0x8a3900ff },
      [MF_PROTOCOL_HTTP] = { 0x613583ff, 0xffffffff, 0x613583ff },
      [MF_PROTOCOL_DNS] = { 0x7d5836ff, 0xffffffff, 0x63452cff },
    },
  },
  [MF_PALETTE_DARK] = {
    .soft = 0.22,
    .band = 0.36,
    .named = {
      [MF_STYLE_BACKGROUND] = 0x222226ff,
      [MF_STYLE_TEXT] = 0xf6f5f4ff,
      [MF_STYLE_TEXT_DIM] = 0xc4c3c9ff,
      [MF_STYLE_SHADOW] = 0x00000666,
      [MF_STYLE_HOST] = 0x36363aff,
      [MF_STYLE_HOST_LINE] = 0x4b4b51ff,
      [MF_STYLE_HOST_ACTIVE] = 0x3a3a3fff,
      [MF_STYLE_HOST_ACTIVE_LINE] = 0x78aeedff,
      [MF_STYLE_HOST_ICON] = 0xd3d2d6ff,
      [MF_STYLE_LETTER] = 0x4a4a50ff,
      [MF_STYLE_LETTER_LINE] = 0x77767bff,
      [MF_STYLE_LETTER_NEW] = 0x5c4b14ff,
      [MF_STYLE_LETTER_NEW_LINE] = 0xf6d32dff,
      [MF_STYLE_LETTER_MARKED] = 0xc6c5caff,
      [MF_STYLE_LINK_IDLE] = 0x2b2b2fff,
      [MF_STYLE_LINK_IDLE_LINE] = 0x55545bff,
      [MF_STYLE_STEP_IDLE] = 0x3a3a3fff,
      [MF_STYLE_STEP_IDLE_TEXT] = 0xc0bfc5ff,
      [MF_STYLE_STEP_REACHED] = 0x1f3f68ff,
      [MF_STYLE_STEP_REACHED_TEXT] = 0xb5d3f7ff,
      [MF_STYLE_STEP_CURRENT] = 0x1c71d8ff,
      [MF_STYLE_STEP_CURRENT_TEXT] = 0xffffffff,
      [MF_STYLE_NOTE] = 0x53461bff,
      [MF_STYLE_NOTE_LINE] = 0x9c7f17ff,
      [MF_STYLE_NOTE_TEXT] = 0xfdf3c8ff,
      [MF_STYLE_LANE] = 0x4f4e55ff,
      [MF_STYLE_ROW_CURRENT] = 0x62a0ea38,
      [MF_STYLE_PLAYHEAD] = 0x78aeedff,
      [MF_STYLE_TRACK] = 0x3d3d42ff,
      [MF_STYLE_TICK] = 0x828189ff,
      [MF_STYLE_WARNING] = 0xffc078ff,
      [MF_STYLE_ERROR] = 0xffbab2ff,
    },
    .protocols = {
      [MF_PROTOCOL_NONE] = { 0x8c8b91ff, 0x17171aff, 0xd5d4d9ff, 0x6a696fff },
      [MF_PROTOCOL_SMTP] = { 0x1c71d8ff, 0xffffffff, 0xb0d2f9ff },
      [MF_PROTOCOL_SUBMISSION] = { 0x1a5fb4ff, 0xffffffff, 0xa9cbf2ff },
      [MF_PROTOCOL_POP3] = { 0x2ec27eff, 0x0b2b1cff, 0xaef4d2ff, 0x26a269ff },
      [MF_PROTOCOL_IMAP] = { 0xffab54ff, 0x3b1d00ff, 0xffdcb0ff, 0xc64600ff },
      [MF_PROTOCOL_HTTP] = { 0x6d3593ff, 0xffffffff, 0xe7bff2ff, 0x813d9cff },
      [MF_PROTOCOL_DNS] = { 0x7d5a3aff, 0xffffffff, 0xecd4bfff, 0x865e3cff },
    },
  },
  [MF_PALETTE_HIGH_CONTRAST_LIGHT] = {
    .soft = 0.06,
    .band = 0.12,
    .named = {
      [MF_STYLE_BACKGROUND] = 0xffffffff,
      [MF_STYLE_TEXT] = 0x000000ff,
      [MF_STYLE_TEXT_DIM] = 0x2b2b30ff,
      [MF_STYLE_SHADOW] = 0x00000000,
      [MF_STYLE_HOST] = 0xffffffff,
      [MF_STYLE_HOST_LINE] = 0x5e5c64ff,
      [MF_STYLE_HOST_ACTIVE] = 0xffffffff,
      [MF_STYLE_HOST_ACTIVE_LINE] = 0x0b3f86ff,
      [MF_STYLE_HOST_ICON] = 0x000000ff,
      [MF_STYLE_LETTER] = 0xffffffff,
      [MF_STYLE_LETTER_LINE] = 0x3d3846ff,
      [MF_STYLE_LETTER_NEW] = 0xfff6d0ff,
      [MF_STYLE_LETTER_NEW_LINE] = 0x6b4a00ff,
      [MF_STYLE_LETTER_MARKED] = 0x2b2b30ff,
      [MF_STYLE_LINK_IDLE] = 0xffffffff,
      [MF_STYLE_LINK_IDLE_LINE] = 0x5e5c64ff,
      [MF_STYLE_STEP_IDLE] = 0xe6e6eaff,
      [MF_STYLE_STEP_IDLE_TEXT] = 0x000000ff,
      [MF_STYLE_STEP_REACHED] = 0xcfe1f7ff,
      [MF_STYLE_STEP_REACHED_TEXT] = 0x00264fff,
      [MF_STYLE_STEP_CURRENT] = 0x0b3f86ff,
      [MF_STYLE_STEP_CURRENT_TEXT] = 0xffffffff,
      [MF_STYLE_NOTE] = 0xfff6d0ff,
      [MF_STYLE_NOTE_LINE] = 0x6b4a00ff,
      [MF_STYLE_NOTE_TEXT] = 0x000000ff,
      [MF_STYLE_LANE] = 0x77767bff,
      [MF_STYLE_ROW_CURRENT] = 0x3584e426,
      [MF_STYLE_PLAYHEAD] = 0x0b3f86ff,
      [MF_STYLE_TRACK] = 0xd4d4daff,
      [MF_STYLE_TICK] = 0x5e5c64ff,
      [MF_STYLE_WARNING] = 0x5e3100ff,
      [MF_STYLE_ERROR] = 0x8a0a14ff,
    },
    .protocols = {
      [MF_PROTOCOL_NONE] = { 0x4c4a52ff, 0xffffffff, 0x2b2a30ff },
      [MF_PROTOCOL_SMTP] = { 0x1a57a6ff, 0xffffffff, 0x0a3a75ff },
      [MF_PROTOCOL_SUBMISSION] = { 0x0c3d7cff, 0xffffffff, 0x0a3266ff },
      [MF_PROTOCOL_POP3] = { 0x3fd18fff, 0x00140bff, 0x0a4229ff },
      [MF_PROTOCOL_IMAP] = { 0xffc07aff, 0x231000ff, 0x5e2600ff },
      [MF_PROTOCOL_HTTP] = { 0x3d1859ff, 0xffffffff, 0x451f63ff },
      [MF_PROTOCOL_DNS] = { 0x583c22ff, 0xffffffff, 0x45290fff },
    },
  },
  [MF_PALETTE_HIGH_CONTRAST_DARK] = {
    .soft = 0.14,
    .band = 0.20,
    .named = {
      [MF_STYLE_BACKGROUND] = 0x131315ff,
      [MF_STYLE_TEXT] = 0xffffffff,
      [MF_STYLE_TEXT_DIM] = 0xdededeff,
      [MF_STYLE_SHADOW] = 0x00000000,
      [MF_STYLE_HOST] = 0x1d1d20ff,
      [MF_STYLE_HOST_LINE] = 0xb6b5bbff,
      [MF_STYLE_HOST_ACTIVE] = 0x1d1d20ff,
      [MF_STYLE_HOST_ACTIVE_LINE] = 0xb5d3f7ff,
      [MF_STYLE_HOST_ICON] = 0xffffffff,
      [MF_STYLE_LETTER] = 0x2c2c30ff,
      [MF_STYLE_LETTER_LINE] = 0xdededeff,
      [MF_STYLE_LETTER_NEW] = 0x4a3b08ff,
      [MF_STYLE_LETTER_NEW_LINE] = 0xf9f06bff,
      [MF_STYLE_LETTER_MARKED] = 0xdededeff,
      [MF_STYLE_LINK_IDLE] = 0x131315ff,
      [MF_STYLE_LINK_IDLE_LINE] = 0xb6b5bbff,
      [MF_STYLE_STEP_IDLE] = 0x36363aff,
      [MF_STYLE_STEP_IDLE_TEXT] = 0xffffffff,
      [MF_STYLE_STEP_REACHED] = 0x16345cff,
      [MF_STYLE_STEP_REACHED_TEXT] = 0xe2eefcff,
      [MF_STYLE_STEP_CURRENT] = 0xb5d3f7ff,
      [MF_STYLE_STEP_CURRENT_TEXT] = 0x00152eff,
      [MF_STYLE_NOTE] = 0x3d320cff,
      [MF_STYLE_NOTE_LINE] = 0xf9f06bff,
      [MF_STYLE_NOTE_TEXT] = 0xffffffff,
      [MF_STYLE_LANE] = 0x9a999fff,
      [MF_STYLE_ROW_CURRENT] = 0x62a0ea40,
      [MF_STYLE_PLAYHEAD] = 0xb5d3f7ff,
      [MF_STYLE_TRACK] = 0x4b4b51ff,
      [MF_STYLE_TICK] = 0xb6b5bbff,
      [MF_STYLE_WARNING] = 0xffd9a8ff,
      [MF_STYLE_ERROR] = 0xffd9d4ff,
    },
    .protocols = {
      [MF_PROTOCOL_NONE] = { 0xb6b5bbff, 0x000000ff, 0xf0f0f2ff, 0x6a696fff },
      [MF_PROTOCOL_SMTP] = { 0x8cc0faff, 0x00152eff, 0xd9e9fcff, 0x1c71d8ff },
      [MF_PROTOCOL_SUBMISSION] = { 0x7cb2f0ff, 0x000f22ff, 0xd2e4faff, 0x1a5fb4ff },
      [MF_PROTOCOL_POP3] = { 0x62e8a8ff, 0x00140bff, 0xcff9e4ff, 0x26a269ff },
      [MF_PROTOCOL_IMAP] = { 0xffd9a8ff, 0x231000ff, 0xffe9ceff, 0xc64600ff },
      [MF_PROTOCOL_HTTP] = { 0xcb98e5ff, 0x000000ff, 0xf3dcf9ff, 0x813d9cff },
      [MF_PROTOCOL_DNS] = { 0xaf9479ff, 0x000000ff, 0xf7e8daff, 0x865e3cff },
    },
  },
  [MF_PALETTE_PRINT] = {
    .soft = 0.09,
    .band = 0.17,
    .named = {
      [MF_STYLE_BACKGROUND] = 0xffffffff,
      [MF_STYLE_TEXT] = 0x000000ff,
      [MF_STYLE_TEXT_DIM] = 0x55555cff,
      [MF_STYLE_SHADOW] = 0x00000000,
      [MF_STYLE_HOST] = 0xffffffff,
      [MF_STYLE_HOST_LINE] = 0x77767bff,
      [MF_STYLE_HOST_ACTIVE] = 0xffffffff,
      [MF_STYLE_HOST_ACTIVE_LINE] = 0x000000ff,
      [MF_STYLE_HOST_ICON] = 0x3d3846ff,
      [MF_STYLE_LETTER] = 0xffffffff,
      [MF_STYLE_LETTER_LINE] = 0x77767bff,
      [MF_STYLE_LETTER_NEW] = 0xfff6d0ff,
      [MF_STYLE_LETTER_NEW_LINE] = 0x8a6200ff,
      [MF_STYLE_LETTER_MARKED] = 0x55555cff,
      [MF_STYLE_LINK_IDLE] = 0xffffffff,
      [MF_STYLE_LINK_IDLE_LINE] = 0x9a999fff,
      [MF_STYLE_STEP_IDLE] = 0xe6e6eaff,
      [MF_STYLE_STEP_IDLE_TEXT] = 0x3d3846ff,
      [MF_STYLE_STEP_REACHED] = 0xd8e6f8ff,
      [MF_STYLE_STEP_REACHED_TEXT] = 0x123f7aff,
      [MF_STYLE_STEP_CURRENT] = 0x1a5fb4ff,
      [MF_STYLE_STEP_CURRENT_TEXT] = 0xffffffff,
      [MF_STYLE_NOTE] = 0xfff9e2ff,
      [MF_STYLE_NOTE_LINE] = 0xb08a1cff,
      [MF_STYLE_NOTE_TEXT] = 0x241f31ff,
      [MF_STYLE_LANE] = 0xa5a4acff,
      [MF_STYLE_ROW_CURRENT] = 0x00000000,
      [MF_STYLE_PLAYHEAD] = 0x1a5fb4ff,
      [MF_STYLE_TRACK] = 0xe3e3e7ff,
      [MF_STYLE_TICK] = 0x9a999fff,
      [MF_STYLE_WARNING] = 0x7a3f00ff,
      [MF_STYLE_ERROR] = 0xa30d18ff,
    },
    .protocols = {
      [MF_PROTOCOL_NONE] = { 0x77767bff, 0xffffffff, 0x3d3b43ff },
      [MF_PROTOCOL_SMTP] = { 0x1c71d8ff, 0xffffffff, 0x154f9bff },
      [MF_PROTOCOL_SUBMISSION] = { 0x1a5fb4ff, 0xffffffff, 0x154584ff },
      [MF_PROTOCOL_POP3] = { 0x2ec27eff, 0x0b2b1cff, 0x125637ff },
      [MF_PROTOCOL_IMAP] = { 0xffab54ff, 0x3b1d00ff, 0x7c3300ff },
      [MF_PROTOCOL_HTTP] = { 0x613583ff, 0xffffffff, 0x552e74ff },
      [MF_PROTOCOL_DNS] = { 0x7d5836ff, 0xffffffff, 0x563a22ff },
    },
  },
};

static MfColor
color_from_hex (guint32 hex)
{
  return (MfColor) { (float) (hex >> 24) / 255.0f, (float) ((hex >> 16) & 0xff) / 255.0f,
                     (float) ((hex >> 8) & 0xff) / 255.0f, (float) (hex & 0xff) / 255.0f };
}

static MfColor
with_alpha (MfColor color, double alpha)
{
  color.alpha = (float) alpha;
  return color;
}

/**
 * mf_style_for_protocol:
 * @tone: which use of the hue
 * @protocol: whose hue
 *
 * Returns: the style, an index into a palette's colours
 */
int
mf_style_for_protocol (MfTone tone, MfProtocol protocol)
{
  g_return_val_if_fail ((guint) tone < MF_N_TONES, MF_STYLE_NONE);

  if ((guint) protocol >= MF_N_PROTOCOLS)
    protocol = MF_PROTOCOL_NONE;
  return MF_STYLE_FIRST_PROTOCOL + (int) tone * MF_N_PROTOCOLS + (int) protocol;
}

/**
 * mf_palette_init:
 * @self: (out caller-allocates): filled in
 * @kind: which of the built-in palettes
 */
void
mf_palette_init (MfPalette *self, MfPaletteKind kind)
{
  const PaletteTable *table;
  MfColor background;

  g_return_if_fail (self != NULL && (guint) kind < MF_N_PALETTES);

  table = &tables[kind];
  for (int i = 0; i < MF_STYLE_FIRST_PROTOCOL; i++)
    self->colors[i] = color_from_hex (table->named[i]);

  background = self->colors[MF_STYLE_BACKGROUND];
  for (int i = 0; i < MF_N_PROTOCOLS; i++)
    {
      MfColor solid = color_from_hex (table->protocols[i].solid);
      MfColor tint = table->protocols[i].tint ? color_from_hex (table->protocols[i].tint) : solid;

      self->colors[mf_style_for_protocol (MF_TONE_SOLID, i)] = solid;
      self->colors[mf_style_for_protocol (MF_TONE_SOLID_TEXT, i)] =
          color_from_hex (table->protocols[i].solid_text);
      self->colors[mf_style_for_protocol (MF_TONE_INK, i)] =
          color_from_hex (table->protocols[i].ink);
      self->colors[mf_style_for_protocol (MF_TONE_SOFT, i)] =
          mf_color_over (with_alpha (tint, table->soft), background);
      self->colors[mf_style_for_protocol (MF_TONE_BAND, i)] =
          mf_color_over (with_alpha (tint, table->band), background);
    }
}

/**
 * mf_palette_get:
 * @self: a palette
 * @style: a style
 *
 * Returns: (transfer none) (nullable): its colour; %NULL for %MF_STYLE_NONE
 */
const MfColor *
mf_palette_get (const MfPalette *self, int style)
{
  g_return_val_if_fail (self != NULL && style >= 0 && style < MF_N_STYLES, NULL);

  return style == MF_STYLE_NONE ? NULL : &self->colors[style];
}

/**
 * mf_color_over:
 * @above: a colour that may be translucent
 * @below: an opaque one
 *
 * Returns: what is seen of both, opaque
 */
MfColor
mf_color_over (MfColor above, MfColor below)
{
  float a = above.alpha;

  return (MfColor) { above.red * a + below.red * (1 - a), above.green * a + below.green * (1 - a),
                     above.blue * a + below.blue * (1 - a), 1 };
}

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

/**
 * mf_color_luminance:
 * @color: an opaque colour
 *
 * Returns: its relative luminance, 0 … 1 (WCAG 2.2)
 */
double
mf_color_luminance (MfColor color)
{
  return 0.2126 * linear (color.red) + 0.7152 * linear (color.green) + 0.0722 * linear (color.blue);
}

/**
 * mf_color_contrast:
 * @a: an opaque colour
 * @b: another
 *
 * Returns: their contrast ratio, 1 … 21 (WCAG 2.2); 4.5 is the least for text
 */
double
mf_color_contrast (MfColor a, MfColor b)
{
  double la = mf_color_luminance (a);
  double lb = mf_color_luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
