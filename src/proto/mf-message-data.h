/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-unit.h"
#include "wire/mf-dot-decoder.h"

G_BEGIN_DECLS

/**
 * MfMessageData:
 * @crlf_in_end_mark: whether the end mark is CRLF.CRLF (RFC 5321 section 4.1.1.4), not
 *   just the last line of it (RFC 1939 section 3); to be set at the beginning
 * @counted: its length was told beforehand, as that of a literal: no dot is stuffed and there
 *   is no end mark; to be set at the beginning
 * @decoder: where in the stuffed data the search for its end stands
 * @searched: how many pending bytes it has seen
 * @begun: a unit has been cut already
 * @in_body: the blank line behind the header has passed
 * @in_line: the last unit was cut inside a line
 * @after_cr: and right behind a CR
 *
 * Cuts dot-stuffed data, as SMTP's DATA and POP3's RETR carry it, into units
 * and names the fields of a message in them; of data that is counted it does
 * the latter. Begins as `{ 0 }`, beside @crlf_in_end_mark and @counted, and
 * @in_body if there is no header.
 */
typedef struct
{
  gboolean crlf_in_end_mark;
  gboolean counted;
  MfDotDecoder decoder;
  gsize searched;
  gboolean begun;
  gboolean in_body;
  gboolean in_line;
  gboolean after_cr;
} MfMessageData;

gsize mf_message_data_find_unit (MfMessageData *self, const guint8 *data, gsize length);
gboolean mf_message_data_has_ended (const MfMessageData *self);
void mf_message_data_add_fields (MfMessageData *self, MfUnitBuilder *builder, GBytes *bytes);
void mf_message_data_add_fields_at (MfMessageData *self,
                                    MfUnitBuilder *builder,
                                    const char *bytes,
                                    MfSpan span);
gsize mf_message_data_find_last_line (const guint8 *data, gsize length);

G_END_DECLS
