/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-transcript-row.h"

#include "app/mf-palette-css.h"
#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/mf-wire-text.h"
#include "draw/mf-wording.h"

#define DETAIL_SPACING 14

struct _MfTranscriptRow
{
  GtkBox parent_instance;

  MfPlayback *playback;
  guint step; /* its number, from 1 */
  char *protocol_class;

  GtkLabel *number_label;
  GtkWidget *protocol_label;
  GtkLabel *prefix_label;
  GtkWidget *line_box;
  GtkWidget *text_label;
  GtkLabel *detail_label;
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

static void
measure_line_cb (GtkWidget *line,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  GtkWidget *detail = gtk_widget_get_last_child (line);
  int width;

  gtk_widget_measure (gtk_widget_get_first_child (line), orientation, -1, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation != GTK_ORIENTATION_HORIZONTAL || !gtk_widget_get_visible (detail))
    return;
  gtk_widget_measure (detail, orientation, -1, NULL, &width, NULL, NULL);
  *natural += DETAIL_SPACING + width;
}

/* What does not fit into one line is told behind it: more lines, how many bytes. It is
 * the first to go where there is little room, and goes whole. */
static void
allocate_line_cb (GtkWidget *line, int width, int height, int baseline)
{
  GtkWidget *text = gtk_widget_get_first_child (line);
  GtkWidget *detail = gtk_widget_get_last_child (line);
  int detail_width = 0;
  int text_width;
  gboolean fits;

  gtk_widget_measure (text, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &text_width, NULL, NULL);
  if (gtk_widget_get_visible (detail))
    gtk_widget_measure (detail, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &detail_width, NULL, NULL);
  fits = detail_width > 0 && text_width + DETAIL_SPACING + detail_width <= width;
  gtk_widget_set_child_visible (detail, fits);
  gtk_widget_size_allocate (text, &(GtkAllocation) { 0, 0, fits ? text_width : width, height },
                            baseline);
  if (fits)
    gtk_widget_size_allocate (detail,
                              &(GtkAllocation) { text_width + DETAIL_SPACING, 0, detail_width,
                                                 height },
                              baseline);
}

static void
show_text (MfTranscriptRow *self, const MfRecord *record)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  g_autofree char *line = mf_record_get_sentence (record, mf_timeline_get_stage (timeline));
  g_auto (MfUnitText) text = { 0 };

  if (record->unit != NULL)
    mf_unit_text_init (&text, record->unit);
  gtk_label_set_label (GTK_LABEL (self->text_label), line);
  gtk_label_set_label (self->detail_label, text.detail != NULL ? text.detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), text.detail != NULL);
  if (record->unit != NULL)
    gtk_widget_add_css_class (self->text_label, "monospace");
  else
    gtk_widget_remove_css_class (self->text_label, "monospace");
  mf_wire_text_set (GTK_LABEL (self->text_label), record->unit != NULL);
}

static void
forget (MfTranscriptRow *self)
{
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
  self->step = 0;
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

/**
 * mf_transcript_row_get_step:
 * @self: a row
 *
 * Returns: the number of the step it shows, from 1, or 0
 */
guint
mf_transcript_row_get_step (MfTranscriptRow *self)
{
  g_return_val_if_fail (MF_IS_TRANSCRIPT_ROW (self), 0);

  return self->step;
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
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, line_box);
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, MfTranscriptRow, detail_label);
}

static void
mf_transcript_row_init (MfTranscriptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->line_box,
                                 gtk_custom_layout_new (NULL, measure_line_cb, allocate_line_cb));
}

GtkWidget *
mf_transcript_row_new (void)
{
  return g_object_new (MF_TYPE_TRANSCRIPT_ROW, NULL);
}
