/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/widgets/mf-host-dialog.h"

/* A lesson looks the same every time it is opened. */
#define SEED 1

static void
busy_changed_cb (MfWindow *self)
{
  const GError *error = mf_conductor_get_error (self->conductor);

  gboolean busy = mf_conductor_get_busy (self->conductor);

  mf_playback_set_growing (self->playback, busy);
  if (!busy && self->to_end)
    mf_playback_seek (self->playback, mf_playback_get_n_steps (self->playback));
  self->to_end = self->to_end && busy;
  if (error != NULL)
    mf_window_report (self, error->message);
}

static void
disconnect_conductor (MfWindow *self)
{
  if (self->conductor != NULL)
    g_signal_handlers_disconnect_by_data (self->conductor, self);
  g_clear_object (&self->conductor);
}

/**
 * mf_window_close_lesson:
 * @self: a window
 *
 * Ends the world behind the picture.
 */
void
mf_window_close_lesson (MfWindow *self)
{
  if (self->playback != NULL)
    mf_playback_set_timeline (self->playback, NULL);
  disconnect_conductor (self);
  g_clear_object (&self->lesson);
}

static void
start (MfWindow *self, MfLesson *lesson)
{
  mf_window_close_lesson (self);
  self->lesson = g_object_ref (lesson);
  self->conductor = mf_conductor_new (lesson, SEED);
  g_signal_connect_swapped (self->conductor, "notify::busy", G_CALLBACK (busy_changed_cb), self);
  g_signal_connect_swapped (self->conductor, "notify::error", G_CALLBACK (busy_changed_cb), self);
  mf_compare_set_lesson (self->compare, lesson);
  mf_playback_set_timeline (self->playback, mf_conductor_get_timeline (self->conductor));
  mf_conductor_run (self->conductor);
}

/* A lesson that compares begins where both sides are seen. */
static void
choose_page (MfWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->pages);

  if (mf_compare_is_divided (self->compare))
    adw_view_stack_set_visible_child_name (self->pages, "compare");
  else if (g_strcmp0 (page, "compare") == 0)
    adw_view_stack_set_visible_child_name (self->pages, "network");
}

/**
 * mf_window_open_lesson:
 * @self: a window
 * @lesson: what is to be shown; the playhead stands at its start
 */
void
mf_window_open_lesson (MfWindow *self, MfLesson *lesson)
{
  const char *title = _ (mf_lesson_get_title (lesson));

  self->to_end = FALSE;
  self->begins = TRUE;
  start (self, lesson);
  choose_page (self);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->title_label, title);
}

/**
 * mf_window_vary_lesson:
 * @self: a window
 * @variation: what is to be different
 *
 * Plays the lesson anew with other numbers. Whoever looks at its end sees its
 * end again, to compare the tallies; else it begins anew.
 */
void
mf_window_vary_lesson (MfWindow *self, const MfLessonVariation *variation)
{
  guint n_steps = mf_playback_get_n_steps (self->playback);
  g_autoptr (MfLesson) varied = NULL;

  if (self->lesson == NULL)
    return;

  varied = mf_lesson_vary (self->lesson, variation);
  self->to_end =
      self->to_end || (n_steps > 0 && mf_playback_get_playhead (self->playback) >= n_steps);
  start (self, varied);
}

/**
 * mf_window_restart_lesson:
 * @self: a window
 *
 * Plays the lesson anew, without the learner's own acts.
 */
void
mf_window_restart_lesson (MfWindow *self)
{
  if (self->conductor == NULL)
    return;

  mf_playback_set_playing (self->playback, FALSE);
  mf_playback_seek (self->playback, 0);
  mf_conductor_run (self->conductor);
}

