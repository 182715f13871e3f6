/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/mf-session-index.h"

/* Bands stand in the order of their first record. To find those that reach into
 * a range without looking at all, each block of them remembers how far the
 * furthest of it goes. */
#define BLOCK 64

struct _MfSessionIndex
{
  GArray *bands;      /* of MfPhaseBand */
  GArray *reach;      /* of guint: the largest last of each block */
  GArray *steps;      /* of MfStepMark */
  GHashTable *recent; /* connection → 1 + index of its last band */
  gboolean *used;
  guint n_hosts;
};

/**
 * mf_session_index_new:
 * @n_hosts: of the stage
 *
 * Returns: (transfer full): an index of no records
 */
MfSessionIndex *
mf_session_index_new (guint n_hosts)
{
  MfSessionIndex *self = g_new0 (MfSessionIndex, 1);

  self->bands = g_array_new (FALSE, FALSE, sizeof (MfPhaseBand));
  self->reach = g_array_new (FALSE, TRUE, sizeof (guint));
  self->steps = g_array_new (FALSE, FALSE, sizeof (MfStepMark));
  self->recent = g_hash_table_new (NULL, NULL);
  self->used = g_new0 (gboolean, n_hosts + 1);
  self->n_hosts = n_hosts;
  return self;
}

void
mf_session_index_free (MfSessionIndex *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->bands);
  g_array_unref (self->reach);
  g_array_unref (self->steps);
  g_hash_table_unref (self->recent);
  g_free (self->used);
  g_free (self);
}

/**
 * mf_session_index_clear:
 * @self: an index
 *
 * Forgets every record.
 */
void
mf_session_index_clear (MfSessionIndex *self)
{
  g_array_set_size (self->bands, 0);
  g_array_set_size (self->reach, 0);
  g_array_set_size (self->steps, 0);
  g_hash_table_remove_all (self->recent);
  for (guint i = 0; i < self->n_hosts; i++)
    self->used[i] = FALSE;
}

static void
mark_used (MfSessionIndex *self, int host)
{
  if (host >= 0 && (guint) host < self->n_hosts)
    self->used[host] = TRUE;
}

static void
extend (MfSessionIndex *self, guint index, guint seq)
{
  guint *reach = &g_array_index (self->reach, guint, index / BLOCK);

  g_array_index (self->bands, MfPhaseBand, index).last = seq;
  *reach = MAX (*reach, seq);
}

static void
begin_band (MfSessionIndex *self, const MfRecord *record, MfPhase phase)
{
  MfPhaseBand band = {
    .connection = record->connection,
    .protocol = record->protocol,
    .phase = phase,
    .client = record->client,
    .server = record->client == record->from ? record->to : record->from,
    .port = record->port,
    .first = record->seq,
    .last = record->seq,
  };

  g_array_append_val (self->bands, band);
  g_array_set_size (self->reach, (self->bands->len + BLOCK - 1) / BLOCK);
  g_hash_table_insert (self->recent, GUINT_TO_POINTER (record->connection),
                       GUINT_TO_POINTER (self->bands->len));
  extend (self, self->bands->len - 1, record->seq);
}

/* Returns: whether a band begins with the record */
static gboolean
add_to_band (MfSessionIndex *self, const MfRecord *record)
{
  guint index =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->recent, GUINT_TO_POINTER (record->connection)));
  MfPhaseBand *band = index > 0 ? &g_array_index (self->bands, MfPhaseBand, index - 1) : NULL;
  MfPhase phase = record->unit ? record->unit->phase : MF_PHASE_NONE;

  if (band == NULL)
    {
      begin_band (self, record, phase);
      return TRUE;
    }
  if (band->phase == MF_PHASE_NONE)
    band->phase = phase;
  if (phase != MF_PHASE_NONE && phase != band->phase)
    {
      begin_band (self, record, phase);
      return TRUE;
    }
  extend (self, index - 1, record->seq);
  return FALSE;
}

/**
 * mf_session_index_append:
 * @self: an index
 * @record: the record that follows
 *
 * Returns: whether a band begins with it
 */
gboolean
mf_session_index_append (MfSessionIndex *self, const MfRecord *record)
{
  mark_used (self, record->from);
  mark_used (self, record->to);
  for (guint i = 0; i < record->n_effects; i++)
    {
      MfStepMark mark = { (guint) record->effects[i]->number, record->seq };

      mark_used (self, record->effects[i]->host);
      if (record->effects[i]->kind == MF_EFFECT_STEP)
        g_array_append_val (self->steps, mark);
    }
  return record->connection != 0 && add_to_band (self, record);
}

guint
mf_session_index_get_n_bands (const MfSessionIndex *self)
{
  return self->bands->len;
}

/**
 * mf_session_index_get_band:
 * @self: an index
 * @index: less than mf_session_index_get_n_bands(), in the order of their beginnings
 *
 * Returns: (transfer none): a phase; valid until the next change
 */
const MfPhaseBand *
mf_session_index_get_band (const MfSessionIndex *self, guint index)
{
  g_return_val_if_fail (index < self->bands->len, NULL);

  return &g_array_index (self->bands, MfPhaseBand, index);
}

/* How many bands begin at @seq or before. */
static guint
count_until (const MfSessionIndex *self, guint seq)
{
  guint low = 0, high = self->bands->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->bands, MfPhaseBand, middle).first <= seq)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * mf_session_index_foreach:
 * @self: an index
 * @first: a seq
 * @last: a seq, not before @first
 * @func: called for each band that has a record between them, in order
 * @data: for @func
 */
void
mf_session_index_foreach (
    const MfSessionIndex *self, guint first, guint last, MfPhaseBandFunc func, gpointer data)
{
  guint n = count_until (self, last);

  for (guint block = 0; block * BLOCK < n; block++)
    {
      if (g_array_index (self->reach, guint, block) < first)
        continue;
      for (guint i = block * BLOCK; i < MIN (n, (block + 1) * BLOCK); i++)
        {
          const MfPhaseBand *band = &g_array_index (self->bands, MfPhaseBand, i);

          if (band->last >= first)
            func (band, data);
        }
    }
}

guint
mf_session_index_get_n_steps (const MfSessionIndex *self)
{
  return self->steps->len;
}

/**
 * mf_session_index_get_step:
 * @self: an index
 * @index: less than mf_session_index_get_n_steps(), in the order of the records
 *
 * Returns: (transfer none): a step; valid until the next change
 */
const MfStepMark *
mf_session_index_get_step (const MfSessionIndex *self, guint index)
{
  g_return_val_if_fail (index < self->steps->len, NULL);

  return &g_array_index (self->steps, MfStepMark, index);
}

/**
 * mf_session_index_is_used:
 * @self: an index
 * @host: index on the stage
 *
 * Returns: whether a record comes from it or goes to it
 */
gboolean
mf_session_index_is_used (const MfSessionIndex *self, guint host)
{
  return host < self->n_hosts && self->used[host];
}
