/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-record.h"
#include "trace/mf-scene-list.h"

G_BEGIN_DECLS

/**
 * MfSceneItem:
 * @id: queue id, unique id in its mailbox, the agent's id, or an object's URL; the key of the list
 * @subject: decoded, "" if there is none
 * @envelope: (nullable): who it is from and for
 * @content: (nullable): the message's bytes
 * @seq: the record that put it there
 * @last_seq: the record that changed it last
 * @attempts: how often delivery was tried
 * @retry_us: when it is tried next, or 0
 * @status: (nullable): the last reply to an attempt
 * @marked: marked deleted; in an agent, already submitted; of an object, not found
 * @flags: (nullable): IMAP's flags, "\\Seen $Label"; %NULL if there are none
 *
 * A letter somewhere, or an object of a page. Immutable; a change makes another one.
 */
typedef struct
{
  gatomicrefcount refs;
  char *id;
  char *subject;
  MfEnvelope *envelope;
  GBytes *content;
  guint seq;
  guint last_seq;
  guint attempts;
  gint64 retry_us;
  char *status;
  gboolean marked;
  char *flags;
} MfSceneItem;

/**
 * MfSceneMailbox:
 * @name: the user, "bob"; a folder of the user's is "bob/Archive"
 * @items: (nullable) (element-type MfSceneItem): oldest first, by id
 *
 * Immutable, as an item is.
 */
typedef struct
{
  gatomicrefcount refs;
  char *name;
  MfSceneList *items;
} MfSceneMailbox;

/**
 * MfSceneHost:
 * @queue: (nullable) (element-type MfSceneItem): a server's queue of outgoing mail, oldest first
 * @mailboxes: (nullable) (element-type MfSceneMailbox): a server's mailboxes, in order of first
 *   use, by name; of an agent that leaves its mail on the server: the folders that it knows of,
 *   and of their letters what it has fetched
 * @outgoing: (nullable) (element-type MfSceneItem): letters composed at an agent; @marked once
 *   submitted
 * @incoming: (nullable) (element-type MfSceneItem): letters that the agent has fetched
 * @objects: (nullable) (element-type MfSceneItem): what a web server has to give; of a browser:
 *   what it has got for the page that it loads or shows, in the order it came, and the page itself
 *   last once all is there
 * @shown: the browser's page is whole: what comes next is for another
 * @down: nobody reaches it
 *
 * What lies at one host. An empty list may be %NULL: mf_scene_list_get_n() and
 * mf_scene_list_get() take that.
 */
typedef struct
{
  MfSceneList *queue;
  MfSceneList *mailboxes;
  MfSceneList *outgoing;
  MfSceneList *incoming;
  MfSceneList *objects;
  gboolean shown;
  gboolean down;
} MfSceneHost;

/**
 * MfSceneConnection:
 * @id: its number, the key of the list
 * @protocol: what is spoken
 * @port: the server's port as the learner sees it
 * @client: index of the host that opened it
 * @server: index of the host that listened
 * @phase: where the session stands
 * @opened_seq: the record that opened it
 *
 * A connection that is open at the playhead. Immutable, as an item is.
 */
typedef struct
{
  gatomicrefcount refs;
  guint id;
  MfProtocol protocol;
  guint16 port;
  int client;
  int server;
  MfPhase phase;
  guint opened_seq;
} MfSceneConnection;

/**
 * MfScene:
 * @stage: hosts and links
 * @n_records: how many records are folded in: the whole part of the playhead
 * @time_us: virtual time of the last of them, or the start
 * @hosts: (array): one for each host of the stage
 * @connections: (nullable) (element-type MfSceneConnection): open ones, oldest first
 * @broken_links: bit i: the last connection on link i of the stage broke, or could not be opened,
 *   and no other has been opened since; of the first 64 links
 * @step: the last of the six steps that was reached, 0 … 6
 * @caption: (nullable): the lesson's sentence, untranslated
 * @last_lookup: (nullable): the last DNS answer in force, "b.example MX → 10 mail.b.example"
 *
 * The world after the first @n_records records: their fold. Immutable.
 */
typedef struct
{
  gatomicrefcount refs;
  MfStage *stage;
  guint n_records;
  gint64 time_us;
  MfSceneHost *hosts;
  guint n_hosts;
  MfSceneList *connections;
  guint64 broken_links;
  guint step;
  char *caption;
  char *last_lookup;
} MfScene;

MfScene *mf_scene_new (MfStage *stage, gint64 start_us);
MfScene *mf_scene_fold (const MfScene *self, MfRecord *const *records, guint n_records);
MfScene *mf_scene_ref (MfScene *self);
void mf_scene_unref (MfScene *self);
gboolean mf_scene_equal (const MfScene *a, const MfScene *b);

const MfSceneConnection *mf_scene_find_connection (const MfScene *self, guint id);
gboolean mf_scene_item_has_flag (const MfSceneItem *self, const char *flag);
const MfSceneMailbox *mf_scene_find_mailbox (const MfScene *self, guint host, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfScene, mf_scene_unref)

G_END_DECLS
