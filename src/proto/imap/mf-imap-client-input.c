/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-client-private.h"

/* A literal is announced: it is kept, or it is none, or it ends the session. */
static void
take_announcement (MfImapClient *self, const MfLiteralPiece *piece)
{
  if (piece->line == piece->length && mf_imap_response_is_text (piece->text, piece->length))
    {
      mf_literal_framer_ignore (self->framer);
      return;
    }
  if (piece->octets > MF_IMAP_CLIENT_MESSAGE_MAX || !mf_literal_framer_can_keep (self->framer))
    {
      mf_literal_framer_skip (self->framer);
      mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 3501 section 4.3",
                                "the server sends a larger literal than this client takes");
      return;
    }

  mf_literal_framer_keep (self->framer);
  self->line_start = self->start + piece->size + piece->octets;
}

static void
take_response (MfImapClient *self, const MfLiteralPiece *piece)
{
  GError *error = NULL;

  self->start += piece->size;
  self->line_start = self->start;
  if (piece->faults & MF_LINE_TOO_LONG)
    {
      mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 3501 section 2.2",
                                "the server sends a longer line than this client takes");
      return;
    }
  if (piece->faults)
    {
      mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_SYNTAX, "RFC 3501 section 2.2",
                                "a line of the server does not end with CRLF, or holds CR or NUL");
      return;
    }

  g_clear_pointer (&self->response, mf_imap_response_free);
  self->response = mf_imap_response_parse (piece->text, piece->length, &error);
  if (self->response)
    mf_imap_client_handle_response (self);
  else
    mf_imap_client_fail (self, error);
}

/* Takes in what the server sent next; returns whether there was anything. */
gboolean
mf_imap_client_read_input (MfImapClient *self)
{
  MfLiteralPiece piece;

  if (mf_literal_framer_next (self->framer, &piece))
    {
      if (piece.kind == MF_LITERAL_PIECE_ANNOUNCED)
        take_announcement (self, &piece);
      else
        take_response (self, &piece);
      return TRUE;
    }

  /* A line that is too long already need not end. */
  if (self->n_fed >= self->line_start + MF_IMAP_CLIENT_RESPONSE_MAX)
    mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 3501 section 2.2",
                              "the server sends a longer line than this client takes");
  else if (!self->input_ended)
    return FALSE;
  else if (self->mode == MF_IMAP_CLIENT_READING && self->step == MF_IMAP_STEP_LOGOUT)
    mf_imap_client_follow (self, TRUE);
  else
    mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_CLOSED, "RFC 3501 section 7.1.5",
                              "the server closed the connection");

  return TRUE;
}
