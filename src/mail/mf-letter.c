/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-letter.h"

#include "base/mf-error.h"
#include "mail/mf-field-writer.h"
#include "mail/mf-gmime.h"
#include "mail/mf-message.h"
#include "mail/mf-mime-writer.h"
#include "mail/mf-named-address.h"

#include <string.h>

/* A reply's References names no more ancestors than this: a thread of years
 * would else grow its header without end. */
#define MAX_REFERENCES 20

typedef struct
{
  char *file_name;
  char *media_type;
  GBytes *content;
} Attachment;

/* A letter as its author writes it. */
struct _MfLetter
{
  MfNamedAddress *from;
  GPtrArray *recipients[3]; /* (element-type MfNamedAddress), by MfLetterField */
  char *subject;
  char *text;
  GPtrArray *attachments;
  char *in_reply_to;
  char *references;
};

static void
attachment_free (Attachment *self)
{
  g_free (self->file_name);
  g_free (self->media_type);
  g_bytes_unref (self->content);
  g_free (self);
}

/**
 * mf_letter_new:
 *
 * Returns: (transfer full): an empty letter
 */
MfLetter *
mf_letter_new (void)
{
  MfLetter *self = g_new0 (MfLetter, 1);

  mf_gmime_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    self->recipients[i] = g_ptr_array_new ();
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  return self;
}

void
mf_letter_free (MfLetter *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->from, mf_named_address_free);
  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    g_clear_pointer (&self->recipients[i], g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->in_reply_to);
  g_free (self->references);
  g_free (self);
}

/**
 * mf_letter_set_from:
 * @self: a letter
 * @text: one address, with or without a name: "Alice <alice@a.example>"
 * @error: return location for an %MF_PROTOCOL_ERROR that can be shown to the author
 *
 * Returns: whether it could be used
 */
gboolean
mf_letter_set_from (MfLetter *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) addresses = mf_named_address_parse_list (text, error);

  if (!addresses)
    return FALSE;
  if (addresses->len != 1)
    {
      g_propagate_error (error,
                         mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 5322 section 3.6.2",
                                                MF_SPAN (0, strlen (text)),
                                                "A letter is from one address"));
      return FALSE;
    }

  g_clear_pointer (&self->from, mf_named_address_free);
  self->from = g_ptr_array_steal_index (addresses, 0);
  return TRUE;
}

/**
 * mf_letter_set_recipients:
 * @self: a letter
 * @field: which field
 * @text: addresses with or without names, separated by commas; "" for none
 * @error: return location for an %MF_PROTOCOL_ERROR that can be shown to the author
 *
 * Replaces what the field held.
 *
 * Returns: whether all of them could be used
 */
gboolean
mf_letter_set_recipients (MfLetter *self, MfLetterField field, const char *text, GError **error)
{
  GPtrArray *addresses = mf_named_address_parse_list (text, error);

  if (!addresses)
    return FALSE;

  g_ptr_array_unref (self->recipients[field]);
  self->recipients[field] = addresses;
  return TRUE;
}

/**
 * mf_letter_set_subject:
 * @self: a letter
 * @subject: its subject, in any script; line ends in it become spaces
 */
void
mf_letter_set_subject (MfLetter *self, const char *subject)
{
  g_free (self->subject);
  self->subject = mf_mime_clean_line (subject);
}

/**
 * mf_letter_set_text:
 * @self: a letter
 * @text: its text, in any script, with any line ends
 */
void
mf_letter_set_text (MfLetter *self, const char *text)
{
  g_set_str (&self->text, text);
}

/**
 * mf_letter_add_attachment:
 * @self: a letter
 * @file_name: what it is called, in any script
 * @media_type: such as "image/png"; "application/octet-stream" if not known
 * @content: its bytes
 */
