/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "wire/mf-dot-decoder.h"

#include <string.h>

/* From inside a line to past its end, or to the end of what is there. Two
 * searches by memchr(), however many bare CRs there are. */
static const guint8 *
skip_line (MfDotDecoder *self, const guint8 *p, const guint8 *end)
{
  const guint8 *lf = memchr (p, '\n', (gsize) (end - p));
  const guint8 *line_end = lf ? lf : end;
  const guint8 *cr = memchr (p, '\r', (gsize) (line_end - p));
  gboolean ends_with_cr = cr && line_end[-1] == '\r';

  if (cr && cr + 1 < line_end)
    self->faults |= MF_DOT_BARE_CR;

  if (lf == NULL)
    {
      self->state = ends_with_cr ? MF_DOT_AFTER_CR : MF_DOT_IN_LINE;
      return end;
    }

  if (!ends_with_cr)
    self->faults |= MF_DOT_BARE_LF;
  self->state = ends_with_cr ? MF_DOT_LINE_START : MF_DOT_IN_LINE;
  return lf + 1;
}

/**
 * mf_dot_decoder_take:
 * @self: a decoder that is not at its end
 * @data: (array length=length): the next bytes of the stream, cut anywhere
 * @length: their number
 * @piece: (out) (array length=piece_length): the next bytes of the data proper: inside
 *   @data, or a static CR
 * @piece_length: (out): their number, may be 0
 *
 * Call it until @length bytes are taken or @state is %MF_DOT_END; the end mark
 * is taken, what stands behind it is not. Copies nothing. The CRLF before the
 * end mark belongs to the data (RFC 5321 section 4.1.1.4). A bare LF starts no
 * line, so a dot behind it is just a dot: nothing but CRLF.CRLF ends the data
 * (RFC 5321 section 2.3.8, RFC 1939 section 3).
 *
 * Returns: how many bytes of @data were taken
 */
gsize
mf_dot_decoder_take (
    MfDotDecoder *self, const guint8 *data, gsize length, const guint8 **piece, gsize *piece_length)
{
  static const guint8 held_cr[] = { '\r' };
  const guint8 *end = data + length;
  const guint8 *run = data;
  const guint8 *p = data;

  *piece = data;
  *piece_length = 0;

  while (p < end && self->state != MF_DOT_END)
    switch (self->state)
      {
      case MF_DOT_LINE_START:
        if (*p != '.')
          p = skip_line (self, p, end);
        else if (p > run)
          goto out;
        else
          {
            run = ++p;
            self->state = MF_DOT_AFTER_DOT;
          }
        break;

      case MF_DOT_IN_LINE:
        p = skip_line (self, p, end);
        break;

      case MF_DOT_AFTER_CR:
        if (*p == '\n')
          {
            p++;
            self->state = MF_DOT_LINE_START;
          }
        else
          {
            self->faults |= MF_DOT_BARE_CR;
            self->state = MF_DOT_IN_LINE;
          }
        break;

      case MF_DOT_AFTER_DOT:
        self->state = *p == '\r' ? MF_DOT_AFTER_DOT_CR : MF_DOT_IN_LINE;
        if (*p == '\r')
          run = ++p;
        break;

      case MF_DOT_AFTER_DOT_CR:
        if (*p == '\n')
          {
            run = ++p;
            self->state = MF_DOT_END;
            break;
          }
        /* Not the end mark after all: the CR that was held back is data. */
        self->faults |= MF_DOT_BARE_CR;
        self->state = MF_DOT_IN_LINE;
        *piece = held_cr;
        *piece_length = sizeof held_cr;
        return (gsize) (p - data);

      case MF_DOT_END:
      default:
        g_assert_not_reached ();
      }

out:
  *piece = run;
  *piece_length = (gsize) (p - run);
  return (gsize) (p - data);
}
