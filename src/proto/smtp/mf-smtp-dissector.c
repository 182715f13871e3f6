/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector.h"

#include "proto/smtp/mf-smtp-dissector-private.h"
#include "proto/smtp/mf-smtp-reply.h"

#include <string.h>

/* How many commands without a reply are remembered by name; those beyond are
 * only counted. Clients that pipeline send a hundred. */
#define MAX_EXPECTED 4096

typedef struct
{
  MfDissector parent;
  MfProtocol protocol;
  MfSmtpStream to_server;
  MfSmtpStream to_client;
  GQueue ready; /* MfUnit of the client, read before it was asked for */

  MfSmtpMode mode;
  MfPhase phase;
  MfSmtpDataState data;
  MfSmtpSecretKind secret;

  /* The commands whose replies are awaited: a verb and its phase in a byte. */
  GByteArray *expected;
  guint expected_start;
  guint64 n_forgotten;
  gboolean greeted;
} MfSmtpDissector;

static MfSmtpStream *
get_stream (MfSmtpDissector *self, MfDirection direction)
{
  return direction == MF_TO_SERVER ? &self->to_server : &self->to_client;
}

static void
expect (MfSmtpDissector *self, guint verb)
{
  guint8 entry = (guint8) (verb | (guint) self->phase << 5);

  G_STATIC_ASSERT (MF_SMTP_EXPECT_MESSAGE < 32 && MF_PHASE_UPDATE < 8);

  if (self->n_forgotten > 0 || self->expected->len - self->expected_start >= MAX_EXPECTED)
    {
      self->n_forgotten++;
      return;
    }

  if (self->expected_start == self->expected->len)
    {
      g_byte_array_set_size (self->expected, 0);
      self->expected_start = 0;
    }
  else if (self->expected_start >= MAX_EXPECTED)
    {
      g_byte_array_remove_range (self->expected, 0, self->expected_start);
      self->expected_start = 0;
    }
  g_byte_array_append (self->expected, &entry, 1);
}

static gboolean
has_expected (const MfSmtpDissector *self)
{
  return self->expected_start < self->expected->len || self->n_forgotten > 0;
}

/* What the next reply answers, and in which phase that was said. */
static guint
peek_expected (const MfSmtpDissector *self, MfPhase *phase)
{
  guint8 entry;

  *phase = self->phase;
  if (self->expected_start == self->expected->len)
    return MF_SMTP_VERB_UNKNOWN;

  entry = self->expected->data[self->expected_start];
  *phase = entry >> 5;
  return entry & 31;
}

static void
drop_expected (MfSmtpDissector *self)
{
  if (self->expected_start < self->expected->len)
    self->expected_start++;
  else if (self->n_forgotten > 0)
    self->n_forgotten--;
}

static MfUnitBuilder *
begin_unit (MfSmtpDissector *self, MfUnitKind kind, MfDirection direction, GBytes *bytes)
{
  MfUnitBuilder *builder = mf_unit_builder_new (self->protocol, kind, direction, bytes);

  mf_unit_builder_set_phase (builder, self->phase);
  return builder;
}

static MfUnit *
make_opaque (MfSmtpDissector *self, MfDirection direction, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_smtp_stream_take (get_stream (self, direction), length);
  MfUnitBuilder *builder = begin_unit (self, MF_UNIT_OPAQUE, direction, bytes);

  mf_unit_builder_set_topic (builder, "smtp.opaque");
  if (!complete)
    mf_unit_builder_set_incomplete (builder);
  return mf_unit_builder_end (builder);
}

static void
enter_data (MfSmtpDissector *self)
{
  self->mode = MF_SMTP_MODE_DATA;
  self->data = (MfSmtpDataState) { .in_header = TRUE };
  self->to_server.searched = 0;
}

static void
follow_command (MfSmtpDissector *self, MfSmtpVerb verb)
{
  expect (self, verb);
  if (verb == MF_SMTP_VERB_DATA)
    self->mode = MF_SMTP_MODE_HOLD_DATA;
  else if (verb == MF_SMTP_VERB_AUTH)
    self->mode = MF_SMTP_MODE_HOLD_AUTH;
  else if (verb == MF_SMTP_VERB_STARTTLS)
    self->mode = MF_SMTP_MODE_HOLD_TLS;
}

