/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* The real window with the real lab behind it, driven as a learner would. */

#include "config.h"

#include "app/mf-announce.h"
#include "app/mf-window-private.h"
#include "app/widgets/mf-composer.h"
#include "app/widgets/mf-message-page.h"
#include "trace/mf-scene-list.h"

#include "harness.h"

#include <math.h>

typedef struct
{
  MfApplication *application;
  MfWindow *window;
  MfPlayback *playback;
  MfTimeline *timeline;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->window = mf_window_new (fixture->application);
  fixture->playback = mf_window_get_playback (fixture->window);
  fixture->timeline = mf_playback_get_timeline (fixture->playback);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_wait_played (fixture->window);
  harness_settle (GTK_WIDGET (fixture->window));
  mf_playback_set_speed (fixture->playback, MF_PLAYBACK_SPEED_MAX);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  harness_finish (fixture->application);
  g_assert_null (fixture->window);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static double
get_playhead (Fixture *fixture)
{
  return mf_playback_get_playhead (fixture->playback);
}

static guint
get_n_steps (Fixture *fixture)
{
  return mf_playback_get_n_steps (fixture->playback);
}

static MfHostDialog *
open_host (Fixture *fixture, const char *id)
{
  int host = mf_stage_find_host (mf_timeline_get_stage (fixture->timeline), id);
  MfHostDialog *dialog;

  g_assert_cmpint (host, >=, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-host", "u", (guint) host);
  dialog = MF_HOST_DIALOG (
      adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
  harness_settle (GTK_WIDGET (fixture->window));
  return dialog;
}

static void
close_dialog (Fixture *fixture)
{
  AdwApplicationWindow *window = ADW_APPLICATION_WINDOW (fixture->window);

  adw_dialog_force_close (adw_application_window_get_visible_dialog (window));
  harness_settle (GTK_WIDGET (fixture->window));
  g_assert_null (adw_application_window_get_visible_dialog (window));
}

/* Where the playhead is when an effect has just happened. */
static double
find_effect (Fixture *fixture, MfEffectKind kind)
{
  for (guint seq = 0; seq < mf_timeline_get_n_records (fixture->timeline); seq++)
    if (mf_record_find_effect (mf_timeline_get_record (fixture->timeline, seq), kind) != NULL)
      return seq + 1;
  g_assert_not_reached ();
}

static MfScene *
get_end (Fixture *fixture)
{
  return mf_timeline_get_scene (fixture->timeline, mf_timeline_get_n_records (fixture->timeline));
}

static void
press (Fixture *fixture, guint key)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "key-pressed", key, 0u, (GdkModifierType) 0, &handled);
    }
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  GtkWidget *step = mf_transport_bar_get_step_button (fixture->window->transport_bar);

  g_assert_cmpuint (mf_lesson_sidebar_get_n_lessons (fixture->window->lesson_sidebar), >=, 1);
  g_assert_cmpfloat (get_playhead (fixture), ==, 0);
  g_assert_cmpuint (get_n_steps (fixture), >, 40);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == step);
  g_assert_true (gtk_revealer_get_reveal_child (fixture->window->hint_revealer));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "The first letter");
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.step-forward");
  g_assert_cmpfloat (get_playhead (fixture), ==, 1);
  g_assert_false (gtk_revealer_get_reveal_child (fixture->window->hint_revealer));
  activate (fixture, "win.step-forward");
  activate (fixture, "win.step-forward");
  g_assert_cmpfloat (get_playhead (fixture), ==, 3);
  activate (fixture, "win.step-back");
  g_assert_cmpfloat (get_playhead (fixture), ==, 2);
  activate (fixture, "win.last");
  g_assert_cmpfloat (get_playhead (fixture), ==, get_n_steps (fixture));
  activate (fixture, "win.first");
  g_assert_cmpfloat (get_playhead (fixture), ==, 0);
  activate (fixture, "win.next-phase");
  g_assert_cmpfloat (get_playhead (fixture), >, 0);
  activate (fixture, "win.previous-phase");
  g_assert_cmpfloat (get_playhead (fixture), ==, 0);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_Right);
  press (fixture, GDK_KEY_Right);
  g_assert_cmpfloat (get_playhead (fixture), ==, 2);
  press (fixture, GDK_KEY_Left);
  g_assert_cmpfloat (get_playhead (fixture), ==, 1);
  press (fixture, GDK_KEY_End);
  g_assert_cmpfloat (get_playhead (fixture), ==, get_n_steps (fixture));
  press (fixture, GDK_KEY_Home);
  g_assert_cmpfloat (get_playhead (fixture), ==, 0);
  press (fixture, GDK_KEY_space);
  g_assert_true (mf_playback_get_playing (fixture->playback));
  press (fixture, GDK_KEY_space);
  g_assert_false (mf_playback_get_playing (fixture->playback));

  /* Whoever types does not step. */
  mf_playback_seek (fixture->playback, 5);
  activate (fixture, "win.find");
  press (fixture, GDK_KEY_Right);
  press (fixture, GDK_KEY_Home);
  press (fixture, GDK_KEY_space);
  g_assert_cmpfloat (get_playhead (fixture), ==, 5);
  g_assert_false (mf_playback_get_playing (fixture->playback));
}

