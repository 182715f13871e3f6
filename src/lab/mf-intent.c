/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-intent.h"

#include "lab/mf-composition.h"

struct _MfIntent
{
  gatomicrefcount refs;
  MfIntentKind kind;
  char *agent;
  char *peer;
  MfProtocol protocol;
  MfIntentLetter letter;
  gboolean remove;
  char *url;
};

G_DEFINE_BOXED_TYPE (MfIntent, mf_intent, mf_intent_ref, mf_intent_unref)

static MfIntent *
intent_new (MfIntentKind kind, const char *agent)
{
  MfIntent *self = g_new0 (MfIntent, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->agent = g_strdup (agent);
  return self;
}

static void
copy_letter (MfIntentLetter *copy, const MfIntentLetter *letter)
{
  MfIntentAttachment *attachments = NULL;

  if (letter->n_attachments > 0)
    {
      attachments = g_new0 (MfIntentAttachment, letter->n_attachments);

      for (guint i = 0; i < letter->n_attachments; i++)
        {
          attachments[i].name = g_strdup (letter->attachments[i].name);
          attachments[i].content_type = g_strdup (letter->attachments[i].content_type);
          attachments[i].content = g_bytes_ref (letter->attachments[i].content);
        }
    }

  copy->from = g_strdup (letter->from);
  copy->to = g_strdup (letter->to);
  copy->cc = g_strdup (letter->cc);
  copy->bcc = g_strdup (letter->bcc);
  copy->subject = g_strdup (letter->subject);
  copy->body = g_strdup (letter->body);
  copy->attachments = attachments;
  copy->n_attachments = letter->n_attachments;
  copy->raw = letter->raw != NULL ? g_bytes_ref (letter->raw) : NULL;
}

static void
clear_letter (MfIntentLetter *letter)
{
  for (guint i = 0; i < letter->n_attachments; i++)
    {
      g_free ((char *) letter->attachments[i].name);
      g_free ((char *) letter->attachments[i].content_type);
      g_bytes_unref (letter->attachments[i].content);
    }

  g_free ((MfIntentAttachment *) letter->attachments);
  g_free ((char *) letter->from);
  g_free ((char *) letter->to);
  g_free ((char *) letter->cc);
  g_free ((char *) letter->bcc);
  g_free ((char *) letter->subject);
  g_free ((char *) letter->body);
  g_clear_pointer (&letter->raw, g_bytes_unref);
}

/**
 * mf_intent_new_compose:
 * @agent: id of the agent's host on the stage, "alice"
 * @letter: the letter; copied
 *
 * Returns: (transfer full): "@agent's person writes @letter"
 */
MfIntent *
mf_intent_new_compose (const char *agent, const MfIntentLetter *letter)
{
  MfIntent *self;

  g_return_val_if_fail (agent != NULL, NULL);
  g_return_val_if_fail (letter != NULL, NULL);

  self = intent_new (MF_INTENT_COMPOSE, agent);
  copy_letter (&self->letter, letter);
  return self;
}

/**
 * mf_intent_new_send:
 * @agent: id of the agent's host on the stage
 *
 * Returns: (transfer full): "@agent's person presses Send"
 */
MfIntent *
mf_intent_new_send (const char *agent)
{
  g_return_val_if_fail (agent != NULL, NULL);

  return intent_new (MF_INTENT_SEND, agent);
}

/**
 * mf_intent_new_fetch:
 * @agent: id of the agent's host on the stage
 * @remove: delete on the server what was fetched; else it is kept there
 *
 * Returns: (transfer full): "@agent's person asks for the new mail"
 */
MfIntent *
mf_intent_new_fetch (const char *agent, gboolean remove)
{
  MfIntent *self;

  g_return_val_if_fail (agent != NULL, NULL);

  self = intent_new (MF_INTENT_FETCH, agent);
  self->remove = remove;
  return self;
}

/**
 * mf_intent_new_stop:
 * @agent: id of the agent's host on the stage
 *
 * Returns: (transfer full): "@agent is switched off in the middle of what it does"
 */
MfIntent *
mf_intent_new_stop (const char *agent)
{
  g_return_val_if_fail (agent != NULL, NULL);

  return intent_new (MF_INTENT_STOP, agent);
}

/**
 * mf_intent_new_down:
 * @server: id of a server's host on the stage
 *
 * Returns: (transfer full): "@server's plug is pulled"
 */
MfIntent *
mf_intent_new_down (const char *server)
{
  g_return_val_if_fail (server != NULL, NULL);

  return intent_new (MF_INTENT_DOWN, server);
}

/**
 * mf_intent_new_up:
 * @server: id of a server's host on the stage
 *
 * Returns: (transfer full): "@server is up again"
 */
MfIntent *
mf_intent_new_up (const char *server)
{
  g_return_val_if_fail (server != NULL, NULL);

  return intent_new (MF_INTENT_UP, server);
}

/**
 * mf_intent_new_cut:
 * @from: id of the host on the stage that opens connections on the link
 * @to: id of the host that listens
 * @protocol: what is spoken there; %MF_PROTOCOL_NONE for anything
 *
 * Returns: (transfer full): "the wire between @from and @to is cut"
 */
MfIntent *
mf_intent_new_cut (const char *from, const char *to, MfProtocol protocol)
{
  MfIntent *self;

  g_return_val_if_fail (from != NULL && to != NULL, NULL);

  self = intent_new (MF_INTENT_CUT, from);
  self->peer = g_strdup (to);
  self->protocol = protocol;
  return self;
}

/**
 * mf_intent_new_browse:
 * @agent: id of the host where the person sits
 * @url: what the person types into the address line: "http://www.b.example/"
 *
 * Returns: (transfer full): "@agent's person goes to a web page"
 */
MfIntent *
mf_intent_new_browse (const char *agent, const char *url)
{
  MfIntent *self;

  g_return_val_if_fail (agent != NULL && url != NULL, NULL);

  self = intent_new (MF_INTENT_BROWSE, agent);
  self->url = g_strdup (url);
  return self;
}

MfIntent *
mf_intent_ref (MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_intent_unref (MfIntent *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  clear_letter (&self->letter);
  g_free (self->url);
  g_free (self->agent);
  g_free (self->peer);
  g_free (self);
}

MfIntentKind
mf_intent_get_kind (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, MF_INTENT_COMPOSE);

  return self->kind;
}

/**
 * mf_intent_get_agent:
 * @self: an intent
 *
 * Returns: (transfer none): id of the host where it is done: where the person sits, "alice"; the
 *   server that goes down or up; the end of a wire that opens connections
 */
const char *
mf_intent_get_agent (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->agent;
}

/**
 * mf_intent_get_peer:
 * @self: an intent
 *
 * Returns: (transfer none) (nullable): id of the host at the other end of the wire that is cut
 */
const char *
mf_intent_get_peer (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->peer;
}

/**
 * mf_intent_get_protocol:
 * @self: an intent
 *
 * Returns: what is spoken on the wire that is cut, or %MF_PROTOCOL_NONE for anything
 */
MfProtocol
mf_intent_get_protocol (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, MF_PROTOCOL_NONE);

  return self->protocol;
}

