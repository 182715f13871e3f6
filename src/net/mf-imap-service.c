/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-imap-service.h"

#include "net/mf-service-private.h"

typedef struct
{
  MfService base;
  MfImapServerConfig config; /* its host_name is the base's */
  const MfImapPolicy *policy;
} ImapService;

struct _MfImapSession
{
  MfServiceSession base;
  const MfImapPolicy *policy;
  gboolean entered;
  gpointer account; /* the policy's, once entered */
  gpointer folder;  /* the policy's, while a mailbox is selected */
  gpointer upload;  /* the policy's, while a message comes in */
};

struct _MfImapQuestion
{
  MfServiceQuestion base;
};

static gboolean
machine_wants_input (gpointer machine)
{
  return mf_imap_server_wants_input (machine);
}

MF_DEFINE_MACHINE_CLASS (mf_imap_server, machine_wants_input)

static void
begin (MfServiceSession *session, const char *peer)
{
  const ImapService *service = (const ImapService *) session->service;

  ((MfImapSession *) session)->policy = service->policy;
  session->machine = mf_imap_server_new (&service->config, mf_clock_now (session->site->clock));
}

static void
unselect (MfImapSession *self)
{
  if (self->folder)
    self->policy->unselect (g_steal_pointer (&self->folder), self->account, self->base.user_data);
}

static void
abort_upload (MfImapSession *self)
{
  if (self->upload)
    self->policy->append_abort (g_steal_pointer (&self->upload), self->base.user_data);
}

static void
ask (MfImapSession *self, const MfImapRequest *request)
{
  gpointer upload = NULL;

  if (request->kind == MF_IMAP_REQUEST_COMMIT)
    upload = g_steal_pointer (&self->upload);
  self->policy->ask (mf_service_session_ask (&self->base), request, self->account, self->folder,
                     upload, self->base.user_data);
}

static void
handle_event (MfImapSession *self, const MfImapServerEvent *event)
{
  const MfImapPolicy *policy = self->policy;

  switch (event->kind)
    {
    case MF_IMAP_SERVER_ASK_LOGIN:
      policy->login (mf_service_session_ask (&self->base), event->username, event->password,
                     self->base.user_data);
      break;
    case MF_IMAP_SERVER_ASK:
      ask (self, event->request);
      break;
    case MF_IMAP_SERVER_APPEND_DATA:
      policy->append_data (self->upload, event->data, event->length, self->base.user_data);
      break;
    case MF_IMAP_SERVER_APPEND_ABORTED:
      abort_upload (self);
      break;
    case MF_IMAP_SERVER_UNSELECTED:
      unselect (self);
      break;
    case MF_IMAP_SERVER_CLOSE:
      mf_endpoint_close (self->base.endpoint);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
step (MfServiceSession *session)
{
  MfImapServerEvent event;

  while (mf_imap_server_next (session->machine, &event))
    handle_event ((MfImapSession *) session, &event);
}

/* Only now is no question about the account open any more. */
static void
finish (MfServiceSession *session)
{
  MfImapSession *self = (MfImapSession *) session;

  abort_upload (self);
  unselect (self);
  if (self->entered)
    self->policy->leave (g_steal_pointer (&self->account), session->user_data);
  mf_imap_server_free (session->machine);
}

static void
shut_down (gpointer machine)
{
  mf_imap_server_shut_down (machine);
}

static char *
format_refusal (const MfService *service)
{
  return g_strdup ("* BYE [UNAVAILABLE] too many connections, try again later\r\n");
}

static const MfServiceClass service_class = {
  .machine = &machine_class,
  .service_size = sizeof (ImapService),
  .session_size = sizeof (MfImapSession),
  .default_max_connections = 2048,
  .begin = begin,
  .step = step,
  .finish = finish,
  .shut_down = shut_down,
  .format_refusal = format_refusal,
};

/**
 * mf_imap_service_new:
 * @site: (transfer none): where it is
 * @config: what it is; copied
 * @policy: (transfer none): who knows the accounts; must live longer, and until every account
 *   is left
 * @user_data: for @policy
 *
 * Returns: (transfer full): a service that does not listen yet
 */
MfService *
mf_imap_service_new (const MfSite *site,
                     const MfImapServiceConfig *config,
                     const MfImapPolicy *policy,
                     gpointer user_data)
{
  ImapService *self =
      mf_service_new (&service_class,
                      &(MfServiceValues) { .site = site,
                                           .protocol = MF_PROTOCOL_IMAP,
                                           .host_name = config->host_name,
                                           .max_connections = config->max_connections,
                                           .user_data = user_data });

  self->config = (MfImapServerConfig) {
    .host_name = self->base.host_name,
    .max_size = config->max_size,
    .autologout_us = config->autologout_us,
  };
  self->policy = policy;
  return &self->base;
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
  return (MfImapSession *) question->base.session;
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
  if (self->base.endpoint == NULL)
    return;

  mf_imap_server_notify (self->base.machine);
  mf_endpoint_update (self->base.endpoint);
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
  MfImapSession *self = mf_imap_question_get_session (question);

  self->entered = TRUE;
  self->account = account;
  if (mf_service_question_end (&question->base) == NULL)
    return;

  mf_imap_server_answer_login (self->base.machine);
  mf_service_session_go_on (&self->base);
}

/**
 * mf_imap_question_answer_done:
 * @question: (transfer full): a question that asks for something to be done
 */
void
mf_imap_question_answer_done (MfImapQuestion *question)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_done (session->machine);
      mf_service_session_go_on (session);
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
  mf_imap_question_get_session (question)->upload = upload;
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_list (session->machine, mailboxes, n_mailboxes);
      mf_service_session_go_on (session);
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
  MfServiceSession *session;

  mf_imap_question_get_session (question)->folder = folder;
  session = mf_service_question_end (&question->base);
  if (session)
    {
      mf_imap_server_answer_select (session->machine, contents);
      mf_service_session_go_on (session);
    }
}

/**
 * mf_imap_question_answer_status:
 * @question: (transfer full): a question of %MF_IMAP_REQUEST_STATUS
 * @status: the status; copied
 */
void
mf_imap_question_answer_status (MfImapQuestion *question, const MfImapStatus *status)
{
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_status (session->machine, status);
      mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_uids (session->machine, uid_validity, from, to, n_uids);
      mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session == NULL)
    {
      g_ptr_array_unref (fetched);
      return;
    }

  mf_imap_server_answer_fetch (session->machine, fetched);
  mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_flags (session->machine, items, n_items, keywords);
      mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_search (session->machine, uids, n_uids);
      mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_answer_changes (session->machine, changes);
      mf_service_session_go_on (session);
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
  MfServiceSession *session = mf_service_question_end (&question->base);

  if (session)
    {
      mf_imap_server_refuse (session->machine, code, text);
      mf_service_session_go_on (session);
    }
}
