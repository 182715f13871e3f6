/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-canvas-private.h"

#define FLAT_HEIGHT_NARROW 44.0
#define STACKED_HEIGHT 92.0
/* The least inner width at which a mail server's two lists lie beside each other. */
#define BESIDE_LEAST 296.0
#define GAP_NARROW 32.0
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

/* Whether there is no room for a mail server's lists beside each other, but under each other:
 * then each of the servers is so much higher. */
static gboolean
can_stack (const MfCanvasLayout *self, double inner, double spare)
{
  guint n_servers = 0;

  for (guint i = 0; i < self->n_hosts; i++)
    n_servers += mf_stage_get_host (self->stage, i)->kind == MF_HOST_SERVER;
  return inner < mf_canvas_px (self, BESIDE_LEAST) &&
         n_servers * mf_canvas_px (self, STACKED_HEIGHT - FLAT_HEIGHT_NARROW) <= spare;
}

/* The hosts under each other in the order a letter travels; name servers stand
 * on the right of the first. */
void
mf_canvas_place_rows (MfCanvasLayout *self, double top)
{
  guint *order = g_newa0 (guint, self->n_hosts + 1);
  guint n = 0, n_names = 0, nth = 0, n_stacked = 0;
  double margin = mf_canvas_px (self, 10);
  double flat = mf_canvas_px (self, FLAT_HEIGHT_NARROW);
  double names = mf_canvas_px (self, MF_CANVAS_NAME_SERVER_WIDTH);
  double inner = self->width - 2 * margin;
  double first, names_top = top;
  double gap, needed, stacked;

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
  stacked = can_stack (self, inner, self->height - needed)
                ? mf_canvas_px (self, STACKED_HEIGHT - FLAT_HEIGHT_NARROW)
                : 0;
  for (guint i = 0; i < n && stacked > 0; i++)
    n_stacked += mf_stage_get_host (self->stage, order[i])->kind == MF_HOST_SERVER;
  gap = self->height - margin - top - n * flat - n_stacked * stacked;
  gap = n > 1 ? floor (gap / (n - 1)) : 0;
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
          box.y = top;
          for (; at < n && order[at] != i; at++)
            {
              gboolean server = mf_stage_get_host (self->stage, order[at])->kind == MF_HOST_SERVER;

              box.y += flat + gap + (server ? stacked : 0);
            }
          if (at == 0)
            box.width = first;
          if (mf_stage_get_host (self->stage, i)->kind == MF_HOST_SERVER)
            box.height += stacked;
          place->stacked = box.height > flat;
        }
      place->flat = TRUE;
      place->box = box;
      mf_canvas_split_host (self, i);
    }
}
