/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server.h"

#include "proto/imap/mf-imap-server-private.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/*      client                                server
 *
 *                                            * OK [CAPABILITY …] mail.b.example …
 *      a LOGIN bob s3cret     ASK_LOGIN      a OK logged in
 *      b SELECT INBOX         ASK select     * 2 EXISTS …  b OK [READ-WRITE] …
 *      c FETCH 1:* BODY[]     ASK fetch …    * 1 FETCH (BODY[] {342} …
 *                             ASK poll       * 3 EXISTS    c OK fetched
 *      d APPEND INBOX {120}   ASK append     + …
 *      Subject: …             APPEND_DATA …
 *                             ASK commit     d OK [APPENDUID …]
 *      e LOGOUT               UNSELECTED     * BYE …       e OK …
 *
 * What is answered when stands in mf-imap-table.c. At the end of each command
 * in a selected mailbox the driver is asked what has changed there. */

#define DEFAULT_MAX_SIZE (64 * 1024 * 1024)

/**
 * mf_imap_server_new:
 * @config: who the server is; copied
 * @now_us: the time, µs since the Unix epoch
 *
 * The server's half of a session, without I/O. Call mf_imap_server_feed(), then
 * mf_imap_server_next() and mf_imap_server_take_output() in turn until neither
 * has anything: what stands behind a FETCH waits until its output is taken.
 *
 * Returns: (transfer full): a session that has just been connected
 */
MfImapServer *
mf_imap_server_new (const MfImapServerConfig *config, gint64 now_us)
{
  MfImapServer *self = g_new0 (MfImapServer, 1);
  GString *out;

  self->host_name = g_strdup (config->host_name);
  self->max_size = config->max_size > 0 ? config->max_size : DEFAULT_MAX_SIZE;
  self->autologout_us = config->autologout_us > 0 ? config->autologout_us : MF_IMAP_AUTOLOGOUT_US;
  self->framer = mf_literal_framer_new (MF_LIMIT_IMAP_LINE, MF_LIMIT_IMAP_COMMAND);
  self->output = mf_imap_output_new ();
  self->view = mf_imap_view_new ();
  self->tagged = g_string_new (NULL);
  self->now_us = now_us;
  self->heard = TRUE;
  mf_imap_server_advance (self, now_us);

  out = mf_imap_server_text (self);
  g_string_append (out, "* OK [");
  mf_imap_server_write_capabilities (out);
  g_string_append_printf (out, "] %s IMAP4rev1 server ready\r\n", self->host_name);
  return self;
}

void
mf_imap_server_free (MfImapServer *self)
{
  if (self == NULL)
    return;

  g_free (self->host_name);
  mf_literal_framer_free (self->framer);
  mf_imap_output_free (self->output);
  mf_imap_view_free (self->view);
  mf_imap_command_clear (&self->command);
  mf_imap_request_free (self->request);
  g_free (self->username);
  mf_secret_unref (self->password);
  g_string_free (self->tagged, TRUE);
  g_free (self->uids);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_free (self->refusal_code);
  g_free (self->refusal_text);
  g_free (self);
}

/* Where replies are written. */
GString *
mf_imap_server_text (MfImapServer *self)
{
  return mf_imap_output_get_text (self->output);
}

/* The one place where the state changes. */
void
mf_imap_server_set_state (MfImapServer *self, MfImapState state)
{
  if (state == MF_IMAP_STATE_ANY || state == MF_IMAP_STATE_ENTERED)
    return;

  if (self->state == MF_IMAP_STATE_SELECTED && state != MF_IMAP_STATE_SELECTED)
    mf_imap_server_unselect (self);
  self->state = state;
}

/* The server ends the session (RFC 3501 section 7.1.5). */
void
mf_imap_server_bye (MfImapServer *self, const char *text)
{
  if (self->state == MF_IMAP_STATE_LOGOUT)
    return;

  g_string_append_printf (mf_imap_server_text (self), "* BYE %s\r\n", text);
  mf_imap_server_set_state (self, MF_IMAP_STATE_LOGOUT);
}

/**
 * mf_imap_server_complete:
 * @self: a session whose command is done
 * @status: "OK", "NO" or "BAD"
 * @code: (nullable): a response code without brackets
 * @text: what is said
 *
 * Prepares the tagged response. It goes out once the changes of the selected
 * mailbox have been told.
 */
void
mf_imap_server_complete (MfImapServer *self, const char *status, const char *code, const char *text)
{
  g_string_printf (self->tagged, "%s %s %s%s%s%s\r\n", self->command.tag ? self->command.tag : "*",
                   status, code ? "[" : "", code ? code : "", code ? "] " : "", text);
  self->completing = TRUE;
  self->polled = FALSE;
}

/* The command has come to its good end. */
void
mf_imap_server_complete_ok (MfImapServer *self)
{
  mf_imap_server_complete (self, "OK", self->row->code, self->row->text);
  mf_imap_server_set_state (self, self->row->next);
}

void
mf_imap_server_ask (MfImapServer *self, MfImapRequest *request)
{
  mf_imap_request_free (self->request);
  self->request = request;
  self->question = MF_IMAP_QUESTION_NEW;
}

/* Returns what was asked; NULL for a log-in. */
MfImapRequest *
mf_imap_server_end_question (MfImapServer *self)
{
  self->question = MF_IMAP_QUESTION_NONE;
  self->heard = TRUE;
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->password, mf_secret_unref);
  return g_steal_pointer (&self->request);
}

