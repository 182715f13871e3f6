/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* screenshots DIRECTORY — pictures of the real window, for people to look at:
 * wide and narrow, light and dark, in the language of the environment. */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/mf-window-private.h"
#include "app/widgets/mf-composer.h"
#include "app/widgets/mf-message-page.h"
#include "trace/mf-scene-list.h"

#include "harness.h"
#include "screenshots.h"

typedef struct
{
  MfWindow *window;
  const char *directory;
  const char *variant;
} Camera;

static void
go_to (MfWindow *window, MfProtocol protocol, const char *topic, double fraction)
{
  MfTimeline *timeline = mf_playback_get_timeline (window->playback);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq);

      if (record->unit != NULL && record->protocol == protocol &&
          g_str_equal (record->unit->topic, topic))
        {
          mf_playback_seek (window->playback, seq + fraction);
          return;
        }
    }
  g_error ("the lesson has no %s", topic);
}

MfHostDialog *
screenshots_open_host (MfWindow *window, const char *id)
{
  MfStage *stage = mf_timeline_get_stage (mf_playback_get_timeline (window->playback));

  return mf_window_open_host (window, (guint) mf_stage_find_host (stage, id));
}

static void
show_start (MfWindow *window)
{
  mf_playback_seek (window->playback, 0);
}

static void
show_command (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.RCPT", 0.5);
}

static void
show_reply (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.354.DATA", 0.6);
}

static void
show_data (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.data", 0.5);
}

static void
show_end (MfWindow *window)
{
  mf_playback_seek (window->playback, mf_playback_get_n_steps (window->playback));
}

static void
show_ladder (MfWindow *window)
{
  adw_view_stack_set_visible_child_name (window->pages, "ladder");
  go_to (window, MF_PROTOCOL_SMTP, "smtp.354.DATA", 0.6);
}

static void
show_inspector (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.data", 0.5);
  adw_bottom_sheet_set_open (window->bottom_sheet, mf_window_is_narrow (window));
}

void
screenshots_open_lesson (MfWindow *window, const char *id)
{
  if (g_str_equal (mf_lesson_get_id (window->lesson), id))
    return;
  g_assert_true (mf_lesson_sidebar_choose (window->lesson_sidebar, id));
  harness_wait_played (window);
}

static void
show_compare (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  mf_compare_show (window->compare, "ladders");
  go_to (window, MF_PROTOCOL_SMTP, "smtp.data", 0.5);
}

