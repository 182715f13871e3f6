/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "proto/imap/mf-imap-request.h"

G_BEGIN_DECLS

/**
 * MfImapVerb:
 * @MF_IMAP_NONE: none that we know
 *
 * The commands of RFC 3501 section 6, and those of its extensions that the
 * server speaks. UID is no command of its own here: it is said of another.
 */
typedef enum
{
  MF_IMAP_NONE,
  MF_IMAP_APPEND,
  MF_IMAP_AUTHENTICATE,
  MF_IMAP_CAPABILITY,
  MF_IMAP_CHECK,
  MF_IMAP_CLOSE,
  MF_IMAP_COPY,
  MF_IMAP_CREATE,
  MF_IMAP_DELETE,
  MF_IMAP_ENABLE,
  MF_IMAP_EXAMINE,
  MF_IMAP_EXPUNGE,
  MF_IMAP_FETCH,
  MF_IMAP_ID,
  MF_IMAP_IDLE,
  MF_IMAP_LIST,
  MF_IMAP_LOGIN,
  MF_IMAP_LOGOUT,
  MF_IMAP_LSUB,
  MF_IMAP_MOVE,
  MF_IMAP_NAMESPACE,
  MF_IMAP_NOOP,
  MF_IMAP_RENAME,
  MF_IMAP_SEARCH,
  MF_IMAP_SELECT,
  MF_IMAP_STARTTLS,
  MF_IMAP_STATUS,
  MF_IMAP_STORE,
  MF_IMAP_SUBSCRIBE,
  MF_IMAP_UNSELECT,
  MF_IMAP_UNSUBSCRIBE,
} MfImapVerb;

#define MF_IMAP_N_VERBS (MF_IMAP_UNSUBSCRIBE + 1)

/* The longest tag that is answered. */
#define MF_IMAP_TAG_MAX 128

/**
 * MfImapStatusItem:
 *
 * What STATUS asks for (RFC 3501 section 6.3.10).
 */
typedef enum
{
  MF_IMAP_STATUS_MESSAGES = 1 << 0,
  MF_IMAP_STATUS_RECENT = 1 << 1,
  MF_IMAP_STATUS_UIDNEXT = 1 << 2,
  MF_IMAP_STATUS_UIDVALIDITY = 1 << 3,
  MF_IMAP_STATUS_UNSEEN = 1 << 4,
} MfImapStatusItem;

/**
 * MfImapCommand:
 * @tag: (nullable): its tag; %NULL if there is none to answer to
 * @verb: what it is
 * @uid: whether UID stood before it
 * @mailbox: (nullable): the mailbox it is about, UTF-8; the reference of LIST and LSUB
 * @other: (nullable): RENAME: the new name; LIST and LSUB: the pattern
 * @special_use: LIST: whether only mailboxes with a special use are asked for
 * @bad_name: whether a name is no modified UTF-7, and so that of no mailbox
 * @username: (nullable): LOGIN
 * @password: (nullable): LOGIN
 * @mechanism: (nullable): AUTHENTICATE
 * @initial: (nullable): AUTHENTICATE: the initial response, still in base64, "=" for an empty one
 * @set: (nullable): which messages
 * @fetch: (nullable): FETCH
 * @search: (nullable): SEARCH
 * @flags: STORE, APPEND
 * @mode: STORE
 * @silent: STORE
 * @items: STATUS: #MfImapStatusItem
 * @has_date: APPEND: whether @date was given
 * @date: APPEND
 *
 * One command, taken apart.
 */
typedef struct
{
  char *tag;
  MfImapVerb verb;
  gboolean uid;
  char *mailbox;
  char *other;
  gboolean special_use;
  gboolean bad_name;
  char *username;
  MfSecret *password;
  char *mechanism;
  char *initial;
  MfImapSet *set;
  MfImapFetch *fetch;
  MfImapSearch *search;
  MfImapFlagList flags;
  MfImapStoreMode mode;
  gboolean silent;
  guint items;
  gboolean has_date;
  MfImapDateTime date;
} MfImapCommand;

const char *mf_imap_verb_get_name (MfImapVerb verb);
MfImapVerb mf_imap_verb_parse (const char *name, gsize length);

void mf_imap_command_clear (MfImapCommand *self);
gboolean
mf_imap_command_parse (const char *text, gsize length, MfImapCommand *command, GError **error);

G_END_DECLS
