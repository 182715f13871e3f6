/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* Mailboxes with folders and browsers, in the real window: what is shown of them, and what a
 * learner does with them. */

#include "config.h"

#include "app/mf-known-letter.h"
#include "app/mf-window-private.h"
#include "app/widgets/mf-folder-page.h"
#include "app/widgets/mf-folder-row.h"
#include "app/widgets/mf-header-page.h"
#include "app/widgets/mf-item-row.h"
#include "app/widgets/mf-letter-menu.h"
#include "app/widgets/mf-message-page.h"
#include "trace/mf-scene-list.h"

#include "harness.h"

#define SUBJECT "A picture of the valley"

typedef struct
{
  MfApplication *application;
  MfWindow *window;
  MfPlayback *playback;
  MfTimeline *timeline;
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
  fixture->timeline = mf_playback_get_timeline (fixture->playback);
}

static void
tear_down (Fixture *fixture, gconstpointer id)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  harness_finish (fixture->application);
  g_assert_null (fixture->window);
}

static guint
find_host (Fixture *fixture, const char *id)
{
  int host = mf_stage_find_host (mf_timeline_get_stage (fixture->timeline), id);

  g_assert_cmpint (host, >=, 0);
  return (guint) host;
}

static MfHostDialog *
open_host (Fixture *fixture, const char *id)
{
  MfHostDialog *dialog = mf_window_open_host (fixture->window, find_host (fixture, id));

  harness_settle (GTK_WIDGET (fixture->window));
  return dialog;
}

static gboolean
is_dialog_open (Fixture *fixture)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)) !=
         NULL;
}

static void
close_dialog (Fixture *fixture)
{
  adw_dialog_force_close (
      adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
  harness_settle (GTK_WIDGET (fixture->window));
}

/* After the @n-th time that @kind happens at @id. */
static void
seek_to (Fixture *fixture, MfEffectKind kind, const char *id, guint n)
{
  guint host = find_host (fixture, id);

  for (guint seq = 0; seq < mf_timeline_get_n_records (fixture->timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (fixture->timeline, seq);

      for (guint i = 0; i < record->n_effects; i++)
        if (record->effects[i]->kind == kind && record->effects[i]->host == (int) host && --n == 0)
          {
            mf_playback_seek (fixture->playback, seq + 1);
            harness_settle (GTK_WIDGET (fixture->window));
            return;
          }
    }
  g_assert_not_reached ();
}

/* How many units from the playhead on have a first line that ends so. */
static guint
count_said (Fixture *fixture, const char *end)
{
  guint n = 0;

  for (guint seq = (guint) mf_playback_get_playhead (fixture->playback);
       seq < mf_timeline_get_n_records (fixture->timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (fixture->timeline, seq);
      g_autofree char *line = record->unit != NULL ? mf_unit_get_first_line (record->unit) : NULL;

      n += line != NULL && g_str_has_suffix (line, end);
    }
  return n;
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static gpointer
find_widget (gpointer widget, GType type, guint n)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (widget, type, found);
  return n < found->len ? g_ptr_array_index (found, n) : NULL;
}

static guint
count_widgets (gpointer widget, GType type)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (widget, type, found);
  return found->len;
}

static gpointer
find_row (gpointer widget, const char *title)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (widget, ADW_TYPE_PREFERENCES_ROW, found);
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (g_ptr_array_index (found, i)), title))
      return g_ptr_array_index (found, i);
  return NULL;
}

static gboolean
has_row (gpointer widget, const char *title)
{
  return find_row (widget, title) != NULL;
}

static AdwNavigationPage *
get_page (Fixture *fixture, MfHostDialog *dialog)
{
  harness_settle (GTK_WIDGET (fixture->window));
  return mf_host_dialog_get_visible_page (dialog);
}