/* What stands below the others on a telephone. */
static void
scroll_to_end (GtkWidget *widget)
{
  GtkAdjustment *adjustment;

  while (!GTK_IS_SCROLLED_WINDOW (widget))
    widget = gtk_widget_get_last_child (widget);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
show_moves (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  mf_compare_show (window->compare, "moves");
  mf_playback_seek (window->playback, mf_playback_get_n_steps (window->playback));
  harness_settle (GTK_WIDGET (window));
  scroll_to_end (GTK_WIDGET (window->compare));
}

static void
show_compare_start (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  mf_compare_show (window->compare, "ladders");
  mf_playback_seek (window->playback, 0);
}

static void
show_compare_large (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  mf_compare_show (window->compare, "moves");
  go_to (window, MF_PROTOCOL_HTTP, "http.404", 1);
  mf_window_set_projector (window, TRUE);
}

static void
show_divided (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  adw_view_stack_set_visible_child_name (window->pages, "network");
  go_to (window, MF_PROTOCOL_HTTP, "http.200", 0.5);
}

static void
show_nothing_to_compare (MfWindow *window)
{
  adw_view_stack_set_visible_child_name (window->pages, "compare");
}

static void
show_hex (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.MAIL", 1);
  mf_inspector_show_page (window->inspector, "hex");
  adw_bottom_sheet_set_open (window->bottom_sheet, mf_window_is_narrow (window));
}

static void
show_tree (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.data", 1);
  mf_inspector_show_page (window->inspector, "parts");
  adw_bottom_sheet_set_open (window->bottom_sheet, mf_window_is_narrow (window));
}

static void
show_compose (MfWindow *window)
{
  MfHostDialog *dialog;

  mf_playback_seek (window->playback, 0);
  dialog = screenshots_open_host (window, "alice");
  mf_host_dialog_compose (dialog);
  mf_composer_set_letter (MF_COMPOSER (mf_host_dialog_get_visible_page (dialog)),
                          "Bob <bob@b.example>", "점심 먹을까?",
                          "Hi Bob,\n\nnoodles by the river on Friday?\n\nAlice");
}

static void
show_agent (MfWindow *window)
{
  show_end (window);
  screenshots_open_host (window, "bob");
}

static MfHostDialog *
open_read_letter (MfWindow *window)
{
  MfHostDialog *dialog;
  g_autoptr (MfScene) scene = NULL;
  MfTimeline *timeline = mf_playback_get_timeline (window->playback);
  int bob = mf_stage_find_host (mf_timeline_get_stage (timeline), "bob");
  const MfSceneItem *item;

  show_end (window);
  scene = mf_timeline_get_scene (timeline, mf_playback_get_n_steps (window->playback));
  item = mf_scene_list_get (scene->hosts[bob].incoming, 0);
  dialog = screenshots_open_host (window, "bob");
  g_assert_true (mf_host_dialog_open_item (dialog, item->id));
  return dialog;
}

static void
show_letter (MfWindow *window)
{
  open_read_letter (window);
}

static void
show_parts (MfWindow *window)
{
  AdwNavigationPage *page = mf_host_dialog_get_visible_page (open_read_letter (window));

  mf_message_page_show (MF_MESSAGE_PAGE (page), "parts");
}

static void
show_envelope (MfWindow *window)
{
  AdwNavigationPage *page = mf_host_dialog_get_visible_page (open_read_letter (window));

  mf_message_page_show (MF_MESSAGE_PAGE (page), "envelope");
}

static void
show_source (MfWindow *window)
{
  AdwNavigationPage *page = mf_host_dialog_get_visible_page (open_read_letter (window));

  mf_message_page_show (MF_MESSAGE_PAGE (page), "source");
}

static void
show_queue (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.354.DATA", 1);
  screenshots_open_host (window, "mail-a");
}

static void
show_zone (MfWindow *window)
{
  mf_playback_seek (window->playback, 0);
  screenshots_open_host (window, "dns");
}

static void
show_lessons (MfWindow *window)
{
  mf_playback_seek (window->playback, 0);
  adw_overlay_split_view_set_show_sidebar (window->lessons_split, TRUE);
}

/* Where something has just happened for the @n-th time. */
void
screenshots_go_to_effect (MfWindow *window, MfEffectKind kind, guint n)
{
  MfTimeline *timeline = mf_playback_get_timeline (window->playback);

  for (guint seq = 0; seq < mf_timeline_get_n_records (timeline); seq++)
    if (mf_record_find_effect (mf_timeline_get_record (timeline, seq), kind) != NULL && --n == 0)
      {
        mf_playback_seek (window->playback, seq + 1);
        return;
      }
  g_error ("the lesson has no %s", mf_effect_kind_get_nick (kind));
}

static void
show_dot (MfWindow *window)
{
  screenshots_open_lesson (window, "the-lone-dot");
  go_to (window, MF_PROTOCOL_SUBMISSION, "smtp.data", 1);
  adw_bottom_sheet_set_open (window->bottom_sheet, mf_window_is_narrow (window));
}

static void
show_inspector_letter (MfWindow *window, const char *id)
{
  screenshots_open_lesson (window, id);
  go_to (window, MF_PROTOCOL_SUBMISSION, "smtp.data", 1);
  harness_settle (GTK_WIDGET (window));
  mf_inspector_show_page (window->inspector, "letter");
  adw_bottom_sheet_set_open (window->bottom_sheet, mf_window_is_narrow (window));
}

static void
show_pictures (MfWindow *window)
{
  show_inspector_letter (window, "pictures-in-seven-bits");
}

static void
show_picture_read (MfWindow *window)
{
  screenshots_open_lesson (window, "pictures-in-seven-bits");
  open_read_letter (window);
}

static void
show_forged (MfWindow *window)
{
  show_inspector_letter (window, "envelope-and-letter");
}

static void
show_forged_queue (MfWindow *window)
{
  MfHostDialog *dialog;
  const MfEffect *queued;
  guint seq = 0;
  MfTimeline *timeline;

  screenshots_open_lesson (window, "envelope-and-letter");
  screenshots_go_to_effect (window, MF_EFFECT_QUEUED, 1);
  timeline = mf_playback_get_timeline (window->playback);
  while ((queued = mf_record_find_effect (mf_timeline_get_record (timeline, seq),
                                          MF_EFFECT_QUEUED)) == NULL)
    seq++;
  dialog = screenshots_open_host (window, "mail-a");
  mf_host_dialog_open_item (dialog, queued->item);
  mf_message_page_show (MF_MESSAGE_PAGE (mf_host_dialog_get_visible_page (dialog)), "envelope");
}

static void
show_down (MfWindow *window)
{
  screenshots_open_lesson (window, "the-queue");
  screenshots_go_to_effect (window, MF_EFFECT_DEFERRED, 2);
}

static void
show_cut (MfWindow *window)
{
  screenshots_open_lesson (window, "the-queue");
  screenshots_go_to_effect (window, MF_EFFECT_DEFERRED, 4);
}

static void
show_power (MfWindow *window)
{
  show_down (window);
  screenshots_open_host (window, "mail-b");
}

static void
show_link (MfWindow *window)
{
  screenshots_open_lesson (window, "the-queue");
  go_to (window, MF_PROTOCOL_SMTP, "smtp.354.DATA", 1);
  mf_window_open_connection (window, mf_playback_get_record (window->playback)->connection);
}

static void
show_keep (MfWindow *window)
{
  screenshots_open_lesson (window, "pop3-keep-or-delete");
  screenshots_go_to_effect (window, MF_EFFECT_MARKED, 2);
}

static void
show_projector (MfWindow *window)
{
  go_to (window, MF_PROTOCOL_SMTP, "smtp.354.DATA", 0.6);
  mf_window_set_projector (window, TRUE);
}

static const struct
{
  const char *name;
  ScreenshotsScene scene;
} scenes[] = {
  { "start", show_start },
  { "command", show_command },
  { "reply", show_reply },
  { "data", show_data },
  { "end", show_end },
  { "ladder", show_ladder },
  { "inspector", show_inspector },
  { "hex", show_hex },
  { "compose", show_compose },
  { "agent", show_agent },
  { "letter", show_letter },
  { "parts", show_parts },
  { "envelope", show_envelope },
  { "source", show_source },
  { "queue", show_queue },
  { "zone", show_zone },
  { "lessons", show_lessons },
  { "projector", show_projector },
  { "tree", show_tree },
  { "dot", show_dot },
  { "pictures", show_pictures },
  { "picture-read", show_picture_read },
  { "forged", show_forged },
  { "forged-queue", show_forged_queue },
  { "down", show_down },
  { "cut", show_cut },
  { "power", show_power },
  { "link", show_link },
  { "keep", show_keep },
  { "imap-agent", screenshots_show_imap_agent },
  { "folder", screenshots_show_folder },
  { "folder-empty", screenshots_show_empty_folder },
  { "header", screenshots_show_header },
  { "server-folders", screenshots_show_server_folders },
  { "server-folder", screenshots_show_server_folder },
  { "flagged", screenshots_show_flagged },
  { "browser", screenshots_show_browser },
  { "webmail", screenshots_show_webmail },
  { "canvas-imap-1", screenshots_show_imap_canvas_1 },
  { "canvas-imap-2", screenshots_show_imap_canvas_2 },
  { "canvas-imap-3", screenshots_show_imap_canvas_3 },
  { "canvas-webmail-1", screenshots_show_webmail_canvas_1 },
  { "canvas-webmail-2", screenshots_show_webmail_canvas_2 },
  { "compare", show_compare },
  { "moves", show_moves },
  { "compare-start", show_compare_start },
  { "compare-projector", show_compare_large },
  { "divided", show_divided },
  { "undivided", show_nothing_to_compare },
  { "web-server", screenshots_show_web_server },
  { "browser-compose", screenshots_show_browser_composer },
  { "ladder-pop3", screenshots_show_pop3_ladder },
  { "ladder-imap", screenshots_show_imap_ladder },
  { "ladder-webmail", screenshots_show_webmail_ladder },
  { "not-found", screenshots_show_not_found },
  { "about", screenshots_show_about },
  { "shortcuts", screenshots_show_shortcuts },
};

/* The window that stands before ours, if there is one. */
static GtkWindow *
find_front (MfWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window) &&
          gtk_widget_get_visible (GTK_WIDGET (toplevel)))
        return toplevel;
    }
  return NULL;
}

