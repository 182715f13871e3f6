/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-envelope-list.h"

#include <glib/gi18n.h>

#include "app/mf-wire-text.h"
#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"
#include "mail/mf-named-address.h"

struct _MfEnvelopeList
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MfEnvelopeList, mf_envelope_list, ADW_TYPE_BIN)

/* Enough of a letter to know it again; its bytes are to be seen elsewhere. */
#define MAX_BODY_LINES 8
#define MAX_ATTACHMENTS 8

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
  g_autofree char *text =
      difference != NULL ? g_strdup_printf ("%s\n%s", value, difference) : g_strdup (value);
  GtkWidget *row = mf_plain_row_new (name, text);

  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  mf_wire_text_mark (row);
  if (difference != NULL)
    {
      GtkWidget *image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_add_css_class (image, "warning");
      gtk_widget_add_css_class (row, "differs");
      gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      difference, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
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

/* Whether the field names anybody whom the envelope does not. */
static gboolean
names_others (MfMessage *message, const char *field, const MfEnvelope *envelope)
{
  g_autoptr (GPtrArray) named = mf_message_get_addresses (message, field, NULL);

  for (guint i = 0; named != NULL && i < named->len; i++)
    {
      MfNamedAddress *address = g_ptr_array_index (named, i);
      gboolean found = FALSE;

      for (guint j = 0; j < envelope->recipients->len && !found; j++)
        found = mf_address_equal (envelope->recipients->pdata[j], address->address);
      if (!found)
        return TRUE;
    }
  return FALSE;
}

static const char *
get_difference (MfMessage *message, const char *field, const MfEnvelope *envelope)
{
  if (envelope == NULL || envelope->sender == NULL)
    return NULL;
  if (g_str_equal (field, "From"))
    return is_named (message, sender_fields, envelope->sender) ? NULL : _ ("not MAIL FROM");
  if (g_strv_contains (recipient_fields, field) && names_others (message, field, envelope))
    return _ ("not in RCPT TO");
  return NULL;
}

static void
add_header (GtkBox *box, MfMessage *message, const MfEnvelope *envelope)
{
  static const char *const fields[] = { "From", "To", "Cc", "Subject" };
  AdwPreferencesGroup *group =
      add_group (box, _ ("Letter"),
                 _ ("What the reader sees. The servers carry it without believing a word."));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = mf_message_get_value (message, fields[i]);

      if (value != NULL)
        add_row (group, fields[i], value, get_difference (message, fields[i], envelope));
    }
}

/* After the blank line: the first lines, as somebody reads them. */
static void
add_body (GtkBox *box, MfMessage *message)
{
  const MfPart *part = mf_message_find_text (message);
  g_autofree char *text = part != NULL ? mf_message_get_text (message, part) : NULL;
  GtkWidget *label;
  char *end = text;

  if (text == NULL || *g_strchomp (text) == '\0')
    return;

  for (guint i = 0; end != NULL && i < MAX_BODY_LINES; i++)
    end = strchr (end + (i > 0), '\n');
  if (end != NULL)
    *end = '\0';

  label = gtk_label_new (text);
  mf_wire_text_set (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "letter-body");
  gtk_box_append (box, label);
}

/* What travels with it, and how much larger that is than the thing itself (C10). */
static void
add_attachments (
    AdwPreferencesGroup **group, GtkBox *box, MfMessage *message, const MfPart *part, guint *n)
{
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    add_attachments (group, box, message, g_ptr_array_index (part->children, i), n);

  if (part->file_name != NULL && (part->children == NULL || part->children->len == 0) &&
      (*n)++ < MAX_ATTACHMENTS)
    {
      g_autofree char *sizes = mf_part_get_sizes (message, part);

      if (*group == NULL)
        *group = add_group (box, _ ("Attachments"), NULL);
      add_row (*group, part->file_name, sizes, NULL);
    }
}

static GtkWidget *
make_paper (const MfEnvelope *envelope, MfMessage *message)
{
  GtkWidget *paper = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  AdwPreferencesGroup *attachments = NULL;
  guint n = 0;

  gtk_widget_add_css_class (paper, "letter-paper");
  add_header (GTK_BOX (paper), message, envelope);
  add_body (GTK_BOX (paper), message);
  add_attachments (&attachments, GTK_BOX (paper), message, mf_message_get_root (message), &n);
  return paper;
}

/**
 * mf_envelope_list_set_letter:
 * @self: a list
 * @envelope: (nullable): its envelope; %NULL where it has none any more
 * @message: (nullable): the letter
 */
void
mf_envelope_list_set_letter (MfEnvelopeList *self, const MfEnvelope *envelope, MfMessage *message)
{
  GtkWidget *box;

  g_return_if_fail (MF_IS_ENVELOPE_LIST (self));

  if (message == NULL)
    {
      adw_bin_set_child (ADW_BIN (self), NULL);
      return;
    }

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_add_css_class (box, envelope != NULL ? "letter-envelope" : "letter-torn");
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  add_envelope (GTK_BOX (box), envelope, message);
  gtk_box_append (GTK_BOX (box), make_paper (envelope, message));
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
