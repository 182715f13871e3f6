/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-service.h"
#include "proto/pop3/mf-pop3-server.h"

G_BEGIN_DECLS

/**
 * MfPop3Question:
 *
 * A question that waits for exactly one answer or refusal, now or later, in
 * the service's thread. The connection may be gone by then: then an answered
 * login is left at once, and other answers are lost.
 */
typedef struct _MfPop3Question MfPop3Question;

/**
 * MfPop3Policy:
 * @login: may @username in with @password, or, if that is %NULL, with the APOP @digest over
 *   @timestamp (RFC 1939 section 7)? Take the maildrop's lock, then
 *   mf_pop3_question_answer_login().
 * @read: the bytes of message @index (0-based) of @maildrop: mf_pop3_question_answer_message()
 * @mark: (nullable): message @index is marked deleted (DELE), or no longer (RSET)
 * @update: QUIT: remove the @deleted messages: mf_pop3_question_answer_update(). Never comes if
 *   the connection just breaks.
 * @leave: the session is over: give up the lock of @maildrop. Comes once for each answered login,
 *   after everything else.
 *
 * Who knows the maildrops.
 */
typedef struct
{
  void (*login) (MfPop3Question *question,
                 const char *username,
                 MfSecret *password,
                 const char *timestamp,
                 const char *digest,
                 gpointer user_data);
  void (*read) (MfPop3Question *question, gpointer maildrop, guint index, gpointer user_data);
  void (*mark) (gpointer maildrop, guint index, gboolean marked, gpointer user_data);
  void (*update) (MfPop3Question *question,
                  gpointer maildrop,
                  const guint *deleted,
                  guint n_deleted,
                  gpointer user_data);
  void (*leave) (gpointer maildrop, gpointer user_data);
} MfPop3Policy;

/**
 * MfPop3ServiceConfig:
 * @host_name: the name in the greeting
 * @apop: whether the greeting has a timestamp, so that APOP is offered
 * @max_connections: the most connections at one time, 0 for 256
 */
typedef struct
{
  const char *host_name;
  gboolean apop;
  guint max_connections;
} MfPop3ServiceConfig;

MfService *mf_pop3_service_new (const MfSite *site,
                                const MfPop3ServiceConfig *config,
                                const MfPop3Policy *policy,
                                gpointer user_data);

void mf_pop3_question_answer_login (MfPop3Question *question,
                                    gpointer maildrop,
                                    const MfPop3Item *items,
                                    guint n_items);
void mf_pop3_question_answer_message (MfPop3Question *question, GBytes *message);
void mf_pop3_question_answer_update (MfPop3Question *question);
void mf_pop3_question_refuse (MfPop3Question *question, const char *code, const char *text);

G_END_DECLS
