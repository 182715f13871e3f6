/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-dissector.h"

#include "proto/http/mf-http-dissector-fields.h"
#include "proto/http/mf-http-head.h"
#include "proto/mf-awaited-queue.h"

#include <string.h>

/* A chunk-size line. Extensions have no limit in RFC 9112 section 7.1.1 but
 * that "a recipient SHOULD limit" them; no one uses any. */
#define CHUNK_LINE_MAX 4096

typedef enum
{
  READING_HEAD,
  READING_LENGTH,
  READING_UNTIL_CLOSE,
  READING_CHUNK_SIZE,
  READING_CHUNK,
  READING_TRAILER,
  READING_LINES, /* it is not HTTP, or no longer known where a message begins */
  READING_TUNNEL,
  HOLDING, /* the answer to CONNECT or Upgrade tells what comes */
} Mode;

/* A request whose final response has not come yet. */
typedef struct
{
  MfHttpMethod method;
  gboolean tunnel; /* it asks for another protocol */
} Awaited;

/* One direction. */
typedef struct
{
  MfDissectorInput *input;
  MfDirection direction;
  Mode mode;
  Mode after;        /* what comes behind the message */
  gsize lines;       /* how many pending bytes are whole lines of a head or a trailer section */
  gboolean begun;    /* and they begin with a start line */
  guint64 remaining; /* of the body or the chunk, its lines included */
  gsize chunk_line;  /* the size line in front of them; 0 once it has gone */
  MfHttpForm form;
  char boundary[71]; /* RFC 2046 section 5.1.1: at most 70 */
} Side;

typedef struct
{
  MfDissector parent;
  Side sides[2];
  MfAwaitedQueue awaited; /* of Awaited */
} HttpDissector;

static MfUnitBuilder *
begin_unit (const Side *side, MfUnitKind kind, GBytes *bytes, const char *topic)
{
  MfUnitBuilder *builder = mf_unit_builder_new (MF_PROTOCOL_HTTP, kind, side->direction, bytes);

  mf_unit_builder_set_topic (builder, "http.%s", topic);
  if (kind != MF_UNIT_OPAQUE)
    mf_unit_builder_set_phase (builder, side->direction == MF_TO_SERVER ? MF_PHASE_REQUEST
                                                                        : MF_PHASE_RESPONSE);
  return builder;
}

static MfUnit *
end_unit (MfUnitBuilder *builder, gboolean complete)
{
  if (!complete)
    mf_unit_builder_set_incomplete (builder);
  return mf_unit_builder_end (builder);
}

static MfUnit *
make_opaque (Side *side, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);
  const char *topic = side->mode == READING_TUNNEL ? "tunnel" : "opaque";

  return end_unit (begin_unit (side, MF_UNIT_OPAQUE, bytes, topic), complete);
}

/* From here on no one can know where a message begins. What was found to be
 * whole lines goes out together. */
static MfUnit *
break_off (Side *side)
{
  gsize lines = side->lines;

  side->mode = READING_LINES;
  side->lines = 0;
  return lines > 0 ? make_opaque (side, lines, TRUE) : NULL;
}

static void
enter_body (Side *side, MfHttpBody body, const MfHttpHead *head)
{
  static const Mode modes[] = {
    [MF_HTTP_BODY_NONE] = READING_HEAD,          [MF_HTTP_BODY_LENGTH] = READING_LENGTH,
    [MF_HTTP_BODY_CHUNKED] = READING_CHUNK_SIZE, [MF_HTTP_BODY_UNTIL_CLOSE] = READING_UNTIL_CLOSE,
    [MF_HTTP_BODY_FAULTY] = READING_LINES,
  };

  side->mode = body == MF_HTTP_BODY_NONE ? side->after : modes[body];
  side->remaining = head->length;
}

static void
follow_request (HttpDissector *self, const MfHttpHead *head)
{
  Side *side = &self->sides[MF_TO_SERVER];
  Awaited awaited = { head->start.method,
                      head->start.method == MF_HTTP_METHOD_CONNECT || head->upgrade };
  gboolean remembered = mf_awaited_queue_push (&self->awaited, &awaited);

  side->after = awaited.tunnel && remembered ? HOLDING : READING_HEAD;
  enter_body (side, mf_http_head_get_body (head, MF_HTTP_METHOD_UNKNOWN), head);
}

/* The answer to CONNECT or Upgrade has come: what is next on both sides? */
static void
decide_tunnel (HttpDissector *self, gboolean open)
{
  Side *client = &self->sides[MF_TO_SERVER];
  Mode next = open ? READING_TUNNEL : READING_HEAD;

  if (client->mode == HOLDING || open)
    client->mode = next;
  client->after = next;
  self->sides[MF_TO_CLIENT].after = next;
}

