/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-dissector.h"

#include "proto/mf-awaited-queue.h"
#include "proto/mf-message-data.h"
#include "proto/smtp/mf-smtp-dissector-private.h"
#include "proto/smtp/mf-smtp-reply.h"

#include <string.h>

/* A command that has not been answered yet. */
typedef struct
{
  guint verb; /* or MF_SMTP_EXPECT_MESSAGE */
  MfPhase phase;
} Awaited;

/* One direction. */
typedef struct
{
  MfDissectorInput *input;
  gsize lines;     /* the server's: how many pending bytes are whole lines of a reply */
  gboolean broken; /* inside a line that was too long for a unit */
} Side;

typedef struct
{
  MfDissector parent;
  MfProtocol protocol;
  Side client;
  Side server;

  MfSmtpMode mode;
  MfPhase phase;
  MfMessageData data;
  gboolean no_end_mark; /* there is none in what the client left at its end */
  MfSmtpSecretKind secret;

  MfAwaitedQueue awaited; /* of Awaited */
  gboolean greeted;
} MfSmtpDissector;

static Side *
get_side (MfSmtpDissector *self, MfDirection direction)
{
  return direction == MF_TO_SERVER ? &self->client : &self->server;
}

static void
await (MfSmtpDissector *self, guint verb)
{
  Awaited awaited = { verb, self->phase };

  mf_awaited_queue_push (&self->awaited, &awaited);
}

/* What the next reply answers, and in which phase that was said. */
static Awaited
peek_awaited (const MfSmtpDissector *self)
{
  const Awaited *awaited = mf_awaited_queue_peek (&self->awaited);

  return awaited ? *awaited : (Awaited) { MF_SMTP_VERB_UNKNOWN, self->phase };
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
  g_autoptr (GBytes) bytes =
      mf_byte_stream_take (get_side (self, direction)->input->stream, length);
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
  self->data = (MfMessageData) { .crlf_in_end_mark = TRUE };
}

static void
follow_command (MfSmtpDissector *self, MfSmtpVerb verb)
{
  await (self, verb);
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
  g_autoptr (GBytes) bytes = mf_byte_stream_take (self->client.input->stream, length);
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
  Side *side = &self->client;
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize line = mf_byte_stream_find_line (side->input->stream, 0);
  gboolean found = line > 0 && line <= MF_UNIT_DATA_MAX;
  gsize length = found ? line : MIN (pending, MF_UNIT_DATA_MAX);
  gboolean readable;

  if (!found && pending < MF_UNIT_DATA_MAX && !side->input->ended)
    return NULL;

  /* A piece of a line that fits into no unit, or of the last one. */
  readable = !side->broken && (found || length < MF_UNIT_DATA_MAX) &&
             (self->mode == MF_SMTP_MODE_AUTH || is_readable (data, length));
  if (readable)
    return make_command (self, length, found);

  /* A server answers each line, even one that is none. */
  if (found)
    follow_command (self, MF_SMTP_VERB_UNKNOWN);
  if (found && self->mode == MF_SMTP_MODE_AUTH)
    self->mode = MF_SMTP_MODE_HOLD_AUTH;
  side->broken = !found;
  return make_opaque (self, MF_TO_SERVER, length, found || length == MF_UNIT_DATA_MAX);
}

static MfUnit *
next_data (MfSmtpDissector *self)
{
  Side *side = &self->client;
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize length = mf_message_data_find_unit (&self->data, data, pending);
  g_autoptr (GBytes) bytes = NULL;
  MfUnitBuilder *builder;

  if (length == 0 && !side->input->ended)
    return NULL;

  bytes = mf_byte_stream_take (side->input->stream, length > 0 ? length : pending);
  builder = begin_unit (self, MF_UNIT_DATA, MF_TO_SERVER, bytes);
  mf_unit_builder_set_topic (builder, "smtp.data");
  if (length == 0)
    mf_unit_builder_set_incomplete (builder);
  mf_message_data_add_fields (&self->data, builder, bytes);

  if (mf_message_data_has_ended (&self->data))
    {
      self->mode = MF_SMTP_MODE_COMMANDS;
      await (self, MF_SMTP_EXPECT_MESSAGE);
    }
  return mf_unit_builder_end (builder);
}

/* Whether what the client left at its end may be message data. It is asked for
 * each DATA that no one answered, so a search in vain is not done again. */
static gboolean
has_end_mark (MfSmtpDissector *self)
{
  MfMessageData data = { 0 };
  gsize pending;
  const guint8 *bytes = mf_byte_stream_peek (self->client.input->stream, &pending);

  if (self->no_end_mark)
    return FALSE;

  self->no_end_mark = mf_message_data_find_unit (&data, bytes, pending) == 0;
  return mf_message_data_has_ended (&data);
}

/* No reply has told what follows DATA, and there is more than a unit of it, or
 * no more will come: the bytes must be read as what they look like. */
