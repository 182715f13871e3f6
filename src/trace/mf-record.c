/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-record.h"

static const char *const kinds[] = {
  [MF_RECORD_ACT] = "act",   [MF_RECORD_LOOKUP] = "lookup", [MF_RECORD_OPEN] = "open",
  [MF_RECORD_UNIT] = "unit", [MF_RECORD_CLOSE] = "close",   [MF_RECORD_EVENT] = "event",
};

/**
 * mf_record_new:
 * @values: everything but the effects and the reference count; a reference to
 *   the unit is taken
 * @effects: (nullable) (transfer full) (element-type MfEffect): what its
 *   arrival changed, in order; the array is emptied and released
 *
 * Returns: (transfer full): a record, immutable from now on
 */
MfRecord *
mf_record_new (const MfRecord *values, GPtrArray *effects)
{
  MfRecord *self = g_new (MfRecord, 1);

  *self = *values;
  g_atomic_ref_count_init (&self->refs);
  self->unit = values->unit ? mf_unit_ref (values->unit) : NULL;
  self->effects = NULL;
  self->n_effects = 0;

  if (effects)
    {
      gsize n;
      g_autofree gpointer *stolen = g_ptr_array_steal (effects, &n);

      /* Exactly as many pointers as there are effects: the array's spare room
       * would cost more than the record. */
      self->effects = n ? g_memdup2 (stolen, n * sizeof (gpointer)) : NULL;
      self->n_effects = (guint) n;
      g_ptr_array_unref (effects);
    }

  return self;
}

MfRecord *
mf_record_ref (MfRecord *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_record_unref (MfRecord *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < self->n_effects; i++)
    mf_effect_free (self->effects[i]);
  g_free (self->effects);
  g_clear_pointer (&self->unit, mf_unit_unref);
  g_free (self);
}

/**
 * mf_record_find_effect:
 * @self: a record
 * @kind: what is looked for
 *
 * Returns: (nullable) (transfer none): the first effect of that kind
 */
const MfEffect *
mf_record_find_effect (const MfRecord *self, MfEffectKind kind)
{
  for (guint i = 0; i < self->n_effects; i++)
    if (self->effects[i]->kind == kind)
      return self->effects[i];

  return NULL;
}

/**
 * mf_record_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in files
 */
const char *
mf_record_kind_get_nick (MfRecordKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "event");

  return kinds[kind];
}

/**
 * mf_record_get_side:
 * @self: a record
 * @stage: where it happened
 *
 * Returns: the side of two where it happened; no link joins the sides
 */
MfSide
mf_record_get_side (const MfRecord *self, const MfStage *stage)
{
  return mf_stage_get_side (stage, self->from >= 0 ? self->from : self->to);
}
