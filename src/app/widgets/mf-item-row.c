/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-item-row.h"

#include <glib/gi18n.h>

#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"
#include "mail/mf-message.h"

struct _MfItemRow
{
  AdwActionRow parent_instance;

  const MfSceneItem *item;
};

G_DEFINE_FINAL_TYPE (MfItemRow, mf_item_row, ADW_TYPE_ACTION_ROW)

static void
add_sentence (GPtrArray *sentences, char *sentence)
{
  if (sentence != NULL && *sentence != '\0')
    g_ptr_array_add (sentences, sentence);
  else
    g_free (sentence);
}

static char *
describe_recipients (const MfEnvelope *envelope)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < envelope->recipients->len; i++)
    g_ptr_array_add (names,
                     (char *) mf_address_get_text (g_ptr_array_index (envelope->recipients, i)));
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  /* Translators: whom a letter is for */
  return g_strdup_printf (_ ("for %s"), list);
}

static char *
describe_sender (GBytes *content)
{
  g_autoptr (MfMessage) message = mf_message_parse (content);
  const char *from = mf_message_get_value (message, "From");

  /* Translators: who wrote a letter */
  return from != NULL ? g_strdup_printf (_ ("from %s"), from) : NULL;
}

/* Virtual time has no zone but UTC, as the letters' dates have. */
static char *
describe_retry (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (time_us);
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%H:%M:%S") : NULL;

  /* Translators: a time of day, "09:30:00" */
  return clock != NULL ? g_strdup_printf (_ ("tried again at %s UTC"), clock) : NULL;
}

static char *
describe (const MfSceneItem *item, MfItemPlace place)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);

  if ((place == MF_ITEM_QUEUED || place == MF_ITEM_WRITTEN) && item->envelope != NULL)
    add_sentence (sentences, describe_recipients (item->envelope));
  if ((place == MF_ITEM_RECEIVED || place == MF_ITEM_DELIVERED) && item->content != NULL)
    add_sentence (sentences, describe_sender (item->content));
  if (item->content != NULL)
    add_sentence (sentences, mf_format_bytes (g_bytes_get_size (item->content)));
  if (place == MF_ITEM_QUEUED && item->attempts > 0)
    add_sentence (sentences, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u attempt",
                                                           "%u attempts", item->attempts),
                                              item->attempts));
  if (place == MF_ITEM_QUEUED && item->retry_us > 0)
    add_sentence (sentences, describe_retry (item->retry_us));
  if (item->status != NULL)
    add_sentence (sentences, g_utf8_make_valid (item->status, -1));
  g_ptr_array_add (sentences, NULL);
  return g_strjoinv (" · ", (char **) sentences->pdata);
}

static const char *
get_badge (const MfSceneItem *item, MfItemPlace place)
{
  if (place == MF_ITEM_WRITTEN)
    return item->marked ? _ ("sent") : _ ("not sent yet");
  if (place == MF_ITEM_DELIVERED && item->marked)
    return _ ("to be deleted");
  return NULL;
}

static const char *
get_title (const MfSceneItem *item)
{
  return item->subject != NULL && *item->subject != '\0' ? item->subject : _ ("No Subject");
}

/**
 * mf_item_row_new:
 * @item: a letter
 * @place: where it lies
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mf_item_row_new (const MfSceneItem *item, MfItemPlace place)
{
  MfItemRow *self = g_object_new (MF_TYPE_ITEM_ROW, NULL);
  g_autofree char *description = describe (item, place);
  const char *badge = get_badge (item, place);

  self->item = item;
  mf_plain_row_set_text (GTK_WIDGET (self), get_title (item), description);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self),
                             gtk_image_new_from_icon_name ("mailflow-letter-symbolic"));
  if (badge != NULL)
    {
      GtkWidget *label = gtk_label_new (badge);

      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "caption");
      adw_action_row_add_suffix (ADW_ACTION_ROW (self), label);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (self),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return GTK_WIDGET (self);
}

const MfSceneItem *
mf_item_row_get_item (MfItemRow *self)
{
  g_return_val_if_fail (MF_IS_ITEM_ROW (self), NULL);

  return self->item;
}

static void
mf_item_row_class_init (MfItemRowClass *klass)
{
}

static void
mf_item_row_init (MfItemRow *self)
{
}
