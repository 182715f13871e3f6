/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* Every lesson that comes with the program, in the real window: opened from the sidebar, stepped
 * through to its end and back. And what a learner may break. */

#include "config.h"

#include <glib/gi18n.h>

#include "app/mf-carried-message.h"
#include "app/mf-window-private.h"
#include "app/widgets/mf-face.h"
#include "trace/mf-scene-list.h"

#include "harness.h"

/* Laying out and drawing takes its time; the picture itself is looked at after each step. */
#define STEPS_BETWEEN_FRAMES 12

typedef struct
{
  MfApplication *application;
  MfWindow *window;
  MfPlayback *playback;
} Fixture;

static void
wait_played (Fixture *fixture)
{
  harness_drain ();
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_null (mf_conductor_get_error (fixture->window->conductor));
}

static void
set_up (Fixture *fixture, gconstpointer id)
{
  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->window = mf_window_new (fixture->application);
  fixture->playback = mf_window_get_playback (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_wait_played (fixture->window);
  g_assert_true (mf_lesson_sidebar_choose (fixture->window->lesson_sidebar, id));
  wait_played (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer id)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  harness_finish (fixture->application);
  g_assert_null (fixture->window);
}

static MfTimeline *
get_timeline (Fixture *fixture)
{
  return mf_playback_get_timeline (fixture->playback);
}

static MfScene *
get_scene (Fixture *fixture)
{
  return mf_timeline_get_scene (get_timeline (fixture),
                                (guint) mf_playback_get_playhead (fixture->playback));
}

static gboolean
shows (const MfDrawing *drawing, const char *text)
{
  for (guint i = 0; i < mf_drawing_get_n_primitives (drawing); i++)
    {
      const MfPrimitive *each = mf_drawing_get_primitive (drawing, i);

      if (each->layout != NULL && g_str_equal (pango_layout_get_text (each->layout), text))
        return TRUE;
    }
  return FALSE;
}

/* What the scene holds is in the picture: the sentence, the open connections, what is down. */
static void
check_picture (Fixture *fixture)
{
  MfFace *face = MF_FACE (fixture->window->canvas);
  const MfDrawing *drawing = gtk_widget_get_mapped (fixture->window->canvas)
                                 ? MF_FACE_GET_CLASS (face)->get_drawing (face)
                                 : NULL;
  g_autoptr (MfScene) scene = get_scene (fixture);
  gboolean down = FALSE;

  if (drawing == NULL)
    return;

  if (scene->caption != NULL && scene->stage->side == MF_SIDE_NONE)
    g_assert_true (shows (drawing, _ (scene->caption)));
  for (guint i = 0; i < mf_scene_list_get_n (scene->connections); i++)
    {
      const MfSceneConnection *connection = mf_scene_list_get (scene->connections, i);

      g_assert_true (
          mf_drawing_find_hit (drawing, MF_HIT_HOST, (guint) connection->client) != NULL &&
          mf_drawing_find_hit (drawing, MF_HIT_HOST, (guint) connection->server) != NULL);
    }
  for (guint i = 0; i < scene->n_hosts; i++)
    down |= scene->hosts[i].down;
  g_assert_cmpint (shows (drawing, "switched off") || shows (drawing, "off"), ==, down);
}

static void
step_through (Fixture *fixture, const char *action, guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
      check_picture (fixture);
      if (i % STEPS_BETWEEN_FRAMES == 0)
        harness_settle (GTK_WIDGET (fixture->window));
    }
}

static void
test_lesson (Fixture *fixture, gconstpointer id)
{
  guint n_steps = mf_playback_get_n_steps (fixture->playback);
  g_autoptr (MfScene) end = NULL;

  g_assert_cmpstr (mf_lesson_get_id (fixture->window->lesson), ==, id);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==,
                   _ (mf_lesson_get_title (fixture->window->lesson)));
  g_assert_cmpuint (n_steps, ==, mf_timeline_get_n_records (get_timeline (fixture)));
  g_assert_cmpuint (n_steps, >, 0);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0);

  step_through (fixture, "win.step-forward", n_steps);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, n_steps);
  end = get_scene (fixture);
  g_assert_cmpuint (mf_scene_list_get_n (end->connections), ==, 0);

  step_through (fixture, "win.step-back", n_steps);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0);
}

