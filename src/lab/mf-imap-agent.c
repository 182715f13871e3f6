/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-imap-agent.h"

#include "lab/mf-folder-view.h"
#include "net/mf-imap-reader.h"

struct _MfImapAgent
{
  const MfSite *site;
  char *server;
  char *username;
  MfSecret *password;

  MfFolderView *view;
  MfImapReader *reader; /* nullable: there is a session */
  GQueue wishes;        /* of MfIntent: those that wait */
  MfIntent *current;    /* nullable: the one that is being fulfilled */
  guint goal;           /* its number in the session */
  char *waits_for;      /* nullable: the folder whose news are wanted */
  guint waiting;        /* the number of that goal in the session, or 0 */
  gboolean leaving;     /* the session is being ended: the next wish needs another */
};

static void go_on (MfImapAgent *self);

/**
 * mf_imap_agent_new:
 * @site: its surroundings; must outlive it
 * @server: the mail server's host name, or its address
 * @user: whose mailbox: "bob", as effects name it
 * @username: opens the account there
 * @password: with this
 *
 * Returns: (transfer full): an agent that knows no folder yet
 */
MfImapAgent *
mf_imap_agent_new (const MfSite *site,
                   const char *server,
                   const char *user,
                   const char *username,
                   MfSecret *password)
{
  MfImapAgent *self = g_new0 (MfImapAgent, 1);

  self->site = site;
  self->server = g_strdup (server);
  self->username = g_strdup (username);
  self->password = mf_secret_ref (password);
  self->view = mf_folder_view_new (site, user);
  g_queue_init (&self->wishes);
  return self;
}

/* The session is over, and what was wished in it is forgotten. */
static void
forget_wishes (MfImapAgent *self)
{
  g_queue_clear_full (&self->wishes, (GDestroyNotify) mf_intent_unref);
  g_clear_pointer (&self->current, mf_intent_unref);
  g_clear_pointer (&self->waits_for, g_free);
  self->waiting = 0;
  self->leaving = FALSE;
}

/**
 * mf_imap_agent_free:
 * @self: (nullable): an agent; its session is dropped
 */
void
mf_imap_agent_free (MfImapAgent *self)
{
  if (self == NULL)
    return;

  mf_imap_agent_stop (self);
  mf_folder_view_free (self->view);
  g_free (self->server);
  g_free (self->username);
  mf_secret_unref (self->password);
  g_free (self);
}

/**
 * mf_imap_agent_stop:
 * @self: an agent
 *
 * Switches it off: its session ends without a word. What it knew of folders and
 * letters it still knows, as a program does that keeps it on its disk.
 */
void
mf_imap_agent_stop (MfImapAgent *self)
{
  g_clear_pointer (&self->reader, mf_imap_reader_free);
  forget_wishes (self);
}

static void
refuse (MfImapAgent *self, const char *reason)
{
  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_REFUSED,
                                            .host = self->site->host,
                                            .text = (char *) reason });
}

static void
end_wish (MfImapAgent *self)
{
  g_clear_pointer (&self->current, mf_intent_unref);
  self->goal = 0;
}

/* News make the agent look, as a person would who is told of them. */
static void
look_at_news (MfImapAgent *self, const char *folder)
{
  const MfIntentMail mail = { .folder = folder };

  if (g_strcmp0 (self->waits_for, folder) == 0)
    g_queue_push_head (&self->wishes, mf_intent_new_mail (MF_INTENT_SYNC, "", &mail));
}

static void
take_end (MfImapAgent *self, const MfImapClientEvent *event)
{
  if (event->goal == self->waiting)
    {
      self->waiting = 0;
      if (event->kind == MF_IMAP_CLIENT_FAILED)
        g_clear_pointer (&self->waits_for, g_free);
    }
  else if (event->goal != self->goal)
    return;

  if (event->kind == MF_IMAP_CLIENT_FAILED)
    refuse (self, event->error->message);
  else if (event->goal == self->goal && self->current &&
           mf_intent_get_kind (self->current) == MF_INTENT_MAKE_FOLDER)
    mf_folder_view_add_folder (self->view, mf_intent_get_mail (self->current)->folder);

  if (event->goal == self->goal)
    end_wish (self);
}

static void
event_cb (MfImapReader *reader, const MfImapClientEvent *event, gpointer user_data)
{
  MfImapAgent *self = user_data;

  switch ((int) event->kind)
    {
    case MF_IMAP_CLIENT_NEWS:
      look_at_news (self, event->folder);
      break;
    case MF_IMAP_CLIENT_DONE:
    case MF_IMAP_CLIENT_FAILED:
      take_end (self, event);
      break;
    default:
      mf_folder_view_take (self->view, event,
                           self->current && event->goal == self->goal
                               ? mf_intent_get_mail (self->current)
                               : NULL);
      break;
    }

  go_on (self);
}

static void
closed_cb (MfImapReader *reader, const GError *error, gpointer user_data)
{
  MfImapAgent *self = user_data;

  g_clear_pointer (&self->reader, mf_imap_reader_free);
  self->waiting = 0;
  self->leaving = FALSE;

  /* What was begun too late for this session is begun again in the next. */
  if (self->current && error == NULL)
    g_queue_push_head (&self->wishes, g_steal_pointer (&self->current));

  /* Without a server there is nothing to be done; who wishes again tries again. */
  if (error)
    forget_wishes (self);
  go_on (self);
}

static const MfImapReaderListener reader_listener = { .event = event_cb, .closed = closed_cb };

