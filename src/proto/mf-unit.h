/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfUnitKind:
 * @MF_UNIT_COMMAND: one command line of the client
 * @MF_UNIT_REPLY: one reply of the server, all its lines
 * @MF_UNIT_DATA: message data, at most MF_UNIT_DATA_MAX bytes of it, cut after a CRLF where
 *   there is one
 * @MF_UNIT_CHALLENGE: a line of the server inside an authentication exchange
 * @MF_UNIT_RESPONSE: a line of the client inside an authentication exchange
 * @MF_UNIT_OPAQUE: bytes that the dissector cannot read: garbage, or not its protocol
 */
typedef enum
{
  MF_UNIT_COMMAND,
  MF_UNIT_REPLY,
  MF_UNIT_DATA,
  MF_UNIT_CHALLENGE,
  MF_UNIT_RESPONSE,
  MF_UNIT_OPAQUE,
} MfUnitKind;

/* A letter of ordinary length travels as one unit; a long one is cut, so that a
 * held unit never takes more memory than this. */
#define MF_UNIT_DATA_MAX (64 * 1024)

/* How many fields a unit holds before those that may come any number of times
 * are left out: more than any person reads, and an end to what a hostile peer
 * can make of 64 KiB of dots. */
#define MF_UNIT_FIELDS_MAX 2048

/**
 * MfField:
 * @name: (transfer none): what the bytes are, a static string such as "reverse-path"; the
 *   RFC's own name of the rule, in small letters with hyphens. It is also the explanation's key.
 * @span: where they stand in the unit's bytes; two fields may nest but never cross
 * @value: (nullable): what they mean, decoded: the unescaped, unfolded, base64-decoded text.
 *   %NULL if that is just the bytes. Secrets are decoded here too: an eavesdropper can.
 */
typedef struct
{
  const char *name;
  MfSpan span;
  char *value;
} MfField;

/**
 * MfUnit:
 * @protocol: whose unit it is
 * @kind: what it is
 * @direction: which way it goes
 * @phase: the phase of the session that this unit belongs to
 * @topic: (transfer none): an interned string that names what is said, the key of its
 *   explanation: "smtp.MAIL", "smtp.354", "smtp.data", "pop3.RETR", "pop3.+OK.RETR"
 * @bytes: the bytes exactly as they crossed the wire, shared with it
 * @fields: (array length=n_fields): ordered by start, the longer first
 * @complete: %FALSE if the stream ended in the middle of it
 *
 * What a step of the picture is made of: one thing that one side says. Immutable.
 */
typedef struct
{
  gatomicrefcount refs;
  MfProtocol protocol;
  MfUnitKind kind;
  MfDirection direction;
  MfPhase phase;
  const char *topic;
  GBytes *bytes;
  MfField *fields;
  guint n_fields;
  gboolean complete;
} MfUnit;

/* Built once by a dissector; mf_unit_builder_end() makes it immutable. */
typedef struct _MfUnitBuilder MfUnitBuilder;

MfUnitBuilder *
mf_unit_builder_new (MfProtocol protocol, MfUnitKind kind, MfDirection direction, GBytes *bytes);
void mf_unit_builder_set_topic (MfUnitBuilder *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void mf_unit_builder_set_phase (MfUnitBuilder *self, MfPhase phase);
void mf_unit_builder_set_incomplete (MfUnitBuilder *self);
void mf_unit_builder_add_field (MfUnitBuilder *self, const char *name, MfSpan span, char *value);
void mf_unit_builder_add_repeated_field (MfUnitBuilder *self,
                                         const char *name,
                                         MfSpan span,
                                         char *value);
MfUnit *mf_unit_builder_end (MfUnitBuilder *self);

MfUnit *mf_unit_ref (MfUnit *self);
void mf_unit_unref (MfUnit *self);
const MfField *mf_unit_find_field (const MfUnit *self, const char *name);
char *mf_unit_get_field_text (const MfUnit *self, const MfField *field);
char *mf_unit_get_first_line (const MfUnit *self);
const char *mf_unit_kind_get_nick (MfUnitKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfUnit, mf_unit_unref)

G_END_DECLS
