/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/smtp/mf-smtp-syntax.h"

G_BEGIN_DECLS

/* The session machines of RFC 5321 as data. The tables are the engine; they
 * are here so that a window can draw them and a test can walk them. */

/**
 * MfSmtpServerState:
 * @MF_SMTP_SERVER_SAME: in a row: the state does not change
 * @MF_SMTP_SERVER_REFUSING: the greeting was 554; only QUIT is left
 * @MF_SMTP_SERVER_GREETED: 220 was said; no EHLO or HELO yet
 * @MF_SMTP_SERVER_READY: the client has a name; no transaction
 * @MF_SMTP_SERVER_MAIL: a transaction with a sender and no recipient
 * @MF_SMTP_SERVER_RCPT: a transaction with a recipient at least
 * @MF_SMTP_SERVER_DATA: 354 was said; message data comes in
 * @MF_SMTP_SERVER_AUTH_PLAIN: 334 was said; the response of PLAIN is due
 * @MF_SMTP_SERVER_AUTH_USERNAME: 334 was said; LOGIN's username is due
 * @MF_SMTP_SERVER_AUTH_PASSWORD: 334 was said; LOGIN's password is due
 * @MF_SMTP_SERVER_CLOSED: the dialogue is over
 *
 * Where a server's session stands; a bit each, so that a row can be for several.
 */
typedef enum
{
  MF_SMTP_SERVER_SAME = 0,
  MF_SMTP_SERVER_REFUSING = 1 << 0,
  MF_SMTP_SERVER_GREETED = 1 << 1,
  MF_SMTP_SERVER_READY = 1 << 2,
  MF_SMTP_SERVER_MAIL = 1 << 3,
  MF_SMTP_SERVER_RCPT = 1 << 4,
  MF_SMTP_SERVER_DATA = 1 << 5,
  MF_SMTP_SERVER_AUTH_PLAIN = 1 << 6,
  MF_SMTP_SERVER_AUTH_USERNAME = 1 << 7,
  MF_SMTP_SERVER_AUTH_PASSWORD = 1 << 8,
  MF_SMTP_SERVER_CLOSED = 1 << 9,
} MfSmtpServerState;

/* What comes in: a command, by its verb, or one of these. */
typedef enum
{
  MF_SMTP_INPUT_AUTH_LINE = MF_SMTP_N_VERBS,
  MF_SMTP_INPUT_END_OF_DATA,
  MF_SMTP_INPUT_TIMEOUT,
  MF_SMTP_INPUT_SHUT_DOWN,
  MF_SMTP_INPUT_END,
} MfSmtpServerInput;

/**
 * MfSmtpServerGuard:
 * @MF_SMTP_GUARD_ALWAYS: no condition
 * @MF_SMTP_GUARD_FAULT: the line breaks the grammar
 * @MF_SMTP_GUARD_TOO_LONG: the line is too long
 * @MF_SMTP_GUARD_NEEDS_AUTH: a submission server, and the client is not authenticated
 * @MF_SMTP_GUARD_NO_AUTH: AUTH is not offered here
 * @MF_SMTP_GUARD_AUTHENTICATED: the client is authenticated
 * @MF_SMTP_GUARD_NO_EHLO: the client said HELO, so extensions are off
 * @MF_SMTP_GUARD_MECHANISM: the mechanism is not offered
 * @MF_SMTP_GUARD_PLAIN: PLAIN without an initial response
 * @MF_SMTP_GUARD_LOGIN: LOGIN without an initial response
 * @MF_SMTP_GUARD_LOGIN_NAME: LOGIN with an initial response
 * @MF_SMTP_GUARD_CANCEL: the line is "*"
 * @MF_SMTP_GUARD_BASE64: the response is not base64
 * @MF_SMTP_GUARD_CREDENTIALS: the response holds no credentials
 * @MF_SMTP_GUARD_SIZE: the declared size is over the limit
 * @MF_SMTP_GUARD_RECIPIENTS: there are as many recipients as one transaction takes
 * @MF_SMTP_GUARD_ALL_REFUSED: recipients were named, and none was accepted
 * @MF_SMTP_GUARD_BARE: a bare CR or a bare LF was in the message data
 * @MF_SMTP_GUARD_DATA_SIZE: more message data came than the limit
 * @MF_SMTP_GUARD_HELP_TOPIC: HELP about what is no command
 *
 * When a row applies.
 */
