/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-intent.h"

#include "base/mf-error.h"
#include "lab/mf-composition.h"
#include "proto/imap/mf-imap-name.h"

#include <string.h>

struct _MfIntent
{
  gatomicrefcount refs;
  MfIntentKind kind;
  char *agent;
  char *peer;
  MfProtocol protocol;
  MfIntentLetter letter;
  MfIntentMail mail;
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

/**
 * mf_intent_new_mail:
 * @kind: %MF_INTENT_SYNC or one of those after it
 * @agent: id of the agent's host on the stage
 * @mail: with what; copied
 *
 * Returns: (transfer full): what @agent's person does with the mailbox on the server
 */
MfIntent *
mf_intent_new_mail (MfIntentKind kind, const char *agent, const MfIntentMail *mail)
{
  MfIntent *self;

  g_return_val_if_fail (kind >= MF_INTENT_SYNC && kind <= MF_INTENT_SIGN_OUT, NULL);
  g_return_val_if_fail (agent != NULL && mail != NULL, NULL);

  self = intent_new (kind, agent);
  self->mail = (MfIntentMail) {
    .folder = g_strdup (mail->folder),
    .message = g_strdup (mail->message),
    .uid = mail->uid,
    .part = g_strdup (mail->part),
    .target = g_strdup (mail->target),
    .flag = g_strdup (mail->flag),
    .remove = mail->remove,
    .text = g_strdup (mail->text),
  };
  return self;
}

static void
clear_mail (MfIntentMail *mail)
{
  g_free ((char *) mail->folder);
  g_free ((char *) mail->message);
  g_free ((char *) mail->part);
  g_free ((char *) mail->target);
  g_free ((char *) mail->flag);
  g_free ((char *) mail->text);
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
  clear_mail (&self->mail);
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

/**
 * mf_intent_get_mail:
 * @self: an intent
 *
 * Returns: (transfer none) (nullable): what is done with a mailbox; %NULL for other kinds
 */
const MfIntentMail *
mf_intent_get_mail (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind >= MF_INTENT_SYNC ? &self->mail : NULL;
}

gboolean
mf_intent_get_remove (const MfIntent *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->remove;
}

static gboolean
fail_check (GError **error, const char *message)
{
  if (error)
    *error = mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 3501 section 5.1",
                                    MF_SPAN (0, 0), "%s", message);
  return FALSE;
}

static gboolean
is_part (const char *text)
{
  return *text && strspn (text, "0123456789.") == strlen (text);
}

static gboolean
is_flag (const char *text)
{
  static const char *const flags[] = { "seen", "flagged", "answered", NULL };

  return g_strv_contains (flags, text);
}

/* A name is not empty and of a folder that IMAP can have. */
static gboolean
is_folder (const char *name)
{
  return name == NULL || mf_imap_name_is_valid (name);
}

static gboolean
check_mail (const MfIntent *self, GError **error)
{
  const MfIntentMail *mail = &self->mail;
  MfIntentKind kind = self->kind;
  gboolean needs_folder =
      kind != MF_INTENT_LIST && kind != MF_INTENT_STOP_WAITING && kind != MF_INTENT_SIGN_OUT;
  gboolean moves = kind == MF_INTENT_MOVE || kind == MF_INTENT_COPY;
  gboolean needs_message = moves || kind == MF_INTENT_READ || kind == MF_INTENT_FLAG;

  if ((needs_folder && mail->folder == NULL) || !is_folder (mail->folder) ||
      (moves && mail->target == NULL) || !is_folder (mail->target))
    return fail_check (error, "that is not the name of a folder");
  if (needs_message && mail->message == NULL && mail->uid == 0)
    return fail_check (error, "which letter is not said");
  if (mail->part && !is_part (mail->part))
    return fail_check (error, "that is not the number of a part, such as 2.1");
  if (kind == MF_INTENT_FLAG && (mail->flag == NULL || !is_flag (mail->flag)))
    return fail_check (error, "that flag is not seen, flagged or answered");
  if (kind == MF_INTENT_SEARCH && (mail->text == NULL || *mail->text == '\0'))
    return fail_check (error, "what is looked for is not said");

  return TRUE;
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

  if (self->kind >= MF_INTENT_SYNC)
    return check_mail (self, error);
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
    [MF_INTENT_COMPOSE] = "compose",   [MF_INTENT_SEND] = "send",
    [MF_INTENT_FETCH] = "fetch",       [MF_INTENT_STOP] = "stop",
    [MF_INTENT_DOWN] = "down",         [MF_INTENT_UP] = "up",
    [MF_INTENT_CUT] = "cut",           [MF_INTENT_BROWSE] = "browse",
    [MF_INTENT_SYNC] = "sync",         [MF_INTENT_READ] = "read",
    [MF_INTENT_FLAG] = "flag",         [MF_INTENT_MOVE] = "move",
    [MF_INTENT_COPY] = "copy",         [MF_INTENT_MAKE_FOLDER] = "make-folder",
    [MF_INTENT_LIST] = "list",         [MF_INTENT_SEARCH] = "search",
    [MF_INTENT_WAIT] = "wait",         [MF_INTENT_STOP_WAITING] = "stop-waiting",
    [MF_INTENT_SIGN_OUT] = "sign-out",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}
