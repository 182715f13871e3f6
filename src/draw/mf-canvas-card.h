/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-canvas-private.h"

G_BEGIN_DECLS

typedef enum
{
  MF_CANVAS_CARD_COMMAND,
  MF_CANVAS_CARD_REPLY,
  MF_CANVAS_CARD_DATA,
  MF_CANVAS_CARD_SIGNAL, /* TCP's own: a connection opens or closes */
  MF_CANVAS_CARD_NOTE,
} MfCanvasCardShape;

/* What is written on a card, and how it looks. */
typedef struct
{
  MfCanvasCardShape shape;
  MfProtocol protocol;
  char *mark;
  char *code;
  char *text;
  char *detail;
  gboolean mono;
  int level;
  double filled;
} MfCanvasCard;

/* A card with its texts laid out, before it has a place. */
typedef struct
{
  PangoLayout *mark;
  PangoLayout *code;
  PangoLayout *text;
  PangoLayout *detail;
  double envelope;
  double width;
  double height;
} MfCanvasCardSize;

void mf_canvas_card_init (MfCanvasCard *card, const MfFlight *flight);
void mf_canvas_card_clear (MfCanvasCard *card);
void mf_canvas_card_measure (const MfCanvasLayout *self,
                             const MfCanvasCard *card,
                             double width,
                             double height,
                             MfCanvasCardSize *size);
void mf_canvas_card_size_clear (MfCanvasCardSize *size);
MfPrimitive *mf_canvas_card_draw_body (const MfCanvasLayout *self,
                                       MfDrawing *drawing,
                                       const MfCanvasCard *card,
                                       MfRect box);
void mf_canvas_card_draw (const MfCanvasLayout *self,
                          MfDrawing *drawing,
                          const MfCanvasCard *card,
                          const MfCanvasCardSize *size,
                          MfRect box);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfCanvasCard, mf_canvas_card_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfCanvasCardSize, mf_canvas_card_size_clear)

G_END_DECLS
