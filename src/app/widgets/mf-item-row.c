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
  if (place != MF_ITEM_QUEUED && place != MF_ITEM_WRITTEN && item->content != NULL)
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

/* What the server has told of it, and how much of it is here. */
static char *
describe_known (const MfSceneItem *item, const MfKnownLetter *known)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  guint n_here = mf_known_letter_count_read (known);

  if (known->from != NULL)
    /* Translators: who wrote a letter */
    add_sentence (sentences, g_strdup_printf (_ ("from %s"), known->from));
  if (known->size >= 0)
    add_sentence (sentences, mf_format_bytes ((gsize) known->size));
  if (item->content == NULL && n_here > 0)
    /* Translators: of a letter on a server: so many of its parts have been fetched */
    add_sentence (sentences, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u part is here",
                                                           "%u parts are here", n_here),
                                              n_here));
  else if (item->content == NULL)
    /* Translators: of a letter on a server */
    add_sentence (sentences, g_strdup (_ ("only the header is here")));
  g_ptr_array_add (sentences, NULL);
  return g_strjoinv (" · ", (char **) sentences->pdata);
}

static gboolean
has_flags (MfItemPlace place)
{
  return place == MF_ITEM_FLAGGED || place == MF_ITEM_KNOWN;
}

static const char *
get_badge (const MfSceneItem *item, MfItemPlace place)
{
  if (place == MF_ITEM_WRITTEN)
    return item->marked ? _ ("sent") : _ ("not sent yet");
  if ((place == MF_ITEM_DELIVERED || has_flags (place)) && item->marked)
    return _ ("to be deleted");
  return NULL;
}

static const char *
get_title (const MfSceneItem *item)
{
  return item->subject != NULL && *item->subject != '\0' ? item->subject : _ ("No Subject");
}

static void
add_sign (MfItemRow *self, const char *icon_name, const char *css_class, const char *label)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (image, css_class);
  gtk_widget_set_tooltip_text (image, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), image);
}

/* Whether somebody has read it is to be seen from afar, and heard by who does not see. */
static void
show_flags (MfItemRow *self)
{
  gboolean seen = mf_scene_item_has_flag (self->item, "\\Seen");
  GtkWidget *image =
      gtk_image_new_from_icon_name (seen ? "mail-read-symbolic" : "mail-unread-symbolic");

  gtk_widget_add_css_class (image, seen ? "dimmed" : "accent");
  gtk_widget_set_tooltip_text (image, seen ? _ ("Read") : _ ("Unread"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  seen ? _ ("Read") : _ ("Unread"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), image);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  seen ? _ ("Read") : _ ("Unread"), -1);
  if (!seen)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  if (self->item->marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "struck");
  if (mf_scene_item_has_flag (self->item, "\\Answered"))
    add_sign (self, "mail-replied-symbolic", "dimmed", _ ("Answered"));
  if (mf_scene_item_has_flag (self->item, "\\Flagged"))
    add_sign (self, "starred-symbolic", "warning", _ ("Flagged"));
}

static GtkWidget *
make_row (const MfSceneItem *item, MfItemPlace place, const char *description)
{
  MfItemRow *self = g_object_new (MF_TYPE_ITEM_ROW, NULL);
  const char *badge = get_badge (item, place);

  self->item = item;
  mf_plain_row_set_text (GTK_WIDGET (self), get_title (item), description);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  if (has_flags (place))
    show_flags (self);
  else
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

/**
 * mf_item_row_new:
 * @item: a letter
 * @place: where it lies; not %MF_ITEM_KNOWN
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mf_item_row_new (const MfSceneItem *item, MfItemPlace place)
{
  g_autofree char *description = describe (item, place);

  return make_row (item, place, description);
}

/**
 * mf_item_row_new_known:
 * @item: a letter on its server, as an agent sees it
 * @known: what the agent knows of it
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
mf_item_row_new_known (const MfSceneItem *item, const MfKnownLetter *known)
{
  g_autofree char *description = describe_known (item, known);

  return make_row (item, MF_ITEM_KNOWN, description);
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