/**
 * mf_intent_get_letter:
 * @self: an intent
 *
 * Returns: (transfer none) (nullable): the letter that is composed; %NULL for other kinds
 */
const MfIntentLetter *
mf_intent_get_letter (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == MF_INTENT_COMPOSE ? &self->letter : NULL;
}

gboolean
mf_intent_get_remove (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->remove;
}

/**
 * mf_intent_get_url:
 * @self: an intent
 *
 * Returns: (transfer none) (nullable): where somebody goes; %NULL for other kinds
 */
const char *
mf_intent_get_url (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->url;
}

/**
 * mf_intent_check:
 * @self: an intent
 * @error: where to put a %MF_PROTOCOL_ERROR that can be shown to the person
 *
 * Asks whether an agent could begin to do it: whether its letter, if it has
 * one, is for somebody, and all its addresses can be read.
 *
 * Returns: whether it could
 */
gboolean
mf_intent_check (const MfIntent *self, GError **error)
{
  g_autoptr (MfAddress) sender = NULL;
  g_autoptr (MfIdSource) ids = NULL;
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) content = NULL;
  MfClock clock = mf_clock_real ();

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kind != MF_INTENT_COMPOSE)
    return TRUE;

  sender = mf_address_new ("somebody", "a.example");
  ids = mf_id_source_new_seeded (0);
  content = mf_composition_make (&self->letter, mf_address_get_text (sender), sender, &clock, ids,
                                 &envelope, error);
  return content != NULL;
}

/**
 * mf_intent_kind_get_nick:
 * @kind: a kind of intent
 *
 * Returns: (transfer none): "compose", "send", "fetch" …: the text of %MF_EFFECT_ACTED
 */
const char *
mf_intent_kind_get_nick (MfIntentKind kind)
{
  static const char *const nicks[] = {
    [MF_INTENT_COMPOSE] = "compose", [MF_INTENT_SEND] = "send",     [MF_INTENT_FETCH] = "fetch",
    [MF_INTENT_STOP] = "stop",       [MF_INTENT_DOWN] = "down",     [MF_INTENT_UP] = "up",
    [MF_INTENT_CUT] = "cut",         [MF_INTENT_BROWSE] = "browse",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}
