/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-server.h"
#include "transcript.h"

/* When every session begins. */
#define IMAP_POST_NOW_US G_GINT64_CONSTANT (1000000)

/* A mailbox of the post; its messages are ImapLetter, UIDs ascending. */
typedef struct
{
  char *name;
  guint32 uid_validity;
  guint32 uid_next;
  gboolean subscribed;
  MfImapMailboxAttributes attributes;
  GPtrArray *letters;
} ImapBox;

typedef struct
{
  guint32 uid;
  MfImapFlags flags;
  MfImapDateTime date;
  GBytes *content;
} ImapLetter;

/* Plays the driver of a session as a transcript describes it:
 *
 *     @ user bob s3cret             who may in
 *     @ mailbox INBOX 3857529045    a mailbox and its UIDVALIDITY; "+" behind it: subscribed to
 *     @ message 7 \Seen $Junk       a message of it with its UID and flags; lines follow
 *     M: Subject: hello
 *     @ poll 2 expunge 7            at the second poll: what another session did
 *     @ poll 2 arrive 9 \Recent
 *     @ poll 3 flags 9 \Seen
 *     @ poll 3 gone
 *     @ notify 2                    after the second poll, another one is called for
 *     @ max-size 1000, @ read-only, @ full
 *     E: select INBOX               what the machine asked
 */
typedef struct
{
  const Transcript *transcript;
  MfImapServer *server;
  GPtrArray *boxes; /* of ImapBox */
  GPtrArray *keywords;
  ImapBox *selected;
  GString *upload;
  MfImapFlags upload_flags;
  ImapBox *upload_box;
  guint n_polls;
  GArray *expunged; /* of guint32: since the last poll */
  guint32 first_new;
  GString *output;
  GString *events;
  guint64 max_held; /* the most bytes of sections that were answered at once */
} ImapPost;

void imap_post_init (ImapPost *self, const Transcript *transcript);
void imap_post_clear (ImapPost *self);
ImapBox *imap_post_find (ImapPost *self, const char *name);
ImapLetter *imap_box_add (ImapBox *box, guint32 uid, MfImapFlags flags, GBytes *content);

/* Answers as the transcript says, and notes the question. */
void imap_post_answer (ImapPost *self, const MfImapServerEvent *event);

/* Returns: whether there was any */
gboolean imap_post_take_output (ImapPost *self);

/* Answers and takes until nothing more comes. */
void imap_post_pump (ImapPost *self);
void imap_post_feed (ImapPost *self, const char *data, gsize length);