typedef enum
{
  MF_SMTP_GUARD_ALWAYS,
  MF_SMTP_GUARD_FAULT,
  MF_SMTP_GUARD_TOO_LONG,
  MF_SMTP_GUARD_NEEDS_AUTH,
  MF_SMTP_GUARD_NO_AUTH,
  MF_SMTP_GUARD_AUTHENTICATED,
  MF_SMTP_GUARD_NO_EHLO,
  MF_SMTP_GUARD_MECHANISM,
  MF_SMTP_GUARD_PLAIN,
  MF_SMTP_GUARD_LOGIN,
  MF_SMTP_GUARD_LOGIN_NAME,
  MF_SMTP_GUARD_CANCEL,
  MF_SMTP_GUARD_BASE64,
  MF_SMTP_GUARD_CREDENTIALS,
  MF_SMTP_GUARD_SIZE,
  MF_SMTP_GUARD_RECIPIENTS,
  MF_SMTP_GUARD_ALL_REFUSED,
  MF_SMTP_GUARD_BARE,
  MF_SMTP_GUARD_DATA_SIZE,
  MF_SMTP_GUARD_HELP_TOPIC,
} MfSmtpServerGuard;

/**
 * MfSmtpServerAction:
 * @MF_SMTP_DO_REPLY: say the row's reply
 * @MF_SMTP_DO_REPLY_FAULT: say what the fault's own row says (mf_smtp_fault_get_info())
 * @MF_SMTP_DO_EHLO: forget the transaction, keep the name, say the extensions
 * @MF_SMTP_DO_HELO: forget the transaction, keep the name
 * @MF_SMTP_DO_ASK_SENDER: ask the driver; the row's reply if it agrees
 * @MF_SMTP_DO_ASK_RECIPIENT: likewise
 * @MF_SMTP_DO_ASK_VERIFY: likewise
 * @MF_SMTP_DO_ASK_EXPAND: likewise
 * @MF_SMTP_DO_ASK_AUTH: likewise
 * @MF_SMTP_DO_ASK_MESSAGE: likewise; the transaction is over in any case
 * @MF_SMTP_DO_BEGIN_DATA: say the row's reply; message data follows
 * @MF_SMTP_DO_RESET: forget the transaction, say the row's reply
 * @MF_SMTP_DO_HELP: say which commands there are, or the syntax of one
 * @MF_SMTP_DO_KEEP_USERNAME: keep LOGIN's username, say the row's reply
 * @MF_SMTP_DO_CLOSE: forget the transaction, say the row's reply and close
 * @MF_SMTP_DO_HANG_UP: forget the transaction and close without a word
 *
 * What a row does.
 */
typedef enum
{
  MF_SMTP_DO_REPLY,
  MF_SMTP_DO_REPLY_FAULT,
  MF_SMTP_DO_EHLO,
  MF_SMTP_DO_HELO,
  MF_SMTP_DO_ASK_SENDER,
  MF_SMTP_DO_ASK_RECIPIENT,
  MF_SMTP_DO_ASK_VERIFY,
  MF_SMTP_DO_ASK_EXPAND,
  MF_SMTP_DO_ASK_AUTH,
  MF_SMTP_DO_ASK_MESSAGE,
  MF_SMTP_DO_BEGIN_DATA,
  MF_SMTP_DO_RESET,
  MF_SMTP_DO_HELP,
  MF_SMTP_DO_KEEP_USERNAME,
  MF_SMTP_DO_CLOSE,
  MF_SMTP_DO_HANG_UP,
} MfSmtpServerAction;

