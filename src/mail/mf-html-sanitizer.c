/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-html-sanitizer.h"

#include "mail/mf-html-tokenizer.h"
#include "mail/mf-html-writer.h"

#include <string.h>

/* What a letter may be made of. Everything else is left out, most of it with
 * its tags only, so that its text can still be read. */
static const struct
{
  const char *name;
  gboolean is_void;
} allowed[] = {
  { "a", FALSE },        { "abbr", FALSE },       { "address", FALSE }, { "b", FALSE },
  { "big", FALSE },      { "blockquote", FALSE }, { "br", TRUE },       { "caption", FALSE },
  { "center", FALSE },   { "cite", FALSE },       { "code", FALSE },    { "col", TRUE },
  { "colgroup", FALSE }, { "dd", FALSE },         { "del", FALSE },     { "div", FALSE },
  { "dl", FALSE },       { "dt", FALSE },         { "em", FALSE },      { "font", FALSE },
  { "h1", FALSE },       { "h2", FALSE },         { "h3", FALSE },      { "h4", FALSE },
  { "h5", FALSE },       { "h6", FALSE },         { "hr", TRUE },       { "i", FALSE },
  { "img", TRUE },       { "ins", FALSE },        { "kbd", FALSE },     { "li", FALSE },
  { "ol", FALSE },       { "p", FALSE },          { "pre", FALSE },     { "q", FALSE },
  { "s", FALSE },        { "samp", FALSE },       { "small", FALSE },   { "span", FALSE },
  { "strike", FALSE },   { "strong", FALSE },     { "sub", FALSE },     { "sup", FALSE },
  { "table", FALSE },    { "tbody", FALSE },      { "td", FALSE },      { "tfoot", FALSE },
  { "th", FALSE },       { "thead", FALSE },      { "tr", FALSE },      { "tt", FALSE },
  { "u", FALSE },        { "ul", FALSE },         { "var", FALSE },
};

/* What may be said of them. */
static const char *const attributes[] = {
  "abbr", "align",   "alt",   "bgcolor", "border", "cellpadding", "cellspacing", "cite",  "color",
  "cols", "colspan", "dir",   "face",    "height", "lang",        "rowspan",     "rows",  "scope",
  "size", "span",    "start", "style",   "title",  "type",        "valign",      "value", "width",
};

/* What is left out with all that is inside; elements without content are not among
 * them. The tokenizer gives the content of
 * most of them as one text. */
static const char *const dropped[] = {
  "applet",  "audio",    "canvas",   "frameset", "head",   "iframe", "math",
  "noembed", "noframes", "noscript", "object",   "script", "select", "style",
  "svg",     "template", "textarea", "title",    "video",  "xmp",    "plaintext",
};

typedef struct
{
  MfHtmlWriter *writer;
  MfHtmlPictureFunc picture;
  gpointer user_data;
  const char *inside; /* the dropped element that we are in, or NULL */
  guint depth;        /* how many of its name are open */
} Sanitizer;

static const char *
find (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (names[i], name))
      return names[i];

  return NULL;
}

/* A style may colour and space; it may neither load anything nor hide that it
 * does behind an escape or a comment. */
static gboolean
is_harmless_style (const char *value)
{
  static const char *const harmful[] = {
    "url",       "image",    "expression", "@",     "\\",       "/*",   "binding", "behavior",
    "behaviour", "position", "var(",       "attr(", "element(", "src(", "<",
  };
  g_autofree char *folded = g_ascii_strdown (value, -1);

  for (guint i = 0; i < G_N_ELEMENTS (harmful); i++)
    if (strstr (folded, harmful[i]))
      return FALSE;

  /* These will not be written, and "u\1rl(" is to be nothing else then. */
  for (const char *p = folded; *p; p++)
    if (g_ascii_iscntrl (*p) && *p != '\n' && *p != '\t')
      return FALSE;

  return TRUE;
}

/* (nullable): "http:", "https:" and "mailto:", with nothing in front of them */
static const char *
get_harmless_url (const char *value)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (value, schemes[i], strlen (schemes[i])) == 0)
      return value;

  return NULL;
}

static void
write_picture (Sanitizer *self, const MfHtmlToken *token)
{
  const char *source = mf_html_token_get_attribute (token, "src");
  g_autofree char *url = NULL;

  if (source && g_ascii_strncasecmp (source, "cid:", 4) == 0 && self->picture)
    url = self->picture (source + 4, self->user_data);

  mf_html_attribute (self->writer, "src", url);
}

