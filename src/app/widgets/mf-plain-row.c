/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-plain-row.h"

/**
 * mf_plain_row_set_text:
 * @row: an action row or an expander row
 * @title: its title
 * @subtitle: (nullable): its subtitle
 *
 * Rows take their texts for markup unless told otherwise, and they must be told
 * before: what comes out of a letter or off the wire is full of angle brackets.
 */
void
mf_plain_row_set_text (GtkWidget *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_object_set (row, "subtitle", subtitle != NULL ? subtitle : "", NULL);
}

/**
 * mf_plain_row_new:
 * @title: its title
 * @subtitle: (nullable): its subtitle
 *
 * Returns: (transfer floating): an action row
 */
GtkWidget *
mf_plain_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  mf_plain_row_set_text (row, title, subtitle);
  return row;
}

/**
 * mf_plain_toast_new:
 * @message: what went wrong or what to do next
 *
 * Returns: (transfer full): a toast that says just that
 */
AdwToast *
mf_plain_toast_new (const char *message)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, message);
  return toast;
}