/**
 * MfSmtpServerRow:
 * @states: the states it is for, as bits
 * @input: an MfSmtpVerb or an MfSmtpServerInput
 * @guard: when
 * @action: what is done
 * @code: the reply code; 0 if the action says nothing, or another code each time
 * @enhanced: (nullable): its enhanced status code
 * @text: (nullable): its text; %h stands for the host's name
 * @next: the state after it; after an agreement, if the row asks
 * @refused: the state after a refusal, if the row asks
 * @rfc: where it is written
 *
 * The first row that matches state, input and guard applies.
 */
typedef struct
{
  guint states;
  guint input;
  MfSmtpServerGuard guard;
  MfSmtpServerAction action;
  guint code;
  const char *enhanced;
  const char *text;
  MfSmtpServerState next;
  MfSmtpServerState refused;
  const char *rfc;
} MfSmtpServerRow;

/**
 * MfSmtpAwait:
 * @MF_SMTP_AWAIT_NOTHING: in a row: whatever is awaited, even nothing
 * @MF_SMTP_AWAIT_GREETING: the greeting
 * @MF_SMTP_AWAIT_EHLO: the reply to EHLO
 * @MF_SMTP_AWAIT_HELO: to HELO
 * @MF_SMTP_AWAIT_AUTH_PLAIN: to AUTH PLAIN without an initial response
 * @MF_SMTP_AWAIT_AUTH_LOGIN: to AUTH LOGIN
 * @MF_SMTP_AWAIT_AUTH_USERNAME: to LOGIN's username
 * @MF_SMTP_AWAIT_AUTH_RESULT: to the last line of an authentication
 * @MF_SMTP_AWAIT_MAIL: to MAIL
 * @MF_SMTP_AWAIT_RCPT: to a RCPT
 * @MF_SMTP_AWAIT_DATA: to DATA
 * @MF_SMTP_AWAIT_MESSAGE: to the end mark
 * @MF_SMTP_AWAIT_RSET: to RSET
 * @MF_SMTP_AWAIT_QUIT: to QUIT
 *
 * The reply that a client waits for: where its session stands. With pipelining
 * several are awaited, and the first of them is where it stands.
 */
typedef enum
{
  MF_SMTP_AWAIT_NOTHING,
  MF_SMTP_AWAIT_GREETING,
  MF_SMTP_AWAIT_EHLO,
  MF_SMTP_AWAIT_HELO,
  MF_SMTP_AWAIT_AUTH_PLAIN,
  MF_SMTP_AWAIT_AUTH_LOGIN,
  MF_SMTP_AWAIT_AUTH_USERNAME,
  MF_SMTP_AWAIT_AUTH_RESULT,
  MF_SMTP_AWAIT_MAIL,
  MF_SMTP_AWAIT_RCPT,
  MF_SMTP_AWAIT_DATA,
  MF_SMTP_AWAIT_MESSAGE,
  MF_SMTP_AWAIT_RSET,
  MF_SMTP_AWAIT_QUIT,
} MfSmtpAwait;

/**
 * MfSmtpAwaitInfo:
 * @name: what the reply answers: a verb, "" for the greeting
 * @timeout_us: how long the client waits for it (RFC 5321 section 4.5.3.2)
 * @rfc: where that is written
 */
typedef struct
{
  const char *name;
  gint64 timeout_us;
  const char *rfc;
} MfSmtpAwaitInfo;

