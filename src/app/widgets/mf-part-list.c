/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-part-list.h"

#include <glib/gi18n.h>

#include "app/mf-wire-text.h"
#include "app/widgets/mf-plain-row.h"

/* More than anyone reads; a hostile message may have a thousand parts. */
#define MAX_ROWS 200
#define MAX_FIELDS 60
#define INDENT 18

struct _MfPartList
{
  AdwBin parent_instance;

  MfMessage *message;
  GtkListBox *list;
  guint n_rows;
  gboolean compact; /* in a narrow place, where no bytes are to be shown */
};

enum
{
  SPAN_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfPartList, mf_part_list, ADW_TYPE_BIN)

/**
 * mf_format_bytes:
 * @n_bytes: a number of bytes
 *
 * Returns: (transfer full): "1,234 bytes" in the reader's language, exact: bytes are what this
 *   program is about. No line ends between the number and its unit.
 */
char *
mf_format_bytes (gsize n_bytes)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'lu byte", "%'lu bytes", (gulong) n_bytes),
                       (gulong) n_bytes);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strjoinv ("\302\240", words);
}

/**
 * mf_part_get_label:
 * @part: a part
 *
 * Returns: (transfer full): its file name, or else its media type
 */
char *
mf_part_get_label (const MfPart *part)
{
  return g_strdup (part->file_name != NULL ? part->file_name : part->media_type);
}

/**
 * mf_part_get_icon_name:
 * @part: a part
 *
 * Returns: (transfer none): an icon of its kind
 */
const char *
mf_part_get_icon_name (const MfPart *part)
{
  static const struct
  {
    const char *prefix;
    const char *icon_name;
  } icons[] = {
    { "multipart/", "folder-symbolic" },
    { "message/", "mailflow-letter-symbolic" },
    { "text/", "text-x-generic-symbolic" },
    { "image/", "image-x-generic-symbolic" },
    { "audio/", "audio-x-generic-symbolic" },
    { "video/", "video-x-generic-symbolic" },
    { "application/", "x-office-document-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_has_prefix (part->media_type, icons[i].prefix))
      return icons[i].icon_name;
  return "x-office-document-symbolic";
}

/**
 * mf_part_get_sizes:
 * @message: a message
 * @part: a leaf of its tree
 *
 * Returns: (transfer full): how it is encoded, how many bytes that takes, and if there are more
 *   than it stands for, how many that are (C10)
 */
char *
mf_part_get_sizes (MfMessage *message, const MfPart *part)
{
  g_autoptr (GBytes) content = mf_message_get_content (message, part);
  gsize before = g_bytes_get_size (content);
  gsize after = part->body.length;
  g_autofree char *encoded = mf_format_bytes (after);
  g_autofree char *decoded = mf_format_bytes (before);

  if (before == after)
    /* Translators: an encoding ("7bit"), how many bytes */
    return g_strdup_printf (_ ("%1$s: %2$s"), part->encoding, encoded);
  if (after > before && before > 0)
    /* Translators: an encoding ("base64"), how many bytes it takes, how many it stands for, and how
     * many more that are, in per cent */
    return g_strdup_printf (_ ("%1$s: %2$s for %3$s, +%4$u%%"), part->encoding, encoded, decoded,
                            (guint) MIN (((after - before) * 200 + before) / (2 * before), 9999));
  /* Translators: an encoding ("base64"), how many bytes it takes, how many it stands for */
  return g_strdup_printf (_ ("%1$s: %2$s for %3$s"), part->encoding, encoded, decoded);
}

static char *
get_subtitle (MfPartList *self, const MfPart *part)
{
  g_autofree char *encoded = NULL;
  g_autofree char *sizes = NULL;

  if (part->children != NULL && part->children->len > 0)
    {
      encoded = mf_format_bytes (part->body.length);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u part, %s", "%u parts, %s",
                                           part->children->len),
                              part->children->len, encoded);
    }

  sizes = mf_part_get_sizes (self->message, part);
  if (part->file_name == NULL)
    return g_steal_pointer (&sizes);
  /* Translators: a media type ("image/png"), then its size */
  return g_strdup_printf (_ ("%1$s, %2$s"), part->media_type, sizes);
}

