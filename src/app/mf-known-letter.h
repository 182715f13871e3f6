/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/* A hostile server may tell of a thousand parts; nobody looks at more than these. */
#define MF_KNOWN_LETTER_MAX_PARTS 200

/**
 * MfKnownPart:
 * @section: its number, as BODY[…] takes it: "1", "2.1" (RFC 3501 section 6.4.5)
 * @media_type: "text/plain", small letters
 * @file_name: (nullable): the name that it should be saved under
 * @size: its octets, encoded as they are
 * @content: (nullable): them, if they were fetched
 * @text: (nullable): what they say, if that is text
 *
 * A part of a letter that has no parts of its own.
 */
typedef struct
{
  char *section;
  char *media_type;
  char *file_name;
  guint64 size;
  GBytes *content;
  char *text;
} MfKnownPart;

/**
 * MfKnownLetter:
 * @from: (nullable): who wrote it
 * @to: (nullable): whom for
 * @date: (nullable): when, as it stands in the header
 * @size: the octets of all of it, or -1
 * @parts: (element-type MfKnownPart): in their order
 *
 * What an agent that reads by IMAP knows of a letter on its server: what it was
 * told by FETCH, in the bytes that crossed the wire, up to a place in the
 * timeline.
 */
typedef struct
{
  char *from;
  char *to;
  char *date;
  gint64 size;
  GPtrArray *parts;
} MfKnownLetter;

/**
 * MfKnownPlace:
 * @mailbox: where the agent sees the letter: "bob", "bob/Family"
 * @item: the letter, as it lies at the agent
 */
typedef struct
{
  const char *mailbox;
  const MfSceneItem *item;
} MfKnownPlace;

MfKnownLetter *
mf_known_letter_new (MfTimeline *timeline, guint host, const MfKnownPlace *place, guint n_records);
guint mf_known_letter_count_read (const MfKnownLetter *self);
void mf_known_letter_free (MfKnownLetter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfKnownLetter, mf_known_letter_free)

G_END_DECLS
