/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-ladder-private.h"

#define DESIGN_LINE 18.0
#define HEADER_HEIGHT 40.0
#define GUTTER 92.0

/* Of the distance between two linked lanes: from the first and the last one to
 * the edge, and between two that no link joins. */
#define EDGE 0.4
#define UNLINKED 0.62
#define LEAST_UNEVEN 84.0

double
mf_ladder_px (const MfLadderLayout *self, double design)
{
  return round (design * self->unit);
}

/* What is told on a lane, because it changed what lies there. */
const char *
mf_ladder_get_note (const MfEffect *effect)
{
  switch (effect->kind)
    {
    case MF_EFFECT_COMPOSED:
      return _ ("letter written");
    case MF_EFFECT_QUEUED:
      return _ ("queued");
    case MF_EFFECT_DEFERRED:
      return _ ("stays in the queue");
    case MF_EFFECT_BOUNCED:
      return _ ("given up");
    case MF_EFFECT_DEQUEUED:
      return _ ("leaves the queue");
    case MF_EFFECT_DELIVERED:
      return _ ("in the mailbox");
    case MF_EFFECT_RETRIEVED:
      return _ ("fetched");
    case MF_EFFECT_MARKED:
      return _ ("marked deleted");
    case MF_EFFECT_UNMARKED:
      return _ ("kept after all");
    case MF_EFFECT_EXPUNGED:
      return _ ("deleted");
    case MF_EFFECT_STORED:
      return _ ("put into a folder");
    case MF_EFFECT_COPIED:
      return _ ("copied");
    case MF_EFFECT_MOVED:
      return _ ("moved");
    case MF_EFFECT_FLAGGED:
      return _ ("flags changed");
    case MF_EFFECT_FOLDER_MADE:
      return _ ("folder made");
    case MF_EFFECT_FOLDER_RENAMED:
      return _ ("folder renamed");
    case MF_EFFECT_FOLDER_DELETED:
      return _ ("folder deleted");
    case MF_EFFECT_SHOWN:
      return _ ("page shown");
    case MF_EFFECT_READ:
      return _ ("read");
    case MF_EFFECT_FOUND:
      return _ ("found");
    case MF_EFFECT_WAITING:
      return _ ("waits for news");
    case MF_EFFECT_REFUSED:
      return _ ("not done");
    case MF_EFFECT_BROKEN:
      return _ ("connection broken");
    case MF_EFFECT_ACTED:
    case MF_EFFECT_STEP:
    case MF_EFFECT_CAPTION:
    case MF_EFFECT_SUBMITTED:
    case MF_EFFECT_LOOKED_UP:
    case MF_EFFECT_OPENED:
    case MF_EFFECT_CLOSED:
    case MF_EFFECT_PHASE:
    case MF_EFFECT_TRIED:
    case MF_EFFECT_RELAYED:
    case MF_EFFECT_FETCHED:
    case MF_EFFECT_FOLDER_SEEN:
    default:
      return NULL;
    }
}

guint
mf_ladder_count_notes (const MfRecord *record)
{
  guint n = 0;

  for (guint i = 0; i < record->n_effects; i++)
    n += mf_ladder_get_note (record->effects[i]) != NULL;
  return n;
}

/* Each record has one row, so its place follows from its number and from how
 * many extra lines there are before it. */
double
mf_ladder_get_row_top (const MfLadderLayout *self, guint seq)
{
  guint n = self->lines->len - 1;

  seq = MIN (seq, n);
  return self->top + seq * self->row + g_array_index (self->lines, guint, seq) * self->line;
}

