/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-dissector.h"

#include "proto/mf-awaited-queue.h"
#include "proto/mf-message-data.h"
#include "proto/pop3/mf-pop3-dissector-fields.h"
#include "proto/pop3/mf-pop3-syntax.h"

#include <string.h>

/* TLSCiphertext: a header of 5 octets, the last two of which give the length
 * of what follows (RFC 8446 section 5.2); at most 2^14 + 2048 in TLS 1.2. */
#define TLS_HEADER 5
#define TLS_RECORD_MAX (TLS_HEADER + 16384 + 2048)

typedef enum
{
  READING_LINE,
  READING_REST, /* what is left of a line too long for a unit */
  READING_LISTING,
  READING_MESSAGE,
  READING_TLS,
} Mode;

/* A command that has not been answered yet. */
typedef struct
{
  MfPop3Verb verb;     /* MF_POP3_NONE if that is not known */
  gboolean multi_line; /* its +OK goes on until the termination octet */
  gboolean login;      /* its +OK opens the maildrop */
} Awaited;

typedef struct
{
  MfDissectorInput *input;
  Mode mode;
} Side;

typedef struct
{
  MfDissector parent;
  Side client;
  Side server;

  MfAwaitedQueue awaited; /* of Awaited */
  gboolean greeted;
  gboolean challenged; /* the client's next line is a response (RFC 5034 section 4) */

  MfPop3Verb verb; /* whose multi-line reply is being read */
  MfMessageData data;

  /* Where the session stands, and where it will if the logins under way succeed. */
  MfPhase phase;
  MfPhase client_phase;
  guint n_logins;
} Pop3Dissector;

static gsize
trim_line_end (const char *data, gsize size)
{
  if (size > 0 && data[size - 1] == '\n')
    size--;
  if (size > 0 && data[size - 1] == '\r')
    size--;
  return size;
}

/* A bare AUTH only asks which mechanisms there are. */
static gboolean
is_login (const MfPop3Command *command)
{
  return command->verb == MF_POP3_PASS || command->verb == MF_POP3_APOP ||
         (command->verb == MF_POP3_AUTH && command->n_arguments > 0);
}

static void
await (Pop3Dissector *self, const MfPop3Command *command)
{
  Awaited awaited = { command->verb,
                      mf_pop3_verb_is_multi_line (command->verb, command->n_arguments),
                      is_login (command) };

  if (mf_awaited_queue_push (&self->awaited, &awaited) && awaited.login)
    self->n_logins++;
}

/* The command that the next reply answers. */
static Awaited
peek_awaited (const Pop3Dissector *self)
{
  const Awaited *awaited = mf_awaited_queue_peek (&self->awaited);

  return awaited ? *awaited : (Awaited) { .verb = MF_POP3_NONE };
}

static MfUnitBuilder *
begin_unit (const Pop3Dissector *self, MfUnitKind kind, MfDirection direction, GBytes *bytes)
{
  MfUnitBuilder *builder = mf_unit_builder_new (MF_PROTOCOL_POP3, kind, direction, bytes);

  mf_unit_builder_set_phase (builder, direction == MF_TO_SERVER ? self->client_phase : self->phase);
  return builder;
}

static MfUnitBuilder *
begin_opaque (const Pop3Dissector *self, MfDirection direction, GBytes *bytes)
{
  MfUnitBuilder *builder = begin_unit (self, MF_UNIT_OPAQUE, direction, bytes);

  mf_unit_builder_set_topic (builder, "pop3.opaque");
  return builder;
}

static const char *
get_topic (MfPop3Verb verb)
{
  return verb == MF_POP3_NONE ? "unknown" : mf_pop3_verb_get_name (verb);
}

/* Where the session stands behind a command, if it succeeds. */
static void
follow_command (Pop3Dissector *self, MfPop3Verb verb)
{
  if (verb == MF_POP3_QUIT && self->client_phase == MF_PHASE_TRANSACTION)
    self->client_phase = MF_PHASE_UPDATE;
}

static MfUnitBuilder *
build_command (Pop3Dissector *self, GBytes *bytes, gboolean whole)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  MfUnitBuilder *builder;
  MfPop3Command command;

  mf_pop3_command_split (data, trim_line_end (data, size), &command);
  follow_command (self, command.verb);
  builder = begin_unit (self, MF_UNIT_COMMAND, MF_TO_SERVER, bytes);
  mf_unit_builder_set_topic (builder, "pop3.%s", get_topic (command.verb));
  mf_pop3_add_command_fields (builder, data, &command);

  if (whole)
    await (self, &command);
  if (is_login (&command) && self->client_phase == MF_PHASE_AUTHORIZATION)
    self->client_phase = MF_PHASE_TRANSACTION;
  return builder;
}