/* 1xx announce another response to the same request, but for 101 (RFC 9110
 * section 15.2). */
static void
follow_response (HttpDissector *self, const MfHttpHead *head)
{
  Side *side = &self->sides[MF_TO_CLIENT];
  const Awaited *awaited = mf_awaited_queue_peek (&self->awaited);
  MfHttpMethod method = awaited ? awaited->method : MF_HTTP_METHOD_UNKNOWN;
  gboolean tunnel = awaited && awaited->tunnel;
  guint code = head->start.code;
  gboolean open = tunnel && (code == 101 || (method == MF_HTTP_METHOD_CONNECT && code / 100 == 2));

  side->after = READING_HEAD;
  if (code / 100 != 1 || open)
    {
      mf_awaited_queue_pop (&self->awaited);
      if (tunnel)
        decide_tunnel (self, open);
    }
  enter_body (side, mf_http_head_get_body (head, method), head);
}

static void
remember_form (Side *side, const MfHttpHead *head, const char *data)
{
  side->form = head->form;
  if (head->form == MF_HTTP_FORM_MULTIPART)
    {
      memcpy (side->boundary, data + head->boundary.start, head->boundary.length);
      side->boundary[head->boundary.length] = '\0';
    }
}

static MfUnit *
make_head (HttpDissector *self, Side *side, gsize length, gboolean complete)
{
  gboolean is_request = side->direction == MF_TO_SERVER;
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);
  const char *data = g_bytes_get_data (bytes, NULL);
  MfUnitBuilder *builder;
  MfHttpHead head;
  char topic[4];

  side->lines = 0;
  side->begun = FALSE;
  if (!mf_http_head_read (data, length, is_request, &head))
    {
      side->mode = READING_LINES;
      return end_unit (begin_unit (side, MF_UNIT_OPAQUE, bytes, "opaque"), complete);
    }

  g_snprintf (topic, sizeof topic, "%03u", head.start.code);
  builder = is_request ? begin_unit (side, MF_UNIT_COMMAND, bytes,
                                     mf_http_method_get_name (head.start.method))
                       : begin_unit (side, MF_UNIT_REPLY, bytes, topic);
  mf_http_add_head_fields (builder, bytes, &head);

  if (complete && is_request)
    {
      remember_form (side, &head, data);
      follow_request (self, &head);
    }
  else if (complete)
    follow_response (self, &head);
  return end_unit (builder, complete);
}

static gboolean
is_empty_line (const guint8 *data, gsize start, gsize end)
{
  return end - start == 1 || (end - start == 2 && data[start] == '\r');
}

static gboolean
is_start_line (const Side *side, const char *data, gsize start, gsize end)
{
  MfHttpStart line;

  end -= end - start >= 2 && data[end - 2] == '\r' ? 2 : 1;
  return side->direction == MF_TO_SERVER
             ? mf_http_request_line_parse (data, start, end - start, &line)
             : mf_http_status_line_parse (data, start, end - start, &line);
}

/* Looks at the lines one by one: to the blank line, or to what is none of a
 * head. Before a request there may be empty lines (RFC 9112 section 2.2). */
static MfUnit *
next_head (HttpDissector *self, Side *side)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize end;

  while ((end = mf_byte_stream_find_line (side->input->stream, side->lines)) > 0 &&
         end <= MF_UNIT_DATA_MAX)
    {
      gboolean empty = is_empty_line (data, side->lines, end);

      if (empty && side->begun)
        return make_head (self, side, end, TRUE);
      if (!side->begun && !(empty && side->direction == MF_TO_SERVER))
        side->begun = is_start_line (side, (const char *) data, side->lines, end);
      side->lines = end;
      if (!side->begun && !(empty && side->direction == MF_TO_SERVER))
        return break_off (side);
    }

  if (pending >= MF_UNIT_DATA_MAX)
    return break_off (side);
  if (side->input->ended && side->begun)
    return make_head (self, side, pending, FALSE);
  if (side->input->ended)
    return make_opaque (side, pending, FALSE);
  return NULL;
}

static void
add_content_fields (const Side *side, MfUnitBuilder *builder, const char *data, MfSpan content)
{
  if (side->form == MF_HTTP_FORM_URLENCODED)
    mf_http_add_form_fields (builder, data, content);
  else if (side->form == MF_HTTP_FORM_MULTIPART)
    mf_http_add_multipart_fields (builder, data, content, side->boundary);
}

