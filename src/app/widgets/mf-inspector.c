/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-inspector.h"

#include <glib/gi18n.h>

#include "app/mf-carried-message.h"
#include "app/mf-palette-css.h"
#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/mf-rfc.h"
#include "app/widgets/mf-bytes-view.h"
#include "app/widgets/mf-envelope-list.h"
#include "app/widgets/mf-field-row.h"
#include "app/widgets/mf-part-list.h"
#include "draw/mf-text.h"
#include "draw/mf-wording.h"
#include "trace/mf-explanation.h"

/* A hostile header may have thousands; nobody reads more than this. */
#define MAX_ROWS 100

struct _MfInspector
{
  AdwBin parent_instance;

  MfPlayback *playback;
  MfUnit *unit; /* (nullable): whose fields are listed */
  char *title;
  char *protocol_class;
  guint idle_id;

  GtkStack *stack;
  GtkWidget *protocol_label;
  GtkLabel *route_label;
  GtkLabel *phase_label;
  GtkLabel *title_label;
  GtkLabel *meaning_label;
  GtkWidget *why_box;
  GtkLabel *why_label;
  GtkLinkButton *rfc_button;
  GtkWidget *unit_box;
  AdwToggleGroup *mode_group;
  AdwToggle *parts_toggle;
  AdwToggle *letter_toggle;
  GtkWidget *bytes_box;
  MfPartList *part_list;
  MfEnvelopeList *envelope_list;
  MfBytesView *bytes_view;
  GtkWidget *fields_title;
  GtkListBox *field_list;
  GtkLabel *more_label;
};

enum
{
  PROP_PLAYBACK = 1,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfInspector, mf_inspector, ADW_TYPE_BIN)

static void
set_text (GtkLabel *label, const char *text)
{
  g_autoptr (PangoAttrList) words = text != NULL ? mf_text_keep_words (text) : NULL;

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_label_set_attributes (label, words);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
light_rows (MfInspector *self)
{
  int highlight = mf_bytes_view_get_highlight (self->bytes_view);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->field_list, i)) != NULL; i++)
    mf_field_row_set_lit (MF_FIELD_ROW (row), i == highlight);
}

static void
row_entered_cb (GtkEventController *controller, double x, double y, gpointer user_data)
{
  MfInspector *self = user_data;
  GtkWidget *row = gtk_event_controller_get_widget (controller);

  mf_bytes_view_set_highlight (self->bytes_view, (int) mf_field_row_get_index (MF_FIELD_ROW (row)));
}

static void
row_left_cb (GtkEventController *controller, gpointer user_data)
{
  mf_bytes_view_set_highlight (MF_INSPECTOR (user_data)->bytes_view, -1);
}

static void
row_selected_cb (MfInspector *self, GtkListBoxRow *row)
{
  if (row != NULL)
    mf_bytes_view_set_highlight (self->bytes_view,
                                 (int) mf_field_row_get_index (MF_FIELD_ROW (row)));
}

static void
list_fields (MfInspector *self)
{
  guint n_fields = self->unit != NULL ? self->unit->n_fields : 0;
  guint n_rows = MIN (n_fields, MAX_ROWS);

  gtk_list_box_remove_all (self->field_list);
  for (guint i = 0; i < n_rows; i++)
    {
      GtkWidget *row = mf_field_row_new (self->unit, i);
      GtkEventController *motion = gtk_event_controller_motion_new ();

      g_signal_connect (motion, "enter", G_CALLBACK (row_entered_cb), self);
      g_signal_connect (motion, "leave", G_CALLBACK (row_left_cb), self);
      gtk_widget_add_controller (row, motion);
      gtk_list_box_append (self->field_list, row);
    }
  gtk_widget_set_visible (self->fields_title, n_rows > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->field_list), n_rows > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_fields > n_rows);
  if (n_fields > n_rows)
    {
      g_autofree char *more =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more field", "and %u more fields",
                                        n_fields - n_rows),
                           n_fields - n_rows);

      gtk_label_set_label (self->more_label, more);
    }
}

