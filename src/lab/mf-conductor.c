/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-conductor.h"

#include "base/mf-clock.h"
#include "lab/mf-world.h"

/* Records are handed over in batches: often enough that the window sees the
 * first ones at once, seldom enough that it has time for something else. */
#define BATCH 256

/* What the engine's thread is to play. Immutable once it is sent there. */
typedef struct
{
  guint generation;
  guint from; /* records before this one the timeline has already */
  GPtrArray *inputs;
} Task;

/* What both threads hold; the conductor itself belongs to its owner's alone. */
typedef struct
{
  gatomicrefcount refs;
  MfLesson *lesson;
  guint64 seed;
  GAsyncQueue *tasks;
  GMainContext *owner_context;
  GWeakRef conductor;
  guint generation; /* atomic: a task of another one is out of date */
} Shared;

/* What the engine's thread has to say. */
typedef struct
{
  Shared *shared;
  guint generation;
  GPtrArray *records;
  gboolean last;
  GError *error;
} Batch;

struct _MfConductor
{
  GObject parent_instance;
  Shared *shared;
  GThread *thread;
  MfTimeline *timeline;
  GArray *inputs; /* of MfConductorInput */
  gboolean busy;
  GError *error;
};

enum
{
  PROP_LESSON = 1,
  PROP_SEED,
  PROP_TIMELINE,
  PROP_BUSY,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfConductor, mf_conductor, G_TYPE_OBJECT)

static Shared *
shared_ref (Shared *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
shared_unref (Shared *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_object_unref (self->lesson);
  g_async_queue_unref (self->tasks);
  g_main_context_unref (self->owner_context);
  g_weak_ref_clear (&self->conductor);
  g_free (self);
}

static void
input_clear (gpointer data)
{
  MfConductorInput *input = data;

  g_clear_pointer (&input->intent, mf_intent_unref);
}

static void
input_free (gpointer data)
{
  input_clear (data);
  g_free (data);
}

static void
task_free (Task *self)
{
  g_ptr_array_unref (self->inputs);
  g_free (self);
}

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_ptr_array_unref (self->records);
  g_clear_error (&self->error);
  shared_unref (self->shared);
  g_free (self);
}

static void
set_busy (MfConductor *self, gboolean busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
take_error (MfConductor *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* In the owner's thread. */
static gboolean
deliver_cb (gpointer user_data)
{
  Batch *batch = user_data;
  g_autoptr (MfConductor) self = g_weak_ref_get (&batch->shared->conductor);

  if (self == NULL || batch->generation != self->shared->generation)
    return G_SOURCE_REMOVE;

  if (batch->records->len > 0)
    mf_timeline_append (self->timeline, (MfRecord *const *) batch->records->pdata,
                        batch->records->len);

  if (batch->error != NULL)
    take_error (self, g_steal_pointer (&batch->error));
  if (batch->last)
    set_busy (self, FALSE);

  return G_SOURCE_REMOVE;
}

static Batch *
batch_new (Shared *shared, const Task *task)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->shared = shared_ref (shared);
  batch->generation = task->generation;
  batch->records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  return batch;
}

static void
send (Batch *batch)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "records");
  g_source_set_callback (source, deliver_cb, batch, batch_free);
  g_source_attach (source, batch->shared->owner_context);
}

static gboolean
is_stale (Shared *shared, const Task *task)
{
  return (guint) g_atomic_int_get (&shared->generation) != task->generation;
}

static MfWorld *
build_world (Shared *shared, const Task *task, GError **error)
{
  MfWorld *world = mf_world_new (shared->lesson, shared->seed, error);

  for (guint i = 0; world != NULL && i < task->inputs->len; i++)
    {
      const MfConductorInput *input = g_ptr_array_index (task->inputs, i);

      mf_world_add_input (world, input->at, input->intent);
    }

  return world;
}

static void
play (Shared *shared, const Task *task)
{
  Batch *batch = batch_new (shared, task);
  g_autoptr (MfWorld) world = build_world (shared, task, &batch->error);
  MfRecord *record = NULL;

  while (world != NULL && !is_stale (shared, task) &&
         mf_world_next (world, &record, &batch->error) && record != NULL)
    {
      if (record->seq < task->from)
        mf_record_unref (record);
      else
        g_ptr_array_add (batch->records, record);

      if (batch->records->len == BATCH)
        {
          send (batch);
          batch = batch_new (shared, task);
        }
    }

  batch->last = TRUE;
  send (batch);
}

