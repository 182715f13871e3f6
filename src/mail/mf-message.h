/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"
#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

/* A message that goes beyond these is read as far as they reach; see
 * mf_message_is_whole(). Letters of people have a depth of 3 and a dozen parts;
 * the limits leave room for mailing-list digests and keep hostile ones from
 * taking memory or stack. */
#define MF_MESSAGE_MAX_DEPTH 50
#define MF_MESSAGE_MAX_PARTS 1000
#define MF_MESSAGE_MAX_FIELDS 5000

/**
 * MfHeaderField:
 * @name: as written
 * @value: unfolded, encoded words decoded (RFC 2047), valid UTF-8; of a very long one the
 *   first 64 KiB
 * @span: the whole field, its line ends included
 * @name_span: the name, without the colon
 * @value_span: the value, without the white space around it; folded lines included
 *
 * One field of a header. All spans count from the start of the message.
 */
typedef struct
{
  char *name;
  char *value;
  MfSpan span;
  MfSpan name_span;
  MfSpan value_span;
} MfHeaderField;

/**
 * MfPart:
 * @parent: (nullable): the part that this is inside of
 * @media_type: in small letters, "text/plain" if nothing usable is said (RFC 2045 section 5.2)
 * @disposition: (nullable): "inline", "attachment" or another word, in small letters (RFC 2183)
 * @file_name: (nullable): decoded, valid UTF-8, without slashes and control characters
 * @charset: (nullable): what Content-Type says, in small letters
 * @encoding: what Content-Transfer-Encoding says, in small letters; "7bit" if nothing
 * @delimiter: the boundary line before the part, the line end before it included (RFC 2046
 *   section 5.1.1); empty for the root and for a message in a message
 * @header: all fields of the header; may be empty
 * @body: from after the blank line to the end, encoded as it travels
 * @close_delimiter: of a multipart, the boundary line after the last of its parts; may be empty
 * @fields: (array length=n_fields): the header's fields
 * @children: (element-type MfPart): the parts of a multipart; the message of a message/rfc822
 *
 * One node of a message's tree. Belongs to its message and lives as long. All
 * spans count from the start of the message; what is in a multipart's body is
 * preamble, delimiters, children, close delimiter and epilogue, without a gap.
 */
struct _MfPart
{
  MfPart *parent;
  char *media_type;
  char *disposition;
  char *file_name;
  char *charset;
  char *encoding;
  MfSpan delimiter;
  MfSpan header;
  MfSpan body;
  MfSpan close_delimiter;
  MfHeaderField *fields;
  guint n_fields;
  GPtrArray *children;
};

MfMessage *mf_message_parse (GBytes *bytes);
MfMessage *mf_message_ref (MfMessage *self);
void mf_message_unref (MfMessage *self);

GBytes *mf_message_get_bytes (const MfMessage *self);
const MfPart *mf_message_get_root (const MfMessage *self);
gboolean mf_message_is_whole (const MfMessage *self);
const char *mf_message_get_value (const MfMessage *self, const char *name);
GPtrArray *mf_message_get_addresses (const MfMessage *self, const char *name, GError **error);
const MfPart *mf_message_find_text (const MfMessage *self);

const MfHeaderField *mf_part_find_field (const MfPart *self, const char *name);
GBytes *mf_message_get_content (const MfMessage *self, const MfPart *part);
char *mf_message_get_text (const MfMessage *self, const MfPart *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMessage, mf_message_unref)

G_END_DECLS
