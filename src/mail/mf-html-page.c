/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-html-page.h"

#include "mail/mf-html-tokenizer.h"

#include <string.h>

typedef struct
{
  MfHtmlPage *page;
  GString *text;        /* of the link or title that is being read */
  MfHtmlLink *link;     /* NULL outside of one */
  MfHtmlForm *form;     /* likewise */
  MfHtmlInput *content; /* the textarea whose text comes */
  gboolean in_title;
} Reader;

static void
object_free (gpointer data)
{
  MfHtmlObject *object = data;

  g_free (object->url);
  g_free (object);
}

static void
link_free (gpointer data)
{
  MfHtmlLink *link = data;

  g_free (link->url);
  g_free (link->text);
  g_free (link->kind);
  g_free (link);
}

static void
input_free (gpointer data)
{
  MfHtmlInput *input = data;

  g_free (input->name);
  g_free (input->type);
  g_free (input->value);
  g_free (input);
}

static void
form_free (gpointer data)
{
  MfHtmlForm *form = data;

  g_free (form->id);
  g_free (form->action);
  g_ptr_array_unref (form->inputs);
  g_free (form);
}

void
mf_html_page_free (MfHtmlPage *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_ptr_array_unref (self->objects);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->forms);
  g_free (self);
}

static char *
collapse (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *out = g_string_new (NULL);

  for (char **word = words; *word; word++)
    if (**word)
      g_string_append_printf (out, "%s%s", out->len ? " " : "", *word);
  return g_string_free_and_steal (out);
}

static char *
dup_attribute (const MfHtmlToken *token, const char *name, const char *otherwise)
{
  const char *value = mf_html_token_get_attribute (token, name);

  return g_strdup (value ? value : otherwise);
}

/* Whether there is room for one more; a page without end ends. */
static gboolean
has_room (const GPtrArray *items)
{
  return items->len < MF_HTML_PAGE_MAX_ITEMS;
}

static void
add_object (Reader *self, const char *url, const char *accept)
{
  MfHtmlObject *object;

  if (url == NULL || *url == '\0' || g_str_has_prefix (url, "data:") ||
      !has_room (self->page->objects))
    return;

  /* What stands on a page twice is fetched once. */
  for (guint i = 0; i < self->page->objects->len; i++)
    if (g_str_equal (((MfHtmlObject *) g_ptr_array_index (self->page->objects, i))->url, url))
      return;

  object = g_new0 (MfHtmlObject, 1);
  object->url = g_strdup (url);
  object->accept = accept;
  g_ptr_array_add (self->page->objects, object);
}

static void
start_form (Reader *self, const MfHtmlToken *token)
{
  const char *method = mf_html_token_get_attribute (token, "method");
  const char *type = mf_html_token_get_attribute (token, "enctype");

  self->form = NULL;
  if (!has_room (self->page->forms))
    return;

  self->form = g_new0 (MfHtmlForm, 1);
  self->form->id = dup_attribute (token, "id", NULL);
  self->form->action = dup_attribute (token, "action", "");
  self->form->post = method && g_ascii_strcasecmp (method, "post") == 0;
  self->form->multipart = type && g_ascii_strcasecmp (type, "multipart/form-data") == 0;
  self->form->inputs = g_ptr_array_new_with_free_func (input_free);
  g_ptr_array_add (self->page->forms, self->form);
}

static MfHtmlInput *
add_input (Reader *self, const MfHtmlToken *token, const char *type)
{
  const char *name = mf_html_token_get_attribute (token, "name");
  MfHtmlInput *input;

  if (self->form == NULL || name == NULL || !has_room (self->form->inputs))
    return NULL;

  input = g_new0 (MfHtmlInput, 1);
  input->name = g_strdup (name);
  input->type = dup_attribute (token, "type", type);
  input->value = dup_attribute (token, "value", "");
  g_ptr_array_add (self->form->inputs, input);
  return input;
}

static void
start_link (Reader *self, const MfHtmlToken *token)
{
  self->link = NULL;
  if (mf_html_token_get_attribute (token, "href") == NULL || !has_room (self->page->links))
    return;

  self->link = g_new0 (MfHtmlLink, 1);
  self->link->url = dup_attribute (token, "href", "");
  self->link->kind = dup_attribute (token, "class", NULL);
  self->link->text = g_strdup ("");
  g_ptr_array_add (self->page->links, self->link);
  g_string_truncate (self->text, 0);
}

