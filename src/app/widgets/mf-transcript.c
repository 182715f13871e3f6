/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-transcript.h"

#include <glib/gi18n.h>

#include "app/mf-record-text.h"
#include "app/mf-resources.h"
#include "app/widgets/mf-transcript-row.h"

/* What an entry of the drop-down lets through: 0 and NONE let everything. */
typedef struct
{
  MfProtocol protocol;
  guint connection;
} Scope;

/* How many lines before and after the one under the playhead are kept in sight. */
#define CONTEXT 2

/* How often a list may have to be laid out until the line is in sight. */
#define MAX_ATTEMPTS 3

struct _MfTranscript
{
  GtkBox parent_instance;

  MfPlayback *playback;
  MfProtocol protocol;
  guint connection;
  char *text; /* (nullable): case-folded */
  GArray *scopes;
  guint n_scoped; /* how many records the scopes were made of */
  guint attempts; /* still to be made at bringing the playhead's line into sight */
  gboolean following;
  GdkFrameClock *clock; /* (nullable): while there is something to be seen */

  GtkDropDown *scope_drop_down;
  GtkStringList *scope_names;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  GtkSingleSelection *selection;
  GtkFilterListModel *filter_model;
  GtkCustomFilter *filter;
};

enum
{
  PROP_PLAYBACK = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfTranscript, mf_transcript, GTK_TYPE_BOX)

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  MfTranscript *self = user_data;
  const MfRecord *record = mf_step_get_record (item);
  /* Not the playback's: that may have another already. */
  MfTimeline *timeline = MF_TIMELINE (gtk_filter_list_model_get_model (self->filter_model));
  g_autofree char *line = NULL;
  g_autofree char *folded = NULL;

  if (self->connection != 0 && record->connection != self->connection)
    return FALSE;
  if (self->protocol != MF_PROTOCOL_NONE && record->protocol != self->protocol)
    return FALSE;
  if (self->text == NULL)
    return TRUE;
  line = mf_record_get_sentence (record, mf_timeline_get_stage (timeline));
  folded = g_utf8_casefold (line, -1);
  return strstr (folded, self->text) != NULL;
}

/* Lines are in the order of the records, whatever the filter leaves of them. */
static guint
find_line (MfTranscript *self, guint seq)
{
  GListModel *lines = G_LIST_MODEL (self->selection);
  guint low = 0;
  guint high = g_list_model_get_n_items (lines);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (MfStep) step = g_list_model_get_item (lines, middle);
      guint found = mf_step_get_record (step)->seq;

      if (found == seq)
        return middle;
      if (found < seq)
        low = middle + 1;
      else
        high = middle;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The line under the playhead; before the first step, the first of all. */
static guint
find_current_line (MfTranscript *self)
{
  guint step = self->playback != NULL ? mf_playback_get_step (self->playback) : 0;
  guint line = step > 0 ? find_line (self, step - 1) : 0;

  return line < g_list_model_get_n_items (G_LIST_MODEL (self->selection))
             ? line
             : GTK_INVALID_LIST_POSITION;
}

/* The widget of a line in sight; where others are a list does not say truly. */
static GtkWidget *
find_row (MfTranscript *self, guint line)
{
  g_autoptr (MfStep) step = g_list_model_get_item (G_LIST_MODEL (self->selection), line);
  guint number = mf_step_get_record (step)->seq + 1;

  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list_view)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (gtk_widget_get_child_visible (item) && MF_IS_TRANSCRIPT_ROW (row) &&
          mf_transcript_row_get_step (MF_TRANSCRIPT_ROW (row)) == number)
        return item;
    }
  return NULL;
}

