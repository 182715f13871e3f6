/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector.h"

#include "proto/imap/mf-imap-dissector-private.h"

#include <string.h>

/* TLSCiphertext: RFC 8446 section 5.2; at most 2^14 + 2048 in TLS 1.2. */
#define TLS_HEADER 5
#define TLS_RECORD_MAX (TLS_HEADER + 16384 + 2048)

/* A literal is cut so that the CRLF behind it still fits. */
#define LITERAL_PIECE_MAX (MF_UNIT_DATA_MAX - 2)

MfUnitBuilder *
mf_imap_begin_unit (const MfImapDissector *self,
                    const MfImapSide *side,
                    MfUnitKind kind,
                    GBytes *bytes)
{
  MfUnitBuilder *builder = mf_unit_builder_new (MF_PROTOCOL_IMAP, kind, side->direction, bytes);

  mf_unit_builder_set_phase (builder, self->phase);
  return builder;
}

static MfUnit *
end_unit (MfUnitBuilder *builder, gboolean complete)
{
  if (!complete)
    mf_unit_builder_set_incomplete (builder);
  return mf_unit_builder_end (builder);
}

MfUnitBuilder *
mf_imap_begin_opaque (const MfImapDissector *self, const MfImapSide *side, GBytes *bytes)
{
  MfUnitBuilder *builder = mf_imap_begin_unit (self, side, MF_UNIT_OPAQUE, bytes);

  mf_unit_builder_set_topic (builder,
                             side->mode == MF_IMAP_READING_TLS ? "imap.tls" : "imap.opaque");
  return builder;
}

static MfUnit *
make_opaque (MfImapDissector *self, MfImapSide *side, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);

  return end_unit (mf_imap_begin_opaque (self, side, bytes), complete);
}

/* Status responses and "+" end in words for people, in which {3} is no literal. */
static gboolean
may_hold_literal (const MfImapSide *side, const char *data, gsize length)
{
  const char *space;

  if (side->mode == MF_IMAP_READING_REST)
    return !side->is_status && !side->is_opaque;
  if (side->direction == MF_TO_SERVER)
    return side->mode == MF_IMAP_READING_LINE;

  space = memchr (data, ' ', length);
  return length > 2 && data[0] == '*' && space == data + 1 &&
         !mf_imap_untagged_is_status (mf_imap_untagged_find (data + 2, length - 2));
}

/* Where a line that is longer than a unit is cut: behind a space, if there is one. */
static gsize
find_cut (const char *data, gsize scanned)
{
  const char *space = memrchr (data + scanned, ' ', MF_UNIT_DATA_MAX - scanned);

  if (space)
    return (gsize) (space - data) + 1;
  return scanned > 0 ? scanned : MF_UNIT_DATA_MAX;
}

/* Looks at the lines one by one, over the literals that stay in the unit. */
static void
find_unit (MfImapSide *side, MfImapCut *cut)
{
  gsize pending, end;
  const char *data = (const char *) mf_byte_stream_peek (side->input->stream, &pending);

  *cut = (MfImapCut) { 0 };
  while ((end = mf_byte_stream_find_line (side->input->stream, side->scanned)) > 0 &&
         end <= MF_UNIT_DATA_MAX)
    {
      gsize start = side->scanned;
      gsize text = end - (end - start >= 2 && data[end - 2] == '\r' ? 2 : 1) - start;
      gsize at = text;

      if (may_hold_literal (side, data, end))
        at = mf_imap_find_announcement (data + start, text, &cut->literal, &cut->waits);
      if (at < text && cut->literal <= MF_IMAP_INLINE_MAX &&
          end + cut->literal <= MF_UNIT_DATA_MAX &&
          (side->direction == MF_TO_CLIENT || !cut->waits))
        {
          side->scanned = end + (gsize) cut->literal;
          continue;
        }

      cut->whole = TRUE;
      cut->length = end;
      cut->literal_at = at < text ? start + at : end;
      return;
    }

  if (pending >= MF_UNIT_DATA_MAX)
    cut->length = cut->literal_at = find_cut (data, side->scanned);
  else if (side->input->ended)
    cut->length = cut->literal_at = pending;
}

static MfUnitBuilder *
build_rest (MfImapDissector *self, MfImapSide *side, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gboolean is_command = side->direction == MF_TO_SERVER;
  MfUnitBuilder *builder =
      mf_imap_begin_unit (self, side, is_command ? MF_UNIT_COMMAND : MF_UNIT_REPLY, bytes);
  MfImapCursor cursor = { data, 0, size };

  mf_unit_builder_set_topic (builder, "imap.rest");
  if (is_command)
    mf_imap_add_arguments (builder, &cursor, &self->arguments, &self->secret);
  else if (!side->is_status)
    mf_imap_add_untagged (builder, &cursor, &self->response);
  return builder;
}

