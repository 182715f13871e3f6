/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-timeline.h"

/* Times from a file may be anything; within these every difference fits. */
#define MAX_TIME_US (G_GINT64_CONSTANT (1) << 61)

/* @end_us is the latest arrival so far: records stand in the order of arrival,
 * so it is the record's own unless it comes from a file that lies. */
typedef struct
{
  MfRecord *record;
  gint64 end_us;
} Entry;

struct _MfTimeline
{
  GObject parent_instance;

  MfStage *stage;
  gint64 start_us;
  GArray *entries;        /* of Entry */
  GPtrArray *checkpoints; /* of MfScene; the first is the empty world */
  guint work;             /* what it takes to fold the records after the last one */
  MfScene *recent;        /* the scene that was asked for last, or NULL */
  guint64 n_folded;
  GHashTable *steps; /* seq → MfStep; shared with the steps, which take themselves out */
};

struct _MfStep
{
  GObject parent_instance;

  MfRecord *record;
  GHashTable *steps;
};

enum
{
  PROP_0,
  PROP_ITEM_TYPE,
  PROP_N_ITEMS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (MfStep, mf_step, G_TYPE_OBJECT)

G_DEFINE_FINAL_TYPE_WITH_CODE (MfTimeline,
                               mf_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mf_step_finalize (GObject *object)
{
  MfStep *self = MF_STEP (object);
  gpointer key = GUINT_TO_POINTER (self->record->seq);

  /* After a truncation another step may stand there. */
  if (g_hash_table_lookup (self->steps, key) == self)
    g_hash_table_remove (self->steps, key);
  g_hash_table_unref (self->steps);
  mf_record_unref (self->record);
  G_OBJECT_CLASS (mf_step_parent_class)->finalize (object);
}

static void
mf_step_class_init (MfStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_step_finalize;
}

static void
mf_step_init (MfStep *self)
{
}

/**
 * mf_step_get_record:
 * @self: a step
 *
 * Returns: (transfer none): its record
 */
MfRecord *
mf_step_get_record (MfStep *self)
{
  g_return_val_if_fail (MF_IS_STEP (self), NULL);

  return self->record;
}

static Entry *
get_entry (MfTimeline *self, guint seq)
{
  return &g_array_index (self->entries, Entry, seq);
}

static void
clear_entry (gpointer data)
{
  mf_record_unref (((Entry *) data)->record);
}

static GType
get_item_type (GListModel *model)
{
  return MF_TYPE_STEP;
}

static guint
get_n_items (GListModel *model)
{
  return MF_TIMELINE (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MfTimeline *self = MF_TIMELINE (model);
  MfStep *step;

  if (position >= self->entries->len)
    return NULL;

  step = g_hash_table_lookup (self->steps, GUINT_TO_POINTER (position));
  if (step)
    return g_object_ref (step);

  step = g_object_new (MF_TYPE_STEP, NULL);
  step->record = mf_record_ref (get_entry (self, position)->record);
  step->steps = g_hash_table_ref (self->steps);
  g_hash_table_insert (self->steps, GUINT_TO_POINTER (position), step);
  return step;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
mf_timeline_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, MF_TYPE_STEP);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, MF_TIMELINE (object)->entries->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mf_timeline_finalize (GObject *object)
{
  MfTimeline *self = MF_TIMELINE (object);

  g_array_unref (self->entries);
  g_ptr_array_unref (self->checkpoints);
  g_clear_pointer (&self->recent, mf_scene_unref);
  g_hash_table_unref (self->steps);
  g_clear_pointer (&self->stage, mf_stage_unref);
  G_OBJECT_CLASS (mf_timeline_parent_class)->finalize (object);
}

static void
mf_timeline_class_init (MfTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mf_timeline_get_property;
  object_class->finalize = mf_timeline_finalize;

  properties[PROP_ITEM_TYPE] = g_param_spec_gtype ("item-type", NULL, NULL, G_TYPE_OBJECT,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ITEMS] =
      g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mf_timeline_init (MfTimeline *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->checkpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_scene_unref);
  self->steps = g_hash_table_new (NULL, NULL);
}

/**
 * mf_timeline_new:
 * @stage: hosts and links; a reference is taken
 * @start_us: the time before the first record, µs since the Unix epoch
 *
 * Returns: (transfer full): a timeline without records
 */
MfTimeline *
mf_timeline_new (MfStage *stage, gint64 start_us)
{
  MfTimeline *self;

  g_return_val_if_fail (stage != NULL, NULL);

  self = g_object_new (MF_TYPE_TIMELINE, NULL);
  self->stage = mf_stage_ref (stage);
  self->start_us = CLAMP (start_us, -MAX_TIME_US, MAX_TIME_US);
  g_ptr_array_add (self->checkpoints, mf_scene_new (stage, self->start_us));
  return self;
}

/**
 * mf_timeline_get_stage:
 * @self: a timeline
 *
 * Returns: (transfer none): hosts and links
 */
MfStage *
mf_timeline_get_stage (MfTimeline *self)
{
  g_return_val_if_fail (MF_IS_TIMELINE (self), NULL);

  return self->stage;
}

/**
 * mf_timeline_get_start:
 * @self: a timeline
 *
 * Returns: the time before the first record, µs since the Unix epoch
 */
gint64
mf_timeline_get_start (MfTimeline *self)
{
  g_return_val_if_fail (MF_IS_TIMELINE (self), 0);

  return self->start_us;
}

/**
 * mf_timeline_get_n_records:
 * @self: a timeline
 *
 * Returns: how many records there are; also the playhead's last place
 */
guint
mf_timeline_get_n_records (MfTimeline *self)
{
  g_return_val_if_fail (MF_IS_TIMELINE (self), 0);

  return self->entries->len;
}

/**
 * mf_timeline_get_record:
 * @self: a timeline
 * @seq: a record's number, from 0
 *
 * Returns: (nullable) (transfer none): the record, or %NULL past the end
 */
MfRecord *
mf_timeline_get_record (MfTimeline *self, guint seq)
{
  g_return_val_if_fail (MF_IS_TIMELINE (self), NULL);

  return seq < self->entries->len ? get_entry (self, seq)->record : NULL;
}

/* Folds the records from the end of @scene up to @n_records. */
static MfScene *
fold_up_to (MfTimeline *self, const MfScene *scene, guint n_records)
{
  guint n = n_records - scene->n_records;
  g_autofree MfRecord **records = g_new (MfRecord *, n + 1);

  for (guint i = 0; i < n; i++)
    records[i] = get_entry (self, scene->n_records + i)->record;
  self->n_folded += n;
  return mf_scene_fold (scene, records, n);
}

static const MfScene *
get_last_checkpoint (MfTimeline *self)
{
  return g_ptr_array_index (self->checkpoints, self->checkpoints->len - 1);
}

static void
add_entry (MfTimeline *self, MfRecord *record)
{
  guint n = self->entries->len;
  gint64 end = n ? get_entry (self, n - 1)->end_us : self->start_us;
  gint64 arrival = CLAMP (record->arrival_us, -MAX_TIME_US, MAX_TIME_US);
  Entry entry = { .record = mf_record_ref (record), .end_us = MAX (end, arrival) };

  g_array_append_val (self->entries, entry);

  /* One record with very many effects gets a checkpoint of its own right
   * behind it, so that no seek but one into its neighbourhood folds it. */
  self->work += 1 + record->n_effects / 8;
  if (self->work >= MF_TIMELINE_MAX_FOLD)
    {
      g_ptr_array_add (self->checkpoints, fold_up_to (self, get_last_checkpoint (self), n + 1));
      self->work = 0;
    }
}

static void
emit_change (MfTimeline *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/**
 * mf_timeline_append:
 * @self: a timeline
 * @records: (array length=n_records) (transfer none): the records that follow,
 *   numbered on without a gap; references are taken
 * @n_records: how many
 *
 * Adds records, with one signal for all of them.
 */
void
mf_timeline_append (MfTimeline *self, MfRecord *const *records, guint n_records)
{
  guint position;

  g_return_if_fail (MF_IS_TIMELINE (self));

  position = self->entries->len;
  for (guint i = 0; i < n_records; i++)
    g_return_if_fail (records[i]->seq == position + i);

  for (guint i = 0; i < n_records; i++)
    add_entry (self, records[i]);

  if (n_records)
    emit_change (self, position, 0, n_records);
}

static gboolean
is_past_cb (gpointer key, gpointer value, gpointer data)
{
  return GPOINTER_TO_UINT (key) >= GPOINTER_TO_UINT (data);
}

/**
 * mf_timeline_truncate:
 * @self: a timeline
 * @n_records: how many records stay; nothing happens if there are no more than these
 *
 * Takes back the records from @n_records on: the world goes another way there.
 */
void
mf_timeline_truncate (MfTimeline *self, guint n_records)
{
  guint n_before;

  g_return_if_fail (MF_IS_TIMELINE (self));

  n_before = self->entries->len;
  if (n_records >= n_before)
    return;

  g_hash_table_foreach_remove (self->steps, is_past_cb, GUINT_TO_POINTER (n_records));
  if (self->recent && self->recent->n_records > n_records)
    g_clear_pointer (&self->recent, mf_scene_unref);
  while (get_last_checkpoint (self)->n_records > n_records)
    g_ptr_array_set_size (self->checkpoints, (int) self->checkpoints->len - 1);
  g_array_set_size (self->entries, n_records);

  self->work = 0;
  for (guint i = get_last_checkpoint (self)->n_records; i < n_records; i++)
    self->work += 1 + get_entry (self, i)->record->n_effects / 8;

  emit_change (self, n_records, n_before - n_records, 0);
}

/* The last checkpoint that is not past @n_records. */
static const MfScene *
find_checkpoint (MfTimeline *self, guint n_records)
{
  guint low = 0;
  guint high = self->checkpoints->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      const MfScene *scene = g_ptr_array_index (self->checkpoints, middle);

      if (scene->n_records <= n_records)
        low = middle;
      else
        high = middle;
    }

  return g_ptr_array_index (self->checkpoints, low);
}

/**
 * mf_timeline_get_scene:
 * @self: a timeline
 * @n_records: how many records are folded in; more than there are means all
 *
 * The world at a playhead whose whole part is @n_records. Takes a bounded time
 * wherever that is, and next to none one step after the last scene asked for.
 *
 * Returns: (transfer full): the scene
 */
MfScene *
mf_timeline_get_scene (MfTimeline *self, guint n_records)
{
  const MfScene *base;
  MfScene *scene;

  g_return_val_if_fail (MF_IS_TIMELINE (self), NULL);

  n_records = MIN (n_records, self->entries->len);
  base = find_checkpoint (self, n_records);
  if (self->recent && self->recent->n_records <= n_records &&
      self->recent->n_records >= base->n_records)
    base = self->recent;

  if (base == self->recent && base->n_records == n_records)
    return mf_scene_ref (self->recent);

  scene = fold_up_to (self, base, n_records);
  g_clear_pointer (&self->recent, mf_scene_unref);
  self->recent = mf_scene_ref (scene);
  return scene;
}

/**
 * mf_timeline_get_n_folded:
 * @self: a timeline
 *
 * Returns: how many records have been folded so far to answer and to prepare
 *   for mf_timeline_get_scene(): what a seek costs, counted
 */
guint64
mf_timeline_get_n_folded (MfTimeline *self)
{
  g_return_val_if_fail (MF_IS_TIMELINE (self), 0);

  return self->n_folded;
}

/* When record @seq leaves; never before what came before it has arrived. */
static gint64
get_departure (MfTimeline *self, guint seq)
{
  gint64 before = seq ? get_entry (self, seq - 1)->end_us : self->start_us;
  gint64 time = CLAMP (get_entry (self, seq)->record->time_us, -MAX_TIME_US, MAX_TIME_US);

  return CLAMP (time, before, get_entry (self, seq)->end_us);
}

/**
 * mf_timeline_get_time_at:
 * @self: a timeline
 * @playhead: 6.4 is the moment when the record with number 6 is 40 % along its
 *   link; limited to what there is
 *
 * Never runs backwards as @playhead goes forward.
 *
 * Returns: virtual time, µs since the Unix epoch
 */
gint64
mf_timeline_get_time_at (MfTimeline *self, double playhead)
{
  guint n;
  guint seq;
  gint64 departure;

  g_return_val_if_fail (MF_IS_TIMELINE (self), 0);

  n = self->entries->len;
  if (!(playhead < n)) /* also when it is not a number */
    return n ? get_entry (self, n - 1)->end_us : self->start_us;

  playhead = MAX (playhead, 0);
  seq = (guint) playhead;
  departure = get_departure (self, seq);
  return departure +
         (gint64) ((playhead - seq) * (double) (get_entry (self, seq)->end_us - departure));
}

/**
 * mf_timeline_get_playhead_at:
 * @self: a timeline
 * @time_us: virtual time, µs since the Unix epoch
 *
 * The inverse of mf_timeline_get_time_at(). Where several records fall on one
 * moment, all of them have happened; between two records, the first has and
 * the second has not left.
 *
 * Returns: the furthest playhead at which nothing is later than @time_us
 */
double
mf_timeline_get_playhead_at (MfTimeline *self, gint64 time_us)
{
  guint low = 0;
  guint high;
  gint64 departure;
  gint64 end;

  g_return_val_if_fail (MF_IS_TIMELINE (self), 0);

  /* Look for the number of records that have left. */
  high = self->entries->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_departure (self, middle) <= time_us)
        low = middle + 1;
      else
        high = middle;
    }

  if (low == 0)
    return 0;

  departure = get_departure (self, low - 1);
  end = get_entry (self, low - 1)->end_us;
  if (time_us >= end)
    return low;
  return low - 1 + (double) (time_us - departure) / (double) (end - departure);
}