/* The phone's inbox, opened as a person does it: the row, and then the letter's. */
static MfHostDialog *
open_letter (Fixture *fixture)
{
  MfHostDialog *dialog = open_host (fixture, "phone");
  AdwNavigationPage *page;

  g_signal_emit_by_name (find_widget (dialog, MF_TYPE_FOLDER_ROW, 0), "activated");
  page = get_page (fixture, dialog);
  g_assert_true (MF_IS_FOLDER_PAGE (page));
  g_assert_cmpuint (mf_folder_page_get_n_items (MF_FOLDER_PAGE (page)), ==, 1);
  g_signal_emit_by_name (find_widget (page, MF_TYPE_ITEM_ROW, 0), "activated");
  g_assert_true (MF_IS_HEADER_PAGE (get_page (fixture, dialog)));
  return dialog;
}

static void
test_dialog (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  GtkWidget *row;

  mf_playback_seek (fixture->playback, 0);
  dialog = open_host (fixture, "phone");
  g_assert_true (has_row (dialog, "_Look for New Mail"));
  g_assert_true (has_row (dialog, "W_ait for News"));
  g_assert_true (has_row (dialog, "New Folder"));
  g_assert_true (has_row (dialog, "Inbox"));
  g_assert_cmpuint (mf_host_dialog_get_n_items (dialog), ==, 0);
  /* There is no way to do this here. */
  g_assert_false (has_row (dialog, "_Write a Letter…"));
  g_assert_false (has_row (dialog, "_Fetch Mail Now"));
  g_assert_false (has_row (dialog, "Open Page"));
  g_assert_false (has_row (dialog, "Sign O_ut"));
  g_assert_false (has_row (dialog, "_Stop Waiting"));
  mf_host_dialog_open_folder (dialog, "bob");
  g_assert_nonnull (find_widget (get_page (fixture, dialog), ADW_TYPE_STATUS_PAGE, 0));
  close_dialog (fixture);

  seek_to (fixture, MF_EFFECT_WAITING, "phone", 1);
  dialog = open_host (fixture, "phone");
  g_assert_true (has_row (dialog, "_Stop Waiting"));
  g_assert_true (has_row (dialog, "Sign O_ut"));
  g_assert_false (has_row (dialog, "W_ait for News"));
  row = find_widget (dialog, MF_TYPE_FOLDER_ROW, 0);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "1 letter");
  mf_host_dialog_open_folder (dialog, "bob");
  row = find_widget (get_page (fixture, dialog), MF_TYPE_ITEM_ROW, 0);
  g_assert_nonnull (
      strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "from Alice <alice@a.example>"));
  g_assert_false (gtk_widget_has_css_class (row, "unread"));
  close_dialog (fixture);

  dialog = open_host (fixture, "alice");
  g_assert_true (has_row (dialog, "_Write a Letter…"));
  g_assert_false (has_row (dialog, "_Fetch Mail Now"));
  close_dialog (fixture);
}

/* An agent knows what it was told: the header and the parts, then one part more, then all. */
static void
test_known (Fixture *fixture, gconstpointer id)
{
  guint phone = find_host (fixture, "phone");
  g_autoptr (MfScene) scene = NULL;
  MfKnownPlace place = { "bob", NULL };
  const MfKnownPart *part;

  seek_to (fixture, MF_EFFECT_READ, "phone", 1);
  scene = mf_timeline_get_scene (fixture->timeline,
                                 (guint) mf_playback_get_playhead (fixture->playback));
  place.item = mf_scene_list_get (mf_scene_find_mailbox (scene, phone, "bob")->items, 0);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MfKnownLetter) known =
          mf_known_letter_new (fixture->timeline, phone, &place,
                               i == 0 ? scene->n_records - 1 : scene->n_records);

      g_assert_cmpstr (known->from, ==, "Alice <alice@a.example>");
      g_assert_cmpstr (known->to, ==, "Bob <bob@a.example>");
      g_assert_cmpint (known->size, >, 70000);
      g_assert_cmpuint (known->parts->len, ==, 2);
      part = g_ptr_array_index (known->parts, 1);
      g_assert_cmpstr (part->section, ==, "2");
      g_assert_cmpstr (part->file_name, ==, "valley.png");
      g_assert_cmpstr (part->media_type, ==, "image/png");
      g_assert_null (part->content);
      part = g_ptr_array_index (known->parts, 0);
      g_assert_cmpint (part->content != NULL, ==, i == 1);
      if (i == 1)
        g_assert_nonnull (strstr (part->text, "this is where we walked yesterday."));
    }
}