/* A generation of 0 means that there is nothing more to play. */
static gpointer
engine_thread (gpointer data)
{
  Shared *shared = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean over = FALSE;

  g_main_context_push_thread_default (context);

  while (!over)
    {
      Task *task = g_async_queue_pop (shared->tasks);

      over = task->generation == 0;

      if (!over && !is_stale (shared, task))
        play (shared, task);

      task_free (task);
    }

  g_main_context_pop_thread_default (context);
  shared_unref (shared);
  return NULL;
}

static void
push_task (MfConductor *self, guint generation, guint from)
{
  Task *task = g_new0 (Task, 1);

  task->generation = generation;
  task->from = from;
  task->inputs = g_ptr_array_new_with_free_func (input_free);

  for (guint i = 0; i < self->inputs->len; i++)
    {
      const MfConductorInput *input = &g_array_index (self->inputs, MfConductorInput, i);
      MfConductorInput *copy = g_new (MfConductorInput, 1);

      *copy = (MfConductorInput) { input->at, mf_intent_ref (input->intent) };
      g_ptr_array_add (task->inputs, copy);
    }

  g_async_queue_push (self->shared->tasks, task);
}

/* Plays with the inputs in force; the timeline keeps its first @from records. */
static void
play_from (MfConductor *self, guint from)
{
  guint generation = self->shared->generation + 1;

  if (generation == 0)
    generation = 1;

  g_atomic_int_set (&self->shared->generation, generation);
  take_error (self, NULL);
  set_busy (self, TRUE);

  if (from < mf_timeline_get_n_records (self->timeline))
    mf_timeline_truncate (self->timeline, from);

  push_task (self, generation, from);
}

static void
mf_conductor_dispose (GObject *object)
{
  MfConductor *self = MF_CONDUCTOR (object);

  if (self->thread != NULL)
    {
      g_atomic_int_set (&self->shared->generation, 0);
      g_array_set_size (self->inputs, 0);
      push_task (self, 0, 0);
      g_clear_pointer (&self->thread, g_thread_join);
    }

  G_OBJECT_CLASS (mf_conductor_parent_class)->dispose (object);
}

static void
mf_conductor_finalize (GObject *object)
{
  MfConductor *self = MF_CONDUCTOR (object);

  g_clear_object (&self->timeline);
  g_clear_error (&self->error);
  g_array_unref (self->inputs);
  shared_unref (self->shared);

  G_OBJECT_CLASS (mf_conductor_parent_class)->finalize (object);
}

static void
mf_conductor_constructed (GObject *object)
{
  MfConductor *self = MF_CONDUCTOR (object);

  G_OBJECT_CLASS (mf_conductor_parent_class)->constructed (object);

  self->timeline = mf_timeline_new (mf_lesson_get_stage (self->shared->lesson), MF_LESSON_EPOCH_US);
  g_weak_ref_init (&self->shared->conductor, self);
  self->thread = g_thread_new ("engine", engine_thread, shared_ref (self->shared));
}

