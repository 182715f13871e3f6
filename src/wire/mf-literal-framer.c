/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-literal-framer.h"

#include <string.h>

/* A command larger than this gives its memory back when it is done with. */
#define KEEP_CAPACITY (16 * 1024)

typedef enum
{
  IN_LINE,
  AT_LITERAL, /* announced, and nobody has said what to do with it */
  KEEPING,
  STREAMING,
  SKIPPING,
  ENDED, /* the command has been handed out */
} State;

struct _MfLiteralFramer
{
  MfLineFramer *lines;
  gsize max_line;
  gsize max_total;
  GByteArray *text; /* of the command so far */
  State state;
  gboolean refused; /* the command ends at the literal that was just announced */
  guint64 octets;   /* of the literal; while it comes: those that are missing */
  gsize line;       /* length of the last line in @text */
  guint64 size;
  MfLineFaults faults;
};

/**
 * mf_literal_framer_new:
 * @max_line: the longest line, CRLF included; a longer one is thrown away as it
 *   comes, and ends its command with %MF_LINE_TOO_LONG
 * @max_total: the most bytes of a command that are kept, over all its lines and literals
 *
 * What comes out depends on the bytes alone, not on how they were cut, and no
 * byte is searched twice.
 *
 * Returns: (transfer full): an empty framer
 */
MfLiteralFramer *
mf_literal_framer_new (gsize max_line, gsize max_total)
{
  MfLiteralFramer *self = g_new0 (MfLiteralFramer, 1);

  self->lines = mf_line_framer_new ();
  self->text = g_byte_array_new ();
  self->max_line = max_line;
  self->max_total = max_total;
  return self;
}

void
mf_literal_framer_free (MfLiteralFramer *self)
{
  if (self == NULL)
    return;

  mf_line_framer_free (self->lines);
  g_byte_array_unref (self->text);
  g_free (self);
}

/**
 * mf_literal_framer_push:
 * @self: a framer
 * @data: any bytes, cut anywhere; copied
 * @length: their number
 */
void
mf_literal_framer_push (MfLiteralFramer *self, const guint8 *data, gsize length)
{
  mf_line_framer_push (self->lines, data, length);
}

static void
begin (MfLiteralFramer *self)
{
  if (self->text->len > KEEP_CAPACITY)
    {
      g_byte_array_unref (self->text);
      self->text = g_byte_array_new ();
    }
  g_byte_array_set_size (self->text, 0);
  self->state = IN_LINE;
  self->refused = FALSE;
  self->line = 0;
  self->size = 0;
  self->faults = 0;
}

/* literal = "{" number ["+"] "}" CRLF, here without the CRLF (RFC 7888 section 8). */
static gboolean
find_literal (const MfLine *line, guint64 *octets, gboolean *waits)
{
  gsize end = line->length;
  gsize start;
  guint64 value = 0;

  if (end < 3 || line->text[end - 1] != '}' || line->faults != 0)
    return FALSE;

  end--;
  *waits = line->text[end - 1] != '+';
  end -= *waits ? 0 : 1;
  for (start = end; start > 0 && g_ascii_isdigit (line->text[start - 1]); start--)
    ;
  if (start == end || start == 0 || line->text[start - 1] != '{')
    return FALSE;

  for (gsize i = start; i < end; i++)
    {
      guint64 digit = (guint64) (line->text[i] - '0');

      value = value > (G_MAXUINT64 - digit) / 10 ? G_MAXUINT64 : value * 10 + digit;
    }
  *octets = value;
  return TRUE;
}

static void
show (MfLiteralFramer *self, MfLiteralPieceKind kind, MfLiteralPiece *piece)
{
  *piece = (MfLiteralPiece) {
    .kind = kind,
    .text = self->text->len > 0 ? (const char *) self->text->data : "",
    .length = self->text->len,
    .line = self->line,
    .octets = self->octets,
    .size = self->size,
    .faults = self->faults,
  };
}

/* Takes a line in; returns whether that makes a piece, as every line does. */
static void
take_line (MfLiteralFramer *self, const MfLine *line, MfLiteralPiece *piece)
{
  gboolean waits = FALSE;
  gboolean literal = find_literal (line, &self->octets, &waits);

  self->size += line->size;
  self->faults |= line->faults;
  self->line = line->length;
  if (self->text->len + line->length + 2 > self->max_total)
    {
      self->faults |= MF_LINE_TOO_LONG;
      self->line = 0;
    }
  else
    g_byte_array_append (self->text, (const guint8 *) line->text, (guint) line->length);

  if (!literal)
    {
      self->state = ENDED;
      show (self, MF_LITERAL_PIECE_END, piece);
      return;
    }

  /* The line end belongs to the literal. */
  if (self->faults == 0)
    g_byte_array_append (self->text, (const guint8 *) "\r\n", 2);
  self->line += 2;
  self->state = AT_LITERAL;
  show (self, MF_LITERAL_PIECE_ANNOUNCED, piece);
  piece->waits = waits;
}

