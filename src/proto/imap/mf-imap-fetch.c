/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-fetch.h"

#include "proto/imap/mf-imap-writer.h"

#include <string.h>

/* The most field names of one section. */
#define MAX_FIELDS 1000

/* Names, and which of them a client may ask for. Longer ones before those they begin with. */
static const struct
{
  const char *name;
  MfImapFetchKind kind;
} names[] = {
  { "UID", MF_IMAP_FETCH_UID },
  { "FLAGS", MF_IMAP_FETCH_FLAGS },
  { "INTERNALDATE", MF_IMAP_FETCH_INTERNALDATE },
  { "RFC822.SIZE", MF_IMAP_FETCH_RFC822_SIZE },
  { "ENVELOPE", MF_IMAP_FETCH_ENVELOPE },
  { "BODY", MF_IMAP_FETCH_BODY },
  { "BODYSTRUCTURE", MF_IMAP_FETCH_BODYSTRUCTURE },
  { "RFC822", MF_IMAP_FETCH_RFC822 },
  { "RFC822.HEADER", MF_IMAP_FETCH_RFC822_HEADER },
  { "RFC822.TEXT", MF_IMAP_FETCH_RFC822_TEXT },
};

static const struct
{
  const char *name;
  MfImapSectionText text;
} texts[] = {
  { "HEADER", MF_IMAP_SECTION_HEADER },
  { "HEADER.FIELDS", MF_IMAP_SECTION_HEADER_FIELDS },
  { "HEADER.FIELDS.NOT", MF_IMAP_SECTION_HEADER_FIELDS_NOT },
  { "TEXT", MF_IMAP_SECTION_TEXT },
  { "MIME", MF_IMAP_SECTION_MIME },
};

void
mf_imap_section_clear (MfImapSection *self)
{
  g_clear_pointer (&self->fields, g_strfreev);
  *self = (MfImapSection) { 0 };
}

void
mf_imap_fetch_free (MfImapFetch *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_items; i++)
    mf_imap_section_clear (&self->items[i].section);
  g_free (self->items);
  g_free (self);
}

static MfImapFetchItem *
find_item (MfImapFetch *self, MfImapFetchKind kind)
{
  for (guint i = 0; i < self->n_items; i++)
    if (self->items[i].kind == kind)
      return &self->items[i];

  return NULL;
}

static void
add_item (MfImapFetch *self, const MfImapFetchItem *item)
{
  self->items = g_renew (MfImapFetchItem, self->items, self->n_items + 1);
  self->items[self->n_items++] = *item;
  self->kinds |= item->kind;
  self->marks_seen |= (item->kind & MF_IMAP_FETCH_SECTIONS) != 0 && !item->peek;
}

/**
 * mf_imap_fetch_add:
 * @self: the arguments of a FETCH
 * @kind: one that is no %MF_IMAP_FETCH_SECTION
 *
 * Asks for that too, unless it is asked for already.
 */
void
mf_imap_fetch_add (MfImapFetch *self, MfImapFetchKind kind)
{
  MfImapFetchItem item = { .kind = kind };

  if (find_item (self, kind))
    return;
  if (kind == MF_IMAP_FETCH_RFC822_HEADER)
    item.section.text = MF_IMAP_SECTION_HEADER;
  else if (kind == MF_IMAP_FETCH_RFC822_TEXT)
    item.section.text = MF_IMAP_SECTION_TEXT;
  item.peek = kind == MF_IMAP_FETCH_RFC822_HEADER;
  add_item (self, &item);
}

/* header-list = "(" header-fld-name *(SP header-fld-name) ")"; header-fld-name = astring */
static gboolean
read_fields (MfImapLexer *lexer, MfImapSection *section)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  if (!mf_imap_lexer_space (lexer) || !mf_imap_lexer_open (lexer))
    return FALSE;
  do
    {
      MfImapString string;

      if (fields->len >= MAX_FIELDS)
        return mf_imap_lexer_fail (lexer, "fewer field names");
      if (!mf_imap_lexer_astring (lexer, &string))
        return FALSE;
      g_ptr_array_add (fields, mf_imap_lexer_dup_string (lexer, &string, NULL));
    }
  while (mf_imap_lexer_try (lexer, ' '));

  section->fields = (char **) g_ptr_array_steal (fields, NULL);
  return mf_imap_lexer_close (lexer);
}

/* section-part = nz-number *("." nz-number), and the dot before a section-text. */
static gboolean
read_path (MfImapLexer *lexer, MfImapSection *section, gboolean *dot)
{
  *dot = FALSE;
  while (g_ascii_isdigit (mf_imap_lexer_peek (lexer)))
    {
      if (section->n_path >= MF_IMAP_SECTION_DEPTH_MAX)
        return mf_imap_lexer_fail (lexer, "a part that is less deep");
      if (!mf_imap_lexer_nz_number (lexer, &section->path[section->n_path]))
        return FALSE;
      section->n_path++;
      *dot = mf_imap_lexer_try (lexer, '.');
      if (!*dot)
        break;
    }

  return TRUE;
}

