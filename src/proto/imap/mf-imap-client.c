/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-client.h"

#include "proto/imap/mf-imap-client-private.h"

static void
wanted_free (MfImapClientWanted *wanted)
{
  if (wanted == NULL)
    return;

  mf_imap_goal_free (wanted->goal);
  g_free (wanted);
}

/**
 * mf_imap_client_new:
 * @account: who signs in; copied
 * @now_us: the time, µs since the Unix epoch
 *
 * The client's half of a session, without I/O. Call mf_imap_client_feed(), then
 * mf_imap_client_next() and mf_imap_client_take_output() in turn until neither
 * has anything. It signs in, works through the goals that it is given, one after
 * the other, and rests between them with the connection open.
 *
 * Returns: (transfer full): a client that waits for the greeting
 */
MfImapClient *
mf_imap_client_new (const MfImapClientAccount *account, gint64 now_us)
{
  MfImapClient *self = g_new0 (MfImapClient, 1);

  self->username = g_strdup (account->username);
  self->password = mf_secret_ref (account->password);
  self->sasl = account->sasl;
  self->idle_us = account->idle_us > 0 ? account->idle_us : MF_IMAP_CLIENT_IDLE_US;
  self->framer = mf_literal_framer_new (MF_IMAP_CLIENT_RESPONSE_MAX,
                                        MF_IMAP_CLIENT_RESPONSE_MAX + MF_IMAP_CLIENT_MESSAGE_MAX);
  self->output = g_string_new (NULL);
  self->step = MF_IMAP_STEP_GREETING;
  self->uids = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->known = g_hash_table_new (NULL, NULL);
  self->gone = g_hash_table_new (NULL, NULL);
  self->events = g_array_new (FALSE, FALSE, sizeof (MfImapClientEvent));
  self->now_us = now_us;
  self->deadline_us = now_us + MF_IMAP_CLIENT_TIMEOUT_US;
  return self;
}

/**
 * mf_imap_client_free:
 * @self: (nullable): a client
 */
void
mf_imap_client_free (MfImapClient *self)
{
  if (self == NULL)
    return;

  g_free (self->username);
  mf_secret_unref (self->password);
  mf_literal_framer_free (self->framer);
  g_string_free (self->output, TRUE);
  g_queue_clear_full (&self->pieces, (GDestroyNotify) g_bytes_unref);
  g_queue_clear_full (&self->wanted, (GDestroyNotify) wanted_free);
  wanted_free (self->current);
  wanted_free (self->ended);
  g_free (self->tag);
  g_free (self->folder);
  g_free (self->told_folder);
  g_array_unref (self->uids);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->gone);
  g_clear_pointer (&self->response, mf_imap_response_free);
  g_clear_pointer (&self->stored, mf_imap_set_free);
  g_array_unref (self->events);
  g_clear_error (&self->refusal);
  g_clear_error (&self->ended_error);
  g_clear_error (&self->failure);
  g_free (self);
}

/**
 * mf_imap_client_add_goal:
 * @self: a client
 * @goal: what is wanted, see mf_imap_goal_is_valid(); copied
 *
 * It is begun when all goals before it are over; a waiting ends for it at once.
 *
 * Returns: its number, by which events name it
 */
guint
mf_imap_client_add_goal (MfImapClient *self, const MfImapGoal *goal)
{
  MfImapClientWanted *wanted;

  g_return_val_if_fail (mf_imap_goal_is_valid (goal), 0);

  wanted = g_new0 (MfImapClientWanted, 1);
  wanted->number = ++self->n_goals;
  wanted->goal = mf_imap_goal_copy (goal);
  g_queue_push_tail (&self->wanted, wanted);
  return wanted->number;
}

/**
 * mf_imap_client_stop_waiting:
 * @self: a client
 *
 * Ends the goal to wait, if that is being worked on: it is reached.
 */
void
mf_imap_client_stop_waiting (MfImapClient *self)
{
  self->stop = self->current && self->current->goal->kind == MF_IMAP_GOAL_WAIT;
}

/**
 * mf_imap_client_feed:
 * @self: a client
 * @data: (array length=length): what the server sent, cut anywhere; copied
 * @length: in bytes
 */
void
mf_imap_client_feed (MfImapClient *self, const guint8 *data, gsize length)
{
  if (length == 0 || self->mode >= MF_IMAP_CLIENT_TELLING_END)
    return;

  self->heard = TRUE;
  self->n_fed += length;
  mf_literal_framer_push (self->framer, data, length);
}

/**
 * mf_imap_client_feed_end:
 * @self: a client
 *
 * The server will send nothing more, or the connection broke.
 */
