/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-pop3-fetch.h"

#include "net/mf-connector.h"
#include "net/mf-endpoint.h"

struct _MfPop3Fetch
{
  const MfSite *site;
  MfPop3ClientGoal goal; /* its text, secret and table are ours */
  const MfPop3FetchListener *listener;
  gpointer user_data;

  MfConnector *connector;
  MfPop3Client *machine;
  MfEndpoint *endpoint;
  gboolean done;
  GError *error;
};

MF_DEFINE_MACHINE_CLASS (mf_pop3_client, NULL)

static void
take_events (MfPop3Fetch *self)
{
  MfPop3ClientEvent event;

  while (mf_pop3_client_next (self->machine, &event))
    switch (event.kind)
      {
      case MF_POP3_CLIENT_MESSAGE:
        self->listener->message (self, event.message, event.uid, self->user_data);
        break;
      case MF_POP3_CLIENT_DONE:
        self->done = TRUE;
        break;
      case MF_POP3_CLIENT_FAILED:
        g_clear_error (&self->error);
        self->error = g_error_copy (event.error);
        break;
      case MF_POP3_CLIENT_CLOSE:
        mf_endpoint_close (self->endpoint);
        break;
      default:
        g_assert_not_reached ();
      }
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  take_events (user_data);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  MfPop3Fetch *self = user_data;

  if (broken)
    {
      mf_pop3_client_feed_end (self->machine);
      take_events (self);
    }
  self->listener->closed (self, self->done ? NULL : self->error, self->user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

static void
connected_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  MfPop3Fetch *self = user_data;

  if (channel == NULL)
    {
      self->listener->closed (self, error, self->user_data);
      return;
    }

  self->machine = mf_pop3_client_new (&self->goal, mf_clock_now (self->site->clock));
  self->endpoint =
      mf_endpoint_new (self->site, channel, &machine_class, self->machine, &endpoint_owner, self);
  mf_endpoint_update (self->endpoint);
}

/**
 * mf_pop3_fetch_new:
 * @site: (transfer none): from where
 * @config: where to, and what for; copied
 * @listener: (transfer none): who is told; must live longer
 * @user_data: for @listener
 *
 * Starts to connect.
 *
 * Returns: (transfer full): a fetch; freeing it drops its connection
 */
MfPop3Fetch *
mf_pop3_fetch_new (const MfSite *site,
                   const MfPop3FetchConfig *config,
                   const MfPop3FetchListener *listener,
                   gpointer user_data)
{
  MfPop3Fetch *self = g_new0 (MfPop3Fetch, 1);

  self->site = site;
  self->goal = config->goal;
  self->goal.username = g_strdup (config->goal.username);
  mf_secret_ref (self->goal.password);
  if (self->goal.known_uids)
    g_hash_table_ref (self->goal.known_uids);
  self->listener = listener;
  self->user_data = user_data;
  self->connector = mf_connector_new (site, config->host, config->port, connected_cb, self);
  return self;
}

/**
 * mf_pop3_fetch_free:
 * @self: (nullable): a fetch
 */
void
mf_pop3_fetch_free (MfPop3Fetch *self)
{
  if (self == NULL)
    return;

  mf_endpoint_free (self->endpoint);
  mf_pop3_client_free (self->machine);
  mf_connector_free (self->connector);
  g_clear_error (&self->error);
  g_free ((char *) self->goal.username);
  mf_secret_unref (self->goal.password);
  g_clear_pointer (&self->goal.known_uids, g_hash_table_unref);
  g_free (self);
}
