/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-address.h"

G_BEGIN_DECLS

/**
 * MfBodyType:
 * @MF_BODY_7BIT: every byte below 128, lines of at most 998
 * @MF_BODY_8BITMIME: lines as above, bytes of any value (RFC 6152)
 *
 * What the sender promised about the letter's bytes.
 */
typedef enum
{
  MF_BODY_7BIT,
  MF_BODY_8BITMIME,
} MfBodyType;

/**
 * MfEnvelope:
 * @sender: (nullable): the reverse-path; %NULL is the null path `<>` of a bounce
 * @recipients: (element-type MfAddress): the forward-paths, in the order given
 * @body: what MAIL's BODY parameter said
 * @declared_size: what MAIL's SIZE parameter said, in bytes, or 0
 * @arrived_us: when the message was taken in, µs since the Unix epoch
 *
 * What travels around the letter: MAIL FROM and RCPT TO (RFC 5321 section
 * 2.3.1), not the header's From and To.
 */
struct _MfEnvelope
{
  gatomicrefcount refs;
  MfAddress *sender;
  GPtrArray *recipients;
  MfBodyType body;
  guint64 declared_size;
  gint64 arrived_us;
};

MfEnvelope *mf_envelope_new (MfAddress *sender);
MfEnvelope *mf_envelope_ref (MfEnvelope *self);
void mf_envelope_unref (MfEnvelope *self);

void mf_envelope_add_recipient (MfEnvelope *self, MfAddress *recipient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfEnvelope, mf_envelope_unref)

G_END_DECLS
