/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "screenshots.h"

/* Pictures of mailboxes with folders, and of browsers. */

void
screenshots_show_imap_agent (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_FOLDER_SEEN, 3);
  screenshots_open_host (window, "laptop");
}

void
screenshots_show_folder (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_READ, 1);
  mf_host_dialog_open_folder (screenshots_open_host (window, "laptop"), "bob");
}

void
screenshots_show_empty_folder (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  mf_playback_seek (window->playback, 0);
  mf_host_dialog_open_folder (screenshots_open_host (window, "phone"), "bob");
}

void
screenshots_show_header (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_READ, 1);
  g_assert_true (mf_host_dialog_open_item (screenshots_open_host (window, "phone"), "1"));
}

void
screenshots_show_server_folders (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_MOVED, 1);
  screenshots_open_host (window, "mail-a");
}

void
screenshots_show_server_folder (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_DELIVERED, 1);
  mf_host_dialog_open_folder (screenshots_open_host (window, "mail-a"), "bob");
}

void
screenshots_show_flagged (MfWindow *window)
{
  screenshots_open_lesson (window, "imap-folders");
  screenshots_go_to_effect (window, MF_EFFECT_WAITING, 3);
  mf_host_dialog_open_folder (screenshots_open_host (window, "phone"), "bob");
}

void
screenshots_show_browser (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  screenshots_go_to_effect (window, MF_EFFECT_SHOWN, 1);
  screenshots_open_host (window, "carol");
}

void
screenshots_show_webmail (MfWindow *window)
{
  screenshots_open_lesson (window, "webmail");
  mf_playback_seek (window->playback, mf_playback_get_n_steps (window->playback));
  screenshots_open_host (window, "bob");
}

/* The canvas of a lesson, a quarter, two, three quarters through it. */
static void
show_part_of (MfWindow *window, const char *id, double fraction)
{
  screenshots_open_lesson (window, id);
  adw_view_stack_set_visible_child_name (window->pages, "network");
  mf_playback_seek (window->playback,
                    (guint) (mf_playback_get_n_steps (window->playback) * fraction) + 0.5);
}

void
screenshots_show_imap_canvas_1 (MfWindow *window)
{
  show_part_of (window, "imap-folders", 0.25);
}

void
screenshots_show_imap_canvas_2 (MfWindow *window)
{
  show_part_of (window, "imap-folders", 0.5);
}

void
screenshots_show_imap_canvas_3 (MfWindow *window)
{
  show_part_of (window, "imap-folders", 0.8);
}

void
screenshots_show_webmail_canvas_1 (MfWindow *window)
{
  show_part_of (window, "webmail", 0.25);
}

void
screenshots_show_webmail_canvas_2 (MfWindow *window)
{
  show_part_of (window, "webmail", 0.7);
}

void
screenshots_show_web_server (MfWindow *window)
{
  screenshots_open_lesson (window, "push-or-pull");
  screenshots_open_host (window, "web");
}

void
screenshots_show_browser_composer (MfWindow *window)
{
  screenshots_open_lesson (window, "webmail");
  mf_host_dialog_compose (screenshots_open_host (window, "bob"));
}

static void
show_ladder_of (MfWindow *window, const char *id, double fraction)
{
  show_part_of (window, id, fraction);
  adw_view_stack_set_visible_child_name (window->pages, "ladder");
}

void
screenshots_show_pop3_ladder (MfWindow *window)
{
  show_ladder_of (window, "pop3-keep-or-delete", 0.7);
}

void
screenshots_show_imap_ladder (MfWindow *window)
{
  show_ladder_of (window, "imap-folders", 0.5);
}

void
screenshots_show_webmail_ladder (MfWindow *window)
{
  show_ladder_of (window, "webmail", 0.7);
}

void
screenshots_show_not_found (MfWindow *window)
{
  mf_transcript_filter (window->transcript, MF_PROTOCOL_NONE, 0, "XYZZY");
}

void
screenshots_show_about (MfWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
}

void
screenshots_show_shortcuts (MfWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}
