/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-host-dialog-private.h"

#include <glib/gi18n.h>

#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"

/* What a browser has asked for and got. */

/* An object that a browser has. */
typedef struct
{
  const MfEffect *effect; /* of the timeline */
  guint64 size;           /* the octets of its body on the wire */
} Fetched;

/* How many octets have come on a connection since the last status line. */
static void
count_octets (GHashTable *octets, const MfRecord *record)
{
  gpointer key = GUINT_TO_POINTER (record->connection);
  guint64 *count = g_hash_table_lookup (octets, key);

  if (record->unit == NULL || record->protocol != MF_PROTOCOL_HTTP ||
      record->unit->direction != MF_TO_CLIENT)
    return;

  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (octets, key, count);
    }
  *count = record->unit->kind == MF_UNIT_DATA ? *count + g_bytes_get_size (record->unit->bytes) : 0;
}

static GArray *
list_fetched (MfHostDialog *self, const MfEffect **shown)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  GArray *fetched = g_array_new (FALSE, FALSE, sizeof (Fetched));
  g_autoptr (GHashTable) octets = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint seq = 0; seq < self->scene->n_records; seq++)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, seq);

      if (record->client == (int) self->index)
        count_octets (octets, record);
      for (guint i = 0; i < record->n_effects; i++)
        {
          const MfEffect *effect = record->effects[i];
          const guint64 *count =
              g_hash_table_lookup (octets, GUINT_TO_POINTER (record->connection));

          if (effect->host != (int) self->index)
            continue;
          if (effect->kind == MF_EFFECT_SHOWN)
            *shown = effect;
          else if (effect->kind == MF_EFFECT_FETCHED)
            g_array_append_vals (fetched, &(Fetched) { effect, count != NULL ? *count : 0 }, 1);
        }
    }
  return fetched;
}

static void
show_page (MfHostDialog *self, const MfEffect *shown)
{
  AdwPreferencesGroup *group = mf_host_dialog_add_group (self, _ ("Page"), NULL);
  GtkWidget *row;
  g_autofree char *objects = NULL;
  g_autofree char *subtitle = NULL;

  if (shown == NULL)
    {
      mf_host_dialog_add_note (group, _ ("No page is open"));
      return;
    }

  objects = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u object", "%u objects",
                                          (gulong) shown->number),
                             (guint) shown->number);
  subtitle = g_strdup_printf ("%s · %s", shown->text != NULL ? shown->text : "", objects);
  row = mf_plain_row_new (shown->subject != NULL ? shown->subject : "", subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("text-x-generic-symbolic"));
  adw_preferences_group_add (group, row);
}

static GtkWidget *
make_fetched_row (const Fetched *fetched)
{
  const char *type = fetched->effect->text != NULL ? fetched->effect->text : "";
  g_autofree char *size = mf_format_bytes ((gsize) fetched->size);
  g_autofree char *subtitle =
      *type != '\0' ? g_strdup_printf ("%s · %s", type, size) : g_strdup (size);
  g_autofree char *status = g_strdup_printf ("%u", (guint) fetched->effect->number);
  GtkWidget *row =
      mf_plain_row_new (fetched->effect->subject != NULL ? fetched->effect->subject : "", subtitle);
  GtkWidget *label = gtk_label_new (status);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (g_str_has_prefix (type, "image/")
                                                               ? "image-x-generic-symbolic"
                                                               : "text-x-generic-symbolic"));
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, fetched->effect->number < 400 ? "success" : "error");
  gtk_widget_set_tooltip_text (label, _ ("Status Code"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

/**
 * mf_host_dialog_show_browser:
 * @self: the dialog of an agent that has a browser
 *
 * Shows the page that is open, and what was fetched for it and before, the
 * latest first.
 */
void
mf_host_dialog_show_browser (MfHostDialog *self)
{
  const MfEffect *shown = NULL;
  g_autoptr (GArray) fetched = list_fetched (self, &shown);
  AdwPreferencesGroup *group;

  show_page (self, shown);
  group = mf_host_dialog_add_group (self, _ ("Fetched"),
                                    _ ("Each object by a request of its own, the latest first"));
  for (guint i = 0; i < MIN (fetched->len, MF_HOST_DIALOG_MAX_ROWS); i++)
    adw_preferences_group_add (group, make_fetched_row (
                                          &g_array_index (fetched, Fetched, fetched->len - 1 - i)));
  if (fetched->len == 0)
    mf_host_dialog_add_note (group, _ ("Nothing fetched yet"));
}
