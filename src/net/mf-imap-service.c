/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-imap-service.h"

#include "net/mf-endpoint.h"
#include "net/mf-listener.h"
#include "net/mf-refusals.h"

#define DEFAULT_MAX_CONNECTIONS 2048

static const char too_many[] = "* BYE [UNAVAILABLE] too many connections, try again later\r\n";

/* For so many clients, one more may be on its way out because there are too many. */
#define REFUSED_SHARE 4

struct _MfImapService
{
  const MfSite *site;
  MfImapServiceConfig config; /* host_name is ours */
  const MfImapPolicy *policy;
  gpointer user_data;
  MfListener *listener; /* nullable */
  GQueue sessions;      /* of MfImapSession, by their link */
  MfRefusals refusals;
};

struct _MfImapSession
{
  guint refs;             /* the service's, and one for each question that stands */
  MfImapService *service; /* NULL once the connection is gone */
  const MfSite *site;
  const MfImapPolicy *policy;
  gpointer user_data;
  MfImapServer *machine;
  MfEndpoint *endpoint; /* NULL once the connection is gone */
  gboolean entered;
  gpointer account; /* the policy's, once entered */
  gpointer folder;  /* the policy's, while a mailbox is selected */
  gpointer upload;  /* the policy's, while a message comes in */
  GList link;       /* in the service's list; data is the session */
};

struct _MfImapQuestion
{
  MfImapSession *session;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_imap_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_imap_server, machine_wants_input)

static void
unselect (MfImapSession *self)
{
  if (self->folder)
    self->policy->unselect (g_steal_pointer (&self->folder), self->account, self->user_data);
}

static void
abort_upload (MfImapSession *self)
{
  if (self->upload)
    self->policy->append_abort (g_steal_pointer (&self->upload), self->user_data);
}

static void
session_unref (MfImapSession *self)
{
  if (--self->refs > 0)
    return;

  /* Only now is no question about the account open any more. */
  abort_upload (self);
  unselect (self);
  if (self->entered)
    self->policy->leave (g_steal_pointer (&self->account), self->user_data);
  mf_imap_server_free (self->machine);
  g_free (self);
}

static void
session_close (MfImapSession *self)
{
  MfImapService *service = g_steal_pointer (&self->service);

  g_queue_unlink (&service->sessions, &self->link);
  g_clear_pointer (&self->endpoint, mf_endpoint_free);
  session_unref (self);
}

static MfImapQuestion *
question_new (MfImapSession *session)
{
  MfImapQuestion *self = g_new (MfImapQuestion, 1);

  session->refs++;
  self->session = session;
  if (session->site->network)
    mf_network_begin_wait (session->site->network);
  return self;
}

static void
ask (MfImapSession *self, const MfImapRequest *request)
{
  gpointer upload = NULL;

  if (request->kind == MF_IMAP_REQUEST_COMMIT)
    upload = g_steal_pointer (&self->upload);
  self->policy->ask (question_new (self), request, self->account, self->folder, upload,
                     self->user_data);
}

