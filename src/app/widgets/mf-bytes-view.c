/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-bytes-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/mf-palette-css.h"
#include "app/mf-wire-text.h"
#include "draw/mf-text.h"

#define TINT 0.12f
#define CONTROL_ALPHA 0.7f
#define TINT_LIT 0.40f

/* Beyond this many, fields are told by the list alone: each costs a tag. */
#define MAX_FIELDS 500

#define MIN_SIZE 24
#define LINE_SPACING 3

/* It asks for as many whole lines as this has room for; the rest is scrolled. */
#define MAX_HEIGHT 244

/* What is longer than this is taller than it ever asks to be. */
#define MEASURED 8000

/* How many bytes a row of digits may have. */
static const guint row_sizes[] = { 16, 12, 8, 6, 4 };

struct _MfBytesView
{
  GtkTextView parent_instance;

  GBytes *bytes;
  MfUnit *unit; /* (nullable) */
  MfByteText *text;
  MfByteTextMode mode;
  GPtrArray *tags; /* of GtkTextTag, one for each field; owned by the buffer's table */
  GtkTextTag *span_tag;
  GtkTextTag *control_tag;
  GtkTextTag *wire_tag;
  gboolean pictures; /* there is a font with ␍ and ␊ */
  guint row;
  guint show_id;
  MfSpan span;
  int highlight;
};

enum
{
  PROP_HIGHLIGHT = 1,
  PROP_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfBytesView, mf_bytes_view, GTK_TYPE_TEXT_VIEW)

static void show_text (MfBytesView *self);

static gboolean
show_cb (gpointer user_data)
{
  MfBytesView *self = user_data;

  self->show_id = 0;
  show_text (self);
  return G_SOURCE_REMOVE;
}

static void
color_tag (MfBytesView *self, guint index, gboolean lit)
{
  GtkTextTag *tag = g_ptr_array_index (self->tags, index);
  GdkRGBA line;
  GdkRGBA tint;

  mf_palette_get_field_color (index, &line);
  tint = line;
  tint.alpha = lit ? TINT_LIT : TINT;
  g_object_set (tag, "underline", PANGO_UNDERLINE_SINGLE, "underline-rgba", &line,
                "background-rgba", &tint, NULL);
}

static void
apply_tag_to (MfBytesView *self, GtkTextTag *tag, const GArray *ranges)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  for (guint i = 0; i < ranges->len; i++)
    {
      const MfByteTextRange *range = &g_array_index (ranges, MfByteTextRange, i);
      GtkTextIter start;
      GtkTextIter end;

      gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) range->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) range->end);
      gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
    }
}

static void
apply_tag (MfBytesView *self, GtkTextTag *tag, MfSpan span)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (MfByteTextRange));

  mf_byte_text_get_ranges (self->text, span, ranges);
  apply_tag_to (self, tag, ranges);
}

static void
remove_tags (MfBytesView *self)
{
  GtkTextTagTable *table =
      gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)));

  for (guint i = 0; i < self->tags->len; i++)
    gtk_text_tag_table_remove (table, g_ptr_array_index (self->tags, i));
  g_ptr_array_set_size (self->tags, 0);
}

/* Fields nest, the longer first, so the later tag lies over the earlier one. */
static void
add_tags (MfBytesView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  guint n_fields = self->unit != NULL ? MIN (self->unit->n_fields, MAX_FIELDS) : 0;

  for (guint i = 0; i < n_fields; i++)
    {
      GtkTextTag *tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);

      g_object_set_data (G_OBJECT (tag), "mf-field", GUINT_TO_POINTER (i + 1));
      g_ptr_array_add (self->tags, tag);
      color_tag (self, i, (int) i == self->highlight);
      apply_tag (self, tag, self->unit->fields[i].span);
    }
}

static PangoLayout *
lay_out (MfBytesView *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();

  mf_wire_text_add_attributes (list);
  pango_layout_set_attributes (layout, list);
  return layout;
}

/* As many bytes in a row of digits as there is room for. */
static guint
get_row (MfBytesView *self, int width)
{
  g_autoptr (PangoLayout) layout = lay_out (self, "0000000000");
  gint64 tenfold;
  guint i = 0;
  int ten;

  pango_layout_get_size (layout, &ten, NULL);
  tenfold = (gint64) width * PANGO_SCALE * 10;
  while (i + 1 < G_N_ELEMENTS (row_sizes) &&
         (gint64) mf_byte_text_get_row_width (row_sizes[i]) * ten > tenfold)
    i++;
  return row_sizes[i];
}

/* The height of the whole lines that there is room for. Each paragraph of a text view is
 * a layout of its own. */
static int
measure_lines (PangoLayout *layout)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  int above = 0; /* what the paragraphs before take */
  int start = 0; /* where this one begins in the layout */
  int height = 0;

  do
    {
      PangoRectangle line;
      int bottom;

      pango_layout_iter_get_line_extents (iter, NULL, &line);
      if (line.y > 0 &&
          pango_layout_line_is_paragraph_start (pango_layout_iter_get_line_readonly (iter)))
        {
          height += LINE_SPACING;
          above = height;
          start = line.y;
        }
      bottom = above + PANGO_PIXELS (line.y + line.height - start);
      if (height > 0 && bottom > MAX_HEIGHT)
        return height;
      height = bottom;
    }
  while (pango_layout_iter_next_line (iter));
  return height + LINE_SPACING;
}

