/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-server.h"

#include "proto/pop3/mf-pop3-server-private.h"
#include "proto/pop3/mf-pop3-syntax.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/*      client                              server
 *
 *                                          +OK mail.b.example POP3 server ready
 *      USER bob                            +OK name taken, PASS comes next
 *      PASS s3cret        ASK_LOGIN        +OK maildrop has 2 messages (320 octets)
 *      RETR 1             ASK_MESSAGE      +OK 120 octets … .
 *      DELE 1                              +OK message 1 deleted
 *      QUIT               ASK_UPDATE       +OK mail.b.example POP3 server signing off …
 *
 * What is answered when stands in mf-pop3-table.c. */

/**
 * mf_pop3_server_new:
 * @config: who the server is; copied
 * @now_us: the time, µs since the Unix epoch
 *
 * The server's half of a session, without I/O. Call mf_pop3_server_feed(), then
 * mf_pop3_server_next() and mf_pop3_server_take_output() in turn until neither
 * has anything: the commands behind a RETR wait until its output is taken.
 *
 * Returns: (transfer full): a session that has just been connected
 */
MfPop3Server *
mf_pop3_server_new (const MfPop3ServerConfig *config, gint64 now_us)
{
  MfPop3Server *self = g_new0 (MfPop3Server, 1);

  self->host_name = g_strdup (config->host_name);
  self->timestamp = g_strdup (config->timestamp);
  self->framer = mf_line_framer_new ();
  self->output = mf_pop3_output_new ();
  self->maildrop = mf_pop3_maildrop_new ();
  self->question = MF_POP3_SERVER_NO_QUESTION;
  self->now_us = now_us;
  self->deadline_us = now_us + MF_POP3_AUTOLOGOUT_US;

  mf_pop3_server_reply_ok (self, "%s POP3 server ready%s%s", self->host_name,
                           self->timestamp ? " " : "", self->timestamp ? self->timestamp : "");
  return self;
}

void
mf_pop3_server_free (MfPop3Server *self)
{
  if (self == NULL)
    return;

  g_free (self->host_name);
  g_free (self->timestamp);
  mf_line_framer_free (self->framer);
  mf_pop3_output_free (self->output);
  g_free (self->username);
  mf_pop3_maildrop_free (self->maildrop);
  mf_secret_unref (self->password);
  g_free (self->digest);
  g_queue_clear (&self->changes);
  g_clear_pointer (&self->deleted, g_array_unref);
  g_free (self);
}

/**
 * mf_pop3_server_feed:
 * @self: a session
 * @data: (array length=length): what the client sent, cut anywhere; copied
 * @length: in bytes
 */
void
mf_pop3_server_feed (MfPop3Server *self, const guint8 *data, gsize length)
{
  if (length == 0 || self->state == MF_POP3_STATE_CLOSED)
    return;

  mf_line_framer_push (self->framer, data, length);
}

/**
 * mf_pop3_server_feed_end:
 * @self: a session
 *
 * The client will send nothing more. What it sent before is still answered; if
 * no QUIT is among it, the session ends without entering the UPDATE state (RFC
 * 1939 section 6). If the connection broke, do not call this, free the session.
 */
void
mf_pop3_server_feed_end (MfPop3Server *self)
{
  self->input_ended = TRUE;
}

static gboolean
tell_question (MfPop3Server *self, MfPop3ServerEvent *event)
{
  if (self->question_told)
    return FALSE;

  self->question_told = TRUE;
  *event = (MfPop3ServerEvent) {
    .kind = self->question,
    .username = self->username,
    .password = self->password,
    .digest = self->digest,
    .index = self->index,
    .deleted = self->deleted ? (const guint *) (gpointer) self->deleted->data : NULL,
    .n_deleted = self->deleted ? self->deleted->len : 0,
  };
  return TRUE;
}

/**
 * mf_pop3_server_next:
 * @self: a session
 * @event: (out caller-allocates): what happened
 *
 * Works on the input until something needs the driver, the output is full, or
 * no whole command is left.
 *
 * Returns: whether there is an event
 */
gboolean
mf_pop3_server_next (MfPop3Server *self, MfPop3ServerEvent *event)
{
  MfLine line;

  while (TRUE)
    {
      if (!g_queue_is_empty (&self->changes))
        {
          *event = (MfPop3ServerEvent) {
            .kind = MF_POP3_SERVER_MARK,
            .index = GPOINTER_TO_UINT (g_queue_pop_head (&self->changes)),
            .marked = self->marked,
          };
          return TRUE;
        }

      if (self->question != MF_POP3_SERVER_NO_QUESTION)
        return tell_question (self, event);

      if (self->shut_down)
        mf_pop3_server_set_state (self, MF_POP3_STATE_CLOSED);
      if (self->state == MF_POP3_STATE_CLOSED)
        {
          if (self->close_told)
            return FALSE;
          self->close_told = TRUE;
          *event = (MfPop3ServerEvent) { .kind = MF_POP3_SERVER_CLOSE };
          return TRUE;
        }

      if (mf_pop3_output_is_full (self->output))
        return FALSE;

      if (mf_line_framer_next (self->framer, MF_LIMIT_POP3_COMMAND, &line))
        {
          self->heard = TRUE;
          mf_pop3_server_handle_line (self, &line);
        }
      else if (self->input_ended)
        mf_pop3_server_set_state (self, MF_POP3_STATE_CLOSED);
      else
        return FALSE;
    }
}

