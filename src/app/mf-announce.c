/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-announce.h"

#define KEY "mf-announced"

/* GTK's own context for tests (GTK_A11Y=test) has no way to announce, and GTK
 * 4.18 calls it all the same. */
static gboolean
can_announce (GtkAccessible *accessible)
{
  g_autoptr (GtkATContext) context = gtk_accessible_get_at_context (accessible);

  return context != NULL && !g_str_equal (G_OBJECT_TYPE_NAME (context), "GtkTestATContext");
}

/**
 * mf_announce:
 * @widget: who says it
 * @text: what a screen reader is to say when it has finished what it says now
 */
void
mf_announce (GtkWidget *widget, const char *text)
{
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (text), g_free);
  if (can_announce (GTK_ACCESSIBLE (widget)))
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * mf_announce_get_last:
 * @widget: a widget
 *
 * Returns: (nullable): what it announced last
 */
const char *
mf_announce_get_last (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), KEY);
}
