/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "base/mf-error.h"
#include "proto/imap/mf-imap-name.h"
#include "proto/smtp/mf-smtp-auth.h"

#include <string.h>

/* The commands of any state and those before the log-in: RFC 3501 sections 6.1
 * and 6.2, with ID (RFC 2971), ENABLE (RFC 5161), NAMESPACE (RFC 2342) and IDLE
 * (RFC 2177); and what every command goes through. */

static void
act_malformed (MfImapServer *self)
{
  g_assert_not_reached ();
}

static void
act_refuse_bad (MfImapServer *self)
{
  mf_imap_server_complete (self, "BAD", self->row->code, self->row->text);
}

/* A SELECT that fails leaves what was selected, too (section 6.3.1). */
static void
act_refuse_no (MfImapServer *self)
{
  mf_imap_server_complete (self, "NO", self->row->code, self->row->text);
  mf_imap_server_set_state (self, self->row->next);
}

static const MfImapAct acts[MF_IMAP_N_ACTIONS] = {
  [MF_IMAP_ACTION_MALFORMED] = act_malformed,
  [MF_IMAP_ACTION_REFUSE_BAD] = act_refuse_bad,
  [MF_IMAP_ACTION_REFUSE_NO] = act_refuse_no,
  [MF_IMAP_ACTION_CONFIRM] = mf_imap_server_complete_ok,
  [MF_IMAP_ACTION_CAPABILITY] = mf_imap_server_act_capability,
  [MF_IMAP_ACTION_LOGOUT] = mf_imap_server_act_logout,
  [MF_IMAP_ACTION_ID] = mf_imap_server_act_id,
  [MF_IMAP_ACTION_LOGIN] = mf_imap_server_act_login,
  [MF_IMAP_ACTION_AUTHENTICATE] = mf_imap_server_act_authenticate,
  [MF_IMAP_ACTION_ENABLE] = mf_imap_server_act_enable,
  [MF_IMAP_ACTION_NAMESPACE] = mf_imap_server_act_namespace,
  [MF_IMAP_ACTION_IDLE] = mf_imap_server_act_idle,
  [MF_IMAP_ACTION_SELECT] = mf_imap_server_act_select,
  [MF_IMAP_ACTION_LIST] = mf_imap_server_act_list,
  [MF_IMAP_ACTION_STATUS] = mf_imap_server_act_status,
  [MF_IMAP_ACTION_MAILBOX] = mf_imap_server_act_mailbox,
  [MF_IMAP_ACTION_APPEND] = mf_imap_server_act_append,
  [MF_IMAP_ACTION_CLOSE] = mf_imap_server_act_close,
  [MF_IMAP_ACTION_UNSELECT] = mf_imap_server_act_unselect,
  [MF_IMAP_ACTION_EXPUNGE] = mf_imap_server_act_expunge,
  [MF_IMAP_ACTION_SEARCH] = mf_imap_server_act_search,
  [MF_IMAP_ACTION_FETCH] = mf_imap_server_act_fetch,
  [MF_IMAP_ACTION_STORE] = mf_imap_server_act_store,
  [MF_IMAP_ACTION_COPY] = mf_imap_server_act_copy,
};

/* "a/" says that names are to be made below it; the name is "a" (section 6.3.3). */
static void
strip_delimiter (char *name)
{
  gsize length = strlen (name);

  if (length > 1 && name[length - 1] == MF_IMAP_DELIMITER)
    name[length - 1] = '\0';
}

static MfImapGuard
find_facts (MfImapServer *self)
{
  const MfImapCommand *command = &self->command;
  const char *name = command->verb == MF_IMAP_RENAME ? command->other : command->mailbox;
  MfImapGuard facts = MF_IMAP_GUARD_NONE;

  if (command->verb == MF_IMAP_CREATE)
    strip_delimiter (command->mailbox);
  if (mf_imap_view_is_read_only (self->view))
    facts |= MF_IMAP_GUARD_READ_ONLY;
  if (name && mf_imap_name_is_inbox (name))
    facts |= MF_IMAP_GUARD_INBOX;
  if (name && !mf_imap_name_is_valid (name))
    facts |= MF_IMAP_GUARD_BAD_NAME;
  if (command->bad_name)
    facts |= MF_IMAP_GUARD_NOT_UTF7;
  if (command->mechanism && g_ascii_strcasecmp (command->mechanism, "PLAIN") == 0)
    facts |= MF_IMAP_GUARD_PLAIN;
  if (command->search && command->search->bad_charset)
    facts |= MF_IMAP_GUARD_CHARSET;
  if (command->set && !command->uid && !mf_imap_view_holds (self->view, command->set))
    facts |= MF_IMAP_GUARD_NO_MESSAGE;

  return facts;
}

