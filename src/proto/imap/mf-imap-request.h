/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-date.h"
#include "proto/imap/mf-imap-fetch.h"
#include "proto/imap/mf-imap-flags.h"
#include "proto/imap/mf-imap-search.h"

G_BEGIN_DECLS

/* The most messages of one FETCH request; and of one that asks for no text of them, so that the
 * way to the driver and back is short beside the work. */
#define MF_IMAP_FETCH_BATCH 250
#define MF_IMAP_FETCH_LARGE_BATCH 2000

/**
 * MfImapRequestKind:
 * @MF_IMAP_REQUEST_LIST: all mailboxes of the user, or (@subscribed) all names subscribed to:
 *   answer_list. The machine applies the pattern.
 * @MF_IMAP_REQUEST_SELECT: open @mailbox, @read_only or not: answer_select
 * @MF_IMAP_REQUEST_STATUS: of @mailbox, without opening it: answer_status
 * @MF_IMAP_REQUEST_CREATE: @mailbox, and what is above it: answer_done
 * @MF_IMAP_REQUEST_DELETE: @mailbox: answer_done
 * @MF_IMAP_REQUEST_RENAME: @mailbox to @other, and what is below it; INBOX keeps being there, its
 *   messages move (RFC 3501 section 6.3.5): answer_done
 * @MF_IMAP_REQUEST_SUBSCRIBE, @MF_IMAP_REQUEST_UNSUBSCRIBE: @mailbox, whether it exists or not:
 *   answer_done
 * @MF_IMAP_REQUEST_APPEND: a message of @size octets is about to come for @mailbox, with @flags
 *   and perhaps @date: answer_done. Its bytes then come as events, and COMMIT after them.
 * @MF_IMAP_REQUEST_COMMIT: the message is complete, keep it: answer_uids with one UID
 * @MF_IMAP_REQUEST_FETCH: of messages @uids what @fetch says: answer_fetch. If @mark_seen, set
 *   \Seen first, so that the flags that are answered have it.
 * @MF_IMAP_REQUEST_STORE: change the flags of messages @uids by @flags as @mode says:
 *   answer_flags
 * @MF_IMAP_REQUEST_COPY: messages @uids into @mailbox, all or none: answer_uids
 * @MF_IMAP_REQUEST_MOVE: the same, and away from here (RFC 6851): answer_uids
 * @MF_IMAP_REQUEST_EXPUNGE: remove those messages that have \Deleted now: all of the mailbox if
 *   @all, else among @uids: answer_done
 * @MF_IMAP_REQUEST_SEARCH: which messages of the mailbox fit @search: answer_search
 * @MF_IMAP_REQUEST_POLL: what has changed in the selected mailbox since it was selected or last
 *   polled: answer_changes
 *
 * What a session asks its driver. Any of them may be refused instead.
 */
typedef enum
{
  MF_IMAP_REQUEST_LIST,
  MF_IMAP_REQUEST_SELECT,
  MF_IMAP_REQUEST_STATUS,
  MF_IMAP_REQUEST_CREATE,
  MF_IMAP_REQUEST_DELETE,
  MF_IMAP_REQUEST_RENAME,
  MF_IMAP_REQUEST_SUBSCRIBE,
  MF_IMAP_REQUEST_UNSUBSCRIBE,
  MF_IMAP_REQUEST_APPEND,
  MF_IMAP_REQUEST_COMMIT,
  MF_IMAP_REQUEST_FETCH,
  MF_IMAP_REQUEST_STORE,
  MF_IMAP_REQUEST_COPY,
  MF_IMAP_REQUEST_MOVE,
  MF_IMAP_REQUEST_EXPUNGE,
  MF_IMAP_REQUEST_SEARCH,
  MF_IMAP_REQUEST_POLL,
} MfImapRequestKind;

#define MF_IMAP_N_REQUESTS (MF_IMAP_REQUEST_POLL + 1)

/**
 * MfImapStoreMode:
 *
 * FLAGS, +FLAGS, -FLAGS (RFC 3501 section 6.4.6).
 */
typedef enum
{
  MF_IMAP_STORE_REPLACE,
  MF_IMAP_STORE_ADD,
  MF_IMAP_STORE_REMOVE,
} MfImapStoreMode;

/**
 * MfImapRequest:
 * @kind: what is asked; which of the others are set follows from it
 * @mailbox: UTF-8, "INBOX" in capitals
 * @other: the new name
 * @subscribed: LIST: names subscribed to, for LSUB
 * @read_only: SELECT: EXAMINE
 * @flags: APPEND, STORE: flags by name; new keywords may be among them
 * @mode: STORE
 * @has_date: APPEND: whether @date is given; if not, now
 * @date: APPEND
 * @size: APPEND: in octets
 * @uids: (array length=n_uids): ascending; all of them are, or were, in the mailbox
 * @n_uids: how many
 * @all: EXPUNGE
 * @fetch: FETCH
 * @mark_seen: FETCH
 * @search: SEARCH
 *
 * One question. Nothing in it changes, and it lives until it is answered or refused, so that a
 * worker thread may read it.
 */
typedef struct
{
  MfImapRequestKind kind;
  char *mailbox;
  char *other;
  gboolean subscribed;
  gboolean read_only;
  MfImapFlagList flags;
  MfImapStoreMode mode;
  gboolean has_date;
  MfImapDateTime date;
  guint64 size;
  guint32 *uids;
  guint n_uids;
  gboolean all;
  MfImapFetch *fetch;
  gboolean mark_seen;
  MfImapSearchKey *search;
} MfImapRequest;

