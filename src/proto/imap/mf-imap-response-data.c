/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-body-reader.h"
#include "proto/imap/mf-imap-response-private.h"

#include <string.h>

/* What stands in BODY[…]: "HEADER.FIELDS (Subject From)" is the longest kind. */
#define MAX_SECTION 1024

static void
content_free (gpointer data)
{
  MfImapContent *self = data;

  g_free (self->section);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

void
mf_imap_message_data_free (MfImapMessageData *self)
{
  g_strfreev (self->flags);
  g_free (self->internal_date);
  g_clear_pointer (&self->envelope, mf_imap_envelope_free);
  g_clear_pointer (&self->structure, mf_imap_body_free);
  g_ptr_array_unref (self->contents);
  g_free (self);
}

static gboolean
read_octets (MfImapLexer *lexer, GBytes **octets)
{
  MfImapString string;
  char *text;
  gsize length;

  if (!mf_imap_lexer_nstring (lexer, &string))
    return FALSE;

  text = mf_imap_lexer_dup_string (lexer, &string, &length);
  *octets = text ? g_bytes_new_take (text, length) : NULL;
  return TRUE;
}

/* @section: (transfer full): what the octets are */
static gboolean
read_content (MfImapLexer *lexer, MfImapMessageData *self, char *section, gint64 origin)
{
  MfImapContent *content = g_new0 (MfImapContent, 1);

  content->section = section;
  content->origin = origin;
  g_ptr_array_add (self->contents, content);
  if (self->contents->len > MF_IMAP_RESPONSE_MAX_SECTIONS)
    return mf_imap_lexer_fail (lexer, "fewer sections");

  return read_octets (lexer, &content->bytes);
}

/* section ["<" number ">"] SP nstring; the lexer stands at the "[" */
static gboolean
read_section (MfImapLexer *lexer, MfImapMessageData *self)
{
  const char *start = lexer->data + lexer->position + 1;
  const char *end = memchr (start, ']', MIN (lexer->length - lexer->position - 1, MAX_SECTION));
  guint32 origin = 0;
  gint64 partial = -1;

  if (end == NULL)
    return mf_imap_lexer_fail (lexer, "]");

  lexer->position += (gsize) (end - start) + 2;
  if (mf_imap_lexer_try (lexer, '<'))
    {
      if (!mf_imap_lexer_number (lexer, &origin) || !mf_imap_lexer_expect (lexer, '>'))
        return FALSE;
      partial = origin;
    }

  return mf_imap_lexer_space (lexer) &&
         read_content (lexer, self, g_ascii_strup (start, end - start), partial);
}

static gboolean
read_flags (MfImapLexer *lexer, MfImapMessageData *self)
{
  g_clear_pointer (&self->flags, g_strfreev);
  self->flags = mf_imap_response_read_words (lexer);
  return self->flags != NULL;
}

static gboolean
read_uid (MfImapLexer *lexer, MfImapMessageData *self)
{
  return mf_imap_lexer_nz_number (lexer, &self->uid);
}

static gboolean
read_date (MfImapLexer *lexer, MfImapMessageData *self)
{
  MfImapString string;

  if (!mf_imap_lexer_nstring (lexer, &string))
    return FALSE;

  g_free (self->internal_date);
  self->internal_date = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return TRUE;
}

static gboolean
read_size (MfImapLexer *lexer, MfImapMessageData *self)
{
  guint64 size;

  if (!mf_imap_lexer_number64 (lexer, &size))
    return FALSE;

  self->size = (gint64) size;
  return TRUE;
}

static gboolean
read_envelope (MfImapLexer *lexer, MfImapMessageData *self)
{
  g_clear_pointer (&self->envelope, mf_imap_envelope_free);
  return mf_imap_envelope_read (lexer, &self->envelope);
}

static gboolean
read_structure (MfImapLexer *lexer, MfImapMessageData *self)
{
  g_clear_pointer (&self->structure, mf_imap_body_free);
  return mf_imap_body_read (lexer, &self->structure);
}

/* RFC822 and its kin are old names of sections (RFC 3501 section 6.4.5). */
static gboolean
read_message (MfImapLexer *lexer, MfImapMessageData *self)
{
  return read_content (lexer, self, g_strdup (""), -1);
}

static gboolean
read_header (MfImapLexer *lexer, MfImapMessageData *self)
{
  return read_content (lexer, self, g_strdup ("HEADER"), -1);
}

static gboolean
read_text (MfImapLexer *lexer, MfImapMessageData *self)
{
  return read_content (lexer, self, g_strdup ("TEXT"), -1);
}

static const struct
{
  const char *name;
  gboolean (*read) (MfImapLexer *lexer, MfImapMessageData *self);
} attributes[] = {
  { "FLAGS", read_flags },      { "UID", read_uid },           { "INTERNALDATE", read_date },
  { "RFC822.SIZE", read_size }, { "ENVELOPE", read_envelope }, { "BODYSTRUCTURE", read_structure },
  { "BODY", read_structure },   { "RFC822", read_message },    { "RFC822.HEADER", read_header },
  { "RFC822.TEXT", read_text },
};

static gboolean
read_attribute (MfImapLexer *lexer, MfImapMessageData *self)
{
  MfSpan name;

  if (!mf_imap_lexer_word (lexer, &name))
    return FALSE;
  if (mf_imap_lexer_peek (lexer) == '[')
    return mf_imap_lexer_span_is (lexer, name, "BODY")
               ? read_section (lexer, self)
               : mf_imap_lexer_fail (lexer, "the name of an item");
  if (!mf_imap_lexer_space (lexer))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (mf_imap_lexer_span_is (lexer, name, attributes[i].name))
      return attributes[i].read (lexer, self);

  return mf_imap_lexer_skip_value (lexer);
}

/* msg-att = "(" msg-att-item *(SP msg-att-item) ")" */
gboolean
mf_imap_message_data_read (MfImapLexer *lexer, MfImapMessageData **message)
{
  g_autoptr (MfImapMessageData) self = g_new0 (MfImapMessageData, 1);

  self->size = -1;
  self->contents = g_ptr_array_new_with_free_func (content_free);
  if (!mf_imap_lexer_open (lexer))
    return FALSE;

  do
    if (!read_attribute (lexer, self))
      return FALSE;
  while (mf_imap_lexer_try (lexer, ' '));

  if (!mf_imap_lexer_close (lexer))
    return FALSE;

  *message = g_steal_pointer (&self);
  return TRUE;
}