static void
test_announced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected =
      g_strdup_printf ("Step 4 of %u: server: 220 mail.a.example ESMTP Mailflow",
                       get_n_steps (fixture));

  mf_playback_seek (fixture->playback, 3.5);
  g_assert_cmpstr (mf_announce_get_last (GTK_WIDGET (fixture->window)), ==, expected);
}

static gboolean
is_at_rest (gpointer data)
{
  return !mf_playback_is_moving (data);
}

/* With animations a step takes its time; who cannot wait gets on all the same. */
static void
test_animated (Fixture *fixture, gconstpointer data)
{
  harness_set_animations (TRUE);
  mf_playback_set_speed (fixture->playback, 4);
  activate (fixture, "win.step-forward");
  g_assert_true (mf_playback_is_moving (fixture->playback));
  g_assert_cmpfloat (get_playhead (fixture), <, 1);
  harness_wait (is_at_rest, fixture->playback);
  g_assert_cmpfloat (get_playhead (fixture), ==, 1);

  activate (fixture, "win.step-forward");
  activate (fixture, "win.step-forward");
  g_assert_cmpfloat (get_playhead (fixture), >=, 2);
  activate (fixture, "win.step-back");
  harness_wait (is_at_rest, fixture->playback);
  g_assert_cmpfloat (get_playhead (fixture), ==, floor (get_playhead (fixture)));
  g_assert_cmpfloat (get_playhead (fixture), <=, 2);

  activate (fixture, "win.play");
  g_assert_true (mf_playback_is_moving (fixture->playback));
  activate (fixture, "win.play");
  g_assert_false (mf_playback_is_moving (fixture->playback));
  harness_set_animations (FALSE);
}

static gboolean
is_paused (gpointer data)
{
  return !mf_playback_get_playing (data);
}

static void
test_play (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfScene) scene = NULL;

  activate (fixture, "win.play");
  harness_wait (is_paused, fixture->playback);
  g_assert_cmpfloat (get_playhead (fixture), ==, get_n_steps (fixture));

  scene = get_end (fixture);
  g_assert_cmpuint (scene->step, ==, 6);
  g_assert_cmpuint (mf_scene_list_get_n (scene->connections), ==, 0);
}

