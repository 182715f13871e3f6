/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-transcript-row.h"

#include "app/mf-palette-css.h"
#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "draw/mf-wording.h"

/* As libadwaita's class "dimmed": 55 % */
#define DIMMED (G_MAXUINT16 / 100 * 55)

struct _MfTranscriptRow
{
  GtkBox parent_instance;

  MfPlayback *playback;
  guint step; /* its number, from 1 */
  char *protocol_class;

  GtkLabel *number_label;
  GtkWidget *protocol_label;
  GtkLabel *prefix_label;
  GtkWidget *text_label;
};

G_DEFINE_FINAL_TYPE (MfTranscriptRow, mf_transcript_row, GTK_TYPE_BOX)

static void
update_future (MfTranscriptRow *self)
{
  if (self->step > mf_playback_get_step (self->playback))
    gtk_widget_add_css_class (GTK_WIDGET (self), "future");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "future");
}

/* What does not fit into one line is told behind it, and is the first to go where
 * there is little room: more lines, how many bytes. */
static void
show_text (MfTranscriptRow *self, const MfRecord *record)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  g_autofree char *line = mf_record_get_sentence (record, mf_timeline_get_stage (timeline));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_auto (MfUnitText) text = { 0 };
  g_autofree char *whole = NULL;
  PangoAttribute *dimmed = pango_attr_foreground_alpha_new (DIMMED);

  if (record->unit != NULL)
    mf_unit_text_init (&text, record->unit);
  whole = text.detail != NULL ? g_strdup_printf ("%s  %s", line, text.detail) : g_strdup (line);
  dimmed->start_index = (guint) strlen (line);
  pango_attr_list_insert (attributes, dimmed);
  gtk_label_set_attributes (GTK_LABEL (self->text_label), attributes);
  gtk_label_set_label (GTK_LABEL (self->text_label), whole);
  if (record->unit != NULL)
    gtk_widget_add_css_class (self->text_label, "monospace");
  else
    gtk_widget_remove_css_class (self->text_label, "monospace");
}

static void
forget (MfTranscriptRow *self)
{
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
  if (self->protocol_class != NULL)
    gtk_widget_remove_css_class (self->protocol_label, self->protocol_class);
  g_clear_pointer (&self->protocol_class, g_free);
}

/**
 * mf_transcript_row_bind:
 * @self: a row
 * @playback: (nullable): where the playhead is; %NULL to show nothing any more
 * @step: (nullable): what it shows
 */
void
mf_transcript_row_bind (MfTranscriptRow *self, MfPlayback *playback, MfStep *step)
{
  g_autofree char *number = NULL;
  const MfRecord *record;

  forget (self);
  if (playback == NULL || step == NULL)
    return;

  record = mf_step_get_record (step);
  self->playback = g_object_ref (playback);
  self->step = record->seq + 1;
  self->protocol_class = mf_palette_css_get_class (record->protocol);
  number = g_strdup_printf ("%u", self->step);

  gtk_label_set_label (self->number_label, number);
  gtk_label_set_label (GTK_LABEL (self->protocol_label), mf_protocol_get_label (record->protocol));
  /* It keeps its room, so that all lines begin at one place. */
  gtk_widget_set_opacity (self->protocol_label, record->protocol != MF_PROTOCOL_NONE ? 1 : 0);
  gtk_widget_add_css_class (self->protocol_label, self->protocol_class);
  gtk_label_set_label (self->prefix_label, mf_record_get_prefix (record));
  gtk_widget_set_visible (GTK_WIDGET (self->prefix_label), record->unit != NULL);
  show_text (self, record);

  g_signal_connect_swapped (playback, "notify::step", G_CALLBACK (update_future), self);
  update_future (self);
}

static void
mf_transcript_row_dispose (GObject *object)
{
  MfTranscriptRow *self = MF_TRANSCRIPT_ROW (object);

  if (self->protocol_label != NULL)
    forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MF_TYPE_TRANSCRIPT_ROW);

  G_OBJECT_CLASS (mf_transcript_row_parent_class)->dispose (object);
}

static void
mf_transcript_row_class_init (MfTranscriptRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_transcript_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-transcript-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, protocol_label);
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, prefix_label);
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, text_label);
}

static void
mf_transcript_row_init (MfTranscriptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mf_transcript_row_new (void)
{
  return g_object_new (MF_TYPE_TRANSCRIPT_ROW, NULL);
}