static void
reset (MfWindow *window)
{
  GtkWindow *front = find_front (window);
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  if (dialog != NULL)
    adw_dialog_force_close (dialog);
  if (front != NULL)
    gtk_window_close (front);
  mf_transcript_filter (window->transcript, MF_PROTOCOL_NONE, 0, "");
  mf_window_set_projector (window, FALSE);
  mf_inspector_show_page (window->inspector, "text");
  adw_bottom_sheet_set_open (window->bottom_sheet, FALSE);
  screenshots_open_lesson (window, "alice-to-bob");
  adw_view_stack_set_visible_child_name (window->pages, "network");
  if (adw_overlay_split_view_get_collapsed (window->lessons_split))
    adw_overlay_split_view_set_show_sidebar (window->lessons_split, FALSE);
  gtk_widget_grab_focus (mf_transport_bar_get_step_button (window->transport_bar));
}

static void
shoot_all (Camera *camera)
{
  const char *only = g_getenv ("MF_SCENE");

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("%s/%s-%s.png", camera->directory, scenes[i].name, camera->variant);
      GtkWindow *front;

      if (only != NULL && !g_pattern_match_simple (only, scenes[i].name))
        continue;

      scenes[i].scene (camera->window);
      harness_settle (GTK_WIDGET (camera->window));
      front = find_front (camera->window);
      harness_save_png (front != NULL ? GTK_WIDGET (front) : GTK_WIDGET (camera->window), path);
      reset (camera->window);
    }
}

