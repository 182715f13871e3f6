/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-carried-message.h"

#include "wire/mf-dot-decoder.h"

#include <string.h>

/* The most commands and replies that are looked through for an envelope. */
#define MAX_ENVELOPE_RECORDS 4096

/* Which of the records around it carries a piece of the same message, going in
 * direction @by from @seq; what other connections do in between is passed over. */
static const MfRecord *
find_neighbour (MfTimeline *timeline, const MfRecord *record, int by)
{
  gint64 n_records = mf_timeline_get_n_records (timeline);

  for (gint64 seq = (gint64) record->seq + by; seq >= 0 && seq < n_records; seq += by)
    {
      const MfRecord *other = mf_timeline_get_record (timeline, (guint) seq);

      if (other->connection != record->connection)
        continue;
      if (other->unit == NULL || other->unit->kind != MF_UNIT_DATA ||
          other->unit->direction != record->unit->direction)
        return NULL;
      return other;
    }
  return NULL;
}

/* Takes the dots out (RFC 5321 section 4.5.2, RFC 1939 section 3). */
static gboolean
add_piece (MfDotDecoder *decoder, GByteArray *message, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  while (length > 0 && decoder->state != MF_DOT_END)
    {
      const guint8 *piece = NULL;
      gsize piece_length = 0;
      gsize taken = mf_dot_decoder_take (decoder, data, length, &piece, &piece_length);

      if (piece_length > 0)
        g_byte_array_append (message, piece, (guint) piece_length);
      if (taken == 0 && piece_length == 0)
        break;
      data += taken;
      length -= taken;
    }
  return decoder->state != MF_DOT_END && message->len < MF_CARRIED_MESSAGE_MAX;
}

/**
 * mf_timeline_get_carried_message:
 * @timeline: a timeline
 * @seq: one of its records
 *
 * Returns: (transfer full) (nullable): if the record carries message data, the whole message that
 *   it is a piece of, as far as it has crossed, without dot-stuffing and end mark
 */
GBytes *
mf_timeline_get_carried_message (MfTimeline *timeline, guint seq)
{
  const MfRecord *record = mf_timeline_get_record (timeline, seq);
  g_autoptr (GByteArray) message = NULL;
  MfDotDecoder decoder = { 0 };
  const MfRecord *other;

  if (record == NULL || record->unit == NULL || record->unit->kind != MF_UNIT_DATA)
    return NULL;

  while ((other = find_neighbour (timeline, record, -1)) != NULL)
    record = other;
  message = g_byte_array_new ();
  for (; record != NULL; record = find_neighbour (timeline, record, 1))
    if (!add_piece (&decoder, message, record->unit->bytes))
      break;
  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

/* (transfer full) (nullable): the address of a path (RFC 5321 section 4.1.2), "<bob@b.example>" */
static MfAddress *
get_path (const MfUnit *unit, const char *name)
{
  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];
      const char *text = (const char *) g_bytes_get_data (unit->bytes, NULL) + field->span.start;

      if (strcmp (field->name, name) == 0 && field->span.length > 2 && text[0] == '<')
        return mf_address_parse (text + 1, (gssize) field->span.length - 2, NULL);
    }
  return NULL;
}

static gboolean
is_said (const MfRecord *record, const char *topic)
{
  return record->unit != NULL && strcmp (record->unit->topic, topic) == 0;
}

/* The record where the transaction of @seq began: MAIL on the same connection; or NULL. */
static const MfRecord *
find_mail (MfTimeline *timeline, guint seq)
{
  guint connection = mf_timeline_get_record (timeline, seq)->connection;
  guint last = seq > MAX_ENVELOPE_RECORDS ? seq - MAX_ENVELOPE_RECORDS : 0;

  for (guint i = seq; i > last; i--)
    {
      const MfRecord *record = mf_timeline_get_record (timeline, i - 1);

      if (record->connection == connection && is_said (record, "smtp.MAIL"))
        return record;
    }
  return NULL;
}

/* A recipient that was asked for, or refused: replies come in the order of the commands (RFC 5321
 * section 4.1.1). */
static void
note_recipient (GPtrArray *asked, guint *n_answered, const MfRecord *record)
{
  const char *topic = record->unit != NULL ? record->unit->topic : "";

  if (strcmp (topic, "smtp.RCPT") == 0)
    g_ptr_array_add (asked, get_path (record->unit, "forward-path"));
  else if (g_str_has_prefix (topic, "smtp.") && g_str_has_suffix (topic, ".RCPT") &&
           *n_answered < asked->len)
    {
      MfAddress **address = (MfAddress **) &asked->pdata[(*n_answered)++];

      if (topic[strlen ("smtp.")] != '2')
        g_clear_pointer (address, mf_address_unref);
    }
}

static void
free_address (gpointer data)
{
  if (data != NULL)
    mf_address_unref (data);
}

/**
 * mf_timeline_get_carried_envelope:
 * @timeline: a timeline
 * @seq: one of its records
 *
 * Returns: (transfer full) (nullable): if the record carries message data of SMTP, the envelope
 * that was said before it, without the recipients that were refused
 */
MfEnvelope *
mf_timeline_get_carried_envelope (MfTimeline *timeline, guint seq)
{
  const MfRecord *record = mf_timeline_get_record (timeline, seq);
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func (free_address);
  g_autoptr (MfAddress) sender = NULL;
  MfEnvelope *envelope;
  const MfRecord *mail;
  guint n_answered = 0;

  if (record == NULL || !is_said (record, "smtp.data") ||
      (mail = find_mail (timeline, seq)) == NULL)
    return NULL;

  sender = get_path (mail->unit, "reverse-path");
  for (guint i = mail->seq + 1; i < seq; i++)
    {
      const MfRecord *other = mf_timeline_get_record (timeline, i);

      if (other->connection == record->connection)
        note_recipient (asked, &n_answered, other);
    }

  envelope = mf_envelope_new (sender);
  for (guint i = 0; i < asked->len; i++)
    if (asked->pdata[i] != NULL)
      mf_envelope_add_recipient (envelope, asked->pdata[i]);
  return envelope;
}
