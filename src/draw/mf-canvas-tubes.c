/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include "draw/mf-canvas-private.h"

/* Rows beside a horizontal tube, from above: label, badges, the tube in the
 * dock's height, phase. */
#define LABEL_HEIGHT 18.0
#define BADGE_HEIGHT 17.0
#define PHASE_HEIGHT 26.0
#define LABEL_WIDTH 86.0

/* How far cards reach to the left of a tube that comes down, and where nobody
 * has to be named a client or a server: its label may stand close to it. */
#define CARDS_LEFT 72.0
#define CARDS_LEFT_LEAST 46.0
#define LABEL_LEAST 70.0
#define CARDS_LEFT_NAMES 34.0
#define NARROW_LABEL_WIDTH 94.0
#define PASSING_LANE 20.0

static double
right_of (MfRect rect)
{
  return rect.x + rect.width;
}

static double
bottom_of (MfRect rect)
{
  return rect.y + rect.height;
}

static double
center_of (MfRect rect)
{
  return rect.x + rect.width / 2;
}

/* Whether some link leaves the host's upper-row box on that side. */
static gboolean
has_neighbour (const MfCanvasLayout *self, guint host, gboolean on_right)
{
  const MfRect *box = &self->hosts[host].box;

  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);
      guint other = link->from == host ? link->to : link->from;
      const MfHostPlace *place = &self->hosts[other];

      if ((link->from != host && link->to != host) || place->flat)
        continue;
      if (on_right ? place->box.x > box->x : place->box.x < box->x)
        return TRUE;
    }
  return FALSE;
}

/* From one host of the upper row to the next: cards leave one dock and come to
 * lie in the other. A dock with links on both sides gives half to each. */
static void
place_between (const MfCanvasLayout *self, MfTube *tube)
{
  const MfHostPlace *a = &self->hosts[tube->first];
  const MfHostPlace *b = &self->hosts[tube->second];
  double pad = mf_canvas_px (self, 5);
  double small = mf_canvas_px (self, 4);
  double x0 = right_of (a->box);
  double width = b->box.x - x0;
  double y = a->dock.y + a->dock.height / 2;
  double client = mf_canvas_get_badge_width (self, TRUE);
  double server = mf_canvas_get_badge_width (self, FALSE);
  double badge = MAX (client, server);
  double left, right;

  /* Where they do not fit, the hosts' heads name the roles. */
  if (client + server + 3 * small > width)
    badge = 0;

  tube->horizontal = TRUE;
  tube->points[0] = (MfPoint) { x0, y };
  tube->points[1] = (MfPoint) { b->box.x, y };
  tube->n_points = 2;

  left = has_neighbour (self, tube->first, FALSE) ? center_of (a->box) + 1 : a->box.x + pad;
  right =
      has_neighbour (self, tube->second, TRUE) ? center_of (b->box) - 1 : right_of (b->box) - pad;
  tube->track = (MfRect) { left, a->dock.y + (a->dock.height - self->card_height) / 2, right - left,
                           self->card_height };

  tube->badges[0] = (MfRect) { x0 + small, a->dock.y - small - mf_canvas_px (self, BADGE_HEIGHT),
                               badge, mf_canvas_px (self, BADGE_HEIGHT) };
  tube->badges[1] = tube->badges[0];
  tube->badges[1].x = b->box.x - small - badge;
  tube->label = (MfRect) { x0 + small, tube->badges[0].y - mf_canvas_px (self, LABEL_HEIGHT + 2),
                           width - 2 * small, mf_canvas_px (self, LABEL_HEIGHT) };
  tube->phase = (MfRect) { x0 + small, bottom_of (a->dock) + small, width - 2 * small,
                           mf_canvas_px (self, PHASE_HEIGHT) };
}

/* Where the cards on a tube at @x may begin: as far left as leaves its label
 * room beside the host that stands before it in the lower row, over which the
 * cards of another tube may travel. */
static double
find_cards_left (const MfCanvasLayout *self, const MfRect *below, double x)
{
  double taken = 0;

  for (guint i = 0; i < self->n_hosts; i++)
    if (self->hosts[i].flat && self->hosts[i].box.x < below->x)
      taken = MAX (taken, right_of (self->hosts[i].box));
  return CLAMP (taken + mf_canvas_px (self, LABEL_LEAST + 12), x - mf_canvas_px (self, CARDS_LEFT),
                x - mf_canvas_px (self, CARDS_LEFT_LEAST));
}

