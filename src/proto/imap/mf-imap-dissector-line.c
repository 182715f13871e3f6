/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-dissector-private.h"

#include <string.h>

/* What a line says, and what it tells about the lines that follow:
 *
 *     C: A1 LOGIN {3}                held until …
 *     S: + go on                     … this, then a literal
 *     C: A2 AUTHENTICATE PLAIN       held until …
 *     S: +                           … this, then a response
 *     C: A3 STARTTLS                 held until …
 *     S: A3 OK begin                 … this, then TLS
 */

static gsize
trim_line_end (const char *data, gsize size)
{
  if (size > 0 && data[size - 1] == '\n')
    size--;
  if (size > 0 && data[size - 1] == '\r')
    size--;
  return size;
}

static gboolean
is_command (const MfImapAwaited *awaited, const char *name)
{
  return g_str_equal (mf_imap_command_get_name (awaited->command), name);
}

static MfImapAwaited
make_awaited (const char *data, MfSpan tag, MfImapCommandIndex command)
{
  MfImapAwaited awaited = { .tag_hash = 5381, .tag_length = tag.length, .command = command };

  for (gsize i = 0; i < tag.length; i++)
    awaited.tag_hash = awaited.tag_hash * 33 + (guint8) data[tag.start + i];
  return awaited;
}

/* Takes the command with that tag out; 0 if there is none. */
static gboolean
take_awaited (MfImapDissector *self, MfImapAwaited *awaited)
{
  for (guint i = 0; i < self->awaited->len; i++)
    {
      const MfImapAwaited *other = &g_array_index (self->awaited, MfImapAwaited, i);

      if (other->tag_hash == awaited->tag_hash && other->tag_length == awaited->tag_length)
        {
          *awaited = *other;
          g_array_remove_index (self->awaited, i);
          return TRUE;
        }
    }

  return FALSE;
}

static void
await (MfImapDissector *self, const MfImapAwaited *awaited)
{
  if (self->awaited->len >= MF_IMAP_MAX_AWAITED)
    g_array_remove_index (self->awaited, 0);
  g_array_append_vals (self->awaited, awaited, 1);
  self->held = *awaited;
}

/* Whether it can be read: no control characters, at least in its beginning. */
static gboolean
is_text (const char *data, gsize length)
{
  for (gsize i = 0; i < MIN (length, 1024); i++)
    if ((guint8) data[i] < ' ' && data[i] != '\t' && data[i] != '\r' && data[i] != '\n')
      return FALSE;

  return length > 0 && data[0] != ' ';
}

static MfUnitBuilder *
build_opaque (MfImapDissector *self, MfImapSide *side, GBytes *bytes, MfImapCut *cut)
{
  side->is_opaque = TRUE;
  cut->literal_at = cut->length;
  return mf_imap_begin_opaque (self, side, bytes);
}

static MfUnitBuilder *
build_sasl_response (MfImapDissector *self, MfImapSide *side, GBytes *bytes, const MfImapCut *cut)
{
  MfUnitBuilder *builder = mf_imap_begin_unit (self, side, MF_UNIT_RESPONSE, bytes);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length = trim_line_end (data, size);

  if (length == 1 && data[0] == '*')
    mf_unit_builder_set_topic (builder, "imap.cancel");
  else
    mf_unit_builder_set_topic (builder, "imap.response");
  mf_imap_add_sasl_response (builder, "response", data, MF_SPAN (0, length), &self->secret);
  if (cut->whole)
    side->mode = MF_IMAP_HOLDING_RESPONSE;
  return builder;
}

/* What a command that is whole keeps the client from saying. */
static void
hold (MfImapSide *side, const MfImapAwaited *awaited)
{
  if (is_command (awaited, "AUTHENTICATE"))
    side->mode = MF_IMAP_HOLDING_RESPONSE;
  else if (is_command (awaited, "IDLE"))
    side->mode = MF_IMAP_HOLDING_IDLE;
  else if (is_command (awaited, "STARTTLS"))
    side->mode = MF_IMAP_HOLDING_TLS;
  else if (is_command (awaited, "COMPRESS"))
    side->mode = MF_IMAP_HOLDING_COMPRESS;
}

static MfUnitBuilder *
build_done (MfImapDissector *self, MfImapSide *side, GBytes *bytes)
{
  MfUnitBuilder *builder = mf_imap_begin_unit (self, side, MF_UNIT_COMMAND, bytes);

  mf_unit_builder_set_topic (builder, "imap.DONE");
  mf_unit_builder_add_field (builder, "command", MF_SPAN (0, strlen ("DONE")), NULL);
  return builder;
}