/* The next @length bytes of the body. */
static MfUnit *
make_content (Side *side, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);
  MfUnitBuilder *builder = begin_unit (side, MF_UNIT_DATA, bytes, "data");
  MfSpan content = MF_SPAN (0, length);

  mf_unit_builder_add_field (builder, "message-body", content, NULL);
  add_content_fields (side, builder, g_bytes_get_data (bytes, NULL), content);
  return end_unit (builder, complete);
}

static MfUnit *
next_length (Side *side)
{
  gsize pending = mf_byte_stream_get_pending (side->input->stream);
  gsize length = (gsize) MIN (side->remaining, MF_UNIT_DATA_MAX);

  if (pending < length && !side->input->ended)
    return NULL;
  if (pending < length)
    return make_content (side, pending, FALSE);

  side->remaining -= length;
  if (side->remaining == 0)
    side->mode = side->after;
  return make_content (side, length, TRUE);
}

/* The close is what ends this body, so that what came before it is complete
 * (RFC 9112 section 8). */
static MfUnit *
next_until_close (Side *side)
{
  gsize pending = mf_byte_stream_get_pending (side->input->stream);

  if (pending < MF_UNIT_DATA_MAX && !side->input->ended)
    return NULL;
  return make_content (side, MIN (pending, MF_UNIT_DATA_MAX), TRUE);
}

/* chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF */
static MfUnit *
make_chunk (Side *side, gsize length, gboolean last, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);
  const char *data = g_bytes_get_data (bytes, NULL);
  MfUnitBuilder *builder = begin_unit (side, MF_UNIT_DATA, bytes, "data");
  gsize line = side->chunk_line;
  MfSpan content = MF_SPAN (line, length - line - (last ? 2 : 0));

  mf_unit_builder_add_field (builder, "chunk", MF_SPAN (0, length), NULL);
  if (line > 0)
    mf_http_add_chunk_size_fields (builder, data, line);
  if (content.length > 0)
    {
      mf_unit_builder_add_field (builder, "chunk-data", content, NULL);
      add_content_fields (side, builder, data, content);
    }
  side->chunk_line = 0;
  return end_unit (builder, complete);
}

static MfUnit *
next_chunk (Side *side)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  guint64 piece = side->remaining;
  gsize length;

  /* The CRLF at its end is not cut, nor left alone. */
  if (piece > MF_UNIT_DATA_MAX)
    piece = piece < MF_UNIT_DATA_MAX + 3 ? MF_UNIT_DATA_MAX - 3 : MF_UNIT_DATA_MAX;
  length = (gsize) piece;

  if (pending < length && !side->input->ended)
    return NULL;
  if (pending < length)
    return make_chunk (side, pending, FALSE, FALSE);

  if (side->remaining > length)
    {
      side->remaining -= length;
      return make_chunk (side, length, FALSE, TRUE);
    }
  if (memcmp (data + length - 2, "\r\n", 2) != 0)
    {
      side->mode = READING_LINES;
      return make_opaque (side, length, TRUE);
    }
  side->mode = READING_CHUNK_SIZE;
  return make_chunk (side, length, TRUE, TRUE);
}

/* Reads the size line; the chunk is a unit with it. */
static MfUnit *
next_chunk_size (Side *side)
{
  gsize pending;
  const char *data = (const char *) mf_byte_stream_peek (side->input->stream, &pending);
  gsize end = mf_byte_stream_find_line (side->input->stream, 0);
  MfSpan digits;
  gsize text;

  if (end > CHUNK_LINE_MAX || (end == 0 && pending >= CHUNK_LINE_MAX))
    {
      side->mode = READING_LINES;
      return NULL;
    }
  if (end == 0)
    return side->input->ended ? make_opaque (side, pending, FALSE) : NULL;

  text = end - (end >= 2 && data[end - 2] == '\r' ? 2 : 1);
  if (!mf_http_chunk_size_parse (data, text, &digits, &side->remaining))
    {
      side->mode = READING_LINES;
      return NULL;
    }

  side->chunk_line = side->remaining > 0 ? end : 0;
  side->lines = side->remaining > 0 ? 0 : end;
  side->mode = side->remaining > 0 ? READING_CHUNK : READING_TRAILER;
  side->remaining += end + 2;
  return NULL;
}

static MfUnit *
make_trailer (Side *side, gsize length, gboolean complete)
{
  g_autoptr (GBytes) bytes = mf_byte_stream_take (side->input->stream, length);
  const char *data = g_bytes_get_data (bytes, NULL);
  MfUnitBuilder *builder = begin_unit (side, MF_UNIT_DATA, bytes, "last-chunk");
  const char *lf = memchr (data, '\n', length);
  gsize line = lf ? (gsize) (lf - data) + 1 : length;

  mf_unit_builder_add_field (builder, "last-chunk", MF_SPAN (0, line), NULL);
  mf_http_add_chunk_size_fields (builder, data, line);
  mf_http_add_field_lines (builder, data, line, length, FALSE);
  side->lines = 0;
  return end_unit (builder, complete);
}

