/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-cursor.h"
#include "proto/mf-message-data.h"

G_BEGIN_DECLS

/* What a command's name is, in a table that only this dissector knows; 0 is any
 * that is not in it. */
typedef guint MfImapCommandIndex;

/**
 * MfImapArguments:
 * @command: whose arguments they are
 * @index: which one is next
 * @depth: how many parentheses are open
 *
 * Where the reading of a command stands that a literal has cut.
 */
typedef struct
{
  MfImapCommandIndex command;
  guint index;
  guint depth;
} MfImapArguments;

/**
 * MfImapSaslSecret:
 *
 * Which credentials the next line of an authentication holds.
 */
typedef enum
{
  MF_IMAP_SECRET_NONE,
  MF_IMAP_SECRET_PLAIN,
  MF_IMAP_SECRET_USERNAME,
  MF_IMAP_SECRET_PASSWORD,
} MfImapSaslSecret;

MfImapCommandIndex mf_imap_command_find (const char *name);
const char *mf_imap_command_get_name (MfImapCommandIndex command);

MfImapCommandIndex
mf_imap_read_command (MfImapCursor *cursor, MfSpan *tag, MfSpan *name, MfUnitBuilder *builder);
void mf_imap_add_arguments (MfUnitBuilder *builder,
                            MfImapCursor *cursor,
                            MfImapArguments *state,
                            MfImapSaslSecret *secret);
void mf_imap_add_argument_literal (MfUnitBuilder *builder,
                                   const char *data,
                                   MfSpan literal,
                                   const MfImapArguments *state);
void mf_imap_add_sasl_response (MfUnitBuilder *builder,
                                const char *name,
                                const char *data,
                                MfSpan span,
                                MfImapSaslSecret *secret);
void mf_imap_add_challenge (MfUnitBuilder *builder, const char *data, MfSpan span);
void mf_imap_add_string (MfUnitBuilder *builder,
                         const char *name,
                         const MfImapCursor *cursor,
                         const MfImapToken *token,
                         char *value);
void mf_imap_add_mailbox (MfUnitBuilder *builder,
                          const char *name,
                          const MfImapCursor *cursor,
                          const MfImapToken *token);

/**
 * MfImapUntaggedKind:
 *
 * What an untagged response tells (RFC 3501 section 7).
 */
typedef enum
{
  MF_IMAP_UNTAGGED_NONE,
  MF_IMAP_UNTAGGED_OK,
  MF_IMAP_UNTAGGED_NO,
  MF_IMAP_UNTAGGED_BAD,
  MF_IMAP_UNTAGGED_PREAUTH,
  MF_IMAP_UNTAGGED_BYE,
  MF_IMAP_UNTAGGED_CAPABILITY,
  MF_IMAP_UNTAGGED_ENABLED,
  MF_IMAP_UNTAGGED_LIST,
  MF_IMAP_UNTAGGED_LSUB,
  MF_IMAP_UNTAGGED_STATUS,
  MF_IMAP_UNTAGGED_SEARCH,
  MF_IMAP_UNTAGGED_ESEARCH,
  MF_IMAP_UNTAGGED_FLAGS,
  MF_IMAP_UNTAGGED_EXISTS,
  MF_IMAP_UNTAGGED_RECENT,
  MF_IMAP_UNTAGGED_EXPUNGE,
  MF_IMAP_UNTAGGED_FETCH,
  MF_IMAP_UNTAGGED_NAMESPACE,
  MF_IMAP_UNTAGGED_ID,
  MF_IMAP_N_UNTAGGED,
} MfImapUntaggedKind;

/**
 * MfImapUntagged:
 * @kind: what it tells
 * @uids: whether the numbers of a SEARCH are UIDs
 * @index: which element is next
 * @depth: how many parentheses are open
 * @item: (transfer none): of a FETCH: the field's name of what comes, or %NULL if it is the
 *   next item's name
 * @content: of a FETCH: what comes is (part of) the message
 * @in_body: and begins with its body
 *
 * Where the reading of an untagged response stands that a literal has cut.
 */
typedef struct
{
  MfImapUntaggedKind kind;
  gboolean uids;
  guint index;
  guint depth;
  const char *item;
  gboolean content;
  gboolean in_body;
} MfImapUntagged;

const char *mf_imap_untagged_get_name (MfImapUntaggedKind kind);
gboolean mf_imap_untagged_is_status (MfImapUntaggedKind kind);
MfImapUntaggedKind mf_imap_untagged_find (const char *data, gsize length);
void mf_imap_add_status (MfUnitBuilder *builder, MfImapCursor *cursor);
void mf_imap_add_untagged (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapUntagged *state);
void mf_imap_untagged_end_literal (MfImapUntagged *state);
void mf_imap_add_fetch (MfUnitBuilder *builder, MfImapCursor *cursor, MfImapUntagged *state);

G_END_DECLS
