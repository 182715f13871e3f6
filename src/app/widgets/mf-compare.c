/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-compare.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/mf-resources.h"
#include "app/widgets/mf-canvas.h"
#include "app/widgets/mf-compare-table.h"
#include "app/widgets/mf-ladder.h"
#include "draw/mf-text.h"
#include "lab/mf-pictures.h"
#include "trace/mf-side-timeline.h"

#define N_HALVES 2

/* One side, and what shows it. */
typedef struct
{
  MfSideTimeline *timeline;
  MfPlayback *playback;
  MfFace *canvas;
  MfFace *ladder;
} Half;

struct _MfCompare
{
  AdwBreakpointBin parent_instance;

  MfPlayback *playback;
  MfTallies *tallies;
  MfDialogue *dialogue;
  Half halves[N_HALVES];
  gboolean setting; /* the controls are set to what is, not turned */

  GtkSpinButton *pictures;
  GtkDropDown *latency;
  GtkDropDown *bandwidth;
  GtkSwitch *persistent;
  GtkLabel *caption;
  MfFace *push_canvas;
  MfFace *pull_canvas;
  MfFace *push_ladder;
  MfFace *pull_ladder;
  MfCompareTable *counters;
  MfCompareTable *moves;
  GtkStack *lower;
  GtkScrolledWindow *scroller;
};

enum
{
  PROP_PLAYBACK = 1,
  N_PROPS
};

enum
{
  ACTIVATED,
  VARIED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfCompare, mf_compare, ADW_TYPE_BREAKPOINT_BIN)

static const MfSide sides[N_HALVES] = { MF_SIDE_PUSH, MF_SIDE_PULL };

/* What can be chosen, as it stands in the drop-downs. */
static const gint64 latencies_us[] = { 1000, 10000, 40000, 100000, 300000 };
static const gint64 bandwidths[] = { 7000, 31250, 125000, 1250000, 0 };

static Half *
find_half (MfCompare *self, MfFace *face)
{
  for (guint i = 0; i < N_HALVES; i++)
    if (self->halves[i].canvas == face || self->halves[i].ladder == face)
      return &self->halves[i];

  return NULL;
}

/* What stands on one side means something on the whole stage. */
static void
face_activated_cb (MfCompare *self, guint kind, guint index, const char *item, MfFace *face)
{
  Half *half = find_half (self, face);
  int whole = (int) index;

  if (half != NULL && half->timeline != NULL)
    switch ((MfHitKind) kind)
      {
      case MF_HIT_HOST:
      case MF_HIT_ITEM:
        whole = mf_side_timeline_get_whole_host (half->timeline, index);
        break;
      case MF_HIT_LINK:
        whole = mf_side_timeline_get_whole_link (half->timeline, index);
        break;
      case MF_HIT_RECORD:
      case MF_HIT_PHASE:
        whole = mf_side_timeline_get_whole_seq (half->timeline, index);
        break;
      case MF_HIT_NONE:
      case MF_HIT_CONNECTION:
      case MF_HIT_STEP:
      default:
        break;
      }

  if (whole >= 0)
    g_signal_emit (self, signals[ACTIVATED], 0, kind, (guint) whole, item);
}

static void
update_caption (MfCompare *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  guint n_records = (guint) floor (mf_playback_get_playhead (self->playback));
  g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, n_records);
  g_autoptr (PangoAttrList) words = NULL;
  const char *text = n_records == 0 ? _ ("Press → for the first step") : "";

  if (scene->caption != NULL)
    text = _ (scene->caption);
  words = mf_text_keep_words (text);
  gtk_label_set_label (self->caption, text);
  gtk_label_set_attributes (self->caption, words);
}

static void
playhead_changed_cb (MfCompare *self)
{
  double playhead = mf_playback_get_playhead (self->playback);

  /* Not while another timeline takes the place of the one that we know. */
  if (!mf_compare_is_divided (self) ||
      mf_playback_get_timeline (self->playback) != mf_dialogue_get_timeline (self->dialogue))
    return;

  for (guint i = 0; i < N_HALVES; i++)
    mf_playback_seek (self->halves[i].playback,
                      mf_side_timeline_get_playhead (self->halves[i].timeline, playhead));
  update_caption (self);
}