/* Whichever way the playhead comes to a place, the same is seen there. */
static void
test_scrub (Fixture *fixture, gconstpointer data)
{
  GRand *random = g_rand_new_with_seed (1);
  g_autoptr (MfScene) start = mf_timeline_get_scene (fixture->timeline, 0);
  guint n = mf_timeline_get_n_records (fixture->timeline);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint seq = 0; seq < n; seq++)
    g_ptr_array_add (records, mf_timeline_get_record (fixture->timeline, seq));
  for (guint i = 0; i < 60; i++)
    {
      double playhead = g_rand_double_range (random, 0, n);
      guint folded = (guint) playhead;
      g_autoptr (MfScene) expected = NULL;
      g_autoptr (MfScene) seen = NULL;

      mf_playback_seek (fixture->playback, playhead);
      harness_settle (GTK_WIDGET (fixture->window));
      seen = mf_timeline_get_scene (fixture->timeline, folded);
      expected = mf_scene_fold (start, (MfRecord *const *) records->pdata, folded);
      g_assert_true (mf_scene_equal (seen, expected));
      g_assert_cmpuint (mf_playback_get_record (fixture->playback)->seq, ==, folded);
    }
  g_rand_free (random);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  MfWindow *window = fixture->window;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "ladder");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "ladder");
  harness_settle (GTK_WIDGET (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "network");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "network");

  mf_playback_seek (fixture->playback, 9);
  activate (fixture, "win.projector");
  harness_settle (GTK_WIDGET (window));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window), "projector"));
  g_assert_false (adw_overlay_split_view_get_show_sidebar (window->inspector_split));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->transcript)));
  press (fixture, GDK_KEY_Escape);
  harness_settle (GTK_WIDGET (window));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window), "projector"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->transcript)));
}

/* At 360 pixels nothing is lost: the inspector is a sheet, the lessons are behind a button. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  MfWindow *window = fixture->window;

  mf_playback_seek (fixture->playback, 5);
  harness_resize (GTK_WINDOW (window), 360, 720);
  g_assert_true (mf_window_is_narrow (window));
  g_assert_true (adw_overlay_split_view_get_collapsed (window->lessons_split));
  activate (fixture, "win.show-inspector");
  g_assert_true (adw_bottom_sheet_get_open (window->bottom_sheet));
  activate (fixture, "win.show-inspector");
  g_assert_false (adw_bottom_sheet_get_open (window->bottom_sheet));
  activate (fixture, "win.step-forward");
  g_assert_cmpfloat (get_playhead (fixture), ==, 6);

  harness_resize (GTK_WINDOW (window), 1280, 800);
  g_assert_false (mf_window_is_narrow (window));
  g_assert_cmpfloat (get_playhead (fixture), ==, 6);
}

/* What the primary menu opens. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkWindow) help = NULL;
  guint n_windows;

  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "about", NULL);
  harness_settle (GTK_WIDGET (fixture->window));
  close_dialog (fixture);

  activate (fixture, "win.show-help-overlay");
  n_windows = g_list_model_get_n_items (gtk_window_get_toplevels ());
  help = g_list_model_get_item (gtk_window_get_toplevels (), n_windows - 1);
  g_assert_true (help != GTK_WINDOW (fixture->window));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (help)));
  harness_settle (GTK_WIDGET (help));
  gtk_window_close (help);
}

static MfComposer *
compose (Fixture *fixture, const char *agent)
{
  MfHostDialog *dialog = open_host (fixture, agent);

  mf_host_dialog_compose (dialog);
  harness_settle (GTK_WIDGET (fixture->window));
  return MF_COMPOSER (mf_host_dialog_get_visible_page (dialog));
}

static const MfSceneItem *
find_subject (const MfSceneList *items, const char *subject)
{
  for (guint i = 0; i < mf_scene_list_get_n (items); i++)
    {
      const MfSceneItem *item = mf_scene_list_get (items, i);

      if (g_strcmp0 (item->subject, subject) == 0)
        return item;
    }
  return NULL;
}

/* A letter of one's own crosses both servers and is read, picture and all. */
static void
test_compose (Fixture *fixture, gconstpointer data)
{
  static const guint8 picture[] = { 0x89, 'P', 'N', 'G', 0, 1, 2, 3, 0xff };
  g_autoptr (GBytes) content = g_bytes_new_static (picture, sizeof picture);
  g_autoptr (GBytes) received = NULL;
  g_autoptr (MfScene) end = NULL;
  g_autoptr (MfMessage) message = NULL;
  MfComposer *composer;
  const MfSceneItem *item;
  const MfPart *part;
  int bob;

  composer = compose (fixture, "alice");
  mf_composer_set_letter (composer, "Bob <bob@b.example>", "점심 먹을까?", "Friday?\n.\nAlice");
  mf_composer_add_attachment (composer, "noodles.png", "image/png", content);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  harness_wait_played (fixture->window);

  g_assert_cmpfloat (get_playhead (fixture), ==, 0);
  end = get_end (fixture);
  bob = mf_stage_find_host (end->stage, "bob");
  item = find_subject (end->hosts[bob].incoming, "점심 먹을까?");
  g_assert_nonnull (item);
  g_assert_null (find_subject (end->hosts[bob].incoming, "Lunch on Friday?"));

  message = mf_message_parse (item->content);
  part = g_ptr_array_index (mf_message_get_root (message)->children, 1);
  g_assert_cmpstr (part->file_name, ==, "noodles.png");
  received = mf_message_get_content (message, part);
  g_assert_true (g_bytes_equal (received, content));
}

