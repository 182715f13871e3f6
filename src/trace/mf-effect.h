/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfEffectKind:
 * @MF_EFFECT_ACTED: a person acted at @host; @text is the act: "compose", "send", "fetch", or what
 *   went wrong there: "stop", "down", "up", "cut"
 * @MF_EFFECT_STEP: step @number (1 … 6) of the lecture's six is reached (C11)
 * @MF_EFFECT_CAPTION: the lesson says @text (a msgid, translated when it is shown)
 * @MF_EFFECT_COMPOSED: a letter @item lies in the agent at @host, ready to be sent
 * @MF_EFFECT_SUBMITTED: letter @item was taken over by the agent's server; the agent keeps a copy
 * @MF_EFFECT_LOOKED_UP: @host asked the DNS: @subject is the question ("b.example MX"), @text the
 *   answer ("10 mail.b.example"), or "" if there is none
 * @MF_EFFECT_OPENED: the record's connection is open
 * @MF_EFFECT_CLOSED: it was closed in order
 * @MF_EFFECT_BROKEN: connection @number, or if that is 0 the record's, was cut, refused or timed
 *   out; @text says why (a msgid)
 * @MF_EFFECT_DOWN: @host cannot be reached any more
 * @MF_EFFECT_UP: it can be reached again
 * @MF_EFFECT_PHASE: the record's connection enters phase @number (an MfPhase)
 * @MF_EFFECT_QUEUED: message @item entered the queue of @host
 * @MF_EFFECT_TRIED: @host starts attempt @number for message @item
 * @MF_EFFECT_DEFERRED: attempt @number failed for now (@text: the reply); tried again at @time_us.
 *   This and BOUNCED are said of an agent's letter too, if its own server refuses it
 * @MF_EFFECT_RELAYED: the next server took message @item over for @text (recipients)
 * @MF_EFFECT_BOUNCED: @host gave message @item up for @text (recipients and reason)
 * @MF_EFFECT_DEQUEUED: message @item left the queue of @host
 * @MF_EFFECT_DELIVERED: message @item lies in @mailbox of @host; @number counts the parts that its
 *   tree ends in: text, pictures, attachments
 * @MF_EFFECT_RETRIEVED: the agent at @host has fetched message @item, or what its header says. An
 *   agent that leaves its mail in folders on the server has told of @mailbox before
 * @MF_EFFECT_MARKED: message @item of @mailbox is marked deleted (DELE)
 * @MF_EFFECT_UNMARKED: it is not, after all (RSET, or no QUIT)
 * @MF_EFFECT_EXPUNGED: message @item is gone from @mailbox
 * @MF_EFFECT_STORED: a client laid message @item into @mailbox (APPEND), with flags @text
 * @MF_EFFECT_COPIED: message @item lies in @mailbox, a copy of another, with flags @text
 * @MF_EFFECT_MOVED: message @item of @mailbox lies in the mailbox @text now
 * @MF_EFFECT_FLAGGED: message @item of @mailbox has exactly the flags @text now: "\Seen $Label".
 *   Also said of what an agent has fetched
 * @MF_EFFECT_FOLDER_MADE: there is a folder @mailbox, empty
 * @MF_EFFECT_FOLDER_SEEN: the agent at @host knows of a folder @mailbox now, whoever made it
 * @MF_EFFECT_FOLDER_RENAMED: the folder @mailbox is called @text now
 * @MF_EFFECT_FOLDER_DELETED: the folder @mailbox is gone, with what lay in it
 * @MF_EFFECT_FETCHED: the browser at @host has the object at @subject (a URL): @text is its media
 *   type, @number the status code
 * @MF_EFFECT_SHOWN: the browser at @host shows the page at @text (a URL), titled @subject, with all
 *   its objects: @number that were found, the page itself included
 * @MF_EFFECT_READ: the agent at @host has octets of message @item of @mailbox: @number of its part
 *   @text, of all of it if that is ""
 * @MF_EFFECT_FOUND: the agent at @host has searched @mailbox for @text: @number messages fit
 * @MF_EFFECT_WAITING: the agent at @host has @mailbox open and waits for news
 * @MF_EFFECT_REFUSED: what somebody wished at @host was not done; @text says why
 *
 * What changed in the world.
 */
typedef enum
{
  MF_EFFECT_ACTED,
  MF_EFFECT_STEP,
  MF_EFFECT_CAPTION,
  MF_EFFECT_COMPOSED,
  MF_EFFECT_SUBMITTED,
  MF_EFFECT_LOOKED_UP,
  MF_EFFECT_OPENED,
  MF_EFFECT_CLOSED,
  MF_EFFECT_BROKEN,
  MF_EFFECT_DOWN,
  MF_EFFECT_UP,
  MF_EFFECT_PHASE,
  MF_EFFECT_QUEUED,
  MF_EFFECT_TRIED,
  MF_EFFECT_DEFERRED,
  MF_EFFECT_RELAYED,
  MF_EFFECT_BOUNCED,
  MF_EFFECT_DEQUEUED,
  MF_EFFECT_DELIVERED,
  MF_EFFECT_RETRIEVED,
  MF_EFFECT_MARKED,
  MF_EFFECT_UNMARKED,
  MF_EFFECT_EXPUNGED,
  MF_EFFECT_STORED,
  MF_EFFECT_COPIED,
  MF_EFFECT_MOVED,
  MF_EFFECT_FLAGGED,
  MF_EFFECT_FOLDER_MADE,
  MF_EFFECT_FOLDER_SEEN,
  MF_EFFECT_FOLDER_RENAMED,
  MF_EFFECT_FOLDER_DELETED,
  MF_EFFECT_FETCHED,
  MF_EFFECT_SHOWN,
  MF_EFFECT_READ,
  MF_EFFECT_FOUND,
  MF_EFFECT_WAITING,
  MF_EFFECT_REFUSED,
} MfEffectKind;

#define MF_N_EFFECTS (MF_EFFECT_REFUSED + 1)

/**
 * MfEffect:
 * @kind: what happened
 * @host: index of the host on the stage, or -1
 * @number: see the kinds
 * @time_us: see the kinds, µs since the Unix epoch
 * @item: (nullable): queue id, unique id in the mailbox, or the agent's id of a letter
 * @mailbox: (nullable): the user whose mailbox it is, "bob"; for a folder of it, whose name may
 *   have levels, "bob/Archive/2026"
 * @subject: (nullable): the letter's subject, decoded
 * @text: (nullable): see the kinds
 * @envelope: (nullable): for COMPOSED, QUEUED: who it is from and for
 * @content: (nullable): for COMPOSED, QUEUED, DELIVERED, RETRIEVED, READ: the message's bytes, CRLF
 *
 * One change. Plain values and references to immutable ones.
 */
typedef struct
{
  MfEffectKind kind;
  int host;
  gint64 number;
  gint64 time_us;
  char *item;
  char *mailbox;
  char *subject;
  char *text;
  MfEnvelope *envelope;
  GBytes *content;
} MfEffect;

MfEffect *mf_effect_copy (const MfEffect *effect);
void mf_effect_free (MfEffect *effect);
const char *mf_effect_kind_get_nick (MfEffectKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfEffect, mf_effect_free)

G_END_DECLS
