/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-known-letter.h"

#include "mail/mf-header-value.h"
#include "mail/mf-message.h"
#include "proto/imap/mf-imap-body-reader.h"
#include "proto/imap/mf-imap-response.h"

#include <string.h>

static void
part_free (gpointer data)
{
  MfKnownPart *part = data;

  g_free (part->section);
  g_free (part->media_type);
  g_free (part->file_name);
  g_free (part->text);
  g_clear_pointer (&part->content, g_bytes_unref);
  g_free (part);
}

void
mf_known_letter_free (MfKnownLetter *self)
{
  if (self == NULL)
    return;

  g_free (self->from);
  g_free (self->to);
  g_free (self->date);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static char *
describe_address (const MfImapAddress *address)
{
  g_autofree char *name = address->name != NULL ? mf_header_decode (address->name) : NULL;
  g_autofree char *mail = g_strdup_printf ("%s@%s", address->mailbox, address->host);
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s <%s>", name, mail) : NULL;

  return g_utf8_make_valid (text != NULL ? text : mail, -1);
}

/* (nullable): the names of groups are left out. */
static char *
describe_addresses (const GPtrArray *addresses)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < addresses->len; i++)
    {
      const MfImapAddress *address = g_ptr_array_index (addresses, i);

      if (address->mailbox != NULL && address->host != NULL)
        g_ptr_array_add (texts, describe_address (address));
    }
  if (texts->len == 0)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (", ", (char **) texts->pdata);
}

static void
append_parameters (GString *header, char *const *parameters)
{
  for (guint i = 0; parameters != NULL && parameters[i] != NULL && parameters[i + 1] != NULL;
       i += 2)
    {
      g_string_append_printf (header, ";\r\n %s=\"", parameters[i]);
      for (const char *c = parameters[i + 1]; *c != '\0'; c++)
        {
          if (*c == '"' || *c == '\\')
            g_string_append_c (header, '\\');
          if (*c != '\r' && *c != '\n')
            g_string_append_c (header, *c);
        }
      g_string_append_c (header, '"');
    }
}

/* The part as a message of its own, so that names and texts are decoded as anywhere else. */
static MfMessage *
make_message (const MfImapBody *body, GBytes *content)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_string_append_printf (text, "Content-Type: %s/%s", body->type, body->subtype);
  append_parameters (text, body->parameters);
  if (body->encoding != NULL)
    g_string_append_printf (text, "\r\nContent-Transfer-Encoding: %s", body->encoding);
  if (body->disposition != NULL)
    {
      g_string_append_printf (text, "\r\nContent-Disposition: %s", body->disposition);
      append_parameters (text, body->disposition_parameters);
    }
  g_string_append (text, "\r\n\r\n");
  if (content != NULL)
    g_string_append_len (text, g_bytes_get_data (content, NULL),
                         (gssize) g_bytes_get_size (content));
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  return mf_message_parse (bytes);
}

static void
add_part (MfKnownLetter *self, const MfImapBody *body, const char *section)
{
  MfKnownPart *part = g_new0 (MfKnownPart, 1);
  g_autofree char *media_type = g_strdup_printf ("%s/%s", body->type, body->subtype);
  g_autoptr (MfMessage) message = make_message (body, NULL);

  part->section = g_strdup (section);
  part->media_type = g_ascii_strdown (media_type, -1);
  part->file_name = g_strdup (mf_message_get_root (message)->file_name);
  part->size = body->octets;
  g_ptr_array_add (self->parts, part);
}

/* As deep as the reader of responses lets a structure be. The one part of a letter without parts
 * is part 1 (RFC 3501 section 6.4.5). */
static void
add_parts (MfKnownLetter *self, const MfImapBody *body, const char *section)
{
  if (!mf_imap_body_is_multipart (body))
    {
      add_part (self, body, *section != '\0' ? section : "1");
      return;
    }

  for (guint i = 0; i < body->parts->len && self->parts->len < MF_KNOWN_LETTER_MAX_PARTS; i++)
    {
      g_autofree char *inner = *section != '\0' ? g_strdup_printf ("%s.%u", section, i + 1)
                                                : g_strdup_printf ("%u", i + 1);

      add_parts (self, g_ptr_array_index (body->parts, i), inner);
    }
}