/* A command, or as much of it as goes before a literal. */
MfUnitBuilder *
mf_imap_build_command (MfImapDissector *self, GBytes *bytes, MfImapCut *cut)
{
  MfImapSide *side = &self->sides[MF_TO_SERVER];
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  MfImapCursor cursor = { data, 0, size };
  MfImapAwaited awaited;
  MfUnitBuilder *builder;
  MfSpan tag, name;

  if (side->mode == MF_IMAP_READING_RESPONSE)
    return build_sasl_response (self, side, bytes, cut);
  side->is_opaque = FALSE;
  if (trim_line_end (data, size) == 4 && g_ascii_strncasecmp (data, "DONE", 4) == 0)
    return build_done (self, side, bytes);

  self->arguments = (MfImapArguments) { 0 };
  self->arguments.command = mf_imap_read_command (&cursor, &tag, &name, NULL);
  if (tag.length == 0 || !is_text (data, size))
    return build_opaque (self, side, bytes, cut);
  awaited = make_awaited (data, tag, self->arguments.command);
  if (is_command (&awaited, "LOGOUT"))
    self->phase = MF_PHASE_LOGOUT;

  builder = mf_imap_begin_unit (self, side, MF_UNIT_COMMAND, bytes);
  mf_unit_builder_set_topic (builder, "imap.%s", mf_imap_command_get_name (awaited.command));
  cursor.at = 0;
  mf_imap_read_command (&cursor, &tag, &name, builder);
  mf_imap_add_arguments (builder, &cursor, &self->arguments, &self->secret);

  await (self, &awaited);
  if (cut->whole && cut->literal_at == cut->length)
    hold (side, &awaited);
  return builder;
}

/* "+": what the client has held may come. */
static MfUnitBuilder *
build_continuation (MfImapDissector *self, MfImapSide *side, GBytes *bytes)
{
  MfImapSide *client = &self->sides[MF_TO_SERVER];
  MfUnitBuilder *builder = mf_imap_begin_unit (self, side, MF_UNIT_CHALLENGE, bytes);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize length = trim_line_end (data, size);
  gsize start = MIN (2, length);
  MfSpan text = MF_SPAN (start, length - start);

  side->is_status = TRUE;
  mf_unit_builder_add_field (builder, "continuation", MF_SPAN (0, 1), NULL);
  if (text.length > 0 && client->mode == MF_IMAP_HOLDING_RESPONSE)
    mf_imap_add_challenge (builder, data, text);
  else if (text.length > 0)
    mf_unit_builder_add_field (builder, "text", text, NULL);

  switch (client->mode)
    {
    case MF_IMAP_HOLDING_LITERAL:
      mf_unit_builder_set_topic (builder, "imap.+.literal");
      client->mode = MF_IMAP_READING_LITERAL;
      break;
    case MF_IMAP_HOLDING_RESPONSE:
      mf_unit_builder_set_topic (builder, "imap.+.AUTHENTICATE");
      client->mode = MF_IMAP_READING_RESPONSE;
      break;
    case MF_IMAP_HOLDING_IDLE:
      mf_unit_builder_set_topic (builder, "imap.+.IDLE");
      client->mode = MF_IMAP_READING_LINE;
      break;
    default:
      mf_unit_builder_set_topic (builder, "imap.+");
      break;
    }
  return builder;
}

/* Where the session stands behind a greeting or a BYE. */
static void
follow_untagged (MfImapDissector *self, MfImapUntaggedKind kind)
{
  MfImapSide *client = &self->sides[MF_TO_SERVER];

  if (kind == MF_IMAP_UNTAGGED_PREAUTH && !self->greeted)
    self->phase = MF_PHASE_AUTHENTICATED;
  else if (kind == MF_IMAP_UNTAGGED_BYE)
    self->phase = MF_PHASE_LOGOUT;
  else if (kind == MF_IMAP_UNTAGGED_BAD && client->mode == MF_IMAP_HOLDING_LITERAL)
    client->mode = MF_IMAP_READING_LINE; /* its tag could not be read, RFC 3501 section 7.1.3 */
}

/* The first SEARCH that is under way tells whether its numbers are UIDs. */
static gboolean
awaits_uids (const MfImapDissector *self)
{
  for (guint i = 0; i < self->awaited->len; i++)
    {
      const MfImapAwaited *awaited = &g_array_index (self->awaited, MfImapAwaited, i);

      if (is_command (awaited, "SEARCH"))
        return FALSE;
      if (is_command (awaited, "UID-SEARCH"))
        return TRUE;
    }

  return FALSE;
}

static MfUnitBuilder *
build_untagged (MfImapDissector *self, MfImapSide *side, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  MfImapCursor cursor = { data, 2, size };
  MfImapUntaggedKind kind = mf_imap_untagged_find (data + 2, size - 2);
  MfUnitBuilder *builder;

  side->is_status = mf_imap_untagged_is_status (kind);
  if (kind == MF_IMAP_UNTAGGED_BYE)
    self->phase = MF_PHASE_LOGOUT;
  builder = mf_imap_begin_unit (self, side, MF_UNIT_REPLY, bytes);
  mf_unit_builder_add_field (builder, "untagged", MF_SPAN (0, 1), NULL);

  if (side->is_status && !self->greeted)
    mf_unit_builder_set_topic (builder, "imap.%s.greeting", mf_imap_untagged_get_name (kind));
  else
    mf_unit_builder_set_topic (builder, "imap.*.%s", mf_imap_untagged_get_name (kind));
  if (side->is_status)
    mf_imap_add_status (builder, &cursor);
  else
    {
      self->response = (MfImapUntagged) { .uids = awaits_uids (self) };
      mf_imap_add_untagged (builder, &cursor, &self->response);
    }
  follow_untagged (self, kind);
  return builder;
}