void
mf_imap_client_feed_end (MfImapClient *self)
{
  self->input_ended = TRUE;
}

/* Nothing more is said: a server that breaks the rules would not understand it.
 * @error: (transfer full) */
void
mf_imap_client_fail (MfImapClient *self, GError *error)
{
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);

  g_string_truncate (self->output, 0);
  self->mode = MF_IMAP_CLIENT_TELLING_END;
}

void
mf_imap_client_fail_with (MfImapClient *self,
                          MfProtocolErrorCode code,
                          const char *rfc,
                          const char *message)
{
  mf_imap_client_fail (self, mf_protocol_error_new (code, rfc, MF_SPAN (0, 0), "%s", message));
}

/* An event that names no goal is about the one that is worked on. */
void
mf_imap_client_tell (MfImapClient *self, MfImapClientEvent event)
{
  if (event.goal == 0 && self->current)
    event.goal = self->current->number;
  g_array_append_val (self->events, event);
}

static MfImapClientGuard
find_facts (const MfImapClient *self)
{
  const MfImapGoal *goal = self->current ? self->current->goal : NULL;
  gboolean may_login = !(self->offers & MF_IMAP_CLIENT_DISABLES_LOGIN);
  guint n_known;
  const struct
  {
    gboolean is_so;
    MfImapClientGuard fact;
  } facts[] = {
    { self->signed_in, MF_IMAP_CLIENT_GUARD_SIGNED_IN },
    { self->capabilities_known, MF_IMAP_CLIENT_GUARD_CAPABILITIES },
    { (self->offers & MF_IMAP_CLIENT_OFFERS_PLAIN) && (self->sasl || !may_login),
      MF_IMAP_CLIENT_GUARD_PLAIN },
    { may_login, MF_IMAP_CLIENT_GUARD_LOGIN },
    { goal && goal->folder && g_strcmp0 (goal->folder, self->folder) == 0,
      MF_IMAP_CLIENT_GUARD_SELECTED },
    { goal && goal->section, MF_IMAP_CLIENT_GUARD_PART },
    { self->found, MF_IMAP_CLIENT_GUARD_FOUND },
    { self->offers & MF_IMAP_CLIENT_OFFERS_MOVE, MF_IMAP_CLIENT_GUARD_MOVE },
    { self->offers & MF_IMAP_CLIENT_OFFERS_UIDPLUS, MF_IMAP_CLIENT_GUARD_UIDPLUS },
    { self->offers & MF_IMAP_CLIENT_OFFERS_IDLE, MF_IMAP_CLIENT_GUARD_IDLE },
    { self->renew && !self->stop && self->wanted.length == 0, MF_IMAP_CLIENT_GUARD_MORE },
  };
  MfImapClientGuard found = MF_IMAP_CLIENT_GUARD_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].is_so)
      found |= facts[i].fact;

  if (goal && goal->kind == MF_IMAP_GOAL_SYNCHRONISE && self->folder)
    {
      n_known = mf_imap_client_count_known (self);
      if (n_known < g_hash_table_size (self->known))
        found |= MF_IMAP_CLIENT_GUARD_KNOWN;
      if (n_known < self->n_exists)
        found |= MF_IMAP_CLIENT_GUARD_NEW;
    }

  return found;
}

/* What the owner knew already, if the folder is still the one in which it did
 * (RFC 3501 section 2.3.1.1). */
static void
adopt_known (MfImapClient *self)
{
  const MfImapGoal *goal = self->current->goal;

  if (goal->kind != MF_IMAP_GOAL_SYNCHRONISE || self->folder == NULL ||
      !g_str_equal (goal->folder, self->folder) || goal->uid_validity != self->uid_validity)
    return;

  for (guint i = 0; i < goal->n_uids; i++)
    mf_imap_client_learn (self, goal->uids[i]);
}

/* What an OK means to us, beside what comes next. */
static void
note_success (MfImapClient *self)
{
  const MfImapGoal *goal = self->current ? self->current->goal : NULL;

  switch ((int) self->step)
    {
    case MF_IMAP_STEP_AUTHENTICATE:
    case MF_IMAP_STEP_LOGIN:
      self->signed_in = TRUE;
      break;
    case MF_IMAP_STEP_CAPABILITY:
      /* A server that answers without a list can nothing beside the base. */
      self->capabilities_known = TRUE;
      break;
    case MF_IMAP_STEP_SELECT:
      self->selecting = FALSE;
      self->folder = g_strdup (goal->folder);
      mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_OPENED,
                                                       .folder = self->folder,
                                                       .number = self->n_exists,
                                                       .uid_validity = self->uid_validity });
      adopt_known (self);
      break;
    case MF_IMAP_STEP_FETCH_FLAGS:
      mf_imap_client_end_known (self);
      break;
    case MF_IMAP_STEP_MOVE:
    case MF_IMAP_STEP_UID_EXPUNGE:
    case MF_IMAP_STEP_EXPUNGE:
      /* A number in EXPUNGE says nothing to who was never told the message's UID. */
      for (guint i = 0; i < goal->n_uids; i++)
        mf_imap_client_tell_gone (self, goal->uids[i]);
      break;
    case MF_IMAP_STEP_SEARCH:
      if (!self->found)
        mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_FOUND,
                                                         .folder = self->folder });
      break;
    default:
      break;
    }
}