/* (nullable): what the server said when the agent first heard of the letter. */
static MfImapResponse *
find_response (MfTimeline *timeline, const MfSceneItem *item)
{
  const MfRecord *record = item->seq < mf_timeline_get_n_records (timeline)
                               ? mf_timeline_get_record (timeline, item->seq)
                               : NULL;
  g_autoptr (MfImapResponse) response = NULL;
  gsize length;
  const char *data;

  if (record == NULL || record->unit == NULL || record->protocol != MF_PROTOCOL_IMAP)
    return NULL;

  data = g_bytes_get_data (record->unit->bytes, &length);
  if (length < 2 || data[length - 2] != '\r' || data[length - 1] != '\n')
    return NULL;
  response = mf_imap_response_parse (data, length - 2, NULL);
  return response != NULL && response->message != NULL ? g_steal_pointer (&response) : NULL;
}

static MfKnownPart *
find_part (MfKnownLetter *self, const char *section)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      MfKnownPart *part = g_ptr_array_index (self->parts, i);

      if (g_str_equal (part->section, section))
        return part;
    }
  return NULL;
}

static void
take_content (MfKnownLetter *self, const MfImapBody *structure, const MfEffect *effect)
{
  MfKnownPart *part = find_part (self, effect->text);
  const MfImapBody *body = part != NULL ? mf_imap_body_find (structure, part->section) : NULL;
  g_autoptr (MfMessage) message = NULL;

  if (body == NULL || part->content != NULL)
    return;

  part->content = g_bytes_ref (effect->content);
  if (!g_str_has_prefix (part->media_type, "text/"))
    return;
  message = make_message (body, effect->content);
  part->text = mf_message_get_text (message, mf_message_get_root (message));
}

static void
take_contents (MfKnownLetter *self,
               const MfImapBody *structure,
               const MfRecord *record,
               guint host,
               const MfKnownPlace *place)
{
  for (guint i = 0; i < record->n_effects; i++)
    {
      const MfEffect *effect = record->effects[i];

      if (effect->kind == MF_EFFECT_READ && effect->host == (int) host && effect->content != NULL &&
          effect->text != NULL && g_strcmp0 (effect->mailbox, place->mailbox) == 0 &&
          g_strcmp0 (effect->item, place->item->id) == 0)
        take_content (self, structure, effect);
    }
}

static void
take_envelope (MfKnownLetter *self, const MfImapEnvelope *envelope)
{
  self->from = describe_addresses (envelope->from);
  self->to = describe_addresses (envelope->to);
  self->date = envelope->date != NULL ? g_utf8_make_valid (envelope->date, -1) : NULL;
}

/**
 * mf_known_letter_new:
 * @timeline: what was said
 * @host: the agent's index on the stage
 * @place: which letter
 * @n_records: what the first so many records tell; those up to where the agent first heard of it
 *   count in any case
 *
 * Returns: (transfer full): what the agent knows of it
 */
MfKnownLetter *
mf_known_letter_new (MfTimeline *timeline, guint host, const MfKnownPlace *place, guint n_records)
{
  MfKnownLetter *self = g_new0 (MfKnownLetter, 1);
  g_autoptr (MfImapResponse) response = find_response (timeline, place->item);
  const MfImapMessageData *data = response != NULL ? response->message : NULL;

  self->size = data != NULL ? data->size : -1;
  self->parts = g_ptr_array_new_with_free_func (part_free);
  if (data != NULL && data->envelope != NULL)
    take_envelope (self, data->envelope);
  if (data == NULL || data->structure == NULL)
    return self;

  add_parts (self, data->structure, "");
  for (guint seq = place->item->seq; seq < MIN (n_records, mf_timeline_get_n_records (timeline));
       seq++)
    take_contents (self, data->structure, mf_timeline_get_record (timeline, seq), host, place);
  return self;
}

/**
 * mf_known_letter_count_read:
 * @self: what is known of a letter
 *
 * Returns: how many of its parts were fetched
 */
guint
mf_known_letter_count_read (const MfKnownLetter *self)
{
  guint n = 0;

  for (guint i = 0; i < self->parts->len; i++)
    n += ((const MfKnownPart *) g_ptr_array_index (self->parts, i))->content != NULL;
  return n;
}
