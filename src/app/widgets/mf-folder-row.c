/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-folder-row.h"

#include "app/mf-folder-text.h"
#include "app/widgets/mf-plain-row.h"

struct _MfFolderRow
{
  AdwActionRow parent_instance;

  char *mailbox;
};

G_DEFINE_FINAL_TYPE (MfFolderRow, mf_folder_row, ADW_TYPE_ACTION_ROW)

/**
 * mf_folder_row_new:
 * @mailbox: a mailbox of a scene: "bob", "bob/Family"
 * @items: (nullable): its letters
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mf_folder_row_new (const char *mailbox, const MfSceneList *items)
{
  MfFolderRow *self = g_object_new (MF_TYPE_FOLDER_ROW, NULL);
  g_autofree char *description = mf_folder_describe (items);

  self->mailbox = g_strdup (mailbox);
  mf_plain_row_set_text (GTK_WIDGET (self), mf_folder_get_label (mailbox), description);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  if (mf_folder_count_unread (items) > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self),
                             gtk_image_new_from_icon_name (mf_folder_get_icon_name (mailbox)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return GTK_WIDGET (self);
}

const char *
mf_folder_row_get_mailbox (MfFolderRow *self)
{
  g_return_val_if_fail (MF_IS_FOLDER_ROW (self), NULL);

  return self->mailbox;
}

static void
mf_folder_row_finalize (GObject *object)
{
  g_free (MF_FOLDER_ROW (object)->mailbox);

  G_OBJECT_CLASS (mf_folder_row_parent_class)->finalize (object);
}

static void
mf_folder_row_class_init (MfFolderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_folder_row_finalize;
}

static void
mf_folder_row_init (MfFolderRow *self)
{
}
