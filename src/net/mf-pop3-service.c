/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-pop3-service.h"

#include "net/mf-endpoint.h"
#include "net/mf-listener.h"
#include "net/mf-refusals.h"

#define DEFAULT_MAX_CONNECTIONS 256

/* For so many clients, one more may be on its way out because there are too many. */
#define REFUSED_SHARE 4

typedef struct _Session Session;

struct _MfPop3Service
{
  const MfSite *site;
  MfPop3ServiceConfig config; /* host_name is ours */
  const MfPop3Policy *policy;
  gpointer user_data;
  MfListener *listener; /* nullable */
  GQueue sessions;      /* of Session, by their link */
  MfRefusals refusals;
};

struct _Session
{
  guint refs;             /* the service's, and one for each question that stands */
  MfPop3Service *service; /* NULL once the connection is gone */
  const MfSite *site;
  const MfPop3Policy *policy;
  gpointer user_data;
  char *timestamp; /* nullable */
  MfPop3Server *machine;
  MfEndpoint *endpoint; /* NULL once the connection is gone */
  gboolean entered;
  gpointer maildrop; /* the policy's, once entered */
  GList link;        /* in the service's list; data is the session */
};

struct _MfPop3Question
{
  Session *session;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_pop3_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_pop3_server, machine_wants_input)

static void
leave (Session *self)
{
  if (!self->entered)
    return;

  self->entered = FALSE;
  self->policy->leave (g_steal_pointer (&self->maildrop), self->user_data);
}

static void
session_unref (Session *self)
{
  if (--self->refs > 0)
    return;

  /* Only now is no question about the maildrop open any more. */
  leave (self);
  mf_pop3_server_free (self->machine);
  g_free (self->timestamp);
  g_free (self);
}

static void
session_close (Session *self)
{
  MfPop3Service *service = g_steal_pointer (&self->service);

  g_queue_unlink (&service->sessions, &self->link);
  g_clear_pointer (&self->endpoint, mf_endpoint_free);
  session_unref (self);
}

static MfPop3Question *
question_new (Session *session)
{
  MfPop3Question *self = g_new (MfPop3Question, 1);

  session->refs++;
  self->session = session;
  if (session->site->network)
    mf_network_begin_wait (session->site->network);
  return self;
}