static void
end_question (MfPop3Server *self)
{
  self->question = MF_POP3_SERVER_NO_QUESTION;
  self->heard = TRUE;
  g_clear_pointer (&self->password, mf_secret_unref);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->deleted, g_array_unref);
}

/**
 * mf_pop3_server_answer_login:
 * @self: a session that asked %MF_POP3_SERVER_ASK_LOGIN
 * @items: (array length=n_items): the messages of the maildrop, which is locked now; copied
 * @n_items: how many
 *
 * Lets the client in.
 */
void
mf_pop3_server_answer_login (MfPop3Server *self, const MfPop3Item *items, guint n_items)
{
  g_return_if_fail (self->question == MF_POP3_SERVER_ASK_LOGIN);
  for (guint i = 0; i < n_items; i++)
    g_return_if_fail (mf_pop3_unique_id_is_valid (items[i].uid, strlen (items[i].uid)));

  mf_pop3_maildrop_open (self->maildrop, items, n_items);
  end_question (self);
  mf_pop3_server_set_state (self, self->row->next);
  mf_pop3_server_reply_message_count (self, "maildrop has ");
}

/* The headers, the blank line, and @n_lines lines of the body (RFC 1939
 * section 7, TOP). */
static GBytes *
cut_top (GBytes *message, guint64 n_lines)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  gboolean in_body = FALSE;
  guint64 taken = 0;
  gsize position = 0;

  while (position < size && (!in_body || taken < n_lines))
    {
      const char *lf = memchr (data + position, '\n', size - position);
      gsize end = lf ? (gsize) (lf - data) + 1 : size;
      gsize length = end - position;

      if (in_body)
        taken++;
      else if (lf && (length == 1 || (length == 2 && data[position] == '\r')))
        in_body = TRUE;
      position = end;
    }

  return g_bytes_new_from_bytes (message, 0, position);
}

/**
 * mf_pop3_server_answer_message:
 * @self: a session that asked %MF_POP3_SERVER_ASK_MESSAGE
 * @message: the whole message, with CRLF or LF line ends; a reference is taken
 */
void
mf_pop3_server_answer_message (MfPop3Server *self, GBytes *message)
{
  g_return_if_fail (self->question == MF_POP3_SERVER_ASK_MESSAGE);

  end_question (self);
  if (self->row->verb == MF_POP3_TOP)
    {
      g_autoptr (GBytes) top = cut_top (message, self->top_lines);

      mf_pop3_server_reply (self, TRUE, NULL, self->row->text);
      mf_pop3_output_add_message (self->output, top);
      return;
    }

  mf_pop3_server_reply_ok (self, "%" G_GUINT64_FORMAT " octets",
                           mf_pop3_maildrop_get_item (self->maildrop, self->index)->size);
  mf_pop3_output_add_message (self->output, message);
}

/**
 * mf_pop3_server_answer_update:
 * @self: a session that asked %MF_POP3_SERVER_ASK_UPDATE
 *
 * The marked messages are gone.
 */
void
mf_pop3_server_answer_update (MfPop3Server *self)
{
  guint n = mf_pop3_maildrop_get_n_left (self->maildrop);

  g_return_if_fail (self->question == MF_POP3_SERVER_ASK_UPDATE);

  end_question (self);
  if (n == 0)
    mf_pop3_server_reply_ok (self, "%s POP3 server signing off (maildrop empty)", self->host_name);
  else
    mf_pop3_server_reply_ok (self, "%s POP3 server signing off (%u message%s left)",
                             self->host_name, n, n == 1 ? "" : "s");
  mf_pop3_server_set_state (self, MF_POP3_STATE_CLOSED);
}

/**
 * mf_pop3_server_refuse:
 * @self: a session that asked something
 * @code: (nullable): a response code without brackets: "AUTH" or "SYS/TEMP" (RFC 3206),
 *   "IN-USE" (RFC 2449 section 8.1.2)
 * @text: (nullable): what the -ERR says, one line; %NULL for the machine's own words
 */