/* The least movement that shows the row with some lines before and after it. */
static void
scroll_to_row (MfTranscript *self, GtkWidget *row)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));
  double page = gtk_widget_get_height (GTK_WIDGET (self->list_view));
  graphene_rect_t box;
  double context;
  double top;
  double bottom;

  if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self->list_view), &box))
    return;
  context = CLAMP ((page - box.size.height) / 2, 0, CONTEXT * box.size.height);
  top = box.origin.y - context;
  bottom = box.origin.y + box.size.height + context;
  if (top < 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + top);
  else if (bottom > page)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + bottom - page);
}

/* Where a line is far away, the list first has to be laid out around it; the frame clock
 * repeats its layout phase until nothing is wanted any more, so that is not to be seen. */
static void
layout_cb (MfTranscript *self)
{
  guint line = self->attempts > 0 ? find_current_line (self) : GTK_INVALID_LIST_POSITION;
  GtkWidget *row;

  if (line == GTK_INVALID_LIST_POSITION)
    {
      self->attempts = 0;
      return;
    }
  row = find_row (self, line);
  if (row != NULL)
    {
      self->attempts = 0;
      scroll_to_row (self, row);
    }
  else if (--self->attempts > 0)
    gtk_list_view_scroll_to (self->list_view, line, GTK_LIST_SCROLL_NONE, NULL);
}

static void
show_current_line (MfTranscript *self)
{
  self->attempts = MAX_ATTEMPTS;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list_view));
}

/* Where there is room for fewer lines than before. */
static void
page_size_changed_cb (MfTranscript *self)
{
  self->attempts = MAX_ATTEMPTS;
}

static void
follow (MfTranscript *self)
{
  guint step = mf_playback_get_step (self->playback);

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, step > 0 ? find_line (self, step - 1)
                                                               : GTK_INVALID_LIST_POSITION);
  show_current_line (self);
  self->following = FALSE;
}

static void
selected_cb (MfTranscript *self)
{
  MfStep *step;
  guint number;

  if (self->following || self->playback == NULL)
    return;

  step = gtk_single_selection_get_selected_item (self->selection);
  if (step == NULL)
    return;
  number = mf_step_get_record (step)->seq + 1;
  if (number != mf_playback_get_step (self->playback))
    mf_playback_seek (self->playback, number);
}

static void
update_empty (MfTranscript *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0;
  gboolean filtered =
      self->text != NULL || self->protocol != MF_PROTOCOL_NONE || self->connection != 0;

  gtk_stack_set_visible_child_name (self->stack, empty && filtered ? "nothing" : "lines");
}

/**
 * mf_transcript_filter:
 * @self: a transcript
 * @protocol: only lines of this; %MF_PROTOCOL_NONE for any
 * @connection: only lines of this; 0 for any
 * @text: (nullable): only lines that hold this, whatever the case
 */
void
mf_transcript_filter (MfTranscript *self, MfProtocol protocol, guint connection, const char *text)
{
  gboolean filtered;

  g_return_if_fail (MF_IS_TRANSCRIPT (self));

  self->protocol = protocol;
  self->connection = connection;
  g_clear_pointer (&self->text, g_free);
  if (text != NULL && *text != '\0')
    self->text = g_utf8_casefold (text, -1);

  /* Without a filter a million lines cost nothing. */
  filtered = self->text != NULL || protocol != MF_PROTOCOL_NONE || connection != 0;
  self->following = TRUE;
  gtk_filter_list_model_set_filter (self->filter_model,
                                    filtered ? GTK_FILTER (self->filter) : NULL);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  self->following = FALSE;
  if (self->playback != NULL)
    follow (self);
}

static void
filter_changed_cb (MfTranscript *self)
{
  guint selected = gtk_drop_down_get_selected (self->scope_drop_down);
  Scope scope = { MF_PROTOCOL_NONE, 0 };

  if (selected < self->scopes->len)
    scope = g_array_index (self->scopes, Scope, selected);
  mf_transcript_filter (self, scope.protocol, scope.connection,
                        gtk_editable_get_text (self->search_entry));
}

static void
add_scope (MfTranscript *self, MfProtocol protocol, guint connection, const char *name)
{
  Scope scope = { protocol, connection };

  g_array_append_val (self->scopes, scope);
  gtk_string_list_append (self->scope_names, name);
}