static void
mf_conductor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MfConductor *self = MF_CONDUCTOR (object);

  switch (prop_id)
    {
    case PROP_LESSON:
      g_value_set_object (value, self->shared->lesson);
      break;

    case PROP_SEED:
      g_value_set_uint64 (value, self->shared->seed);
      break;

    case PROP_TIMELINE:
      g_value_set_object (value, self->timeline);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mf_conductor_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MfConductor *self = MF_CONDUCTOR (object);

  switch (prop_id)
    {
    case PROP_LESSON:
      self->shared->lesson = g_value_dup_object (value);
      break;

    case PROP_SEED:
      self->shared->seed = g_value_get_uint64 (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mf_conductor_class_init (MfConductorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = mf_conductor_constructed;
  object_class->dispose = mf_conductor_dispose;
  object_class->finalize = mf_conductor_finalize;
  object_class->get_property = mf_conductor_get_property;
  object_class->set_property = mf_conductor_set_property;

  properties[PROP_LESSON] = g_param_spec_object ("lesson", NULL, NULL, MF_TYPE_LESSON, construct);
  properties[PROP_SEED] = g_param_spec_uint64 ("seed", NULL, NULL, 0, G_MAXUINT64, 0, construct);
  properties[PROP_TIMELINE] =
      g_param_spec_object ("timeline", NULL, NULL, MF_TYPE_TIMELINE, readable);
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ERROR] =
      g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mf_conductor_init (MfConductor *self)
{
  self->shared = g_new0 (Shared, 1);
  g_atomic_ref_count_init (&self->shared->refs);
  self->shared->tasks = g_async_queue_new ();
  self->shared->owner_context = g_main_context_ref_thread_default ();
  self->inputs = g_array_new (FALSE, TRUE, sizeof (MfConductorInput));
  g_array_set_clear_func (self->inputs, input_clear);
}

/**
 * mf_conductor_new:
 * @lesson: what is played
 * @seed: where ids come from; the same seed gives the same bytes
 *
 * Returns: (transfer full): a conductor that has not begun
 */
MfConductor *
mf_conductor_new (MfLesson *lesson, guint64 seed)
{
  g_return_val_if_fail (MF_IS_LESSON (lesson), NULL);

  return g_object_new (MF_TYPE_CONDUCTOR, "lesson", lesson, "seed", seed, NULL);
}

MfLesson *
mf_conductor_get_lesson (MfConductor *self)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self), NULL);

  return self->shared->lesson;
}

guint64
mf_conductor_get_seed (MfConductor *self)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self), 0);

  return self->shared->seed;
}

/**
 * mf_conductor_get_timeline:
 * @self: a conductor
 *
 * Returns: (transfer none): the records so far, the same object for life
 */
MfTimeline *
mf_conductor_get_timeline (MfConductor *self)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self), NULL);

  return self->timeline;
}

gboolean
mf_conductor_get_busy (MfConductor *self)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self), FALSE);

  return self->busy;
}

/**
 * mf_conductor_get_error:
 * @self: a conductor
 *
 * Returns: (transfer none) (nullable): why it could not play on, or why it did
 *   not do what it was asked for last
 */
const GError *
mf_conductor_get_error (MfConductor *self)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self), NULL);

  return self->error;
}

/**
 * mf_conductor_run:
 * @self: a conductor
 *
 * Plays the lesson from its beginning, without the learner's acts.
 */
void
mf_conductor_run (MfConductor *self)
{
  g_return_if_fail (MF_IS_CONDUCTOR (self));

  g_array_set_size (self->inputs, 0);
  play_from (self, 0);
}

/**
 * mf_conductor_act:
 * @self: a conductor
 * @at: how many records stand when the learner acts: 0 … the timeline's length
 * @intent: what the learner does
 *
 * Branches the lesson; see the header for what follows from each kind of act.
 */
void
mf_conductor_act (MfConductor *self, guint at, MfIntent *intent)
{
  MfConductorInput input;
  GError *error = NULL;

  g_return_if_fail (MF_IS_CONDUCTOR (self));
  g_return_if_fail (intent != NULL);
  g_return_if_fail (at <= mf_timeline_get_n_records (self->timeline));

  if (!mf_lesson_check_intent (self->shared->lesson, intent, &error))
    {
      take_error (self, error);
      return;
    }

  while (self->inputs->len > 0 &&
         g_array_index (self->inputs, MfConductorInput, self->inputs->len - 1).at > at)
    g_array_set_size (self->inputs, self->inputs->len - 1);

  input = (MfConductorInput) { at, mf_intent_ref (intent) };
  g_array_append_val (self->inputs, input);
  play_from (self, at);
}

/**
 * mf_conductor_get_inputs:
 * @self: a conductor
 * @n_inputs: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_inputs): the acts in force, in order
 */
const MfConductorInput *
mf_conductor_get_inputs (MfConductor *self, guint *n_inputs)
{
  g_return_val_if_fail (MF_IS_CONDUCTOR (self) && n_inputs != NULL, NULL);

  *n_inputs = self->inputs->len;
  return (const MfConductorInput *) (gpointer) self->inputs->data;
}
