/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-html-tokenizer.h"

#include <string.h>

/* The longest character reference that is looked for, "&thetasym;" and the like. */
#define MAX_REFERENCE 12

struct _MfHtmlTokenizer
{
  const char *at;
  const char *end;
  char raw[MF_HTML_MAX_NAME + 1]; /* the element whose text is being read, or "" */
  MfHtmlToken token;
};

/* What people write by name; all others stay as they are written. */
static const struct
{
  const char *name;
  gunichar character;
} references[] = {
  { "amp", '&' },       { "lt", '<' },       { "gt", '>' },       { "quot", '"' },
  { "apos", '\'' },     { "nbsp", 0xa0 },    { "copy", 0xa9 },    { "reg", 0xae },
  { "laquo", 0xab },    { "raquo", 0xbb },   { "middot", 0xb7 },  { "times", 0xd7 },
  { "euro", 0x20ac },   { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 },
  { "rsquo", 0x2019 },  { "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bull", 0x2022 },
  { "hellip", 0x2026 }, { "trade", 0x2122 }, { "larr", 0x2190 },  { "rarr", 0x2192 },
  { "shy", 0xad },      { "zwnj", 0x200c },  { "zwj", 0x200d },
};

/* Elements whose content is no markup (HTML Living Standard, 13.2.5.2 to 13.2.5.5). */
static const char *const raw_elements[] = {
  "script", "style",   "textarea", "title",    "xmp",
  "iframe", "noembed", "noframes", "noscript", "plaintext",
};

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void
clear_token (MfHtmlToken *token)
{
  g_clear_pointer (&token->text, g_free);
  for (guint i = 0; i < token->n_attributes; i++)
    g_free (token->attributes[i].value);
  token->n_attributes = 0;
  token->name[0] = '\0';
}

/* "#39" or "amp", or 0 */
static gunichar
find_character (const char *name, gsize length)
{
  char buffer[MAX_REFERENCE + 1];
  guint64 number;

  if (length == 0 || length > MAX_REFERENCE)
    return 0;
  memcpy (buffer, name, length);
  buffer[length] = '\0';

  if (buffer[0] == '#')
    {
      gboolean hex = buffer[1] == 'x' || buffer[1] == 'X';

      if (!g_ascii_string_to_unsigned (buffer + (hex ? 2 : 1), hex ? 16 : 10, 1, 0x10ffff, &number,
                                       NULL))
        return 0;
      return g_unichar_validate ((gunichar) number) ? (gunichar) number : 0xfffd;
    }

  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    if (g_str_equal (references[i].name, buffer))
      return references[i].character;
  return 0;
}

/* The characters from @start to @end, valid UTF-8, without zero bytes. */
static char *
decode (const char *start, const char *end)
{
  GString *text = g_string_sized_new (end - start);

  while (start < end)
    {
      const char *ampersand = memchr (start, '&', end - start);
      const char *stop = ampersand ? ampersand : end;
      gsize length = 0;
      gunichar character = 0;

      g_string_append_len (text, start, stop - start);
      start = stop;
      if (ampersand == NULL)
        break;

      while (ampersand + 1 + length < end && length <= MAX_REFERENCE &&
             (g_ascii_isalnum (ampersand[1 + length]) || ampersand[1 + length] == '#'))
        length++;
      character = find_character (ampersand + 1, length);
      if (character == 0)
        {
          g_string_append_c (text, '&');
          start++;
          continue;
        }
      g_string_append_unichar (text, character);
      start = ampersand + 1 + length;
      if (start < end && *start == ';')
        start++;
    }

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '\0')
      text->str[i] = ' ';
  if (!g_utf8_validate_len (text->str, text->len, NULL))
    {
      char *valid = g_utf8_make_valid (text->str, (gssize) text->len);

      g_string_free (text, TRUE);
      return valid;
    }
  return g_string_free_and_steal (text);
}

static const MfHtmlToken *
give_text (MfHtmlTokenizer *self, const char *end)
{
  self->token.kind = MF_HTML_TEXT;
  self->token.text = decode (self->at, end);
  self->at = end;
  return &self->token;
}

static const char *
read_name (MfHtmlTokenizer *self, char *name, const char *stops)
{
  const char *start = self->at;
  gsize length;

  while (self->at < self->end && !is_space (*self->at) && strchr (stops, *self->at) == NULL)
    self->at++;

  length = self->at - start;
  name[0] = '\0';
  if (length > MF_HTML_MAX_NAME || memchr (start, '\0', length))
    return name;
  for (gsize i = 0; i < length; i++)
    name[i] = g_ascii_tolower (start[i]);
  name[length] = '\0';
  return name;
}

static void
skip_spaces (MfHtmlTokenizer *self)
{
  while (self->at < self->end && is_space (*self->at))
    self->at++;
}

static char *
read_value (MfHtmlTokenizer *self)
{
  const char *start;
  const char *end;

  skip_spaces (self);
  if (self->at < self->end && (*self->at == '"' || *self->at == '\''))
    {
      char quote = *self->at++;

      start = self->at;
      end = memchr (start, quote, self->end - start);
      self->at = end ? end + 1 : self->end;
      return decode (start, end ? end : self->end);
    }

  start = self->at;
  while (self->at < self->end && !is_space (*self->at) && *self->at != '>')
    self->at++;
  return decode (start, self->at);
}

