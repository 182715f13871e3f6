/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-listener.h"
#include "net/mf-refusals.h"
#include "net/mf-service.h"

G_BEGIN_DECLS

typedef struct _MfServiceSession MfServiceSession;

/**
 * MfServiceClass:
 * @machine: what all the machines of its sessions can do
 * @service_size: of the struct that begins with #MfService
 * @session_size: of the struct that begins with #MfServiceSession
 * @default_max_connections: the most connections at one time, if the owner does not say
 * @begin: a client has come from @peer: make the session's machine
 * @step: take every event that the machine has now. When it is the one that ends the dialogue,
 *   call mf_endpoint_close().
 * @closed: (nullable): the connection is gone. Questions may stand still; the service is there.
 * @finish: and no question stands any more: free the machine and what else the session has. The
 *   service may be gone.
 * @shut_down: the machine is to say that it ends
 * @format_refusal: (transfer full): what a client is told for whom there is no room, with CRLF
 *
 * What makes a service one of a certain protocol.
 */
typedef struct
{
  const MfMachineClass *machine;
  gsize service_size;
  gsize session_size;
  guint default_max_connections;
  void (*begin) (MfServiceSession *session, const char *peer);
  void (*step) (MfServiceSession *session);
  void (*closed) (MfServiceSession *session);
  void (*finish) (MfServiceSession *session);
  void (*shut_down) (gpointer machine);
  char *(*format_refusal) (const MfService *service);
} MfServiceClass;

struct _MfService
{
  const MfServiceClass *klass;
  const MfSite *site;
  MfProtocol protocol;
  char *host_name;
  guint max_connections;
  gpointer user_data; /* for the policy */

  MfListener *listener; /* nullable */
  GQueue sessions;      /* of MfServiceSession, by their link */
  MfRefusals refusals;
};

/* One connection. Lives as long as that or a question, whichever is longer. */
struct _MfServiceSession
{
  const MfServiceClass *klass;
  guint refs;         /* the service's, and one for each question that stands */
  MfService *service; /* NULL once the connection is gone */
  const MfSite *site;
  gpointer user_data;
  gpointer machine;
  MfEndpoint *endpoint; /* NULL once the connection is gone */
  GList link;           /* in the service's list; data is the session */
};

/* What the service's owner has been asked, and answers once. The types of the protocols' questions
 * begin with it and add nothing. */
typedef struct
{
  MfServiceSession *session;
} MfServiceQuestion;

/**
 * MfServiceValues:
 * @site: (transfer none): where it is
 * @protocol: what is spoken
 * @host_name: its name in greetings; copied
 * @max_connections: the most connections at one time, 0 for as many as is usual
 * @user_data: for the policy
 */
typedef struct
{
  const MfSite *site;
  MfProtocol protocol;
  const char *host_name;
  guint max_connections;
  gpointer user_data;
} MfServiceValues;

gpointer mf_service_new (const MfServiceClass *klass, const MfServiceValues *values);

gpointer mf_service_session_ask (MfServiceSession *self);
gpointer mf_service_question_end (MfServiceQuestion *self);
void mf_service_session_go_on (MfServiceSession *self);

G_END_DECLS