/* Why the server's OK was not what the goal needed, or its NO as it said it. */
static GError *
take_refusal (MfImapClient *self, const MfImapClientTransition *row)
{
  const char *message = "the server offers no way to sign in that this client knows";

  if (self->refusal)
    return g_steal_pointer (&self->refusal);

  if (self->step == MF_IMAP_STEP_FETCH_STRUCTURE)
    message = "the message has no such part, or is not there any more";
  else if (self->step == MF_IMAP_STEP_FETCH_CONTENT)
    message = "the message is not there any more";

  return mf_protocol_error_new (MF_PROTOCOL_ERROR_REFUSED, row->rfc, MF_SPAN (0, 0), "%s", message);
}

/* @error: (nullable) (transfer full): why the goal is missed */
static void
end_goal (MfImapClient *self, GError *error)
{
  if (self->current == NULL)
    {
      g_clear_error (&error);
      return;
    }

  mf_imap_client_tell (self, (MfImapClientEvent) { .kind = error ? MF_IMAP_CLIENT_FAILED
                                                                 : MF_IMAP_CLIENT_DONE,
                                                   .folder = self->current->goal->folder,
                                                   .error = error });
  g_clear_error (&self->ended_error);
  self->ended_error = error;
  self->ended = g_steal_pointer (&self->current);
}

/**
 * mf_imap_client_follow:
 * @self: a client whose last command has been answered, or that begins with a goal
 * @ok: whether the answer was OK
 *
 * Goes on as the table says.
 */
void
mf_imap_client_follow (MfImapClient *self, gboolean ok)
{
  const MfImapClientTransition *row;
  GError *error = NULL;

  if (ok)
    note_success (self);
  self->selecting = FALSE;

  row = mf_imap_client_table_find (self->current ? self->current->goal->kind : MF_IMAP_GOAL_ANY,
                                   self->step, ok, find_facts (self));
  if (row->failure)
    error = take_refusal (self, row);
  if (error && self->current == NULL && self->failure == NULL)
    self->failure = g_steal_pointer (&error);

  switch ((int) row->next)
    {
    case MF_IMAP_STEP_READY:
      self->step = MF_IMAP_STEP_READY;
      self->mode = MF_IMAP_CLIENT_RESTING;
      end_goal (self, error);
      return;
    case MF_IMAP_STEP_CLOSE:
      self->mode = MF_IMAP_CLIENT_TELLING_END;
      end_goal (self, error);
      return;
    case MF_IMAP_STEP_POLL:
      self->step = MF_IMAP_STEP_POLL;
      self->mode = MF_IMAP_CLIENT_PAUSING;
      self->renew = FALSE;
      self->wake_us = self->now_us + MF_IMAP_CLIENT_POLL_US;
      break;
    default:
      mf_imap_client_say (self, row->next);
      break;
    }
  g_clear_error (&error);
}

/* Between two goals. Returns whether there was one to begin with. */
static gboolean
begin_goal (MfImapClient *self)
{
  if (g_queue_is_empty (&self->wanted))
    return FALSE;

  self->current = g_queue_pop_head (&self->wanted);
  self->stop = FALSE;
  self->renew = FALSE;
  self->idle = MF_IMAP_CLIENT_NOT_IDLE;
  g_hash_table_remove_all (self->gone);
  adopt_known (self);
  mf_imap_client_follow (self, TRUE);
  return TRUE;
}

/* A waiting ends if it was asked to, if something else is wanted, or if it is time
 * to say it again. */
static void
end_waiting (MfImapClient *self)
{
  gboolean enough = self->stop || !g_queue_is_empty (&self->wanted);

  if (self->mode == MF_IMAP_CLIENT_PAUSING && enough)
    {
      self->mode = MF_IMAP_CLIENT_RESTING;
      self->step = MF_IMAP_STEP_READY;
      end_goal (self, NULL);
    }
  else if (self->mode == MF_IMAP_CLIENT_READING && self->idle == MF_IMAP_CLIENT_IDLE &&
           self->step == MF_IMAP_STEP_IDLE && (enough || self->renew))
    {
      g_string_append (self->output, "DONE\r\n");
      self->idle = MF_IMAP_CLIENT_IDLE_DONE;
    }
}

