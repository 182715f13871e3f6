/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-record-json.h"

static const char *
get_host_id (const MfStage *stage, int host)
{
  return host >= 0 ? mf_stage_get_host (stage, host)->id : NULL;
}

static void
write_fields (const MfUnit *unit, MfJsonWriter *writer)
{
  mf_json_writer_begin (writer, "fields", '[');

  for (guint i = 0; unit != NULL && i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];
      g_autofree char *text = mf_unit_get_field_text (unit, field);

      mf_json_writer_begin (writer, NULL, '{');
      mf_json_writer_string (writer, "name", field->name);
      mf_json_writer_number (writer, "start", field->span.start);
      mf_json_writer_number (writer, "length", field->span.length);
      mf_json_writer_string (writer, "value", field->value != NULL ? field->value : text);
      mf_json_writer_end (writer, '}');
    }

  mf_json_writer_end (writer, ']');
}

static void
write_envelope (const MfEnvelope *envelope, MfJsonWriter *writer)
{
  if (envelope == NULL)
    return;

  mf_json_writer_begin (writer, "envelope", '{');
  mf_json_writer_string (writer, "sender",
                         envelope->sender != NULL ? mf_address_get_text (envelope->sender) : NULL);
  mf_json_writer_begin (writer, "recipients", '[');

  for (guint i = 0; i < envelope->recipients->len; i++)
    mf_json_writer_string (writer, NULL,
                           mf_address_get_text (g_ptr_array_index (envelope->recipients, i)));

  mf_json_writer_end (writer, ']');
  mf_json_writer_end (writer, '}');
}

static void
write_optional (MfJsonWriter *writer, const char *name, const char *value)
{
  if (value != NULL)
    mf_json_writer_string (writer, name, value);
}

/* Of an effect only what it has: see MfEffectKind for what that is. */
static void
write_effect (const MfEffect *effect, const MfStage *stage, MfJsonWriter *writer)
{
  mf_json_writer_begin (writer, NULL, '{');
  mf_json_writer_string (writer, "kind", mf_effect_kind_get_nick (effect->kind));
  write_optional (writer, "host", get_host_id (stage, effect->host));

  if (effect->kind == MF_EFFECT_PHASE)
    mf_json_writer_string (writer, "phase", mf_phase_get_nick ((MfPhase) effect->number));
  else if (effect->number != 0)
    mf_json_writer_number (writer, "number", effect->number);

  if (effect->time_us != 0)
    mf_json_writer_number (writer, "time", effect->time_us);

  write_optional (writer, "item", effect->item);
  write_optional (writer, "mailbox", effect->mailbox);
  write_optional (writer, "subject", effect->subject);
  write_optional (writer, "text", effect->text);
  write_envelope (effect->envelope, writer);

  if (effect->content != NULL)
    mf_json_writer_bytes (writer, "content", effect->content);

  mf_json_writer_end (writer, '}');
}

static void
write_unit (const MfUnit *unit, MfJsonWriter *writer)
{
  mf_json_writer_string (writer, "phase", unit != NULL ? mf_phase_get_nick (unit->phase) : NULL);
  mf_json_writer_string (writer, "unit", unit != NULL ? mf_unit_kind_get_nick (unit->kind) : NULL);
  mf_json_writer_string (writer, "topic", unit != NULL ? unit->topic : NULL);
  mf_json_writer_bytes (writer, "bytes", unit != NULL ? unit->bytes : NULL);
  write_fields (unit, writer);
}

/* What its side has cost with it: hosts by their ids, bytes and µs as numbers. */
static void
write_tally (const MfRecord *record, const MfStage *stage, MfTallies *tallies, MfJsonWriter *writer)
{
  MfSide side = mf_record_get_side (record, stage);
  MfTally tally;

  mf_tallies_get (tallies, side, record->seq + 1, &tally);
  mf_json_writer_string (writer, "side", mf_side_get_nick (side));
  mf_json_writer_begin (writer, "tally", '{');
  mf_json_writer_number (writer, "connections", tally.connections);
  mf_json_writer_number (writer, "round-trips", tally.round_trips);
  mf_json_writer_number (writer, "to-server", (gint64) tally.to_server);
  mf_json_writer_number (writer, "to-client", (gint64) tally.to_client);
  mf_json_writer_number (writer, "elapsed", tally.elapsed_us);
  mf_json_writer_number (writer, "objects", tally.objects);
  mf_json_writer_string (writer, "connected", get_host_id (stage, tally.connected));
  mf_json_writer_string (writer, "asked", get_host_id (stage, tally.asked));
  mf_json_writer_string (writer, "received", get_host_id (stage, tally.received));
  mf_json_writer_end (writer, '}');
}

/**
 * mf_record_write_json:
 * @record: a record
 * @stage: where its hosts stand
 * @tallies: (nullable): what the sides of a divided stage have cost
 * @writer: where it is written, as an object
 */
void
mf_record_write_json (const MfRecord *record,
                      const MfStage *stage,
                      MfTallies *tallies,
                      MfJsonWriter *writer)
{
  mf_json_writer_begin (writer, NULL, '{');
  mf_json_writer_number (writer, "seq", record->seq);
  mf_json_writer_number (writer, "time", record->time_us);
  mf_json_writer_number (writer, "arrival", record->arrival_us);
  mf_json_writer_string (writer, "kind", mf_record_kind_get_nick (record->kind));
  mf_json_writer_number (writer, "connection", record->connection);
  mf_json_writer_string (writer, "from", get_host_id (stage, record->from));
  mf_json_writer_string (writer, "to", get_host_id (stage, record->to));
  mf_json_writer_string (writer, "client", get_host_id (stage, record->client));
  mf_json_writer_number (writer, "port", record->port);
  mf_json_writer_string (writer, "protocol",
                         record->protocol != MF_PROTOCOL_NONE
                             ? mf_protocol_get_nick (record->protocol)
                             : NULL);
  write_unit (record->unit, writer);
  mf_json_writer_begin (writer, "effects", '[');

  for (guint i = 0; i < record->n_effects; i++)
    write_effect (record->effects[i], stage, writer);

  mf_json_writer_end (writer, ']');

  if (tallies != NULL)
    write_tally (record, stage, tallies, writer);

  mf_json_writer_end (writer, '}');
}
