/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-attachment-row.h"

#include <glib/gi18n.h>

#include "app/mf-file-error.h"
#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"

#define PICTURE_SIZE 64

/* As much as the toolkit's rows have at their sides. */
#define PICTURE_MARGIN 12

/* A larger one is not worth the memory of its preview. */
#define PICTURE_MAX (8 * 1024 * 1024)

struct _MfAttachmentRow
{
  AdwActionRow parent_instance;

  GBytes *content;
  char *file_name;
};

G_DEFINE_FINAL_TYPE (MfAttachmentRow, mf_attachment_row, ADW_TYPE_ACTION_ROW)

static void
report (MfAttachmentRow *self, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), mf_plain_toast_new (text));
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MfAttachmentRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *text = mf_file_error_get_text (G_FILE (source), error);

      report (self, text);
    }
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MfAttachmentRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;

  file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  if (file == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        report (self, error->message);
      return;
    }
  g_file_replace_contents_bytes_async (file, self->content, NULL, FALSE,
                                       G_FILE_CREATE_REPLACE_DESTINATION, NULL, replaced_cb,
                                       g_object_ref (self));
}

static void
save_cb (MfAttachmentRow *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Save Attachment"));
  gtk_file_dialog_set_initial_name (dialog, self->file_name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        chosen_cb, g_object_ref (self));
}

/* A picture would like to be shown in all its size. */
static GtkWidget *
clamp (GtkWidget *child, GtkOrientation orientation)
{
  GtkWidget *clamp = adw_clamp_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (clamp), orientation);
  adw_clamp_set_unit (ADW_CLAMP (clamp), ADW_LENGTH_UNIT_PX);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PICTURE_SIZE);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), PICTURE_SIZE);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  return clamp;
}

static GtkWidget *
make_preview (MfAttachmentRow *self, const MfPart *part)
{
  g_autoptr (GdkTexture) texture = NULL;

  if (g_str_has_prefix (part->media_type, "image/") &&
      g_bytes_get_size (self->content) <= PICTURE_MAX)
    texture = gdk_texture_new_from_bytes (self->content, NULL);
  if (texture != NULL)
    {
      GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

      gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
      gtk_picture_set_alternative_text (GTK_PICTURE (picture), self->file_name);
      gtk_widget_set_size_request (picture, PICTURE_SIZE, PICTURE_SIZE);
      gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
      gtk_widget_add_css_class (picture, "attachment-picture");
      picture = clamp (clamp (picture, GTK_ORIENTATION_HORIZONTAL), GTK_ORIENTATION_VERTICAL);
      gtk_widget_set_margin_top (picture, PICTURE_MARGIN);
      gtk_widget_set_margin_bottom (picture, PICTURE_MARGIN);
      return picture;
    }
  return gtk_image_new_from_icon_name (mf_part_get_icon_name (part));
}

/**
 * mf_attachment_row_new:
 * @message: a message
 * @part: the part of it that is attached
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mf_attachment_row_new (MfMessage *message, const MfPart *part)
{
  MfAttachmentRow *self = g_object_new (MF_TYPE_ATTACHMENT_ROW, NULL);
  g_autofree char *size = NULL;
  g_autofree char *subtitle = NULL;
  GtkWidget *button = gtk_button_new_from_icon_name ("document-save-symbolic");

  self->content = mf_message_get_content (message, part);
  self->file_name = mf_part_get_label (part);
  size = mf_part_get_sizes (message, part);
  /* Translators: a media type ("image/png"), then its size */
  subtitle = g_strdup_printf (_ ("%1$s, %2$s"), part->media_type, size);
  mf_plain_row_set_text (GTK_WIDGET (self), self->file_name, subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), make_preview (self, part));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Save…"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (save_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return GTK_WIDGET (self);
}

static void
mf_attachment_row_finalize (GObject *object)
{
  MfAttachmentRow *self = MF_ATTACHMENT_ROW (object);

  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->file_name, g_free);

  G_OBJECT_CLASS (mf_attachment_row_parent_class)->finalize (object);
}

static void
mf_attachment_row_class_init (MfAttachmentRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_attachment_row_finalize;
}

static void
mf_attachment_row_init (MfAttachmentRow *self)
{
}