static void
shoot_variants (MfWindow *window, const char *directory)
{
  static const struct
  {
    const char *name;
    int width;
    int height;
    AdwColorScheme scheme;
  } variants[] = {
    { "wide-light", 1280, 800, ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "wide-dark", 1280, 800, ADW_COLOR_SCHEME_FORCE_DARK },
    { "narrow-light", 360, 720, ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "narrow-dark", 360, 720, ADW_COLOR_SCHEME_FORCE_DARK },
  };
  const char *only = g_getenv ("MF_SCREENSHOTS");

  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      Camera camera = { window, directory, variants[i].name };

      if (only != NULL && strstr (variants[i].name, only) == NULL)
        continue;
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), variants[i].scheme);
      harness_resize (GTK_WINDOW (window), variants[i].width, variants[i].height);
      shoot_all (&camera);
    }
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("MAILFLOW_LOCALEDIR");
  MfApplication *application;
  MfWindow *window;

  if (argc != 2 || g_mkdir_with_parents (argv[1], 0755) != 0)
    {
      g_printerr ("usage: screenshots DIRECTORY\n");
      return 2;
    }
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : MF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = harness_start ();
  harness_set_animations (FALSE);
  window = mf_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  harness_wait_played (window);
  shoot_variants (window, argv[1]);
  harness_finish (application);
  return 0;
}
