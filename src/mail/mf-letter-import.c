/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-letter.h"

#include "base/mf-error.h"
#include "mail/mf-message.h"
#include "mail/mf-mime-writer.h"
#include "mail/mf-named-address.h"

#include <string.h>

#define UTF8_BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What is before the header in files as programs save them: byte order marks,
 * the "From " line of an mbox, once or, where a file went through several
 * hands, again. What is left begins with neither. */
static gsize
skip_preface (const char *data, gsize length)
{
  gsize start = 0;

  while (TRUE)
    {
      const char *line_end;

      if (length - start >= 3 && memcmp (data + start, UTF8_BYTE_ORDER_MARK, 3) == 0)
        {
          start += 3;
          continue;
        }
      if (length - start < 5 || memcmp (data + start, "From ", 5) != 0)
        return start;

      line_end = memchr (data + start, '\n', length - start);
      start = line_end ? (gsize) (line_end - data) + 1 : length;
    }
}

/* Any of CRLF, LF, CR, and the CRCRLF of a file that was converted twice, as
 * one CRLF; and one at the end: what can follow DATA (RFC 5321 section 2.3.8). */
static GBytes *
normalise (const char *data, gsize length)
{
  GByteArray *result = g_byte_array_sized_new ((guint) MIN (length + length / 32, G_MAXUINT / 2));
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    {
      gsize end = i;

      if (data[i] != '\r' && data[i] != '\n')
        continue;
      while (end < length && data[end] == '\r')
        end++;
      if (end == length || data[end] != '\n')
        end = i;
      g_byte_array_append (result, (const guint8 *) data + start, (guint) (i - start));
      g_byte_array_append (result, (const guint8 *) "\r\n", 2);
      i = end;
      start = end + 1;
    }
  if (start < length)
    {
      g_byte_array_append (result, (const guint8 *) data + start, (guint) (length - start));
      g_byte_array_append (result, (const guint8 *) "\r\n", 2);
    }

  return g_byte_array_free_to_bytes (result);
}

static gboolean
is_bcc (const MfHeaderField *field)
{
  return g_ascii_strcasecmp (field->name, "Bcc") == 0 ||
         g_ascii_strcasecmp (field->name, "Resent-Bcc") == 0;
}

/* RFC 5322 section 3.6.3: the copies that others get do not tell. */
static GBytes *
without_bcc (const MfMessage *message)
{
  const MfPart *root = mf_message_get_root (message);
  gsize length, position = 0;
  const guint8 *data = g_bytes_get_data (mf_message_get_bytes (message), &length);
  GByteArray *result = g_byte_array_new ();

  for (guint i = 0; i < root->n_fields; i++)
    {
      MfSpan span = root->fields[i].span;

      if (!is_bcc (&root->fields[i]))
        continue;
      g_byte_array_append (result, data + position, (guint) (span.start - position));
      position = span.start + span.length;
    }

  if (position == 0)
    {
      g_byte_array_unref (result);
      return g_bytes_ref (mf_message_get_bytes (message));
    }
  if (position < length)
    g_byte_array_append (result, data + position, (guint) (length - position));
  return g_byte_array_free_to_bytes (result);
}

static void
set_field_error (
    GError **error, const MfMessage *message, const char *field, const char *rfc, GError *cause)
{
  const MfHeaderField *found = mf_part_find_field (mf_message_get_root (message), field);

  g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, rfc,
                                                   found ? found->span : MF_SPAN (0, 0),
                                                   "The message has no usable %s field%s%s", field,
                                                   cause ? ": " : "", cause ? cause->message : ""));
}

/* The reverse-path: who really sent it, if the header tells that apart. */
static MfEnvelope *
read_sender (const MfMessage *message, GError **error)
{
  static const char *const fields[] = { "Sender", "From" };
  g_autoptr (GError) cause = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GPtrArray) addresses = NULL;

      g_clear_error (&cause);
      addresses = mf_message_get_addresses (message, fields[i], &cause);
      if (addresses && addresses->len > 0)
        return mf_envelope_new (((MfNamedAddress *) g_ptr_array_index (addresses, 0))->address);
    }

  set_field_error (error, message, "From", "RFC 5322 section 3.6.2", cause);
  return NULL;
}

static gboolean
add_field_recipients (MfEnvelope *envelope,
                      const MfMessage *message,
                      const char *field,
                      GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) addresses = mf_message_get_addresses (message, field, &cause);

  if (!addresses)
    {
      set_field_error (error, message, field, "RFC 5322 section 3.6.3", cause);
      return FALSE;
    }

  for (guint i = 0; i < addresses->len; i++)
    {
      MfNamedAddress *named = g_ptr_array_index (addresses, i);

      if (!g_ptr_array_find_with_equal_func (envelope->recipients, named->address,
                                             (GEqualFunc) mf_address_equal, NULL))
        mf_envelope_add_recipient (envelope, named->address);
    }
  return TRUE;
}

static MfEnvelope *
read_envelope (const MfMessage *message, GError **error)
{
  static const char *const fields[] = { "To", "Cc", "Bcc" };
  g_autoptr (MfEnvelope) envelope = read_sender (message, error);

  for (gsize i = 0; envelope && i < G_N_ELEMENTS (fields); i++)
    {
      if (!add_field_recipients (envelope, message, fields[i], error))
        return NULL;
    }

  if (envelope && envelope->recipients->len == 0)
    {
      set_field_error (error, message, "To", "RFC 5322 section 3.6.3", NULL);
      return NULL;
    }
  return g_steal_pointer (&envelope);
}

/**
 * mf_letter_import:
 * @eml: a message as a file holds it, with any line ends
 * @envelope: (out) (optional) (transfer full): who it is from (Sender or From), and everybody whom
 *   it is for (To, Cc, Bcc); %NULL if that is known otherwise, and the header need not say it
 * @error: return location for an %MF_PROTOCOL_ERROR whose span counts in the converted bytes
 *
 * Takes a message that is written already. Its bytes stay as they are, but for
 * the line ends, which become CRLF, and the Bcc fields, which go.
 *
 * Returns: (transfer full): the message, or %NULL with @error set
 */
GBytes *
mf_letter_import (GBytes *eml, MfEnvelope **envelope, GError **error)
{
  gsize length, start;
  const char *data = g_bytes_get_data (eml, &length);
  g_autoptr (GBytes) normalised = NULL;
  g_autoptr (MfMessage) message = NULL;
  GBytes *bytes;

  data = data ? data : "";
  start = skip_preface (data, length);
  normalised = normalise (data + start, length - start);
  message = mf_message_parse (normalised);
  if (envelope && !(*envelope = read_envelope (message, error)))
    return NULL;

  bytes = without_bcc (message);
  if (envelope)
    {
      (*envelope)->declared_size = g_bytes_get_size (bytes);
      (*envelope)->body = mf_bytes_are_8bit (bytes) ? MF_BODY_8BITMIME : MF_BODY_7BIT;
    }
  return bytes;
}