static const char *
get_result (MfIntentKind kind)
{
  switch (kind)
    {
    case MF_INTENT_COMPOSE:
      return _ ("Your letter is written. Press → to follow it.");
    case MF_INTENT_FETCH:
      return _ ("The agent asks for mail. Press → to watch it.");
    case MF_INTENT_DOWN:
      return _ ("The server is off. Press → to see what happens now.");
    case MF_INTENT_UP:
      return _ ("The server is on again. Press → to see what happens now.");
    case MF_INTENT_STOP:
      return _ ("The agent is off. Press → to see what its server makes of that.");
    case MF_INTENT_CUT:
      return _ ("The wire is cut. Press → to see what happens now.");
    case MF_INTENT_BROWSE:
      return _ ("The browser asks for the page. Press → to watch it.");
    case MF_INTENT_SYNC:
    case MF_INTENT_READ:
    case MF_INTENT_LIST:
    case MF_INTENT_SEARCH:
      return _ ("The agent asks its server. Press → to watch it.");
    case MF_INTENT_FLAG:
    case MF_INTENT_MOVE:
    case MF_INTENT_COPY:
    case MF_INTENT_MAKE_FOLDER:
      return _ ("The agent tells its server. Press → to watch it.");
    case MF_INTENT_WAIT:
    case MF_INTENT_STOP_WAITING:
    case MF_INTENT_SIGN_OUT:
    case MF_INTENT_SEND:
    default:
      return _ ("Press → to go on from here.");
    }
}

/* What a person wishes happens where the playhead stands; what came after that is
 * played anew. */
static void
intent_cb (MfWindow *self, MfIntent *intent, AdwDialog *dialog)
{
  guint at = (guint) floor (mf_playback_get_playhead (self->playback));

  adw_dialog_close (dialog);
  mf_playback_set_playing (self->playback, FALSE);
  mf_playback_seek (self->playback, at);
  mf_conductor_act (self->conductor, at, intent);
  mf_window_report (self, get_result (mf_intent_get_kind (intent)));
  gtk_widget_grab_focus (mf_transport_bar_get_step_button (self->transport_bar));
}

/**
 * mf_window_open_host:
 * @self: a window
 * @host: a host's index on the stage
 *
 * Returns: (transfer none) (nullable): the dialog that shows what lies there
 */
MfHostDialog *
mf_window_open_host (MfWindow *self, guint host)
{
  MfHostDialog *dialog;
  MfStage *stage;

  if (mf_playback_get_timeline (self->playback) == NULL)
    return NULL;
  stage = mf_timeline_get_stage (mf_playback_get_timeline (self->playback));
  if (host >= stage->hosts->len)
    return NULL;

  mf_playback_set_playing (self->playback, FALSE);
  dialog = mf_host_dialog_new (self->playback, self->lesson, host);
  g_signal_connect_object (dialog, "intent", G_CALLBACK (intent_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  return dialog;
}

/**
 * mf_window_open_connection:
 * @self: a window
 * @connection: the number of a connection that is open at the playhead
 *
 * Returns: (transfer none) (nullable): the dialog where its wire can be cut; %NULL if nothing is
 *   played but a recording
 */
MfLinkDialog *
mf_window_open_connection (MfWindow *self, guint connection)
{
  MfLinkDialog *dialog;

  if (self->lesson == NULL || mf_playback_get_timeline (self->playback) == NULL)
    return NULL;

  dialog = mf_link_dialog_new (self->playback, connection);
  if (dialog == NULL)
    return NULL;

  mf_playback_set_playing (self->playback, FALSE);
  g_signal_connect_object (dialog, "intent", G_CALLBACK (intent_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  return dialog;
}

/* Whether a letter that is written there finds a way out. */
static gboolean
can_write (MfWindow *self, guint host)
{
  static const MfProtocol ways[] = { MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_SMTP, MF_PROTOCOL_HTTP };

  if (self->lesson == NULL || mf_lesson_find_agent (self->lesson, host) == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (mf_lesson_has_link_from (self->lesson, host, ways[i]))
      return TRUE;
  return FALSE;
}

/**
 * mf_window_compose:
 * @self: a window
 *
 * Lets the person who stands first on the stage and can write a letter do so.
 */
void
mf_window_compose (MfWindow *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  MfStage *stage = timeline != NULL ? mf_timeline_get_stage (timeline) : NULL;

  for (guint i = 0; stage != NULL && i < stage->hosts->len; i++)
    if (can_write (self, i))
      {
        mf_host_dialog_compose (mf_window_open_host (self, i));
        return;
      }
}