static MfUnitBuilder *
build_response (Pop3Dissector *self, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length = trim_line_end (data, size);
  MfUnitBuilder *builder = begin_unit (self, MF_UNIT_RESPONSE, MF_TO_SERVER, bytes);

  self->challenged = FALSE;
  mf_unit_builder_set_phase (builder, self->phase);
  mf_unit_builder_set_topic (builder, "pop3.response");
  mf_pop3_add_base64_field (builder, "response", data, MF_SPAN (0, length));
  return builder;
}

static MfUnitBuilder *
build_challenge (Pop3Dissector *self, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length = trim_line_end (data, size);
  MfUnitBuilder *builder = begin_unit (self, MF_UNIT_CHALLENGE, MF_TO_CLIENT, bytes);

  self->challenged = TRUE;
  mf_unit_builder_set_topic (builder, "pop3.challenge");
  mf_unit_builder_add_field (builder, "status", MF_SPAN (0, 1), NULL);
  if (length > 2)
    mf_pop3_add_base64_field (builder, "challenge", data, MF_SPAN (2, length - 2));
  return builder;
}

/* Where the session stands behind a reply. */
static void
follow_reply (Pop3Dissector *self, const Awaited *awaited, gboolean ok)
{
  if (awaited->login)
    {
      self->challenged = FALSE;
      self->n_logins--;
      if (ok)
        {
          self->phase = MF_PHASE_TRANSACTION;
          if (self->client_phase == MF_PHASE_AUTHORIZATION)
            self->client_phase = MF_PHASE_TRANSACTION;
        }
      else if (self->phase == MF_PHASE_AUTHORIZATION && self->n_logins == 0)
        self->client_phase = MF_PHASE_AUTHORIZATION;
    }
  else if (awaited->verb == MF_POP3_STLS && ok)
    self->client.mode = self->server.mode = READING_TLS;
}

static void
set_reply_topic (const Pop3Dissector *self, MfUnitBuilder *builder, MfPop3Verb verb, gboolean ok)
{
  const char *status = ok ? "+OK" : "-ERR";

  if (!self->greeted)
    mf_unit_builder_set_topic (builder, "pop3.%s.greeting", status);
  else if (mf_awaited_queue_is_empty (&self->awaited))
    mf_unit_builder_set_topic (builder, "pop3.%s.unsolicited", status);
  else
    mf_unit_builder_set_topic (builder, "pop3.%s.%s", status, get_topic (verb));
}

/* A reply, or its first part: its status line and what follows it in the unit. */
static MfUnitBuilder *
build_reply (Pop3Dissector *self, GBytes *bytes, gsize line_size, gboolean whole)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length = trim_line_end (data, line_size);
  Awaited awaited = self->greeted ? peek_awaited (self) : (Awaited) { .verb = MF_POP3_NONE };
  MfPop3Status status;
  MfUnitBuilder *builder;
  gboolean valid = mf_pop3_status_parse (data, length, &status, NULL);

  if (valid && awaited.verb == MF_POP3_QUIT && self->phase == MF_PHASE_TRANSACTION)
    self->phase = MF_PHASE_UPDATE;

  if (valid)
    {
      builder = begin_unit (self, MF_UNIT_REPLY, MF_TO_CLIENT, bytes);
      set_reply_topic (self, builder, awaited.verb, status.ok);
      mf_pop3_add_status_fields (builder, data, &status);
      if (!self->greeted)
        mf_pop3_add_greeting_fields (builder, data, length);
      if (status.ok && (!awaited.multi_line || awaited.verb == MF_POP3_RETR))
        mf_pop3_add_text_fields (builder, data, &status, awaited.verb);
      if (status.ok && awaited.multi_line)
        mf_pop3_add_listing_fields (builder, data, line_size, size, awaited.verb);
    }
  else
    builder = begin_opaque (self, MF_TO_CLIENT, bytes);

  if (!whole)
    return builder;
  if (self->greeted)
    {
      mf_awaited_queue_pop (&self->awaited);
      follow_reply (self, &awaited, valid && status.ok);
    }
  self->greeted = TRUE;
  return builder;
}

/* Cuts one line that is neither command nor reply any more, in pieces. */
static GBytes *
take_rest (Side *side)
{
  gsize length = mf_byte_stream_find_line (side->input->stream, 0);
  gsize pending = mf_byte_stream_get_pending (side->input->stream);

  if (length > 0 && length <= MF_UNIT_DATA_MAX)
    {
      side->mode = READING_LINE;
      return mf_byte_stream_take (side->input->stream, length);
    }

  if (pending >= MF_UNIT_DATA_MAX)
    return mf_byte_stream_take (side->input->stream, MF_UNIT_DATA_MAX);

  return NULL;
}

