/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-playback.h"

#include <math.h>

/* How long a step takes at speed 1: long enough to read a command line while it
 * travels. What does not travel needs only to be noticed. */
#define TRAVEL_MS 1200.0
#define PAUSE_MS 600.0

struct _MfPlayback
{
  GObject parent_instance;

  GtkWidget *widget; /* weak: whose frame clock moves the playhead */
  MfTimeline *timeline;
  AdwAnimation *animation;
  double playhead;
  double target;
  double speed;
  guint step;
  guint n_steps;
  guint wait_id;
  gboolean playing;
  gboolean growing;
};

enum
{
  PROP_WIDGET = 1,
  PROP_TIMELINE,
  PROP_PLAYHEAD,
  PROP_STEP,
  PROP_N_STEPS,
  PROP_PLAYING,
  PROP_SPEED,
  PROP_GROWING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfPlayback, mf_playback, G_TYPE_OBJECT)

static void play_on (MfPlayback *self);

static void
set_playhead (MfPlayback *self, double playhead)
{
  guint step;

  playhead = CLAMP (playhead, 0.0, (double) self->n_steps);
  step = (guint) ceil (playhead);
  if (playhead == self->playhead && step == self->step)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->playhead = playhead;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYHEAD]);
  if (step != self->step)
    {
      self->step = step;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
animate_cb (double value, gpointer user_data)
{
  set_playhead (user_data, value);
}

static void
animation_done_cb (AdwAnimation *animation, gpointer user_data)
{
  MfPlayback *self = user_data;

  set_playhead (self, self->target);
  if (self->playing)
    play_on (self);
}

static void
stop_moving (MfPlayback *self)
{
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->animation != NULL && adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING)
    adw_animation_pause (self->animation);
}

static guint
get_duration (MfPlayback *self, double from, double to)
{
  guint seq = (guint) floor (MIN (from, to));
  MfRecord *record = seq < self->n_steps ? mf_timeline_get_record (self->timeline, seq) : NULL;
  gboolean travels = record != NULL && record->arrival_us > record->time_us;
  double whole = travels ? TRAVEL_MS : PAUSE_MS;

  return (guint) MAX (1.0, whole * fabs (to - from) / self->speed);
}

static gboolean
can_animate (MfPlayback *self)
{
  return self->widget != NULL && gtk_widget_get_mapped (self->widget) &&
         adw_get_enable_animations (self->widget);
}

static void
animate_to (MfPlayback *self, double target)
{
  guint duration = get_duration (self, self->playhead, target);
  AdwTimedAnimation *animation;

  stop_moving (self);
  self->target = target;
  if (!can_animate (self))
    {
      set_playhead (self, target);
      return;
    }

  if (self->animation == NULL)
    {
      self->animation =
          adw_timed_animation_new (self->widget, 0, 1, 1,
                                   adw_callback_animation_target_new (animate_cb, self, NULL));
      g_signal_connect (self->animation, "done", G_CALLBACK (animation_done_cb), self);
    }
  animation = ADW_TIMED_ANIMATION (self->animation);
  adw_timed_animation_set_value_from (animation, self->playhead);
  adw_timed_animation_set_value_to (animation, target);
  adw_timed_animation_set_duration (animation, duration);
  adw_timed_animation_set_easing (animation, ADW_EASE_IN_OUT_SINE);
  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
}

static gboolean
wait_cb (gpointer user_data)
{
  MfPlayback *self = user_data;

  self->wait_id = 0;
  set_playhead (self, self->target);
  play_on (self);
  return G_SOURCE_REMOVE;
}

/* Play goes step by step. Without animations each step is a cut after the time
 * that it would have taken. */
static void
play_on (MfPlayback *self)
{
  double target = floor (self->playhead) + 1.0;

  if (target > self->n_steps)
    {
      if (!self->growing)
        mf_playback_set_playing (self, FALSE);
      return;
    }
  if (can_animate (self))
    {
      animate_to (self, target);
      return;
    }
  stop_moving (self);
  self->target = target;
  self->wait_id = g_timeout_add (get_duration (self, self->playhead, target), wait_cb, self);
}

static void
items_changed_cb (MfTimeline *timeline, guint position, guint removed, guint added, gpointer data)
{
  MfPlayback *self = data;
  guint n_steps = mf_timeline_get_n_records (timeline);
  gboolean waiting = self->playing && !mf_playback_is_moving (self);

  if (n_steps != self->n_steps)
    {
      self->n_steps = n_steps;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_STEPS]);
    }
  if (self->target > n_steps || self->playhead > n_steps)
    {
      stop_moving (self);
      set_playhead (self, MIN (self->playhead, n_steps));
    }
  if (waiting && added > 0)
    play_on (self);
}