void
mf_letter_add_attachment (MfLetter *self,
                          const char *file_name,
                          const char *media_type,
                          GBytes *content)
{
  Attachment *attachment = g_new0 (Attachment, 1);

  attachment->file_name = g_strdup (file_name);
  attachment->media_type = g_strdup (media_type);
  attachment->content = g_bytes_ref (content);
  g_ptr_array_add (self->attachments, attachment);
}

/* The message ids of a field, the last @max of them: "<a@b> <c@d>". */
static char *
dup_ids (const char *value, guint max)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = value ? strchr (value, '<') : NULL; p; p = strchr (p + 1, '<'))
    {
      gsize length = strcspn (p + 1, "<> \t") + 2;

      if (length > 2 && p[length - 1] == '>' && length <= 250)
        g_ptr_array_add (ids, g_strndup (p, length));
    }
  if (ids->len > max)
    g_ptr_array_remove_range (ids, 0, ids->len - max);
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **) ids->pdata);
}

static void
set_ancestors (MfLetter *self, const MfMessage *message)
{
  g_autofree char *parent = dup_ids (mf_message_get_value (message, "Message-ID"), 1);
  g_autofree char *older =
      dup_ids (mf_message_get_value (message, "References"), MAX_REFERENCES - 1);

  if (*older == '\0')
    {
      g_free (older);
      older = dup_ids (mf_message_get_value (message, "In-Reply-To"), 1);
    }

  g_set_str (&self->in_reply_to, *parent ? parent : NULL);
  g_free (self->references);
  self->references = *parent ? g_strstrip (g_strconcat (older, " ", parent, NULL)) : NULL;
}

static char *
quote_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *quoted = g_string_new (NULL);

  for (guint i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++)
    g_string_append_printf (quoted, lines[i][0] == '>' || !lines[i][0] ? ">%s\n" : "> %s\n",
                            lines[i]);
  return g_string_free_and_steal (quoted);
}

/**
 * mf_letter_reply_to:
 * @self: a letter
 * @message: what it answers
 *
 * Makes the letter an answer: to who wrote, or wants the answers (Reply-To,
 * RFC 5322 section 3.6.2); "Re:" before the subject, once; with the ids that
 * readers thread by (section 3.6.4); and with the text quoted.
 */
void
mf_letter_reply_to (MfLetter *self, const MfMessage *message)
{
  static const char *const fields[] = { "Reply-To", "From" };
  const char *subject = mf_message_get_value (message, "Subject");
  const MfPart *part = mf_message_find_text (message);
  gboolean is_answer = subject && g_ascii_strncasecmp (subject, "Re:", 3) == 0;
  g_autofree char *answer = g_strconcat (is_answer ? "" : "Re: ", subject ? subject : "", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GPtrArray *addresses = mf_message_get_addresses (message, fields[i], NULL);

      if (addresses && addresses->len > 0)
        {
          g_ptr_array_unref (self->recipients[MF_LETTER_TO]);
          self->recipients[MF_LETTER_TO] = addresses;
          break;
        }
      g_clear_pointer (&addresses, g_ptr_array_unref);
    }

  mf_letter_set_subject (self, answer);
  set_ancestors (self, message);
  if (part)
    {
      g_autofree char *text = mf_message_get_text (message, part);

      g_free (self->text);
      self->text = quote_text (text);
    }
}

static void
add_addresses (GMimeMessage *message, const char *name, GPtrArray *addresses)
{
  g_autofree char *value = NULL;

  if (addresses->len == 0)
    return;

  value = mf_field_write_addresses (name, (const MfNamedAddress *const *) addresses->pdata,
                                    addresses->len);
  mf_mime_add_field (message, name, value);
}

static void
add_fields (const MfLetter *self, GMimeMessage *message)
{
  g_autofree char *from =
      mf_field_write_addresses ("From", (const MfNamedAddress *const *) &self->from, 1);
  g_autofree char *subject = mf_field_write_text ("Subject", self->subject);

  mf_mime_add_field (message, "From", from);
  add_addresses (message, "To", self->recipients[MF_LETTER_TO]);
  add_addresses (message, "Cc", self->recipients[MF_LETTER_CC]);
  mf_mime_add_field (message, "Subject", subject);
}