static void
handle_event (Session *self, const MfPop3ServerEvent *event)
{
  const MfPop3Policy *policy = self->policy;

  switch (event->kind)
    {
    case MF_POP3_SERVER_ASK_LOGIN:
      policy->login (question_new (self), event->username, event->password, self->timestamp,
                     event->digest, self->user_data);
      break;
    case MF_POP3_SERVER_ASK_MESSAGE:
      policy->read (question_new (self), self->maildrop, event->index, self->user_data);
      break;
    case MF_POP3_SERVER_MARK:
      if (policy->mark)
        policy->mark (self->maildrop, event->index, event->marked, self->user_data);
      break;
    case MF_POP3_SERVER_ASK_UPDATE:
      policy->update (question_new (self), self->maildrop, event->deleted, event->n_deleted,
                      self->user_data);
      break;
    case MF_POP3_SERVER_CLOSE:
      /* The lock goes before the connection does (RFC 1939 section 6), and before
       * the reply: a client that has it may come again at once. */
      leave (self);
      mf_endpoint_close (self->endpoint);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  Session *self = user_data;
  MfPop3ServerEvent event;

  while (mf_pop3_server_next (self->machine, &event))
    handle_event (self, &event);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  session_close (user_data);
}

static const MfEndpointOwner endpoint_owner = { .step = step_cb, .closed = closed_cb };

/* RFC 3206 section 4: the system is to blame, for now. */
static void
refuse (MfPop3Service *self, MfChannel *channel)
{
  static const char text[] = "-ERR [SYS/TEMP] too many connections, try again later\r\n";

  mf_refusals_add (&self->refusals, channel, text);
}

/* RFC 1939 section 7: "MUST be different each time the POP3 server issues a
 * banner greeting". */
static char *
make_timestamp (MfPop3Service *self)
{
  g_autofree char *id = NULL;

  if (!self->config.apop)
    return NULL;

  id = mf_id_source_next_id (self->site->ids);
  return g_strdup_printf ("<%s@%s>", id, self->config.host_name);
}

static void
accept_cb (MfChannel *channel, const char *peer, gpointer user_data)
{
  MfPop3Service *self = user_data;
  MfPop3ServerConfig config = { .host_name = self->config.host_name };
  Session *session;

  if (self->sessions.length >= self->config.max_connections)
    {
      refuse (self, channel);
      return;
    }

  session = g_new0 (Session, 1);
  session->refs = 1;
  session->service = self;
  session->site = self->site;
  session->policy = self->policy;
  session->user_data = self->user_data;
  session->timestamp = make_timestamp (self);
  config.timestamp = session->timestamp;
  session->machine = mf_pop3_server_new (&config, mf_clock_now (self->site->clock));
  session->endpoint = mf_endpoint_new (self->site, channel, &machine_class, session->machine,
                                       &endpoint_owner, session);
  session->link.data = session;
  g_queue_push_tail_link (&self->sessions, &session->link);
  mf_endpoint_update (session->endpoint);
}

/**
 * mf_pop3_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who knows the maildrops; must live longer
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfPop3Service *
mf_pop3_service_new (const MfSite *site,
                     const MfPop3ServiceConfig *config,
                     const MfPop3Policy *policy,
                     gpointer user_data)
{
  MfPop3Service *self = g_new0 (MfPop3Service, 1);

  self->site = site;
  self->config = *config;
  self->config.host_name = g_strdup (config->host_name);
  if (self->config.max_connections == 0)
    self->config.max_connections = DEFAULT_MAX_CONNECTIONS;
  self->policy = policy;
  self->user_data = user_data;
  g_queue_init (&self->sessions);
  mf_refusals_init (&self->refusals, site, self->config.max_connections / REFUSED_SHARE + 1);
  return self;
}

/**
 * mf_pop3_service_free:
 * @self: (nullable): a service; open connections are dropped, and their maildrops left as soon
 *   as no question about them stands, so the policy must live until then
 */
void
mf_pop3_service_free (MfPop3Service *self)
{
  if (self == NULL)
    return;

  mf_pop3_service_stop (self);
  while (self->sessions.head)
    session_close (self->sessions.head->data);
  mf_refusals_clear (&self->refusals);
  g_free ((char *) self->config.host_name);
  g_free (self);
}

/**
 * mf_pop3_service_listen:
 * @self: a service that does not listen
 * @address: (nullable): an IP address of the machine, %NULL for 127.0.0.1; of no meaning in a lab
 * @port: the port; 0 outside of a lab picks a free one
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0 with @error set
 */
guint16
mf_pop3_service_listen (MfPop3Service *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (self->listener == NULL, 0);

  self->listener =
      mf_listener_new (self->site, address, port, MF_PROTOCOL_POP3, accept_cb, self, error);
  return self->listener ? mf_listener_get_port (self->listener) : 0;
}

/**
 * mf_pop3_service_stop:
 * @self: a service
 *
 * Takes no more connections; open ones go on.
 */
void
mf_pop3_service_stop (MfPop3Service *self)
{
  g_clear_pointer (&self->listener, mf_listener_free);
}

/**
 * mf_pop3_service_shut_down:
 * @self: a service
 *
 * Takes no more connections, and ends those that are open without UPDATE,
 * unless QUIT was said before. They are over when
 * mf_pop3_service_get_n_sessions() says so.
 */
void
mf_pop3_service_shut_down (MfPop3Service *self)
{
  GList *next;

  mf_pop3_service_stop (self);
  for (GList *l = self->sessions.head; l; l = next)
    {
      Session *session = l->data;

      next = l->next;
      mf_pop3_server_shut_down (session->machine);
      mf_endpoint_update (session->endpoint);
    }
}

/**
 * mf_pop3_service_get_n_sessions:
 * @self: a service
 *
 * Returns: how many connections are open
 */
guint
mf_pop3_service_get_n_sessions (const MfPop3Service *self)
{
  return self->sessions.length;
}

/* Ends a question. Returns its session, still referenced, or NULL if nobody
 * waits for the answer any more. */
static Session *
end_question (MfPop3Question *question)
{
  Session *session = question->session;

  g_free (question);
  if (session->site->network)
    mf_network_end_wait (session->site->network);
  if (session->endpoint)
    {
      mf_pop3_server_advance (session->machine, mf_clock_now (session->site->clock));
      return session;
    }

  session_unref (session);
  return NULL;
}

static void
go_on (Session *session)
{
  mf_endpoint_update (session->endpoint);
  session_unref (session);
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
  Session *session = question->session;

  session->entered = TRUE;
  session->maildrop = maildrop;
  if (end_question (question) == NULL)
    return;

  mf_pop3_server_answer_login (session->machine, items, n_items);
  go_on (session);
}

/**
 * mf_pop3_question_answer_message:
 * @question: (transfer full): a question of @read
 * @message: the message's bytes, lines ended with CRLF; a reference is taken
 */
void
mf_pop3_question_answer_message (MfPop3Question *question, GBytes *message)
{
  Session *session = end_question (question);

  if (session)
    {
      mf_pop3_server_answer_message (session->machine, message);
      go_on (session);
    }
}

/**
 * mf_pop3_question_answer_update:
 * @question: (transfer full): a question of @update, whose messages are removed now
 */
void
mf_pop3_question_answer_update (MfPop3Question *question)
{
  Session *session = end_question (question);

  if (session)
    {
      mf_pop3_server_answer_update (session->machine);
      go_on (session);
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
  Session *session = end_question (question);

  if (session)
    {
      mf_pop3_server_refuse (session->machine, code, text);
      go_on (session);
    }
}
