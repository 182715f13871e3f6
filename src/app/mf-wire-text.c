/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-wire-text.h"

#include "draw/mf-text.h"

/**
 * mf_wire_text_add_attributes:
 * @list: a list
 *
 * Adds what sets a text alike in every language, and unchanged: without them a line that
 * breaks within a word would get a hyphen, which nobody sent.
 */
void
mf_wire_text_add_attributes (PangoAttrList *list)
{
  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));
  pango_attr_list_insert (list, pango_attr_language_new (
                                    pango_language_from_string (MF_TEXT_WIRE_LANGUAGE)));
}

/**
 * mf_wire_text_set:
 * @label: a label
 * @wire: whether it shows what was said on a wire, or stands in a letter
 *
 * Sets its text as mf_wire_text_add_attributes() says, or as any other.
 */
void
mf_wire_text_set (GtkLabel *label, gboolean wire)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  g_autoptr (PangoAttrList) list = wire ? pango_attr_list_new () : NULL;

  if (wire)
    mf_wire_text_add_attributes (list);
  gtk_label_set_attributes (label, list);
  /* An ellipsis follows no attribute. */
  pango_context_set_language (context, wire ? pango_language_from_string (MF_TEXT_WIRE_LANGUAGE)
                                            : gtk_get_default_language ());
}

/**
 * mf_wire_text_mark:
 * @widget: a row
 *
 * Sets what its labels show as mf_wire_text_add_attributes() says.
 */
void
mf_wire_text_mark (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    mf_wire_text_set (GTK_LABEL (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    mf_wire_text_mark (child);
}