static void
test_flag (Fixture *fixture, gconstpointer id)
{
  g_autoptr (MfScene) end = NULL;
  MfHostDialog *dialog;
  gpointer menu;

  seek_to (fixture, MF_EFFECT_RETRIEVED, "phone", 1);
  dialog = open_letter (fixture);
  menu = find_widget (get_page (fixture, dialog), MF_TYPE_LETTER_MENU, 0);
  g_assert_true (gtk_widget_activate_action (menu, "letter.flag", "(sb)", "flagged", FALSE));
  wait_played (fixture);
  g_assert_false (is_dialog_open (fixture));
  /* Once because of the learner, and once as the lesson has it. */
  g_assert_cmpuint (count_said (fixture, "UID STORE 1 +FLAGS (\\Flagged)"), ==, 2);

  seek_to (fixture, MF_EFFECT_FLAGGED, "mail-a", 1);
  dialog = open_letter (fixture);
  menu = find_widget (get_page (fixture, dialog), MF_TYPE_LETTER_MENU, 0);
  gtk_widget_activate_action (menu, "letter.flag", "(sb)", "seen", FALSE);
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "UID STORE 1 +FLAGS (\\Seen)"), ==, 1);
}

static void
test_read (Fixture *fixture, gconstpointer id)
{
  guint phone = find_host (fixture, "phone");
  MfHostDialog *dialog;
  AdwNavigationPage *page;
  g_autoptr (MfScene) scene = NULL;
  const MfSceneItem *item;

  /* One part: the picture, by its button. */
  seek_to (fixture, MF_EFFECT_READ, "phone", 1);
  dialog = open_letter (fixture);
  page = get_page (fixture, dialog);
  g_assert_true (has_row (page, "_Read the Whole Letter"));
  g_assert_true (has_row (page, "2 · valley.png"));
  g_signal_emit_by_name (page, "read", "2");
  wait_played (fixture);
  g_assert_false (is_dialog_open (fixture));
  g_assert_cmpuint (count_said (fixture, "(BODY.PEEK[2])") + count_said (fixture, "(BODY[2])"), ==,
                    1);

  /* All of it. */
  seek_to (fixture, MF_EFFECT_READ, "phone", 2);
  dialog = open_letter (fixture);
  page = get_page (fixture, dialog);
  g_assert_cmpuint (count_widgets (page, ADW_TYPE_BUTTON_ROW), ==, 1);
  g_signal_emit_by_name (find_widget (page, ADW_TYPE_BUTTON_ROW, 0), "activated");
  wait_played (fixture);
  seek_to (fixture, MF_EFFECT_READ, "phone", 3);
  scene = mf_timeline_get_scene (fixture->timeline,
                                 (guint) mf_playback_get_playhead (fixture->playback));
  item = mf_scene_list_get (mf_scene_find_mailbox (scene, phone, "bob")->items, 0);
  g_assert_nonnull (item->content);
  dialog = open_host (fixture, "phone");
  g_assert_true (mf_host_dialog_open_item (dialog, item->id));
  page = get_page (fixture, dialog);
  g_assert_true (MF_IS_MESSAGE_PAGE (page));
  g_assert_nonnull (find_widget (page, MF_TYPE_LETTER_MENU, 0));
  close_dialog (fixture);
}

