/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-window-private.h"

G_BEGIN_DECLS

/* Brings the window to where a picture is taken. */
typedef void (*ScreenshotsScene) (MfWindow *window);

void screenshots_open_lesson (MfWindow *window, const char *id);
MfHostDialog *screenshots_open_host (MfWindow *window, const char *id);

/* Where something has just happened for the @n-th time. */
void screenshots_go_to_effect (MfWindow *window, MfEffectKind kind, guint n);

/* Mailboxes and browsers. */
void screenshots_show_imap_agent (MfWindow *window);
void screenshots_show_folder (MfWindow *window);
void screenshots_show_empty_folder (MfWindow *window);
void screenshots_show_header (MfWindow *window);
void screenshots_show_server_folders (MfWindow *window);
void screenshots_show_server_folder (MfWindow *window);
void screenshots_show_flagged (MfWindow *window);
void screenshots_show_browser (MfWindow *window);
void screenshots_show_webmail (MfWindow *window);
void screenshots_show_imap_canvas_1 (MfWindow *window);
void screenshots_show_imap_canvas_2 (MfWindow *window);
void screenshots_show_imap_canvas_3 (MfWindow *window);
void screenshots_show_webmail_canvas_1 (MfWindow *window);
void screenshots_show_webmail_canvas_2 (MfWindow *window);
void screenshots_show_web_server (MfWindow *window);
void screenshots_show_browser_composer (MfWindow *window);
void screenshots_show_pop3_ladder (MfWindow *window);
void screenshots_show_imap_ladder (MfWindow *window);
void screenshots_show_webmail_ladder (MfWindow *window);

/* What belongs to no lesson. */
void screenshots_show_not_found (MfWindow *window);
void screenshots_show_about (MfWindow *window);
void screenshots_show_shortcuts (MfWindow *window);

G_END_DECLS
