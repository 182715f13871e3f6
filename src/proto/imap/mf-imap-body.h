/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-envelope.h"

G_BEGIN_DECLS

/**
 * MfImapBody:
 * @type: "text"; "multipart" if it has parts of its own
 * @subtype: "plain"
 * @parameters: (nullable) (array zero-terminated=1): name, value, name, value …; raw
 * @id: (nullable): the Content-ID field's text
 * @description: (nullable): the Content-Description field's text
 * @encoding: (nullable): the Content-Transfer-Encoding; %NULL for "7BIT"
 * @octets: the size of the part as it is encoded, its header not counted
 * @lines: how many lines it has, of text and of message/rfc822
 * @md5: (nullable): the Content-MD5 field's text
 * @disposition: (nullable): "attachment"
 * @disposition_parameters: (nullable) (array zero-terminated=1): name, value, …; raw
 * @languages: (nullable) (array zero-terminated=1): the tags of Content-Language
 * @location: (nullable): the Content-Location field's text
 * @envelope: (nullable): of message/rfc822: its envelope
 * @parts: (element-type MfImapBody): of multipart: its parts; of message/rfc822: its one body
 *
 * A node of BODY or BODYSTRUCTURE (RFC 3501 section 7.4.2).
 */
typedef struct _MfImapBody MfImapBody;

struct _MfImapBody
{
  char *type;
  char *subtype;
  char **parameters;
  char *id;
  char *description;
  char *encoding;
  guint64 octets;
  guint64 lines;
  char *md5;
  char *disposition;
  char **disposition_parameters;
  char **languages;
  char *location;
  MfImapEnvelope *envelope;
  GPtrArray *parts;
};

MfImapBody *mf_imap_body_new (const char *type, const char *subtype);
void mf_imap_body_free (MfImapBody *self);
gboolean mf_imap_body_is_multipart (const MfImapBody *self);
gboolean mf_imap_body_is_message (const MfImapBody *self);
void mf_imap_body_write (const MfImapBody *self, gboolean extended, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfImapBody, mf_imap_body_free)

G_END_DECLS
