/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-sessions.h"

#include <string.h>
#include <sys/random.h>

#define COOKIE "session="

/* How many names and addresses failures are remembered for. */
#define MAX_FAILURES 10000

typedef struct
{
  guint n;
  gint64 until_us;
} Failures;

struct _MfWebmailSessions
{
  const MfSite *site;
  GHashTable *by_id;    /* → MfWebmailSession */
  GQueue all;           /* the one that was used last comes last */
  GHashTable *failures; /* "name bob", "peer 192.0.2.10" → Failures */
};

static gint64
now (const MfWebmailSessions *self)
{
  return mf_clock_now (self->site->clock);
}

MfWebmailSessions *
mf_webmail_sessions_new (const MfSite *site)
{
  MfWebmailSessions *self = g_new0 (MfWebmailSessions, 1);

  self->site = site;
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->all);
  return self;
}

static void
drop (MfWebmailSessions *self, MfWebmailSession *session)
{
  g_hash_table_remove (self->by_id, session->id);
  g_queue_unlink (&self->all, &session->link);
  g_free (session->id);
  g_free (session->token);
  g_free (session);
}

void
mf_webmail_sessions_free (MfWebmailSessions *self)
{
  while (self->all.head)
    drop (self, self->all.head->data);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->failures);
  g_free (self);
}

/* 128 bits that nobody guesses. In a lab they come from the seed, like all that
 * crosses a wire there; the ids of a server can be foretold from one another, and
 * are no secrets. */
static char *
make_secret (MfWebmailSessions *self)
{
  guint64 bits[2];

  if (self->site->network)
    {
      bits[0] = mf_id_source_next (self->site->ids);
      bits[1] = mf_id_source_next (self->site->ids);
    }
  else if (getrandom (bits, sizeof bits, 0) != sizeof bits)
    g_error ("The system gives no random numbers");

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", bits[0], bits[1]);
}

static void
drop_old (MfWebmailSessions *self)
{
  MfWebmailSession *oldest;

  while ((oldest = g_queue_peek_head (&self->all)) &&
         (self->all.length >= MF_WEBMAIL_MAX_SESSIONS ||
          now (self) - oldest->last_us > MF_WEBMAIL_SESSION_US))
    drop (self, oldest);
}

/**
 * mf_webmail_sessions_find:
 * @self: all sessions
 * @cookies: (nullable): the Cookie field of a request
 *
 * Returns: (transfer none) (nullable): the session that it belongs to
 */
MfWebmailSession *
mf_webmail_sessions_find (MfWebmailSessions *self, const char *cookies)
{
  g_auto (GStrv) parts = g_strsplit (cookies ? cookies : "", ";", 64);

  for (char **part = parts; *part; part++)
    {
      const char *text = g_strstrip (*part);
      MfWebmailSession *session;

      if (!g_str_has_prefix (text, COOKIE))
        continue;
      session = g_hash_table_lookup (self->by_id, text + strlen (COOKIE));
      if (session == NULL || now (self) - session->last_us > MF_WEBMAIL_SESSION_US)
        continue;

      session->last_us = now (self);
      g_queue_unlink (&self->all, &session->link);
      g_queue_push_tail_link (&self->all, &session->link);
      return session;
    }

  return NULL;
}

/**
 * mf_webmail_sessions_begin:
 * @self: all sessions
 * @mailbox: (nullable): who has signed in
 *
 * Returns: (transfer none): a new session
 */
MfWebmailSession *
mf_webmail_sessions_begin (MfWebmailSessions *self, MfMailbox *mailbox)
{
  MfWebmailSession *session = g_new0 (MfWebmailSession, 1);

  drop_old (self);
  session->id = make_secret (self);
  session->token = make_secret (self);
  session->mailbox = mailbox;
  session->last_us = now (self);
  session->link.data = session;
  g_queue_push_tail_link (&self->all, &session->link);
  g_hash_table_insert (self->by_id, session->id, session);
  return session;
}

/**
 * mf_webmail_sessions_end:
 * @self: all sessions
 * @token: that of a session
 *
 * The session is over.
 */
void
mf_webmail_sessions_end (MfWebmailSessions *self, const char *token)
{
  for (GList *l = self->all.tail; l; l = l->prev)
    if (g_str_equal (((MfWebmailSession *) l->data)->token, token))
      {
        drop (self, l->data);
        return;
      }
}

static gboolean
is_open (MfWebmailSessions *self, const char *key, guint limit)
{
  const Failures *failures = g_hash_table_lookup (self->failures, key);

  return failures == NULL || failures->n < limit || now (self) >= failures->until_us;
}

/**
 * mf_webmail_sessions_may_try:
 * @self: all sessions
 * @name: who wants to sign in
 * @peer: from where
 *
 * Returns: whether a password is looked at at all
 */
gboolean
mf_webmail_sessions_may_try (MfWebmailSessions *self, const char *name, const char *peer)
{
  g_autofree char *by_name = g_strconcat ("name ", name, NULL);
  g_autofree char *by_peer = g_strconcat ("peer ", peer, NULL);

  return is_open (self, by_name, MF_WEBMAIL_MAX_FAILURES) &&
         is_open (self, by_peer, MF_WEBMAIL_MAX_FAILURES_PER_PEER);
}

static gboolean
is_over_cb (gpointer key, gpointer value, gpointer user_data)
{
  return ((Failures *) value)->until_us <= *(gint64 *) user_data;
}

static void
note (MfWebmailSessions *self, char *key)
{
  Failures *failures = g_hash_table_lookup (self->failures, key);
  gint64 now_us = now (self);

  if (failures == NULL)
    {
      if (g_hash_table_size (self->failures) >= MAX_FAILURES)
        g_hash_table_foreach_remove (self->failures, is_over_cb, &now_us);
      if (g_hash_table_size (self->failures) >= MAX_FAILURES)
        g_hash_table_remove_all (self->failures);
      failures = g_new0 (Failures, 1);
      g_hash_table_insert (self->failures, g_steal_pointer (&key), failures);
    }

  /* Whoever waited begins anew. */
  if (now_us >= failures->until_us)
    failures->n = 0;
  failures->n++;
  failures->until_us = now_us + MF_WEBMAIL_LOCK_US;
  g_free (key);
}

/**
 * mf_webmail_sessions_note_failure:
 * @self: all sessions
 * @name: whose password was wrong
 * @peer: where it came from
 */
void
mf_webmail_sessions_note_failure (MfWebmailSessions *self, const char *name, const char *peer)
{
  note (self, g_strconcat ("name ", name, NULL));
  note (self, g_strconcat ("peer ", peer, NULL));
}
