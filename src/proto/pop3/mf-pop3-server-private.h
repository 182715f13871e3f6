/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/pop3/mf-pop3-maildrop.h"
#include "proto/pop3/mf-pop3-output.h"
#include "proto/pop3/mf-pop3-server.h"
#include "proto/pop3/mf-pop3-table.h"
#include "wire/mf-line-framer.h"

G_BEGIN_DECLS

#define MF_POP3_SERVER_NO_QUESTION ((MfPop3ServerEventKind) - 1)

struct _MfPop3Server
{
  char *host_name;
  char *timestamp; /* nullable */

  MfLineFramer *framer;
  MfPop3Output *output;
  MfPop3State state;
  gboolean named; /* the last command was a successful USER */
  char *username;
  gboolean input_ended;
  gboolean close_told;
  gboolean shut_down;

  MfPop3Maildrop *maildrop;

  /* Which messages have changed their mark, and the driver does not know yet. */
  GQueue changes; /* of GUINT_TO_POINTER (index) */
  gboolean marked;

  /* What the driver was asked and has not answered; what that needs. */
  MfPop3ServerEventKind question;
  gboolean question_told;
  const MfPop3Transition *row;
  MfSecret *password;
  char *digest;
  guint index;
  guint64 top_lines;
  GArray *deleted; /* of guint */

  gint64 now_us;
  gint64 deadline_us;
  gboolean heard; /* a command, or output taken, since the last mf_pop3_server_advance() */
};

void mf_pop3_server_set_state (MfPop3Server *self, MfPop3State state);
void mf_pop3_server_reply (MfPop3Server *self, gboolean ok, const char *code, const char *text);
void mf_pop3_server_reply_ok (MfPop3Server *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void mf_pop3_server_reply_message_count (MfPop3Server *self, const char *prefix);
MfPop3Guard mf_pop3_server_find_facts (const MfPop3Server *self);
void mf_pop3_server_handle_line (MfPop3Server *self, const MfLine *line);

G_END_DECLS
