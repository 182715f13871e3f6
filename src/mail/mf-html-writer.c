/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-html-writer.h"

#include <string.h>

static const char *const blocks[] = {
  "p",   "div",    "li",    "h1",   "h2",      "tr", "form",    "header", "main",
  "nav", "footer", "title", "head", "section", "ul", "article", "table",
};

struct _MfHtmlWriter
{
  GString *text;
  GPtrArray *open; /* of static strings: the elements that are not closed */
  const char *tag; /* the one whose attributes are written */
};

/**
 * mf_html_writer_new:
 *
 * Returns: (transfer full): a writer that has written nothing
 */
MfHtmlWriter *
mf_html_writer_new (void)
{
  MfHtmlWriter *self = g_new0 (MfHtmlWriter, 1);

  self->text = g_string_new (NULL);
  self->open = g_ptr_array_new ();
  return self;
}

void
mf_html_writer_free (MfHtmlWriter *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->open);
  g_free (self);
}

/**
 * mf_html_writer_end:
 * @self: (transfer full): a writer
 *
 * Closes what is still open.
 *
 * Returns: (transfer full): all that was written
 */
GBytes *
mf_html_writer_end (MfHtmlWriter *self)
{
  GBytes *bytes;

  while (self->open->len > 0)
    mf_html_close (self, g_ptr_array_index (self->open, self->open->len - 1));

  bytes = g_string_free_to_bytes (g_steal_pointer (&self->text));
  g_ptr_array_unref (self->open);
  g_free (self);
  return bytes;
}

/**
 * mf_html_doctype:
 * @self: a writer that has written nothing
 *
 * Begins a document.
 */
void
mf_html_doctype (MfHtmlWriter *self)
{
  g_string_append (self->text, "<!DOCTYPE html>\n");
}

/* What HTML forbids is left out: control characters, and what is not UTF-8. */
static void
escape (GString *out, const char *text)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  for (const char *p = text; *p; p++)
    switch (*p)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, "&quot;");
        break;
      case '\'':
        g_string_append (out, "&#39;");
        break;
      default:
        if ((guchar) *p >= ' ' || *p == '\n' || *p == '\t')
          g_string_append_c (out, *p);
        break;
      }
}

/**
 * mf_html_begin_tag:
 * @self: a writer
 * @name: (transfer none): an element, a static string
 *
 * mf_html_attribute() and mf_html_end_tag() are to follow.
 */
void
mf_html_begin_tag (MfHtmlWriter *self, const char *name)
{
  g_return_if_fail (self->tag == NULL);

  self->tag = name;
  g_string_append_c (self->text, '<');
  g_string_append (self->text, name);
}

/**
 * mf_html_attribute:
 * @self: a writer within a tag
 * @name: an attribute, a static string
 * @value: (nullable): its value; with %NULL nothing is written
 */
void
mf_html_attribute (MfHtmlWriter *self, const char *name, const char *value)
{
  g_return_if_fail (self->tag != NULL);

  if (value == NULL)
    return;
  g_string_append_c (self->text, ' ');
  g_string_append (self->text, name);
  if (*value == '\0')
    return;
  g_string_append (self->text, "=\"");
  escape (self->text, value);
  g_string_append_c (self->text, '"');
}

/**
 * mf_html_end_tag:
 * @self: a writer within a tag
 * @is_void: whether the element has no content and no end tag
 */
void
mf_html_end_tag (MfHtmlWriter *self, gboolean is_void)
{
  g_return_if_fail (self->tag != NULL);

  g_string_append_c (self->text, '>');
  if (!is_void)
    g_ptr_array_add (self->open, (gpointer) self->tag);
  self->tag = NULL;
}

static void
write_attributes (MfHtmlWriter *self, va_list args)
{
  const char *name;

  while ((name = va_arg (args, const char *)))
    mf_html_attribute (self, name, va_arg (args, const char *));
}

/**
 * mf_html_open:
 * @self: a writer
 * @name: (transfer none): an element
 * @...: pairs of an attribute's name and its value; one whose value is "" stands alone. %NULL ends
 *   them, so an attribute that may be missing comes last or is a matter for mf_html_attribute()
 */
void
mf_html_open (MfHtmlWriter *self, const char *name, ...)
{
  va_list args;

  mf_html_begin_tag (self, name);
  va_start (args, name);
  write_attributes (self, args);
  va_end (args);
  mf_html_end_tag (self, FALSE);
}

/**
 * mf_html_void:
 * @self: a writer
 * @name: an element without content
 * @...: as in mf_html_open()
 */
void
mf_html_void (MfHtmlWriter *self, const char *name, ...)
{
  va_list args;

  mf_html_begin_tag (self, name);
  va_start (args, name);
  write_attributes (self, args);
  va_end (args);
  mf_html_end_tag (self, TRUE);
}

/**
 * mf_html_close:
 * @self: a writer
 * @name: the element that was opened last and is not closed
 */
void
mf_html_close (MfHtmlWriter *self, const char *name)
{
  g_return_if_fail (self->open->len > 0 &&
                    g_str_equal (g_ptr_array_index (self->open, self->open->len - 1), name));

  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
  g_string_append (self->text, "</");
  g_string_append (self->text, name);
  g_string_append_c (self->text, '>');
  /* A line for each block makes a page on the wire readable. */
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    if (g_str_equal (name, blocks[i]))
      g_string_append_c (self->text, '\n');
}

/**
 * mf_html_text:
 * @self: a writer
 * @text: (nullable): what is to be read, whatever characters are in it
 */
void
mf_html_text (MfHtmlWriter *self, const char *text)
{
  if (text)
    escape (self->text, text);
}

/**
 * mf_html_element:
 * @self: a writer
 * @name: an element
 * @text: (nullable): all that is in it
 * @...: as in mf_html_open()
 */
void
mf_html_element (MfHtmlWriter *self, const char *name, const char *text, ...)
{
  va_list args;

  mf_html_begin_tag (self, name);
  va_start (args, text);
  write_attributes (self, args);
  va_end (args);
  mf_html_end_tag (self, FALSE);
  mf_html_text (self, text);
  mf_html_close (self, name);
}

/**
 * mf_html_get_depth:
 * @self: a writer
 *
 * Returns: how many elements are open
 */
guint
mf_html_get_depth (const MfHtmlWriter *self)
{
  return self->open->len;
}

/**
 * mf_html_peek_open:
 * @self: a writer
 * @up: 0 for the element that was opened last
 *
 * Returns: (transfer none) (nullable): an element that is open
 */
const char *
mf_html_peek_open (const MfHtmlWriter *self, guint up)
{
  return up < self->open->len ? g_ptr_array_index (self->open, self->open->len - 1 - up) : NULL;
}
