/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-window.h"

#include <glib/gi18n.h>

#include "app/mf-announce.h"
#include "app/mf-palette-css.h"
#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/mf-whole-words.h"
#include "app/mf-window-private.h"
#include "app/widgets/mf-canvas.h"
#include "app/widgets/mf-compare.h"
#include "app/widgets/mf-ladder.h"
#include "app/widgets/mf-plain-row.h"
#include "trace/mf-explanation.h"

#define CANVAS_MIN_HEIGHT 300
#define CANVAS_MIN_HEIGHT_LOW 120

enum
{
  PROP_PLAYBACK = 1,
  PROP_PROJECTOR,
  PROP_LOW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfWindow, mf_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * mf_window_is_narrow:
 * @self: a window
 *
 * Returns: whether the inspector is a sheet at the bottom
 */
gboolean
mf_window_is_narrow (MfWindow *self)
{
  return g_strcmp0 (adw_multi_layout_view_get_layout_name (self->layouts), "narrow") == 0;
}

static GSettings *
get_settings (MfWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return application != NULL ? mf_application_get_settings (MF_APPLICATION (application)) : NULL;
}

/* What the inspector would say, in two lines for a whole room. */
static void
update_caption (MfWindow *self)
{
  const MfRecord *record = mf_playback_get_record (self->playback);
  MfExplanation explanation = { 0 };

  if (!self->projector)
    return;

  if (record != NULL)
    mf_explain_record (record, &explanation);
  gtk_label_set_label (self->caption_title, explanation.title != NULL ? explanation.title : "");
  gtk_label_set_label (self->caption_label, explanation.meaning != NULL ? explanation.meaning : "");
  gtk_revealer_set_reveal_child (self->caption_revealer, explanation.title != NULL);
}

/* Most of the room is for the picture; from then on the reader decides. */
static void
divide (MfWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->paned));

  if (self->divided || height <= 0)
    return;
  self->divided = TRUE;
  gtk_paned_set_position (self->paned, height * 2 / 3);
}

/* Not while the playhead is dragged or runs: a reader could not follow. */
static void
announce_step (MfWindow *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  g_autofree char *text = NULL;

  if (timeline == NULL || mf_playback_get_playing (self->playback))
    return;
  text = mf_record_get_announcement (mf_playback_get_record (self->playback),
                                     mf_timeline_get_stage (timeline),
                                     mf_playback_get_n_steps (self->playback));
  mf_announce (GTK_WIDGET (self), text);
}

static void
step_changed_cb (MfWindow *self)
{
  guint step = mf_playback_get_step (self->playback);
  guint n_steps = mf_playback_get_n_steps (self->playback);
  g_autofree char *where = NULL;

  /* Translators: the first number counts up to the second */
  where = g_strdup_printf (_ ("Step %1$u of %2$u"), step, n_steps);
  adw_window_title_set_title (self->inspector_title, where);
  gtk_revealer_set_reveal_child (self->hint_revealer, step == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.step-back", step > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.first", step > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.play", n_steps > 0);
  update_caption (self);
}

static void
step_announced_cb (MfWindow *self)
{
  /* Whoever goes on has read what to do next. */
  adw_toast_overlay_dismiss_all (self->toasts);
  step_changed_cb (self);
  announce_step (self);
}

static void
playhead_changed_cb (MfWindow *self)
{
  gboolean at_end =
      mf_playback_get_playhead (self->playback) >= mf_playback_get_n_steps (self->playback);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.step-forward", !at_end);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.last", !at_end);
}

static void
steps_changed_cb (MfWindow *self)
{
  step_changed_cb (self);
  playhead_changed_cb (self);
  if (self->begins && mf_playback_get_n_steps (self->playback) > 0)
    {
      self->begins = FALSE;
      gtk_widget_grab_focus (mf_transport_bar_get_step_button (self->transport_bar));
      gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
    }
}

/* A telephone is no projector: there is no room for larger letters. */
static void
update_type_size (MfWindow *self)
{
  gboolean large = self->projector && !mf_window_is_narrow (self);

  if (large)
    gtk_widget_add_css_class (GTK_WIDGET (self), "projector");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "projector");
  mf_compare_set_large (self->compare, large);
}

/* A projector's caption says at length what the transcript and the inspector's row do. */
static void
update_room (MfWindow *self)
{
  gboolean roomy = !self->projector && !self->low;

  gtk_widget_set_visible (GTK_WIDGET (self->transcript), roomy);
  adw_bottom_sheet_set_reveal_bottom_bar (self->bottom_sheet, roomy);
}