/* From a host of the upper row down to one that hangs below it. */
static void
place_down (const MfCanvasLayout *self, MfTube *tube, gboolean names)
{
  const MfHostPlace *a = &self->hosts[tube->first];
  const MfHostPlace *b = &self->hosts[tube->second];
  double small = mf_canvas_px (self, 4);
  double y0 = bottom_of (a->box);
  double height = b->box.y - y0;
  double x = MAX (a->box.x + mf_canvas_px (self, 22), b->box.x + mf_canvas_px (self, 18));
  double badge = mf_canvas_px (self, BADGE_HEIGHT);
  double pill =
      MAX (mf_canvas_get_badge_width (self, TRUE), mf_canvas_get_badge_width (self, FALSE));
  double row = mf_canvas_px (self, LABEL_HEIGHT);
  double left, right, y;

  x = MIN (x, right_of (b->box) - mf_canvas_px (self, 18));
  tube->points[0] = (MfPoint) { x, y0 };
  tube->points[1] = (MfPoint) { x, b->box.y };
  tube->n_points = 2;
  left = names ? x - mf_canvas_px (self, CARDS_LEFT_NAMES) : find_cards_left (self, &b->box, x);
  tube->track = (MfRect) { left, y0 + small, 0, height - 2 * small };
  right = MAX (right_of (a->box), right_of (b->box)) - small;
  if (!names)
    right = MAX (right_of (a->box) + 2 * small, right_of (b->box));
  tube->track.width = MIN (right, self->width - small) - tube->track.x;

  left = tube->track.x - 2 * small - mf_canvas_px (self, LABEL_WIDTH);
  left = MAX (left, small);
  tube->label = (MfRect) { left, 0, tube->track.x - 2 * small - left, row };
  tube->badges[0] = (MfRect) { right_of (tube->label) - pill, y0 + small, pill, badge };
  tube->badges[1] = tube->badges[0];
  tube->badges[1].y = b->box.y - small - badge;
  tube->phase = tube->label;
  tube->phase.height = row;
  y = y0 + small + badge + (height - 2 * (small + badge) - 2 * row) / 2;
  tube->label.y = floor (y);
  tube->phase.y = floor (y + row);
}

static gboolean
is_names (const MfCanvasLayout *self, guint host)
{
  return mf_stage_get_host (self->stage, host)->kind == MF_HOST_NAME_SERVER;
}

/* Whether nothing stands between the two, of which @below is the lower. */
static gboolean
is_next_row (const MfCanvasLayout *self, guint above, guint below)
{
  double top = bottom_of (self->hosts[above].box);

  if (self->hosts[below].box.y < top)
    return FALSE;
  for (guint i = 0; i < self->n_hosts; i++)
    if (self->hosts[i].box.y >= top && self->hosts[i].box.y < self->hosts[below].box.y)
      return FALSE;
  return TRUE;
}

/* Whether some tube goes past a host that it has nothing to do with. */
static gboolean
has_passing (const MfCanvasLayout *self)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);
      gboolean down = self->hosts[link->from].box.y < self->hosts[link->to].box.y;
      guint above = down ? link->from : link->to;
      guint below = down ? link->to : link->from;

      if (link->from != link->to && !is_names (self, above) && !is_names (self, below) &&
          !is_next_row (self, above, below))
        return TRUE;
    }
  return FALSE;
}

/* Narrow: from one row to the next. Tube and labels stand on the left, cards
 * have the rest of the gap. A tube that goes past a host has a lane of its own,
 * so that it does not seem to end there. */
