/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-dialogue.h"

#include <string.h>

#define NO_MOVE (-1)

struct _MfDialogue
{
  MfTimeline *timeline;
  guint n_known;
  GArray *moves[MF_N_SIDES][MF_N_MOVES]; /* of guint: the records' numbers */
  GHashTable *refused;                   /* connections on which the last reply was a no */
};

/* The first digit of a reply's code, or 0: "smtp.250.MAIL", "http.404"; what
 * POP3 says is a yes or a no as well. */
static int
get_class (const MfUnit *unit)
{
  const char *code = strchr (unit->topic, '.');

  if (code != NULL && g_str_has_prefix (code, ".+OK"))
    return 2;
  if (code != NULL && g_str_has_prefix (code, ".-ERR"))
    return 5;
  return code != NULL && g_ascii_isdigit (code[1]) ? code[1] - '0' : 0;
}

static int
classify_reply (MfDialogue *self, const MfRecord *record)
{
  gpointer key = GUINT_TO_POINTER (record->connection);
  int class = get_class (record->unit);

  if (class >= 4)
    g_hash_table_add (self->refused, key);
  else
    g_hash_table_remove (self->refused, key);

  if (g_str_has_suffix (record->unit->topic, ".greeting"))
    return MF_MOVE_GREETING;
  /* 3yz is neither: "go on" (SMTP), "look elsewhere" (HTTP). */
  return class == 2 ? MF_MOVE_YES : class >= 4 ? MF_MOVE_NO : NO_MOVE;
}

static int
classify_unit (MfDialogue *self, const MfRecord *record)
{
  const MfUnit *unit = record->unit;

  switch (unit->kind)
    {
    case MF_UNIT_COMMAND:
      return g_str_has_suffix (unit->topic, ".QUIT") ? MF_MOVE_END : MF_MOVE_ASK;
    case MF_UNIT_REPLY:
      return g_str_has_suffix (unit->topic, ".QUIT") ? NO_MOVE : classify_reply (self, record);
    case MF_UNIT_DATA:
      /* The page that explains an error is not what was asked for. */
      return g_hash_table_contains (self->refused, GUINT_TO_POINTER (record->connection))
                 ? NO_MOVE
                 : MF_MOVE_CONTENT;
    case MF_UNIT_CHALLENGE:
    case MF_UNIT_RESPONSE:
    case MF_UNIT_OPAQUE:
    default:
      return NO_MOVE;
    }
}

static int
classify (MfDialogue *self, const MfRecord *record)
{
  switch (record->kind)
    {
    case MF_RECORD_OPEN:
      g_hash_table_remove (self->refused, GUINT_TO_POINTER (record->connection));
      return MF_MOVE_CALL;
    case MF_RECORD_UNIT:
      return classify_unit (self, record);
    case MF_RECORD_CLOSE:
      return record->protocol == MF_PROTOCOL_HTTP ? MF_MOVE_END : NO_MOVE;
    case MF_RECORD_ACT:
    case MF_RECORD_LOOKUP:
    case MF_RECORD_EVENT:
    default:
      return NO_MOVE;
    }
}

static void
items_changed_cb (MfDialogue *self, guint position)
{
  MfStage *stage = mf_timeline_get_stage (self->timeline);

  if (position < self->n_known)
    {
      for (guint i = 0; i < MF_N_SIDES * MF_N_MOVES; i++)
        g_array_set_size (self->moves[i / MF_N_MOVES][i % MF_N_MOVES], 0);
      g_hash_table_remove_all (self->refused);
      self->n_known = 0;
    }

  for (; self->n_known < mf_timeline_get_n_records (self->timeline); self->n_known++)
    {
      const MfRecord *record = mf_timeline_get_record (self->timeline, self->n_known);
      int move = classify (self, record);

      if (move != NO_MOVE)
        g_array_append_val (self->moves[mf_record_get_side (record, stage)][move], self->n_known);
    }
}

/**
 * mf_dialogue_new:
 * @timeline: whose records; a reference is taken
 *
 * Returns: (transfer full): its dialogues
 */
MfDialogue *
mf_dialogue_new (MfTimeline *timeline)
{
  MfDialogue *self;

  g_return_val_if_fail (MF_IS_TIMELINE (timeline), NULL);

  self = g_new0 (MfDialogue, 1);
  self->timeline = g_object_ref (timeline);
  self->refused = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < MF_N_SIDES * MF_N_MOVES; i++)
    self->moves[i / MF_N_MOVES][i % MF_N_MOVES] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect_swapped (timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0);
  return self;
}

void
mf_dialogue_free (MfDialogue *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->timeline, self);
  for (guint i = 0; i < MF_N_SIDES * MF_N_MOVES; i++)
    g_array_unref (self->moves[i / MF_N_MOVES][i % MF_N_MOVES]);
  g_hash_table_unref (self->refused);
  g_object_unref (self->timeline);
  g_free (self);
}

MfTimeline *
mf_dialogue_get_timeline (MfDialogue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->timeline;
}

/**
 * mf_dialogue_find:
 * @self: dialogues
 * @side: on which side
 * @move: what is looked for
 * @n_records: how many records have happened
 *
 * Returns: (transfer none) (nullable): the last such record of those; if there is none, the first
 *   that is to come, its number not less than @n_records; %NULL if that side never does this
 */
const MfRecord *
mf_dialogue_find (MfDialogue *self, MfSide side, MfMove move, guint n_records)
{
  const GArray *seqs;
  guint low = 0, high;

  g_return_val_if_fail (self != NULL && (guint) side < MF_N_SIDES, NULL);
  g_return_val_if_fail ((guint) move < MF_N_MOVES, NULL);

  seqs = self->moves[side][move];
  high = seqs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (seqs, guint, middle) < n_records)
        low = middle + 1;
      else
        high = middle;
    }

  if (seqs->len == 0)
    return NULL;

  return mf_timeline_get_record (self->timeline,
                                 g_array_index (seqs, guint, low > 0 ? low - 1 : 0));
}