guint
mf_ladder_get_row_at (const MfLadderLayout *self, double y)
{
  guint low = 0, high = self->lines->len - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (mf_ladder_get_row_top (self, middle + 1) <= y)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
index_from (MfLadderLayout *self, guint first)
{
  guint n = mf_timeline_get_n_records (self->timeline);

  for (guint seq = first; seq < n; seq++)
    {
      const MfRecord *record = mf_timeline_get_record (self->timeline, seq);
      guint lines = g_array_index (self->lines, guint, seq);

      lines += mf_ladder_count_notes (record);
      lines += mf_session_index_append (self->index, record);
      g_array_append_val (self->lines, lines);
    }
}

/**
 * mf_ladder_layout_sync:
 * @self: a layout
 * @first: the first record that may have changed: the position of items-changed
 *
 * Takes note of what the timeline has gained or lost.
 */
void
mf_ladder_layout_sync (MfLadderLayout *self, guint first)
{
  guint known = self->lines->len - 1;

  if (first < known)
    {
      mf_session_index_clear (self->index);
      g_array_set_size (self->lines, 1);
      known = 0;
    }
  index_from (self, known);
  mf_ladder_place_lanes (self);
}

/**
 * mf_ladder_layout_new:
 * @timeline: whose records; a reference is taken
 * @context: what measures the texts; a reference is taken
 *
 * Returns: (transfer full): a layout of what the timeline holds now
 */
MfLadderLayout *
mf_ladder_layout_new (MfTimeline *timeline, PangoContext *context)
{
  MfLadderLayout *self = g_new0 (MfLadderLayout, 1);
  guint n_hosts = mf_timeline_get_stage (timeline)->hosts->len;
  guint none = 0;

  self->timeline = g_object_ref (timeline);
  self->context = g_object_ref (context);
  self->index = mf_session_index_new (n_hosts);
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->lines, none);
  self->order = g_new0 (guint, n_hosts + 1);
  self->x = g_new0 (double, n_hosts + 1);

  self->unit = mf_text_get_line_height (context, 1, FALSE) / DESIGN_LINE;
  self->label = ceil (MAX (mf_text_get_line_height (context, MF_LADDER_TEXT, TRUE),
                           mf_text_get_line_height (context, MF_LADDER_TEXT, FALSE)));
  self->row = self->label + mf_ladder_px (self, 18);
  self->line =
      ceil (mf_text_get_line_height (context, MF_LADDER_SMALL, FALSE)) + mf_ladder_px (self, 8);
  self->gutter = mf_ladder_px (self, GUTTER);
  self->width = mf_ladder_px (self, 700);
  mf_ladder_layout_sync (self, 0);
  return self;
}

void
mf_ladder_layout_free (MfLadderLayout *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->timeline);
  g_object_unref (self->context);
  mf_session_index_free (self->index);
  g_array_unref (self->lines);
  g_free (self->order);
  g_free (self->x);
  g_free (self);
}