static const char *
describe_faults (MfLineFaults faults)
{
  if (faults & MF_LINE_TOO_LONG)
    return "the command is too long";
  if (faults & MF_LINE_NUL)
    return "a command holds no NUL";
  return "a line ends with CRLF, and CR or LF stand nowhere else";
}

void
mf_imap_server_handle_command (MfImapServer *self, const MfLiteralPiece *piece)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  self->malformed = FALSE;
  mf_imap_command_clear (&self->command);
  if (!mf_imap_command_parse (piece->text, piece->length, &self->command, &error))
    text = g_strdup_printf ("%s at octet %" G_GSIZE_FORMAT, error->message,
                            mf_protocol_error_get_span (error).start + 1);
  if (piece->faults)
    {
      g_free (text);
      text = g_strdup (describe_faults (piece->faults));
    }

  if (text)
    {
      self->row = mf_imap_table_find (self->state, self->command.verb, MF_IMAP_GUARD_MALFORMED);
      mf_imap_server_complete (self, "BAD", self->row->code, text);
      return;
    }

  self->row = mf_imap_table_find (self->state, self->command.verb, find_facts (self));
  acts[self->row->action](self);
}

/* capability-data = "CAPABILITY" *(SP capability) SP "IMAP4rev1" … */
void
mf_imap_server_write_capabilities (GString *out)
{
  g_string_append (out, "CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN ID ENABLE IDLE NAMESPACE "
                        "CHILDREN SPECIAL-USE UNSELECT UIDPLUS MOVE ESEARCH");
}

void
mf_imap_server_act_capability (MfImapServer *self)
{
  GString *out = mf_imap_server_text (self);

  g_string_append (out, "* ");
  mf_imap_server_write_capabilities (out);
  g_string_append (out, "\r\n");
  mf_imap_server_complete_ok (self);
}

void
mf_imap_server_act_logout (MfImapServer *self)
{
  g_string_append_printf (mf_imap_server_text (self), "* BYE %s IMAP4rev1 server signing off\r\n",
                          self->host_name);
  mf_imap_server_complete_ok (self);
}

/* id_response = "ID" SPACE id_params_list (RFC 2971 section 4) */
void
mf_imap_server_act_id (MfImapServer *self)
{
  g_string_append (mf_imap_server_text (self), "* ID (\"name\" \"Mailflow\")\r\n");
  mf_imap_server_complete_ok (self);
}

/* response-data =/ "*" SP enable-data CRLF; enable-data = "ENABLED" *(SP capability) */
void
mf_imap_server_act_enable (MfImapServer *self)
{
  g_string_append (mf_imap_server_text (self), "* ENABLED\r\n");
  mf_imap_server_complete_ok (self);
}

/* One's own, and no others (RFC 2342 section 5). */
void
mf_imap_server_act_namespace (MfImapServer *self)
{
  g_string_append_printf (mf_imap_server_text (self), "* NAMESPACE ((\"\" \"%c\")) NIL NIL\r\n",
                          MF_IMAP_DELIMITER);
  mf_imap_server_complete_ok (self);
}

static void
ask_login (MfImapServer *self, char *username, MfSecret *password)
{
  self->username = username;
  self->password = password;
  mf_imap_server_ask (self, NULL);
}

void
mf_imap_server_act_login (MfImapServer *self)
{
  ask_login (self, g_steal_pointer (&self->command.username),
             g_steal_pointer (&self->command.password));
}

