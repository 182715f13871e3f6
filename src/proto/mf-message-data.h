/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-unit.h"
#include "wire/mf-dot-decoder.h"

G_BEGIN_DECLS

/* Fields per unit: more than any person reads, and an end to what a hostile
 * peer can make of 64 KiB of dots. The end mark and the body are named anyway. */
#define MF_UNIT_FIELDS_MAX 2048

/**
 * MfMessageData:
 * @decoder: where in the stuffed data the search for its end stands
 * @searched: how many pending bytes it has seen
 * @begun: a unit has been cut already
 * @in_body: the blank line behind the header has passed
 * @in_line: the last unit was cut inside a line
 * @after_cr: and right behind a CR
 * @n_fields: how many fields have been named in the unit
 *
 * Cuts dot-stuffed data, as SMTP's DATA and POP3's RETR carry it, into units
 * and names the fields of a message in them. Begins as `{ 0 }`.
 */
typedef struct
{
  MfDotDecoder decoder;
  gsize searched;
  gboolean begun;
  gboolean in_body;
  gboolean in_line;
  gboolean after_cr;
  guint n_fields;
} MfMessageData;

gsize mf_message_data_find_unit (MfMessageData *self, const guint8 *data, gsize length);
gboolean mf_message_data_has_ended (const MfMessageData *self);
void mf_message_data_add_fields (MfMessageData *self, MfUnitBuilder *builder, GBytes *bytes);

G_END_DECLS