static void
mf_playback_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MfPlayback *self = MF_PLAYBACK (object);

  switch (id)
    {
    case PROP_WIDGET:
      g_value_set_object (value, self->widget);
      break;
    case PROP_TIMELINE:
      g_value_set_object (value, self->timeline);
      break;
    case PROP_PLAYHEAD:
      g_value_set_double (value, self->playhead);
      break;
    case PROP_STEP:
      g_value_set_uint (value, self->step);
      break;
    case PROP_N_STEPS:
      g_value_set_uint (value, self->n_steps);
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_GROWING:
      g_value_set_boolean (value, self->growing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_playback_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MfPlayback *self = MF_PLAYBACK (object);

  switch (id)
    {
    case PROP_WIDGET:
      g_set_weak_pointer (&self->widget, g_value_get_object (value));
      break;
    case PROP_TIMELINE:
      mf_playback_set_timeline (self, g_value_get_object (value));
      break;
    case PROP_PLAYHEAD:
      mf_playback_seek (self, g_value_get_double (value));
      break;
    case PROP_PLAYING:
      mf_playback_set_playing (self, g_value_get_boolean (value));
      break;
    case PROP_SPEED:
      mf_playback_set_speed (self, g_value_get_double (value));
      break;
    case PROP_GROWING:
      mf_playback_set_growing (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_playback_dispose (GObject *object)
{
  MfPlayback *self = MF_PLAYBACK (object);

  stop_moving (self);
  if (self->animation != NULL)
    g_signal_handlers_disconnect_by_data (self->animation, self);
  g_clear_object (&self->animation);
  if (self->timeline != NULL)
    g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_object (&self->timeline);
  g_clear_weak_pointer (&self->widget);

  G_OBJECT_CLASS (mf_playback_parent_class)->dispose (object);
}

static void
mf_playback_class_init (MfPlaybackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mf_playback_get_property;
  object_class->set_property = mf_playback_set_property;
  object_class->dispose = mf_playback_dispose;

  properties[PROP_WIDGET] =
      g_param_spec_object ("widget", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TIMELINE] = g_param_spec_object ("timeline", NULL, NULL, MF_TYPE_TIMELINE, rw);
  properties[PROP_PLAYHEAD] = g_param_spec_double ("playhead", NULL, NULL, 0, G_MAXUINT, 0, rw);
  properties[PROP_STEP] = g_param_spec_uint ("step", NULL, NULL, 0, G_MAXUINT, 0, ro);
  properties[PROP_N_STEPS] = g_param_spec_uint ("n-steps", NULL, NULL, 0, G_MAXUINT, 0, ro);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, rw);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, MF_PLAYBACK_SPEED_MIN,
                                                MF_PLAYBACK_SPEED_MAX, 1.0, rw);
  properties[PROP_GROWING] = g_param_spec_boolean ("growing", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mf_playback_init (MfPlayback *self)
{
  self->speed = 1.0;
}

/**
 * mf_playback_new:
 * @widget: (nullable): the widget whose frame clock moves the playhead; without one every
 *   movement is a cut
 *
 * Returns: (transfer full): a playhead at 0 over nothing
 */
MfPlayback *
mf_playback_new (GtkWidget *widget)
{
  return g_object_new (MF_TYPE_PLAYBACK, "widget", widget, NULL);
}

MfTimeline *
mf_playback_get_timeline (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), NULL);

  return self->timeline;
}

/**
 * mf_playback_set_timeline:
 * @self: a playback
 * @timeline: (nullable): what to look at from now on; the playhead goes to its start
 */
void
mf_playback_set_timeline (MfPlayback *self, MfTimeline *timeline)
{
  guint step;

  g_return_if_fail (MF_IS_PLAYBACK (self));
  g_return_if_fail (timeline == NULL || MF_IS_TIMELINE (timeline));

  if (self->timeline == timeline)
    return;

  mf_playback_set_playing (self, FALSE);
  stop_moving (self);
  if (self->timeline != NULL)
    g_signal_handlers_disconnect_by_data (self->timeline, self);

  g_set_object (&self->timeline, timeline);
  /* Last of all: whoever looks into the timeline then has heard of what has changed in it. */
  if (timeline != NULL)
    g_signal_connect_after (timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
  self->n_steps = timeline != NULL ? mf_timeline_get_n_records (timeline) : 0;
  step = self->step;
  self->target = self->playhead = 0;
  self->step = 0;

  /* In this order: nobody is to look for steps in the timeline that was. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMELINE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_STEPS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYHEAD]);
  if (step != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

/**
 * mf_playback_get_playhead:
 * @self: a playback
 *
 * Returns: where the playhead is, 0 … number of records
 */
double
mf_playback_get_playhead (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), 0);

  return self->playhead;
}

/**
 * mf_playback_get_step:
 * @self: a playback
 *
 * Returns: the number of the step that is under way or was the last to happen, counted from 1;
 *   0 before the first
 */
guint
mf_playback_get_step (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), 0);

  return self->step;
}