/* The transcript gives way before the picture becomes too small to read. */
static void
set_low (MfWindow *self, gboolean low)
{
  self->low = low;
  gtk_scrolled_window_set_min_content_height (self->canvas_scroller,
                                              low ? CANVAS_MIN_HEIGHT_LOW : CANVAS_MIN_HEIGHT);
  update_room (self);
}

static void
show_projector (MfWindow *self, gboolean projector)
{
  if (projector)
    {
      self->lessons_shown = adw_overlay_split_view_get_show_sidebar (self->lessons_split);
      self->inspector_shown = adw_overlay_split_view_get_show_sidebar (self->inspector_split);
      adw_overlay_split_view_set_show_sidebar (self->lessons_split, FALSE);
      adw_overlay_split_view_set_show_sidebar (self->inspector_split, FALSE);
      gtk_window_fullscreen (GTK_WINDOW (self));
    }
  else
    {
      gtk_window_unfullscreen (GTK_WINDOW (self));
      adw_overlay_split_view_set_show_sidebar (self->lessons_split, self->lessons_shown);
      adw_overlay_split_view_set_show_sidebar (self->inspector_split, self->inspector_shown);
      gtk_revealer_set_reveal_child (self->caption_revealer, FALSE);
    }
  adw_toolbar_view_set_reveal_top_bars (self->wide_toolbars, !projector);
  adw_toolbar_view_set_reveal_top_bars (self->narrow_toolbars, !projector);
  update_room (self);
}

/**
 * mf_window_set_projector:
 * @self: a window
 * @projector: whether it is for a whole room: large type, nothing but the picture
 */
void
mf_window_set_projector (MfWindow *self, gboolean projector)
{
  if (self->projector == projector)
    return;

  self->projector = projector;
  show_projector (self, projector);
  update_type_size (self);
  update_caption (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROJECTOR]);
}

/* The desktop may end full screen too. */
static void
fullscreened_cb (MfWindow *self)
{
  if (!gtk_window_is_fullscreen (GTK_WINDOW (self)))
    mf_window_set_projector (self, FALSE);
}

/**
 * mf_window_report:
 * @self: a window
 * @message: what the reader should know, in one line
 */
void
mf_window_report (MfWindow *self, const char *message)
{
  adw_toast_overlay_dismiss_all (self->toasts);
  adw_toast_overlay_add_toast (self->toasts, mf_plain_toast_new (message));
}

static void
show_inspector (MfWindow *self)
{
  if (mf_window_is_narrow (self))
    adw_bottom_sheet_set_open (self->bottom_sheet, TRUE);
  else
    adw_overlay_split_view_set_show_sidebar (self->inspector_split, TRUE);
}

/* The next record on a link, or else the last: where its session can be looked at. */
static void
seek_to_link (MfWindow *self, guint index)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  const MfStageLink *link =
      &g_array_index (mf_timeline_get_stage (timeline)->links, MfStageLink, index);
  guint n_records = mf_timeline_get_n_records (timeline);
  guint start = mf_playback_get_step (self->playback);

  for (guint i = 0; i < n_records; i++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, (start + i) % n_records);
      int server = record->from == record->client ? record->to : record->from;

      if (record->client == (int) link->from && server == (int) link->to &&
          record->protocol == link->protocol)
        {
          mf_playback_seek (self->playback, record->seq + 1);
          return;
        }
    }
}

static void
seek_to_step (MfWindow *self, guint step)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq);
      const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_STEP);

      if (effect != NULL && effect->number == step)
        {
          mf_playback_seek (self->playback, seq + 1);
          return;
        }
    }
}

static void
face_activated_cb (MfWindow *self, guint kind, guint index, const char *item)
{
  MfHostDialog *dialog;

  switch ((MfHitKind) kind)
    {
    case MF_HIT_HOST:
      mf_window_open_host (self, index);
      break;
    case MF_HIT_ITEM:
      dialog = mf_window_open_host (self, index);
      if (dialog != NULL)
        mf_host_dialog_open_item (dialog, item);
      break;
    case MF_HIT_RECORD:
      if (index + 1 != mf_playback_get_step (self->playback))
        mf_playback_seek (self->playback, index + 1);
      show_inspector (self);
      break;
    case MF_HIT_PHASE:
      mf_playback_seek (self->playback, index + 1);
      break;
    case MF_HIT_STEP:
      seek_to_step (self, index);
      break;
    case MF_HIT_LINK:
      seek_to_link (self, index);
      show_inspector (self);
      break;
    case MF_HIT_CONNECTION:
      if (mf_window_open_connection (self, index) == NULL)
        show_inspector (self);
      break;
    case MF_HIT_NONE:
    default:
      break;
    }
}

static void
varied_cb (MfWindow *self)
{
  MfLessonVariation variation;

  mf_compare_get_variation (self->compare, &variation);
  mf_window_vary_lesson (self, &variation);
}

