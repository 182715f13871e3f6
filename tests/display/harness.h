/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-window.h"

G_BEGIN_DECLS

typedef gboolean (*HarnessCondition) (gpointer data);

/* Registers the application without running it, and ends its windows: a window can be made
 * in between. */
MfApplication *harness_start (void);
void harness_finish (MfApplication *application);

/* Runs the main context until it has nothing to do at once. */
void harness_drain (void);

/* Runs the main context until @condition holds; an endless wait is the test's timeout. */
void harness_wait (HarnessCondition condition, gpointer data);

/* Runs the main context until the window's lesson has been played to its end. */
void harness_wait_played (MfWindow *window);

/* Runs the main context until the widget has been laid out and drawn with all that is queued. */
void harness_settle (GtkWidget *widget);

void harness_set_animations (gboolean enabled);
void harness_resize (GtkWindow *window, int width, int height);

/* (nullable): the first of a type in it, or itself */
GtkWidget *harness_find_widget (GtkWidget *widget, GType type);

/* What a widget looks like. */
GdkTexture *harness_get_texture (GtkWidget *widget);
void harness_save_png (GtkWidget *widget, const char *path);

G_END_DECLS
