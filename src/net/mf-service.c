/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-service-private.h"

/* For so many clients, one more may be on its way out because there are too many. */
#define REFUSED_SHARE 4

static void
session_unref (MfServiceSession *self)
{
  if (--self->refs > 0)
    return;

  self->klass->finish (self);
  g_free (self);
}

static void
session_close (MfServiceSession *self)
{
  if (self->klass->closed)
    self->klass->closed (self);
  g_queue_unlink (&self->service->sessions, &self->link);
  self->service = NULL;
  g_clear_pointer (&self->endpoint, mf_endpoint_free);
  session_unref (self);
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  MfServiceSession *self = user_data;

  self->klass->step (self);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  session_close (user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

static void
accept_cb (MfChannel *channel, const char *peer, gpointer user_data)
{
  MfService *self = user_data;
  MfServiceSession *session;

  if (self->sessions.length >= self->max_connections)
    {
      g_autofree char *line = self->klass->format_refusal (self);

      mf_refusals_add (&self->refusals, channel, line);
      return;
    }

  session = g_malloc0 (self->klass->session_size);
  session->klass = self->klass;
  session->refs = 1;
  session->service = self;
  session->site = self->site;
  session->user_data = self->user_data;
  session->link.data = session;
  self->klass->begin (session, peer);
  session->endpoint = mf_endpoint_new (self->site, channel, self->klass->machine, session->machine,
                                       &endpoint_owner, session);
  g_queue_push_tail_link (&self->sessions, &session->link);
  mf_endpoint_update (session->endpoint);
}

/**
 * mf_service_new:
 * @klass: which protocol's; must live longer
 * @values: what all services have; copied
 *
 * Returns: (transfer full): a service that does not listen yet, its own fields zero
 */
gpointer
mf_service_new (const MfServiceClass *klass, const MfServiceValues *values)
{
  MfService *self = g_malloc0 (klass->service_size);

  self->klass = klass;
  self->site = values->site;
  self->protocol = values->protocol;
  self->host_name = g_strdup (values->host_name);
  self->max_connections =
      values->max_connections ? values->max_connections : klass->default_max_connections;
  self->user_data = values->user_data;
  g_queue_init (&self->sessions);
  mf_refusals_init (&self->refusals, self->site, self->max_connections / REFUSED_SHARE + 1);
  return self;
}

/**
 * mf_service_free:
 * @self: (nullable): a service; open connections are dropped. Questions that stand may be answered
 *   later still, and what was opened for their sessions is left then, so the site and the policy
 *   must live until that.
 */
void
mf_service_free (MfService *self)
{
  if (self == NULL)
    return;

  mf_service_stop (self);
  while (self->sessions.head)
    session_close (self->sessions.head->data);
  mf_refusals_clear (&self->refusals);
  g_free (self->host_name);
  g_free (self);
}

/**
 * mf_service_listen:
 * @self: a service that does not listen
 * @address: (nullable): an IP address of the machine, %NULL for 127.0.0.1; of no meaning in a lab
 * @port: the port; 0 outside of a lab picks a free one
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0 with @error set
 */
guint16
mf_service_listen (MfService *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (self->listener == NULL, 0);

  self->listener =
      mf_listener_new (self->site, address, port, self->protocol, accept_cb, self, error);
  return self->listener ? mf_listener_get_port (self->listener) : 0;
}

/**
 * mf_service_stop:
 * @self: a service
 *
 * Takes no more connections; open ones go on.
 */
void
mf_service_stop (MfService *self)
{
  g_clear_pointer (&self->listener, mf_listener_free);
}

/**
 * mf_service_shut_down:
 * @self: a service
 *
 * Takes no more connections, and ends those that are open as the protocol has it: SMTP with 421
 * (RFC 5321 section 3.8), IMAP with BYE, POP3 without UPDATE unless QUIT was said; what is being
 * worked on is answered before. They are over when mf_service_get_n_sessions() says so.
 */
void
mf_service_shut_down (MfService *self)
{
  GList *next;

  mf_service_stop (self);
  for (GList *l = self->sessions.head; l; l = next)
    {
      MfServiceSession *session = l->data;

      next = l->next;
      self->klass->shut_down (session->machine);
      mf_endpoint_update (session->endpoint);
    }
}

/**
 * mf_service_get_n_sessions:
 * @self: a service
 *
 * Returns: how many connections are open
 */
guint
mf_service_get_n_sessions (const MfService *self)
{
  return self->sessions.length;
}

/**
 * mf_service_session_ask:
 * @self: a session
 *
 * In a lab, virtual time stands still until the answer.
 *
 * Returns: (transfer full): an #MfServiceQuestion that keeps the session
 */
gpointer
mf_service_session_ask (MfServiceSession *self)
{
  MfServiceQuestion *question = g_new (MfServiceQuestion, 1);

  self->refs++;
  question->session = self;
  if (self->site->network)
    mf_network_begin_wait (self->site->network);
  return question;
}

/**
 * mf_service_question_end:
 * @self: (transfer full): a question that is answered now
 *
 * Returns: (transfer full) (nullable): its session, to tell the machine and then to
 *   mf_service_session_go_on(); %NULL if nobody waits for the answer any more
 */
gpointer
mf_service_question_end (MfServiceQuestion *self)
{
  MfServiceSession *session = self->session;

  g_free (self);
  if (session->site->network)
    mf_network_end_wait (session->site->network);
  if (session->endpoint)
    {
      session->klass->machine->advance (session->machine, mf_clock_now (session->site->clock));
      return session;
    }

  session_unref (session);
  return NULL;
}

/**
 * mf_service_session_go_on:
 * @self: (transfer full): a session whose machine was given an answer
 */
void
mf_service_session_go_on (MfServiceSession *self)
{
  mf_endpoint_update (self->endpoint);
  session_unref (self);
}
