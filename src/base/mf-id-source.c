/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-id-source.h"

#include <sys/random.h>

struct _MfIdSource
{
  guint64 state;
};

/**
 * mf_id_source_new_seeded:
 * @seed: where the sequence starts
 *
 * The same seed gives the same ids, on every machine: what makes two plays of
 * a lesson identical to the byte.
 *
 * Returns: (transfer full): an id source
 */
MfIdSource *
mf_id_source_new_seeded (guint64 seed)
{
  MfIdSource *self = g_new0 (MfIdSource, 1);

  self->state = seed;
  return self;
}

/**
 * mf_id_source_new_unpredictable:
 *
 * Returns: (transfer full): an id source seeded by the kernel, for a server
 *   that talks to the outside
 */
MfIdSource *
mf_id_source_new_unpredictable (void)
{
  guint64 seed;

  if (getrandom (&seed, sizeof seed, 0) != sizeof seed)
    seed = ((guint64) g_random_int () << 32 | g_random_int ()) ^ (guint64) g_get_real_time ();

  return mf_id_source_new_seeded (seed);
}

void
mf_id_source_free (MfIdSource *self)
{
  g_free (self);
}

/**
 * mf_id_source_next:
 * @self: an id source
 *
 * One step of SplitMix64 (Steele, Lea, Flood 2014): every state gives another
 * value, so no value returns within 2⁶⁴ draws.
 *
 * Returns: the next value, any of 0 … 2⁶⁴ − 1
 */
guint64
mf_id_source_next (MfIdSource *self)
{
  guint64 z;

  g_return_val_if_fail (self != NULL, 0);

  z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * mf_id_source_next_id:
 * @self: an id source
 *
 * Returns: (transfer full): the next value as 13 letters and digits that are
 *   hard to confuse (Crockford's base 32), fit for file names and message ids
 */
char *
mf_id_source_next_id (MfIdSource *self)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  guint64 value = mf_id_source_next (self);
  char *id = g_malloc (14);

  for (int i = 12; i >= 0; i--, value >>= 5)
    id[i] = alphabet[value & 31];
  id[13] = '\0';

  return id;
}