static MfUnit *
make_command (MfSmtpDissector *self, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_smtp_stream_take (&self->to_server, length);
  MfSmtpVerb verb = MF_SMTP_VERB_UNKNOWN;
  MfUnitBuilder *builder;

  if (self->mode == MF_SMTP_MODE_AUTH)
    {
      gboolean cancel = length == 3 && memcmp (g_bytes_get_data (bytes, NULL), "*\r\n", 3) == 0;

      builder = begin_unit (self, MF_UNIT_RESPONSE, MF_TO_SERVER, bytes);
      mf_unit_builder_set_topic (builder, cancel ? "smtp.AUTH.cancel" : "smtp.AUTH.response");
      mf_smtp_add_response_fields (builder, bytes, &self->secret);
      verb = MF_SMTP_VERB_AUTH;
    }
  else
    {
      builder = begin_unit (self, MF_UNIT_COMMAND, MF_TO_SERVER, bytes);
      mf_smtp_add_command_fields (builder, bytes, &verb, &self->secret);
      self->phase = mf_smtp_verb_get_phase (verb, self->phase);
      mf_unit_builder_set_phase (builder, self->phase);
      mf_unit_builder_set_topic (builder, "smtp.%s", mf_smtp_verb_get_info (verb)->name);
    }

  if (complete)
    follow_command (self, verb);
  else
    mf_unit_builder_set_incomplete (builder);
  return mf_unit_builder_end (builder);
}

/* A word that is no verb may still be read, if it is text. */
static gboolean
is_readable (const guint8 *data, gsize length)
{
  const guint8 *space = memchr (data, ' ', length);
  gsize word = space ? (gsize) (space - data) : length;

  while (word > 0 && (data[word - 1] == '\r' || data[word - 1] == '\n'))
    word--;
  return mf_smtp_verb_find ((const char *) data, word) != MF_SMTP_VERB_UNKNOWN ||
         mf_smtp_is_text (data, length);
}

static MfUnit *
next_command (MfSmtpDissector *self)
{
  MfSmtpStream *stream = &self->to_server;
  gsize length;
  const guint8 *data = mf_smtp_stream_peek (stream, &length);
  gsize end;
  gboolean found = mf_smtp_stream_find_line (stream, MF_UNIT_DATA_MAX, &end);
  gboolean readable;

  if (data == NULL)
    return NULL;
  if (!found && length < MF_UNIT_DATA_MAX && !(stream->ended && length > 0))
    return NULL;

  /* A piece of a line that fits into no unit, or of the last one. */
  readable = !stream->broken && (found || length < MF_UNIT_DATA_MAX) &&
             (self->mode == MF_SMTP_MODE_AUTH || is_readable (data, end));
  if (readable)
    return make_command (self, end, found);

  /* A server answers each line, even one that is none. */
  if (found)
    follow_command (self, MF_SMTP_VERB_UNKNOWN);
  if (found && self->mode == MF_SMTP_MODE_AUTH)
    self->mode = MF_SMTP_MODE_HOLD_AUTH;
  stream->broken = !found;
  return make_opaque (self, MF_TO_SERVER, end, found || end == MF_UNIT_DATA_MAX);
}

/* Goes on from what was searched: to the end mark, or as far as a block goes. */
static void
search_data (MfSmtpDissector *self)
{
  MfSmtpStream *stream = &self->to_server;
  gsize length;
  const guint8 *data = mf_smtp_stream_peek (stream, &length);

  length = MIN (length, MF_UNIT_DATA_MAX);
  while (stream->searched < length && self->data.decoder.state != MF_DOT_END)
    {
      const guint8 *piece;
      gsize piece_length;

      stream->searched += mf_dot_decoder_take (&self->data.decoder, data + stream->searched,
                                               length - stream->searched, &piece, &piece_length);
    }

  if (self->data.decoder.state == MF_DOT_END && self->data.end == 0)
    self->data.end = stream->searched;
}

