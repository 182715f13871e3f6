/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/mf-text.h"

/* A longer word, in columns, may break: it would not fit into a narrow pane. */
#define MAX_KEPT_WORD 24

/**
 * mf_text_keep_words:
 * @text: UTF-8
 *
 * Korean has spaces between its words, but Unicode lets a line end after any
 * syllable, and Pango does so: a sentence falls apart in the middle of words.
 *
 * Returns: (transfer full) (nullable): what keeps Korean words whole where lines
 * break; %NULL if there are none in @text
 */
PangoAttrList *
mf_text_keep_words (const char *text)
{
  PangoAttrList *list = NULL;

  for (const char *word = text; *word != '\0';)
    {
      const char *end = word;
      gboolean korean = FALSE;
      guint columns = 0;

      for (; *end != '\0' && !g_unichar_isspace (g_utf8_get_char (end));
           end = g_utf8_next_char (end))
        {
          gunichar c = g_utf8_get_char (end);

          korean |= g_unichar_get_script (c) == G_UNICODE_SCRIPT_HANGUL;
          columns += g_unichar_iswide (c) ? 2 : 1;
        }
      if (korean && columns <= MAX_KEPT_WORD)
        {
          PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

          whole->start_index = (guint) (word - text);
          whole->end_index = (guint) (end - text);
          if (list == NULL)
            list = pango_attr_list_new ();
          pango_attr_list_insert (list, whole);
        }
      word = *end != '\0' ? g_utf8_next_char (end) : end;
    }
  return list;
}

static void
set_wire_language (PangoLayout *layout)
{
  PangoAttrList *list = pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_language_new (
                                    pango_language_from_string (MF_TEXT_WIRE_LANGUAGE)));
  pango_layout_set_attributes (layout, list);
  pango_attr_list_unref (list);
}

/**
 * mf_text_new:
 * @context: what measures it; its font is size 1
 * @text: UTF-8
 * @spec: how it is set
 *
 * Returns: (transfer full): the text, laid out
 */
PangoLayout *
mf_text_new (PangoContext *context, const char *text, const MfTextSpec *spec)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font =
      pango_font_description_copy (pango_context_get_font_description (context));
  double size = spec->size > 0 ? spec->size : 1;
  gboolean wraps = spec->lines > 1;

  if (spec->mono)
    pango_font_description_set_family (font, "Monospace");
  if (spec->bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  size *= pango_font_description_get_size (font);
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, (int) (size + 0.5));

  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, !wraps);
  if (spec->width > 0)
    {
      pango_layout_set_width (layout, pango_units_from_double (spec->width));
      pango_layout_set_ellipsize (layout, spec->ellipsize == PANGO_ELLIPSIZE_NONE
                                              ? PANGO_ELLIPSIZE_END
                                              : spec->ellipsize);
      pango_layout_set_height (layout, -(int) MAX (spec->lines, 1));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_alignment (layout, spec->align);
    }
  pango_layout_set_text (layout, text, -1);
  if (spec->words)
    {
      g_autoptr (PangoAttrList) words = mf_text_keep_words (text);

      pango_layout_set_attributes (layout, words);
    }
  else if (spec->mono)
    set_wire_language (layout);
  return layout;
}

/**
 * mf_text_get_width:
 * @layout: a text
 *
 * Returns: the width of its logical rectangle, in pixels
 */
double
mf_text_get_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return pango_units_to_double (logical.width);
}

double
mf_text_get_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return pango_units_to_double (logical.height);
}

/**
 * mf_text_get_line_height:
 * @context: what measures
 * @size: relative to its font
 * @mono: of the monospace family
 *
 * Returns: the height of one line, in pixels
 */
double
mf_text_get_line_height (PangoContext *context, double size, gboolean mono)
{
  MfTextSpec spec = { .size = size, .mono = mono };
  g_autoptr (PangoLayout) layout = mf_text_new (context, "Ágy", &spec);

  return mf_text_get_height (layout);
}

/**
 * mf_drawing_add_text_in:
 * @self: a drawing
 * @context: what measures it
 * @text: UTF-8
 * @spec: how it is set; its width is the box's
 * @box: what it must stay in; it is centred in its height
 * @align: 0 left, 0.5 centred, 1 right
 * @style: its colour
 *
 * Returns: (transfer none): the text
 */
MfPrimitive *
mf_drawing_add_text_in (MfDrawing *self,
                        PangoContext *context,
                        const char *text,
                        const MfTextSpec *spec,
                        MfRect box,
                        double align,
                        int style)
{
  MfTextSpec fitted = *spec;
  g_autoptr (PangoLayout) layout = NULL;
  MfPoint at;

  fitted.width = box.width;
  layout = mf_text_new (context, text, &fitted);
  at.x = box.x + (box.width - mf_text_get_width (layout)) * align;
  at.y = box.y + (box.height - mf_text_get_height (layout)) / 2;
  return mf_drawing_add_layout (self, layout, at, style);
}
