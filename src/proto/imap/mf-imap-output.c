/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-output.h"

#include "wire/mf-wire-limits.h"

/* Smaller pieces are copied: many of them go out in one write. */
#define COPIED_MAX (8 * 1024)

struct _MfImapOutput
{
  GQueue pieces; /* of GBytes, in front of the text */
  gsize queued;  /* bytes in them, those of the head that are sent counted out */
  gsize sent;    /* of the head */
  GString *text; /* at the end */
};

MfImapOutput *
mf_imap_output_new (void)
{
  MfImapOutput *self = g_new0 (MfImapOutput, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
mf_imap_output_free (MfImapOutput *self)
{
  if (self == NULL)
    return;

  mf_imap_output_clear (self);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * mf_imap_output_get_text:
 * @self: an output
 *
 * Returns: (transfer none): what to append to; may change with every other call
 */
GString *
mf_imap_output_get_text (MfImapOutput *self)
{
  return self->text;
}

static void
push (MfImapOutput *self, GBytes *piece)
{
  self->queued += g_bytes_get_size (piece);
  g_queue_push_tail (&self->pieces, piece);
}

static void
push_text (MfImapOutput *self)
{
  if (self->text->len == 0)
    return;

  push (self, g_string_free_to_bytes (self->text));
  self->text = g_string_new (NULL);
}

/**
 * mf_imap_output_add_bytes:
 * @self: an output
 * @bytes: a message or a part of it; a reference is taken if it is large
 * @start: where in it
 * @length: how much of it
 */
void
mf_imap_output_add_bytes (MfImapOutput *self, GBytes *bytes, gsize start, gsize length)
{
  if (length <= COPIED_MAX)
    {
      const char *data = g_bytes_get_data (bytes, NULL);

      if (length > 0)
        g_string_append_len (self->text, data + start, (gssize) length);
      return;
    }

  push_text (self);
  push (self, g_bytes_new_from_bytes (bytes, start, length));
}

/**
 * mf_imap_output_is_full:
 * @self: an output
 *
 * Returns: whether to wait with more until some has been taken
 */
gboolean
mf_imap_output_is_full (const MfImapOutput *self)
{
  return self->queued + self->text->len >= MF_LIMIT_OUTPUT_CHUNK;
}

/**
 * mf_imap_output_take:
 * @self: an output
 *
 * Returns: (nullable) (transfer full): the next bytes to send, at most
 *   MF_LIMIT_OUTPUT_CHUNK of them, or %NULL if there are none
 */
GBytes *
mf_imap_output_take (MfImapOutput *self)
{
  GBytes *head;
  GBytes *taken;
  gsize left;

  if (g_queue_is_empty (&self->pieces))
    push_text (self);
  head = g_queue_peek_head (&self->pieces);
  if (head == NULL)
    return NULL;

  left = g_bytes_get_size (head) - self->sent;
  if (left <= MF_LIMIT_OUTPUT_CHUNK)
    {
      taken = g_bytes_new_from_bytes (head, self->sent, left);
      g_bytes_unref (g_queue_pop_head (&self->pieces));
      self->sent = 0;
    }
  else
    {
      taken = g_bytes_new_from_bytes (head, self->sent, MF_LIMIT_OUTPUT_CHUNK);
      self->sent += MF_LIMIT_OUTPUT_CHUNK;
    }
  self->queued -= g_bytes_get_size (taken);
  return taken;
}

/**
 * mf_imap_output_clear:
 * @self: an output
 *
 * Throws away what has not been taken.
 */
void
mf_imap_output_clear (MfImapOutput *self)
{
  g_queue_clear_full (&self->pieces, (GDestroyNotify) g_bytes_unref);
  self->queued = 0;
  self->sent = 0;
  g_string_truncate (self->text, 0);
}