/* What is next behind a unit that was cut out of a line. */
static void
follow_cut (MfImapDissector *self, MfImapSide *side, const MfImapCut *cut)
{
  gboolean literal = cut->literal_at < cut->length;

  side->scanned = 0;
  if (!cut->whole)
    side->mode = MF_IMAP_READING_REST;
  else if (!literal)
    side->mode = MF_IMAP_READING_LINE;
  else
    {
      side->remaining = cut->literal;
      side->mode = MF_IMAP_READING_LITERAL;
      if (side->direction == MF_TO_SERVER && cut->waits)
        side->mode = MF_IMAP_HOLDING_LITERAL;
      side->data = (MfMessageData) { .counted = TRUE, .in_body = self->response.in_body };
      side->is_message = side->direction == MF_TO_CLIENT && self->response.content;
      if (side->direction == MF_TO_SERVER)
        {
          side->data.in_body = FALSE;
          side->is_message =
              g_str_equal (mf_imap_command_get_name (self->arguments.command), "APPEND") &&
              self->arguments.index > 0;
        }
    }
}

/* A command or a response, up to its end or to a literal that stands alone. */
static MfUnit *
next_line (MfImapDissector *self, MfImapSide *side)
{
  gboolean is_rest = side->mode == MF_IMAP_READING_REST;
  g_autoptr (GBytes) bytes = NULL;
  MfUnitBuilder *builder;
  MfImapCut cut;
  MfImapMode mode = side->mode;

  find_unit (side, &cut);
  if (cut.length == 0)
    return NULL;

  bytes = mf_byte_stream_take (side->input->stream, cut.length);
  if (is_rest && side->is_opaque)
    builder = mf_imap_begin_opaque (self, side, bytes);
  else if (is_rest)
    builder = build_rest (self, side, bytes);
  else if (side->direction == MF_TO_SERVER)
    builder = mf_imap_build_command (self, bytes, &cut);
  else
    builder = mf_imap_build_server_line (self, bytes, &cut);

  /* What was said may have told what is next. */
  if (side->mode == mode)
    follow_cut (self, side, &cut);
  else
    side->scanned = 0;
  return end_unit (builder, cut.whole || cut.length >= MF_UNIT_DATA_MAX || !side->input->ended ||
                                mf_byte_stream_get_pending (side->input->stream) > 0);
}

/* How much of a literal the next unit takes; 0 if more bytes are needed. */
static gsize
measure_literal (MfImapSide *side, gsize *tail)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize length = (gsize) MIN (side->remaining, LITERAL_PIECE_MAX);

  *tail = 0;
  if (pending < length)
    return side->input->ended ? pending : 0;
  if (side->remaining > length)
    {
      gsize line = side->is_message ? mf_message_data_find_last_line (data, length) : 0;

      return line > 0 ? line : length;
    }
  if (side->direction == MF_TO_CLIENT)
    return length;

  /* A command that ends with its literal goes out with its CRLF. */
  if (pending > length && data[length] == '\n')
    *tail = 1;
  else if (pending > length + 1 && memcmp (data + length, "\r\n", 2) == 0)
    *tail = 2;
  else if (!side->input->ended &&
           (pending == length || (pending == length + 1 && data[length] == '\r')))
    return 0;
  return length;
}

static void
end_literal (MfImapDissector *self, MfImapSide *side, gboolean command_ends)
{
  side->mode = command_ends ? MF_IMAP_READING_LINE : MF_IMAP_READING_REST;
  if (side->direction == MF_TO_CLIENT)
    mf_imap_untagged_end_literal (&self->response);
  else if (self->arguments.depth == 0 && self->arguments.index < 8)
    self->arguments.index++;
}

static MfUnit *
next_literal (MfImapDissector *self, MfImapSide *side)
{
  gsize tail;
  gsize length = measure_literal (side, &tail);
  g_autoptr (GBytes) bytes = NULL;
  MfUnitBuilder *builder;
  const char *data;
  gboolean complete;

  if (side->remaining == 0 && length == 0 && tail == 0)
    {
      /* {0}, and it is known that more follows. */
      if (side->direction == MF_TO_CLIENT || side->input->ended ||
          mf_byte_stream_get_pending (side->input->stream) > 1)
        end_literal (self, side, FALSE);
      return NULL;
    }
  if (length == 0 && side->remaining > 0)
    return NULL;

  bytes = mf_byte_stream_take (side->input->stream, length + tail);
  data = g_bytes_get_data (bytes, NULL);
  builder = mf_imap_begin_unit (self, side, MF_UNIT_DATA, bytes);
  mf_unit_builder_set_topic (builder, "imap.data");
  if (side->is_message)
    mf_message_data_add_fields_at (&side->data, builder, data, MF_SPAN (0, length));
  else if (side->direction == MF_TO_SERVER && length > 0)
    mf_imap_add_argument_literal (builder, data, MF_SPAN (0, length), &self->arguments);
  else if (length > 0)
    mf_unit_builder_add_field (builder, "literal", MF_SPAN (0, length), NULL);

  side->remaining -= length;
  complete = side->remaining == 0 || mf_byte_stream_get_pending (side->input->stream) > 0 ||
             !side->input->ended;
  if (side->remaining == 0)
    end_literal (self, side, tail > 0);
  return end_unit (builder, complete);
}

