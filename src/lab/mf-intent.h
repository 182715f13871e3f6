/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfIntentKind:
 * @MF_INTENT_COMPOSE: a person writes a letter; it lies in the agent until it is sent
 * @MF_INTENT_SEND: a person presses Send: the agent submits every letter that lies there
 * @MF_INTENT_FETCH: a person asks for the new mail
 * @MF_INTENT_STOP: an agent is switched off in the middle of what it does, and hangs up without
 *   a word; what a person wishes next switches it on again
 * @MF_INTENT_DOWN: a server's plug is pulled: nobody reaches it until it is up again
 * @MF_INTENT_UP: the plug is put in again
 * @MF_INTENT_SYNC: a folder is opened, and what is new in it is looked at; this and what follows
 *   is for agents that leave their mail on the server (IMAP)
 * @MF_INTENT_READ: a letter is opened, or only one part of it
 * @MF_INTENT_FLAG: a letter is flagged, or a flag is taken away
 * @MF_INTENT_MOVE: a letter is put into another folder
 * @MF_INTENT_COPY: a copy of it is put there
 * @MF_INTENT_MAKE_FOLDER: a folder is made
 * @MF_INTENT_LIST: the folders are looked through
 * @MF_INTENT_SEARCH: a word is looked for in the letters of a folder
 * @MF_INTENT_WAIT: a folder is left open, to see at once what arrives
 * @MF_INTENT_STOP_WAITING: that is over
 * @MF_INTENT_SIGN_OUT: the mailbox is left
 * @MF_INTENT_CUT: a wire is cut: the connections that are on it break
 * @MF_INTENT_BROWSE: a person goes to a web page
 *
 * What a person can wish. What servers and agents say to fulfil it is theirs to decide.
 */
typedef enum
{
  MF_INTENT_COMPOSE,
  MF_INTENT_SEND,
  MF_INTENT_FETCH,
  MF_INTENT_STOP,
  MF_INTENT_DOWN,
  MF_INTENT_UP,
  MF_INTENT_CUT,
  MF_INTENT_BROWSE,
  MF_INTENT_SYNC,
  MF_INTENT_READ,
  MF_INTENT_FLAG,
  MF_INTENT_MOVE,
  MF_INTENT_COPY,
  MF_INTENT_MAKE_FOLDER,
  MF_INTENT_LIST,
  MF_INTENT_SEARCH,
  MF_INTENT_WAIT,
  MF_INTENT_STOP_WAITING,
  MF_INTENT_SIGN_OUT,
} MfIntentKind;

/**
 * MfIntentAttachment:
 * @name: the file's name, UTF-8
 * @content_type: (nullable): its media type, "image/png"; %NULL for application/octet-stream
 * @content: its bytes
 *
 * A file that goes with a letter.
 */
typedef struct
{
  const char *name;
  const char *content_type;
  GBytes *content;
} MfIntentAttachment;

/**
 * MfIntentLetter:
 * @from: (nullable): whom the header names as the author, as in @to; %NULL for who writes it. The
 *   envelope is from who writes it, whatever this says.
 * @to: (nullable): addresses as a person types them, separated by commas, with or without names:
 *   "Bob <bob@b.example>, carol@c.example"
 * @cc: (nullable): likewise
 * @bcc: (nullable): likewise; only in the envelope, never in the header
 * @subject: (nullable): UTF-8
 * @body: (nullable): plain text, UTF-8, lines ended with LF or CRLF
 * @attachments: (nullable) (array length=n_attachments): files
 * @n_attachments: how many
 * @raw: (nullable): a whole message (RFC 5322) that is taken as it is, in place of @subject, @body
 *   and @attachments; its line ends become CRLF and Bcc fields are left out. If @to, @cc and @bcc
 *   are all %NULL, the envelope is for those whom its own To, Cc and Bcc name.
 *
 * A letter as a person hands it to the agent. All is borrowed; an intent keeps copies.
 */
typedef struct
{
  const char *from;
  const char *to;
  const char *cc;
  const char *bcc;
  const char *subject;
  const char *body;
  const MfIntentAttachment *attachments;
  guint n_attachments;
  GBytes *raw;
} MfIntentLetter;

/**
 * MfIntentMail:
 * @folder: (nullable): a folder's name, UTF-8: "INBOX", "Family"
 * @message: (nullable): a letter, named by its subject; of several the newest
 * @uid: a letter, named by its number in the folder; 0 if it is named by its subject
 * @part: (nullable): of READ: a part of it, "2.1"; %NULL for the whole letter
 * @target: (nullable): of MOVE and COPY: another folder
 * @flag: (nullable): of FLAG: "seen", "flagged" or "answered"
 * @remove: of FLAG: take it away
 * @text: (nullable): of SEARCH: the word, UTF-8
 *
 * What somebody does with a mailbox that stays on its server. All is borrowed; an intent keeps
 * copies.
 */
typedef struct
{
  const char *folder;
  const char *message;
  guint32 uid;
  const char *part;
  const char *target;
  const char *flag;
  gboolean remove;
  const char *text;
} MfIntentMail;

/**
 * MfIntent:
 *
 * A person's wish. Immutable and reference counted; may be shared between threads.
 */
#define MF_TYPE_INTENT (mf_intent_get_type ())
typedef struct _MfIntent MfIntent;

GType mf_intent_get_type (void) G_GNUC_CONST;

MfIntent *mf_intent_new_compose (const char *agent, const MfIntentLetter *letter);
MfIntent *mf_intent_new_send (const char *agent);
MfIntent *mf_intent_new_fetch (const char *agent, gboolean remove);
MfIntent *mf_intent_new_stop (const char *agent);
MfIntent *mf_intent_new_down (const char *server);
MfIntent *mf_intent_new_up (const char *server);
MfIntent *mf_intent_new_cut (const char *from, const char *to, MfProtocol protocol);
MfIntent *mf_intent_new_browse (const char *agent, const char *url);
MfIntent *mf_intent_new_mail (MfIntentKind kind, const char *agent, const MfIntentMail *mail);
MfIntent *mf_intent_ref (MfIntent *self);
void mf_intent_unref (MfIntent *self);

MfIntentKind mf_intent_get_kind (const MfIntent *self);
const char *mf_intent_get_agent (const MfIntent *self);
const char *mf_intent_get_peer (const MfIntent *self);
MfProtocol mf_intent_get_protocol (const MfIntent *self);
const MfIntentLetter *mf_intent_get_letter (const MfIntent *self);
const MfIntentMail *mf_intent_get_mail (const MfIntent *self);
gboolean mf_intent_get_remove (const MfIntent *self);
const char *mf_intent_get_url (const MfIntent *self);
gboolean mf_intent_check (const MfIntent *self, GError **error);
const char *mf_intent_kind_get_nick (MfIntentKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfIntent, mf_intent_unref)

G_END_DECLS
