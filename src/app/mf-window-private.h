/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-window.h"
#include "app/widgets/mf-compare.h"
#include "app/widgets/mf-host-dialog.h"
#include "app/widgets/mf-inspector.h"
#include "app/widgets/mf-lesson-sidebar.h"
#include "app/widgets/mf-link-dialog.h"
#include "app/widgets/mf-transcript.h"
#include "app/widgets/mf-transport-bar.h"
#include "lab/mf-conductor.h"

G_BEGIN_DECLS

struct _MfWindow
{
  AdwApplicationWindow parent_instance;

  MfPlayback *playback;
  MfLesson *lesson;
  MfConductor *conductor;
  gboolean projector;
  gboolean low;             /* no room for both canvas and transcript */
  gboolean to_end;          /* the playhead goes to the end as soon as all is played */
  gboolean begins;          /* the step button gets the focus as soon as there is a step */
  gboolean divided;         /* the room was shared out between canvas and transcript */
  gboolean lessons_shown;   /* before the projector hid them */
  gboolean inspector_shown; /* likewise */

  AdwToastOverlay *toasts;
  MfLessonSidebar *lesson_sidebar;
  AdwOverlaySplitView *lessons_split;
  AdwOverlaySplitView *inspector_split;
  AdwMultiLayoutView *layouts;
  AdwBottomSheet *bottom_sheet;
  AdwToolbarView *wide_toolbars;
  AdwToolbarView *narrow_toolbars;
  AdwWindowTitle *inspector_title;
  GtkLabel *title_label;
  AdwViewStack *pages;
  GtkPaned *paned;
  GtkRevealer *hint_revealer;
  GtkScrolledWindow *canvas_scroller;
  GtkWidget *canvas;
  GtkWidget *ladder;
  MfCompare *compare;
  MfTranscript *transcript;
  MfInspector *inspector;
  MfTransportBar *transport_bar;
  GtkRevealer *caption_revealer;
  GtkLabel *caption_title;
  GtkLabel *caption_label;
};

void mf_window_install_actions (GtkWidgetClass *widget_class);
void mf_window_init_actions (MfWindow *self);
void mf_window_init_keys (MfWindow *self);
gboolean mf_window_is_narrow (MfWindow *self);
void mf_window_set_projector (MfWindow *self, gboolean projector);
void mf_window_report (MfWindow *self, const char *message);

void mf_window_open_lesson (MfWindow *self, MfLesson *lesson);
void mf_window_close_lesson (MfWindow *self);
void mf_window_restart_lesson (MfWindow *self);
void mf_window_vary_lesson (MfWindow *self, const MfLessonVariation *variation);
MfHostDialog *mf_window_open_host (MfWindow *self, guint host);
MfLinkDialog *mf_window_open_connection (MfWindow *self, guint connection);
void mf_window_compose (MfWindow *self);

G_END_DECLS