static MfUnit *
next_tls (MfImapDissector *self, MfImapSide *side)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize size = TLS_HEADER;

  if (pending >= TLS_HEADER)
    size += ((gsize) data[3] << 8) + data[4];
  if (size > TLS_RECORD_MAX)
    {
      side->mode = MF_IMAP_READING_OPAQUE;
      return NULL;
    }
  if (pending < size || pending < TLS_HEADER)
    return side->input->ended ? make_opaque (self, side, pending, FALSE) : NULL;
  return make_opaque (self, side, size, TRUE);
}

/* No one has told what is next, and there is more than a unit of it, or no more
 * will come: it must be what it looks like. */
static MfUnit *
next_held (MfImapDissector *self, MfImapSide *side, gsize pending)
{
  if (pending < MF_UNIT_DATA_MAX && !side->input->ended && !self->parent.inputs[MF_TO_CLIENT].ended)
    return NULL;

  side->mode =
      side->mode == MF_IMAP_HOLDING_LITERAL ? MF_IMAP_READING_LITERAL : MF_IMAP_READING_LINE;
  return NULL;
}

static MfUnit *
next_of_mode (MfImapDissector *self, MfImapSide *side, gsize pending)
{
  switch (side->mode)
    {
    case MF_IMAP_READING_LINE:
    case MF_IMAP_READING_REST:
    case MF_IMAP_READING_RESPONSE:
      return next_line (self, side);
    case MF_IMAP_READING_LITERAL:
      return next_literal (self, side);
    case MF_IMAP_READING_TLS:
      return next_tls (self, side);
    case MF_IMAP_READING_OPAQUE:
      return make_opaque (self, side, MIN (pending, MF_UNIT_DATA_MAX), TRUE);
    default:
      return next_held (self, side, pending);
    }
}

/* A mode may give way to another without having cut anything. */
static MfUnit *
next_of_side (MfImapDissector *self, MfImapSide *side)
{
  MfUnit *unit = NULL;
  MfImapMode mode;
  gsize pending;

  do
    {
      mode = side->mode;
      pending = mf_byte_stream_get_pending (side->input->stream);
      if (pending > 0)
        unit = next_of_mode (self, side, pending);
    }
  while (unit == NULL && side->mode != mode);

  return unit;
}

static MfUnit *
imap_dissector_next (MfDissector *dissector, MfDirection direction)
{
  MfImapDissector *self = (MfImapDissector *) dissector;

  return next_of_side (self, &self->sides[direction]);
}

static void
imap_dissector_clear (MfDissector *dissector)
{
  g_array_unref (((MfImapDissector *) dissector)->awaited);
}

/**
 * mf_imap_dissector_new:
 *
 * Reads IMAP: a command is a unit, and so is an untagged or tagged response or
 * a "+". A small literal that nothing waits for stays inside; any other cuts
 * the command or response, and its octets are units of data of at most
 * MF_UNIT_DATA_MAX. An LF alone ends a line too, as servers take it. What
 * follows a literal that waits for "+", AUTHENTICATE, IDLE and STARTTLS is held
 * until the answer has come out of mf_dissector_next() for the other direction,
 * so ask for both directions after each feed.
 *
 * Returns: (transfer full): a dissector of one connection, before its greeting
 */
MfDissector *
mf_imap_dissector_new (void)
{
  static const MfDissectorClass klass = {
    .size = sizeof (MfImapDissector),
    .reads_ahead = TRUE,
    .next = imap_dissector_next,
    .clear = imap_dissector_clear,
  };
  MfImapDissector *self = mf_dissector_new (&klass);

  for (guint i = 0; i < 2; i++)
    {
      self->sides[i].input = &self->parent.inputs[i];
      self->sides[i].direction = (MfDirection) i;
    }
  self->awaited = g_array_new (FALSE, FALSE, sizeof (MfImapAwaited));
  self->phase = MF_PHASE_NOT_AUTHENTICATED;
  return &self->parent;
}