MfImapRequest *mf_imap_request_new (MfImapRequestKind kind);
void mf_imap_request_free (MfImapRequest *self);

/**
 * MfImapMailboxAttributes:
 *
 * What LIST says of a mailbox: RFC 3501 section 7.2.2, RFC 3348, RFC 6154 section 2.
 */
typedef enum
{
  MF_IMAP_MAILBOX_NOSELECT = 1 << 0,
  MF_IMAP_MAILBOX_NOINFERIORS = 1 << 1,
  MF_IMAP_MAILBOX_MARKED = 1 << 2,
  MF_IMAP_MAILBOX_UNMARKED = 1 << 3,
  MF_IMAP_MAILBOX_HASCHILDREN = 1 << 4,
  MF_IMAP_MAILBOX_HASNOCHILDREN = 1 << 5,
  MF_IMAP_MAILBOX_ALL = 1 << 6,
  MF_IMAP_MAILBOX_ARCHIVE = 1 << 7,
  MF_IMAP_MAILBOX_DRAFTS = 1 << 8,
  MF_IMAP_MAILBOX_FLAGGED = 1 << 9,
  MF_IMAP_MAILBOX_JUNK = 1 << 10,
  MF_IMAP_MAILBOX_SENT = 1 << 11,
  MF_IMAP_MAILBOX_TRASH = 1 << 12,
} MfImapMailboxAttributes;

/**
 * MfImapMailbox:
 * @name: UTF-8
 * @attributes: of those only the special uses, \Noselect and \Noinferiors count: the machine
 *   finds out about children
 *
 * A line of LIST.
 */
typedef struct
{
  const char *name;
  MfImapMailboxAttributes attributes;
} MfImapMailbox;

/**
 * MfImapItem:
 * @uid: its UID
 * @flags: its flags; %MF_IMAP_FLAG_RECENT only counts where a message is first told of
 *
 * A message of the selected mailbox.
 */
typedef struct
{
  guint32 uid;
  MfImapFlags flags;
} MfImapItem;

/**
 * MfImapFolder:
 * @uid_validity: of the mailbox
 * @uid_next: as well
 * @items: (array length=n_items): its messages, UIDs ascending
 * @n_items: how many
 * @keywords: (nullable) (array zero-terminated=1): what the keyword bits of flags mean
 * @read_only: whether nothing may be changed, asked for or not
 * @no_new_keywords: whether there is no room for any
 *
 * What was selected.
 */
typedef struct
{
  guint32 uid_validity;
  guint32 uid_next;
  const MfImapItem *items;
  guint n_items;
  const char *const *keywords;
  gboolean read_only;
  gboolean no_new_keywords;
} MfImapFolder;

/**
 * MfImapChanges:
 * @expunged: (array length=n_expunged): UIDs, in any order; those that the session does not know
 *   do no harm
 * @changed: (array length=n_changed): the flags of messages, in any order; unknown and unchanged
 *   ones do no harm
 * @arrived: (array length=n_arrived): new messages, UIDs ascending; known ones count as changed
 * @keywords: (nullable) (array zero-terminated=1): all keywords now; %NULL if they are as before
 * @gone: the mailbox itself is no more
 *
 * What happened to the selected mailbox.
 */
typedef struct
{
  const guint32 *expunged;
  guint n_expunged;
  const MfImapItem *changed;
  guint n_changed;
  const MfImapItem *arrived;
  guint n_arrived;
  const char *const *keywords;
  gboolean gone;
} MfImapChanges;

/**
 * MfImapStatus:
 *
 * What STATUS can tell; everything is to be set.
 */
typedef struct
{
  guint32 messages;
  guint32 recent;
  guint32 uid_next;
  guint32 uid_validity;
  guint32 unseen;
} MfImapStatus;

/**
 * MfImapFetched:
 * @uid: whose
 * @gone: whether the message is no more; then nothing else counts
 * @flags: its flags now; always to be set
 * @date: if asked for: the internal date
 * @size: if asked for: RFC822.SIZE
 * @envelope: (nullable): if asked for: what mf_imap_envelope_write() wrote
 * @body: (nullable): if asked for: what mf_imap_body_write() wrote for BODY
 * @body_structure: (nullable): if asked for: and for BODYSTRUCTURE
 * @sections: (nullable) (array): for each item of the fetch, by its index, if it is one of
 *   %MF_IMAP_FETCH_SECTIONS: the section's bytes, whole, whatever is said of a partial; %NULL if
 *   the message has no such section, and for other items
 * @n_sections: the fetch's @n_items, or 0 if there are no sections
 *
 * What FETCH asked about one message.
 */
typedef struct
{
  guint32 uid;
  gboolean gone;
  MfImapFlags flags;
  MfImapDateTime date;
  guint64 size;
  GBytes *envelope;
  GBytes *body;
  GBytes *body_structure;
  GBytes **sections;
  guint n_sections;
} MfImapFetched;

MfImapFetched *mf_imap_fetched_new (guint32 uid, const MfImapFetch *fetch);
void mf_imap_fetched_free (MfImapFetched *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapRequest, mf_imap_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapFetched, mf_imap_fetched_free)

G_END_DECLS
