/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-carried-message.h"

#include "wire/mf-dot-decoder.h"

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