static void
read_attribute (MfHtmlTokenizer *self)
{
  MfHtmlToken *token = &self->token;
  char name[MF_HTML_MAX_NAME + 1];
  g_autofree char *value = NULL;

  read_name (self, name, "=>/");
  skip_spaces (self);
  if (self->at < self->end && *self->at == '=')
    {
      self->at++;
      value = read_value (self);
    }

  if (name[0] == '\0' || token->n_attributes == MF_HTML_MAX_ATTRIBUTES ||
      mf_html_token_get_attribute (token, name))
    return;
  memcpy (token->attributes[token->n_attributes].name, name, sizeof name);
  token->attributes[token->n_attributes].value = value ? g_steal_pointer (&value) : g_strdup ("");
  token->n_attributes++;
}

static const MfHtmlToken *
read_tag (MfHtmlTokenizer *self)
{
  MfHtmlToken *token = &self->token;

  self->at++;
  token->kind = MF_HTML_START;
  if (*self->at == '/')
    {
      token->kind = MF_HTML_END;
      self->at++;
    }

  read_name (self, token->name, ">/");
  while (self->at < self->end && *self->at != '>')
    {
      const char *before = self->at;

      skip_spaces (self);
      if (self->at < self->end && *self->at != '>' && *self->at != '/')
        read_attribute (self);
      /* A stray slash or equals sign. */
      if (self->at == before)
        self->at++;
    }
  if (self->at < self->end)
    self->at++;

  for (guint i = 0; token->kind == MF_HTML_START && i < G_N_ELEMENTS (raw_elements); i++)
    if (g_str_equal (token->name, raw_elements[i]))
      g_strlcpy (self->raw, token->name, sizeof self->raw);
  return token;
}

/* Passes over "<!…", "<?…" and "</ …", which say nothing. */
static void
skip_declaration (MfHtmlTokenizer *self)
{
  const char *end;

  if (self->end - self->at >= 4 && memcmp (self->at, "<!--", 4) == 0)
    {
      end = g_strstr_len (self->at + 2, self->end - self->at - 2, "-->");
      self->at = end ? end + 3 : self->end;
      return;
    }

  end = memchr (self->at, '>', self->end - self->at);
  self->at = end ? end + 1 : self->end;
}

/* Where the text of a raw element ends: at its own end tag. */
static const char *
find_raw_end (MfHtmlTokenizer *self)
{
  gsize length = strlen (self->raw);

  for (const char *p = self->at; p < self->end; p++)
    {
      p = memchr (p, '<', self->end - p);
      if (p == NULL)
        break;
      if ((gsize) (self->end - p) >= length + 2 && p[1] == '/' &&
          g_ascii_strncasecmp (p + 2, self->raw, length) == 0 &&
          (p + 2 + length == self->end || is_space (p[2 + length]) || p[2 + length] == '>' ||
           p[2 + length] == '/'))
        return p;
    }

  return self->end;
}

static gboolean
begins_tag (const MfHtmlTokenizer *self, const char *at)
{
  return self->end - at >= 2 &&
         (g_ascii_isalpha (at[1]) || at[1] == '!' || at[1] == '?' || at[1] == '/');
}

/**
 * mf_html_tokenizer_new:
 * @text: (transfer none): any bytes, UTF-8 if they are to be understood; must live as long
 * @length: how many
 *
 * Returns: (transfer full): a tokenizer before the first token
 */
MfHtmlTokenizer *
mf_html_tokenizer_new (const char *text, gsize length)
{
  MfHtmlTokenizer *self = g_new0 (MfHtmlTokenizer, 1);

  /* No bytes at all may come as NULL. */
  text = text ? text : "";
  self->at = text;
  self->end = text + length;
  return self;
}

void
mf_html_tokenizer_free (MfHtmlTokenizer *self)
{
  if (self == NULL)
    return;

  clear_token (&self->token);
  g_free (self);
}

/**
 * mf_html_tokenizer_next:
 * @self: a tokenizer
 *
 * Returns: (transfer none) (nullable): the next token, %NULL at the end
 */
const MfHtmlToken *
mf_html_tokenizer_next (MfHtmlTokenizer *self)
{
  clear_token (&self->token);

  if (self->raw[0] != '\0')
    {
      const char *end = find_raw_end (self);

      self->raw[0] = '\0';
      if (end > self->at)
        return give_text (self, end);
    }

  while (self->at < self->end)
    {
      const char *p = self->at;

      while (p < self->end && !(*p == '<' && begins_tag (self, p)))
        p++;
      if (p > self->at)
        return give_text (self, p);
      if (g_ascii_isalpha (p[1]) || (p[1] == '/' && self->end - p >= 3 && g_ascii_isalpha (p[2])))
        return read_tag (self);
      skip_declaration (self);
    }

  return NULL;
}

/**
 * mf_html_token_get_attribute:
 * @self: a start tag
 * @name: a name, in small letters
 *
 * Returns: (transfer none) (nullable): the attribute's value
 */
const char *
mf_html_token_get_attribute (const MfHtmlToken *self, const char *name)
{
  for (guint i = 0; i < self->n_attributes; i++)
    if (g_str_equal (self->attributes[i].name, name))
      return self->attributes[i].value;

  return NULL;
}
