/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-network-private.h"

/* Nothing that a world waits for in real time takes this long: it is a fault. */
#define WAIT_TIMEOUT_S 60

static gboolean
timed_out_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
wait_for_answers (MfNetwork *self, GError **error)
{
  GSource *timeout = g_timeout_source_new_seconds (WAIT_TIMEOUT_S);
  gboolean timed_out = FALSE;

  g_source_set_callback (timeout, timed_out_cb, &timed_out, NULL);
  g_source_attach (timeout, self->context);
  while (self->n_waits > 0 && mf_pump_is_idle (self->pump) && !timed_out)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timeout);
  g_source_unref (timeout);

  if (timed_out)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%u questions stay unanswered",
                 self->n_waits);
  return !timed_out;
}

/* Lets the guests do what they can. None of their sources waits for the time or
 * for a descriptor: what is ready depends on the bytes that have come alone. */
static gboolean
serve_guests (MfNetwork *self)
{
  gboolean moved = FALSE;

  while (self->n_guests > 0 && g_main_context_iteration (self->context, FALSE))
    moved = TRUE;
  return moved;
}

/**
 * mf_network_settle:
 * @self: a network
 * @error: return location for a %G_IO_ERROR_TIMED_OUT
 *
 * Brings the network to rest: every byte that one end wrote has been read by
 * the other, as far as that one wants any, no guest has anything to do, and no
 * question is unanswered. What waits at a gate is at rest.
 *
 * Returns: whether it is at rest; if a question is never answered, it is not
 */
gboolean
mf_network_settle (MfNetwork *self, GError **error)
{
  gboolean moved;

  do
    {
      mf_pump_run (self->pump);
      moved = serve_guests (self);
      if (self->n_waits > 0 && mf_pump_is_idle (self->pump) && !wait_for_answers (self, error))
        return FALSE;
    }
  while (moved || !mf_network_is_at_rest (self));

  return TRUE;
}

/**
 * mf_network_is_at_rest:
 * @self: a network
 *
 * Returns: whether nothing happens until something is passed or a timer goes off
 */
gboolean
mf_network_is_at_rest (const MfNetwork *self)
{
  return self->n_waits == 0 && mf_pump_is_idle (self->pump);
}

/* Something due at @arrival_us: is it before what was found so far? Things are
 * looked at in the order of connection and direction, so equals stay behind. */
static gboolean
is_first (const MfNetwork *self, gint64 arrival_us)
{
  return (self->due_connection == NULL && self->due_lookup == NULL) ||
         arrival_us < self->due.arrival_us;
}

static void
consider_lookups (MfNetwork *self)
{
  for (GList *l = self->lookups.head; l; l = l->next)
    {
      const MfNetworkLookup *lookup = l->data;

      if (!is_first (self, lookup->arrival_us))
        continue;
      self->due_lookup = l;
      self->due = (MfRecord) { .kind = MF_RECORD_LOOKUP,
                               .time_us = lookup->departure_us,
                               .arrival_us = lookup->arrival_us,
                               .from = (int) lookup->host,
                               .to = self->name_server,
                               .client = (int) lookup->host,
                               .port = mf_protocol_get_port (MF_PROTOCOL_DNS),
                               .protocol = MF_PROTOCOL_DNS };
    }
}

static void
set_due (MfNetwork *self, MfNetworkConnection *connection, MfDirection direction)
{
  gboolean to_server = direction == MF_TO_SERVER;
  int client = (int) connection->from;

  self->due_lookup = NULL;
  self->due_connection = connection;
  self->due_direction = direction;
  self->due = (MfRecord) { .kind = MF_RECORD_OPEN,
                           .time_us = connection->departure_us,
                           .arrival_us = connection->arrival_us,
                           .connection = connection->id,
                           .from = to_server ? client : connection->to,
                           .to = to_server ? connection->to : client,
                           .client = client,
                           .port = connection->port,
                           .protocol = connection->protocol };
}

static void
consider_connection (MfNetwork *self, MfNetworkConnection *connection)
{
  if (connection->relay == NULL)
    {
      if (is_first (self, connection->arrival_us))
        set_due (self, connection, MF_TO_SERVER);
      return;
    }

  if (connection->broken)
    {
      if (is_first (self, connection->arrival_us))
        {
          set_due (self, connection, MF_TO_SERVER);
          self->due.kind = MF_RECORD_CLOSE;
        }
      return;
    }

  for (guint d = 0; d < 2; d++)
    {
      const MfHeld *held = mf_relay_peek (connection->relay, d);

      if (held == NULL || !is_first (self, held->arrival_us))
        continue;
      set_due (self, connection, d);
      self->due.kind = held->unit ? MF_RECORD_UNIT : MF_RECORD_CLOSE;
      self->due.time_us = held->departure_us;
      self->due.arrival_us = held->arrival_us;
      self->due.unit = held->unit;
    }
}

/**
 * mf_network_peek:
 * @self: a network at rest
 *
 * Returns: (transfer none) (nullable): what is due first: all of its record but seq and effects,
 *   valid until the network is touched again; %NULL if nothing is
 */
const MfRecord *
mf_network_peek (MfNetwork *self)
{
  self->due_connection = NULL;
  self->due_lookup = NULL;
  consider_lookups (self);
  for (guint i = 0; i < self->connections->len; i++)
    consider_connection (self, self->connections->pdata[i]);

  return self->due_connection || self->due_lookup ? &self->due : NULL;
}

static void
pass_lookup (MfNetwork *self, GList *link)
{
  g_autofree MfNetworkLookup *lookup = link->data;

  g_queue_delete_link (&self->lookups, link);
  lookup->func (TRUE, lookup->user_data);
}

/**
 * mf_network_pass:
 * @self: a network at rest, with its clock advanced to the arrival of what is due first
 *
 * Lets what is due first happen. It has happened in full, with all it caused,
 * after mf_network_settle().
 *
 * Returns: (transfer none) (nullable): what that was, as mf_network_peek() gave it; valid until
 *   the next call
 */
const MfRecord *
mf_network_pass (MfNetwork *self)
{
  if (mf_network_peek (self) == NULL)
    return NULL;

  g_clear_pointer (&self->passed.unit, mf_unit_unref);
  self->passed = self->due;
  if (self->passed.unit)
    mf_unit_ref (self->passed.unit);

  if (self->due_lookup)
    pass_lookup (self, self->due_lookup);
  else if (self->passed.kind == MF_RECORD_OPEN)
    mf_network_connection_open (self->due_connection);
  else
    mf_network_connection_pass (self->due_connection, self->due_direction);
  return &self->passed;
}