static void
show_unit (MfInspector *self, MfUnit *unit)
{
  if (self->unit != NULL && self->unit == unit)
    return;

  g_clear_pointer (&self->unit, mf_unit_unref);
  self->unit = unit != NULL ? mf_unit_ref (unit) : NULL;
  gtk_widget_set_visible (self->unit_box, unit != NULL);
  mf_bytes_view_set_unit (self->bytes_view, unit);
  list_fields (self);
}

/* Only message data has parts, and is a letter. */
static void
show_message (MfInspector *self, const MfRecord *record)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  g_autoptr (GBytes) bytes =
      record != NULL ? mf_timeline_get_carried_message (timeline, record->seq) : NULL;
  g_autoptr (MfMessage) message = bytes != NULL ? mf_message_parse (bytes) : NULL;
  g_autoptr (MfEnvelope) envelope =
      message != NULL ? mf_timeline_get_carried_envelope (timeline, record->seq) : NULL;
  const char *mode = adw_toggle_group_get_active_name (self->mode_group);

  adw_toggle_set_enabled (self->parts_toggle, message != NULL);
  adw_toggle_set_enabled (self->letter_toggle, message != NULL);
  if (message == NULL && (g_strcmp0 (mode, "parts") == 0 || g_strcmp0 (mode, "letter") == 0))
    adw_toggle_group_set_active_name (self->mode_group, "text");
  mf_part_list_set_message (self->part_list, message);
  mf_envelope_list_set_letter (self->envelope_list, envelope, message);
}

static void
mode_changed_cb (MfInspector *self)
{
  const char *name = adw_toggle_group_get_active_name (self->mode_group);
  gboolean parts = g_strcmp0 (name, "parts") == 0;
  gboolean letter = g_strcmp0 (name, "letter") == 0;

  gtk_widget_set_visible (self->bytes_box, !parts && !letter);
  gtk_widget_set_visible (GTK_WIDGET (self->part_list), parts);
  gtk_widget_set_visible (GTK_WIDGET (self->envelope_list), letter);
  mf_bytes_view_set_mode (self->bytes_view,
                          g_strcmp0 (name, "hex") == 0 ? MF_BYTE_TEXT_HEX : MF_BYTE_TEXT_PLAIN);
}

static void
show_place (MfInspector *self, const MfRecord *record)
{
  MfStage *stage = mf_timeline_get_stage (mf_playback_get_timeline (self->playback));
  g_autofree char *route = mf_record_get_route (record, stage);
  const char *label = mf_protocol_get_label (record->protocol);
  g_autofree char *protocol = NULL;

  if (self->protocol_class != NULL)
    gtk_widget_remove_css_class (self->protocol_label, self->protocol_class);
  g_free (self->protocol_class);
  self->protocol_class = mf_palette_css_get_class (record->protocol);
  gtk_widget_add_css_class (self->protocol_label, self->protocol_class);

  if (record->port != 0)
    /* Translators: a protocol and its port, "SMTP :25" */
    protocol = g_strdup_printf (_ ("%1$s :%2$u"), label, record->port);
  set_text (GTK_LABEL (self->protocol_label), protocol != NULL ? protocol : label);
  set_text (self->route_label, route);
  set_text (self->phase_label,
            record->unit != NULL ? mf_phase_get_label (record->unit->phase) : NULL);
}

static void
show_explanation (MfInspector *self, const MfRecord *record)
{
  g_autofree char *line = mf_record_get_line (record);
  g_autofree char *uri = NULL;
  MfExplanation explanation = { 0 };

  if (!mf_explain_record (record, &explanation))
    explanation.title = line;
  set_text (self->title_label, explanation.title);
  set_text (self->meaning_label, explanation.meaning);
  set_text (self->why_label, explanation.why);
  gtk_widget_set_visible (self->why_box, explanation.why != NULL);
  uri = mf_rfc_get_uri (explanation.rfc);
  gtk_widget_set_visible (GTK_WIDGET (self->rfc_button), uri != NULL);
  if (uri != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->rfc_button), explanation.rfc);
      gtk_link_button_set_uri (self->rfc_button, uri);
    }
}

