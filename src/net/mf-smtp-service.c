/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-smtp-service.h"

#include "net/mf-endpoint.h"
#include "net/mf-listener.h"
#include "net/mf-refusals.h"
#include "net/mf-timers.h"

#define DEFAULT_MAX_RECIPIENTS 1000
#define DEFAULT_MAX_CONNECTIONS 256

/* For so many clients, one more may be on its way out because there are too many. */
#define REFUSED_SHARE 4

struct _MfSmtpService
{
  const MfSite *site;
  MfSmtpServiceConfig config; /* host_name is ours */
  const MfSmtpPolicy *policy;
  gpointer user_data;
  MfListener *listener; /* nullable */
  GQueue sessions;      /* of MfSmtpSession, by their link */
  MfRefusals refusals;
};

struct _MfSmtpSession
{
  guint refs;             /* the service's, and one for each question that stands */
  MfSmtpService *service; /* NULL once the connection is gone */
  const MfSite *site;
  char *peer;
  MfSmtpServer *machine;
  MfEndpoint *endpoint; /* NULL once the connection is gone */
  gpointer message;     /* the policy's, while its data comes */
  GList link;           /* in the service's list; data is the session */
};

struct _MfSmtpQuestion
{
  MfSmtpSession *session;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_smtp_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_smtp_server, machine_wants_input)

static void
session_unref (MfSmtpSession *self)
{
  if (--self->refs > 0)
    return;

  mf_smtp_server_free (self->machine);
  g_free (self->peer);
  g_free (self);
}

/* The connection is over; questions that stand keep the rest alive. */
static void
session_close (MfSmtpSession *self)
{
  MfSmtpService *service = g_steal_pointer (&self->service);
  const MfSmtpPolicy *policy = service->policy;

  if (self->message)
    policy->abort_message (g_steal_pointer (&self->message), service->user_data);
  if (policy->session_closed)
    policy->session_closed (self, service->user_data);
  g_queue_unlink (&service->sessions, &self->link);
  g_clear_pointer (&self->endpoint, mf_endpoint_free);
  session_unref (self);
}

static MfSmtpQuestion *
question_new (MfSmtpSession *session)
{
  MfSmtpQuestion *self = g_new (MfSmtpQuestion, 1);

  session->refs++;
  self->session = session;
  if (session->site->network)
    mf_network_begin_wait (session->site->network);
  return self;
}