/* What is no letter stays where it is written. */
static void
test_compose_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const recipients[] = { "", "nobody", "bob@" };
  guint n_steps = get_n_steps (fixture);
  MfComposer *composer = compose (fixture, "alice");

  for (gsize i = 0; i < G_N_ELEMENTS (recipients); i++)
    {
      mf_composer_set_letter (composer, recipients[i], "x", "y");
      gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
      g_assert_nonnull (
          adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
    }
  g_assert_cmpuint (get_n_steps (fixture), ==, n_steps);
  close_dialog (fixture);
}

/* The lesson up to there stays as it was: a letter of one's own branches it. */
static void
test_branch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MfScene) before = NULL;
  g_autoptr (MfScene) after = NULL;
  g_autoptr (MfScene) end = NULL;
  MfComposer *composer;
  int bob;

  mf_playback_seek (fixture->playback, 12);
  before = mf_timeline_get_scene (fixture->timeline, 12);
  composer = compose (fixture, "alice");
  mf_composer_set_letter (composer, "bob@b.example", "One more", "Hello");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  harness_wait_played (fixture->window);

  g_assert_cmpfloat (get_playhead (fixture), ==, 12);
  after = mf_timeline_get_scene (fixture->timeline, 12);
  g_assert_true (mf_scene_equal (before, after));
  end = get_end (fixture);
  bob = mf_stage_find_host (end->stage, "bob");
  g_assert_nonnull (find_subject (end->hosts[bob].incoming, "Lunch on Friday?"));
  g_assert_nonnull (find_subject (end->hosts[bob].incoming, "One more"));

  /* Starting over forgets it. */
  activate (fixture, "win.restart");
  harness_wait_played (fixture->window);
  mf_scene_unref (end);
  end = get_end (fixture);
  g_assert_null (find_subject (end->hosts[bob].incoming, "One more"));
}

static void
test_queue_and_mailbox (Fixture *fixture, gconstpointer data)
{
  MfHostDialog *dialog;
  g_autoptr (MfScene) scene = NULL;
  int server = mf_stage_find_host (mf_timeline_get_stage (fixture->timeline), "mail-a");
  const MfSceneItem *item;

  dialog = open_host (fixture, "mail-a");
  g_assert_cmpuint (mf_host_dialog_get_n_items (dialog), ==, 0);
  close_dialog (fixture);

  mf_playback_seek (fixture->playback, find_effect (fixture, MF_EFFECT_QUEUED));
  dialog = open_host (fixture, "mail-a");
  g_assert_cmpuint (mf_host_dialog_get_n_items (dialog), ==, 1);
  scene = mf_timeline_get_scene (fixture->timeline, (guint) get_playhead (fixture));
  item = mf_scene_list_get (scene->hosts[server].queue, 0);
  g_assert_true (mf_host_dialog_open_item (dialog, item->id));
  g_assert_true (MF_IS_MESSAGE_PAGE (mf_host_dialog_get_visible_page (dialog)));
  g_assert_false (mf_host_dialog_open_item (dialog, "nothing of that name"));
  harness_settle (GTK_WIDGET (fixture->window));
  close_dialog (fixture);

  mf_playback_seek (fixture->playback, find_effect (fixture, MF_EFFECT_DELIVERED));
  dialog = open_host (fixture, "mail-b");
  g_assert_cmpuint (mf_host_dialog_get_n_items (dialog), ==, 1);
  close_dialog (fixture);
  open_host (fixture, "dns");
  close_dialog (fixture);
}

