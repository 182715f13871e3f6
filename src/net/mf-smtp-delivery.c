/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-smtp-delivery.h"

#include "net/mf-connector.h"
#include "net/mf-endpoint.h"

typedef struct
{
  MfEnvelope *envelope;
  GBytes *message;
  gpointer tag;
} Job;

struct _MfSmtpDelivery
{
  const MfSite *site;
  MfSmtpClientConfig config; /* its texts and secret are ours */
  const MfSmtpDeliveryListener *listener;
  gpointer user_data;

  MfConnector *connector; /* until there is a connection, or none */
  GQueue jobs;            /* of Job: what was added before the connection was there */
  gboolean finishing;
  MfSmtpClient *machine;
  MfEndpoint *endpoint;
  GError *error;
};

MF_DEFINE_MACHINE_CLASS (mf_smtp_client, NULL)

static void
job_free (gpointer data)
{
  Job *job = data;

  mf_envelope_unref (job->envelope);
  g_bytes_unref (job->message);
  g_free (job);
}

static void
take_events (MfSmtpDelivery *self)
{
  MfSmtpClientEvent event;

  while (mf_smtp_client_next (self->machine, &event))
    switch (event.kind)
      {
      case MF_SMTP_CLIENT_RESULT:
        self->listener->result (self, event.tag, event.outcomes, event.n_outcomes, self->user_data);
        break;
      case MF_SMTP_CLIENT_IDLE:
        if (self->listener->idle)
          self->listener->idle (self, self->user_data);
        else
          mf_smtp_client_finish (self->machine);
        break;
      case MF_SMTP_CLIENT_FAILED:
        g_clear_error (&self->error);
        self->error = g_error_copy (event.error);
        break;
      case MF_SMTP_CLIENT_CLOSE:
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
  MfSmtpDelivery *self = user_data;

  if (broken)
    {
      /* A broken connection is an end that came too early: the machine gives
       * every message that is left its outcome. */
      mf_smtp_client_feed_end (self->machine);
      take_events (self);
    }
  self->listener->closed (self, self->error, self->user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

static void
begin_dialogue (MfSmtpDelivery *self, MfChannel *channel)
{
  Job *job;

  self->machine = mf_smtp_client_new (&self->config, mf_clock_now (self->site->clock));
  while ((job = g_queue_pop_head (&self->jobs)))
    {
      mf_smtp_client_add_message (self->machine, job->envelope, job->message, job->tag);
      job_free (job);
    }
  if (self->finishing)
    mf_smtp_client_finish (self->machine);

  self->endpoint =
      mf_endpoint_new (self->site, channel, &machine_class, self->machine, &endpoint_owner, self);
  mf_endpoint_update (self->endpoint);
}

static void
give_up (MfSmtpDelivery *self, const GError *error)
{
  Job *job;

  self->error = g_error_copy (error);
  while ((job = g_queue_pop_head (&self->jobs)))
    {
      guint n = job->envelope->recipients->len;
      g_autofree MfSmtpOutcome *outcomes = g_new0 (MfSmtpOutcome, n);

      for (guint i = 0; i < n; i++)
        {
          outcomes[i].text = self->error->message;
          outcomes[i].command = "";
        }
      self->listener->result (self, job->tag, outcomes, n, self->user_data);
      job_free (job);
    }
  self->listener->closed (self, self->error, self->user_data);
}

static void
connected_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  MfSmtpDelivery *self = user_data;

  if (channel)
    begin_dialogue (self, channel);
  else
    give_up (self, error);
}

/**
 * mf_smtp_delivery_new:
 * @site: (transfer none): from where
 * @config: where to, and how; copied
 * @listener: (transfer none): who is told; must live longer
 * @user_data: for @listener
 *
 * Starts to connect.
 *
 * Returns: (transfer full): a delivery; freeing it drops its connection
 */
MfSmtpDelivery *
mf_smtp_delivery_new (const MfSite *site,
                      const MfSmtpDeliveryConfig *config,
                      const MfSmtpDeliveryListener *listener,
                      gpointer user_data)
{
  MfSmtpDelivery *self = g_new0 (MfSmtpDelivery, 1);

  self->site = site;
  self->config = config->client;
  self->config.helo_name = g_strdup (config->client.helo_name);
  self->config.username = g_strdup (config->client.username);
  if (self->config.password)
    mf_secret_ref (self->config.password);
  self->listener = listener;
  self->user_data = user_data;
  g_queue_init (&self->jobs);
  self->connector = mf_connector_new (site, config->host, config->port, connected_cb, self);
  return self;
}

/**
 * mf_smtp_delivery_free:
 * @self: (nullable): a delivery
 */
void
mf_smtp_delivery_free (MfSmtpDelivery *self)
{
  if (self == NULL)
    return;

  mf_endpoint_free (self->endpoint);
  mf_smtp_client_free (self->machine);
  mf_connector_free (self->connector);
  g_queue_clear_full (&self->jobs, job_free);
  g_clear_error (&self->error);
  g_free ((char *) self->config.helo_name);
  g_free ((char *) self->config.username);
  g_clear_pointer (&self->config.password, mf_secret_unref);
  g_free (self);
}

/**
 * mf_smtp_delivery_add_message:
 * @self: a delivery that was not finished
 * @envelope: who it is from and for; a reference is taken
 * @message: its bytes, lines ended with CRLF, not dot-stuffed; a reference is taken
 * @tag: given back with its result
 */
void
mf_smtp_delivery_add_message (MfSmtpDelivery *self,
                              MfEnvelope *envelope,
                              GBytes *message,
                              gpointer tag)
{
  Job *job;

  if (self->machine)
    {
      mf_smtp_client_add_message (self->machine, envelope, message, tag);
      mf_endpoint_update (self->endpoint);
      return;
    }

  job = g_new0 (Job, 1);
  job->envelope = mf_envelope_ref (envelope);
  job->message = g_bytes_ref (message);
  job->tag = tag;
  g_queue_push_tail (&self->jobs, job);
}

/**
 * mf_smtp_delivery_finish:
 * @self: a delivery
 *
 * No more messages will be added: say QUIT after the last one.
 */
void
mf_smtp_delivery_finish (MfSmtpDelivery *self)
{
  self->finishing = TRUE;
  if (self->machine)
    {
      mf_smtp_client_finish (self->machine);
      mf_endpoint_update (self->endpoint);
    }
}