static GBytes *
take_tls_record (Side *side)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize size;

  if (pending < TLS_HEADER)
    return NULL;

  size = TLS_HEADER + ((gsize) data[3] << 8) + data[4];
  if (size > TLS_RECORD_MAX)
    {
      side->mode = READING_REST;
      return take_rest (side);
    }

  return pending < size ? NULL : mf_byte_stream_take (side->input->stream, size);
}

/* What is left when a side has closed. */
static GBytes *
take_leftover (Side *side)
{
  gsize pending = mf_byte_stream_get_pending (side->input->stream);

  if (!side->input->ended || pending == 0)
    return NULL;

  return mf_byte_stream_take (side->input->stream, MIN (pending, MF_UNIT_DATA_MAX));
}

static MfUnit *
end_unit (MfUnitBuilder *builder, gboolean whole)
{
  if (!whole)
    mf_unit_builder_set_incomplete (builder);
  return mf_unit_builder_end (builder);
}

/* The whole unit that take() finds, or what is left at the end. */
static MfUnit *
next_opaque (Pop3Dissector *self, Side *side, MfDirection direction, GBytes *(*take) (Side *side))
{
  g_autoptr (GBytes) bytes = take (side);
  gboolean whole = bytes != NULL;
  MfUnitBuilder *builder;

  if (bytes == NULL)
    bytes = take_leftover (side);
  if (bytes == NULL)
    return NULL;

  builder = begin_opaque (self, direction, bytes);
  if (side->mode == READING_TLS)
    mf_unit_builder_set_topic (builder, "pop3.tls");
  return end_unit (builder, whole);
}

/* A line that is too long for a unit. It still counts as a command or a reply. */
static MfUnit *
begin_rest (Pop3Dissector *self, Side *side, MfDirection direction)
{
  if (direction == MF_TO_SERVER)
    await (self, &(MfPop3Command) { .verb = MF_POP3_NONE });
  else if (self->greeted)
    {
      Awaited awaited = peek_awaited (self);

      mf_awaited_queue_pop (&self->awaited);
      follow_reply (self, &awaited, FALSE);
    }
  else
    self->greeted = TRUE;

  side->mode = READING_REST;
  return next_opaque (self, side, direction, take_rest);
}

static gboolean
is_overlong (Side *side, gsize line)
{
  return line > MF_UNIT_DATA_MAX ||
         (line == 0 && mf_byte_stream_get_pending (side->input->stream) >= MF_UNIT_DATA_MAX);
}

static MfUnit *
next_command (Pop3Dissector *self)
{
  Side *side = &self->client;
  gsize line = mf_byte_stream_find_line (side->input->stream, 0);
  g_autoptr (GBytes) bytes = NULL;

  if (is_overlong (side, line))
    return begin_rest (self, side, MF_TO_SERVER);

  bytes = line > 0 ? mf_byte_stream_take (side->input->stream, line) : take_leftover (side);
  if (bytes == NULL)
    return NULL;

  return end_unit (self->challenged ? build_response (self, bytes)
                                    : build_command (self, bytes, line > 0),
                   line > 0);
}

static gboolean
is_challenge (const Pop3Dissector *self, const guint8 *data, gsize line)
{
  return self->greeted && peek_awaited (self).verb == MF_POP3_AUTH && line >= 2 && data[0] == '+' &&
         (data[1] == ' ' || data[1] == '\r' || data[1] == '\n');
}

static gboolean
is_ok (const guint8 *data, gsize line)
{
  MfPop3Status status;

  return mf_pop3_status_parse ((const char *) data, trim_line_end ((const char *) data, line),
                               &status, NULL) &&
         status.ok;
}

/* The status line and the lines behind it in one unit, if they fit. */
static MfUnit *
next_listing (Pop3Dissector *self, gsize line)
{
  Side *side = &self->server;
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize length = mf_message_data_find_unit (&self->data, data, pending);
  g_autoptr (GBytes) bytes =
      length > 0 ? mf_byte_stream_take (side->input->stream, length) : take_leftover (side);

  if (bytes == NULL)
    return NULL;

  self->verb = peek_awaited (self).verb;
  if (mf_message_data_has_ended (&self->data))
    self->data = (MfMessageData) { 0 };
  else
    side->mode = READING_LISTING;
  return end_unit (build_reply (self, bytes, line, TRUE), length > 0);
}