static gboolean
read_text (MfImapLexer *lexer, MfImapSection *section)
{
  gsize start = lexer->position;
  MfSpan span;

  if (!mf_imap_lexer_word (lexer, &span))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (mf_imap_lexer_span_is (lexer, span, texts[i].name))
      section->text = texts[i].text;
  /* "The MIME part specifier MUST be prefixed by one or more numeric part specifiers." */
  if (section->text == MF_IMAP_SECTION_ALL ||
      (section->text == MF_IMAP_SECTION_MIME && section->n_path == 0))
    {
      lexer->position = start;
      return mf_imap_lexer_fail (lexer, "HEADER, HEADER.FIELDS, TEXT or MIME");
    }

  return (section->text != MF_IMAP_SECTION_HEADER_FIELDS &&
          section->text != MF_IMAP_SECTION_HEADER_FIELDS_NOT) ||
         read_fields (lexer, section);
}

/**
 * mf_imap_section_read:
 * @lexer: where from
 * @section: (out caller-allocates): the section; clear it, whatever is returned
 *
 * section = "[" [section-spec] "]"
 * section-spec = section-msgtext / (section-part ["." section-text])
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_section_read (MfImapLexer *lexer, MfImapSection *section)
{
  gboolean dot;

  *section = (MfImapSection) { 0 };
  if (!mf_imap_lexer_expect (lexer, '[') || !read_path (lexer, section, &dot))
    return FALSE;
  if ((section->n_path == 0 && mf_imap_lexer_peek (lexer) != ']') || dot)
    if (!read_text (lexer, section))
      return FALSE;

  return mf_imap_lexer_expect (lexer, ']');
}

/* ["<" number "." nz-number ">"] */
static gboolean
read_partial (MfImapLexer *lexer, MfImapFetchItem *item)
{
  if (!mf_imap_lexer_try (lexer, '<'))
    return TRUE;

  item->partial = TRUE;
  return mf_imap_lexer_number (lexer, &item->start) && mf_imap_lexer_expect (lexer, '.') &&
         mf_imap_lexer_nz_number (lexer, &item->count) && mf_imap_lexer_expect (lexer, '>');
}

static gboolean
read_section_item (MfImapLexer *lexer, MfImapFetch *fetch, gboolean peek)
{
  MfImapFetchItem item = { .kind = MF_IMAP_FETCH_SECTION, .peek = peek };

  if (fetch->n_items >= MF_IMAP_FETCH_ITEMS_MAX)
    return mf_imap_lexer_fail (lexer, "fewer items");
  if (!mf_imap_section_read (lexer, &item.section) || !read_partial (lexer, &item))
    {
      mf_imap_section_clear (&item.section);
      return FALSE;
    }

  add_item (fetch, &item);
  return TRUE;
}

/* fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822" [".HEADER" / ".SIZE" / ".TEXT"] /
 *             "BODY" ["STRUCTURE"] / "UID" / "BODY" section ["<" number "." nz-number ">"] /
 *             "BODY.PEEK" section ["<" number "." nz-number ">"] */
static gboolean
read_item (MfImapLexer *lexer, MfImapFetch *fetch)
{
  gsize start = lexer->position;
  gboolean bracket;
  MfSpan span;

  if (!mf_imap_lexer_word (lexer, &span))
    return FALSE;

  bracket = mf_imap_lexer_peek (lexer) == '[';
  if (bracket && mf_imap_lexer_span_is (lexer, span, "BODY"))
    return read_section_item (lexer, fetch, FALSE);
  if (bracket && mf_imap_lexer_span_is (lexer, span, "BODY.PEEK"))
    return read_section_item (lexer, fetch, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (names) && !bracket; i++)
    if (mf_imap_lexer_span_is (lexer, span, names[i].name))
      {
        mf_imap_fetch_add (fetch, names[i].kind);
        return TRUE;
      }

  lexer->position = start;
  return mf_imap_lexer_fail (lexer, "the name of a data item");
}

