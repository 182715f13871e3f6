/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "draw/mf-canvas-layout.h"
#include "draw/mf-icon.h"
#include "draw/mf-text.h"

G_BEGIN_DECLS

/* Sizes of type, relative to the face's own font. */
#define MF_SIZE_TITLE 1.0
#define MF_SIZE_SMALL 0.82
#define MF_SIZE_CARD 0.82
#define MF_SIZE_BADGE 0.77

/* Of the design, in its pixels. */
#define MF_CANVAS_NAME_SERVER_WIDTH 112.0
#define MF_CANVAS_GAP_MOST 130.0

/* Where a host stands. A tall one (in the upper row) has its head above, a dock
 * for cards in the middle and what it holds below; a flat one has its head on
 * the left and what it holds beside it. */
typedef struct
{
  MfRect box;
  gboolean flat;
  gboolean stacked; /* flat, but high enough for its lists to lie under each other */
  MfRect head;
  MfRect dock; /* no width: none */
  MfRect body;
} MfHostPlace;

/* All the links between two hosts: one tube. */
typedef struct
{
  guint first;  /* the host on the left, or above */
  guint second; /* the other */
  guint link;   /* the first of the stage's links between them */
  MfProtocol protocol;
  gboolean horizontal; /* which way cards travel */
  MfPoint points[4];   /* its middle line */
  guint n_points;
  MfRect track; /* what cards in flight stay in */
  MfRect label; /* protocol and port */
  MfRect badges[2];
  MfRect phase;
} MfTube;

struct _MfCanvasLayout
{
  MfStage *stage;
  PangoContext *context;
  double width;
  double height;
  double type; /* size of type, relative to the context's font */
  double unit; /* one pixel of the design, at 18 pixels a line */
  double card_height;
  gboolean vertical;
  MfRect steps;
  MfRect caption;
  MfHostPlace *hosts;
  guint n_hosts;
  GArray *tubes; /* of MfTube */
};

double mf_canvas_px (const MfCanvasLayout *self, double design);
const MfTube *mf_canvas_find_tube (const MfCanvasLayout *self, int from, int to);
MfPrimitive *mf_canvas_add_text (const MfCanvasLayout *self,
                                 MfDrawing *drawing,
                                 const char *text,
                                 MfTextSpec spec,
                                 MfRect box,
                                 double align,
                                 int style);
double mf_canvas_get_badge_width (const MfCanvasLayout *self, gboolean client);
gboolean mf_canvas_holds (const MfStageHost *host);
gboolean mf_canvas_browses (const MfStage *stage, guint host);
const char *mf_canvas_get_host_kind (const MfStage *stage, guint host);

double mf_canvas_get_host_width (const MfCanvasLayout *self, guint host);
void mf_canvas_split_host (const MfCanvasLayout *self, guint host);

void mf_canvas_place_rows (MfCanvasLayout *self, double top);
void mf_canvas_place_tubes (MfCanvasLayout *self);

void mf_canvas_draw_host (const MfCanvasLayout *self,
                          MfDrawing *drawing,
                          const MfScene *scene,
                          guint host,
                          const MfSceneConnection *talks,
                          gboolean active);

G_END_DECLS