static GMimeObject *
build_body (const MfLetter *self, MfIdSource *ids)
{
  g_autoptr (GMimeObject) text = mf_mime_new_text (self->text);
  GMimeMultipart *multipart;

  if (self->attachments->len == 0)
    return g_steal_pointer (&text);

  multipart = mf_mime_new_multipart ("mixed", ids, self->text, strlen (self->text));
  g_mime_multipart_add (multipart, text);
  for (guint i = 0; i < self->attachments->len; i++)
    {
      const Attachment *attachment = g_ptr_array_index (self->attachments, i);
      g_autoptr (GMimeObject) part =
          mf_mime_new_attachment (attachment->file_name, attachment->media_type,
                                  attachment->content);

      g_mime_multipart_add (multipart, part);
    }

  return GMIME_OBJECT (multipart);
}

static void
add_recipient_once (MfEnvelope *envelope, MfAddress *address)
{
  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      if (mf_address_equal (g_ptr_array_index (envelope->recipients, i), address))
        return;
    }
  mf_envelope_add_recipient (envelope, address);
}

static MfEnvelope *
build_envelope (const MfLetter *self)
{
  MfEnvelope *envelope = mf_envelope_new (self->from->address);

  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    {
      for (guint k = 0; k < self->recipients[i]->len; k++)
        {
          const MfNamedAddress *named = g_ptr_array_index (self->recipients[i], k);

          add_recipient_once (envelope, named->address);
        }
    }

  return envelope;
}

static gboolean
check (const MfLetter *self, GError **error)
{
  gboolean anybody = FALSE;

  if (!self->from)
    {
      g_propagate_error (error,
                         mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 5322 section 3.6.2",
                                                MF_SPAN (0, 0), "The letter has no author"));
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    anybody = anybody || self->recipients[i]->len > 0;
  if (!anybody)
    g_propagate_error (error,
                       mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 5322 section 3.6.3",
                                              MF_SPAN (0, 0), "The letter has no recipient"));
  return anybody;
}

/**
 * mf_letter_compose:
 * @self: a letter
 * @clock: what its Date says
 * @ids: what its Message-ID and its boundary are made of
 * @envelope: (out) (transfer full): who it is from, and everybody whom it is for, Bcc included
 * @error: return location for an %MF_PROTOCOL_ERROR if it has no author or no recipient
 *
 * Writes the letter as a message (RFC 5322, with MIME). The same letter, time
 * and ids give the same bytes.
 *
 * Returns: (transfer full): the message, lines ended by CRLF, ASCII only, or
 *   %NULL with @error set
 */
GBytes *
mf_letter_compose (const MfLetter *self,
                   const MfClock *clock,
                   MfIdSource *ids,
                   MfEnvelope **envelope,
                   GError **error)
{
  g_autoptr (GMimeMessage) message = NULL;
  g_autoptr (GMimeObject) body = NULL;
  GBytes *bytes;

  if (!check (self, error))
    return NULL;

  message = g_mime_message_new (FALSE);
  add_fields (self, message);
  mf_mime_add_origin (message, clock, ids, mf_address_get_domain (self->from->address));
  if (self->in_reply_to)
    mf_mime_add_field (message, "In-Reply-To", self->in_reply_to);
  if (self->references)
    {
      g_autofree char *references = mf_field_write_text ("References", self->references);

      mf_mime_add_field (message, "References", references);
    }
  body = build_body (self, ids);
  g_mime_message_set_mime_part (message, body);

  bytes = mf_mime_write (message);
  *envelope = build_envelope (self);
  (*envelope)->declared_size = g_bytes_get_size (bytes);
  (*envelope)->body = mf_bytes_are_8bit (bytes) ? MF_BODY_8BITMIME : MF_BODY_7BIT;
  return bytes;
}
