/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-tally.h"

/* What is known of one side after some record: the tally, and what it takes to
 * go on from there. */
typedef struct
{
  MfTally tally;
  gint64 start_us;
  guint64 content[2]; /* bytes of content, by direction */
  gboolean begun;
} Count;

typedef struct
{
  Count sides[MF_N_SIDES];
} Entry;

struct _MfTallies
{
  MfTimeline *timeline;
  GArray *entries;    /* of Entry: after each record */
  GHashTable *turned; /* connections on which the last unit went to the client */
};

static void
count_init (Count *self)
{
  *self = (Count) { .tally = { .connected = -1, .asked = -1, .received = -1 } };
}

static void
note_time (Count *self, const MfRecord *record)
{
  if (!self->begun)
    self->start_us = record->time_us;

  self->begun = TRUE;
  self->tally.elapsed_us = MAX (self->tally.elapsed_us, record->arrival_us - self->start_us);
}

static void
add_open (Count *self, const MfRecord *record)
{
  self->tally.round_trips++;
  self->tally.connected = record->client;

  if (mf_record_find_effect (record, MF_EFFECT_OPENED) != NULL)
    self->tally.connections++;
}

static void
add_content (Count *self, const MfRecord *record, gsize size)
{
  MfDirection direction = record->unit->direction;

  self->content[direction] += size;

  if (self->content[direction] >= self->content[!direction])
    self->tally.received = record->to;
}

static void
add_unit (Count *self, GHashTable *turned, const MfRecord *record)
{
  const MfUnit *unit = record->unit;
  gsize size = g_bytes_get_size (unit->bytes);
  gpointer key = GUINT_TO_POINTER (record->connection);

  if (unit->direction == MF_TO_SERVER)
    {
      self->tally.to_server += size;
      g_hash_table_remove (turned, key);
    }
  else
    {
      self->tally.to_client += size;
      self->tally.round_trips += g_hash_table_add (turned, key);
    }

  if (unit->kind == MF_UNIT_COMMAND)
    self->tally.asked = record->from;
  else if (unit->kind == MF_UNIT_DATA)
    add_content (self, record, size);

  /* A response of HTTP that brings what was asked for (RFC 9110 section 15.3). */
  if (unit->kind == MF_UNIT_REPLY && unit->protocol == MF_PROTOCOL_HTTP &&
      g_str_has_prefix (unit->topic, "http.2"))
    self->tally.objects++;
}

static void
add_effects (Count *self, const MfRecord *record)
{
  for (guint i = 0; i < record->n_effects; i++)
    if (record->effects[i]->kind == MF_EFFECT_DELIVERED)
      self->tally.objects += (guint) MAX (1, record->effects[i]->number);
}

static void
add (Count *self, GHashTable *turned, const MfRecord *record)
{
  add_effects (self, record);

  switch (record->kind)
    {
    case MF_RECORD_OPEN:
      add_open (self, record);
      break;
    case MF_RECORD_UNIT:
      add_unit (self, turned, record);
      break;
    case MF_RECORD_LOOKUP:
      self->tally.round_trips++;
      break;
    case MF_RECORD_CLOSE:
    case MF_RECORD_ACT:
    case MF_RECORD_EVENT:
    default:
      return;
    }

  note_time (self, record);
}

static void
items_changed_cb (MfTallies *self, guint position)
{
  MfStage *stage = mf_timeline_get_stage (self->timeline);
  Entry entry;

  /* Which way a connection was turned is only known by going through it. */
  if (position < self->entries->len)
    {
      g_array_set_size (self->entries, 0);
      g_hash_table_remove_all (self->turned);
    }

  if (self->entries->len > 0)
    entry = g_array_index (self->entries, Entry, self->entries->len - 1);
  else
    for (guint i = 0; i < MF_N_SIDES; i++)
      count_init (&entry.sides[i]);

  for (guint seq = self->entries->len; seq < mf_timeline_get_n_records (self->timeline); seq++)
    {
      const MfRecord *record = mf_timeline_get_record (self->timeline, seq);

      add (&entry.sides[mf_record_get_side (record, stage)], self->turned, record);
      g_array_append_val (self->entries, entry);
    }
}

/**
 * mf_tallies_new:
 * @timeline: whose records are counted; a reference is taken
 *
 * Returns: (transfer full): the tallies
 */
MfTallies *
mf_tallies_new (MfTimeline *timeline)
{
  MfTallies *self;

  g_return_val_if_fail (MF_IS_TIMELINE (timeline), NULL);

  self = g_new0 (MfTallies, 1);
  self->timeline = g_object_ref (timeline);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->turned = g_hash_table_new (NULL, NULL);
  g_signal_connect_swapped (timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0);
  return self;
}

void
mf_tallies_free (MfTallies *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_object_unref (self->timeline);
  g_array_unref (self->entries);
  g_hash_table_unref (self->turned);
  g_free (self);
}

/**
 * mf_tallies_get:
 * @self: tallies
 * @side: whose; %MF_SIDE_NONE for what belongs to neither, all of it on an undivided stage
 * @n_records: after how many records; more than there are means all
 * @tally: (out): what it had cost until then; hosts are the whole stage's
 */
void
mf_tallies_get (MfTallies *self, MfSide side, guint n_records, MfTally *tally)
{
  Count none;

  g_return_if_fail (self != NULL && (guint) side < MF_N_SIDES);

  n_records = MIN (n_records, self->entries->len);
  count_init (&none);
  *tally = n_records == 0 ? none.tally
                          : g_array_index (self->entries, Entry, n_records - 1).sides[side].tally;
}