static void
ensure_reader (MfImapAgent *self)
{
  /* An IDLE that is renewed for ever would let no world come to its end. */
  const MfImapReaderConfig config = {
    .account = { .username = self->username, .password = self->password, .idle_us = G_MAXINT64 },
    .host = self->server,
    .port = mf_protocol_get_port (MF_PROTOCOL_IMAP),
  };

  if (self->reader == NULL)
    self->reader = mf_imap_reader_new (self->site, &config, &reader_listener, self);
}

static void
want (MfImapAgent *self, const MfImapGoal *goal, guint *number)
{
  ensure_reader (self);
  *number = mf_imap_reader_add_goal (self->reader, goal);
}

/* A flag as people say it, and as IMAP does (RFC 3501 section 2.3.2). */
static const char *
find_flag (const char *name)
{
  static const struct
  {
    const char *name;
    const char *flag;
  } flags[] = { { "seen", "\\Seen" }, { "flagged", "\\Flagged" }, { "answered", "\\Answered" } };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_strcmp0 (name, flags[i].name) == 0)
      return flags[i].flag;

  return "\\Flagged";
}

/* The goal of a wish; @uids and @uid are where its messages are put. */
static MfImapGoal
make_goal (MfImapAgent *self, const MfIntent *intent, GArray *uids, guint32 *uid)
{
  const MfIntentMail *mail = mf_intent_get_mail (intent);
  MfImapGoal goal = { .folder = mail->folder, .target = mail->target };

  *uid = mail->uid;
  if (*uid == 0 && mail->message)
    *uid = mf_folder_view_find (self->view, mail->folder, mail->message);
  goal.uids = uid;
  goal.n_uids = *uid != 0;

  switch (mf_intent_get_kind (intent))
    {
    case MF_INTENT_SYNC:
      goal.kind = MF_IMAP_GOAL_SYNCHRONISE;
      goal.uid_validity = mf_folder_view_list (self->view, mail->folder, uids);
      goal.uids = (const guint32 *) (gpointer) uids->data;
      goal.n_uids = uids->len;
      break;
    case MF_INTENT_READ:
      goal.kind = MF_IMAP_GOAL_READ;
      goal.section = mail->part;
      break;
    case MF_INTENT_FLAG:
      goal.kind = MF_IMAP_GOAL_FLAG;
      goal.flags = find_flag (mail->flag);
      goal.remove_flags = mail->remove;
      break;
    case MF_INTENT_MOVE:
      goal.kind = MF_IMAP_GOAL_MOVE;
      break;
    case MF_INTENT_COPY:
      goal.kind = MF_IMAP_GOAL_COPY;
      break;
    case MF_INTENT_MAKE_FOLDER:
      goal.kind = MF_IMAP_GOAL_CREATE;
      break;
    case MF_INTENT_LIST:
      goal.kind = MF_IMAP_GOAL_LIST;
      break;
    case MF_INTENT_SEARCH:
      goal.kind = MF_IMAP_GOAL_SEARCH;
      goal.key = "TEXT";
      goal.text = mail->text;
      break;
    case MF_INTENT_SIGN_OUT:
    default:
      goal.kind = MF_IMAP_GOAL_LOGOUT;
      break;
    }

  return goal;
}

static void
begin_wish (MfImapAgent *self, MfIntent *intent)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 uid;
  MfImapGoal goal = make_goal (self, intent, uids, &uid);

  if (!mf_imap_goal_is_valid (&goal))
    {
      refuse (self, "there is no such letter");
      mf_intent_unref (intent);
      return;
    }

  self->current = intent;
  self->leaving = goal.kind == MF_IMAP_GOAL_LOGOUT;
  want (self, &goal, &self->goal);
}

/* A wish that needs no session: who is not signed in need not sign out. */
static gboolean
is_idle_wish (MfImapAgent *self, const MfIntent *intent)
{
  return mf_intent_get_kind (intent) == MF_INTENT_SIGN_OUT && self->reader == NULL;
}

/* One wish after the other, each when the one before is over: what it is about
 * may only be known then. When none is left, waiting goes on. */
static void
go_on (MfImapAgent *self)
{
  while (!self->leaving && self->current == NULL && !g_queue_is_empty (&self->wishes))
    {
      MfIntent *intent = g_queue_pop_head (&self->wishes);

      if (is_idle_wish (self, intent))
        mf_intent_unref (intent);
      else
        begin_wish (self, intent);
    }

  if (!self->leaving && self->current == NULL && self->waits_for && self->waiting == 0)
    {
      const MfImapGoal goal = { .kind = MF_IMAP_GOAL_WAIT, .folder = self->waits_for };

      want (self, &goal, &self->waiting);
    }
}

/**
 * mf_imap_agent_act:
 * @self: an agent
 * @intent: what its person does with the mailbox; see mf_intent_check()
 *
 * Begins to do it, or does it when what was wished before is done.
 */
void
mf_imap_agent_act (MfImapAgent *self, const MfIntent *intent)
{
  MfIntentKind kind = mf_intent_get_kind (intent);

  if (kind == MF_INTENT_WAIT)
    {
      g_free (self->waits_for);
      self->waits_for = g_strdup (mf_intent_get_mail (intent)->folder);
    }
  else if (kind == MF_INTENT_STOP_WAITING || kind == MF_INTENT_SIGN_OUT)
    {
      g_clear_pointer (&self->waits_for, g_free);
      if (self->waiting != 0 && kind == MF_INTENT_STOP_WAITING)
        mf_imap_reader_stop_waiting (self->reader);
    }

  if (kind != MF_INTENT_WAIT && kind != MF_INTENT_STOP_WAITING)
    g_queue_push_tail (&self->wishes, mf_intent_ref ((MfIntent *) intent));
  go_on (self);
  if (self->reader)
    mf_imap_reader_update (self->reader);
}