static void
handle_event (MfSmtpSession *self, const MfSmtpServerEvent *event)
{
  const MfSmtpPolicy *policy = self->service->policy;
  gpointer user_data = self->service->user_data;

  switch (event->kind)
    {
    case MF_SMTP_SERVER_ASK_AUTH:
      policy->authenticate (question_new (self), self, event->username, event->password, user_data);
      break;
    case MF_SMTP_SERVER_ASK_SENDER:
      policy->accept_sender (question_new (self), self, event->envelope, user_data);
      break;
    case MF_SMTP_SERVER_ASK_RECIPIENT:
      policy->accept_recipient (question_new (self), self, event->envelope, event->recipient,
                                user_data);
      break;
    case MF_SMTP_SERVER_ASK_VERIFY:
      policy->verify (question_new (self), self, event->text, event->expand, user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_BEGIN:
      self->message = policy->begin_message (self, event->envelope, user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_DATA:
      policy->message_data (self->message, event->data, event->length, user_data);
      break;
    case MF_SMTP_SERVER_ASK_MESSAGE:
      policy->end_message (question_new (self), self, g_steal_pointer (&self->message), user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_ABORTED:
      policy->abort_message (g_steal_pointer (&self->message), user_data);
      break;
    case MF_SMTP_SERVER_CLOSE:
      mf_endpoint_close (self->endpoint);
      break;
    case MF_SMTP_SERVER_RESET:
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  MfSmtpSession *self = user_data;
  MfSmtpServerEvent event;

  while (mf_smtp_server_next (self->machine, &event))
    handle_event (self, &event);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  session_close (user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

static void
refuse (MfSmtpService *self, MfChannel *channel)
{
  g_autofree char *text =
      g_strdup_printf ("421 %s Too many connections, try again later\r\n", self->config.host_name);

  mf_refusals_add (&self->refusals, channel, text);
}

static void
accept_cb (MfChannel *channel, const char *peer, gpointer user_data)
{
  MfSmtpService *self = user_data;
  MfSmtpServerConfig config = { .host_name = self->config.host_name,
                                .submission = self->config.protocol == MF_PROTOCOL_SUBMISSION,
                                .max_size = self->config.max_size,
                                .max_recipients = self->config.max_recipients };
  MfSmtpSession *session;

  if (self->sessions.length >= self->config.max_connections)
    {
      refuse (self, channel);
      return;
    }

  session = g_new0 (MfSmtpSession, 1);
  session->refs = 1;
  session->service = self;
  session->site = self->site;
  session->peer = g_strdup (peer);
  session->machine = mf_smtp_server_new (&config, mf_clock_now (self->site->clock));
  session->endpoint = mf_endpoint_new (self->site, channel, &machine_class, session->machine,
                                       &endpoint_owner, session);
  session->link.data = session;
  g_queue_push_tail_link (&self->sessions, &session->link);
  mf_endpoint_update (session->endpoint);
}

/**
 * mf_smtp_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who decides and stores; must live longer
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfSmtpService *
mf_smtp_service_new (const MfSite *site,
                     const MfSmtpServiceConfig *config,
                     const MfSmtpPolicy *policy,
                     gpointer user_data)
{
  MfSmtpService *self = g_new0 (MfSmtpService, 1);

  self->site = site;
  self->config = *config;
  self->config.host_name = g_strdup (config->host_name);
  if (self->config.max_recipients == 0)
    self->config.max_recipients = DEFAULT_MAX_RECIPIENTS;
  if (self->config.max_connections == 0)
    self->config.max_connections = DEFAULT_MAX_CONNECTIONS;
  self->policy = policy;
  self->user_data = user_data;
  g_queue_init (&self->sessions);
  mf_refusals_init (&self->refusals, site, self->config.max_connections / REFUSED_SHARE + 1);
  return self;
}

/**
 * mf_smtp_service_free:
 * @self: (nullable): a service; open connections are dropped. Questions that stand may be
 *   answered later still, as long as the site lives.
 */
void
mf_smtp_service_free (MfSmtpService *self)
{
  if (self == NULL)
    return;

  mf_smtp_service_stop (self);
  while (self->sessions.head)
    session_close (self->sessions.head->data);
  mf_refusals_clear (&self->refusals);
  g_free ((char *) self->config.host_name);
  g_free (self);
}

/**
 * mf_smtp_service_listen:
 * @self: a service that does not listen
 * @address: (nullable): an IP address of the machine, %NULL for 127.0.0.1; of no meaning in a lab
 * @port: the port; 0 outside of a lab picks a free one
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0 with @error set
 */
guint16
mf_smtp_service_listen (MfSmtpService *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (self->listener == NULL, 0);

  self->listener =
      mf_listener_new (self->site, address, port, self->config.protocol, accept_cb, self, error);
  return self->listener ? mf_listener_get_port (self->listener) : 0;
}

/**
 * mf_smtp_service_stop:
 * @self: a service
 *
 * Takes no more connections; open ones go on.
 */
void
mf_smtp_service_stop (MfSmtpService *self)
{
  g_clear_pointer (&self->listener, mf_listener_free);
}

/**
 * mf_smtp_service_shut_down:
 * @self: a service
 *
 * Takes no more connections, and tells those that are open 421 (RFC 5321
 * section 3.8); where a message is being stored, after its reply. They are
 * over when mf_smtp_service_get_n_sessions() says so.
 */
void
mf_smtp_service_shut_down (MfSmtpService *self)
{
  GList *next;

  mf_smtp_service_stop (self);
  for (GList *l = self->sessions.head; l; l = next)
    {
      MfSmtpSession *session = l->data;

      next = l->next;
      mf_smtp_server_shut_down (session->machine);
      mf_endpoint_update (session->endpoint);
    }
}

/**
 * mf_smtp_service_get_n_sessions:
 * @self: a service
 *
 * Returns: how many connections are open
 */
guint
mf_smtp_service_get_n_sessions (const MfSmtpService *self)
{
  return self->sessions.length;
}

/**
 * mf_smtp_question_answer:
 * @question: (transfer full): a question
 * @verdict: the answer; copied
 */
void
mf_smtp_question_answer (MfSmtpQuestion *question, const MfSmtpVerdict *verdict)
{
  MfSmtpSession *session = question->session;

  g_free (question);
  if (session->site->network)
    mf_network_end_wait (session->site->network);
  if (session->endpoint)
    {
      mf_smtp_server_advance (session->machine, mf_clock_now (session->site->clock));
      mf_smtp_server_answer (session->machine, verdict);
      mf_endpoint_update (session->endpoint);
    }
  session_unref (session);
}

/**
 * mf_smtp_session_get_peer:
 * @self: a session
 *
 * Returns: (transfer none): the client's address, "192.0.2.25"
 */
const char *
mf_smtp_session_get_peer (const MfSmtpSession *self)
{
  return self->peer;
}

/**
 * mf_smtp_session_get_username:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): as whom the client has authenticated
 */
const char *
mf_smtp_session_get_username (const MfSmtpSession *self)
{
  return mf_smtp_server_get_username (self->machine);
}

/**
 * mf_smtp_session_format_received:
 * @self: a session
 * @id: the id under which the message is kept
 *
 * Returns: (transfer full): the Received field that the policy is to put before the message,
 *   lines ended with CRLF (RFC 5321 section 4.4)
 */
char *
mf_smtp_session_format_received (const MfSmtpSession *self, const char *id)
{
  return mf_smtp_server_format_received (self->machine, self->peer, id,
                                         mf_clock_now (self->site->clock));
}
