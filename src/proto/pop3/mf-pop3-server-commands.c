/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-server-private.h"

#include "proto/pop3/mf-pop3-syntax.h"
#include "wire/mf-wire-limits.h"

/* What the server does with one command: the actions of mf-pop3-table.c. */

void
mf_pop3_server_set_state (MfPop3Server *self, MfPop3State state)
{
  if (state != MF_POP3_STATE_ANY)
    self->state = state;
}

void
mf_pop3_server_reply (MfPop3Server *self, gboolean ok, const char *code, const char *text)
{
  g_autofree char *line = mf_pop3_status_format (ok, code, text);

  mf_pop3_output_add_line (self->output, line);
}

void
mf_pop3_server_reply_ok (MfPop3Server *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  mf_pop3_server_reply (self, TRUE, NULL, text);
}

/* RFC 2449 section 6, RFC 3206 section 6. LOGIN-DELAY is not among them: there
 * is none. APOP is announced by the greeting (RFC 2449 section 6). */
static const char *const capabilities[] = {
  "TOP",        "USER",         "RESP-CODES", "AUTH-RESP-CODE",
  "PIPELINING", "EXPIRE NEVER", "UIDL",       "IMPLEMENTATION Mailflow",
};

static void
write_capability (gconstpointer data, guint index, GString *line)
{
  g_string_append (line, capabilities[index]);
  g_string_append (line, "\r\n");
}

static void
ask (MfPop3Server *self, MfPop3ServerEventKind kind, const MfPop3Transition *row)
{
  self->question = kind;
  self->question_told = FALSE;
  self->row = row;
}

static char *
dup_argument (const char *line, const MfPop3Command *command, guint index)
{
  return g_strndup (line + command->arguments[index].start, command->arguments[index].length);
}

static void
ask_login (MfPop3Server *self,
           const MfPop3Transition *row,
           const char *line,
           const MfPop3Command *command)
{
  if (command->verb == MF_POP3_APOP)
    {
      g_free (self->username);
      self->username = dup_argument (line, command, 0);
      g_free (self->digest);
      self->digest = dup_argument (line, command, 1);
    }
  else
    self->password =
        mf_secret_new (line + command->arguments[0].start, (gssize) command->arguments[0].length);

  ask (self, MF_POP3_SERVER_ASK_LOGIN, row);
}

static void
ask_update (MfPop3Server *self, const MfPop3Transition *row)
{
  self->deleted = mf_pop3_maildrop_list_marked (self->maildrop);
  ask (self, MF_POP3_SERVER_ASK_UPDATE, row);
}

void
mf_pop3_server_reply_message_count (MfPop3Server *self, const char *prefix)
{
  guint n = mf_pop3_maildrop_get_n_left (self->maildrop);

  mf_pop3_server_reply_ok (self, "%s%u message%s (%" G_GUINT64_FORMAT " octets)", prefix, n,
                           n == 1 ? "" : "s", mf_pop3_maildrop_get_octets_left (self->maildrop));
}

static void
mark (MfPop3Server *self, guint index)
{
  mf_pop3_maildrop_mark (self->maildrop, index);
  self->marked = TRUE;
  g_queue_push_tail (&self->changes, GUINT_TO_POINTER (index));
  mf_pop3_server_reply_ok (self, "message %u deleted", index + 1);
}

static void
unmark_all (MfPop3Server *self)
{
  g_autoptr (GArray) marked = mf_pop3_maildrop_list_marked (self->maildrop);

  mf_pop3_maildrop_unmark_all (self->maildrop);
  self->marked = FALSE;
  for (guint i = 0; i < marked->len; i++)
    g_queue_push_tail (&self->changes, GUINT_TO_POINTER (g_array_index (marked, guint, i)));
  mf_pop3_server_reply_message_count (self, "maildrop has ");
}

/* What is so about the session: the table's guards. */
MfPop3Guard
mf_pop3_server_find_facts (const MfPop3Server *self)
{
  MfPop3Guard facts = MF_POP3_GUARD_NONE;

  if (self->named)
    facts |= MF_POP3_GUARD_NAMED;
  if (self->timestamp)
    facts |= MF_POP3_GUARD_TIMESTAMP;

  return facts;
}

static void
add_listing (MfPop3Server *self, MfPop3WriteLine write_line)
{
  mf_pop3_output_add_listing (self->output, write_line, self->maildrop,
                              mf_pop3_maildrop_get_length (self->maildrop));
}

