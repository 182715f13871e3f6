/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "app/mf-application.h"
#include "app/mf-playback.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/* A short conversation laid by hand, for tests of single widgets. */
MfTimeline *fixture_timeline_new (void);
MfUnit *fixture_unit_new (void);

/* One record more: a NOOP at the end. */
void fixture_append_noop (MfTimeline *timeline);

/* A widget alone in a window, over that conversation. */
typedef struct
{
  MfApplication *application;
  GtkWidget *window;
  GtkWidget *widget;
  MfTimeline *timeline;
  MfPlayback *playback;
} WidgetFixture;

/* @data: the get_type() of the widget */
void widget_fixture_set_up (WidgetFixture *fixture, gconstpointer data);
void widget_fixture_tear_down (WidgetFixture *fixture, gconstpointer data);

G_END_DECLS