/* A folder is made, and the letter put into it. */
static void
test_move (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  gpointer row;
  gpointer menu;

  seek_to (fixture, MF_EFFECT_RETRIEVED, "phone", 1);
  dialog = open_host (fixture, "phone");
  mf_host_dialog_make_folder (dialog, "");
  mf_host_dialog_make_folder (dialog, "a//b");
  g_assert_true (is_dialog_open (fixture));
  row = find_row (dialog, "New Folder");
  gtk_editable_set_text (GTK_EDITABLE (row), "가족");
  g_signal_emit_by_name (row, "apply");
  wait_played (fixture);
  g_assert_false (is_dialog_open (fixture));

  seek_to (fixture, MF_EFFECT_FOLDER_SEEN, "phone", 2);
  dialog = open_host (fixture, "phone");
  g_assert_true (has_row (dialog, "가족"));
  close_dialog (fixture);
  dialog = open_letter (fixture);
  menu = find_widget (get_page (fixture, dialog), MF_TYPE_LETTER_MENU, 0);
  gtk_widget_activate_action (menu, "letter.move", "s", "가족");
  wait_played (fixture);

  seek_to (fixture, MF_EFFECT_MOVED, "mail-a", 1);
  dialog = open_host (fixture, "mail-a");
  g_assert_cmpuint (count_widgets (dialog, MF_TYPE_FOLDER_ROW), ==, 2);
  g_assert_true (has_row (dialog, "가족"));
  mf_host_dialog_open_folder (dialog, "bob/가족");
  g_assert_cmpuint (mf_folder_page_get_n_items (MF_FOLDER_PAGE (get_page (fixture, dialog))), ==,
                    1);
  close_dialog (fixture);
}

static void
test_session (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  AdwPreferencesGroup *group;

  seek_to (fixture, MF_EFFECT_WAITING, "phone", 1);
  dialog = open_host (fixture, "phone");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "host.stop-waiting", NULL);
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "DONE"), >=, 1);

  dialog = open_host (fixture, "phone");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "host.list", NULL);
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "LIST \"\" \"*\""), ==, 2);

  dialog = open_host (fixture, "phone");
  mf_host_dialog_open_folder (dialog, "bob");
  mf_folder_page_search (MF_FOLDER_PAGE (get_page (fixture, dialog)), "");
  g_assert_true (is_dialog_open (fixture));
  mf_folder_page_search (MF_FOLDER_PAGE (get_page (fixture, dialog)), "valley");
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "SEARCH TEXT valley"), ==, 1);

  seek_to (fixture, MF_EFFECT_FOUND, "phone", 1);
  dialog = open_host (fixture, "phone");
  mf_host_dialog_open_folder (dialog, "bob");
  group = find_widget (get_page (fixture, dialog), ADW_TYPE_PREFERENCES_GROUP, 0);
  g_assert_cmpstr (adw_preferences_group_get_description (group), ==, "“valley” is in 1 letter");
  close_dialog (fixture);

  dialog = open_host (fixture, "phone");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "host.sign-out", NULL);
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "LOGOUT"), >=, 2);
}

/* The server shows whose folders it keeps, and the flags in them. */
static void
test_server (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  AdwNavigationPage *page;
  GtkWidget *row;

  seek_to (fixture, MF_EFFECT_DELIVERED, "mail-a", 1);
  dialog = open_host (fixture, "mail-a");
  mf_host_dialog_open_folder (dialog, "bob");
  row = find_widget (get_page (fixture, dialog), MF_TYPE_ITEM_ROW, 0);
  g_assert_true (gtk_widget_has_css_class (row, "unread"));
  close_dialog (fixture);

  seek_to (fixture, MF_EFFECT_MOVED, "mail-a", 1);
  dialog = open_host (fixture, "mail-a");
  g_assert_cmpuint (mf_host_dialog_get_n_items (dialog), ==, 1);
  g_assert_true (has_row (dialog, "Inbox"));
  g_assert_true (has_row (dialog, "Walks"));
  mf_host_dialog_open_folder (dialog, "bob/Walks");
  page = get_page (fixture, dialog);
  row = find_widget (page, MF_TYPE_ITEM_ROW, 0);
  g_assert_false (gtk_widget_has_css_class (row, "unread"));
  g_signal_emit_by_name (row, "activated");
  page = get_page (fixture, dialog);
  g_assert_true (MF_IS_MESSAGE_PAGE (page));
  g_assert_null (find_widget (page, MF_TYPE_LETTER_MENU, 0));
  close_dialog (fixture);
}

