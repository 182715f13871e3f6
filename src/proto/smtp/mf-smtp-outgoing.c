/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-client-private.h"

#include "base/mf-address.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* Runs of at least this length are sent as a slice of the message; shorter
 * ones are copied together, so that a small letter is one packet. */
#define LEAST_SLICE (16 * 1024)

static gboolean
has_8bit (const guint8 *data, gsize size)
{
  gsize i = 0;
  guint64 word;

  for (; i + sizeof word <= size; i += sizeof word)
    {
      memcpy (&word, data + i, sizeof word);
      if (word & G_GUINT64_CONSTANT (0x8080808080808080))
        return TRUE;
    }
  for (; i < size; i++)
    if (data[i] & 0x80)
      return TRUE;

  return FALSE;
}

MfSmtpOutgoing *
mf_smtp_outgoing_new (MfEnvelope *envelope, GBytes *bytes, gpointer tag)
{
  MfSmtpOutgoing *self = g_new0 (MfSmtpOutgoing, 1);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->envelope = mf_envelope_ref (envelope);
  self->bytes = g_bytes_ref (bytes);
  self->tag = tag;
  self->n_outcomes = envelope->recipients->len;
  self->outcomes = g_new0 (MfSmtpOutcome, self->n_outcomes);
  self->has_8bit = has_8bit (data, size);
  return self;
}

void
mf_smtp_outgoing_free (MfSmtpOutgoing *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_outcomes; i++)
    {
      g_free (self->outcomes[i].enhanced);
      g_free (self->outcomes[i].text);
    }
  g_free (self->outcomes);
  g_bytes_unref (self->bytes);
  mf_envelope_unref (self->envelope);
  g_free (self);
}

gboolean
mf_smtp_outgoing_is_decided (const MfSmtpOutgoing *self, guint recipient)
{
  return self->outcomes[recipient].command != NULL;
}

/* The first reply that decides stays. */
void
mf_smtp_outgoing_decide (MfSmtpOutgoing *self,
                         guint recipient,
                         guint code,
                         const char *enhanced,
                         const char *text,
                         const char *command)
{
  MfSmtpOutcome *outcome = &self->outcomes[recipient];

  if (outcome->command)
    return;

  outcome->code = code;
  outcome->enhanced = g_strdup (enhanced);
  outcome->text = g_strdup (text);
  outcome->command = command;
}

void
mf_smtp_outgoing_decide_all (
    MfSmtpOutgoing *self, guint code, const char *enhanced, const char *text, const char *command)
{
  for (guint i = 0; i < self->n_outcomes; i++)
    mf_smtp_outgoing_decide (self, i, code, enhanced, text, command);
}

/* "SMTP client implementations MUST NOT transmit" bare CR or LF (RFC 5321
 * section 2.3.8). */
gboolean
mf_smtp_outgoing_has_bare_line_end (const MfSmtpOutgoing *self)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (self->bytes, &size);
  const guint8 *end = p + size;

  while (p < end)
    {
      const guint8 *lf = memchr (p, '\n', (gsize) (end - p));
      const guint8 *line_end = lf ? lf : end;
      const guint8 *cr = memchr (p, '\r', (gsize) (line_end - p));

      if (lf ? cr != lf - 1 : cr != NULL)
        return TRUE;
      p = lf ? lf + 1 : end;
    }

  return FALSE;
}

static gboolean
can_be_said (const MfAddress *address)
{
  for (const char *p = mf_address_get_text (address); *p; p++)
    if (*p < ' ' || *p > '~')
      return FALSE;

  return TRUE;
}

/* No address may break a command line or leave ASCII (RFC 5321 section 4.1.2). */
void
mf_smtp_outgoing_check_addresses (MfSmtpOutgoing *self)
{
  static const char *const text = "Address is not printable ASCII";

  if (self->envelope->sender && !can_be_said (self->envelope->sender))
    mf_smtp_outgoing_decide_all (self, 553, "5.6.7", text, "MAIL");

  for (guint i = 0; i < self->n_outcomes; i++)
    if (!can_be_said (g_ptr_array_index (self->envelope->recipients, i)))
      mf_smtp_outgoing_decide (self, i, 553, "5.6.7", text, "RCPT");
}

/* The next piece of the dot-stuffed message, at most MF_LIMIT_OUTPUT_CHUNK
 * octets. A long run that needs no stuffing is a slice, not a copy. */
GBytes *
mf_smtp_outgoing_take (MfSmtpOutgoing *self, gboolean *done)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->bytes, &size);
  gsize room = MF_LIMIT_OUTPUT_CHUNK - 2 * sizeof MF_DOT_END_MARK;
  GByteArray *chunk = g_byte_array_new ();
  const char *end_mark;

  while (self->sent < size && chunk->len + 2 <= room)
    {
      gsize window = MIN (size - self->sent, room - chunk->len - 1);
      gboolean stuffed;
      gsize n;

      /* A slice may not wait behind what was copied before it. */
      if (chunk->len > 0 && window >= LEAST_SLICE && chunk->len >= LEAST_SLICE)
        break;

      n = mf_dot_encoder_take (&self->encoder, data + self->sent, window, &stuffed);
      self->sent += n;
      if (n >= LEAST_SLICE && chunk->len == 0 && !stuffed && self->sent < size)
        {
          g_byte_array_unref (chunk);
          *done = FALSE;
          return g_bytes_new_from_bytes (self->bytes, self->sent - n, n);
        }

      if (stuffed)
        g_byte_array_append (chunk, (const guint8 *) ".", 1);
      g_byte_array_append (chunk, data + self->sent - n, (guint) n);
    }

  *done = self->sent == size;
  if (*done)
    {
      end_mark = mf_dot_encoder_end (&self->encoder);
      g_byte_array_append (chunk, (const guint8 *) end_mark, (guint) strlen (end_mark));
    }
  return g_byte_array_free_to_bytes (chunk);
}