/* Where to cut a block that has no end mark: after its last CRLF. */
static gsize
find_cut (const guint8 *data, gsize length)
{
  gsize at = length;

  while (at > 0)
    {
      const guint8 *lf = memrchr (data, '\n', at);

      if (lf == NULL)
        break;
      if (lf > data && lf[-1] == '\r')
        return (gsize) (lf - data) + 1;
      at = (gsize) (lf - data);
    }

  return length;
}

static MfUnit *
next_data (MfSmtpDissector *self)
{
  MfSmtpStream *stream = &self->to_server;
  gsize length;
  const guint8 *data = mf_smtp_stream_peek (stream, &length);
  g_autoptr (GBytes) bytes = NULL;
  gboolean has_end;
  gboolean complete = TRUE;
  MfUnitBuilder *builder;

  if (data == NULL)
    return NULL;

  search_data (self);
  has_end = self->data.end > 0;
  if (has_end)
    length = self->data.end;
  else if (length >= MF_UNIT_DATA_MAX)
    length = find_cut (data, MF_UNIT_DATA_MAX);
  else if (stream->ended && length > 0)
    complete = FALSE;
  else
    return NULL;

  bytes = mf_smtp_stream_take (stream, length);
  builder = begin_unit (self, MF_UNIT_DATA, MF_TO_SERVER, bytes);
  mf_unit_builder_set_topic (builder, "smtp.data");
  if (!complete)
    mf_unit_builder_set_incomplete (builder);
  mf_smtp_add_data_fields (builder, bytes, has_end, &self->data);

  if (has_end)
    {
      self->mode = MF_SMTP_MODE_COMMANDS;
      stream->searched = 0;
      expect (self, MF_SMTP_EXPECT_MESSAGE);
    }
  return mf_unit_builder_end (builder);
}

/* No reply has told what follows DATA, and there is more than a unit of it, or
 * no more will come: the bytes must be read as what they look like. */
static void
guess_mode (MfSmtpDissector *self)
{
  gboolean data = self->mode == MF_SMTP_MODE_HOLD_DATA;
  MfSmtpStream *stream = &self->to_server;

  self->mode = MF_SMTP_MODE_COMMANDS;
  if (!data)
    return;

  enter_data (self);
  search_data (self);
  if (stream->ended && self->data.end == 0)
    {
      self->mode = MF_SMTP_MODE_COMMANDS;
      stream->searched = 0;
    }
}

static MfUnit *
next_to_server (MfSmtpDissector *self)
{
  MfSmtpStream *stream = &self->to_server;
  gsize length;

  mf_smtp_stream_peek (stream, &length);
  if (length == 0)
    return NULL;

  if (self->mode == MF_SMTP_MODE_HOLD_DATA || self->mode == MF_SMTP_MODE_HOLD_AUTH ||
      self->mode == MF_SMTP_MODE_HOLD_TLS)
    {
      if (length < MF_UNIT_DATA_MAX && !stream->ended && !self->to_client.ended)
        return NULL;
      guess_mode (self);
    }

  switch (self->mode)
    {
    case MF_SMTP_MODE_DATA:
      return next_data (self);
    case MF_SMTP_MODE_OPAQUE:
      return make_opaque (self, MF_TO_SERVER, MIN (length, MF_UNIT_DATA_MAX), TRUE);
    default:
      return next_command (self);
    }
}

/* A reply decides what the client's next bytes are. */
static void
follow_reply (MfSmtpDissector *self, guint answers, guint code)
{
  if (answers == MF_SMTP_VERB_DATA && self->mode == MF_SMTP_MODE_HOLD_DATA)
    {
      self->mode = MF_SMTP_MODE_COMMANDS;
      if (code / 100 == 3)
        enter_data (self);
    }
  else if (answers == MF_SMTP_VERB_AUTH && self->mode == MF_SMTP_MODE_HOLD_AUTH)
    self->mode = code / 100 == 3 ? MF_SMTP_MODE_AUTH : MF_SMTP_MODE_COMMANDS;
  else if (answers == MF_SMTP_VERB_STARTTLS && self->mode == MF_SMTP_MODE_HOLD_TLS)
    self->mode = code / 100 == 2 ? MF_SMTP_MODE_OPAQUE : MF_SMTP_MODE_COMMANDS;
}