static void
seek_to_effect (Fixture *fixture, MfEffectKind kind)
{
  MfTimeline *timeline = get_timeline (fixture);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    if (mf_record_find_effect (mf_timeline_get_record (timeline, seq), kind) != NULL)
      {
        mf_playback_seek (fixture->playback, seq + 1);
        harness_settle (GTK_WIDGET (fixture->window));
        return;
      }
  g_assert_not_reached ();
}

static MfHostDialog *
open_host (Fixture *fixture, const char *id)
{
  MfStage *stage = mf_timeline_get_stage (get_timeline (fixture));
  MfHostDialog *dialog =
      mf_window_open_host (fixture->window, (guint) mf_stage_find_host (stage, id));

  harness_settle (GTK_WIDGET (fixture->window));
  return dialog;
}

static guint
count_effects (Fixture *fixture, MfEffectKind kind)
{
  MfTimeline *timeline = get_timeline (fixture);
  guint n = 0;

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    n += mf_record_find_effect (mf_timeline_get_record (timeline, seq), kind) != NULL;
  return n;
}

/* C4: the learner takes the receiving server down, watches the queue hold, and brings it up. */
static void
test_power (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;

  seek_to_effect (fixture, MF_EFFECT_QUEUED);
  dialog = open_host (fixture, "mail-b");
  g_assert_true (mf_host_dialog_get_power (dialog));
  mf_host_dialog_set_power (dialog, FALSE);
  wait_played (fixture);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DOWN), ==, 1);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DELIVERED), ==, 1); /* the report */
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DEFERRED), >, 3);

  seek_to_effect (fixture, MF_EFFECT_DEFERRED);
  check_picture (fixture);
  dialog = open_host (fixture, "mail-b");
  g_assert_false (mf_host_dialog_get_power (dialog));
  mf_host_dialog_set_power (dialog, TRUE);
  wait_played (fixture);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_UP), ==, 1);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DEFERRED), ==, 1);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DEQUEUED), ==, 1);
}

/* C6: the learner cuts the wire in the middle of DATA: nothing is lost, the queue retries. */
static void
test_cut (Fixture *fixture, gconstpointer id)
{
  MfTimeline *timeline = get_timeline (fixture);
  guint seq = 0;
  const MfRecord *record = mf_timeline_get_record (timeline, 0);
  MfLinkDialog *dialog;

  while (record->protocol != MF_PROTOCOL_SMTP || record->unit == NULL ||
         !g_str_equal (record->unit->topic, "smtp.354.DATA"))
    record = mf_timeline_get_record (timeline, ++seq);

  mf_playback_seek (fixture->playback, seq + 1);
  harness_settle (GTK_WIDGET (fixture->window));
  dialog = mf_window_open_connection (fixture->window, record->connection);
  g_assert_nonnull (dialog);
  harness_settle (GTK_WIDGET (fixture->window));
  mf_link_dialog_cut (dialog);
  wait_played (fixture);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_BROKEN), ==, 1);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DEFERRED), ==, 1);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_DELIVERED), ==, 1);

  mf_playback_seek (fixture->playback, seq + 2);
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (shows (
      MF_FACE_GET_CLASS (fixture->window->canvas)->get_drawing (MF_FACE (fixture->window->canvas)),
      "broken"));
}

/* C22: the learner switches the agent off before it says QUIT: nothing is deleted. */
static void
test_stop (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;

  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_EXPUNGED), ==, 1);
  seek_to_effect (fixture, MF_EFFECT_MARKED);
  dialog = open_host (fixture, "bob");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "host.stop", NULL);
  wait_played (fixture);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_EXPUNGED), ==, 0);
  g_assert_cmpuint (count_effects (fixture, MF_EFFECT_UNMARKED), ==, 1);
}

