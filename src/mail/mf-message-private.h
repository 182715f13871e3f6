/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-message.h"

G_BEGIN_DECLS

struct _MfMessage
{
  gatomicrefcount refs;
  GBytes *bytes;
  MfPart *root;
  gboolean whole;
};

/*< private >
 * MfMessageScan:
 * @data: (array length=length): the message
 * @length: its length in bytes
 * @n_parts: how many parts were made so far
 * @n_fields: how many fields were listed so far
 * @whole: whether no limit was met so far
 *
 * What the scan of one message carries along.
 */
typedef struct
{
  const char *data;
  gsize length;
  guint n_parts;
  guint n_fields;
  gboolean whole;
} MfMessageScan;

MfPart *mf_message_scan (MfMessageScan *scan);
gsize mf_message_scan_fields (MfMessageScan *scan, MfPart *part, gsize start, gsize end);
void mf_part_read_fields (MfPart *part, const MfMessageScan *scan, char **boundary);
void mf_part_free (MfPart *part);

char *mf_text_to_utf8 (const char *data, gsize length, const char *charset);

G_END_DECLS