/**
 * mf_imap_server_feed:
 * @self: a session
 * @data: (array length=length): what the client sent, cut anywhere; copied
 * @length: in bytes
 */
void
mf_imap_server_feed (MfImapServer *self, const guint8 *data, gsize length)
{
  if (length == 0 || self->state == MF_IMAP_STATE_LOGOUT)
    return;

  mf_literal_framer_push (self->framer, data, length);
}

/**
 * mf_imap_server_feed_end:
 * @self: a session
 *
 * The client will send nothing more. What it sent before is still answered.
 */
void
mf_imap_server_feed_end (MfImapServer *self)
{
  self->input_ended = TRUE;
}

static gboolean
tell_question (MfImapServer *self, MfImapServerEvent *event)
{
  if (self->question != MF_IMAP_QUESTION_NEW)
    return FALSE;

  self->question = MF_IMAP_QUESTION_TOLD;
  *event = (MfImapServerEvent) {
    .kind = self->request ? MF_IMAP_SERVER_ASK : MF_IMAP_SERVER_ASK_LOGIN,
    .username = self->username,
    .password = self->password,
    .request = self->request,
  };
  return TRUE;
}

/* Events that nobody answers. */
static gboolean
tell_news (MfImapServer *self, MfImapServerEvent *event)
{
  if (self->length > 0)
    {
      *event = (MfImapServerEvent) { .kind = MF_IMAP_SERVER_APPEND_DATA,
                                     .data = self->data,
                                     .length = self->length };
      self->length = 0;
      return TRUE;
    }
  if (self->aborted)
    {
      self->aborted = FALSE;
      *event = (MfImapServerEvent) { .kind = MF_IMAP_SERVER_APPEND_ABORTED };
      return TRUE;
    }
  if (self->unselected)
    {
      self->unselected = FALSE;
      *event = (MfImapServerEvent) { .kind = MF_IMAP_SERVER_UNSELECTED };
      return TRUE;
    }
  return FALSE;
}

static gboolean
tell_close (MfImapServer *self, MfImapServerEvent *event)
{
  if (self->close_told)
    return FALSE;

  self->close_told = TRUE;
  *event = (MfImapServerEvent) { .kind = MF_IMAP_SERVER_CLOSE };
  return TRUE;
}

/* The tagged response, after what is new in the mailbox. */
static void
finish_command (MfImapServer *self)
{
  if (self->state == MF_IMAP_STATE_SELECTED && !self->polled)
    {
      self->polled = TRUE;
      mf_imap_server_ask (self, mf_imap_request_new (MF_IMAP_REQUEST_POLL));
      return;
    }

  g_string_append_len (mf_imap_server_text (self), self->tagged->str, (gssize) self->tagged->len);
  self->completing = FALSE;
  mf_imap_command_clear (&self->command);
  if (self->farewell)
    mf_imap_server_bye (self, self->farewell);
}

static void
take_piece (MfImapServer *self, const MfLiteralPiece *piece)
{
  self->heard = TRUE;
  switch (piece->kind)
    {
    case MF_LITERAL_PIECE_ANNOUNCED:
      mf_imap_server_handle_literal (self, piece);
      break;
    case MF_LITERAL_PIECE_CHUNK:
      self->data = (const guint8 *) piece->text;
      self->length = piece->length;
      break;
    case MF_LITERAL_PIECE_END:
    default:
      if (self->reading == MF_IMAP_READING_RESPONSE)
        mf_imap_server_handle_response (self, piece->faults ? "" : piece->text, piece->length);
      else if (self->reading == MF_IMAP_READING_DONE)
        mf_imap_server_handle_done (self, piece->text, piece->length);
      else if (self->refusal || self->appending)
        mf_imap_server_end_append (self, piece);
      else
        mf_imap_server_handle_command (self, piece);
    }
}

/* The input has ended, or the driver wants the session to. */
static void
end_session (MfImapServer *self)
{
  mf_imap_server_drop_append (self);
  if (self->shut_down)
    mf_imap_server_bye (self, "the server is shutting down");
  mf_imap_server_set_state (self, MF_IMAP_STATE_LOGOUT);
}

/* Does what can be done now. Returns whether there was anything. */
static gboolean
work (MfImapServer *self)
{
  MfLiteralPiece piece;

  if (mf_imap_output_is_full (self->output))
    return FALSE;

  if (mf_imap_server_is_fetching (self))
    mf_imap_server_go_on_fetching (self);
  else if (self->completing)
    finish_command (self);
  else if (self->shut_down)
    end_session (self);
  else if (self->notified && self->reading == MF_IMAP_READING_DONE)
    {
      self->notified = FALSE;
      mf_imap_server_ask (self, mf_imap_request_new (MF_IMAP_REQUEST_POLL));
    }
  else if (mf_literal_framer_next (self->framer, &piece))
    take_piece (self, &piece);
  else if (self->input_ended)
    end_session (self);
  else
    return FALSE;
  return TRUE;
}