static int
compare_lanes (gconstpointer a, gconstpointer b, gpointer data)
{
  const MfStage *stage = data;
  const MfStageHost *x = mf_stage_get_host (stage, *(const guint *) a);
  const MfStageHost *y = mf_stage_get_host (stage, *(const guint *) b);
  gboolean x_names = x->kind == MF_HOST_NAME_SERVER;
  gboolean y_names = y->kind == MF_HOST_NAME_SERVER;

  if (x_names != y_names)
    return x_names ? 1 : -1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

/* How far a lane is from the one before it: less where no link joins the two, so
 * that the words on the arrows have more room between the others. */
static double
get_gap (const MfLadderLayout *self, guint lane)
{
  MfStage *stage = mf_timeline_get_stage (self->timeline);
  guint a = self->order[lane - 1], b = self->order[lane];

  for (guint i = 0; i < stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (stage->links, MfStageLink, i);

      if ((link->from == a && link->to == b) || (link->from == b && link->to == a))
        return 1;
    }
  return UNLINKED;
}

/* In the order that a letter travels; the DNS, which no letter ever sees, last. */
void
mf_ladder_place_lanes (MfLadderLayout *self)
{
  MfStage *stage = mf_timeline_get_stage (self->timeline);
  double room = self->width - self->gutter - mf_ladder_px (self, 12);
  double total, at;
  gboolean even;

  self->n_lanes = 0;
  for (guint i = 0; i < stage->hosts->len; i++)
    {
      self->x[i] = -1;
      if (mf_session_index_is_used (self->index, i))
        self->order[self->n_lanes++] = i;
    }
  g_sort_array (self->order, self->n_lanes, sizeof (guint), compare_lanes, stage);

  even = room / MAX (1, self->n_lanes) < mf_ladder_px (self, LEAST_UNEVEN);
  at = even ? 0.5 : EDGE;
  total = 2 * at;
  for (guint i = 1; i < self->n_lanes; i++)
    total += even ? 1 : get_gap (self, i);
  for (guint i = 0; i < self->n_lanes; i++)
    {
      if (i > 0)
        at += even ? 1 : get_gap (self, i);
      self->x[self->order[i]] = round (self->gutter + at / total * room);
    }
}

/* How wide a host's name may be over its lane. */
double
mf_ladder_get_cell_width (const MfLadderLayout *self, guint lane)
{
  double x = self->x[self->order[lane]];
  double left = lane > 0 ? x - self->x[self->order[lane - 1]] : 2 * x;
  double right =
      lane + 1 < self->n_lanes ? self->x[self->order[lane + 1]] - x : 2 * (self->width - x);

  return MIN (left, right) - mf_ladder_px (self, 6);
}

/**
 * mf_ladder_layout_set_width:
 * @self: a layout
 * @width: in pixels; no less than mf_ladder_layout_get_min_width()
 */
void
mf_ladder_layout_set_width (MfLadderLayout *self, double width)
{
  self->width = MAX (width, mf_ladder_layout_get_min_width (self));
  mf_ladder_place_lanes (self);
}

/**
 * mf_ladder_layout_set_top:
 * @self: a layout
 * @top: in pixels; 0 unless set
 *
 * Where the rows begin: below the header, in a picture that has both.
 */
void
mf_ladder_layout_set_top (MfLadderLayout *self, double top)
{
  self->top = top;
}

/**
 * mf_ladder_layout_get_min_width:
 * @self: a layout
 *
 * Returns: the least width at which lanes keep apart
 */
double
mf_ladder_layout_get_min_width (MfLadderLayout *self)
{
  return self->gutter + mf_ladder_px (self, 12) + MAX (1, self->n_lanes) * mf_ladder_px (self, 44);
}

double
mf_ladder_layout_get_width (MfLadderLayout *self)
{
  return self->width;
}

/**
 * mf_ladder_layout_get_n_lanes:
 * @self: a layout
 *
 * Returns: how many hosts take part
 */
guint
mf_ladder_layout_get_n_lanes (MfLadderLayout *self)
{
  return self->n_lanes;
}

double
mf_ladder_layout_get_height (MfLadderLayout *self)
{
  return mf_ladder_get_row_top (self, self->lines->len - 1) + mf_ladder_px (self, 12);
}

/**
 * mf_ladder_layout_get_header_height:
 * @self: a layout
 *
 * Returns: how much of the viewport's top the hosts' names take, in pixels
 */
double
mf_ladder_layout_get_header_height (MfLadderLayout *self)
{
  return mf_ladder_px (self, HEADER_HEIGHT);
}

/**
 * mf_ladder_layout_get_y:
 * @self: a layout
 * @playhead: 0 … number of records
 *
 * Returns: where it is among the rows, in pixels
 */
double
mf_ladder_layout_get_y (MfLadderLayout *self, double playhead)
{
  guint n = self->lines->len - 1;
  guint seq = (guint) CLAMP (floor (playhead), 0, n);
  double top = mf_ladder_get_row_top (self, seq);

  return top + CLAMP (playhead - seq, 0, 1) * (mf_ladder_get_row_top (self, seq + 1) - top);
}

/**
 * mf_ladder_layout_get_playhead_at:
 * @self: a layout
 * @y: among the rows, in pixels
 *
 * Returns: the playhead there; the inverse of mf_ladder_layout_get_y()
 */
double
mf_ladder_layout_get_playhead_at (MfLadderLayout *self, double y)
{
  guint n = self->lines->len - 1;
  guint seq = mf_ladder_get_row_at (self, y);
  double top = mf_ladder_get_row_top (self, seq);
  double height = mf_ladder_get_row_top (self, seq + 1) - top;

  return CLAMP (seq + (height > 0 ? CLAMP ((y - top) / height, 0, 1) : 0), 0, n);
}