/* While something is held, the command that it waits for is the last one
 * awaited; 354 and 334 can be to nothing else. So replies that were counted
 * wrongly do not stay so. */
static guint
name_answered (MfSmtpDissector *self, guint answers, guint code)
{
  if ((self->mode == MF_SMTP_MODE_HOLD_DATA && code == 354) ||
      (self->mode == MF_SMTP_MODE_HOLD_AUTH && code == 334))
    {
      self->expected_start = self->expected->len;
      self->n_forgotten = 0;
    }

  if (has_expected (self))
    return answers;

  switch (self->mode)
    {
    case MF_SMTP_MODE_HOLD_DATA:
      return MF_SMTP_VERB_DATA;
    case MF_SMTP_MODE_HOLD_AUTH:
      return MF_SMTP_VERB_AUTH;
    case MF_SMTP_MODE_HOLD_TLS:
      return MF_SMTP_VERB_STARTTLS;
    default:
      return answers;
    }
}

/* The command that a reply answers may not have been asked for yet: it was
 * held until the reply before. */
static void
read_ahead (MfSmtpDissector *self)
{
  MfUnit *unit;

  while ((unit = next_to_server (self)))
    g_queue_push_tail (&self->ready, unit);
}

static void
name_reply (MfUnitBuilder *builder, guint code, guint answers)
{
  if (answers == MF_SMTP_EXPECT_MESSAGE)
    mf_unit_builder_set_topic (builder, "smtp.%u.data", code);
  else
    mf_unit_builder_set_topic (builder, "smtp.%u.%s", code, mf_smtp_verb_get_info (answers)->name);
}

/* @last says whether the reply ends here; else it was too long for a unit, or
 * broke off. */
static MfUnit *
make_reply (MfSmtpDissector *self, gsize length, guint code, gboolean last, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_smtp_stream_take (&self->to_client, length);
  MfUnitKind kind = code == 334 ? MF_UNIT_CHALLENGE : MF_UNIT_REPLY;
  MfUnitBuilder *builder = begin_unit (self, kind, MF_TO_CLIENT, bytes);
  gboolean asked = has_expected (self);
  gboolean greeting = !self->greeted && (!asked || code == 220 || code == 421 || code == 554);
  MfPhase phase;
  guint answers = peek_expected (self, &phase);

  self->to_client.line = 0;
  self->to_client.searched = 0;
  if (greeting)
    {
      answers = MF_SMTP_VERB_UNKNOWN;
      mf_unit_builder_set_topic (builder, "smtp.%u.greeting", code);
    }
  else if (asked)
    {
      if (last)
        {
          drop_expected (self);
          answers = name_answered (self, answers, code);
          follow_reply (self, answers, code);
        }
      name_reply (builder, code, answers);
      mf_unit_builder_set_phase (builder, phase);
    }
  else
    {
      mf_unit_builder_set_topic (builder, "smtp.%u", code);
      if (code == 421)
        mf_unit_builder_set_phase (builder, MF_PHASE_CLOSURE);
    }

  if (last)
    self->greeted = TRUE;
  if (!complete)
    mf_unit_builder_set_incomplete (builder);
  mf_smtp_add_reply_fields (builder, bytes, answers);
  return mf_unit_builder_end (builder);
}

static gboolean
parse_reply_line (const guint8 *data, gsize start, gsize end, MfSmtpReplyLine *reply)
{
  if (end > start && data[end - 1] == '\n')
    end--;
  if (end > start && data[end - 1] == '\r')
    end--;
  return mf_smtp_reply_line_parse ((const char *) data + start, end - start, reply);
}

