/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gtk/gtk.h>

#include "app/mf-playback.h"
#include "draw/mf-drawing.h"

G_BEGIN_DECLS

/**
 * MfFace:
 *
 * A picture of the timeline at the playhead that may be larger than its
 * viewport. It scrolls, finds what is under the pointer, names it in a tooltip,
 * and lets the keyboard go from thing to thing (Up, Down) and open it (Enter).
 *
 * Its only property beside those of #GtkScrollable is "playback". The signal
 * "activated" (guint kind, guint index, const char *item) tells what was clicked:
 * an #MfHitKind and what belongs to it.
 */
#define MF_TYPE_FACE (mf_face_get_type ())
G_DECLARE_DERIVABLE_TYPE (MfFace, mf_face, MF, FACE, GtkWidget)

/**
 * MfFaceClass:
 * @arrange: lay everything out for a viewport of this size and say how large the picture is;
 *   called when the size, the fonts or the timeline have changed
 * @paint: paint @visible, in the picture's own pixels
 * @moved: the playhead has moved; queue a draw if that changes the picture
 * @hit_test: (nullable result): what is at a point of the picture
 * @get_drawing: the drawing whose areas the keyboard visits
 */
struct _MfFaceClass
{
  GtkWidgetClass parent_class;

  void (*arrange) (MfFace *self, double width, double height, MfRect *picture);
  void (*paint) (MfFace *self,
                 GtkSnapshot *snapshot,
                 const MfPalette *palette,
                 const MfRect *visible);
  void (*moved) (MfFace *self);
  const MfHit *(*hit_test) (MfFace *self, double x, double y);
  const MfDrawing *(*get_drawing) (MfFace *self);
};

MfPlayback *mf_face_get_playback (MfFace *self);
void mf_face_set_playback (MfFace *self, MfPlayback *playback);
void mf_face_arrange (MfFace *self);
void mf_face_invalidate (MfFace *self);
void mf_face_scroll_to (MfFace *self, const MfRect *area);
void mf_face_get_visible (MfFace *self, MfRect *visible);
const MfPalette *mf_face_get_palette (MfFace *self);

G_END_DECLS