/* A browser shows what it has fetched, and goes where its person wants. */
static void
test_browser (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  gpointer row;

  mf_playback_seek (fixture->playback, 0);
  dialog = open_host (fixture, "carol");
  g_assert_false (has_row (dialog, "http://www.b.example/picture-3.png"));
  close_dialog (fixture);

  seek_to (fixture, MF_EFFECT_SHOWN, "carol", 1);
  dialog = open_host (fixture, "carol");
  g_assert_true (has_row (dialog, "A walk along the river"));
  g_assert_true (has_row (dialog, "http://www.b.example/picture-3.png"));
  g_assert_true (has_row (dialog, "http://www.b.example/bridge.png"));
  g_assert_true (has_row (dialog, "_Open Page"));
  g_assert_false (has_row (dialog, "_Write a Letter…"));
  mf_host_dialog_browse (dialog, "  ");
  mf_host_dialog_browse (dialog, "https://www.b.example/");
  g_assert_true (is_dialog_open (fixture));
  row = find_row (dialog, "_Open Page");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  gtk_editable_set_text (GTK_EDITABLE (row), "www.b.example/nowhere");
  g_signal_emit_by_name (row, "apply");
  wait_played (fixture);
  g_assert_false (is_dialog_open (fixture));
  g_assert_cmpuint (count_said (fixture, "GET /nowhere HTTP/1.1"), ==, 1);
}

/* With webmail the mailbox lies on the server, and is shown there. */
static void
test_webmail (Fixture *fixture, gconstpointer id)
{
  MfHostDialog *dialog;
  AdwNavigationPage *page;

  seek_to (fixture, MF_EFFECT_DELIVERED, "mail-b", 1);
  dialog = open_host (fixture, "bob");
  g_assert_true (has_row (dialog, "_Sign In and Read New Letters"));
  g_assert_true (has_row (dialog, "_Write a Letter…"));
  g_assert_true (has_row (dialog, "_Open Page"));
  g_assert_false (has_row (dialog, "_Keep Fetched Letters on the Server"));
  mf_host_dialog_open_folder (dialog, "bob");
  page = get_page (fixture, dialog);
  g_assert_cmpuint (mf_folder_page_get_n_items (MF_FOLDER_PAGE (page)), ==, 1);
  g_signal_emit_by_name (find_widget (page, MF_TYPE_ITEM_ROW, 0), "activated");
  page = get_page (fixture, dialog);
  g_assert_true (MF_IS_MESSAGE_PAGE (page));
  g_assert_null (find_widget (page, MF_TYPE_LETTER_MENU, 0));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "host.fetch", NULL);
  wait_played (fixture);
  g_assert_cmpuint (count_said (fixture, "GET /mail/INBOX/1 HTTP/1.1"), ==, 1);

  /* Whoever opens a letter there has read it, and what is sent is kept. */
  seek_to (fixture, MF_EFFECT_FLAGGED, "mail-b", 1);
  dialog = open_host (fixture, "bob");
  g_assert_cmpstr (adw_action_row_get_subtitle (find_widget (dialog, MF_TYPE_FOLDER_ROW, 0)), ==,
                   "1 letter");
  close_dialog (fixture);
  mf_playback_seek (fixture->playback, mf_playback_get_n_steps (fixture->playback));
  dialog = open_host (fixture, "bob");
  g_assert_true (has_row (dialog, "Sent"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, lesson, function)                                                                \
  g_test_add ("/folders/" name, Fixture, lesson, set_up, function, tear_down)
  ADD ("dialog", "imap-folders", test_dialog);
  ADD ("known", "imap-folders", test_known);
  ADD ("flag", "imap-folders", test_flag);
  ADD ("read", "imap-folders", test_read);
  ADD ("move", "imap-folders", test_move);
  ADD ("session", "imap-folders", test_session);
  ADD ("server", "imap-folders", test_server);
  ADD ("browser", "push-or-pull", test_browser);
  ADD ("webmail", "webmail", test_webmail);
#undef ADD

  return g_test_run ();
}
