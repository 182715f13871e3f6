/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-envelope-list.h"

#include <glib/gi18n.h>

#include "app/widgets/mf-plain-row.h"
#include "mail/mf-named-address.h"

struct _MfEnvelopeList
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MfEnvelopeList, mf_envelope_list, ADW_TYPE_BIN)

static const char *const sender_fields[] = { "From", NULL };
static const char *const recipient_fields[] = { "To", "Cc", NULL };

static gboolean
is_named (MfMessage *message, const char *const *fields, const MfAddress *address)
{
  for (; *fields != NULL; fields++)
    {
      g_autoptr (GPtrArray) named = mf_message_get_addresses (message, *fields, NULL);

      for (guint i = 0; named != NULL && i < named->len; i++)
        {
          MfNamedAddress *other = g_ptr_array_index (named, i);

          if (mf_address_equal (other->address, address))
            return TRUE;
        }
    }
  return FALSE;
}

/* @difference says what is odd about it, or is %NULL. */
static void
add_row (AdwPreferencesGroup *group, const char *name, const char *value, const char *difference)
{
  GtkWidget *row = mf_plain_row_new (name, value);

  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  if (difference != NULL)
    {
      GtkWidget *label = gtk_label_new (difference);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "warning");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (GtkBox *box, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (box, GTK_WIDGET (group));
  return group;
}

static void
add_envelope (GtkBox *box, const MfEnvelope *envelope, MfMessage *message)
{
  AdwPreferencesGroup *group =
      add_group (box, _ ("Envelope"),
                 _ ("What the servers go by. It is said in MAIL and RCPT and never part of the "
                    "letter."));

  if (envelope == NULL)
    {
      const char *path = mf_message_get_value (message, "Return-Path");

      if (path != NULL)
        add_row (group, "Return-Path", path, NULL);
      adw_preferences_group_set_description (
          group, _ ("The envelope was thrown away when the letter was put into the mailbox. What "
                    "is left of it is the field Return-Path."));
      return;
    }
  if (envelope->sender == NULL)
    add_row (group, "MAIL FROM", "<>", _ ("a report: nobody is to answer it"));
  else
    add_row (group, "MAIL FROM", mf_address_get_text (envelope->sender),
             is_named (message, sender_fields, envelope->sender) ? NULL : _ ("not in From"));
  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      MfAddress *recipient = g_ptr_array_index (envelope->recipients, i);

      add_row (group, "RCPT TO", mf_address_get_text (recipient),
               is_named (message, recipient_fields, recipient) ? NULL : _ ("not in To or Cc"));
    }
}

static void
add_header (GtkBox *box, MfMessage *message)
{
  static const char *const fields[] = { "From", "To", "Cc", "Subject" };
  AdwPreferencesGroup *group =
      add_group (box, _ ("Letter"),
                 _ ("What the reader sees. The servers carry it without believing a word."));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = mf_message_get_value (message, fields[i]);

      if (value != NULL)
        add_row (group, fields[i], value, NULL);
    }
}

/**
 * mf_envelope_list_set_letter:
 * @self: a list
 * @envelope: (nullable): its envelope; %NULL where it has none any more
 * @message: the letter
 */
void
mf_envelope_list_set_letter (MfEnvelopeList *self, const MfEnvelope *envelope, MfMessage *message)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  g_return_if_fail (MF_IS_ENVELOPE_LIST (self));

  add_envelope (GTK_BOX (box), envelope, message);
  add_header (GTK_BOX (box), message);
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
mf_envelope_list_class_init (MfEnvelopeListClass *klass)
{
}

static void
mf_envelope_list_init (MfEnvelopeList *self)
{
}

GtkWidget *
mf_envelope_list_new (void)
{
  return g_object_new (MF_TYPE_ENVELOPE_LIST, NULL);
}
