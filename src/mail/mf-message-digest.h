/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"
#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

/* What is kept of one message beside its file. A message that has more is read
 * from its file each time; see mf_message_digest_is_whole(). */
#define MF_DIGEST_MAX_HEADER (64 * 1024)
#define MF_DIGEST_MAX_ENTRY (256 * 1024)
#define MF_DIGEST_MAX_PARAMETERS 64

/**
 * MfDigestParameter:
 * @name: as written
 * @value: as written, quotes and escapes taken away; an RFC 2231 value is not decoded
 */
typedef struct
{
  char *name;
  char *value;
} MfDigestParameter;

typedef struct _MfDigestPart MfDigestPart;

/**
 * MfDigestPart:
 * @parent: (nullable): the part that this is inside of
 * @children: (element-type MfDigestPart): the parts of a multipart; of a message/rfc822, one: the
 *   message that it carries
 * @type: "text", as written; "text" if nothing usable is said
 * @subtype: "plain", as written
 * @parameters: (array length=n_parameters): of Content-Type; charset is not added if it is missing
 * @id: (nullable): Content-ID, as written
 * @description: (nullable): Content-Description, unfolded, not decoded
 * @encoding: Content-Transfer-Encoding, as written; "7bit" if nothing is said
 * @md5: (nullable): Content-MD5
 * @disposition: (nullable): the word of Content-Disposition, as written
 * @disposition_parameters: (array length=n_disposition_parameters): its parameters
 * @languages: (nullable) (array zero-terminated=1): the tags of Content-Language
 * @location: (nullable): Content-Location
 * @header: span of its header in the message, the blank line that ends it included
 * @body: span of its body
 * @lines: line ends in @body, as BODYSTRUCTURE wants them for text and message/rfc822
 * @header_start: where @header begins in the digest's headers, if the part is the root or the
 *   message of a message/rfc822; else %G_MAXSIZE
 *
 * One node of the part tree. The size in octets is @body's length.
 */
struct _MfDigestPart
{
  MfDigestPart *parent;
  GPtrArray *children;
  char *type;
  char *subtype;
  MfDigestParameter *parameters;
  guint n_parameters;
  char *id;
  char *description;
  char *encoding;
  char *md5;
  char *disposition;
  MfDigestParameter *disposition_parameters;
  guint n_disposition_parameters;
  char **languages;
  char *location;
  MfSpan header;
  MfSpan body;
  guint lines;
  gsize header_start;
};

/**
 * MfDigestSection:
 * @MF_DIGEST_SECTION_ALL: BODY[] or BODY[1.2]: the whole message, or the body of the part
 * @MF_DIGEST_SECTION_HEADER: HEADER of the message or of the message/rfc822 part
 * @MF_DIGEST_SECTION_TEXT: TEXT of it
 * @MF_DIGEST_SECTION_MIME: MIME: the part's own header
 */
typedef enum
{
  MF_DIGEST_SECTION_ALL,
  MF_DIGEST_SECTION_HEADER,
  MF_DIGEST_SECTION_TEXT,
  MF_DIGEST_SECTION_MIME,
} MfDigestSection;

MfMessageDigest *mf_message_digest_new (GBytes *message);
MfMessageDigest *mf_message_digest_ref (MfMessageDigest *self);
void mf_message_digest_unref (MfMessageDigest *self);

guint64 mf_message_digest_get_size (const MfMessageDigest *self);
gboolean mf_message_digest_is_whole (const MfMessageDigest *self);
const MfDigestPart *mf_message_digest_get_root (const MfMessageDigest *self);
const char *
mf_message_digest_get_header (const MfMessageDigest *self, const MfDigestPart *part, gsize *length);
const MfDigestPart *
mf_message_digest_find_part (const MfMessageDigest *self, const guint32 *path, guint n_path);
gboolean mf_message_digest_find_section (const MfMessageDigest *self,
                                         const guint32 *path,
                                         guint n_path,
                                         MfDigestSection section,
                                         MfSpan *span);
char *mf_message_digest_dup_field (const MfMessageDigest *self,
                                   const MfDigestPart *part,
                                   const char *name);

GBytes *mf_message_digest_write (const MfMessageDigest *self);
MfMessageDigest *mf_message_digest_read (GBytes *bytes, GError **error);
GBytes *mf_message_digest_read_header (GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMessageDigest, mf_message_digest_unref)

G_END_DECLS
