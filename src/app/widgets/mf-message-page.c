/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-message-page.h"

#include <glib/gi18n.h>

#include "app/mf-resources.h"
#include "app/widgets/mf-attachment-row.h"
#include "app/widgets/mf-bytes-view.h"
#include "app/widgets/mf-envelope-list.h"
#include "app/widgets/mf-part-list.h"

struct _MfMessagePage
{
  AdwNavigationPage parent_instance;

  MfMessage *message;

  AdwHeaderBar *header_bar;
  GtkWidget *reply_button;
  AdwViewStack *stack;
  GtkLabel *subject_label;
  GtkLabel *from_label;
  GtkLabel *to_label;
  GtkLabel *date_label;
  GtkLabel *text_label;
  GtkWidget *attachments_title;
  GtkListBox *attachment_list;
  MfPartList *part_list;
  MfEnvelopeList *envelope_list;
  MfBytesView *bytes_view;
};

enum
{
  REPLY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfMessagePage, mf_message_page, ADW_TYPE_NAVIGATION_PAGE)

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* What a reader may save: every leaf but the text that is shown already. */
static void
add_attachments (MfMessagePage *self, const MfPart *part, const MfPart *text)
{
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    add_attachments (self, g_ptr_array_index (part->children, i), text);
  if ((part->children == NULL || part->children->len == 0) && part != text &&
      (part->file_name != NULL || g_strcmp0 (part->disposition, "attachment") == 0))
    gtk_list_box_append (self->attachment_list, mf_attachment_row_new (self->message, part));
}

static void
show_letter (MfMessagePage *self)
{
  const MfPart *text = mf_message_find_text (self->message);
  const char *subject = mf_message_get_value (self->message, "Subject");
  g_autofree char *body = text != NULL ? mf_message_get_text (self->message, text) : NULL;

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 subject != NULL && *subject != '\0' ? subject : _ ("No Subject"));
  set_text (self->subject_label, subject);
  set_text (self->from_label, mf_message_get_value (self->message, "From"));
  set_text (self->to_label, mf_message_get_value (self->message, "To"));
  set_text (self->date_label, mf_message_get_value (self->message, "Date"));
  if (body != NULL)
    g_strchomp (body);
  set_text (self->text_label, body);

  add_attachments (self, mf_message_get_root (self->message), text);
  gtk_widget_set_visible (self->attachments_title,
                          gtk_list_box_get_row_at_index (self->attachment_list, 0) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->attachment_list),
                          gtk_list_box_get_row_at_index (self->attachment_list, 0) != NULL);
}

static void
span_activated_cb (MfMessagePage *self, guint64 start, guint64 length)
{
  adw_view_stack_set_visible_child_name (self->stack, "source");
  mf_bytes_view_show_span (self->bytes_view, MF_SPAN ((gsize) start, (gsize) length));
}

static void
reply_clicked_cb (MfMessagePage *self)
{
  g_signal_emit (self, signals[REPLY], 0);
}

/**
 * mf_message_page_new:
 * @item: the letter, with its content
 * @can_reply: whether whoever reads it may answer
 *
 * Returns: (transfer floating): a page that shows it
 */
GtkWidget *
mf_message_page_new (const MfSceneItem *item, gboolean can_reply)
{
  MfMessagePage *self = g_object_new (MF_TYPE_MESSAGE_PAGE, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *content = item->content != NULL ? item->content : nothing;

  self->message = mf_message_parse (content);
  gtk_widget_set_visible (self->reply_button, can_reply);
  show_letter (self);
  mf_part_list_set_message (self->part_list, self->message);
  mf_envelope_list_set_letter (self->envelope_list, item->envelope, self->message);
  mf_bytes_view_set_bytes (self->bytes_view, content);
  return GTK_WIDGET (self);
}

MfMessage *
mf_message_page_get_message (MfMessagePage *self)
{
  g_return_val_if_fail (MF_IS_MESSAGE_PAGE (self), NULL);

  return self->message;
}

/**
 * mf_message_page_add_end:
 * @self: a page
 * @widget: (transfer floating): what else stands at the end of its header bar
 */
void
mf_message_page_add_end (MfMessagePage *self, GtkWidget *widget)
{
  g_return_if_fail (MF_IS_MESSAGE_PAGE (self));

  adw_header_bar_pack_end (self->header_bar, widget);
}

/**
 * mf_message_page_show:
 * @self: a page
 * @page: "letter", "parts", "envelope" or "source"
 */
void
mf_message_page_show (MfMessagePage *self, const char *page)
{
  g_return_if_fail (MF_IS_MESSAGE_PAGE (self));

  adw_view_stack_set_visible_child_name (self->stack, page);
}

static void
mf_message_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MF_TYPE_MESSAGE_PAGE);

  G_OBJECT_CLASS (mf_message_page_parent_class)->dispose (object);
}

static void
mf_message_page_finalize (GObject *object)
{
  g_clear_pointer (&MF_MESSAGE_PAGE (object)->message, mf_message_unref);

  G_OBJECT_CLASS (mf_message_page_parent_class)->finalize (object);
}

static void
mf_message_page_class_init (MfMessagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_message_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mf_message_page_finalize;

  signals[REPLY] = g_signal_new ("reply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MF_TYPE_BYTES_VIEW);
  g_type_ensure (MF_TYPE_ENVELOPE_LIST);
  g_type_ensure (MF_TYPE_PART_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-message-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, reply_button);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, stack);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, subject_label);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, from_label);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, to_label);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, date_label);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, text_label);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, attachments_title);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, attachment_list);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, part_list);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, envelope_list);
  gtk_widget_class_bind_template_child (widget_class, MfMessagePage, bytes_view);
  gtk_widget_class_bind_template_callback (widget_class, span_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, reply_clicked_cb);
}

static void
mf_message_page_init (MfMessagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
