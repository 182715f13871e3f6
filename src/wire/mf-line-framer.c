/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-line-framer.h"

#include <string.h>

/* An empty buffer larger than this is given back: a connection that once took
 * a large read should not keep its memory while it idles. */
#define KEEP_CAPACITY (16 * 1024)

struct _MfLineFramer
{
  guint8 *data;
  gsize capacity;
  gsize start;            /* of what is pending */
  gsize end;              /* of what is pending */
  gsize searched;         /* no LF before this offset; start ≤ searched ≤ end */
  guint64 dropped;        /* bytes of the current, overlong line that are gone */
  gboolean dropped_cr;    /* the last of them was a CR */
  gboolean after_bare_lf; /* the line before ended at a bare LF */
};

/**
 * mf_line_framer_new:
 *
 * Cuts a stream of bytes into lines. A line ends at CRLF. A bare LF ends it
 * too, but as a fault, and so is what follows it up to the next CRLF: the
 * user can refuse at once, instead of waiting for a CRLF that may never come,
 * and yet nothing that stands behind a bare LF is ever taken for a line of its
 * own (RFC 5321 section 2.3.8). What comes out depends on the bytes alone,
 * not on how they were cut.
 *
 * Returns: (transfer full): an empty framer
 */
MfLineFramer *
mf_line_framer_new (void)
{
  return g_new0 (MfLineFramer, 1);
}

void
mf_line_framer_free (MfLineFramer *self)
{
  if (self == NULL)
    return;

  g_free (self->data);
  g_free (self);
}

static void
make_room (MfLineFramer *self, gsize length)
{
  gsize pending = self->end - self->start;

  if (self->capacity - self->end >= length)
    return;

  if (self->start > 0)
    {
      memmove (self->data, self->data + self->start, pending);
      self->searched -= self->start;
      self->start = 0;
      self->end = pending;
    }

  if (self->capacity - self->end < length)
    {
      self->capacity = MAX (pending + length, self->capacity * 2);
      self->data = g_realloc (self->data, self->capacity);
    }
}

/**
 * mf_line_framer_push:
 * @self: a framer
 * @data: any bytes, cut anywhere
 * @length: their number
 *
 * Takes a copy. The framer holds at most what was pushed and not yet taken.
 */
void
mf_line_framer_push (MfLineFramer *self, const guint8 *data, gsize length)
{
  if (length == 0)
    return;

  if (self->start == self->end)
    {
      self->start = self->end = self->searched = 0;
      if (self->capacity > KEEP_CAPACITY && length <= KEEP_CAPACITY)
        {
          g_clear_pointer (&self->data, g_free);
          self->capacity = 0;
        }
    }

  make_room (self, length);
  memcpy (self->data + self->end, data, length);
  self->end += length;
}

static MfLineFaults
find_faults (const guint8 *text, gsize length)
{
  MfLineFaults faults = 0;

  if (memchr (text, '\r', length))
    faults |= MF_LINE_BARE_CR;
  if (memchr (text, '\0', length))
    faults |= MF_LINE_NUL;

  return faults;
}

static void
drop_pending (MfLineFramer *self)
{
  self->dropped += self->end - self->start;
  self->dropped_cr = self->data[self->end - 1] == '\r';
  self->start = self->end = self->searched = 0;
}

/**
 * mf_line_framer_next:
 * @self: a framer
 * @limit: the longest line that is taken, in bytes, CRLF included; see
 *   mf-wire-limits.h
 * @line: (out caller-allocates): the line
 *
 * A line longer than @limit is thrown away as it comes, in constant memory, and
 * reported with %MF_LINE_TOO_LONG once its end is there.
 *
 * Returns: whether there was a whole line
 */
gboolean
mf_line_framer_next (MfLineFramer *self, gsize limit, MfLine *line)
{
  const guint8 *text;
  const guint8 *lf;
  gboolean has_cr;
  gsize length;

  if (self->searched == self->end)
    return FALSE;

  text = self->data + self->start;
  lf = memchr (self->data + self->searched, '\n', self->end - self->searched);
  if (lf == NULL)
    {
      self->searched = self->end;
      if (self->dropped > 0 || self->end - self->start >= limit)
        drop_pending (self);
      return FALSE;
    }

  length = (gsize) (lf - text);
  has_cr = length > 0 ? text[length - 1] == '\r' : self->dropped_cr;
  *line = (MfLine) { .text = "", .size = self->dropped + length + 1 };

  if (line->size > limit)
    line->faults |= MF_LINE_TOO_LONG;
  else
    {
      line->text = (const char *) text;
      line->length = length - (has_cr ? 1 : 0);
      line->faults |= find_faults (text, line->length);
    }

  if (!has_cr)
    line->faults |= MF_LINE_BARE_LF;
  if (self->after_bare_lf)
    line->faults |= MF_LINE_AFTER_BARE_LF;

  self->after_bare_lf = !has_cr;
  self->dropped = 0;
  self->dropped_cr = FALSE;
  self->start += length + 1;
  self->searched = self->start;
  return TRUE;
}

/**
 * mf_line_framer_peek:
 * @self: a framer
 * @length: (out): how many bytes are pending
 *
 * For what is not made of lines, such as message data, which begins where the
 * last line ended.
 *
 * Returns: (nullable) (array length=length): the pending bytes, borrowed until the next
 *   mf_line_framer_push()
 */
const guint8 *
mf_line_framer_peek (MfLineFramer *self, gsize *length)
{
  *length = self->end - self->start;
  return *length > 0 ? self->data + self->start : NULL;
}

/**
 * mf_line_framer_consume:
 * @self: a framer
 * @length: how many of the bytes that mf_line_framer_peek() showed are done with
 *
 * The bytes stay where they are until the next mf_line_framer_push().
 */
void
mf_line_framer_consume (MfLineFramer *self, gsize length)
{
  g_return_if_fail (length <= self->end - self->start);

  self->start += length;
  self->searched = MAX (self->searched, self->start);
}

/**
 * mf_line_framer_get_pending:
 * @self: a framer
 *
 * Returns: how many bytes were pushed and not yet taken
 */
gsize
mf_line_framer_get_pending (const MfLineFramer *self)
{
  return self->end - self->start;
}