static GtkSizeRequestMode
mf_bytes_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* A text view knows its height only after it was laid out at its width, too late
 * for what stands below it. */
static void
mf_bytes_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  MfBytesView *self = MF_BYTES_VIEW (widget);
  g_autoptr (PangoLayout) layout = NULL;
  const char *text = self->text != NULL ? self->text->text : "";
  int length = (int) MIN (strlen (text), MEASURED);

  *minimum = MIN_SIZE;
  *natural = MIN_SIZE;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;

  while (length > 0 && (text[length] & 0xc0) == 0x80)
    length--;
  layout = lay_out (self, NULL);
  pango_layout_set_text (layout, text, length);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (for_size > 0)
    pango_layout_set_width (layout, for_size * PANGO_SCALE);
  *natural = measure_lines (layout);
  *minimum = MIN (*minimum, *natural);
}

static void
mf_bytes_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MfBytesView *self = MF_BYTES_VIEW (widget);
  guint row = get_row (self, width);

  GTK_WIDGET_CLASS (mf_bytes_view_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->row == row)
    return;
  self->row = row;
  if (self->mode == MF_BYTE_TEXT_HEX && self->show_id == 0)
    self->show_id = g_idle_add (show_cb, self);
}

/* Fonts without pictures of control characters are common. */
static void
mf_bytes_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  MfBytesView *self = MF_BYTES_VIEW (widget);
  g_autoptr (PangoLayout) layout = NULL;
  gboolean pictures;
  GdkRGBA color;

  GTK_WIDGET_CLASS (mf_bytes_view_parent_class)->css_changed (widget, change);
  gtk_widget_get_color (widget, &color);
  color.alpha *= CONTROL_ALPHA;
  g_object_set (self->control_tag, "foreground-rgba", &color, NULL);
  layout = gtk_widget_create_pango_layout (widget, "\342\220\215\342\220\212");
  pictures = pango_layout_get_unknown_glyphs_count (layout) == 0;
  if (pictures != self->pictures)
    {
      self->pictures = pictures;
      if (self->text != NULL)
        show_text (self);
    }
}

static void
show_text (MfBytesView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start;
  GtkTextIter end;

  remove_tags (self);
  g_clear_pointer (&self->text, mf_byte_text_free);
  if (self->bytes == NULL)
    {
      gtk_text_buffer_set_text (buffer, "", 0);
      return;
    }
  self->text = mf_byte_text_new (self->bytes, self->mode, self->row, self->pictures);
  gtk_text_buffer_set_text (buffer, self->text->text, -1);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, self->wire_tag, &start, &end);
  apply_tag_to (self, self->control_tag, self->text->controls);
  add_tags (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  if (self->span.length > 0)
    apply_tag (self, self->span_tag, self->span);
}

static void
set_content (MfBytesView *self, GBytes *bytes, MfUnit *unit)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->unit, mf_unit_unref);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->unit = unit != NULL ? mf_unit_ref (unit) : NULL;
  self->span = MF_SPAN (0, 0);
  mf_bytes_view_set_highlight (self, -1);
  show_text (self);
}

/**
 * mf_bytes_view_set_unit:
 * @self: a view
 * @unit: (nullable): whose bytes and fields are shown
 */
void
mf_bytes_view_set_unit (MfBytesView *self, MfUnit *unit)
{
  g_return_if_fail (MF_IS_BYTES_VIEW (self));

  if (self->unit != unit || unit == NULL)
    set_content (self, unit != NULL ? unit->bytes : NULL, unit);
}

/**
 * mf_bytes_view_set_bytes:
 * @self: a view
 * @bytes: (nullable): shown without any fields
 */
void
mf_bytes_view_set_bytes (MfBytesView *self, GBytes *bytes)
{
  g_return_if_fail (MF_IS_BYTES_VIEW (self));

  set_content (self, bytes, NULL);
}

/**
 * mf_bytes_view_show_span:
 * @self: a view
 * @span: bytes to be marked and brought into sight; none of them if it is empty
 */
void
mf_bytes_view_show_span (MfBytesView *self, MfSpan span)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start;
  GtkTextIter end;

  g_return_if_fail (MF_IS_BYTES_VIEW (self));

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->span_tag, &start, &end);
  self->span = span;
  if (self->text == NULL || span.length == 0 || span.start >= self->text->n_bytes)
    return;

  apply_tag (self, self->span_tag, span);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) self->text->offsets[span.start]);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer), 0, TRUE,
                                0, 0.2);
}

int
mf_bytes_view_get_highlight (MfBytesView *self)
{
  g_return_val_if_fail (MF_IS_BYTES_VIEW (self), -1);

  return self->highlight;
}

