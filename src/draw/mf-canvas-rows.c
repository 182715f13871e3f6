/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-canvas-private.h"

#define FLAT_HEIGHT_NARROW 44.0
#define GAP_NARROW 40.0
#define NARROW_LEAST 180.0

static int
compare_travel (gconstpointer a, gconstpointer b, gpointer data)
{
  const MfCanvasLayout *self = data;
  const MfStageHost *x = mf_stage_get_host (self->stage, *(const guint *) a);
  const MfStageHost *y = mf_stage_get_host (self->stage, *(const guint *) b);

  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

/* The hosts under each other in the order a letter travels; name servers stand
 * on the right of the first. */
void
mf_canvas_place_rows (MfCanvasLayout *self, double top)
{
  guint *order = g_newa0 (guint, self->n_hosts + 1);
  guint n = 0, n_names = 0, nth = 0;
  double margin = mf_canvas_px (self, 10);
  double flat = mf_canvas_px (self, FLAT_HEIGHT_NARROW);
  double names = mf_canvas_px (self, MF_CANVAS_NAME_SERVER_WIDTH);
  double inner = self->width - 2 * margin;
  double first, names_top = top;
  double gap, needed;

  for (guint i = 0; i < self->n_hosts; i++)
    if (mf_stage_get_host (self->stage, i)->kind == MF_HOST_NAME_SERVER)
      {
        n_names++;
        names = MAX (names, mf_canvas_get_host_width (self, i));
      }
    else
      order[n++] = i;
  g_sort_array (order, n, sizeof (guint), compare_travel, self);

  /* Beside the first host, or where that would leave it too little, above. */
  first = inner - n_names * (names + margin);
  if (n_names > 0 && first < mf_canvas_px (self, NARROW_LEAST))
    {
      first = inner;
      names = MIN (names, floor ((inner - (n_names - 1) * margin) / n_names));
      top += flat + margin;
    }

  needed = top + n * flat + (n > 0 ? n - 1 : 0) * mf_canvas_px (self, GAP_NARROW) + margin;
  self->height = MAX (self->height, needed);
  gap = n > 1 ? floor ((self->height - margin - top - n * flat) / (n - 1)) : 0;
  gap = MIN (gap, mf_canvas_px (self, MF_CANVAS_GAP_MOST));

  for (guint i = 0; i < self->n_hosts; i++)
    {
      MfHostPlace *place = &self->hosts[i];
      MfRect box = { margin, names_top, inner, flat };
      guint at = 0;

      if (mf_stage_get_host (self->stage, i)->kind == MF_HOST_NAME_SERVER)
        {
          nth++;
          box.x = self->width - margin - nth * names - (nth - 1) * margin;
          box.width = names;
        }
      else
        {
          while (at < n && order[at] != i)
            at++;
          box.y = top + at * (flat + gap);
          if (at == 0)
            box.width = first;
        }
      place->flat = TRUE;
      place->box = box;
      mf_canvas_split_host (self, i);
    }
}