/**
 * MfSmtpClientAction:
 * @MF_SMTP_CLIENT_SAY_EHLO: say EHLO
 * @MF_SMTP_CLIENT_SAY_HELO: say HELO: the peer is an old one
 * @MF_SMTP_CLIENT_ENTER: the peer knows us: authenticate if told to, else go on with messages
 * @MF_SMTP_CLIENT_SAY_PLAIN: say PLAIN's response
 * @MF_SMTP_CLIENT_SAY_USERNAME: say LOGIN's first response
 * @MF_SMTP_CLIENT_SAY_PASSWORD: say LOGIN's second response
 * @MF_SMTP_CLIENT_SAY_CANCEL: a challenge that nobody expects: say "*"
 * @MF_SMTP_CLIENT_GO_ON: nothing to keep; go on
 * @MF_SMTP_CLIENT_ACCEPT_SENDER: the sender is accepted; recipients follow
 * @MF_SMTP_CLIENT_REFUSE_SENDER: the message has failed for all recipients
 * @MF_SMTP_CLIENT_ACCEPT_RECIPIENT: the message can go to this one
 * @MF_SMTP_CLIENT_REFUSE_RECIPIENT: it cannot
 * @MF_SMTP_CLIENT_DEFER_RECIPIENT: it cannot now, though the code says never
 * @MF_SMTP_CLIENT_SEND_MESSAGE: send the message data, or a single dot if nobody will have it
 * @MF_SMTP_CLIENT_REFUSE_DATA: the message has failed for those accepted so far
 * @MF_SMTP_CLIENT_DELIVER: the peer is responsible now, or refuses for those accepted so far
 * @MF_SMTP_CLIENT_GIVE_UP: the session has failed, and all messages; say QUIT
 * @MF_SMTP_CLIENT_LEAVE: the peer closes; so do we
 *
 * What a reply makes a client do.
 */
typedef enum
{
  MF_SMTP_CLIENT_SAY_EHLO,
  MF_SMTP_CLIENT_SAY_HELO,
  MF_SMTP_CLIENT_ENTER,
  MF_SMTP_CLIENT_SAY_PLAIN,
  MF_SMTP_CLIENT_SAY_USERNAME,
  MF_SMTP_CLIENT_SAY_PASSWORD,
  MF_SMTP_CLIENT_SAY_CANCEL,
  MF_SMTP_CLIENT_GO_ON,
  MF_SMTP_CLIENT_ACCEPT_SENDER,
  MF_SMTP_CLIENT_REFUSE_SENDER,
  MF_SMTP_CLIENT_ACCEPT_RECIPIENT,
  MF_SMTP_CLIENT_REFUSE_RECIPIENT,
  MF_SMTP_CLIENT_DEFER_RECIPIENT,
  MF_SMTP_CLIENT_SEND_MESSAGE,
  MF_SMTP_CLIENT_REFUSE_DATA,
  MF_SMTP_CLIENT_DELIVER,
  MF_SMTP_CLIENT_GIVE_UP,
  MF_SMTP_CLIENT_LEAVE,
} MfSmtpClientAction;

/**
 * MfSmtpClientGuard:
 * @MF_SMTP_CLIENT_IF_ANY: no condition
 * @MF_SMTP_CLIENT_IF_TOO_MANY: recipients of this message were accepted before, and no enhanced
 *   status code says that it is about anything but their number
 *
 * When a row applies.
 */
typedef enum
{
  MF_SMTP_CLIENT_IF_ANY,
  MF_SMTP_CLIENT_IF_TOO_MANY,
} MfSmtpClientGuard;

/**
 * MfSmtpClientRow:
 * @await: the reply that is awaited
 * @first: the lowest reply code it is for
 * @last: the highest
 * @guard: when
 * @action: what is done
 * @rfc: where it is written
 *
 * The first row that matches applies. A reply that matches none ends the
 * session.
 */
typedef struct
{
  MfSmtpAwait await;
  guint first;
  guint last;
  MfSmtpClientGuard guard;
  MfSmtpClientAction action;
  const char *rfc;
} MfSmtpClientRow;

const MfSmtpClientRow *mf_smtp_client_get_rows (guint *n_rows);
const MfSmtpClientRow *mf_smtp_client_find_row (MfSmtpAwait await, guint code, gboolean too_many);
const MfSmtpAwaitInfo *mf_smtp_await_get_info (MfSmtpAwait await);
const MfSmtpServerRow *mf_smtp_server_get_rows (guint *n_rows);
const char *mf_smtp_input_get_name (guint input);

G_END_DECLS