static void
handle_event (MfImapSession *self, const MfImapServerEvent *event)
{
  const MfImapPolicy *policy = self->policy;

  switch (event->kind)
    {
    case MF_IMAP_SERVER_ASK_LOGIN:
      policy->login (question_new (self), event->username, event->password, self->user_data);
      break;
    case MF_IMAP_SERVER_ASK:
      ask (self, event->request);
      break;
    case MF_IMAP_SERVER_APPEND_DATA:
      policy->append_data (self->upload, event->data, event->length, self->user_data);
      break;
    case MF_IMAP_SERVER_APPEND_ABORTED:
      abort_upload (self);
      break;
    case MF_IMAP_SERVER_UNSELECTED:
      unselect (self);
      break;
    case MF_IMAP_SERVER_CLOSE:
      mf_endpoint_close (self->endpoint);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  MfImapSession *self = user_data;
  MfImapServerEvent event;

  while (mf_imap_server_next (self->machine, &event))
    handle_event (self, &event);
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
  MfImapService *self = user_data;
  MfImapServerConfig config = { .host_name = self->config.host_name,
                                .max_size = self->config.max_size,
                                .autologout_us = self->config.autologout_us };
  MfImapSession *session;

  if (self->sessions.length >= self->config.max_connections)
    {
      mf_refusals_add (&self->refusals, channel, too_many);
      return;
    }

  session = g_new0 (MfImapSession, 1);
  session->refs = 1;
  session->service = self;
  session->site = self->site;
  session->policy = self->policy;
  session->user_data = self->user_data;
  session->machine = mf_imap_server_new (&config, mf_clock_now (self->site->clock));
  session->endpoint = mf_endpoint_new (self->site, channel, &machine_class, session->machine,
                                       &endpoint_owner, session);
  session->link.data = session;
  g_queue_push_tail_link (&self->sessions, &session->link);
  mf_endpoint_update (session->endpoint);
}

/**
 * mf_imap_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who knows the accounts; must live longer
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfImapService *
mf_imap_service_new (const MfSite *site,
                     const MfImapServiceConfig *config,
                     const MfImapPolicy *policy,
                     gpointer user_data)
{
  MfImapService *self = g_new0 (MfImapService, 1);

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
 * mf_imap_service_free:
 * @self: (nullable): a service; open connections are dropped, and their accounts left as soon
 *   as no question about them stands, so the policy must live until then
 */
void
mf_imap_service_free (MfImapService *self)
{
  if (self == NULL)
    return;

  mf_imap_service_stop (self);
  while (self->sessions.head)
    session_close (self->sessions.head->data);
  mf_refusals_clear (&self->refusals);
  g_free ((char *) self->config.host_name);
  g_free (self);
}

/**
 * mf_imap_service_listen:
 * @self: a service that does not listen
 * @address: (nullable): an IP address of the machine, %NULL for 127.0.0.1; of no meaning in a lab
 * @port: the port; 0 outside of a lab picks a free one
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0 with @error set
 */
guint16
mf_imap_service_listen (MfImapService *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (self->listener == NULL, 0);

  self->listener =
      mf_listener_new (self->site, address, port, MF_PROTOCOL_IMAP, accept_cb, self, error);
  return self->listener ? mf_listener_get_port (self->listener) : 0;
}

/**
 * mf_imap_service_stop:
 * @self: a service
 *
 * Takes no more connections; open ones go on.
 */
void
mf_imap_service_stop (MfImapService *self)
{
  g_clear_pointer (&self->listener, mf_listener_free);
}

/**
 * mf_imap_service_shut_down:
 * @self: a service
 *
 * Takes no more connections, and ends those that are open with BYE, once what is
 * being worked on is answered. They are over when mf_imap_service_get_n_sessions()
 * says so.
 */
void
mf_imap_service_shut_down (MfImapService *self)
{
  GList *next;

  mf_imap_service_stop (self);
  for (GList *l = self->sessions.head; l; l = next)
    {
      MfImapSession *session = l->data;

      next = l->next;
      mf_imap_server_shut_down (session->machine);
      mf_endpoint_update (session->endpoint);
    }
}

/**
 * mf_imap_service_get_n_sessions:
 * @self: a service
 *
 * Returns: how many connections are open
 */
guint
mf_imap_service_get_n_sessions (const MfImapService *self)
{
  return self->sessions.length;
}

/* Ends a question. Returns its session, still referenced, or NULL if nobody
 * waits for the answer any more. */
static MfImapSession *
end_question (MfImapQuestion *question)
{
  MfImapSession *session = question->session;

  g_free (question);
  if (session->site->network)
    mf_network_end_wait (session->site->network);
  if (session->endpoint)
    {
      mf_imap_server_advance (session->machine, mf_clock_now (session->site->clock));
      return session;
    }

  session_unref (session);
  return NULL;
}

static void
go_on (MfImapSession *session)
{
  mf_endpoint_update (session->endpoint);
  session_unref (session);
}

/**
 * mf_imap_question_get_session:
 * @question: a question
 *
 * Returns: (transfer none): who asks
 */
MfImapSession *
mf_imap_question_get_session (const MfImapQuestion *question)
{
  return question->session;
}

/**
 * mf_imap_session_notify:
 * @self: a session that has a mailbox selected
 *
 * Something has changed there: a client that idles will be told.
 */
void
mf_imap_session_notify (MfImapSession *self)
{
  if (self->endpoint == NULL)
    return;

  mf_imap_server_notify (self->machine);
  mf_endpoint_update (self->endpoint);
}

/**
 * mf_imap_question_answer_login:
 * @question: (transfer full): a question of @login
 * @account: (nullable): the policy's; given back with @leave
 *
 * Lets the user in.
 */
void
mf_imap_question_answer_login (MfImapQuestion *question, gpointer account)
{
  MfImapSession *session = question->session;

  session->entered = TRUE;
  session->account = account;
  if (end_question (question) == NULL)
    return;

  mf_imap_server_answer_login (session->machine);
  go_on (session);
}

/**
 * mf_imap_question_answer_done:
 * @question: (transfer full): a question that asks for something to be done
 */
void
mf_imap_question_answer_done (MfImapQuestion *question)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_done (session->machine);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_append:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_APPEND
 * @upload: the policy's, not %NULL; given back with %MF_IMAP_REQUEST_COMMIT or @append_abort
 *
 * The message may come.
 */
void
mf_imap_question_answer_append (MfImapQuestion *question, gpointer upload)
{
  question->session->upload = upload;
  mf_imap_question_answer_done (question);
}

/**
 * mf_imap_question_answer_list:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_LIST
 * @mailboxes: (array length=n_mailboxes): all of them, or all names subscribed to; in any order
 * @n_mailboxes: how many
 */
void
mf_imap_question_answer_list (MfImapQuestion *question,
                              const MfImapMailbox *mailboxes,
                              guint n_mailboxes)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_list (session->machine, mailboxes, n_mailboxes);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_select:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_SELECT
 * @folder: the policy's, not %NULL; given back with @unselect
 * @contents: what is in it; copied
 */
void
mf_imap_question_answer_select (MfImapQuestion *question,
                                gpointer folder,
                                const MfImapFolder *contents)
{
  MfImapSession *session = question->session;

  session->folder = folder;
  if (end_question (question) == NULL)
    return;

  mf_imap_server_answer_select (session->machine, contents);
  go_on (session);
}

/**
 * mf_imap_question_answer_status:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_STATUS
 * @status: the status; copied
 */
void
mf_imap_question_answer_status (MfImapQuestion *question, const MfImapStatus *status)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_status (session->machine, status);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_uids:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_COMMIT, _COPY or _MOVE
 * @uid_validity: see mf_imap_server_answer_uids()
 * @from: (nullable) (array length=n_uids): as well
 * @to: (array length=n_uids): as well
 * @n_uids: as well
 */
void
mf_imap_question_answer_uids (MfImapQuestion *question,
                              guint32 uid_validity,
                              const guint32 *from,
                              const guint32 *to,
                              guint n_uids)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_uids (session->machine, uid_validity, from, to, n_uids);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_fetch:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_FETCH
 * @fetched: (transfer full) (element-type MfImapFetched): see mf_imap_server_answer_fetch()
 */
void
mf_imap_question_answer_fetch (MfImapQuestion *question, GPtrArray *fetched)
{
  MfImapSession *session = end_question (question);

  if (session == NULL)
    {
      g_ptr_array_unref (fetched);
      return;
    }

  mf_imap_server_answer_fetch (session->machine, fetched);
  go_on (session);
}

/**
 * mf_imap_question_answer_flags:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_STORE
 * @items: (array length=n_items): see mf_imap_server_answer_flags()
 * @n_items: as well
 * @keywords: (nullable): as well
 */
void
mf_imap_question_answer_flags (MfImapQuestion *question,
                               const MfImapItem *items,
                               guint n_items,
                               const char *const *keywords)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_flags (session->machine, items, n_items, keywords);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_search:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_SEARCH
 * @uids: (array length=n_uids): the messages that fit, ascending
 * @n_uids: how many
 */
void
mf_imap_question_answer_search (MfImapQuestion *question, const guint32 *uids, guint n_uids)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_search (session->machine, uids, n_uids);
      go_on (session);
    }
}

/**
 * mf_imap_question_answer_changes:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_POLL
 * @changes: what has changed; copied
 */
void
mf_imap_question_answer_changes (MfImapQuestion *question, const MfImapChanges *changes)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_answer_changes (session->machine, changes);
      go_on (session);
    }
}

/**
 * mf_imap_question_refuse:
 * @question: (transfer full): any question
 * @code: (nullable): see mf_imap_server_refuse()
 * @text: (nullable): as well
 */
void
mf_imap_question_refuse (MfImapQuestion *question, const char *code, const char *text)
{
  MfImapSession *session = end_question (question);

  if (session)
    {
      mf_imap_server_refuse (session->machine, code, text);
      go_on (session);
    }
}