/* "ALL" / "FULL" / "FAST": "a macro must be used by itself" (RFC 3501 section 6.4.5). */
static gboolean
read_macro (MfImapLexer *lexer, MfImapFetch *fetch)
{
  gboolean full = mf_imap_lexer_try_keyword (lexer, "FULL");
  gboolean all = full || mf_imap_lexer_try_keyword (lexer, "ALL");

  if (!all && !mf_imap_lexer_try_keyword (lexer, "FAST"))
    return FALSE;

  mf_imap_fetch_add (fetch, MF_IMAP_FETCH_FLAGS);
  mf_imap_fetch_add (fetch, MF_IMAP_FETCH_INTERNALDATE);
  mf_imap_fetch_add (fetch, MF_IMAP_FETCH_RFC822_SIZE);
  if (all)
    mf_imap_fetch_add (fetch, MF_IMAP_FETCH_ENVELOPE);
  if (full)
    mf_imap_fetch_add (fetch, MF_IMAP_FETCH_BODY);
  return TRUE;
}

/**
 * mf_imap_fetch_read:
 * @lexer: where from
 * @fetch: (out) (transfer full): what is wanted
 *
 * ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
 *
 * Returns: whether there was any
 */
gboolean
mf_imap_fetch_read (MfImapLexer *lexer, MfImapFetch **fetch)
{
  g_autoptr (MfImapFetch) self = g_new0 (MfImapFetch, 1);

  if (mf_imap_lexer_peek (lexer) == '(')
    {
      if (!mf_imap_lexer_open (lexer))
        return FALSE;
      do
        if (!read_item (lexer, self))
          return FALSE;
      while (mf_imap_lexer_try (lexer, ' '));
      if (!mf_imap_lexer_close (lexer))
        return FALSE;
    }
  else if (!read_macro (lexer, self) && !read_item (lexer, self))
    return FALSE;

  *fetch = g_steal_pointer (&self);
  return TRUE;
}

/**
 * mf_imap_section_write:
 * @self: a section
 * @out: where to: with its brackets
 */
void
mf_imap_section_write (const MfImapSection *self, GString *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < self->n_path; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "." : "", self->path[i]);
  if (self->text != MF_IMAP_SECTION_ALL)
    g_string_append_printf (out, "%s%s", self->n_path > 0 ? "." : "",
                            texts[self->text - MF_IMAP_SECTION_HEADER].name);
  for (guint i = 0; self->fields && self->fields[i]; i++)
    {
      g_string_append (out, i == 0 ? " (" : " ");
      mf_imap_write_astring (out, self->fields[i], -1);
    }
  g_string_append (out, self->fields ? ")]" : "]");
}

/**
 * mf_imap_fetch_item_write:
 * @self: an item
 * @request: whether as a client asks for it, or as a server names what it answers: without PEEK,
 *   and of a partial only where it begins (RFC 3501 section 7.4.2)
 * @out: where to
 */
void
mf_imap_fetch_item_write (const MfImapFetchItem *self, gboolean request, GString *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].kind == self->kind)
      {
        g_string_append (out, names[i].name);
        return;
      }

  g_string_append (out, request && self->peek ? "BODY.PEEK" : "BODY");
  mf_imap_section_write (&self->section, out);
  if (self->partial && request)
    g_string_append_printf (out, "<%u.%u>", self->start, self->count);
  else if (self->partial)
    g_string_append_printf (out, "<%u>", self->start);
}

static gboolean
is_picked (const MfImapSection *self, const char *name, gsize length)
{
  gboolean listed = FALSE;

  while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t'))
    length--;
  for (guint i = 0; self->fields && self->fields[i] && !listed; i++)
    listed = strlen (self->fields[i]) == length &&
             g_ascii_strncasecmp (self->fields[i], name, length) == 0;

  return listed == (self->text == MF_IMAP_SECTION_HEADER_FIELDS);
}

/**
 * mf_imap_section_pick_fields:
 * @self: a section of HEADER.FIELDS or HEADER.FIELDS.NOT
 * @header: a header, with or without the blank line at its end
 *
 * Returns: (transfer full): those of its fields, byte for byte, and a blank line: "Subsetting does
 *   not exclude the [RFC-2822] delimiting blank line" (RFC 3501 section 6.4.5)
 */
GBytes *
mf_imap_section_pick_fields (const MfImapSection *self, GBytes *header)
{
  gsize size;
  const char *data = g_bytes_get_data (header, &size);
  GString *picked = g_string_new (NULL);
  gboolean keep = FALSE;
  gsize at = 0;

  while (at < size)
    {
      const char *lf = memchr (data + at, '\n', size - at);
      gsize end = lf ? (gsize) (lf - data) + 1 : size;
      const char *colon = memchr (data + at, ':', end - at);

      if (end - at <= 2 && (data[at] == '\n' || data[at] == '\r'))
        break;
      /* A line that begins with a space goes on with the field before it. */
      if (data[at] != ' ' && data[at] != '\t')
        keep = colon && is_picked (self, data + at, (gsize) (colon - data) - at);
      if (keep)
        g_string_append_len (picked, data + at, (gssize) (end - at));
      at = end;
    }

  g_string_append (picked, "\r\n");
  return g_string_free_to_bytes (picked);
}
