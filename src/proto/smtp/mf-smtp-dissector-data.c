/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector-private.h"

#include <string.h>

/* The fields of message data: a letter's header, its body, and what SMTP adds
 * on the way: dots and the end mark. */

typedef struct
{
  MfUnitBuilder *builder;
  const char *text;
  guint n_fields;
} Block;

static void
add_field (Block *block, const char *name, gsize start, gsize end, char *value)
{
  if (end > start && block->n_fields < MF_SMTP_MAX_FIELDS)
    {
      mf_unit_builder_add_field (block->builder, name, MF_SPAN (start, end - start), value);
      block->n_fields++;
    }
  else
    g_free (value);
}

/* The offset behind the next LF, or @end. */
static gsize
find_line_end (const Block *block, gsize start, gsize end)
{
  const char *lf = memchr (block->text + start, '\n', end - start);

  return lf ? (gsize) (lf - block->text) + 1 : end;
}

static gsize
trim_line_end (const Block *block, gsize start, gsize end)
{
  if (end > start && block->text[end - 1] == '\n')
    end--;
  if (end > start && block->text[end - 1] == '\r')
    end--;
  return end;
}

/* field-name = 1*ftext, ftext = %d33-57 / %d59-126 (RFC 5322 section 3.6.8).
 * Returns where the colon is, or 0. */
static gsize
find_colon (const Block *block, gsize start, gsize end)
{
  for (gsize i = start; i < end; i++)
    {
      if (block->text[i] == ':')
        return i > start ? i : 0;
      if (block->text[i] < 33 || block->text[i] > 126)
        return 0;
    }

  return 0;
}

static gboolean
is_wsp (char c)
{
  return c == ' ' || c == '\t';
}

/* "Unfolding is accomplished by simply removing any CRLF that is immediately
 * followed by WSP" (RFC 5322 section 2.2.3). NULL if there was nothing to do. */
static char *
unfold (const Block *block, gsize start, gsize end)
{
  g_autoptr (GString) unfolded = NULL;

  if (memchr (block->text + start, '\n', end - start) == NULL)
    return NULL;

  unfolded = g_string_sized_new (end - start);
  for (gsize i = start; i < end; i++)
    if (block->text[i] != '\r' && block->text[i] != '\n')
      g_string_append_c (unfolded, block->text[i]);
  return g_utf8_make_valid (unfolded->str, (gssize) unfolded->len);
}

static void
add_header_field (Block *block, gsize start, gsize end)
{
  gsize name = start + (block->text[start] == '.' ? 1 : 0); /* a stuffed dot */
  gsize colon = find_colon (block, name, end);
  gsize body = colon ? colon + 1 : start;

  end = trim_line_end (block, start, end);
  while (body < end && is_wsp (block->text[body]))
    body++;

  add_field (block, "header-field", start, end, NULL);
  if (colon)
    add_field (block, "field-name", name, colon, NULL);
  if (body < end)
    add_field (block, "field-body", body, end, unfold (block, body, end));
}

/* Reads header fields from @at. Returns where the header ends in this block. */
static gsize
add_header (Block *block, gsize at, gsize end, MfSmtpDataState *state)
{
  while (at < end && state->in_header)
    {
      gsize next = find_line_end (block, at, end);

      if (trim_line_end (block, at, next) == at)
        {
          add_field (block, "blank-line", at, next, NULL);
          state->in_header = FALSE;
          return next;
        }

      /* A block may begin with the rest of a field. */
      if (!is_wsp (block->text[at]) && !find_colon (block, at, next))
        {
          state->in_header = FALSE;
          return at;
        }

      while (next < end && is_wsp (block->text[next]))
        next = find_line_end (block, next, end);
      add_header_field (block, at, next);
      at = next;
    }

  return at;
}

/* Marks what stands in the data and is no part of the letter. */
static void
add_line_marks (Block *block, gsize at, gsize end, gboolean in_line)
{
  while (at < end && block->n_fields < MF_SMTP_MAX_FIELDS)
    {
      gsize next = find_line_end (block, at, end);
      gsize trimmed = trim_line_end (block, at, next);
      const char *cr = trimmed > at ? memchr (block->text + at, '\r', trimmed - at) : NULL;

      if (!in_line && block->text[at] == '.')
        add_field (block, "dot-stuffing", at, at + 1, NULL);
      if (cr)
        add_field (block, "bare-cr", (gsize) (cr - block->text), (gsize) (cr - block->text) + 1,
                   NULL);

      in_line = next == trimmed || next == trimmed + 1;
      if (in_line && next > trimmed && block->text[trimmed] == '\n')
        add_field (block, "bare-lf", trimmed, next, NULL);
      at = next;
    }
}

/* @has_end says that the block ends with the end mark. The CRLF before the
 * dot is both the last line's end and the end mark's start (RFC 5321 section
 * 4.1.1.4); it is shown as the end mark's, so that fields do not cross. */
void
mf_smtp_add_data_fields (MfUnitBuilder *builder,
                         GBytes *bytes,
                         gboolean has_end,
                         MfSmtpDataState *state)
{
  gsize size;
  Block block = { .builder = builder, .text = g_bytes_get_data (bytes, &size) };
  gsize content = has_end ? size - 3 : size;
  gsize end_mark = content;
  gsize body = 0;

  if (has_end && content >= 2)
    end_mark = content - 2;
  if (has_end)
    add_field (&block, "end-mark", end_mark, size, NULL);

  if (state->in_header && !state->in_line)
    body = add_header (&block, 0, content, state);
  else
    state->in_header = FALSE;

  if (body < end_mark)
    add_field (&block, "body", body, end_mark, NULL);
  add_line_marks (&block, 0, content, state->in_line);
  state->in_line =
      content > 0 && !(content >= 2 && memcmp (block.text + content - 2, "\r\n", 2) == 0);
}