/* Looks at the lines one by one: to the reply's last, or to what is none. */
static MfUnit *
next_to_client (MfSmtpDissector *self)
{
  MfSmtpStream *stream = &self->to_client;
  MfSmtpReplyLine first = { 0 };
  gsize length;
  const guint8 *data = mf_smtp_stream_peek (stream, &length);
  gsize end;

  if (length == 0)
    return NULL;

  read_ahead (self);
  if (self->mode == MF_SMTP_MODE_OPAQUE)
    return make_opaque (self, MF_TO_CLIENT, MIN (length, MF_UNIT_DATA_MAX), TRUE);

  if (stream->line > 0)
    parse_reply_line (data, 0, stream->line, &first);

  while (mf_smtp_stream_find_line (stream, MF_UNIT_DATA_MAX, &end))
    {
      MfSmtpReplyLine reply;
      gboolean valid = !stream->broken && parse_reply_line (data, stream->line, end, &reply);

      if (!valid && stream->line > 0)
        return make_reply (self, stream->line, first.code, FALSE, FALSE);
      if (!valid)
        {
          stream->broken = FALSE;
          return make_opaque (self, MF_TO_CLIENT, end, TRUE);
        }
      if (reply.last)
        return make_reply (self, end, reply.code, TRUE, TRUE);
      if (stream->line == 0)
        first = reply;
      stream->line = end;
    }

  /* No whole reply: wait, unless it fits into no unit or no more will come. */
  if (length >= MF_UNIT_DATA_MAX && stream->line > 0)
    return make_reply (self, stream->line, first.code, FALSE, TRUE);
  if (length >= MF_UNIT_DATA_MAX)
    {
      stream->broken = TRUE;
      return make_opaque (self, MF_TO_CLIENT, MF_UNIT_DATA_MAX, TRUE);
    }
  if (stream->ended && stream->line > 0)
    return make_reply (self, stream->line, first.code, FALSE, FALSE);
  if (stream->ended)
    return make_opaque (self, MF_TO_CLIENT, length, FALSE);

  return NULL;
}

static void
smtp_dissector_feed (MfDissector *dissector, MfDirection direction, GBytes *bytes)
{
  mf_smtp_stream_push (get_stream ((MfSmtpDissector *) dissector, direction), bytes);
}

static MfUnit *
smtp_dissector_next (MfDissector *dissector, MfDirection direction)
{
  MfSmtpDissector *self = (MfSmtpDissector *) dissector;

  if (direction == MF_TO_CLIENT)
    return next_to_client (self);
  return g_queue_is_empty (&self->ready) ? next_to_server (self) : g_queue_pop_head (&self->ready);
}

static void
smtp_dissector_end (MfDissector *dissector, MfDirection direction)
{
  get_stream ((MfSmtpDissector *) dissector, direction)->ended = TRUE;
}

static gsize
smtp_dissector_get_pending (MfDissector *dissector, MfDirection direction)
{
  MfSmtpDissector *self = (MfSmtpDissector *) dissector;
  gsize length;

  mf_smtp_stream_peek (get_stream (self, direction), &length);
  if (direction == MF_TO_SERVER)
    for (GList *l = self->ready.head; l; l = l->next)
      length += g_bytes_get_size (((MfUnit *) l->data)->bytes);
  return length;
}

static void
smtp_dissector_free (MfDissector *dissector)
{
  MfSmtpDissector *self = (MfSmtpDissector *) dissector;

  mf_smtp_stream_clear (&self->to_server);
  mf_smtp_stream_clear (&self->to_client);
  g_queue_clear_full (&self->ready, (GDestroyNotify) mf_unit_unref);
  g_byte_array_unref (self->expected);
  g_free (self);
}

/**
 * mf_smtp_dissector_new:
 * @protocol: %MF_PROTOCOL_SMTP or %MF_PROTOCOL_SUBMISSION, for its units
 *
 * What follows DATA, AUTH and STARTTLS is held until their reply has come out
 * of mf_dissector_next() for the other direction: only that tells what it is.
 * So ask for both directions after each feed.
 *
 * Returns: (transfer full): a dissector of one connection, before its greeting
 */
MfDissector *
mf_smtp_dissector_new (MfProtocol protocol)
{
  static const MfDissectorClass klass = {
    .feed = smtp_dissector_feed,
    .next = smtp_dissector_next,
    .end = smtp_dissector_end,
    .get_pending = smtp_dissector_get_pending,
    .free = smtp_dissector_free,
  };
  MfSmtpDissector *self = g_new0 (MfSmtpDissector, 1);

  self->parent.klass = &klass;
  self->protocol = protocol;
  self->phase = MF_PHASE_HANDSHAKE;
  self->expected = g_byte_array_new ();
  g_queue_init (&self->ready);
  return &self->parent;
}