static MfUnit *
next_reply (Pop3Dissector *self)
{
  Side *side = &self->server;
  gsize line = mf_byte_stream_find_line (side->input->stream, 0);
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  g_autoptr (GBytes) bytes = NULL;
  gboolean challenge;

  if (is_overlong (side, line))
    return begin_rest (self, side, MF_TO_CLIENT);

  if (line > 0 && self->greeted && peek_awaited (self).multi_line && is_ok (data, line))
    {
      MfPop3Verb verb = peek_awaited (self).verb;

      if (verb != MF_POP3_RETR && verb != MF_POP3_TOP)
        return next_listing (self, line);
      side->mode = READING_MESSAGE;
      self->data = (MfMessageData) { 0 };
    }

  challenge = line > 0 && is_challenge (self, data, line);
  bytes = line > 0 ? mf_byte_stream_take (side->input->stream, line) : take_leftover (side);
  if (bytes == NULL)
    return NULL;

  if (challenge)
    return end_unit (build_challenge (self, bytes), TRUE);
  return end_unit (build_reply (self, bytes, line > 0 ? line : g_bytes_get_size (bytes), line > 0),
                   line > 0);
}

/* The next part of a listing or a message. */
static MfUnit *
next_part (Pop3Dissector *self)
{
  Side *side = &self->server;
  gboolean is_message = side->mode == READING_MESSAGE;
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize length = mf_message_data_find_unit (&self->data, data, pending);
  g_autoptr (GBytes) bytes =
      length > 0 ? mf_byte_stream_take (side->input->stream, length) : take_leftover (side);
  MfUnitBuilder *builder;

  if (bytes == NULL)
    return NULL;

  builder = begin_unit (self, is_message ? MF_UNIT_DATA : MF_UNIT_REPLY, MF_TO_CLIENT, bytes);
  if (is_message)
    {
      mf_unit_builder_set_topic (builder, "pop3.data");
      mf_message_data_add_fields (&self->data, builder, bytes);
    }
  else
    {
      mf_unit_builder_set_topic (builder, "pop3.+OK.%s", get_topic (self->verb));
      mf_pop3_add_listing_fields (builder, g_bytes_get_data (bytes, NULL), 0,
                                  g_bytes_get_size (bytes), self->verb);
    }

  if (length > 0 && mf_message_data_has_ended (&self->data))
    {
      side->mode = READING_LINE;
      self->data = (MfMessageData) { 0 };
    }
  return end_unit (builder, length > 0);
}

static MfUnit *
pop3_dissector_next (MfDissector *dissector, MfDirection direction)
{
  Pop3Dissector *self = (Pop3Dissector *) dissector;
  Side *side = direction == MF_TO_SERVER ? &self->client : &self->server;

  switch (side->mode)
    {
    case READING_LINE:
      return direction == MF_TO_SERVER ? next_command (self) : next_reply (self);
    case READING_REST:
      return next_opaque (self, side, direction, take_rest);
    case READING_TLS:
      return next_opaque (self, side, direction, take_tls_record);
    case READING_LISTING:
    case READING_MESSAGE:
    default:
      return next_part (self);
    }
}

static void
pop3_dissector_clear (MfDissector *dissector)
{
  mf_awaited_queue_clear (&((Pop3Dissector *) dissector)->awaited);
}

/**
 * mf_pop3_dissector_new:
 *
 * Reads POP3: commands and replies are units of their own; so is a LIST, UIDL
 * or CAPA with all its lines, cut only beyond MF_UNIT_DATA_MAX; the message of a
 * RETR or TOP follows its status line as message data. An LF alone ends a line
 * too, as servers take it; a listing or message ends at CRLF.CRLF only. Behind
 * STLS each TLS record is an opaque unit.
 *
 * Topics: "pop3.USER", "pop3.unknown"; "pop3.+OK.USER", "pop3.-ERR.PASS",
 * "pop3.+OK.greeting", "pop3.-ERR.unsolicited"; "pop3.data"; "pop3.challenge",
 * "pop3.response"; "pop3.tls", "pop3.opaque".
 *
 * Returns: (transfer full): a dissector of one connection
 */
MfDissector *
mf_pop3_dissector_new (void)
{
  static const MfDissectorClass klass = {
    .size = sizeof (Pop3Dissector),
    .next = pop3_dissector_next,
    .clear = pop3_dissector_clear,
  };
  Pop3Dissector *self = mf_dissector_new (&klass);

  self->client.input = &self->parent.inputs[MF_TO_SERVER];
  self->server.input = &self->parent.inputs[MF_TO_CLIENT];
  mf_awaited_queue_init (&self->awaited, sizeof (Awaited));
  self->phase = MF_PHASE_AUTHORIZATION;
  self->client_phase = MF_PHASE_AUTHORIZATION;
  return &self->parent;
}