guint
mf_playback_get_n_steps (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), 0);

  return self->n_steps;
}

/**
 * mf_playback_get_record:
 * @self: a playback
 *
 * Returns: (nullable) (transfer none): the record of mf_playback_get_step()
 */
MfRecord *
mf_playback_get_record (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), NULL);

  if (self->timeline == NULL || self->step == 0)
    return NULL;
  return mf_timeline_get_record (self->timeline, self->step - 1);
}

gboolean
mf_playback_get_playing (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), FALSE);

  return self->playing;
}

/**
 * mf_playback_set_playing:
 * @self: a playback
 * @playing: whether the playhead goes on by itself; from the end it starts over
 */
void
mf_playback_set_playing (MfPlayback *self, gboolean playing)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  playing = !!playing;
  if (self->playing == playing || (playing && self->n_steps == 0))
    return;

  self->playing = playing;
  if (!playing)
    stop_moving (self);
  else
    {
      if (self->playhead >= self->n_steps && !self->growing)
        set_playhead (self, 0);
      play_on (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

double
mf_playback_get_speed (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), 1.0);

  return self->speed;
}

/**
 * mf_playback_set_speed:
 * @self: a playback
 * @speed: 2.0 for twice as fast; what is under way goes on with the new speed
 */
void
mf_playback_set_speed (MfPlayback *self, double speed)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  speed = CLAMP (speed, MF_PLAYBACK_SPEED_MIN, MF_PLAYBACK_SPEED_MAX);
  if (self->speed == speed)
    return;

  self->speed = speed;
  if (mf_playback_is_moving (self))
    {
      if (self->playing)
        play_on (self);
      else
        animate_to (self, self->target);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
}

gboolean
mf_playback_get_growing (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), FALSE);

  return self->growing;
}

/**
 * mf_playback_set_growing:
 * @self: a playback
 * @growing: whether more records are to come, so that playing waits for them at the end
 */
void
mf_playback_set_growing (MfPlayback *self, gboolean growing)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  growing = !!growing;
  if (self->growing == growing)
    return;

  self->growing = growing;
  if (!growing && self->playing && !mf_playback_is_moving (self))
    play_on (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROWING]);
}

/**
 * mf_playback_seek:
 * @self: a playback
 * @playhead: where to be at once
 *
 * Playing goes on from there.
 */
void
mf_playback_seek (MfPlayback *self, double playhead)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  stop_moving (self);
  set_playhead (self, playhead);
  if (self->playing)
    play_on (self);
}

/**
 * mf_playback_step_forward:
 * @self: a playback
 *
 * Lets the next step happen. One that is under way arrives first.
 */
void
mf_playback_step_forward (MfPlayback *self)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  mf_playback_set_playing (self, FALSE);
  if (mf_playback_is_moving (self))
    {
      gboolean forward = self->target > self->playhead;

      stop_moving (self);
      if (forward)
        set_playhead (self, self->target);
    }
  if (self->playhead < self->n_steps)
    animate_to (self, floor (self->playhead) + 1.0);
}

/**
 * mf_playback_step_back:
 * @self: a playback
 *
 * Takes the last step back. One that is under way goes back where it came from.
 */
void
mf_playback_step_back (MfPlayback *self)
{
  g_return_if_fail (MF_IS_PLAYBACK (self));

  mf_playback_set_playing (self, FALSE);
  if (mf_playback_is_moving (self))
    {
      gboolean backward = self->target < self->playhead;

      stop_moving (self);
      if (backward)
        set_playhead (self, self->target);
    }
  if (self->playhead > 0)
    animate_to (self, ceil (self->playhead) - 1.0);
}

/**
 * mf_playback_is_moving:
 * @self: a playback
 *
 * Returns: whether a step is under way
 */
gboolean
mf_playback_is_moving (MfPlayback *self)
{
  g_return_val_if_fail (MF_IS_PLAYBACK (self), FALSE);

  return self->wait_id != 0 || (self->animation != NULL &&
                                adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING);
}