static void
show_step (MfInspector *self)
{
  MfRecord *record = mf_playback_get_record (self->playback);
  g_autofree char *title = NULL;

  if (record == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      show_unit (self, NULL);
      show_message (self, NULL);
      title = g_strdup (_ ("What each step means"));
    }
  else
    {
      g_autofree char *line = mf_record_get_line (record);

      gtk_stack_set_visible_child_name (self->stack, "step");
      show_place (self, record);
      show_explanation (self, record);
      show_unit (self, record->unit);
      show_message (self, record);
      title = record->unit != NULL ? g_strjoin (" ", mf_record_get_prefix (record), line, NULL)
                                   : g_steal_pointer (&line);
    }
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static gboolean
show_step_cb (gpointer user_data)
{
  MfInspector *self = user_data;

  self->idle_id = 0;
  if (self->playback != NULL)
    show_step (self);
  return G_SOURCE_REMOVE;
}

/* While the playhead is dragged over a hundred steps, one a frame is enough. */
static void
queue_show (MfInspector *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (show_step_cb, self);
}

static void
disconnect_playback (MfInspector *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
}

MfPlayback *
mf_inspector_get_playback (MfInspector *self)
{
  g_return_val_if_fail (MF_IS_INSPECTOR (self), NULL);

  return self->playback;
}

void
mf_inspector_set_playback (MfInspector *self, MfPlayback *playback)
{
  g_return_if_fail (MF_IS_INSPECTOR (self));

  if (self->playback == playback)
    return;

  disconnect_playback (self);
  if (playback != NULL)
    {
      self->playback = g_object_ref (playback);
      g_signal_connect_swapped (playback, "notify::step", G_CALLBACK (queue_show), self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (queue_show), self);
      g_signal_connect_swapped (playback, "notify::timeline", G_CALLBACK (queue_show), self);
      show_step (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

/**
 * mf_inspector_get_title:
 * @self: an inspector
 *
 * Returns: (transfer none): the step in one line
 */
const char *
mf_inspector_get_title (MfInspector *self)
{
  g_return_val_if_fail (MF_IS_INSPECTOR (self), "");

  return self->title;
}

/**
 * mf_inspector_show_page:
 * @self: an inspector
 * @page: "text" or "hex" for the bytes, "parts" or "letter" for the message that they are of
 */
void
mf_inspector_show_page (MfInspector *self, const char *page)
{
  g_return_if_fail (MF_IS_INSPECTOR (self));

  if (self->idle_id != 0)
    {
      g_clear_handle_id (&self->idle_id, g_source_remove);
      show_step (self);
    }
  adw_toggle_group_set_active_name (self->mode_group, page);
}

static void
mf_inspector_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MfInspector *self = MF_INSPECTOR (object);

  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, self->playback);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_inspector_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      mf_inspector_set_playback (MF_INSPECTOR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_inspector_dispose (GObject *object)
{
  disconnect_playback (MF_INSPECTOR (object));
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MF_TYPE_INSPECTOR);

  G_OBJECT_CLASS (mf_inspector_parent_class)->dispose (object);
}

static void
mf_inspector_finalize (GObject *object)
{
  MfInspector *self = MF_INSPECTOR (object);

  g_clear_pointer (&self->unit, mf_unit_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->protocol_class, g_free);

  G_OBJECT_CLASS (mf_inspector_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (MF_TYPE_BYTES_VIEW);
  g_type_ensure (MF_TYPE_ENVELOPE_LIST);
  g_type_ensure (MF_TYPE_PART_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, MfInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, protocol_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, route_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, phase_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, title_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, meaning_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, why_box);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, why_label);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, rfc_button);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, unit_box);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, mode_group);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, parts_toggle);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, letter_toggle);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, envelope_list);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, bytes_box);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, part_list);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, bytes_view);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, fields_title);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, field_list);
  gtk_widget_class_bind_template_child (widget_class, MfInspector, more_label);
  gtk_widget_class_bind_template_callback (widget_class, light_rows);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
mf_inspector_class_init (MfInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mf_inspector_get_property;
  object_class->set_property = mf_inspector_set_property;
  object_class->dispose = mf_inspector_dispose;
  object_class->finalize = mf_inspector_finalize;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mf_inspector_init (MfInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mf_part_list_set_compact (self->part_list, TRUE);
}