static void
act (MfPop3Server *self,
     const MfPop3Transition *row,
     const char *line,
     const MfPop3Command *command,
     const char *fault)
{
  guint index = (guint) command->numbers[0] - 1;

  switch (row->action)
    {
    case MF_POP3_ACTION_REFUSE:
      mf_pop3_server_reply (self, FALSE, NULL, row->text ? row->text : fault);
      break;
    case MF_POP3_ACTION_CONFIRM:
      mf_pop3_server_reply (self, TRUE, NULL, row->text);
      break;
    case MF_POP3_ACTION_NAME:
      g_free (self->username);
      self->username = dup_argument (line, command, 0);
      self->named = TRUE;
      mf_pop3_server_reply (self, TRUE, NULL, row->text);
      break;
    case MF_POP3_ACTION_LOGIN:
      ask_login (self, row, line, command);
      break;
    case MF_POP3_ACTION_CAPABILITIES:
      mf_pop3_server_reply (self, TRUE, NULL, row->text);
      mf_pop3_output_add_listing (self->output, write_capability, self,
                                  G_N_ELEMENTS (capabilities));
      break;
    case MF_POP3_ACTION_DROP_LISTING:
      mf_pop3_server_reply_ok (self, "%u %" G_GUINT64_FORMAT,
                               mf_pop3_maildrop_get_n_left (self->maildrop),
                               mf_pop3_maildrop_get_octets_left (self->maildrop));
      break;
    case MF_POP3_ACTION_SCAN_LISTING:
      mf_pop3_server_reply_ok (self, "%u %" G_GUINT64_FORMAT, index + 1,
                               mf_pop3_maildrop_get_item (self->maildrop, index)->size);
      break;
    case MF_POP3_ACTION_SCAN_LISTINGS:
      mf_pop3_server_reply_message_count (self, "");
      add_listing (self, mf_pop3_maildrop_write_scan_listing);
      break;
    case MF_POP3_ACTION_UNIQUE_ID:
      mf_pop3_server_reply_ok (self, "%u %s", index + 1,
                               mf_pop3_maildrop_get_item (self->maildrop, index)->uid);
      break;
    case MF_POP3_ACTION_UNIQUE_IDS:
      mf_pop3_server_reply (self, TRUE, NULL, row->text);
      add_listing (self, mf_pop3_maildrop_write_unique_id);
      break;
    case MF_POP3_ACTION_MESSAGE:
      self->index = index;
      self->top_lines = command->verb == MF_POP3_TOP ? command->numbers[1] : 0;
      ask (self, MF_POP3_SERVER_ASK_MESSAGE, row);
      break;
    case MF_POP3_ACTION_MARK:
      mark (self, index);
      break;
    case MF_POP3_ACTION_UNMARK:
      unmark_all (self);
      break;
    case MF_POP3_ACTION_REMOVE:
      ask_update (self, row);
      break;
    case MF_POP3_ACTION_GOODBYE:
      mf_pop3_server_reply_ok (self, "%s POP3 server signing off", self->host_name);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* A fault of the line as bytes. RFC 1939 section 3: a syntactically invalid
 * command gets a negative status indicator. */
static const char *
describe_faults (MfLineFaults faults)
{
  if (faults & MF_LINE_TOO_LONG)
    return "the command is longer than " G_STRINGIFY (MF_LIMIT_POP3_COMMAND) " octets";
  return "a command ends with CRLF, and holds neither CR nor LF nor NUL";
}

void
mf_pop3_server_handle_line (MfPop3Server *self, const MfLine *line)
{
  MfPop3Command command = { .verb = MF_POP3_NONE };
  g_autoptr (GError) error = NULL;
  const char *fault = NULL;
  MfPop3Guard facts;
  const MfPop3Transition *row;

  if (line->faults)
    fault = describe_faults (line->faults);
  else if (!mf_pop3_command_parse (line->text, line->length, &command, &error))
    fault = error->message;

  facts = mf_pop3_server_find_facts (self);
  if (fault)
    facts |= MF_POP3_GUARD_MALFORMED;
  else if (command.n_arguments > 0 &&
           mf_pop3_verb_get_argument_kind (command.verb, 0) == MF_POP3_ARGUMENT_MESSAGE_NUMBER)
    facts |= mf_pop3_maildrop_find_facts (self->maildrop, command.numbers[0]);

  row = mf_pop3_table_find (self->state, command.verb, facts);
  self->named = FALSE;
  act (self, row, line->text, &command, fault);
  if (row->action != MF_POP3_ACTION_LOGIN)
    mf_pop3_server_set_state (self, row->next);
}
