/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-smtp-service.h"

#include "net/mf-service-private.h"

#define DEFAULT_MAX_RECIPIENTS 1000

typedef struct
{
  MfService base;
  MfSmtpServerConfig config; /* its host_name is the base's */
  const MfSmtpPolicy *policy;
} SmtpService;

struct _MfSmtpSession
{
  MfServiceSession base;
  const MfSmtpPolicy *policy;
  char *peer;
  gpointer message; /* the policy's, while its data comes */
};

struct _MfSmtpQuestion
{
  MfServiceQuestion base;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_smtp_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_smtp_server, machine_wants_input)

static void
begin (MfServiceSession *session, const char *peer)
{
  MfSmtpSession *self = (MfSmtpSession *) session;
  const SmtpService *service = (const SmtpService *) session->service;

  self->policy = service->policy;
  self->peer = g_strdup (peer);
  session->machine = mf_smtp_server_new (&service->config, mf_clock_now (session->site->clock));
}

static void
handle_event (MfSmtpSession *self, const MfSmtpServerEvent *event)
{
  const MfSmtpPolicy *policy = self->policy;
  gpointer user_data = self->base.user_data;

  switch (event->kind)
    {
    case MF_SMTP_SERVER_ASK_AUTH:
      policy->authenticate (mf_service_session_ask (&self->base), self, event->username,
                            event->password, user_data);
      break;
    case MF_SMTP_SERVER_ASK_SENDER:
      policy->accept_sender (mf_service_session_ask (&self->base), self, event->envelope,
                             user_data);
      break;
    case MF_SMTP_SERVER_ASK_RECIPIENT:
      policy->accept_recipient (mf_service_session_ask (&self->base), self, event->envelope,
                                event->recipient, user_data);
      break;
    case MF_SMTP_SERVER_ASK_VERIFY:
      policy->verify (mf_service_session_ask (&self->base), self, event->text, event->expand,
                      user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_BEGIN:
      self->message = policy->begin_message (self, event->envelope, user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_DATA:
      policy->message_data (self->message, event->data, event->length, user_data);
      break;
    case MF_SMTP_SERVER_ASK_MESSAGE:
      policy->end_message (mf_service_session_ask (&self->base), self,
                           g_steal_pointer (&self->message), user_data);
      break;
    case MF_SMTP_SERVER_MESSAGE_ABORTED:
      policy->abort_message (g_steal_pointer (&self->message), user_data);
      break;
    case MF_SMTP_SERVER_CLOSE:
      mf_endpoint_close (self->base.endpoint);
      break;
    case MF_SMTP_SERVER_RESET:
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step (MfServiceSession *session)
{
  MfSmtpServerEvent event;

  while (mf_smtp_server_next (session->machine, &event))
    handle_event ((MfSmtpSession *) session, &event);
}

static void
closed (MfServiceSession *session)
{
  MfSmtpSession *self = (MfSmtpSession *) session;

  if (self->message)
    self->policy->abort_message (g_steal_pointer (&self->message), session->user_data);
  if (self->policy->session_closed)
    self->policy->session_closed (self, session->user_data);
}

static void
finish (MfServiceSession *session)
{
  mf_smtp_server_free (session->machine);
  g_free (((MfSmtpSession *) session)->peer);
}

static void
shut_down (gpointer machine)
{
  mf_smtp_server_shut_down (machine);
}

static char *
format_refusal (const MfService *service)
{
  return g_strdup_printf ("421 %s Too many connections, try again later\r\n", service->host_name);
}

static const MfServiceClass service_class = {
  .machine = &machine_class,
  .service_size = sizeof (SmtpService),
  .session_size = sizeof (MfSmtpSession),
  .default_max_connections = 256,
  .begin = begin,
  .step = step,
  .closed = closed,
  .finish = finish,
  .shut_down = shut_down,
  .format_refusal = format_refusal,
};

/**
 * mf_smtp_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who decides and stores; must live longer
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfService *
mf_smtp_service_new (const MfSite *site,
                     const MfSmtpServiceConfig *config,
                     const MfSmtpPolicy *policy,
                     gpointer user_data)
{
  SmtpService *self =
      mf_service_new (&service_class,
                      &(MfServiceValues) { .site = site,
                                           .protocol = config->protocol,
                                           .host_name = config->host_name,
                                           .max_connections = config->max_connections,
                                           .user_data = user_data });

  self->config = (MfSmtpServerConfig) {
    .host_name = self->base.host_name,
    .submission = config->protocol == MF_PROTOCOL_SUBMISSION,
    .max_size = config->max_size,
    .max_recipients = config->max_recipients ? config->max_recipients : DEFAULT_MAX_RECIPIENTS,
  };
  self->policy = policy;
  return &self->base;
}

/**
 * mf_smtp_question_answer:
 * @question: (transfer full): a question
 * @verdict: the answer; copied
 */
void
mf_smtp_question_answer (MfSmtpQuestion *question, const MfSmtpVerdict *verdict)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_smtp_server_answer (session->machine, verdict);
      mf_service_session_go_on (session);
    }
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
  return mf_smtp_server_get_username (self->base.machine);
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
  return mf_smtp_server_format_received (self->base.machine, self->peer, id,
                                         mf_clock_now (self->base.site->clock));
}
