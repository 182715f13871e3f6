/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-body.h"
#include "proto/imap/mf-imap-set.h"

G_BEGIN_DECLS

/* How many words a list of flags, capabilities or attributes may hold. */
#define MF_IMAP_RESPONSE_MAX_WORDS 1000

/* How many BODY[…] items one FETCH may hold; our client asks for one. */
#define MF_IMAP_RESPONSE_MAX_SECTIONS 64

/**
 * MfImapResponseKind:
 * @MF_IMAP_RESPONSE_OK: a condition, tagged or not (RFC 3501 section 7.1)
 * @MF_IMAP_RESPONSE_NO: likewise
 * @MF_IMAP_RESPONSE_BAD: likewise
 * @MF_IMAP_RESPONSE_PREAUTH: a greeting for somebody who is known already
 * @MF_IMAP_RESPONSE_BYE: the server is about to close
 * @MF_IMAP_RESPONSE_CONTINUE: "+": go on (section 7.5)
 * @MF_IMAP_RESPONSE_CAPABILITY: what the server can do (section 7.2.1): @words
 * @MF_IMAP_RESPONSE_ENABLED: what is enabled now (RFC 5161 section 3.2): @words
 * @MF_IMAP_RESPONSE_LIST: a folder (section 7.2.2): @mailbox, @delimiter, @words
 * @MF_IMAP_RESPONSE_LSUB: a folder that is subscribed (section 7.2.3), likewise
 * @MF_IMAP_RESPONSE_STATUS: figures of a folder (section 7.2.4): @mailbox and @figures
 * @MF_IMAP_RESPONSE_FLAGS: the flags that may be used (section 7.2.6): @words
 * @MF_IMAP_RESPONSE_SEARCH: numbers or UIDs found (section 7.2.5): @numbers
 * @MF_IMAP_RESPONSE_ESEARCH: likewise (RFC 4731 section 3.1), for command @tag
 * @MF_IMAP_RESPONSE_EXISTS: how many messages there are (section 7.3.1): @number
 * @MF_IMAP_RESPONSE_RECENT: how many of them are new (section 7.3.2): @number
 * @MF_IMAP_RESPONSE_EXPUNGE: message @number is gone (section 7.4.1)
 * @MF_IMAP_RESPONSE_FETCH: about message @number (section 7.4.2): @message
 * @MF_IMAP_RESPONSE_OTHER: something else, which a client may ignore (section 2.2.2)
 */
typedef enum
{
  MF_IMAP_RESPONSE_OK,
  MF_IMAP_RESPONSE_NO,
  MF_IMAP_RESPONSE_BAD,
  MF_IMAP_RESPONSE_PREAUTH,
  MF_IMAP_RESPONSE_BYE,
  MF_IMAP_RESPONSE_CONTINUE,
  MF_IMAP_RESPONSE_CAPABILITY,
  MF_IMAP_RESPONSE_ENABLED,
  MF_IMAP_RESPONSE_LIST,
  MF_IMAP_RESPONSE_LSUB,
  MF_IMAP_RESPONSE_STATUS,
  MF_IMAP_RESPONSE_FLAGS,
  MF_IMAP_RESPONSE_SEARCH,
  MF_IMAP_RESPONSE_ESEARCH,
  MF_IMAP_RESPONSE_EXISTS,
  MF_IMAP_RESPONSE_RECENT,
  MF_IMAP_RESPONSE_EXPUNGE,
  MF_IMAP_RESPONSE_FETCH,
  MF_IMAP_RESPONSE_OTHER,
} MfImapResponseKind;

/**
 * MfImapFigures:
 *
 * What STATUS tells; -1 for what it does not.
 */
typedef struct
{
  gint64 messages;
  gint64 recent;
  gint64 uid_next;
  gint64 uid_validity;
  gint64 unseen;
} MfImapFigures;

/**
 * MfImapContent:
 * @section: what stands in BODY[…], capitals: "1.2", "HEADER", "" for all of it
 * @origin: the first octet of a partial one, or -1
 * @bytes: (nullable): the octets; %NULL for NIL
 */
typedef struct
{
  char *section;
  gint64 origin;
  GBytes *bytes;
} MfImapContent;

/**
 * MfImapMessageData:
 * @flags: (nullable): flags and keywords; %NULL if nothing was said of them
 * @uid: the UID, or 0
 * @internal_date: (nullable): "17-Jul-1996 02:44:25 -0700"
 * @size: RFC822.SIZE, or -1
 * @envelope: (nullable): ENVELOPE
 * @structure: (nullable): BODYSTRUCTURE, or BODY
 * @contents: (element-type MfImapContent): BODY[…], RFC822, RFC822.HEADER, RFC822.TEXT; maybe
 *   empty
 */
typedef struct
{
  char **flags;
  guint32 uid;
  char *internal_date;
  gint64 size;
  MfImapEnvelope *envelope;
  MfImapBody *structure;
  GPtrArray *contents;
} MfImapMessageData;

/**
 * MfImapResponse:
 * @kind: what it is
 * @tag: (nullable): the command that it ends; %NULL if it is untagged. Of ESEARCH: see there
 * @code: (nullable): of a condition: the response code, capitals: "UIDVALIDITY"
 * @argument: (nullable): of a condition: what follows the code: "3857529045"
 * @text: (nullable): of a condition or a continuation: what a person may read
 * @number: of EXISTS, RECENT, EXPUNGE and FETCH
 * @words: (nullable): see the kinds
 * @mailbox: (nullable): a folder's name as it was sent: modified UTF-7
 * @delimiter: what separates levels of the hierarchy, or 0
 * @figures: of STATUS
 * @numbers: (nullable): of SEARCH and ESEARCH
 * @uids: whether @numbers are UIDs; known of ESEARCH only
 * @message: (nullable): of FETCH
 *
 * One response of a server.
 */
typedef struct
{
  MfImapResponseKind kind;
  char *tag;
  char *code;
  char *argument;
  char *text;
  guint32 number;
  char **words;
  char *mailbox;
  char delimiter;
  MfImapFigures figures;
  MfImapSet *numbers;
  gboolean uids;
  MfImapMessageData *message;
} MfImapResponse;

MfImapResponse *mf_imap_response_parse (const char *data, gsize length, GError **error);
void mf_imap_response_free (MfImapResponse *self);

gboolean mf_imap_response_is_text (const char *line, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapResponse, mf_imap_response_free)

G_END_DECLS
