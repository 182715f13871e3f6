/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-field-row.h"

#include "app/mf-palette-css.h"
#include "app/mf-resources.h"
#include "app/mf-wire-text.h"
#include "draw/mf-text.h"
#include "trace/mf-explanation.h"

/* A field may be a whole letter: this much of it names it well enough. */
#define MAX_VALUE 400

struct _MfFieldRow
{
  GtkListBoxRow parent_instance;

  guint index;

  GtkWidget *swatch;
  GtkLabel *name_label;
  GtkLabel *value_label;
  GtkLabel *meaning_label;
  GtkLabel *rfc_label;
};

G_DEFINE_FINAL_TYPE (MfFieldRow, mf_field_row, GTK_TYPE_LIST_BOX_ROW)

static void
draw_swatch_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GdkRGBA color;

  mf_palette_get_field_color (MF_FIELD_ROW (user_data)->index, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_paint (cr);
}

static void
set_text (GtkLabel *label, const char *text)
{
  g_autoptr (PangoAttrList) words = text != NULL ? mf_text_keep_words (text) : NULL;

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_label_set_attributes (label, words);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

#define PICTURE_NUL 0x2400u
#define PICTURE_LF 0x240au
#define PICTURE_DEL 0x2421u

static gboolean
is_picture (const char *p, guchar byte)
{
  return g_utf8_get_char (p) == byte || g_utf8_get_char (p) == PICTURE_NUL + byte;
}

static const char *
skip_blanks (const char *p)
{
  while (*p != '\0' && (is_picture (p, ' ') || is_picture (p, '\t')))
    p = g_utf8_next_char (p);
  return p;
}

/* A header field may go on in the next line if that begins with a blank; where it was
 * folded says nothing (RFC 5322, section 2.2.3). */
static char *
unfold (const char *text)
{
  GString *unfolded = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      const char *next = g_utf8_next_char (p);

      if (is_picture (p, '\r') && is_picture (next, '\n'))
        {
          const char *line = g_utf8_next_char (next);
          const char *rest = skip_blanks (line);

          if (rest > line)
            {
              g_string_append_c (unfolded, ' ');
              p = rest;
              continue;
            }
        }
      g_string_append_len (unfolded, p, next - p);
      p = next;
    }
  return g_string_free_and_steal (unfolded);
}

/* As the RFCs write what cannot be seen: "<CRLF>". Pictures of control characters
 * are not in every font. */
static char *
make_visible (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *visible = g_string_new (NULL);
  guint n = 0;

  for (const char *p = valid; *p != '\0' && n < MAX_VALUE; p = g_utf8_next_char (p), n++)
    {
      gunichar character = g_utf8_get_char (p);

      if (character >= PICTURE_NUL && character <= PICTURE_DEL)
        character = character == PICTURE_DEL ? 0x7f : character - PICTURE_NUL;
      if (g_unichar_isprint (character))
        g_string_append_unichar (visible, character);
      else if (character == '\r' && g_utf8_get_char (g_utf8_next_char (p)) == PICTURE_LF)
        {
          g_string_append (visible, "<CRLF>");
          p = g_utf8_next_char (p);
        }
      else if (character == '\n')
        g_string_append (visible, "<LF>");
      else if (character == '\t')
        g_string_append (visible, "<HT>");
      else
        g_string_append_printf (visible, "<%02X>", character);
    }
  if (n == MAX_VALUE)
    g_string_append (visible, "…");
  return g_string_free_and_steal (visible);
}

static char *
get_value (const MfUnit *unit, const MfField *field)
{
  g_autofree char *text = mf_unit_get_field_text (unit, field);
  g_autofree char *line =
      g_str_equal (field->name, "header-field") ? unfold (text) : g_strdup (text);
  g_autofree char *visible = make_visible (line);
  g_autofree char *decoded = NULL;

  if (field->value == NULL || g_str_equal (field->value, text))
    return g_steal_pointer (&visible);
  decoded = make_visible (field->value);
  return g_strdup_printf ("%s\n= %s", visible, decoded);
}

static void
fill (MfFieldRow *self, const MfUnit *unit)
{
  const MfField *field = &unit->fields[self->index];
  g_autofree char *value = get_value (unit, field);
  MfExplanation explanation = { 0 };

  if (!mf_explain_field (unit, field, &explanation))
    explanation.title = field->name;
  set_text (self->name_label, explanation.title);
  set_text (self->value_label, value);
  mf_wire_text_set (self->value_label, TRUE);
  set_text (self->meaning_label, explanation.meaning);
  set_text (self->rfc_label, explanation.rfc);
}

/**
 * mf_field_row_new:
 * @unit: whose field
 * @index: which
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
mf_field_row_new (const MfUnit *unit, guint index)
{
  MfFieldRow *self = g_object_new (MF_TYPE_FIELD_ROW, NULL);

  self->index = index;
  fill (self, unit);
  return GTK_WIDGET (self);
}

guint
mf_field_row_get_index (MfFieldRow *self)
{
  g_return_val_if_fail (MF_IS_FIELD_ROW (self), 0);

  return self->index;
}

/**
 * mf_field_row_set_lit:
 * @self: a row
 * @lit: whether its bytes are under the pointer
 */
void
mf_field_row_set_lit (MfFieldRow *self, gboolean lit)
{
  g_return_if_fail (MF_IS_FIELD_ROW (self));

  if (lit)
    gtk_widget_add_css_class (GTK_WIDGET (self), "lit");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "lit");
}

static void
mf_field_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MF_TYPE_FIELD_ROW);

  G_OBJECT_CLASS (mf_field_row_parent_class)->dispose (object);
}

static void
mf_field_row_class_init (MfFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_field_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               MF_RESOURCE_PATH "/ui/mf-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MfFieldRow, swatch);
  gtk_widget_class_bind_template_child (widget_class, MfFieldRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, MfFieldRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, MfFieldRow, meaning_label);
  gtk_widget_class_bind_template_child (widget_class, MfFieldRow, rfc_label);
}

static void
mf_field_row_init (MfFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->swatch), draw_swatch_cb, self, NULL);
}