/* Takes what is there of a literal; returns whether that makes a piece. */
static gboolean
take_literal (MfLiteralFramer *self, MfLiteralPiece *piece)
{
  gsize available;
  const guint8 *data = mf_line_framer_peek (self->lines, &available);
  gsize length = (gsize) MIN ((guint64) available, self->octets);
  State state = self->state;

  if (length > 0 && state == KEEPING)
    g_byte_array_append (self->text, data, (guint) length);

  mf_line_framer_consume (self->lines, length);
  self->octets -= length;
  self->size += length;
  if (self->octets == 0)
    self->state = IN_LINE;
  if (state != STREAMING || length == 0)
    return FALSE;

  *piece = (MfLiteralPiece) {
    .kind = MF_LITERAL_PIECE_CHUNK,
    .text = (const char *) data,
    .length = length,
    .octets = self->octets,
  };
  return TRUE;
}

/**
 * mf_literal_framer_next:
 * @self: a framer; what is to become of an announced literal has been said
 * @piece: (out caller-allocates): what is there
 *
 * Returns: whether there was a piece
 */
gboolean
mf_literal_framer_next (MfLiteralFramer *self, MfLiteralPiece *piece)
{
  MfLine line;

  g_return_val_if_fail (self->state != AT_LITERAL, FALSE);

  if (self->refused)
    {
      self->refused = FALSE;
      self->state = ENDED;
      show (self, MF_LITERAL_PIECE_END, piece);
      return TRUE;
    }
  if (self->state == ENDED)
    begin (self);

  while (self->state == KEEPING || self->state == STREAMING || self->state == SKIPPING)
    {
      gsize pending = mf_line_framer_get_pending (self->lines);

      if (take_literal (self, piece))
        return TRUE;
      if (self->octets > 0 && pending == 0)
        return FALSE;
    }

  if (!mf_line_framer_next (self->lines, self->max_line, &line))
    return FALSE;
  take_line (self, &line, piece);
  return TRUE;
}

/**
 * mf_literal_framer_can_keep:
 * @self: a framer that has just announced a literal
 *
 * Returns: whether it fits into what may be kept of the command
 */
gboolean
mf_literal_framer_can_keep (const MfLiteralFramer *self)
{
  return self->faults == 0 && self->octets <= self->max_total &&
         self->text->len + self->octets <= self->max_total;
}

static void
decide (MfLiteralFramer *self, State state)
{
  g_return_if_fail (self->state == AT_LITERAL);

  self->state = state;
}

/**
 * mf_literal_framer_keep:
 * @self: a framer that has just announced a literal that it can keep
 *
 * The literal's bytes become part of the command.
 */
void
mf_literal_framer_keep (MfLiteralFramer *self)
{
  g_return_if_fail (mf_literal_framer_can_keep (self));

  decide (self, KEEPING);
}

/**
 * mf_literal_framer_stream:
 * @self: a framer that has just announced a literal
 *
 * The literal's bytes are handed out as they come, and nothing of them is kept.
 */
void
mf_literal_framer_stream (MfLiteralFramer *self)
{
  decide (self, STREAMING);
}

/**
 * mf_literal_framer_skip:
 * @self: a framer that has just announced a literal
 *
 * The literal's bytes are thrown away as they come.
 */
void
mf_literal_framer_skip (MfLiteralFramer *self)
{
  decide (self, SKIPPING);
}

/**
 * mf_literal_framer_refuse:
 * @self: a framer that has just announced a literal for which the sender waits
 *
 * The literal will not come: the command ends here, and is handed out next.
 */
void
mf_literal_framer_refuse (MfLiteralFramer *self)
{
  decide (self, IN_LINE);
  self->refused = TRUE;
}

/**
 * mf_literal_framer_ignore:
 * @self: a framer that has just announced a literal
 *
 * It is none: free text may end like one. The response ends here and is handed
 * out next, its last line end not included.
 */
void
mf_literal_framer_ignore (MfLiteralFramer *self)
{
  mf_literal_framer_refuse (self);
  if (self->text->len >= 2 && self->faults == 0)
    {
      g_byte_array_set_size (self->text, self->text->len - 2);
      self->line -= 2;
    }
}

/**
 * mf_literal_framer_get_pending:
 * @self: a framer
 *
 * Returns: how many bytes were pushed and not yet taken
 */
gsize
mf_literal_framer_get_pending (const MfLiteralFramer *self)
{
  return mf_line_framer_get_pending (self->lines);
}