/* Bob reads it, sees its parts, its envelope and its bytes, and answers. */
static void
test_read_and_reply (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "letter", "envelope", "parts", "source" };
  g_autoptr (MfScene) end = get_end (fixture);
  int bob = mf_stage_find_host (end->stage, "bob");
  const MfSceneItem *item = mf_scene_list_get (end->hosts[bob].incoming, 0);
  MfHostDialog *dialog;
  AdwNavigationPage *page;

  activate (fixture, "win.last");
  dialog = open_host (fixture, "bob");
  g_assert_true (mf_host_dialog_open_item (dialog, item->id));
  page = mf_host_dialog_get_visible_page (dialog);
  g_assert_cmpstr (adw_navigation_page_get_title (page), ==, "Lunch on Friday?");
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      mf_message_page_show (MF_MESSAGE_PAGE (page), pages[i]);
      harness_settle (GTK_WIDGET (fixture->window));
    }
  g_signal_emit_by_name (page, "reply");
  page = mf_host_dialog_get_visible_page (dialog);
  g_assert_true (MF_IS_COMPOSER (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "composer.send", NULL);
  harness_wait_played (fixture->window);

  mf_scene_unref (g_steal_pointer (&end));
  end = get_end (fixture);
  g_assert_nonnull (
      mf_scene_find_mailbox (end, (guint) mf_stage_find_host (end->stage, "mail-a"), "alice"));
}

/* Fetching and keeping leaves the letter on the server; deleting does not. */
static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  guint server = (guint) mf_stage_find_host (mf_timeline_get_stage (fixture->timeline), "mail-b");

  for (int keep = 1; keep >= 0; keep--)
    {
      g_autoptr (MfScene) end = NULL;
      const MfSceneMailbox *mailbox;
      MfHostDialog *dialog;

      activate (fixture, "win.restart");
      harness_wait_played (fixture->window);
      mf_playback_seek (fixture->playback, find_effect (fixture, MF_EFFECT_DEQUEUED));
      dialog = open_host (fixture, "bob");
      mf_host_dialog_set_keep (dialog, keep);
      gtk_widget_activate_action (GTK_WIDGET (dialog), "host.fetch", NULL);
      harness_wait_played (fixture->window);

      mf_playback_seek (fixture->playback, find_effect (fixture, MF_EFFECT_RETRIEVED));
      activate (fixture, "win.next-phase");
      end = mf_timeline_get_scene (fixture->timeline, (guint) get_playhead (fixture));
      mailbox = mf_scene_find_mailbox (end, server, "bob");
      g_assert_cmpuint (mf_scene_list_get_n (mailbox->items), ==, keep);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/window/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("start", test_start);
  ADD ("steps", test_steps);
  ADD ("keys", test_keys);
  ADD ("announced", test_announced);
  ADD ("animated", test_animated);
  ADD ("play", test_play);
  ADD ("scrub", test_scrub);
  ADD ("pages", test_pages);
  ADD ("narrow", test_narrow);
  ADD ("menu", test_menu);
  ADD ("compose", test_compose);
  ADD ("compose/refused", test_compose_refused);
  ADD ("branch", test_branch);
  ADD ("queue-and-mailbox", test_queue_and_mailbox);
  ADD ("read-and-reply", test_read_and_reply);
  ADD ("fetch", test_fetch);
#undef ADD

  return g_test_run ();
}