/**
 * mf_imap_server_next:
 * @self: a session
 * @event: (out caller-allocates): what happened
 *
 * Works on the input until something needs the driver, the output is full, or
 * no whole command is left.
 *
 * Returns: whether there is an event
 */
gboolean
mf_imap_server_next (MfImapServer *self, MfImapServerEvent *event)
{
  while (TRUE)
    {
      if (tell_news (self, event))
        return TRUE;
      if (self->question != MF_IMAP_QUESTION_NONE)
        return tell_question (self, event);
      if (self->state == MF_IMAP_STATE_LOGOUT && !self->completing)
        return tell_close (self, event);
      if (!work (self))
        return FALSE;
    }
}

/**
 * mf_imap_server_take_output:
 * @self: a session
 *
 * Returns: (nullable) (transfer full): the next bytes to send, at most 64 KiB, or
 *   %NULL if there are none now
 */
GBytes *
mf_imap_server_take_output (MfImapServer *self)
{
  GBytes *bytes = mf_imap_output_take (self->output);

  /* A client that takes its time over a large message is not inactive. */
  if (bytes)
    self->heard = TRUE;
  return bytes;
}

/**
 * mf_imap_server_wants_input:
 * @self: a session
 *
 * A driver that stops reading while this says no keeps the machine's memory
 * within one read, and lets TCP hold the client back.
 *
 * Returns: whether more input can be worked on now
 */
gboolean
mf_imap_server_wants_input (const MfImapServer *self)
{
  return !self->input_ended && self->state != MF_IMAP_STATE_LOGOUT &&
         self->question == MF_IMAP_QUESTION_NONE && !self->completing &&
         !mf_imap_server_is_fetching (self) && !mf_imap_output_is_full (self->output) &&
         mf_literal_framer_get_pending (self->framer) < MF_LIMIT_IMAP_LINE;
}

/**
 * mf_imap_server_get_deadline:
 * @self: a session
 *
 * Returns: when mf_imap_server_advance() must be called at the latest, µs since the Unix
 *   epoch; %G_MAXINT64 if nothing is due
 */
gint64
mf_imap_server_get_deadline (const MfImapServer *self)
{
  if (self->state == MF_IMAP_STATE_LOGOUT || self->question != MF_IMAP_QUESTION_NONE)
    return G_MAXINT64;

  return self->deadline_us;
}

/**
 * mf_imap_server_advance:
 * @self: a session
 * @now_us: the time, µs since the Unix epoch
 *
 * Call it when the deadline has come, and as often as you like in between: the
 * autologout timer runs from the first call after the client was last heard, so
 * it is never shorter than the 30 minutes of RFC 3501 section 5.4.
 */
void
mf_imap_server_advance (MfImapServer *self, gint64 now_us)
{
  self->now_us = MAX (self->now_us, now_us);

  if (self->heard)
    {
      self->heard = FALSE;
      self->deadline_us = self->autologout_us > G_MAXINT64 - self->now_us
                              ? G_MAXINT64
                              : self->now_us + self->autologout_us;
    }
  else if (self->now_us >= mf_imap_server_get_deadline (self))
    {
      /* A client that takes nothing will not take this either, once it is full. */
      mf_imap_server_end_fetch (self);
      mf_imap_server_drop_append (self);
      self->completing = FALSE;
      mf_imap_server_bye (self, "you have been silent for too long");
    }
}

/**
 * mf_imap_server_shut_down:
 * @self: a session
 *
 * The server must stop: the session ends with BYE. A command that is being
 * worked on is still answered.
 */
void
mf_imap_server_shut_down (MfImapServer *self)
{
  self->shut_down = TRUE;
}

/**
 * mf_imap_server_notify:
 * @self: a session
 *
 * Something has changed in the selected mailbox. If the client idles (RFC 2177),
 * the driver will be asked what; else there is nothing to do, it is asked at
 * the end of each command anyhow.
 */
void
mf_imap_server_notify (MfImapServer *self)
{
  self->notified = self->state == MF_IMAP_STATE_SELECTED;
}

MfPhase
mf_imap_server_get_phase (const MfImapServer *self)
{
  return mf_imap_state_get_phase (self->state);
}

/**
 * mf_imap_server_get_legal_commands:
 * @self: a session
 * @rows: (out caller-allocates) (array length=MF_IMAP_N_VERBS): for each verb, the row that a
 *   well-formed command of it would meet now, or %NULL if that row would refuse it
 *
 * Returns: how many verbs are legal
 */
guint
mf_imap_server_get_legal_commands (const MfImapServer *self,
                                   const MfImapTransition *rows[MF_IMAP_N_VERBS])
{
  MfImapGuard facts = MF_IMAP_GUARD_PLAIN;

  if (mf_imap_view_is_read_only (self->view))
    facts |= MF_IMAP_GUARD_READ_ONLY;

  return mf_imap_table_get_legal (self->state, facts, rows);
}