static void
add_scope_of (MfTranscript *self, const MfRecord *record)
{
  MfStage *stage = mf_timeline_get_stage (mf_playback_get_timeline (self->playback));
  g_autofree char *route = NULL;
  g_autofree char *name = NULL;

  if (record->kind != MF_RECORD_OPEN)
    return;

  route = mf_record_get_route (record, stage);
  /* Translators: a connection: its number, its protocol, from where to where */
  name = g_strdup_printf (_ ("%1$u · %2$s · %3$s"), record->connection,
                          mf_protocol_get_label (record->protocol), route);
  add_scope (self, MF_PROTOCOL_NONE, record->connection, name);
}

static const char *
get_scope_name (MfProtocol protocol)
{
  switch (protocol)
    {
    case MF_PROTOCOL_SUBMISSION:
      return _ ("SMTP, agent to server");
    case MF_PROTOCOL_SMTP:
      return _ ("SMTP, server to server");
    case MF_PROTOCOL_NONE:
    case MF_PROTOCOL_POP3:
    case MF_PROTOCOL_IMAP:
    case MF_PROTOCOL_HTTP:
    case MF_PROTOCOL_DNS:
    default:
      return mf_protocol_get_label (protocol);
    }
}

/* In the order that a letter meets them. */
static void
add_protocols (MfTranscript *self, const MfStage *stage)
{
  static const MfProtocol protocols[] = {
    MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_SMTP, MF_PROTOCOL_POP3,
    MF_PROTOCOL_IMAP,       MF_PROTOCOL_HTTP, MF_PROTOCOL_DNS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (guint k = 0; k < stage->links->len; k++)
      if (g_array_index (stage->links, MfStageLink, k).protocol == protocols[i])
        {
          add_scope (self, protocols[i], 0, get_scope_name (protocols[i]));
          break;
        }
}

static void
start_scopes (MfTranscript *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);

  self->following = TRUE;
  gtk_string_list_splice (self->scope_names, 0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->scope_names)), NULL);
  g_array_set_size (self->scopes, 0);
  add_scope (self, MF_PROTOCOL_NONE, 0, _ ("Everything"));
  if (timeline != NULL)
    add_protocols (self, mf_timeline_get_stage (timeline));
  gtk_drop_down_set_selected (self->scope_drop_down, 0);
  self->n_scoped = 0;
  self->following = FALSE;
}

/* A branched timeline is shorter than what was seen of it, so it is listed anew. */
static void
steps_changed_cb (MfTranscript *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  guint n_records = timeline != NULL ? mf_timeline_get_n_records (timeline) : 0;

  if (n_records < self->n_scoped)
    start_scopes (self);
  for (; self->n_scoped < n_records; self->n_scoped++)
    add_scope_of (self, mf_timeline_get_record (timeline, self->n_scoped));
}

static void
timeline_changed_cb (MfTranscript *self)
{
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);

  /* First of all: where scopes are listed anew, lines are chosen anew. */
  self->following = TRUE;
  gtk_filter_list_model_set_model (self->filter_model,
                                   timeline != NULL ? G_LIST_MODEL (timeline) : NULL);
  self->following = FALSE;
  start_scopes (self);
  steps_changed_cb (self);
  follow (self);
}

static void
disconnect_playback (MfTranscript *self)
{
  if (self->playback != NULL)
    g_signal_handlers_disconnect_by_data (self->playback, self);
  g_clear_object (&self->playback);
}

MfPlayback *
mf_transcript_get_playback (MfTranscript *self)
{
  g_return_val_if_fail (MF_IS_TRANSCRIPT (self), NULL);

  return self->playback;
}