static void
forget_sides (MfCompare *self)
{
  if (self->counters != NULL)
    mf_compare_table_set_sources (self->counters, NULL, NULL);
  if (self->moves != NULL)
    mf_compare_table_set_sources (self->moves, NULL, NULL);
  g_clear_pointer (&self->tallies, mf_tallies_free);
  g_clear_pointer (&self->dialogue, mf_dialogue_free);

  for (guint i = 0; i < N_HALVES; i++)
    {
      if (self->halves[i].playback != NULL)
        mf_playback_set_timeline (self->halves[i].playback, NULL);
      g_clear_pointer (&self->halves[i].timeline, mf_side_timeline_free);
    }
}

static void
timeline_changed_cb (MfCompare *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  gboolean divided = timeline != NULL && mf_stage_has_sides (mf_timeline_get_stage (timeline));

  forget_sides (self);

  for (guint i = 0; divided && i < N_HALVES; i++)
    {
      Half *half = &self->halves[i];

      half->timeline = mf_side_timeline_new (timeline, sides[i]);
      mf_playback_set_timeline (half->playback, mf_side_timeline_get_timeline (half->timeline));
    }
  if (divided)
    {
      self->tallies = mf_tallies_new (timeline);
      self->dialogue = mf_dialogue_new (timeline);
      mf_compare_table_set_sources (self->counters, self->tallies, self->dialogue);
      mf_compare_table_set_sources (self->moves, self->tallies, self->dialogue);
      playhead_changed_cb (self);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
    }
  /* No template child: what unparents those would leave the bin with a child that is gone. */
  gtk_stack_set_visible_child_name (GTK_STACK (
                                        adw_breakpoint_bin_get_child (ADW_BREAKPOINT_BIN (self))),
                                    divided ? "divided" : "undivided");
}

/**
 * mf_compare_is_divided:
 * @self: a comparison
 *
 * Returns: whether there are two sides to be seen
 */
gboolean
mf_compare_is_divided (MfCompare *self)
{
  g_return_val_if_fail (MF_IS_COMPARE (self), FALSE);

  return self->halves[0].timeline != NULL;
}

/**
 * mf_compare_set_playback:
 * @self: a comparison
 * @playback: (nullable): what it shows
 */