/* A response of PLAIN, in base64 (RFC 4616 section 2). */
static void
take_plain (MfImapServer *self, const char *text, gsize length)
{
  gsize size;
  char *response = mf_smtp_base64_decode (text, length, &size);
  MfSecret *password = NULL;
  char *username = NULL;

  if (response && mf_smtp_plain_parse (response, size, &username, &password))
    ask_login (self, username, password);
  else
    mf_imap_server_complete (self, "BAD", NULL, "that is no response of PLAIN");

  if (response)
    explicit_bzero (response, size);
  g_free (response);
}

/* Without an initial response the server says nothing first: "+ " alone (RFC 4959
 * section 3). */
void
mf_imap_server_act_authenticate (MfImapServer *self)
{
  const char *initial = self->command.initial;

  if (initial)
    {
      take_plain (self, initial, strcmp (initial, "=") == 0 ? 0 : strlen (initial));
      return;
    }

  g_string_append (mf_imap_server_text (self), "+ \r\n");
  self->reading = MF_IMAP_READING_RESPONSE;
}

/* base64 CRLF, or "*" CRLF to cancel (RFC 3501 section 6.2.2). */
void
mf_imap_server_handle_response (MfImapServer *self, const char *text, gsize length)
{
  self->reading = MF_IMAP_READING_COMMAND;
  if (length == 1 && text[0] == '*')
    mf_imap_server_complete (self, "BAD", NULL, "cancelled");
  else
    take_plain (self, text, strnlen (text, length));
}

void
mf_imap_server_act_idle (MfImapServer *self)
{
  g_string_append (mf_imap_server_text (self), "+ idling\r\n");
  self->reading = MF_IMAP_READING_DONE;
  /* What happened since the last command is told at once. */
  self->notified = self->state == MF_IMAP_STATE_SELECTED;
}

/* "DONE" CRLF, and nothing else (RFC 2177 section 4). */
void
mf_imap_server_handle_done (MfImapServer *self, const char *text, gsize length)
{
  self->reading = MF_IMAP_READING_COMMAND;
  if (length == 4 && g_ascii_strncasecmp (text, "DONE", 4) == 0)
    mf_imap_server_complete_ok (self);
  else
    mf_imap_server_complete (self, "BAD", NULL, "DONE expected");
}

/**
 * mf_imap_server_answer_login:
 * @self: a session that asked %MF_IMAP_SERVER_ASK_LOGIN
 *
 * Lets the client in.
 */
void
mf_imap_server_answer_login (MfImapServer *self)
{
  g_return_if_fail (self->question == MF_IMAP_QUESTION_TOLD && self->request == NULL);

  mf_imap_server_end_question (self);
  self->failed_logins = 0;
  mf_imap_server_complete_ok (self);
}

static void
refuse_login (MfImapServer *self, const char *code, const char *text)
{
  mf_imap_server_complete (self, "NO", code ? code : "AUTHENTICATIONFAILED",
                           text ? text : "wrong name or password");
  if (++self->failed_logins >= MF_IMAP_MAX_FAILED_LOGINS)
    self->farewell = "too many log-ins that failed";
}

/**
 * mf_imap_server_refuse:
 * @self: a session that asked something
 * @code: (nullable): a response code without brackets: of RFC 3501 section 7.1 (TRYCREATE) or of
 *   RFC 5530 (NONEXISTENT, ALREADYEXISTS, OVERQUOTA, INUSE, CANNOT, LIMIT, UNAVAILABLE …)
 * @text: (nullable): what the NO says, one line; %NULL for the machine's own words
 */
void
mf_imap_server_refuse (MfImapServer *self, const char *code, const char *text)
{
  g_autoptr (MfImapRequest) request = NULL;

  g_return_if_fail (self->question == MF_IMAP_QUESTION_TOLD);

  request = mf_imap_server_end_question (self);
  if (request == NULL)
    {
      refuse_login (self, code, text);
      return;
    }
  if (text == NULL)
    text = "that cannot be done now";

  switch (request->kind)
    {
    case MF_IMAP_REQUEST_POLL:
      /* Then there is nothing to tell. */
      break;
    case MF_IMAP_REQUEST_APPEND:
      mf_imap_server_refuse_append (self, code, text);
      break;
    case MF_IMAP_REQUEST_FETCH:
      mf_imap_server_end_fetch (self);
      mf_imap_server_complete (self, "NO", code, text);
      break;
    default:
      mf_imap_server_complete (self, "NO", code, text);
    }
}