static void
lesson_chosen_cb (MfWindow *self, MfLesson *lesson)
{
  GSettings *settings = get_settings (self);

  if (lesson != self->lesson)
    mf_window_open_lesson (self, lesson);
  if (adw_overlay_split_view_get_collapsed (self->lessons_split))
    adw_overlay_split_view_set_show_sidebar (self->lessons_split, FALSE);
  if (settings != NULL)
    g_settings_set_string (settings, "lesson", mf_lesson_get_id (lesson));
}

static void
mf_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MfWindow *self = MF_WINDOW (object);

  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, self->playback);
      break;
    case PROP_PROJECTOR:
      g_value_set_boolean (value, self->projector);
      break;
    case PROP_LOW:
      g_value_set_boolean (value, self->low);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PROJECTOR:
      mf_window_set_projector (MF_WINDOW (object), g_value_get_boolean (value));
      break;
    case PROP_LOW:
      set_low (MF_WINDOW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_window_dispose (GObject *object)
{
  MfWindow *self = MF_WINDOW (object);

  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  mf_window_close_lesson (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MF_TYPE_WINDOW);
  g_clear_object (&self->playback);

  G_OBJECT_CLASS (mf_window_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (MF_TYPE_CANVAS);
  g_type_ensure (MF_TYPE_LADDER);
  g_type_ensure (MF_TYPE_COMPARE);
  g_type_ensure (MF_TYPE_TRANSCRIPT);
  g_type_ensure (MF_TYPE_INSPECTOR);
  g_type_ensure (MF_TYPE_LESSON_SIDEBAR);
  g_type_ensure (MF_TYPE_TRANSPORT_BAR);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, MF_RESOURCE_PATH "/ui/mf-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MfWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, lesson_sidebar);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, lessons_split);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, inspector_split);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, layouts);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, bottom_sheet);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, wide_toolbars);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, narrow_toolbars);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, inspector_title);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, canvas_scroller);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, canvas);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, hint_revealer);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, ladder);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, compare);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, transcript);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, transport_bar);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, caption_revealer);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, MfWindow, caption_title);
  gtk_widget_class_bind_template_callback (widget_class, face_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, fullscreened_cb);
  gtk_widget_class_bind_template_callback (widget_class, varied_cb);
  gtk_widget_class_bind_template_callback (widget_class, lesson_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_type_size);
  gtk_widget_class_bind_template_callback (widget_class, divide);
}

static void
mf_window_class_init (MfWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mf_window_get_property;
  object_class->set_property = mf_window_set_property;
  object_class->dispose = mf_window_dispose;

  properties[PROP_PLAYBACK] = g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROJECTOR] =
      g_param_spec_boolean ("projector", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_LOW] =
      g_param_spec_boolean ("low", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  ensure_types ();
  bind_template (widget_class);
  mf_window_install_actions (widget_class);
}

static void
mf_window_init (MfWindow *self)
{
  mf_palette_css_install (gtk_widget_get_display (GTK_WIDGET (self)));
  mf_whole_words_install ();
  self->playback = mf_playback_new (GTK_WIDGET (self));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_icon_name (GTK_WINDOW (self), MF_APPLICATION_ID);

  g_signal_connect_swapped (self->playback, "notify::step", G_CALLBACK (step_announced_cb), self);
  g_signal_connect_swapped (self->playback, "notify::n-steps", G_CALLBACK (steps_changed_cb), self);
  g_signal_connect_swapped (self->playback, "notify::playhead", G_CALLBACK (playhead_changed_cb),
                            self);
  mf_window_init_actions (self);
  mf_window_init_keys (self);
  steps_changed_cb (self);
}

static void
restore (MfWindow *self, GSettings *settings)
{
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "speed", self->playback, "speed", G_SETTINGS_BIND_DEFAULT);
}

/**
 * mf_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window with the lesson that was open last, at its start; the toolkit
 *   owns it
 */
MfWindow *
mf_window_new (MfApplication *application)
{
  MfWindow *self = g_object_new (MF_TYPE_WINDOW, "application", application, NULL);
  GSettings *settings = mf_application_get_settings (application);
  g_autofree char *lesson = NULL;

  if (settings != NULL)
    {
      restore (self, settings);
      lesson = g_settings_get_string (settings, "lesson");
    }
  mf_lesson_sidebar_choose (self->lesson_sidebar, lesson);
  return self;
}

/**
 * mf_window_get_playback:
 * @self: a window
 *
 * Returns: (transfer none): what all its faces look at
 */
MfPlayback *
mf_window_get_playback (MfWindow *self)
{
  g_return_val_if_fail (MF_IS_WINDOW (self), NULL);

  return self->playback;
}
