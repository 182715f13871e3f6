/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-whole-words.h"

#include "draw/mf-text.h"

#include <string.h>

/* Most labels are inside the toolkit's rows, groups, pages and dialogs, where nobody but the
 * toolkit gives them their texts: so all of them are looked at when they come to be seen. */

/* Pango's time grows with the square of their number; a book may break as it likes. */
#define MAX_TEXT 8192

static gboolean
is_break (PangoAttribute *attribute, gpointer user_data)
{
  return attribute->klass->type == PANGO_ATTR_ALLOW_BREAKS;
}

static GSList *
list_attributes (PangoAttrList *list)
{
  return list != NULL ? pango_attr_list_get_attributes (list) : NULL;
}

/* @a, @b: (nullable): breaks, in the order of the text. pango_attr_list_equal() holds no two lists
 * of more than 32 for equal. */
static gboolean
are_same_breaks (PangoAttrList *a, PangoAttrList *b)
{
  GSList *x = list_attributes (a), *y = list_attributes (b);
  GSList *i = x, *k = y;
  gboolean same;

  while (i != NULL && k != NULL)
    {
      const PangoAttribute *left = i->data, *right = k->data;

      if (left->start_index != right->start_index || left->end_index != right->end_index)
        break;
      i = i->next;
      k = k->next;
    }
  same = i == NULL && k == NULL;
  g_slist_free_full (x, (GDestroyNotify) pango_attribute_destroy);
  g_slist_free_full (y, (GDestroyNotify) pango_attribute_destroy);
  return same;
}

static void
keep_words (GtkLabel *label)
{
  PangoAttrList *before = gtk_label_get_attributes (label);
  const char *text = gtk_label_get_text (label);
  g_autoptr (PangoAttrList) after = NULL;
  g_autoptr (PangoAttrList) breaks = NULL;
  g_autoptr (PangoAttrList) words = NULL;

  if (!gtk_label_get_wrap (label))
    return;

  after = before != NULL ? pango_attr_list_copy (before) : pango_attr_list_new ();
  breaks = pango_attr_list_filter (after, is_break, NULL);
  words = strlen (text) <= MAX_TEXT ? mf_text_keep_words (text) : NULL;
  /* To set them lays the label out anew, and tells of it: only if that ends. */
  if (are_same_breaks (breaks, words))
    return;

  if (words != NULL)
    pango_attr_list_splice (after, words, 0, 0);
  gtk_label_set_attributes (label, after);
}

static gboolean
mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (!GTK_IS_LABEL (widget))
    return G_SOURCE_CONTINUE;
  if (g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, keep_words, NULL) == 0)
    {
      g_signal_connect (widget, "notify::label", G_CALLBACK (keep_words), NULL);
      g_signal_connect (widget, "notify::use-markup", G_CALLBACK (keep_words), NULL);
      g_signal_connect (widget, "notify::wrap", G_CALLBACK (keep_words), NULL);
      g_signal_connect (widget, "notify::attributes", G_CALLBACK (keep_words), NULL);
    }
  keep_words (GTK_LABEL (widget));
  return G_SOURCE_CONTINUE;
}

/**
 * mf_whole_words_install:
 *
 * From now on every label of this process that wraps its text keeps Korean words
 * whole, also when its text changes; see mf_text_keep_words(). What is copied out
 * of a label stays as it is.
 */
void
mf_whole_words_install (void)
{
  static gsize installed;

  if (!g_once_init_enter (&installed))
    return;
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
  g_once_init_leave (&installed, 1);
}
