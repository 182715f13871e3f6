/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-pop3-service.h"

#include "net/mf-service-private.h"

typedef struct
{
  MfService base;
  gboolean apop;
  const MfPop3Policy *policy;
} Pop3Service;

typedef struct
{
  MfServiceSession base;
  const MfPop3Policy *policy;
  char *timestamp; /* nullable */
  gboolean entered;
  gpointer maildrop; /* the policy's, once entered */
} Session;

struct _MfPop3Question
{
  MfServiceQuestion base;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_pop3_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_pop3_server, machine_wants_input)

/* RFC 1939 section 7: "MUST be different each time the POP3 server issues a
 * banner greeting". */
static char *
make_timestamp (const MfService *service)
{
  g_autofree char *id = mf_id_source_next_id (service->site->ids);

  return g_strdup_printf ("<%s@%s>", id, service->host_name);
}

static void
begin (MfServiceSession *session, const char *peer)
{
  Session *self = (Session *) session;
  const Pop3Service *service = (const Pop3Service *) session->service;
  MfPop3ServerConfig config = { .host_name = service->base.host_name };

  self->policy = service->policy;
  if (service->apop)
    config.timestamp = self->timestamp = make_timestamp (&service->base);
  session->machine = mf_pop3_server_new (&config, mf_clock_now (session->site->clock));
}

static void
leave (Session *self)
{
  if (!self->entered)
    return;

  self->entered = FALSE;
  self->policy->leave (g_steal_pointer (&self->maildrop), self->base.user_data);
}

static void
handle_event (Session *self, const MfPop3ServerEvent *event)
{
  const MfPop3Policy *policy = self->policy;
  gpointer user_data = self->base.user_data;

  switch (event->kind)
    {
    case MF_POP3_SERVER_ASK_LOGIN:
      policy->login (mf_service_session_ask (&self->base), event->username, event->password,
                     self->timestamp, event->digest, user_data);
      break;
    case MF_POP3_SERVER_ASK_MESSAGE:
      policy->read (mf_service_session_ask (&self->base), self->maildrop, event->index, user_data);
      break;
    case MF_POP3_SERVER_MARK:
      if (policy->mark)
        policy->mark (self->maildrop, event->index, event->marked, user_data);
      break;
    case MF_POP3_SERVER_ASK_UPDATE:
      policy->update (mf_service_session_ask (&self->base), self->maildrop, event->deleted,
                      event->n_deleted, user_data);
      break;
    case MF_POP3_SERVER_CLOSE:
      /* The lock goes before the connection does (RFC 1939 section 6), and before
       * the reply: a client that has it may come again at once. */
      leave (self);
      mf_endpoint_close (self->base.endpoint);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step (MfServiceSession *session)
{
  MfPop3ServerEvent event;

  while (mf_pop3_server_next (session->machine, &event))
    handle_event ((Session *) session, &event);
}

/* Only now is no question about the maildrop open any more. */
static void
finish (MfServiceSession *session)
{
  Session *self = (Session *) session;

  leave (self);
  mf_pop3_server_free (session->machine);
  g_free (self->timestamp);
}

static void
shut_down (gpointer machine)
{
  mf_pop3_server_shut_down (machine);
}

/* RFC 3206 section 4: the system is to blame, for now. */
static char *
format_refusal (const MfService *service)
{
  return g_strdup ("-ERR [SYS/TEMP] too many connections, try again later\r\n");
}

static const MfServiceClass service_class = {
  .machine = &machine_class,
  .service_size = sizeof (Pop3Service),
  .session_size = sizeof (Session),
  .default_max_connections = 256,
  .begin = begin,
  .step = step,
  .finish = finish,
  .shut_down = shut_down,
  .format_refusal = format_refusal,
};

/**
 * mf_pop3_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who knows the maildrops; must live longer, and until every maildrop
 *   is left
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfService *
mf_pop3_service_new (const MfSite *site,
                     const MfPop3ServiceConfig *config,
                     const MfPop3Policy *policy,
                     gpointer user_data)
{
  Pop3Service *self =
      mf_service_new (&service_class,
                      &(MfServiceValues) { .site = site,
                                           .protocol = MF_PROTOCOL_POP3,
                                           .host_name = config->host_name,
                                           .max_connections = config->max_connections,
                                           .user_data = user_data });

  self->apop = config->apop;
  self->policy = policy;
  return &self->base;
}

/**
 * mf_pop3_question_answer_login:
 * @question: (transfer full): a question of @login
 * @maildrop: the policy's; given back with @leave
 * @items: (array length=n_items): its messages; copied
 * @n_items: how many
 *
 * Lets the user in.
 */
void
mf_pop3_question_answer_login (MfPop3Question *question,
                               gpointer maildrop,
                               const MfPop3Item *items,
                               guint n_items)
{
  Session *self = (Session *) question->base.session;

  self->entered = TRUE;
  self->maildrop = maildrop;
  if (mf_service_question_end (&question->base) == NULL)
    return;

  mf_pop3_server_answer_login (self->base.machine, items, n_items);
  mf_service_session_go_on (&self->base);
}

/**
 * mf_pop3_question_answer_message:
 * @question: (transfer full): a question of @read
 * @message: the message's bytes, lines ended with CRLF; a reference is taken
 */
void
mf_pop3_question_answer_message (MfPop3Question *question, GBytes *message)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_pop3_server_answer_message (session->machine, message);
      mf_service_session_go_on (session);
    }
}

/**
 * mf_pop3_question_answer_update:
 * @question: (transfer full): a question of @update, whose messages are removed now
 */
void
mf_pop3_question_answer_update (MfPop3Question *question)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_pop3_server_answer_update (session->machine);
      mf_service_session_go_on (session);
    }
}

/**
 * mf_pop3_question_refuse:
 * @question: (transfer full): any question
 * @code: (nullable): the response code without brackets, "AUTH" (RFC 2449 section 8)
 * @text: what is said after -ERR
 */
void
mf_pop3_question_refuse (MfPop3Question *question, const char *code, const char *text)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_pop3_server_refuse (session->machine, code, text);
      mf_service_session_go_on (session);
    }
}