static void
place_rows (const MfCanvasLayout *self, MfTube *tube)
{
  const MfHostPlace *a = &self->hosts[tube->first];
  const MfHostPlace *b = &self->hosts[tube->second];
  double small = mf_canvas_px (self, 3);
  double row = mf_canvas_px (self, LABEL_HEIGHT - 2);
  double lane = has_passing (self) ? mf_canvas_px (self, PASSING_LANE) : 0;
  double x = b->box.x + mf_canvas_px (self, 20);
  double left = x + lane + mf_canvas_px (self, 14);
  double gap = self->height;
  double middle;

  for (guint i = 0; i < self->n_hosts; i++)
    if (bottom_of (self->hosts[i].box) <= b->box.y)
      gap = MIN (gap, b->box.y - bottom_of (self->hosts[i].box));

  if (lane > 0 && !is_next_row (self, tube->first, tube->second))
    x += lane;
  tube->points[0] = (MfPoint) { x, bottom_of (a->box) };
  tube->points[1] = (MfPoint) { x, b->box.y };
  tube->n_points = 2;
  middle = b->box.y - gap / 2;
  tube->label = (MfRect) { left, middle - row, mf_canvas_px (self, NARROW_LABEL_WIDTH), row };
  tube->phase = tube->label;
  tube->phase.y = middle;
  tube->track = (MfRect) { right_of (tube->label) + small, b->box.y - gap + small,
                           right_of (b->box) - right_of (tube->label) - small, gap - 2 * small };
}

/* To a name server that is not next to the asking host: a way for the cards
 * only, in the space between the rows. */
static void
place_far (const MfCanvasLayout *self, MfTube *tube, guint asker, guint names)
{
  const MfRect *a = &self->hosts[asker].box;
  const MfRect *b = &self->hosts[names].box;
  double small = mf_canvas_px (self, 4);

  if (self->vertical)
    {
      place_rows (self, tube);
      tube->n_points = 0;
      return;
    }

  tube->horizontal = TRUE;
  if (a->x > b->x)
    tube->track =
        (MfRect) { b->x, bottom_of (*a) + small,
                   a->x - mf_canvas_px (self, LABEL_WIDTH + CARDS_LEFT - 22) - 3 * small - b->x,
                   0 };
  else
    tube->track = (MfRect) { a->x, bottom_of (*a) + small, right_of (*b) - a->x, 0 };
  tube->track.height = b->y - 2 * small - bottom_of (*a);
  tube->track.width = MAX (tube->track.width, b->width - 2 * small);
}

static void
place_tube (const MfCanvasLayout *self, MfTube *tube)
{
  const MfHostPlace *a = &self->hosts[tube->first];
  const MfHostPlace *b = &self->hosts[tube->second];
  gboolean names = is_names (self, tube->first) || is_names (self, tube->second);
  guint server = is_names (self, tube->first) ? tube->first : tube->second;
  guint asker = server == tube->first ? tube->second : tube->first;

  if (self->vertical)
    {
      place_rows (self, tube);
      if (names)
        {
          /* The name server stands at the top right: its line is there too. */
          double x = center_of (self->hosts[server].box);

          tube->points[0].x = tube->points[1].x = x;
          if (!is_next_row (self, server, asker))
            tube->n_points = 0;
          tube->label.width = 0;
          tube->phase.width = 0;
        }
      return;
    }

  if (!a->flat && !b->flat)
    place_between (self, tube);
  else if (names && (b->box.x > right_of (a->box) || right_of (b->box) < a->box.x || a->flat))
    place_far (self, tube, asker, server);
  else
    place_down (self, tube, names);
}

/* Whether @a stands before @b: further up, or further left in the same row. */
static gboolean
stands_before (const MfCanvasLayout *self, guint a, guint b)
{
  const MfRect *x = &self->hosts[a].box;
  const MfRect *y = &self->hosts[b].box;

  return x->y != y->y ? x->y < y->y : x->x < y->x;
}

const MfTube *
mf_canvas_find_tube (const MfCanvasLayout *self, int from, int to)
{
  for (guint i = 0; i < self->tubes->len; i++)
    {
      const MfTube *tube = &g_array_index (self->tubes, MfTube, i);

      if (((int) tube->first == from && (int) tube->second == to) ||
          ((int) tube->first == to && (int) tube->second == from))
        return tube;
    }
  return NULL;
}

void
mf_canvas_place_tubes (MfCanvasLayout *self)
{
  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);
      MfTube tube = { .first = link->from, .second = link->to, .link = i };

      if (link->from == link->to ||
          mf_canvas_find_tube (self, (int) link->from, (int) link->to) != NULL)
        continue;
      if (!stands_before (self, link->from, link->to))
        {
          tube.first = link->to;
          tube.second = link->from;
        }
      tube.protocol = link->protocol;
      place_tube (self, &tube);
      g_array_append_val (self->tubes, tube);
    }
}