static void
activate_row_cb (GtkWidget *row, MfPartList *self)
{
  MfSpan *span = g_object_get_data (G_OBJECT (row), "mf-span");

  g_signal_emit (self, signals[SPAN_ACTIVATED], 0, (guint64) span->start, (guint64) span->length);
}

static void
set_span (MfPartList *self, GtkWidget *widget, MfSpan span)
{
  g_object_set_data_full (G_OBJECT (widget), "mf-span", g_memdup2 (&span, sizeof span), g_free);
}

static GtkWidget *
make_field_row (MfPartList *self, const MfHeaderField *field)
{
  GtkWidget *row = mf_plain_row_new (field->name, field->value);

  mf_wire_text_mark (row);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !self->compact);
  gtk_widget_add_css_class (row, "property");
  set_span (self, row, field->span);
  g_signal_connect (row, "activated", G_CALLBACK (activate_row_cb), self);
  return row;
}

static void
show_clicked_cb (GtkButton *button, MfPartList *self)
{
  activate_row_cb (GTK_WIDGET (button), self);
}

static GtkWidget *
make_show_button (MfPartList *self, const MfPart *part)
{
  gsize start = part->header.start;
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-find-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Show Its Bytes"));
  set_span (self, button, MF_SPAN (start, part->body.start + part->body.length - start));
  g_signal_connect (button, "clicked", G_CALLBACK (show_clicked_cb), self);
  return button;
}

static void
add_part (MfPartList *self, const MfPart *part, guint depth)
{
  g_autofree char *title = mf_part_get_label (part);
  g_autofree char *subtitle = get_subtitle (self, part);
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (mf_part_get_icon_name (part));

  self->n_rows++;
  mf_plain_row_set_text (row, title, subtitle);
  gtk_widget_set_margin_start (icon, (int) MIN (depth, 6) * INDENT);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  if (!self->compact)
    adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), make_show_button (self, part));
  for (guint i = 0; i < MIN (part->n_fields, MAX_FIELDS); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_field_row (self, &part->fields[i]));
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), part->n_fields > 0);
  gtk_list_box_append (self->list, row);
}

/* In the order of the bytes; the depth is the indentation. */
static void
add_tree (MfPartList *self, const MfPart *part, guint depth)
{
  if (self->n_rows >= MAX_ROWS)
    return;

  add_part (self, part, depth);
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    add_tree (self, g_ptr_array_index (part->children, i), depth + 1);
}

/**
 * mf_part_list_set_compact:
 * @self: a list
 * @compact: whether it only shows the tree, and no bytes can be asked for
 */
void
mf_part_list_set_compact (MfPartList *self, gboolean compact)
{
  g_return_if_fail (MF_IS_PART_LIST (self));

  self->compact = compact;
}

/**
 * mf_part_list_set_message:
 * @self: a list
 * @message: (nullable): whose parts are shown
 */
void
mf_part_list_set_message (MfPartList *self, MfMessage *message)
{
  g_return_if_fail (MF_IS_PART_LIST (self));

  gtk_list_box_remove_all (self->list);
  self->n_rows = 0;
  g_clear_pointer (&self->message, mf_message_unref);
  if (message == NULL)
    return;

  self->message = mf_message_ref (message);
  add_tree (self, mf_message_get_root (message), 0);
}

guint
mf_part_list_get_n_rows (MfPartList *self)
{
  g_return_val_if_fail (MF_IS_PART_LIST (self), 0);

  return self->n_rows;
}

static void
mf_part_list_finalize (GObject *object)
{
  g_clear_pointer (&MF_PART_LIST (object)->message, mf_message_unref);

  G_OBJECT_CLASS (mf_part_list_parent_class)->finalize (object);
}

static void
mf_part_list_class_init (MfPartListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_part_list_finalize;

  signals[SPAN_ACTIVATED] =
      g_signal_new ("span-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
mf_part_list_init (MfPartList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Parts of the Message"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

GtkWidget *
mf_part_list_new (void)
{
  return g_object_new (MF_TYPE_PART_LIST, NULL);
}
