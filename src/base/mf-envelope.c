/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-envelope.h"

/**
 * mf_envelope_new:
 * @sender: (nullable): the reverse-path, or %NULL for the null path
 *
 * Returns: (transfer full): an envelope without recipients
 */
MfEnvelope *
mf_envelope_new (MfAddress *sender)
{
  MfEnvelope *self = g_new0 (MfEnvelope, 1);

  g_atomic_ref_count_init (&self->refs);
  self->sender = sender ? mf_address_ref (sender) : NULL;
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_address_unref);
  return self;
}

MfEnvelope *
mf_envelope_ref (MfEnvelope *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_envelope_unref (MfEnvelope *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->sender, mf_address_unref);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_free (self);
}

/**
 * mf_envelope_add_recipient:
 * @self: an envelope
 * @recipient: one more forward-path
 */
void
mf_envelope_add_recipient (MfEnvelope *self, MfAddress *recipient)
{
  g_return_if_fail (self != NULL && recipient != NULL);

  g_ptr_array_add (self->recipients, mf_address_ref (recipient));
}