/* What the client may say next, if that was what it waited for. */
static void
release_client (MfImapDissector *self, const MfImapAwaited *awaited, gboolean ok)
{
  MfImapSide *client = &self->sides[MF_TO_SERVER];
  MfImapMode next = MF_IMAP_READING_LINE;

  if (client->mode < MF_IMAP_HOLDING_LITERAL || self->held.tag_hash != awaited->tag_hash ||
      self->held.tag_length != awaited->tag_length)
    return;

  if (ok && client->mode == MF_IMAP_HOLDING_TLS)
    next = MF_IMAP_READING_TLS;
  else if (ok && client->mode == MF_IMAP_HOLDING_COMPRESS)
    next = MF_IMAP_READING_OPAQUE;
  client->mode = next;
  if (next != MF_IMAP_READING_LINE)
    self->sides[MF_TO_CLIENT].mode = next;
}

/* Where the session stands behind a command (RFC 3501 section 3). */
static void
follow_tagged (MfImapDissector *self, const MfImapAwaited *awaited, MfImapUntaggedKind kind)
{
  gboolean ok = kind == MF_IMAP_UNTAGGED_OK;

  if (ok && (is_command (awaited, "LOGIN") || is_command (awaited, "AUTHENTICATE")))
    self->phase = MF_PHASE_AUTHENTICATED;
  else if (is_command (awaited, "SELECT") || is_command (awaited, "EXAMINE"))
    {
      /* A failed one leaves no mailbox selected (section 6.3.1). */
      if (kind != MF_IMAP_UNTAGGED_BAD)
        self->phase = ok ? MF_PHASE_SELECTED : MF_PHASE_AUTHENTICATED;
    }
  else if (ok && (is_command (awaited, "CLOSE") || is_command (awaited, "UNSELECT")))
    self->phase = MF_PHASE_AUTHENTICATED;
}

/* response-tagged = tag SP resp-cond-state CRLF */
static MfUnitBuilder *
build_tagged (MfImapDissector *self, MfImapSide *side, GBytes *bytes, MfImapCut *cut)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *space = memchr (data, ' ', size);
  MfSpan tag = MF_SPAN (0, space ? (gsize) (space - data) : 0);
  MfImapCursor cursor = { data, tag.length + 1, size };
  MfImapAwaited awaited = make_awaited (data, tag, 0);
  MfImapUntaggedKind kind;
  MfUnitBuilder *builder;
  gboolean asked;

  kind = tag.length > 0 ? mf_imap_untagged_find (data + cursor.at, size - cursor.at)
                        : MF_IMAP_UNTAGGED_NONE;
  if (kind < MF_IMAP_UNTAGGED_OK || kind > MF_IMAP_UNTAGGED_BAD || !is_text (data, size))
    return build_opaque (self, side, bytes, cut);

  side->is_status = TRUE;
  builder = mf_imap_begin_unit (self, side, MF_UNIT_REPLY, bytes);
  asked = take_awaited (self, &awaited);
  if (asked)
    mf_unit_builder_set_topic (builder, "imap.%s.%s", mf_imap_untagged_get_name (kind),
                               mf_imap_command_get_name (awaited.command));
  else
    mf_unit_builder_set_topic (builder, "imap.%s", mf_imap_untagged_get_name (kind));
  mf_unit_builder_add_field (builder, "tag", tag, NULL);
  mf_imap_add_status (builder, &cursor);

  follow_tagged (self, &awaited, kind);
  release_client (self, &awaited, kind == MF_IMAP_UNTAGGED_OK);
  return builder;
}

/* A response, or as much of it as goes before a literal. */
MfUnitBuilder *
mf_imap_build_server_line (MfImapDissector *self, GBytes *bytes, MfImapCut *cut)
{
  MfImapSide *side = &self->sides[MF_TO_CLIENT];
  MfUnitBuilder *builder;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  side->is_opaque = FALSE;
  side->is_status = FALSE;
  self->response = (MfImapUntagged) { 0 };
  if (data[0] == '+' && (size == 1 || data[1] == ' ' || data[1] == '\r' || data[1] == '\n'))
    builder = build_continuation (self, side, bytes);
  else if (size > 2 && data[0] == '*' && data[1] == ' ')
    builder = build_untagged (self, side, bytes);
  else
    builder = build_tagged (self, side, bytes, cut);
  self->greeted = TRUE;
  return builder;
}
