/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-side-timeline.h"

#include <math.h>

/* The most of its way that a record can have come while others are still to be
 * told before it. */
#define NEARLY 0.999

struct _MfSideTimeline
{
  MfTimeline *whole;
  MfTimeline *timeline;
  MfSide side;
  GArray *seqs;  /* of guint: the whole's number of each record of ours */
  GArray *hosts; /* of guint: the whole's index of each host of ours */
  GArray *links; /* of guint: likewise of the links */
  int *ours;     /* of each host of the whole stage, or -1 */
};

static int
map_host (const MfSideTimeline *self, int host)
{
  MfStage *stage = mf_timeline_get_stage (self->whole);

  return host >= 0 && (guint) host < stage->hosts->len ? self->ours[host] : -1;
}

static MfStage *
make_stage (MfSideTimeline *self)
{
  const MfStage *whole = mf_timeline_get_stage (self->whole);
  MfStage *stage = mf_stage_new (whole->title);

  stage->side = self->side;

  for (guint i = 0; i < whole->hosts->len; i++)
    {
      MfStageHost host = *mf_stage_get_host (whole, i);

      self->ours[i] = -1;

      if (host.side != self->side)
        continue;

      host.side = MF_SIDE_NONE;
      self->ours[i] = (int) mf_stage_add_host (stage, &host);
      g_array_append_val (self->hosts, i);
    }

  for (guint i = 0; i < whole->links->len; i++)
    {
      MfStageLink link = g_array_index (whole->links, MfStageLink, i);
      int from = map_host (self, (int) link.from);
      int to = map_host (self, (int) link.to);

      if (from < 0 || to < 0)
        continue;

      link.from = (guint) from;
      link.to = (guint) to;
      mf_stage_add_link (stage, &link);
      g_array_append_val (self->links, i);
    }

  return stage;
}

static MfRecord *
translate (const MfSideTimeline *self, const MfRecord *record)
{
  GPtrArray *effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  MfRecord copy = *record;

  copy.seq = self->seqs->len;
  copy.from = map_host (self, record->from);
  copy.to = map_host (self, record->to);
  copy.client = map_host (self, record->client);

  for (guint i = 0; i < record->n_effects; i++)
    {
      MfEffect effect = *record->effects[i];

      effect.host = map_host (self, effect.host);
      g_ptr_array_add (effects, mf_effect_copy (&effect));
    }

  return mf_record_new (&copy, effects);
}

/* How many records of ours stand before the whole's record @seq. */
static guint
count_before (const MfSideTimeline *self, guint seq)
{
  guint low = 0, high = self->seqs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->seqs, guint, middle) < seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
items_changed_cb (MfSideTimeline *self, guint position)
{
  MfStage *stage = mf_timeline_get_stage (self->whole);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  guint kept = count_before (self, position);

  if (kept < self->seqs->len)
    {
      g_array_set_size (self->seqs, kept);
      mf_timeline_truncate (self->timeline, kept);
    }

  for (guint seq = position; seq < mf_timeline_get_n_records (self->whole); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (self->whole, seq);

      if (mf_record_get_side (record, stage) != self->side)
        continue;

      g_ptr_array_add (records, translate (self, record));
      g_array_append_val (self->seqs, seq);
    }

  if (records->len > 0)
    mf_timeline_append (self->timeline, (MfRecord *const *) records->pdata, records->len);
}

/**
 * mf_side_timeline_new:
 * @whole: a timeline; a reference is taken
 * @side: which side of its stage
 *
 * Returns: (transfer full): that side of it
 */
MfSideTimeline *
mf_side_timeline_new (MfTimeline *whole, MfSide side)
{
  MfSideTimeline *self;
  g_autoptr (MfStage) stage = NULL;

  g_return_val_if_fail (MF_IS_TIMELINE (whole), NULL);

  self = g_new0 (MfSideTimeline, 1);
  self->whole = g_object_ref (whole);
  self->side = side;
  self->seqs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->hosts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->links = g_array_new (FALSE, FALSE, sizeof (guint));
  self->ours = g_new (int, mf_timeline_get_stage (whole)->hosts->len + 1);
  stage = make_stage (self);
  self->timeline = mf_timeline_new (stage, mf_timeline_get_start (whole));
  g_signal_connect_swapped (whole, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0);
  return self;
}

void
mf_side_timeline_free (MfSideTimeline *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->whole, self);
  g_object_unref (self->whole);
  g_object_unref (self->timeline);
  g_array_unref (self->seqs);
  g_array_unref (self->hosts);
  g_array_unref (self->links);
  g_free (self->ours);
  g_free (self);
}

/**
 * mf_side_timeline_get_timeline:
 * @self: a side
 *
 * Returns: (transfer none): its records as a timeline like any other, the same object for life
 */
MfTimeline *
mf_side_timeline_get_timeline (MfSideTimeline *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->timeline;
}

/**
 * mf_side_timeline_get_playhead:
 * @self: a side
 * @playhead: the whole timeline's
 *
 * Both sides go on in the same virtual time: while a unit of one side is under
 * way, what the other has on its link moves too. But what the whole timeline
 * has not told yet has not arrived here, even if it does so in the same
 * microsecond.
 *
 * Returns: the playhead over this side's records
 */
double
mf_side_timeline_get_playhead (MfSideTimeline *self, double playhead)
{
  const MfRecord *next;
  guint told, n;
  double way = 0;

  g_return_val_if_fail (self != NULL, 0);

  told = (guint) CLAMP (floor (playhead), 0, mf_timeline_get_n_records (self->whole));
  n = count_before (self, told);
  next = mf_timeline_get_record (self->timeline, n);

  if (next == NULL)
    return n;

  if (next->arrival_us > next->time_us)
    way = (double) (mf_timeline_get_time_at (self->whole, playhead) - next->time_us) /
          (double) (next->arrival_us - next->time_us);
  else if (g_array_index (self->seqs, guint, n) == told)
    way = playhead - told;

  return n + CLAMP (way, 0, NEARLY);
}

static int
lookup (const GArray *array, guint index)
{
  return index < array->len ? (int) g_array_index (array, guint, index) : -1;
}

/**
 * mf_side_timeline_get_whole_seq:
 * @self: a side
 * @seq: number of a record of this side
 *
 * Returns: its number in the whole timeline, or -1
 */
int
mf_side_timeline_get_whole_seq (MfSideTimeline *self, guint seq)
{
  g_return_val_if_fail (self != NULL, -1);

  return lookup (self->seqs, seq);
}

/**
 * mf_side_timeline_get_whole_host:
 * @self: a side
 * @host: index of a host on this side's stage
 *
 * Returns: its index on the whole stage, or -1
 */
int
mf_side_timeline_get_whole_host (MfSideTimeline *self, guint host)
{
  g_return_val_if_fail (self != NULL, -1);

  return lookup (self->hosts, host);
}

/**
 * mf_side_timeline_get_whole_link:
 * @self: a side
 * @link: index of a link on this side's stage
 *
 * Returns: its index on the whole stage, or -1
 */
int
mf_side_timeline_get_whole_link (MfSideTimeline *self, guint link)
{
  g_return_val_if_fail (self != NULL, -1);

  return lookup (self->links, link);
}