/* Behind last-chunk: the trailer section up to its blank line. */
static MfUnit *
next_trailer (Side *side)
{
  gsize pending;
  const guint8 *data = mf_byte_stream_peek (side->input->stream, &pending);
  gsize end;

  while ((end = mf_byte_stream_find_line (side->input->stream, side->lines)) > 0 &&
         end <= MF_UNIT_DATA_MAX)
    {
      if (is_empty_line (data, side->lines, end))
        {
          side->mode = side->after;
          return make_trailer (side, end, TRUE);
        }
      side->lines = end;
    }

  if (pending >= MF_UNIT_DATA_MAX)
    return break_off (side);
  return side->input->ended ? make_trailer (side, pending, FALSE) : NULL;
}

static MfUnit *
next_line (Side *side)
{
  gsize pending = mf_byte_stream_get_pending (side->input->stream);
  gsize end = mf_byte_stream_find_line (side->input->stream, 0);

  if (end > 0 && end <= MF_UNIT_DATA_MAX)
    return make_opaque (side, end, TRUE);
  if (pending >= MF_UNIT_DATA_MAX)
    return make_opaque (side, MF_UNIT_DATA_MAX, TRUE);
  return side->input->ended ? make_opaque (side, pending, FALSE) : NULL;
}

/* No answer has told what follows CONNECT or Upgrade, and there is more than a
 * unit of it, or no more will come. */
static gboolean
may_guess (const HttpDissector *self, gsize pending)
{
  return pending >= MF_UNIT_DATA_MAX || self->parent.inputs[MF_TO_SERVER].ended ||
         self->parent.inputs[MF_TO_CLIENT].ended;
}

static MfUnit *
next_of_mode (HttpDissector *self, Side *side, gsize pending)
{
  switch (side->mode)
    {
    case READING_HEAD:
      return next_head (self, side);
    case READING_LENGTH:
      return next_length (side);
    case READING_UNTIL_CLOSE:
      return next_until_close (side);
    case READING_CHUNK_SIZE:
      return next_chunk_size (side);
    case READING_CHUNK:
      return next_chunk (side);
    case READING_TRAILER:
      return next_trailer (side);
    case READING_TUNNEL:
      return make_opaque (side, MIN (pending, MF_UNIT_DATA_MAX), TRUE);
    case HOLDING:
      if (may_guess (self, pending))
        side->mode = side->after = READING_HEAD;
      return NULL;
    case READING_LINES:
    default:
      return next_line (side);
    }
}

/* A mode may give way to another without having cut anything. */
static MfUnit *
next_of_side (HttpDissector *self, Side *side)
{
  MfUnit *unit = NULL;
  Mode mode;
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
http_dissector_next (MfDissector *dissector, MfDirection direction)
{
  HttpDissector *self = (HttpDissector *) dissector;

  return next_of_side (self, &self->sides[direction]);
}

static void
http_dissector_clear (MfDissector *dissector)
{
  mf_awaited_queue_clear (&((HttpDissector *) dissector)->awaited);
}

/**
 * mf_http_dissector_new:
 *
 * Reads HTTP/1.0 and HTTP/1.1 on a connection that stays open or does not. A
 * head is a unit; so is a body, a chunk with its size, the last chunk with the
 * trailer section, cut only beyond MF_UNIT_DATA_MAX. A body that ends with the
 * connection comes out then. What follows CONNECT and Upgrade is held until
 * their response has come out of mf_dissector_next() for the other direction,
 * so ask for both directions after each feed; where it is cut then depends on
 * the reads. What is not HTTP comes out line by line.
 *
 * Returns: (transfer full): a dissector of one connection
 */
MfDissector *
mf_http_dissector_new (void)
{
  static const MfDissectorClass klass = {
    .size = sizeof (HttpDissector),
    .reads_ahead = TRUE,
    .next = http_dissector_next,
    .clear = http_dissector_clear,
  };
  HttpDissector *self = mf_dissector_new (&klass);

  for (guint i = 0; i < 2; i++)
    {
      self->sides[i].input = &self->parent.inputs[i];
      self->sides[i].direction = (MfDirection) i;
    }
  mf_awaited_queue_init (&self->awaited, sizeof (Awaited));
  return &self->parent;
}
