/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-canvas-private.h"
#include "draw/mf-ladder-private.h"
#include "draw/mf-wording.h"

/* Whether below each name there is room for what the host is. */
static gboolean
has_room_for_kinds (MfLadderLayout *self, MfStage *stage)
{
  MfTextSpec small = { .size = MF_LADDER_SMALL };

  for (guint i = 0; i < self->n_lanes; i++)
    {
      const char *kind = mf_canvas_get_host_kind (stage, self->order[i]);
      g_autoptr (PangoLayout) text = mf_text_new (self->context, kind, &small);

      if (mf_text_get_width (text) > mf_ladder_get_cell_width (self, i))
        return FALSE;
    }
  return TRUE;
}

/* Its name, or where that is too long its short one; below it, if @both, what it is. */
static void
draw_host (MfLadderLayout *self, MfDrawing *drawing, guint index, MfRect cell, gboolean both)
{
  MfStage *stage = mf_timeline_get_stage (self->timeline);
  const MfStageHost *host = mf_stage_get_host (stage, index);
  g_autofree char *title = mf_host_get_title (host);
  g_autofree char *short_title = mf_host_get_short_title (host);
  MfTextSpec bold = { .size = MF_LADDER_TEXT, .bold = TRUE };
  MfTextSpec small = { .size = MF_LADDER_SMALL };
  g_autoptr (PangoLayout) name = mf_text_new (self->context, title, &bold);
  double first = ceil (mf_text_get_height (name));
  gboolean fits = mf_text_get_width (name) <= cell.width;

  mf_drawing_add_text_in (drawing, self->context, fits ? title : short_title, &bold,
                          (MfRect) { cell.x, cell.y, cell.width, both ? first : cell.height }, 0.5,
                          MF_STYLE_TEXT);
  if (both)
    mf_drawing_add_text_in (drawing, self->context, mf_canvas_get_host_kind (stage, index), &small,
                            (MfRect) { cell.x, cell.y + first, cell.width, cell.height - first },
                            0.5, MF_STYLE_TEXT_DIM);
}

/**
 * mf_ladder_layout_draw_header:
 * @self: a layout
 *
 * Returns: (transfer full): the hosts' names over their lanes, from y = 0 on; it stays where it is
 *   while the rows scroll
 */
MfDrawing *
mf_ladder_layout_draw_header (MfLadderLayout *self)
{
  MfDrawing *drawing = mf_drawing_new ();
  MfStage *stage = mf_timeline_get_stage (self->timeline);
  double height = mf_ladder_layout_get_header_height (self);
  gboolean kinds = has_room_for_kinds (self, stage);

  mf_drawing_add_box (drawing, (MfRect) { 0, 0, self->width, height }, 0, MF_STYLE_BACKGROUND);
  for (guint i = 0; i < self->n_lanes; i++)
    {
      const MfStageHost *host = mf_stage_get_host (stage, self->order[i]);
      double width = mf_ladder_get_cell_width (self, i);
      MfRect cell = { self->x[self->order[i]] - width / 2, mf_ladder_px (self, 3), width,
                      height - mf_ladder_px (self, 6) };

      draw_host (self, drawing, self->order[i], cell, kinds);
      mf_drawing_add_hit (drawing, MF_HIT_HOST, self->order[i], cell, NULL, host->name);
    }
  mf_drawing_add_line (drawing, (MfPoint) { 0, height - 0.5 },
                       (MfPoint) { self->width, height - 0.5 }, 1, MF_STYLE_LANE);
  return drawing;
}