void
mf_transcript_set_playback (MfTranscript *self, MfPlayback *playback)
{
  g_return_if_fail (MF_IS_TRANSCRIPT (self));

  if (self->playback == playback)
    return;

  disconnect_playback (self);
  if (playback != NULL)
    {
      self->playback = g_object_ref (playback);
      g_signal_connect_swapped (playback, "notify::timeline", G_CALLBACK (timeline_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (steps_changed_cb), self);
      g_signal_connect_swapped (playback, "notify::step", G_CALLBACK (follow), self);
      timeline_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

guint
mf_transcript_get_n_lines (MfTranscript *self)
{
  g_return_val_if_fail (MF_IS_TRANSCRIPT (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/**
 * mf_transcript_find:
 * @self: a transcript
 *
 * Puts the keyboard into the search entry.
 */
void
mf_transcript_find (MfTranscript *self)
{
  g_return_if_fail (MF_IS_TRANSCRIPT (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
setup_row_cb (MfTranscript *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, mf_transcript_row_new ());
}

static void
bind_row_cb (MfTranscript *self, GtkListItem *item)
{
  MfStep *step = gtk_list_item_get_item (item);
  MfTimeline *timeline = mf_playback_get_timeline (self->playback);
  g_autofree char *announcement =
      mf_record_get_announcement (mf_step_get_record (step), mf_timeline_get_stage (timeline),
                                  mf_playback_get_n_steps (self->playback));

  gtk_list_item_set_accessible_label (item, announcement);
  mf_transcript_row_bind (MF_TRANSCRIPT_ROW (gtk_list_item_get_child (item)), self->playback, step);
}

static void
unbind_row_cb (MfTranscript *self, GtkListItem *item)
{
  mf_transcript_row_bind (MF_TRANSCRIPT_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
stop_search_cb (MfTranscript *self)
{
  gtk_editable_set_text (self->search_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
mf_transcript_map (GtkWidget *widget)
{
  MfTranscript *self = MF_TRANSCRIPT (widget);

  GTK_WIDGET_CLASS (mf_transcript_parent_class)->map (widget);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_object (self->clock, "layout", G_CALLBACK (layout_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_current_line (self);
}

static void
mf_transcript_unmap (GtkWidget *widget)
{
  MfTranscript *self = MF_TRANSCRIPT (widget);

  g_signal_handlers_disconnect_by_func (self->clock, layout_cb, self);
  g_clear_object (&self->clock);
  GTK_WIDGET_CLASS (mf_transcript_parent_class)->unmap (widget);
}

static void
mf_transcript_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, MF_TRANSCRIPT (object)->playback);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_transcript_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYBACK:
      mf_transcript_set_playback (MF_TRANSCRIPT (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_transcript_dispose (GObject *object)
{
  MfTranscript *self = MF_TRANSCRIPT (object);

  disconnect_playback (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MF_TYPE_TRANSCRIPT);

  G_OBJECT_CLASS (mf_transcript_parent_class)->dispose (object);
}

static void
mf_transcript_finalize (GObject *object)
{
  MfTranscript *self = MF_TRANSCRIPT (object);

  g_clear_object (&self->filter);
  g_clear_pointer (&self->scopes, g_array_unref);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (mf_transcript_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-transcript.ui");
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, scope_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, scope_names);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, stack);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, list_view);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, selection);
  gtk_widget_class_bind_template_child (widget_class, MfTranscript, filter_model);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_empty);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
mf_transcript_class_init (MfTranscriptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mf_transcript_get_property;
  object_class->set_property = mf_transcript_set_property;
  object_class->dispose = mf_transcript_dispose;
  object_class->finalize = mf_transcript_finalize;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  GTK_WIDGET_CLASS (klass)->map = mf_transcript_map;
  GTK_WIDGET_CLASS (klass)->unmap = mf_transcript_unmap;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mf_transcript_init (MfTranscript *self)
{
  self->scopes = g_array_new (FALSE, FALSE, sizeof (Scope));
  self->filter = gtk_custom_filter_new (match_cb, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view)),
                           "notify::page-size", G_CALLBACK (page_size_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