void
mf_compare_set_playback (MfCompare *self, MfPlayback *playback)
{
  g_return_if_fail (MF_IS_COMPARE (self));

  if (self->playback == playback)
    return;

  if (self->playback != NULL)
    {
      forget_sides (self);
      g_signal_handlers_disconnect_by_data (self->playback, self);
    }
  g_set_object (&self->playback, playback);
  if (playback != NULL)
    {
      g_signal_connect_swapped (playback, "notify::timeline", G_CALLBACK (timeline_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::playhead", G_CALLBACK (playhead_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (playhead_changed_cb),
                                self);
      mf_face_set_playback (MF_FACE (self->counters), playback);
      mf_face_set_playback (MF_FACE (self->moves), playback);
      timeline_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

/* The choice that comes nearest. */
static guint
find_nearest (const gint64 *choices, guint n_choices, gint64 value)
{
  guint best = 0;

  for (guint i = 1; i < n_choices; i++)
    if (ABS (choices[i] - value) < ABS (choices[best] - value))
      best = i;

  return best;
}

/**
 * mf_compare_set_lesson:
 * @self: a comparison
 * @lesson: whose numbers the controls show
 */
void
mf_compare_set_lesson (MfCompare *self, MfLesson *lesson)
{
  MfLessonVariation now;

  g_return_if_fail (MF_IS_COMPARE (self) && MF_IS_LESSON (lesson));

  mf_lesson_describe (lesson, &now);
  self->setting = TRUE;
  gtk_spin_button_set_value (self->pictures, MAX (now.pictures, 0));
  gtk_drop_down_set_selected (self->latency,
                              find_nearest (latencies_us, G_N_ELEMENTS (latencies_us),
                                            now.latency_us));
  gtk_drop_down_set_selected (self->bandwidth,
                              now.bandwidth == 0
                                  ? G_N_ELEMENTS (bandwidths) - 1
                                  : find_nearest (bandwidths, G_N_ELEMENTS (bandwidths) - 1,
                                                  now.bandwidth));
  gtk_switch_set_active (self->persistent, now.persistent != 0);
  self->setting = FALSE;
}

/**
 * mf_compare_get_variation:
 * @self: a comparison
 * @variation: (out): what its controls ask for
 */
void
mf_compare_get_variation (MfCompare *self, MfLessonVariation *variation)
{
  g_return_if_fail (MF_IS_COMPARE (self) && variation != NULL);

  *variation = (MfLessonVariation) {
    .pictures = gtk_spin_button_get_value_as_int (self->pictures),
    .latency_us = latencies_us[gtk_drop_down_get_selected (self->latency)],
    .bandwidth = bandwidths[gtk_drop_down_get_selected (self->bandwidth)],
    .persistent = gtk_switch_get_active (self->persistent),
  };
}

/**
 * mf_compare_show:
 * @self: a comparison
 * @name: "ladders" or "moves": what stands below
 */
void
mf_compare_show (MfCompare *self, const char *name)
{
  g_return_if_fail (MF_IS_COMPARE (self));

  gtk_stack_set_visible_child_name (self->lower, name);
}

/**
 * mf_compare_set_large:
 * @self: a comparison
 * @large: whether it is shown to a whole room: in large type, of which less fits in
 *
 * The tallies move closer to each other, and a bar says that there is more below.
 */
void
mf_compare_set_large (MfCompare *self, gboolean large)
{
  g_return_if_fail (MF_IS_COMPARE (self));

  mf_compare_table_set_compact (self->counters, large);
  gtk_scrolled_window_set_overlay_scrolling (self->scroller, !large);
}

static void
turned_cb (MfCompare *self)
{
  if (!self->setting && mf_compare_is_divided (self))
    g_signal_emit (self, signals[VARIED], 0);
}

static void
mf_compare_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, MF_COMPARE (object)->playback);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_compare_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      mf_compare_set_playback (MF_COMPARE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_compare_dispose (GObject *object)
{
  MfCompare *self = MF_COMPARE (object);

  mf_compare_set_playback (self, NULL);
  forget_sides (self);
  for (guint i = 0; i < N_HALVES; i++)
    g_clear_object (&self->halves[i].playback);
  gtk_widget_dispose_template (GTK_WIDGET (self), MF_TYPE_COMPARE);

  G_OBJECT_CLASS (mf_compare_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, MF_RESOURCE_PATH "/ui/mf-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, MfCompare, pictures);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, latency);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, bandwidth);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, persistent);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, caption);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, push_canvas);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, pull_canvas);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, push_ladder);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, pull_ladder);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, counters);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, moves);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, lower);
  gtk_widget_class_bind_template_child (widget_class, MfCompare, scroller);
  gtk_widget_class_bind_template_callback (widget_class, face_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, turned_cb);
}

static void
mf_compare_class_init (MfCompareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mf_compare_get_property;
  object_class->set_property = mf_compare_set_property;
  object_class->dispose = mf_compare_dispose;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  signals[VARIED] = g_signal_new ("varied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MF_TYPE_CANVAS);
  g_type_ensure (MF_TYPE_LADDER);
  g_type_ensure (MF_TYPE_COMPARE_TABLE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
name_face (MfFace *face, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (face), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
mf_compare_init (MfCompare *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_spin_button_set_range (self->pictures, 0, MF_PICTURES_MAX);
  self->halves[0].canvas = self->push_canvas;
  self->halves[0].ladder = self->push_ladder;
  self->halves[1].canvas = self->pull_canvas;
  self->halves[1].ladder = self->pull_ladder;
  name_face (self->push_canvas, _ ("Network of the push"));
  name_face (self->pull_canvas, _ ("Network of the pull"));
  name_face (self->push_ladder, _ ("Ladder of the push"));
  name_face (self->pull_ladder, _ ("Ladder of the pull"));

  /* Their playheads are the whole's, turned into theirs: they never move by themselves. */
  for (guint i = 0; i < N_HALVES; i++)
    {
      self->halves[i].playback = mf_playback_new (NULL);
      mf_face_set_playback (self->halves[i].canvas, self->halves[i].playback);
      mf_face_set_playback (self->halves[i].ladder, self->halves[i].playback);
    }
}
