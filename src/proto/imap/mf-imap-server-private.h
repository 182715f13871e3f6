/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-output.h"
#include "proto/imap/mf-imap-server.h"
#include "proto/imap/mf-imap-view.h"
#include "wire/mf-literal-framer.h"

G_BEGIN_DECLS

/**
 * MfImapQuestionState:
 *
 * Whether the driver owes an answer.
 */
typedef enum
{
  MF_IMAP_QUESTION_NONE,
  MF_IMAP_QUESTION_NEW,
  MF_IMAP_QUESTION_TOLD,
} MfImapQuestionState;

/**
 * MfImapReading:
 *
 * What the next line of the client is.
 */
typedef enum
{
  MF_IMAP_READING_COMMAND,
  MF_IMAP_READING_RESPONSE, /* of AUTHENTICATE */
  MF_IMAP_READING_DONE,     /* of IDLE */
} MfImapReading;

struct _MfImapServer
{
  char *host_name;
  guint64 max_size;
  gint64 autologout_us;

  MfLiteralFramer *framer;
  MfImapOutput *output;
  MfImapView *view;
  MfImapState state;
  MfImapReading reading;
  gboolean input_ended;
  gboolean close_told;
  gboolean shut_down;
  guint failed_logins;

  /* The command that is being worked on. */
  MfImapCommand command;
  const MfImapTransition *row;

  /* What the driver was asked and has not answered. */
  MfImapQuestionState question;
  MfImapRequest *request; /* NULL: may this user in? */
  char *username;
  MfSecret *password;

  /* Its end: the tagged response waits for what there is to tell first. */
  GString *tagged;
  const char *farewell; /* said after it */
  gboolean completing;
  gboolean polled;
  gboolean notified; /* while it idles */

  /* FETCH: which messages are still to be asked for, and those that were answered. */
  guint32 *uids;
  guint n_uids;
  guint next_uid;
  GPtrArray *batch; /* of MfImapFetched */
  guint next_fetched;
  gboolean some_gone;

  /* The literal that was last announced. */
  gboolean waits; /* the client does */
  guint64 octets;
  gboolean malformed;  /* what stands before it does not follow the grammar */
  gboolean appending;  /* APPEND: the driver expects a message, and was not told that it is there */
  const char *refusal; /* "NO" or "BAD": the command is answered with it when it ends */
  char *refusal_code;
  char *refusal_text;

  /* Events without an answer. */
  const guint8 *data;
  gsize length;
  gboolean aborted;
  gboolean unselected;

  gint64 now_us;
  gint64 deadline_us;
  gboolean heard;
};

/* In mf-imap-server.c. */
GString *mf_imap_server_text (MfImapServer *self);
void mf_imap_server_set_state (MfImapServer *self, MfImapState state);
void mf_imap_server_bye (MfImapServer *self, const char *text);
void mf_imap_server_complete (MfImapServer *self,
                              const char *status,
                              const char *code,
                              const char *text);
void mf_imap_server_complete_ok (MfImapServer *self);
void mf_imap_server_ask (MfImapServer *self, MfImapRequest *request);
MfImapRequest *mf_imap_server_end_question (MfImapServer *self);

/* One for each action of the table; in the file of their family. */
typedef void (*MfImapAct) (MfImapServer *self);

void mf_imap_server_handle_command (MfImapServer *self, const MfLiteralPiece *piece);
void mf_imap_server_handle_literal (MfImapServer *self, const MfLiteralPiece *piece);
void mf_imap_server_handle_response (MfImapServer *self, const char *text, gsize length);
void mf_imap_server_handle_done (MfImapServer *self, const char *text, gsize length);

void mf_imap_server_act_capability (MfImapServer *self);
void mf_imap_server_act_logout (MfImapServer *self);
void mf_imap_server_act_id (MfImapServer *self);
void mf_imap_server_act_login (MfImapServer *self);
void mf_imap_server_act_authenticate (MfImapServer *self);
void mf_imap_server_act_enable (MfImapServer *self);
void mf_imap_server_act_namespace (MfImapServer *self);
void mf_imap_server_act_idle (MfImapServer *self);
void mf_imap_server_act_select (MfImapServer *self);
void mf_imap_server_act_list (MfImapServer *self);
void mf_imap_server_act_status (MfImapServer *self);
void mf_imap_server_act_mailbox (MfImapServer *self);
void mf_imap_server_act_append (MfImapServer *self);
void mf_imap_server_act_close (MfImapServer *self);
void mf_imap_server_act_unselect (MfImapServer *self);
void mf_imap_server_act_expunge (MfImapServer *self);
void mf_imap_server_act_search (MfImapServer *self);
void mf_imap_server_act_fetch (MfImapServer *self);
void mf_imap_server_act_store (MfImapServer *self);
void mf_imap_server_act_copy (MfImapServer *self);

void mf_imap_server_write_capabilities (GString *out);
void mf_imap_server_unselect (MfImapServer *self);
void mf_imap_server_end_append (MfImapServer *self, const MfLiteralPiece *piece);
void mf_imap_server_drop_append (MfImapServer *self);
void mf_imap_server_answer_append (MfImapServer *self);
void mf_imap_server_refuse_append (MfImapServer *self, const char *code, const char *text);
gboolean mf_imap_server_is_fetching (const MfImapServer *self);
void mf_imap_server_go_on_fetching (MfImapServer *self);
void mf_imap_server_end_fetch (MfImapServer *self);

G_END_DECLS
