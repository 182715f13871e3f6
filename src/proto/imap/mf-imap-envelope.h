/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

/**
 * MfImapAddress:
 * @name: (nullable): the display name, as it stands in the field, encoded words and all
 * @route: (nullable): the at-domain-list of RFC 2822's obsolete source route
 * @mailbox: (nullable): the local part; the name of a group that begins here if @host is %NULL;
 *   %NULL if a group ends here
 * @host: (nullable): the domain
 *
 * An address in an envelope (RFC 3501 section 7.4.2).
 */
typedef struct
{
  char *name;
  char *route;
  char *mailbox;
  char *host;
} MfImapAddress;

/**
 * MfImapEnvelope:
 * @date: (nullable): the Date field's text
 * @subject: (nullable): the Subject field's text, encoded words and all
 * @from: (element-type MfImapAddress): the addresses of From, and so on
 * @in_reply_to: (nullable): the In-Reply-To field's text
 * @message_id: (nullable): the Message-ID field's text
 *
 * The envelope structure of a message: fields of its header, parsed. Texts are
 * unfolded. Not to be taken for the envelope of SMTP.
 */
typedef struct
{
  char *date;
  char *subject;
  GPtrArray *from;
  GPtrArray *sender;
  GPtrArray *reply_to;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  char *in_reply_to;
  char *message_id;
} MfImapEnvelope;

MfImapAddress *mf_imap_address_new (const char *name, const char *mailbox, const char *host);
void mf_imap_address_free (MfImapAddress *self);

MfImapEnvelope *mf_imap_envelope_new (void);
void mf_imap_envelope_free (MfImapEnvelope *self);
void mf_imap_envelope_write (const MfImapEnvelope *self, GString *out);
gboolean mf_imap_envelope_read (MfImapLexer *lexer, MfImapEnvelope **envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapEnvelope, mf_imap_envelope_free)

G_END_DECLS