static void
write_attributes (Sanitizer *self, const char *name, const MfHtmlToken *token)
{
  for (guint i = 0; i < token->n_attributes; i++)
    {
      const char *attribute =
          find (attributes, G_N_ELEMENTS (attributes), token->attributes[i].name);

      if (attribute == NULL || *token->attributes[i].value == '\0' ||
          (g_str_equal (attribute, "style") && !is_harmless_style (token->attributes[i].value)))
        continue;
      mf_html_attribute (self->writer, attribute, token->attributes[i].value);
    }

  if (g_str_equal (name, "img"))
    write_picture (self, token);
  if (g_str_equal (name, "a"))
    {
      const char *href = mf_html_token_get_attribute (token, "href");
      const char *url = href ? get_harmless_url (href) : NULL;

      mf_html_attribute (self->writer, "href", url);
      mf_html_attribute (self->writer, "target", url ? "_blank" : NULL);
      mf_html_attribute (self->writer, "rel", url ? "noopener noreferrer nofollow" : NULL);
    }
}

static void
take_start (Sanitizer *self, const MfHtmlToken *token)
{
  const char *drop = find (dropped, G_N_ELEMENTS (dropped), token->name);

  if (drop)
    {
      self->inside = drop;
      self->depth = 1;
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      if (!g_str_equal (allowed[i].name, token->name))
        continue;
      if (!allowed[i].is_void && mf_html_get_depth (self->writer) >= MF_HTML_SANITIZER_MAX_DEPTH)
        return;
      mf_html_begin_tag (self->writer, allowed[i].name);
      write_attributes (self, allowed[i].name, token);
      mf_html_end_tag (self->writer, allowed[i].is_void);
      return;
    }
}

/* Closes what the letter closes, and what it forgot to close in there. */
static void
take_end (Sanitizer *self, const MfHtmlToken *token)
{
  guint up = 0;
  const char *open;

  while ((open = mf_html_peek_open (self->writer, up)) && !g_str_equal (open, token->name))
    up++;

  /* The two outermost are ours. */
  if (open == NULL || up + 2 >= mf_html_get_depth (self->writer))
    return;
  for (guint i = 0; i <= up; i++)
    mf_html_close (self->writer, mf_html_peek_open (self->writer, 0));
}

static void
take_dropped (Sanitizer *self, const MfHtmlToken *token)
{
  /* Who forgets to close the head means the body to be read. */
  if (token->kind == MF_HTML_START && g_str_equal (token->name, "body") &&
      g_str_equal (self->inside, "head"))
    self->inside = NULL;
  if (token->kind == MF_HTML_TEXT || self->inside == NULL ||
      !g_str_equal (token->name, self->inside))
    return;

  if (token->kind == MF_HTML_START)
    self->depth++;
  else if (--self->depth == 0)
    self->inside = NULL;
}

/**
 * mf_html_sanitize:
 * @html: a letter's HTML, UTF-8
 * @picture: (nullable): who knows its pictures
 * @user_data: for @picture
 *
 * Writes the text of a letter anew, with nothing in it that could run, be
 * submitted, or be fetched from anywhere: only elements and attributes that are
 * known to be harmless are written, and each is written by us. A browser
 * is to be told the same by Content-Security-Policy and a sandbox.
 *
 * Returns: (transfer full): a whole document
 */
GBytes *
mf_html_sanitize (const char *html, MfHtmlPictureFunc picture, gpointer user_data)
{
  g_autoptr (MfHtmlTokenizer) tokenizer = mf_html_tokenizer_new (html, strlen (html));
  Sanitizer self = { .writer = mf_html_writer_new (), .picture = picture, .user_data = user_data };
  const MfHtmlToken *token;

  mf_html_doctype (self.writer);
  mf_html_open (self.writer, "html", NULL);
  mf_html_void (self.writer, "meta", "charset", "utf-8", NULL);
  mf_html_open (self.writer, "body", NULL);

  while ((token = mf_html_tokenizer_next (tokenizer)))
    {
      if (self.inside)
        take_dropped (&self, token);
      else if (token->kind == MF_HTML_TEXT)
        mf_html_text (self.writer, token->text);
      else if (token->kind == MF_HTML_START)
        take_start (&self, token);
      else
        take_end (&self, token);
    }

  return mf_html_writer_end (self.writer);
}