static void
guess_mode (MfSmtpDissector *self)
{
  if (self->mode == MF_SMTP_MODE_HOLD_DATA && (!self->client.input->ended || has_end_mark (self)))
    enter_data (self);
  else
    self->mode = MF_SMTP_MODE_COMMANDS;
}

static MfUnit *
next_to_server (MfSmtpDissector *self)
{
  gsize length = mf_byte_stream_get_pending (self->client.input->stream);

  if (length == 0)
    return NULL;

  if (self->mode == MF_SMTP_MODE_HOLD_DATA || self->mode == MF_SMTP_MODE_HOLD_AUTH ||
      self->mode == MF_SMTP_MODE_HOLD_TLS)
    {
      if (length < MF_UNIT_DATA_MAX && !self->client.input->ended && !self->server.input->ended)
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
    mf_awaited_queue_pop_all (&self->awaited);

  if (!mf_awaited_queue_is_empty (&self->awaited))
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
  g_autoptr (GBytes) bytes = mf_byte_stream_take (self->server.input->stream, length);
  MfUnitKind kind = code == 334 ? MF_UNIT_CHALLENGE : MF_UNIT_REPLY;
  MfUnitBuilder *builder = begin_unit (self, kind, MF_TO_CLIENT, bytes);
  gboolean asked = !mf_awaited_queue_is_empty (&self->awaited);
  gboolean greeting = !self->greeted && (!asked || code == 220 || code == 421 || code == 554);
  Awaited awaited = peek_awaited (self);
  guint answers = awaited.verb;

  self->server.lines = 0;
  if (greeting)
    {
      answers = MF_SMTP_VERB_UNKNOWN;
      mf_unit_builder_set_topic (builder, "smtp.%u.greeting", code);
    }
  else if (asked)
    {
      if (last)
        {
          mf_awaited_queue_pop (&self->awaited);
          answers = name_answered (self, answers, code);
          follow_reply (self, answers, code);
        }
      name_reply (builder, code, answers);
      mf_unit_builder_set_phase (builder, awaited.phase);
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
  Side *side = &self->server;
  MfSmtpReplyLine first = { 0 };
  gsize length;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &length);
  gsize end;

  if (length == 0)
    return NULL;

  if (self->mode == MF_SMTP_MODE_OPAQUE)
    return make_opaque (self, MF_TO_CLIENT, MIN (length, MF_UNIT_DATA_MAX), TRUE);

  if (side->lines > 0)
    parse_reply_line (data, 0, side->lines, &first);

  while ((end = mf_byte_stream_find_line (side->input->stream, side->lines)) > 0 &&
         end <= MF_UNIT_DATA_MAX)
    {
      MfSmtpReplyLine reply;
      gboolean valid = !side->broken && parse_reply_line (data, side->lines, end, &reply);

      if (!valid && side->lines > 0)
        return make_reply (self, side->lines, first.code, FALSE, FALSE);
      if (!valid)
        {
          side->broken = FALSE;
          return make_opaque (self, MF_TO_CLIENT, end, TRUE);
        }
      if (reply.last)
        return make_reply (self, end, reply.code, TRUE, TRUE);
      if (side->lines == 0)
        first = reply;
      side->lines = end;
    }

  /* No whole reply: wait, unless it fits into no unit or no more will come. */
  if (length >= MF_UNIT_DATA_MAX && side->lines > 0)
    return make_reply (self, side->lines, first.code, FALSE, TRUE);
  if (length >= MF_UNIT_DATA_MAX)
    {
      side->broken = TRUE;
      return make_opaque (self, MF_TO_CLIENT, MF_UNIT_DATA_MAX, TRUE);
    }
  if (side->input->ended && side->lines > 0)
    return make_reply (self, side->lines, first.code, FALSE, FALSE);
  if (side->input->ended)
    return make_opaque (self, MF_TO_CLIENT, length, FALSE);

  return NULL;
}

static MfUnit *
smtp_dissector_next (MfDissector *dissector, MfDirection direction)
{
  MfSmtpDissector *self = (MfSmtpDissector *) dissector;

  return direction == MF_TO_CLIENT ? next_to_client (self) : next_to_server (self);
}

static void
smtp_dissector_clear (MfDissector *dissector)
{
  mf_awaited_queue_clear (&((MfSmtpDissector *) dissector)->awaited);
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
    .size = sizeof (MfSmtpDissector),
    .reads_ahead = TRUE,
    .next = smtp_dissector_next,
    .clear = smtp_dissector_clear,
  };
  MfSmtpDissector *self = mf_dissector_new (&klass);

  self->protocol = protocol;
  self->phase = MF_PHASE_HANDSHAKE;
  self->client.input = &self->parent.inputs[MF_TO_SERVER];
  self->server.input = &self->parent.inputs[MF_TO_CLIENT];
  mf_awaited_queue_init (&self->awaited, sizeof (Awaited));
  return &self->parent;
}
