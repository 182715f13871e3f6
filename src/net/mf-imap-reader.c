/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-imap-reader.h"

#include "net/mf-connector.h"
#include "net/mf-endpoint.h"

struct _MfImapReader
{
  const MfSite *site;
  const MfImapReaderListener *listener;
  gpointer user_data;

  MfConnector *connector;
  MfImapClient *machine;
  MfEndpoint *endpoint; /* nullable: not before it is connected */
  GError *error;
};

MF_DEFINE_MACHINE_CLASS (mf_imap_client, NULL)

static void
take_events (MfImapReader *self)
{
  MfImapClientEvent event;

  while (mf_imap_client_next (self->machine, &event))
    if (event.kind != MF_IMAP_CLIENT_CLOSE)
      self->listener->event (self, &event, self->user_data);
    else
      {
        if (event.error && self->error == NULL)
          self->error = g_error_copy (event.error);
        if (self->endpoint)
          mf_endpoint_close (self->endpoint);
      }
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  take_events (user_data);
}

/* What is still wanted is told to be missed, then that it is over. */
static void
end (MfImapReader *self)
{
  mf_imap_client_feed_end (self->machine);
  take_events (self);
  self->listener->closed (self, self->error, self->user_data);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  end (user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

static void
connected_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  MfImapReader *self = user_data;

  if (channel == NULL)
    {
      self->error = g_error_copy (error);
      end (self);
      return;
    }

  self->endpoint =
      mf_endpoint_new (self->site, channel, &machine_class, self->machine, &endpoint_owner, self);
  mf_endpoint_update (self->endpoint);
}

/**
 * mf_imap_reader_new:
 * @site: (transfer none): from where
 * @config: where to, and who; copied
 * @listener: (transfer none): who is told; must live longer
 * @user_data: for @listener
 *
 * Starts to connect.
 *
 * Returns: (transfer full): a reader without a goal; freeing it drops its connection
 */
MfImapReader *
mf_imap_reader_new (const MfSite *site,
                    const MfImapReaderConfig *config,
                    const MfImapReaderListener *listener,
                    gpointer user_data)
{
  MfImapReader *self = g_new0 (MfImapReader, 1);

  self->site = site;
  self->listener = listener;
  self->user_data = user_data;
  self->machine = mf_imap_client_new (&config->account, mf_clock_now (site->clock));
  self->connector = mf_connector_new (site, config->host, config->port, connected_cb, self);
  return self;
}

/**
 * mf_imap_reader_free:
 * @self: (nullable): a reader
 */
void
mf_imap_reader_free (MfImapReader *self)
{
  if (self == NULL)
    return;

  mf_endpoint_free (self->endpoint);
  mf_connector_free (self->connector);
  mf_imap_client_free (self->machine);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * mf_imap_reader_add_goal:
 * @self: a reader
 * @goal: what is wanted, see mf_imap_goal_is_valid(); copied
 *
 * It is begun with the next mf_imap_reader_update(); in @event, by itself.
 *
 * Returns: its number, by which events name it
 */
guint
mf_imap_reader_add_goal (MfImapReader *self, const MfImapGoal *goal)
{
  return mf_imap_client_add_goal (self->machine, goal);
}

/**
 * mf_imap_reader_stop_waiting:
 * @self: a reader
 *
 * Ends the goal to wait, with the next mf_imap_reader_update().
 */
void
mf_imap_reader_stop_waiting (MfImapReader *self)
{
  mf_imap_client_stop_waiting (self->machine);
}

/**
 * mf_imap_reader_update:
 * @self: a reader that was given something to do; not in one of its own calls
 *
 * The reader may be gone afterwards: @closed is called here too.
 */
void
mf_imap_reader_update (MfImapReader *self)
{
  if (self->endpoint)
    mf_endpoint_update (self->endpoint);
}