static void
take_start (Reader *self, const MfHtmlToken *token)
{
  const char *rel = mf_html_token_get_attribute (token, "rel");

  if (g_str_equal (token->name, "img"))
    add_object (self, mf_html_token_get_attribute (token, "src"), "image/*");
  else if (g_str_equal (token->name, "iframe"))
    add_object (self, mf_html_token_get_attribute (token, "src"), "text/html");
  else if (g_str_equal (token->name, "link") && rel && g_str_equal (rel, "stylesheet"))
    add_object (self, mf_html_token_get_attribute (token, "href"), "text/css");
  else if (g_str_equal (token->name, "a"))
    start_link (self, token);
  else if (g_str_equal (token->name, "form"))
    start_form (self, token);
  else if (g_str_equal (token->name, "input"))
    add_input (self, token, "text");
  else if (g_str_equal (token->name, "button"))
    add_input (self, token, "submit");
  else if (g_str_equal (token->name, "textarea"))
    self->content = add_input (self, token, "textarea");
  else if (g_str_equal (token->name, "title"))
    {
      self->in_title = TRUE;
      g_string_truncate (self->text, 0);
    }
}

static void
take_end (Reader *self, const MfHtmlToken *token)
{
  if (g_str_equal (token->name, "a") && self->link)
    {
      g_free (self->link->text);
      self->link->text = collapse (self->text->str);
      self->link = NULL;
    }
  else if (g_str_equal (token->name, "form"))
    self->form = NULL;
  else if (g_str_equal (token->name, "textarea"))
    self->content = NULL;
  else if (g_str_equal (token->name, "title") && self->in_title)
    {
      self->in_title = FALSE;
      g_free (self->page->title);
      self->page->title = collapse (self->text->str);
    }
}

/**
 * mf_html_page_read:
 * @html: any bytes
 *
 * Returns: (transfer full): what is in the page; never fails
 */
MfHtmlPage *
mf_html_page_read (GBytes *html)
{
  gsize length;
  const char *data = g_bytes_get_data (html, &length);
  g_autoptr (MfHtmlTokenizer) tokenizer = mf_html_tokenizer_new (data, length);
  g_autoptr (GString) text = g_string_new (NULL);
  MfHtmlPage *page = g_new0 (MfHtmlPage, 1);
  Reader reader = { .page = page, .text = text };
  const MfHtmlToken *token;

  page->title = g_strdup ("");
  page->objects = g_ptr_array_new_with_free_func (object_free);
  page->links = g_ptr_array_new_with_free_func (link_free);
  page->forms = g_ptr_array_new_with_free_func (form_free);

  while ((token = mf_html_tokenizer_next (tokenizer)))
    {
      if (token->kind == MF_HTML_START)
        take_start (&reader, token);
      else if (token->kind == MF_HTML_END)
        take_end (&reader, token);
      else if (reader.content)
        {
          g_free (reader.content->value);
          reader.content->value = g_strdup (token->text);
        }
      else if (reader.link || reader.in_title)
        g_string_append (text, token->text);
    }

  return page;
}

/**
 * mf_html_page_find_form:
 * @self: a page
 * @id: a form's id
 *
 * Returns: (transfer none) (nullable): the first form of that id
 */
const MfHtmlForm *
mf_html_page_find_form (const MfHtmlPage *self, const char *id)
{
  for (guint i = 0; i < self->forms->len; i++)
    {
      const MfHtmlForm *form = g_ptr_array_index (self->forms, i);

      if (g_strcmp0 (form->id, id) == 0)
        return form;
    }

  return NULL;
}

static gboolean
has_class (const char *classes, const char *name)
{
  g_auto (GStrv) words = g_strsplit (classes ? classes : "", " ", -1);

  return g_strv_contains ((const char *const *) words, name);
}

/**
 * mf_html_page_find_link:
 * @self: a page
 * @kind: (nullable): only one of this class
 * @text: (nullable): only one that reads so
 *
 * Returns: (transfer none) (nullable): the first such link
 */
const MfHtmlLink *
mf_html_page_find_link (const MfHtmlPage *self, const char *kind, const char *text)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      const MfHtmlLink *link = g_ptr_array_index (self->links, i);

      if ((kind == NULL || has_class (link->kind, kind)) &&
          (text == NULL || g_str_equal (link->text, text)))
        return link;
    }

  return NULL;
}

/**
 * mf_html_page_count_links:
 * @self: a page
 * @kind: a class
 *
 * Returns: how many links are of it
 */
guint
mf_html_page_count_links (const MfHtmlPage *self, const char *kind)
{
  guint n = 0;

  for (guint i = 0; i < self->links->len; i++)
    n += has_class (((MfHtmlLink *) g_ptr_array_index (self->links, i))->kind, kind);
  return n;
}