/* Each goal that is left is missed, for the reason that ended the session. */
static void
tell_end (MfImapClient *self)
{
  static const char message[] = "the session is over";

  if (self->current == NULL)
    self->current = g_queue_pop_head (&self->wanted);
  if (self->current)
    {
      end_goal (self, self->failure ? g_error_copy (self->failure)
                                    : mf_protocol_error_new (MF_PROTOCOL_ERROR_CLOSED,
                                                             "RFC 3501 section 6.1.3",
                                                             MF_SPAN (0, 0), "%s", message));
      return;
    }

  mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_CLOSE,
                                                   .error = self->failure });
  self->mode = MF_IMAP_CLIENT_OVER;
}

/* Does one thing; returns whether there was one to do. */
static gboolean
step (MfImapClient *self)
{
  g_clear_pointer (&self->ended, wanted_free);
  end_waiting (self);
  if (self->n_told < self->events->len)
    return TRUE;

  switch (self->mode)
    {
    case MF_IMAP_CLIENT_RESTING:
      return begin_goal (self) || mf_imap_client_read_input (self);
    case MF_IMAP_CLIENT_READING:
    case MF_IMAP_CLIENT_PAUSING:
      return mf_imap_client_read_input (self);
    case MF_IMAP_CLIENT_TELLING_END:
      tell_end (self);
      return TRUE;
    case MF_IMAP_CLIENT_OVER:
    default:
      return FALSE;
    }
}

/**
 * mf_imap_client_next:
 * @self: a client
 * @event: (out caller-allocates): what happened
 *
 * Returns: whether there is an event
 */
gboolean
mf_imap_client_next (MfImapClient *self, MfImapClientEvent *event)
{
  while (self->n_told == self->events->len)
    {
      g_array_set_size (self->events, 0);
      self->n_told = 0;
      if (!step (self))
        return FALSE;
    }

  *event = g_array_index (self->events, MfImapClientEvent, self->n_told++);
  return TRUE;
}

/**
 * mf_imap_client_take_output:
 * @self: a client
 *
 * Returns: (nullable) (transfer full): the next bytes to send, or %NULL if there
 *   are none now
 */
GBytes *
mf_imap_client_take_output (MfImapClient *self)
{
  GString *output;

  if (self->output->len == 0)
    return NULL;

  output = g_steal_pointer (&self->output);
  self->output = g_string_new (NULL);
  self->heard = TRUE;
  return g_string_free_to_bytes (output);
}

/**
 * mf_imap_client_get_deadline:
 * @self: a client
 *
 * Returns: when mf_imap_client_advance() must be called at the latest, µs since the Unix
 *   epoch; %G_MAXINT64 if nothing is due
 */
gint64
mf_imap_client_get_deadline (const MfImapClient *self)
{
  switch ((int) self->mode)
    {
    case MF_IMAP_CLIENT_READING:
      return self->idle == MF_IMAP_CLIENT_IDLE && self->step == MF_IMAP_STEP_IDLE
                 ? self->wake_us
                 : self->deadline_us;
    case MF_IMAP_CLIENT_PAUSING:
      return self->wake_us;
    default:
      return G_MAXINT64;
    }
}

/**
 * mf_imap_client_advance:
 * @self: a client
 * @now_us: the time, µs since the Unix epoch
 *
 * Call it when the deadline has come, and as often as you like in between. A
 * server that owes an answer and stays silent for MF_IMAP_CLIENT_TIMEOUT_US is
 * given up; an IDLE is renewed, and a server without it is asked for news.
 */
void
mf_imap_client_advance (MfImapClient *self, gint64 now_us)
{
  gint64 deadline_us = mf_imap_client_get_deadline (self);

  self->now_us = MAX (self->now_us, now_us);
  if (self->heard)
    {
      self->heard = FALSE;
      self->deadline_us = self->now_us + MF_IMAP_CLIENT_TIMEOUT_US;
      deadline_us = mf_imap_client_get_deadline (self);
    }

  if (self->now_us < deadline_us)
    return;

  if (self->mode == MF_IMAP_CLIENT_PAUSING)
    {
      mf_imap_client_say (self, MF_IMAP_STEP_POLL);
      self->renew = TRUE;
    }
  else if (self->idle == MF_IMAP_CLIENT_IDLE && self->step == MF_IMAP_STEP_IDLE)
    self->renew = TRUE;
  else
    mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_TIMEOUT, "RFC 3501 section 5.4",
                              "the server has been silent for too long");
}