static guint
find_data (Fixture *fixture, MfProtocol protocol, const char *topic)
{
  MfTimeline *timeline = get_timeline (fixture);
  guint n = mf_timeline_get_n_records (timeline);

  for (guint seq = 0; seq < n; seq++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq);

      if (record->protocol == protocol && record->unit != NULL &&
          g_str_equal (record->unit->topic, topic))
        return seq;
    }
  g_assert_not_reached ();
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

/* C19: the envelope that was said before the letter, drawn around it, with what differs. */
static void
test_envelope (Fixture *fixture, gconstpointer id)
{
  MfTimeline *timeline = get_timeline (fixture);
  GtkWidget *inspector = GTK_WIDGET (fixture->window->inspector);
  guint submitted = find_data (fixture, MF_PROTOCOL_SUBMISSION, "smtp.data");
  g_autoptr (MfEnvelope) first = mf_timeline_get_carried_envelope (timeline, submitted);
  g_autoptr (MfEnvelope) second =
      mf_timeline_get_carried_envelope (timeline,
                                        find_data (fixture, MF_PROTOCOL_SMTP, "smtp.data"));

  g_assert_cmpstr (mf_address_get_text (first->sender), ==, "alice@a.example");
  g_assert_cmpuint (first->recipients->len, ==, 2);
  g_assert_cmpuint (second->recipients->len, ==, 1);
  g_assert_null (mf_timeline_get_carried_envelope (timeline, find_data (fixture, MF_PROTOCOL_POP3,
                                                                        "pop3.data")));

  mf_playback_seek (fixture->playback, submitted + 1);
  harness_settle (GTK_WIDGET (fixture->window));
  mf_inspector_show_page (fixture->window->inspector, "letter");
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (has_label (inspector, "carol@a.example\nnot in To or Cc"));
  g_assert_true (has_label (inspector, "not MAIL FROM"));
  g_assert_true (has_label (inspector, "Dear Bob,"));

  /* What Bob fetches has no envelope any more. */
  mf_playback_seek (fixture->playback, find_data (fixture, MF_PROTOCOL_POP3, "pop3.data") + 1);
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (has_label (inspector, "Return-Path"));
  g_assert_false (has_label (inspector, "carol@a.example"));
}

/* C10: the size before and after. */
static void
test_picture (Fixture *fixture, gconstpointer id)
{
  GtkWidget *inspector = GTK_WIDGET (fixture->window->inspector);

  mf_playback_seek (fixture->playback,
                    find_data (fixture, MF_PROTOCOL_SUBMISSION, "smtp.data") + 1);
  harness_settle (GTK_WIDGET (fixture->window));
  mf_inspector_show_page (fixture->window->inspector, "letter");
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_true (has_label (inspector, "금요일 점심"));
  g_assert_true (has_label (inspector, "base64: "));
  g_assert_true (has_label (inspector, ", +37%"));
}

int
main (int argc, char **argv)
{
  g_autoptr (GListModel) lessons = NULL;

  g_test_init (&argc, &argv, NULL);
  lessons = mf_lesson_list ();

  for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
    {
      g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);
      const char *id = g_intern_string (mf_lesson_get_id (lesson));
      g_autofree char *path = g_strdup_printf ("/lessons/%s", id);

      g_test_add (path, Fixture, id, set_up, test_lesson, tear_down);
    }
  g_test_add ("/lessons/envelope", Fixture, "envelope-and-letter", set_up, test_envelope,
              tear_down);
  g_test_add ("/lessons/picture", Fixture, "pictures-in-seven-bits", set_up, test_picture,
              tear_down);
  g_test_add ("/lessons/stop", Fixture, "alice-to-bob", set_up, test_stop, tear_down);
  g_test_add ("/lessons/power", Fixture, "alice-to-bob", set_up, test_power, tear_down);
  g_test_add ("/lessons/cut", Fixture, "alice-to-bob", set_up, test_cut, tear_down);

  return g_test_run ();
}
