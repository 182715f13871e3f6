/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-secret.h"

#include <string.h>

struct _MfSecret
{
  gatomicrefcount refs;
  gsize length;
  char text[];
};

/**
 * mf_secret_new:
 * @text: a password
 * @length: its length in bytes, or -1 if it ends with a NUL
 *
 * Returns: (transfer full): a copy that is wiped when the last reference goes,
 *   and that no trace or log prints
 */
MfSecret *
mf_secret_new (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  MfSecret *self = g_malloc0 (sizeof (MfSecret) + n + 1);

  g_atomic_ref_count_init (&self->refs);
  self->length = n;
  memcpy (self->text, text, n);
  return self;
}

MfSecret *
mf_secret_ref (MfSecret *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_secret_unref (MfSecret *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  explicit_bzero (self->text, self->length);
  g_free (self);
}

/**
 * mf_secret_reveal:
 * @self: a secret
 *
 * The only way to the text, so that a search for this name finds every place
 * where a password leaves its box.
 *
 * Returns: (transfer none): the text, NUL-terminated
 */
const char *
mf_secret_reveal (const MfSecret *self)
{
  return self->text;
}

/**
 * mf_secret_equal:
 * @self: a secret
 * @text: what the peer said
 * @length: its length in bytes, or -1 if it ends with a NUL
 *
 * Compares in a time that depends on @length only.
 *
 * Returns: whether the two are equal
 */
gboolean
mf_secret_equal (const MfSecret *self, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  volatile guint difference = n != self->length;

  for (gsize i = 0; i < n; i++)
    difference |= (guchar) text[i] ^ (guchar) self->text[self->length ? i % self->length : 0];

  return difference == 0;
}