void
mf_pop3_server_refuse (MfPop3Server *self, const char *code, const char *text)
{
  static const char *const texts[] = {
    [MF_POP3_SERVER_ASK_LOGIN] = "wrong name or password",
    [MF_POP3_SERVER_ASK_MESSAGE] = "the message cannot be read",
    [MF_POP3_SERVER_ASK_UPDATE] = "some deleted messages not removed",
  };
  MfPop3ServerEventKind question = self->question;

  g_return_if_fail (question != MF_POP3_SERVER_NO_QUESTION);

  end_question (self);
  mf_pop3_server_reply (self, FALSE, code, text ? text : texts[question]);

  /* "Whether the removal was successful or not, the server then … closes the
   * TCP connection" (RFC 1939 section 6). */
  if (question == MF_POP3_SERVER_ASK_UPDATE)
    mf_pop3_server_set_state (self, MF_POP3_STATE_CLOSED);
}

/**
 * mf_pop3_server_take_output:
 * @self: a session
 *
 * Returns: (nullable) (transfer full): the next bytes to send, at most 64 KiB, or
 *   %NULL if there are none now
 */
GBytes *
mf_pop3_server_take_output (MfPop3Server *self)
{
  GBytes *bytes = mf_pop3_output_take (self->output);

  /* A client that takes its time over a large message is not inactive. */
  if (bytes)
    self->heard = TRUE;
  return bytes;
}

/**
 * mf_pop3_server_wants_input:
 * @self: a session
 *
 * A driver that stops reading while this says no keeps the machine's memory
 * within one read, and lets TCP hold the client back.
 *
 * Returns: whether more input can be worked on now
 */
gboolean
mf_pop3_server_wants_input (const MfPop3Server *self)
{
  return !self->input_ended && self->state != MF_POP3_STATE_CLOSED &&
         self->question == MF_POP3_SERVER_NO_QUESTION && !mf_pop3_output_is_full (self->output) &&
         mf_line_framer_get_pending (self->framer) < MF_LIMIT_POP3_COMMAND;
}

/**
 * mf_pop3_server_get_deadline:
 * @self: a session
 *
 * Returns: when mf_pop3_server_advance() must be called at the latest, µs since the Unix
 *   epoch; %G_MAXINT64 if nothing is due
 */
gint64
mf_pop3_server_get_deadline (const MfPop3Server *self)
{
  if (self->state == MF_POP3_STATE_CLOSED || self->question != MF_POP3_SERVER_NO_QUESTION)
    return G_MAXINT64;

  return self->deadline_us;
}

/**
 * mf_pop3_server_advance:
 * @self: a session
 * @now_us: the time, µs since the Unix epoch
 *
 * Call it when the deadline has come, and as often as you like in between: the
 * autologout timer runs from the first call after the client's last command, so
 * it is never shorter than the ten minutes of RFC 1939 section 3. When it
 * expires, the session ends without an answer and without UPDATE.
 */
void
mf_pop3_server_advance (MfPop3Server *self, gint64 now_us)
{
  self->now_us = MAX (self->now_us, now_us);

  if (self->heard)
    {
      self->heard = FALSE;
      self->deadline_us = self->now_us + MF_POP3_AUTOLOGOUT_US;
    }
  else if (self->now_us >= mf_pop3_server_get_deadline (self))
    {
      mf_pop3_output_clear (self->output);
      mf_pop3_server_set_state (self, MF_POP3_STATE_CLOSED);
    }
}

/**
 * mf_pop3_server_shut_down:
 * @self: a session
 *
 * The server must stop: the session ends as by the autologout timer, without an
 * answer and without UPDATE (RFC 1939 section 3). A question that stands is
 * still to be answered, so that a QUIT that was said before has its effect and
 * its reply.
 */
void
mf_pop3_server_shut_down (MfPop3Server *self)
{
  self->shut_down = TRUE;
  if (self->question == MF_POP3_SERVER_NO_QUESTION)
    mf_pop3_output_clear (self->output);
}

/**
 * mf_pop3_server_get_phase:
 * @self: a session
 *
 * Returns: where the session stands
 */
MfPhase
mf_pop3_server_get_phase (const MfPop3Server *self)
{
  return mf_pop3_state_get_phase (self->state);
}

/**
 * mf_pop3_server_get_legal_commands:
 * @self: a session
 * @rows: (out caller-allocates) (array length=MF_POP3_N_VERBS): for each verb, the row that a
 *   well-formed command of it would meet now, of a message that is there if there is any, or
 *   %NULL if that row would refuse it
 *
 * What a client may say next, why, and to which effect.
 *
 * Returns: how many verbs are legal
 */
guint
mf_pop3_server_get_legal_commands (const MfPop3Server *self,
                                   const MfPop3Transition *rows[MF_POP3_N_VERBS])
{
  MfPop3Guard facts = mf_pop3_server_find_facts (self);

  if (mf_pop3_maildrop_get_n_left (self->maildrop) > 0)
    facts |= MF_POP3_GUARD_MESSAGE;

  return mf_pop3_table_get_legal (self->state, facts, rows);
}