void
mf_bytes_view_set_highlight (MfBytesView *self, int highlight)
{
  g_return_if_fail (MF_IS_BYTES_VIEW (self));

  if (self->highlight == highlight)
    return;

  if (self->highlight >= 0 && (guint) self->highlight < self->tags->len)
    color_tag (self, (guint) self->highlight, FALSE);
  self->highlight = highlight;
  if (highlight >= 0 && (guint) highlight < self->tags->len)
    color_tag (self, (guint) highlight, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIGHLIGHT]);
}

void
mf_bytes_view_set_mode (MfBytesView *self, MfByteTextMode mode)
{
  g_return_if_fail (MF_IS_BYTES_VIEW (self));

  if (self->mode == mode)
    return;

  self->mode = mode;
  show_text (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

/* The innermost field at a point, or -1. */
static int
find_field (MfBytesView *self, double x, double y)
{
  g_autoptr (GSList) tags = NULL;
  GtkTextIter iter;
  int found = -1;
  int bx;
  int by;

  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, (int) x,
                                         (int) y, &bx, &by);
  if (!gtk_text_view_get_iter_at_position (GTK_TEXT_VIEW (self), &iter, NULL, bx, by))
    return -1;
  tags = gtk_text_iter_get_tags (&iter);
  for (GSList *l = tags; l != NULL; l = l->next)
    {
      guint number = GPOINTER_TO_UINT (g_object_get_data (l->data, "mf-field"));

      found = MAX (found, (int) number - 1);
    }
  return found;
}

static void
motion_cb (MfBytesView *self, double x, double y)
{
  mf_bytes_view_set_highlight (self, find_field (self, x, y));
}

static void
leave_cb (MfBytesView *self)
{
  mf_bytes_view_set_highlight (self, -1);
}

static void
colors_changed_cb (MfBytesView *self)
{
  for (guint i = 0; i < self->tags->len; i++)
    color_tag (self, i, (int) i == self->highlight);
}

static void
mf_bytes_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MfBytesView *self = MF_BYTES_VIEW (object);

  switch (id)
    {
    case PROP_HIGHLIGHT:
      g_value_set_int (value, self->highlight);
      break;
    case PROP_MODE:
      g_value_set_uint (value, self->mode);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_bytes_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MfBytesView *self = MF_BYTES_VIEW (object);

  switch (id)
    {
    case PROP_HIGHLIGHT:
      mf_bytes_view_set_highlight (self, g_value_get_int (value));
      break;
    case PROP_MODE:
      mf_bytes_view_set_mode (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_bytes_view_dispose (GObject *object)
{
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), object);
  g_clear_handle_id (&MF_BYTES_VIEW (object)->show_id, g_source_remove);

  G_OBJECT_CLASS (mf_bytes_view_parent_class)->dispose (object);
}

static void
mf_bytes_view_finalize (GObject *object)
{
  MfBytesView *self = MF_BYTES_VIEW (object);

  g_clear_pointer (&self->tags, g_ptr_array_unref);
  g_clear_pointer (&self->text, mf_byte_text_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->unit, mf_unit_unref);

  G_OBJECT_CLASS (mf_bytes_view_parent_class)->finalize (object);
}

static void
mf_bytes_view_class_init (MfBytesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mf_bytes_view_get_property;
  object_class->set_property = mf_bytes_view_set_property;
  object_class->dispose = mf_bytes_view_dispose;
  object_class->finalize = mf_bytes_view_finalize;
  GTK_WIDGET_CLASS (klass)->get_request_mode = mf_bytes_view_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = mf_bytes_view_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = mf_bytes_view_size_allocate;
  GTK_WIDGET_CLASS (klass)->css_changed = mf_bytes_view_css_changed;

  properties[PROP_HIGHLIGHT] = g_param_spec_int ("highlight", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_MODE] =
      g_param_spec_uint ("mode", NULL, NULL, 0, MF_BYTE_TEXT_HEX, MF_BYTE_TEXT_PLAIN, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mf_bytes_view_init (MfBytesView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);

  self->highlight = -1;
  self->row = 8;
  self->tags = g_ptr_array_new ();
  accent->alpha = TINT_LIT;
  self->control_tag = gtk_text_buffer_create_tag (gtk_text_view_get_buffer (view), NULL, "scale",
                                                  0.75, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->wire_tag =
      gtk_text_buffer_create_tag (gtk_text_view_get_buffer (view), NULL, "language",
                                  MF_TEXT_WIRE_LANGUAGE, "insert-hyphens", FALSE, NULL);
  self->span_tag = gtk_text_buffer_create_tag (gtk_text_view_get_buffer (view), NULL,
                                               "background-rgba", accent, NULL);

  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_pixels_below_lines (view, LINE_SPACING);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self), "bytes");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Bytes"),
                                  -1);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (manager, "notify::dark", G_CALLBACK (colors_changed_cb), self);
  g_signal_connect_swapped (manager, "notify::high-contrast", G_CALLBACK (colors_changed_cb), self);
}

GtkWidget *
mf_bytes_view_new (void)
{
  return g_object_new (MF_TYPE_BYTES_VIEW, NULL);
}
