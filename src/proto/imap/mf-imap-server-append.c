/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "base/mf-error.h"
#include "wire/mf-wire-limits.h"

/*      client                                server
 *
 *      d APPEND INBOX (\Seen) {310}
 *                             ASK append     + …
 *      Date: Mon, 7 Feb 1994  APPEND_DATA …
 *      …                      ASK commit     d OK [APPENDUID 38505 3955] …
 *
 * What is announced too large, or in a command that cannot be, is refused before
 * it comes. If the client does not wait for that (RFC 7888), it is read and
 * thrown away, or, beyond MF_LIMIT_IMAP_SKIPPED, the connection is closed. */

static void
set_refusal (MfImapServer *self, const char *status, const char *code, const char *text)
{
  g_free (self->refusal_code);
  g_free (self->refusal_text);
  self->refusal = status;
  self->refusal_code = g_strdup (code);
  self->refusal_text = g_strdup (text);
}

/* The literal is not wanted; the command's end comes next, or behind it. */
static void
turn_away (MfImapServer *self)
{
  if (self->waits)
    mf_literal_framer_refuse (self->framer);
  else
    mf_literal_framer_skip (self->framer);

  if (!self->waits && self->octets > MF_LIMIT_IMAP_SKIPPED)
    {
      mf_imap_server_drop_append (self);
      mf_imap_server_bye (self, "that literal is too large");
    }
}

static void
ask_append (MfImapServer *self)
{
  MfImapRequest *request = mf_imap_request_new (MF_IMAP_REQUEST_APPEND);
  MfImapCommand *command = &self->command;

  request->mailbox = g_strdup (command->mailbox);
  request->flags = command->flags;
  command->flags = (MfImapFlagList) { 0 };
  request->has_date = command->has_date;
  request->date = command->date;
  request->size = self->octets;
  mf_imap_server_ask (self, request);
}

static void
handle_message (MfImapServer *self)
{
  self->row =
      mf_imap_table_find (self->state, MF_IMAP_APPEND,
                          self->command.bad_name ? MF_IMAP_GUARD_NOT_UTF7 : MF_IMAP_GUARD_NONE);
  if (self->row->action != MF_IMAP_ACTION_APPEND)
    turn_away (self);
  else if (self->octets > self->max_size)
    mf_imap_server_refuse_append (self, "TOOBIG", "that message is too large");
  else if (self->octets == 0)
    mf_imap_server_refuse_append (self, "CANNOT", "a message has at least one octet");
  else
    ask_append (self);
}

/* What a literal that was announced belongs to. What is said so far ends with
 * it: where nothing before it is wrong, it is what is missing. */
void
mf_imap_server_handle_literal (MfImapServer *self, const MfLiteralPiece *piece)
{
  g_autoptr (GError) error = NULL;
  gsize brace = piece->length;

  if (self->reading != MF_IMAP_READING_COMMAND)
    {
      mf_literal_framer_ignore (self->framer);
      return;
    }

  self->waits = piece->waits;
  self->octets = piece->octets;
  while (brace > 0 && piece->text[brace - 1] != '{')
    brace--;
  if (!self->malformed && !self->appending && !self->refusal)
    {
      mf_imap_command_clear (&self->command);
      mf_imap_command_parse (piece->text, piece->length, &self->command, &error);
      if (error == NULL && self->command.verb == MF_IMAP_APPEND)
        {
          handle_message (self);
          return;
        }
      /* An empty literal is complete: then there is no error at all. */
      self->malformed = error && mf_protocol_error_get_span (error).start + 1 < brace;
    }
  else
    self->malformed = TRUE;

  if (self->malformed)
    turn_away (self);
  else if (!mf_literal_framer_can_keep (self->framer))
    {
      set_refusal (self, "BAD", "TOOBIG", "that literal is too large");
      turn_away (self);
    }
  else
    {
      mf_literal_framer_keep (self->framer);
      if (self->waits)
        g_string_append (mf_imap_server_text (self), "+ go on\r\n");
    }
}

/* The driver expects the message. */
void
mf_imap_server_answer_append (MfImapServer *self)
{
  self->appending = TRUE;
  mf_literal_framer_stream (self->framer);
  if (self->waits)
    g_string_append (mf_imap_server_text (self), "+ go on with the message\r\n");
}

void
mf_imap_server_refuse_append (MfImapServer *self, const char *code, const char *text)
{
  set_refusal (self, "NO", code, text);
  turn_away (self);
}

/* What was expected will not come. */
void
mf_imap_server_drop_append (MfImapServer *self)
{
  if (self->appending)
    self->aborted = TRUE;
  self->appending = FALSE;
  self->length = 0;
}

/* The command whose literal was taken or refused is over. */
void
mf_imap_server_end_append (MfImapServer *self, const MfLiteralPiece *piece)
{
  gboolean clean = piece->faults == 0 && piece->line == 0 && !self->malformed;

  self->malformed = FALSE;
  if (self->refusal)
    {
      mf_imap_server_complete (self, self->refusal, self->refusal_code, self->refusal_text);
      self->refusal = NULL;
    }
  else if (clean)
    {
      self->appending = FALSE;
      mf_imap_server_ask (self, mf_imap_request_new (MF_IMAP_REQUEST_COMMIT));
      return;
    }
  else
    mf_imap_server_complete (self, "BAD", NULL, "nothing may stand behind the message");
  mf_imap_server_drop_append (self);
}

/* Only an APPEND whose literal was turned away comes here as a command, and the
 * table refused that already, or it would have been asked about. */
void
mf_imap_server_act_append (MfImapServer *self)
{
  mf_imap_server_complete (self, "BAD", NULL, "a literal expected");
}
